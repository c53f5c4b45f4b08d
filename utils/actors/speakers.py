"""Who speaks: the quotations of a document with their speakers, and the two sides of an interview."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from utils import tables
from utils.article import Span
from utils.parsing import Document, lemma

_MARKS = frozenset(['"', "“", "”", "``", "''"])
LEAST_ANSWERS = 3


@lru_cache
def _saying() -> frozenset[str]:
    rows = tables.data("lexicons/reporting.csv")
    quoted = rows["content"].str.split(";").map(lambda parts: "quote" in parts)
    return frozenset(rows.loc[quoted & (rows["pos"] == "verb"), "entry"])


def quotations(document: Document) -> list[tuple[Span, Token | None]]:
    """Return each quotation as (first token, token after the last) with the subject of its verb of saying.

    The verb stands outside the marks in the quotation's sentences; where there is none, the speaker before goes on.
    The subject is a token; whom it names is not decided here. None: the text does not tell.
    """
    found: list[tuple[Span, Token | None]] = []
    last: Token | None = None
    for paragraph in document.paragraphs:
        spans = _quoted(paragraph)
        quiet = {i for a, b in spans for i in range(a, b)}
        if not spans or spans[0][0] > paragraph.start:
            last = None
        for a, b in spans:
            last = _subject_of_saying(document, a, b, quiet) or last
            found.append(((a, b), last))
    return found


def _quoted(paragraph: SpacySpan) -> list[Span]:
    marks = [t.i for t in paragraph if t.text in _MARKS]
    closed = list(zip(marks[::2], marks[1::2], strict=False))
    open_end = [(marks[-1], paragraph.end - 1)] if len(marks) % 2 else []
    return [(a, b + 1) for a, b in [*closed, *open_end] if b - a > 3]


def _subject_of_saying(document: Document, start: int, end: int, quiet: set[int]) -> Token | None:
    doc = document.doc
    left, right = doc[start].sent.start, doc[end - 1].sent.end
    verbs = [t for t in doc[left:right] if t.i not in quiet and t.pos_ == "VERB" and lemma(t) in _saying()]
    verbs.sort(key=lambda t: min(abs(t.i - start), abs(t.i - end)))
    for verb in verbs:
        for child in verb.children:
            if child.dep_ == "nsubj" and child.i not in quiet:
                return child
    return None


def answers(document: Document) -> tuple[list[Span], list[Span]]:
    """Return the paragraphs of an interview as character spans: the answers and the questions; none for other texts.

    A text is an interview where three paragraphs or more end in a question mark and are followed by one that does not.
    """
    paragraphs = [(p.start_char, p.end_char) for p in document.paragraphs]
    asks = [document.text[s:e].rstrip("\"'”’ ").endswith("?") for s, e in paragraphs]
    first = asks.index(True) if True in asks else len(asks)
    turns = sum(a and not b for a, b in pairwise(asks))
    if turns < LEAST_ANSWERS or turns * 4 < len(paragraphs) - first:
        return [], []
    told = [p for p, ask in zip(paragraphs, asks, strict=True) if not ask and p[0] > paragraphs[first][0]]
    return told, [p for p, ask in zip(paragraphs, asks, strict=True) if ask]


def interviewee(people: list[tuple[int, str]], told: list[Span], asked: list[Span]) -> str:
    """Return who answers: the person named most in questions and lead, the first of equals; "" without an interview.

    `people` are the places and actors of named persons.
    """
    if not told:
        return ""
    lead = [(0, min(told)[0]), *asked]
    counts = Counter(actor for place, actor in people if any(s <= place < e for s, e in lead))
    return max(counts, key=lambda actor: counts[actor], default="")
