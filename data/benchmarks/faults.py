"""Faults like those of paraphrasing by machine, put into clean text, to see how many of them the damage rules find.

One draw a kind and article, seeded by both; a fault counts as found where a damage row that the clean text does not
have overlaps it. The kinds are ours; that they look like real damage is an assumption, and says nothing about damage
that no rule can see (a wrong word, a turned meaning).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from utils import cleaning

Fault = tuple[int, int, str, int]  # replace text[start:end] by words; the first so many characters of it are no fault
KINDS_AN_ARTICLE = 2
SENTENCE = re.compile(r"[A-Z“\"][^\n]{59,}?[a-z0-9%]\.(?=\s)")
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)|(?<=[^.!?\s\"'”’)])\n\s*\n")
SINGLE = ["is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may"]
LONGER = [f"{a} been" for a in ("has", "have", "had")] + ["will be", "has gone", "was done", "is based on", "are seen"]
AUXILIARY = re.compile(r"(?<=[a-z] )(?:is|are|was|were|has|have|had|will|would|could)(?= [a-z])")
NUMBER = re.compile(r"(?<![\d.,/$€£:-])\b\d{1,3}\b(?= (?:[a-z]|million|billion))")
CONNECTIVE = re.compile(r"(?<=.{25}) (?:that|which|because|who|whom|whose) (?=.{25})")


def sentences(text: str) -> int:
    """Return the number of sentences, counted by their ends."""
    return len(SENTENCE_END.findall(text)) or 1


def stray_sentence(text: str, start: int, end: int, rng: random.Random) -> Fault:
    """Put an auxiliary as a sentence of its own after the sentence."""
    return end, end, f" {rng.choice(SINGLE + LONGER).capitalize()}.", 1


def open_end(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Put an auxiliary without a full stop at the paragraph's end."""
    return (end, end, f" {rng.choice(SINGLE + LONGER).capitalize()}", 1) if text[end : end + 1] == "\n" else None


def glued(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Put an auxiliary or a preposition before the sentence's first word."""
    opens = re.match(r"(?:The|This|It|These|They|He|She|We|But|In|A) [a-z]", text[start:end])
    return (start, start, rng.choice([*SINGLE, "of", "by", "to", "with"]).capitalize() + " ", 0) if opens else None


def _at(pattern: re.Pattern[str], text: str, start: int, end: int, rng: random.Random) -> tuple[int, str] | None:
    found = list(pattern.finditer(text[start:end]))
    match = rng.choice(found) if found else None
    return (start + match.start(), match[0]) if match else None


def inner_capital(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Write an auxiliary in mid-sentence with a capital."""
    at = _at(AUXILIARY, text, start, end, rng)
    return (at[0], at[0] + len(at[1]), at[1].capitalize(), 0) if at else None


def doubled_number(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Write a number twice."""
    at = _at(NUMBER, text, start, end, rng)
    return (at[0], at[0] + len(at[1]), f"{at[1]} {at[1]}", 0) if at else None


def false_stop(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Put a full stop before a subordinate clause."""
    at = _at(CONNECTIVE, text, start, end, rng)
    return (at[0], at[0] + len(at[1]), f". {at[1].strip().capitalize()} ", 2) if at else None


def name_drift(text: str, start: int, end: int, rng: random.Random) -> Fault | None:
    """Lose a letter of an acronym that stands elsewhere as it should, half of the time in small letters."""
    often = Counter(re.findall(r"\b[A-Z]{4,9}\b", text))
    names = sorted(name for name, count in often.items() if count >= 2 and name in text[start:end])
    if not names:
        return None
    name = rng.choice(names)
    at, lost = text.index(name, start), rng.randrange(2, len(name))
    drifted = name[:lost] + name[lost + 1 :]
    if rng.random() < 0.5:
        drifted = drifted[0] + drifted[1:-1].lower() + drifted[-1]
    return at, at + len(name), drifted, 0


KINDS: dict[str, Callable[[str, int, int, random.Random], Fault | None]] = {
    "stray sentence": stray_sentence, "open paragraph end": open_end, "glued word": glued,
    "inner capital": inner_capital, "doubled number": doubled_number, "false full stop": false_stop,
    "name drift": name_drift,
}  # fmt: skip


def inject(text: str, kind: str, rng: random.Random) -> tuple[str, int, int] | None:
    """Return the text with one fault in a sentence drawn by chance, and its span; none where no sentence fits."""
    spans = [match.span() for match in SENTENCE.finditer(text)]
    for start, end in rng.sample(spans, len(spans)):
        if made := KINDS[kind](text, start, end, rng):
            first, last, words, sound = made
            return text[:first] + words + text[last:], first + sound, first + len(words.rstrip())
    return None


def _rows(text: str) -> list[dict[Any, Any]]:
    return cleaning.find_damage(text).to_dict("records")


def is_found(clean: str, damaged: str, start: int, end: int) -> bool:
    """Return whether a damage row that the clean text does not have overlaps the fault."""
    known = {(clean[r["start"] : r["end"]], r["kind"]) for r in _rows(clean)}
    rows = [r for r in _rows(damaged) if r["start"] < end and start < r["end"]]
    return any((damaged[r["start"] : r["end"]], r["kind"]) not in known for r in rows)


def tried(articles: Sequence[tuple[str, str]]) -> list[tuple[str, bool]]:
    """Return (kind, found) of each fault put into articles (name, text), two kinds drawn an article."""
    results = []
    for name, text in articles:
        for kind in random.Random(name).sample(sorted(KINDS), KINDS_AN_ARTICLE):
            if made := inject(text, kind, random.Random(f"{kind} {name}")):
                results.append((kind, is_found(text, *made)))
    return results


def macro_recall(results: Sequence[tuple[str, bool]]) -> float:
    """Return the mean over kinds of the share that was found; nan where no fault could be put anywhere."""
    if not results:
        return float("nan")
    counts, hits = Counter(kind for kind, _ in results), Counter(kind for kind, found in results if found)
    return sum(hits[kind] / counts[kind] for kind in counts) / len(counts)
