"""Notebook 04: entrances, agents and objects, ties, cues."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import product
from typing import Any, cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.actors import salience
from utils.figures.style import BAND_COLOUR, BLUE, GREY, INK, VERMILION, VOICES, actor_colours, leading, nothing
from utils.relations import UNDIRECTED


def entrances(
    ax: Axes,
    mentions: pd.DataFrame,
    length: int,
    rows: int = 12,
    absent: Sequence[str] = (),
    sentences: pd.DataFrame | None = None,
    expected: Sequence[str] = (),
) -> Axes:
    """Draw a barcode: a row an actor in order of entrance, a tick a mention at its place, short where it is damaged.

    Drawn are the `rows` most salient actors and all of `expected` that are named. `absent` are expected actors that are
    never named: empty rows at the foot. `sentences` adds quotations as a band.
    """
    if mentions.empty:
        return nothing(ax, "Mentions of an actor")
    colours = actor_colours(mentions)
    shown = [*salience(mentions)["actor"].head(rows), *expected]
    first = mentions[mentions["actor"].isin(shown)].groupby("actor")["start"].min().sort_values(kind="stable")
    damaged = mentions["damaged"].astype(bool) if "damaged" in mentions else mentions["start"] < 0
    _quotation_band(ax, sentences)
    for y, actor in enumerate(first.index):
        own = mentions["actor"] == actor
        ax.plot([0, length], [y, y], color="#EFEFEF", lw=0.8, zorder=0)
        for torn, half in ((own & ~damaged, 0.36), (own & damaged, 0.12)):
            ax.vlines(mentions.loc[torn, "start"], y - half, y + half, color=colours[actor], lw=1.5, gid=str(actor))
        ax.text(length * 1.01, y, str(own.sum()), va="center", color=INK, fontsize=7.5, gid="counts")
    for y in range(len(first), len(first) + len(absent)):
        ax.plot([0, length], [y, y], color=GREY, lw=0.8, ls=":", zorder=0)
        ax.text(length * 1.01, y, "0, never named", va="center", color=INK, fontsize=7.5, gid="counts")
    names = [*first.index, *absent]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -1)
    ax.set_xlim(0, length)
    ax.set_xlabel("place in the raw text (characters)")
    return ax


def _quotation_band(ax: Axes, sentences: pd.DataFrame | None) -> None:
    """Lay a pale band under the quotations, each stretch once, with its name."""
    if sentences is None:
        return
    quoted = sentences["role"] == "quotation"
    for _, run in sentences[quoted].groupby((~quoted).cumsum()[quoted]):
        start, end = run["start"].min(), run["end"].max()
        ax.axvspan(start, end, color=BAND_COLOUR, lw=0, zorder=-1)
        ax.text(
            (start + end) / 2, 0.995, "reported", transform=ax.get_xaxis_transform(), fontsize=6.5, color=GREY,
            ha="center", va="top",
        )  # fmt: skip


def agents_and_objects(ax: Axes, mentions: pd.DataFrame, rows: int = 8) -> Axes:
    """Draw diverging bars: how often each actor acts (right) and is acted on (left); other mentions are left out.

    Drawn are the `rows` actors that are most salient by these roles.
    With a column `damaged` in `mentions`, the roles that rest on damage are told behind the count, with a star.
    """
    counts = mentions.pivot_table(index="actor", columns="role", values="start", aggfunc="count", fill_value=0)
    counts = counts.reindex(columns=["agent", "patient"], fill_value=0)
    roles = mentions[mentions["role"].isin(["agent", "patient"])]
    counts = counts.loc[salience(roles)["actor"].head(rows)]
    if counts.empty:
        return nothing(ax, "Actors that act or are acted on")
    colours = actor_colours(mentions)
    shades = [colours[a] for a in counts.index]
    places = range(len(counts))
    ax.barh(places, counts["agent"], color=shades, height=0.62, gid="acts")
    ax.barh(
        places, -counts["patient"], color="white", edgecolor=shades, height=0.62, hatch="////", lw=1, gid="acted on"
    )
    torn = mentions[mentions["damaged"] == 1] if "damaged" in mentions else mentions[:0]
    for y, (actor, agent, patient) in enumerate(zip(counts.index, counts["agent"], counts["patient"], strict=True)):
        stars = torn.loc[torn["actor"] == actor, "role"].value_counts()
        told = {role: f" ({stars[role]}*)" if role in stars else "" for role in ("agent", "patient")}
        words: dict[str, Any] = {"va": "center", "fontsize": 7.5, "color": GREY, "gid": "counts"}
        ax.text(agent + 0.25, y, f"{agent}{told['agent']}", **words)
        ax.text(-patient - 0.25, y, f"{patient}{told['patient']}", ha="right", **words)
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_yticks(places, list(counts.index))
    ax.set_ylim(len(counts) - 0.4, -1.1)
    limit = float(counts[["agent", "patient"]].to_numpy().max()) * 1.2 + 0.5
    ax.set_xlim(-limit, limit)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.text(-limit * 0.02, -0.75, "← is acted on, spoken to", ha="right", fontsize=7.5, color=GREY)
    ax.text(limit * 0.02, -0.75, "acts →", fontsize=7.5, color=GREY)
    return ax


_SHADES = {1: BLUE, 0: GREY, -1: VERMILION}
_ROW_HEIGHT = 0.56  # inches
_CIRCLE, _LARGEST = 110, 4  # square points of a single tie; from how many on a circle grows no more


def evidence_matrix(ax: Axes, relations: pd.DataFrame, rows: int = 8) -> Axes:
    """Draw who acts on whom: rows act, columns are acted on; a circle a sort of tie, larger for more ties.

    Blue is cooperative, orange conflictual, grey neither. A full mark is told as done in the text's own voice, an
    empty one with a broken edge is not (`undone`). Ties without a direction are squares, in the row of their first
    side. Ties of kind "other", which have no sign, are left out. The figure grows with its rows.
    """
    signed = relations[relations["kind"] != "other"]
    if signed.empty:
        return nothing(ax, "Ties between actors")
    acting, objects = (leading(signed[side], rows) for side in ("source_actor", "target_actor"))
    objects = sorted(objects, key=lambda actor: acting.index(actor) if actor in acting else len(acting))  # mirrors
    kept = signed[signed["source_actor"].isin(acting) & signed["target_actor"].isin(objects)]
    figure = cast(Figure, ax.figure)
    figure.set_figheight(1.5 + _ROW_HEIGHT * len(acting))
    figure.subplots_adjust(left=0.17, right=0.995)
    for x, y in product(range(len(objects)), range(len(acting))):
        ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor="#F5F5F5", lw=0))
    for (source, target), cell in kept.groupby(["source_actor", "target_actor"]):
        x, y = objects.index(str(target)), acting.index(str(source))
        _circles(ax, x, y, cell, f"{source} to {target}")
    ax.set_xticks(range(len(objects)), [textwrap.fill(a, 11) for a in objects])
    ax.set_yticks(range(len(acting)), [textwrap.fill(a, 16) for a in acting])
    ax.tick_params(axis="x", length=0, labelsize=8.5, labelcolor=INK)
    ax.tick_params(axis="y", length=0, labelsize=9, labelcolor=INK)
    ax.set_xlim(-0.5, len(objects) - 0.5)
    ax.set_ylim(len(acting) - 0.5, -0.5)
    left = len(signed) - len(kept)
    rarer = f" ({left} {'tie' if left == 1 else 'ties'} of rarer actors not drawn)" if left else ""
    ax.xaxis.label.set_gid("not drawn")
    ax.set_xlabel(f"rows act → columns are acted on{rarer}")
    _key(ax, _TIE_KEY, below=30 + 11 * max(textwrap.fill(a, 11).count("\n") + 1 for a in objects))
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def _circles(ax: Axes, x: int, y: int, cell: pd.DataFrame, name: str) -> None:
    """Draw the ties of one cell: cooperative first, told as done before what is not; squares below have no direction.

    Where a cell has ties of both sorts, those with a direction stand above the others.
    """
    groups = [(cast(tuple[bool, int, bool], key), len(rows)) for key, rows in cell.groupby(tie_order(cell))]
    both = len({mutual for (mutual, _, _), _ in groups}) > 1
    for mutual in (False, True):
        line = [(key, number) for key, number in groups if key[0] == mutual]
        step = min(0.38, 0.9 / max(1, len(line)))
        level = y + ((0.22 if mutual else -0.22) if both else 0)
        for place, ((_, order, open_), number) in enumerate(line):
            shade = _SHADES[-order]
            at = x + (place - (len(line) - 1) / 2) * step
            face, letters = ("white", shade) if open_ else (shade, "white")
            ax.scatter([at], [level], s=_CIRCLE * min(number, _LARGEST) ** 0.5, facecolor=face, edgecolor=shade,
                       lw=1.2, linestyle=(0, (2, 1.5)) if open_ else "solid", marker="s" if mutual else "o",
                       zorder=2)  # fmt: skip
            ax.text(at, level, str(number), ha="center", va="center_baseline", fontsize=8, fontweight="bold",
                    color=letters, gid=name, zorder=3)  # fmt: skip


def tie_order(cell: pd.DataFrame) -> list[pd.Series]:
    """Return by what the ties of a cell are grouped: whether they have no direction, their sign, if `undone`."""
    return [cell["kind"].isin(UNDIRECTED), -cell["sign"], undone(cell)]


def undone(relations: pd.DataFrame) -> pd.Series:
    """Return for each tie whether it is hoped, reported, denied or read in a mind, and so not told as done."""
    return (relations["modality"] != "asserted") | (relations["voice"] != "text")


def cues_along(ax: Axes, frames: pd.DataFrame, sentences: pd.DataFrame, order: Sequence[str] = ()) -> Axes:
    """Draw cues along the text: a row a frame, a mark a sentence, larger with its score, in the colour of its voice.

    A diamond rests on damage; quotations are a band. `order` names the rows, also those without a cue; by default the
    frames found, strongest first.
    """
    if frames.empty:
        return nothing(ax, "Frame cues")
    sums = frames.groupby("frame")["score"].sum()
    names = list(order) or sorted(sums.index, key=lambda f: (-sums[f], f))
    length = sentences["end"].max()
    _quotation_band(ax, sentences)
    for y, frame in enumerate(names):
        rows = frames[frames["frame"] == frame]
        ax.plot([0, length], [y, y], color="#EFEFEF", lw=0.8, zorder=0)
        for mark, broken in (("o", 0), ("D", 1)):
            some = rows[rows["damaged"] == broken]
            shades = [VOICES[v] for v in some["voice"]]
            ax.scatter((some["start"] + some["end"]) / 2, [y] * len(some), s=6 + 50 * some["score"] ** 2,
                       color=shades, marker=mark, lw=0, alpha=0.85, zorder=2, gid=str(frame))  # fmt: skip
        if rows.empty:
            ax.text(length / 2, y, "none found", va="center", ha="center", fontsize=7, color=INK, style="italic",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    counts = frames["frame"].value_counts()
    ax.set_yticks(range(len(names)), [f"{f.replace('_', ' ')} ({counts.get(f, 0)})" for f in names])
    ax.set_ylim(len(names) - 0.4, -0.9)
    ax.set_xlim(0, length)
    ax.set_xlabel("place in the raw text (characters)")
    _key(ax, _CUE_KEY)
    return ax


_CUE_KEY = {
    "● the text’s own voice": VOICES["text"],
    "● a mind read without a source": VOICES["imputed"],
    "● a reported source": VOICES["reported"],
    "◆ rests on damaged words": GREY,
}


_TIE_KEY = {
    "● cooperative": BLUE,
    "● conflictual": VERMILION,
    "● neither": GREY,
    "◌ broken edge: hoped, reported, denied or in a mind": INK,
    "■ square: without a direction": INK,
}


def _key(ax: Axes, key: dict[str, str], below: int = 42) -> None:
    """Name the colours of a figure in their own colours, so many points under the axis."""
    x = -0.2
    for label, colour in key.items():
        word = ax.annotate(
            label, (x, 0), xycoords="axes fraction", xytext=(0, -below), textcoords="offset points", fontsize=7,
            color=colour,
        )  # fmt: skip
        right, _ = ax.transAxes.inverted().transform((word.get_window_extent().x1, 0))
        x = float(right) + 0.03
