"""The numbers of notebook 01."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from utils import cleaning, coding, scoring, tables, walk
from utils.ledger.numbers import (
    Shown,
    beside,
    each,
    figure,
    marking,
    mean,
    one_a_place,
    reference_coding,
    spans_in,
    stated,
)
from utils.loading import load_article
from utils.sentences import plain_split


def cleaned(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 01 that every article has."""
    a = walks["stripped"]
    flags = tables.in_raw(cleaning.find_damage(a.reading), a.reading, a.article.raw)
    quoted = a.sentences[a.sentences["role"] == "quotation"]
    whole = pd.DataFrame([{"start": 0, "end": len(a.article.raw), "text": a.article.raw, "value": len(a.article.raw)}])
    changes = _changed(a, walks["repaired"])
    stand, broken = walk.standing(a, "claims"), a.claims[a.claims["damage_id"] != ""]
    page = {f"damage of severity {n}": rows for n, rows in marking(a.damage).groupby("severity")}
    page |= {"residue": a.residue, "quotation": quoted}
    return [
        stated("01", "{n} characters, read as {code}; {lost} of them", n=mean(whole, "value"),
               lost=a.article.altered, code=[]),
        stated("01", "{n} lines are residue: {kinds}", n=a.residue, kinds=[]),
        stated("01", "Rules flag {n} places in {m} sentences", n=flags, m=a.sentences),
        stated("01", "{n} of {m} sentences are read as quotation", n=quoted, m=a.sentences),
        stated("01", "{r} lines of residue; {d} of {m} sentences touch",
               r=a.residue, d=a.sentences[a.sentences["damaged"] == 1], m=a.sentences),
        stated("01", "Between the stripped and the repaired", k=stand[~changes], m=stand, n=broken,
               gone=broken[broken["status"] == "undecidable"]),
        _picked(a),
        _practice(),
        figure("01", "Read it as the article: the", {k: each(one_a_place(t), "start") for k, t in page.items()}),
        _readings(walks, changes),
    ]  # fmt: skip


def _practice() -> Shown:
    """Return what notebook 01 shows of the practice article, whose damage is known."""
    article = load_article(tables.DATA / "articles" / "bergen_statement_paste.txt")
    lines, faults = coding.known_scores(article).iloc[0], coding.known_damage(article)
    severe = faults[faults["severity"] == 3]
    return stated(
        "01", "Rules cut {r} of {w} lines of residue", r=lines["right"], w=lines["wanted"],
        wrong=lines["found"] - lines["right"], n=faults[faults["found"] == 1], m=faults,
        k=severe[severe["found"] == 1], s=severe,
    )  # fmt: skip


def _picked(a: walk.Analysis) -> Shown:
    words = "trillion" if "trillion" in a.reading else a.reading.split()[-1]
    here = a.reading.index(words)
    there = a.reading.raw_span(here, here + 1)[0]
    return stated(
        "01",
        "Cleaned position {here}, raw position {there}: {gap} characters",
        here=here,
        there=there,
        gap=there - here,
    )


def _changed(one: walk.Analysis, other: walk.Analysis) -> pd.Series:
    """Return for each claim of `one` whether its words or labels change in `other`."""
    labels = ["as_read", "claim_type", "voice", "source_actor", "polarity", "certainty"]
    before, after = walk.standing(one, "claims"), walk.standing(other, "claims")
    pairs = scoring.pair_spans(spans_in(before), spans_in(after))
    mine, theirs = before[labels].to_numpy(), after[labels].to_numpy()
    kept = {i for i, j in pairs if (mine[i] == theirs[j]).all()}
    return pd.Series([i not in kept for i in range(len(before))], before.index)


def _readings(walks: Mapping[str, walk.Analysis], changes: pd.Series) -> Shown:
    results = walk.findings_by_reading([walks[v] for v in ("stripped", "mended", "repaired")])
    moves = results.groupby("finding")["value"].agg(lambda v: v.max() - v.min()).fillna(0)
    a = walks["stripped"]
    stand = walk.standing(a, "claims")
    roles = a.named[a.named["role"] != "mention"]["actor"].value_counts().head(2)
    worth = [1 / max(1, len(stand)), 1 / max(1, min(roles, default=1))]
    marks = {str(v): each(rows, "value") for v, rows in results.groupby("version")}
    finding = [moves.max(), stand[changes], stand]
    return figure(
        "01", "Rows whose marks stand in line", marks | {"finding": finding, "measured": [len(moves), *worth]}
    )


def cleaned_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 01 that hold the rules against the reference coding."""
    a = walks["stripped"]
    coded = reference_coding(a.article)
    damage, rules = coded["damage"], cleaning.damage_table(a.article, repairs=tables.empty("damage"))
    severe, proven = damage[damage["severity"] == 3], damage[damage["evidence"] == "original"]
    found = damage[walk.touched(damage, rules)]
    coders = [proven[proven[f"coder_{c}"].astype(int) == 1] for c in "ab"]
    ours = scoring.unit_agreement(a.sentences, coded["sentences"], "sentences, ours")
    split = scoring.unit_agreement(plain_split(a.article.raw), coded["sentences"], "plain")["value"]
    residue = scoring.unit_agreement(a.residue, coded["residue"], "residue lines")
    residue |= {"baseline": scoring.unit_agreement(coding.plain_residue(a.article), coded["residue"], "plain")["value"]}
    alone = scoring.unit_agreement(rules, damage, "damage, rules alone")
    alone |= {"baseline": scoring.unit_agreement(a.sentences, damage, "plain")["value"]}
    scores = scoring.frame([ours | {"baseline": split}, residue, alone])
    return [
        stated("01", "The coding marks {n} places, {k} as severe", n=damage, k=severe, p=proven,
               q=proven[proven["severity"] == 3]),
        stated("01", "Rules find {n} of the {m} places", n=found, m=damage, k=found[found["severity"] == 3], s=severe,
               p=found[found["evidence"] == "original"]),
        stated("01", "{n} faults are marked as proven by the original", n=proven, a=coders[0], b=coders[1]),
        figure("01", "Read each pair across. Only", {
            **{f"severity {n}": each(one_a_place(rows), "start") for n, rows in proven.groupby("severity")},
            "finding": [proven, proven[proven["severity"] == 3]],
        }),
        beside("01", "A dot is our F1 with its interval", scores,
                finding=[ours["value"], split, alone["value"]], measured=[0.95]),
    ]  # fmt: skip
