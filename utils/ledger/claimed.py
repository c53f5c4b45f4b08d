"""The numbers of notebook 02."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from utils import claims, figures, scoring, walk
from utils.article import Article
from utils.ledger.numbers import (
    Shown,
    benchmark,
    beside,
    count,
    each,
    figure,
    one_a_place,
    one_each,
    reference_coding,
    stated,
    tenths,
)


def claimed(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 02 that every article has."""
    a = walks["mended"]
    found = a.claims[a.claims["status"] != "undecidable"]
    own, said, minds = (found[found["voice"] == voice] for voice in ("text", "reported", "imputed"))
    hollow, suspect = own[own["status"] == "suspect"], found[found["status"] == "suspect"]
    read = one_each(minds, "source_actor")
    whose = [count(read[read["source_actor"] == actor]) for actor in read["source_actor"].value_counts().index]
    todo = found[found["checkable"] == 1]
    held = figures.holder_rows(found).assign(damaged=lambda t: t["status"].map({"ok": "ok"}).fillna("damaged"))
    strip = {
        f"{label}, {state}": each(one_a_place(rows), "start")
        for (label, state), rows in held.groupby(["label", "damaged"])
    }
    shares = _own_voice(a.article, walks)
    title = [own, found, hollow, said, minds]
    return [
        stated("02", "{n} claims in {m} sentences; {k} in the text's own", n=found, m=a.sentences, k=own, h=hollow),
        stated("02", "{n} claims read a mind. Whose:", n=minds, whose=whose),
        stated("02", "Among the actors named most,", silent=[]),
        stated("02", "{p} of the claims carry no such", p=(found[found["certainty"] == "plain"], found),
               b=found[found["boosted"] == 1]),
        stated("02", "{n} of {m} claims are checkable; nothing", n=todo, m=found, s=todo[todo["status"] != "ok"]),
        stated("02", "{n} of {m} claims rest on damaged", n=suspect, m=found,
               u=a.claims[a.claims["status"] == "undecidable"]),
        stated("02", "The text's own voice holds", low=min(shares), high=max(shares)),
        stated("02", "The longest stretch without a second voice", n=_longest_stretch(a, found)),
        stated("02", "Out of ten claims, {n} are", n=tenths(own, found), h=tenths(hollow, found), who=[]),
        figure("02", "Read down a column to see", {
            **strip, "finding": title, "measured": [found, a.sentences, suspect],
            "rows": [count(rows) for _, rows in held.groupby("label")],
        }),
        _two_methods(),
    ]  # fmt: skip


def _own_voice(article: Article, walks: Mapping[str, walk.Analysis]) -> list[float]:
    """Return the share of claims in the text's own voice in each reading, raw included."""
    found = [claims.claim_table(article, "raw"), *(a.claims for a in walks.values())]
    stand = [t[t["status"] != "undecidable"] for t in found]
    return [float((t["voice"] == "text").mean()) for t in stand]


def _longest_stretch(a: walk.Analysis, found: pd.DataFrame) -> pd.DataFrame:
    """Return the longest run of sentences with claims that are all in the text's voice; others don't end a run."""
    voiced = a.sentences[a.sentences["sentence_id"].isin(found["sentence_id"])]
    alone = ~voiced["sentence_id"].isin(found.loc[found["voice"] != "text", "sentence_id"])
    runs = (alone != alone.shift()).cumsum()[alone]
    return voiced.loc[runs[runs == runs.value_counts(sort=False).idxmax()].index] if len(runs) else voiced[:0]


def _two_methods() -> Shown:
    bench = benchmark("attribution")
    bench = bench[~bench["metric"].str.contains(",")]  # F1 alone: precision and recall have no row in the figure
    ours = bench[bench["value"].notna()]
    whole = bench[bench["metric"] == bench["metric"].iloc[0]].set_index("instrument")["value"]
    marks: dict[str, Any] = {str(name): each(rows, "value") for name, rows in ours.groupby("instrument")}
    range_ = bench[bench["value"].isna()].assign(wide=lambda t: t["high"] - t["low"])
    marks |= {"interval": [*each(ours, "low"), *each(ours, "high")], "second annotator": each(range_, "wide")}
    marks |= {"finding": [whole["dependency rules"], whole["tags and chunks"]], "measured": [bench["n"].iloc[0], 0.95]}
    return figure("02", "The first row wants source", marks)


def claimed_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 02 that hold the rules against the reference coding."""
    a = walks["mended"]
    coded = reference_coding(a.article)["claims"]
    found = a.claims[a.claims["status"] != "undecidable"]
    units = scoring.unit_agreement(found, coded, "claims, F1")
    whole = scoring.unit_agreement(a.sentences, coded, "sentences, F1")["value"]
    labels = scoring.label_agreement(found, coded, ["claim_type", "voice", "polarity", "certainty", "checkable"])
    voices = scoring.side_by_side(found, coded, "voice")
    task = AnnotationTask([(c, i, v) for c in ("ours", "theirs") for i, v in voices[c].items()])
    scores = pd.concat([scoring.frame([units | {"baseline": whole}]), labels.assign(ceiling=float("nan"))])
    lowest = labels.sort_values("value", kind="stable").iloc[0][["value", "low", "high"]].tolist()
    chance = {"a": task.avg_Ao(), "e": task.Ae_kappa("ours", "theirs"), "k": task.kappa(), "n": len(voices)}
    return [
        stated(
            "02",
            "Units: F1 {ours} [{low}, {high}], n = {n}. Taking every",
            ours=units["value"],
            low=units["low"],
            high=units["high"],
            n=coded,
            plain=whole,
        ),
        stated("02", "Voice: same label {a}, by chance", **chance),
        beside("02", "The red bar is every sentence", scores, finding=lowest, measured=[0.95]),
    ]
