"""The target's clause in the masked sentence, and what its words and its verb are worth."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from utils import parsing, tables
from utils.sentiment.lists import NEGATION_WINDOW, column_of, unit_of, word_index
from utils.sentiment.masking import Masked

SUBJECT = frozenset({"nsubj", "agent"})
OBJECT = frozenset({"nsubjpass", "dobj", "dative"})
PREDICATE = frozenset({"attr", "acomp", "oprd"})


@lru_cache
def polarity() -> dict[str, float]:
    """Return each word's value over the lists that hold it, in their units; polysemes left out, deeds are not."""
    topics = column_of("topic_words")
    return {
        word: math.fsum(value / unit_of(name) for name, value in values if name != "textblob") / math.sqrt(len(values))
        for word, values in word_index().items()
        if topics.get(word) != "polyseme"
    }


@lru_cache
def verbs() -> dict[str, dict[Any, Any]]:
    """Return what each listed verb says of its agent and its patient."""
    return {row["entry"]: row for row in tables.data("lexicons/verb_connotations.csv").to_dict("records")}


def is_negator(token: Token) -> bool:
    """Tell whether a word denies; "not only" and its like deny nothing."""
    groups, after = column_of("context_words"), token.doc[token.i + 1 : token.i + 2].text.lower()
    return groups.get(after) != "focus" and (token.dep_ == "neg" or groups.get(token.lower_) == "negator")


def turn(token: Token) -> float:
    """Return what a negator within three words before a word makes of its value."""
    return -0.5 if any(is_negator(t) for t in token.doc[max(0, token.i - NEGATION_WINDOW) : token.i]) else 1.0


def value_of(token: Token) -> float:
    """Return what a word is worth over the lists, turned by a negator before it; nothing after "so-called"."""
    known = token.doc.user_data.setdefault("values", {})  # asked for each target of a sentence anew
    if token.i not in known:
        known[token.i] = _value(token)
    return float(known[token.i])


def _value(token: Token) -> float:
    value = polarity().get(token.lower_) or polarity().get(token.lemma_.lower(), 0.0)
    return value * turn(token) if value and not _kept_off(token) else 0.0


def _kept_off(token: Token) -> bool:
    """Tell whether a word of distance stands before a word, with one word between them at most."""
    before = token.doc[max(0, token.i - 4) : token.i].text.lower().split()[-2:]
    return any(column_of("context_words").get(word) == "distance" for word in before)


def _quoted(doc: Doc) -> list[bool]:
    """Return for each token whether it stands between quotation marks."""
    inside, out = False, []
    for token in doc:
        mark = token.text in ('"', "“", "”", "``", "''")
        inside = (token.text in ("“", "``") or (token.text == '"' and not inside)) if mark else inside
        out.append(inside and not mark)
    return out


class Clause(NamedTuple):
    """The target in its parsed sentence: its words, head, governor and grammatical role."""

    words: list[Token]
    own: frozenset[int]
    head: Token
    governor: Token
    role: str
    same_quote: list[bool]


def clause_of(masked: Masked) -> Clause | None:
    """Return the target's clause of a masked sentence, None where the target is no word."""
    start, end = masked.target
    for offset, doc in parsing.parse(masked.text, entities=False):
        own = [
            t for t in doc if t.idx + offset < end and t.idx + len(t) + offset > start and t.text not in ("'s", "’s")
        ]
        if own:
            return _around(doc, own)
    return None


def _around(doc: Doc, own: list[Token]) -> Clause:
    ids = frozenset(t.i for t in own)
    head = next((t for t in own if t.head.i not in ids or t.head.i == t.i), own[0])
    link = head
    while link.dep_ in ("conj", "appos") and link.head.i != link.i:
        link = link.head
    governor, role, quoted = link.head, link.dep_, _quoted(doc)
    if role == "pobj":
        role = "agent" if governor.dep_ == "agent" else f"prep_{governor.lower_}"
        governor = governor.head
    same = [q == quoted[head.i] for q in quoted]
    return Clause([t for t in head.sent if not t.is_space], ids, head, governor, role, same)


def is_negated(token: Token) -> bool:
    """Tell whether a negator hangs on a word."""
    return any(is_negator(child) for child in token.children)


def connotation(verb: Token, role: str) -> tuple[float, str]:
    """Return what the verb says of its agent or patient, and of which kind (Rashkin, Singh & Choi 2016)."""
    row = verbs().get(verb.lemma_.lower())
    side = "agent" if role in SUBJECT else "patient" if role in OBJECT or role.startswith("prep_") else ""
    if not row or not side:
        return 0.0, ""
    return float(row[side]) * (-1 if is_negated(verb) else 1), row[f"{side}_kind"]


def word_of(token: Token) -> str:
    """Return a word as the model knows it: its dictionary form, a name as it is written."""
    return token.lower_ if token.pos_ == "PROPN" else token.lemma_.lower()
