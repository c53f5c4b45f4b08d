"""The headline questions, the choices each is asked under, and every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils import figures, framing, relations, sentiment, walk
from utils.figures import LEAST
from utils.findings.cases import (
    CODERS,
    NONE,
    READINGS,
    Case,
    Choice,
    Outcome,
    accepted,
    chosen_table,
    coded_table,
    most_frequent,
    sign_of,
    with_aliases,
)


def _voice(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "claims", choice)
    if choice["unit"] == "sentence":
        rows = rows.groupby("sentence_id", sort=False)["voice"].agg(lambda v: v.value_counts().index[0]).reset_index()
        own = given.walks[choice["reading"]].sentences if choice["coder"] == "rules" else given.coded["sentences"]
        places = own[["sentence_id", "start", "end", "text"]].astype({"start": int, "end": int})
        rows = rows.merge(places, on="sentence_id")
    return most_frequent(rows["voice"], rows)


def _named(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "mentions", choice)
    return most_frequent(rows["actor"], rows)


def _acts(given: Case, choice: Choice, role: str = "agent") -> Outcome:
    rows = chosen_table(given, "mentions", choice)
    rows = rows[rows["role"] == role]
    return most_frequent(rows["actor"], rows)


def _acted_on(given: Case, choice: Choice) -> Outcome:
    return _acts(given, choice, "patient")


def _pair(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "relations", choice)
    if choice.get("told") == "as done":
        rows = rows[rows["modality"] == "asserted"]
    return most_frequent(relations.pair_names(rows), rows)


def _kind_of_tie(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "relations", choice)
    signs = rows["sign"].astype(int).map({1: "cooperative", 0: "neither", -1: "conflictual"})
    return most_frequent(signs, rows)


def _told(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "relations", choice)
    return most_frequent((rows["modality"] == "asserted").map({True: "told as done", False: "not told as done"}), rows)


def _minds(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "claims", choice)
    rows = rows[rows["voice"] == "imputed"]
    rows = rows.assign(source_actor=rows["source_actor"].str.split(";")).explode("source_actor").reset_index(drop=True)
    rows = with_aliases(rows, given.aliases) if choice.get("aliases") == "leaders with their state" else rows
    return most_frequent(rows["source_actor"].replace("", "unknown"), rows)


def _sources(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "claims", choice)
    rows = rows[rows["voice"] == "reported"]
    names = sorted(set(rows["source_actor"].str.split(";").explode()) - {"", "unknown"})
    return Outcome(", ".join(names) or NONE, float(len(names)), rows)


def _frame(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "frames", choice)
    rows = rows[rows["frame"].isin(framing.FRAMES)]
    if choice["unit"] == "paragraph":
        which = given.walks[choice["reading"]].sentences.set_index("sentence_id")["paragraph"]
        rows = rows.assign(unit=rows["sentence_id"].map(which)).drop_duplicates(["unit", "frame"])
    return most_frequent(rows["frame"].str.replace("_", " "), rows)


def _cause(given: Case, choice: Choice) -> Outcome:
    if choice["coder"] != "rules":
        rows = coded_table(given, "frames", choice["coder"])
        rows = rows[rows["frame"] == "cause"]
    else:
        a = given.walks[choice["reading"]]
        rows = accepted(walk.candidates(a, "strict" if choice["cause"] == "strict" else "loose"), a)
        rows = rows[(rows["function"] == "cause") & ((choice["words"] == "all") | (rows["damaged"] == 0))]
    return Outcome("none named" if rows.empty else "named", float(len(rows)), rows)


def _scores(given: Case, choice: Choice) -> pd.DataFrame:
    rows = chosen_table(given, "sentiment", choice)
    rows = rows[rows["layer"] == choice["layer"]].dropna(subset=["score"])
    if choice["lexicon"] != "mean of the lists":
        return rows[rows["lexicon"] == choice["lexicon"]]
    kept = ["sentence_id", "start", "end", "text", "voice"]
    return rows.groupby(kept, sort=False)["score"].mean().reset_index()


def _tone(given: Case, choice: Choice) -> Outcome:
    rows = _scores(given, choice)
    own = rows[rows["voice"] == "text"]
    return sign_of(float(own["score"].mean()) if len(own) >= LEAST else float("nan"), own)


def _tone_gap(given: Case, choice: Choice) -> Outcome:
    rows = _scores(given, choice)
    own, said = (rows[rows["voice"] == voice] for voice in ("text", "reported"))
    enough = min(len(own), len(said)) >= LEAST
    return sign_of(float(own["score"].mean() - said["score"].mean()) if enough else float("nan"), said)


def _stance(given: Case, choice: Choice) -> Outcome:
    rows = given.chosen.named
    actor = figures.most(rows["actor"])[0]
    if choice["coder"] != "rules":
        found = coded_table(given, "stance", choice["coder"])
        found = found[(found["kind"] == "evaluation") | (found["score"] == 0)]
    else:
        a = given.walks[choice["reading"]]
        found = a.stance[a.stance["instrument"] == choice["instrument"]]
        found = found[(choice["words"] == "all") | (found["damaged"] == 0)]
        apart = ~found["rule"].str.startswith(("usefulness", "benefit"))
        found = found[apart & ((choice["said"] == "in its company too") | sentiment.said_of(found))]
    own = found[found["actor"] == actor]
    judged = own[own["score"] != 0]
    return sign_of(float(np.sign(own["score"]).mean()) if len(judged) >= LEAST else float("nan"), judged)


def _absent(given: Case, choice: Choice) -> Outcome:
    rows = chosen_table(given, "mentions", choice)
    missing = framing.absence(rows, given.expected)
    gone = missing.loc[missing["mentions"] == 0, "actor"]
    return Outcome(", ".join(gone) or NONE, float(len(gone)), rows[:0])


class Question(NamedTuple):
    """A headline question: its words, what its number is, the choices it is asked under (the default first)."""

    asks: str
    number: str
    choices: Mapping[str, tuple[str, ...]]
    answer: Callable[[Case, Choice], Outcome]
    table: str = ""


_WORDS = {"words": ("all", "sound only")}
_ALIASES = {"aliases": ("as named", "leaders with their state")}
_LISTS = {
    "lexicon": ("mean of the lists", *sentiment.LEXICONS),
    "layer": ("in_context", "no_topic", "raw"),
    **_WORDS,
}

_FORMS = {"forms": ("names and descriptions", "pronouns too")}
_UNITS = {"unit": ("claim", "sentence")}
_TOLD = {"told": ("in any way", "as done")}
_CUES = {"unit": ("sentence", "paragraph"), **_WORDS}
_STANCE = {"instrument": ("rules", "linear"), "said": ("of it", "in its company too"), **_WORDS}
_CAUSE = {"cause": ("strict", "loose"), **_WORDS}
QUESTIONS: dict[str, Question] = {
    "voice": Question("Whose voice makes most claims?", "its share", {**_UNITS, **_WORDS}, _voice, "claims"),
    "sources": Question("Which sources are reported?", "their number", _WORDS, _sources, "claims"),
    "minds": Question("Whose mind is read most?", "its share", {**_ALIASES, **_WORDS}, _minds, "claims"),
    "named": Question(
        "Who is named most?", "its share of mentions", {**_ALIASES, **_FORMS, **_WORDS}, _named, "mentions"
    ),
    "acts": Question("Who acts most?", "its share of agents", {**_ALIASES, **_WORDS}, _acts, "mentions"),
    "acted on": Question(
        "Who is acted on or spoken to most?", "its share", {**_ALIASES, **_WORDS}, _acted_on, "mentions"
    ),
    "pair": Question("Which pair is tied most?", "its share", {**_ALIASES, **_TOLD, **_WORDS}, _pair, "relations"),
    "kind of tie": Question("What sort of ties?", "its share", {**_ALIASES, **_WORDS}, _kind_of_tie, "relations"),
    "told": Question("Are ties told as done?", "share of the more frequent", {**_ALIASES, **_WORDS}, _told),
    "frame": Question("Which frame marks most sentences?", "its share of marks", _CUES, _frame, "frames"),
    "cause": Question("Is a cause named?", "their number", _CAUSE, _cause, "frames"),
    "absent": Question("Who is expected and never named?", "their number", _ALIASES, _absent, "mentions"),
    "tone": Question("Tone of the text’s own voice?", "mean, −1 to 1", _LISTS, _tone),
    "tone gap": Question("Own voice warmer than reported?", "difference of means", _LISTS, _tone_gap),
    "stance": Question("How is the most named actor judged?", "net share", _STANCE, _stance, "stance"),
}


def _choices(given: Case, question: Question) -> list[dict[str, str]]:
    """Return every combination of choices, the default first; a coding has one reading and one set of words.

    What can make no difference is no choice: a reading of the same words, sound words where none is damaged.
    """
    torn = any((a.damage["kind"] != "lost_quotation").any() for a in given.walks.values())
    dims = {k: v for k, v in question.choices.items() if k != "aliases" or given.aliases}
    dims = {k: v[:1] if k == "words" and not torn else v for k, v in dims.items()}
    texts = {str(given.walks[v].reading): v for v in reversed((given.version, *READINGS))}
    readings = sorted(set(texts.values()), key=lambda v: (v != given.version, READINGS.index(v)))
    by_rules = [dict(zip(dims, picks, strict=True)) for picks in product(*dims.values())]
    made = [{"coder": "rules", "reading": r, **picks} for r in readings for picks in by_rules]
    shared = {k: v for k, v in dims.items() if k in ("aliases", "unit") and "paragraph" not in v}
    told = {k: v[:1] for k, v in dims.items() if k not in shared}
    coders = CODERS.get(question.table, ()) if question.table in given.coded else ()
    for coder in coders:
        for picks in product(*shared.values()):
            fixed = {"coder": coder, "reading": "repaired", **{k: v[0] for k, v in told.items()}}
            made.append({**fixed, **dict(zip(shared, picks, strict=True))})
    return made


def specifications(given: Case, names: Sequence[str] = ()) -> pd.DataFrame:
    """Return every specification of every headline finding, one row each; the first of a finding is the default.

    Columns: finding, default (1 = the one the page tells), says, value, keeps (1 = the same answer as the default),
    reading, coder, and the choices (empty where a finding has no such choice). A coding counts as "repaired", for
    which it was made; without a list of expected actors nobody's absence is asked. What it can't do: weigh the
    choices. The share that keeps an answer is no probability.
    """
    rows = []
    for name in names or [name for name in QUESTIONS if name != "absent" or len(given.expected)]:
        question = QUESTIONS[name]
        answers = [(choice, question.answer(given, choice)) for choice in _choices(given, question)]
        first = answers[0][1].says
        for i, (choice, found) in enumerate(answers):
            told = {"finding": name, "default": int(i == 0), "says": found.says, "value": found.value}
            rows.append(told | {"keeps": int(found.says == first)} | choice)
    order = ["finding", "default", "says", "value", "keeps", "reading", "coder"]
    table = pd.DataFrame(rows)
    return table[[*order, *(c for c in table if c not in order)]].fillna(dict.fromkeys(table.columns.drop("value"), ""))


def stability(specs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a finding: finding, asks, says (by default), value, kept, of, share, others (counted, in words).

    `share` is the part of all listed specifications with the default's answer; it is not a probability.
    """
    rows = []
    for name, own in specs.groupby("finding", sort=False):
        first = own.iloc[0]
        others = own.loc[own["keeps"] == 0, "says"].value_counts()
        told = "; ".join(f"{says} ({n})" for says, n in others.items())
        row = {"finding": name, "asks": QUESTIONS[str(name)].asks, "says": first["says"], "value": first["value"]}
        rows.append(
            row | {"kept": int(own["keeps"].sum()), "of": len(own), "share": own["keeps"].mean(), "others": told}
        )
    return pd.DataFrame(rows)


def evidence(given: Case, name: str) -> pd.DataFrame:
    """Return the rows on which a finding rests by default: start, end, text (raw) and its table's own columns."""
    question = QUESTIONS[name]
    return question.answer(given, _choices(given, question)[0]).rows
