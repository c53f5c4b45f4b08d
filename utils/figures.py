"""The style of all figures, and one function a figure: tables in, matplotlib Axes out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.article import Article, Span

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
    """Set the house style: 6.5 x 3.5 inches at 160 dpi, bare axes, reproducible SVG."""
    mpl.rcdefaults()
    mpl.rcParams.update(
        {
            "figure.figsize": (WIDTH, 3.5),
            "figure.dpi": 160,
            "figure.facecolor": "white",
            "savefig.bbox": "tight",
            "savefig.pad_inches": 0.12,
            "svg.hashsalt": "anatomy",
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


def headline(ax: Axes, finding: str, measured: str) -> None:
    """Put the finding over the axes and, in grey under it, what is measured, n and source; both wrap."""
    inches = cast(Figure, ax.figure).get_size_inches()
    width = ax.get_position().width * inches[0]
    grey = textwrap.fill(measured, int(width * 17.5))
    bold = textwrap.fill(finding, int(width * 13.2))
    height = ax.get_position().height * inches[1]
    line = 0.145 / height
    ax.text(0, 1 + 0.35 * line, grey, transform=ax.transAxes, color=GREY, fontsize=7.5, va="bottom")
    above = 1 + 0.35 * line + line * (grey.count("\n") + 1) + 0.25 * line
    ax.text(0, above, bold, transform=ax.transAxes, color=INK, fontsize=9.5, fontweight="bold", va="bottom")


def axes(height: float = 3.5, width: float = WIDTH) -> Axes:
    """Return new axes of one figure, `width` x `height` inches."""
    _, ax = plt.subplots(figsize=(width, height))
    return ax


def actor_colours(mentions: pd.DataFrame) -> dict[str, str]:
    """Return a colour for each of the six most-mentioned actors, grey for the rest; the same in all notebooks.

    Ties go by first mention, so that one article always gives one colouring.
    """
    counts = mentions["actor"].value_counts(sort=False)
    first = mentions.groupby("actor")["start"].min()
    order = sorted(counts.index, key=lambda a: (-counts[a], first[a]))
    return {a: _ACTOR_COLOURS[i] if i < len(_ACTOR_COLOURS) else GREY for i, a in enumerate(order)}


def nothing(ax: Axes, what: str) -> Axes:
    """Return emptied axes that say "none found"."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, f"{what}: none found", transform=ax.transAxes, ha="center", va="center", color=GREY)
    return ax


# ---------------------------------------------------------------- 01 the annotated page

PAGE_COLUMNS = 88
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

    `paragraphs` limits the page to a stretch of its paragraphs (blank lines do not count).
    """
    lines = _page_lines(article.raw, paragraphs)
    ax = axes(height=_LINE_HEIGHT * (len(lines) + 2))
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(-1.5, PAGE_COLUMNS + 1.5)
    ax.set_ylim(len(lines), -2)
    quoted = sentences[sentences["role"] == "quotation"]
    for s, e in zip(quoted["start"], quoted["end"], strict=True):
        _paint(ax, lines, (s, e), BAND_COLOUR, wide=True)
    for row in damage[damage["kind"] != "lost_quotation"].to_dict("records"):
        _paint(ax, lines, (row["start"], row["end"]), SEVERITY[row["severity"]])
    cut = list(zip(residue["start"], residue["end"], strict=True))
    for span in cut:
        _paint(ax, lines, span, LIGHT)
    for y, (s, e) in enumerate(lines):
        _print_line(ax, article.raw[s:e], y, any(a <= s and e <= b for a, b in cut))
    _page_key(ax)
    return ax


def _print_line(ax: Axes, line: str, y: int, cut: bool) -> None:
    """Set each word at its own column, so that marks sit exactly under their characters."""
    size = WIDTH * 72 / (PAGE_COLUMNS + 3) / _MONO_ADVANCE
    for word in re.finditer(r"\S+", line):
        ax.text(
            word.start(), y + 0.5, word.group().replace("$", r"\$"), family="DejaVu Sans Mono", fontsize=size,
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


def _paint(ax: Axes, lines: Sequence[Span], span: Span, colour: str, wide: bool = False) -> None:
    """Colour the ground of a raw span on every line that it touches; `wide` takes the whole line."""
    for y, (s, e) in enumerate(lines):
        a, b = max(s, span[0]), min(e, span[1])
        if a < b:
            left, width = (-1, PAGE_COLUMNS + 1) if wide else (a - s, b - a)
            ax.add_patch(Rectangle((left, y + 0.02), width, 0.96, color=colour, lw=0))


# ---------------------------------------------------------------- any notebook


def by_reading(ax: Axes, results: pd.DataFrame) -> Axes:
    """Draw each finding in each reading: one row a finding, a dot a reading, joined where they differ.

    `results` has finding, version, value (a share of 0 to 1 or a mean).
    """
    order = list(dict.fromkeys(results["finding"]))
    versions = list(dict.fromkeys(results["version"]))
    shades = dict(zip(versions, (INK, ORANGE, BLUE, GREY), strict=False))
    for y, finding in enumerate(order):
        rows = results[results["finding"] == finding].set_index("version")["value"]
        ax.plot([rows.min(), rows.max()], [y, y], color=LIGHT, lw=3, zorder=1)
        for i, version in enumerate(versions):
            offset = (i - (len(versions) - 1) / 2) * 0.18
            ax.plot(rows[version], y + offset, marker="osD^"[i], color=shades[version], ms=5, ls="", zorder=2)
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(order)), order)
    ax.set_ylim(len(order) - 0.4, -0.6)
    top = results[results["finding"] == order[0]].set_index("version")["value"]
    for i, version in enumerate(versions):
        offset = (i - (len(versions) - 1) / 2) * 0.18
        ax.annotate(
            version, (top[version], offset), xytext=(8, 0), textcoords="offset points",
            color=shades[version], fontsize=7.5, va="center",
        )  # fmt: skip
    return ax


def beside_baseline(ax: Axes, scores: pd.DataFrame) -> Axes:
    """Draw agreement or scores with interval beside a baseline and, where known, a human ceiling.

    `scores` has what, value, low, high, baseline, ceiling, n; missing cells draw nothing.
    """
    for y, row in enumerate(scores.to_dict("records")):
        ax.plot([row["low"], row["high"]], [y, y], color=BLUE, lw=2, solid_capstyle="butt")
        ax.plot(row["value"], y, "o", color=BLUE, ms=6)
        ax.plot(row["baseline"], y, "|", color=VERMILION, ms=11, mew=2)
        ax.plot(row["ceiling"], y, "D", mfc="none", mec=INK, ms=5)
    ax.set_yticks(range(len(scores)), [f"{r['what']} (n = {r['n']})" for r in scores.to_dict("records")])
    ax.set_ylim(len(scores) - 0.4, -0.9)
    ax.set_xlim(min(-0.02, float(np.nanmin(scores[["low", "value", "baseline"]].to_numpy())) - 0.02), 1.02)
    ax.axvline(0, color=GREY, lw=0.8)
    first = scores.iloc[0]
    for column, word, colour in (
        ("value", "ours", BLUE),
        ("baseline", "baseline", VERMILION),
        ("ceiling", "human", INK),
    ):
        if pd.notna(first[column]):
            ax.annotate(
                word, (first[column], 0), xytext=(0, 9), textcoords="offset points", ha="center",
                color=colour, fontsize=7.5,
            )  # fmt: skip
    return ax


# ---------------------------------------------------------------- 02 who speaks


def voice_strip(ax: Axes, claims: pd.DataFrame, sentences: pd.DataFrame) -> Axes:
    """Draw each claim at its place in the text, in the row of its voice; hollow = it rests on damage."""
    rows = {voice: y for y, voice in enumerate(VOICES)}
    length = max(sentences["end"].max(), 1)
    for row in sentences[sentences["role"] == "quotation"].to_dict("records"):
        ax.axvspan(row["start"], row["end"], color=BAND_COLOUR, lw=0)
    for row in claims.to_dict("records"):
        y, colour = rows[row["voice"]], VOICES[row["voice"]]
        whole = row["status"] == "ok"
        box = (row["start"], y - 0.28)
        ax.add_patch(
            Rectangle(
                box, max(row["end"] - row["start"], length / 300), 0.56, facecolor=colour if whole else "white",
                edgecolor=colour, lw=0.9,
            )
        )  # fmt: skip
    counts = claims["voice"].value_counts()
    ax.set_yticks(range(len(rows)), [f"{voice} ({counts.get(voice, 0)})" for voice in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, length)
    ax.set_xlabel("place in the raw text (characters)")
    return ax


# ---------------------------------------------------------------- 03 sentiment


def disagreement_ladder(ax: Axes, scores: pd.DataFrame, words: dict[str, str], rows: int = 12) -> Axes:
    """Draw the sentences whose lexicons differ most: a row a sentence, a dot a lexicon, deciding words beside it.

    `scores` is the sentiment table of one layer; `words` gives the words to print for each sentence id.
    """
    wide = scores.pivot_table(index="sentence_id", columns="lexicon", values="score", sort=False)
    spread = (wide.max(axis=1) - wide.min(axis=1)).sort_values(ascending=False, kind="stable").head(rows)
    lexicons = list(wide.columns)
    for y, sentence in enumerate(spread.index):
        values = wide.loc[sentence]
        ax.plot([values.min(), values.max()], [y, y], color=LIGHT, lw=3, zorder=1)
        for i, lexicon in enumerate(lexicons):
            ax.plot(values[lexicon], y, "osD^vP"[i], color=_ACTOR_COLOURS[i], ms=5, zorder=2)
        ax.text(
            1.08,
            y,
            textwrap.shorten(words.get(str(sentence), ""), 44, placeholder=" …"),
            va="center",
            fontsize=7,
            color=GREY,
        )
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(spread)), [str(s) for s in spread.index])
    ax.set_ylim(len(spread) - 0.4, -1.4)
    ax.set_xlim(-1.05, 1.05)
    ax.set_xlabel("score of the sentence, −1 to 1")
    for i, lexicon in enumerate(lexicons):
        ax.plot(-1 + 0.5 * i, -0.95, "osD^vP"[i], color=_ACTOR_COLOURS[i], ms=4.5)
        ax.text(-0.95 + 0.5 * i, -0.95, lexicon, color=_ACTOR_COLOURS[i], fontsize=7.5, va="center")
    return ax


def means(ax: Axes, summary: pd.DataFrame, label: str) -> Axes:
    """Draw groups as dots with intervals: `summary` has group, value, low, high, n and, if wanted, colour."""
    for y, row in enumerate(summary.to_dict("records")):
        colour = row.get("colour", BLUE)
        ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=2, solid_capstyle="butt")
        ax.plot(row["value"], y, "o", color=colour, ms=6)
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(summary)), [f"{r['group']} (n = {r['n']})" for r in summary.to_dict("records")])
    ax.set_ylim(len(summary) - 0.4, -0.6)
    ax.set_xlabel(label)
    return ax


# ---------------------------------------------------------------- 04 framing


def entrances(ax: Axes, mentions: pd.DataFrame, length: int, rows: int = 12) -> Axes:
    """Draw a barcode: a row an actor in order of entrance, a tick a mention, at its place in the text."""
    if mentions.empty:
        return nothing(ax, "Mentions of an actor")
    colours = actor_colours(mentions)
    most = mentions["actor"].value_counts().head(rows).index
    first = mentions[mentions["actor"].isin(most)].groupby("actor")["start"].min().sort_values()
    for y, actor in enumerate(first.index):
        places = mentions.loc[mentions["actor"] == actor, "start"]
        ax.plot([0, length], [y, y], color="#EFEFEF", lw=0.8, zorder=0)
        ax.vlines(places, y - 0.33, y + 0.33, color=colours[actor], lw=1.5)
        ax.text(length * 1.01, y, str(len(places)), va="center", color=colours[actor], fontsize=7.5)
    ax.set_yticks(range(len(first)), list(first.index))
    ax.set_ylim(len(first) - 0.4, -0.6)
    ax.set_xlim(0, length)
    ax.set_xlabel("place in the raw text (characters)")
    return ax


def agents_and_objects(ax: Axes, mentions: pd.DataFrame, rows: int = 8) -> Axes:
    """Draw diverging bars: how often each actor acts (right) and is acted on (left); other mentions are left out."""
    counts = mentions.pivot_table(index="actor", columns="role", values="start", aggfunc="count", fill_value=0)
    counts = counts.reindex(columns=["agent", "patient"], fill_value=0)
    counts = counts[counts.sum(axis=1) > 0]
    if counts.empty:
        return nothing(ax, "Actors that act or are acted on")
    counts = counts.assign(all=counts.sum(axis=1)).sort_values("all", ascending=False, kind="stable").head(rows)
    colours = actor_colours(mentions)
    shades = [colours[a] for a in counts.index]
    places = range(len(counts))
    ax.barh(places, counts["agent"], color=shades, height=0.62)
    ax.barh(places, -counts["patient"], color="white", edgecolor=shades, height=0.62, hatch="////", lw=1)
    for y, (agent, patient) in enumerate(zip(counts["agent"], counts["patient"], strict=True)):
        ax.text(agent + 0.25, y, str(agent), va="center", fontsize=7.5, color=GREY)
        ax.text(-patient - 0.25, y, str(patient), va="center", ha="right", fontsize=7.5, color=GREY)
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_yticks(places, list(counts.index))
    ax.set_ylim(len(counts) - 0.4, -1)
    limit = float(counts[["agent", "patient"]].to_numpy().max()) * 1.15 + 0.5
    ax.set_xlim(-limit, limit)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.text(-limit * 0.02, -0.75, "is acted on ←", ha="right", fontsize=7.5, color=GREY)
    ax.text(limit * 0.02, -0.75, "→ acts", fontsize=7.5, color=GREY)
    return ax


def _most(names: pd.Series, rows: int) -> list[str]:
    """Return the most frequent names, ties by name."""
    counts = names.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))[:rows]


_SIGNS = {1: ("+", BLUE), 0: ("±", GREY), -1: ("−", VERMILION)}


def evidence_matrix(ax: Axes, relations: pd.DataFrame, rows: int = 9) -> Axes:
    """Draw who acts on whom: rows act, columns are acted on; sign and count in the cell, hoped or denied in italics."""
    if relations.empty:
        return nothing(ax, "Relations between named actors")
    acting, objects = (_most(relations[side], rows) for side in ("source_actor", "target_actor"))
    kept = relations[relations["source_actor"].isin(acting) & relations["target_actor"].isin(objects)]
    for (source, target), cell in kept.groupby(["source_actor", "target_actor"]):
        x, y = objects.index(str(target)), acting.index(str(source))
        lines = []
        for sign, (mark, _) in _SIGNS.items():
            done = int(((cell["sign"] == sign) & (cell["modality"] == "asserted")).sum())
            other = int(((cell["sign"] == sign) & (cell["modality"] != "asserted")).sum())
            if done or other:
                lines.append(f"{mark}{done}" + (f" ({other})" if other else ""))
        total = cell["sign"].mean()
        colour = BLUE if total > 0.2 else VERMILION if total < -0.2 else GREY
        ax.add_patch(
            Rectangle(
                (x - 0.46, y - 0.42), 0.92, 0.84, facecolor=colour,
                alpha=min(0.85, 0.12 + 0.06 * len(cell)), lw=0,
            )
        )  # fmt: skip
        ax.text(
            x,
            y,
            "\n".join(lines),
            ha="center",
            va="center",
            fontsize=7.5,
            color=INK,
        )
    ax.set_xticks(range(len(objects)), [textwrap.fill(a, 11) for a in objects])
    ax.set_yticks(range(len(acting)), acting)
    ax.xaxis.set_ticks_position("bottom")
    ax.tick_params(axis="x", length=0, labelsize=7)
    ax.set_xlim(-0.6, len(objects) - 0.4)
    ax.set_ylim(len(acting) - 0.4, -0.6)
    ax.set_xlabel("is acted on")
    ax.set_ylabel("acts")
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def cues_along(ax: Axes, frames: pd.DataFrame, sentences: pd.DataFrame) -> Axes:
    """Draw frame cues along the text: a row a frame, a dot a sentence sized by its score; quotations as a band."""
    if frames.empty:
        return nothing(ax, "Frame cues")
    order = frames.groupby("frame")["score"].sum().sort_values(ascending=False, kind="stable").index
    for row in sentences[sentences["role"] == "quotation"].to_dict("records"):
        ax.axvspan(row["start"], row["end"], color=BAND_COLOUR, lw=0)
    for y, frame in enumerate(order):
        rows = frames[frames["frame"] == frame]
        middle = (rows["start"] + rows["end"]) / 2
        face = [GREEN if v == "text" else "white" for v in rows["voice"]]
        ax.plot([0, sentences["end"].max()], [y, y], color="#EFEFEF", lw=0.8, zorder=0)
        ax.scatter(middle, [y] * len(rows), s=8 + 60 * rows["score"], color=face, edgecolor=GREEN, lw=0.9, zorder=2)
    counts = frames["frame"].value_counts()
    ax.set_yticks(range(len(order)), [f"{f.replace('_', ' ')} ({counts[f]})" for f in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(0, sentences["end"].max())
    ax.set_xlabel("place in the raw text (characters)")
    return ax
