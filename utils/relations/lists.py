"""The verbs and nouns that tell a tie, in PLOVER's categories and ours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import tables
from utils.actors import DATES
from utils.parsing import lemma

UNDIRECTED = frozenset({"agree", "consult", "cooperate", "quarrel"})
VERBAL = frozenset({"agree", "consult", "support", "demand", "disapprove", "reject", "threaten"})
STRAIGHT = frozenset(["with", "to", "against", "on", "for", "toward", "towards", "upon", "from", "between", "among"])
TARGET_PREPOSITIONS = STRAIGHT | {"at", "over", "of", "between", "among", "into", "in", "about", "outside"}


@dataclass(frozen=True)
class Entry:
    """What a verb or noun of the list says: PLOVER's category or ours, its sign, and whether it is mutual."""

    kind: str
    sign: int
    mutual: bool
    was: str = ""


@lru_cache
def entries(pos: str) -> dict[str, Entry]:
    """Return the listed verbs or nouns with what each says."""
    rows = tables.data("lexicons/relation_verbs.csv")
    rows = rows[rows["pos"] == pos]
    columns = (rows[c] for c in ("entry", "kind", "sign", "mutual"))
    return {e: Entry(kind, int(sign), mutual == "1") for e, kind, sign, mutual in zip(*columns, strict=True)}


@lru_cache
def words_of(table: str, group: str) -> frozenset[str]:
    """Return the words of a group of a list in data/lexicons."""
    rows = tables.data(f"lexicons/{table}.csv")
    return frozenset(rows.loc[rows["group"] == group, "entry"])


def phrases_of(token: Token) -> list[str]:
    """Return the forms under which a verb or noun may be listed, the longest first; "on Wednesday" is no part."""
    word = lemma(token)
    if token.pos_ in {"NOUN", "PROPN"}:
        before = [f"{c.lower_} {word}" for c in token.children if c.dep_ in {"compound", "amod"}]
        return [*before, word, token.lower_]
    after = [c for c in token.children if c.dep_ in {"prt", "prep", "advmod", "dobj"} and c.i > token.i]
    after = [c for c in after if not any(t.dep_ == "pobj" and t.text in DATES for t in c.children)]
    goals = [f"{word} {c.lower_} {t.lemma_.lower()}" for c in after if c.dep_ == "prep" for t in c.children]
    return [*goals, *(f"{word} {c.lemma_.lower() if c.dep_ == 'dobj' else c.lower_}" for c in after), word]


def entry_of(token: Token) -> Entry | None:
    """Return what a verb or noun is listed as, None if it is not."""
    pos = "verb" if token.pos_ == "VERB" else "noun" if token.pos_ == "NOUN" else ""
    listed = entries(pos) if pos else {}
    return next((listed[p] for p in phrases_of(token) if p in listed), None)


def reversed_entry(entry: Entry) -> Entry:
    """Return what ending an act comes to: lifting a sanction concedes, suspending aid or talks punishes."""
    kind, sign = ("sanction", -1) if entry.sign > 0 else ("concede", 1)
    return Entry(kind, sign, False, entry.kind)


def is_known(token: Token) -> bool:
    """Tell whether any list of ours has a verb, so that leaving it out says something."""
    return any(p in _known() for p in phrases_of(token))


@lru_cache
def _known() -> frozenset[str]:
    """Return the verbs of our helpers, and those of saying and thinking, which do nothing to anybody."""
    lists = (tables.data(f"lexicons/{name}.csv") for name in ("relation_helpers", "reporting", "light_verbs"))
    return frozenset(entry for rows in lists for entry in rows["entry"])


@lru_cache
def _sayings() -> frozenset[str]:
    rows = tables.data("lexicons/reporting.csv")
    return frozenset(rows.loc[rows["pos"] == "verb", "entry"])


def is_saying(token: Token) -> bool:
    """Tell whether a verb reports or judges by words, so that the act is the speaking itself."""
    return token.pos_ == "VERB" and lemma(token) in _sayings()


@lru_cache
def _valences() -> dict[str, float]:
    return dict(SentimentIntensityAnalyzer().lexicon)


def valence(token: Token) -> float:
    """Return what VADER's list says of a word (Hutto & Gilbert 2014), 0 for a name or a word it does not hold."""
    return 0.0 if token.pos_ == "PROPN" else _valences().get(token.lower_, 0.0)


def is_listed(token: Token, group: str) -> bool:
    """Tell whether a verb or noun belongs to a group of data/lexicons/relation_helpers.csv."""
    return any(p in words_of("relation_helpers", group) for p in phrases_of(token))
