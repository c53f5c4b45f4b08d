"""Paragraphs, sentences and the part each sentence plays, with offsets into the text they were found in."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache
from statistics import median

import pandas as pd
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from utils import tables
from utils.article import AlignedText, Span

_BLANK = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LAST_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
WRAP_WIDTHS = (45, 90)
HEADLINE_CHARACTERS = 130
HEADLINE_WORDS = 15  # of one that ends in a full stop
STANDFIRST_CHARACTERS = 260
MAX_CHARACTERS = 1500  # of a sentence


@lru_cache
def _words(name: str, column: str) -> frozenset[str]:
    return frozenset(tables.data(f"lexicons/{name}.csv")[column].str.lower())


@lru_cache
def _pattern(name: str, *groups: str) -> re.Pattern[str]:
    list_ = tables.data(f"lexicons/{name}.csv")
    if groups:
        list_ = list_[list_["group"].isin(groups)]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, list_["entry"])) + r")\b", re.IGNORECASE)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def paragraph_spans(text: str) -> list[Span]:
    """Return the (start, end) of each paragraph, without white space around it.

    A line is a paragraph, as pages are pasted; a block between blank lines whose lines were wrapped at 45 to 90
    characters is one. What it can't do: tell a poem or an address from wrapped prose.

    >>> paragraph_spans("A headline\\n\\nFirst line.\\nSecond line.")
    [(0, 10), (12, 23), (24, 36)]
    """
    text = str(text)
    spans: list[Span] = []
    start = 0
    for gap in [*_BLANK.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        lines = [_stripped(text, *m.span()) for m in _LINE.finditer(text, start, stop)]
        lines = [(s, e) for s, e in lines if s < e]
        spans += [(lines[0][0], lines[-1][1])] if _wrapped(lines) else lines
        start = gap.end() if gap else stop
    return spans


def _wrapped(lines: list[Span]) -> bool:
    widths = [end - start for start, end in lines[:-1]]
    low, high = WRAP_WIDTHS
    return len(widths) > 1 and max(widths) <= high and median(widths) >= low


@lru_cache
def _punkt() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(_words("abbreviations", "entry"))
    return PunktSentenceTokenizer(parameters)


def sentence_spans(text: str) -> list[Span]:
    """Return the (start, end) of each sentence of one or more paragraphs.

    Punkt (Kiss & Strunk 2006) with our list of abbreviations finds the stops. In damaged copies a torn-off
    auxiliary or preposition ("Is.", "Has gone", "Of It ...") stays with the sentence before it, since alone it
    is not a sentence. What it can't do: tell torn predicates other than auxiliaries with the participles of
    data/lexicons/orphan_words.csv; join a torn clause that has a verb of its own; see a full stop that the copying
    put inside a sentence.

    >>> text = "Mr. Khan agreed. Is. It shows more."
    >>> [text[s:e] for s, e in sentence_spans(text)]
    ['Mr. Khan agreed. Is.', 'It shows more.']
    """
    text = str(text)
    return [span for start, end in paragraph_spans(text) for span in _sentences(text[start:end], start)]


_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,}"
_MONTHS = "|".join(calendar.month_abbr[1:])
_DATELINE = re.compile(
    rf"{_CAPITALS}(?:, (?:[A-ZÀ-Þ][\w.]* ?){{1,3}})?(?:,? ?(?:{_MONTHS})[a-z]*\.? \d{{1,2}})?"
    r"(?: \([^()\n]{2,30}\))? (?:-{1,3}|[–—]) (?=[\"“‘A-ZÀ-Þ0-9])"
)


def dateline(paragraph: str) -> int:
    """Return the length of a dateline, which says where a report was filed and is no part of its first sentence.

    >>> dateline("BERGEN, Norway (Wire) - Norway agreed."), dateline("Norway agreed."), dateline("OSLO, Sept 14 - No.")
    (24, 0, 16)
    """
    found = _DATELINE.match(paragraph)
    return found.end() if found else 0


def _sentences(paragraph: str, offset: int) -> list[Span]:
    filed = dateline(paragraph)
    if filed:
        return [(offset, offset + len(paragraph[:filed].rstrip())), *_sentences(paragraph[filed:], offset + filed)]
    spans: list[Span] = []
    for start, end in _punkt().span_tokenize(paragraph):
        glued = _orphan_length(paragraph[start:end]) if spans else 0
        if glued:
            previous, _ = spans[-1]
            spans[-1] = (previous, start + glued)
            start, end = _stripped(paragraph, start + glued, end)
        if start < end:
            spans.append((start, end))
    return [(offset + s, offset + e) for span in spans for s, e in _bounded(paragraph, *span)]


def _bounded(paragraph: str, start: int, end: int) -> list[Span]:
    """Return a stretch without a full stop in parts of at most 1,500 characters, cut at spaces.

    No sentence of prose is that long; what is (a list, a transcript) would keep the parser busy for minutes.
    """
    parts: list[Span] = []
    while end - start > MAX_CHARACTERS:
        space = paragraph.rfind(" ", start + 1, start + MAX_CHARACTERS)
        cut = space if space > 0 else start + MAX_CHARACTERS
        parts.append(_stripped(paragraph, start, cut))
        start, end = _stripped(paragraph, cut, end)
    return [*parts, (start, end)] if start < end else parts


_GLUED = re.compile(r"(?P<orphan>[A-Z][a-z]+) (?:The|This|That|It|These|Those|They|He|She|We|In|A|An) [a-z]")


def _orphan_length(sentence: str) -> int:
    """Return how many leading characters were torn from the sentence before: all, a first word, or none."""
    words = [w.lower() for w in _WORD.findall(sentence)]
    orphans = _words("orphan_words", "entry")
    if len(words) <= 4 and words and words[0] in orphans and set(words) <= orphans and "?" not in sentence:
        return len(sentence)
    glued = _GLUED.match(sentence)
    if glued and glued["orphan"].lower() in orphans and not sentence.rstrip("\"'”’)").endswith("?"):
        return len(glued["orphan"])
    return 0


def sentence_table(text: str) -> pd.DataFrame:
    """Return the `sentences` table of one reading, offsets into `text`; `damaged` is 0 until damage is known.

    `sentence_id` is s and the place of its first character in the raw text (in `text`, if that is a plain string): a
    sentence has one id in every reading, and the id leads to its words.

    Roles: `headline` (a short first paragraph of one sentence before a longer one), `standfirst` (one sentence
    after a headline, before a longer paragraph), `dateline` ("BERGEN, Norway -"), `lead_in` (ends in a colon and
    reports: "According to X:"), `quotation` (paragraphs after a lead-in or between quotation marks that open a
    paragraph, until the text's own voice returns) and `body`. Signs of another voice than the statement's are in
    data/lexicons/voice_cues.csv: a verdict on what was said, a turn, a first person, another speaker, a mind that is
    read; and of two paragraphs without a mark of reporting ("it was agreed", "the two sides stressed") the second is
    the text's own. What it can't do: see where an unmarked quotation ends when the next paragraph gives no sign of a
    new voice.
    """
    read, text = text, str(text)
    paragraphs = paragraph_spans(text)
    parts = [_sentences(text[s:e], s) for s, e in paragraphs]
    roles = _paragraph_roles([text[s:e] for s, e in paragraphs], [len(p) for p in parts])
    rows = []
    for number, (part, role) in enumerate(zip(parts, roles, strict=True)):
        for start, end in part:
            last = (start, end) == part[-1]
            own = "lead_in" if role == "body" and last and _is_lead_in(text[start:end]) else role
            own = "dateline" if dateline(text[start : end + 2]) > end - start else own
            rows.append({"start": start, "end": end, "text": text[start:end], "paragraph": number, "role": own})
    spans = [span for part in parts for span in part]
    places = [read.raw_span(*span)[0] if isinstance(read, AlignedText) else span[0] for span in spans]
    width = max(4, len(str(max(places, default=0))))
    for row, place in zip(rows, places, strict=True):
        row |= {"sentence_id": f"s{place:0{width}d}", "as_read": row["text"], "damaged": 0}
    return tables.make("sentences", rows)


def _is_headline(paragraph: str) -> bool:
    short = len(paragraph.split()) <= HEADLINE_WORDS or not _LAST_STOP.search(paragraph)
    return short and len(paragraph) <= HEADLINE_CHARACTERS


def _paragraph_roles(paragraphs: list[str], counts: list[int]) -> list[str]:
    roles = ["body"] * len(paragraphs)
    lengths = [len(p) for p in paragraphs]
    first = 0
    if len(paragraphs) > 1 and counts[0] == 1 and lengths[0] < lengths[1] and _is_headline(paragraphs[0]):
        roles[0], first = "headline", 1
        one = len(paragraphs) > 2 and counts[1] == 1 and counts[2] > 1
        if one and lengths[1] <= STANDFIRST_CHARACTERS and lengths[1] < lengths[2]:
            roles[1], first = "standfirst", 2
    opened, left, unmarked = "", 0, 0
    for i in range(first, len(paragraphs)):
        runs_on = opened == "marks" and _closes_later(paragraphs[i : i + left])
        unmarked = 0 if _pattern("voice_cues", "mark").search(paragraphs[i]) else unmarked + 1
        if opened == "lead_in" and unmarked > 1:
            opened = ""
        first_led = opened == "lead_in" and left == UNMARKED_PARAGRAPHS  # a lead-in leads to something
        if opened and left and (runs_on or first_led or not _own_voice_returns(paragraphs[i], opened)):
            roles[i], left = "quotation", left - 1
            if opened == "marks" and _closes(paragraphs[i]):
                opened = ""
            continue
        opened = ""
        if re.match(r"[“\"]", paragraphs[i]) and not re.search(r"[”\"]", paragraphs[i][1:]):
            roles[i], opened, left = "quotation", "marks", UNMARKED_PARAGRAPHS
        elif _is_lead_in(paragraphs[i]):
            following = paragraphs[i + 1] if i + 1 < len(paragraphs) else ""
            opened, left = ("marks" if re.match(r"[“\"]", following) else "lead_in"), UNMARKED_PARAGRAPHS
            unmarked = 0
    return roles


UNMARKED_PARAGRAPHS = 6


def _is_lead_in(sentence: str) -> bool:
    """Tell whether words report what follows; "(all times EST):" reports nothing."""
    told = sentence.rstrip()
    return told.endswith(":") and not told.endswith("):") and bool(_pattern("voice_cues", "lead_in").search(told))


def _closes(paragraph: str) -> bool:
    return bool(re.search(r"[”\"][.,]?$", paragraph.rstrip()))


def _closes_later(paragraphs: list[str]) -> bool:
    """Tell whether the first of these paragraphs with a quotation mark only closes one: the quotation runs on to it."""
    first = next((p for p in paragraphs if re.search(r"[“”\"]", p)), "")
    return bool(re.match(r"[^“”\"]+[”\"][.,]?$", first.rstrip()))


_SPOKEN = re.compile(r"[,.?!][”\"]\s+(?:[A-Z]\w+\s+){1,3}(?:said|says|told|added|asked)\b")  # “No,” Anna Lee said


def _own_voice_returns(paragraph: str, opened: str) -> bool:
    if opened == "marks":
        return not re.match(r"[“\"]", paragraph)
    cue = _pattern("voice_cues", "comment", "self", "turn").match(paragraph) or _SPOKEN.search(paragraph)
    return bool(cue) or any(_pattern("voice_cues", sign).search(paragraph) for sign in ("self", "speaker", "mind"))


_PLAIN = re.compile(r"[^.!?]+[.!?]*")


def plain_split(text: str) -> pd.DataFrame:
    """Return start, end and text of pieces cut at every full stop, question or exclamation mark: a plain baseline.

    It knows neither abbreviations nor paragraphs nor residue.
    """
    spans = [_stripped(text, *m.span()) for m in _PLAIN.finditer(str(text))]
    return pd.DataFrame([{"start": s, "end": e, "text": text[s:e]} for s, e in spans if s < e])
