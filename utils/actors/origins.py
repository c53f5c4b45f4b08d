"""Whose name is found: the same small texts told of people from seven parts of the world, name by name."""

from __future__ import annotations

import pandas as pd

from utils import tables
from utils.actors.table import mention_table
from utils.parsing import document

REPORT = (
    "On Tuesday {entry} bought the old mill. Reporters asked {short} about the price. "
    "The sale angered tenants, who said that {short} had paid too little."
)
ONCE = "The prize went to {entry}, and nobody objected."
COLUMNS = ["region", "names", "recogniser", "found", "one_actor", "once"]


def found_by_origin() -> pd.DataFrame:
    """Return how many names of each region are found in the same texts: COLUMNS, one row a region.

    `recogniser` counts those that the parser's entity recogniser marks as persons, at full length; `found` those that
    `mention_table` has at full length; `one_actor` those whose three mentions, in full and by the short name, are one
    actor; `once` those found in a single sentence that says nothing else of them. Names are
    data/lexicons/origin_names.csv, of nobody meant; `short` is how a report calls the person again. What it can't do:
    stand for all names of a region, or for texts harder than these plain sentences.
    """
    listed = tables.data("lexicons/origin_names.csv")
    rows = []
    for entry, short, region in zip(listed["entry"], listed["short"], listed["region"], strict=True):
        read = document(REPORT.format(entry=entry, short=short))
        persons = {e.text for e in read.doc.ents if e.label_ == "PERSON"}
        own = mention_table(read)
        own = own[own["text"].isin([entry, short])]
        full = bool((own["text"] == entry).any())
        whole = full and len(own) == REPORT.count("{") and own["actor"].nunique() == 1
        once = mention_table(document(ONCE.format(entry=entry)))["text"].tolist() == [entry]
        rows.append([region, entry in persons, full, whole, once])
    columns = [column for column in COLUMNS if column != "names"]
    table = pd.DataFrame(rows, columns=columns).groupby("region", sort=False)
    return table.sum().assign(names=table.size()).reset_index()[COLUMNS]
