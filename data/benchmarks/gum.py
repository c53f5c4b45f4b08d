"""Actors against the news of GUM (Zeldes 2017): who is named, which words mean the same actor, who matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from math import fsum
from typing import Any, NamedTuple

from utils import tables
from utils.actors import find_actors, mention_table, salience
from utils.parsing import document

LEAST_SUMMARIES = 4  # of five, that name a main actor
RECOGNISED = ("PERSON", "ORG", "GPE", "NORP")
ACTORS = ("person", "organization")
Found = list[dict[str, Any]]


class Gold(NamedTuple):
    """One annotated mention: its place, the entity it means, and how: name, phrase or pronoun."""

    start: int
    end: int
    entity: str
    form: str


class Counts(NamedTuple):
    """What a method finds in one document, in the order of `METRICS`: pairs of a numerator and a denominator."""

    named: tuple[float, float]
    phrases: tuple[float, float]
    pronouns: tuple[float, float]
    main: tuple[float, float]
    names: int
    ranked: list[tuple[float, float, bool]]


METRICS = ("named mentions F1", "describing phrases linked", "pronouns linked", "main actors found")


def recogniser_alone(text: str) -> Found:
    """Return the plain method: each name the parser's entity recogniser finds is an actor of its own."""
    entities = [e for e in document(text).doc.ents if e.label_ in RECOGNISED]
    return [{"start": e.start_char, "end": e.end_char, "actor": e.text.removeprefix("the ")} for e in entities]


METHODS = {"names, phrases and pronouns": find_actors, "entity recogniser alone": recogniser_alone}


def counts(doc: dict[str, Any], found: Found) -> Counts:
    """Return what `found` gets right in one document; states count as actors where GUM links them to a page."""
    every = [Gold(s, e, entity, form) for s, e, _, entity, form in doc["mentions"]]
    gold = actors_of(doc)
    pairs = _pairs(found, gold)
    names = [g for g in gold if g.form == "name"]
    hit = [g for _, g in pairs if g.form == "name"]
    taken = {id(f) for f, _ in pairs}
    wrong = [f for f in found if id(f) not in taken and not any(_like(f, g) >= 0.5 for g in every)]
    meant = _meaning(pairs)
    linked = Counter(g.form for f, g in pairs if meant.get(f["actor"]) == g.entity)
    wanted = Counter(g.form for g in gold)
    return Counts(
        (2 * len(hit), len(hit) + len(wrong) + len(names)),
        (linked["phrase"], wanted["phrase"]),
        (linked["pronoun"], wanted["pronoun"]),
        _main(doc, gold, pairs, meant),
        len(names),
        _ranked(doc, meant),
    )


def actors_of(doc: dict[str, Any]) -> list[Gold]:
    """Return the mentions of persons, organisations and states (by their page) that are named at least once."""
    every = [Gold(s, e, entity, form) for s, e, _, entity, form in doc["mentions"]]
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, kind, entity, _ in doc["mentions"]:
        kinds[entity][kind] += 1
    named = {g.entity for g in every if g.form == "name"}
    pages = {entity: page.replace("_", " ") for entity, page in doc["identity"].items()}
    is_actor = {e: kinds[e].most_common(1)[0][0] in ACTORS or pages.get(e) in _states() for e in named}
    return [g for g in every if is_actor.get(g.entity)]


@lru_cache
def _states() -> frozenset[str]:
    return frozenset(tables.data("actors/states.csv")["entry"])


def _like(found: dict[str, Any], gold: Gold) -> float:
    """Return the characters that two mentions share, as a share of the longer one."""
    shared = min(found["end"], gold.end) - max(found["start"], gold.start)
    return max(0, shared) / max(found["end"] - found["start"], gold.end - gold.start)


def _pairs(found: Found, gold: list[Gold]) -> list[tuple[dict[str, Any], Gold]]:
    """Return mentions paired one to one, most alike first: half the longer one, or a name inside its noun phrase."""
    likely = [
        (like, i, j)
        for i, f in enumerate(found)
        for j, g in enumerate(gold)
        if (like := _like(f, g)) >= 0.5
        or (like >= 1 / 3 and g.form == "name" and g.start <= f["start"] and f["end"] <= g.end)
    ]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(likely, key=lambda row: (-row[0], row[1], row[2])):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(found[i], gold[j]) for i, j in pairs.items()]


def _meaning(pairs: list[tuple[dict[str, Any], Gold]]) -> dict[str, str]:
    """Return the entity that most named mentions of each actor stand for."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for f, g in pairs:
        if g.form == "name":
            votes[f["actor"]][g.entity] += 1
    return {actor: entities.most_common(1)[0][0] for actor, entities in votes.items()}


def _ranked(doc: dict[str, Any], meant: dict[str, str]) -> list[tuple[float, float, bool]]:
    """Return salience, number of mentions, and whether four summaries name it, of every actor of our table."""
    mentions = mention_table(document(doc["text"]))
    counted = mentions["actor"].value_counts()
    return [
        (score, float(counted[actor]), doc["salience"].get(meant.get(actor, ""), 0) >= LEAST_SUMMARIES)
        for actor, score in salience(mentions)[["actor", "salience"]].itertuples(index=False)
    ]


def auc(rows: list[tuple[float, bool]]) -> float:
    """Return how often a main actor ranks above another one; a tie counts half."""
    main, others = ([score for score, is_main in rows if is_main == wanted] for wanted in (True, False))
    wins = [(a > b) + 0.5 * (a == b) for a in main for b in others]
    return fsum(wins) / len(wins) if wins else float("nan")


def _main(
    doc: dict[str, Any], gold: list[Gold], pairs: list[tuple[dict[str, Any], Gold]], meant: dict[str, str]
) -> tuple[float, float]:
    """Return how many main actors have half of their names found, and how many there are."""
    main = {g.entity for g in gold if doc["salience"].get(g.entity, 0) >= LEAST_SUMMARIES}
    named = Counter(g.entity for g in gold if g.form == "name")
    hits = Counter(g.entity for f, g in pairs if g.form == "name" and meant.get(f["actor"]) == g.entity)
    return sum(2 * hits[entity] >= named[entity] for entity in main), len(main)
