"""The ledger: every number of the four lessons with the rows that add up to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from utils import tables, walk
from utils.ledger.claimed import claimed, claimed_against_reference
from utils.ledger.cleaned import cleaned, cleaned_against_reference
from utils.ledger.framed import framed, framed_against_reference
from utils.ledger.numbers import Number, Shown, key, plain
from utils.ledger.scored import scored, scored_against_reference

EVERY: tuple[Callable[[Mapping[str, walk.Analysis]], list[Shown]], ...] = (cleaned, claimed, scored)
CODED = (cleaned_against_reference, claimed_against_reference, scored_against_reference, framed_against_reference)


def shown(walks: Mapping[str, walk.Analysis], expected: pd.DataFrame | None = None) -> list[Shown]:
    """Return every number that notebooks 01 to 04 show of an article: one entry a sentence or figure.

    `walks` are its analyses by version: stripped, mended, repaired. `expected` is the list that absence is judged
    against; without one none is missing. Numbers of the reference coding come only for the text that was coded.
    What it can't do: say whether a number matters; it says what was counted.
    """
    none = tables.data("reference/expected_actors.csv").head(0)
    entries = [entry for part in EVERY for entry in part(walks)]
    entries += framed(walks, none if expected is None else expected)
    if len(walk.reference("sentences", walks["stripped"].article)):
        entries += [entry for part in CODED for entry in part(walks)]
    return sorted(entries, key=lambda entry: (entry.notebook, key(entry.words)))


def table(entries: Iterable[Shown], slug: str) -> pd.DataFrame:
    """Return the ledger table of `entries`: a row for each row of evidence, with the article's slug.

    `score_id` is notebook/first words/name, with the place in the list where a name holds several numbers;
    `instrument` the notebook, `rule` the sentence's template or the figure's caption as far as it is fixed. The sum of
    value times weight over a score_id is the number shown.
    """
    rows = [
        _rows(number).assign(score_id=f"{entry.id(name)}/{i}", instrument=entry.notebook, rule=entry.words)
        for entry in entries
        for name, numbers in entry.numbers.items()
        for i, number in enumerate(numbers)
    ]
    return walk.with_slug("ledger", tables.typed("ledger", pd.concat(rows)[tables.columns("ledger")]), slug)


def _rows(number: Number) -> pd.DataFrame:
    """Return the evidence of a number; one row without a place where nothing was counted."""
    return number.rows if len(number.rows) else plain(number.value, "none").rows


def sums(rows: pd.DataFrame) -> dict[str, float]:
    """Return the number behind each score_id of a ledger: the sum of value times weight."""
    products = rows["value"] * rows["weight"]
    return {str(name): float(total) for name, total in products.groupby(rows["score_id"], sort=False).sum().items()}
