"""Stance by a linear model over words, neighbours, grammar and lists."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from spacy.tokens import Token

from utils import tables
from utils.sentiment.clause import Clause, clause_of, is_negated, turn, value_of, verbs, word_of
from utils.sentiment.lists import DIGITS, unit_of, word_index
from utils.sentiment.masking import Masked
from utils.sentiment.rules import predicated, speaks

# Both chosen by cross-validation on NewsMTSC's train part.
SEQUENCE_WEIGHT, OPPOSITE_COST = 1.4, 1.5


def _line(clause: Clause) -> list[str]:
    """Return the sentence's lemmas in order, the target as one T."""
    line: list[str] = []
    for token in clause.words:
        word = "T" if token.i in clause.own else word_of(token)
        line += [word] if word != "T" or line[-1:] != ["T"] else []
    return line


def _sequence_features(line: list[str]) -> Iterator[str]:
    """Yield pairs of neighbours, and triples that hold the target."""
    yield from (f"b={a}_{b}" for a, b in pairwise(line))
    yield from (f"t={a}_{b}_{c}" for a, b, c in zip(line, line[1:], line[2:], strict=False) if "T" in (a, b, c))


def _word_features(line: list[str]) -> Iterator[str]:
    """Yield lemmas, and the five words on each side of the target."""
    yield from (f"w={word}" for word in line if word[0].isalnum() and word != "T")
    here = line.index("T")
    yield from (f"L={word}" for word in line[max(0, here - 5) : here])
    yield from (f"R={word}" for word in line[here + 1 : here + 6])


def _tree_features(clause: Clause, distance: Mapping[int, int]) -> Iterator[str]:
    """Yield the target's role, governor, siblings, children, verb group and the words close in the tree."""
    verb, role = clause.governor, clause.role
    mark = "not_" if is_negated(verb) else ""
    yield from (f"dep={role}", f"g={role}:{mark}{word_of(verb)}", f"inq={clause.same_quote[0]}")
    yield from (f"c={c.dep_}:{word_of(c)}" for c in clause.head.children if c.i not in clause.own)
    yield from (f"s={role}:{c.dep_}:{word_of(c)}" for c in verb.children if c.i != clause.head.i)
    yield from (f"n2={word_of(t)}" for t in clause.words if 0 < distance.get(t.i, 9) <= 2 and not t.is_punct)
    yield from (f"n4={word_of(t)}" for t in clause.words if 2 < distance.get(t.i, 9) <= 4 and not t.is_punct)
    if speaks(clause):
        yield "speaker"
    row = verbs().get(verb.lemma_.lower())
    if row:
        yield f"verb={row['group']}:{role}:{mark}"


def _distances(head: Token) -> dict[int, int]:
    distance, queue = {head.i: 0}, [head]
    for token in queue:
        for other in (*token.children, token.head):
            if other.i not in distance:
                distance[other.i] = distance[token.i] + 1
                queue.append(other)
    return distance


def _bucket(x: float) -> int:
    size = 0 if not x else 1 if abs(x) < 1 else 2 if abs(x) < 2.5 else 3
    return size if x > 0 else -size


def _lexicon_features(clause: Clause, distance: Mapping[int, int]) -> dict[str, float]:
    """Return sums of word values, positive and negative apart: overall, by quotation, clause, distance and side."""
    sums: dict[str, float] = defaultdict(float)
    subtree = {t.i for t in clause.governor.subtree}
    for token in (t for t in clause.words if t.i not in clause.own and value_of(t)):
        value, steps, inside = value_of(token), distance.get(token.i, 9), token.i in subtree
        sign, side = "+" if value > 0 else "-", "left" if token.i < clause.head.i else "right"
        places = (f"quote{clause.same_quote[token.i]:d}", f"clause{inside:d}", f"d{min(steps, 6)}")
        for name in ("all", side, f"{clause.role}{inside:d}", *places):
            sums[f"lex_{name}{sign}"] += value / 2
        sums[f"lex_near{sign}"] += value / (2 + 2 * steps)
    totals = {name: sums[f"lex_{name}+"] + sums[f"lex_{name}-"] for name in ("all", "quote1", "near")}
    sizes = {f"size_{name}={_bucket(2 * total)}": 1.0 for name, total in totals.items()}
    return {**{name: value for name, value in sums.items() if value}, **sizes}


def _list_features(clause: Clause, distance: Mapping[int, int]) -> dict[str, float]:
    """Return each list's own sums, positive and negative apart: near or far in the tree, and by quotation."""
    sums: dict[str, float] = defaultdict(float)
    for token in (t for t in clause.words if t.i not in clause.own):
        places = ("near" if distance.get(token.i, 9) <= 3 else "far", f"quote{clause.same_quote[token.i]:d}")
        for lexicon, entry in word_index().get(token.lower_) or word_index().get(token.lemma_.lower(), []):
            value = entry / unit_of(lexicon) * turn(token)
            for place in places:
                sums[f"lex_{lexicon}_{place}{'+' if value > 0 else '-'}"] += value / 2
    return sums


def features(masked: Masked) -> dict[str, float]:
    """Return the linear model's features of a masked sentence and its target; empty where there is no word."""
    return features_of(clause_of(masked))


def features_of(clause: Clause | None) -> dict[str, float]:
    """Return the linear model's features of a clause; empty without one."""
    if clause is None:
        return {}
    distance, line = _distances(clause.head), _line(clause)
    said = round(math.fsum(e.value for e in predicated(clause)), DIGITS)
    return {
        **dict.fromkeys(_word_features(line), 1.0),
        **dict.fromkeys(_sequence_features(line), SEQUENCE_WEIGHT),
        **dict.fromkeys(_tree_features(clause, distance), 1.0),
        **_lexicon_features(clause, distance),
        **_list_features(clause, distance),
        **{"rule": said, f"size_rule={_bucket(said)}": 1.0, "intercept": 1.0},
    }


@lru_cache
def _weights() -> dict[str, np.ndarray]:
    rows = tables.data("lexicons/stance_weights.csv")
    values = rows[["negative", "neutral", "positive"]].astype(float).to_numpy()
    return dict(zip(rows["feature"], values, strict=True))


def linear_score(logits: Sequence[float]) -> float:
    """Return the score of the logits of negative, neutral and positive, 0 where a side isn't worth its risk.

    The side of least expected cost is taken, a wrong sign costing OPPOSITE_COST times as much as another mistake.
    What it can't do: make a sign certain; on NewsMTSC one label in twenty still has the wrong sign.

    >>> [round(linear_score(np.log(p)), 2) for p in ([0.3, 0.3, 0.4], [0.1, 0.3, 0.6])]
    [0.0, 0.5]
    """
    odds = [math.exp(logit - max(logits)) for logit in logits]
    negative, neutral, positive = (odd / math.fsum(odds) for odd in odds)
    risk = neutral + (OPPOSITE_COST - 1) * min(negative, positive)
    return float(positive - negative) if max(negative, positive) > risk else 0.0


def linear_stance(clause: Clause | None) -> float:
    """Return the linear model's score of a clause, 0 without one."""
    weights = _weights()
    added = [weights[name] * value for name, value in features_of(clause).items() if name in weights]
    return linear_score([math.fsum(column) for column in zip(*added, strict=True)]) if added else 0.0
