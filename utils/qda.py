"""A report's codes and selections as a REFI-QDA project, which software for qualitative analysis opens."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from utils import walk
from utils.coding import Selection, refi

_COLOURS = {"voice": "#56B4E9", "damage": "#E07B39", "actor": "#009E73", "tie": "#0072B2", "cue": "#E69F00"}


def project(analysis: walk.Analysis) -> bytes:
    """Return a .qdpx file: the raw text with plain line ends, codes in five groups, and a selection for each row.

    Groups: voice (of claims), damage (kinds), actor (mentions by name or description), tie (cooperative, conflictual,
    neither) and cue (frames). Claims that are torn off, and cues whose words the damage turns, are left out
    (`walk.standing`); what else touches damage lies under a code of damage too. Places are raw offsets; see
    `coding.refi` for the format. What it can't do: keep scores, holders or the two ends of a tie, which the format has
    no place for; they are in the tables.
    """
    article = analysis.article
    return refi.write(article.slug, article.raw, _rows(analysis), _COLOURS, "Anatomy of an Article")


def _rows(a: walk.Analysis) -> Iterator[Selection]:
    """Yield group, code, start, end of each selection."""
    ties = a.relations[a.relations["kind"] != "other"]
    signs = ties["sign"].map({1: "cooperative", -1: "conflictual", 0: "neither"})
    claimed, cues = walk.standing(a, "claims"), walk.standing(a, "frames")
    found = [
        ("voice", claimed, claimed["voice"]),
        ("damage", a.damage, a.damage["kind"].str.replace("_", " ")),
        ("actor", a.named, a.named["actor"]),
        ("tie", ties, signs),
        ("cue", cues, cues["frame"].str.replace("_", " ")),
    ]
    for group, rows, names in found:
        yield from _selections(group, rows, names)


def _selections(group: str, rows: pd.DataFrame, names: pd.Series) -> Iterator[Selection]:
    for name, start, end in zip(names, rows["start"], rows["end"], strict=True):
        yield Selection(group, str(name), int(start), int(end))
