"""Figures of notebook 07: articles in a row, one among them, shares before and after correction, two outlets."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from utils.figures.style import BLUE, GREY, INK, LIGHT, VERMILION


def among(ax: Axes, rows: pd.DataFrame, one: str, means: pd.DataFrame) -> Axes:
    """Draw a row of dots for each measure, a dot an article, and the article `one` as a diamond with its name.

    `rows`: article, measure (in the order of the rows), its label, value (0 to 1). `means`: measure, mean, low, high
    over the other articles, drawn as a grey band with a line; no band where low is missing.
    """
    names = list(dict.fromkeys(rows["measure"]))
    for at, name in enumerate(names):
        own = rows[(rows["measure"] == name) & rows["value"].notna()]
        band = means[means["measure"] == name].iloc[0]
        if pd.notna(band["low"]):
            ax.barh(at, band["high"] - band["low"], left=band["low"], height=0.5, color=LIGHT, zorder=1)
        ax.plot([band["mean"]] * 2, [at - 0.25, at + 0.25], color=GREY, lw=1.5, zorder=2)
        others, this = own[own["article"] != one]["value"], own[own["article"] == one]["value"]
        ax.plot(others, [at] * len(others), "o", color=BLUE, alpha=0.6, ms=5, mec="none", zorder=3)
        ax.plot(this, [at] * len(this), "D", color=VERMILION, ms=7, mec="white", zorder=4)
    ax.set_yticks(range(len(names)), list(dict.fromkeys(rows["label"])))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(-0.02, 1.02)
    return ax


def before_and_after(ax: Axes, rows: pd.DataFrame) -> Axes:
    """Draw each article's share as found (a ring) and the range in which it may lie once errors are counted (a bar).

    `rows`: article, naive, value, low, high; the first row on top.
    """
    places = range(len(rows))
    ax.hlines(places, rows["low"], rows["high"], color=LIGHT, lw=5, zorder=1)
    ax.plot(rows["value"], places, "|", color=INK, ms=9, mew=1.5, zorder=2)
    ax.plot(rows["naive"], places, "o", mfc="white", mec=BLUE, ms=6, zorder=3)
    ax.set_yticks(places, rows["article"])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(-0.02, 1.02)
    return ax


def outlets(ax: Axes, rows: pd.DataFrame, one: str, other: str) -> Axes:
    """Draw a line an event from its value in one outlet to that in the other, and the means as thick dashes.

    `rows`: outlet, event, value.
    """
    means = rows.groupby(["event", "outlet"])["value"].mean().unstack()[[one, other]].dropna()
    for values in means.to_numpy():
        ax.plot([0, 1], values, "-o", color=BLUE, alpha=0.6, ms=5)
    for at, name in enumerate((one, other)):
        ax.hlines(rows[rows["outlet"] == name]["value"].mean(), at - 0.12, at + 0.12, color=VERMILION, lw=4)
    ax.set_xticks([0, 1], [one, other])
    ax.set_xlim(-0.3, 1.3)
    return ax
