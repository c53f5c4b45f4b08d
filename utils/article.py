"""The article as it was scraped, and strings that remember which raw characters they came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import SupportsIndex

Span = tuple[int, int]


class ArticleError(ValueError):
    """What is wrong with the reader's text or file, and what to do about it, in one sentence."""


@dataclass(frozen=True)
class Article:
    """One article: its raw text, which never changes, and where it came from.

    `raw` is the text after decoding; all offsets of all tables are `str` positions in it, end exclusive.
    `content` holds the source's bytes and `sha256` their digest; `altered` counts the characters that decoding
    could not keep as they stood. `slug` names the article in tables and folders.
    """

    raw: str
    slug: str
    origin: str = ""
    content: bytes = field(default=b"", repr=False)
    sha256: str = ""
    encoding: str = "utf-8"
    altered: int = 0
    metadata: dict[str, str] = field(default_factory=dict)

    def quote(self, start: int, end: int, context: int = 0) -> str:
        """Return raw[start:end] with up to `context` characters on each side; IndexError where out of range.

        >>> Article("3 3 trillion in minerals", "example").quote(0, 12)
        '3 3 trillion'
        """
        if not 0 <= start <= end <= len(self.raw):
            raise IndexError(f"span {start}-{end} is outside the raw text of {len(self.raw)} characters")
        return self.raw[max(0, start - context) : end + context]


class AlignedText(str):
    """A string whose every character knows the raw span it came from.

    Make one with `AlignedText.of(raw)`; slices, `delete`, `substitute` and `join` return AlignedText again and
    compose. All other `str` methods return plain strings, which have lost their spans. A character that was put
    in for others carries the whole span of what it replaced, so a boundary inside a replacement widens to it.
    Position and quote selectors of W3C Web Annotation (Sanderson, Ciccarese & Young 2017) are built from these.

    >>> text = AlignedText.of("Of It symbolically signaled").delete(0, 3)
    >>> str(text), text.raw_span(0, 2)
    ('It symbolically signaled', (3, 5))
    """

    spans: tuple[Span, ...]

    def __new__(cls, text: str, spans: Iterable[Span]) -> AlignedText:
        """Return `text` aligned to `spans`, one (start, end) a character; ValueError if they do not fit."""
        made = super().__new__(cls, text)
        made.spans = tuple(spans)
        if len(made.spans) != len(text):
            raise ValueError(f"{len(text)} characters need as many spans, not {len(made.spans)}")
        if any(a[0] > b[0] or a[1] > b[1] for a, b in pairwise(made.spans)):
            raise ValueError("raw spans must not run backwards")
        return made

    @classmethod
    def of(cls, raw: str) -> AlignedText:
        """Return raw text in which each character is its own span."""
        return cls._unchecked(raw, tuple(zip(range(len(raw)), range(1, len(raw) + 1), strict=True)))

    def __getitem__(self, key: SupportsIndex | slice) -> AlignedText:
        """Return a character or a forward slice, aligned; a step other than 1 is a ValueError."""
        if isinstance(key, slice):
            if key.step not in (None, 1):
                raise ValueError("only forward slices keep their place in the raw text")
            return self._unchecked(super().__getitem__(key), self.spans[key])
        return self._unchecked(super().__getitem__(key), (self.spans[key],))

    @classmethod
    def _unchecked(cls, text: str, spans: tuple[Span, ...]) -> AlignedText:
        """Return aligned text whose spans are known to fit, as those of a slice do."""
        made = super().__new__(cls, text)
        made.spans = spans
        return made

    def __add__(self, other: str) -> AlignedText:
        """Return both texts in a row; ValueError if `other` is plain or its spans lie further left."""
        if not isinstance(other, AlignedText):
            raise ValueError("only an AlignedText can be added: plain text has no place in the raw text")
        return AlignedText(super().__add__(other), self.spans + other.spans)

    def delete(self, start: int, end: int) -> AlignedText:
        """Return the text without [start:end]."""
        return self.edit([(start, end, "")])

    def substitute(self, start: int, end: int, new: str) -> AlignedText:
        """Return the text with [start:end] replaced by `new`, whose characters carry the whole raw span replaced."""
        return self.edit([(start, end, new)])

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> AlignedText:
        """Return the text with many (start, end, new) replacements made at once; ValueError where two overlap."""
        pieces: list[str] = []
        spans: list[Span] = []
        done = 0
        for start, end, new in sorted(edits):
            if start < done:
                raise ValueError(f"two edits overlap at {start}: make them one after the other")
            pieces += [self[done:start], new]
            spans += [*self.spans[done:start], *[self.raw_span(start, end)] * len(new)]
            done = end
        return AlignedText("".join([*pieces, self[done:]]), [*spans, *self.spans[done:]])

    def join(self, parts: Iterable[str]) -> AlignedText:
        """Return aligned parts with this text, as plain characters, between them; empty parts are left out.

        A separator carries the stretch of raw text between its neighbours. Parts must come in raw order.
        """
        pieces: list[str] = []
        spans: list[Span] = []
        for part in parts:
            if not isinstance(part, AlignedText):
                raise ValueError("only AlignedText parts can be joined")
            if spans and part:
                left, right = spans[-1][1], part.spans[0][0]
                gap = (min(left, right), max(left, right))
                pieces.append(str(self))
                spans += [gap] * len(self)
            pieces.append(part)
            spans += part.spans
        return AlignedText("".join(pieces), spans)

    def raw_span(self, start: int, end: int) -> Span:
        """Return the smallest raw span that covers [start:end]; an empty slice gives an empty span.

        An empty slice inside a replacement widens to it, as every boundary there does. IndexError where the offsets
        lie outside 0..len.
        """
        if not 0 <= start <= end <= len(self):
            raise IndexError(f"span {start}-{end} is outside a text of {len(self)} characters")
        if start < end:
            return (self.spans[start][0], self.spans[end - 1][1])
        before = self.spans[start - 1] if start else (0, 0)
        after = self.spans[start] if start < len(self) else (before[1], before[1])
        return (after[0], after[0]) if before[1] <= after[0] else (before[0], after[1])
