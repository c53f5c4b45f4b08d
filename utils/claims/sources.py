"""Which actor a source is, and the attributions as a table."""

from __future__ import annotations

import re

import pandas as pd

from utils import tables
from utils.article import Span
from utils.claims.attribution import all_attributions
from utils.claims.words import entries
from utils.parsing import Document


def attribution_table(read: Document, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the `attributions` table of a reading, nested ones too; offsets into its text.

    `source_actor` is the actor (of `mentions`) named in the source; of a pronoun, the actor
    that `mentions` links it to; else 'unknown'. `rule` is "rule/group of the cue", with "/nested" where the
    attribution stands inside what another one reports. What it can't do: resolve "we", or a pronoun for which
    two actors come close.
    """
    text = read.text
    resolver = Resolver(str(text), mentions)
    rows = []
    for number, a in enumerate(all_attributions(read), 1):
        every = a.source + a.cue + a.content
        start, end = min(s for s, _ in every), max(e for _, e in every)
        rows.append(
            {
                "start": start,
                "end": end,
                "text": text[start:end],
                "attribution_id": f"a{number:02d}",
                "source": tables.spans_text(a.source),
                "cue": tables.spans_text(a.cue),
                "content": tables.spans_text(a.content),
                "source_actor": resolver.actor(a.source),
                "rule": "/".join([a.rule, a.group, *["nested"] * a.nested]),
            }
        )
    return tables.make("attributions", rows)


_WITHIN = re.compile(r" (?:of|by|for|at|in|on|from|near|along|across|inside|outside|under|with)(?: the)? $")


class Resolver:
    """Finds the actor that a source's words name, from the mentions of the same reading."""

    def __init__(self, text: str, mentions: pd.DataFrame) -> None:
        """Keep the reading and its mentions at hand: names and phrases, and what pronouns stand for."""
        self.text = text
        rows = sorted(zip(*(mentions[c] for c in ("start", "end", "actor", "form")), strict=True))
        self.named = [(s, e, actor) for s, e, actor, form in rows if form != "pronoun"]
        self.pronouns: dict[Span, list[str]] = {}
        for s, e, actor, form in rows:
            if form == "pronoun":
                self.pronouns.setdefault((s, e), []).append(actor)

    def actor(self, source: list[Span]) -> str:
        """Return the standard name of the actor, several joined by ';', or 'unknown'."""
        if not source:
            return "unknown"
        start, end = source[0][0], source[-1][1]
        inside = [m for m in self.named if start <= m[0] and m[1] <= end + 1]
        return self._named(start, end, inside) if inside else self._pronoun(start, end)

    def within(self, start: int, end: int) -> str:
        """Return the actors named in a span, in reading order, joined by ';'."""
        return ";".join(dict.fromkeys(m[2] for m in self.named if start <= m[0] and m[1] <= end))

    def _named(self, start: int, end: int, inside: list[tuple[int, int, str]]) -> str:
        first, last = inside[0], inside[-1]
        named_after = self.text[start : last[0]].endswith(", ") and not self.text[last[1] : end].strip(" ,")
        if last is not first and named_after and " and " not in self.text[start:end]:
            return last[2]  # "the union's leader, Ingrid Solberg"
        after = self.text[first[1] : end].lower()
        if after.startswith(("'s ", "’s ")) or self._of(start, first[0]):
            speaks = set(self.text[start:end].lower().replace(",", " ").split()) & entries("clause_words", "speaks_for")
            return first[2] if speaks else "unknown"
        here = [m[2] for m in inside if m[:2] == first[:2]]  # "the two rivals" are two on one place
        beside = [m[2] for m in inside if self.text[: m[0]].endswith((" and ", ", ", " and the "))]
        return ";".join(dict.fromkeys([*here, *(beside if " and " in self.text[start:end] else [])]))

    def _of(self, start: int, place: int) -> bool:
        return bool(_WITHIN.search(self.text[start:place].lower()))

    def _pronoun(self, start: int, end: int) -> str:
        if self.text[start:end].lower() in {"who", "which"}:
            left = [m for m in self.named if start - 2 <= m[1] <= start]
            return left[-1][2] if left else "unknown"
        return ";".join(self.pronouns.get((start, end), ["unknown"]))
