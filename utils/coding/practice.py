"""The practice paste, whose every edit is recorded, so that the truth of its damage is known."""

from __future__ import annotations

import re

import pandas as pd

from utils import cleaning, scoring, tables
from utils.article import Article, ArticleError, Span


def edits(article: Article) -> pd.DataFrame:
    """Return the recorded edits that made this very text out of its original, by its sha256; none for other texts."""
    name = f"reference/{cleaning.known_as(article).removesuffix('_paste')}_edits.csv"
    known = (tables.DATA / name).is_file()
    recorded = tables.data(name if known else "reference/bergen_statement_edits.csv")
    return (recorded if known else recorded.head(0)).astype({"start": int, "end": int})


def damaged(original: str, recorded: pd.DataFrame) -> str:
    """Return the paste: `original` with each edit made; offsets of `recorded` point into the original, in order.

    ArticleError where the original has other words than the edit says.
    """
    pieces, done = [], 0
    for row in recorded.to_dict("records"):
        start, end = row["start"], row["end"]
        if original[start:end] != row["before"] or start < done:
            raise ArticleError(f"The edit {row['edit_id']} does not fit the original at {start}.")
        pieces += [original[done:start], row["after"]]
        done = end
    return "".join([*pieces, original[done:]])


def inverse(recorded: pd.DataFrame) -> pd.DataFrame:
    """Return the edits that undo `recorded`: offsets into the paste, `before` and `after` changed over."""
    moved, shift = [], 0
    for row in recorded.to_dict("records"):
        moved.append(row["start"] + shift)
        shift += len(row["after"]) - len(row["before"])
    ends = [start + len(after) for start, after in zip(moved, recorded["after"], strict=True)]
    return recorded.assign(start=moved, end=ends, before=recorded["after"], after=recorded["before"])


def truth(recorded: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the edits did, in offsets of the paste: the repair table of the damage, and the lines of residue.

    The repair table has the columns of the table `damage`, confidence 1; words that were put in are to be deleted.
    Residue has start, end, text, kind, one row a line.
    """
    undo = inverse(recorded).rename(columns={"before": "text", "after": "repair"})
    lead = [len(text) - len(text.lstrip()) for text in undo["text"]]
    broken = undo.assign(
        start=undo["start"] + lead,
        text=undo["text"].str.strip(),
        repair=undo["repair"].replace("", "[delete]"),
        confidence=1.0,
        rule="edit",
    ).query("what == 'damage'")
    broken["end"] = broken["start"] + broken["text"].str.len()
    lines = []
    for row in undo[undo["what"] == "residue"].to_dict("records"):
        at = row["start"]
        for line in row["text"].splitlines(keepends=True):
            if line.strip():
                lines.append({"start": at, "end": at + len(line.strip()), "text": line.strip(), "kind": row["kind"]})
            at += len(line)
    residue = pd.DataFrame(lines, columns=["start", "end", "text", "kind"])
    return tables.typed("damage", broken[tables.columns("damage")]), residue


def known_damage(article: Article) -> pd.DataFrame:
    """Return the damage of `truth`, with found = 1 where a flag of the rules touches the fault."""
    faults, flags = truth(edits(article))[0], _spans(cleaning.damage_table(article, repairs=tables.empty("damage")))
    return faults.assign(found=[int(_touches(span, flags)) for span in _spans(faults)])


def known_scores(article: Article) -> pd.DataFrame:
    """Return how the cleaning rules do against recorded edits: rows residue lines (rules, then plain) and damage.

    Columns: what, precision, recall, f1, right (of what was found), found, wanted. A line of residue counts when half
    of the longer span is shared; a fault when a flag touches it. The plain rule takes every line without a full stop,
    colon or the like at its end for residue.
    """
    lines, cut = truth(edits(article))[1], cleaning.residue_table(article)
    faults, flags = known_damage(article), cleaning.damage_table(article, repairs=tables.empty("damage"))
    right = sum(_touches(span, _spans(faults)) for span in _spans(flags))
    caught = int(faults["found"].sum())
    rows = [
        _row("residue lines, rules", _spans(cut), _spans(lines)),
        _row("residue lines, plain", _spans(plain_residue(article)), _spans(lines)),
    ]
    precision, recall = right / max(1, len(flags)), caught / max(1, len(faults))
    both = 2 * precision * recall / (precision + recall) if caught else 0.0
    figures = (precision, recall, both, right, len(flags), len(faults))
    rows.append({"what": "damage, rules", **dict(zip(scoring.PRF._fields, figures, strict=True))})
    return pd.DataFrame(rows).rename(columns={"hits": "right"})


_LINE = re.compile(r"[^\n]*[^\s]")
_STOPS = ".!?:;…”’"


def plain_residue(article: Article) -> pd.DataFrame:
    """Return start, end, text of every line that ends without a full stop, colon or the like: the plain baseline."""
    lines = [m for m in _LINE.finditer(article.raw) if m.group()[-1] not in _STOPS]
    rows = [(m.start(), m.end(), m.group()) for m in lines]
    return pd.DataFrame(rows, columns=["start", "end", "text"])


def _row(what: str, found: list[Span], wanted: list[Span]) -> dict[str, object]:
    hits = len(scoring.pair_spans(found, wanted))
    return {"what": what, **scoring.prf(hits, len(found), len(wanted))._asdict()}


def _spans(table: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(table["start"], table["end"], strict=True)]


def _touches(span: Span, others: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
