"""Notebook 03: the word lists, tone by voice, stance and the name swap."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D

from utils.figures.style import BLUE, GREEN, GREY, INK, LIGHT, ORANGE, PURPLE, VERMILION, VOICES, nothing

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
