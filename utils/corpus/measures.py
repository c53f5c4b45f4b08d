"""What a corpus says: a number an article, the spread over articles, and what the method's error does to a share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from utils import scoring

if TYPE_CHECKING:
    import duckdb

LEAST = 5  # things to count in an article, below which it has no value


class Measure(NamedTuple):
    """One number an article: `label` and `words` what it is, `query` its two counts by article (hits, of)."""

    label: str
    words: str
    query: str


_CLAIMS = "SELECT article, {hits} AS hits, {of} AS of FROM claims WHERE status <> 'undecidable' GROUP BY article"
_LENGTH = "len(string_split_regex(trim(text), '\\s+'))"
MEASURES = {
    "reported": Measure(
        "reported words",
        "share of the words of all claims that a source says",
        _CLAIMS.format(hits=f"sum({_LENGTH}) FILTER (voice = 'reported')", of=f"sum({_LENGTH})"),
    ),
    "boosted": Measure(
        "boosted claims",
        "share of the text's own claims with a word whose only job is certainty",
        _CLAIMS.format(hits="count(*) FILTER (voice = 'text' AND boosted = 1)", of="count(*) FILTER (voice = 'text')"),
    ),
    "evaluative": Measure(
        "judging claims",
        "share of the text's own claims that judge",
        _CLAIMS.format(
            hits="count(*) FILTER (voice = 'text' AND claim_type = 'evaluative')", of="count(*) FILTER (voice = 'text')"
        ),
    ),
    "conflictual": Measure(
        "conflictual ties",
        "share of the ties with a sign that are conflictual",
        "SELECT article, count(*) FILTER (sign < 0) AS hits, count(*) AS of FROM relations WHERE sign <> 0 "
        "GROUP BY article",
    ),
    "damaged": Measure(
        "damage",
        "damaged places for each sentence",
        "SELECT article, count(d.text) AS hits, any_value(n) AS of FROM "
        "(SELECT article, count(*) AS n FROM sentences GROUP BY article) LEFT JOIN damage d USING (article) "
        "GROUP BY article",
    ),
}


def by_article(connection: duckdb.DuckDBPyConnection, measure: str) -> pd.DataFrame:
    """Return one row an article: article, outlet, month, event, hits, of, value (hits / of), the largest value first.

    An article with fewer than five to count has no value and comes last. KeyError for a measure that is not in
    `MEASURES`. What it can't do: weigh a value by how much stands behind it; `of` tells.
    """
    rows = connection.execute(
        f"SELECT article, outlet, month, event, coalesce(hits, 0) AS hits, coalesce(of, 0) AS of "
        f"FROM articles LEFT JOIN ({MEASURES[measure].query}) USING (article)"
    ).df()
    value = rows["hits"] / rows["of"].where(rows["of"] >= LEAST)
    return rows.assign(value=value).sort_values(["value", "article"], ascending=[False, True], ignore_index=True)


def over_articles(rows: pd.DataFrame) -> dict[str, float]:
    """Return mean, low, high and n of the articles' values; the interval resamples articles, and needs five.

    `rows` is `by_article`. An article counts once, long or short: the mean is over articles, not over claims.
    What it can't do: speak for articles that are not in the corpus, however many are in it.
    """
    values = rows["value"].dropna().tolist()
    low, high = scoring.interval(values, lambda units: float(np.mean(units)))
    return {"mean": float(np.mean(values)) if values else float("nan"), "low": low, "high": high, "n": len(values)}


def compare(rows: pd.DataFrame, one: str, other: str) -> dict[str, float]:
    """Return how two outlets differ: one, other (means over articles), difference, low, high, n_one, n_other, events.

    The unit is the article; what is resampled is the event, with all its articles, since reports of one event are not
    independent (an article without an event is one of its own). No interval below five events. A difference is told
    where 0 lies outside the interval of the difference; that two intervals overlap says nothing.
    What it can't do: tell an outlet from its topics, unless both wrote about the same events.
    """
    kept = rows[rows["outlet"].isin([one, other])].dropna(subset=["value"])
    cluster = kept["event"].where(kept["event"] != "", kept["article"])
    events = [list(zip(g["outlet"], g["value"], strict=True)) for _, g in kept.groupby(cluster, sort=True)]
    means = kept.groupby("outlet")["value"].agg(["mean", "size"]).reindex([one, other])
    sided = bool(means["mean"].notna().all())
    low, high = scoring.interval(events if sided else [], lambda units: _difference(units, one, other))
    return {
        "one": float(means["mean"].iloc[0]),
        "other": float(means["mean"].iloc[1]),
        "difference": _difference(events, one, other),
        "low": low,
        "high": high,
        "n_one": int(means["size"].fillna(0).iloc[0]),
        "n_other": int(means["size"].fillna(0).iloc[1]),
        "events": len(events),
    }


def _difference(events: Sequence[Sequence[tuple[str, float]]], one: str, other: str) -> float:
    values = [pair for event in events for pair in event]
    ours, theirs = ([value for name, value in values if name == wanted] for wanted in (one, other))
    return float(np.mean(ours) - np.mean(theirs)) if ours and theirs else float("nan")


def corrected(share: float, precision: Sequence[float], recall: Sequence[float]) -> dict[str, float]:
    """Return naive, value, low, high: a share found by a method, and what it may be once its errors are counted.

    `precision` and `recall` are (value, low, high) on a gold standard. Of what was found a share `precision` is right,
    and what is right is a share `recall` of what is there: value = share * precision / recall, at most 1; low takes the
    lowest precision and the highest recall, high the reverse, so that the range is wide rather than narrow. It is the
    adjustment of a misclassified share by known error rates (Rogan & Gladen 1978) in the terms of information
    retrieval. ValueError where a recall is 0. What it can't do: hold for texts on which the method errs otherwise than
    on its gold standard, and it says nothing on which of the articles are the wrong ones.

    >>> corrected(0.30, (0.9, 0.8, 1.0), (0.75, 0.6, 0.8))
    {'naive': 0.3, 'value': 0.36, 'low': 0.3, 'high': 0.5}
    """
    if min(recall) <= 0:
        raise ValueError("a recall of 0 corrects nothing")
    ratios = (precision[0] / recall[0], precision[1] / recall[2], precision[2] / recall[1])
    value, low, high = (round(min(1.0, share * ratio), 6) for ratio in ratios)
    return {"naive": share, "value": value, "low": low, "high": high}
