"""Notebook 04: entrances, agents and objects, ties, cues."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.actors import salience
from utils.figures.style import BAND_COLOUR, BLUE, GREY, INK, VERMILION, VOICES, actor_colours, leading, nothing


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
    shown = [*salience(mentions, length)["actor"].head(rows), *expected]
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

    With a column `damaged` in `mentions`, the roles that rest on damage are told behind the count, with a star.
    """
    counts = mentions.pivot_table(index="actor", columns="role", values="start", aggfunc="count", fill_value=0)
    counts = counts.reindex(columns=["agent", "patient"], fill_value=0)
    counts = counts[counts.sum(axis=1) > 0]
    if counts.empty:
        return nothing(ax, "Actors that act or are acted on")
    counts = counts.assign(all=counts.sum(axis=1)).sort_values("all", ascending=False, kind="stable").head(rows)
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
    ax.text(-limit * 0.02, -0.75, "← is acted on", ha="right", fontsize=7.5, color=GREY)
    ax.text(limit * 0.02, -0.75, "acts →", fontsize=7.5, color=GREY)
    return ax


_SIGNS = {1: ("+", BLUE), 0: ("±", GREY), -1: ("−", VERMILION)}
_TOLD = {"asserted": "told", "hoped": "hoped", "reported": "reported", "denied": "denied"}
_MUTUAL = ("agree", "consult", "cooperate")
_CELL_LINE = 0.118  # inches a line of a cell


def evidence_matrix(ax: Axes, relations: pd.DataFrame, rows: int = 8, colours: Mapping[str, str] | None = None) -> Axes:
    """Draw who acts on whom: rows act, columns are acted on; a line a sign and modality in the cell, with its count.

    Upright is told as done in the text's own voice. ↔ marks ties without a direction (in the row of their first side),
    ” a reported voice, ~ a mind that the text reads, * a count that rests on damage in part.
    The figure grows with its lines; `colours` are those of the actors.
    """
    if relations.empty:
        return nothing(ax, "Relations between named actors")
    acting, objects = (leading(relations[side], rows) for side in ("source_actor", "target_actor"))
    kept = relations[relations["source_actor"].isin(acting) & relations["target_actor"].isin(objects)]
    cells = {(str(s), str(t)): _cell_lines(cell) for (s, t), cell in kept.groupby(["source_actor", "target_actor"])}
    tall = [max([len(lines) for (s, _), lines in cells.items() if s == a], default=0) for a in acting]
    heights = [max(lines, 1.6) + 0.9 for lines in tall]
    tops = np.concatenate([[0], np.cumsum(heights)])
    figure = cast(Figure, ax.figure)
    figure.set_figheight(float(tops[-1]) * _CELL_LINE / 0.77)
    figure.subplots_adjust(left=0.15, right=0.995)
    for (source, target), lines in cells.items():
        x, row = objects.index(target), acting.index(source)
        middle = tops[row] + heights[row] / 2
        box = (x - 0.48, tops[row] + 0.12)
        ax.add_patch(Rectangle(box, 0.96, heights[row] - 0.24, facecolor="#F1F1F1", lw=0))
        for i, (words, colour) in enumerate(lines):
            y = middle + i - (len(lines) - 1) / 2
            slant = "normal" if words.rstrip("*").endswith(" told") else "italic"
            cell = f"{source} to {target}"
            ax.text(x, y, words, ha="center", va="center", fontsize=6.5, color=colour, style=slant, gid=cell)
    _name_both_sides(ax, acting, objects, tops, heights, colours or {})
    left = len(relations) - len(kept)
    ax.xaxis.label.set_gid("not drawn")
    ax.set_xlabel("target (or second side)" + (f" ({left} relations of rarer actors not drawn)" if left else ""))
    return ax


def _cell_lines(cell: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the lines of one cell with their colours: sign and count, how it is told, its marks."""
    whose = cell["voice"].map({"imputed": "~", "reported": "”"}).fillna("").where(cell["modality"] != "reported", "")
    lines = []
    keys = [-cell["sign"], cell["modality"].map(list(_TOLD).index), ~cell["kind"].isin(_MUTUAL), whose]
    for key, rows in cell.groupby(keys):
        sign, way, directed, mark = cast(tuple[int, int, bool, str], key)
        sign_mark, colour = _SIGNS[-sign]
        star = "*" if (rows["damaged"] == 1).any() else ""
        arrow = "" if directed else "↔"
        lines.append((f"{sign_mark}{len(rows)}{arrow} {list(_TOLD.values())[way]}{mark}{star}", colour))
    return lines


def _name_both_sides(
    ax: Axes,
    acting: Sequence[str],
    objects: Sequence[str],
    tops: np.ndarray,
    heights: Sequence[float],
    colours: Mapping[str, str],
) -> None:
    """Name rows and columns of the matrix, each with a bar in its actor's colour."""
    ax.set_xticks(range(len(objects)), [textwrap.fill(a, 11) for a in objects])
    ax.set_yticks(tops[:-1] + np.array(heights) / 2, [textwrap.fill(a, 14) for a in acting])
    for x, name in enumerate(objects):
        ax.add_patch(Rectangle((x - 0.48, tops[-1]), 0.96, 0.35, color=colours.get(name, GREY), lw=0, clip_on=False))
    for top, height, name in zip(tops, heights, acting, strict=False):
        bar = (-0.58, top + 0.12)
        ax.add_patch(Rectangle(bar, 0.05, height - 0.24, color=colours.get(name, GREY), lw=0, clip_on=False))
    ax.tick_params(axis="x", length=0, labelsize=7, labelcolor=INK)
    ax.set_xlim(-0.6, len(objects) - 0.4)
    ax.set_ylim(tops[-1], 0)
    ax.set_ylabel("source (or first side of a tie ↔)")
    for side in ax.spines.values():
        side.set_visible(False)


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
    _voice_key(ax)
    return ax


_CUE_KEY = {
    "● the text’s own voice": VOICES["text"],
    "● a mind read without a source": VOICES["imputed"],
    "● a reported source": VOICES["reported"],
    "◆ rests on damaged words": GREY,
}


def _voice_key(ax: Axes) -> None:
    """Name the colours of the voices in their own colours, and the mark for damage, under the axis."""
    x = -0.2
    for label, colour in _CUE_KEY.items():
        word = ax.annotate(
            label, (x, 0), xycoords="axes fraction", xytext=(0, -42), textcoords="offset points", fontsize=7,
            color=colour,
        )  # fmt: skip
        right, _ = ax.transAxes.inverted().transform((word.get_window_extent().x1, 0))
        x = float(right) + 0.03
