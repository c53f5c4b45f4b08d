"""The plain baseline, subject, verb and object, and keys by which two codings are compared."""

from __future__ import annotations

from itertools import product
from typing import cast

import pandas as pd
from spacy.tokens import Token
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils.article import Span
from utils.parsing import Document, document
from utils.relations.lists import UNDIRECTED


def plain_relations(text: str) -> list[dict[str, object]]:
    """Return pairs as `find_relations` does, by subject, verb and object alone, with VADER's sign for the sentence.

    The subject of each verb is paired with the first two nouns that are objects below it. What it can't do: turn a
    passive round, see an act that is a noun, tell an act from what is said of it. The baseline, not the method.
    """
    return _plain(document(text))


def _plain(read: Document) -> list[dict[str, object]]:
    vader = SentimentIntensityAnalyzer()
    rows: list[dict[str, object]] = []
    for offset, doc in read.parts:
        for verb in (t for t in doc if t.pos_ == "VERB"):
            subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
            objects = [t for t in verb.subtree if t.i > verb.i and t.dep_ in {"dobj", "pobj", "dative"}][:2]
            sign = 1 if vader.polarity_scores(verb.sent.text)["compound"] >= 0 else -1
            for pair in product(subjects, objects):
                source, target = (_phrase_span(offset, t) for t in pair)
                rows.append({"source": source, "target": target, "sign": sign, "kind": "", "modality": ""})
    return rows


def _phrase_span(offset: int, token: Token) -> Span:
    return offset + token.left_edge.idx, offset + token.right_edge.idx + len(token.right_edge)


def plain_table(read: Document, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return sentence_id, source_actor, target_actor, sign, kind of `plain_relations` between the actors of `mentions`.

    A party is the first actor named in its phrase.
    """
    known = list(zip(mentions["start"], mentions["end"], mentions["actor"], mentions["sentence_id"], strict=True))
    rows = []
    for found in _plain(read):
        spans = cast(list[Span], [found["source"], found["target"]])
        named = [[(a, i) for s, e, a, i in known if b <= s and e <= c] for b, c in spans]
        if all(named) and named[0][0][0] != named[1][0][0]:
            (source, sentence), (target, _) = named[0][0], named[1][0]
            rows.append((sentence, source, target, found["sign"], found["kind"]))
    return pd.DataFrame(rows, columns=["sentence_id", "source_actor", "target_actor", "sign", "kind"])


def pair_keys(rows: pd.DataFrame, signed: bool = False) -> set[tuple[str, ...]]:
    """Return (sentence, source, target), with the sign if `signed`: one key a pair, ties without direction sorted.

    `rows` has sentence_id, source_actor, target_actor, sign, kind; two codings are compared by these keys.
    """
    keys = set()
    for row in rows.to_dict("records"):
        pair = [row["source_actor"], row["target_actor"]]
        ordered = sorted(pair) if row["kind"] in UNDIRECTED else pair
        keys.add((row["sentence_id"], *ordered, *([str(row["sign"])] if signed else [])))
    return keys


def crowded(sentences: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that name, describe or mean two actors or more: where a tie could have been found."""
    actors = mentions.groupby("sentence_id")["actor"].nunique()
    return sentences[sentences["sentence_id"].isin(actors.index[actors > 1])]


def pair_names(tied: pd.DataFrame) -> pd.Series:
    """Return the two actors of each tie as one name, in alphabetical order: "Pakistan and Russia"."""
    sides = zip(tied["source_actor"], tied["target_actor"], strict=True)
    return pd.Series([" and ".join(sorted(pair)) for pair in sides], tied.index, dtype=str)
