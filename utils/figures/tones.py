"""Notebook 03: the word lists, tone by voice, stance and the name swap."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from utils.figures.style import BLUE, GREEN, GREY, INK, LIGHT, ORANGE, PURPLE, VERMILION, VOICES, nothing

LEXICON_COLOURS = {"textblob": ORANGE, "vader": BLUE, "hu_liu": GREEN, "afinn": PURPLE}
LEXICON_NAMES = {"textblob": "TextBlob", "vader": "VADER", "hu_liu": "Hu-Liu", "afinn": "AFINN"}
LEXICON_MARKS = {"textblob": "D", "vader": "o", "hu_liu": "s", "afinn": "^"}


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


KINDS = {"evaluation": "praised or blamed", "usefulness": "needed or able", "benefit": "gaining or losing"}
_TOLD_WORDS = 3  # quoted under a row of marks


def stance_by_actor(ax: Axes, told: pd.DataFrame) -> Axes:
    """Draw what is said of each actor: a mark a sentence, for (a dot) or against (a triangle), and the words under it.

    `told` has actor, kind (evaluation, usefulness, benefit), plus, minus, words (joined by ;), n, the actors in the
    order wanted, as `walk.stance_told` gives; with a column `coded`, the number that a reference coding gives.
    """
    if told.empty:
        return nothing(ax, "Sentences with an actor")
    actors = list(dict.fromkeys(told["actor"]))
    width = max(10, int((told["plus"] + told["minus"]).max()) + 5)
    for column, (kind, meaning) in enumerate(KINDS.items()):
        left = column * width
        ax.text(left, -0.75, meaning, fontsize=8.5, color=INK, fontweight="bold", va="bottom")
        for row in told[told["kind"] == kind].to_dict("records"):
            y, plus, minus = actors.index(row["actor"]), row["plus"], row["minus"]
            for first, number, marker, colour in ((0, plus, "o", BLUE), (plus, minus, "v", VERMILION)):
                places = [left + first + k + 0.3 for k in range(number)]
                ax.plot(places, [y - 0.16] * number, marker, color=colour, ms=7, ls="")
            counts = f"+{plus}" * (plus > 0) + "  " * (plus > 0 < minus) + f"−{minus}" * (minus > 0) or "none"
            ax.text(left + plus + minus + 0.2, y - 0.16, counts, va="center", fontsize=7.5, color=GREY,
                    gid=f"{kind}, counts")  # fmt: skip
            words = [word.removeprefix("’s ") for word in row["words"].split(";") if word]
            quoted = ", ".join(f"“{word}”" for word in words[:_TOLD_WORDS]) + ", …" * (len(words) > _TOLD_WORDS)
            ax.text(left, y + 0.06, textwrap.fill(quoted, 32), fontsize=7, color=INK, va="top", linespacing=1.0)
            if pd.notna(row.get("coded", np.nan)):
                coded = f"coded {row['coded']:.0f}"
                ax.text(left + width - 0.6, y - 0.16, coded, ha="right", va="center", fontsize=6.5, color=GREY,
                        gid=f"{kind}, coded counts")  # fmt: skip
    for y in range(1, len(actors)):
        ax.axhline(y - 0.5, color="#EFEFEF", lw=0.8, zorder=0)
    sizes = told.groupby("actor")["n"].first()
    ax.set_yticks(range(len(actors)), [f"{actor}\n{sizes[actor]} sentences" for actor in actors])
    ax.set_xticks([])
    ax.set_ylim(len(actors) - 0.45, -1.1)
    ax.set_xlim(-0.4, 3 * width)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
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
