"""The lists of data/actors: which designations are known, and what they name."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.article import Span
from utils.parsing import Document

CAP = "[" + "".join(c for c in map(chr, range(0x41, 0x250)) if c.isupper()) + "]"
DATES = frozenset(filter(None, [*calendar.day_name, *calendar.month_name]))


@dataclass(frozen=True)
class Mention:
    """A stretch of text that names or describes an actor; `form` says by what rule, `kind` what the actor is."""

    start: int
    end: int
    actor: str
    kind: str
    form: str
    needs: str = ""
    title: str = ""
    state: str = ""

    def overlaps(self, other: Mention) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Entry:
    """One listed designation of an actor."""

    words: str
    actor: str
    kind: str
    form: str
    needs: str


@dataclass(frozen=True)
class View:
    """A document with its text in straight marks: lists are matched in `text`, the document holds the parse."""

    text: str
    document: Document

    @classmethod
    def of(cls, document: Document) -> View:
        """Return the view of a document."""
        return cls(plain(document.text), document)

    def token_at(self, place: int) -> Token | None:
        """Return the token that covers a character, None where there is white space."""
        return self.document.token_at(place)


def plain(text: str) -> str:
    """Return text with straight quotation marks, apostrophes and hyphens, character for character."""
    return str(text).translate(str.maketrans("’‘‐‑–“”", "''---\"\""))


@lru_cache
def rows(name: str) -> pd.DataFrame:
    """Return a table of data/actors; not to be changed."""
    return tables.data(f"actors/{name}.csv")


@lru_cache
def group(name: str, *groups: str) -> frozenset[str]:
    """Return the entries of some groups of a list, in small letters."""
    own = rows(name)
    return frozenset(own.loc[own["group"].isin(groups), "entry"].str.lower())


@lru_cache
def role_words(pos: str, *groups: str) -> frozenset[str]:
    """Return the verbs or nouns of some groups of data/actors/role_words.csv."""
    own = rows("role_words")
    return frozenset(own.loc[(own["pos"] == pos) & own["group"].isin(groups), "entry"])


@lru_cache
def title_groups() -> dict[str, str]:
    """Return the group (head, minister, person, group) of each title."""
    own = rows("titles")
    return dict(zip(own["entry"], own["group"], strict=True))


@lru_cache
def entries() -> dict[str, list[Entry]]:
    """Return the listed designations by their first word, longest first."""
    listed: list[Entry] = []
    for name, kind in (("organisations", "organisation"), ("groups", "group"), ("regions", "region")):
        columns = (rows(name)[c] for c in ("entry", "actor", "type", "needs"))
        listed += [Entry(plain(e), actor, kind, sort, needs) for e, actor, sort, needs in zip(*columns, strict=True)]
    for name, kind in (("states", "state"), ("territories", "region")):
        for e, place, form, needs in zip(*(rows(name)[c] for c in ("entry", "actor", "form", "needs")), strict=True):
            people = form == "people"
            listed.append(
                Entry(plain(e), people_of(place) if people else place, "people" if people else kind, form, needs)
            )
    listed += [Entry(plain(e), "", "", "not an actor", "") for e in rows("not_actors")["entry"]]
    return by_first_word(listed)


def by_first_word(listed: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return entries by their first word, longest first."""
    index: dict[str, list[Entry]] = defaultdict(list)
    for entry in listed:
        index[_first_word(entry.words)].append(entry)
    for same in index.values():
        same.sort(key=lambda e: -len(e.words))
    return dict(index)


def _first_word(words: str) -> str:
    found = re.match(r"\w+", words)
    return found.group() if found else words


@lru_cache
def people_of(place: str) -> str:
    """Return the name of a state's or territory's people: the plural noun, or the adjective with "people"."""
    places = pd.concat([rows("states"), rows("territories")])
    own = places[places["actor"] == place]
    nouns = own.loc[(own["form"] == "people") & own["entry"].str.endswith(("s", "men")), "entry"]
    adjectives = own.loc[own["form"] == "adjective", "entry"]
    return str(nouns.iloc[0]) if len(nouns) else f"{adjectives.iloc[0] if len(adjectives) else place} people"


@lru_cache
def area(adjective: str) -> frozenset[str]:
    """Return the states of the area an adjective names; none if it names none.

    >>> sorted(area("Baltic"))
    ['Estonia', 'Latvia', 'Lithuania']
    """
    areas, states = rows("areas"), rows("states")
    cells = ";".join(areas.loc[areas["entry"] == adjective, "area"]).split(";")
    inside = states[states["subregion"].isin(cells) | states["region"].isin(cells)]
    return frozenset([*inside["actor"], *(c[1:] for c in cells if c.startswith("="))])


def hits(text: str, index: dict[str, list[Entry]]) -> Iterator[Mention]:
    """Yield every listed designation in the text, all readings of an ambiguous one, overlaps included."""
    for word in re.finditer(r"\w+", text):
        for entry in index.get(word.group(), ()):
            start, end = word.start(), word.start() + len(entry.words)
            closed = not entry.words[-1].isalnum() or not text[end : end + 1].isalnum()
            if text.startswith(entry.words, start) and closed and _stands(text, start, end, entry):
                yield Mention(start, end, entry.actor, entry.kind, entry.form, entry.needs)


def _stands(text: str, start: int, end: int, entry: Entry) -> bool:
    """Return whether a designation may stand here: a prefix only in a compound, "the West" with its article."""
    if entry.form == "prefix":
        return bool(re.match(rf"-{CAP}", text[end : end + 2]))
    if entry.needs == "article" and not re.fullmatch(r"[Tt]he ", text[max(0, start - 4) : start]):
        return False
    return text[end : end + 1] != "$" and text[start - 1 : start] not in {"@", "#", "."}


def is_inside(place: int, spans: Iterable[Span]) -> bool:
    """Return whether a character lies in one of the spans."""
    return any(start <= place < end for start, end in spans)


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions in order of place, the longest where some overlap; the first of equals stays."""
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        place = range(mention.start, mention.end)
        if taken.isdisjoint(place):
            kept.append(mention)
            taken.update(place)
    return sorted(kept, key=lambda m: m.start)
