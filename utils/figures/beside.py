"""Notebook 06: two texts side by side."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from utils.figures.style import BLUE, GREY, INK, VERMILION, nothing

SIDES = (BLUE, VERMILION)
_SIGNS = {1: BLUE, 0: GREY, -1: VERMILION}


def shares_beside(ax: Axes, table: pd.DataFrame, names: tuple[str, str], rows: int = 10) -> Axes:
    """Draw a dumbbell an actor: a circle for its share of one text's mentions, a square for the other's, joined.

    `table` is `comparing.named_beside`, whose order is kept. An actor that one text never names has an empty mark at 0.
    """
    shown = table.head(rows)
    if shown.empty:
        return nothing(ax, "Actors")
    for y, row in enumerate(shown.to_dict("records")):
        ax.plot([row["share_one"], row["share_other"]], [y, y], color="#BDBDBD", lw=2, zorder=1)
        for side, marker, colour in (("one", "o", SIDES[0]), ("other", "s", SIDES[1])):
            face = colour if row[side] else "white"
            ax.plot(row[f"share_{side}"], y, marker, mfc=face, mec=colour, ms=7, ls="", zorder=2, gid=f"share {side}")
        ax.text(1.02, y, f"{row['one']} : {row['other']}", transform=ax.get_yaxis_transform(), fontsize=7.5, color=GREY,
                va="center", gid="counts")  # fmt: skip
    ax.set_yticks(range(len(shown)), list(shown["actor"]))
    ax.set_ylim(len(shown) - 0.4, -1.0)
    ax.set_xlim(left=-0.01)
    ax.set_xlabel("share of the text's mentions of actors; counts at the right")
    for x, name, marker, colour in ((0.0, names[0], "o", SIDES[0]), (0.5, names[1], "s", SIDES[1])):
        ax.plot(x + 0.012, -0.75, marker, color=colour, ms=6, transform=ax.get_yaxis_transform(), clip_on=False)
        ax.text(x + 0.035, -0.75, name, transform=ax.get_yaxis_transform(), fontsize=8, color=colour, va="center")
    return ax


def networks_beside(axes: tuple[Axes, Axes], ties: pd.DataFrame, names: tuple[str, str]) -> None:
    """Draw the ties of both texts on the same circle of actors: an arrow a pair and sign, wider for more places.

    A tie without direction (`mutual`) has no head. `ties` is `comparing.ties_beside`. Blue is cooperative, red
    conflictual, grey neither; an actor that a text doesn't tie is pale.
    """
    actors = list(dict.fromkeys([*ties["source_actor"], *ties["target_actor"]]))
    angles = [math.pi / 2 - 2 * math.pi * i / max(1, len(actors)) for i in range(len(actors))]
    places = {actor: (math.cos(a), math.sin(a)) for actor, a in zip(actors, angles, strict=True)}
    for ax, side, name in zip(axes, ("one", "other"), names, strict=True):
        own = ties[ties[side] > 0]
        tied = {*own["source_actor"], *own["target_actor"]}
        for actor, (x, y) in places.items():
            shade = INK if actor in tied else "#BDBDBD"
            ax.plot(x, y, "o", color=shade, ms=5)
            align = "center" if abs(x) < 0.3 else "left" if x > 0 else "right"
            ax.text(1.15 * x, 1.25 * y, actor, ha=align, va="center", fontsize=8.5, color=shade)
        for row in own.to_dict("records"):
            start, end = places[row["source_actor"]], places[row["target_actor"]]
            bend, head = (0.25 if row["sign"] < 0 else 0.12), "-" if row["mutual"] else "-|>"
            ax.add_patch(FancyArrowPatch(start, end, arrowstyle=head, mutation_scale=11, lw=1 + 0.8 * row[side],
                                         color=_SIGNS[row["sign"]], shrinkA=6, shrinkB=6,
                                         connectionstyle=f"arc3,rad={bend}"))  # fmt: skip
        number = int(own[side].sum())
        counted = f"{number} {'tie' if number == 1 else 'ties'}"
        ax.text(0, -1.75, counted, ha="center", fontsize=8, color=GREY, gid=f"ties {side}")
        ax.text(0, 1.62, name, ha="center", fontsize=9, fontweight="bold", color=INK)
        ax.set_xlim(-2.1, 2.1)
        ax.set_ylim(-1.9, 1.9)
        ax.set_aspect("equal")
        ax.set_axis_off()
