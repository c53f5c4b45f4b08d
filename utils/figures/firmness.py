"""Notebook 05: how firmly a finding stands under other choices."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.figures.style import BLUE, GREY, INK, VERMILION, nothing


def specifications(ax: Axes, specs: pd.DataFrame, questions: Mapping[str, str]) -> Axes:
    """Draw every specification as a cell: a row a question, filled where the answer is the page's, open where another.

    `specs` has finding, says, keeps; `questions` the words of each finding. A row is as long as any other, whatever
    the number of its cells; the count and the best other answer stand at the right.
    """
    if specs.empty:
        return nothing(ax, "Specifications")
    names = list(dict.fromkeys(specs["finding"]))
    for y, name in enumerate(names):
        own = specs[specs["finding"] == name].sort_values("keeps", ascending=False, kind="stable")
        for i, keeps in enumerate(own["keeps"]):
            face, edge = (BLUE, "white") if keeps else ("white", VERMILION)
            ax.add_patch(
                Rectangle(
                    ((i + 0.08) / len(own), y - 0.3), 0.84 / len(own), 0.6, facecolor=face, edgecolor=edge, lw=0.5
                )
            )
        others = own.loc[own["keeps"] == 0, "says"].value_counts()
        note = f"{own['keeps'].sum()} of {len(own)}" + (
            f"; else {others.index[0]} ({others.iloc[0]})" if len(others) else ""
        )
        ax.text(1.02, y, textwrap.fill(note, 32), va="center", fontsize=7, color=VERMILION if len(others) else GREY)
    first = specs.groupby("finding", sort=False)["says"].first()
    ax.set_yticks(range(len(names)), [f"{questions[name]}\n{textwrap.shorten(first[name], 34)}" for name in names])
    ax.tick_params(axis="y", labelsize=7)
    ax.set_ylim(len(names) - 0.5, -0.6)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0", "half of the specifications", "all"])
    ax.spines["left"].set_visible(False)
    return ax


_CURVE = 6.0  # rows of the choices that the curve is as tall as


def specification_curve(ax: Axes, specs: pd.DataFrame) -> Axes:
    """Draw one question's specifications from the lowest value to the highest, and under each the choices it took.

    `specs` has value, keeps, default and a column a choice; columns with one value are left out. Specifications
    without a value are not drawn.
    """
    drawn = specs.dropna(subset=["value"]).sort_values("value", kind="stable", ignore_index=True)
    if drawn.empty:
        return nothing(ax, "Specifications with a value")
    top = max(abs(drawn["value"].min()), abs(drawn["value"].max())) or 1.0
    place = -_CURVE / 2 - drawn["value"] / top * _CURVE / 2
    for keeps, mark, colour in ((1, "o", BLUE), (0, "x", VERMILION)):
        some = drawn["keeps"] == keeps
        ax.plot(drawn.index[some], place[some], mark, color=colour, ms=3)
    default = drawn["default"] == 1
    ax.plot(drawn.index[default], place[default], "o", mfc="none", mec=INK, ms=8)
    ax.axhline(-_CURVE / 2, color=GREY, lw=0.8)
    fixed = {"finding", "default", "says", "value", "keeps"}
    rows = [(c, v) for c in drawn if c not in fixed and drawn[c].nunique() > 1 for v in dict.fromkeys(specs[c])]
    for y, (column, value) in enumerate(rows):
        chosen = drawn.index[drawn[column] == value]
        ax.plot(chosen, [y + 1] * len(chosen), "|", color=INK, ms=5)
    scale = {-_CURVE / 2 - x * _CURVE / 2: f"{x * top:+.2f}".replace("-", "−") for x in (-1, 1)} | {-_CURVE / 2: "0"}
    labels = [f"{column}: {str(value).replace('_', ' ')}" for column, value in rows]
    ax.set_yticks([*scale, *range(1, len(rows) + 1)], [*scale.values(), *labels])
    ax.tick_params(axis="y", labelsize=7)
    ax.set_ylim(len(rows) + 1, -_CURVE - 0.8)
    ax.set_xlim(-1, len(drawn))
    ax.set_xlabel("specifications, from the lowest value to the highest")
    return ax
