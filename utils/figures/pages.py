"""Notebook 01: the annotated page, and what the paraphrase lost."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.article import Article, Span
from utils.figures.style import BAND_COLOUR, GREY, INK, LIGHT, SEVERITY, WIDTH, axes, nothing

PAGE_COLUMNS = 88
PAGE_LINES = 400
_LINE_HEIGHT = 0.165
_MONO_ADVANCE = 0.602  # width of a DejaVu Sans Mono character, in font sizes


def _wrap(raw: str, columns: int) -> list[Span]:
    """Return the raw span of each printed line: paragraphs wrapped at blanks, an empty span for a blank line."""
    lines: list[Span] = []
    start = 0
    for paragraph in raw.split("\n"):
        end = start + len(paragraph)
        at = start
        while end - at > columns:
            blank = raw.rfind(" ", at, at + columns + 1)
            cut = blank if blank > at else at + columns
            lines.append((at, cut))
            at = cut + (raw[cut : cut + 1] == " ")
        lines.append((at, end))
        start = end + 1
    return lines


def annotated_page(
    article: Article,
    residue: pd.DataFrame,
    damage: pd.DataFrame,
    sentences: pd.DataFrame,
    paragraphs: slice = slice(None),
) -> Axes:
    """Return the article itself as a figure: residue grey and struck, damage by severity, quotations as a band.

    `paragraphs` limits the page to a stretch of its paragraphs (blank lines do not count). A page of more than 400
    lines is drawn as far as that, and says so.
    """
    lines = _page_lines(article.raw, paragraphs)
    left = len(lines) - PAGE_LINES
    if left > 0:
        lines = [*lines[:PAGE_LINES], (0, 0), (0, 0)]
    ax = axes(height=_LINE_HEIGHT * (len(lines) + 2))
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(-1.5, PAGE_COLUMNS + 1.5)
    ax.set_ylim(len(lines), -2)
    quoted = sentences[sentences["role"] == "quotation"]
    for s, e in zip(quoted["start"], quoted["end"], strict=True):
        _paint(ax, lines, (s, e), BAND_COLOUR, "quotation", wide=True)
    for row in damage[damage["kind"] != "lost_quotation"].to_dict("records"):
        series = f"damage of severity {row['severity']}"
        _paint(ax, lines, (row["start"], row["end"]), SEVERITY[row["severity"]], series)
    cut = list(zip(residue["start"], residue["end"], strict=True))
    for span in cut:
        _paint(ax, lines, span, LIGHT, "residue")
    for y, (s, e) in enumerate(lines):
        _print_line(ax, article.raw[s:e], y, any(a <= s and e <= b for a, b in cut))
    if left > 0:
        ax.text(0, PAGE_LINES + 1, f"{left:,} more lines are not drawn here", fontsize=7, color=GREY, va="center")
    _page_key(ax)
    return ax


def _print_line(ax: Axes, line: str, y: int, cut: bool) -> None:
    """Set each word at its own column, so that marks sit exactly under their characters."""
    size = WIDTH * 72 / (PAGE_COLUMNS + 3) / _MONO_ADVANCE
    for word in re.finditer(r"\S+", line):
        ax.text(
            word.start(), y + 0.5, word.group(), family="DejaVu Sans Mono", fontsize=size,
            va="center", color=GREY if cut else INK,
        )  # fmt: skip
    if cut:
        ax.plot([0, len(line)], [y + 0.5, y + 0.5], color=GREY, lw=0.7)


_KEY = {
    "residue, cut": LIGHT,
    "damage: cosmetic": SEVERITY[1],
    "blurs": SEVERITY[2],
    "reverses or falsifies": SEVERITY[3],
    "quotation that lost its marks or follows a lead-in": BAND_COLOUR,
}


def _page_key(ax: Axes) -> None:
    x = 0.0
    for label, colour in _KEY.items():
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        word = ax.text(x, -1.3, label, fontsize=7, color=INK, va="center", bbox=box)
        right, _ = ax.transData.inverted().transform((word.get_window_extent().x1, 0))
        x = float(right) + 2


def _page_lines(raw: str, paragraphs: slice) -> list[Span]:
    """Return the printed lines of the chosen paragraphs, a blank line between them."""
    blocks: list[list[Span]] = []
    for line in _wrap(raw, PAGE_COLUMNS):
        if line[0] == line[1]:
            continue
        fresh = not blocks or raw[line[0] - 1 : line[0]] == "\n"
        blocks.append([line]) if fresh else blocks[-1].append(line)
    spaced: list[Span] = []
    for block in blocks[paragraphs]:
        spaced += [*block, (block[-1][1], block[-1][1])]
    return spaced[:-1]


def _paint(ax: Axes, lines: Sequence[Span], span: Span, colour: str, series: str, wide: bool = False) -> None:
    """Colour the ground of a raw span on every line that it touches; `wide` takes the whole line."""
    for y, (s, e) in enumerate(lines):
        a, b = max(s, span[0]), min(e, span[1])
        if a < b:
            left, width = (-1, PAGE_COLUMNS + 1) if wide else (a - s, b - a)
            gid = f"{series}@{span[0]}-{span[1]}"
            ax.add_patch(Rectangle((left, y + 0.02), width, 0.96, color=colour, lw=0, gid=gid))


def lost_in_paraphrase(ax: Axes, pairs: pd.DataFrame) -> Axes:
    """Draw phrase pairs, original at the left and copy at the right, joined by a line darker with severity.

    `pairs` has repair (the original's phrase), text (the copy's) and severity, in the order of the text.
    """
    if pairs.empty:
        return nothing(ax, "Pairs proven by an original")
    for y, row in enumerate(pairs.to_dict("records")):
        gid = f"severity {row['severity']}@{row['start']}-{row['end']}"
        ax.plot([0.47, 0.53], [y, y], color=SEVERITY[row["severity"]], lw=4, solid_capstyle="butt", gid=gid)
        ax.text(0.46, y, textwrap.shorten(row["repair"], 44, placeholder=" …"), ha="right", va="center", fontsize=7.5)
        ax.text(0.54, y, textwrap.shorten(row["text"], 44, placeholder=" …"), va="center", fontsize=7.5, color=INK)
    ax.text(0.46, -1, "the original", ha="right", va="center", fontsize=7.5, color=GREY)
    ax.text(0.54, -1, "this copy", va="center", fontsize=7.5, color=GREY)
    ax.set_xlim(0, 1)
    ax.set_ylim(len(pairs) - 0.4, -1.5)
    ax.set_axis_off()
    return ax
