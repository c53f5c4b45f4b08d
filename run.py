#!/usr/bin/env python3
"""Set up and run Anatomy of an Article.

    python run.py             execute every notebook in a fresh kernel and store the outputs
    python run.py test        run the whole test suite (further words go to pytest)
    python run.py check       execute again; fail where a stored output is not what the code gives
    python run.py lab         open the notebooks in JupyterLab

The first run makes .venv and installs the exact packages of requirements.lock into it, unless the active conda or
virtual environment already has this project installed. Needs Python 3.11 to 3.13, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import json
import os
import platform
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

ROOT = Path(__file__).resolve().parent
NOTEBOOKS = ROOT / "notebooks"
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECT = "anatomy-of-an-article"
IN_VENV = "ANATOMY_IN_VENV"  # set for the second start, from .venv, so that there is no third
IMAGE_TOLERANCE = 0.005  # share of pixels that may differ visibly where fonts or platforms differ
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class Stop(SystemExit):
    """One sentence for the reader, and exit code 2."""

    def __init__(self, message: str) -> None:
        """Print the sentence to standard error."""
        print(message, file=sys.stderr)
        super().__init__(2)


# ---------------------------------------------------------------- the environment


def is_own() -> bool:
    """Return whether this Python is that of .venv."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_ready() -> bool:
    """Return whether this Python is an environment that has this very folder installed, with the packages of today."""
    isolated = sys.prefix != sys.base_prefix or (Path(sys.prefix) / "conda-meta").is_dir()
    if not isolated or (is_own() and not is_current()):
        return False
    origins = (found.read_text("direct_url.json") for found in importlib.metadata.distributions(name=PROJECT))
    urls = (json.loads(origin)["url"] for origin in origins if origin)
    return any(u.startswith("file:") and Path(url2pathname(urlparse(u).path)).resolve() == ROOT for u in urls)


def wanted() -> str:
    """Return a digest of what .venv must hold."""
    parts = [(ROOT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode(), sys.version.encode()])).hexdigest()


def is_current() -> bool:
    """Return whether .venv was finished for the present lock."""
    return PYTHON.is_file() and STAMP.is_file() and STAMP.read_text() == wanted()


def set_up() -> Path:
    """Make .venv where it is missing or out of date, and return its Python."""
    if is_current():
        return PYTHON
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        here = platform.python_version()
        raise Stop(f"This collection runs on Python 3.11 to 3.13; this is {here}: start it with one of those.")
    print("Setting up .venv (once; about 800 MB) ...", flush=True)
    if not is_own() and subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Stop(
            "No environment could be made (see above): on Debian and Ubuntu install python3-venv, then run this."
        )
    STAMP.unlink(missing_ok=True)
    install(PYTHON)
    kernel = ["ipykernel", "install", "--prefix", VENV, "--name", PROJECT, "--display-name", "Anatomy of an Article"]
    subprocess.check_call([PYTHON, "-m", *kernel], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    STAMP.write_text(wanted())
    return PYTHON


def install(python: Path) -> None:
    """Install the locked packages and this project into .venv, with uv where pip can get it."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--link-mode", "copy"]
    steps = (["-r", "requirements.lock"], ["--no-deps", "--editable", "."])
    quick = not subprocess.call([*pip, "uv"]) and not any(subprocess.call([*uv, *step], cwd=ROOT) for step in steps)
    if not quick and any(subprocess.call([*pip, *step], cwd=ROOT) for step in steps):
        raise Stop("The packages could not be installed (see above): check the network connection and run this again.")


# ---------------------------------------------------------------- the notebooks


def notebook_paths() -> list[Path]:
    """Return every notebook, solutions included."""
    return sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("solutions/*.ipynb"))


def execute(path: Path):
    """Return the notebook with the outputs of a fresh kernel; Stop, naming the cell, where one fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

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
        raise Stop(f"{path.name} stopped:\n{error}") from error
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    return notebook


def execute_all(paths: list[Path]) -> list:
    """Return the executed notebooks, two at a time."""
    os.environ.update(PYTHONHASHSEED="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="agg")
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(execute, paths))


def is_reference_platform() -> bool:
    """Return whether stored outputs must come out to the byte: the lock on Linux, x86-64, Python 3.11."""
    return is_own() and (platform.system(), platform.machine(), sys.version_info[:2]) == ("Linux", "x86_64", (3, 11))


_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


def same_image(stored: str, fresh: str, exactly: bool) -> bool:
    """Return whether two base64 PNGs show the same: to the byte, or within the tolerance."""
    if stored.split() == fresh.split():
        return True
    if exactly:
        return False
    import matplotlib.image
    import numpy

    a, b = (matplotlib.image.imread(io.BytesIO(base64.b64decode(data)), format="png") for data in (stored, fresh))
    return a.shape == b.shape and float((numpy.abs(a - b).max(axis=-1) > 0.25).mean()) <= IMAGE_TOLERANCE


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


def parts(cell) -> list[tuple[str, str]]:
    """Return the outputs of a cell as (kind, content)."""
    found = []
    for output in cell.get("outputs", []):
        found += sorted((mime, str(data)) for mime, data in output.get("data", {}).items())
        if output.output_type == "error":
            found.append(("error", f"{output.ename}: {output.evalue}"))
        if "text" in output:
            found.append((output.name, output.text))
    return found


def differences(name: str, stored, fresh, exactly: bool) -> list[str]:
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


# ---------------------------------------------------------------- the verbs


def notebooks(names: list[str]) -> int:
    """Execute the notebooks (all, or those whose names start so) and store their outputs."""
    import nbformat

    paths = [p for p in notebook_paths() if not names or any(p.name.startswith(name) for name in names)]
    if not paths:
        raise Stop(
            f"No notebook is called {' or '.join(names)}: there are {', '.join(p.stem for p in notebook_paths())}."
        )
    for path, notebook in zip(paths, execute_all(paths), strict=True):
        unfinished = path.with_suffix(".part")
        unfinished.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        unfinished.replace(path)
        print(
            f"{path.relative_to(ROOT).as_posix()}: {sum(c.cell_type == 'code' for c in notebook.cells)} code cells run"
        )
    return 0


def check(_: list[str]) -> int:
    """Execute the notebooks and compare with what is stored, which stays as it is."""
    import nbformat

    paths, exactly = notebook_paths(), is_reference_platform()
    found = [
        line
        for path, fresh in zip(paths, execute_all(paths), strict=True)
        for line in differences(path.name, nbformat.read(path, as_version=4), fresh, exactly)
    ]
    rule = "to the byte" if exactly else f"text exactly, images but for {IMAGE_TOLERANCE:.1%} of their pixels"
    print("\n".join(found) or f"{len(paths)} notebooks give what they store ({rule}).")
    return 1 if found else 0


def test(options: list[str]) -> int:
    """Run the test suite."""
    return subprocess.call([sys.executable, "-m", "pytest", *options], cwd=ROOT)


def lab(options: list[str]) -> int:
    """Open JupyterLab in the notebooks' folder."""
    return subprocess.call([sys.executable, "-m", "jupyter", "lab", "--notebook-dir", str(NOTEBOOKS), *options])


VERBS = {"notebooks": notebooks, "check": check, "test": test, "lab": lab}


def main(words: list[str]) -> int:
    """Run one verb in an environment that has the project."""
    verb = words[0] if words else "notebooks"
    if verb not in VERBS:
        raise Stop(f"There is no command {verb!r}: use one of {', '.join(VERBS)}.")
    if is_ready():
        os.environ.pop(IN_VENV, None)
        return VERBS[verb](words[1:])
    if IN_VENV in os.environ:
        raise Stop("The environment in .venv is broken: delete the folder .venv and run this again.")
    return subprocess.call([str(set_up()), str(ROOT / "run.py"), *words], env={**os.environ, IN_VENV: "1"})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
