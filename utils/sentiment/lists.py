"""The word lists, each in its own unit, and what is known of them."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

import pandas as pd
from textblob.en import sentiment as pattern
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import tables

LEXICONS = ("textblob", "vader", "hu_liu", "afinn")
NEGATION_WINDOW = 3
DIGITS = 9  # a sum that is 0 but for the last bits of its floats is 0 on every machine


@lru_cache
def vader() -> SentimentIntensityAnalyzer:
    """Return VADER's analyser, made once."""
    return SentimentIntensityAnalyzer()


@lru_cache
def entries(lexicon: str) -> dict[str, float]:
    """Return the words of a list with the list's own values; words of value 0 are left out."""
    if lexicon == "textblob":
        pattern.load()
        values = {word: tags[None][0] for word, tags in dict.items(pattern) if None in tags}
    elif lexicon == "vader":
        values = dict(vader().lexicon)
    else:
        rows = tables.data(f"lexicons/{lexicon}.csv")
        values = dict(zip(rows["entry"], rows["value"].astype(float), strict=True))
    return {word: value for word, value in values.items() if value}


@lru_cache
def unit_of(lexicon: str) -> float:
    """Return the list's own unit: the root mean square of its entries' values."""
    values = entries(lexicon).values()
    return math.sqrt(math.fsum(value * value for value in values) / len(values))


@lru_cache
def word_index() -> dict[str, list[tuple[str, float]]]:
    """Return for each word the lists that hold it, each with its value."""
    index: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for lexicon in LEXICONS:
        for word, value in entries(lexicon).items():
            index[word].append((lexicon, value))
    return dict(index)


@lru_cache
def column_of(name: str, column: str = "group") -> dict[str, str]:
    """Return a column of a list in data/lexicons by word."""
    rows = tables.data(f"lexicons/{name}.csv")
    return dict(zip(rows["entry"], rows[column], strict=True))


def lexicon_cards() -> pd.DataFrame:
    """Return one row a word list: who made it, from what, for what, licence, source, implementation, entries.

    What it can't do: say how well a list fits an article. On economic news such lists hardly agree with people or with
    each other (Boukes et al. 2020; van Atteveldt et al. 2021); that they count a topic as tone is what we see here.
    """
    cards = tables.data("lexicons/lexicon_cards.csv")
    cards["entries"] = [len(entries(lexicon)) for lexicon in cards["lexicon"]]
    return cards


def squash(x: float, alpha: float = 4.0) -> float:
    """Return a sum between -1 and 1, as VADER squashes its own, with a smaller constant."""
    return x / math.sqrt(x * x + alpha)
