"""Ties over whole news articles: who acts on whom in five of GUM's news texts, coded twice by language models."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import gum
import numpy as np
import pandas as pd
from measured import PARSER, Score, json_lines, over_units, versions
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import walk
from utils.article import Article

MUTUAL = frozenset(["agree", "consult", "cooperate", "balance", "fight", "compete"])
INSTRUMENT = "relations over whole articles"


class Tie(NamedTuple):
    """A tie of one sentence between two entities; a mutual one holds them in order."""

    sentence: int
    source: str
    target: str
    sign: int
    mutual: bool


class Coded(NamedTuple):
    """An article with the starts of its sentences and the ties of both coders."""

    doc: dict[str, Any]
    starts: list[int]
    first: set[Tie]
    second: set[Tie]


def news_ties(folder: Path) -> list[Coded]:
    """Return the coded articles of a folder that holds coderA.csv, coderB.csv and sentences.csv, beside `actors/`."""
    first, second, sentences = (_rows(folder / f"{name}.csv") for name in ("coderA", "coderB", "sentences"))
    docs = {doc["id"]: doc for doc in json_lines(folder.parent / "actors" / "documents.jsonl")}
    return [
        Coded(docs[name], sorted({int(r["start"]) for r in sentences[name]}), _ties(first[name]), _ties(second[name]))
        for name in sorted(first)
    ]


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["doc"]].append(row)
    return found


def _ties(rows: list[dict[str, str]]) -> set[Tie]:
    return {_tie(int(r["start"]), r["source"], r["target"], int(r["sign"]), r["kind"].endswith("*")) for r in rows}


def _tie(sentence: int, source: str, target: str, sign: int, mutual: bool) -> Tie:
    source, target = sorted((source, target)) if mutual else (source, target)
    return Tie(sentence, source, target, sign, mutual)


def ours(coded: Coded) -> set[Tie]:
    """Return the ties of the `relations` table, with the entities that most mentions of each actor stand for."""
    analysis = walk.analyse(Article(raw=coded.doc["text"], slug=coded.doc["id"]), "raw")
    meant = _entities(coded.doc, analysis.mentions)
    found = set()
    for row in analysis.relations.itertuples():
        ends = [meant.get(actor, f"?{actor}") for actor in (row.source_actor, row.target_actor)]
        if ends[0] != ends[1]:
            at = _sentence(coded.starts, row.start)
            found.add(_tie(at, *ends, int(np.sign(row.sign)), row.kind in MUTUAL))
    return found


def plain(coded: Coded) -> set[Tie]:
    """Return the plain method's ties: the first two actors of each sentence, with VADER's sign of the sentence."""
    text, vader = coded.doc["text"], SentimentIntensityAnalyzer()
    mentions = walk.analyse(Article(raw=text, slug=coded.doc["id"]), "raw").mentions
    meant, found = _entities(coded.doc, mentions), set()
    for start, end in pairwise([*coded.starts, len(text)]):
        inside = mentions[(mentions["start"] >= start) & (mentions["end"] <= end)]
        two = list(dict.fromkeys(meant.get(actor, f"?{actor}") for actor in inside["actor"]))[:2]
        if len(two) == 2:
            sign = 1 if vader.polarity_scores(text[start:end])["compound"] >= 0 else -1
            found.add(_tie(start, *two, sign, False))
    return found


def _sentence(starts: list[int], place: int) -> int:
    return starts[max(0, bisect_right(starts, place) - 1)]


def _entities(doc: dict[str, Any], mentions: pd.DataFrame) -> dict[str, str]:
    """Return for each of our actors the annotated entity that most of its mentions share most characters with."""
    gold = gum.actors_of(doc)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for start, end, actor in mentions[["start", "end", "actor"]].itertuples(index=False):
        shared = [(min(end, g.end) - max(start, g.start), g.entity) for g in gold]
        most = max(shared, key=lambda pair: pair[0], default=(0, ""))
        if most[0] > 0:
            votes[actor][most[1]] += 1
    return {actor: entities.most_common(1)[0][0] for actor, entities in votes.items()}


def same(one: Tie, other: Tie) -> bool:
    """Tell whether two ties are one: sentence, sign and sides, these in either order where one of them is mutual."""
    ends, back = (one.source, one.target), (one.target, one.source)
    right = ends == (other.source, other.target) or (
        (one.mutual or other.mutual) and back == (other.source, other.target)
    )
    return right and one.sentence == other.sentence and one.sign == other.sign


def _hits(found: set[Tie], gold: set[Tie]) -> int:
    left, number = sorted(gold), 0
    for tie in sorted(found):
        match = next((g for g in left if same(tie, g)), None)
        if match is not None:
            left.remove(match)
            number += 1
    return number


def _network(ties: set[Tie]) -> set[Tie]:
    return {tie._replace(sentence=0) for tie in ties}


def tie_counts(found: set[Tie], coded: Coded) -> tuple[int, ...]:
    """Return found ties that either coder has, ties found, ties of both that are found, ties of both; then the network.

    The network's three numbers: found ties that the first coder has, whatever the sentence, found ones, and coded ones.
    """
    either = coded.first | coded.second
    both = {g for g in coded.first if any(same(h, g) for h in coded.second)}
    ours_, theirs = _network(found), _network(coded.first)
    right = sum(any(same(tie, g) for g in either) for tie in found)
    return right, len(found), _hits(found, both), len(both), _hits(ours_, theirs), len(ours_), len(theirs)


def ties_f1(rows: list[tuple[int, ...]]) -> float:
    """Return the F1 of precision against either coder and recall of what both have."""
    right, found, hit, both, *_ = np.sum(rows, axis=0)
    precision, recall = right / max(1, found), hit / max(1, both)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def network_f1(rows: list[tuple[int, ...]]) -> float:
    """Return the F1 of the articles' networks against the first coder."""
    *_, hit, found, coded = np.sum(rows, axis=0)
    return float(2 * hit / (found + coded)) if found + coded else 0.0


def measure_news_ties(articles: list[Coded]) -> list[Score]:
    """Return how far the table's ties agree with both codings, beside the plain method and the coders' agreement."""
    mine, simple = ([tie_counts(method(a), a) for a in articles] for method in (ours, plain))
    coder = [tie_counts(a.second, a._replace(second=a.first)) for a in articles]
    number = int(sum(row[3] for row in mine))
    metrics: dict[str, Callable[[list[tuple[int, ...]]], float]] = {
        "ties, F1": ties_f1,
        "ties, precision": lambda rows: float(np.sum(rows, axis=0)[0] / max(1, np.sum(rows, axis=0)[1])),
        "ties, recall": lambda rows: float(np.sum(rows, axis=0)[2] / max(1, np.sum(rows, axis=0)[3])),
        "network, F1": network_f1,
    }
    known = versions(*PARSER, "lexicons/relation_verbs.csv")
    ceilings = {metric: statistic(coder) for metric, statistic in metrics.items() if metric.endswith("F1")}
    return [
        Score(INSTRUMENT, metric, *over_units(mine, of), number, known, of(simple), ceilings.get(metric))
        for metric, of in metrics.items()
    ]
