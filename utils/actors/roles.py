"""What the clause makes of an actor: agent, patient or mention."""

from __future__ import annotations

import pandas as pd
from spacy.tokens import Token

from utils.actors.lists import role_words


def role_of(token: Token) -> tuple[str, str]:
    """Return what the clause makes of a word (agent, patient or mention) and the grammar that decided."""
    if token.dep_ == "appos" and token.i and token.nbor(-1).text == "(":
        return "mention", "in brackets"
    seen = 0
    while token.dep_ in {"conj", "appos"} and seen < 5:
        token, seen = token.head, seen + 1
    detail = f"{token.dep_} of {token.head.lemma_}"
    if token.dep_ in {"nsubj", "csubj"}:
        return _subject_role(token), detail
    if token.dep_ == "attr":
        return ("agent" if _does_in_relative_clause(token) else "mention"), detail
    if token.dep_ in {"nsubjpass", "dobj", "dative"}:
        return "patient", detail
    if token.dep_ == "poss":
        return _possessor_role(token), detail
    if token.dep_ == "pobj":
        return _prepositional_role(token), f"{token.head.lower_} of {token.head.head.lemma_}"
    return "mention", detail


def _does_in_relative_clause(token: Token) -> bool:
    """Return whether "that" or "which" after a predicate noun acts: "it is Pakistan that has a chance"."""
    clauses = [c for t in (token, token.head) for c in t.children if c.dep_ in {"relcl", "ccomp"}]
    return any(c.dep_ == "nsubj" and c.tag_ in {"WDT", "WP"} for clause in clauses for c in clause.children)


def _possessor_role(token: Token) -> str:
    noun = token.head
    user = noun.head.head if noun.dep_ == "pobj" else noun.head
    if noun.dep_ in {"dobj", "pobj"} and user.lemma_ in role_words("verb", "use"):
        return "patient"
    return "agent" if noun.lemma_ in role_words("noun", "act") else "mention"


def _subject_role(token: Token) -> str:
    verb = token.head
    if verb.lemma_ in role_words("verb", "patient_subject"):
        return "patient"
    noun = any(c.dep_ == "attr" for c in verb.children)
    return "mention" if verb.lemma_ in role_words("verb", "state_of") and noun else "agent"


def _prepositional_role(token: Token) -> str:
    preposition, governor = token.head, token.head.head
    if preposition.dep_ == "agent":
        return "agent"
    if preposition.lower_ == "in":
        return "patient" if _keeps_order(governor) else "mention"
    if preposition.lower_ in {"as", "like", "including"} and governor.pos_ == "NOUN":
        return role_of(governor)[0]
    if governor.pos_ in {"NOUN", "PROPN"}:
        return _noun_role(preposition.lower_, governor.lemma_.lower())
    if governor.pos_ in {"VERB", "AUX"} and preposition.lower_ in {"to", "with", "on", "against", "upon", "for"}:
        return "patient"
    return "mention"


def _noun_role(preposition: str, noun: str) -> str:
    if preposition == "of" and noun in role_words("noun", "done_to"):
        return "patient"
    if noun in role_words("noun", "acts_on", "done_to") and preposition in {"on", "to", "against", "with", "for"}:
        return "patient"
    return "agent" if preposition == "by" or (preposition == "of" and noun in role_words("noun", "act")) else "mention"


def _keeps_order(governor: Token) -> bool:
    """Return whether what is kept or sought is peace or order in a place: then the place is acted on."""
    objects = [governor, *(c for c in governor.children if c.dep_ == "dobj")]
    return any(t.lemma_ in role_words("noun", "order") for t in objects)


def without_damaged_headline(mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return mentions whose role is `mention` in a damaged headline: few words, so that who acts hangs on each."""
    torn = sentences.loc[(sentences["role"] == "headline") & (sentences["damaged"] == 1), "sentence_id"]
    inside = mentions["sentence_id"].isin(torn)
    told = {"role": "mention", "role_detail": "damaged headline"}
    return mentions.assign(**{column: mentions[column].mask(inside, value) for column, value in told.items()})
