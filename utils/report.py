"""A report on any article: one page, all tables, figures and annotations in a folder; the notebooks where asked."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from utils.article import Article, ArticleError
from utils.loading import load_article

if TYPE_CHECKING:
    from utils import walk

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "output"
VERSION = "stripped"
NEEDED_BYTES = 100_000_000
STEPS = (  # what a report does, with its measured share of the time
    ("reading the text in three ways", 0.42),
    ("drawing four figures", 0.18),
    ("asking each finding again under other choices", 0.40),
)
BAR = 20


def write(
    source: str | Path | Article,
    folder: Path | None = None,
    *,
    notebooks: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> Path:
    """Return the folder <folder>/<slug>/ with the whole walk on one article; `folder` is output/ if not given.

    `source` is a path, a URL, "-" for standard input, or an Article. The folder holds report.html (one file, nothing
    else needed), tables/*.csv, figures/*.png and *.svg, annotations.jsonld (W3C Web Annotation), <slug>.qdpx (REFI-QDA,
    see utils.qda), the article's own bytes and, with `notebooks`, annotated_page.png and notebooks/ as they were run on
    it, without the cells tagged `worked-example` and without exercises. `tell` is given a line of progress at a time.
    The folder appears whole at the end, in the place of an older report, or not at all; the same article gives the same
    bytes.
    Raises ArticleError where the article can't be read or the folder can't be written, before anything is analysed;
    rerun.RerunError where a notebook stops.
    What it can't do: apply a reader's repair table; read more than `loading.load_article` reads.
    """
    article = source if isinstance(source, Article) else load_article(source)
    check_text(article)
    tell(f"{article.slug}: {len(article.raw.split()):,} words, read as {article.encoding}")
    return put_whole((folder or OUTPUT) / article.slug, lambda build: _fill(build, article, notebooks, tell))


# ---------------------------------------------------------------- the folder


def put_whole(place: Path, fill: Callable[[Path], None]) -> Path:
    """Return `place` with what `fill` puts into <folder>/finished: it appears whole at the end, or not at all.

    An older report there is replaced. Raises ArticleError where the place can't be written.
    """
    try:
        check_place(place)
    except ArticleError:
        raise
    except (OSError, ValueError) as error:
        raise ArticleError(unwritable(place, getattr(error, "strerror", None) or str(error))) from error
    fresh = not place.parent.exists()
    try:
        with building(place) as build:
            fill(build)
            put(build, place)
    except OSError as error:
        if fresh and place.parent.is_dir() and not any(place.parent.iterdir()):
            place.parent.rmdir()
        raise ArticleError(unwritable(place, error.strerror or str(error))) from error
    return place


def unwritable(place: Path, reason: str) -> str:
    """Return the sentence on a folder that can't be written."""
    return f"The report can't be written to {place} ({reason}): make room there or name another folder with --to."


def check_text(article: Article) -> None:
    """Raise ArticleError where nothing but lines of a page would be left to read."""
    from utils import cleaning

    if not cleaning.reading(article, VERSION).strip():
        raise ArticleError(f"{article.slug} holds no article, only lines of a page: paste the article's text into it.")


def check_place(place: Path) -> None:
    """Raise ArticleError where the folder can't be made or replaced."""
    if place.is_symlink() or (place.exists() and not (place / "report.html").is_file()):
        raise ArticleError(f"{place} is there and is no report: move it away or name another folder with --to.")
    standing = next(folder for folder in (place.parent, *place.parent.resolve().parents) if folder.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK):
        raise ArticleError(unwritable(place, f"{standing} can't be written"))
    if shutil.disk_usage(standing).free < NEEDED_BYTES:
        raise ArticleError(unwritable(place, f"less than {NEEDED_BYTES // 1_000_000} MB are free"))


@contextmanager
def building(place: Path) -> Iterator[Path]:
    """Yield a new hidden folder beside `place`, and remove it whatever happens, with those of runs that were killed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(f".{place.name}.*.part"):
        if not _is_alive(left.name.split(".")[-3]):
            shutil.rmtree(left, ignore_errors=True)
    build = Path(tempfile.mkdtemp(prefix=f".{place.name}.{os.getpid()}.", suffix=".part", dir=place.parent))
    try:
        yield build
    finally:
        shutil.rmtree(build, ignore_errors=True)


def _is_alive(process: str) -> bool:
    """Return whether the process that made an unfinished folder still runs; where that can't be told, that it does."""
    if os.name == "nt" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def put(build: Path, place: Path) -> None:
    """Move the finished folder to its place; the older one goes last, and comes back where the move fails."""
    older = build.with_suffix(".old")
    finished = build / "finished"
    if place.exists():
        place.rename(older)
    try:
        finished.rename(place)
    except OSError:
        if older.exists():
            older.rename(place)
        raise
    shutil.rmtree(older, ignore_errors=True)


def _fill(build: Path, article: Article, notebooks: bool, tell: Callable[[str], None]) -> None:
    finished = build / "finished"
    finished.mkdir(parents=True)
    finished.chmod(0o755)
    (finished / f"{article.slug}.txt").write_bytes(article.content or article.raw.encode())
    if notebooks:
        from utils import rerun

        rerun.write(finished, article, VERSION, tell)
    from utils import findings, overview  # slow, and only where the text could be read

    step = progress(tell)
    step(0)
    given = findings.case(article, VERSION)
    _write_findings(given.chosen, finished)
    step(1)
    drawings = overview.four(given.chosen)
    for drawn in drawings:
        _put(finished / "figures" / f"{drawn.name}.png", drawn.png)
        _put(finished / "figures" / f"{drawn.name}.svg", drawn.svg)
    step(2)
    files = sorted(p.relative_to(finished).as_posix() for p in finished.rglob("*") if p.is_file())
    report = overview.html(given, drawings, files)
    (finished / "report.html").write_text(report, encoding="utf-8", newline="\n")


def progress(tell: Callable[[str], None]) -> Callable[[int], None]:
    """Return a function that tells which of `STEPS` begins, with a bar and, once a step has passed, the time left."""
    began = time.monotonic()

    def step(number: int) -> None:
        done = sum(share for _, share in STEPS[:number])
        bar = "#" * round(BAR * done)
        left = f", about {(time.monotonic() - began) * (1 - done) / done:.0f} s left" if done else ""
        tell(f"[{bar:-<{BAR}}] {number + 1} of {len(STEPS)}: {STEPS[number][0]}{left} ...")

    return step


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _write_findings(analysis: walk.Analysis, folder: Path) -> None:
    from utils import claims, qda

    analysis.write(folder / "tables")
    standing = analysis.claims[analysis.claims["status"] != "undecidable"]
    annotations = claims.to_annotations(standing, analysis.attributions, analysis.article)
    lines = json.dumps(annotations, indent=1, ensure_ascii=False) + "\n"
    (folder / "annotations.jsonld").write_text(lines, encoding="utf-8", newline="\n")
    (folder / f"{analysis.article.slug}.qdpx").write_bytes(qda.project(analysis))
