"""Damage that leaves a mechanical trace: orphans, glued and doubled words, false stops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from utils import tables
from utils.cleaning.blanks import LONG_WORD
from utils.cleaning.residue import TITLE_WINDOW

_BEGINS = r"(?:(?<=[.!?…]\s)|(?<=[.!?…][\"”’)\]]\s)|(?<=\n)|\A)"
_STRAY = re.compile(
    _BEGINS + r"(?P<words>[A-Z][a-z]{1,11}(?: [a-z]{1,11}){0,3})(?:(?P<stop>\.)(?=\s|\Z)|(?=[^\S\n]{0,9}(?:\n|\Z)))"
)

_GLUED = re.compile(_BEGINS + r"(?P<word>[A-Z][a-z]{1,11}) (?P<next>[A-Z][a-z]{0,5}) (?=[a-z])")
_INNER_CAPITAL = re.compile(r"(?<=[a-z] )[A-Z][a-z]{1,6}(?= [a-z])")
_DOUBLED = re.compile(r"(?<![\d.,/$€£:-])\b(\d{1,3}) \1\b(?= [a-z])")
_LEANING = re.compile(r"(?<=[\w%,])\. (?P<word>[A-Z][a-z]{2,8})(?P<rest>[^.!?\n]{1,400}[.!?]?)")
_OPENING = re.compile(_BEGINS + r"(?P<word>[A-Z][a-z]{3,8}) [^.!?,;:\n—–-]{1,400}\.(?=\s|\Z)")
_ENDS = re.compile(r"[^.!?\n]{0,400}(?P<end>[.!?]?)")
_CAPITALS = re.compile(r"(?<![\w.-])[A-Z](?=[A-Za-z]*[A-Z])[A-Za-z]{2,8}(?![\w-])")
Found = tuple[int, int, str]


@lru_cache
def _orphans(*groups: str) -> frozenset[str]:
    list_ = tables.data("lexicons/orphan_words.csv")
    return frozenset(list_.loc[list_["group"].isin(groups), "entry"] if groups else list_["entry"])


@lru_cache
def _damage_words(group: str) -> frozenset[str]:
    list_ = tables.data("lexicons/damage_words.csv")
    return frozenset(list_.loc[list_["group"] == group, "entry"])


def _stray(text: str) -> Iterator[Found]:
    for m in _STRAY.finditer(text):
        words = m["words"].lower().split()
        if words[0] not in _orphans("auxiliary") or not _orphans().issuperset(words):
            continue
        content = not _orphans("content_participle").isdisjoint(words)
        rule = ("stray_" if m["stop"] else "open_") + ("phrase" if content else "end")
        yield *m.span(), rule.replace("stray_end", "stray_auxiliary")


def _glued(text: str) -> Iterator[Found]:
    for m in _GLUED.finditer(text):
        if m["word"].lower() not in _orphans("auxiliary", "preposition"):
            continue
        if m["next"].lower() in _damage_words("next_subject") and not _asks(text, m.end()):
            yield *m.span("word"), "glued_auxiliary"


def _asks(text: str, start: int) -> bool:
    found = _ENDS.match(text, start)
    return found is not None and found["end"] == "?"


def _inner_capitals(text: str) -> Iterator[Found]:
    wanted = _orphans("auxiliary") - _damage_words("also_a_name")
    for m in _INNER_CAPITAL.finditer(text):
        if m.group().lower() in wanted and not _is_title(text, m.start()):
            yield *m.span(), "inner_capital"


def _is_title(text: str, place: int) -> bool:
    """Return whether most longer words around `place` in its paragraph have a capital, as in English titles."""
    before = text[max(0, place - TITLE_WINDOW) : place].rpartition("\n")[2]
    after = text[place : place + TITLE_WINDOW].partition("\n")[0]
    words = LONG_WORD.findall(before + after)
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _doubled(text: str) -> Iterator[Found]:
    for m in _DOUBLED.finditer(text):
        yield *m.span(), "doubled_number"


def _leaning(text: str) -> Iterator[Found]:
    for m in _LEANING.finditer(text):
        rule = "" if m["rest"].endswith("?") else _leaning_rule(m["word"].lower(), m["rest"])
        if rule:
            yield m.start(), m.end("word"), rule


def _leaning_rule(word: str, rest: str) -> str:
    """Return the rule by which a clause that opens with `word` leans on the sentence before, or nothing."""
    following = rest.split(maxsplit=1)[0].lower() if rest.strip() else ""
    if f"{word} {following}" in _damage_words("set_phrase"):
        return ""
    if word in _damage_words("relative"):
        return "torn_relative"
    if word == "that" and following in _damage_words("clause_subject") | _damage_words("plural_verb"):
        return "torn_that"
    return "torn_because" if word == "because" and "," not in rest else ""


def _subordinate(text: str) -> Iterator[Found]:
    for m in _OPENING.finditer(text):
        if m["word"].lower() in _damage_words("subordinator"):
            yield *m.span(), "torn_subordinate"


def _variants(text: str) -> Iterator[Found]:
    words = [(m.start(), m.end(), m.group()) for m in _CAPITALS.finditer(text)]
    counts = Counter(word for _, _, word in words)
    shorter = {
        name[:i] + name[i + 1 :]
        for name in counts
        if name.isupper() and len(name) > 3
        for i in range(2, len(name) - name.endswith("S"))
    }
    for start, end, word in words:
        if counts[word] == 1 and word.upper() in shorter:
            yield start, end, "name_variant"


_DETECTORS = (_stray, _glued, _inner_capitals, _doubled, _leaning, _subordinate, _variants)


@lru_cache
def damage_rules() -> dict[str, dict[str, Any]]:
    """Return the damage rules by name, with kind, severity, confidence and repair."""
    rows = tables.data("lexicons/damage_rules.csv").to_dict("records")
    return {
        r["rule"]: {
            "rule": r["rule"],
            "kind": r["kind"],
            "severity": int(r["severity"]),
            "confidence": float(r["confidence"]),
            "repair": r["repair"],
        }
        for r in rows
    }


def faults_in(text: str) -> list[Found]:
    """Return start, end and rule of every fault, first come first, none overlapping another."""
    found: list[Found] = []
    for fault in sorted((f for detect in _DETECTORS for f in detect(text)), key=lambda f: (f[0], -f[1])):
        if not found or fault[0] >= found[-1][1]:
            found.append(fault)
    return found


def find_damage(text: str) -> pd.DataFrame:
    """Return the `damage` table of what rules can see, offsets into `text`; rows never overlap.

    Rules, with kind, severity and confidence, are in data/lexicons/damage_rules.csv: torn auxiliaries (a sentence
    of their own, before the next sentence, at an open paragraph end, with a capital in mid-sentence), doubled
    numbers, clauses torn off by a full stop, acronyms spelt another way. They flag and never rewrite.
    What it can't do: see a wrong word, a swapped role or a changed mood; those need reading. Kinds after Lommel
    et al. 2014 (MQM).

    >>> found = find_damage("Kabul fell this month. Is. This shows more.")
    >>> found[["text", "kind", "rule"]].values.tolist()
    [['Is.', 'displaced_auxiliary', 'stray_auxiliary']]
    """
    plain = str(text)
    rows = [{"start": s, "end": e, "text": plain[s:e], **damage_rules()[rule]} for s, e, rule in faults_in(plain)]
    return tables.make("damage", rows)
