"""What a notebook shows: highlighted text, tables, figures with alt text, computed sentences. The only IPython here."""

from __future__ import annotations

import base64
import inspect
import io
import os
import re
import string
import textwrap
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Code, display
from matplotlib.figure import Figure

from utils.article import Article, Span
from utils.figures import marks, numbers_in

MIN_ALT = 40
ROWS = 20
EVIDENCE_COLOUR = "#F7E3B5"
VECTOR = "ANATOMY_SVG"  # set in the environment of a kernel: figures also come out as SVG, for utils.rerun
SVG = "image/svg+xml"

_MARK = "background:{colour};color:#111;border-radius:2px;padding:0 1px"


def _show(html: str, plain: str, shown: Mapping[str, Any] | None = None, **more: str) -> None:
    """Show one output; `shown` are the numbers in it, kept as metadata for the ledger's test.

    JupyterLab would set what stands between two $ as mathematics; the classes keep it from doing so.
    """
    html = f'<div class="mathjax_ignore tex2jax_ignore">{html}</div>'
    display(
        {"text/html": html, "text/plain": plain, **more}, metadata={"shown": dict(shown)} if shown else {}, raw=True
    )


def png(figure: Figure) -> bytes:
    """Return the figure as a PNG that comes out the same every time."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def svg(figure: Figure) -> str:
    """Return the figure as an SVG that comes out the same every time (with the house style's `svg.hashsalt`)."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def figure(drawn: Figure, alt: str, caption: str) -> None:
    """Show a figure with its alt text and a caption (how to read it, what would change it).

    HTML with the PNG inside, so that the alt text survives export, and the PNG beside it. ValueError where the alt
    text has fewer than 40 characters.
    """
    if len(alt) < MIN_ALT:
        raise ValueError(f"alt text needs {MIN_ALT} characters to say what the figure shows")
    data = base64.b64encode(png(drawn)).decode("ascii")
    html = (
        f'<figure style="margin:0"><img style="max-width:100%" alt="{escape(alt, quote=True)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{escape(caption)}</figcaption></figure>'
    )
    shown = {"words": caption, "numbers": marks(drawn)}
    vector = {SVG: svg(drawn)} if os.environ.get(VECTOR) else {}
    plt.close(drawn)
    _show(html, f"Figure: {alt}\n{caption}", shown, **{"image/png": data}, **vector)


class _Marked(string.Formatter):
    """Fills a template with values in bold, made inert."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return one value, formatted and marked."""
        return f"<strong>{escape(format(value, format_spec))}</strong>"


def say(template: str, **values: object) -> None:
    """Show a sentence whose findings are computed: `{name:format}` is filled from `values`, text made inert.

    KeyError where a value is missing, so a sentence can't be shown half-filled.
    """
    html = _Marked().format(escape(template, quote=False), **values)
    fields = [(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name]
    numbers = {name: numbers_in(format(values[name], spec or "")) for name, spec in fields}
    _show(f"<p>{html}</p>", template.format(**values), {"words": template, "numbers": numbers})


def table(frame: pd.DataFrame, caption: str = "", rows: int = ROWS) -> None:
    """Show the first `rows` rows as a plain table, text made inert; says how many rows are left out."""
    shown = frame.head(rows)
    left = len(frame) - len(shown)
    note = f"{caption} " if caption else ""
    note += f"({left} more rows)" if left else ("" if len(frame) else "None found.")
    body = shown.to_html(index=False, border=0, na_rep="–", float_format=lambda v: f"{v:.2f}", justify="left")
    body = body.replace("<td>", '<td style="text-align:left">')
    _show(f"{body}<p><small>{escape(note)}</small></p>" if note else body, f"{shown.to_string(index=False)}\n{note}")


def highlight(article: Article, marks: Iterable[tuple[Span, str, str]], around: Span | None = None) -> None:
    """Show raw text with marked spans: `marks` are (raw span, colour, label); a label shows on hover and in brackets.

    `around` limits the stretch shown. Overlapping marks: the earlier, longer one wins. All text is made inert.
    """
    start, end = around or (0, len(article.raw))
    pieces, plain, done = [], [], start
    for (s, e), colour, label in sorted(marks, key=lambda m: (m[0][0], -m[0][1])):
        s, e = max(s, start), min(e, end)
        if s < done or s >= e:
            continue
        before, marked = article.raw[done:s], article.raw[s:e]
        style = _MARK.format(colour=colour)
        pieces.append(
            f'{escape(before)}<mark style="{style}" title="{escape(label, quote=True)}">{escape(marked)}</mark>'
        )
        plain.append(f"{before}[{label}: {marked}]")
        done = e
    rest = article.raw[done:end]
    html = "".join([*pieces, escape(rest)]).replace("\n", "<br>")
    _show(f'<div style="line-height:1.7;max-width:46em">{html}</div>', "".join([*plain, rest]))


CONTEXT = 60  # raw characters shown on either side of a stretch of evidence
EVIDENCE = 12  # stretches shown of one piece of evidence


def evidence(article: Article, rows: pd.DataFrame) -> None:
    """Show the stretches of raw text that `rows` (start, end) stand on, marked in place, with their raw offsets."""
    html, plain = _stretches(article, rows)
    _show(html, plain)


def _stretches(article: Article, rows: pd.DataFrame) -> tuple[str, str]:
    """Return the first stretches as HTML and as plain text, and how many are left out."""
    places = sorted({(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)})
    html, plain, style = [], [], _MARK.format(colour=EVIDENCE_COLOUR)
    for start, end in places[:EVIDENCE]:
        before, after = article.raw[max(0, start - CONTEXT) : start], article.raw[end : end + CONTEXT]
        mark = f'<mark style="{style}">{escape(article.raw[start:end])}</mark>'
        html.append(f"<li>…{escape(before)}{mark}{escape(after)}… <small>raw {start}–{end}</small></li>")
        plain.append(f"[{start}-{end}] {article.raw[start:end]}")
    left = f"{len(places) - EVIDENCE} more in the tables" if len(places) > EVIDENCE else ""
    return f"<ul>{''.join(html)}</ul><p><small>{left}</small></p>", "\n".join([*plain, left])


def page(article: Article, lines: Iterable[tuple[str, str, str, pd.DataFrame, str, str]]) -> None:
    """Show a reading: sentences under their sections, each with how firmly it stands and its evidence to unfold.

    `lines` are (section, words, finding, rows of evidence, how many specifications agree, on what), as
    `findings.page` gives them. All text is made inert.
    """
    html, plain, last = [], [], ""
    for section, words, _, rows, holds, says in lines:
        if section != last:
            html.append(f"<h4>{escape(section)}</h4>")
            plain.append(section.upper())
        last, firm = section, f" ({holds} specifications agree on “{says}”)" if holds else ""
        html.append(f'<p style="margin:0">{escape(words)}<small>{escape(firm)}</small></p>')
        plain.append(words + firm)
        if len(rows):
            found, _ = _stretches(article, rows)
            title = f"<summary><small>evidence ({len(rows)})</small></summary>"
            html.append(f'<details style="margin:0 0 .9em">{title}{found}</details>')
    _show(f'<div style="max-width:46em;line-height:1.5">{"".join(html)}</div>', "\n".join(plain))


def source(function: Callable) -> None:
    """Show the code of a function of `utils`, so that the method can be read where it is used."""
    display(Code(textwrap.dedent(inspect.getsource(inspect.unwrap(function))), language="python"))


def save(frame_paths: Iterable[Path]) -> None:
    """Show which files were written, by name."""
    names = ", ".join(f"{p.parent.name}/{p.name}" for p in frame_paths)
    _show(f"<p>Written: {escape(names)}</p>", f"Written: {names}")


_QUOTE = re.compile(r"\[\[(.+?)\]\]")


def essay(article: Article, prose: str, numbers: Mapping[str, int]) -> None:
    """Show prose about an article whose quotations and numbers are looked up while it is shown.

    [[words]] become a quotation with its place in the raw text; {name} becomes a number of `numbers`; a line that opens
    with ## is a heading. ValueError for words that the article does not hold, or holds twice, and for a number that is
    not given or not used, so that no quoted word and no digit in it can be false.
    """
    used = {name for _, name, _, _ in string.Formatter().parse(prose) if name}
    if wrong := used ^ set(numbers):
        raise ValueError(f"these numbers are given and not used, or used and not given: {', '.join(sorted(wrong))}")

    def placed(found: re.Match[str]) -> str:
        start = article.raw.find(found[1])
        if start < 0:
            raise ValueError(f"the article does not hold the words {found[1]!r}")
        if article.raw.find(found[1], start + 1) >= 0:
            raise ValueError(f"the article holds the words {found[1]!r} twice: quote more of them")
        return f"“{escape(found[1])}” <small>[{start}–{start + len(found[1])}]</small>"

    told = prose.format_map(numbers)
    parts = [_QUOTE.sub(placed, part) for part in told.strip().split("\n\n")]
    html = [f"<h4>{part[3:]}</h4>" if part.startswith("## ") else f"<p>{part}</p>" for part in parts]
    _show(f'<div style="max-width:40em;line-height:1.6">{"".join(html)}</div>', _QUOTE.sub(r"“\1”", told))


Beside = tuple[str, list[Span], list[Span]]


def beside(articles: tuple[Article, Article], names: tuple[str, str], lines: Iterable[Beside]) -> None:
    """Show sentences on two texts, each with its raw places in both to unfold (`comparing.findings`)."""
    html, plain = [], []
    for words, *sides in lines:
        html.append(f'<p style="margin:.6em 0 0">{escape(words)}</p>')
        plain.append(words)
        places = [
            f"<li>{escape(name)}: {escape(article.raw[start:end])} <small>raw {start}–{end}</small></li>"
            for article, name, spans in zip(articles, names, sides, strict=True)
            for start, end in spans
        ]
        if places:
            title = f"<summary><small>evidence ({len(places)})</small></summary>"
            html.append(f"<details>{title}<ul>{''.join(places)}</ul></details>")
    _show(f'<div style="max-width:46em;line-height:1.5">{"".join(html)}</div>', "\n".join(plain))


def mirror(html: str, names: tuple[str, str]) -> None:
    """Show the mirrored page that `comparing.mirrored` has made inert."""
    _show(html, f"{names[0]} beside {names[1]}: words of one alone are on colour, words of both are grey.")
