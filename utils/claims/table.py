"""The table of claims: units with their labels, what is torn or undecidable, and what rests on damage."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from spacy.tokens import Span as SpacySpan

from utils import actors, cleaning, tables
from utils.article import Article
from utils.claims.clauses import is_finite, is_verbal, predicate_of
from utils.claims.labels import booster_in, certainty_of, is_checkable, polarity_of
from utils.claims.quotation import quotations_in
from utils.claims.sources import Resolver, attribution_table
from utils.claims.types import claim_type_of
from utils.claims.units import Unit, claim_span, units_of
from utils.claims.voice import (
    Voice,
    attribution_voice,
    is_event_rule,
    is_wish,
    overlap,
    read_attributions,
    voice_of,
    voice_of_mind,
)
from utils.claims.words import QUOTES
from utils.parsing import Document, document


def claim_rows(read: Document, mentions: pd.DataFrame, attributions: pd.DataFrame) -> pd.DataFrame:
    """Return the `claims` table of a reading, offsets into its text; see `claim_table`."""
    text = str(read.text)
    resolver = Resolver(text, mentions)
    attributed = read_attributions(text, attributions)
    rows = [
        row
        for offset, doc in read.parts
        for sentence in doc.sents
        for row in _sentence_rows(text, sentence, offset, resolver, attributed)
    ]
    rows.sort(key=lambda row: (row["start"], row["end"]))
    width = max(2, len(str(len(rows))))
    for number, row in enumerate(rows, 1):
        row["claim_id"] = f"c{number:0{width}d}"
        row["sentence_id"] = read.sentence_id(row["start"])
    return tables.make("claims", rows)


def _sentence_rows(
    text: str, sentence: SpacySpan, offset: int, resolver: Resolver, attributed: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    doc, limit = sentence.doc, _torn_end(sentence)
    here = (offset + sentence.start_char, offset + sentence.end_char)
    near = [r for r in attributed if r["start"] < here[1] and here[0] < r["end"]]
    rows = []
    units = units_of(sentence, limit)
    if not units and _is_torn(sentence, limit):
        rows.append(_undecidable(text, sentence, offset, limit, near))
    for unit in units:
        span = claim_span(doc, unit, limit)
        if span is not None and not _is_lead(unit, sentence, near):
            rows.append(_row(text, unit, span, offset, resolver, near))
    return rows


def _is_torn(sentence: SpacySpan, limit: int) -> bool:
    """Tell whether a stretch of prose that ends in a full stop has no finite verb, so that nothing can be read off."""
    words = [t for t in sentence.doc[sentence.start : limit] if t.is_alpha]
    stop = sentence.text.rstrip().endswith(".") and sentence[0].text not in QUOTES
    return stop and len(words) > 3 and not any((is_verbal(t) and is_finite(t)) or t.tag_ == "VB" for t in words)


def _undecidable(text: str, sentence: SpacySpan, offset: int, limit: int, near: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of a stretch that holds no readable proposition; who reports it is told even so."""
    last = sentence.doc[limit - 1]
    start, end = offset + sentence.start_char, offset + last.idx + len(last)
    words = text[start:end].rstrip(" .")
    row = {"start": start, "end": start + len(words), "text": words, "as_read": words, "status": "undecidable"}
    row |= {"claim_type": "descriptive", "voice": "text", "polarity": "affirmed", "certainty": "plain"}
    for told in near:
        if attribution_voice(told) == "reported" and overlap(told["content"], start, end) >= len(words) / 2:
            source = " ".join(text[s:e] for s, e in told["source"])
            row |= {"voice": "reported", "source": source, "source_actor": told["source_actor"]}
    return row | {"boosted": 0, "checkable": 0, "rule": "no finite verb"}


@lru_cache
def _orphans() -> frozenset[str]:
    return frozenset(tables.data("lexicons/orphan_words.csv")["entry"])


def _torn_end(sentence: SpacySpan) -> int:
    """Return the token where torn-off auxiliaries ("Is.", "Has gone") at the sentence's end begin."""
    end, orphans = sentence.end, _orphans()
    for i in range(sentence.end - 1, sentence.start, -1):
        token = sentence.doc[i]
        if token.is_alpha and token.lower_ not in orphans:
            break
        if token.is_alpha and token.text[:1].isupper() and token.nbor(-1).pos_ != "ADP":  # not "in May"
            end = i
    return end


def _is_lead(unit: Unit, sentence: SpacySpan, near: list[dict[str, Any]]) -> bool:
    """Tell whether the clause only leads in what a colon opens ("He said:"): it asserts nothing of its own."""
    colon = sentence.text.rstrip().endswith(":")
    return colon and len(unit.chain) == 1 and any(r["rule"].startswith("lead_in") for r in near)


def _row(
    text: str, unit: Unit, span: tuple[int, int], offset: int, resolver: Resolver, near: list[dict[str, Any]]
) -> dict[str, Any]:
    doc = unit.head.doc
    start, end = offset + doc[span[0]].idx, offset + doc[span[1]].idx + len(doc[span[1]])
    words = text[start:end]
    chain = [(offset + t.idx, offset + t.idx + len(t)) for v in unit.chain for t in [v, *predicate_of(v)]]
    voice = voice_of(text, unit, (start, end), chain, near)
    if voice.kind == "text" and _is_quoted(unit):
        voice = Voice("reported", actor="unknown", rule="quotation")
    if voice.kind == "text" or (is_event_rule(voice) and is_wish(unit.core)):
        voice = voice_of_mind(unit, text, offset, resolver)
    kind, why = claim_type_of(unit)
    polarity, denied = polarity_of(unit)
    certainty, cue = certainty_of(unit)
    booster = booster_in(words)
    return {
        "start": start,
        "end": end,
        "text": words,
        "as_read": words,
        "claim_type": kind,
        "voice": voice.kind,
        "source": voice.source,
        "source_actor": voice.actor,
        "holder": voice.holder,
        "polarity": polarity,
        "certainty": certainty,
        "certainty_cue": cue,
        "boosted": int(bool(booster)),
        "targets": resolver.within(start, end),
        "checkable": is_checkable(unit, kind, voice, words),
        "status": "ok",
        "damage_id": "",
        "rule": _told({kind: why, voice.kind: voice.rule, polarity: denied, "boosted": booster}),
    }


def _is_quoted(unit: Unit) -> bool:
    """Tell whether a claim's whole sentence stands in quotation marks: somebody says it, whoever that is."""
    doc, sentence = unit.head.doc, unit.head.sent
    words = [t.i for t in sentence if t.is_alpha]
    spans = quotations_in(doc) if QUOTES & {t.text for t in doc} else []
    return bool(words) and any(first < words[0] and words[-1] < last for first, last in spans)


def _told(why: dict[str, str]) -> str:
    """Return the labels with the words that decided them: "predictive: will; denied: not"."""
    return "; ".join(f"{label}: {words}" for label, words in why.items() if words) or "descriptive"


def mark_damage(claims: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with status and the spans of the damage they rest on.

    A claim that overlaps broken words is 'suspect'; one that lies wholly inside a row whose repair is to delete it
    is 'undecidable': the words are no clause of this text. Both tables must hold raw offsets. Only damage of severity
    2 and 3 counts, and no lost quotation mark, which breaks no word of the claim. What it can't do: know of damage
    that the damage table doesn't list.
    """
    torn = damage[(damage["kind"] != "lost_quotation") & (damage["severity"].astype(int) >= 2)]
    broken = list(zip(torn["start"].astype(int), torn["end"].astype(int), torn["repair"] == "[delete]", strict=True))
    marked = claims.copy()
    spans, states = [], []
    for start, end, status in zip(claims["start"], claims["end"], claims["status"], strict=True):
        under = [row for row in broken if row[0] < end and start < row[1]]
        gone = any(delete and s <= start and end <= e for s, e, delete in under)
        spans.append(tables.spans_text((s, e) for s, e, _ in under))
        states.append("undecidable" if gone else "suspect" if under and status == "ok" else status)
    return tables.typed("claims", marked.assign(damage_id=spans, status=states))


def claim_table(article: Article, version: str = "stripped", repairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the `claims` table of an article as read in `version`: one row a clause with its own assertion.

    Offsets are raw. Units, types and voices follow data/reference/README.md; `rule` gives each label with the words
    that decided it. `status` is 'suspect' where a claim rests on damage that `cleaning` or the repair table lists,
    'undecidable' where a sentence holds no readable proposition. Raises ArticleError for an unknown version.
    What it can't do: judge truth, resolve irony, or see a claim that a noun phrase presupposes.
    Sources: Saurí & Pustejovsky 2012 (certainty, polarity), Hyland 2005 (boosters), Metropolitansky & Larson 2025
    (refusing the undecidable), Pareti 2016 (voice).
    """
    reading = cleaning.reading(article, version, repairs)
    read = document(reading)
    mentions = actors.mention_table(read)
    claims = claim_rows(read, mentions, attribution_table(read, mentions))
    return mark_damage(tables.map_back("claims", claims, reading, article.raw), cleaning.damage_table(article, repairs))
