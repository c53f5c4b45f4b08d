"""Names masked: a sentence in which everybody has the same name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from utils.article import Span
from utils.sentiment.lists import column_of

NAME = "Smith"
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'&.-]*\w)?(?:(?<=[.][A-Z])[.](?=\s+[a-z]))?|\S")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINED = re.compile(r"\.?\s+(?:(?:of|for|de|del|la|bin|al|van|von|der|the)\s+){0,2}")
_THE = re.compile(r"(?<!\w)[Tt]he\s+$")
_CAPITALISED = re.compile(r"[^-]+(?:-[A-Z][^-]*)*")
_OWNING = frozenset({"his", "their", "its", "our", "my", "your"})


class Masked(NamedTuple):
    """A sentence whose names all read the same: its text, the target's place, and (new, old) offsets of its pieces."""

    text: str
    target: Span
    pieces: list[tuple[int, int]]

    def old(self, place: int) -> int:
        """Return where in the sentence a place of the masked text comes from."""
        new, old = max(piece for piece in self.pieces if piece[0] <= place)
        return old + place - new

    def is_name(self, place: int) -> bool:
        """Return whether a place of the masked text lies in a name that is read as the ordinary one."""
        return any(new <= place < new + len(NAME) for new, _ in self.pieces[1::2])


def name_spans(text: str) -> list[Span]:
    """Return the runs of capitalised words, without words that merely open a sentence or name a day."""
    openers, opening = column_of("opening_words"), True
    spans: list[Span] = []
    for found in _TOKEN.finditer(text):
        word, start = found.group(), found.start()
        if not word[0].isalpha():
            opening = (opening and word not in ",;") or word in '.!?:;…"“‘—('
            continue
        core = _POSSESSIVE.sub("", word)
        first = next((i for i, c in enumerate(core) if c.isupper()), -1)
        plain = first < 0 or core == "I" or core[:2] in ("I'", "I’") or (first > 0 and "-" not in core[:first])
        known = openers.get(core.lower().replace("’", "'")) or openers.get(word.lower().replace("’", "'"))
        if not plain and known != "calendar" and not (opening and known):
            stop = start + first + _CAPITALISED.match(core[first:]).end()  # type: ignore[union-attr]
            joined = spans and spans[-1][1] <= start and _JOINED.fullmatch(text, spans[-1][1], start)
            spans[-1 if joined else len(spans) :] = [(spans[-1][0] if joined else start + first, stop)]
        opening = False
    return spans


@lru_cache(maxsize=4096)
def mask(sentence: str, start: int, end: int) -> Masked:
    """Return the sentence with the target and every other name, title and nationality read as one ordinary name.

    Masking works on the surface (capital letters and a list of opening words), before any parse, so no label can
    depend on who is named. What it can't do: see a name written small, or keep a title apart from its name; a
    sentence that holds a line break is parsed line by line (joining it cost .01 F1 on NewsMTSC's dev parts).

    >>> mask("Critics praised Vladimir Putin on Monday.", 16, 30).text
    'Critics praised Smith on Monday.'
    """
    names = name_spans(sentence)
    mine = [s for s in names if s[0] < end and start < s[1]] + [(start, end)]
    target = (min(s for s, _ in mine), max(e for _, e in mine))
    others = [s for s in names if s[1] <= target[0] or s[0] >= target[1]]
    parts, pieces, done, length, place = [], [], 0, 0, (0, 0)
    for s, e in sorted([*others, target]):
        before = _THE.sub("", sentence[done:s])
        pieces += [(length, done), (length + len(before), s)]
        new = NAME + "’s" * (sentence[s:e].lower() in _OWNING)
        length += len(before)
        place = (length, length + len(NAME)) if (s, e) == target else place
        parts += [before, new]
        length, done = length + len(new), e
    return Masked("".join([*parts, sentence[done:]]), place, [*pieces, (length, done)])
