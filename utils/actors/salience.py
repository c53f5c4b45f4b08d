"""Who matters in a text: salience by how many sentences speak of an actor and how early the first of them stands."""

from __future__ import annotations

import math

import pandas as pd

POSITION = 2.0  # what standing at the very end costs against standing at the start
COLUMNS = ["actor", "kind", "salience", "sentences", "first", "names", "phrases", "pronouns"]


def salience(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row an actor, the most salient first: COLUMNS.

    `salience` is log2(1 + sentences) - 2 * first / end, where `sentences` counts those that speak of the actor in
    any form, `first` is the place of its first mention and `end` that of the last mention of anybody; the last three
    columns hold its different designations, joined by ;. How well it ranks the actors that four of five summaries of
    GUM's news name (Lin & Zeldes 2025) stands in data/benchmarks/actors.csv, beside the bare number of mentions; the
    weight of the position was chosen on those texts. What it can't do: know who matters in the world.

    >>> from utils.actors import mention_table
    >>> from utils.parsing import document
    >>> text = "Norway sued Iceland. It won. Norwegian skippers cheered."
    >>> salience(mention_table(document(text)))[["actor", "sentences"]].values.tolist()
    [['Norway', 3], ['Iceland', 1]]
    """
    reach = max(1, int(mentions["end"].max())) if len(mentions) else 1
    columns = (mentions[c] for c in ("actor", "kind", "sentence_id", "start", "form", "text"))
    spoken: dict[str, list[tuple[str, str, int, str, str]]] = {}
    for actor, *told in zip(*columns, strict=True):
        spoken.setdefault(actor, []).append(tuple(told))
    rows = []
    for actor, own in spoken.items():
        counted, first = len({sentence for _, sentence, *_ in own}), int(min(start for _, _, start, *_ in own))
        forms = [";".join(dict.fromkeys(text for *_, form, text in own if form == wanted)) for wanted in _FORMS]
        score = math.log2(1 + counted) - POSITION * first / reach
        rows.append([actor, own[0][0], round(score, 6), counted, first, *forms])
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["salience", "actor"], ascending=[False, True], kind="stable", ignore_index=True)


_FORMS = ("name", "phrase", "pronoun")
