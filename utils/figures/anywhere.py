"""Figures that several notebooks draw: by reading, beside a baseline, validity."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from utils.figures.style import BLUE, GREEN, GREY, INK, LIGHT, ORANGE, VERMILION, key_line


def by_reading(ax: Axes, results: pd.DataFrame) -> Axes:
    """Draw each finding in each reading: one row a finding, a mark a reading, joined where they differ.

    `results` has finding, version, value (a share of 0 to 1 or a mean).
    """
    order = list(dict.fromkeys(results["finding"]))
    versions = list(dict.fromkeys(results["version"]))
    marks = {v: ("os^vD"[i], (INK, ORANGE, BLUE, GREEN, GREY)[i]) for i, v in enumerate(versions)}
    for y, finding in enumerate(order):
        rows = results[results["finding"] == finding].set_index("version")["value"]
        ax.plot([rows.min(), rows.max()], [y, y], color=LIGHT, lw=3, zorder=1)
        for i, (version, (marker, colour)) in enumerate(marks.items()):
            offset = (i - (len(versions) - 1) / 2) * 0.22
            ax.plot(rows[version], y + offset, marker=marker, color=colour, ms=5, ls="", zorder=2, gid=str(version))
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(order)), order)
    ax.set_ylim(len(order) - 0.4, -1.4)
    key_line(ax, [(marker, colour, version) for version, (marker, colour) in marks.items()])
    return ax


def beside_baseline(ax: Axes, scores: pd.DataFrame, whose: str = "ours") -> Axes:
    """Draw agreement or scores with interval beside a baseline and, where known, a human ceiling.

    `scores` has what, value, low, high, baseline, ceiling, n; missing cells draw nothing. `whose` names the dots.
    """
    for y, row in enumerate(scores.to_dict("records")):
        ax.plot([row["low"], row["high"]], [y, y], color=BLUE, lw=2, solid_capstyle="butt", gid="interval")
        ax.plot(row["value"], y, "o", color=BLUE, ms=6, gid="value")
        ax.plot(row["baseline"], y, "|", color=VERMILION, ms=11, mew=2, gid="baseline")
        ax.plot(row["ceiling"], y, "D", mfc="none", mec=INK, ms=5, gid="ceiling")
    ax.set_yticks(range(len(scores)), [f"{r['what']} (n = {r['n']})" for r in scores.to_dict("records")])
    ax.set_ylim(len(scores) - 0.4, -1.3)
    ax.set_xlim(min(-0.02, float(np.nanmin(scores[["low", "value", "baseline"]].to_numpy())) - 0.02), 1.02)
    ax.axvline(0, color=GREY, lw=0.8)
    known = [("value", "o", BLUE, f"{whose}, 95% interval"), ("baseline", "|", VERMILION, "plain baseline")]
    known.append(("ceiling", "D", INK, "human ceiling"))
    key_line(ax, [(marker, colour, words) for column, marker, colour, words in known if scores[column].notna().any()])
    return ax


def validity(ax: Axes, scores: pd.DataFrame) -> Axes:
    """Draw every instrument beside its plain baseline and a ceiling, grouped by what it was compared with.

    `scores` has group, what, value, low, high, baseline, baseline_name, ceiling, ceiling_name, n; missing cells draw
    nothing. Each group has its own ceiling: the groups are different texts and measures and are not comparable.
    """
    y, ticks, labels = 0.0, [], []
    for group, rows in scores.groupby("group", sort=False):
        top = y - 0.45
        ax.text(0, top - 0.1, str(group), transform=ax.get_yaxis_transform(), fontsize=7.5, color=INK, va="bottom")
        for row in rows.to_dict("records"):
            ax.plot([row["low"], row["high"]], [y, y], color=BLUE, lw=2, solid_capstyle="butt", gid="interval")
            ax.plot(row["value"], y, "o", color=BLUE, ms=5.5, gid="value")
            ticks.append(y)
            labels.append(row["what"] + (f" (n = {int(row['n']):,})" if pd.notna(row["n"]) else ""))
            y += 1
        for column, colour in (("baseline", VERMILION), ("ceiling", INK)):
            at = rows[column].to_list()
            ax.vlines(at, [y - len(rows) + i - 0.38 for i in range(len(rows))],
                      [y - len(rows) + i + 0.38 for i in range(len(rows))], color=colour, lw=1.6,
                      gid=column)  # fmt: skip
            for name, marked in rows.dropna(subset=[column]).groupby(f"{column}_name", sort=False):
                where = (y - 0.55, "top") if column == "baseline" else (top - 0.1, "bottom")
                x = float(marked[column].mean())
                ax.text(x, where[0], str(name), fontsize=6.5, color=colour, ha="center", va=where[1])
        y += 1.7
    ax.set_yticks(ticks, labels)
    ax.set_ylim(y - 1.3, -1.2)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(min(-0.05, float(np.nanmin(scores[["low", "value", "baseline"]].to_numpy())) - 0.03), 1.02)
    return ax
