"""Who acts and who is acted on."""

from __future__ import annotations

import pandas as pd

_SETTING = frozenset(["in", "at", "near", "across", "inside", "within", "throughout", "from", "outside", "into"])
_INSTRUMENT = frozenset(["through", "via", "using", "by"])


def agency(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return how often each actor is agent, patient, instrument or setting: actor, then one count a column.

    An instrument is what something is done "through" or "via", a setting is where; both are read from the
    `role_detail` of the mentions table, whose other mentions count nowhere. Agents stand first. What it can't do:
    see agency in a noun without a possessor ("the bombing"), or an actor that only a pronoun names.
    Agency in this sense: van Leeuwen 2008, Fowler 1991.
    """
    parts = [_part(r, d) for r, d in zip(mentions["role"], mentions["role_detail"], strict=True)]
    counts = pd.crosstab(mentions["actor"], pd.Series(parts, index=mentions.index, dtype=object))
    counts = counts.reindex(columns=["agent", "patient", "instrument", "setting"], fill_value=0)
    return (
        counts.sort_values(["agent", "patient"], ascending=False, kind="stable").reset_index().rename_axis(None, axis=1)
    )


def _part(role: str, detail: str) -> str:
    word = detail.partition(" of ")[0]
    if role != "mention":
        return role
    return "setting" if word in _SETTING else "instrument" if word in _INSTRUMENT else "other"
