"""The readings of an article: raw, stripped, mended, repaired; and its damage table."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import pandas as pd

from utils import tables
from utils.article import AlignedText, Article, ArticleError, Span
from utils.cleaning.blanks import BLANKS, settled_blank
from utils.cleaning.damage import damage_rules, faults_in, find_damage
from utils.cleaning.residue import judged_lines
from utils.sentences import paragraph_spans

VERSIONS = ("raw", "stripped", "mended", "repaired")
REPAIR_CONFIDENCE = 0.75


def _settled(text: AlignedText, spans: Iterable[Span]) -> AlignedText:
    """Return the paragraphs at `spans` apart by a blank line, every run of blanks one space, edges trimmed."""
    parts = []
    for start, end in spans:
        part = text[start:end]
        part = part.edit((*m.span(), settled_blank(m)) for m in BLANKS.finditer(part) if m.group() != " ")
        parts.append(part[len(part) - len(part.lstrip()) : len(part.rstrip())])
    return AlignedText.of("\n\n").join(parts)


def _stripped(text: AlignedText, keep: Iterable[Span] = ()) -> AlignedText:
    kept = judged_lines(text, _inside(text, keep))[0]
    return _settled(text, [(line.start, line.end) for line in kept])


def _inside(text: AlignedText, raw_spans: Iterable[Span]) -> list[Span]:
    """Return where raw spans lie in an aligned text; those that are gone are left out."""
    firsts, lasts = [s for s, _ in text.spans], [e for _, e in text.spans]
    found = [(bisect_right(lasts, start), bisect_left(firsts, end)) for start, end in raw_spans]
    return [(start, end) for start, end in found if start < end]


def _mending(text: AlignedText, settled: list[Span]) -> list[tuple[int, int, str]]:
    """Return the cuts that `mended` makes: torn words go, and so do full stops inside a sentence."""
    edits = []
    for start, end, rule in faults_in(str(text)):
        row = damage_rules()[rule]
        stop = start + 1 if row["kind"] == "false_full_stop" else end
        if (row["repair"] or stop == start + 1) and not _overlaps(text.raw_span(start, end), settled):
            edits.append((start, stop, ""))
    return edits


def _overlaps(span: Span, spans: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _mended(text: AlignedText, keep: Iterable[Span] = (), settled: list[Span] | None = None) -> AlignedText:
    """Return the text with mending and, unless a repair table has spoken, stripping repeated until both rest."""
    while edits := _mending(text, settled or []):
        text = text.edit(edits)
        text = _stripped(text, keep) if settled is None else _settled(text, paragraph_spans(text))
    return text


def _numbers(repairs: pd.DataFrame) -> pd.DataFrame:
    """Return a repair table whose numbers are numbers, severity 2 where it has none; ArticleError otherwise."""
    table = repairs.assign(severity=repairs.get("severity", 2))
    try:
        whole = table[["start", "end", "severity"]].astype(float)
        table = table.astype({"confidence": float})
    except (TypeError, ValueError) as error:
        raise ArticleError("The repair table has a start, end, severity or confidence that is not a number.") from error
    if whole.isna().any(axis=None) or (whole % 1 != 0).any(axis=None) or not whole["severity"].isin([1, 2, 3]).all():
        raise ArticleError("In the repair table, start and end must be whole numbers, and severity 1, 2 or 3.")
    return table.assign(**whole.astype(int))


def _checked(raw: str, repairs: pd.DataFrame) -> pd.DataFrame:
    """Return a repair table in order of place with numbers as numbers; ArticleError where it doesn't fit the text."""
    missing = {"start", "end", "repair", "confidence"} - set(repairs.columns)
    if missing:
        raise ArticleError(
            f"The repair table lacks the column {sorted(missing)[0]!r}: it needs start, end, repair and confidence."
        )
    table = _numbers(repairs).sort_values("start")
    table["repair"] = table["repair"].fillna("").astype(str)
    done = 0
    for row in table.to_dict("records"):
        start, end = row["start"], row["end"]
        if not 0 <= start < end <= len(raw):
            raise ArticleError(f"The repair at {start}-{end} lies outside the text of {len(raw)} characters.")
        if start < done:
            raise ArticleError(f"The repair at {start}-{end} overlaps the one before it.")
        if row.get("text", raw[start:end]) != raw[start:end]:
            raise ArticleError(
                f"The repair at {start}-{end} is for {row['text']!r}, but the text has {raw[start:end]!r}."
            )
        done = end
    return table


def _repaired(article: Article, repairs: pd.DataFrame, keep: Iterable[Span]) -> AlignedText:
    table = _checked(article.raw, repairs)
    kept = [(line.start, line.end) for line in judged_lines(article.raw, keep)[0]]
    sure = table[(table["repair"] != "") & (table["confidence"] >= REPAIR_CONFIDENCE)]
    edits = [
        (r["start"], r["end"], "" if r["repair"] == "[delete]" else r["repair"])
        for r in sure.to_dict("records")
        if any(s <= r["start"] and r["end"] <= e for s, e in kept)
    ]
    cuts = [(line.start, line.end, "") for line, _, _ in judged_lines(article.raw, keep)[1]]
    text = AlignedText.of(article.raw).edit(edits + cuts)
    spoken = list(zip(table["start"], table["end"], strict=True))
    return _mended(_settled(text, paragraph_spans(text)), keep, spoken)


def known_as(article: Article) -> str:
    """Return the name under which data/reference/index.csv knows this very raw text, by its sha256, or nothing."""
    index = tables.data("reference/index.csv").set_index("sha256")["slug"]
    return str(index.get(hashlib.sha256(article.raw.encode("utf-8", "surrogatepass")).hexdigest(), ""))


def stored_repairs(article: Article) -> pd.DataFrame | None:
    """Return the repair table that data/reference/index.csv names for this very raw text, by its sha256, or None.

    `reading` and `damage_table` use it where they are given no table; give them an empty one to go without.
    """
    index = tables.data("reference/index.csv").set_index("slug")["repairs"]
    return tables.data(index[known]) if (known := known_as(article)) else None


def reading(
    article: Article, version: str, repairs: pd.DataFrame | None = None, keep: Iterable[Span] = ()
) -> AlignedText:
    """Return one reading of the article; every character knows the raw characters it came from.

    `raw` is the text as it is. `stripped` leaves out residue, save lines that touch a raw span of `keep`, and
    settles white space. `mended` also drops torn words and joins false full stops: it only deletes, no letter changes.
    `repaired` also applies `repairs` (columns start, end, repair, confidence in raw offsets, as in
    data/reference/damage.csv) of confidence .75 or more; "[delete]" drops, an empty repair leaves the words, and
    mending touches nothing that the table speaks about; without a table, the stored one is used. ArticleError for
    another version or a table that doesn't fit.
    What it can't do: restore what the copying lost.
    """
    if version not in VERSIONS:
        raise ArticleError(f"There is no reading {version!r}: choose raw, stripped, mended or repaired.")
    spared = list(keep)
    repairs = stored_repairs(article) if repairs is None else repairs
    whole = AlignedText.of(article.raw)
    if version == "raw":
        return whole
    if version == "repaired" and repairs is not None:
        return _repaired(article, repairs, spared)
    text = _stripped(whole, spared)
    return text if version == "stripped" else _mended(text, spared)


def damage_table(article: Article, repairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the `damage` table in raw offsets: rules on the stripped reading, and the rows of a repair table.

    Each fault stands once. Where both know it, the row keeps the table's span, kind, repair and confidence, and
    `rule` is "reading+" and the rule's name; "reading" alone is what no rule saw.
    """
    text = reading(article, "stripped")
    found = tables.map_back("damage", find_damage(text), text, article.raw)
    repairs = stored_repairs(article) if repairs is None else repairs
    if repairs is None:
        return found
    rows = found.to_dict("records")
    table = _checked(article.raw, repairs).to_dict("records")
    spans = [(r["start"], r["end"]) for r in table]
    merged: list[dict[Any, Any]] = [_with_rule(article.raw, row, rows) for row in table]
    merged += [row for row in rows if not _overlaps((row["start"], row["end"]), spans)]
    return tables.make("damage", sorted(merged, key=lambda row: (row["start"], row["end"])))


def _with_rule(raw: str, row: dict[Any, Any], found: list[dict[Any, Any]]) -> dict[Any, Any]:
    span = (row["start"], row["end"])
    rules = [f["rule"] for f in found if _overlaps((f["start"], f["end"]), [span])]
    return {
        "start": span[0],
        "end": span[1],
        "text": raw[span[0] : span[1]],
        "kind": row.get("kind", "other"),
        "severity": int(row.get("severity", 2)),
        "repair": row["repair"],
        "confidence": row["confidence"],
        "rule": "+".join(["reading", *rules]),
    }
