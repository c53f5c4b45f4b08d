"""The reader: what the grammar of a paragraph says that one party does to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from utils.relations.lists import (
    STRAIGHT,
    TARGET_PREPOSITIONS,
    Entry,
    entries,
    entry_of,
    is_listed,
    reversed_entry,
    words_of,
)
from utils.relations.parties import Parties, Party, conjuncts_of, is_against

_MODALS = frozenset(["will", "would", "could", "may", "might", "should", "shall", "can", "must", "'ll", "wo", "ca"])


@dataclass(frozen=True)
class Relation:
    """One directed relation in a parsed paragraph; `cue` is the word that says it."""

    source: Party
    target: Party
    kind: str
    sign: int
    modality: str
    cue: Token


class Reader:
    """The relations of one parsed paragraph, given who can be a party in it."""

    def __init__(self, doc: Doc, parties: Parties) -> None:
        """Take the parse, and the parties by token."""
        self.doc = doc
        self.parties = parties

    def relations(self) -> Iterator[Relation]:
        """Yield every relation that a listed verb or noun of the paragraph states."""
        for token in self.doc:
            if is_against(token):
                yield from self._against(token)
            entry = entry_of(token)
            if entry and token.pos_ == "VERB" and not self._in_frame(token) and not self._names(token):
                yield from self._verb(token, entry)
            elif entry and token.pos_ == "NOUN" and token.i not in self.parties:
                yield from self._noun(token, entry)
            elif token.pos_ == "VERB" and is_listed(token, "speech"):
                yield from self._obligation(token)
                yield from self._joint_statement(token)

    # who stands behind a word

    def of(self, token: Token) -> list[Party]:
        """Return the parties that a word and what is joined to it by "and" name, or a pronoun stands for."""
        found = [p for t in conjuncts_of(token) for p in self._own(t)]
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
        return before or (self._linked(noun, {"of"}) if entry_of(noun) is None else [])

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
        entry = entry_of(verb)
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
        if is_listed(verb, "light") and self._says_more(verb, entry):
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
            due = any(
                c.dep_ == "aux" and c.lower_ in words_of("relation_helpers", "obligation") for c in clause.children
            )
            bound = [p for c in clause.children if c.dep_ == "nsubj" for p in self.of(c)]
            if due and bound:
                yield from self._pairs(self.subjects(verb), bound, entries("verb")["demand"], verb)

    def _says_more(self, verb: Token, entry: Entry) -> bool:
        """Return whether the object of a light verb says the same act more closely: "signed a pact with"."""
        nouns = [c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "NOUN" and c.i not in self.parties]
        return any((said := entry_of(n)) is not None and said.sign == entry.sign for n in nouns)

    def _straight(self, verb: Token) -> list[Party]:
        """Return the parties that are themselves object of a verb, or stand after its "with" or "to"."""
        direct = [c for c in verb.children if c.dep_ in {"dobj", "dative"}]
        links = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"with", "to", "against"}]
        return [p for t in [*direct, *(o for c in links for o in c.children)] for p in self.of(t)]

    def _joint_statement(self, verb: Token) -> Iterator[Relation]:
        """Yield a consultation where two parties say something as one: "the two sides stressed"."""
        said = self.subjects(verb)
        if len(said) == 2 and said[0].start == said[1].start:
            yield from self._pairs(said[:1], said[1:], entries("verb")["consult"], verb)

    def _turned(self, verb: Token, entry: Entry) -> Entry:
        """Return what a verb of ending says together with its noun: lifting sanctions yields, ending talks breaks."""
        nouns = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
        nouns += [t for n in nouns for t in n.children if t.dep_ == "compound"]
        nouns += [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "from" for o in c.children]
        ended = next((e for n in nouns if n.pos_ == "NOUN" and (e := entry_of(n))), None)
        if ended is not None and entry.kind in {"support", "agree"} and ended.sign < 0:
            return replace(ended, mutual=False)
        if ended is None or not is_listed(verb, "ending"):
            return entry
        if is_listed(verb, "frame"):
            return entry
        return reversed_entry(ended)

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
        return is_listed(verb, "naming") and bool({"oprd", "ccomp"} & set(parts) or parts.count("dobj") > 1)

    def _in_frame_of(self, verb: Token) -> bool:
        return verb.dep_ in {"xcomp", "ccomp"} and verb.head != verb

    @staticmethod
    def _in_frame_of_head(verb: Token) -> bool:
        return verb.pos_ == "VERB" and is_listed(verb, "frame") and entry_of(verb) is not None

    # nouns

    def _noun(self, noun: Token, entry: Entry) -> Iterator[Relation]:
        verb = self._carrier(noun)
        doers, targets = self._doers(noun, entry), self._noun_targets(noun, entry)
        between = self._linked(noun, {"between", "among"})
        if between:
            hosts = self._others(self.subjects(verb), between) if verb is not None and entry.kind == "consult" else []
            yield from self._pairs(hosts, between, entry, noun)
            doers, targets = between[:1], between[1:]
        elif verb is not None and (is_listed(verb, "light") or is_listed(verb, "ending") or entry_of(verb) is None):
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
        if doers and not targets and is_listed(verb, "receiving"):
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
        clauses = [c for c in noun.children if c.dep_ == "relcl" and is_listed(c, "light")]
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
        light = [p for c in clauses if c.dep_ == "relcl" and is_listed(c, "light") for p in self._prepositional(c)]
        said = [p for c in clauses if c.dep_ != "relcl" for p in self._complement(c)]
        rest = {"at", "in"} if entry.kind in {"retreat", "demand"} else {"of", "at", "in"}
        return self._linked(noun, straight) or light or said or self._linked(noun, rest)

    def _noun_entry(self, noun: Token, verb: Token | None, entry: Entry) -> Entry:
        above = noun.head.head if noun.dep_ == "pobj" else noun
        ended = above != noun and above.pos_ == "NOUN" and is_listed(above, "ending_noun")
        if not ended and (verb is None or not is_listed(verb, "ending") or noun.head != verb):
            return entry
        return reversed_entry(entry)

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
            if above == verb or (verb.dep_ == "ccomp" and above.i > verb.i and not is_listed(above, "speech")):
                break
            if verb.dep_ in {"xcomp", "ccomp", "pcomp", "advcl"} and is_listed(above, "hope"):
                return "hoped"
            if verb.dep_ == "ccomp" and is_listed(above, "speech") and self._has_speaker(above):
                return "reported"
            verb, seen = (above if verb.dep_ in {"xcomp", "ccomp", "conj", "pcomp"} else None), seen + 1
        return "asserted"
