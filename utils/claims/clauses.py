"""The grammar that several rules ask for: whose clause it is, what it takes, whether it denies."""

from __future__ import annotations

from spacy.tokens import Token

from utils.claims.words import entries, frames_of

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_CUE_PARTS = {"aux", "auxpass", "neg", "prt"}


def subtree(token: Token, *cut: Token) -> set[int]:
    """Return the tokens below `token`, without those below each token of `cut`."""
    out = {t.i for c in cut for t in c.subtree}
    return {t.i for t in token.subtree} - out


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child of a word with one of these dependencies, None without one."""
    return next((c for c in token.children if c.dep_ in deps), None)


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is passive, also as a participle without its auxiliary ("a deal signed by")."""
    reduced = verb.dep_ in {"acl", "advcl"} and verb.tag_ == "VBN" and not child(verb, "nsubj", "aux")
    return bool(child(verb, "auxpass", "nsubjpass")) or reduced


def subject_of(verb: Token) -> Token | None:
    """Return who does what `verb` says: its own subject, or the one it shares; None where the text gives none."""
    while True:
        if is_passive(verb):
            agent = child(verb, "agent")
            return child(agent, "pobj") if agent else None
        own = child(verb, "nsubj")
        if own:
            return None if own.lower_ in {"it", "there"} and child(verb, "acomp") else own
        if verb.dep_ == "acl":
            return verb.head
        beside = _beside(verb)
        if beside is not None:
            return beside
        if verb.dep_ not in {"conj", "xcomp", "advcl", "pcomp", "prep", "dep"} or verb.head.i == verb.i:
            return None
        if verb.dep_ == "xcomp" and child(verb.head, "dobj"):
            return child(verb.head, "dobj")
        if verb.head.pos_ not in {"VERB", "AUX"}:
            return None
        verb = verb.head


def _beside(verb: Token) -> Token | None:
    """Return a noun that stands right before a finite `verb` or right after it, where the parse gave no subject."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.dep_ == "conj":
        return None
    left = verb.i - 1
    while left > verb.sent.start and verb.doc[left].dep_ in {"advmod", "aux", "neg"}:
        left -= 1
    near = [verb.doc[i] for i in (left, verb.i + 1) if verb.sent.start <= i < verb.sent.end]
    return next((t for t in near if t.pos_ in {"NOUN", "PROPN", "PRON"} and t.dep_ != "dobj"), None)


def phrase_of(noun: Token | None) -> set[int]:
    """Return the noun phrase of a source without clauses that hang on it after a comma."""
    if noun is None:
        return set()
    clauses = [c for c in noun.children if c.dep_ in {"relcl", "acl", "advcl", "conj"} and c.pos_ in {"VERB", "AUX"}]
    dates = [c for c in noun.children if c.dep_ == "compound" and c.ent_type_ == "DATE"]
    dates = [c for c in dates if c.left_edge.i and c.left_edge.nbor(-1).pos_ == "ADP"]  # "In January Helix sued"
    return subtree(noun, *clauses, *dates)


def cue_words(verb: Token, *more: Token) -> set[int]:
    """Return the tokens of a cue: the verb with its auxiliaries, negation and particle, and what else is given."""
    return {verb.i, *(c.i for c in verb.children if c.dep_ in _CUE_PARTS), *(m.i for m in more)}


def content_clause(verb: Token) -> Token | None:
    """Return the finite clause that a verb of saying governs, also by way of "well"; of several, the one behind it."""
    beside = [c for c in verb.children if c.dep_ == "advmod" and c.i > verb.i]  # "knows perfectly well that"
    clauses = [c for v in (verb, *beside) for c in v.children if c.dep_ == "ccomp"]
    behind = [c for c in clauses if c.i > verb.i]
    return next(iter(behind or clauses), None)


def is_infinitival(clause: Token) -> bool:
    """Tell whether a clause is an infinitive with "to"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def is_complemented(noun: Token) -> bool:
    """Tell whether a noun of speech or mind carries its own content: "fear that prices would fall"."""
    return "noun" in frames_of(noun) and any(c.dep_ in {"acl", "ccomp"} and is_complement(c) for c in noun.children)


def is_complement(clause: Token) -> bool:
    """Tell whether a clause completes its noun or verb: an infinitive, or a clause with "that"."""
    return is_infinitival(clause) or any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def is_finite(verb: Token) -> bool:
    """Tell whether a verb carries tense, itself or by an auxiliary."""
    if verb.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"MD", "VBD", "VBZ", "VBP"} for c in verb.children)


def is_verbal(token: Token) -> bool:
    """Tell whether a token is a verb or an auxiliary."""
    return token.pos_ in {"VERB", "AUX"}


def auxiliaries_of(verb: Token) -> list[str]:
    """Return the auxiliaries of a verb, or of the coordinate verb it shares them with."""
    own = [c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    return own if own or verb.dep_ != "conj" or is_finite(verb) else auxiliaries_of(verb.head)


def predicate_of(verb: Token) -> list[Token]:
    """Return the adjective or noun that a copula says of its subject, with adjectives beside it."""
    parts = [c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd"}]
    parts += [c for p in parts for c in p.children if c.dep_ in {"conj", "amod", "compound"}]
    as_named = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"as", "at"}]
    return parts + [c for p in as_named if (c := child(p, "pobj")) is not None]


def is_negated(verb: Token) -> bool:
    """Tell whether "not" or "n't" hangs on a verb."""
    return any(c.dep_ == "neg" for c in verb.children)


def no_word(verb: Token) -> str:
    """Return *no*, *nobody*, *never* and the like where they deny what `verb` says, "" else."""
    for part in verb.children:
        if part.dep_ not in {"nsubj", "nsubjpass", "dobj", "attr", "neg", "advmod"}:
            continue
        if part.lower_ in entries("certainty", "negative"):
            return part.text
        no = next((c for c in part.children if c.lower_ in {"no", "neither"} and c.dep_ in {"det", "preconj"}), None)
        if no is not None and f"no {part.lower_}" not in entries("certainty", "booster"):
            return no.text
    return ""
