"""What on a pasted page isn't the article, what the copying broke, and the readings that leave both out."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from utils import tables
from utils.article import AlignedText, Article, ArticleError, Span
from utils.sentences import paragraph_spans

VERSIONS = ("raw", "stripped", "mended", "repaired")
REPAIR_CONFIDENCE = 0.75
PROSE_CHARACTERS = 70
LONG_CHARACTERS = 160
COUNTED_CHARACTERS = 500
HEADLINE_LENGTHS = (20, 160)
HEADLINE_LINES = 25
HEADLINE_DISTANCE = 0.02
TITLE_WINDOW = 80
WEIGHTS = {"prose": 1.0, "short": 0.3, "link": -60.0, "line": -90.0, "section": -1200.0, "thread": -2500.0}

# zero-width characters carry no wording; joiners (U+200C, U+200D) do, so they stay
_ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"
_BLANKS = re.compile(rf"[\s{_ZERO_WIDTH}]+")
_UNSETTLED = re.compile(rf"\s\s|[^\S ]|[{_ZERO_WIDTH}]")
_PROSE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]{0,3}$")
_NOT_BREAK = re.compile(r"[^\n]+")
_LONG_WORD = re.compile(r"\w{4,}")


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


def _blank(run: re.Match[str]) -> str:
    """Return what a run of blanks settles to; a no-break space after a letter of mojibake is half of that letter."""
    before = run.string[run.start() - 1 : run.start()]
    if before in ("Â", "Ã") and "\u00a0" in run.group():
        return "\u00a0"
    return " " if any(character.isspace() for character in run.group()) else ""


@lru_cache(maxsize=8192)
def _verdict(wording: str) -> tuple[str, str, str]:
    """Return the sort of a line, with the rule and the kind that speak against it if one does."""
    for rule in _rules():
        if len(wording) <= rule.longest and rule.pattern.match(wording):
            return rule.effect, rule.name, rule.kind
    return _sort(wording), "", ""


def _line(text: str, start: int, end: int) -> Line:
    wording = _BLANKS.sub(_blank, text[start:end]) if _UNSETTLED.search(text, start, end) else text[start:end]
    wording = wording.strip()
    return Line(start, end, wording, *_verdict(wording))


def _sort(wording: str) -> str:
    ends = bool(_PROSE_END.search(wording[-5:]))
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
    body = set(_LONG_WORD.findall(" ".join(line.text for line in lines[first:last]).lower()))
    best, chosen = 0.0, None
    for i in range(first - 1, max(-1, first - 1 - HEADLINE_LINES), -1):
        words = _LONG_WORD.findall(lines[i].text.lower())
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


def _judged(text: str, keep: Iterable[Span] = ()) -> tuple[list[Line], list[tuple[Line, str, str]]]:
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
    return [(line.start, line.end) for line in _judged(str(text))[0]]


def residue_table(article: Article) -> pd.DataFrame:
    """Return the `residue` table: one row a line cut in every reading but `raw`, in raw offsets, with kind and rule.

    Give `reading` the rows to undo as `keep`. What it can't do: see what `body_spans` can't.
    """
    cut = _judged(article.raw)[1]
    return tables.make(
        "residue",
        [
            {"start": c.start, "end": c.end, "text": article.raw[c.start : c.end], "kind": kind, "rule": rule}
            for c, kind, rule in cut
        ],
    )


def _settled(text: AlignedText, spans: Iterable[Span]) -> AlignedText:
    """Return the paragraphs at `spans` apart by a blank line, every run of blanks one space, edges trimmed."""
    parts = []
    for start, end in spans:
        part = text[start:end]
        part = part.edit((*m.span(), _blank(m)) for m in _BLANKS.finditer(part) if m.group() != " ")
        parts.append(part[len(part) - len(part.lstrip()) : len(part.rstrip())])
    return AlignedText.of("\n\n").join(parts)


def _stripped(text: AlignedText, keep: Iterable[Span] = ()) -> AlignedText:
    kept = _judged(text, _inside(text, keep))[0]
    return _settled(text, [(line.start, line.end) for line in kept])


def _inside(text: AlignedText, raw_spans: Iterable[Span]) -> list[Span]:
    """Return where raw spans lie in an aligned text; those that are gone are left out."""
    firsts, lasts = [s for s, _ in text.spans], [e for _, e in text.spans]
    found = [(bisect_right(lasts, start), bisect_left(firsts, end)) for start, end in raw_spans]
    return [(start, end) for start, end in found if start < end]


_BEGINS = r"(?:(?<=[.!?…]\s)|(?<=[.!?…][\"”’)\]]\s)|(?<=\n)|\A)"
_STRAY = re.compile(
    _BEGINS + r"(?P<words>[A-Z][a-z]{1,11}(?: [a-z]{1,11}){0,3})(?:(?P<stop>\.)(?=\s|\Z)|(?=[^\S\n]{0,9}(?:\n|\Z)))"
)
_GLUED = re.compile(_BEGINS + r"(?P<word>[A-Z][a-z]{1,11}) (?P<next>[A-Z][a-z]{0,5}) (?=[a-z])")
_INNER_CAPITAL = re.compile(r"(?<=[a-z] )[A-Z][a-z]{1,6}(?= [a-z])")
_DOUBLED = re.compile(r"(?<![\d.,/$€£:-])\b(\d{1,3}) \1\b(?= [a-z])")
_LEANING = re.compile(r"(?<=[\w%,])\. (?P<word>[A-Z][a-z]{2,8})(?P<rest>[^.!?\n]{1,400}[.!?]?)")
_OPENING = re.compile(_BEGINS + r"(?P<word>[A-Z][a-z]{3,8}) [^.!?,;:\n—–-]{1,400}\.(?=\s|\Z)")
_ENDS = re.compile(r"[^.!?\n]{0,400}(?P<end>[.!?]?)")
_CAPITALS = re.compile(r"(?<![\w.-])[A-Z](?=[A-Za-z]*[A-Z])[A-Za-z]{2,8}(?![\w-])")
Found = tuple[int, int, str]


@lru_cache
def _orphans(*groups: str) -> frozenset[str]:
    list_ = tables.data("lexicons/orphan_words.csv")
    return frozenset(list_.loc[list_["group"].isin(groups), "entry"] if groups else list_["entry"])


@lru_cache
def _damage_words(group: str) -> frozenset[str]:
    list_ = tables.data("lexicons/damage_words.csv")
    return frozenset(list_.loc[list_["group"] == group, "entry"])


def _stray(text: str) -> Iterator[Found]:
    for m in _STRAY.finditer(text):
        words = m["words"].lower().split()
        if words[0] not in _orphans("auxiliary") or not _orphans().issuperset(words):
            continue
        content = not _orphans("content_participle").isdisjoint(words)
        rule = ("stray_" if m["stop"] else "open_") + ("phrase" if content else "end")
        yield *m.span(), rule.replace("stray_end", "stray_auxiliary")


def _glued(text: str) -> Iterator[Found]:
    for m in _GLUED.finditer(text):
        if m["word"].lower() not in _orphans("auxiliary", "preposition"):
            continue
        if m["next"].lower() in _damage_words("next_subject") and not _asks(text, m.end()):
            yield *m.span("word"), "glued_auxiliary"


def _asks(text: str, start: int) -> bool:
    found = _ENDS.match(text, start)
    return found is not None and found["end"] == "?"


def _inner_capitals(text: str) -> Iterator[Found]:
    wanted = _orphans("auxiliary") - _damage_words("also_a_name")
    for m in _INNER_CAPITAL.finditer(text):
        if m.group().lower() in wanted and not _is_title(text, m.start()):
            yield *m.span(), "inner_capital"


def _is_title(text: str, place: int) -> bool:
    """Return whether most longer words around `place` in its paragraph have a capital, as in English titles."""
    before = text[max(0, place - TITLE_WINDOW) : place].rpartition("\n")[2]
    after = text[place : place + TITLE_WINDOW].partition("\n")[0]
    words = _LONG_WORD.findall(before + after)
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _doubled(text: str) -> Iterator[Found]:
    for m in _DOUBLED.finditer(text):
        yield *m.span(), "doubled_number"


def _leaning(text: str) -> Iterator[Found]:
    for m in _LEANING.finditer(text):
        rule = "" if m["rest"].endswith("?") else _leaning_rule(m["word"].lower(), m["rest"])
        if rule:
            yield m.start(), m.end("word"), rule


def _leaning_rule(word: str, rest: str) -> str:
    """Return the rule by which a clause that opens with `word` leans on the sentence before, or nothing."""
    following = rest.split(maxsplit=1)[0].lower() if rest.strip() else ""
    if f"{word} {following}" in _damage_words("set_phrase"):
        return ""
    if word in _damage_words("relative"):
        return "torn_relative"
    if word == "that" and following in _damage_words("clause_subject") | _damage_words("plural_verb"):
        return "torn_that"
    return "torn_because" if word == "because" and "," not in rest else ""


def _subordinate(text: str) -> Iterator[Found]:
    for m in _OPENING.finditer(text):
        if m["word"].lower() in _damage_words("subordinator"):
            yield *m.span(), "torn_subordinate"


def _variants(text: str) -> Iterator[Found]:
    words = [(m.start(), m.end(), m.group()) for m in _CAPITALS.finditer(text)]
    counts = Counter(word for _, _, word in words)
    shorter = {
        name[:i] + name[i + 1 :]
        for name in counts
        if name.isupper() and len(name) > 3
        for i in range(2, len(name) - name.endswith("S"))
    }
    for start, end, word in words:
        if counts[word] == 1 and word.upper() in shorter:
            yield start, end, "name_variant"


_DETECTORS = (_stray, _glued, _inner_capitals, _doubled, _leaning, _subordinate, _variants)


@lru_cache
def _damage_rules() -> dict[str, dict[str, Any]]:
    rows = tables.data("lexicons/damage_rules.csv").to_dict("records")
    return {
        r["rule"]: {
            "rule": r["rule"],
            "kind": r["kind"],
            "severity": int(r["severity"]),
            "confidence": float(r["confidence"]),
            "repair": r["repair"],
        }
        for r in rows
    }


def _faults(text: str) -> list[Found]:
    """Return start, end and rule of every fault, first come first, none overlapping another."""
    found: list[Found] = []
    for fault in sorted((f for detect in _DETECTORS for f in detect(text)), key=lambda f: (f[0], -f[1])):
        if not found or fault[0] >= found[-1][1]:
            found.append(fault)
    return found


def find_damage(text: str) -> pd.DataFrame:
    """Return the `damage` table of what rules can see, offsets into `text`; rows never overlap.

    Rules, with kind, severity and confidence, are in data/lexicons/damage_rules.csv: torn auxiliaries (a sentence
    of their own, before the next sentence, at an open paragraph end, with a capital in mid-sentence), doubled
    numbers, clauses torn off by a full stop, acronyms spelt another way. They flag and never rewrite.
    What it can't do: see a wrong word, a swapped role or a changed mood; those need reading. Kinds after Lommel
    et al. 2014 (MQM).

    >>> found = find_damage("Kabul fell this month. Is. This shows more.")
    >>> found[["text", "kind", "rule"]].values.tolist()
    [['Is.', 'displaced_auxiliary', 'stray_auxiliary']]
    """
    plain = str(text)
    rows = [{"start": s, "end": e, "text": plain[s:e], **_damage_rules()[rule]} for s, e, rule in _faults(plain)]
    return tables.make("damage", rows)


def _mending(text: AlignedText, settled: list[Span]) -> list[tuple[int, int, str]]:
    """Return the cuts that `mended` makes: torn words go, and so do full stops inside a sentence."""
    edits = []
    for start, end, rule in _faults(str(text)):
        row = _damage_rules()[rule]
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
    kept = [(line.start, line.end) for line in _judged(article.raw, keep)[0]]
    sure = table[(table["repair"] != "") & (table["confidence"] >= REPAIR_CONFIDENCE)]
    edits = [
        (r["start"], r["end"], "" if r["repair"] == "[delete]" else r["repair"])
        for r in sure.to_dict("records")
        if any(s <= r["start"] and r["end"] <= e for s, e in kept)
    ]
    cuts = [(line.start, line.end, "") for line, _, _ in _judged(article.raw, keep)[1]]
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
