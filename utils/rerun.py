"""The notebooks run on another article, in two kernels, without what speaks of the worked example."""

from __future__ import annotations

import base64
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import nbformat
import papermill
from jupyter_client import AsyncKernelManager
from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from utils.article import Article
from utils.page import CAVEAT

ROOT = Path(__file__).resolve().parents[1]
NOT_RUN = ("00", "06", "07")  # a class codes the worked example; two texts are compared; many are read
LEFT_OUT = "worked-example"
SEED = 2021
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


class RerunError(RuntimeError):
    """What stopped a notebook on an article that could be read, in one sentence."""


class Executed(NamedTuple):
    """A notebook that was run on the article: its file name, cells, how many were left out, its figures as files.

    `page` is the annotated page as a PNG, if it is one of the figures.
    """

    name: str
    notebook: NotebookNode
    left_out: int
    figures: dict[str, bytes]
    page: bytes


def write(finished: Path, article: Article, version: str, tell: Callable[[str], None]) -> None:
    """Run the notebooks on the article that lies in `finished` as <slug>.txt, and put them and their figures there.

    Without the cells tagged `worked-example` and without exercises; `tell` is given a line for each. RerunError, naming
    the cell, where one stops.
    """
    (finished / "notebooks").mkdir()
    paths = [p for p in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) if not p.name.startswith(NOT_RUN)]
    with _running(paths, article, version, finished.resolve(), tell) as running:
        executed = _collected(running)
    for ran in executed:
        _write_notebook(ran, finished)


def _write_notebook(ran: Executed, folder: Path) -> None:
    for name, content in ran.figures.items():
        (folder / "figures").mkdir(exist_ok=True)
        (folder / "figures" / name).write_bytes(content)
    if ran.page:
        (folder / "annotated_page.png").write_bytes(ran.page)
    text = nbformat.writes(ran.notebook) + "\n"
    (folder / "notebooks" / ran.name).write_text(text, encoding="utf-8", newline="\n")


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
    paths: list[Path], article: Article, version: str, folder: Path, tell: Callable[[str], None]
) -> Iterator[list[Future[list[Executed]]]]:
    """Yield two kernels' work on the notebooks; where anything stops, no further notebook is begun or waited for."""
    queue = deque(paths)
    pool = ThreadPoolExecutor(max_workers=AT_A_TIME)
    with _environment():
        try:
            yield [pool.submit(_work, queue, article, version, folder, tell) for _ in range(AT_A_TIME)]
        finally:
            queue.clear()
            pool.shutdown(wait=False)


def _work(
    queue: deque[Path], article: Article, version: str, folder: Path, tell: Callable[[str], None]
) -> list[Executed]:
    """Run notebooks of the queue until it is empty in one kernel, whose names are all forgotten before each."""
    kernel = AsyncKernelManager(kernel_name="python3")
    done = []
    try:
        while True:
            try:
                path = queue.popleft()
            except IndexError:  # none is left, or the other kernel took the last one
                break
            done.append(execute(path, article, version, folder, kernel))
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


def execute(path: Path, article: Article, version: str, folder: Path, kernel: AsyncKernelManager) -> Executed:
    """Return a notebook run on the article that lies in `folder`; RerunError, naming the cell, where it stops.

    Starting Python and importing the packages takes longer than most notebooks, so a kernel may have run others
    before: their names are forgotten first.
    """
    notebook, left_out = prepared(nbformat.read(path, as_version=4))
    notebook.cells.insert(0, _FORGET)
    here, there = (folder / f"{article.slug}.txt").as_posix(), f"../{article.slug}.txt"
    try:
        done = papermill.execute_notebook(
            notebook, None, {"ARTICLE": here, "VERSION": version, "SEED": SEED}, kernel_name="python3",
            progress_bar=False, record_timing=False, coalesce_streams=True, execution_timeout=TIMEOUT_SECONDS,
            extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(path.parent)}}, km=kernel,
        )  # fmt: skip
    except PapermillExecutionError as error:
        told = " ".join(f"{error.ename}: {error.evalue}".split())
        raise RerunError(f"{path.name} stopped at its code cell {error.exec_count} ({told[:300]}).") from error
    except TimeoutError as error:
        raise RerunError(f"{path.name} took more than {TIMEOUT_SECONDS} seconds for one cell.") from error
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
