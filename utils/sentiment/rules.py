"""Stance by rules that can be read: what verb, predicate, modifiers and owned noun say of the target."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from spacy.tokens import Token

from utils import tables
from utils.sentiment.clause import PREDICATE, SUBJECT, Clause, connotation, is_negated, is_negator, value_of, word_of
from utils.sentiment.lists import DIGITS, column_of, squash


class Evidence(NamedTuple):
    """What one word says of the target: how much, of which kind, by which rule, and all words of a `phrase`."""

    value: float
    token: Token
    kind: str
    rule: str
    phrase: tuple[Token, ...] = ()


# Weights and thresholds were chosen on NewsMTSC's train part; courtesy words make news read a little too positive.
AGAINST, IN_FAVOUR = 0.3, 0.7
CLAUSE_WEIGHT, QUOTATION_WEIGHT = 0.7, 0.3
_DOWN = frozenset({"amod", "compound", "appos", "relcl", "acl", "advmod", "dobj", "attr", "acomp", "prep", "pobj"})


def _kind(token: Token, other: str = "evaluation") -> str:
    groups = column_of("stance_kinds")
    return groups.get(token.lower_) or groups.get(token.lemma_.lower()) or other


def predicated(clause: Clause) -> Iterator[Evidence]:
    """Yield what is said of the target by its verb, its predicate, its modifiers or the noun it owns."""
    verb, role, seen = clause.governor, clause.role, {clause.governor.i, *clause.own}
    value, kind = connotation(verb, role)
    if value:
        yield Evidence(value * 2, verb, kind, "verb_connotation")
    for child in verb.children:
        below = child.dep_ in ("xcomp", "conj", "advcl") and child.pos_ == "VERB" and role in SUBJECT | {"nsubjpass"}
        value, kind = connotation(child, "nsubj") if below else (0.0, "")
        if value:
            yield Evidence(value, child, kind, "verb_connotation")
    roots = [c for c in clause.head.children if c.dep_ in _DOWN]
    if role in ("nsubj", "nsubjpass"):
        roots += [c for c in verb.children if c.dep_ in PREDICATE]
    if role in ("poss", "compound", "nmod") or role.startswith("prep_"):
        roots.append(verb)
    for token in _below(roots):
        if token.i not in seen and value_of(token):
            turned = -1 if token.head.i == verb.i and is_negated(verb) else 1
            yield Evidence(value_of(token) * turned, token, _kind(token), "predicated")
            seen.add(token.i)


def _below(roots: Iterable[Token]) -> Iterator[Token]:
    waiting = list(roots)[::-1]
    while waiting:
        token = waiting.pop()
        yield token
        waiting += [child for child in token.children if child.dep_ in _DOWN][::-1]


def _evidence(clause: Clause) -> list[Evidence]:
    """Return what is predicated of the target, then at a lower weight the words of its quotation and its clause."""
    found = [*predicated(clause), *_told_of(clause)]
    if speaks(clause):
        return found
    inside = {t.i for t in clause.governor.subtree}
    for token in clause.words:
        value = value_of(token) if clause.same_quote[token.i] and token.i not in clause.own else 0.0
        if value:
            near = token.i in inside
            weight, rule = (CLAUSE_WEIGHT, "same_clause") if near else (QUOTATION_WEIGHT, "same_quotation")
            found.append(Evidence(weight * value, token, _kind(token), rule))
    return found


@lru_cache
def _phrases() -> list[tuple[re.Pattern[str], float, str]]:
    """Return the phrases of need, ability, gain and loss: T is the target, / parts choices, * is up to three words."""
    rows = tables.data("lexicons/stance_phrases.csv")
    told = rows[["entry", "sign", "group"]].to_numpy()
    return [(re.compile(_pattern(entry)), float(sign), kind) for entry, sign, kind in told]


def _pattern(entry: str) -> str:
    parts = [r"(?:[^\s,;:]+ ){0,3}" if word == "*" else f"(?:{_choices(word)}) " for word in entry.split()]
    return "(?<= )" + "".join(parts)


def _choices(word: str) -> str:
    return "|".join(re.escape(choice) for choice in word.split("/"))


def _told_of(clause: Clause) -> Iterator[Evidence]:
    """Yield the phrases that tell the target as needed, able, gaining or losing; a negator just before turns them."""
    shown = ["T" if t.i in clause.own else word_of(t) for t in clause.words]
    line, starts = " " + " ".join(shown) + " ", np.cumsum([1, *(len(word) + 1 for word in shown)])
    for phrase, sign, kind in _phrases():
        found = phrase.search(line)
        if found:
            first, after = np.searchsorted(starts, [found.start(), found.end()])
            told = clause.words[int(first) : int(after)]
            opening = told[0]
            turned = any(is_negator(t) for t in opening.doc[max(0, opening.i - 2) : opening.i])
            turned = turned and opening.lower_ != "without"
            words = tuple(t for t in told if t.i not in clause.own)
            yield Evidence(-sign if turned else sign, (words or (opening,))[0], kind, "phrase", words)


def speaks(clause: Clause) -> bool:
    """Return whether the target is the holder of a reported view, not its target."""
    return clause.role == "nsubj" and any(c.dep_ == "ccomp" for c in clause.governor.children)


def ruled(clause: Clause | None) -> tuple[float, list[Evidence]]:
    """Return the score by rules of a clause and the evidence for it."""
    found = _evidence(clause) if clause else []
    total = round(math.fsum(e.value for e in found), DIGITS)
    return (squash(total) if total > IN_FAVOUR or total < -AGAINST else 0.0), found
