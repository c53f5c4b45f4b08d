"""Who can be a party: named actors, what acts for them, and nouns for people without a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from utils import tables
from utils.actors import DATES
from utils.relations.lists import words_of


@dataclass(frozen=True)
class Party:
    """A phrase that denotes someone who can act: its place and, where it is a named actor, the actor's name."""

    start: int
    end: int
    actor: str = ""


Parties = dict[int, list[Party]]


def conjuncts_of(token: Token) -> list[Token]:
    """Return a word and what "and" joins to it, also before it: "the government and rebels" """
    beside = [c for c in token.children if c.dep_ == "nmod" and any(k.dep_ == "cc" for k in c.children)]
    return [*beside, token, *token.conjuncts] if token.dep_ != "conj" else [token]


def members_of(token: Token) -> list[Token]:
    """Return the names that "including" or "such as" gives as examples of a noun."""
    links = [c for c in token.children if c.dep_ == "prep" and (c.lower_ == "including" or _such_as(c))]
    return [t for c in links for o in c.children if o.dep_ == "pobj" for t in conjuncts_of(o)]


def _such_as(token: Token) -> bool:
    return token.lower_ == "as" and token.i > 0 and token.nbor(-1).lower_ == "such"


Named = Sequence[tuple[int, int, str]]


def named_parties(doc: Doc, offset: int, mentions: Named) -> Parties:
    """Return the named actors (start, end, name) by the token that carries each, joint descriptions with all theirs."""
    found: Parties = {}
    text = doc.text
    for start, end, actor in mentions:
        if not offset <= start or end > offset + len(text):
            continue
        first = start - offset
        span = doc.char_span(first, end - offset, alignment_mode="expand")
        if span is not None and text[max(0, first - 4) : first].lower() != "non-":
            for token in span:  # a name that the parser has torn apart hangs on the sentence in two places
                if token.head.i == token.i or not span.start <= token.head.i < span.end:
                    found.setdefault(token.i, []).append(Party(start, end, actor))
    return found


def phrase_parties(doc: Doc, offset: int, named: Parties, states: Set[str] = frozenset()) -> Parties:
    """Add what acts for a named actor ("Israeli forces"), and parties without a name ("protesters").

    A newspaper, a club or farmers of one of the `states` are not the state.
    """
    found = dict(named)
    for token in doc:
        if token.pos_ not in {"NOUN", "PROPN"} or token.i in named or token.text in DATES:
            continue
        heads = token.dep_ not in {"compound", "npadvmod", "amod"}
        if _is_party_noun(token):
            beside = [p for c in token.children if c.dep_ == "appos" for p in named.get(c.i, ())]
            if beside and token.lemma_.lower() in titles():  # "the federation's president, Helena Brizida,"
                found[token.i] = beside
                continue
            another, private = (token.lemma_.lower() in words_of("party_nouns", g) for g in ("another", "private"))
            owners = [(t, p) for t in _owners(token) for p in named.get(t.i, []) if not another]
            owners = [(t, p) for t, p in owners if not (private and p.actor in states)]
            if token.lemma_.lower() in words_of("party_nouns", "led"):
                owners = [(t, p) for t, p in owners if t.lower_ not in {"his", "her"}]  # her government is not she
            found[token.i] = [_joined(offset, token, t, p) for t, p in owners]
            if not owners and (heads or not _is_party_noun(token.head)):
                found[token.i] = [_plain_party(offset, token)]
        elif token.pos_ == "PROPN" and heads:
            found[token.i] = [_plain_party(offset, token)]
    return {i: parties for i, parties in found.items() if parties}


def _is_party_noun(token: Token) -> bool:
    """Return whether a noun denotes people or a body that can act, by the list or as a title."""
    return token.lemma_.lower() in words_of("party_nouns", "party") | titles() and token.pos_ in {"NOUN", "PROPN"}


@lru_cache
def titles() -> frozenset[str]:
    """Return the titles of persons and offices."""
    return frozenset(tables.data("actors/titles.csv")["entry"])


def _owners(token: Token) -> Iterator[Token]:
    """Yield the words that say whose people or body a noun is: nationality, possessor, "of", "led by"."""
    for child in [c for c in token.children if not is_against(c)]:
        if child.dep_ in {"amod", "compound", "poss", "nmod"} or (child.dep_ == "appos" and child.i == token.i + 1):
            yield from (child, *child.conjuncts)
        elif child.dep_ == "prep" and child.lower_ in {"of", "from", "for"}:
            inside = [t for p in child.children if p.dep_ == "pobj" for t in conjuncts_of(p)]
            yield from (a for t in inside for a in (t, *(c for c in t.children if c.dep_ in {"appos", "nmod"})))
        elif child.dep_ == "acl" and child.lemma_ in {"lead", "command", "head"}:
            yield from (t for by in child.children if by.dep_ == "agent" for t in by.children if t.dep_ == "pobj")


def is_against(token: Token) -> bool:
    """Return whether a word is what an "anti-" stands against."""
    return token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ == "anti"


def _joined(offset: int, noun: Token, owner: Token, party: Party) -> Party:
    own = (offset + noun.idx, offset + noun.idx + len(noun))
    apart = owner.dep_ == "conj" or any(c.dep_ == "conj" for c in owner.children)
    return party if apart else Party(min(own[0], party.start), max(own[1], party.end), party.actor)


def _plain_party(offset: int, token: Token) -> Party:
    """Return a noun with the words before it, a name beside it, and the place it is from or in."""
    words = [token]
    for word in words:
        kinds = {"compound", "amod", "poss", "nummod", "nmod"}
        joined = {c.i for c in word.children if any(k.dep_ == "cc" for k in c.children)}
        words += [c for c in word.children if c.dep_ in kinds and c.i < token.i and c.i not in joined]
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "in", "from"}:
            words += [child, *child.children]
        elif child.dep_ == "appos" and child.left_edge.i == token.i + 1:
            words.append(child)
    last = max(words, key=lambda t: t.i)
    return Party(offset + min(t.idx for t in words), offset + last.idx + len(last))
