"""The whole walk on one article: every table in raw offsets, pure, so that a corpus can run on it later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from utils import actors, claims, cleaning, framing, parsing, relations, scoring, sentiment, tables
from utils.article import AlignedText, Article, Span


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

    @cached_property
    def named(self) -> pd.DataFrame:
        """The mentions that name or describe their actor, pronouns left out."""
        return actors.named(self.mentions)

    @cached_property
    def document(self) -> parsing.Document:
        """The parsed reading, for rooms that read more than the tables hold."""
        return parsing.document(self.reading)

    @cached_property
    def stood(self) -> dict[str, pd.DataFrame]:
        """What `standing` has found of this analysis, by the name of the table."""
        return {}

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
    read = parsing.document(reading)
    mentions = actors.mention_table(read)
    attributions = claims.attribution_table(read, mentions)
    claimed = claims.claim_rows(read, mentions, attributions)
    voices = claims.sentence_voices(read.sentences, claimed)
    made = {
        "sentences": read.sentences,
        "mentions": mentions,
        "attributions": attributions,
        "claims": claimed,
        "sentiment": sentiment.sentiment_table(read, voices),
        "stance": sentiment.stance_table(read, actors.named(mentions), voices),
        "frames": framing.frame_table(read, voices),
        "relations": relations.relation_table(read, mentions, voices, claimed),
    }
    found = {name: tables.map_back(name, table, reading, article.raw) for name, table in made.items()}
    found = {name: mark_damaged(table, damage) for name, table in found.items()}
    found["claims"] = claims.mark_damage(found["claims"], damage)
    found["mentions"] = actors.without_damaged_headline(found["mentions"], found["sentences"])
    found |= {"residue": cleaning.residue_table(article), "damage": damage, "ledger": ledger(found)}
    named = {name: with_slug(name, table, article.slug) for name, table in found.items()}
    analysis = Analysis(article=article, version=version, reading=reading, **named)
    vars(analysis)["document"] = read  # the cached property: what was parsed is not put together again
    return analysis


def mark_damaged(table: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with `damaged` = 1 where its deciding words, or without such the unit, overlap a damage row.

    A lost quotation mark damages no word and does not count.
    """
    if "damaged" not in table:
        return table
    torn = damage[damage["kind"] != "lost_quotation"]
    broken = list(zip(torn["start"], torn["end"], strict=True))
    marked = table.copy()
    touched = [any(_touch(a, b) for a in spans for b in broken) for spans in _deciding(table)]
    marked["damaged"] = np.array(touched, dtype="int64")
    return marked


def turned_places(analysis: Analysis) -> pd.DataFrame:
    """Return the places whose sense the damage turns or destroys: severe damage, and claims that no longer stand."""
    damage, claimed = analysis.damage, analysis.claims
    severe = damage[(damage["severity"] == 3) & (damage["kind"] != "lost_quotation")]
    return pd.concat([severe[["start", "end"]], claimed.loc[claimed["status"] == "undecidable", ["start", "end"]]])


def standing(analysis: Analysis, name: str) -> pd.DataFrame:
    """Return table `name` without the rows that rest on words whose sense the damage turns (`turned_places`).

    A score falls with any of its deciding words, a cue row only with all of them; a claim that is torn off or to be
    deleted falls; of the mentions those that name or describe their actor stay; other tables stay whole. Every count of
    cues, tones, claims and roles in notebooks 03 to 05 uses this.
    """
    if name not in analysis.stood:
        analysis.stood[name] = _standing(analysis, name)
    return analysis.stood[name]


def _standing(analysis: Analysis, name: str) -> pd.DataFrame:
    table: pd.DataFrame = analysis.named if name == "mentions" else getattr(analysis, name)
    if name == "claims":
        return table[table["status"] != "undecidable"]
    if name not in ("sentiment", "frames"):
        return table
    turned, falls = _units(turned_places(analysis)), all if name == "frames" else any
    fallen = [falls(any(_touch(word, place) for place in turned) for word in words) for words in _deciding(table)]
    return table[~pd.Series(fallen, table.index, dtype=bool)]


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
    """Return `table` with the article's slug as first column; `tables.write` and the tests validate it."""
    told = {column: table[column].array for column in tables.columns(name)}
    return pd.DataFrame({"article": pd.array([slug] * len(table), dtype="str"), **told})


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

    The two actors are the most salient of those with a role. A share of nothing is missing (nan).
    """
    claimed = standing(analysis, "claims")
    roles = analysis.named[analysis.named["role"] != "mention"]
    most = actors.salience(roles)["actor"].head(2)
    shares = {
        "claims in the text’s own voice": (claimed["voice"] == "text").mean(),
        "claims reported": (claimed["voice"] == "reported").mean(),
        "claims imputed": (claimed["voice"] == "imputed").mean(),
        "claims hedged": (claimed["certainty"] != "plain").mean(),
        "claims that rest on damage": (claimed["status"] == "suspect").mean(),
        "claims denied": (claimed["polarity"] == "denied").mean(),
        "mean tone of a sentence": tones(analysis)["score"].mean(),
    }
    acting = {f"{a} acts (of its roles)": (roles.loc[roles["actor"] == a, "role"] == "agent").mean() for a in most}
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


# ---------------------------------------------------------------- sentiment: tone by voice, stance beside a coding


def _units(table: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(table["start"], table["end"], strict=True)]


def stance_beside(analysis: Analysis, coded: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts on an actor that a coding has too, one row each; every verdict is a sign, -1, 0 or 1.

    `coded` has sentence_id, actor, polarity, coder_a, coder_b; `places` the start and end of its sentences. Columns:
    sentence_id (ours), actor, reference, coder_a, coder_b (nan = not coded), rules, linear, vader (of the whole
    sentence, 0 without a hit). Sentences are paired by overlap. What it can't do: judge actors that only one side has.
    """
    pairs = scoring.pair_spans(_units(analysis.sentences), _units(places))
    ours = {places["sentence_id"].iloc[j]: analysis.sentences["sentence_id"].iloc[i] for i, j in pairs}
    theirs = coded.assign(sentence_id=coded["sentence_id"].map(ours), reference=coded["polarity"])
    verdicts = analysis.stance.pivot(index=["sentence_id", "actor"], columns="instrument", values="score")
    verdicts = verdicts.reindex(columns=["rules", "linear"])
    whole = analysis.sentiment.query("lexicon == 'vader' and layer == 'raw'").set_index("sentence_id")["score"]
    both = theirs.merge(verdicts.reset_index(), on=["sentence_id", "actor"])
    both["vader"] = both["sentence_id"].map(whole.fillna(0))
    signs = ["reference", "coder_a", "coder_b", "rules", "linear", "vader"]
    both[signs] = np.sign(both[signs].apply(pd.to_numeric))
    return both[["sentence_id", "actor", *signs]]


STANCE_CONSTANTS = {"always mildly positive": 1, "always neutral": 0}


def stance_agreement(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return how often each instrument gives the reference's sign: one row an instrument or constant, for `validity`.

    Columns: what, share (same sign), low, high (95%, resampling verdicts), alpha (ordinal), coder_a, coder_b (share
    with each), baseline (the better constant), ceiling (share of the two coders with each other), their names, n.
    """
    given = verdicts.assign(**STANCE_CONSTANTS)
    rows = []
    for what in ("rules", "linear", "vader", *STANCE_CONSTANTS):
        pairs = list(zip(given[what], given["reference"], strict=True))
        low, high = scoring.interval(pairs, lambda units: float(np.mean([a == b for a, b in units])))
        row = {"what": what, "share": _same(given, what, "reference"), "low": low, "high": high, "n": len(given)}
        row |= {"alpha": scoring.alpha(list(given[what]), list(given["reference"]))}
        rows.append(row | {coder: _same(given, what, coder) for coder in ("coder_a", "coder_b")})
    constant = max(STANCE_CONSTANTS, key=lambda name: _same(given, name, "reference"))
    return pd.DataFrame(rows).assign(
        baseline=_same(given, constant, "reference"),
        baseline_name=constant,
        ceiling=_same(given, "coder_a", "coder_b"),
        ceiling_name="two model passes",
    )


def _same(verdicts: pd.DataFrame, one: str, other: str) -> float:
    both = verdicts[[one, other]].dropna()
    return float((both[one] == both[other]).mean()) if len(both) else float("nan")


def stance_agreement_by_actor(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return `stance_agreement` per actor, most verdicts first: actor, n, and the share of each instrument."""
    rows = []
    for actor, own in verdicts.assign(**STANCE_CONSTANTS).groupby("actor"):
        shares = {what: _same(own, what, "reference") for what in ("rules", "linear", "vader", *STANCE_CONSTANTS)}
        rows.append({"actor": actor, "n": len(own), **shares})
    return pd.DataFrame(rows, columns=["actor", "n", "rules", "linear", "vader", *STANCE_CONSTANTS]).sort_values(
        ["n", "actor"], ascending=[False, True]
    )


def coded_count(coded: pd.DataFrame, actor: str, kind: str) -> int:
    """Return how many sentences a coding gives a stance of one kind towards an actor, in favour or against."""
    own = coded[(coded["actor"] == actor) & (coded["kind"] == kind)]
    return int((pd.to_numeric(own["polarity"]) != 0).sum())


def tones(analysis: Analysis, left_out: str = "") -> pd.DataFrame:
    """Return sentence_id, voice, score, damaged: the tone of each sentence without topic words, names, polysemes.

    The mean of the lists that know a word of it, in context, without the list `left_out`; a sentence that no list
    knows a word of is left out, and so is one whose deciding words the damage turns (`standing`). `damaged` = 1 where
    a deciding word overlaps damage.
    """
    kept = standing(analysis, "sentiment").query("layer == 'in_context' and lexicon != @left_out")
    grouped = kept.groupby(["sentence_id", "voice"], sort=False)
    return grouped.agg(score=("score", "mean"), damaged=("damaged", "max")).dropna().reset_index()


def tone_by_voice(tone: pd.DataFrame) -> pd.DataFrame:
    """Return group, value, low, high, n: the mean tone of each voice, its 95% interval from resampling sentences."""
    rows = []
    for voice, scores in tone.groupby("voice")["score"]:
        low, high = scoring.interval(list(scores), lambda units: float(np.mean(units)))
        rows.append({"group": voice, "value": scores.mean(), "low": low, "high": high, "n": len(scores)})
    table = pd.DataFrame(rows, columns=["group", "value", "low", "high", "n"])
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def tone_choices(analysis: Analysis, readings: Sequence[Analysis]) -> pd.DataFrame:
    """Return group, choice, value: the mean tone of each voice with one list left out, and in each other reading."""
    made = [("lexicon", tones(analysis, name)) for name in sentiment.LEXICONS]
    made += [("reading", tones(other)) for other in readings]
    tables_ = [tone_by_voice(tone).assign(choice=choice) for choice, tone in made]
    return pd.concat(tables_, ignore_index=True)[["group", "choice", "value"]]


STANCE_KINDS = ("evaluation", "usefulness", "benefit")


def stance_told(stance: pd.DataFrame, raw: str, least: int = 5, rows: int = 6) -> pd.DataFrame:
    """Return one row an actor and kind for `stance_by_actor`: what is said of it, for and against, in which words.

    `stance` is the table of one instrument over the text `raw`; actors in `least` sentences or more, the most frequent
    first. Columns: actor, kind, plus, minus (sentences), words (the strongest word or phrase of each, as written, the
    most frequent first, joined by ;), n (sentences that name the actor). Verdicts that rest on words in the actor's
    company are left out: they are not said of it.
    """
    said = stance[sentiment.said_of(stance) & (stance["score"] != 0)]
    counts = stance["actor"].value_counts()
    actors = sorted(counts[counts >= least].index, key=lambda actor: (-counts[actor], actor))[:rows]
    told = []
    for actor in actors:
        for kind in STANCE_KINDS:
            own = said[(said["actor"] == actor) & said["rule"].str.startswith(kind)]
            spoken = Counter(" … ".join(raw[s:e] for s, e in tables.spans_of(cell)) for cell in own["cue"] if cell)
            counted = {"plus": int((own["score"] > 0).sum()), "minus": int((own["score"] < 0).sum())}
            words = ";".join(word for word, _ in spoken.most_common())
            told.append({"actor": actor, "kind": kind, **counted, "words": words, "n": counts[actor]})
    return pd.DataFrame(told, columns=["actor", "kind", "plus", "minus", "words", "n"])


def reference(name: str, article: Article) -> pd.DataFrame:
    """Return data/reference/<name>.csv for the very text that was coded, and none of its rows for any other text."""
    coded = tables.data(f"reference/{name}.csv")
    return coded if cleaning.known_as(article) == "putin_khan_call" else coded.head(0)


def benchmarks(part: str) -> pd.DataFrame:
    """Return data/benchmarks/<part>.csv with numbers as numbers, and group and what for `validity`."""
    stored = tables.data(f"benchmarks/{part}.csv")
    columns = ("value", "low", "high", "baseline", "ceiling", "n")
    numbers = {column: pd.to_numeric(stored[column], errors="coerce") for column in columns}
    what = (stored["instrument"] + ", " + stored["split"]).str.removesuffix(", all")
    return stored.assign(**numbers, group=stored["benchmark"] + ": " + stored["metric"], what=what)


_TRUSTED = {
    "cleaning": [("rules", "line F1, full page")],
    "actors": [("names, phrases and pronouns", "main actors found")],
    "attribution": [("dependency rules", "whole attribution")],
    "sentiment": [
        ("tone (mean of the lists)", "r with the mean of 20 raters"),
        ("linear", "macro F1 towards an actor"),
    ],
    "framing": [("frame cues", "AUC, mean of five frames"), ("relations over whole articles", "ties, F1")],
}


def trusted() -> pd.DataFrame:
    """Return each method's main score on its public gold standard, for `figures.validity`; of two parts, the lower.

    What it can't do: tell how the methods do on an article of another topic; each corpus has its own.
    """
    found = []
    for part, wanted in _TRUSTED.items():
        scores = benchmarks(part)
        for instrument, metric in wanted:
            own = scores[(scores["instrument"] == instrument) & (scores["metric"] == metric)]
            found.append(own.nsmallest(1, "value"))
    return pd.concat(found, ignore_index=True)


def renumbered(rows: pd.DataFrame, ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with the sentence ids of another coding: the sentence of `theirs` that shares most with ours.

    `ours` and `theirs` are sentence tables in raw offsets. A row of a sentence that has no partner is left out.
    """
    found = zip(ours["sentence_id"], scoring.partners(ours, theirs), strict=True)
    partner = {ours_id: theirs["sentence_id"].iloc[at] for ours_id, at in found if at >= 0}
    kept = rows[rows["sentence_id"].isin(partner)]
    return kept.assign(sentence_id=kept["sentence_id"].map(partner)).reset_index(drop=True)


def candidates(analysis: Analysis, cause: Literal["strict", "loose"] = "strict") -> pd.DataFrame:
    """Return `framing.entman_candidates` of an analysis in raw offsets, marked where the deciding words are damaged."""
    read = parsing.document(analysis.reading)
    voices = claims.sentence_voices(analysis.sentences, analysis.claims)
    found = framing.entman_candidates(read, voices, cause)
    cells = [tables.spans_of(cell) for cell in found["evidence"]]
    places = [analysis.reading.raw_span(s, e) for s, e in zip(found["start"], found["end"], strict=True)]
    mapped = found.assign(
        start=[s for s, _ in places],
        end=[e for _, e in places],
        text=[analysis.article.raw[s:e] for s, e in places],
        evidence=[tables.spans_text(analysis.reading.raw_span(s, e) for s, e in spans) for spans in cells],
        damaged=0,
    )
    numbers = dict.fromkeys(("start", "end", "damaged"), "int64")
    typed = mapped.astype({column: numbers.get(column, "str") for column in mapped.columns})
    return mark_damaged(typed, analysis.damage)


def claims_that_change(one: Analysis, other: Analysis) -> dict[str, int]:
    """Return how many claims of `one` stand in `other` with the same words and labels ("kept"), and all that count.

    Claims are paired by their raw spans, half of the longer one at least; labels are type, voice, source, polarity
    and certainty.
    """
    labels = ["as_read", "claim_type", "voice", "source_actor", "polarity", "certainty"]
    before, after = standing(one, "claims"), standing(other, "claims")
    pairs = scoring.pair_spans(_units(before), _units(after))
    kept = sum(before[labels].iloc[i].equals(after[labels].iloc[j]) for i, j in pairs)
    return {"kept": kept, "all": len(before)}
