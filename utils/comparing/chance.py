"""What chance alone would do: the same sentences dealt to two texts at random, again and again."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from utils import discourse, framing, tables, walk
from utils.walk import Analysis

ROUNDS = 999
SEED = 2021
ALPHA = 0.05
Numbers = npt.NDArray[np.float64]


class _Counted(NamedTuple):
    """A question on sentences: what is counted, the numerator and the denominator of each sentence of both texts."""

    what: str
    over: Numbers
    under: Numbers


def _deals(sizes: tuple[int, int]) -> Numbers:
    """Return which sentences the first text gets (1), one row a deal."""
    random, total = np.random.default_rng(SEED), sum(sizes)
    ranks = random.random((ROUNDS, total)).argsort(axis=1)
    return (ranks < sizes[0]).astype(float)


def _in_order(one: Analysis, other: Analysis) -> tuple[list[Analysis], bool]:
    """Return both in an order that does not depend on who was named first, and whether they were turned."""
    turned = other.article.raw < one.article.raw
    return ([other, one] if turned else [one, other]), turned


def counts_beside(one: Analysis, other: Analysis) -> pd.DataFrame:
    """Return what is counted in both texts and what chance would make of it: one row a count.

    Columns: what, one, other (shares of sentences or of mentions, mean tone), difference, low, high (95% of the
    differences that random deals of the same sentences give), p, clears (1 = p stays below .05 after Holm's
    correction over all rows). A count that neither text has is left out. What it can't do: see a difference that
    only the order of sentences makes; sentences of one text are not independent, so p is an orientation.
    """
    both, turned = _in_order(one, other)
    sizes = (len(both[0].sentences), len(both[1].sentences))
    if min(sizes) == 0:
        return pd.DataFrame(columns=["what", "one", "other", "difference", "low", "high", "p", "clears"])
    asked = [counted for counted in _questions(both) if counted.over.any()]
    over, under = (np.array([getattr(c, part) for c in asked]).T.reshape(sum(sizes), -1) for part in ("over", "under"))
    real = (np.arange(sum(sizes)) < sizes[0])[None, :].astype(float)
    dealt, real_shares = (
        [_shares(sides, over, under), _shares(1 - sides, over, under)] for sides in (_deals(sizes), real)
    )
    rows = []
    for n, counted in enumerate(asked):
        values = [float(side[0, n]) for side in real_shares]
        differences = dealt[0][:, n] - dealt[1][:, n]
        found = values[0] - values[1]
        far = np.abs(differences) >= abs(found) - 1e-12
        p = (1 + int(far.sum())) / (1 + len(differences))
        low, high = np.quantile(differences, [0.025, 0.975])
        if turned:
            values, found, (low, high) = values[::-1], -found, (-high, -low)
        rows.append([counted.what, *values, found, low, high, p])
    table = pd.DataFrame(rows, columns=["what", "one", "other", "difference", "low", "high", "p"])
    return table.assign(clears=_holm(table["p"].to_numpy(dtype=float)))


def _shares(sides: Numbers, over: Numbers, under: Numbers) -> Numbers:
    """Return the share of each question (columns) in each deal (rows); 0 of nothing is 0."""
    # einsum stays in one thread: for matrices this small, waking the others costs more than the sums
    counts, wholes = (np.einsum("ds,sq->dq", sides, part) for part in (over, under))
    return np.divide(counts, wholes, out=np.zeros_like(counts), where=wholes > 0)


def _holm(p: Numbers) -> list[int]:
    """Return 1 where p holds against all other questions (Holm 1979)."""
    order, kept = np.argsort(p, kind="stable"), np.zeros(len(p), dtype=int)
    for rank, place in enumerate(order):
        if p[place] * (len(p) - rank) >= ALPHA:
            break
        kept[place] = 1
    return [int(value) for value in kept]


def _questions(both: list[Analysis]) -> list[_Counted]:
    starts, sizes = [0, len(both[0].sentences)], [len(a.sentences) for a in both]
    number = [
        dict(zip(a.sentences["sentence_id"], count(start), strict=False)) for a, start in zip(both, starts, strict=True)
    ]
    ones = np.ones(sum(sizes))

    def joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
        placed = [t.assign(place=t["sentence_id"].map(own)) for t, own in zip(tables, number, strict=True)]
        return pd.concat([t for t in placed if len(t)] or placed).dropna(subset="place")

    def sums(rows: pd.DataFrame, which: pd.Series | None = None, weights: pd.Series | None = None) -> Numbers:
        value = pd.Series(1.0, rows.index) if weights is None else weights
        counted = value.to_numpy(dtype=float) * (1 if which is None else which.to_numpy(dtype=float))
        return np.bincount(rows["place"].to_numpy(dtype=int), counted, len(ones)).astype(float)

    claimed, cues = (joined([walk.standing(a, name) for a in both]) for name in ("claims", "frames"))
    whole = sums(claimed)
    voices = {f"claims in the voice: {v}": claimed["voice"] == v for v in ("text", "reported", "imputed")}
    marked = voices | {"claims with a hedge": claimed["certainty"] != "plain"}
    asked = [_Counted(what, sums(claimed, which), whole) for what, which in marked.items()]
    for frame in framing.FRAMES:
        asked.append(
            _Counted(f"sentences with a cue of {frame.replace('_', ' ')}", sums(cues, cues["frame"] == frame), ones)
        )
    tones = joined([walk.tones(a) for a in both])
    asked.append(_Counted("mean tone of a sentence", sums(tones, weights=tones["score"]), sums(tones)))
    ties = joined([a.relations[a.relations["kind"] != "other"] for a in both])
    for sign, name in ((1, "cooperative"), (-1, "conflictual")):
        asked.append(_Counted(f"ties that are {name}", sums(ties, ties["sign"] == sign), sums(ties)))
    asked.append(_Counted("passives without a doer, a sentence", sums(joined([passives(a) for a in both])), ones))
    names = joined([a.named for a in both])
    for actor in sorted(set(both[0].named["actor"]) & set(both[1].named["actor"])):
        asked.append(_Counted(f"mentions of {actor}", sums(names, names["actor"] == actor), sums(names)))
    return asked


def passives(analysis: Analysis) -> pd.DataFrame:
    """Return the passives that name no doer, with raw places: start, end, text, sentence_id."""
    found = discourse.agentless_passives(analysis.document)
    return tables.in_raw(found, analysis.reading, analysis.article.raw)


def stand_alone_by_chance(one: Analysis, other: Analysis) -> tuple[int, float, float, float]:
    """Return how many actors one text alone names, and mean, 2.5% and 97.5% of that number in random deals."""
    both, _ = _in_order(one, other)
    names = sorted({actor for a in both for actor in a.named["actor"]})
    rows = []
    for a in both:
        held = a.named.groupby("sentence_id")["actor"].agg(set)
        rows += [[actor in held.get(s, ()) for actor in names] for s in a.sentences["sentence_id"]]
    there = np.array(rows, dtype=float).reshape(-1, len(names))
    sizes = (len(both[0].sentences), len(both[1].sentences))
    if not names or min(sizes) == 0:
        return 0, 0.0, 0.0, 0.0
    real = (np.arange(sum(sizes)) < sizes[0])[None, :].astype(float)

    def alone(sides: Numbers) -> Numbers:
        here, gone = (np.einsum("ds,sa->da", part, there) > 0 for part in (sides, 1 - sides))
        return np.sum(here != gone, axis=1).astype(float)

    dealt = alone(_deals(sizes))
    low, high = np.quantile(dealt, [0.025, 0.975])
    return int(alone(real)[0]), float(dealt.mean()), float(low), float(high)
