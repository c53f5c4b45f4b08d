"""One page of HTML for a report: its frame, and raw text cut where marks begin and end."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from itertools import pairwise

from utils import walk
from utils.article import Span

CAVEAT = (
    "One article, as it was scraped. Results describe this text under these rules. They show nothing about the "
    "writer's intent, the outlet, the people, states and groups that it names, media bias or effects on readers."
)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


# ---------------------------------------------------------------- marks on the text


Mark = tuple[Span, str, str]  # a raw span, what opens it, what closes it

HARM = {1: "cosmetic", 2: "blurs the sense", 3: "reverses or falsifies the sense"}


def touch(a: Span, b: Span) -> bool:
    """Return whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def marked(raw: str, line: Span, marks: list[Mark]) -> str:
    """Return a line of the raw text as HTML, cut at every edge of a mark, each piece within the marks that cover it."""
    edges = sorted({*line, *(place for span, _, _ in marks for place in span if line[0] < place < line[1])})
    pieces = []
    for start, end in pairwise(edges):
        over = [mark for mark in marks if touch(mark[0], (start, end))]
        opened = "".join(opening for _, opening, _ in over)
        closed = "".join(closing for _, _, closing in reversed(over))
        pieces.append(f"{opened}{escape(raw[start:end], quote=False)}{closed}")
    return "".join(pieces)


# ---------------------------------------------------------------- the whole page


def document(
    name: str,
    facts: str,
    caveat: str,
    parts: list[tuple[str, str, str]],
    style: str = "",
    script: str = "",
    data: str = "{}",
) -> str:
    """Return a page that loads nothing: `facts` is HTML, `parts` are (key, title, inert HTML) in their order.

    `script` is the only code that may run on it, by its hash; it finds `data`, JSON in plain ASCII, as #data.
    """
    contents = [f'<a href="#{key}">{escape(title)}</a>' for key, title, _ in parts]
    bodies = [f'<section id="{key}">\n<h2>{escape(title)}</h2>\n{body}\n</section>' for key, title, body in parts]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    held = data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return _DOCUMENT.format(
        policy=_POLICY + (f"; script-src 'sha256-{digest}'" if script else ""),
        style=_CSS + style,
        name=escape(name),
        facts=facts,
        caveat=f'<p class="caveat">{escape(caveat)}</p>',
        contents=_list(contents),
        bodies="\n".join(bodies),
        script=f'<script type="application/json" id="data">{held}</script>\n<script>{script}</script>'
        if script
        else "",
    )


_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: anatomy of an article</title>
<style>{style}</style>
</head>
<body>
<header>
<p class="kind">Anatomy of an article</p>
<h1>{name}</h1>
{facts}
{caveat}
</header>
<nav aria-label="Contents">
<h2>Contents</h2>
{contents}
</nav>
<main>
{bodies}
</main>
<footer>{caveat}</footer>
{script}
</body>
</html>
"""


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def headline(analysis: walk.Analysis) -> str:
    """Return the title of an article: of its page, else its headline, else its short name."""
    heads = analysis.sentences.loc[analysis.sentences["role"] == "headline", "as_read"]
    title = analysis.article.metadata.get("title") or next(iter(heads), "")
    return title.lstrip("# ") or analysis.article.slug.replace("_", " ")


def facts(analysis: walk.Analysis) -> str:
    """Return where an article comes from and how it was read, as a line of HTML."""
    a = analysis.article
    origin = a.origin if "://" in a.origin else re.split(r"[\\/]", a.origin)[-1]
    known = [f"{key}: {a.metadata[key]}" for key in ("author", "date", "sitename") if key in a.metadata]
    facts = [
        f"source: {'standard input' if origin == '-' else origin or a.slug}",
        *known,
        f"{len(a.raw):,} characters, read as {a.encoding}",
        f"{a.altered:,} character{'' if a.altered == 1 else 's'} could not be kept as they stood",
        f"reading: {analysis.version}",
        f"sha256 of its bytes: {a.sha256[:12]}" if a.sha256 else "",
    ]
    return f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'


_CSS = """
:root { color-scheme: light; }
body { font: 17px/1.6 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  padding: 1rem; max-width: 46rem; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, nav, summary, table, figcaption, .kind, .facts, .key {
  font-family: system-ui, 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: .2rem 0 .8rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: .8rem; border-top: 3px solid #1a1a1a; }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4, h5 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
nav h2 { margin-top: 1.5rem; }
nav ul { list-style: none; padding-left: 0; }
nav li { margin: .25rem 0; }
nav a { color: #005a8f; }
.kind, .facts, .key, figcaption { font-size: .85rem; color: #555; }
.kind { margin: 0; text-transform: uppercase; letter-spacing: .08em; }
.caveat { border-left: 4px solid #e69f00; margin: 1rem 0; padding: .4rem .8rem; font-style: italic; }
.page { border: 1px solid #ccc; padding: .5rem 1rem; }
.page p { margin: .6rem 0; }
mark { color: inherit; padding: 0 1px; }
.harm1 { background: #f7e3b5; border-bottom: 2px dotted #8a6d1f; }
.harm2 { background: #f0b45a; border-bottom: 2px dashed #7a4f00; }
.harm3 { background: #e07b39; border-bottom: 2px solid #7a2f00; }
del { color: #555; background: #e4e4e4; }
figure { margin: 1.2rem 0; }
img { max-width: 100%; height: auto; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .78rem; line-height: 1.35; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #e0e0e0;
  max-width: 24rem; }
pre { font: .78rem/1.45 'DejaVu Sans Mono', Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  background: #f5f5f5; padding: .5rem .7rem; margin: .3rem 0; }
summary { font-size: .75rem; color: #555; cursor: pointer; }
@media (max-width: 30rem) {
  body { font-size: 16px; padding: .7rem; }
  .page { padding: .3rem .6rem; }
}
@media print {
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  .wide { overflow: visible; }
  nav a { color: inherit; text-decoration: none; }
  mark, del { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
