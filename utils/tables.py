"""The tables: their schemas, how they are written and read, and the codebook that is made from the schemas."""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from utils.article import AlignedText, ArticleError, Span

DATA = Path(__file__).resolve().parents[1] / "data"
DERIVED = "ANATOMY_DERIVED"  # the variable that sends derived tables elsewhere, for a run that must write nothing

_TYPES: dict[str, Any] = {"text": "str", "whole number": "int64", "number": "float64"}
STORED_DIGITS = 6  # of a number in a table, so that no processor changes a stored byte
_SPANS = r"(\d+-\d+(;\d+-\d+)*)?"


def _column(
    kind: str, meaning: str, example: str, allowed: list[str] | list[int] | None = None, pattern: str = ""
) -> pa.Column:
    checks = [pa.Check.isin(allowed)] if allowed else []
    if pattern:
        checks.append(pa.Check.str_matches(f"^{pattern}$"))
    words = "one of: " + ", ".join(str(a) or "(empty)" for a in allowed) if allowed else ""
    return pa.Column(
        _TYPES[kind],
        checks,
        nullable=kind == "number",
        description=meaning,
        metadata={
            "kind": kind,
            "allowed": words or {_SPANS: "spans"}.get(pattern, "any"),
            "example": example,
        },
    )


def _text(meaning: str, example: str, allowed: list[str] | None = None, pattern: str = "") -> pa.Column:
    return _column("text", meaning, example, allowed, pattern)


def _flag(meaning: str) -> pa.Column:
    return _column("whole number", meaning, "1", [0, 1])


_SENTENCE = _text("sentence of this reading that holds the row", "s1374")
_VOICE = _text(
    "who speaks: the text itself, a reported source, or a mind the text reads without giving a source",
    "reported",
    ["text", "reported", "imputed"],
)
_DAMAGED = _flag("1 = the row's sentence or clause overlaps a damage row")
_EVIDENCE = _text("raw spans of the deciding words, s-e;s-e", "1374-1389", pattern=_SPANS)
_RULE = _text("name of the rule that made the row", "said_that")
_SIGN = _column("whole number", "+1 cooperative, 0 neither, -1 conflictual", "1", [-1, 0, 1])

_PLACE: dict[str, pa.Column] = {
    "start": _column("whole number", "first raw character of the unit (counted from 0)", "1374"),
    "end": _column("whole number", "raw character after the last", "1613"),
    "text": _text("exactly the raw characters from start to end", "This represents …"),
}

_PARTS = ["headline", "standfirst", "dateline", "lead_in", "body", "quotation"]

_OWN: dict[str, dict[str, pa.Column]] = {
    "residue": {
        "kind": _text("what sort of page furniture was cut", "comment_form"),
        "rule": _RULE,
    },
    "damage": {
        "kind": _text("what the copying broke", "displaced_auxiliary"),
        "severity": _column("whole number", "1 cosmetic, 2 blurs, 3 reverses or makes a false fact", "3", [1, 2, 3]),
        "repair": _text("wording to put there; [delete] = drop; empty = leave", "[delete]"),
        "confidence": _column("number", "0 to 1, that damage and repair are right", "0.95"),
        "rule": _text("rule that flagged it, or 'reading' for a row of the repair table", "stray_auxiliary"),
    },
    "sentences": {
        "sentence_id": _text("s and the place of the sentence's first character in the raw text", "s1374"),
        "paragraph": _column("whole number", "paragraph, counted from 0", "7"),
        "role": _text("part the sentence plays", "lead_in", _PARTS),
        "as_read": _text("wording analysed in this reading", "This represents …"),
        "damaged": _DAMAGED,
    },
    "mentions": {
        "sentence_id": _SENTENCE,
        "actor": _text("standard name of the actor", "Pakistan"),
        "kind": _text(
            "what the actor is",
            "state",
            ["state", "people", "leader", "person", "organisation", "group", "region"],
        ),
        "role": _text("what the clause makes of the actor", "agent", ["agent", "patient", "mention"]),
        "role_detail": _text("the grammar that decided the role", "nsubj of call"),
        "form": _text("how the actor is spoken of", "phrase", ["name", "phrase", "pronoun"]),
        "rule": _text("rule that found the name or linked the words to their actor", "description"),
    },
    "attributions": {
        "attribution_id": _text("number of the attribution in this reading", "a03"),
        "source": _text("raw spans of the words for who says it; empty = unknown", "448-455", pattern=_SPANS),
        "cue": _text("raw spans of the words that report", "407-419", pattern=_SPANS),
        "content": _text("raw spans of what is reported", "463-819", pattern=_SPANS),
        "source_actor": _text("standard name of the source, 'unknown' if the text does not tell", "Russia"),
        "rule": _RULE,
    },
    "claims": {
        "claim_id": _text("number of the claim in this reading", "c10"),
        "sentence_id": _SENTENCE,
        "as_read": _text("wording analysed in this reading", "This shows that …"),
        "claim_type": _text(
            "what sort of thing is asserted",
            "interpretive",
            ["descriptive", "interpretive", "evaluative", "causal", "predictive", "prescriptive"],
        ),
        "voice": _VOICE,
        "source": _text("the words for the source or the holder of the view", "the Kremlin"),
        "source_actor": _text("standard name of the source; 'unknown' if reported without one", "Russia"),
        "holder": _text("a voice nested inside a report", "the two sides"),
        "polarity": _text("affirmed or denied", "affirmed", ["affirmed", "denied"]),
        "certainty": _text("mark of certainty", "plain", ["possible", "probable", "plain"]),
        "certainty_cue": _text("the word that marks it", "could"),
        "boosted": _flag("1 = a word whose only job is certainty stands in the claim"),
        "targets": _text("actors the claim is about, joined by ;", "Russia;Pakistan"),
        "checkable": _flag("1 = records could show it true or false"),
        "status": _text("can the claim be read as it stands?", "suspect", ["ok", "suspect", "undecidable"]),
        "damage_id": _text("raw spans of the damage rows it rests on", "1615-1618", pattern=_SPANS),
        "rule": _RULE,
    },
    "sentiment": {
        "sentence_id": _SENTENCE,
        "lexicon": _text("word list and implementation", "vader"),
        "layer": _text("words counted", "raw", ["raw", "no_topic", "in_context"]),
        "score": _column("number", "-1 to 1; empty = no word of the list occurs", "0.42"),
        "hits": _column("whole number", "words of the list that occur", "2"),
        "voice": _VOICE,
        "damaged": _DAMAGED,
        "evidence": _EVIDENCE,
    },
    "stance": {
        "sentence_id": _SENTENCE,
        "actor": _text("standard name of the actor", "Pakistan"),
        "instrument": _text("method", "rules"),
        "score": _column("number", "-1 against to 1 in favour; 0 = neither", "0.5"),
        "voice": _VOICE,
        "damaged": _DAMAGED,
        "rule": _RULE,
        "cue": _text("raw spans of the strongest word or phrase; empty = none", "1374-1389", pattern=_SPANS),
        "evidence": _EVIDENCE,
    },
    "frames": {
        "sentence_id": _SENTENCE,
        "frame": _text("frame whose cues were counted", "security"),
        "score": _column("number", "0 to 1, strength of the cues", "0.63"),
        "voice": _VOICE,
        "damaged": _DAMAGED,
        "evidence": _EVIDENCE,
    },
    "relations": {
        "sentence_id": _SENTENCE,
        "source_actor": _text("actor that acts", "Russia"),
        "target_actor": _text("actor that is acted on", "Pakistan"),
        "sign": _SIGN,
        "kind": _text("PLOVER's category, or one of ours", "rely_on"),
        "modality": _text("is it told as done?", "asserted", ["asserted", "hoped", "reported", "denied"]),
        "voice": _VOICE,
        "damaged": _DAMAGED,
        "evidence": _EVIDENCE,
    },
    "ledger": {
        "score_id": _text("the number the row is part of", "tone/text"),
        "instrument": _text("method", "ensemble"),
        "item": _text("word, pair or unit that counts", "stability"),
        "value": _column("number", "what the item contributes", "0.5"),
        "weight": _column("number", "its share of the score", "0.25"),
        "sentence_id": _SENTENCE,
        "rule": _RULE,
    },
}

_ARTICLE = _text("slug of the article; set by walk.analyse", "putin_khan_call")
_ARTICLE.required = False

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    name: pa.DataFrameSchema({"article": _ARTICLE, **_PLACE, **own}, strict=True, coerce=True, ordered=False)
    for name, own in _OWN.items()
}


def columns(name: str) -> list[str]:
    """Return the columns of table `name`, without the article's slug."""
    return [column for column in SCHEMAS[name].columns if column != "article"]


def make(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return `rows` as table `name`: columns in order and typed; missing text cells become empty.

    Values are not checked here, which `validate` and `write` do; a value that is no number where one
    is due is a ValueError.
    """
    given = list(rows)
    wanted = columns(name)
    if given and "article" in given[0]:
        wanted = ["article", *wanted]
    return pd.DataFrame({c: _values(name, c, [row.get(c) for row in given]) for c in wanted})


def typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with the column types of schema `name`, a missing text as an empty one."""
    own = SCHEMAS[name].columns
    made = {}
    for column in table.columns:
        values = table[column]
        right = values.dtype == _TYPES[own[column].metadata["kind"]] and not values.hasnans
        made[column] = values.array if right and values.dtype != "float64" else _values(name, column, values.to_list())
    return pd.DataFrame(made)


def _values(name: str, column: str, cells: list[Any]) -> Any:
    """Return the cells of a column in its type; a number with the digits that are stored, but for a weight.

    A weight is a share: shares must sum up, and one division is the same everywhere.
    """
    kind = SCHEMAS[name].columns[column].metadata["kind"]
    if kind == "text":
        return pd.array([_cell(value) for value in cells], dtype="str")
    numbers = np.array([math.nan if value is None else value for value in cells], dtype=_TYPES[kind])
    return numbers.round(STORED_DIGITS) if kind == "number" and column != "weight" else numbers


def _cell(value: object) -> str:
    """Return a text cell; None and NaN are empty."""
    return "" if value is None or value != value else str(value)


def empty(name: str) -> pd.DataFrame:
    """Return table `name` without rows; its columns keep their types."""
    return make(name, [])


def validate(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with the types of schema `name`; raises pandera's SchemaErrors listing every bad cell."""
    return SCHEMAS[name].validate(table, lazy=True).reset_index(drop=True)


_RISKY = re.compile(r"^'*[=+\-@\t\r]")


def derived(slug: str) -> Path:
    """Return the folder for the tables of an article: data/derived/<slug>, or where DERIVED says."""
    return Path(os.environ.get(DERIVED) or DATA / "derived") / slug


def write(name: str, table: pd.DataFrame, path: Path) -> None:
    """Write table `name` as CSV with LF line ends, after validating it.

    A text cell that a spreadsheet would run as a formula gets an apostrophe in front; `read` takes it off again.
    """
    write_csv(validate(name, table), path)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write any table as CSV with LF line ends, its cells guarded as `write` guards them."""
    guarded = table.copy()
    for column in guarded.columns[guarded.dtypes == "str"]:
        guarded[column] = [f"'{v}" if _RISKY.match(v) else v for v in guarded[column]]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        guarded.to_csv(file, index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)


def read(name: str, path: Path) -> pd.DataFrame:
    """Return table `name` from a CSV that `write` made, every cell as it was; ArticleError where it is not one."""
    frame = read_csv(path)
    for column in frame.columns:
        frame[column] = [v[1:] if v.startswith("'") and _RISKY.match(v) else v for v in frame[column]]
    for column in set(frame.columns) & set(SCHEMAS[name].columns):
        if SCHEMAS[name].columns[column].metadata["kind"] == "number":
            frame[column] = pd.to_numeric(frame[column])
    try:
        return validate(name, frame)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        raise ArticleError(
            f"{path.name} is not a {name} table: column {first['column']!r} fails {first['check']!r}; "
            "write it with tables.write or compare it with data/README.md."
        ) from error


def read_csv(path: Path) -> pd.DataFrame:
    """Return any CSV of the project as text cells, an empty cell as ''; ArticleError where there is no such file."""
    if not path.is_file():
        raise ArticleError(f"There is no table at {path}: check the name.")
    with path.open(encoding="utf-8", newline="") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


@lru_cache
def _data(relative: str) -> pd.DataFrame:
    return read_csv(DATA / relative)


def data(relative: str) -> pd.DataFrame:
    """Return a CSV below data/ (a word list, the actors, the reference coding) as text cells; read once, copied."""
    return _data(relative).copy()


def spans_text(spans: Iterable[Span]) -> str:
    """Return spans as a cell, `s-e;s-e`.

    >>> spans_text([(3, 9), (12, 20)])
    '3-9;12-20'
    """
    return ";".join(f"{start}-{end}" for start, end in spans)


def spans_of(cell: str) -> list[Span]:
    """Return the spans of a cell written by `spans_text`.

    >>> spans_of("3-9;12-20")
    [(3, 9), (12, 20)]
    """
    return [(int(a), int(b)) for a, _, b in (part.partition("-") for part in cell.split(";") if part)]


_SPAN_COLUMNS = {"source", "cue", "content", "evidence"}


def map_back(name: str, table: pd.DataFrame, reading: AlignedText, raw: str) -> pd.DataFrame:
    """Return table `name` with offsets into `reading` mapped to the smallest raw spans that cover them.

    `text` becomes exactly raw[start:end]; columns of spans are mapped too.
    """
    mapped = in_raw(table, reading, raw)
    own = SCHEMAS[name].columns
    for column in _SPAN_COLUMNS & {c for c in own if own[c].metadata["allowed"] == "spans"}:
        mapped[column] = [spans_text(reading.raw_span(s, e) for s, e in spans_of(v)) for v in table[column]]
    return typed(name, mapped)


def in_raw(table: pd.DataFrame, reading: AlignedText, raw: str) -> pd.DataFrame:
    """Return rows with start and end into `reading` as rows of the raw text; `text` becomes exactly raw[start:end]."""
    places = [reading.raw_span(int(s), int(e)) for s, e in zip(table["start"], table["end"], strict=True)]
    texts = [raw[s:e] for s, e in places]
    return table.assign(start=[s for s, _ in places], end=[e for _, e in places], text=texts)


def codebook() -> str:
    """Return the column tables of data/README.md as Markdown, one a table, from the schemas."""
    blocks = []
    for name, schema in SCHEMAS.items():
        lines = [
            f"### {name}",
            "",
            "| column | meaning | type | allowed values | example |",
            "|---|---|---|---|---|",
        ]
        for column, spec in schema.columns.items():
            about = spec.metadata
            lines.append(
                f"| {column} | {spec.description} | {about['kind']} | {about['allowed']} | {about['example']} |"
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
