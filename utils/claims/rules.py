"""One rule for each way to report: what a verb, noun or adjective takes as its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Token

from utils import tables
from utils.claims.clauses import (
    auxiliaries_of,
    child,
    content_clause,
    cue_words,
    is_complement,
    is_complemented,
    is_finite,
    is_infinitival,
    is_negated,
    is_passive,
    phrase_of,
    subject_of,
    subtree,
)
from utils.claims.words import entries, frames_of, group_voices, posts
from utils.parsing import is_asked, lemma


@dataclass
class Found:
    """One attribution inside a paragraph, as token numbers, with the rule and the vocabulary group that made it."""

    head: Token
    rule: str
    group: str
    source: set[int] = field(default_factory=set)
    cue: set[int] = field(default_factory=set)
    content: set[int] = field(default_factory=set)


def clause_rule(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X said (that) ...`, `... X said`: a finite clause is the content."""
    if "clause" not in frames or is_asked(verb) or _is_hearsay(verb) or _is_listed_deed(verb):
        return None
    clause = content_clause(verb)
    if clause is None or is_infinitival(clause) or _is_beyond(verb, clause):
        return None
    subject = subject_of(verb)
    if subject is None and not is_passive(verb) and verb.tag_ in {"VB", "VBP"} and child(verb, "nsubj") is None:
        return None
    rule = "passive" if is_passive(verb) else "clause"
    content = subtree(clause).union(*map(subtree, _said_on(verb)))
    return Found(verb, rule, frames["clause"], phrase_of(subject), cue_words(verb), content)


def _is_hearsay(verb: Token) -> bool:
    """Tell whether "said" has no speaker: "the firm said to be waiting"."""
    behind = [t.tag_ for t in verb.doc[verb.i + 1 : verb.i + 3]]
    return behind == ["TO", "VB"] and verb.tag_ in {"VBD", "VBN"} and "infinitive" not in frames_of(verb)


def _is_listed_deed(verb: Token) -> bool:
    """Tell whether nobody has spoken yet: "They must do three things: publish it and write down what follows"."""
    above = verb
    while above.tag_ == "VB" and not child(above, "aux") and above.dep_ in {"conj", "dep", "appos", "ccomp"}:
        above = above.head
    return above is not verb and bool(set(auxiliaries_of(above)) & entries("claim_types", "prescriptive"))


def _is_beyond(verb: Token, content: Token) -> bool:
    """Tell whether the content is what cannot be known, so that no view is told: "we cannot know how much it costs"."""
    able = bool(set(auxiliaries_of(verb)) & {"can", "ca", "could"}) and is_negated(verb)
    return able and lemma(verb) == "know" and content.left_edge.lower_ in entries("clause_words", "unsaid")


def _said_on(verb: Token) -> list[Token]:
    """Return the clauses with "would" that the parser joins to a verb of saying: "said it had none, but would pay"."""
    joined = [
        c for c in verb.children if c.dep_ == "conj" and verb.tag_ == "VBD" and not child(c, "nsubj", "nsubjpass")
    ]
    would = [c for c in joined if any(a.dep_ == "aux" and a.lower_ == "would" for a in c.children)]
    return [c for c in would if not is_negated(c) and lemma(c) not in {"decline", "refuse"}]  # "would not elaborate"


def _parenthetical(verb: Token, frames: dict[str, str]) -> Found | None:
    """`The deal, he said, is dead` and `as he put it`: the clause around the cue is the content."""
    subject = child(verb, "nsubj", "nsubjpass")
    as_clause = any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children)
    hangs = verb.dep_ in {"parataxis", "ccomp", "dep"} or (verb.dep_ == "advcl" and as_clause)
    stranded = any(c.lower_ == "to" and not list(c.children) for c in verb.children)
    stranded = stranded or child(verb, "xcomp") is not None  # "as it has sought to (do)"
    if "clause" not in frames or subject is None or not hangs or stranded or verb.head.pos_ not in {"VERB", "AUX"}:
        return None
    before = [c for c in verb.children if c.dep_ == "advcl" and c.i < subject.i and is_finite(c)]
    before = [c for c in before if child(c, "mark", "advmod")]  # "If it fails, he said, we go"
    aside = set().union(*map(subtree, before))
    beside = [c for c in verb.children if c.dep_ in _GOVERNED and c not in before]
    if not (as_clause or (not beside and _set_off(verb, aside))):
        return None
    content = subtree(verb.head, verb) | aside
    return Found(verb, "parenthetical", frames["clause"], phrase_of(subject_of(verb)), cue_words(verb), content)


_GOVERNED = {"ccomp", "xcomp", "dobj", "conj", "acomp", "advcl"}


def _set_off(verb: Token, aside: set[int]) -> bool:
    """Tell whether the cue's clause, without what is said, is short and behind a comma, dash or quotation mark."""
    words = [t for t in verb.subtree if not t.is_punct and t.i not in aside]
    left = min(t.i for t in words)
    marked = verb.doc[left].is_punct or verb.doc[max(0, left - 1)].is_punct
    return len(words) <= 14 and left > verb.sent.start and bool(marked)


def _infinitive(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X wants to ...`, `X urged them to ...`, `X expects prices to ...`."""
    clause = next((c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and is_infinitival(c)), None)
    clause = clause or _for_clause(verb)
    if not {"infinitive", "for"} & set(frames) or clause is None:
        return None
    if "infinitive" not in frames and not any(c.lower_ in {"for", "on"} for c in [*verb.children, *clause.children]):
        return None
    subject = subject_of(verb)
    if subject is None and not is_passive(verb):
        return None
    group = frames.get("infinitive") or frames["for"]
    return Found(verb, "infinitive", group, phrase_of(subject), cue_words(verb), subtree(clause))


def _gerund(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X denied having ...`, `X admitted taking ...`: what somebody says of their own doings."""
    clause = child(verb, "xcomp")
    if "clause" not in frames or clause is None or is_infinitival(clause) or clause.pos_ not in {"VERB", "AUX"}:
        return None
    subject = subject_of(verb)
    if subject is None or not any(t.tag_ == "VBG" for t in (clause, *clause.children)):
        return None
    return Found(verb, "clause", frames["clause"], phrase_of(subject), cue_words(verb), subtree(clause))


def _for_clause(verb: Token) -> Token | None:
    inside = [c for c in verb.children if c.dep_ == "advcl" and is_infinitival(c)]
    return next((c for c in inside if any(m.lower_ == "for" for m in c.children)), None)


def _naming(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X called him a liar`, `X sees the deal as a threat`: only with a name, so never a telephone call.

    Who "officially considers" a group a threat has designated it: an act, and nobody's mind.
    """
    if "naming" not in frames:
        return None
    official = any(c.lower_ in entries("clause_words", "official") for c in verb.children)
    if official and group_voices().get(frames["naming"]) == "imputed":
        return None
    thing = child(verb, "dobj", "nsubjpass")
    name = child(verb, "oprd") or next(
        (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"as", "to"}), None
    )
    if thing is None and name is not None:
        thing = next((c for c in name.children if c.dep_ == "det" and c.lower_ in {"this", "that"}), None)
    post = child(name, "pobj") if name is not None else None
    if post is not None and post.lemma_.lower() in posts() and child(post, "det", "poss") is None:
        return None  # "dismissed Rao as manager" names no view of him; "as a dictator" does
    gap = [c for c in verb.children if verb.dep_ == "relcl" and c.tag_ == "WDT" and c.dep_ != "nsubj"]
    named = [c for c in verb.children if c.dep_ == "dobj" and c.pos_ in {"NOUN", "PROPN"}]
    if gap and named:  # "a group that the Kremlin considers a threat"
        thing, name = gap[0], named[0]
    small = child(verb, "ccomp")
    if small and small.pos_ in {"NOUN", "ADJ", "PROPN"}:
        return Found(verb, "naming", frames["naming"], phrase_of(subject_of(verb)), cue_words(verb), subtree(small))
    if thing is None or name is None:
        return None
    source = phrase_of(subject_of(verb))
    return Found(verb, "naming", frames["naming"], source, cue_words(verb), subtree(thing) | subtree(name))


_ABOUT = {"about", "of", "on", "over", "at", "with", "against", "in", "to"}


def _about(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X spoke of ...`, `X called for ...`: the topic or aim is the content."""
    for prep in verb.children:
        if prep.dep_ not in {"prep", "prt"}:
            continue
        kind = "for" if prep.lower_ == "for" else "about" if prep.lower_ in _ABOUT else ""
        topic = child(prep, "pobj", "pcomp")
        if kind in frames and topic is not None and (kind == "for" or _topical(verb, prep)):
            subject = subject_of(verb)
            if subject is not None:
                return Found(verb, "about", frames[kind], phrase_of(subject), cue_words(verb, prep), subtree(topic))
    return None


@lru_cache
def _topic_prepositions() -> frozenset[tuple[str, str]]:
    list_ = tables.data("lexicons/reporting.csv")
    return frozenset(
        (entry, prep)
        for entry, preps in zip(list_["entry"], list_["prepositions"], strict=True)
        for prep in preps.split(";")
        if prep
    )


def _topical(verb: Token, prep: Token) -> bool:
    return (lemma(verb), prep.lower_) in _topic_prepositions()


def _object(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X announced a plan`, `X condemned the attack`: a noun phrase is the content."""
    thing = child(verb, "dobj", "nsubjpass")
    if "object" not in frames or thing is None or thing.lower_ in {"who", "himself", "themselves", "itself"}:
        return None
    subject = subject_of(verb)
    told = lemma(verb) in entries("light_verbs", "light") and is_complemented(thing)
    if told or (subject is None and not is_passive(verb)):
        return None
    more = [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "for" and frames["object"] == "judge"]
    content = subtree(thing).union(*(subtree(m) for m in more))
    return Found(verb, "object", frames["object"], phrase_of(subject), cue_words(verb), content)


def _adjective(token: Token, frames: dict[str, str]) -> Found | None:
    """`X is worried about ...`, `X is sure that ...`."""
    if "adjective" not in frames or lemma(token.head) not in {"be", "seem", "feel", "become", "appear", "remain"}:
        return None
    copula = token.head
    what = child(token, "ccomp", "xcomp") or next((c for c in token.children if c.dep_ == "prep"), None)
    subject = subject_of(copula)
    if what is None or subject is None or subject.lower_ == "it":
        return None
    cue = cue_words(copula) | {token.i}
    if what.dep_ == "prep":
        topic = child(what, "pobj", "pcomp")
        if topic is None:
            return None
        return Found(token, "adjective", frames["adjective"], phrase_of(subject), cue | {what.i}, subtree(topic))
    return Found(token, "adjective", frames["adjective"], phrase_of(subject), cue, subtree(what))


def _noun(token: Token, frames: dict[str, str]) -> Found | None:
    """`the claim that ...`, `warnings from X about ...`, `his belief that ...`, `X expressed hope for ...`."""
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    if "noun" not in frames or before in {"in", "no"}:
        return None
    clause = next((c for c in token.children if c.dep_ in {"acl", "ccomp"} and is_complement(c)), None)
    if clause is None and token.dep_ == "nsubj" and lemma(token.head) == "be":
        clause = next((c for c in token.head.children if c.dep_ in {"ccomp", "xcomp"}), None)
    owner = owner_of(token)
    if clause is not None:
        verb = _governor(token) if owner is None else None
        who = owner if verb is None else subject_of(verb)
        cue = {token.i} if verb is None else cue_words(verb) | {token.i}
        return Found(token, "noun", frames["noun"], phrase_of(who), cue, subtree(clause))
    topic = next((c for c in token.children if c.dep_ == "prep" and c.lower_ in _NOUN_TOPICS), None)
    what = child(topic, "pobj", "pcomp") if topic else None
    if what is None or owner is None or topic is None or owner.i == what.i:
        return None
    return Found(token, "noun", frames["noun"], phrase_of(owner), {token.i, topic.i}, subtree(what))


_NOUN_TOPICS = {"about", "on", "for", "of", "against", "in", "over"}
_MATTERS = {"on", "about", "over", "against"}


def _governor(noun: Token) -> Token | None:
    """Return the verb whose object a noun of speech is, with a subject to hold it: "backed a pledge to ...".

    Who votes, speaks or writes *on* a plan need not hold it.
    """
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    matter = noun.dep_ == "pobj" and noun.head.lower_ in _MATTERS
    held = noun.dep_ in {"dobj", "pobj"} and above.pos_ == "VERB" and not matter
    return above if held and subject_of(above) is not None else None


def owner_of(noun: Token) -> Token | None:
    """Return whose claim, fear or promise a noun is: its possessor, its "of" or "from", or who makes it."""
    own = child(noun, "poss")
    verb = noun.head
    if own is not None and own.pos_ == "PRON" and noun.dep_ == "dobj" and subject_of(verb) is not None:
        return subject_of(verb)
    if own is not None:
        return own
    for prep in noun.children:
        if prep.dep_ in {"prep", "agent"} and prep.lower_ in {"from", "by", "among"}:
            return child(prep, "pobj")
    light = noun.dep_ in {"dobj", "pobj", "attr"} and lemma(verb) in entries("light_verbs", "light")
    return subject_of(verb) if light else None


def according_to(token: Token) -> Found | None:
    """`According to X, ...`: the clause it hangs on, without coordinate clauses that have their own subject."""
    if token.lower_ != "according":
        return None
    to = next((c for c in token.children if c.lower_ == "to"), None)
    who = child(to, "pobj") if to is not None else None
    if to is None or who is None:
        return None
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.head.i != head.i:
        head = head.head
    content = subtree(head, token, *_others(head)) - {token.i, to.i}
    return Found(token, "according_to", "document", phrase_of(who), {token.i, to.i}, content)


def _others(head: Token) -> list[Token]:
    return [c for c in head.children if c.dep_ == "conj" and child(c, "nsubj", "nsubjpass")]


_VERB_RULES = (clause_rule, _parenthetical, _infinitive, _gerund, _naming, _about, _object)


def attribution_at(token: Token) -> Found | None:
    """Return the attribution whose cue is `token`, by the first rule that fits."""
    found = according_to(token)
    if found:
        return found
    frames = frames_of(token)
    if not frames:
        return None
    rules = {"VERB": _VERB_RULES, "NOUN": (_noun,), "ADJ": (_adjective,)}[token.pos_]
    return next((f for rule in rules if (f := rule(token, frames))), None)


EVENTS = {"object", "about", "adjective", "noun"}  # rules whose content may only name what was spoken of
TOLD = {"judge", "announce", "tell", "complain", "call", "speech_noun", "accuse"}  # groups that let it be heard there


def lets_speak(found: Found) -> bool:
    """Tell whether an attribution lets somebody be heard rather than telling that something was spoken of."""
    spoken = group_voices().get(found.group) == "reported"
    return spoken and (found.rule not in EVENTS or found.group in TOLD)


def mind_rule(verb: Token) -> str:
    """Return the rule by which a verb, or what it says of its subject, tells a state of mind; "" if it does not."""
    near = [verb, *(c for c in verb.children if c.dep_ == "acomp")]
    found = [f for t in near if (f := attribution_at(t)) is not None and group_voices().get(f.group) == "imputed"]
    if found:
        return found[0].rule
    light = lemma(verb) in entries("light_verbs", "light") - entries("light_verbs", "refused")
    aims = [c for c in verb.children if c.dep_ == "dobj" and frames_of(c).get("noun") == "mind_noun"]
    return "noun" if light and aims else ""
