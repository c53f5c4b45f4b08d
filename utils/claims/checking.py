"""The work list of a fact-checker."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from nltk.tokenize import NLTKWordTokenizer

from utils import tables
from utils.claims.shallow import STEM
from utils.claims.words import records


@lru_cache
def _record_kinds() -> list[dict[str, Any]]:
    return records(tables.data("lexicons/records.csv"))


def _record_for(words: str) -> str:
    """Return the record that the first group of the list names for a claim's words; the last row where none fits."""
    stems = {STEM(word) for word in NLTKWordTokenizer().tokenize(words.lower())}
    return next(str(row["record"]) for row in _record_kinds() if not row["entry"] or STEM(row["entry"]) in stems)


def work_list(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the checkable claims as a work list: claim_id, as_read, to_show, record, finding, status.

    `to_show` says what a record could settle: that it was said (reported) or that it is so. `record` is the kind of
    record to look for, by the words of data/lexicons/records.csv; `finding` is empty, for the reader to fill.
    What it can't do: check anything, or name the very document. A suspect claim has to be repaired before it is
    checked. After Hassan et al. 2017 (ClaimBuster), who rank sentences by whether a check is worth the work.
    """
    rows = claims[claims["checkable"] == 1]
    said = rows["voice"] == "reported"
    return pd.DataFrame(
        {
            "claim_id": rows["claim_id"],
            "as_read": rows["as_read"],
            "to_show": ["that it was said" if reported else "that it is so" for reported in said],
            "record": [
                "the source's own publication of it, dated" if reported else _record_for(words)
                for reported, words in zip(said, rows["as_read"], strict=True)
            ],
            "finding": "",
            "status": rows["status"],
        }
    ).reset_index(drop=True)
