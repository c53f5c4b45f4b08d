"""What kind of claim a clause makes, with the words that decide it."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from utils.claims.clauses import (
    auxiliaries_of,
    child,
    is_finite,
    is_infinitival,
    is_negated,
    is_passive,
    no_word,
    predicate_of,
    subject_of,
)
from utils.claims.rules import mind_rule
from utils.claims.units import Unit
from utils.claims.words import entries, frames_of
from utils.parsing import lemma


def types(group: str) -> frozenset[str]:
    """Return the words of a group of data/lexicons/claim_types.csv."""
    return entries("claim_types", group)


def interpretive_words(unit: Unit) -> str:
    """Return the word by which a clause tells what something shows or stands for, "" without one."""
    for verb in unit.chain[:-1]:
        if lemma(verb) in types("interpretive") and not _is_document(subject_of(verb)):
            return verb.text
    core = unit.core
    if lemma(core) in types("interpretive") and any(c.dep_ in {"advcl", "ccomp", "xcomp"} for c in core.children):
        return core.text
    if lemma(core) in types("interpretive_object") and child(core, "dobj", "prep") and not auxiliaries_of(core):
        return core.text
    return next((p.text for p in predicate_of(core) if lemma(p) in types("interpretive_noun")), "")


def _is_document(noun: Token | None) -> bool:
    return noun is not None and lemma(noun) in entries("clause_words", "document")


def prescriptive_words(unit: Unit) -> str:
    """Return the word by which a clause tells what is to be done, "" without one."""
    core = unit.core
    modal = next((a for a in auxiliaries_of(core) if a in types("prescriptive")), "")
    if modal:
        return modal
    aims = [c for c in core.children if c.dep_ in {"xcomp", "advcl"} and is_infinitival(c)]
    if lemma(core) in types("prescriptive_infinitive") and aims and child(core, "dobj") is None:
        return f"{core.text} to"
    called = any(c.dep_ == "prep" and c.lower_ == "for" for c in core.children)
    if lemma(core) in types("prescriptive_speech") and (aims or called) and child(core, "dobj", "pobj", "prep"):
        return core.text if not is_passive(core) else ""
    ordered = next((v.text for v in unit.chain[:-1] if lemma(v) in types("prescriptive_speech")), "")
    if ordered and not is_finite(core):
        return ordered
    clause = any(p.children and child(p, "xcomp", "ccomp", "advcl") for p in predicate_of(core)) or bool(aims)
    fit = next((p.text for p in predicate_of(core) if lemma(p) in types("prescriptive_predicate")), "")
    return fit if clause else ""


def causal_words(unit: Unit) -> str:
    """Return the word by which a clause names what brings something about, "" without one."""
    core = unit.core
    word = lemma(core)
    preps = {c.lower_ for c in core.children if c.dep_ in {"prep", "prt"}}
    bound = {e.split(":")[0] for e in types("causal_preposition")}
    why = any(
        c.dep_ in {"ccomp", "advcl"} and any(w.lower_ in {"why", "how"} for w in c.children) for c in core.children
    )
    for verb in unit.chain:
        if lemma(verb) in types("causal_why") and (why or len(unit.chain) > 1):
            return verb.text
    if word in bound and any(f"{word}:{prep}" in types("causal_preposition") for prep in preps):
        return word
    effect = child(core, "xcomp", "ccomp") is not None and child(core, "dobj", "ccomp", "nsubjpass") is not None
    plain = word in {"cause", "trigger", "provoke", "prompt", "induce", "generate", "spark", "fuel", "engender"}
    if word in types("causal") - types("causal_why") and (effect or (plain and child(core, "dobj", "nsubjpass"))):
        return core.text
    if "without" in preps and (is_negated(core) or no_word(core)):
        return "not without"
    because = next((c.lower_ for c in core.children if c.dep_ == "mark"), "")
    if because == "because":
        return because
    if any(a in {"why"} for a in (c.lower_ for c in core.children if c.dep_ == "advmod")):
        return "why"
    nouns = [*predicate_of(core), *([s] if (s := child(core, "nsubj")) is not None and lemma(core) == "be" else [])]
    nouns += [
        c
        for n in nouns
        for p in n.children
        if p.dep_ == "prep" and (c := child(p, "pobj")) is not None and n.lower_ == "one"
    ]
    return next((n.text for n in nouns if lemma(n) in types("causal_noun")), "")


def _predictive(unit: Unit) -> str:
    core = unit.core
    future = next((a for a in auxiliaries_of(core) if a in types("predictive")), "")
    if future and not (future in {"could", "can", "ca"} and is_negated(core)):
        return future
    words = [core, *predicate_of(core)]
    ahead = [w for w in words if lemma(w) in types("predictive_infinitive")]
    for w in ahead:
        aim = any(c.dep_ == "xcomp" and is_infinitival(c) for c in w.children)
        whole = any(c.dep_ == "ccomp" and is_infinitival(c) for c in w.children)
        if whole or (aim and (w is not core or is_passive(core) or lemma(w) == "go")):
            return f"{w.text} to"
    return ""


def _evaluative(unit: Unit) -> str:
    core = unit.core
    rated = predicate_of(core)
    found = next((p.text for p in rated if lemma(p) in types("evaluative") or p.lower_ in types("evaluative")), "")
    found = found or next((p.text for p in rated if lemma(p) in types("evaluative_noun")), "")
    found = found or next((p.text for p in rated if p.tag_ in {"JJS", "RBS", "JJR"}), "")
    if found or core.text.lower() in types("evaluative_verb") or lemma(core) in types("evaluative_verb"):
        return found or core.text
    thing = child(core, "dobj")
    if thing is not None and frames_of(core) and lemma(thing) in types("evaluative_object"):
        return thing.text
    marks = thing is not None and lemma(core) in {
        "mark",
        "make",
        "constitute",
        "remain",
        "become",
        "have",
        "take",
        "pose",
    }
    if marks and thing is not None:
        words = [thing, *thing.children]
        return next(
            (w.text for w in words if lemma(w) in types("evaluative_noun") | types("evaluative") and w is not core),
            "",
        )
    named = mind_rule(core) == "naming"
    return core.text if named else ""


_TYPES: tuple[tuple[str, Callable[[Unit], str]], ...] = (
    ("interpretive", interpretive_words),
    ("prescriptive", prescriptive_words),
    ("predictive", _predictive),
    ("causal", causal_words),
    ("evaluative", _evaluative),
)


def claim_type_of(unit: Unit) -> tuple[str, str]:
    """Return the type of a claim and the words that decide it."""
    if (why := causal_words(unit)) in {"not without", "why"} or (why and lemma(unit.head) in types("causal_why")):
        return "causal", why
    for name, rule in _TYPES:
        if words := rule(unit):
            return name, words
    return "descriptive", ""
