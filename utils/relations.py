"""Who does what to whom: directed, signed relations between actors, with kind, modality and evidence; agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import cast

import pandas as pd
from spacy.tokens import Doc, Token
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import tables
from utils.actors import DATES, mention_table
from utils.article import Span
from utils.parsing import document, lemma, parse

UNDIRECTED = frozenset({"agree", "consult", "cooperate"})
STRAIGHT = frozenset(["with", "to", "against", "on", "for", "toward", "towards", "upon", "from", "between", "among"])
TARGET_PREPOSITIONS = STRAIGHT | {"at", "over", "of", "between", "among", "into", "in", "about", "outside"}
_MODALS = frozenset(["will", "would", "could", "may", "might", "should", "shall", "can", "must", "'ll", "wo", "ca"])


@dataclass(frozen=True)
class Party:
    """A phrase that denotes someone who can act: its place and, where it is a named actor, the actor's name."""

    start: int
    end: int
    actor: str = ""


@dataclass(frozen=True)
class Entry:
    """What a verb or noun of the list says: PLOVER's category or ours, its sign, and whether it is mutual."""

    kind: str
    sign: int
    mutual: bool
    was: str = ""


@dataclass(frozen=True)
class Relation:
    """One directed relation in a parsed paragraph; `cue` is the word that says it."""

    source: Party
    target: Party
    kind: str
    sign: int
    modality: str
    cue: Token


Parties = dict[int, list[Party]]


# ---------------------------------------------------------------- the lists


@lru_cache
def _entries(pos: str) -> dict[str, Entry]:
    rows = tables.data("lexicons/relation_verbs.csv")
    rows = rows[rows["pos"] == pos]
    columns = (rows[c] for c in ("entry", "kind", "sign", "mutual"))
    return {e: Entry(kind, int(sign), mutual == "1") for e, kind, sign, mutual in zip(*columns, strict=True)}


@lru_cache
def _words(table: str, group: str) -> frozenset[str]:
    rows = tables.data(f"lexicons/{table}.csv")
    return frozenset(rows.loc[rows["group"] == group, "entry"])


def _phrases(token: Token) -> list[str]:
    """Return the forms under which a verb or noun may be listed, the longest first; "on Wednesday" is no part."""
    word = lemma(token)
    if token.pos_ in {"NOUN", "PROPN"}:
        before = [f"{c.lower_} {word}" for c in token.children if c.dep_ in {"compound", "amod"}]
        return [*before, word, token.lower_]
    after = [c for c in token.children if c.dep_ in {"prt", "prep", "advmod", "dobj"} and c.i > token.i]
    after = [c for c in after if not any(t.dep_ == "pobj" and t.text in DATES for t in c.children)]
    return [*(f"{word} {c.lemma_.lower() if c.dep_ == 'dobj' else c.lower_}" for c in after), word]


def _entry(token: Token) -> Entry | None:
    """Return what a verb or noun is listed as, None if it is not."""
    pos = "verb" if token.pos_ == "VERB" else "noun" if token.pos_ == "NOUN" else ""
    listed = _entries(pos) if pos else {}
    return next((listed[p] for p in _phrases(token) if p in listed), None)


def _reverse(entry: Entry) -> Entry:
    """Return what ending an act comes to: lifting a sanction concedes, suspending aid or talks punishes."""
    kind, sign = ("sanction", -1) if entry.sign > 0 else ("concede", 1)
    return Entry(kind, sign, False, entry.kind)


def _is(token: Token, group: str) -> bool:
    return any(p in _words("relation_helpers", group) for p in _phrases(token))


# ---------------------------------------------------------------- parties


def _conjuncts(token: Token) -> list[Token]:
    """Return a word and what "and" joins to it, also before it: "the government and rebels" """
    beside = [c for c in token.children if c.dep_ == "nmod" and any(k.dep_ == "cc" for k in c.children)]
    return [*beside, token, *token.conjuncts] if token.dep_ != "conj" else [token]


def _named_parties(doc: Doc, offset: int, mentions: pd.DataFrame) -> Parties:
    """Return the named actors by the token that carries each, joint descriptions with all their actors."""
    found: Parties = {}
    text = doc.text
    here = mentions[(mentions["start"] >= offset) & (mentions["end"] <= offset + len(text))]
    for start, end, actor in zip(here["start"], here["end"], here["actor"], strict=True):
        first = start - offset
        span = doc.char_span(first, end - offset, alignment_mode="expand")
        if span is not None and text[max(0, first - 4) : first].lower() != "non-":
            found.setdefault(span.root.i, []).append(Party(start, end, actor))
    return found


def _phrase_parties(doc: Doc, offset: int, named: Parties) -> Parties:
    """Add what acts for a named actor ("Israeli forces"), and parties without a name ("protesters")."""
    found = dict(named)
    for token in doc:
        if token.pos_ not in {"NOUN", "PROPN"} or token.i in named or token.text in DATES:
            continue
        heads = token.dep_ not in {"compound", "npadvmod", "amod"}
        if _is_party_noun(token):
            owners = [(t, p) for t in _owners(token) for p in named.get(t.i, [])]
            found[token.i] = [_joined(offset, token, t, p) for t, p in owners]
            if not owners and (heads or not _is_party_noun(token.head)):
                found[token.i] = [_plain_party(offset, token)]
        elif token.pos_ == "PROPN" and heads:
            found[token.i] = [_plain_party(offset, token)]
    return {i: parties for i, parties in found.items() if parties}


def _is_party_noun(token: Token) -> bool:
    """Return whether a noun denotes people or a body that can act, by the list or as a title."""
    return token.lemma_.lower() in _words("party_nouns", "party") | _titles() and token.pos_ in {"NOUN", "PROPN"}


@lru_cache
def _titles() -> frozenset[str]:
    return frozenset(tables.data("actors/titles.csv")["entry"])


def _owners(token: Token) -> Iterator[Token]:
    """Yield the words that say whose people or body a noun is: nationality, possessor, "of"."""
    for child in [c for c in token.children if not _is_against(c)]:
        if child.dep_ in {"amod", "compound", "poss", "nmod"} or (child.dep_ == "appos" and child.i == token.i + 1):
            yield from (child, *child.conjuncts)
        elif child.dep_ == "prep" and child.lower_ in {"of", "from"}:
            inside = [t for p in child.children if p.dep_ == "pobj" for t in _conjuncts(p)]
            yield from (a for t in inside for a in (t, *(c for c in t.children if c.dep_ in {"appos", "nmod"})))


def _is_against(token: Token) -> bool:
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


class Reader:
    """The relations of one parsed paragraph, given who can be a party in it."""

    def __init__(self, doc: Doc, parties: Parties) -> None:
        """Take the parse, and the parties by token."""
        self.doc = doc
        self.parties = parties

    def relations(self) -> Iterator[Relation]:
        """Yield every relation that a listed verb or noun of the paragraph states."""
        for token in self.doc:
            if _is_against(token):
                yield from self._against(token)
            entry = _entry(token)
            if entry and token.pos_ == "VERB" and not self._in_frame(token) and not self._names(token):
                yield from self._verb(token, entry)
            elif entry and token.pos_ == "NOUN" and token.i not in self.parties:
                yield from self._noun(token, entry)
            elif token.pos_ == "VERB" and _is(token, "speech"):
                yield from self._obligation(token)
                yield from self._joint_statement(token)

    # who stands behind a word

    def of(self, token: Token) -> list[Party]:
        """Return the parties that a word and what is joined to it by "and" name, or a pronoun stands for."""
        found = [p for t in _conjuncts(token) for p in self._own(t)]
        if not found:
            found = [p for c in token.children if c.dep_ == "appos" for p in self._own(c)]
        return found

    def _own(self, token: Token) -> list[Party]:
        if token.tag_ == "WP$":
            clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
            return self.of(clause.head) if clause is not None else []
        return self.parties.get(token.i, [])

    def subjects(self, verb: Token, depth: int = 0) -> list[Party]:
        """Return who does what a verb says: its subject, or the subject it shares with the clause above."""
        own = [c for c in verb.children if c.dep_ in {"nsubj", "csubj"}]
        if self._passive(verb):
            agents = [c for c in verb.children if c.dep_ == "agent"]
            return [p for a in agents for c in a.children if c.dep_ == "pobj" for p in self.of(c)]
        if own:
            return self._subject(own[-1], verb, depth)
        return self._shared(verb, depth) if depth < 5 else []

    def _subject(self, subject: Token, verb: Token, depth: int) -> list[Party]:
        if subject.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
            many = any(t.tag_ == "VBP" for t in (verb, *verb.children))
            return self.of(verb.head) if not many else [p for t in self._all(verb.head) for p in self._own(t)]
        if subject.tag_ in {"WDT", "WP"} and verb.dep_ == "ccomp":
            return [p for c in verb.head.children if c.dep_ == "attr" for p in self.of(c)]
        found = self.of(subject) or self._inside(subject)
        if not found and subject.pos_ == "PRON" and verb.dep_ in {"ccomp", "advcl"} and depth < 5:
            return self.subjects(verb.head, depth + 1)
        return found

    @staticmethod
    def _all(token: Token) -> list[Token]:
        """Return a word with all that "and" joins to it, in order, wherever in the row it stands."""
        return sorted([token, *token.conjuncts], key=lambda t: t.i)

    def _shared(self, verb: Token, depth: int) -> list[Party]:
        head = verb.head
        if verb.dep_ in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep"} and head != verb:
            controlled = [c for c in head.children if c.dep_ == "dobj"] if verb.dep_ == "xcomp" else []
            found = [p for c in controlled for p in self.of(c)]
            if found:
                return found
            if head.pos_ == "ADJ" and head.dep_ in {"acomp", "oprd"}:
                return self.subjects(head.head, depth + 1)
            if head.pos_ in {"VERB", "AUX", "ADP"}:
                above = self._clause(head)
                return (
                    self._patients(above)
                    if self._passive(above) and verb.dep_ == "xcomp"
                    else self.subjects(above, depth + 1)
                )
            return self._holders(head, depth)
        if verb.dep_ in {"acl", "relcl"}:
            return self.of(verb.head) or self._holders(verb.head, depth)
        return []

    def _clause(self, token: Token) -> Token:
        while token.pos_ == "ADP" and token.head != token:
            token = token.head
        return token

    def _holders(self, noun: Token, depth: int) -> list[Party]:
        """Return whose plan, decision or promise a noun is: its possessor, or who has or makes it."""
        own = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound"} for p in self.of(c)]
        if own or depth > 4:
            return own
        head = noun.head
        if noun.dep_ in {"dobj", "attr"} and head.pos_ in {"VERB", "AUX"}:
            return self.subjects(head, depth + 1)
        return []

    def _inside(self, noun: Token) -> list[Party]:
        """Return who stands behind a subject that is no party itself: "Iran's threat", "talks with Cuba"."""
        before = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound", "nmod"} for p in self.of(c)]
        return before or (self._linked(noun, {"of"}) if _entry(noun) is None else [])

    @staticmethod
    def _passive(verb: Token) -> bool:
        if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
            return True
        active = any(c.dep_ in {"nsubj", "aux"} for c in verb.children)
        return verb.tag_ == "VBN" and verb.dep_ == "acl" and not active

    def _patients(self, verb: Token) -> list[Party]:
        found = [c for c in verb.children if c.dep_ == "nsubjpass"]
        if found and found[0].tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
            return self.of(verb.head)
        if not found and verb.dep_ == "acl":
            return self.of(verb.head)
        if not found and verb.dep_ == "conj":
            return self._patients(verb.head)
        return [p for c in found for p in self.of(c) or self._deep(c)]

    def objects(self, verb: Token) -> list[Party]:
        """Return on whom an active verb acts: object and receiver, "to", "with" and "against", owners, places."""
        direct = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.pos_ != "ADP"]
        found = [p for c in direct for p in self.of(c)]
        if verb.dep_ == "relcl":
            found += self._relative_object(verb)
        if not any(p.actor for p in found):
            found += self._prepositional(verb, STRAIGHT)
        return found or [p for c in direct for p in self._deep(c)] or self._prepositional(verb)

    def _relative_object(self, verb: Token) -> list[Party]:
        gap = any(c.dep_ == "dobj" and c.tag_ in {"WDT", "WP"} for c in verb.children)
        return self.of(verb.head) if gap else []

    def _prepositional(self, token: Token, which: frozenset[str] = TARGET_PREPOSITIONS) -> list[Party]:
        """Return the parties after the first of these prepositions that has one."""
        near = [c for c in token.children if c.dep_ in {"advmod", "prt"} and c.i > token.i]
        links = [c for t in (token, *near) for c in t.children if c.dep_ in {"prep", "dative"} and c.lower_ in which]
        found: list[Party] = []
        for link in sorted(links, key=lambda c: c.lower_ in {"in", "at", "of", "from", "over", "about"}):
            named = [p for c in link.children if c.dep_ == "pobj" for p in self.of(c)]
            if not named:
                named = [p for c in link.children if c.dep_ == "pobj" for p in self._deep(c)]
            if named and not found:
                found = named
        return found

    def _deep(self, noun: Token) -> list[Party]:
        """Return who an object without a party of its own belongs to: owner first, then its phrases and clauses."""
        owners = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound", "nmod"} for p in self.of(c)]
        if owners:
            return owners
        links = [c for c in noun.children if c.dep_ in {"prep", "agent"}]
        named = [p for c in links for o in c.children if o.dep_ == "pobj" for p in self.of(o) or self._deep(o)]
        clauses = [c for c in noun.children if c.dep_ in {"acl", "relcl"}]
        agents = [p for c in clauses if self._passive(c) for p in self.subjects(c)]
        return named or agents or [p for c in clauses for p in self._complement(c)]

    def _complement(self, clause: Token) -> list[Party]:
        """Return the parties of a clause that a verb takes: its subject, else its objects."""
        heads = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
        subject = [p for c in heads for p in self.of(c) or self._inside(c)]
        below = [c for c in clause.children if c.dep_ in {"xcomp", "ccomp", "conj"}]
        nested = (self._complement(c) for c in below)
        return subject or self.objects(clause) or next((n for n in nested if n), [])

    def _beyond(self, verb: Token, sources: list[Party]) -> list[Party]:
        """Return the parties in the clauses below a verb that are not its own subject."""
        entry = _entry(verb)
        told = entry is not None and entry.kind == "threaten"
        for clause in [c for c in verb.children if c.dep_ in {"xcomp", "ccomp", "advcl"}]:
            if told and any(c.dep_ == "nsubj" and c.pos_ != "PRON" for c in clause.children):
                continue
            heads = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
            own = [p for c in heads for p in self.of(c) or self._inside(c)]
            groups = [own, self.objects(clause), self._complement(clause)]
            for group in groups:
                left = self._others(group, sources)
                if left:
                    return left
        return []

    @staticmethod
    def _others(parties: list[Party], sources: list[Party]) -> list[Party]:
        """Return the parties that are none of the sources, by place and by name."""
        names = {p.actor for p in sources if p.actor}
        return [p for p in parties if p not in sources and p.actor not in names]

    def _against(self, token: Token) -> Iterator[Relation]:
        """Yield the conflict that "anti-" names: "sees the Taliban as an anti-ISIS group"."""
        noun = next((a for a in token.ancestors if a.pos_ in {"NOUN", "PROPN"}), None)
        if noun is None:
            return
        above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else noun.head
        kinds = {"dobj", "nsubjpass"} if noun.dep_ == "pobj" else {"nsubj"}
        held = [p for c in above.children if c.dep_ in kinds and noun.dep_ in {"pobj", "attr"} for p in self.of(c)]
        yield from self._pairs(held or self._own(noun), self._own(token), Entry("conflict", -1, False), noun)

    # verbs

    def _verb(self, verb: Token, entry: Entry) -> Iterator[Relation]:
        if _is(verb, "light") and self._says_more(verb, entry):
            return
        passive = self._passive(verb)
        sources = self.subjects(verb)
        if not sources:
            return
        targets = self._others(self._patients(verb) if passive else self.objects(verb), sources)
        targets = targets or self._beyond(verb, sources)
        entry = self._turned(verb, entry)
        straight = self._others(self._straight(verb), sources)
        if entry.mutual and len(sources) > 1 and not straight:
            sources, targets = sources[:1], sources[1:]
        yield from self._pairs(sources, targets, entry, verb)

    def _obligation(self, verb: Token) -> Iterator[Relation]:
        """Yield a demand where one party says that another must do something."""
        for clause in [c for c in verb.children if c.dep_ == "ccomp"]:
            due = any(c.dep_ == "aux" and c.lower_ in _words("relation_helpers", "obligation") for c in clause.children)
            bound = [p for c in clause.children if c.dep_ == "nsubj" for p in self.of(c)]
            if due and bound:
                yield from self._pairs(self.subjects(verb), bound, _entries("verb")["demand"], verb)

    def _says_more(self, verb: Token, entry: Entry) -> bool:
        """Return whether the object of a light verb says the same act more closely: "signed a pact with"."""
        nouns = [c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "NOUN" and c.i not in self.parties]
        return any((said := _entry(n)) is not None and said.sign == entry.sign for n in nouns)

    def _straight(self, verb: Token) -> list[Party]:
        """Return the parties that are themselves object of a verb, or stand after its "with" or "to"."""
        direct = [c for c in verb.children if c.dep_ in {"dobj", "dative"}]
        links = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"with", "to", "against"}]
        return [p for t in [*direct, *(o for c in links for o in c.children)] for p in self.of(t)]

    def _joint_statement(self, verb: Token) -> Iterator[Relation]:
        """Yield a consultation where two parties say something as one: "the two sides stressed"."""
        said = self.subjects(verb)
        if len(said) == 2 and said[0].start == said[1].start:
            yield from self._pairs(said[:1], said[1:], _entries("verb")["consult"], verb)

    def _turned(self, verb: Token, entry: Entry) -> Entry:
        """Return what a verb of ending says together with its noun: lifting sanctions yields, ending talks breaks."""
        nouns = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
        nouns += [t for n in nouns for t in n.children if t.dep_ == "compound"]
        nouns += [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "from" for o in c.children]
        ended = next((e for n in nouns if n.pos_ == "NOUN" and (e := _entry(n))), None)
        if ended is not None and entry.kind in {"support", "agree"} and ended.sign < 0:
            return replace(ended, mutual=False)
        if ended is None or not _is(verb, "ending"):
            return entry
        if _is(verb, "frame"):
            return entry
        return _reverse(ended)

    def _in_frame(self, verb: Token) -> bool:
        """Return whether a verb stands under one that decides the kind: "refused to meet" is a refusal."""
        above = verb.head
        inside = verb.dep_ in {"xcomp", "ccomp", "pcomp"} or (verb.dep_ == "conj" and self._in_frame_of(above))
        above = self._clause(above)
        return inside and self._in_frame_of_head(above)

    @staticmethod
    def _names(verb: Token) -> bool:
        """Return whether "call" gives a name: "calling the pact a turning point"."""
        parts = [c.dep_ for c in verb.children]
        return _is(verb, "naming") and bool({"oprd", "ccomp"} & set(parts) or parts.count("dobj") > 1)

    def _in_frame_of(self, verb: Token) -> bool:
        return verb.dep_ in {"xcomp", "ccomp"} and verb.head != verb

    @staticmethod
    def _in_frame_of_head(verb: Token) -> bool:
        return verb.pos_ == "VERB" and _is(verb, "frame") and _entry(verb) is not None

    # nouns

    def _noun(self, noun: Token, entry: Entry) -> Iterator[Relation]:
        verb = self._carrier(noun)
        doers, targets = self._doers(noun, entry), self._noun_targets(noun, entry)
        between = self._linked(noun, {"between", "among"})
        if between:
            hosts = self._others(self.subjects(verb), between) if verb is not None and entry.kind == "consult" else []
            yield from self._pairs(hosts, between, entry, noun)
            doers, targets = between[:1], between[1:]
        elif verb is not None and (_is(verb, "light") or _is(verb, "ending") or _entry(verb) is None):
            doers, targets = self._from_verb(noun, verb, doers, targets)
        targets = self._others(targets, doers)
        if not targets and entry.mutual and len(doers) > 1:
            doers, targets = doers[:1], doers[1:]
        entry = self._noun_entry(noun, verb, entry)
        yield from self._pairs(doers, targets, entry, noun)

    def _from_verb(
        self, noun: Token, verb: Token, doers: list[Party], targets: list[Party]
    ) -> tuple[list[Party], list[Party]]:
        """Return doers and targets with what the verb adds that carries the noun: "India is Russia's partner"."""
        subjects = self.subjects(verb)
        if noun.dep_ == "attr" and doers:
            return doers, targets or subjects
        if doers and not targets and _is(verb, "receiving"):
            return doers, subjects
        joint = len(doers or subjects) > 1
        which = frozenset(["with", "to", "against"]) if joint else TARGET_PREPOSITIONS
        return doers or subjects, targets or self._prepositional(verb, which)

    def _carrier(self, noun: Token) -> Token | None:
        """Return the verb whose object, subject or complement a noun is."""
        head = noun
        while head.dep_ in {"conj", "pobj", "prep"} and head.head != head:
            head = head.head
            if head.pos_ == "NOUN" and head.dep_ not in {"conj", "pobj"}:
                break
        verb = head if head.pos_ in {"VERB", "AUX"} else head.head
        return verb if verb.pos_ in {"VERB", "AUX"} else None

    def _doers(self, noun: Token, entry: Entry) -> list[Party]:
        """Return whose act or tie a noun is: the words before it, "by" and "of", or a clause: "that Russia has"."""
        kinds = {"poss", "amod", "compound", "nmod"}
        before = [t for c in noun.children if c.dep_ in kinds for t in self._joined_words(c)]
        own = list(dict.fromkeys(p for t in before for p in self._own(t)))
        links = {"by", "of"} if entry.kind in {"retreat", "demand"} else {"by", "from"}
        clauses = [c for c in noun.children if c.dep_ == "relcl" and _is(c, "light")]
        return own or self._linked(noun, links) or [p for c in clauses for p in self.subjects(c)]

    @staticmethod
    def _joined_words(token: Token) -> list[Token]:
        """Return a word before a noun with what a hyphen or "and" joins to it: "Russian-Pakistani"."""
        joined = [token, *token.conjuncts, *(t for t in token.subtree if t.dep_ in {"compound", "amod", "npadvmod"})]
        first = min(t.i for t in joined)
        if first > 1 and token.doc[first - 1].text in {"-", "–"}:
            joined.insert(0, token.doc[first - 2])
        return joined

    def _linked(self, noun: Token, prepositions: set[str]) -> list[Party]:
        links = [c for c in noun.children if c.dep_ in {"prep", "agent"} and c.lower_ in prepositions]
        return [p for c in links for o in c.children if o.dep_ == "pobj" for p in self.of(o) or self._deep(o)]

    def _noun_targets(self, noun: Token, entry: Entry) -> list[Party]:
        straight = {"with", "to", "against", "on", "toward", "towards", "for", "over", "upon"}
        if entry.kind == "retreat":
            straight |= {"from"}
        clauses = [c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.tag_ != "VBN"]
        light = [p for c in clauses if c.dep_ == "relcl" and _is(c, "light") for p in self._prepositional(c)]
        said = [p for c in clauses if c.dep_ != "relcl" for p in self._complement(c)]
        rest = {"at", "in"} if entry.kind in {"retreat", "demand"} else {"of", "at", "in"}
        return self._linked(noun, straight) or light or said or self._linked(noun, rest)

    def _noun_entry(self, noun: Token, verb: Token | None, entry: Entry) -> Entry:
        above = noun.head.head if noun.dep_ == "pobj" else noun
        ended = above != noun and above.pos_ == "NOUN" and _is(above, "ending_noun")
        if not ended and (verb is None or not _is(verb, "ending") or noun.head != verb):
            return entry
        return _reverse(entry)

    # how it is told

    def _pairs(self, sources: list[Party], targets: list[Party], entry: Entry, cue: Token) -> Iterator[Relation]:
        verb = cue if cue.pos_ == "VERB" else self._carrier(cue)
        denied = (verb is not None and self._denied(verb)) or any(c.lower_ == "no" for c in cue.children)
        kind, sign = (self._denial(entry)) if denied else (entry.kind, entry.sign)
        modality = "denied" if denied else self._modality(verb)
        for source in dict.fromkeys(sources):
            for target in dict.fromkeys(targets):
                apart = source.end <= target.start or target.end <= source.start or source.actor != target.actor
                if apart and not (source.actor and source.actor == target.actor):
                    yield Relation(source, target, kind, sign, modality, cue)

    @staticmethod
    def _denied(verb: Token) -> bool:
        return any(c.dep_ == "neg" for c in verb.children)

    @staticmethod
    def _denial(entry: Entry) -> tuple[str, int]:
        if entry.sign <= 0:
            return entry.was or entry.kind, -entry.sign
        return ("neglect" if entry.kind == "consult" else "reject"), -1

    @staticmethod
    def _has_speaker(verb: Token) -> bool:
        """Return whether a verb of speech has somebody who speaks: "it is important to note that" has none."""
        return any(c.dep_ == "auxpass" or (c.dep_ == "nsubj" and c.tag_ not in {"WDT", "WP"}) for c in verb.children)

    def _modality(self, verb: Token | None) -> str:
        seen = 0
        while verb is not None and seen < 6:
            if any(c.dep_ == "aux" and c.lower_ in _MODALS for c in verb.children):
                return "hoped"
            above = self._clause(verb.head)
            if above == verb or (verb.dep_ == "ccomp" and above.i > verb.i and not _is(above, "speech")):
                break
            if verb.dep_ in {"xcomp", "ccomp", "pcomp", "advcl"} and _is(above, "hope"):
                return "hoped"
            if verb.dep_ == "ccomp" and _is(above, "speech") and self._has_speaker(above):
                return "reported"
            verb, seen = (above if verb.dep_ in {"xcomp", "ccomp", "conj", "pcomp"} else None), seen + 1
        return "asserted"


# ---------------------------------------------------------------- from text to relations


def _unique(relations: Iterable[Relation]) -> list[Relation]:
    """Return each pair of parties once a kind, an undirected pair in one order."""
    seen: dict[tuple[Span, Span, str], Relation] = {}
    for relation in relations:
        a, b = (relation.source.start, relation.source.end), (relation.target.start, relation.target.end)
        if relation.kind in UNDIRECTED:
            a, b = min(a, b), max(a, b)
        seen.setdefault((a, b, relation.kind), relation)
    return list(seen.values())


def _read(text: str, mentions: pd.DataFrame) -> Iterator[tuple[int, Relation]]:
    """Yield every relation of a text with where its paragraph starts: what `find_relations` and the table both read."""
    for offset, doc in parse(text):
        parties = _phrase_parties(doc, offset, _named_parties(doc, offset, mentions))
        yield from ((offset, relation) for relation in Reader(doc, parties).relations())


def find_relations(text: str) -> list[dict[str, object]]:
    """Return who relates to whom in a text: {"source": (s, e), "target": (s, e), "sign", "kind", "modality"}.

    A party is any phrase that denotes someone who can act: a named actor, a nationality with people or a body
    ("Israeli forces"), a noun for them alone ("protesters"), or a name that no list holds. Verbs and nouns of
    data/lexicons/relation_verbs.csv say what is done, in PLOVER's categories and five of ours (rely_on, influence,
    neglect, balance, conflict); the parse says who does it to whom, also in passives, promises, refusals, threats
    and ties told by a noun. A pronoun that `actors` links is given by the place where its actor was last named.
    `relation_table` reads the very same relations and keeps those between two actors of the mentions table.

    What it can't do: verbs outside the list; tell who is meant where the parse is wrong; whether a
    threat is carried out. `modality` is hoped for what is wanted, planned or possible, reported for what someone
    is said to have told, denied under a negation, else asserted.

    Source: Halterman et al. 2023, PLOVER and POLECAT.

    >>> text = "Israeli forces attacked rebels near the border."
    >>> [(text[slice(*r["source"])], text[slice(*r["target"])], r["sign"]) for r in find_relations(text)]
    [('Israeli forces', 'rebels', -1)]
    """
    mentions = mention_table(document(text))
    names = {actor: own["start"].tolist() for actor, own in mentions[mentions["form"] == "name"].groupby("actor")}
    ends = dict(zip(mentions["start"], mentions["end"], strict=True))
    pronouns = set(mentions.loc[mentions["form"] == "pronoun", "start"])

    def place(party: Party) -> Span:
        before = [start for start in names.get(party.actor, ()) if start < party.start]
        at = before[-1] if before and party.start in pronouns and party.end == ends[party.start] else None
        return (party.start, party.end) if at is None else (at, ends[at])

    rows: list[dict[str, object]] = []
    for r in _unique(r for _, r in _read(str(text), mentions)):
        told: dict[str, object] = {"sign": r.sign, "kind": r.kind, "modality": r.modality}
        rows.append({"source": place(r.source), "target": place(r.target), **told})
    return rows


# ---------------------------------------------------------------- the table


def relation_table(
    text: str, sentences: pd.DataFrame, mentions: pd.DataFrame, voices: Mapping[str, str]
) -> pd.DataFrame:
    """Return the `relations` table of one reading: one row per sentence, ordered pair and kind.

    Both ends are actors of the sentence by name, phrase or a pronoun that `mentions` links; agree, consult and
    cooperate have no direction, so the actor that acts more often in the text stands first; a call
    or visit keeps who makes it. `voices` gives the voice of each sentence; without one it is the text's own.
    `evidence` holds the two parties and the word that relates them.

    What it can't do: relations that only a wider context tells, or between actors of different sentences.
    """
    text = str(text)
    acting = Counter(mentions.loc[mentions["role"] == "agent", "actor"])
    first = dict(zip(mentions["actor"][::-1], -mentions["start"][::-1], strict=True))
    rank = {actor: (acting[actor], named, first[actor]) for actor, named in Counter(mentions["actor"]).items()}
    places = list(zip(sentences["start"], sentences["end"], sentences["sentence_id"], strict=True))
    rows: dict[tuple[str, str, str, str], dict[str, object]] = {}
    for offset, relation in _read(text, mentions):
        cue = offset + relation.cue.idx
        sentence = next((i for s, e, i in places if s <= cue < e), None)
        if sentence and relation.source.actor and relation.target.actor:
            row = _row(text, relation, offset, sentence, voices.get(sentence, "text"), rank)
            rows.setdefault((sentence, str(row["source_actor"]), str(row["target_actor"]), relation.kind), row)
    return tables.make("relations", rows.values())


def _row(
    text: str, relation: Relation, offset: int, sentence: str, voice: str, rank: Mapping[str, tuple[int, int, int]]
) -> dict[str, object]:
    actors = [relation.source.actor, relation.target.actor]
    joint = relation.source.start == relation.target.start
    if relation.kind in UNDIRECTED and (relation.kind != "consult" or joint):
        actors.sort(key=lambda a: rank.get(a, (0, 0, 0)), reverse=True)
    cue = (offset + relation.cue.idx, offset + relation.cue.idx + len(relation.cue))
    spans = [(relation.source.start, relation.source.end), cue, (relation.target.start, relation.target.end)]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    told = "reported" if voice == "reported" and relation.modality == "asserted" else relation.modality
    return {
        "start": start,
        "end": end,
        "text": text[start:end],
        "sentence_id": sentence,
        "source_actor": actors[0],
        "target_actor": actors[1],
        "sign": relation.sign,
        "kind": relation.kind,
        "modality": told,
        "voice": voice,
        "damaged": 0,
        "evidence": tables.spans_text(sorted(set(spans))),
    }


# ---------------------------------------------------------------- agency


_SETTING = frozenset(["in", "at", "near", "across", "inside", "within", "throughout", "from", "outside", "into"])
_INSTRUMENT = frozenset(["through", "via", "using", "by"])


def agency(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return how often each actor is agent, patient, instrument or setting: actor, then one count a column.

    An instrument is what something is done "through" or "via", a setting is where; both are read from the
    `role_detail` of the mentions table, whose other mentions count nowhere. Agents stand first. What it can't do:
    see agency in a noun without a possessor ("the bombing"), or an actor that only a pronoun names.
    Agency in this sense: van Leeuwen 2008, Fowler 1991.
    """
    parts = [_part(r, d) for r, d in zip(mentions["role"], mentions["role_detail"], strict=True)]
    counts = pd.crosstab(mentions["actor"], pd.Series(parts, index=mentions.index, dtype=object))
    counts = counts.reindex(columns=["agent", "patient", "instrument", "setting"], fill_value=0)
    return (
        counts.sort_values(["agent", "patient"], ascending=False, kind="stable").reset_index().rename_axis(None, axis=1)
    )


def _part(role: str, detail: str) -> str:
    word = detail.partition(" of ")[0]
    if role != "mention":
        return role
    return "setting" if word in _SETTING else "instrument" if word in _INSTRUMENT else "other"


def agentless_passives(text: str, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the passives that leave out who acts: start, end, text (auxiliary to verb), sentence_id.

    What it can't do: tell a passive whose agent stands in another sentence from one that hides it.

    >>> from utils.sentences import sentence_table
    >>> text = "It was agreed to use the SCO. It was signed by Russia."
    >>> agentless_passives(text, sentence_table(text))["text"].tolist()
    ['was agreed']
    """
    rows = []
    for offset, doc in parse(str(text)):
        for verb in doc:
            auxiliary = [c for c in verb.children if c.dep_ == "auxpass"]
            if auxiliary and not any(c.dep_ == "agent" for c in verb.children):
                rows.append((offset + auxiliary[0].idx, offset + verb.idx + len(verb)))
    places = list(zip(sentences["start"], sentences["end"], sentences["sentence_id"], strict=True))
    columns = ["start", "end", "text", "sentence_id"]
    found = [(s, e, str(text)[s:e], next((i for a, b, i in places if a <= s < b), "")) for s, e in rows]
    return pd.DataFrame(found, columns=columns)


# ---------------------------------------------------------------- the plain baseline, and comparison


def plain_relations(text: str) -> list[dict[str, object]]:
    """Return pairs as `find_relations` does, by subject, verb and object alone, with VADER's sign for the sentence.

    The subject of each verb is paired with the first two nouns that are objects below it. What it can't do: turn a
    passive round, see an act that is a noun, tell an act from what is said of it. The baseline, not the method.
    """
    vader = SentimentIntensityAnalyzer()
    rows: list[dict[str, object]] = []
    for offset, doc in parse(str(text)):
        for verb in (t for t in doc if t.pos_ == "VERB"):
            subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
            objects = [t for t in verb.subtree if t.i > verb.i and t.dep_ in {"dobj", "pobj", "dative"}][:2]
            sign = 1 if vader.polarity_scores(verb.sent.text)["compound"] >= 0 else -1
            for pair in product(subjects, objects):
                source, target = (_phrase_span(offset, t) for t in pair)
                rows.append({"source": source, "target": target, "sign": sign, "kind": "", "modality": ""})
    return rows


def _phrase_span(offset: int, token: Token) -> Span:
    return offset + token.left_edge.idx, offset + token.right_edge.idx + len(token.right_edge)


def plain_table(text: str, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return sentence_id, source_actor, target_actor, sign, kind of `plain_relations` between the actors of `mentions`.

    A party is the first actor named in its phrase.
    """
    known = list(zip(mentions["start"], mentions["end"], mentions["actor"], mentions["sentence_id"], strict=True))
    rows = []
    for found in plain_relations(text):
        spans = cast(list[Span], [found["source"], found["target"]])
        named = [[(a, i) for s, e, a, i in known if b <= s and e <= c] for b, c in spans]
        if all(named) and named[0][0][0] != named[1][0][0]:
            (source, sentence), (target, _) = named[0][0], named[1][0]
            rows.append((sentence, source, target, found["sign"], found["kind"]))
    return pd.DataFrame(rows, columns=["sentence_id", "source_actor", "target_actor", "sign", "kind"])


def pair_keys(rows: pd.DataFrame, signed: bool = False) -> set[tuple[str, ...]]:
    """Return (sentence, source, target), with the sign if `signed`: one key a pair, ties without direction sorted.

    `rows` has sentence_id, source_actor, target_actor, sign, kind; two codings are compared by these keys.
    """
    keys = set()
    for row in rows.to_dict("records"):
        pair = [row["source_actor"], row["target_actor"]]
        ordered = sorted(pair) if row["kind"] in UNDIRECTED else pair
        keys.add((row["sentence_id"], *ordered, *([str(row["sign"])] if signed else [])))
    return keys
