"""How far a class agrees: one page from what its students saved, with the disagreement drawn on the text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pandas as pd

from utils import coding, page, report, tables
from utils.article import ArticleError
from utils.loading import slug

CAVEAT = (
    "Codes that people gave to one text. Agreement shows that the coders read alike. It does not show that they read "
    "right, and a split is as often the codebook's fault as a coder's."
)
SHOWN = 40
_STYLE = "\n".join(f".s{n} {{ background: rgba(0, 114, 178, {0.06 * n:.2f}); }}" for n in range(1, 11))
_STYLE += "\n.s4, .s5, .s6 { border-bottom: 2px dashed #b0005a; }\n.page { white-space: pre-wrap; }"


def write(paths: Sequence[str | Path], folder: Path | None = None, text: str | None = None) -> Path:
    """Return the folder <folder>/agreement/ with report.html, two tables and a .qdpx a coder; `folder` is output/.

    `paths` are files of `coding.read_annotations`, two or more. The folder appears whole or not at all, in the place of
    an older one. Raises ArticleError where a file can't be read, the texts differ, or there is one coder alone.
    """
    codings = coding.read_annotations(paths, text)
    if len(codings.coders) < 2:
        raise ArticleError("Agreement needs two coders: name the files of both.")
    return report.put_whole((folder or report.OUTPUT) / "agreement", lambda build: _fill(build, codings))


def _fill(build: Path, codings: coding.Codings) -> None:
    finished = build / "finished"
    finished.mkdir(parents=True)
    finished.chmod(0o755)
    found, split = coding.by_code(codings), coding.divided(codings)
    tables.write_csv(found.round(tables.STORED_DIGITS), finished / "agreement.csv")
    tables.write_csv(split, finished / "divided.csv")
    for number, coder in enumerate(codings.coders, 1):
        content = coding.to_project(codings, "text", coder)
        (finished / f"{number:02d}_{slug(coder)}.qdpx").write_bytes(content)
    (finished / "report.html").write_text(html(codings, found, split), encoding="utf-8", newline="\n")


def html(codings: coding.Codings, found: pd.DataFrame, split: pd.DataFrame) -> str:
    """Return the page: what can be told, the table of codes, the stretches that split the class, the text by code."""
    parts = [
        ("told", "What can be told", _told(codings, found)),
        ("codes", "Agreement by code", f'<div class="wide">{_table(found)}</div>' + _LEGEND),
        ("split", "Where the coders part", _split(split)),
        ("text", "On the text", "".join(_drawn(codings, *pair) for pair in coding.codes(codings))),
    ]
    facts = f"{len(codings.coders)} coders: {', '.join(codings.coders)} · {len(codings.text):,} characters"
    title = f"Agreement of {len(codings.coders)} coders"
    return page.document(title, f'<p class="facts">{escape(facts)}</p>', CAVEAT, parts, style=_STYLE)


_LEGEND = (
    '<p class="key">overlap: mean F1 of pairs, a span is the same where half of the longer one is shared. kappa: mean '
    "over pairs, a character is marked or not. alpha: Krippendorff's for all coders, by character, with its 95% "
    "interval from resampling paragraphs; empty where nothing varies or fewer than five paragraphs are there. "
    "Krippendorff asks for .800, and allows tentative conclusions from .667.</p>"
)


def _told(codings: coding.Codings, found: pd.DataFrame) -> str:
    silent = [c for c in codings.coders if c not in set(codings.rows["coder"])]
    known = found.dropna(subset=["alpha"]).sort_values("alpha", ascending=False, kind="stable")
    lines = [f"{len(codings.coders)} coders marked {len(codings.rows)} spans with {len(found)} codes."]
    if len(known):
        best, worst = known.iloc[0], known.iloc[-1]
        firm = int((known["low"] >= 0.667).sum())
        lines.append(f"They agree most on {_name(best)} (alpha {best['alpha']:.2f}).")
        if len(known) > 1:
            lines.append(f"They agree least on {_name(worst)} (alpha {worst['alpha']:.2f}).")
        lines.append(f"The interval of {firm} of {len(known)} codes lies at .667 or above throughout.")
    if silent:
        lines.append(f"Without a single mark: {', '.join(silent)}.")
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _name(row: pd.Series) -> str:
    return ": ".join(part for part in (row["group"], row["code"]) if part)


def _table(frame: pd.DataFrame) -> str:
    cells = frame.map(lambda v: "" if v != v else f"{v:.2f}" if isinstance(v, float) else str(v))
    head = "".join(f"<th>{escape(str(name))}</th>" for name in cells.columns)
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in cells.to_numpy())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def _split(split: pd.DataFrame) -> str:
    if not len(split):
        return "<p>No stretch divides them: each was marked by fewer than a fifth or by more than four fifths.</p>"
    shown = split.head(SHOWN).assign(text=split["text"].str.split().str.join(" ").str.slice(0, 160))
    more = f"<p>{len(split) - SHOWN} more are in divided.csv.</p>" if len(split) > SHOWN else ""
    return f'<div class="wide">{_table(shown)}</div>{more}'


def _drawn(codings: coding.Codings, group: str, code: str) -> str:
    """Return the text to unfold, darker the more coders marked it; dashed where they are divided."""
    marked = coding.shares(codings, group, code)
    pieces = []
    for start, end in coding.stretches(marked):
        words, share = escape(codings.text[start:end], quote=False), marked[:, start].mean()
        title = f"{int(marked[:, start].sum())} of {len(codings.coders)}"
        pieces.append(f'<mark class="s{max(1, round(10 * share))}" title="{title}">{words}</mark>' if share else words)
    name = escape(": ".join(part for part in (group, code) if part))
    return f'<details><summary>{name}</summary><div class="page">{"".join(pieces)}</div></details>'
