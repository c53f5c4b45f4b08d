"""New York Times opinion sentences with twenty raters each (Hutto & Gilbert 2014)."""

from __future__ import annotations

import ast
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measured import Score, over_units, versions

from utils import sentiment

TONES: dict[str, tuple[Callable[[str], float], tuple[str, ...]]] = {
    "TextBlob": (lambda s: sentiment.lexicon_score(s, "textblob")[0], ("textblob",)),
    "VADER": (lambda s: sentiment.lexicon_score(s, "vader")[0], ("vaderSentiment",)),
    "Hu-Liu": (lambda s: sentiment.lexicon_score(s, "hu_liu")[0], ("lexicons/hu_liu.csv",)),
    "AFINN": (lambda s: sentiment.lexicon_score(s, "afinn")[0], ("lexicons/afinn.csv",)),
    "tone (mean of the lists)": (sentiment.tone, ("textblob", "vaderSentiment", "lexicons/hu_liu.csv",
                                                  "lexicons/afinn.csv", "lexicons/context_words.csv")),
}  # fmt: skip

NYT = "nytEditorialSnippets_"


def nyt(sdist: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the sentences, their mean ratings, and every rater's rating (a row a sentence)."""
    inner = member(sdist.read_bytes(), "hutto_ICWSM_2014.tar.gz")
    truth, ratings = (cells_of(member(inner, NYT + end)) for end in ("GroundTruth.txt", "anonDataRatings.txt"))
    raters = np.array([ast.literal_eval(cells[3]) for cells in ratings], dtype=float)
    return [cells[2] for cells in truth], np.array([float(cells[1]) for cells in truth]), raters


def member(archive: bytes, end: str) -> bytes:
    """Return the file of a tar archive whose path ends so."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        path = next(m for m in tar if m.name.endswith(end) and "/._" not in m.name)
        return tar.extractfile(path).read()  # type: ignore[union-attr]


def cells_of(data: bytes) -> list[list[str]]:
    """Return the rows of a file of tab-separated values, without rows that are cut short."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").splitlines()]
    return [cells for cells in rows if len(cells) >= 3]


def pearson(pairs: Any) -> float:
    """Return the correlation of the two columns, 0 where one never varies."""
    a, b = np.asarray(pairs).T
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) and np.ptp(b) else 0.0


def one_rater(raters: np.ndarray) -> float:
    """Return the mean correlation of one rater with the mean of all others."""
    others = (raters.sum(axis=1, keepdims=True) - raters) / (raters.shape[1] - 1)
    return float(np.mean([pearson(np.stack([raters[:, k], others[:, k]], axis=1)) for k in range(raters.shape[1])]))


def measure_nyt(rated: tuple[list[str], np.ndarray, np.ndarray]) -> list[Score]:
    """Return each instrument's r with the mean rating; a sentence without a hit counts as 0."""
    sentences, means, raters = rated
    scores, ceiling, metric = [], one_rater(raters), "r with the mean of 20 raters"
    for name, (instrument, packages) in TONES.items():
        found = np.nan_to_num([instrument(sentence) for sentence in sentences])
        value, bounds = over_units(np.stack([found, means], axis=1), pearson)
        scores.append(Score(name, metric, value, bounds, len(means), versions(*packages), 0.0, ceiling))
    return scores
