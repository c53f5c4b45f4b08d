"""The first screen: at most seven findings, the strongest first, and in one line what is too thin to tell."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from utils import tables, walk
from utils.article import Span
from utils.figures import LEAST
from utils.findings import QUESTIONS, Line

FINDINGS = 7
CLOSE = "the counts lie too close"
FIRM = 2 / 3  # of its specifications, which an answer must keep to stand on the first screen


class Finding(NamedTuple):
    """A sentence of the first screen, its counts, how far it can be trusted, and what was counted.

    `places` are the raw places of the deciding words, `evidence` the stretches to read, each with what it was taken
    for ("Kenya → Chad: accuse"; "" where the words speak for themselves).
    """

    words: str
    counted: str
    trust: str
    places: list[Span]
    evidence: list[tuple[str, Span]]


_WHO = ("named", "acts", "acted on", "pair", "minds")  # questions whose answer is a name
_ACTORS = ("GUM news", "actors, on news that people annotated (GUM)", "main actors found")
_ATTRIBUTION = ("PolNeAR", "attribution, on news that people annotated (PolNeAR)", "F1 of whole attributions")
_TIES = ("GUM news, ties", "ties, on news coded by language models and checked by no human (GUM)", "F1")
_CUES = ("Narrative Frames, climate news", "cues, on news that people annotated (Narrative Frames)", "AUC, five frames")
_TONE = ("NYT opinion sentences", "tone, on sentences that people rated (NYT opinion)", "r with the mean of 20 raters")
_MEASURED = {
    **dict.fromkeys(("voice", "sources", "minds"), _ATTRIBUTION),
    **dict.fromkeys(("pair", "kind of tie", "told"), _TIES),
    "named": _ACTORS,
    "frame": _CUES,
    "tone": _TONE,
}


def first(
    lines: Sequence[Line], plain: Mapping[str, str], unclear: Mapping[str, str]
) -> tuple[list[Finding], list[str]]:
    """Return the findings of the first screen, the strongest first, and in words what is too thin to tell.

    `lines` is `findings.page`, `plain` tells each finding in words (`plainly`), `unclear` gives a reason for each that
    the page alone can't show to be none. A finding is told where it has plain words, its answer was asked under other
    choices too, two thirds of these keep it and it rests on five rows or more; the share of specifications orders
    them, then the number of rows. What it can't do: weigh what matters to a reader; a share of specifications is no
    probability.
    """
    thin = [line.words.partition(". ")[0].rstrip(".") for line in lines if line.words.startswith("Too few")]
    firm = []
    scores = walk.trusted().set_index("benchmark")
    for line in lines:
        if line.holds and line.finding != "absent" and not line.words.startswith("Too few"):
            words = plain[line.finding]
            clear = bool(words) and (line.finding not in _WHO or line.says in words)
            reason = unclear.get(line.finding) or _weakness(line) or ("" if clear else CLOSE)
            if reason:
                thin.append(f"{QUESTIONS[line.finding].asks} ({reason})")
            else:
                firm.append(line)
    firm.sort(key=lambda line: (-_share(line), -len(line.evidence)))
    told = [(line, plain[line.finding]) for line in firm[:FINDINGS]]
    return [
        Finding(f"{words[0].upper()}{words[1:]}.", line.words, _trust(line, scores), places(line.evidence),
                _stretches(line.evidence))
        for line, words in told
    ], thin  # fmt: skip


def _weakness(line: Line) -> str:
    """Return why an answer is no finding, "" where it is one."""
    rows = len(line.evidence)
    if rows < LEAST:
        return f"{rows} place{'' if rows == 1 else 's'}"
    return "" if _share(line) >= FIRM else f"only {line.holds} ways of counting agree"


def _share(line: Line) -> float:
    kept, of = line.holds.split(" of ")
    return int(kept) / int(of)


def _trust(line: Line, scores: pd.DataFrame) -> str:
    """Return how many ways of counting keep the answer, and the method's score with interval, baseline and ceiling."""
    kept, of = line.holds.split(" of ")
    again = f"Counted again under other readings and definitions, {kept} of {of} answers are “{line.says}”."
    told = again if int(of) > 1 else "There was one way to count it here."
    if line.finding not in _MEASURED:
        return f"{told} How well the method finds this has not been measured on any public text."
    benchmark, where, measure = _MEASURED[line.finding]
    score = scores.loc[benchmark]
    who = str(score["ceiling_name"])
    people = who if re.search(r"\d", who) else f"{who}, {score['ceiling']:.2f}"  # some names tell a range themselves
    best = f"; {people}" if pd.notna(score["ceiling"]) else ""
    reached = f"{score['value']:.2f} [{score['low']:.2f}, {score['high']:.2f}]"
    plain = f"; plain baseline ({score['baseline_name']}), {score['baseline']:.2f}"
    return f"{told} The method for {where}, reaches {reached} ({measure}{plain}{best})."


def _stretches(rows: pd.DataFrame) -> list[tuple[str, Span]]:
    """Return what there is to read behind a finding: ties and claims whole, with their actors, else deciding words."""
    if "source_actor" not in rows:
        return [("", span) for span in places(rows)]
    ordered = rows.sort_values(["start", "end"]).to_dict("records")
    return [(_taken_for(row), (int(row["start"]), int(row["end"]))) for row in ordered]


def _taken_for(row: Mapping[Hashable, Any]) -> str:
    """Return in words what a tie was taken for, or whose a claim is; "" for the text's own."""
    if "target_actor" in row:
        kind = str(row["kind"]).replace("_", " ")
        return f"{row['source_actor']} → {row['target_actor']}: {kind}, {row['modality']}"
    holder = row["source"] if row["source_actor"] in {"", "unknown"} else row["source_actor"]
    return f"{holder}:" if holder else ""


def places(rows: pd.DataFrame) -> list[Span]:
    """Return the raw places of rows: their deciding words where these are known, else the rows themselves."""
    cells = rows["evidence"] if "evidence" in rows else [""] * len(rows)
    spans = [
        span
        for cell, s, e in zip(cells, rows["start"], rows["end"], strict=True)
        for span in tables.spans_of(cell) or [(int(s), int(e))]
    ]
    return sorted(set(spans))
