"""An article with all that findings are asked of, and its tables under a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils import walk
from utils.article import Article, ArticleError
from utils.figures import LEAST

READINGS = ("stripped", "mended", "repaired")
NONE, TIE, FEW = "nobody", "tie", "too few to tell"
Choice = Mapping[str, str]


class Outcome(NamedTuple):
    """The answer under one choice: what it says (a name or a sign), the number behind it, the rows it counts."""

    says: str
    value: float
    rows: pd.DataFrame


@dataclass(frozen=True)
class Case:
    """An article with all that findings are asked of: its readings, expected actors, aliases and, if any, a coding."""

    walks: Mapping[str, walk.Analysis]
    version: str
    expected: pd.DataFrame
    aliases: Mapping[str, str]
    coded: Mapping[str, pd.DataFrame]

    @property
    def chosen(self) -> walk.Analysis:
        """Return the reading that the page is about."""
        return self.walks[self.version]


def case(article: Article, version: str = "mended", expected: pd.DataFrame | None = None) -> Case:
    """Return `article` in its three readings, each parsed once; `version` is the one the page is about.

    `expected` is the list that absence is judged against (`framing.absence`), by default that of the coded text.
    ArticleError for another version. `raw` is left out: it holds residue, so its numbers are a warning, not a finding.
    """
    if version not in READINGS:
        raise ArticleError(f"There is no reading {version!r} to test: choose one of {', '.join(READINGS)}.")
    walks = {v: walk.analyse(article, v) for v in READINGS}
    names = ("claims", "mentions", "relations", "frames", "stance", "sentences", "expected_actors", "aliases")
    coded = {name: walk.reference(name, article) for name in names}
    listed = coded.pop("expected_actors") if expected is None else expected
    rows = coded.pop("aliases")
    aliases = dict(zip(rows["actor"], rows["counted_as"], strict=True))
    return Case(walks, version, listed, aliases, {n: t for n, t in coded.items() if len(t)})


PASSES = ("reference", "coder a", "coder b")
CODERS = {"claims": PASSES[:1], "mentions": PASSES, "relations": PASSES, "frames": PASSES, "stance": PASSES}
_STRENGTH = {"frames": "strength", "stance": "polarity"}


def coded_table(given: Case, name: str, coder: str) -> pd.DataFrame:
    """Return a coded table as one coder has it, with the places of its sentences where it has none of its own."""
    table = given.coded[name]
    own = coder.replace(" ", "_")
    if name in _STRENGTH:
        scores = pd.to_numeric(table[_STRENGTH[name] if coder == "reference" else own], errors="coerce")
        table = table.assign(score=scores)[scores > 0 if name == "frames" else scores.notna()]
    elif coder != "reference":
        table = table[table[own] == "1"]
    if "start" in table:
        return table.astype({"start": int, "end": int})
    places = given.coded["sentences"].set_index("sentence_id")[["start", "end", "text"]]
    placed = table.join(places.astype({"start": int, "end": int}), on="sentence_id", how="inner")
    return placed.reset_index(drop=True)


def chosen_table(given: Case, name: str, choice: Choice) -> pd.DataFrame:
    """Return a table under a choice: of which reading or coder, with which aliases, on sound words only or all."""
    if choice.get("coder", "rules") != "rules":
        rows = coded_table(given, name, choice["coder"]).replace({"morality": "moral"})
    else:
        a = given.walks[choice["reading"]]
        rows = a.mentions if choice.get("forms") == "pronouns too" else walk.standing(a, name)
        if choice.get("words") == "sound only":
            torn = a.damage[a.damage["kind"] != "lost_quotation"]
            rows = rows[rows["damaged"] == 0] if "damaged" in rows else rows[~walk.touched(rows, torn)]
        if name == "relations":
            rows = rows[rows["kind"] != "other"]
    return with_aliases(rows, given.aliases) if choice.get("aliases") == "leaders with their state" else rows


def with_aliases(rows: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """Return rows with each actor counted as its alias; a tie between two names of one is left out."""
    columns = [c for c in ("actor", "source_actor", "target_actor") if c in rows]
    merged = rows.assign(**{c: rows[c].replace(aliases) for c in columns})
    return merged[merged["source_actor"] != merged["target_actor"]] if "target_actor" in merged else merged


def most_frequent(names: pd.Series, rows: pd.DataFrame) -> Outcome:
    """Return the most frequent of `names` (one for each of `rows`), its share, its rows; a tie or too few say so."""
    counts = names.value_counts()
    if counts.empty:
        return Outcome(NONE, float("nan"), rows[:0])
    if counts.sum() < LEAST:
        return Outcome(FEW, float("nan"), rows)
    top = counts[counts == counts.max()]
    name = sorted(top.index)[0] if len(top) == 1 else TIE
    return Outcome(str(name), float(counts.max() / counts.sum()), rows[names == name])


def sign_of(value: float, rows: pd.DataFrame) -> Outcome:
    """Return a mean as the sign that it has."""
    says = "can’t be told" if np.isnan(value) else "above 0" if value > 0 else "below 0" if value < 0 else "0"
    return Outcome(says, value, rows)


def accepted(proposed: pd.DataFrame, a: walk.Analysis, rejected: Iterable[str] = ()) -> pd.DataFrame:
    """Return the candidates not rejected whose sentence holds no words that the damage turns."""
    kept = proposed[~(proposed["sentence_id"] + " " + proposed["function"]).isin(set(rejected))]
    return kept[~walk.touched(kept, walk.turned_places(a))]
