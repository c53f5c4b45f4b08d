"""The house style: colours, sizes, headlines that count, and the numbers that a figure shows."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Sequence
from typing import cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from utils.actors import salience

# Okabe & Ito 2008, "Color Universal Design": told apart by readers with any colour vision.
BLUE, VERMILION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
SKY, PURPLE, YELLOW = "#56B4E9", "#CC79A7", "#F0E442"
GREY, LIGHT, INK = "#6B6B6B", "#D9D9D9", "#1A1A1A"
VOICES = {"text": INK, "imputed": PURPLE, "reported": SKY}
SEVERITY = {1: "#F7E3B5", 2: "#F0B45A", 3: "#E07B39"}
RESIDUE_COLOUR, BAND_COLOUR = "#C9C9C9", "#DCEEFA"
_ACTOR_COLOURS = (BLUE, GREEN, VERMILION, PURPLE, ORANGE, SKY)
WIDTH = 6.5


def use_style() -> None:
    """Set the house style: 6.5 x 3.5 inches at 160 dpi, bare axes, reproducible SVG.

    Figures are drawn in memory and shown by `display.figure` only: JupyterLab's own way would show them twice.
    """
    plt.switch_backend("agg")
    mpl.rcdefaults()
    mpl.rcParams.update(
        {
            "figure.figsize": (WIDTH, 3.5),
            "figure.dpi": 160,
            "figure.facecolor": "white",
            "savefig.bbox": "tight",
            "savefig.pad_inches": 0.12,
            "svg.hashsalt": "anatomy",
            "text.parse_math": False,  # an article's $ is a dollar
            "font.family": "DejaVu Sans",
            "font.size": 8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": GREY,
            "axes.labelcolor": GREY,
            "axes.labelsize": 8,
            "xtick.color": GREY,
            "ytick.color": INK,
            "xtick.labelsize": 7.5,
            "ytick.labelsize": 8,
            "ytick.major.size": 0,
        }
    )
    warnings.filterwarnings("ignore", r"Glyph \d+ ", UserWarning)  # a letter the font lacks is drawn as a box


def headline(ax: Axes, finding: str, measured: str) -> None:
    """Put the finding over the axes and, in grey under it, what is measured, n and source; both wrap."""
    inches = cast(Figure, ax.figure).get_size_inches()
    width = ax.get_position().width * inches[0]
    grey = textwrap.fill(measured, int(width * 17.5))
    bold = textwrap.fill(finding, int(width * 13.2))
    height = ax.get_position().height * inches[1]
    line = 0.145 / height
    ax.text(0, 1 + 0.35 * line, grey, transform=ax.transAxes, color=GREY, fontsize=7.5, va="bottom", gid="measured")
    above = 1 + 0.35 * line + line * (grey.count("\n") + 1) + 0.25 * line
    ax.text(
        0, above, bold, transform=ax.transAxes, color=INK, fontsize=9.5, fontweight="bold", va="bottom", gid="finding"
    )


_NUMBER = re.compile(r"(?<![\w.\-−])[+\-−]?\d[\d,]*(?:\.\d+)?%?(?!\w)")


def numbers_in(words: str) -> list[str]:
    """Return the numbers printed in a text, in order, as they are printed; the digits of a name (s1374) are none.

    >>> numbers_in("28 of 1,039 (s1374): −0.50, 9%")
    ['28', '1039', '-0.50', '9%']
    """
    return [m.group().replace(",", "").replace("−", "-") for m in _NUMBER.finditer(words)]


def marks(figure: Figure) -> dict[str, list[float] | list[str]]:
    """Return the numbers that a figure shows, by series: what the ledger's test compares with the tables.

    A series is the `gid` of the artists that draw it. A line or a dot counts with its x (y where the series is called
    "y ..."), a bar with its width, a mark on the article's words ("damage@3-9") with its first character; these are
    numbers, sorted. Texts give the numbers printed in them, in their order; row labels count as "rows".
    """
    drawn: dict[str, list[float]] = {}
    printed: dict[str, list[str]] = {}
    for ax in figure.axes:
        for artist in (*ax.get_children(), ax.xaxis.label):
            series, at, place = (artist.get_gid() or "").partition("@")
            if at:
                drawn[series] = sorted({*drawn.get(series, []), float(place.split("-")[0])})
            elif isinstance(artist, Text) and series:
                printed.setdefault(series, []).extend(numbers_in(artist.get_text().replace("\n", " ")))
            elif series:
                drawn.setdefault(series, []).extend(_values(artist, series))
        labels = [t.get_text() for t in ax.get_yticklabels() if re.search(r"[^\W\d_]", t.get_text())]
        printed.setdefault("rows", []).extend(n for label in labels for n in numbers_in(label))
    found: dict[str, list[float] | list[str]] = {**printed}
    found |= {series: sorted(round(v, 6) + 0.0 for v in values) for series, values in drawn.items()}
    return {series: values for series, values in found.items() if values}


def _values(artist: Artist, series: str) -> list[float]:
    """Return the numbers one artist draws; a missing value draws none."""
    if isinstance(artist, Rectangle):
        return [float(artist.get_width())]
    if isinstance(artist, Line2D):
        found = artist.get_ydata() if series.startswith("y ") else artist.get_xdata()
    elif isinstance(artist, LineCollection):
        found = [segment[0][0] for segment in artist.get_segments() if len(segment)]
    else:
        found = np.asarray(cast(PathCollection, artist).get_offsets())[:, 0]
    return [float(v) for v in np.asarray(found, dtype=float) if not np.isnan(v)]


def axes(height: float = 3.5, width: float = WIDTH) -> Axes:
    """Return new axes of one figure, `width` x `height` inches."""
    _, ax = plt.subplots(figsize=(width, height))
    return ax


def actor_colours(mentions: pd.DataFrame) -> dict[str, str]:
    """Return a colour for each of the six most salient actors, grey for the rest; the same in all notebooks."""
    order = salience(mentions)["actor"]
    return {a: _ACTOR_COLOURS[i] if i < len(_ACTOR_COLOURS) else GREY for i, a in enumerate(order)}


def nothing(ax: Axes, what: str) -> Axes:
    """Return emptied axes that say "none found"."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, f"{what}: none found", transform=ax.transAxes, ha="center", va="center", color=GREY)
    return ax


def key_line(ax: Axes, entries: Sequence[tuple[str, str, str]], y: float = -0.95) -> None:
    """Draw a key line in the row `y` of an axes whose rows count down: (marker, colour, words)."""
    place, x = ax.get_yaxis_transform(), 0.0
    for marker, colour, words in entries:
        ax.plot(x + 0.012, y, marker=marker, color=colour, mfc="none" if marker == "D" else colour,
                ms=9 if marker == "|" else 5, mew=1.5, ls="", transform=place, clip_on=False)  # fmt: skip
        label = ax.text(x + 0.03, y, words, color=colour, fontsize=7.5, va="center", transform=place)
        right, _ = ax.transAxes.inverted().transform((label.get_window_extent().x1, 0))
        x = float(right) + 0.03


def drawn(ax: Axes, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `table` whose actor has a row of its own in `ax`."""
    return table[table["actor"].isin([label.get_text() for label in ax.get_yticklabels()])]


def leading(names: pd.Series, rows: int) -> list[str]:
    """Return the most frequent names, ties by name."""
    counts = names.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))[:rows]


def most(names: pd.Series) -> tuple[str, int]:
    """Return the most frequent name and how often it occurs, ties by name; ("nobody", 0) where there is none."""
    return (leading(names, 1)[0], int(names.value_counts().max())) if len(names) else ("nobody", 0)


LEAST = 5  # instances that a finding rests on; below, they are listed and not told as one


def too_few(number: int, things: str, question: str) -> str:
    """Return the sentence that stands in a title's place where a count is too small to tell anything, else "".

    >>> too_few(3, "ties", "to say who opposes whom"), too_few(5, "ties", "to say who opposes whom")
    ('Too few ties were found to say who opposes whom: 3', '')
    """
    return f"Too few {things} were found {question}: {number}" if number < LEAST else ""
