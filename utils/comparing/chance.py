"""What chance alone would do: the same sentences dealt to two texts at random, again and again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from utils import framing, relations, walk
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
    counts, wholes = sides @ over, sides @ under
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
    ids = [(n, sentence) for n, a in enumerate(both) for sentence in a.sentences["sentence_id"]]
    place = {key: i for i, key in enumerate(ids)}
    ones = np.ones(len(ids))

    def by_sentence(tables: list[pd.DataFrame], weight: str = "") -> Numbers:
        found = np.zeros(len(ids))
        for n, table in enumerate(tables):
            weights = table[weight] if weight else pd.Series(1.0, table.index)
            for sentence, value in zip(table["sentence_id"], weights, strict=True):
                if (n, sentence) in place:
                    found[place[n, sentence]] += value
        return found

    asked = []
    claimed = [walk.standing(a, "claims") for a in both]
    whole = by_sentence(claimed)
    for voice in ("text", "reported", "imputed"):
        own = by_sentence([t[t["voice"] == voice] for t in claimed])
        asked.append(_Counted(f"claims in the voice: {voice}", own, whole))
    asked.append(_Counted("claims with a hedge", by_sentence([t[t["certainty"] != "plain"] for t in claimed]), whole))
    cues = [walk.standing(a, "frames") for a in both]
    for frame in framing.FRAMES:
        hit = by_sentence([t[t["frame"] == frame] for t in cues])
        asked.append(_Counted(f"sentences with a cue of {frame.replace('_', ' ')}", hit, ones))
    tones = [walk.tones(a) for a in both]
    asked.append(_Counted("mean tone of a sentence", by_sentence(tones, "score"), by_sentence(tones)))
    ties = [a.relations[a.relations["kind"] != "other"] for a in both]
    for sign, name in ((1, "cooperative"), (-1, "conflictual")):
        asked.append(
            _Counted(f"ties that are {name}", by_sentence([t[t["sign"] == sign] for t in ties]), by_sentence(ties))
        )
    doerless = [passives(a) for a in both]
    asked.append(_Counted("passives without a doer, a sentence", by_sentence(doerless), ones))
    names = [a.named for a in both]
    for actor in sorted(set(names[0]["actor"]) & set(names[1]["actor"])):
        own = by_sentence([t[t["actor"] == actor] for t in names])
        asked.append(_Counted(f"mentions of {actor}", own, by_sentence(names)))
    return asked


def passives(analysis: Analysis) -> pd.DataFrame:
    """Return the passives that name no doer, with raw places: start, end, text, sentence_id."""
    found = relations.agentless_passives(analysis.document)
    places = [analysis.reading.raw_span(s, e) for s, e in zip(found["start"], found["end"], strict=True)]
    return found.assign(start=[s for s, _ in places], end=[e for _, e in places])


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
        return np.sum(((sides @ there) > 0) != (((1 - sides) @ there) > 0), axis=1).astype(float)

    dealt = alone(_deals(sizes))
    low, high = np.quantile(dealt, [0.025, 0.975])
    return int(alone(real)[0]), float(dealt.mean()), float(low), float(high)
