"""Quotations: where they run, which cue they belong to, and those that go on in the next paragraph."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from utils.claims.clauses import child, cue_words, phrase_of, subject_of
from utils.claims.rules import Found
from utils.claims.words import frames_of


def quotations_in(doc: Doc, opened: bool = False) -> list[tuple[int, int]]:
    """Return (first, last) tokens of the quotations of a paragraph, marks included; `opened` = runs on from before."""
    found, start = [], 0 if opened else -1
    for token in doc:
        if not is_mark(token, start >= 0):
            continue
        if start < 0:
            start = token.i
        elif token.i > start or opened:
            found.append((start, token.i))
            start = -1
    if start >= 0 and start < len(doc) - 3:
        found.append((start, len(doc) - 1))
    return found


def is_mark(token: Token, inside: bool) -> bool:
    """Tell whether a token is a quotation mark; two apostrophes close one only where it is open (`inside`)."""
    text = token.text
    return text in {'"', "“", "”", "``", "''"} or (text.endswith("''") and inside) or text.startswith("''")


def tokens_inside(doc: Doc, quotations: list[tuple[int, int]]) -> set[int]:
    """Return the tokens of quotations, marks included."""
    return {i for first, last in quotations for i in range(first, last + 1)}


def is_speech(doc: Doc, first: int, last: int) -> bool:
    """Tell whether a quotation holds a clause or a long phrase, not a single quoted term."""
    return any(t.pos_ in {"VERB", "AUX"} for t in doc[first : last + 1]) or last - first > 6


def give_quotations(doc: Doc, quotations: list[tuple[int, int]], found: list[Found], quiet: set[int]) -> None:
    """Give each quotation to the attribution it touches, else to the nearest free cue, else to the one before."""
    last: Found | None = None
    for first, end in quotations:
        span = set(range(first, end + 1))
        owner = _touching(span, found)
        if owner is None and is_speech(doc, first, end):
            owner = _nearest(doc, first, end, found, quiet)
            if owner is None and last is not None and _opens_sentence(doc, first):
                owner = last
        if owner is not None:
            owner.content |= span - owner.cue - owner.source
            last = owner if owner.group != "document" else last


def _touching(span: set[int], found: list[Found]) -> Found | None:
    touching = [f for f in found if f.content & span and not (f.cue & span)]
    return max(touching, key=lambda f: len(f.content & span), default=None)


def _opens_sentence(doc: Doc, first: int) -> bool:
    return first == 0 or bool(doc[first].is_sent_start)


def _nearest(doc: Doc, first: int, end: int, found: list[Found], quiet: set[int]) -> Found | None:
    left, right = _reach(doc, first, end)
    around = [t for t in doc[left:right] if t.i not in quiet and t.pos_ == "VERB"]
    cues = [t for t in around if "quote" in frames_of(t)] or [t for t in around if _governs(t, first, end)]
    if not cues:
        return None
    cue = min(cues, key=lambda t: first - t.i if t.i < first else t.i - end)
    known = next((f for f in found if f.head.i == cue.i), None)
    if known is not None and known.rule in {"clause", "parenthetical", "quote"}:
        return known
    if known is not None:
        found.remove(known)
    group = frames_of(cue).get("quote", "manner")
    made = Found(cue, "quote", group, phrase_of(subject_of(cue)) - quiet, cue_words(cue))
    found.append(made)
    return made


def _reach(doc: Doc, first: int, end: int) -> tuple[int, int]:
    """Return the tokens among which a quotation's cue may stand: its sentences, and the next if it ends with ? or !"""
    left, right = doc[first].sent.start, doc[end].sent.end
    if right < len(doc) and any(t.text in {"?", "!"} for t in doc[max(first, end - 1) : end + 1]):
        right = doc[right].sent.end
    if left > 1 and doc[left - 1].text == ":":
        left = doc[left - 1].sent.start
    return left, right


def _governs(verb: Token, first: int, end: int) -> bool:
    """Tell whether any verb takes the quotation as what was said: ``"Fantastic!" he beamed``."""
    beside = verb.i in {first - 1, first - 2, end + 1, end + 2, end + 3}
    speech = any(c.dep_ == "ccomp" and first <= c.i <= end for c in verb.children)
    return speech and (beside or child(verb, "nsubj") is not None)
