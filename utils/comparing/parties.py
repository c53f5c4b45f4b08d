"""Who is in two texts: names in one alone, who begins, who is quoted with which verbs, and who is tied to whom."""

from __future__ import annotations

import pandas as pd

from utils import tables
from utils.actors import salience
from utils.parsing import lemma
from utils.relations import UNDIRECTED
from utils.walk import Analysis

COLUMNS = ["actor", "verb", "start", "end"]
TIE = ["source_actor", "target_actor", "sign", "mutual"]


def named_beside(one: Analysis, other: Analysis) -> pd.DataFrame:
    """Return one row an actor: actor, kind, one, other (mentions by name or description), share_one, share_other.

    Shares are of all such mentions of a text, since texts differ in length. The most salient of either text first.
    """
    counts = [a.named["actor"].value_counts() for a in (one, other)]
    ranks = [salience(a.named).set_index("actor")["salience"] for a in (one, other)]
    kinds = {
        actor: kind
        for a in (other, one)
        for actor, kind in zip(a.named["actor"][::-1], a.named["kind"][::-1], strict=True)
    }
    best = pd.concat(ranks).groupby(level=0).max()
    order = sorted(best.index, key=lambda actor: (-best[actor], actor))
    rows = []
    for actor in order:
        numbers = [int(count.get(actor, 0)) for count in counts]
        shares = [n / max(1, len(a.named)) for n, a in zip(numbers, (one, other), strict=True)]
        rows.append([actor, kinds[actor], *numbers, *shares])
    return pd.DataFrame(rows, columns=["actor", "kind", "one", "other", "share_one", "share_other"])


def initiative(analysis: Analysis) -> pd.DataFrame:
    """Return who begins, proposes or asks: actor, verb, start, end (raw place of actor or verb), group.

    Verbs are data/lexicons/initiative.csv. What it can't do: see an initiative that another verb or a noun tells.
    """
    listed = tables.data("lexicons/initiative.csv").set_index("entry")["group"]
    doing = analysis.mentions[analysis.mentions["role"] == "agent"]
    doing = doing.assign(verb=doing["role_detail"].str.rpartition(" of ")[2]) if len(doing) else doing.assign(verb="")
    rows = pd.concat([doing[COLUMNS], sayings(analysis)[COLUMNS]])
    rows = rows[rows["verb"].isin(listed.index)].drop_duplicates(["actor", "verb"])
    return rows.assign(group=rows["verb"].map(listed)).sort_values("start", ignore_index=True)


def presupposed(verbs: pd.Series) -> pd.DataFrame:
    """Return what verbs of saying take for granted of what is said: verb, presupposes; those that the list has."""
    listed = tables.data("lexicons/saying_verbs.csv").rename(columns={"entry": "verb"})
    return listed[listed["verb"].isin(set(verbs))][["verb", "presupposes"]].reset_index(drop=True)


def sayings(analysis: Analysis) -> pd.DataFrame:
    """Return the verbs by which each named actor says, asks or thinks something: actor, verb, start, end (raw)."""
    spelled = analysis.reading
    verbs = {spelled.raw_span(t.idx, t.idx + len(t))[0]: lemma(t) for t in analysis.document.doc if t.pos_ == "VERB"}
    rows = []
    for row in analysis.attributions.to_dict("records"):
        if row["source_actor"] in ("", "unknown"):
            continue
        for start, end in tables.spans_of(row["cue"]):
            told = next(((s, word) for s, word in verbs.items() if start <= s < end), None)
            if told is not None:
                rows += [[actor, told[1], start, end] for actor in row["source_actor"].split(";")]
                break
    return pd.DataFrame(rows, columns=COLUMNS)


def ties_beside(one: Analysis, other: Analysis) -> pd.DataFrame:
    """Return one row a pair, sign and direction: source_actor, target_actor, sign, mutual, one, other (places).

    `mutual` is 1 where the kinds have no direction; then the two actors stand in alphabetical order. Most places first.
    """
    counts = [tie_rows(a).groupby(TIE).size() for a in (one, other)]
    table = pd.DataFrame({"one": counts[0], "other": counts[1]}).fillna(0).astype(int).reset_index()
    table = table if len(table) else pd.DataFrame(columns=[*TIE, "one", "other"])
    order = (table["one"] + table["other"]).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def tie_rows(analysis: Analysis) -> pd.DataFrame:
    """Return the ties with `mutual`, acts that no list knows left out; two actors of a mutual tie in one order."""
    ties = analysis.relations[analysis.relations["kind"] != "other"]
    mutual = ties["kind"].isin(UNDIRECTED)
    turned = mutual & (ties["source_actor"] > ties["target_actor"])
    source = ties["source_actor"].where(~turned, ties["target_actor"])
    target = ties["target_actor"].where(~turned, ties["source_actor"])
    return ties.assign(source_actor=source, target_actor=target, mutual=mutual.astype(int))
