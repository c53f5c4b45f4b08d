"""The reader: what the grammar of a paragraph says that one party does to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from utils.parsing import lemma
from utils.relations.clauses import Clauses
from utils.relations.lists import (
    STRAIGHT,
    TARGET_PREPOSITIONS,
    VERBAL,
    Entry,
    entries,
    entry_of,
    is_known,
    is_listed,
    is_saying,
    reversed_entry,
    valence,
    words_of,
)
from utils.relations.parties import Party, is_against

_GIVEN = frozenset(["through", "via", "despite"])  # what follows is there already


@dataclass(frozen=True)
class Relation:
    """One directed relation in a parsed paragraph; `cue` is the word that says it."""

    source: Party
    target: Party
    kind: str
    sign: int
    modality: str
    cue: Token
    mutual: bool = False


class Reader(Clauses):
    """The relations of one parsed paragraph, given who can be a party in it."""

    def relations(self) -> Iterator[Relation]:
        """Yield every relation that a listed verb or noun of the paragraph states."""
        for token in self.doc:
            if is_against(token):
                yield from self._against(token)
            entry = entry_of(token) or self._opposed(token)
            if entry and token.pos_ == "VERB" and self._in_frame(token):
                yield from self._wanted(token, entry)
            elif entry and token.pos_ == "VERB" and not self._names(token):
                yield from self._verb(token, entry)
            elif entry and token.pos_ == "NOUN" and token.i not in self.parties:
                yield from self._noun(token, entry)
            elif token.pos_ == "VERB" and is_listed(token, "speech"):
                yield from self._obligation(token)
                yield from self._joint_statement(token)
                yield from self._misdeed(token)
            elif token.pos_ == "VERB" and not entry and not is_known(token):
                yield from self._unlisted(token)
            if token.pos_ == "VERB" and is_listed(token, "naming"):
                yield from self._called(token)

    def _against(self, token: Token) -> Iterator[Relation]:
        """Yield the conflict that "anti-" names: "sees the Taliban as an anti-ISIS group"."""
        noun = next((a for a in token.ancestors if a.pos_ in {"NOUN", "PROPN"}), None)
        if noun is None:
            return
        above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else noun.head
        kinds = {"dobj", "nsubjpass"} if noun.dep_ == "pobj" else {"nsubj"}
        held = [p for c in above.children if c.dep_ in kinds and noun.dep_ in {"pobj", "attr"} for p in self.of(c)]
        yield from self._pairs(held or self.own(noun), self.own(token), Entry("conflict", -1, False), noun)

    # verbs

    def _verb(self, verb: Token, entry: Entry) -> Iterator[Relation]:
        if (is_listed(verb, "light") or is_listed(verb, "receiving")) and self._says_more(verb, entry):
            return
        if verb.lemma_ in {"decline", "refuse"} and any(c.dep_ == "xcomp" and is_saying(c) for c in verb.children):
            return  # who declines to comment refuses nobody
        each = self.each_other(verb)
        if each:
            yield from self._pairs(each[:1], each[1:], entry, verb)
            yield from self._pairs(each[1:], each[:1], entry, verb)
            return
        passive = self.passive(verb)
        sources = self.subjects(verb) or (self._unnamed_hosts(verb, entry) if passive else [])
        if not sources:
            return
        reached = self.patients(verb) or self.prepositional(verb, STRAIGHT) if passive else self.objects(verb)
        if entry.kind == "aid" and not passive:  # who sends the party's lawyers does not help the party
            owners = [
                p for c in verb.children if c.dep_ == "dobj" for k in c.children if k.dep_ == "poss" for p in self.of(k)
            ]
            reached = [p for p in reached if p not in owners]
        if entry.kind in VERBAL:  # who speaks in a place does not speak to it
            links = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"in", "outside"}]
            placed = [p for c in links for o in c.children for p in self.of(o)]
            reached = [p for p in reached if p not in placed]
        straight = self._straight(verb)
        if is_listed(verb, "topical") and not passive:  # one talks with a partner; what one talks about is none
            things = [c for c in verb.children if c.dep_ == "dobj"]
            reached = straight = [p for t in (verb, *things) for p in self.linked(t, {"with"})]
        targets = self.others(reached, sources)
        targets = targets or (self.beyond(verb, sources) if is_listed(verb, "frame") else [])
        targets = targets or self._accuser(verb, entry, sources)
        venues = self.venues(verb) if entry.sign < 0 else []
        targets = [p for p in targets if p not in venues]
        ends = verb.dep_ in {"xcomp", "pcomp"} and is_listed(self.clause_of(verb.head), "ending")
        entry = reversed_entry(entry) if ends else self._turned(verb, entry)
        entry = replace(entry, sign=0) if self._pleads(verb, targets) else entry
        straight = self.others(straight, sources)
        if entry.mutual and len(sources) > 1 and not straight:
            sources, targets = sources[:1], sources[1:]
        yield from self._pairs(sources, targets, entry, verb)

    def _accuser(self, verb: Token, entry: Entry, sources: list[Party]) -> list[Party]:
        """Return whose charge it is that somebody answers: "rejected the accusation" is said to who accused last."""
        if entry.sign >= 0 or len(sources) != 1:
            return []
        nouns = [c for c in verb.children if c.dep_ == "dobj"]
        nouns = [verb.head if n.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl" else n for n in nouns]
        free = [
            n for n in nouns if is_listed(n, "charge") and not self.inside(n) and not self.linked(n, {"by", "from"})
        ]
        heads = [c for c in verb.children if c.dep_ == "nsubj"]
        bodies = [p.actor for c in heads for k in c.children if k.dep_ == "poss" for p in self.of(k)]  # whose president
        against = next((found for a in (sources[0].actor, *bodies) if (found := self.accusers.get(a))), {})
        same = [
            (n, who) for n in free for cue, who in against.items() if n.lemma_.lower() in cue
        ]  # the suit, a lawsuit
        told = same[-1:] or [(n, who) for n in free for who in [*against.values()][-1:]]
        return [Party(n.idx + self.offset, n.idx + self.offset + len(n), who) for n, who in told]

    @staticmethod
    def _pleads(verb: Token, targets: list[Party]) -> bool:
        """Return whether what is asked for opposes nobody: of a court, help, the same of both sides, a fight's end."""
        if not is_listed(verb, "request"):
            return False
        asked = [c for c in verb.children if c.dep_ in {"dobj", "dative"}]
        asked += [k for c in verb.children if c.dep_ in {"xcomp", "ccomp"} for k in c.children if k.dep_ == "nsubj"]
        if len(targets) == 1 and any(t.lemma_.lower() in words_of("party_nouns", "court") for t in asked):
            return True
        wanted = [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "for" for o in c.children]
        wanted += [c for c in verb.children if c.dep_ == "xcomp"]
        kinds = {noun.lemma_: found.kind for noun in wanted if (found := entry_of(noun)) is not None}
        if "aid" in kinds.values() or {"support", "backing"} & set(kinds):
            return True
        ends = [c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and is_listed(c, "ending")]
        fights = any((found := entry_of(t)) is not None and found.sign < 0 for c in ends for t in c.subtree if t != c)
        both = any(t.lower_ == "both" for c in verb.children if c.dep_ in {"dobj", "nsubj"} for t in c.children)
        return both or (fights and len({(party.start, party.actor) for party in targets}) > 1)

    def _opposed(self, token: Token) -> Entry | None:
        """Return the conflict of a word that no list holds and that "against" turns on somebody: "a case against X"."""
        if token.pos_ not in {"NOUN", "VERB"} or (token.pos_ == "VERB" and is_listed(token, "speech")):
            return None
        links = [c for c in token.children if c.dep_ == "prep" and c.lower_ == "against"]
        return Entry("conflict", -1, False) if any(self.of(o) for c in links for o in c.children) else None

    def _wanted(self, verb: Token, entry: Entry) -> Iterator[Relation]:
        """Yield what a party asks another to do to a third, or says that it did: "accused her of hitting him"."""
        frame = self.clause_of(verb.head)
        if verb.dep_ == "pcomp" and verb.head.lower_ in {"for", "of", "with"}:
            judged = self.patients(frame) if self.passive(frame) else self._straight(frame)
            for relation in self._pairs(judged, self.others(self.objects(verb), judged), entry, verb):
                yield replace(relation, modality="reported")
        if is_listed(frame, "request") and not self.passive(frame):
            sources = self.subjects(frame)
            asked = [p for c in frame.children if c.dep_ in {"dobj", "dative"} for p in self.of(c)]
            for relation in self._pairs(sources, self.others(self.objects(verb), [*sources, *asked]), entry, verb):
                yield replace(relation, modality="hoped")

    def _unnamed_hosts(self, verb: Token, entry: Entry) -> list[Party]:
        """Return who gives or invites where a passive names nobody: "was given help from A", "invited to A's fair"."""
        if entry.kind == "aid":
            return self._givers(verb)
        return self.prepositional(verb, frozenset(["to", "at"])) if is_listed(verb, "hosting") else []

    def _unlisted(self, verb: Token) -> Iterator[Relation]:
        """Yield what the grammar shows between two named actors and no list knows: "hired Kovacs"; it has no sign."""
        passive = self.passive(verb)
        direct = [p for c in verb.children if c.dep_ in {"dobj", "dative"} and c.pos_ != "ADP" for p in self.of(c)]
        ends = self.subjects(verb), self.patients(verb) if passive else direct
        sources, targets = ([p for p in parties if p.actor] for parties in ends)
        yield from self._pairs(sources, self.others(targets, sources), Entry("other", 0, False), verb)

    def _called(self, verb: Token) -> Iterator[Relation]:
        """Yield the praise or blame in a name that one party gives another: "called him a liar"."""
        sign = 0.0
        for name in [c for c in verb.children if c.dep_ in {"oprd", "attr"} or c.lower_ == "as"]:
            sign += sum(valence(t) for t in name.subtree)
        whom = [p for c in verb.children if c.dep_ == "dobj" for p in self.of(c)]
        small = [c for c in verb.children if c.dep_ == "ccomp" and c.pos_ in {"NOUN", "ADJ", "PROPN"}]
        sign += sum(valence(t) for c in small for t in (c, *(k for k in c.children if k.dep_ in {"amod", "compound"})))
        whom += [p for c in small for k in c.children if k.dep_ == "nsubj" for p in self.of(k)]
        if sign and whom:
            sources = self.subjects(verb)
            entry = Entry("support", 1, False) if sign > 0 else Entry("disapprove", -1, False)
            yield from self._pairs(sources, self.others(whom, sources), entry, verb)

    def _obligation(self, verb: Token) -> Iterator[Relation]:
        """Yield a demand where one party says that another must do something."""
        for clause in [c for c in verb.children if c.dep_ == "ccomp"]:
            due = any(
                c.dep_ == "aux" and c.lower_ in words_of("relation_helpers", "obligation") for c in clause.children
            )
            bound = [p for c in clause.children if c.dep_ == "nsubj" for p in self.of(c)]
            if due and bound:
                yield from self._pairs(self.subjects(verb), bound, entries("verb")["demand"], verb)

    def _misdeed(self, verb: Token) -> Iterator[Relation]:
        """Yield the blame where one party says that another lied, cheated or failed: what is told is the charge."""
        for clause in [c for c in verb.children if c.dep_ == "ccomp" and not self._denied(c)]:
            done = [clause, *(c for c in clause.children if c.dep_ == "xcomp")]
            if any(is_listed(t, "misdeed") for t in done) and not self.passive(clause):
                sources = self.subjects(verb)
                blamed = [p for c in clause.children if c.dep_ == "nsubj" for p in self.of(c) if p.actor]
                yield from self._pairs(sources, self.others(blamed, sources), Entry("disapprove", -1, False), verb)

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
        chosen = [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "for" for o in c.children]
        nouns += [*chosen, *(o for n in chosen for c in n.children if c.lower_ == "of" for o in c.children)]
        nouns += [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "from" for o in c.children]
        ended = next((e for n in nouns if n.pos_ == "NOUN" and (e := entry_of(n))), None)
        if ended is not None and entry.kind == "cooperate" and ended.sign < 0:
            return replace(ended, mutual=True)  # trading accusations is no trade
        if ended is not None and entry.kind in {"support", "agree"} and ended.sign < 0:
            owned = any(self.own(c) for n in nouns for c in n.children if c.dep_ in {"poss", "amod", "compound"})
            return entry if owned else replace(ended, mutual=False)  # "supports their demand" is no demand on them
        if ended is None or not is_listed(verb, "ending"):
            return entry
        if is_listed(verb, "frame"):
            return entry
        return reversed_entry(ended)

    def _in_frame(self, verb: Token) -> bool:
        """Return whether a verb stands under one that decides the kind: "refused to meet" is a refusal."""
        above = verb.head
        inside = verb.dep_ in {"xcomp", "ccomp", "pcomp"} or (verb.dep_ == "conj" and self._in_frame_of(above))
        above = self.clause_of(above)
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
        if entry.sign < 0 and (two := self._trading(noun)):
            yield from self._pairs(two[:1], two[1:], Entry("quarrel", -1, True), noun)
            return
        verb = self._carrier(noun)
        if verb is not None and noun.head == verb and f"{lemma(verb)} {lemma(noun)}" in entries("verb"):
            return  # seeking compensation is told by its verb
        doers, targets = self._doers(noun, entry), self._noun_targets(noun, entry)
        between = self.linked(noun, {"between", "among"})
        if between:
            hosts = self.others(self.subjects(verb), between) if verb is not None and entry.kind == "consult" else []
            yield from self._pairs(hosts, between, entry, noun)
            doers, targets = between[:1], between[1:]
        elif verb is not None and (self._carries(verb) or self._is_setting(noun)):
            doers, targets = self._from_verb(noun, verb, doers, targets)
        targets = self.others(targets, doers)
        if not targets and entry.mutual and len(doers) > 1:
            doers, targets = doers[:1], doers[1:]
        entry = self._noun_entry(noun, verb, entry)
        yield from self._pairs(doers, targets, entry, noun)

    def _trading(self, noun: Token) -> list[Party]:
        """Return who stands before a headline's verb that is read as a noun: "Kenya and Uganda trade blame"."""
        before = noun.nbor(-1) if noun.i > noun.sent.start + 1 else noun
        traded = entries("verb").get(before.lower_) if before.dep_ == "compound" else None
        if traded is None or traded.kind != "cooperate" or before.nbor(-1).i not in self.parties:
            return []
        return [p for t in self.everybody(before.nbor(-1)) if t.i < before.i for p in self.own(t)]

    @staticmethod
    def _carries(verb: Token) -> bool:
        """Tell whether a verb's subject does or gets what its noun says: it has no act of its own."""
        if any(is_listed(verb, group) for group in ("light", "ending", "receiving")):
            return True
        return entry_of(verb) is None and not (is_listed(verb, "naming") or is_listed(verb, "speech"))

    @staticmethod
    def _is_setting(noun: Token) -> bool:
        """Tell whether a noun says amid or after what something was done: "resigned after a row with the president"."""
        return noun.dep_ == "pobj" and noun.head.lower_ in {"after", "amid", "during", "following", "over", "before"}

    def _from_verb(
        self, noun: Token, verb: Token, doers: list[Party], targets: list[Party]
    ) -> tuple[list[Party], list[Party]]:
        """Return doers and targets with what the verb adds that carries the noun: "India is Russia's partner"."""
        subjects = self.subjects(verb)
        if noun.dep_ == "attr" and doers:
            return doers, targets or subjects
        givers = (doers or self._givers(verb)) if is_listed(verb, "receiving") else []
        if givers and not targets:
            return givers, subjects
        if not doers and not subjects and self.passive(verb) and is_listed(verb, "locked"):
            return self.patients(verb), targets  # locked in a dispute
        if not doers and noun.dep_ == "nsubj" and entry_of(verb) is None:
            doers = self.linked(verb, {"from"})  # criticism of A came from B
        joint = len(doers or subjects) > 1
        which = frozenset(["with", "to", "against"]) if joint else TARGET_PREPOSITIONS
        patients = self.patients(verb) if self.passive(verb) else []
        return doers or subjects, targets or patients or self.prepositional(verb, which)

    def _givers(self, verb: Token) -> list[Party]:
        """Return from whom something is received, also "ranging from A to B"."""
        links = [t for t in verb.subtree if t.dep_ == "prep" and t.lower_ == "from"]
        ranging = any(t.lower_ == "ranging" for t in verb.subtree)
        links += [c for t in links if ranging for c in t.head.children if c.dep_ == "prep" and c.lower_ == "to"]
        return [p for link in links for o in link.children if o.dep_ == "pobj" for p in self.of(o)]

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
        own = list(dict.fromkeys(p for t in before for p in self.own(t)))
        opposed = bool(self.linked(noun, {"against"}))  # "the war of A against B", "the visit of A to B"
        opposed = opposed or any(c.lower_ == "to" for c in noun.children if entry.kind == "consult")
        links = {"by", "of"} if opposed or entry.kind in {"retreat", "withdraw", "demand"} else {"by", "from"}
        clauses = [c for c in noun.children if c.dep_ == "relcl" and is_listed(c, "light")]
        return own or self.linked(noun, links) or [p for c in clauses for p in self.subjects(c)]

    @staticmethod
    def _joined_words(token: Token) -> list[Token]:
        """Return a word before a noun with what a hyphen or "and" joins to it: "Russian-Pakistani"."""
        joined = [token, *token.conjuncts, *(t for t in token.subtree if t.dep_ in {"compound", "amod", "npadvmod"})]
        first = min(t.i for t in joined)
        if first > 1 and token.doc[first - 1].text in {"-", "–"}:
            joined.insert(0, token.doc[first - 2])
        return joined

    def _noun_targets(self, noun: Token, entry: Entry) -> list[Party]:
        straight = {"with", "to", "against", "on", "toward", "towards", "for", "over", "upon", "into"}
        if entry.kind in {"retreat", "withdraw"}:
            straight |= {"from"}
        clauses = [c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.tag_ != "VBN"]
        light = [p for c in clauses if c.dep_ == "relcl" and is_listed(c, "light") for p in self.prepositional(c)]
        said = [p for c in clauses if c.dep_ != "relcl" for p in self.complement(c)]
        rest = {"at", "in"} if entry.kind in {"retreat", "withdraw", "demand"} else {"of", "at", "in"}
        return self.linked(noun, straight) or light or said or self.linked(noun, rest)

    def _noun_entry(self, noun: Token, verb: Token | None, entry: Entry) -> Entry:
        above = noun.head.head if noun.dep_ == "pobj" else noun
        ended = above != noun and above.pos_ == "NOUN" and is_listed(above, "ending_noun")
        fails = noun.dep_ in {"nsubj", "nsubjpass"} and verb is not None and is_listed(verb, "failing")
        beside = [*noun.children, *(c for c in (verb.children if verb is not None else ()) if c.dep_ == "acomp")]
        strained = any(c.dep_ in {"amod", "acomp"} and is_listed(c, "strained") for c in beside)
        if entry.sign > 0 and (fails or strained):
            return Entry("quarrel", -1, True, entry.kind)
        ended = ended or fails
        if not ended and (verb is None or not is_listed(verb, "ending") or noun.head != verb):
            return entry
        return reversed_entry(entry)

    # how it is told

    def _pairs(self, sources: list[Party], targets: list[Party], entry: Entry, cue: Token) -> Iterator[Relation]:
        verb = cue if cue.pos_ == "VERB" else self._carrier(cue)
        denied = (verb is not None and self._denied(verb)) or any(c.lower_ == "no" for c in cue.children)
        denied = denied != (cue.dep_ == "pobj" and cue.head.lower_ == "without")  # "can't be done without X's help"
        kind, sign = (self._denial(entry)) if denied else (entry.kind, entry.sign)
        modality = "denied" if denied and not entry.was else self._modality(verb)  # "not the end of ties": they go on
        had = next((c for c in cue.children if c.dep_ == "relcl" and is_listed(c, "light")), None)
        if modality == "hoped" and had is not None:
            modality = self._modality(had)  # "may use the influence that it has": it has it
        carried = verb if verb is not None and cue.dep_ == "dobj" and cue.head == verb else None
        if modality == "asserted" and carried and is_listed(carried, "hope") and not is_listed(carried, "light"):
            modality = "hoped"  # "is preparing restrictions"
        if modality == "hoped" and cue.dep_ == "pobj" and cue.head.lower_ in _GIVEN:
            modality = "asserted"  # "a chance to shape events through their relations": these they have
        for source in dict.fromkeys(sources):
            for target in dict.fromkeys(targets):
                apart = source.end <= target.start or target.end <= source.start or source.actor != target.actor
                if apart and not (source.actor and source.actor == target.actor):
                    yield Relation(source, target, kind, sign, modality, cue, entry.mutual)

    @staticmethod
    def _denial(entry: Entry) -> tuple[str, int]:
        if entry.sign <= 0:
            return entry.was or entry.kind, -entry.sign
        return ("neglect" if entry.kind == "consult" else "reject"), -1
