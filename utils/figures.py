"""The style of all figures, and one function a figure: tables in, matplotlib Axes out."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, cast

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
from matplotlib.transforms import Affine2D

from utils.actors import salience
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
    """Return the numbers printed in a text, in order, as they are printed; the digits of a name (s12) are none.

    >>> numbers_in("28 of 1,039 (s12): −0.50, 9%")
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


# ---------------------------------------------------------------- any notebook


def _key(ax: Axes, entries: Sequence[tuple[str, str, str]], y: float = -0.95) -> None:
    """Draw a key line in the row `y` of an axes whose rows count down: (marker, colour, words)."""
    place, x = ax.get_yaxis_transform(), 0.0
    for marker, colour, words in entries:
        ax.plot(x + 0.012, y, marker=marker, color=colour, mfc="none" if marker == "D" else colour,
                ms=9 if marker == "|" else 5, mew=1.5, ls="", transform=place, clip_on=False)  # fmt: skip
        label = ax.text(x + 0.03, y, words, color=colour, fontsize=7.5, va="center", transform=place)
        right, _ = ax.transAxes.inverted().transform((label.get_window_extent().x1, 0))
        x = float(right) + 0.03


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
    _key(ax, [(marker, colour, version) for version, (marker, colour) in marks.items()])
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
    _key(ax, [(marker, colour, words) for column, marker, colour, words in known if scores[column].notna().any()])
    return ax


# ---------------------------------------------------------------- 02 who speaks


VOICE_TINTS = {"text": "#E6E6E6", "imputed": "#F0CFE2", "reported": "#BFE3F7"}
_HOLDERS = {"text": "the text itself", "reported": "reported from {}", "imputed": "read into {}"}


def holder_rows(claims: pd.DataFrame, rows: int = 9) -> pd.DataFrame:
    """Return `claims`, one row a holder, with the label of the row in which voice_strip draws it."""
    held = claims.assign(actor=claims["source_actor"].str.split(";")).explode("actor")
    named = [_HOLDERS[v].format(a or "unknown") for v, a in zip(held["voice"], held["actor"], strict=True)]
    held = held.assign(label=named)
    counts = held["label"].value_counts()
    order = sorted(counts.index, key=lambda label: (-counts[label], label))[:rows]
    others = {v: _HOLDERS[v].format("others") for v in VOICES}
    kept = held["label"].isin(order) | (held["voice"] == "text")
    held["label"] = held["label"].where(kept, held["voice"].map(others))
    return held


def voice_strip(
    ax: Axes, claims: pd.DataFrame, sentences: pd.DataFrame, colours: dict[str, str], rows: int = 9
) -> Axes:
    """Draw who speaks and who is spoken for: a column a sentence, a row a holder, a block a claim; hollow = damaged.

    Rows: the text itself, the sources it reports, the minds it reads, each with its claims counted; a claim of two
    holders stands in two rows. `colours` are `actor_colours`; the pale band is a quotation.
    """
    if claims.empty:
        return nothing(ax, "Claims")
    place = {s: x for x, s in enumerate(sentences["sentence_id"])}
    held = holder_rows(claims, rows)
    counts = held["label"].value_counts()
    first = held.groupby("label")["voice"].first().map(list(_HOLDERS).index)
    order = sorted(counts.index, key=lambda label: (first[label], -counts[label], label))
    size = claims["sentence_id"].value_counts()
    turn = dict(zip(claims["claim_id"], claims.groupby("sentence_id").cumcount(), strict=True))
    for x in (place[s] for s in sentences.loc[sentences["role"] == "quotation", "sentence_id"]):
        ax.axvspan(x, x + 1, color=BAND_COLOUR, lw=0, zorder=0)
    for y in range(len(order)):
        ax.plot([0, len(place)], [y, y], color="#E9E9E9", lw=0.8, zorder=1)
    for row in held.to_dict("records"):
        share = 1 / size[row["sentence_id"]]
        x = place[row["sentence_id"]] + turn[row["claim_id"]] * share
        colour = INK if row["voice"] == "text" else colours.get(row["actor"], GREY)
        face = colour if row["status"] == "ok" else "white"
        box = (x + 0.06, order.index(row["label"]) - 0.3)
        whole = "ok" if row["status"] == "ok" else "damaged"
        gid = f"{row['label']}, {whole}@{row['start']}-{row['end']}"
        ax.add_patch(Rectangle(box, share - 0.12, 0.6, facecolor=face, edgecolor=colour, lw=0.5, zorder=2, gid=gid))
    _strip_scale(ax, [f"{label} ({counts[label]})" for label in order], len(place))
    return ax


def _strip_scale(ax: Axes, labels: list[str], sentences: int) -> None:
    ticks = [0, *range(4, sentences, 5)]
    ax.set_xticks([t + 0.5 for t in ticks], [str(t + 1) for t in ticks])
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, sentences)
    ax.set_xlabel("sentences of the text, in order")


def claim_marks(claims: pd.DataFrame) -> list[tuple[Span, str, str]]:
    """Return marks for `display.highlight`: each claim in the colour of its voice, inner claims over outer ones.

    A claim's raw span, colour and label (number, voice, status); an outer claim is cut where an inner one stands.
    """
    rows = claims.sort_values(["start", "end"]).to_dict("records")
    marks = []
    for row in rows:
        at, end = row["start"], row["end"]
        inner = [r for r in rows if at <= r["start"] and r["end"] <= end and r["claim_id"] != row["claim_id"]]
        label = f"{row['claim_id']} {row['claim_type']}, {row['voice']}" + (
            "" if row["status"] == "ok" else f", {row['status']}"
        )
        for start, stop in [*((r["start"], r["end"]) for r in inner), (end, end)]:
            if at < start:
                marks.append(((at, start), VOICE_TINTS[row["voice"]], label))
            at = max(at, stop)
    return marks


_METHODS = {
    "dependency rules": ("o", BLUE, -0.1, (-8, 8), "left"),
    "tags and chunks": ("s", GREY, 0.1, (8, 11), "right"),
    "Gender Gap Tracker": ("^", GREEN, 0.0, (-8, 0), "right"),
}


def two_methods(ax: Axes, bench: pd.DataFrame) -> Axes:
    """Draw instruments side by side, a row a measure, with intervals; an open bar is the range of a second annotator.

    `bench` has instrument, metric, value, low, high; the first metric carries the names.
    """
    metrics = list(dict.fromkeys(bench["metric"]))
    for row in bench.to_dict("records"):
        y, name = metrics.index(row["metric"]), row["instrument"]
        if name in _METHODS:
            mark, colour, shift, away, side = _METHODS[name]
            ax.plot(
                [row["low"], row["high"]], [y + shift] * 2, color=colour, lw=2, solid_capstyle="butt", gid="interval"
            )
            ax.plot(row["value"], y + shift, mark, color=colour, ms=5.5, gid=name)
        else:
            colour, shift, away, side = INK, 0.0, (5, 0), "left"
            box = (row["low"], y - 0.24)
            wide = row["high"] - row["low"]
            ax.add_patch(Rectangle(box, wide, 0.48, facecolor="none", edgecolor=colour, lw=0.9, gid="second annotator"))
        at = row["value"] if name in _METHODS else row["high"]
        if y == 0:
            ax.annotate(
                name, (at, y + shift), xytext=away, textcoords="offset points", ha=side,
                va="center" if away[1] == 0 else "bottom", color=colour, fontsize=7.5,
            )  # fmt: skip
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(metrics)), metrics)
    ax.set_ylim(len(metrics) - 0.5, -0.8)
    ax.set_xlim(0, 1)
    return ax


# ---------------------------------------------------------------- 03 sentiment

LEXICON_COLOURS = {"textblob": ORANGE, "vader": BLUE, "hu_liu": GREEN, "afinn": PURPLE}
LEXICON_NAMES = {"textblob": "TextBlob", "vader": "VADER", "hu_liu": "Hu-Liu", "afinn": "AFINN"}
LEXICON_MARKS = {"textblob": "D", "vader": "o", "hu_liu": "s", "afinn": "^"}


def dispersion(ax: Axes, places: pd.DataFrame, length: int) -> Axes:
    """Draw where words stand in the text: a row a word, ticks above the line lift a score, ticks below lower it.

    `places` has word, at (0 to `length`), value (its sign counts), the rows in the order wanted.
    """
    if places.empty:
        return nothing(ax, "Words of the lexicons")
    order = list(dict.fromkeys(places["word"]))
    for y, word in enumerate(order):
        rows = places[places["word"] == word]
        up = bool(rows["value"].iloc[0] > 0)
        ax.plot([0, length], [y, y], color="#EFEFEF", lw=0.8, zorder=0)
        ax.vlines(rows["at"], y, y + (-0.36 if up else 0.36), color=BLUE if up else VERMILION, lw=1.8, gid=str(word))
        ax.text(
            length * 1.01, y, f"{rows['value'].iloc[0]:+.2f}".replace("-", "−"), va="center", fontsize=7.5, color=GREY
        )
    counts = places["word"].value_counts()
    ax.set_yticks(range(len(order)), [f"{word} ({counts[word]})" for word in order])
    ax.set_ylim(len(order) - 0.4, -0.7)
    ax.set_xlim(0, length)
    ax.set_xlabel("place in the text (words)")
    return ax


def _lexicon_key(ax: Axes, lexicons: Sequence[str], y: float) -> None:
    for i, lexicon in enumerate(lexicons):
        ax.plot(-1 + 0.55 * i, y, LEXICON_MARKS.get(lexicon, "P"), color=LEXICON_COLOURS.get(lexicon, GREY), ms=5)
        ax.text(
            -0.94 + 0.55 * i, y, LEXICON_NAMES.get(lexicon, lexicon), fontsize=7.5,
            color=LEXICON_COLOURS.get(lexicon, GREY),
            va="center",
        )  # fmt: skip


def disagreement_ladder(ax: Axes, scores: pd.DataFrame, words: dict[str, str], rows: int = 12) -> Axes:
    """Draw the sentences whose lexicons differ most: a row a sentence, a dot a lexicon, deciding words beside it.

    `scores` is the sentiment table of one layer, one score a sentence and lexicon; `words` gives the words to print
    for each sentence id. A lexicon without a hit has no dot.
    """
    lexicons = list(dict.fromkeys(scores["lexicon"]))
    wide = scores.pivot_table(index="sentence_id", columns="lexicon", values="score", sort=False)
    wide = wide.reindex(columns=lexicons)
    spread = (wide.max(axis=1) - wide.min(axis=1)).sort_values(ascending=False, kind="stable").head(rows)
    if spread.empty:
        return nothing(ax, "Words of the lexicons")
    for y, sentence in enumerate(spread.index):
        values = wide.loc[sentence]
        ax.plot([values.min(), values.max()], [y, y], color=LIGHT, lw=3, zorder=1)
        for i, lexicon in enumerate(lexicons):
            ax.plot(
                values[lexicon], y + 0.11 * (i - (len(lexicons) - 1) / 2), LEXICON_MARKS.get(lexicon, "P"), ms=4.5,
                color=LEXICON_COLOURS.get(lexicon, GREY), zorder=2, gid=lexicon,
            )  # fmt: skip
        printed = textwrap.shorten(words.get(str(sentence), ""), 50, placeholder=" …")
        ax.text(1.1, y, printed, va="center", fontsize=7, color=GREY)
    ax.plot([0, 0], [-0.5, len(spread) - 0.5], color=GREY, lw=0.8, zorder=0)
    ax.set_yticks(range(len(spread)), [str(s) for s in spread.index])
    ax.set_ylim(len(spread) - 0.4, -2.2)
    ax.set_xlim(-1.05, 3.3)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.spines["bottom"].set_bounds(-1, 1)
    ax.spines["left"].set_bounds(-0.5, len(spread) - 0.5)
    ax.set_xlabel("score of the sentence, −1 to 1", x=1.05 / 4.35)
    ax.text(1.1, -0.8, "words that decide, with their direction", va="center", fontsize=7, color=INK)
    _lexicon_key(ax, lexicons, -1.6)
    return ax


def saturation(ax: Axes, steps: pd.DataFrame) -> Axes:
    """Draw one score of all text so far (line) over the score of each sentence alone (grey): it runs into its stop.

    `steps` has sentence (1, 2, ...), alone and so_far, in the order of the text.
    """
    if steps["so_far"].isna().all():
        return nothing(ax, "Sentences with a word of the list")
    ax.axhline(0, color=GREY, lw=0.8)
    ax.vlines(steps["sentence"], 0, steps["alone"], color=LIGHT, lw=1.5, zorder=1)
    ax.plot(steps["sentence"], steps["alone"], "o", color=GREY, ms=4, zorder=2, gid="y alone")
    ax.plot(steps["sentence"], steps["so_far"], color=VERMILION, lw=2, zorder=3, gid="y so far")
    last = steps.iloc[-1]
    right = last["sentence"] + 0.6
    ax.text(right, last["so_far"], "all the text\nup to here", color=VERMILION, fontsize=7.5, va="center")
    ax.text(right, last["alone"], "a sentence\nalone", color=GREY, fontsize=7.5, va="center")
    ax.set_ylim(-1.08, 1.08)
    ax.set_yticks([-1, -0.5, 0, 0.5, 1])
    ax.set_xlim(0.3, right)
    ax.set_xlabel("sentences in the order of the text")
    ax.set_ylabel("compound, −1 to 1")
    return ax


_CHOICES = {"lexicon": ("o", "one lexicon left out"), "reading": ("D", "another reading")}


def tone_by_voice(ax: Axes, tone: pd.DataFrame, summary: pd.DataFrame, choices: pd.DataFrame) -> Axes:
    """Draw each sentence, the mean of its voice with interval, and below it what other choices would have given.

    `tone` has voice, score, damaged; `summary` group, value, low, high, n; `choices` group, choice (lexicon or
    reading), value. A voice without an interval shows its sentences and no mean.
    """
    if summary.empty:
        return nothing(ax, "Sentences with a word of the lexicons")
    for y, row in enumerate(summary.to_dict("records")):
        colour = VOICES.get(row["group"], INK)
        own = tone[tone["voice"] == row["group"]]
        face = ["white" if torn else colour for torn in own["damaged"]]
        ax.scatter(
            own["score"], [y - 0.22] * len(own), s=14, color=face, edgecolor=colour, lw=0.8, alpha=0.8,
            gid=str(row["group"]),
        )  # fmt: skip
        if np.isnan(row["low"]):
            ax.text(0.02, y + 0.1, "too few sentences for a mean", fontsize=7, color=GREY, va="center")
            continue
        ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=2.5, solid_capstyle="butt", gid="interval")
        ax.plot(row["value"], y, "o", color=colour, ms=7, gid="mean")
        for i, (choice, (mark, _)) in enumerate(_CHOICES.items()):
            other = choices.loc[(choices["group"] == row["group"]) & (choices["choice"] == choice), "value"]
            ax.plot(
                other, [y + 0.24 + 0.17 * i] * len(other), mark, mfc="none", mec=GREY, ms=4.5, gid=f"other {choice}"
            )
    for i, (choice, (_, label)) in enumerate(_CHOICES.items()):
        here = (choices["group"] == summary["group"].iloc[0]) & (choices["choice"] == choice)
        first = choices.loc[here, "value"]
        if len(first):
            ax.annotate(
                label, (first.max(), 0.24 + 0.17 * i), xytext=(8, 0), textcoords="offset points", fontsize=7,
                color=GREY, va="center",
            )  # fmt: skip
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(summary)), [f"{r['group']} (n = {r['n']})" for r in summary.to_dict("records")])
    ax.set_ylim(len(summary) - 0.3, -0.8)
    top = tone.loc[tone["voice"] == summary["group"].iloc[0], "score"].min()
    ax.text(top, -0.5, "each sentence; hollow: it rests on damage", fontsize=7, color=GREY, va="center")
    ax.set_xlabel("tone of a sentence, −1 to 1")
    return ax


KINDS = {"evaluation": "praised or blamed", "usefulness": "needed or able", "benefit": "gains or loses"}


def stance_by_actor(ax: Axes, summary: pd.DataFrame, colours: dict[str, str]) -> Axes:
    """Draw the stance towards each actor, a panel a kind: net share of its sentences, interval, counts for and against.

    `summary` has actor, kind (evaluation, usefulness, benefit), value, low, high (-1 to 1), plus, minus, n and, if
    known, reference (what a coding gives, drawn hollow); the actors in the order wanted.
    """
    if summary.empty:
        return nothing(ax, "Sentences with an actor")
    actors = list(dict.fromkeys(summary["actor"]))
    limit = max(0.3, float(np.nanmax(summary[["value", "low", "high"]].abs().to_numpy()))) * 1.15
    for panel, (kind, meaning) in enumerate(KINDS.items()):
        zero = panel * 2.6 * limit
        beside = Affine2D().translate(zero, 0) + ax.transData
        ax.plot([zero, zero], [-0.5, len(actors) - 0.5], color=GREY, lw=0.8, zorder=0)
        ax.text(zero, -0.6, f"{kind}:\n{meaning}", ha="center", va="bottom", fontsize=7.5, color=INK)
        for row in summary[summary["kind"] == kind].to_dict("records"):
            y, colour = actors.index(row["actor"]), colours.get(row["actor"], GREY)
            line: dict[str, Any] = {"color": colour, "lw": 2, "solid_capstyle": "butt", "transform": beside}
            ax.plot([row["low"], row["high"]], [y, y], gid=f"{kind}, interval", **line)
            ax.plot(row["value"], y, "o", color=colour, ms=5.5, transform=beside, gid=kind)
            coded = row.get("reference", np.nan)
            ax.plot(coded, y, "D", mfc="none", mec=INK, ms=5, transform=beside, gid=f"{kind}, coded")
            counts = f"+{row['plus']}  −{row['minus']}" if row["plus"] + row["minus"] else "none"
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            ax.text(
                zero,
                y + 0.4,
                counts,
                ha="center",
                va="center",
                fontsize=6.5,
                color=GREY,
                bbox=box,
                gid=f"{kind}, counts",
            )
    step = 0.5 if limit > 0.5 else 0.2
    ticks = {panel * 2.6 * limit + x: x for panel in range(3) for x in (-step, 0, step)}
    ax.set_xticks(list(ticks), [f"{x:+.1f}".replace("-", "−") if x else "0" for x in ticks.values()])
    sizes = summary.groupby("actor")["n"].first()
    ax.set_yticks(range(len(actors)), [f"{actor} (n = {sizes[actor]})" for actor in actors])
    ax.set_ylim(len(actors) - 0.3, -1.6)
    ax.set_xlim(-1.2 * limit, 6.4 * limit)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("net share of the sentences that name the actor: in favour minus against")
    return ax


def name_swap(ax: Axes, swaps: pd.DataFrame) -> Axes:
    """Draw how far a name alone moves a score: a row an instrument, a dot a name in a template, movers named.

    `swaps` has instrument, name, template, score, label; a name moves a score away from the template's median over
    names, and turns a label that is not the template's commonest.
    """
    order = list(dict.fromkeys(swaps["instrument"]))
    same = swaps.groupby(["instrument", "template"])
    swaps = swaps.assign(
        shift=swaps["score"] - same["score"].transform("median"),
        moved=swaps["label"] != same["label"].transform(lambda labels: labels.mode()[0]),
    )
    for y, instrument in enumerate(order):
        rows = swaps[swaps["instrument"] == instrument]
        lanes = rows["name"].map({name: i for i, name in enumerate(sorted(set(rows["name"])))})
        jitter = (lanes / max(1, lanes.max()) - 0.5) * 0.5
        moved = rows["moved"]
        ax.plot(rows.loc[~moved, "shift"], y + jitter[~moved], ".", color=GREY, ms=3, zorder=2)
        turned = f"{instrument}, label turned"
        ax.plot(rows.loc[moved, "shift"], y + jitter[moved], "x", color=VERMILION, ms=4, mew=1, zorder=3, gid=turned)
        names = ", ".join(rows.loc[moved, "name"].value_counts().index[:4])
        note = f"{int(moved.sum())} of {len(rows)} labels change" + (f": {names}" if names else "")
        ax.text(1.04, y, textwrap.fill(note, 30), va="center", fontsize=7, color=VERMILION if names else GREY,
                gid=f"{instrument}, counts")  # fmt: skip
    ax.plot([0, 0], [-0.5, len(order) - 0.5], color=GREY, lw=0.8, zorder=1)
    ax.set_yticks(range(len(order)), [LEXICON_NAMES.get(name, name) for name in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(-1.05, 2.3)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.spines["bottom"].set_bounds(-1, 1)
    ax.set_xlabel("what the name alone adds to the score", x=1.05 / 3.35)
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


# ---------------------------------------------------------------- 04 framing


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


def drawn(ax: Axes, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `table` whose actor has a row of its own in `ax`."""
    return table[table["actor"].isin([label.get_text() for label in ax.get_yticklabels()])]


def _most(names: pd.Series, rows: int) -> list[str]:
    """Return the most frequent names, ties by name."""
    counts = names.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))[:rows]


def most(names: pd.Series) -> tuple[str, int]:
    """Return the most frequent name and how often it occurs, ties by name; ("nobody", 0) where there is none."""
    return (_most(names, 1)[0], int(names.value_counts().max())) if len(names) else ("nobody", 0)


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
    acting, objects = (_most(relations[side], rows) for side in ("source_actor", "target_actor"))
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


# ---------------------------------------------------------------- 05 how firmly


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
