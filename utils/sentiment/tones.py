"""Words in context: the hits of each list, the tone of a sentence, and the table of both."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
from textblob import TextBlob

from utils import tables
from utils.article import Span
from utils.parsing import Document
from utils.sentiment.lists import LEXICONS, NEGATION_WINDOW, column_of, squash, unit_of, vader, word_index
from utils.sentiment.masking import name_spans

LAYERS = ("raw", "no_topic", "in_context")
IRREALIS_WINDOW = 8
DISTANCE_WINDOW = 2
NEGATIVE_WEIGHT = 1.25
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")


class Hit(NamedTuple):
    """A word of a list in a sentence: its place, its value, why it might not count, and its weight in context."""

    start: int
    end: int
    word: str
    lexicon: str
    value: float
    topic: str
    factor: float


def _words(sentence: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), m.group().lower().replace("’", "'")) for m in _WORD.finditer(str(sentence))]


def _factor(words: list[str], place: int) -> float:
    """Return what the words before a word make of it: negation reverses, irrealis weakens, distance takes all; else 1.

    "Not only" and its like negate nothing.
    """
    groups, values = column_of("context_words"), column_of("context_words", "value")
    if any(groups.get(word) == "distance" for word in words[max(0, place - DISTANCE_WINDOW) : place]):
        return 0.0
    for i in range(max(0, place - NEGATION_WINDOW), place):
        negates = groups.get(words[i]) == "negator" or words[i].endswith("n't")
        if negates and groups.get(words[i + 1]) != "focus":
            return float(values["not"])
    before = words[max(0, place - IRREALIS_WINDOW) : place]
    return min([float(values[w]) for w in before if groups.get(w) == "irrealis"], default=1.0)


@lru_cache(maxsize=4096)
def hits_in(sentence: str) -> tuple[Hit, ...]:
    """Return the hits of every list in a sentence, in reading order."""
    found = _words(sentence)
    words, topics, names = [w for *_, w in found], column_of("topic_words"), name_spans(sentence)
    hits: list[Hit] = []
    for place, (start, end, word) in enumerate(found):
        if word in word_index():
            name = "name" if any(s <= start < e for s, e in names) else ""
            factor, topic = _factor(words, place), name or topics.get(word, "")
            hits += [Hit(start, end, word, lexicon, value, topic, factor) for lexicon, value in word_index()[word]]
    return tuple(hits)


def word_hits(sentence: str) -> pd.DataFrame:
    """Return one row for each word and list that holds it: start, end, word, lexicon, value, topic, factor.

    Offsets count in `sentence`; `value` is the list's own, `topic` says "topic", "polyseme" or "name" where the word
    is not tone, `factor` is -0.5 under negation, 0.75 under irrealis, 0 after "so-called", else 1. What it can't
    do: phrases, irony, word senses. The factors are ours; that a negated word is weaker than its opposite is from
    Taboada et al. 2011, who shift it by four points.

    >>> word_hits("It was not good.").query("word == 'good'")[["lexicon", "factor"]].head(1).values.tolist()
    [['textblob', -0.5]]
    """
    return pd.DataFrame(hits_in(str(sentence)), columns=Hit._fields)


def _list_score(hits: list[Hit], context: bool) -> float:
    """Return sum / sqrt(count) in the list's own unit; NaN without hits."""
    if not hits:
        return math.nan
    values = [h.value / unit_of(h.lexicon) * (h.factor if context else 1.0) for h in hits]
    values = [v * NEGATIVE_WEIGHT if v < 0 and context else v for v in values]
    return math.fsum(values) / math.sqrt(len(values))


def _without_topic(sentence: str) -> str:
    kept = sentence
    for hit in hits_in(sentence):
        if hit.topic:
            kept = kept[: hit.start] + "_" * (hit.end - hit.start) + kept[hit.end :]
    return kept


def _package_score(lexicon: str, sentence: str) -> float:
    if lexicon == "textblob":
        return float(TextBlob(sentence).sentiment.polarity)
    return float(vader().polarity_scores(sentence)["compound"])


def lexicon_score(sentence: str, lexicon: str, layer: str = "raw") -> tuple[float, list[Span]]:
    """Return one list's score of a sentence, -1 to 1, and the deciding words' spans; NaN where no word occurs.

    `raw` and `no_topic` of textblob and vader are the packages' own (TextBlob's polarity, vaderSentiment's
    compound); the other lists, and all of them `in_context`, are our count: sum / sqrt(hits) in the list's own
    unit, squashed. What it can't do: compare lists in size; their scales differ. Source: `lexicon_cards`.
    """
    hits = [h for h in hits_in(sentence) if h.lexicon == lexicon and (layer == "raw" or not h.topic)]
    spans = [(h.start, h.end) for h in hits]
    if hits and layer != "in_context" and lexicon in ("textblob", "vader"):
        return _package_score(lexicon, sentence if layer == "raw" else _without_topic(sentence)), spans
    score = _list_score(hits, layer == "in_context")
    return (score if math.isnan(score) else squash(score)), spans


def tone(sentence: str) -> float:
    """Return how positive a sentence reads, -1 to 1: the mean over the lists, each in its own unit.

    A list without a hit adds nothing, so a word that few lists hold weighs less. A list's unit is the root mean square
    of its own entries, so no rating of sentences sets the scale. Negation and irrealis count and negative words weigh
    1.25 (after Taboada et al. 2011, who use 1.5). Words of a name are left out, so that who is named cannot matter;
    topic words and polysemes stay in, as they do for human raters; the table's layers show what they add. No word of
    any list gives 0.0 here; in the tables it is missing. What it can't do: tell whose view it is, towards whom, or good
    news from praise; see `stance`. Source: the lists of `lexicon_cards`.

    >>> tone("A brilliant success.") > 0 > tone("A shameful failure.")
    True
    """
    hits = [h for h in hits_in(str(sentence)) if h.topic != "name"]
    scores = [_list_score([h for h in hits if h.lexicon == lexicon], True) for lexicon in LEXICONS]
    known = [s for s in scores if not math.isnan(s)]
    return squash(math.fsum(known) / len(LEXICONS)) if known else 0.0


def sentiment_table(read: Document, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return the `sentiment` table of a reading: one row a sentence, list and layer, `damaged` 0.

    Score is missing (NaN) where no word of the list occurs; evidence holds the deciding words. What it can't do: see
    `lexicon_score`.
    """
    text, rows = str(read.text), []
    for sentence in read.sentences.to_dict("records"):
        start, end = int(sentence["start"]), int(sentence["end"])
        for lexicon in LEXICONS:
            for layer in LAYERS:
                score, spans = lexicon_score(text[start:end], lexicon, layer)
                found = {"score": score, "hits": len(spans), "lexicon": lexicon, "layer": layer}
                evidence = tables.spans_text((start + s, start + e) for s, e in spans)
                rows.append({**sentence_row(sentence, text, voices), **found, "evidence": evidence})
    return tables.make("sentiment", rows)


def sentence_row(sentence: Mapping[Any, Any], text: str, voices: Mapping[str, str]) -> dict[str, Any]:
    """Return what every row of a sentence's scores begins with."""
    start, end, number = int(sentence["start"]), int(sentence["end"]), sentence["sentence_id"]
    place = {"start": start, "end": end, "text": text[start:end]}
    return {**place, "sentence_id": number, "voice": voices.get(number, "text"), "damaged": 0}
