"""A reader's own codings in place of ours, and the best other answer to each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from utils import tables
from utils.article import ArticleError
from utils.findings.cases import Case
from utils.findings.questions import QUESTIONS


def overruled(given: Case, codings: Sequence[tuple[str, str, str, str]]) -> Case:
    """Return the case with single codings of its chosen reading overruled: (table, row, column, value) each.

    The row of a claim is its claim_id; of any other table the number of the row, as its index prints it. Places and
    ids stay as they are. ArticleError,
    in a sentence, for a table, row, column or value that does not exist. Nothing else changes, and `given` stays.
    """
    changed: dict[str, Any] = {name: table.copy() for name, table in given.chosen.tables().items()}
    for name, row, column, value in codings:
        if name not in changed or column not in changed[name] or column in _FIXED:
            raise ArticleError(f"No column {column!r} of a table {name!r} can be overruled: see data/README.md.")
        table = changed[name]
        named = table["claim_id"] == row if name == "claims" else table.index.astype(str) == str(row)
        if not named.any():
            raise ArticleError(f"Table {name} has no row {row!r}: print it to see its rows.")
        table.loc[named, column] = _fitting(table[column], value)
        _check(name, table)
    return replace(given, walks={**given.walks, given.version: replace(given.chosen, **changed)})


_FIXED = ("article", "start", "end", "text", "sentence_id", "claim_id", "attribution_id")


def _fitting(column: pd.Series, value: str) -> str | int | float:
    """Return `value` as the kind of number or text that the column holds; ArticleError where it is none."""
    kind: Any = {"i": int, "f": float}.get(column.dtype.kind, str)
    try:
        return kind(str(value))
    except ValueError:
        raise ArticleError(f"{value!r} is no number such as column {column.name!r} holds.") from None


def _check(name: str, table: pd.DataFrame) -> None:
    """Raise ArticleError, naming column and values, where a coding is none that the codebook allows."""
    try:
        tables.validate(name, table)
    except pa.errors.SchemaErrors as error:
        column = error.failure_cases["column"].iloc[0]
        allowed = tables.SCHEMAS[name].columns[column].metadata["allowed"]
        raise ArticleError(f"That value is not allowed for {column} of {name}: it takes {allowed}.") from error


def rivals(specs: pd.DataFrame) -> pd.DataFrame:
    """Return the best other answer to each question: asks, says, rival, first (its specifications), of.

    A rival is the answer that most specifications give besides the default's; questions with one answer are left out.
    """
    rows = []
    for name, own in specs.groupby("finding", sort=False):
        others = own.loc[own["keeps"] == 0, "says"].value_counts()
        if len(others):
            row = {"asks": QUESTIONS[str(name)].asks, "says": own["says"].iloc[0], "rival": others.index[0]}
            rows.append(row | {"first": int(others.iloc[0]), "of": len(own)})
    return pd.DataFrame(rows, columns=["asks", "says", "rival", "first", "of"])


def write(specs: pd.DataFrame, path: Path) -> None:
    """Write a specification table as CSV with LF line ends, one row a specification."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        specs.to_csv(file, index=False, lineterminator="\n")
