"""The lists of reporting and of mind: what a word takes as its content, and in which voice."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.parsing import lemma


@lru_cache
def _reporting() -> dict[tuple[str, str], dict[str, str]]:
    """Return for (part of speech, word) the complements it takes, each with the group that says so."""
    frames: dict[tuple[str, str], dict[str, str]] = {}
    for row in tables.data("lexicons/reporting.csv").to_dict("records"):
        taken = frames.setdefault((row["pos"], row["entry"]), {})
        for complement in row["content"].split(";"):
            taken.setdefault(complement, row["group"])
    return frames


@lru_cache
def entries(name: str, *groups: str) -> frozenset[str]:
    """Return the words of some groups of a list in data/lexicons."""
    list_ = tables.data(f"lexicons/{name}.csv")
    return frozenset(list_["entry"][list_["group"].isin(groups)])


@lru_cache
def group_voices() -> dict[str, str]:
    """Return the voice that each group of reporting words gives to its content."""
    list_ = tables.data("lexicons/reporting.csv")
    return dict(zip(list_["group"], list_["voice"], strict=True))


def frames_of(token: Token) -> dict[str, str]:
    """Return what a word takes as its content, each kind with the group that says so; nothing for other words."""
    pos = {"VERB": "verb", "NOUN": "noun", "ADJ": "adjective"}.get(token.pos_, "")
    parts = (c.lower_ for c in token.children if c.dep_ == "prt") if pos == "verb" else ()
    whole = (_reporting().get((pos, f"{lemma(token)} {part}")) for part in parts)  # "pointed out"
    return next(filter(None, whole), None) or _reporting().get((pos, lemma(token)), {})


QUOTES = {'"', "“", "”", "''", "``"}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


@lru_cache
def posts() -> frozenset[str]:
    """Return the last words of titles: what somebody is made, or dismissed as."""
    return frozenset(title.split(" ")[-1] for title in tables.data("actors/titles.csv")["entry"])
