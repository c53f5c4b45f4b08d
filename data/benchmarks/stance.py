"""NewsMTSC (Hamborg & Donnay 2021): what a sentence makes of the person or body it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from measured import PARSER, Score, over_units, versions

from utils import sentiment
from utils.scoring import prf

STANCES: dict[str, tuple[Callable[[str, int, int], float], tuple[str, ...]]] = {
    "rules": (sentiment.stance_rules, (*PARSER, "lexicons/verb_connotations.csv", "lexicons/stance_phrases.csv")),
    "linear": (partial(sentiment.stance, instrument="linear"), (*PARSER, "lexicons/stance_weights.csv")),
    "VADER of the sentence": (lambda s, a, b: sentiment.lexicon_score(s, "vader")[0], ("vaderSentiment",)),
}


def macro_f1(labels: Sequence[tuple[int, int]]) -> float:
    """Return the mean F1 over negative, neutral and positive of pairs (gold, ours)."""
    return float(
        np.mean(
            [
                prf(sum(g == o == kind for g, o in labels), sum(o == kind for _, o in labels),
                    sum(g == kind for g, _ in labels)).f1
                for kind in (-1, 0, 1)
            ]
        )
    )  # fmt: skip


def measure_newsmtsc(rows: list[dict[str, Any]]) -> list[Score]:
    """Return macro F1 of the sign of each instrument; the interval resamples sentences, with all their names."""
    scores, metric = [], "macro F1 towards an actor"
    gold, groups = [int(row["polarity"]) for row in rows], pd.factorize(pd.Series([row["sentence"] for row in rows]))[0]
    neutral = macro_f1([(g, 0) for g in gold])
    for name, (instrument, packages) in STANCES.items():
        found = np.nan_to_num([instrument(row["sentence"], int(row["from"]), int(row["to"])) for row in rows])
        units: list[list[tuple[int, int]]] = [[] for _ in range(max(groups) + 1)]
        for group, g, score in zip(groups, gold, found, strict=True):
            units[group].append((g, int(np.sign(score))))
        value, bounds = over_units(units, lambda picked: macro_f1(list(chain.from_iterable(picked))))
        scores.append(Score(name, metric, value, bounds, len(rows), versions(*packages), neutral))
    return scores
