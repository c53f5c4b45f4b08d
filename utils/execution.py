"""Notebooks executed in fresh kernels, and held against what is stored, outputs and derived tables alike."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.image
import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from utils import environment, tables

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CHECKED = NOTEBOOKS.parent / "output" / "check.json"
IMAGE_TOLERANCE = 0.005  # share of pixels that may differ visibly where fonts or platforms differ


class NotebookError(Exception):
    """A cell of a notebook stopped; the message names the notebook and holds the traceback."""


def notebook_paths() -> list[Path]:
    """Return every notebook, solutions included."""
    return sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("solutions/*.ipynb"))


def execute(path: Path) -> NotebookNode:
    """Return the notebook with the outputs of a fresh kernel; NotebookError where a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", record_timing=False, coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookError(f"{path.name} stopped:\n{error}") from error
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    return notebook


def execute_all(paths: Sequence[Path]) -> list[NotebookNode]:
    """Return the executed notebooks, two at a time."""
    os.environ.update(PYTHONHASHSEED="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="agg")
    os.environ["ANATOMY_WITHOUT_STUDENTS"] = "1"  # stored outputs hold no reader's own coding: see utils/coding.py
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(execute, paths))


def is_reference_platform() -> bool:
    """Return whether stored outputs must come out to the byte: Linux, x86-64, Python 3.11 to 3.13, with the lock."""
    known = (3, 11) <= sys.version_info[:2] <= (3, 13)
    own = Path(sys.prefix).resolve() == environment.VENV.resolve()
    return own and (platform.system(), platform.machine()) == ("Linux", "x86_64") and known


def remember(words: str) -> None:
    """Write what a check said to output/check.json, with the date, the Python that asked and the notebooks' digest."""
    CHECKED.parent.mkdir(exist_ok=True)
    told = {"date": date.today().isoformat(), "python": platform.python_version(), "words": words, "of": _digest()}
    CHECKED.write_text(json.dumps(told) + "\n", encoding="utf-8")


def last_check() -> dict[str, str] | None:
    """Return date, python and words of the last check of these very notebooks here; None where there was none."""
    told = json.loads(CHECKED.read_text(encoding="utf-8")) if CHECKED.is_file() else {}
    return told if told.get("of") == _digest() else None


def _digest() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in notebook_paths())).hexdigest()


_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


def same_image(stored: str, fresh: str, exactly: bool) -> bool:
    """Return whether two base64 PNGs show the same: to the byte, or within the tolerance."""
    if stored.split() == fresh.split():
        return True
    if exactly:
        return False
    a, b = (matplotlib.image.imread(io.BytesIO(base64.b64decode(data)), format="png") for data in (stored, fresh))
    return a.shape == b.shape and float((np.abs(a - b).max(axis=-1) > 0.25).mean()) <= IMAGE_TOLERANCE


def same(mime: str, stored: str, fresh: str, exactly: bool) -> bool:
    """Return whether two outputs of one kind agree: text exactly, PNGs (also inside HTML) as pictures."""
    if mime == "image/png":
        return same_image(stored, fresh, exactly)
    pictures = _PNG.findall(stored), _PNG.findall(fresh)
    return (
        _PNG.sub("", stored) == _PNG.sub("", fresh)
        and len(pictures[0]) == len(pictures[1])
        and all(same_image(a, b, exactly) for a, b in zip(*pictures, strict=True))
    )


def parts(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return the outputs of a cell as (kind, content)."""
    found = []
    for output in cell.get("outputs", []):
        found += sorted((mime, str(data)) for mime, data in output.get("data", {}).items())
        shown = output.get("metadata", {}).get("shown")
        found += [("numbers shown", json.dumps(shown, sort_keys=True))] if shown else []
        if output.output_type == "error":
            found.append(("error", f"{output.ename}: {output.evalue}"))
        if "text" in output:
            found.append((output.name, output.text))
    return found


def differences(name: str, stored: NotebookNode, fresh: NotebookNode, exactly: bool) -> list[str]:
    """Return a line for each cell whose stored outputs are not the fresh ones."""
    found = []
    for number, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True), 1):
        was, now = parts(old), parts(new)
        if [mime for mime, _ in was] != [mime for mime, _ in now]:
            found.append(f"{name}, cell {number}: stores {[m for m, _ in was]}, gives {[m for m, _ in now]}")
            continue
        for (mime, a), (_, b) in zip(was, now, strict=True):
            if not same(mime, a, b, exactly):
                found.append(f"{name}, cell {number}, {mime}: {first_difference(a, b)}")
    return found


def first_difference(stored: str, fresh: str) -> str:
    """Return the first stretch where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(stored, fresh)) if a != b), min(len(stored), len(fresh)))  # noqa: B905
    window = slice(max(0, at - 30), at + 30)
    return f"stores {stored[window]!r}, gives {fresh[window]!r}"


def derived_differences(stored: Path, fresh: Path, exactly: bool) -> list[str]:
    """Return a line for each file under `stored` or `fresh` that the other has not, or has with other content."""
    names = sorted({p.relative_to(folder).as_posix() for folder in (stored, fresh) for p in _files(folder)})
    found = []
    for name in names:
        old, new = stored / name, fresh / name
        if not (old.is_file() and new.is_file()):
            found.append(f"derived/{name}: {'written, not stored' if new.is_file() else 'stored, not written'}")
        elif old.suffix == ".png":
            if not same_image(_base64(old), _base64(new), exactly):
                found.append(f"derived/{name}: another picture")
        elif old.read_bytes() != new.read_bytes():
            found.append(f"derived/{name}: {first_difference(old.read_text('utf-8'), new.read_text('utf-8'))}")
    return found


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def check(exactly: bool) -> list[str]:
    """Execute every notebook and return a line for each stored output or derived table that is not what comes out.

    Nothing that is stored changes: the notebooks write their tables to a folder of their own, which goes afterwards.
    """
    paths = notebook_paths()
    with TemporaryDirectory() as folder:
        os.environ[tables.DERIVED] = folder
        try:
            fresh = execute_all(paths)
        finally:
            del os.environ[tables.DERIVED]
        names = [path.relative_to(NOTEBOOKS).as_posix() for path in paths]
        stored = [nbformat.read(path, as_version=4) for path in paths]
        outputs = [differences(*one, exactly) for one in zip(names, stored, fresh, strict=True)]
        return [line for lines in outputs for line in lines] + derived_differences(
            tables.DATA / "derived", Path(folder), exactly
        )
