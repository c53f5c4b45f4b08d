"""What a text takes for granted: words whose sentence holds only if something unsaid does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.article import Span
from utils.parsing import Document, lemma

KINDS = ("factive", "change_of_state", "iterative", "definite_change", "question")
COLUMNS = ["start", "end", "text", "sentence_id", "kind", "trigger", "implies"]

_OPEN = frozenset(["if", "whether", "“", '"'])
_ASKING = frozenset(["WDT", "WP", "WP$", "WRB"])  # who knows what: no fact is told
_NEAR = 4  # words between a factive and its clause
_SPEECH = frozenset([":", "“", '"'])
_LONGEST = 12  # words between *again* and its verb
_SHOWN = 8  # words of a verb and what follows it
_FINITE = frozenset(["VBD", "VBP", "VBZ", "MD"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "expl", "csubj"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those"])


class _Trigger(NamedTuple):
    words: tuple[str, ...]
    kind: str
    implies: str


def presuppositions(read: Document) -> pd.DataFrame:
    """Return what sentences take for granted, a row a trigger: COLUMNS, in the order of the text.

    `text` is the trigger with what it takes for granted, in the text's words: the factive and its clause, the verb and
    what follows it, the thing that grows; `trigger` is the list's word, `implies` says what is taken for granted.
    KINDS: factive (*realise that*, *the fact that*), change_of_state (*continue*, *stop*), iterative (*again*,
    *another*), definite_change (*the growing rift*), question (*why ...?*). Triggers are
    data/lexicons/presupposition_triggers.csv; the grammar must fit: a factive needs a finite clause after it, without
    *if* or a word that asks, a thing that grows an article or an owner.
    What it can't do: say whether a reader disputes what is taken for granted; see that a report or a condition takes
    it back (*he thinks that she knows*), or what definite names and *after*-clauses presuppose.
    Source: Levinson 1983, Pragmatics, ch. 4; Karttunen 2016 on how unlike each other these triggers are.

    >>> from utils.parsing import document
    >>> found = presuppositions(document("The growing rift continued. Who knew that Norway had left again?"))
    >>> list(zip(found["kind"], found["text"]))
    [('definite_change', 'growing rift'), ('change_of_state', 'continued'),
     ('factive', 'knew that Norway had left again'), ('iterative', 'left again')]
    """
    rows = []
    for offset, doc in read.parts:
        for token in doc:
            for trigger, taken in _taken(token):
                last = token.nbor(len(trigger.words) - 1)
                start, end = offset + min(taken[0], token.idx), offset + max(taken[1], last.idx + len(last))
                row = (start, end, str(read.text)[start:end], read.sentence_id(offset + token.idx), trigger.kind)
                rows.append((*row, " ".join(trigger.words), trigger.implies))
    return pd.DataFrame(sorted(rows), columns=COLUMNS)


@lru_cache
def _triggers() -> dict[str, dict[str, list[_Trigger]]]:
    """Return the triggers by shape and first word."""
    made: dict[str, dict[str, list[_Trigger]]] = defaultdict(lambda: defaultdict(list))
    for row in tables.data("lexicons/presupposition_triggers.csv").to_dict("records"):
        words = tuple(row["entry"].split())
        made[row["shape"]][words[0]].append(_Trigger(words, row["kind"], row["implies"]))
    return made


def _taken(token: Token) -> Iterator[tuple[_Trigger, Span]]:
    """Yield each trigger that a token opens, with the characters of what it takes for granted."""
    for shape, find in _SHAPES.items():
        word = lemma(token) if shape == "verb" else token.lower_
        for trigger in _triggers()[shape].get(word, ()):
            rest = trigger.words[1:]
            there = tuple(t.lower_ for t in token.doc[token.i + 1 : token.i + 1 + len(rest)])
            span = find(token, trigger) if there == rest else None
            if span:
                yield trigger, span


def _verb(token: Token, trigger: _Trigger) -> Span | None:
    """Return the clause of a factive verb, or a verb of change and what follows it."""
    if token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"amod", "compound"}:
        return None
    if trigger.kind == "factive":
        return _clause(token)
    if token.lemma_ == "return" and any(c.dep_ in {"dobj", "auxpass"} for c in token.children):
        return None  # to return a form
    if any(t.text in _SPEECH for t in token.doc[token.i + 1 : token.i + 3]):
        return None  # she continued: "..."
    last = max((t for t in token.subtree if t.i >= token.i and not t.is_punct), key=lambda t: t.i)
    return _characters(token, token.doc[min(last.i, token.i + _SHOWN - 1)])


def _adjective(token: Token, trigger: _Trigger) -> Span | None:
    return _clause(token) if token.pos_ == "ADJ" else None


def _noun(token: Token, trigger: _Trigger) -> Span | None:
    return _clause(token) if token.pos_ == "NOUN" else None


def _clause(token: Token) -> Span | None:
    """Return the finite clause that a word takes, None where there is none or it is left open."""
    for child in token.children:
        words = [t for t in child.subtree if not t.is_space]
        opens = words[0].lower_ if words else ""
        verbs = [child, *(c for c in child.children if c.dep_ in {"aux", "auxpass"})]
        finite = any(v.tag_ in _FINITE for v in verbs) and any(c.dep_ in _SUBJECTS for c in child.children)
        said = child.dep_ == "ccomp" or (child.dep_ == "acl" and opens == "that")
        near = bool(words) and 0 < words[0].i - token.i <= _NEAR
        leading = token.doc[token.i + 1 : words[0].i + 2] if near else ()
        asked = opens in _OPEN or any(t.tag_ in _ASKING for t in (*leading, *child.children))
        if said and finite and near and not asked:
            return _characters(words[0], words[-1])
    return None


def _word(token: Token, trigger: _Trigger) -> Span | None:
    """Return the verb that a word like *again* goes with, and the word."""
    opens = token.is_sent_start or token.nbor(-1).is_punct
    if token.lower_ == "still" and (opens or token.pos_ != "ADV"):
        return None  # Still, they left; a still night
    if not opens and token.nbor(-1).lower_ == "and":
        return None  # now and again
    last = token.nbor(len(trigger.words) - 1)
    head = token.head if token.head.sent == token.sent else token
    ends = sorted((head, token, last), key=lambda t: t.i)
    return _characters(ends[0], ends[-1]) if ends[-1].i - ends[0].i < _LONGEST else _characters(token, last)


def _determiner(token: Token, trigger: _Trigger) -> Span | None:
    noun = token.head
    fits = token.dep_ in {"det", "amod"} and noun.pos_ == "NOUN" and noun.i > token.i
    return _characters(token, noun) if fits else None


def _modifier(token: Token, trigger: _Trigger) -> Span | None:
    noun = token.head
    if token.dep_ != "amod" or noun.pos_ != "NOUN" or noun.i < token.i:
        return None
    definite = any(c.dep_ == "poss" or c.lower_ in _DEFINITE for c in noun.children)
    return _characters(token, noun) if definite else None


def _asked(token: Token, trigger: _Trigger) -> Span | None:
    """Return the rest of a question that a word opens."""
    words = [t for t in token.sent if not t.is_space]
    if not words or words[-1].text != "?" or token.dep_ != "advmod" or token.i >= words[-1].i - 1:
        return None
    after = token.nbor(len(trigger.words))
    if after.tag_ not in _FINITE or after.lower_ == "should":
        return None  # why bother, why not, why should I: asked of nobody
    return _characters(after, words[-2]) if after.i <= words[-2].i else None


def _characters(first: Token, last: Token) -> Span:
    return first.idx, last.idx + len(last)


_SHAPES = {
    "verb": _verb,
    "adjective": _adjective,
    "noun": _noun,
    "word": _word,
    "determiner": _determiner,
    "modifier": _modifier,
    "question": _asked,
}
