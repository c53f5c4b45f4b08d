"""Agreement and error figures with intervals; knows nothing of articles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Literal, NamedTuple

import krippendorff
import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from utils.article import Span

Label = Hashable
Level = Literal["nominal", "ordinal", "interval"]


class PRF(NamedTuple):
    """Precision, recall and F1, with how many were right, found and wanted."""

    precision: float
    recall: float
    f1: float
    hits: int
    found: int
    wanted: int


def prf(hits: int, found: int, wanted: int) -> PRF:
    """Return precision, recall and F1 (0 where a denominator is 0).

    >>> prf(30, 40, 60).f1
    0.6
    """
    precision = hits / found if found else 0.0
    recall = hits / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return PRF(precision, recall, f1, hits, found, wanted)


def overlap(a: Span, b: Span) -> float:
    """Return the share of the longer span that both cover, 0 to 1.

    >>> overlap((0, 10), (5, 10))
    0.5
    """
    longer = max(a[1] - a[0], b[1] - b[0])
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / longer if longer else float(a == b)


def pair_spans(ours: Sequence[Span], theirs: Sequence[Span], least: float = 0.5) -> list[tuple[int, int]]:
    """Return one-to-one pairs (i, j) of spans that overlap by at least `least` of the longer, best first.

    Greedy, as the reference coding's agreement figures; ties go to the earlier span.
    """
    order = sorted(
        (-overlap(a, b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if overlap(a, b) >= least
    )
    left_i, left_j, pairs = set(range(len(ours))), set(range(len(theirs))), []
    for _, i, j in order:
        if i in left_i and j in left_j:
            left_i.remove(i)
            left_j.remove(j)
            pairs.append((i, j))
    return sorted(pairs)


def kappa(ours: Sequence[Label], theirs: Sequence[Label]) -> float:
    """Return Cohen's kappa of two codings of the same units (1 where both give one same label throughout).

    What it can't do: say anything where a label is rare; look at the confusion table then (Cohen 1960).

    >>> round(kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"]), 2)
    0.5
    """
    if len(set(ours) | set(theirs)) < 2:
        return 1.0 if ours else float("nan")
    task = AnnotationTask(
        [("ours", i, str(v)) for i, v in enumerate(ours)] + [("theirs", i, str(v)) for i, v in enumerate(theirs)]
    )
    return float(task.kappa())


def alpha(ours: Sequence[float], theirs: Sequence[float], level: Level = "ordinal") -> float:
    """Return Krippendorff's alpha of two codings on a scale; nan where fewer than two values occur.

    `level` is nominal, ordinal or interval (Krippendorff 2019, Content Analysis, chapter 12).
    """
    if len(set(ours) | set(theirs)) < 2:
        return float("nan")
    return float(krippendorff.alpha(np.array([ours, theirs], dtype=float), level_of_measurement=level))


def share(ours: Sequence[Label], theirs: Sequence[Label]) -> float:
    """Return the share of units with the same label, 0 to 1; nan without units."""
    return float(np.mean([a == b for a, b in zip(ours, theirs, strict=True)])) if ours else float("nan")


def constant(labels: Sequence[Label]) -> Label:
    """Return the most frequent label: what a coder would say who never looked."""
    return max(sorted(set(labels), key=str), key=list(labels).count)


def interval(
    units: Sequence[object],
    statistic: Callable[[list], float],
    *,
    seed: int = 0,
    rounds: int = 1000,
    level: float = 0.95,
) -> tuple[float, float]:
    """Return the percentile interval of `statistic` over resampled `units` (Efron & Tibshirani 1993, chapter 13).

    `units` are resampled whole, with replacement; (nan, nan) with fewer than five. It tells how much the figure
    depends on which of these units are counted. What it can't do: stand for articles that were not read.
    """
    if len(units) < 5:
        return (float("nan"), float("nan"))
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(units), size=(rounds, len(units)))
    values = [statistic([units[i] for i in pick]) for pick in picks]
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


class Place(NamedTuple):
    """Where one value lies among others: how many of `of` others are above and below it."""

    value: float
    above: int
    below: int
    of: int


def place(values: pd.Series, one: str) -> Place:
    """Return where the value of index `one` lies among the others; missing ones are left out. KeyError if it is not in.

    What it can't do: say whether that is far; with a few others every place is likely.
    """
    own, others = float(values[one]), values.drop(one).dropna()
    return Place(own, int((others > own).sum()), int((others < own).sum()), len(others))


def _spans(table: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(table["start"], table["end"], strict=True)]


def unit_agreement(ours: pd.DataFrame, theirs: pd.DataFrame, what: str, least: float = 0.5) -> dict[str, object]:
    """Return one row for `beside_baseline`: the F1 of two tables' units, paired by the overlap of start and end.

    Columns: what, value (F1), low, high (95%, resampling units), baseline (nan: a constant has no units), n (theirs).
    """
    pairs = pair_spans(_spans(ours), _spans(theirs), least)
    units = [(1, 1, 1)] * len(pairs) + [(0, 1, 0)] * (len(ours) - len(pairs)) + [(0, 0, 1)] * (len(theirs) - len(pairs))
    low, high = interval(units, lambda u: prf(*map(sum, zip(*u, strict=True))).f1)
    value = prf(len(pairs), len(ours), len(theirs)).f1
    return {"what": what, "value": value, "low": low, "high": high, "baseline": float("nan"), "n": len(theirs)}


def label_agreement(
    ours: pd.DataFrame, theirs: pd.DataFrame, labels: Sequence[str], least: float = 0.5
) -> pd.DataFrame:
    """Return how well two tables label the units they share: one row a label column, for `beside_baseline`.

    Columns: what, value (Cohen's kappa), low, high (95%, resampling pairs), baseline (a constant's kappa, which is 0
    by construction), share (same label), constant (share that the reference's commonest label would reach), n (pairs).
    """
    pairs = pair_spans(_spans(ours), _spans(theirs), least)
    rows = []
    for label in labels:
        both = [(str(ours[label].iloc[i]), str(theirs[label].iloc[j])) for i, j in pairs]
        a, b = [x for x, _ in both], [y for _, y in both]
        low, high = interval(both, lambda units: kappa([x for x, _ in units], [y for _, y in units]), rounds=300)
        rows.append(
            {
                "what": label,
                "value": kappa(a, b),
                "low": low,
                "high": high,
                "baseline": 0.0,
                "share": share(a, b),
                "constant": b.count(str(constant(b))) / len(b) if b else float("nan"),
                "n": len(pairs),
            }
        )
    return pd.DataFrame(rows)


def side_by_side(ours: pd.DataFrame, theirs: pd.DataFrame, label: str, least: float = 0.5) -> pd.DataFrame:
    """Return text (ours), ours and theirs of one label column for the units that two tables share, one row a pair."""
    pairs = pair_spans(_spans(ours), _spans(theirs), least)
    rows = [(ours["text"].iloc[i], str(ours[label].iloc[i]), str(theirs[label].iloc[j])) for i, j in pairs]
    return pd.DataFrame(rows, columns=["text", "ours", "theirs"])


def frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Return rows of `unit_agreement` as one table for `beside_baseline`; a missing baseline or ceiling is nan."""
    return pd.DataFrame(rows).reindex(columns=["what", "value", "low", "high", "baseline", "ceiling", "n"])


def set_agreement(ours: Collection[Label], theirs: Collection[Label], what: str) -> dict[str, object]:
    """Return one row for `beside_baseline`: the F1 of two sets of cells, those that neither marks left out.

    Columns as in `unit_agreement`; the interval resamples the cells that either marks.
    """
    mine, other = set(ours), set(theirs)
    units = [(1, 1, 1)] * len(mine & other) + [(0, 1, 0)] * len(mine - other) + [(0, 0, 1)] * len(other - mine)
    low, high = interval(units, lambda u: prf(*map(sum, zip(*u, strict=True))).f1)
    value = prf(len(mine & other), len(mine), len(other)).f1
    return {"what": what, "value": value, "low": low, "high": high, "baseline": float("nan"), "n": len(other)}


def partners(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[int]:
    """Return for each row of `ours` the row of `theirs` that shares most characters with it, -1 where none does."""
    there = _spans(theirs)
    shared = [[min(e, b) - max(s, a) for a, b in there] for s, e in _spans(ours)]
    return [row.index(max(row)) if row and max(row) > 0 else -1 for row in shared]
