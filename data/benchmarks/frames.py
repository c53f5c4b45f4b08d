"""Narrative frames of climate news (Frermann et al. 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np
from measured import Score, over_units, versions

from utils import framing

FRAMES = ("conflict", "economic", "human_interest", "moral", "resolution")


def auc(rows: np.ndarray) -> float:
    """Return the chance that a row with label 1 scores above one with label 0, ties half; columns label, score."""
    yes, no = rows[rows[:, 0] == 1, 1], rows[rows[:, 0] == 0, 1]
    return float(np.sign(yes[:, None] - no[None, :]).mean() / 2 + 0.5) if len(yes) and len(no) else float("nan")


def mean_auc(rows: np.ndarray) -> float:
    """Return the mean AUC over frames; axes article, frame, (label, score)."""
    return float(np.mean([auc(rows[:, k]) for k in range(rows.shape[1])]))


def measure_frames(articles: list[dict[str, Any]]) -> list[Score]:
    """Return AUC of each frame's score and their mean; the baseline is an article's length in words."""
    found = [framing.frame_scores(article["text"]) for article in articles]
    rows = np.array(
        [
            [(a["y"][f], s.get(f, 0.0), len(a["text"].split())) for f in FRAMES]
            for a, s in zip(articles, found, strict=True)
        ]
    )
    used, scores = versions("lexicons/frame_cues.csv"), []
    sets = {f.replace("_", " "): [k] for k, f in enumerate(FRAMES)} | {"mean of five frames": [*range(len(FRAMES))]}
    for name, columns in sets.items():
        own = rows[:, columns]
        value, bounds = over_units(own, lambda units: mean_auc(np.asarray(units)[..., :2]))
        scores.append(Score("frame cues", f"AUC, {name}", value, bounds, len(rows), used, mean_auc(own[..., [0, 2]])))
    return scores
