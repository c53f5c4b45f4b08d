"""A report on any article: every notebook run on it, and all tables, figures and annotations in one folder."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import nbformat
import papermill
from jupyter_client import AsyncKernelManager
from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from utils.article import Article, ArticleError
from utils.loading import load_article

if TYPE_CHECKING:
    from utils import walk

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "output"
NOT_RUN = ("00", "06")  # a class codes the worked example; two texts are compared
LEFT_OUT = "worked-example"
VERSION = "stripped"
PARAMETERS = {"VERSION": VERSION, "SEED": 2021}
NEEDED_BYTES = 100_000_000
AT_A_TIME = 2
TIMEOUT_SECONDS = 900
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "ANATOMY_WITHOUT_STUDENTS": "1",
    "ANATOMY_SVG": "1",  # see display.figure
}
CAVEAT = (
    "One article, as it was scraped. Results describe this text under these rules. They show nothing about the "
    "writer's intent, the outlet, the people, states and groups that it names, media bias or effects on readers."
)


class ReportError(RuntimeError):
    """What stopped a report on an article that could be read, in one sentence."""


class Executed(NamedTuple):
    """A notebook that was run on the article: its file name, cells, how many were left out, its figures as files.

    `page` is the annotated page as a PNG, if it is one of the figures.
    """

    name: str
    notebook: NotebookNode
    left_out: int
    figures: dict[str, bytes]
    page: bytes


def write(
    source: str | Path | Article, folder: Path | None = None, *, tell: Callable[[str], None] = lambda line: None
) -> Path:
    """Return the folder <folder>/<slug>/ with the whole walk on one article; `folder` is output/ if not given.

    `source` is a path, a URL, "-" for standard input, or an Article. The folder holds report.html (one file, nothing
    else needed), tables/*.csv, figures/*.png and *.svg, annotations.jsonld (W3C Web Annotation), annotated_page.png,
    the article's own bytes, and notebooks/ as they were run on it, without the cells tagged `worked-example` and
    without exercises. `tell` is given a line of progress at a time. The folder appears whole at the end, in the place
    of an older report, or not at all; the same article gives the same bytes.
    Raises ArticleError where the article can't be read or the folder can't be written, before any notebook starts;
    ReportError where a notebook stops.
    What it can't do: apply a reader's repair table; read more than `loading.load_article` reads.
    """
    article = source if isinstance(source, Article) else load_article(source)
    check_text(article)
    tell(f"{article.slug}: {len(article.raw.split()):,} words, read as {article.encoding}")
    return put_whole((folder or OUTPUT) / article.slug, lambda build: _fill(build, article, tell))


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


def _fill(build: Path, article: Article, tell: Callable[[str], None]) -> None:
    finished = build / "finished"
    (finished / "notebooks").mkdir(parents=True)
    finished.chmod(0o755)
    (finished / f"{article.slug}.txt").write_bytes(article.content or article.raw.encode())
    paths = [p for p in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) if not p.name.startswith(NOT_RUN)]
    with _running(paths, article, finished.resolve(), tell) as running:
        from utils import page, walk  # slow, and only now, when the kernels are on their way already

        analysis = walk.analyse(article, VERSION)
        _write_findings(analysis, finished)
        executed = _collected(running)
    for ran in executed:
        _write_notebook(ran, finished)
    sections = [page.Section(Path(ran.name).stem, ran.notebook.cells, ran.left_out) for ran in executed]
    files = sorted(p.relative_to(finished).as_posix() for p in finished.rglob("*") if p.is_file())
    report = page.html(analysis, sections, CAVEAT, files)
    (finished / "report.html").write_text(report, encoding="utf-8", newline="\n")


def _write_findings(analysis: walk.Analysis, folder: Path) -> None:
    from utils import claims

    analysis.write(folder / "tables")
    standing = analysis.claims[analysis.claims["status"] != "undecidable"]
    annotations = claims.to_annotations(standing, analysis.attributions, analysis.article)
    lines = json.dumps(annotations, indent=1, ensure_ascii=False) + "\n"
    (folder / "annotations.jsonld").write_text(lines, encoding="utf-8", newline="\n")


def _write_notebook(ran: Executed, folder: Path) -> None:
    (folder / "figures").mkdir(exist_ok=True)
    for name, content in ran.figures.items():
        (folder / "figures" / name).write_bytes(content)
    if ran.page:
        (folder / "annotated_page.png").write_bytes(ran.page)
    text = nbformat.writes(ran.notebook) + "\n"
    (folder / "notebooks" / ran.name).write_text(text, encoding="utf-8", newline="\n")


# ---------------------------------------------------------------- the notebooks


@contextmanager
def _environment() -> Iterator[None]:
    """Give kernels that start now what makes their outputs the same every time."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


@contextmanager
def _running(
    paths: list[Path], article: Article, folder: Path, tell: Callable[[str], None]
) -> Iterator[list[Future[list[Executed]]]]:
    """Yield two kernels' work on the notebooks; where anything stops, no further notebook is begun or waited for."""
    queue = deque(paths)
    pool = ThreadPoolExecutor(max_workers=AT_A_TIME)
    with _environment():
        try:
            yield [pool.submit(_work, queue, article, folder, tell) for _ in range(AT_A_TIME)]
        finally:
            queue.clear()
            pool.shutdown(wait=False)


def _work(queue: deque[Path], article: Article, folder: Path, tell: Callable[[str], None]) -> list[Executed]:
    """Run notebooks of the queue until it is empty in one kernel, whose names are all forgotten before each."""
    kernel = AsyncKernelManager(kernel_name="python3")
    done = []
    try:
        while True:
            try:
                path = queue.popleft()
            except IndexError:  # none is left, or the other kernel took the last one
                break
            done.append(execute(path, article, folder, kernel))
            tell(_line(done[-1]))
    finally:
        if kernel.has_kernel:
            run_sync(kernel.shutdown_kernel)(now=True)
    return done


def _line(ran: Executed) -> str:
    run = sum(cell.cell_type == "code" for cell in ran.notebook.cells)
    return f"{ran.name}: {run} code cells run, {ran.left_out} cells on the worked example left out"


def _collected(running: list[Future[list[Executed]]]) -> list[Executed]:
    """Return the notebooks in their order; raises at once what stopped one of them."""
    for future in wait(running, return_when=FIRST_EXCEPTION).done:
        future.result()
    return sorted((ran for future in running for ran in future.result()), key=lambda ran: ran.name)


_FORGET = nbformat.v4.new_code_cell("get_ipython().reset()", metadata={"tags": []}, id="forget")


def execute(path: Path, article: Article, folder: Path, kernel: AsyncKernelManager) -> Executed:
    """Return a notebook run on the article that lies in `folder`; ReportError, naming the cell, where it stops.

    Starting Python and importing the packages takes longer than most notebooks, so a kernel may have run others
    before: their names are forgotten first.
    """
    notebook, left_out = prepared(nbformat.read(path, as_version=4))
    notebook.cells.insert(0, _FORGET)
    here, there = (folder / f"{article.slug}.txt").as_posix(), f"../{article.slug}.txt"
    try:
        done = papermill.execute_notebook(
            notebook, None, {"ARTICLE": here, **PARAMETERS}, kernel_name="python3",
            progress_bar=False, record_timing=False, coalesce_streams=True, execution_timeout=TIMEOUT_SECONDS,
            extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(path.parent)}}, km=kernel,
        )  # fmt: skip
    except PapermillExecutionError as error:
        told = " ".join(f"{error.ename}: {error.evalue}".split())
        raise ReportError(f"{path.name} stopped at its code cell {error.exec_count} ({told[:300]}).") from error
    except TimeoutError as error:
        raise ReportError(f"{path.name} took more than {TIMEOUT_SECONDS} seconds for one cell.") from error
    del done.cells[0]
    for cell in done.cells:
        cell.source = cell.source.replace(here, there)
    return Executed(path.name, settled(done), left_out, _figure_files(path.name[:2], done), _page(done))


def prepared(notebook: NotebookNode) -> tuple[NotebookNode, int]:
    """Return a notebook for another article, without outputs, and how many cells of the worked example it lost.

    Exercises and what follows them (saving to data/derived/) are left out too.
    """
    lesson = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## Exercises"):
            break
        lesson.append(cell)
    kept = [_bare(cell) for cell in lesson if LEFT_OUT not in cell.metadata.get("tags", [])]
    metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    made = nbformat.v4.new_notebook(cells=kept, metadata=metadata)
    return made, len(lesson) - len(kept)


def _bare(cell: NotebookNode) -> NotebookNode:
    bare = nbformat.from_dict({**cell, "metadata": {"tags": list(cell.metadata.get("tags", []))}})
    if cell.cell_type == "code":
        bare.update(outputs=[], execution_count=None)
    else:
        bare.source = re.sub(r"One damaged copy of .*effects on readers\.", CAVEAT, bare.source)
    return bare


def settled(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook without times, places, random ids and drawings that a notebook can't show."""
    notebook.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    code = count(1)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            cell.execution_count = next(code)
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        cell["id"] = f"cell-{number:03d}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
            if "execution_count" in output:
                output.execution_count = cell.execution_count
    return notebook


def _figure_files(prefix: str, notebook: NotebookNode) -> dict[str, bytes]:
    """Return the notebook's figures as PNG and SVG, by file name, and take the SVG out of its outputs."""
    files = {}
    for number, (_, data) in enumerate(_pictures(notebook), 1):
        files[f"{prefix}_{number}.png"] = base64.b64decode(data["image/png"])
        files[f"{prefix}_{number}.svg"] = data.pop("image/svg+xml", "").encode()
    return {name: content for name, content in files.items() if content}


def _page(notebook: NotebookNode) -> bytes:
    """Return the PNG of the figure that `figures.annotated_page` drew, empty where it is none of this notebook's."""
    return next(
        (base64.b64decode(d["image/png"]) for c, d in _pictures(notebook) if "annotated_page(" in c.source), b""
    )


def _pictures(notebook: NotebookNode) -> list[tuple[NotebookNode, NotebookNode]]:
    """Return each output that is a PNG, with its cell."""
    return [(c, o.data) for c in notebook.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
