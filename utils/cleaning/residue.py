"""Which lines of a pasted page are the article and which are residue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from utils import tables
from utils.article import Article, Span
from utils.cleaning.blanks import BLANKS, LONG_WORD, UNSETTLED, settled_blank
from utils.sentences import paragraph_spans

PROSE_CHARACTERS = 70
LONG_CHARACTERS = 160
COUNTED_CHARACTERS = 500
HEADLINE_LENGTHS = (20, 160)
HEADLINE_LINES = 25
HEADLINE_DISTANCE = 0.02
TITLE_WINDOW = 80
WEIGHTS = {"prose": 1.0, "short": 0.3, "link": -60.0, "line": -90.0, "section": -1200.0, "thread": -2500.0}
_PROSE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]{0,3}$")
_NOT_BREAK = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Rule:
    """One residue rule: name, kind, what it does, the longest line it may cut, and its pattern."""

    name: str
    kind: str
    effect: str
    longest: int
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Line:
    """One line of the page: its place, its wording, what it weighs as, and the rule that speaks against it."""

    start: int
    end: int
    text: str
    sort: str
    rule: str = ""
    kind: str = ""


@lru_cache
def _rules() -> tuple[Rule, ...]:
    rows = tables.data("lexicons/residue_rules.csv").to_dict("records")
    return tuple(
        Rule(r["rule"], r["kind"], r["effect"], int(r["longest"]), re.compile(r["pattern"], re.IGNORECASE))
        for r in rows
    )


@lru_cache(maxsize=8192)
def _verdict(wording: str) -> tuple[str, str, str]:
    """Return the sort of a line, with the rule and the kind that speak against it if one does."""
    for rule in _rules():
        if len(wording) <= rule.longest and rule.pattern.match(wording):
            return rule.effect, rule.name, rule.kind
    return _sort(wording), "", ""


def _line(text: str, start: int, end: int) -> Line:
    wording = BLANKS.sub(settled_blank, text[start:end]) if UNSETTLED.search(text, start, end) else text[start:end]
    wording = wording.strip()
    return Line(start, end, wording, *_verdict(wording))


def _sort(wording: str) -> str:
    ends = bool(_PROSE_END.search(wording))
    if len(wording) >= LONG_CHARACTERS or (ends and len(wording) >= PROSE_CHARACTERS):
        return "prose"
    return "short" if ends and wording.count(" ") >= 2 else "link"


def _weight(line: Line) -> float:
    weight = WEIGHTS[line.sort]
    return weight * min(len(line.text), COUNTED_CHARACTERS) if weight > 0 else weight


def _densest(lines: list[Line]) -> Span:
    best, first, total, place = 0.0, 0, 0.0, (0, 0)
    for i, line in enumerate(lines):
        if total <= 0:
            total, first = 0.0, i
        total += _weight(line)
        if total > best:
            best, place = total, (first, i + 1)
    return place


def _headline(lines: list[Line], first: int, last: int) -> int | None:
    body = set(LONG_WORD.findall(" ".join(line.text for line in lines[first:last]).lower()))
    best, chosen = 0.0, None
    for i in range(first - 1, max(-1, first - 1 - HEADLINE_LINES), -1):
        words = LONG_WORD.findall(lines[i].text.lower())
        if lines[i].rule or not HEADLINE_LENGTHS[0] <= len(lines[i].text) <= HEADLINE_LENGTHS[1] or len(words) < 2:
            continue
        score = sum(word in body for word in words) / (len(words) + 1) - HEADLINE_DISTANCE * (first - i)
        if score > best:
            best, chosen = score, i
    return chosen


def _verdicts(lines: list[Line]) -> list[tuple[str, str]]:
    """Return the kind and the rule of each line's cut, both empty where the line stays."""
    first, last = _densest(lines)
    headline = _headline(lines, first, last)
    verdicts: list[tuple[str, str]] = []
    listed = False
    for i, line in enumerate(lines):
        listed = line.sort in ("section", "thread") or (listed and line.sort not in ("prose", "short"))
        verdict = (line.kind, line.rule)
        if not line.rule and i != headline and last:
            verdict = _by_place(i, first, last, listed)
        verdicts.append(verdict)
    return verdicts


def _by_place(i: int, first: int, last: int, listed: bool) -> tuple[str, str]:
    if i < first:
        return "navigation", "before_the_body"
    if i >= last:
        return "related", "after_the_body"
    return ("related", "link_in_section") if listed else ("", "")


def _units(text: str) -> list[Span]:
    """Return the spans of paragraphs; a block of lines that don't run on in lower case is a list, not wrapped prose."""
    spans: list[Span] = []
    for start, end in paragraph_spans(text):
        lines = [m.span() for m in _NOT_BREAK.finditer(text, start, end)]
        run_on = sum(text[s].islower() for s, _ in lines[1:])
        spans += [(start, end)] if len(lines) > 1 and 4 * run_on >= len(lines) else lines
    return spans


def judged_lines(text: str, keep: Iterable[Span] = ()) -> tuple[list[Line], list[tuple[Line, str, str]]]:
    """Return the lines that stay, and the cut ones with kind and rule; what stays is judged until nothing is cut."""
    kept = [line for s, e in _units(text) if (line := _line(text, s, e)).text]
    spared = list(keep)
    cut: list[tuple[Line, str, str]] = []
    while True:
        verdicts = [("", "") if _touches(line, spared) else v for line, v in zip(kept, _verdicts(kept), strict=True)]
        now = [(line, *verdict) for line, verdict in zip(kept, verdicts, strict=True) if verdict[1]]
        if not now:
            return kept, sorted(cut, key=lambda row: row[0].start)
        cut += now
        kept = [line for line, verdict in zip(kept, verdicts, strict=True) if not verdict[1]]


def _touches(line: Line, spans: list[Span]) -> bool:
    return any(start < line.end and line.start < end for start, end in spans)


def body_spans(text: str) -> list[Span]:
    """Return the (start, end) of the paragraphs of a pasted page that are the article, its headline among them.

    Each line gets a weight: prose counts its characters, a link-like short line and a line that a rule of
    data/lexicons/residue_rules.csv knows count against, a heading that opens comments or other articles counts
    heavily against. The run of lines with the highest sum is the body (maximum subsequence segmentation,
    Pasternack & Roth 2009); rules also cut inside it. The headline is the line above that shares most words with it.
    What it can't do: tell a caption without credit or a teaser in full sentences from the article; keep tables and
    lists that stand at its edges.

    >>> body_spans("Home\\nLeave a reply")
    []
    """
    return [(line.start, line.end) for line in judged_lines(str(text))[0]]


def residue_table(article: Article) -> pd.DataFrame:
    """Return the `residue` table: one row a line cut in every reading but `raw`, in raw offsets, with kind and rule.

    Give `reading` the rows to undo as `keep`. What it can't do: see what `body_spans` can't.
    """
    cut = judged_lines(article.raw)[1]
    return tables.make(
        "residue",
        [
            {"start": c.start, "end": c.end, "text": article.raw[c.start : c.end], "kind": kind, "rule": rule}
            for c, kind, rule in cut
        ],
    )
