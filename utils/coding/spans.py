"""How far people agree who marked spans of one text: by spans, by characters, and where they part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import krippendorff
import numpy as np
import pandas as pd

from utils import scoring
from utils.coding.annotations import Codings

ROUNDS = 300
LEAST_HALF = 0.5
SPLIT = (0.2, 0.8)  # a share of the class between these divides it

Marked = np.ndarray  # coders by characters, 1 where the coder marked it


def codes(codings: Codings) -> list[tuple[str, str]]:
    """Return every (group, code) that somebody used, in the order of the text."""
    first = codings.rows.sort_values(["start", "end"], kind="stable")
    return list(dict.fromkeys(zip(first["group"], first["code"], strict=True)))


def shares(codings: Codings, group: str, code: str) -> Marked:
    """Return who marked which character with a code: an array of 0 and 1, coders by characters."""
    marked = np.zeros((len(codings.coders), len(codings.text)), dtype=np.int8)
    number = {coder: i for i, coder in enumerate(codings.coders)}
    for row in _of(codings, group, code).itertuples():
        marked[number[str(row.coder)], int(row.start) : int(row.end)] = 1  # type: ignore[arg-type]
    return marked


def by_code(codings: Codings) -> pd.DataFrame:
    """Return one row a code: group, code, coders (who used it), spans, overlap, kappa, alpha, low, high.

    `overlap` is the mean F1 of pairs of coders, a span counted as the same where the shared part is half of the longer
    one; `kappa` (Cohen 1960) is the mean over pairs, and `alpha` Krippendorff's for all coders, both with each
    character as a unit that is marked or not; `low`, `high` is its 95% interval from resampling paragraphs (five are
    needed). On characters, a disagreement of three words costs three words and not a whole span; a long span weighs
    more than a short one. One alpha for marked against unmarked matter is what Krippendorff et al. (2016, On the
    reliability of unitizing textual continua, Quality & Quantity) call the binary member of their family for
    unitizing; theirs counts lengths of stretches, here each character is counted. Empty where only one coder coded, or
    nothing varies.
    What it can't do: forgive a boundary that is a word off; tell a coder who saw nothing from one who did not look.
    """
    edges = _paragraphs(codings.text)
    rows = [_row(codings, group, code, edges) for group, code in codes(codings)]
    columns = ["group", "code", "coders", "spans", "overlap", "kappa", "alpha", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _row(codings: Codings, group: str, code: str, edges: list[int]) -> dict[str, object]:
    own, marked = _of(codings, group, code), shares(codings, group, code)
    counts = np.stack([len(marked) - marked.sum(axis=0), marked.sum(axis=0)], axis=1)
    blocks = [counts[a:b] for a, b in pairwise(edges)]
    low, high = scoring.interval(blocks, lambda units: _alpha(np.concatenate(units)), rounds=ROUNDS)
    told = {"group": group, "code": code, "coders": own["coder"].nunique(), "spans": len(own)}
    told |= {"overlap": _overlap(codings, own), "kappa": _kappa(marked), "alpha": _alpha(counts)}
    return told | {"low": low, "high": high}


def _alpha(counts: np.ndarray) -> float:
    """Return Krippendorff's nominal alpha of counts of values by unit; NaN where nothing varies or one coder coded."""
    if counts.sum(axis=1).max(initial=0) < 2 or (counts.sum(axis=0) == 0).any():
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def _kappa(marked: Marked) -> float:
    """Return the mean of Cohen's kappa over pairs of coders; NaN where no pair has one."""
    size, own = marked.shape[1], marked.mean(axis=1)
    both = (marked.astype(float) @ marked.T.astype(float)) / size
    found = []
    for i, j in combinations(range(len(marked)), 2):
        same = 1 - own[i] - own[j] + 2 * both[i, j]
        chance = own[i] * own[j] + (1 - own[i]) * (1 - own[j])
        if chance < 1:
            found.append((same - chance) / (1 - chance))
    return float(np.mean(found)) if found else float("nan")


def _overlap(codings: Codings, own: pd.DataFrame) -> float:
    spans = {c: list(zip(g["start"].tolist(), g["end"].tolist(), strict=True)) for c, g in own.groupby("coder")}
    found = []
    for one, other in combinations(codings.coders, 2):
        ours, theirs = spans.get(one, []), spans.get(other, [])
        if ours or theirs:
            found.append(scoring.prf(len(scoring.pair_spans(ours, theirs, LEAST_HALF)), len(ours), len(theirs)).f1)
    return float(np.mean(found)) if found else float("nan")


def divided(codings: Codings) -> pd.DataFrame:
    """Return the stretches that split the coders: group, code, start, end, text, marked, of; the most divided first.

    A stretch has one set of coders who marked it; it is told where between a fifth and four fifths of them did. Ties
    go to the longer stretch. What it can't do: say which side is right.
    """
    rows = []
    for group, code in codes(codings):
        marked = shares(codings, group, code)
        for start, end in stretches(marked):
            count = int(marked[:, start].sum())
            if SPLIT[0] <= count / len(codings.coders) <= SPLIT[1] and codings.text[start:end].strip():
                told = (group, code, start, end, codings.text[start:end], count, len(codings.coders))
                rows.append((abs(count / len(codings.coders) - 0.5), start - end, *told))
    columns = ["group", "code", "start", "end", "text", "marked", "of"]
    return pd.DataFrame([row[2:] for row in sorted(rows)], columns=columns)


def stretches(marked: Marked) -> Iterator[tuple[int, int]]:
    """Yield the stretches between places where some coder begins or ends."""
    changes = np.flatnonzero((marked[:, 1:] != marked[:, :-1]).any(axis=0)) + 1
    yield from pairwise([0, *changes.tolist(), marked.shape[1]])


def _paragraphs(text: str) -> list[int]:
    """Return the edges of the text's lines that hold words, the first 0 and the last its length."""
    starts, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            starts.append(at)
        at += len(line)
    return [0, *starts[1:], len(text)]


def _of(codings: Codings, group: str, code: str) -> pd.DataFrame:
    return codings.rows[(codings.rows["group"] == group) & (codings.rows["code"] == code)]
