"""PolNeAR (Newell, Margolin & Ruths 2018): who is reported to have said what."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from measured import PARSER, Score, Span, over_units, versions

from utils import claims
from utils.scoring import prf

ROLES = ("source", "cue", "content")
WORD = re.compile(r"\w+(?:['’\-]\w+)*")
Attribution = dict[str, frozenset[int]]


def gold_attributions(path: Path) -> list[dict[str, list[Span]]]:
    """Return the attributions of a brat file: the spans of each role, in order of the file."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")]
    spans = {
        cells[0]: [(int(s), int(e)) for s, e in (pair.split() for pair in cells[1].split(" ", 1)[1].split(";"))]
        for cells in lines
        if cells[0].startswith("T")
    }
    found = []
    for cells in lines:
        if cells[0].startswith("E"):
            parts = [part.split(":") for part in cells[1].split()]
            roles = [(re.sub(r"\d+$", "", name).lower(), spans.get(mark, [])) for name, mark in parts]
            found.append({role: [s for name, own in roles if name == role for s in own] for role in ROLES})
    return [attribution for attribution in found if any(attribution.values())]


def polnear(folder: Path) -> list[tuple[str, list[dict[str, list[Span]]]]]:
    """Return text and attributions of each annotated article; of several annotators the first by name is the gold."""
    marked = sorted((folder / "attributions").glob("*.ann"))
    articles = []
    for path in sorted((folder / "text").glob("*.txt")):
        own = [mark for mark in marked if mark.name.startswith(f"{path.stem}_")]
        if own:
            articles.append((exact_text(path), gold_attributions(own[0])))
    return articles


def exact_text(path: Path) -> str:
    """Return a text file with its line ends as they are: offsets count them."""
    return path.read_bytes().decode("utf-8")


def spans_of(value: Any) -> list[Span]:
    """Return the spans of a role, given as none, one or many."""
    if value is None:
        return []
    return [value] if len(value) == 2 and isinstance(value[0], int) else list(value)


def in_words(attribution: dict[str, Any], starts: list[int], ends: list[int]) -> Attribution:
    """Return an attribution as the numbers of the words that each role touches; punctuation never counts."""
    return {
        role: frozenset(
            chain.from_iterable(
                range(bisect_right(ends, s), bisect_left(starts, e)) for s, e in spans_of(attribution.get(role))
            )
        )
        for role in ROLES
    }


def likeness(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the F1 of two sets of words; 1 where both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def meets(a: frozenset[int], b: frozenset[int]) -> bool:
    """Return whether two roles share a word, or are both missing."""
    return bool(a & b) or not (a or b)


def paired(gold: list[Attribution], ours: list[Attribution]) -> list[tuple[Attribution, Attribution]]:
    """Return attributions paired one to one, most alike first: content twice, cue once, source half."""
    order = []
    for i, g in enumerate(gold):
        for j, p in enumerate(ours):
            if (g["content"] | g["cue"]) & (p["content"] | p["cue"]):
                source = likeness(g["source"], p["source"]) / 2 if g["source"] or p["source"] else 0.0
                alike = 2 * likeness(g["content"], p["content"]) + likeness(g["cue"], p["cue"]) + source
                order.append((-alike, i, j))
    taken: set[tuple[str, int]] = set()
    pairs = []
    for _, i, j in sorted(order):
        if not {("gold", i), ("ours", j)} & taken:
            taken |= {("gold", i), ("ours", j)}
            pairs.append((gold[i], ours[j]))
    return pairs


def attribution_counts(text: str, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[tuple[float, ...]]:
    """Return an article's counts of whole attributions, of contents and of each role's words, for `partial_f1`.

    A content is found where half of its words are (F1); an attribution is whole if cue and source meet as well. The
    words of a role count in paired attributions, each worth one (Pareti et al. 2013).
    """
    words = list(WORD.finditer(text))
    starts, ends = [w.start() for w in words], [w.end() for w in words]
    theirs = [in_words(a, starts, ends) for a in gold]
    ours = [a for a in (in_words(a, starts, ends) for a in found) if a["content"] or a["cue"]]
    pairs = paired(theirs, ours)
    heard = [(g, p) for g, p in pairs if likeness(g["content"], p["content"]) >= 0.5]
    whole = sum(meets(g["cue"], p["cue"]) and meets(g["source"], p["source"]) for g, p in heard)
    sizes = len(ours), len(theirs)
    return [(whole, whole, *sizes), (len(heard), len(heard), *sizes), reported_words(ours, theirs)] + [
        (
            sum(len(g[role] & p[role]) / len(p[role]) for g, p in pairs if p[role]),
            sum(len(g[role] & p[role]) / len(g[role]) for g, p in pairs if g[role]),
            sum(bool(p[role]) for p in ours),
            sum(bool(g[role]) for g in theirs),
        )
        for role in ROLES
    ]


def reported_words(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[int, ...]:
    """Return how many of an article's words lie in a content, by whomever: in both, in both, in ours, in theirs."""
    found, wanted = ({word for a in own for word in a["content"]} for own in (ours, theirs))
    return (len(found & wanted), len(found & wanted), len(found), len(wanted))


def partial(units: Any, which: str) -> float:
    """Return precision or recall of units' summed counts, in the order of `partial_f1`."""
    right_found, right_wanted, found, wanted = np.sum(units, axis=0)
    return float(right_found / found if which == "precision" else right_wanted / wanted)


def partial_f1(units: Any) -> float:
    """Return the F1 of units' summed counts: right of what was found, right of what was wanted, found, wanted."""
    right_found, right_wanted, found, wanted = np.sum(units, axis=0)
    precision, recall = prf(right_found, found, wanted).precision, prf(right_wanted, found, wanted).recall
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


ATTRIBUTION_METRICS = (
    "whole attribution", "content found", "reported words", "source words", "cue words", "content words",
)  # fmt: skip
ATTRIBUTION_METHODS: dict[str, tuple[Callable[[str], list[dict[str, Any]]], tuple[str, ...]]] = {
    "tags and chunks": (claims.shallow_attributions, ("textblob", "nltk")),
    "dependency rules": (claims.find_attributions, PARSER),
}


def measure_polnear(articles: list[tuple[str, list[dict[str, list[Span]]]]]) -> list[Score]:
    """Return the F1 of each method and measure; the plain method is the baseline of the other."""
    scores: list[Score] = []
    plain: dict[str, float] = {}
    for name, (method, packages) in ATTRIBUTION_METHODS.items():
        counts = [attribution_counts(text, gold, method(text)) for text, gold in articles]
        wanted = sum(len(gold) for _, gold in articles)
        for i, metric in enumerate(ATTRIBUTION_METRICS):
            value, bounds = over_units([c[i] for c in counts], partial_f1)
            scores.append(Score(name, metric, value, bounds, wanted, versions(*packages), plain.get(metric)))
            plain.setdefault(metric, value)
        for which in ("precision", "recall"):
            value, bounds = over_units([c[2] for c in counts], lambda units, which=which: partial(units, which))
            scores.append(Score(name, f"reported words, {which}", value, bounds, wanted, versions(*packages)))
    return scores
