"""Pasted pages and clean articles: which lines are the article, and what is called damaged."""

from __future__ import annotations

import random
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import faults
import numpy as np
from attribution import exact_text
from measured import Score, Span, json_lines, over_units, versions

from utils import cleaning
from utils.scoring import prf


class Page(NamedTuple):
    """A pasted page and its lines: start, end, and 1 body, 0 furniture, -1 not scored."""

    text: str
    lines: list[list[int]]


def pages(path: Path) -> tuple[list[Page], list[Page]]:
    """Return the pages, and the same cut to what a hasty reader selects."""
    rows = json_lines(path)
    return [Page(row["paste"], row["lines"]) for row in rows], [near(row) for row in rows]


def near(row: dict[str, Any]) -> Page:
    """Return the body with up to 8 lines before it and 12 after; how many is drawn by the page's id."""
    body = [i for i, line in enumerate(row["lines"]) if line[2] == 1]
    if not body:
        return Page(row["paste"], row["lines"])
    draw = random.Random(row["id"])
    first = max(0, body[0] - draw.randint(0, 8))
    kept = row["lines"][first : body[-1] + draw.randint(0, 12) + 1]
    start = kept[0][0]
    return Page(row["paste"][start : kept[-1][1]], [[s - start, e - start, label] for s, e, label in kept])


def line_counts(page: Page, spans: list[Span]) -> tuple[int, int, int]:
    """Return hits, kept and wanted lines; a line is kept if half of its letters or more are."""
    kept, letters = np.zeros(len(page.text) + 1, dtype=bool), np.array([not c.isspace() for c in page.text] + [False])
    for start, end in spans:
        kept[start:end] = True
    rows = []
    for start, end, label in page.lines:
        inside = (kept & letters)[start:end].sum()
        rows.append((label, inside > 0 and 2 * inside >= letters[start:end].sum()))
    scored = [(label, is_kept) for label, is_kept in rows if label != -1]
    return sum(label and k for label, k in scored), sum(k for _, k in scored), sum(label for label, _ in scored)


def summed_f1(units: Any) -> float:
    """Return the F1 of units' hits, found and wanted, summed."""
    return prf(*np.sum(units, axis=0)).f1


def measure_pages(windows: tuple[list[Page], list[Page]]) -> list[Score]:
    """Return the line F1 of `body_spans` on whole pages and near the body; the baseline keeps every line."""
    scores, used = [], versions("lexicons/residue_rules.csv")
    for metric, window in zip(("line F1, full page", "line F1, near the body"), windows, strict=True):
        ours, all_kept = (
            [line_counts(page, method(page.text)) for page in window]
            for method in (cleaning.body_spans, lambda text: [(0, len(text))])
        )
        value, bounds = over_units(ours, summed_f1)
        scores.append(Score("rules", metric, value, bounds, len(window), used, summed_f1(all_kept)))
    return scores


def clean_articles(folder: Path) -> list[tuple[str, str]]:
    """Return name and text of every article of the parts dev and train of PolNeAR, annotated or not."""
    paths = chain.from_iterable(sorted((folder / part / "text").glob("*.txt")) for part in ("dev", "train"))
    return [(path.name, exact_text(path)) for path in paths]


def measure_damage(articles: list[tuple[str, str]]) -> list[Score]:
    """Return false alarms per 1,000 sentences of clean news, and how many injected faults are found."""
    counts = [(len(cleaning.find_damage(text)), faults.sentences(text)) for _, text in articles]
    value, bounds = over_units(np.array(counts), lambda units: 1000 * float(np.divide(*np.sum(units, axis=0))))
    n, used = sum(sentences for _, sentences in counts), versions("lexicons/damage_rules.csv")
    tried = faults.tried(articles)
    recall = over_units(tried, faults.macro_recall)
    return [
        Score("damage rules", "false alarms per 1,000 sentences", value, bounds, n, used),
        Score("damage rules", "recall of injected faults, mean of kinds", *recall, len(tried), used),
    ]
