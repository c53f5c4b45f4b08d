"""Who stands behind a word of a parsed paragraph: subjects, objects, owners, and those behind relative clauses."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from utils.parsing import is_asked
from utils.relations.lists import STRAIGHT, TARGET_PREPOSITIONS, entry_of, is_listed, words_of
from utils.relations.parties import Parties, Party, conjuncts_of, members_of

_MODALS = frozenset(["will", "would", "could", "may", "might", "should", "shall", "can", "must", "'ll", "wo", "ca"])


class Clauses:
    """The clauses of one parsed paragraph, given who can be a party in it."""

    def __init__(self, doc: Doc, parties: Parties, offset: int, accusers: Mapping[str, Mapping[str, str]]) -> None:
        """Take the parse, the parties by token, where the paragraph starts, and who last opposed whom so far."""
        self.doc = doc
        self.parties = parties
        self.offset = offset
        self.accusers = accusers

    def of(self, token: Token) -> list[Party]:
        """Return the parties that a word and what is joined to it by "and" name, or a pronoun stands for."""
        found = [p for t in (*conjuncts_of(token), *members_of(token)) for p in self.own(t)]
        if any(p.actor for p in found):
            return found
        beside = [p for c in token.children if c.dep_ == "appos" for p in self.own(c) if p.actor or not found]
        whole = [*found[:1], *beside]  # "its founder, Amalia Trigueiros"
        places = min((p.start for p in whole), default=0), max((p.end for p in whole), default=0)
        return [Party(*places, p.actor) if found else p for p in beside] or found

    def own(self, token: Token) -> list[Party]:
        """Return the parties that a word itself names; "whose" those of the noun its clause hangs on."""
        if token.tag_ == "WP$":
            clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
            return self.of(clause.head) if clause is not None else []
        return self.parties.get(token.i, [])

    def each_other(self, verb: Token) -> list[Party]:
        """Return the two that do the same to each other: "blamed one another", "with each side blaming the other"."""
        links = [o for c in verb.children if c.dep_ == "prep" for o in c.children]
        objects = [t for t in (*verb.children, *links) if t.dep_ in {"dobj", "pobj"} and t.lower_ in {"other", "one"}]
        if not any({t.lower_, *(c.lower_ for c in t.children)} & {"each", "another", "the"} for t in objects):
            return []
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        alone = any({"each", "neither"} & {t.lower_ for t in c.subtree} for c in subjects)
        named = [p for i in sorted(self.parties) if i < verb.i for p in self.parties[i] if p.actor]
        named = [p for p in named if p.start - self.offset >= verb.sent.start_char] if alone else self.subjects(verb)
        two = {p.actor or str(p.start): p for p in named}
        return list(two.values()) if len(two) == 2 else []

    def subjects(self, verb: Token, depth: int = 0) -> list[Party]:
        """Return who does what a verb says: its subject, or the subject it shares with the clause above."""
        own = [c for c in verb.children if c.dep_ in {"nsubj", "csubj"}]
        if self.passive(verb):
            agents = [c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")]
            return [p for a in agents for c in a.children if c.dep_ == "pobj" for p in self.of(c)]
        if own:
            return self._subject(own[-1], verb, depth)
        return self._shared(verb, depth) if depth < 5 else []

    def _subject(self, subject: Token, verb: Token, depth: int) -> list[Party]:
        if subject.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
            many = any(t.tag_ == "VBP" for t in (verb, *verb.children))
            return self.of(verb.head) if not many else [p for t in self.everybody(verb.head) for p in self.own(t)]
        if subject.tag_ in {"WDT", "WP"} and verb.dep_ == "ccomp":
            return [p for c in verb.head.children if c.dep_ == "attr" for p in self.of(c)]
        found = self.of(subject) or self.inside(subject)
        if not found and subject.pos_ == "PRON" and verb.dep_ in {"ccomp", "advcl"} and depth < 5:
            return self.subjects(verb.head, depth + 1)
        return found

    @staticmethod
    def everybody(token: Token) -> list[Token]:
        """Return a word with all that "and" joins to it, in order, wherever in the row it stands."""
        return sorted([token, *token.conjuncts], key=lambda t: t.i)

    def _shared(self, verb: Token, depth: int) -> list[Party]:
        head = verb.head
        if verb.dep_ in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep"} and head != verb:
            controlled = [c for v in self._controllers(verb) for c in v.children if c.dep_ == "dobj"]
            found = [p for c in controlled for p in self.of(c)]
            if found:
                return found
            if head.pos_ == "ADJ" and head.dep_ in {"acomp", "oprd"}:
                return self.subjects(head.head, depth + 1)
            if head.pos_ in {"VERB", "AUX", "ADP"}:
                above = self.clause_of(head)
                if above.pos_ in {"NOUN", "PROPN"}:
                    return self._holders(above, depth)
                return self.patients(above) if self.passive(above) else self.subjects(above, depth + 1)
            return self._holders(head, depth)
        if verb.dep_ == "acl" and head.lower_ == "order" and head.head.lower_ == "in":  # "in order to"
            return self.subjects(self.clause_of(head.head.head), depth + 1)
        if verb.dep_ in {"acl", "relcl"}:
            return self.of(verb.head) or self._holders(verb.head, depth)
        return []

    @staticmethod
    def _controllers(verb: Token) -> list[Token]:
        """Return the verb whose object does what `verb` says: "urged them to go", "jailed him for killing"."""
        if verb.dep_ == "pcomp" and verb.head.lower_ in {"for", "of"}:
            return [verb.head.head]
        return [verb.head] if verb.dep_ == "xcomp" else []

    def clause_of(self, token: Token) -> Token:
        """Return the word above a row of prepositions: the verb that "after", "for" or "of" hang on."""
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

    def inside(self, noun: Token) -> list[Party]:
        """Return who stands behind a subject that is no party itself: "Iran's threat", "talks with Cuba"."""
        before = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound", "nmod"} for p in self.of(c)]
        return before or (self.linked(noun, {"of"}) if entry_of(noun) is None else [])

    @staticmethod
    def passive(verb: Token) -> bool:
        """Tell whether a verb is passive, also as a participle after its noun."""
        if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children) or is_asked(verb):
            return True
        active = any(c.dep_ in {"nsubj", "aux"} for c in verb.children)
        fronted = verb.dep_ == "advcl" and verb.i < verb.head.i and verb.text.istitle()  # "Asked whether ..., he said"
        return verb.tag_ in {"VBN", "VBD"} and (verb.dep_ == "acl" or fronted) and not active

    def patients(self, verb: Token) -> list[Party]:
        """Return the subject of a passive verb, or the noun that a participle hangs on."""
        found = [c for c in verb.children if c.dep_ == "nsubjpass" or (c.dep_ == "nsubj" and is_asked(verb))]
        if found and found[0].tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
            return self.of(verb.head)
        if not found and verb.dep_ == "acl":
            return self.of(verb.head)
        if not found and verb.dep_ == "conj":
            return self.patients(verb.head)
        return [p for c in found for p in self.of(c) or self.deep(c)]

    def objects(self, verb: Token) -> list[Party]:
        """Return on whom an active verb acts: object and receiver, "to", "with" and "against", owners, places."""
        direct = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.pos_ != "ADP"]
        found = [p for c in direct for p in self.of(c)]
        if verb.dep_ == "relcl":
            found += self._relative_object(verb)
        if not any(p.actor for p in found):
            found += self.prepositional(verb, STRAIGHT)
        return found or [p for c in direct for p in self.deep(c)] or self.prepositional(verb)

    def _relative_object(self, verb: Token) -> list[Party]:
        gap = any(c.dep_ == "dobj" and c.tag_ in {"WDT", "WP"} for c in verb.children)
        return self.of(verb.head) if gap else []

    def prepositional(self, token: Token, which: frozenset[str] = TARGET_PREPOSITIONS) -> list[Party]:
        """Return the parties after the first of these prepositions that has one."""
        near = [c for c in token.children if c.dep_ in {"advmod", "prt"} and c.i > token.i]
        links = [c for t in (token, *near) for c in t.children if c.dep_ in {"prep", "dative"} and c.lower_ in which]
        links += [c for c in near if c.lower_ in which]  # "turned on the council", read as one verb
        found: list[Party] = []
        for link in sorted(links, key=lambda c: c.lower_ in {"in", "at", "of", "from", "over", "about"}):
            named = [p for c in link.children if c.dep_ == "pobj" for p in self.of(c)]
            if not named:
                named = [p for c in link.children if c.dep_ == "pobj" for p in self.deep(c)]
            if named and not found:
                found = named
        return found

    def deep(self, noun: Token) -> list[Party]:
        """Return who an object without a party of its own belongs to: owner first, then its phrases and clauses."""
        if noun.lemma_.lower() in words_of("party_nouns", "kin") | words_of("party_nouns", "another"):
            return []  # "his mother", "her rival" is somebody else
        owners = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound", "nmod"} for p in self.of(c)]
        if owners:
            return owners
        links = [c for c in noun.children if c.dep_ in {"prep", "agent"}]
        named = [p for c in links for o in c.children if o.dep_ == "pobj" for p in self.of(o) or self.deep(o)]
        clauses = [c for c in noun.children if c.dep_ in {"acl", "relcl"}]
        agents = [p for c in clauses if self.passive(c) for p in self.subjects(c)]
        return named or agents or [p for c in clauses for p in self.complement(c)]

    def complement(self, clause: Token) -> list[Party]:
        """Return the parties of a clause that a verb takes: its subject, else its objects."""
        heads = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
        subject = [p for c in heads for p in self.of(c) or self.inside(c)]
        below = [c for c in clause.children if c.dep_ in {"xcomp", "ccomp", "conj"}]
        nested = (self.complement(c) for c in below)
        return subject or self.objects(clause) or next((n for n in nested if n), [])

    def beyond(self, verb: Token, sources: list[Party]) -> list[Party]:
        """Return the parties in the clauses below a verb that are not its own subject."""
        entry = entry_of(verb)
        told = entry is not None and entry.kind == "threaten"
        blamed = entry is not None and entry.kind == "disapprove"
        for clause in [c for c in verb.children if c.dep_ in {"xcomp", "ccomp", "advcl"}]:
            if told and any(c.dep_ == "nsubj" and c.pos_ != "PRON" for c in clause.children):
                continue
            if any(t.text == ";" for t in verb.doc[clause.i : verb.i]):
                continue  # "A says it lied; B complains": two sentences
            if blamed and self.passive(clause):  # who was kept waiting is not who is blamed
                left = self.others(self.subjects(clause), sources)
                if left:
                    return left
                continue
            heads = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
            own = [p for c in heads for p in self.of(c) or self.inside(c)]
            groups = [own, self.objects(clause), self.complement(clause)]
            for group in groups:
                left = self.others(group, sources)
                if left:
                    return left
        return []

    @staticmethod
    def others(parties: list[Party], sources: list[Party]) -> list[Party]:
        """Return the parties that are none of the sources, by place and by name."""
        names = {p.actor for p in sources if p.actor}
        return [p for p in parties if p not in sources and p.actor not in names]

    def venues(self, verb: Token) -> list[Party]:
        """Return the courts to or before which something is brought; there it is done, not to them."""
        links = [t for t in verb.subtree if t.dep_ == "prep" and t.lower_ in {"to", "before", "in", "at"}]
        courts = [o for t in links for o in t.children if o.lemma_.lower() in words_of("party_nouns", "court")]
        return [p for o in courts for p in self.of(o)]

    def linked(self, noun: Token, prepositions: set[str]) -> list[Party]:
        """Return the parties that prepositions link to a noun."""
        links = [c for c in noun.children if c.dep_ in {"prep", "agent"} and c.lower_ in prepositions]
        return [p for c in links for o in c.children if o.dep_ == "pobj" for p in self.of(o) or self.deep(o)]

    # how it is told

    @staticmethod
    def _denied(verb: Token) -> bool:
        links = [o for c in verb.children if c.dep_ == "prep" for o in c.children]
        above = verb
        while above.dep_ in {"xcomp", "ccomp"} and above.head != above:
            above = above.head
            if above.lemma_ == "fail":
                return True  # failed to show that it had the consent
        nothing = (t for t in (*verb.children, *links) if t.lower_ == "nothing" and t.dep_ in {"dobj", "pobj"})
        if any(verb.doc[t.i + 1 : t.i + 2].text != "but" for t in nothing):
            return True  # agreed on nothing; "nothing but" is only
        negators = (c for c in verb.children if c.dep_ == "neg")
        return any(verb.doc[c.i + 1 : c.i + 2].text.lower() not in {"only", "just", "merely"} for c in negators)

    @staticmethod
    def _has_speaker(verb: Token) -> bool:
        """Return whether a verb of speech has somebody who speaks: "it is important to note that" has none."""
        return any(c.dep_ == "auxpass" or (c.dep_ == "nsubj" and c.tag_ not in {"WDT", "WP"}) for c in verb.children)

    def _modality(self, verb: Token | None) -> str:
        seen = 0
        while verb is not None and seen < 6:
            if any(c.dep_ == "aux" and c.lower_ in _MODALS for c in verb.children):
                return "hoped"
            above = self.clause_of(verb.head)
            if above == verb or (verb.dep_ == "ccomp" and above.i > verb.i and not is_listed(above, "speech")):
                break
            if verb.dep_ in {"xcomp", "ccomp", "pcomp", "advcl", "acl"} and is_listed(above, "hope"):
                return "hoped"
            if verb.dep_ == "ccomp" and is_listed(above, "speech") and self._has_speaker(above):
                return "reported"
            verb, seen = (above if verb.dep_ in {"xcomp", "ccomp", "conj", "pcomp"} else None), seen + 1
        return "asserted"
