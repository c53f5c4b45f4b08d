"""Which actor a pronoun or a describing phrase stands for: candidates, what speaks for each, and when to say nothing.

A resolver with few weights, each readable: after Lappin & Leass 1994 (salience weighted by role and recency) and Lee
et al. 2013 (precise rules first, agreement before preference).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Token

from utils.actors import speakers
from utils.actors.lists import Mention, View, group, role_words, rows, title_groups
from utils.article import Span

RECENCY = 1.5  # lost for each sentence back
SUBJECT = 1.0  # the candidate was last the subject of its clause
PARALLEL = 0.5  # pronoun and candidate both are subjects
SALIENCE = 0.6  # for each doubling of how often the candidate was named
GENDER = 1.0  # the candidate's gender is known and fits
MARGIN = 0.3  # by which the best must lead
STRICT_MARGIN = 1.0  # the same for "it" and "they"
REACH = 3  # sentences back
PHRASE_REACH = 12
UNNAMED = 3  # places at which a body without a name is an actor


_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LANDS = frozenset({"country", "nation", "republic", "kingdom", "state"})  # a giant or a power may be a firm


@dataclass
class Candidate:
    """An actor so far: its kind, gender, last sentences, how often it came, and words that described it."""

    kind: str
    gender: str = ""
    sentence: int = -1
    subject: int = -1  # the last sentence in which it was a subject
    count: int = 0
    words: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)


@lru_cache
def _pronouns() -> dict[str, tuple[str, frozenset[str]]]:
    list_ = rows("pronouns")
    return {
        entry: (sort, frozenset(kinds.split(";")))
        for entry, sort, kinds in zip(list_["entry"], list_["group"], list_["kinds"], strict=True)
    }


class Resolver:
    """Reads a document from left to right and links pronouns and describing phrases to the actors named so far."""

    def __init__(self, view: View, named: list[Mention]) -> None:
        """Take the view and its named mentions, descriptions resolved by rule among them."""
        self.view, self.document, self.named = view, view.document, sorted(named, key=lambda m: m.start)
        self.so_far: dict[str, Candidate] = {}
        self.taken = {i for m in named for i in range(m.start, m.end)}
        self.quotations = speakers.quotations(view.document)
        self.links: dict[int, list[str]] = defaultdict(list)  # token -> actors
        self.unnamed: dict[str, list[Span]] = defaultdict(list)  # phrases for a body that no name fits
        self.pairs: list[tuple[int, tuple[str, str], bool]] = []  # sentence, actors, subject?

    def links_of(self) -> Iterator[Mention]:
        """Yield the mentions of form `pronoun:rule` and `phrase:rule` that the text makes plain enough."""
        events: list[tuple[int, int, Mention | Token]] = [(m.start, 0, m) for m in self.named]
        events += [(t.idx, 1, t) for t in self.document.doc if t.lower_ in _pronouns() or self._is_phrase(t)]
        later: list[Token] = []
        for start, _, what in sorted(events, key=lambda e: e[:2]):
            if isinstance(what, Mention):
                self._note(what.actor, what.kind, self.document.head(what.start, what.end), what)
            elif start not in self.taken and _pronouns().get(what.lower_, ("",))[0] in {"speaker", "asked", "ours"}:
                later.append(what)
            elif start not in self.taken:
                yield from self._resolved(what)
        yield from self._spoken(later)
        yield from self._without_a_name()

    def _without_a_name(self) -> Iterator[Mention]:
        """Yield a body that the text calls by its noun alone, three times or more: "the federation"."""
        for noun, places in self.unnamed.items():
            if len(places) >= UNNAMED and not any(noun in c.words for c in self.so_far.values()):
                for start, end in places:
                    yield Mention(start, end, f"the {noun}", "organisation", "phrase:unnamed")

    def _note(self, actor: str, kind: str, token: Token | None, mention: Mention | None = None) -> None:
        known = self.so_far.setdefault(actor, Candidate(kind))
        known.count += 1
        if token is None:
            return
        known.sentence = self.document.sentence_at(token.idx)
        known.subject = known.sentence if _is_subject(token) else known.subject
        self.links[token.i].append(actor)
        if mention is not None and kind in {"leader", "person"}:
            known.gender = known.gender or _gender(mention, self.view.text)
            known.words |= _described(token)
            known.titles |= {mention.title} - {""}
        if mention is not None and kind not in {"leader", "person"}:
            known.words |= {w.lower() for w in self.view.text[mention.start : mention.end].split(" ")}
        if mention is not None:
            self._pair(actor, token, known.sentence)

    def _pair(self, actor: str, token: Token, sentence: int) -> None:
        """Note two actors named together: "Russia and Pakistan", or "the two sides", which has two on one place."""
        beside = token.head if token.dep_ == "conj" else token
        others = [other for other in self.links.get(beside.i, ()) if other != actor]
        if others:
            self.pairs.append((sentence, (others[0], actor), _is_subject(token)))

    def _is_phrase(self, token: Token) -> bool:
        """Return whether a noun with "the", "this" or "our" describes one person, body or country."""
        if token.tag_ != "NN" or token.dep_ in {"compound", "amod", "npadvmod"}:
            return False
        if self._subject_of_naming(token) is not None:
            return True
        first = next((c for c in token.children if c.dep_ in {"det", "poss"}), None)
        if first is None or first.lower_ not in {"the", "this", "that", "our"}:
            return False
        if first.lower_ in {"this", "our"} and token.lower_ in group("descriptions", "outlet"):
            return False  # "this newspaper" is who prints the text
        if first.lower_ == "our" and token.lemma_.lower() in group("descriptions", "human"):
            return False  # whose minister "our minister" is, only the speaker knows
        if token.lemma_.lower() in group("descriptions", "body") and any(c.lower_ == "former" for c in token.children):
            return False  # "the former school" is none
        if token.lower_ == "state" and any(c.lower_ == "of" for c in token.children):
            return False  # the state of affairs
        return token.lemma_.lower() in group("descriptions", "human", "body", "state")

    @staticmethod
    def _subject_of_naming(token: Token) -> Token | None:
        """Return the word that a noun says what it is: "Jones, a lawyer", "she was a lawyer"; None for other nouns."""
        if token.dep_ == "appos":
            return token.head
        if any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in token.children):
            return next(c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN")
        if token.dep_ != "attr" or token.head.lemma_ != "be" or any(c.lower_ == "no" for c in token.children):
            return None
        parts = {c.dep_ for c in token.head.children}
        told = not parts & {"neg", "aux", "mark"}
        return next((c for c in token.head.children if c.dep_ == "nsubj"), None) if told else None

    def _resolved(self, token: Token) -> Iterator[Mention]:
        word = token.lower_
        if word in _pronouns():
            sort, kinds = _pronouns()[word]
            if word.endswith("self") and token.i and self.links.get(token.i - 1):
                return  # "Islamabad itself" only stresses the name
            if sort == "body" and _is_nobody(token):
                return
            actors, rule = (self._plural(token) if sort == "plural" else self._best(token, sort, kinds)), sort
            span, form = (token.idx, token.idx + len(token)), "pronoun"
        else:
            named = self._subject_of_naming(token)
            actors, rule = self._phrase(token) if named is None else (self._told_to_be(named), "naming")
            for actor in (a for a in actors if self.so_far[a].kind not in {"leader", "person"}):
                self.so_far[actor].words |= {word}
            spans = (self._phrase_span(token, whole) for whole in (named is not None, False))
            free = [s for s in spans if self.taken.isdisjoint(range(*s))]
            if not free:
                return
            span, form = free[0], "phrase"
            plain = all(c.dep_ == "det" or (c.dep_ == "compound" and c.pos_ == "NOUN") for c in token.lefts)
            if not actors and plain and rule == "body" and word not in group("descriptions", "general"):
                self.unnamed[token.lemma_.lower()].append(span)
        for actor in actors:
            kind = self.so_far[actor].kind
            self._note(actor, kind, token)
            if rule in {"male", "female"}:
                self.so_far[actor].gender = rule
            yield Mention(*span, actor, kind, f"{form}:{rule}")

    def _scores(self, token: Token, kinds: frozenset[str], reach: int) -> dict[str, float]:
        here = self.document.sentence_at(token.idx)
        found = {}
        for actor, c in self.so_far.items():
            if c.kind in kinds and c.sentence >= 0 and here - c.sentence <= reach:
                subject = c.subject == c.sentence
                parallel = subject and token.dep_ in {"nsubj", "nsubjpass"}
                score = SUBJECT * subject + PARALLEL * parallel - RECENCY * (here - c.sentence)
                found[actor] = score + SALIENCE * c.count.bit_length()
        return found

    def _best(self, token: Token, sort: str, kinds: frozenset[str]) -> list[str]:
        if sort == "body":
            return self._body(token, kinds)
        rival = {"male": "female", "female": "male"}.get(sort, "-")
        scores = {
            actor: score
            for actor, score in self._scores(token, kinds, REACH).items()
            if self.so_far[actor].gender != rival and not self._barred(token, actor)
        }
        sure = {a: s for a, s in scores.items() if self.so_far[a].gender == sort}
        for actor in sure:
            scores[actor] += GENDER
        return _leader(scores)

    def _body(self, token: Token, kinds: frozenset[str]) -> list[str]:
        """Return the body that is subject of this sentence or the one before, if no other comes close.

        "It" and "they" mostly stand for things that are no actors, so the rule is strict.
        """
        here = self.document.sentence_at(token.idx)
        near = [a for a, c in self.so_far.items() if c.kind in kinds and c.sentence == here]
        if token.dep_ == "poss" and len(near) == 1:
            return near  # "turned on the council, accusing its leaders"
        scores = {
            actor: score
            for actor, score in self._scores(token, kinds, 1).items()
            if here - self.so_far[actor].subject <= 1
            and self.so_far[actor].subject >= 0
            and not self._barred(token, actor)
        }
        return _leader(scores, STRICT_MARGIN)

    def _barred(self, token: Token, actor: str) -> bool:
        """Return whether grammar forbids: an object is not the subject of its verb, a quoted "he" not the speaker."""
        if token.dep_ == "nsubj" and any(
            actor in self.links.get(c.i, ()) or self._is_named(c, actor)
            for c in token.head.children
            if c.dep_ == "dobj"
        ):
            return True
        if token.dep_ in {"dobj", "dative", "pobj"} and not token.lower_.endswith(("self", "selves")):
            verb = token.head.head if token.dep_ == "pobj" else token.head
            if any(actor in self.links.get(c.i, ()) for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}):
                return True
        return self._says(token, actor)

    def _is_named(self, token: Token, actor: str) -> bool:
        """Return whether a word that comes later names the actor."""
        return any(m.actor == actor and m.start <= token.idx < m.end for m in self.named)

    def _plural(self, token: Token) -> list[str]:
        """Return two actors named together nearby, else the people, group or body that stands out."""
        here = self.document.sentence_at(token.idx)
        own = self._subject_of_clause(token) if token.dep_ == "poss" else []
        if len(own) == 1 and self.so_far[own[0]].kind in _pronouns()["they"][1]:
            return own
        near = [pair for sentence, pair, subject in self.pairs if here - sentence <= int(subject)]
        if near:
            return list(near[-1])
        if self._many_before(token):
            return []
        return self._main_pair(here) or ([] if token.lower_ == "both" else self._body(token, _pronouns()["they"][1]))

    def _many_before(self, token: Token) -> bool:
        """Return whether a plural noun that is no actor stands before: "supported the dockers and their ..."."""
        before = (t for t in token.sent if t.i < token.i and t.tag_ == "NNS" and t.dep_ in {"nsubj", "dobj"})
        return any(not self.links.get(t.i) for t in before)

    def _subject_of_clause(self, token: Token) -> list[str]:
        """Return who is the subject of the verb over a word: "The Faroe Islands will close their ports"."""
        verb = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
        subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}] if verb is not None else []
        return self.links.get(subjects[0].i, []) if subjects and not subjects[0].is_ancestor(token) else []

    def _main_pair(self, here: int) -> list[str]:
        """Return the two bodies the text has named most, if both stand nearby and no third comes close."""
        bodies = {a: c for a, c in self.so_far.items() if c.kind in {"state", "region", "group"}}
        counts = Counter({actor: c.count for actor, c in bodies.items()}).most_common(3)
        clear = len(counts) > 1 and (len(counts) == 2 or counts[1][1] > counts[2][1])
        pair = sorted(actor for actor, _ in counts[:2])
        return pair if clear and all(here - bodies[actor].sentence <= 1 for actor in pair) else []

    def _phrase(self, token: Token) -> tuple[list[str], str]:
        """Return whom "the company", "the student" or "this country" describes."""
        noun = token.lemma_.lower()
        if noun in group("descriptions", "human"):
            kinds, sort = frozenset(["leader", "person"]), "human"
        elif noun in group("descriptions", "body"):
            kinds, sort = frozenset(["organisation", "group"]), "body"
        else:
            return (self._country() if noun in _LANDS else []), "country"
        scores = self._scores(token, kinds, PHRASE_REACH)
        scores = {a: s for a, s in scores.items() if not self._is_own_subject(token, a) and not self._says(token, a)}
        if noun in group("descriptions", "body"):
            scores = {actor: s for actor, s in scores.items() if not self._is_another_sort(actor, noun)}
        elif noun in title_groups():
            scores = {actor: s for actor, s in scores.items() if _may_hold(self.so_far[actor].titles, noun)}
            holders = {a: s for a, s in scores.items() if any(noun in t.split(" ") for t in self.so_far[a].titles)}
            if len(holders) == 1:
                return list(holders), sort
            scores = holders or scores
        said = {c.lower_ for c in token.children if c.dep_ in {"compound", "amod"}} | {noun} | _family(noun)
        told = {actor: s for actor, s in scores.items() if said & self.so_far[actor].words}
        here = self.document.sentence_at(token.idx)
        near = {a: s for a, s in scores.items() if here - self.so_far[a].sentence <= 1}
        return _leader(told) or (_leader(near) if not told else []), sort

    def _is_own_subject(self, token: Token, actor: str) -> bool:
        """Return whether an actor is the subject of a verb above a phrase that is not its subject itself.

        Nobody criticises himself so, and who says that "the operator" broke a contract is not the operator: a full
        phrase never stands for a subject that commands it (condition C of binding theory).
        """
        above = token
        while above.head.i != above.i:
            child, above = above, above.head
            if child.dep_ in {"conj", "advcl"} and any(c.dep_ in _SUBJECTS for c in child.children):
                return False
            subjects = [c for c in above.children if c.dep_ in _SUBJECTS and c.i != child.i]
            named = [t for c in subjects for t in (c, *(k for k in c.children if k.dep_ == "appos"))]
            if above.pos_ in {"VERB", "AUX"} and any(actor in self.links.get(t.i, ()) for t in named):
                return True
        return False

    def _says(self, token: Token, actor: str) -> bool:
        """Return whether an actor is the speaker of the quotation that a phrase stands in."""
        speaker = next((t for (a, b), t in self.quotations if a <= token.i < b and t is not None), None)
        return speaker is not None and actor in self.links.get(speaker.i, ())

    def _is_another_sort(self, actor: str, noun: str) -> bool:
        """Return whether a body is called by another noun: the Dockers' Union is not "the company", no firm a court."""
        words, general = self.so_far[actor].words, group("descriptions", "general")
        official = bool(words & group("descriptions", "official"))
        if (noun == "group" and official) or (noun in group("descriptions", "official") and not official):
            return True  # no regulator is "the group", and no firm "the watchdog"
        if noun in words | general or words & _family(noun):
            return False
        return bool(words & group("descriptions", "own_sort")) or noun in group("descriptions", "by_name")

    def _told_to_be(self, token: Token) -> list[str]:
        """Return the one person or body that a word stands for, which an apposition or a predicate describes."""
        actors = self.links.get(token.i, [])[:2]
        kinds = {self.so_far[a].kind for a in actors}
        return actors if len(actors) == 1 and kinds <= {"leader", "person", "organisation", "group"} else []

    def _phrase_span(self, token: Token, whole: bool) -> Span:
        """Return a noun with the words before it, and with what hangs on it where it is a `whole` new description."""
        left = min([c.i for c in token.children if c.i < token.i] + [token.i])
        after = [c.right_edge for c in token.children if c.dep_ == "prep" and c.i > token.i] if whole else []
        end = max([token, *after], key=lambda t: t.i)
        return self.document.doc[left].idx, end.idx + len(end)

    def _country(self) -> list[str]:
        """Return the state that the text has named most, if it leads clearly."""
        counts = Counter({a: c.count for a, c in self.so_far.items() if c.kind == "state"}).most_common(2)
        clear = counts and (len(counts) == 1 or counts[0][1] >= 2 * counts[1][1])
        return [counts[0][0]] if clear else []

    def _spoken(self, tokens: list[Token]) -> Iterator[Mention]:
        """Yield "I" as the speaker of its quotation, or as who answers in an interview, and "you" as who is asked.

        "We" is the speaker only where a body speaks: which group a person speaks for, the words don't tell.
        """
        told, asked = speakers.answers(self.document)
        people = [(m.start, m.actor) for m in self.named if m.kind in {"leader", "person"}]
        answering = speakers.interviewee(people, told, asked)
        for token in tokens:
            sort = _pronouns()[token.lower_][0]
            inside = [t for (a, b), t in self.quotations if a <= token.i < b]
            actor = ""
            if sort in {"speaker", "ours"} and inside and inside[0] is not None:
                actor = next(iter(self.links.get(inside[0].i, ())), "")
            elif answering and not inside and sort != "ours":
                here = told if sort == "speaker" else asked
                actor = answering if any(s <= token.idx < e for s, e in here) else ""
            if actor and self.so_far[actor].kind in _pronouns()[token.lower_][1]:
                yield Mention(token.idx, token.idx + len(token), actor, self.so_far[actor].kind, f"pronoun:{sort}")


def _may_hold(titles: set[str], noun: str) -> bool:
    """Return whether somebody of these titles may be called by another: a prime minister is no president."""
    offices = {title for title in titles if title_groups().get(title) in {"head", "minister"}}
    return not offices or any(noun in title.split(" ") or title == "counterpart" for title in offices)


def _family(noun: str) -> frozenset[str]:
    """Return the nouns by which bodies of one sort are called: a regulator may be an authority or a commission."""
    return next((g for sort in ("official", "labour") if noun in (g := group("descriptions", sort))), frozenset())


def _leader(scores: dict[str, float], margin: float = MARGIN) -> list[str]:
    """Return the candidate that leads by the margin, nothing where two come close: never guess."""
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    clear = ranked and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= margin)
    return [ranked[0][0]] if clear else []


def _is_subject(token: Token) -> bool:
    """Return whether a word, or what "and" joins it to, is the subject of its clause."""
    while token.dep_ in {"conj", "appos"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in _SUBJECTS or (
        token.dep_ == "attr" and token.pos_ == "PROPN"
    )  # "the customer is Norhavn Lines"


def _is_nobody(token: Token) -> bool:
    """Return whether "it" may stand for no one or for an event: "it is clear that", "it shows that", "presented it".

    Only an "it" that does something is taken for an actor.
    """
    if token.lower_ != "it":
        return False
    verb = token.head
    clause = any(c.dep_ in {"ccomp", "csubj"} and c.i > verb.i for c in verb.children)
    told = clause and verb.lemma_ not in role_words("verb", "person")
    return token.dep_ != "nsubj" or verb.lemma_ in role_words("verb", "event_subject") or told or verb.pos_ == "AUX"


def _gender(mention: Mention, text: str) -> str:
    """Return male or female where a title or a given name tells it."""
    words = text[mention.start : mention.end].lower().replace(".", "").split(" ")
    for sort in ("male", "female"):
        if group("descriptions", sort) & set(words):
            return sort
    for word in reversed(words[:-1]):
        for sort in ("male", "female"):
            if word in group("given_names", sort):
                return sort
    return ""


def _described(token: Token | None) -> set[str]:
    """Return the nouns that stand beside a person's name: "student Ahmed Mohamed", "Jones, a lawyer"."""
    if token is None:
        return set()
    beside = [c for c in token.children if c.dep_ in {"compound", "appos", "nmod"}]
    beside += [token.head] if token.dep_ == "appos" else []
    beside += [c for c in token.head.children if c.dep_ == "attr"] if token.dep_ == "nsubj" else []
    posts = {word for c in token.children if c.dep_ == "relcl" for word in _POSTS.get(c.lemma_.lower(), ())}
    return {t.lemma_.lower() for t in beside if t.pos_ == "NOUN"} | posts


_POSTS = {"chair": ("chair", "chairman", "chairwoman", "chairperson"), "lead": ("leader",)}  # "Ann Rao, who chairs it"
