"""Whose words a claim is: the text's own, reported, or imputed to a mind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.article import Span
from utils.claims.attribution import runs_of
from utils.claims.clauses import auxiliaries_of, child, phrase_of, subject_of
from utils.claims.rules import EVENTS, TOLD, mind_rule
from utils.claims.sources import Resolver
from utils.claims.types import causal_words, interpretive_words, types
from utils.claims.units import Unit
from utils.claims.words import QUOTES, entries, frames_of, group_voices, records
from utils.parsing import lemma


def _is_self(source: str) -> bool:
    """Tell whether a source is the writer ("I", "my latest analysis") or anybody ("one")."""
    first, _, rest = source.lower().partition(" ")
    return first in entries("clause_words", "self_possessive" if rest else "self")


@dataclass(frozen=True)
class Voice:
    """Who speaks in a claim: `kind` text, reported or imputed, with the source's words, its actor, a nested holder."""

    kind: str = "text"
    source: str = ""
    actor: str = ""
    holder: str = ""
    rule: str = "own"


_BETWEEN = frozenset(["well", "also", "still", "even", "now"])
_BEFORE = 24  # characters before a cue in which its auxiliaries stand


def attribution_voice(row: dict[str, Any]) -> str:
    """Return the voice that an attribution gives to what it reports; telling of a speech act is the text's own."""
    rule, group, *_ = row["rule"].split("/")
    pointed = row["words"].lower()
    body = pointed == "which" and group == "say" and _is_known(row)  # "by the union, which said", not "which explains"
    infers = pointed == "it" and row["infers"] and not _is_known(row)  # "It suggests that", not "it said that"
    if infers or (rule == "clause" and pointed in {"this", "that", "which", "these"} and not body):
        return "text"
    voice = "reported" if group == "document" else group_voices().get(group, "text")
    if voice == "text" and (rule == "quote" or row["quoted"]):  # an order or a refusal is an act, its words are words
        return "reported"
    if voice == "reported" and row["before"] in entries("clause_words", "imagined"):
        return "imputed"
    if rule in {"clause", "infinitive"} and (row["before"] in types("prescriptive") or row["unsaid"]):
        return "text" if voice == "reported" else voice
    if rule in EVENTS and voice == "reported":
        return "reported" if group in TOLD else "text"
    if voice == "evidence":
        found = row["finds"] and _is_known(row)
        return "reported" if row["documented"] or found or rule == "quote" else "text"
    return voice


def _is_known(row: dict[str, Any]) -> bool:
    return bool(row["source_actor"]) and row["source_actor"] != "unknown"


def overlap(spans: list[Span], start: int, end: int) -> int:
    """Return how many characters of `spans` lie in [start:end]."""
    return sum(max(0, min(e, end) - max(s, start)) for s, e in spans)


def _over(row: dict[str, Any], unit: tuple[int, int], chain: list[Span]) -> bool:
    """Tell whether an attribution reports this claim: its content fills it, or its cue is one of the claim's verbs."""
    start, end = unit
    covered = overlap(row["content"], start, end)
    said = end - start - overlap(row["source"], start, end) - overlap(row["cue"], start, end)
    cue_here = any(overlap(row["cue"], *span) for span in chain)
    outside = overlap(row["cue"], start, end) == 0
    parenthesis = row["rule"].startswith(("according_to", "parenthetical", "quote", "speaker_label"))
    return covered >= 0.5 * said if outside or parenthesis else cue_here and covered > 0


_NOBODY = {"", "this", "that", "it", "these", "those"}


def voice_of(text: str, unit: Unit, place: Span, chain: list[Span], rows: list[dict[str, Any]]) -> Voice:
    """Return whose words a claim is, by the attribution whose content holds it; of several the widest."""
    over = [r for r in rows if _over(r, place, chain)]
    over.sort(key=lambda r: -sum(e - s for s, e in r["content"]))
    words = [" ".join(text[s:e] for s, e in r["source"]) for r in over]
    for level in ("reported", "imputed"):
        for i, row in enumerate(over):
            nobody = words[i].lower() in _NOBODY
            read_in = row["rule"].startswith("noun") and nobody and bool(interpretive_words(unit))
            if attribution_voice(row) == level and not read_in and not _is_self(words[i]):
                inner = [w for w in words[i + 1 :] if w and w != words[i]] if level == "reported" else []
                return Voice(level, words[i], row["source_actor"], inner[0] if inner else "", row["rule"])
    return Voice()


def is_event_rule(voice: Voice) -> bool:
    """Tell whether a voice comes from a word that tells a speech act as an event ("condemned the attack")."""
    return voice.kind == "reported" and voice.rule.split("/")[0] in EVENTS | {"naming"}


def is_wish(verb: Token) -> bool:
    """Tell whether a verb of saying is only called for or foreseen: "it should explain its plans"."""
    modals = types("prescriptive") | types("predictive")
    return any(word in modals for word in auxiliaries_of(verb))


def read_attributions(text: str, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of an attribution table with their spans read, and the words of each source."""
    documents = entries("clause_words", "document")
    rows = records(table)
    for row in rows:
        row |= {name: tables.spans_of(row[name]) for name in ("source", "cue", "content")}
        words = " ".join(text[s:e] for s, e in row["source"]).lower().split()
        row["documented"] = bool(documents & set(words))
        row["words"] = " ".join(text[s:e] for s, e in row["source"])
        row["before"] = _word_before(text, row["cue"])
        row["unsaid"] = _is_unsaid(text, row)
        row["quoted"] = any(text[s - 1] in QUOTES and QUOTES & set(text[e : e + 2]) for s, e in row["content"] if s)
        row["finds"] = any(text[s:e].lower() in entries("clause_words", "finds") for s, e in row["cue"])
        row["infers"] = any(text[s:e].lower() in entries("clause_words", "infers") for s, e in row["cue"])
    return rows


def _word_before(text: str, cue: list[Span]) -> str:
    """Return the word before a cue's verb, adverbs passed over: *may* in "each side may also claim that it won"."""
    if not cue:
        return ""
    said = text[max(0, cue[0][0] - _BEFORE) : cue[-1][1]].lower().split()[:-1]
    while said and (said[-1] in _BETWEEN or said[-1].endswith("ly")):
        said.pop()
    return said[-1] if said else ""


def _is_unsaid(text: str, row: dict[str, Any]) -> bool:
    """Tell whether nothing is said: "did not say whether it would pay"."""
    cue = " ".join(text[s:e] for s, e in row["cue"]).lower()
    first = text[slice(*row["content"][0])].lower().split() if row["content"] else []
    return bool(_NOT.search(cue)) and bool(first) and first[0] in entries("clause_words", "unsaid")


_NOT = re.compile(r"\b(?:do|does|did|has|have|had|would)(?: not|n['’]t)\b|\bnever\b")  # who can't say has answered


def voice_of_mind(unit: Unit, text: str, offset: int, resolver: Resolver) -> Voice:
    """Return the imputed voice of a clause whose own verb tells a motive or state of mind, else the text's own."""
    why = causal_words(unit) and lemma(unit.head) in types("causal_why")
    wish = child(unit.core, "csubj")  # "what they want is to be seen"
    cleft = wish is not None and any(c.lower_ == "what" for c in wish.children) and _is_of_mind(wish)
    holder = subject_of(wish if cleft and wish is not None else unit.core)
    if holder is None or not (why or cleft or mind_rule(unit.core)) or holder.lower_ in entries("clause_words", "self"):
        return Voice()
    spans = runs_of(holder.doc, phrase_of(holder), offset)
    words = " ".join(text[s:e] for s, e in spans)
    return Voice("imputed", words, resolver.actor(spans), "", "state_of_mind")


def _is_of_mind(verb: Token) -> bool:
    """Tell whether a verb has a use that tells a state of mind: want, fear, think."""
    return any(group_voices().get(group) == "imputed" for group in frames_of(verb).values())


def sentence_voices(sentences: pd.DataFrame, claims: pd.DataFrame) -> dict[str, str]:
    """Return the voice of each sentence id: text, reported or imputed.

    A sentence of the role quotation is reported. Else the voice whose claims hold most of the sentence's claimed
    characters; of equals, reported before imputed before text. A sentence without a claim is the text's own. Both
    tables must be of the same reading.
    """
    sizes: dict[str, dict[str, int]] = {}
    columns = (claims[c] for c in ("sentence_id", "voice", "start", "end"))
    for sentence, voice, start, end in zip(*columns, strict=True):
        held = sizes.setdefault(sentence, dict.fromkeys(_BY_PRECEDENCE, 0))
        held[voice] += end - start
    voices = {}
    for sentence, role in zip(sentences["sentence_id"], sentences["role"], strict=True):
        held = sizes.get(sentence, {})
        voices[sentence] = "reported" if role == "quotation" else max(held, key=lambda v: held[v], default="text")
    return voices


_BY_PRECEDENCE = ("reported", "imputed", "text")
