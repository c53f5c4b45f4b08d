"""A report on two or more texts of one event: the mirrored page, what can be told, figures and tables in one folder."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from html import escape
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pandas as pd
from matplotlib.figure import Figure

from utils import report, tables
from utils.article import Article, ArticleError
from utils.loading import load_article
from utils.report import OUTPUT, VERSION

if TYPE_CHECKING:
    from utils import walk

CAVEAT = (
    "Two texts, as they were scraped. What stands in one alone was counted under these rules; why the other has it "
    "not, and which of them is right, no count can tell."
)


def write(
    sources: Sequence[str | Path | Article],
    folder: Path | None = None,
    *,
    pair: tuple[int, int] = (1, 2),
    tell: Callable[[str], None] = lambda line: None,
) -> Path:
    """Return the folder <folder>/compare_<slugs>/ with the comparison; `folder` is output/ if not given.

    `sources` are two texts or more, as `report.write` takes them; `pair` says which two stand on the mirrored page. It
    holds report.html (one file that loads nothing), tables/*.csv and the texts. It appears whole at the end or not at
    all. Raises ArticleError where a text can't be read, before anything is written, or `pair` names none.
    """
    if len(sources) < 2:
        raise ArticleError("A comparison needs two texts: name both.")
    if not (pair[0] != pair[1] and all(1 <= n <= len(sources) for n in pair)):
        raise ArticleError(f"--pair needs two different numbers from 1 to {len(sources)}.")
    articles = [s if isinstance(s, Article) else load_article(s) for s in sources]
    for article in articles:
        report.check_text(article)
        tell(f"{article.slug}: {len(article.raw.split()):,} words, read as {article.encoding}")
    name = "compare_" + "_".join(a.slug for a in articles)[:100]
    return report.put_whole((folder or OUTPUT) / name, lambda build: _fill(build, articles, pair))


def _fill(build: Path, articles: list[Article], pair: tuple[int, int]) -> None:
    from utils import comparing, page, walk  # slow, and only where all texts could be read

    finished = build / "finished"
    finished.mkdir(parents=True)
    finished.chmod(0o755)
    analyses = [walk.analyse(article, VERSION) for article in articles]
    for number, article in enumerate(articles, 1):
        (finished / f"{number}_{article.slug}.txt").write_bytes(article.content or article.raw.encode())
    one, other = (analyses[n - 1] for n in pair)
    names = _names(one, other)
    made = {
        "named": comparing.named_beside(one, other),
        "ties": comparing.ties_beside(one, other),
        "counts": comparing.counts_beside(one, other),
        "words": comparing.distinctive(one, other),
        "two_names": comparing.renamed(one, other),
        "aligned": comparing.aligned(one, other),
    }
    if len(analyses) > 2:
        made = {"all_pairs": _all_pairs(analyses), **made}
    for title, table in made.items():
        tables.write_csv(table, finished / "tables" / f"{title}.csv")
    found = comparing.findings(one, other, names)
    key = _KEY.format(*map(escape, names), *comparing.COLOURS)
    parts = [
        ("mirror", "The two texts", key + comparing.mirrored(one, other, names)),
        ("told", "What can be told", "".join(_told(line, (one.article, other.article)) for line in found)),
        ("figures", "Figures", _figures(made, names)),
        *((title, f"Table: {title.replace('_', ' ')}", _table(table)) for title, table in made.items()),
    ]
    facts = f'<p class="facts">{escape(" · ".join(f"{n}. {a.slug}" for n, a in enumerate(articles, 1)))}</p>'
    title = f"{names[0]} and {names[1]}"
    html = page.document(title, facts, CAVEAT, parts)
    (finished / "report.html").write_text(html, encoding="utf-8", newline="\n")


def _names(one: walk.Analysis, other: walk.Analysis) -> tuple[str, str]:
    slugs = [a.article.slug.replace("_", " ") for a in (one, other)]
    first, second = slugs if slugs[0] != slugs[1] else (f"{slugs[0]} (1)", f"{slugs[1]} (2)")
    return f"“{first}”", f"“{second}”"


_KEY = (
    '<p class="key">Words that both texts hold are grey; words that stand in <mark style="background:{2};color:#111">'
    '{0}</mark> or in <mark style="background:{3};color:#111">{1}</mark> alone are on colour. Sentences that may tell '
    "the same carry the same number.</p>"
)


def _told(line: tuple[str, list[tuple[int, int]], list[tuple[int, int]]], articles: tuple[Article, Article]) -> str:
    """Return a finding with its places in both texts to unfold."""
    quoted = [
        f"<li>{number}. text, raw {start}–{end}: {escape(article.raw[start:end])}</li>"
        for number, (article, spans) in enumerate(zip(articles, line[1:], strict=True), 1)
        for start, end in spans
    ]
    title = f"<summary>evidence ({len(quoted)})</summary>"
    folded = f"<details>{title}<ul>{''.join(quoted)}</ul></details>" if quoted else ""
    return f"<p>{escape(line[0])}</p>{folded}"


def _figures(made: dict[str, pd.DataFrame], names: tuple[str, str]) -> str:
    import matplotlib.pyplot as plt

    from utils import display, figures

    figures.use_style()
    shares = figures.shares_beside(figures.axes(3.6), made["named"], names)
    only = int(((made["named"]["one"] == 0) != (made["named"]["other"] == 0)).sum())
    figures.headline(shares, f"{only} of {len(made['named'])} actors stand in one text alone", "share of mentions")
    drawn = [(shares.figure, "Dumbbells: for each actor its share of the mentions of either text.")]
    if len(made["ties"]):
        network, axes = plt.subplots(1, 2, figsize=(6.5, 3.4))
        figures.networks_beside(tuple(axes), made["ties"], names)
        drawn.append((network, "Two networks on the same circle of actors: who is tied to whom in either text."))
    html = []
    for axes_figure, alt in drawn:
        figure = cast(Figure, axes_figure)
        image = base64.b64encode(display.png(figure)).decode()
        html.append(f'<figure><img alt="{escape(alt)}" src="data:image/png;base64,{image}"></figure>')
        plt.close(figure)
    return "".join(html)


def _table(table: pd.DataFrame) -> str:
    """Return a table as inert HTML, numbers to three digits."""
    shown = table.map(lambda cell: f"{cell:.3f}" if isinstance(cell, float) else str(cell))
    head = "".join(f"<th>{escape(str(c))}</th>" for c in shown.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in shown.to_numpy())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _all_pairs(analyses: list[walk.Analysis]) -> pd.DataFrame:
    """Return one row a pair of texts: how many parties both open on, actors in one alone, counts beyond chance."""
    from utils import comparing

    rows = []
    for (i, one), (j, other) in combinations(enumerate(analyses, 1), 2):
        shared, named = comparing.same_event(one, other), comparing.named_beside(one, other)
        alone = int(((named["one"] == 0) != (named["other"] == 0)).sum())
        clear = int(comparing.counts_beside(one, other)["clears"].sum())
        rows.append([f"{i} and {j}", "yes" if shared.same else "no", len(shared.shared), len(named), alone, clear])
    columns = ["texts", "same event", "parties in both openings", "actors", "in one alone", "counts beyond chance"]
    return pd.DataFrame(rows, columns=columns)
