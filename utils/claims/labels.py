"""Polarity, certainty, boosters and whether a claim can be checked, each with the words that decide it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from utils.claims.clauses import (
    auxiliaries_of,
    child,
    is_finite,
    is_infinitival,
    is_negated,
    is_passive,
    is_verbal,
    no_word,
    subject_of,
)
from utils.claims.types import prescriptive_words
from utils.claims.units import Unit
from utils.claims.voice import Voice
from utils.claims.words import entries
from utils.parsing import lemma


def polarity_of(unit: Unit) -> tuple[str, str]:
    """Return denied where "not", "no" or "never" holds over the assertion; not for "not only" and "not X but Y"."""
    for verb in unit.chain:
        word = next((c for c in verb.children if c.dep_ == "neg"), None)
        if word is not None and not _takes_back(verb, word) and not _without(verb):
            return "denied", word.text
    denying = next((v for v in unit.chain[:-1] if lemma(v) in entries("certainty", "denying")), None)
    if denying is not None:
        return "denied", denying.text
    no = no_word(unit.core)
    return ("denied", no) if no else ("affirmed", "")


def _takes_back(verb: Token, word: Token) -> bool:
    following = verb.doc[word.i + 1].lower_ if word.i + 1 < len(verb.doc) else ""
    rest = verb.doc[word.i : verb.sent.end]
    after = [t for b in rest if b.lower_ == "but" for t in verb.doc[b.i : verb.sent.end] if t.dep_ == "conj"]
    but = bool(after) and not is_verbal(after[0])
    return following in {"only", "just", "merely", "least"} or but


def _without(verb: Token) -> bool:
    return any(c.dep_ == "prep" and c.lower_ == "without" for c in verb.children)


def certainty_of(unit: Unit) -> tuple[str, str]:
    """Return possible, probable or plain and the cue whose scope holds the assertion.

    "Can" with a doer for its subject tells an ability and hedges nothing (Quirk et al. 1985, 4.52); what one "should
    not assume" is advice, no degree of belief.
    """
    denied = is_negated(unit.core)
    prescribed = bool(prescriptive_words(unit))
    for level in ("possible", "probable"):
        listed = entries("certainty", level)
        for token in _marks_of(unit):
            word = token.lower_ if token.dep_ == "aux" or token.pos_ == "ADV" else lemma(token)
            whole = any(c.dep_ in {"xcomp", "ccomp"} and is_infinitival(c) for c in token.children)
            own = token is unit.core and token.pos_ == "VERB"
            aim = own and not (whole and (is_passive(token) or child(token, "ccomp") is not None))
            can_t = token.dep_ == "aux" and denied and token.lower_ in {"can", "could", "ca"}
            wished = level == "probable" and prescribed and token.dep_ == "aux"
            other = can_t or wished or _is_ability(token) or _is_advice(token)
            if (word in listed or token.lower_ in listed) and not aim and not other:
                return level, token.text
    return "plain", ""


_IMPERSONAL = {"it", "this", "that", "these", "those", "there", "which", "what"}


def _is_ability(token: Token) -> bool:
    """Tell whether "can" says what a doer is able to do: "Kenya can export more", not "this can mean"."""
    if token.dep_ != "aux" or token.lower_ not in {"can", "ca"}:
        return False
    subject = subject_of(token.head)
    return subject is not None and subject.lower_ not in _IMPERSONAL and token.head.pos_ == "VERB"


def _is_advice(token: Token) -> bool:
    """Tell whether a verb of belief is one that nobody should hold: "one should not assume that"."""
    return token.pos_ == "VERB" and is_negated(token) and bool({"should", "must"} & set(auxiliaries_of(token)))


def _marks_of(unit: Unit) -> Iterator[Token]:
    for verb in reversed(unit.chain):
        yield from (c for c in verb.children if c.dep_ in {"aux", "advmod", "acomp", "oprd", "attr"})
        if verb.dep_ == "conj" and not is_finite(verb):
            yield from (c for c in verb.head.children if c.dep_ == "aux")
        yield verb


def booster_in(words: str) -> str:
    """Return the first booster of the list in a claim's words, "" without one."""
    listed = entries("certainty", "booster")
    low = f" {words.lower()} "
    return next((b for b in sorted(listed) if f" {b} " in low.replace(",", " ").replace(".", " ")), "")


def is_checkable(unit: Unit, kind: str, voice: Voice, words: str) -> int:
    """Return 1 for what records could settle: that it was said, or a past, dated or numbered event told plainly."""
    if voice.kind == "reported":
        return 1
    if voice.kind == "imputed" or kind != "descriptive":
        return 0
    core = unit.core
    tags = {core.tag_, *(c.tag_ for c in core.children if c.dep_ in {"aux", "auxpass"})}
    numbered = any(t.like_num for t in core.subtree)
    event = "VBD" in tags or bool(tags & {"VBN"} and lemma(core) != "be")
    return int(numbered or event)
