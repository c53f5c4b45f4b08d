"""Commonplaces that a conclusion leans on: sentences in which a reader may find a topos."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from utils import tables
from utils.framing import find_cues
from utils.parsing import Document

TOPOI = ("threat", "usefulness", "history", "responsibility", "economy", "law", "geography")
COLUMNS = ["sentence_id", "start", "end", "text", "topos", "voice", "evidence"]


def topos_candidates(read: Document, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return sentences in which a topos may lead to a conclusion, for a reader to accept or reject: COLUMNS.

    A topos is the "conclusion rule" that ties an argument to what is to be done: *if it brings a danger, it must not
    be done*. A sentence is proposed where a word of the topos and a word of conclusion (*must*, *therefore*, *because*)
    stand in it; both are in data/lexicons/topoi.csv, and both are the `evidence`.
    What it can't do: tell an argument from a mention of its matter; find a premise in one sentence and its conclusion
    in the next. Read one by one by a language model, its proposals were right too seldom to be counted
    (data/benchmarks/discourse_audit.csv).
    Source: Reisigl & Wodak 2001, Discourse and Discrimination, pp. 74-80 (threat, usefulness; history as in their later
    work); the others and all conditionals are ours. Zagar 2010 warns of reading such a list as a fixed set of names.
    """
    text = str(read.text)
    rows = []
    for sentence_id, start, end in zip(*(read.sentences[c] for c in ("sentence_id", "start", "end")), strict=True):
        cues = find_cues(text[start:end], "topoi")
        leads = [cue for cue in cues if cue.label == "conclusion"]
        for topos in TOPOI:
            own = [cue for cue in cues if cue.label == topos]
            if own and leads:
                evidence = sorted({(start + cue.start, start + cue.end) for cue in (*own, *leads)})
                voice = voices.get(sentence_id, "text")
                rows.append((sentence_id, start, end, text[start:end], topos, voice, tables.spans_text(evidence)))
    return pd.DataFrame(rows, columns=COLUMNS)
