"""One page of HTML for a report: the annotated article, the reading and what the notebooks show. Nothing in it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from itertools import count, pairwise
from typing import NamedTuple

import mistune
import pandas as pd
from nbformat import NotebookNode

from utils import walk
from utils.article import Span

_FOR_LEARNERS = "**You will be able to**"  # aims, and what the notebook reads and writes
READING = "reading"  # tag of the cells whose outputs are the reading
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


class Section(NamedTuple):
    """What a notebook gives to the page: its name without ending, its cells, how many were left out."""

    name: str
    cells: list[NotebookNode]
    left_out: int


# ---------------------------------------------------------------- made inert


_TAGS = frozenset(
    re.findall(
        r"\w+",
        "h4 p div span strong em b i small sub sup br mark del figure figcaption img details summary "
        "table thead tbody tr th td ul ol li pre code",
    )
)
_VOID = frozenset(["br", "img"])
_SKIPPED = frozenset(
    ["script", "style", "iframe", "object", "template", "noscript", "svg", "math", "title", "textarea"]
)
_SAFE = {
    "alt": re.compile(r".*", re.DOTALL),
    "title": re.compile(r".*", re.DOTALL),
    "style": re.compile(r"[\w\s:;.,#%-]*"),
    "src": re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]+"),
}


class _Inert(HTMLParser):
    """Copies the tags and attributes that show something and drops all others, so that nothing can run or load."""

    def __init__(self) -> None:
        """Start with nothing copied."""
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that is allowed, with those of its attributes that are."""
        if self.skipping or tag not in _TAGS:
            self.skipping = self.skipping or (tag if tag in _SKIPPED else "")
            return
        kept = [(n, v or "") for n, v in attrs if n in _SAFE and _SAFE[n].fullmatch(v or "")]
        words = "".join(f' {name}="{escape(value, quote=True)}"' for name, value in kept)
        self.pieces.append(('<div class="wide">' if tag == "table" else "") + f"<{tag}{words}>")

    def handle_endtag(self, tag: str) -> None:
        """Close a tag that is allowed."""
        if self.skipping:
            self.skipping = "" if tag == self.skipping else self.skipping
        elif tag in _TAGS - _VOID:
            self.pieces.append(f"</{tag}>" + ("</div>" if tag == "table" else ""))

    def handle_data(self, data: str) -> None:
        """Copy text, escaped."""
        if not self.skipping:
            self.pieces.append(escape(data, quote=False))


def inert(html: str) -> str:
    """Return the parts of an output's HTML that show something: no scripts, handlers, links, styles or addresses.

    >>> inert('<p onclick="run()">A <script>run()</script><b>word</b></p>')
    '<p>A <b>word</b></p>'
    """
    parser = _Inert()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


# ---------------------------------------------------------------- the annotated article


_HARM = {1: "cosmetic", 2: "blurs the sense", 3: "reverses or falsifies the sense"}


def annotated(analysis: walk.Analysis) -> str:
    """Return the raw text as paragraphs of HTML: residue struck, damage marked by severity, quotations on a band."""
    raw = analysis.article.raw
    quoted = analysis.sentences[analysis.sentences["role"] == "quotation"]
    torn = analysis.damage[analysis.damage["kind"] != "lost_quotation"]
    marks = [(span, '<span class="quoted">', "</span>") for span in _spans(quoted)]
    marks += [(span, "<del>", "</del>") for span in _spans(analysis.residue)]
    marks += [
        (span, f'<mark class="harm{severity}" title="{escape(kind)}: {_HARM[severity]}">', "</mark>")
        for span, severity, kind in zip(_spans(torn), torn["severity"], torn["kind"], strict=True)
    ]
    marks.sort(key=lambda mark: mark[0])
    lines = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", raw)]
    return "\n".join(f"<p>{_marked(raw, line, [m for m in marks if _touch(m[0], line)])}</p>" for line in lines)


def _spans(rows: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _marked(raw: str, line: Span, marks: list[tuple[Span, str, str]]) -> str:
    """Return a line cut at every edge of a mark, each piece within the marks that cover it."""
    edges = sorted({*line, *(place for span, _, _ in marks for place in span if line[0] < place < line[1])})
    pieces = []
    for start, end in pairwise(edges):
        over = [mark for mark in marks if _touch(mark[0], (start, end))]
        opened = "".join(opening for _, opening, _ in over)
        closed = "".join(closing for _, _, closing in reversed(over))
        pieces.append(f"{opened}{escape(raw[start:end], quote=False)}{closed}")
    return "".join(pieces)


def _several(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> _several(1, "claim"), _several(0, "claim")
    ('1 claim', '0 claims')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# ---------------------------------------------------------------- the notebooks


def _cells(section: Section) -> Iterable[str]:
    for cell in section.cells:
        if cell.source.startswith(_FOR_LEARNERS):
            continue
        if cell.cell_type == "markdown":
            yield _prose(cell.source)
        elif READING in cell.metadata.get("tags", []):
            yield '<p>What this cell shows stands above, under <a href="#reading">The reading</a>.</p>'
        else:
            yield _folded("code", cell.source)
            yield from shown(cell)


def _folded(what: str, code: str) -> str:
    return f'<details class="code"><summary>{what}</summary><pre>{escape(code, quote=False)}</pre></details>'


_HEADING = re.compile(r"<(/?)h([1-4])>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_NOTEBOOK = re.compile(r"(\d\d_\w+)\.ipynb")


def _prose(source: str) -> str:
    """Return a notebook's prose as HTML, its headings a level down, links to other notebooks within the page."""
    html = str(mistune.create_markdown(escape=True, plugins=["table"])(source))
    return _LINK.sub(_within, _HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 1}>", html))


def _within(link: re.Match[str]) -> str:
    other = _NOTEBOOK.fullmatch(link[1])
    return f'<a href="#{other[1]}">{link[2]}</a>' if other else link[2]


_UNASKED = re.compile(r"(?m)^You wrote:.*\n?")  # answers of a reader who has not been asked yet


def shown(cell: NotebookNode) -> Iterable[str]:
    """Yield each output of a cell as inert HTML; the source of a function is folded."""
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr":
            continue
        data = output.get("data", {})
        if "text/latex" in data:
            yield _folded("source of the method", data["text/plain"])
        elif "text/html" in data:
            yield f'<div class="output">{inert(data["text/html"])}</div>'
        else:
            text = _UNASKED.sub("", str(output.get("text") or data.get("text/plain", "")))
            yield f'<pre class="output">{escape(text, quote=False)}</pre>' if text.strip() else ""


# ---------------------------------------------------------------- the whole page


def html(analysis: walk.Analysis, sections: list[Section], caveat: str, files: list[str]) -> str:
    """Return the report as one HTML document that loads nothing: contents, article, reading, notebooks, files.

    `files` are the names of what lies beside it. The prose of the notebooks is shown as it stands, their code folded,
    their outputs made inert.
    What it can't do: show an output that is neither text, HTML nor a PNG within HTML.
    """
    parts = [
        ("page", "The annotated page", f'{_KEY}<div class="page">{annotated(analysis)}</div>'),
        ("reading", "The reading", _reading(sections)),
        *((section.name, _question(section), _notebook(section)) for section in sections),
        ("files", "Files beside this report", _list(map(escape, files))),
    ]
    return document(headline(analysis), _facts(analysis), caveat, parts)


def document(name: str, facts: str, caveat: str, parts: list[tuple[str, str, str]]) -> str:
    """Return a page that loads nothing: `facts` is HTML, `parts` are (key, title, inert HTML) in their order."""
    contents = [f'<a href="#{key}">{escape(title)}</a>{_subheads(body)}' for key, title, body in parts]
    bodies = [f'<section id="{key}">\n<h2>{escape(title)}</h2>\n{body}\n</section>' for key, title, body in parts]
    return _DOCUMENT.format(
        policy=_POLICY,
        style=_CSS,
        name=escape(name),
        facts=facts,
        caveat=f'<p class="caveat">{escape(caveat)}</p>',
        contents=_list(contents),
        bodies="\n".join(bodies),
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


def _facts(analysis: walk.Analysis) -> str:
    a = analysis.article
    origin = a.origin if "://" in a.origin else re.split(r"[\\/]", a.origin)[-1]
    known = [f"{key}: {a.metadata[key]}" for key in ("author", "date", "sitename") if key in a.metadata]
    facts = [
        f"source: {'standard input' if origin == '-' else origin or a.slug}",
        *known,
        f"{len(a.raw):,} characters, read as {a.encoding}",
        _several(a.altered, "character") + " could not be kept as they stood",
        f"reading: {analysis.version}",
        f"sha256 of its bytes: {a.sha256[:12]}" if a.sha256 else "",
    ]
    return f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'


_KEY = (
    '<p class="key">The whole text as it was scraped. <del>Residue of the page</del>, damage that is '
    '<mark class="harm1">cosmetic</mark>, <mark class="harm2">blurs</mark> or '
    '<mark class="harm3">reverses or falsifies</mark> the sense, and '
    '<span class="quoted">quotation that lost its marks or follows a lead-in</span>. What is unmarked may be damaged '
    "too: rules see only what no English sentence has.</p>"
)


def _reading(sections: list[Section]) -> str:
    tagged = (cell for section in sections for cell in section.cells if READING in cell.metadata.get("tags", []))
    return "".join(piece for cell in tagged for piece in shown(cell))


def _question(section: Section) -> str:
    lines = (line for cell in section.cells for line in cell.source.splitlines())
    return f"{section.name[:2]} " + next((line[2:] for line in lines if line.startswith("# ")), section.name)


def _notebook(section: Section) -> str:
    left = (
        f"{_several(section.left_out, 'cell')} that speak of the worked example only, and the exercises, are left out. "
        "The prose is written for somebody who runs the notebook; cells that a reader would fill in are empty here."
    )
    body = "\n".join(_cells(section))
    body = re.sub(r"<h2>.*?</h2>\n?", "", body, count=1, flags=re.DOTALL)  # the title, which stands above already
    numbers = count(1)
    body = re.sub(r"<h3>", lambda _: f'<h3 id="{section.name[:2]}-{next(numbers)}">', body)
    return f'<p class="left">{escape(left)}</p>\n{body}'


def _subheads(body: str) -> str:
    found = re.findall(r'<h3 id="([\w-]+)">(.*?)</h3>', body, re.DOTALL)
    return _list(f'<a href="#{key}">{title}</a>' for key, title in found) if found else ""


_CSS = """
:root { color-scheme: light; }
body { font: 17px/1.6 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  padding: 1rem; max-width: 46rem; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, nav, summary, table, figcaption, .kind, .facts, .left, .key {
  font-family: system-ui, 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: .2rem 0 .8rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: .8rem; border-top: 3px solid #1a1a1a; }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4, h5 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
nav h2 { margin-top: 1.5rem; }
nav ul { list-style: none; padding-left: 0; }
nav li { margin: .25rem 0; }
nav ul ul { padding-left: 1.2rem; columns: 2; font-size: .85rem; }
nav ul ul li { break-inside: avoid; margin: 0; }
nav a { color: #005a8f; }
.kind, .facts, .left, .key, figcaption { font-size: .85rem; color: #555; }
.kind { margin: 0; text-transform: uppercase; letter-spacing: .08em; }
.caveat, blockquote { border-left: 4px solid #e69f00; margin: 1rem 0; padding: .4rem .8rem; font-style: italic; }
blockquote p { margin: 0; }
.page { border: 1px solid #ccc; padding: .5rem 1rem; }
.page p { margin: .6rem 0; }
mark { color: inherit; padding: 0 1px; }
.harm1 { background: #f7e3b5; border-bottom: 2px dotted #8a6d1f; }
.harm2 { background: #f0b45a; border-bottom: 2px dashed #7a4f00; }
.harm3 { background: #e07b39; border-bottom: 2px solid #7a2f00; }
.quoted { background: #dceefa; }
del { color: #6b6b6b; background: #e4e4e4; }
figure { margin: 1.2rem 0; }
img { max-width: 100%; height: auto; }
.output { margin: .6rem 0 1rem; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .78rem; line-height: 1.35; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #e0e0e0;
  max-width: 24rem; }
pre { font: .78rem/1.45 'DejaVu Sans Mono', Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  background: #f5f5f5; padding: .5rem .7rem; margin: .3rem 0; }
summary { font-size: .75rem; color: #6b6b6b; cursor: pointer; }
@media (max-width: 30rem) {
  body { font-size: 16px; padding: .7rem; }
  nav ul ul { columns: 1; }
  .page { padding: .3rem .6rem; }
}
@media print {
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  .code { display: none; }
  h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  .wide { overflow: visible; }
  nav a { color: inherit; text-decoration: none; }
  mark, del, .quoted { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
