"""Everything that goes without saying in one table, and how often such hits were right."""

from __future__ import annotations

import pandas as pd

from utils import scoring, tables
from utils.discourse.doers import act_nouns, agentless_passives
from utils.discourse.presupposed import KINDS, presuppositions
from utils.parsing import Document

FIRM = 0.6  # of a kind's hits, which must be what its name says for the kind to be shown as a result
PLACED = (*KINDS, "passive", "act_noun")


def unsaid(read: Document) -> pd.DataFrame:
    """Return presuppositions, agentless passives and act nouns in the order of the text: KINDS tell which.

    Columns: kind, start, end, text, sentence_id; places in the text of `read`. What it can't do: what
    `presuppositions`, `agentless_passives` and `act_nouns` can't.
    """
    parts = [
        presuppositions(read),
        agentless_passives(read).assign(kind="passive"),
        act_nouns(read).assign(kind="act_noun"),
    ]
    found = pd.concat(parts)[["kind", "start", "end", "text", "sentence_id"]]
    return found.sort_values(["start", "end"], kind="stable").reset_index(drop=True)


def audited() -> pd.DataFrame:
    """Return kind, meant, of, share, low, high: how many random hits of a kind, in other texts, are what its name says.

    Judged by a language model that had not written the rules, checked by no human; data/benchmarks/discourse_audit.csv
    holds each hit in its place, with the question that was asked. `low` and `high` are the 95% interval from resampling
    the hits. What it can't do: tell how many cases the lists miss.
    """
    rows = []
    for kind, own in tables.data("benchmarks/discourse_audit.csv").groupby("kind", sort=False):
        right = own["meant"].astype(int).tolist()
        low, high = scoring.interval(right, lambda units: sum(units) / len(units))
        share = sum(right) / len(right)
        rows.append({"kind": kind, "meant": sum(right), "of": len(right), "share": share, "low": low, "high": high})
    return pd.DataFrame(rows)


def firm() -> list[str]:
    """Return the kinds of PLACED whose hits were right often enough to be shown as a result."""
    shares = audited().set_index("kind")["share"]
    return [kind for kind in PLACED if shares[kind] >= FIRM]
