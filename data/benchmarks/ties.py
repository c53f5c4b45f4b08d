"""PLOVER's gold records (Halterman et al. 2023): who does what to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from measured import PARSER, Score, Span, over_units, versions

from utils import relations

COOPERATION = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
CONFLICT = {"DEMAND", "DISAPPROVE", "REJECT", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT",
            "FIGHT"}  # fmt: skip

MUTUAL = {"AGREE", "CONSULT", "COOPERATE"}


class Record(NamedTuple):
    """A sentence with the spans of its two parties; +1 cooperation, -1 conflict."""

    text: str
    source: list[Span]
    target: list[Span]
    sign: int
    mutual: bool


def parties(record: dict[str, Any], side: str) -> list[str]:
    """Return the names that a record gives for source or target."""
    given = record.get(side)
    names = [a.get("actorText", "").strip() for a in given if isinstance(a, dict)] if isinstance(given, list) else []
    return [name for name in names if name]


def plover(path: Path) -> list[Record]:
    """Return the records with a known event and two parties whose words stand in the text."""
    records = []
    for row in json.loads(path.read_text(encoding="utf-8"), strict=False):
        text, event = row.get("text", ""), row["event"]
        names = parties(row, "source"), parties(row, "target")
        if not names[1] and event in MUTUAL:
            names = names[0][:1], names[0][1:]
        source, target = ([(text.find(n), text.find(n) + len(n)) for n in side if n in text] for side in names)
        if event in COOPERATION | CONFLICT and source and target:
            records.append(Record(text, source, target, 1 if event in COOPERATION else -1, event in MUTUAL))
    return records


def touches(span: Span, others: list[Span]) -> bool:
    """Return whether a span shares a character with one of the others."""
    return any(span[0] < e and s < span[1] for s, e in others)


def relation_counts(record: Record, found: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Return whether the pair was found, with its sign, with the opposite sign only, and how many pairs were given."""
    ways = [(record.source, record.target), (record.target, record.source)][: 1 + record.mutual]
    signs = [p["sign"] for p in found if any(touches(p["source"], a) and touches(p["target"], b) for a, b in ways)]
    right = record.sign in signs
    return int(bool(signs)), int(right), int(-record.sign in signs and not right), len(found)


def measure_plover(records: list[Record]) -> list[Score]:
    """Return recall of pairs, of signed pairs, reversed signs and pairs per record, beside the plain method."""
    metrics = ("pair recall", "signed recall", "reversed sign", "pairs per record")
    ours, plain = (
        np.array([relation_counts(r, method(r.text)) for r in records], dtype=float)
        for method in (relations.find_relations, relations.plain_relations)
    )
    scores, name = [], "relations by parse and verb list"
    used = versions(*PARSER, "lexicons/relation_verbs.csv")
    for i, metric in enumerate(metrics):
        value, bounds = over_units(ours[:, i], lambda units: float(np.mean(units)))
        scores.append(Score(name, metric, value, bounds, len(records), used, float(plain[:, i].mean())))
    return scores
