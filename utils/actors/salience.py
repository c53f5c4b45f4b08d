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
    GUM's news name (Zeldes 2017) stands in data/benchmarks/actors.csv, beside the bare number of mentions; the weight
    of the position was chosen on those texts. What it can't do: know who matters in the world.

    >>> from utils.actors import mention_table
    >>> from utils.parsing import document
    >>> text = "Norway sued Iceland. It won. Norwegian skippers cheered."
    >>> salience(mention_table(document(text)))[["actor", "sentences"]].values.tolist()
    [['Norway', 3], ['Iceland', 1]]
    """
    rows, reach = [], max(1, int(mentions["end"].max())) if len(mentions) else 1
    for actor, own in mentions.groupby("actor", sort=True):
        counted, first = own["sentence_id"].nunique(), int(own["start"].min())
        forms = {form: ";".join(dict.fromkeys(own.loc[own["form"] == form, "text"])) for form in _FORMS}
        score = math.log2(1 + counted) - POSITION * first / reach
        rows.append([actor, own["kind"].iat[0], round(score, 6), counted, first, *forms.values()])
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["salience", "actor"], ascending=[False, True], kind="stable", ignore_index=True)


_FORMS = ("name", "phrase", "pronoun")
