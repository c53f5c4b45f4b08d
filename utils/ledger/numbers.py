"""How a shown number is written down: its rows, their weights, and its key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from utils import sentiment, tables, walk
from utils.article import Article, Span
from utils.sentences import sentence_table

Tables = Mapping[str, pd.DataFrame]


class Number(NamedTuple):
    """A number and its evidence: `rows` has start, end, text (raw), and `value` times `weight` sum up to the number."""

    value: float
    rows: pd.DataFrame


class Shown(NamedTuple):
    """What one sentence or figure shows: its notebook, its first words (template or caption), numbers by name."""

    notebook: str
    words: str
    numbers: dict[str, list[Number]]

    def id(self, name: str) -> str:
        """Return the name of one of its numbers: notebook/first words/name."""
        return f"{self.notebook}/{key(self.words)}/{name}"


def key(words: str) -> str:
    """Return the first four words of a sentence's template or a figure's caption, as they stand in a score_id.

    >>> key("{n} of {m} sentences are read as quotation.")
    'of sentences are read'
    """
    return " ".join(re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", " ", words))[:4])


_ITEMS = ("claim_id", "actor", "frame", "lexicon", "instrument", "kind", "sentence_id", "what", "finding")


def _weighted(rows: pd.DataFrame, values: Iterable[float], weight: float) -> pd.DataFrame:
    place = {"start": 0, "end": 0, "text": "", "sentence_id": ""}
    name = next((c for c in _ITEMS if c in rows), "")
    items = rows[name].astype(str) if name else pd.Series("", rows.index)
    absent: dict[str, Any] = {column: blank for column, blank in place.items() if column not in rows}
    made = rows.assign(**absent, item=items, value=list(values), weight=weight)
    return made[[*place, "item", "value", "weight"]].astype({"start": int, "end": int})


def count(rows: pd.DataFrame) -> Number:
    """Return the number of `rows`."""
    return Number(float(len(rows)), _weighted(rows, [1.0] * len(rows), 1.0))


def share(part: pd.DataFrame, whole: pd.DataFrame) -> Number:
    """Return the share of `whole` that `part`, some of its rows, makes up; nan of nothing."""
    if whole.empty:
        return Number(float("nan"), _weighted(whole, [], 1.0))
    return Number(len(part) / len(whole), _weighted(whole, whole.index.isin(part.index) * 1.0, 1 / len(whole)))


def mean(rows: pd.DataFrame, column: str) -> Number:
    """Return the mean of a column; nan without rows."""
    return Number(float(rows[column].mean()), _weighted(rows, rows[column], 1 / max(1, len(rows))))


def tenths(part: pd.DataFrame, whole: pd.DataFrame) -> Number:
    """Return how many of ten rows of `whole` belong to `part`."""
    value, rows = share(part, whole)
    return Number(10 * value, rows.assign(weight=10 * rows["weight"]))


def plain(value: float, item: str) -> Number:
    """Return a number that no stretch of text stands behind; `item` says where it comes from."""
    return Number(float(value), pd.DataFrame([{"item": item, "value": float(value)}]).pipe(_placeless))


def _placeless(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(start=0, end=0, text="", sentence_id="", weight=1.0)


def each(rows: pd.DataFrame, column: str) -> list[Number]:
    """Return a number for each row that has one in `column`."""
    known = rows[rows[column].notna()]
    return [Number(float(v), _weighted(known.iloc[[i]], [float(v)], 1.0)) for i, v in enumerate(known[column])]


def _numbers(given: Any, item: str) -> list[Number]:
    """Return a table as its count, a pair of tables as a share, a number as itself, a list as all of its parts."""
    if isinstance(given, Number):
        return [given]
    if isinstance(given, pd.DataFrame):
        return [count(given)]
    if isinstance(given, tuple):
        return [share(*given)]
    if isinstance(given, list):
        return [number for part in given for number in _numbers(part, item)]
    return [plain(given, item)]


def stated(notebook: str, words: str, /, **numbers: Any) -> Shown:
    """Return the numbers of a computed sentence; a name with two underscores is read with a blank."""
    return Shown(notebook, words, {name.replace("__", " "): _numbers(v, name) for name, v in numbers.items()})


def figure(notebook: str, words: str, numbers: Mapping[str, Any]) -> Shown:
    """Return the numbers of a figure by the marks that show them."""
    return Shown(notebook, words, {name: _numbers(v, name) for name, v in numbers.items()})


def reference_coding(article: Article) -> dict[str, pd.DataFrame]:
    """Return the reference coding of an article by table, numbers as numbers; empty for a text without one."""
    names = ("sentences", "residue", "damage", "claims", "mentions", "relations", "frames", "stance")
    whole = {"start": int, "end": int, "severity": int}
    found = {name: walk.reference(name, article) for name in names}
    return {n: t.astype({c: k for c, k in whole.items() if c in t}) for n, t in found.items()}


def one_a_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first row at each place."""
    return rows.drop_duplicates(["start"])


def marking(damage: pd.DataFrame) -> pd.DataFrame:
    """Return the damage that breaks words: a lost quotation mark breaks none."""
    return damage[damage["kind"] != "lost_quotation"]


def spans_in(rows: pd.DataFrame) -> list[Span]:
    """Return the places of rows."""
    return [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]


def beside(notebook: str, words: str, scores: pd.DataFrame, **more: Any) -> Shown:
    """Return the numbers of a `figures.beside_baseline` or `figures.validity`."""
    marks = {c: each(scores, c) for c in ("value", "baseline", "ceiling")}
    marks["interval"] = [*each(scores, "low"), *each(scores, "high")]
    return figure(notebook, words, {**marks, "rows": each(scores, "n"), **more})


def one_each(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return rows with one row for each name in a cell of several."""
    return rows.assign(**{column: rows[column].str.split(";")}).explode(column)


def benchmark(part: str) -> pd.DataFrame:
    """Return a stored benchmark with its numbers as numbers."""
    bench = tables.data(f"benchmarks/{part}.csv")
    numeric = ["value", "low", "high", "baseline", "n"]
    return bench.assign(**bench[numeric].apply(pd.to_numeric))


def hit_rows(a: walk.Analysis) -> pd.DataFrame:
    """Return the scored words of every sentence with raw places, one row a word and list."""
    parts = []
    for row, at in zip(a.sentences.to_dict("records"), sentence_table(a.reading)["start"], strict=True):
        hits = sentiment.word_hits(row["as_read"])
        places = [a.reading.raw_span(at + s, at + e) for s, e in zip(hits["start"], hits["end"], strict=True)]
        named = hits.assign(at=hits["start"], start=[s for s, _ in places], end=[e for _, e in places])
        parts.append(named.assign(sentence_id=row["sentence_id"], text=[a.article.raw[s:e] for s, e in places]))
    return pd.concat(parts, ignore_index=True)
