"""Who acts and who is acted on, and passives that leave out who acts."""

from __future__ import annotations

import pandas as pd

from utils.parsing import Document

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


def agentless_passives(read: Document) -> pd.DataFrame:
    """Return the passives that leave out who acts: start, end, text (auxiliary to verb), sentence_id.

    What it can't do: tell a passive whose agent stands in another sentence from one that hides it.

    >>> from utils.parsing import document
    >>> agentless_passives(document("It was agreed to use the SCO. It was signed by Russia."))["text"].tolist()
    ['was agreed']
    """
    rows = []
    for offset, doc in read.parts:
        named = {token.head.i for token in doc if token.dep_ == "agent"}
        auxiliaries = {token.head.i: token for token in reversed(doc) if token.dep_ == "auxpass"}  # the first of each
        for verb in sorted(auxiliaries.keys() - named):
            rows.append((offset + auxiliaries[verb].idx, offset + doc[verb].idx + len(doc[verb])))
    found = [(s, e, str(read.text)[s:e], read.sentence_id(s)) for s, e in rows]
    return pd.DataFrame(found, columns=["start", "end", "text", "sentence_id"])
