"""The article with everything that was found in it, a layer a kind, which a reader switches on and off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import pandas as pd

from utils import tables, walk
from utils.article import Span
from utils.page import HARM, Mark, marked, touch

LAYERS = {
    "damage": "damage and residue",
    "voice": "voices",
    "actors": "actors",
    "ties": "ties",
    "tone": "tone words",
    "cues": "frame cues",
}
SHOWN_FIRST = ("damage", "voice")


def switches() -> str:
    """Return the switches of the layers; they work without JavaScript."""
    boxes = [
        f'<label class="key-{key}"><input type="checkbox" id="on-{key}"{" checked" if key in SHOWN_FIRST else ""}> '
        f"{words}</label>"
        for key, words in LAYERS.items()
    ]
    return f'<fieldset class="switches"><legend>Show in the text</legend>{"".join(boxes)}</fieldset>'


def article(analysis: walk.Analysis, findings: Sequence[Sequence[Span]]) -> str:
    """Return the raw text as HTML with every mark as an element; `findings` are the places of each finding.

    Each paragraph has the id p<raw start>; a mark says in its title what it is. What it can't do: show a tie whose two
    actors stand far apart as one stretch; its words are marked.
    """
    raw = analysis.article.raw
    marks = sorted(_marks(analysis) + _lit(findings), key=lambda mark: (mark[0][0], -mark[0][1]))
    lines = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", raw)]
    return "\n".join(
        f'<p id="p{line[0]}">{marked(raw, line, [m for m in marks if touch(m[0], line)])}</p>' for line in lines
    )


def _lit(findings: Sequence[Sequence[Span]]) -> list[Mark]:
    return [
        (span, f'<span class="found f{number}">', "</span>")
        for number, spans in enumerate(findings, 1)
        for span in spans
    ]


def _marks(a: walk.Analysis) -> list[Mark]:
    torn = a.damage[a.damage["kind"] != "lost_quotation"]
    found = [(span, '<del title="residue of the page">', "</del>") for span in _spans(a.residue)]
    for row in torn.to_dict("records"):
        told = f"{row['kind'].replace('_', ' ')}: {HARM[row['severity']]}"
        found.append(
            ((row["start"], row["end"]), f'<mark class="harm{row["severity"]}" title="{escape(told)}">', "</mark>")
        )
    claimed = walk.standing(a, "claims")
    for row in claimed[claimed["voice"] != "text"].to_dict("records"):
        who = row["source_actor"].replace("unknown", "") or "not resolved"
        told = f"{row['voice']}: {who}"
        found.append(_mark((row["start"], row["end"]), f"voice {row['voice']}", told))
    for row in a.named.to_dict("records"):
        told = row["actor"] + (f", {row['role']}" if row["role"] != "mention" else "")
        found.append(_mark((row["start"], row["end"]), "actor", told))
    ties = a.relations[a.relations["kind"] != "other"]
    found += _words(ties, [f"tie {_sign(s)}" for s in ties["sign"]], ties["source_actor"] + " → " + ties["target_actor"]
                    + ": " + ties["kind"].str.replace("_", " "))  # fmt: skip
    tones = walk.standing(a, "sentiment").query("layer == 'in_context' and score != 0 and score == score")
    found += _words(tones, [f"tone {_sign(s)}" for s in tones["score"]], "tone word of " + tones["lexicon"])
    cues = walk.standing(a, "frames")
    found += _words(cues, ["cue"] * len(cues), "cue of " + cues["frame"].str.replace("_", " "))
    return found


def _sign(score: float) -> str:
    return "plus" if score > 0 else "minus" if score < 0 else "none"


def _mark(span: Span, kind: str, told: str) -> Mark:
    return span, f'<span class="{kind}" title="{escape(told, quote=True)}">', "</span>"


def _words(rows: pd.DataFrame, kinds: Sequence[str], told: pd.Series) -> list[Mark]:
    """Return a mark for each deciding word, once where several rows say the same of it."""
    found = {
        (span, kind, words): None
        for cell, kind, words in zip(rows["evidence"], kinds, told, strict=True)
        for span in tables.spans_of(cell)
    }
    return [_mark(span, kind, words) for span, kind, words in found]


def _spans(rows: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
