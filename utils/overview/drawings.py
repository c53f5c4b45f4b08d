"""The four figures of a report: who acts on whom, whose voice, who comes on stage when, cues along the text."""

from __future__ import annotations

from typing import NamedTuple, cast

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils import display, figures, framing, walk


class Drawing(NamedTuple):
    """A figure as files: its name, PNG and SVG, alt text and how to read it."""

    name: str
    png: bytes
    svg: bytes
    alt: str
    caption: str


def four(analysis: walk.Analysis) -> list[Drawing]:
    """Return the four figures of an analysis, each with a title that is computed from what it shows."""
    figures.use_style()
    return [_ties(analysis), _voices(analysis), _entrances(analysis), _cues(analysis)]


def _drawn(name: str, ax: Axes, title: str, measured: str, told: tuple[str, str]) -> Drawing:
    figures.headline(ax, title, measured)
    figure = cast(Figure, ax.figure)
    made = Drawing(name, display.png(figure), display.svg(figure).encode(), *told)
    plt.close(figure)
    return made


def _ties(a: walk.Analysis) -> Drawing:
    tied = a.relations[a.relations["kind"] != "other"]
    good, bad = int((tied["sign"] > 0).sum()), int((tied["sign"] < 0).sum())
    title = figures.too_few(len(tied), "ties", "to say who opposes whom")
    title = title or f"{good} of {len(tied)} ties are cooperative, {bad} conflictual"
    alt = (
        "Matrix: rows act, columns are acted on; blue marks are cooperative ties, orange ones conflictual, "
        "grey ones neither; squares have no direction."
    )
    caption = "Full marks are told as done in the text’s own voice; empty ones are hoped, reported, denied or read in "
    caption += "somebody’s mind; a square has no direction (they met). Actors with few ties are not drawn."
    measured = "Who acts on whom: ties between two named actors, read by a parser and a verb list"
    return _drawn("ties", figures.evidence_matrix(figures.axes(4), tied), title, measured, (alt, caption))


def _voices(a: walk.Analysis) -> Drawing:
    found = walk.standing(a, "claims")
    own, said, mind = (int((found["voice"] == v).sum()) for v in ("text", "reported", "imputed"))
    title = figures.too_few(len(found), "claims", "to say whose voice leads")
    title = title or f"{own} of {len(found)} claims stand in the text’s own voice, {said} are reported, {mind} imputed"
    ax = figures.voice_strip(figures.axes(3.4), found, a.sentences, figures.actor_colours(a.named))
    alt = f"Strip of {len(found)} claims in article order, a row a holder, the text’s own row at the top."
    caption = "A column is a sentence, a row a holder; a hollow block rests on damaged words. A source that the rules "
    caption += "miss falls into the text’s own row."
    return _drawn("voices", ax, title, "Who holds each claim, in the order of the text", (alt, caption))


def _entrances(a: walk.Analysis) -> Drawing:
    torn = a.damage[a.damage["kind"] != "lost_quotation"]
    mentions = a.named.assign(damaged=walk.touched(a.named, torn).astype(int))
    actor, times = figures.most(mentions["actor"])
    title = figures.too_few(len(mentions), "mentions", "to say who is on stage")
    title = title or f"{actor} is named most, {times} of {len(mentions)} times"
    ax = figures.entrances(figures.axes(4), mentions, len(a.article.raw), absent=[], sentences=a.sentences)
    alt = "Barcode: a row an actor in order of entrance, a tick for each mention at its place in the text."
    caption = (
        "Rows stand in order of entrance, counts at the right; short ticks touch damaged words; shaded: quotations "
    )
    caption += "and what a lead-in covers."
    return _drawn("entrances", ax, title, "Who comes on stage when: the most salient actors", (alt, caption))


def _cues(a: walk.Analysis) -> Drawing:
    cues = walk.standing(a, "frames")
    counts = cues["frame"].value_counts().reindex(framing.FRAMES, fill_value=0)
    title = figures.too_few(len(cues), "cues", "to say which frame leads")
    title = title or f"{counts.max()} of {len(a.sentences)} sentences hold a cue of {_name(counts)}"
    ax = figures.cues_along(figures.axes(3.6), cues, a.sentences, order=framing.FRAMES)
    alt = "Rows of marks along the text, one row a frame, coloured by the voice of the sentence."
    caption = "Cues, not frames: a mark is a sentence, larger with more different cues. The lists differ in length, so "
    caption += "compare along a row rather than between rows. How many random cues of each frame mean it, "
    caption += "in articles of other topics that a language model read: "
    meant = framing.audited().sort_values("meant", ascending=False, kind="stable")
    names = meant["frame"].str.replace("_", " ")
    read = [f"{name} {n} of {of}" for name, n, of in zip(names, meant["meant"], meant["of"], strict=True)]
    caption += f"{', '.join(read)}."
    return _drawn("cues", ax, title, "Frame cues along the text", (alt, caption))


def _name(counts: pd.Series) -> str:
    return str(counts.idxmax()).replace("_", " ")
