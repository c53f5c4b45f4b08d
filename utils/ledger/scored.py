"""The numbers of notebook 03."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nltk
import numpy as np
import pandas as pd

from utils import figures, sentiment, walk
from utils.ledger.numbers import (
    Shown,
    benchmark,
    beside,
    count,
    each,
    figure,
    hit_rows,
    mean,
    reference_coding,
    stated,
)


def scored(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 03 that every article has."""
    a = walks["stripped"]
    hits = hit_rows(a)
    once = hits.drop_duplicates(["sentence_id", "at"])
    raw = a.sentiment[a.sentiment["layer"] == "raw"]
    often = [count(once[once["word"] == word]) for word, _ in nltk.FreqDist(once["word"]).most_common(8)]
    verdicts = a.stance[a.stance["instrument"] == "rules"]
    signed = verdicts[verdicts["score"] != 0]
    company = signed[~sentiment.said_of(signed)]
    known = benchmark("sentiment").query("split == 'mt-dev'").set_index("instrument")["value"]
    told = walk.stance_told(verdicts, a.article.raw)
    return [
        stated("03", "{n} sentences in the reading called", n=a.sentences, v=[]),
        stated("03", "Most frequent: {words}", words=often),
        stated("03", "{n} of {m} raw scores rest on", n=raw[(raw["damaged"] == 1) & raw["score"].notna()],
               m=raw[raw["score"].notna()]),
        stated("03", "{n} of {m} verdicts are favourable", n=verdicts[verdicts["score"] > 0], m=verdicts,
               k=verdicts[verdicts["score"] < 0], c=company),
        stated("03", "{n} of {m} verdicts other than 0", n=signed[signed["damaged"] == 1], m=signed),
        stated("03", "On NewsMTSC mt-dev rules reach", r=known["rules"], l=known["linear"]),
        stated("03", "{n} of {m} cells hold five", n=int((told["plus"] + told["minus"] >= 5).sum()), m=len(told)),
        _ladder(raw),
        _saturation(a, raw),
        _tone_by_voice(a, walks),
        _name_swap(),
    ]  # fmt: skip


def _ladder(raw: pd.DataFrame) -> Shown:
    wide = raw.pivot(index="sentence_id", columns="lexicon", values="score")
    wide = wide.loc[list(dict.fromkeys(raw["sentence_id"]))]
    spread = (wide.max(axis=1) - wide.min(axis=1)).dropna().sort_values(ascending=False, kind="stable").head(12)
    opposite = wide[(wide.max(axis=1) > 0) & (wide.min(axis=1) < 0)].index
    firsts = raw.drop_duplicates("sentence_id")
    widest = raw[raw["sentence_id"].isin(spread.index)]
    marks: dict[str, Any] = {str(name): each(rows, "score") for name, rows in widest.groupby("lexicon")}
    title = [firsts[firsts["sentence_id"].isin(opposite)], firsts]
    return figure("03", "A long grey bar is a sentence", marks | {"finding": title, "measured": [len(wide.columns)]})


def _saturation(a: walk.Analysis, raw: pd.DataFrame) -> Shown:
    alone = raw[raw["lexicon"] == "vader"]
    read = a.sentences["as_read"]
    so_far = [sentiment.lexicon_score(" ".join(read[: n + 1]), "vader")[0] for n in range(len(read))]
    title = [so_far[-1], alone[alone["score"] <= 0], 0]
    known = [v for v in so_far if not np.isnan(v)]
    marks = {"y alone": each(alone, "score"), "y so far": known, "finding": title, "measured": [a.sentences]}
    return figure("03", "The line is the length of", marks)


def _tone_by_voice(a: walk.Analysis, walks: Mapping[str, walk.Analysis]) -> Shown:
    tone = walk.tones(a).merge(a.sentences[["sentence_id", "start", "end", "text"]], on="sentence_id")
    voices = walk.tone_by_voice(tone)
    firm = voices[voices["low"].notna()]
    choices = walk.tone_choices(a, [w for w in walks.values() if w is not a])
    marks: dict[str, Any] = {str(voice): each(rows, "score") for voice, rows in tone.groupby("voice")}
    marks |= {
        f"other {c}": each(rows, "value") for c, rows in choices[choices["group"].isin(firm["group"])].groupby("choice")
    }
    marks |= {"interval": [*each(firm, "low"), *each(firm, "high")]}
    marks |= {"mean": [mean(tone[tone["voice"] == voice], "score") for voice in firm["group"]]}
    marks |= {"rows": [count(rows) for _, rows in tone.groupby("voice")], "measured": [0.95]}
    marks |= {"finding": [len(firm), len(voices), int((voices["low"] > 0).sum()), 0]}
    return figure("03", "If the intervals overlap, the order", marks)


def _name_swap() -> Shown:
    marks: dict[str, Any] = {}
    kept = {}
    for name in ("rules", "linear", "tone", *sentiment.LEXICONS):
        swaps = sentiment.name_swap(name)
        same = swaps.groupby("template")
        turned = swaps["label"] != same["label"].transform(lambda labels: labels.mode()[0])
        shift = (swaps["score"] - same["score"].transform("median"))[turned]
        marks |= {f"{name}, label turned": list(shift), f"{name}, counts": [int(turned.sum()), len(swaps)]}
        kept[name] = int(same["label"].nunique().eq(1).sum())
    title = [kept["rules"], kept["linear"], kept["vader"], swaps["template"].nunique()]
    return figure("03", "All dots on the zero line", marks | {"finding": title, "measured": [swaps["name"].nunique()]})


def scored_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 03 that hold instruments against the reference coding or quote the example."""
    a = walks["stripped"]
    coded = reference_coding(a.article)
    verdicts = a.stance[a.stance["instrument"] == "rules"]
    agree = walk.stance_agreement(walk.stance_beside(a, coded["stance"], coded["sentences"])).set_index("what")
    told = walk.stance_told(verdicts, a.article.raw)
    cells = zip(told["actor"], told["kind"], strict=True)
    told["coded"] = [walk.coded_count(coded["stance"], actor, kind) for actor, kind in cells]
    quoted = a.sentences[a.sentences["role"] == "quotation"]
    whole, readout = (sentiment.lexicon_score(" ".join(t["as_read"]), "vader")[0] for t in (a.sentences, quoted))
    popular = sentiment.word_hits("popular")["value"]
    by_kind = told.groupby("kind")
    sides = (by_kind["coded"].sum(), (by_kind["plus"].sum() + by_kind["minus"].sum()))
    both = [int(side[kind]) for kind in walk.STANCE_KINDS for side in sides]
    best = agree.loc[list(walk.STANCE_CONSTANTS)]
    ours = agree.drop(index=list(walk.STANCE_CONSTANTS))
    return [
        stated("03", "Scores of “popular”: {liked}", liked=list(popular)),
        stated("03", "Whole text: {whole}. The readout", whole=whole, part=readout),
        stated("03", "Rules {rules}, linear {linear}, VADER of", **agree["share"][["rules", "linear", "vader"]],
               p=agree["share"]["always mildly positive"], n=agree["share"]["always neutral"]),
        stated("03", "{k} of 3 instruments beat the", k=int((ours["share"] > best["share"].max()).sum()),
               a=int((ours["alpha"] > best["alpha"].max()).sum())),
        stated("03", "Verdicts of each kind on the actors", kinds=both),
        _validity(agree),
        _stance_by_actor(told),
    ]  # fmt: skip


def _validity(agree: pd.DataFrame) -> Shown:
    same = agree.reset_index().iloc[:4].assign(value=lambda t: t["share"]).dropna(subset="value")
    scores = pd.concat([walk.benchmarks("sentiment"), same], ignore_index=True)
    known = scores.drop_duplicates("what").set_index("what")["value"]
    title = [known["tone (mean of the lists)"], known[list(figures.LEXICON_NAMES.values())].max(), scores["ceiling"][0]]
    return beside("03", "Read within a group only", scores, finding=title, measured=[0.95])


def _stance_by_actor(told: pd.DataFrame) -> Shown:
    marks: dict[str, Any] = {}
    for kind, rows in told.groupby("kind"):
        signs = [n for plus, minus in zip(rows["plus"], rows["minus"], strict=True) for n in (plus, -minus) if n]
        marks |= {f"{kind}, counts": signs, f"{kind}, coded counts": list(rows["coded"])}
    marks |= {"rows": list(told.drop_duplicates("actor")["n"])}
    cells = list(zip(told["plus"] + told["minus"], told["n"], strict=True))
    most, named = max(cells, key=lambda cell: cell[0], default=(0, 0))
    top = [most, named] if most >= figures.LEAST else [most]
    marks |= {"finding": top, "measured": [5]}
    return figure("03", "Few marks in a cell say", marks)
