"""Relations of a whole text, as the contract gives them and as the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from utils import tables
from utils.actors import mention_table
from utils.article import Span
from utils.parsing import Document, document
from utils.relations.lists import UNDIRECTED, VERBAL, is_saying
from utils.relations.parties import Party, named_parties, phrase_parties
from utils.relations.reader import Reader, Relation


def _related(read: Document, mentions: pd.DataFrame) -> Iterator[tuple[int, Relation]]:
    """Yield every relation of a reading with where its paragraph starts, for `find_relations` and the table alike."""
    accusers: dict[str, dict[str, str]] = {}  # who opposed an actor by which word, for "rejected the charge"
    named = list(zip(mentions["start"], mentions["end"], mentions["actor"], strict=True))
    states = frozenset(mentions.loc[mentions["kind"] == "state", "actor"])
    for offset, doc in read.parts:
        parties = phrase_parties(doc, offset, named_parties(doc, offset, named), states)
        told: list[Relation] = []
        for relation in Reader(doc, parties, offset, accusers).relations():
            if not _is_content(relation, told):
                told.append(relation)
                if relation.sign < 0 and relation.source.actor:
                    told_so = accusers.setdefault(relation.target.actor, {})
                    told_so.pop(word := relation.cue.lemma_.lower(), None)
                    told_so[word] = relation.source.actor
                yield offset, relation


def _is_content(relation: Relation, told: list[Relation]) -> bool:
    """Return whether a tie only says what another of the same two is about: "threatened to cut supplies" is one."""
    token, above = relation.cue, []
    while token.dep_ in {"xcomp", "ccomp", "pcomp", "conj", "dobj"}:
        token = token.head
        above.append(token)
    sides = _named(relation.source), _named(relation.target)
    return any(
        r.sign == relation.sign
        and r.cue in above
        and r.kind in VERBAL
        and (_named(r.source), _named(r.target)) == sides
        for r in told
    )


def _named(party: Party) -> str | int:
    """Return the actor of a party, or its place where it has none."""
    return party.actor or party.start


def _placed(mentions: pd.DataFrame) -> Callable[[Party], Span]:
    """Return what gives a party's place: a pronoun, or "the charge" for its maker, is placed where last named."""
    names = {actor: own["start"].tolist() for actor, own in mentions[mentions["form"] == "name"].groupby("actor")}
    ends = dict(zip(mentions["start"], mentions["end"], strict=True))
    places = {actor: own["start"].tolist() for actor, own in mentions.groupby("actor")}
    pronouns = set(mentions.loc[mentions["form"] == "pronoun", "start"])

    def place(party: Party) -> Span:
        before = [start for start in names.get(party.actor, ()) if start < party.start]
        pronoun = party.start in pronouns and party.end == ends[party.start]
        stands = not any(party.start < ends[start] and start < party.end for start in places.get(party.actor, ()))
        return (before[-1], ends[before[-1]]) if before and (pronoun or stands) else (party.start, party.end)

    return place


def find_relations(text: str) -> list[dict[str, object]]:
    """Return who relates to whom in a text: {"source": (s, e), "target": (s, e), "sign", "kind", "modality"}.

    A party is any phrase that denotes someone who can act: a named actor, a nationality with people or a body
    ("Israeli forces"), a noun for them alone ("protesters"), or a name that no list holds. Verbs and nouns of
    data/lexicons/relation_verbs.csv say what is done, in PLOVER's categories and eight of ours (rely_on, influence,
    neglect, balance, conflict, quarrel, withdraw, other); the parse says who does it to whom, also in passives,
    promises, refusals, threats and ties told by a noun. `other`, without a sign, is an act between two named actors
    that the grammar shows and no list knows. A pronoun that `actors` links is given by the place where its actor was
    last named.
    `relation_table` reads the very same relations and keeps those between two actors of the mentions table.

    What it can't do: verbs outside the list; tell who is meant where the parse is wrong; whether a
    threat is carried out. `modality` is hoped for what is wanted, planned or possible, reported for what someone
    is said to have told, denied under a negation, else asserted.

    Source: Halterman et al. 2023, PLOVER and POLECAT.

    >>> text = "Israeli forces attacked rebels near the border."
    >>> [(text[slice(*r["source"])], text[slice(*r["target"])], r["sign"]) for r in find_relations(text)]
    [('Israeli forces', 'rebels', -1)]
    """
    read = document(text)
    mentions = mention_table(read)
    place = _placed(mentions)
    rows: dict[tuple[Span, Span, str], dict[str, object]] = {}
    for _, r in _related(read, mentions):
        sides = {"source": place(r.source), "target": place(r.target)}
        a, b = sorted(sides.values()) if r.kind in UNDIRECTED else sides.values()
        rows.setdefault((a, b, r.kind), {**sides, "sign": r.sign, "kind": r.kind, "modality": r.modality})
    return list(rows.values())


def relation_table(
    read: Document, mentions: pd.DataFrame, voices: Mapping[str, str], claims: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the `relations` table of a reading: one row per sentence, ordered pair and kind.

    Both ends are actors of the sentence by name, phrase or a pronoun that `mentions` links. What two do together
    (agree, cooperate, joint talks) has no direction, so the actor that acts more often in the text stands first; a
    call, visit or promise keeps who makes it. A tie has the voice of the smallest of the `claims` that its word stands
    in, else that of its sentence by `voices`; without one it is the text's own, and so is an act of speaking
    (*accused*, *thanked*) in a report outside a quotation, though what was said is a report.
    `evidence` holds the two parties and the word that relates them.

    What it can't do: relations that only a wider context tells, or between actors of different sentences.
    """
    text = str(read.text)
    acting = Counter(mentions.loc[mentions["role"] == "agent", "actor"])
    first = dict(zip(mentions["actor"][::-1], -mentions["start"][::-1], strict=True))
    rank = {actor: (acting[actor], named, first[actor]) for actor, named in Counter(mentions["actor"]).items()}
    quoted = set(read.sentences.loc[read.sentences["role"] == "quotation", "sentence_id"])
    told = [] if claims is None else list(zip(*(claims[c] for c in ("start", "end", "voice")), strict=True))
    told.sort(key=lambda claim: claim[1] - claim[0])
    rows: dict[tuple[str, str, str, str], dict[str, object]] = {}
    for offset, relation in _related(read, mentions):
        cue = offset + relation.cue.idx
        sentence = read.sentence_id(cue)
        if sentence and relation.source.actor and relation.target.actor:
            spoken = relation.kind in VERBAL and is_saying(relation.cue) and sentence not in quoted
            voice = next((v for s, e, v in told if s <= cue < e), voices.get(sentence, "text"))
            row = _row(text, relation, offset, sentence, "text" if spoken and voice == "reported" else voice, rank)
            rows.setdefault((sentence, str(row["source_actor"]), str(row["target_actor"]), relation.kind), row)
    return tables.make("relations", rows.values())


def _row(
    text: str, relation: Relation, offset: int, sentence: str, voice: str, rank: Mapping[str, tuple[int, int, int]]
) -> dict[str, object]:
    actors = [relation.source.actor, relation.target.actor]
    joint = relation.source.start == relation.target.start
    if joint or relation.kind == "cooperate" or (relation.kind == "agree" and relation.mutual):
        actors.sort(key=lambda a: rank.get(a, (0, 0, 0)), reverse=True)
    cue = (offset + relation.cue.idx, offset + relation.cue.idx + len(relation.cue))
    spans = [(relation.source.start, relation.source.end), cue, (relation.target.start, relation.target.end)]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    told = "reported" if voice == "reported" and relation.modality == "asserted" else relation.modality
    return {
        "start": start,
        "end": end,
        "text": text[start:end],
        "sentence_id": sentence,
        "source_actor": actors[0],
        "target_actor": actors[1],
        "sign": relation.sign,
        "kind": relation.kind,
        "modality": told,
        "voice": voice,
        "damaged": 0,
        "evidence": tables.spans_text(sorted(set(spans))),
    }
