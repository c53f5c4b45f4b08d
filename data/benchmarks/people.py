"""GUM's news texts (Zeldes 2017): who is in an article, and who matters."""

from __future__ import annotations

from typing import Any

import gum
import numpy as np
from measured import PARSER, Score, over_units, versions


def measure_gum(docs: list[dict[str, Any]]) -> list[Score]:
    """Return what each method finds of GUM's actors, summed over documents, which the interval resamples."""
    found = {name: [gum.counts(doc, method(doc["text"])) for doc in docs] for name, method in gum.METHODS.items()}
    plain = found["entity recogniser alone"]
    scores = []
    for name, rows in found.items():
        for i, metric in enumerate(gum.METRICS):
            value, bounds = over_units(np.array([row[i] for row in rows]), summed_share)
            n = int(sum(row[i][1] for row in rows)) if i else sum(row.names for row in rows)
            base = summed_share(np.array([row[i] for row in plain]))
            scores.append(Score(name, metric, value, bounds, n, versions(*PARSER), base))
    return [*scores, measure_salience([row.ranked for row in found["names, phrases and pronouns"]])]


def measure_salience(docs: list[list[tuple[float, float, bool]]]) -> Score:
    """Return how well salience ranks GUM's main actors, beside the bare number of mentions."""

    def ranking(units: list[list[tuple[float, float, bool]]], column: int) -> float:
        return gum.auc([(row[column], row[2]) for doc in units for row in doc])

    value, bounds = over_units(docs, lambda units: ranking(units, 0))
    n = sum(map(len, docs))
    return Score("salience", "main actors ranked, AUC", value, bounds, n, versions(*PARSER), ranking(docs, 1))


def summed_share(units: Any) -> float:
    """Return the sum of numerators over the sum of denominators."""
    right, all_ = np.asarray(units, dtype=float).sum(axis=0)
    return float(right / all_) if all_ else float("nan")
