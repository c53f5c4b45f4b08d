"""The units of claims: clauses with an assertion of their own, and where each begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from utils.claims.clauses import (
    SUBJECTS,
    child,
    content_clause,
    is_complement,
    is_finite,
    is_infinitival,
    is_verbal,
    subtree,
)
from utils.claims.rules import attribution_at, lets_speak, mind_rule
from utils.claims.words import QUOTES, entries, frames_of
from utils.parsing import lemma

LEAST_WORDS = 3  # of an adverbial clause, so that "since it began" and "while others fish" are no claims


@dataclass
class Unit:
    """A clause with its own assertion: its verb, the verbs it looks through to what is asserted, its tokens."""

    head: Token
    chain: list[Token]
    tokens: set[int]

    @property
    def core(self) -> Token:
        """The verb of what is asserted, behind "it was noted that", "this shows that" and the like."""
        return self.chain[-1]


def _asserts(token: Token) -> bool:
    """Tell whether a token heads a claim: a main, coordinate, adverbial or commenting clause (data/README.md)."""
    if not is_verbal(token):
        return False
    kind = token.dep_
    if kind == "ROOT":
        return _main(token)
    if kind == "conj":
        return _coordinate(token)
    if not is_finite(token):
        return kind == "advcl" and _reports_aside(token)
    if kind == "advcl":
        mark = next((c.lower_ for c in token.children if c.dep_ in {"mark", "advmod"}), "")
        if mark == "as" and any(c.lower_ == "as" for c in token.head.lefts):
            return False  # "as high as they were" compares
        whole = sum(t.is_alpha and t.lower_ != mark for t in token.subtree) >= LEAST_WORDS
        return whole and bool(child(token, *SUBJECTS, "expl")) and mark not in entries("clause_words", "inside")
    if kind == "relcl":
        return _comments(token) or _changes_holder(token)
    if kind in {"ccomp", "parataxis"}:
        return _spliced(token)
    return False


def _main(token: Token) -> bool:
    return is_verbal(token) and is_finite(token) and bool(child(token, *SUBJECTS, "expl"))


def _coordinate(token: Token) -> bool:
    first = token.head
    while first.dep_ == "conj" and is_verbal(first.head):
        first = first.head
    if not is_verbal(first):
        return first.dep_ == "ROOT" and is_finite(token) and bool(child(token, *SUBJECTS, "expl"))
    if not (_asserts(first) or first.dep_ in {"ccomp", "ROOT"}):
        return False
    if is_finite(token):
        return bool(child(token, *SUBJECTS, "expl")) or is_finite(first)
    return token.tag_ == "VB" and is_finite(first) and not is_infinitival(token) and first.tag_ == "VB"


def _reports_aside(token: Token) -> bool:
    """Tell a participle that lets somebody speak behind what is told: "sued it, alleging that it had lied"."""
    if token.tag_ != "VBG" or token.i < 2 or token.nbor(-1).text not in _DASHES:
        return False
    found = attribution_at(token)
    return found is not None and lets_speak(found)


_DASHES = {",", "—", "–", "-"}


def _comments(token: Token) -> bool:
    """Tell a commenting relative clause (", which ...") from one that restricts its noun."""
    left = token.left_edge
    return left.i > 0 and left.nbor(-1).text in _DASHES and left.lower_ not in {"that"}


def _changes_holder(token: Token) -> bool:
    own = child(token, "nsubj")
    relative = own is None or own.lower_ in {"who", "which", "that"}
    return not relative and (attribution_at(token) is not None or bool(mind_rule(token)))


def _spliced(token: Token) -> bool:
    """Tell a clause joined by a comma ("X fell, Y rose") from the content or the cue of a report."""
    above = token.head
    content = content_clause(above)
    reports = bool({"clause", "quote"} & set(frames_of(above))) and content is not None and content.i == token.i
    reports = reports or lemma(above) == "be" or not is_verbal(above)
    cue = bool({"clause", "quote"} & set(frames_of(token))) and not child(token, "dobj", "acomp", "attr")
    marked = any(c.dep_ in {"mark"} for c in token.children)
    return bool(child(token, *SUBJECTS, "expl")) and not (reports or cue or marked)


def _next(verb: Token) -> Token | None:
    """Return the verb of the proposition that `verb` wraps, or None: said that ..., it is clear that ..."""
    clause = content_clause(verb)
    if clause is not None and (lemma(verb) == "be" or "clause" in frames_of(verb)):
        return clause
    for part in (c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd", "dobj", "xcomp", "nsubj"}):
        if part.dep_ == "dobj" and not (lemma(verb) in entries("light_verbs", "light") and frames_of(part)):
            continue
        if part.dep_ == "oprd" and "naming" in frames_of(verb):  # "called it proof that ..." asserts the name
            continue
        inner = child(part, "ccomp") or next((c for c in part.children if c.dep_ == "acl" and is_complement(c)), None)
        if inner is not None and not is_infinitival(inner) and (part.dep_ != "nsubj" or part.lower_ == "it"):
            return inner
        deeper = child(part, "xcomp")
        if deeper is not None and child(deeper, "ccomp") is not None and "clause" in frames_of(deeper):
            return child(deeper, "ccomp")
    return None


def _chain(head: Token) -> list[Token]:
    links = [head]
    while (inner := _next(links[-1])) is not None and inner not in links:
        links.append(inner)
    return links


def _shared_wrapper(head: Token) -> list[Token]:
    """Return the verbs that wrap a coordinate clause from outside: *shows* in "shows that A is so and is ready"."""
    first = head
    while first.dep_ == "conj" and is_verbal(first.head):
        first = first.head
    wraps = first is not head and first.dep_ == "ccomp"
    return [first.head] if wraps and _next(first.head) == first else []


def units_of(sentence: SpacySpan, limit: int) -> list[Unit]:
    """Return the claims of a sentence; `limit` is where its torn-off words begin, whose governing is not believed."""
    whole = [t for t in sentence if t.i < limit]
    heads = [t for t in whole if _asserts(t) or (t.head.i >= limit and _main(t))]
    units = []
    for head in heads:
        others = [h for h in heads if h.i != head.i and head.is_ancestor(h)]
        units.append(Unit(head, [*_shared_wrapper(head), *_chain(head)], subtree(head, *others)))
    return units


def claim_span(doc: Doc, unit: Unit, limit: int) -> tuple[int, int] | None:
    """Return first and last token of the claim: opening connectives, stray words and the last stop left out."""
    numbers = sorted(i for i in unit.tokens if i < limit and not (doc[i].is_space or doc[i].is_punct))
    openers = entries("clause_words", "opener")
    while numbers and numbers[-1] > unit.head.i and doc[numbers[-1]].lower_ in openers | {"so"}:
        numbers.pop()
    if not numbers:
        return None
    first, last = _after_openers(doc, numbers[0], unit.head.i), numbers[-1]
    while last + 1 < limit and doc[last + 1].text in _CLOSING:
        last += 1
    if first > 0 and doc[first - 1].text in QUOTES and doc[first - 1].i >= unit.head.sent.start:
        first -= 1
    return (first, last) if first < last else None


_CLOSING = {"”", "''", ")", "]"}


def _after_openers(doc: Doc, first: int, head: int) -> int:
    """Return the first token after conjunctions and connectives ("In short, ", "although ") at the opening."""
    openers = entries("clause_words", "opener")
    while first < head:
        longest = next(
            (n for n in (5, 4, 3, 2, 1) if first + n <= head and _is_opener(doc[first : first + n], openers)), 0
        )
        if not longest:
            return first
        first += longest
        while first < head and (doc[first].is_punct and doc[first].text not in QUOTES):
            first += 1
    return first


def _is_opener(words: SpacySpan, openers: frozenset[str]) -> bool:
    if words.text.lower() not in openers:
        return False
    only = words[0]
    return len(words) > 1 or only.dep_ in {"cc", "mark", "advmod", "intj", "prep", "punct", "dep", "preconj"}
