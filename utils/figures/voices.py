"""Notebook 02: who speaks, claim by claim, and two methods side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.article import Span
from utils.figures.style import BAND_COLOUR, BLUE, GREEN, GREY, INK, VOICES, nothing

VOICE_TINTS = {"text": "#E6E6E6", "imputed": "#F0CFE2", "reported": "#BFE3F7"}
_HOLDERS = {"text": "the text itself", "reported": "reported from {}", "imputed": "read into {}"}


def holder_rows(claims: pd.DataFrame, rows: int = 9) -> pd.DataFrame:
    """Return `claims`, one row a holder, with the label of the row in which voice_strip draws it."""
    held = claims.assign(actor=claims["source_actor"].str.split(";")).explode("actor")
    named = [_holder(v, a) for v, a in zip(held["voice"], held["actor"], strict=True)]
    held = held.assign(label=named)
    counts = held["label"].value_counts()
    order = sorted(counts.index, key=lambda label: (-counts[label], label))[:rows]
    others = {v: _HOLDERS[v].format("others") for v in VOICES}
    kept = held["label"].isin(order) | (held["voice"] == "text")
    held["label"] = held["label"].where(kept, held["voice"].map(others))
    return held


def _holder(voice: str, actor: str) -> str:
    """Return the label of a claim's row; who could not be told is called not resolved, never guessed."""
    return f"{voice}, not resolved" if voice != "text" and actor in ("", "unknown") else _HOLDERS[voice].format(actor)


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
