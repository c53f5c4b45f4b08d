"""The shallow method beside the parse: tags and chunks instead of clauses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nltk.chunk import RegexpParser
from nltk.stem import SnowballStemmer
from nltk.tokenize import NLTKWordTokenizer
from nltk.tree import Tree
from textblob.en import tag

from utils import tables
from utils.article import Span
from utils.claims.words import QUOTES, entries
from utils.sentences import paragraph_spans, sentence_spans

SHALLOW_GRAMMAR = r"""
  NP:    {<DT|PRP.|CD>?<JJ.*|CD|NN.*|POS>*<NN.*>}
         {<PRP|WP>}
         {<NP><IN><NP>}
  CUE:   {<AUX|MD|RB>*<SAY><RP>?}
  FROM:  {<ACCORDING><TO><NP>}
  AFTER: <,|QUOTE>{<CUE><NP>}<,|STOP|DASH|IN|QUOTE>
         <,|QUOTE>{<NP><CUE>}<,|STOP|DASH|IN|QUOTE>
  LEAD:  {<NP><CUE>}
"""

_OWN_TAGS = {".": "STOP", "!": "STOP", "?": "STOP", ":": "DASH", "according": "ACCORDING"}
STEM = SnowballStemmer("english").stem


@lru_cache
def _chunker() -> RegexpParser:
    return RegexpParser(SHALLOW_GRAMMAR)


@lru_cache
def _cue_stems() -> frozenset[str]:
    list_, forms = (tables.data(f"lexicons/{name}.csv") for name in ("reporting", "shallow_words"))
    verbs = set(list_.loc[list_["pos"] == "verb", "entry"])
    return frozenset(map(STEM, verbs | set(forms.loc[forms["lemma"].isin(verbs), "entry"])))


def _own_tag(word: str, tag_: str) -> str:
    low = word.lower()
    if low in QUOTES:
        return "QUOTE"
    if low in entries("shallow_words", "auxiliary"):
        return "AUX"
    if tag_.startswith("VB") and STEM(low) in _cue_stems():
        return "SAY"
    return _OWN_TAGS.get(low, _OWN_TAGS.get(tag_, tag_))


def shallow_tree(sentence: str) -> Tree:
    """Return the chunks of one sentence by SHALLOW_GRAMMAR: no tree of clauses, only tags in a row.

    Words by NLTK's tokenizer, tags by TextBlob's tagger (De Smedt & Daelemans 2012); a verb of
    data/lexicons/reporting.csv is tagged SAY, an auxiliary AUX. What it can't do: tell where a clause ends.

    >>> print(shallow_tree("The minister said it was over."))
    (S
      (LEAD (NP The/DT minister/NN) (CUE said/SAY))
      (NP it/PRP)
      was/AUX
      over/IN
      ./STOP)
    """
    words = [sentence[s:e] for s, e in NLTKWordTokenizer().span_tokenize(sentence)]
    tagged = tag(" ".join(words), tokenize=False)
    return _chunker().parse([(w, _own_tag(w, t)) for w, (_, t) in zip(words, tagged, strict=True)])


def shallow_attributions(text: str) -> list[dict[str, Any]]:
    """Return attributions in the shape of `find_attributions`, from tags and chunks alone: a baseline for the parse.

    A chunk LEAD reports what follows it in the sentence, AFTER what stands before it; a quotation in the sentence is
    always the content. What it can't do: see clauses, so a content runs to the sentence's end; tell who is meant.

    >>> text = "The minister said it was over."
    >>> [(text[slice(*a["source"])], text[slice(*a["content"][0])]) for a in shallow_attributions(text)]
    [('The minister', 'it was over.')]
    """
    found: list[dict[str, Any]] = []
    for start, end in paragraph_spans(text):
        paragraph, opened, last = text[start:end], False, None
        for s, e in sentence_spans(paragraph):
            rows, quoted, opened = _shallow_rows(paragraph[s:e], start + s, opened)
            if quoted and not rows and last:
                last["content"] += quoted
            last = rows[-1] if rows else last
            found += rows
    return found


def _shallow_rows(sentence: str, offset: int, opened: bool) -> tuple[list[dict[str, Any]], list[Span], bool]:
    """Return a sentence's attributions, its quotations, and whether a quotation is still open at its end."""
    spans = [(offset + s, offset + e) for s, e in NLTKWordTokenizer().span_tokenize(sentence)]
    tree = shallow_tree(sentence)
    inside, opened = _quoted_words([t for _, t in tree.leaves()], opened)
    runs = [r for r in _number_runs(inside) if r[1] - r[0] > 4]
    rows: list[dict[str, Any]] = []
    for label, first, last, cue in _chunks(tree):
        content = _shallow_content(label, first, last, len(spans))
        content = runs if runs and not rows else content
        if first not in inside and content:
            words = set(range(first, last)) - set(cue)
            pieces = {"source": words, "cue": cue}
            row = {name: (spans[min(n)][0], spans[max(n)][1]) for name, n in pieces.items()}
            rows.append(row | {"content": [(spans[a][0], spans[b - 1][1]) for a, b in content]})
    return rows, [(spans[a][0], spans[b - 1][1]) for a, b in runs], opened


def _chunks(tree: Tree) -> Iterator[tuple[str, int, int, range]]:
    """Yield label, first word, word after the last and the cue's words of each chunk that reports."""
    at = 0
    for part in tree:
        size = len(part.leaves()) if isinstance(part, Tree) else 1
        if isinstance(part, Tree) and part.label() == "FROM":
            yield "FROM", at, at + size, range(at, at + 2)
        elif isinstance(part, Tree) and part.label() in {"LEAD", "AFTER"}:
            before = len(part[0].leaves())
            cue = range(at, at + before) if part[0].label() == "CUE" else range(at + before, at + size)
            yield part.label(), at, at + size, cue
        at += size


def _shallow_content(label: str, first: int, last: int, length: int) -> list[Span]:
    forward = label == "LEAD" or (label == "FROM" and first < 2)
    start, end = (last, length) if forward else (0, first)
    return [(start, end)] if end - start > 1 else []


def _quoted_words(tags: list[str], opened: bool) -> tuple[list[int], bool]:
    inside = []
    for number, tag_ in enumerate(tags):
        opened = opened != (tag_ == "QUOTE")
        if opened or tag_ == "QUOTE":
            inside.append(number)
    return inside, opened


def _number_runs(numbers: list[int]) -> list[Span]:
    """Return (first, after the last) of the unbroken stretches of ascending numbers."""
    starts = [n for i, n in enumerate(numbers) if i == 0 or numbers[i - 1] != n - 1]
    ends = [n + 1 for i, n in enumerate(numbers) if i + 1 == len(numbers) or numbers[i + 1] != n + 1]
    return list(zip(starts, ends, strict=True))
