"""Acts without a doer: passives that leave out who acts, and nouns that name an act and nobody who does it."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.parsing import Document, lemma

_NAMES_DOER = frozenset(["by", "between", "among", "from"])
_ACTING = frozenset(["NORP", "GPE", "ORG", "PERSON"])
_POINTING = frozenset(["this", "that", "these", "those", "such"])


def agentless_passives(read: Document) -> pd.DataFrame:
    """Return the passives that leave out who acts: start, end, text (auxiliary to verb), sentence_id.

    What it can't do: tell a passive whose agent stands in another sentence from one that hides it.

    >>> from utils.parsing import document
    >>> agentless_passives(document("It was agreed to use the SCO. It was signed by Russia."))["text"].tolist()
    ['was agreed']
    """
    rows = []
    for offset, doc in read.parts:
        named = {token.head.i for token in doc if token.dep_ == "agent"}
        auxiliaries = {token.head.i: token for token in reversed(doc) if token.dep_ == "auxpass"}  # the first of each
        for verb in sorted(auxiliaries.keys() - named):
            rows.append((offset + auxiliaries[verb].idx, offset + doc[verb].idx + len(doc[verb])))
    found = [(s, e, str(read.text)[s:e], read.sentence_id(s)) for s, e in rows]
    return pd.DataFrame(found, columns=["start", "end", "text", "sentence_id"])


def act_nouns(read: Document) -> pd.DataFrame:
    """Return the nouns that name an act and leave out who does it: start, end, text, sentence_id, verb.

    The nouns and the verb that each was made from are data/lexicons/act_nouns.csv. A doer counts as named where the
    noun has a possessor (*their withdrawal*), a nationality or name before it (*the Russian withdrawal*), a phrase
    with *by*, *between*, *among* or *from*, an *of* that names who acts (*the resignation of the minister*; the list
    says of which nouns), or where it is the object of a verb that lends its subject (*they made an announcement*,
    *agreed on cooperation*). *That denial* points back to one that was told, and is left.
    What it can't do: say that somebody is hidden on purpose, or tell the act from its result (*the publication* that
    was read, *the settlement* on the hill); find acts that the list does not hold.
    Source: van Leeuwen 2008, Discourse and Practice, ch. 2; Billig 2008, who shows that critics write so, too.

    >>> from utils.parsing import document
    >>> act_nouns(document("The destruction of the bridge came after Norway's withdrawal."))["text"].tolist()
    ['destruction']
    """
    rows = []
    for offset, doc in read.parts:
        for token in doc:
            verb = _verb_of().get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
            joined = token.i + 1 < len(doc) and token.nbor().text == "-"  # denial-of-service
            if verb and token.dep_ != "compound" and not joined and not _doer_named(token):
                start = offset + token.idx
                rows.append((start, start + len(token), token.text, read.sentence_id(start), verb))
    return pd.DataFrame(rows, columns=["start", "end", "text", "sentence_id", "verb"])


@lru_cache
def _verb_of() -> dict[str, str]:
    rows = tables.data("lexicons/act_nouns.csv")
    return dict(zip(rows["entry"], rows["verb"], strict=True))


@lru_cache
def _of_names_doer() -> frozenset[str]:
    rows = tables.data("lexicons/act_nouns.csv")
    return frozenset(rows.loc[rows["of"] == "doer", "entry"])


@lru_cache
def _parties() -> frozenset[str]:
    return frozenset(tables.data("lexicons/party_nouns.csv")["entry"])


@lru_cache
def _lending() -> frozenset[str]:
    return frozenset(tables.data("lexicons/light_verbs.csv")["entry"])


def _doer_named(noun: Token) -> bool:
    for child in noun.children:
        if child.dep_ == "poss" or child.lower_ in _POINTING or child.ent_type_ in _ACTING:
            return True
        if child.dep_ == "compound" and child.lemma_.lower() in _parties():
            return True  # police shootings
        if child.lower_ == "of" and noun.lemma_.lower() in _of_names_doer():
            return True
    after = (t for t in noun.subtree if t.i > noun.i)
    return any(t.dep_ in {"prep", "agent"} and t.lower_ in _NAMES_DOER for t in after) or _lent(noun)


def _lent(noun: Token) -> bool:
    """Return whether a verb with a subject governs the noun and makes that subject its doer."""
    verb = noun.head
    if verb.dep_ == "prep":
        verb = verb.head
        lends = verb.pos_ == "VERB" and noun.head.lower_ in {"on", "to", "in"}
    else:
        lends = noun.dep_ == "dobj" and lemma(verb) in _lending()
    return lends and any(c.dep_ == "nsubj" for c in verb.children)
