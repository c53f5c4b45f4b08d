"""The whole walk on one article: every table in raw offsets, pure, so that a corpus can run on it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from utils import actors, claims, cleaning, framing, relations, sentiment, tables
from utils.article import AlignedText, Article, Span
from utils.sentences import sentence_table


@dataclass(frozen=True)
class Analysis:
    """All tables of one article in one reading; offsets are raw. `reading` is the text analysed."""

    article: Article
    version: str
    reading: AlignedText
    residue: pd.DataFrame
    damage: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    attributions: pd.DataFrame
    claims: pd.DataFrame
    sentiment: pd.DataFrame
    stance: pd.DataFrame
    frames: pd.DataFrame
    relations: pd.DataFrame
    ledger: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name in tables.SCHEMAS}

    def write(self, folder: Path) -> list[Path]:
        """Write every table as <folder>/<name>.csv and return the paths."""
        paths = [folder / f"{name}.csv" for name in self.tables()]
        for path, (name, table) in zip(paths, self.tables().items(), strict=True):
            tables.write(name, table, path)
        return paths


def analyse(article: Article, version: str = "stripped", repairs: pd.DataFrame | None = None) -> Analysis:
    """Return all tables of `article` as read in `version` (raw, stripped, mended or repaired).

    `repairs` is a repair table (data/README.md); without one, the table that ships with this very text is used, if
    there is one. It marks what rests on damage in every version and is applied in `repaired` only. Nothing is
    written. Raises ArticleError for an unknown version or a repair table that does not fit the text.
    What it can't do: find damage that reads naturally without a repair table.
    """
    reading = cleaning.reading(article, version, repairs)
    damage = cleaning.damage_table(article, repairs)
    read = sentence_table(reading)
    mentions = actors.mention_table(reading, read)
    attributions = claims.attribution_table(reading, read, mentions)
    claimed = claims.claim_rows(reading, read, mentions, attributions)
    voices = claims.sentence_voices(read, claimed)
    made = {
        "sentences": read,
        "mentions": mentions,
        "attributions": attributions,
        "claims": claimed,
        "sentiment": sentiment.sentiment_table(reading, read, voices),
        "stance": stances(reading, read, mentions, voices),
        "frames": framing.frame_table(reading, read, voices),
        "relations": relations.relation_table(reading, read, mentions, voices),
    }
    found = {name: tables.map_back(name, table, reading, article.raw) for name, table in made.items()}
    found = {name: mark_damaged(table, damage) for name, table in found.items()}
    found["claims"] = claims.mark_damage(found["claims"], damage)
    found |= {"residue": cleaning.residue_table(article), "damage": damage, "ledger": ledger(found)}
    named = {name: with_slug(name, table, article.slug) for name, table in found.items()}
    return Analysis(article=article, version=version, reading=reading, **named)


def mark_damaged(table: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with `damaged` = 1 where its deciding words, or without such the unit, overlap a damage row.

    A lost quotation mark damages no word and does not count.
    """
    if "damaged" not in table:
        return table
    torn = damage[damage["kind"] != "lost_quotation"]
    broken = list(zip(torn["start"], torn["end"], strict=True))
    marked = table.copy()
    marked["damaged"] = [int(any(_touch(a, b) for a in spans for b in broken)) for spans in _deciding(table)]
    return marked


def _deciding(table: pd.DataFrame) -> list[list[Span]]:
    units = list(zip(table["start"], table["end"], strict=True))
    cells = table["evidence"] if "evidence" in table else [""] * len(table)
    return [tables.spans_of(cell) or [unit] for cell, unit in zip(cells, units, strict=True)]


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


_SCORED = {"sentiment": ["lexicon", "layer"], "stance": ["instrument", "actor"], "frames": ["frame"]}


def ledger(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the words behind every sentence score of `found`: one row a word, its share of the evidence as weight.

    `score_id` is table/method/.../sentence; `value` is the score of the sentence that the word helped to decide.
    """
    rows = []
    for name, keys in _SCORED.items():
        for row in found[name].to_dict("records"):
            evidence = tables.spans_of(row["evidence"])
            method = [row[key] for key in keys]
            for start, end in evidence:
                rows.append(
                    {
                        "start": start,
                        "end": end,
                        "text": row["text"][start - row["start"] : end - row["start"]],
                        "score_id": "/".join([name, *method, row["sentence_id"]]),
                        "instrument": method[0],
                        "item": row["text"][start - row["start"] : end - row["start"]],
                        "value": row["score"],
                        "weight": 1 / len(evidence),
                        "sentence_id": row["sentence_id"],
                        "rule": row.get("rule", "evidence"),
                    }
                )
    return tables.make("ledger", rows)


def with_slug(name: str, table: pd.DataFrame, slug: str) -> pd.DataFrame:
    """Return `table` with the article's slug as first column, validated."""
    named = table.assign(article=slug)
    return tables.validate(name, named[["article", *tables.columns(name)]])


def stances(text: str, sentences: pd.DataFrame, mentions: pd.DataFrame, voices: dict[str, str]) -> pd.DataFrame:
    """Return the stance table of both instruments, the readable rules first."""
    both = [sentiment.stance_table(text, sentences, mentions, voices, how) for how in ("rules", "linear")]
    return tables.typed("stance", pd.concat(both, ignore_index=True))


def touched(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return for each row of `rows` whether any row of `others` shares a character with it (start, end of both)."""
    there = list(zip(others["start"], others["end"], strict=True))
    return pd.Series(
        [any(_touch((s, e), o) for o in there) for s, e in zip(rows["start"], rows["end"], strict=True)],
        index=rows.index,
        dtype=bool,
    )


def findings(analysis: Analysis) -> dict[str, float]:
    """Return the headline results of one analysis: shares of claims and roles, 0 to 1, and the mean tone, -1 to 1.

    The two actors are those with most roles. A share of nothing is missing (nan).
    """
    claimed = analysis.claims
    roles = analysis.mentions[analysis.mentions["role"] != "mention"]
    most = sorted(roles["actor"].value_counts().items(), key=lambda item: (-item[1], str(item[0])))[:2]
    tones = [sentiment.tone(sentence) for sentence in analysis.sentences["as_read"]]
    shares = {
        "claims in the text’s own voice": (claimed["voice"] == "text").mean(),
        "claims reported": (claimed["voice"] == "reported").mean(),
        "claims imputed": (claimed["voice"] == "imputed").mean(),
        "claims hedged": (claimed["certainty"] != "plain").mean(),
        "claims denied": (claimed["polarity"] == "denied").mean(),
        "mean tone of a sentence": pd.Series(tones, dtype=float).mean(),
    }
    acting = {f"{a} acts (of its roles)": (roles.loc[roles["actor"] == a, "role"] == "agent").mean() for a, _ in most}
    return {name: float(value) for name, value in (shares | acting).items()}


def findings_by_reading(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return finding, version, value: the results of one article in several readings.

    Actors are those of the first reading; one that another reading does not rank is missing there.
    """
    first = findings(analyses[0])
    rows = [
        {"finding": name, "version": a.version, "value": found.get(name, float("nan"))}
        for a in analyses
        for found in [findings(a)]
        for name in first
    ]
    return pd.DataFrame(rows)
