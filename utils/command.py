"""The verbs of `python run.py`: each reads its words, does its work or says one sentence, and returns an exit code."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from utils import environment
from utils.environment import NOTEBOOKS, ROOT, Stop

IN_VENV = "ANATOMY_IN_VENV"  # set for the second start, from the environment, so that there is no third
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
    said = f"All notebooks give what they store, and so do their derived tables ({rule})."
    print("\n".join(found) or said)
    execution.remember(f"{len(found)} cells or tables differ from what is stored." if found else said)
    return 1 if found else 0


def test(options: list[str]) -> int:
    """Run the test suite, or with --browser the notebooks in JupyterLab and reports, driven in Chromium."""
    if "--browser" in options:
        driven = ["tests/browser/run_all.py", "tests/browser/run_report.py", "tests/browser/run_site.py", "-s"]
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

    spare_a_grammar()
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


def site(words: list[str]) -> int:
    """Build the site from the stored outputs; nothing is run."""
    options = Options(prog="python run.py site", allow_abbrev=False)
    options.add_argument("--to", type=Path, metavar="FOLDER", help="where the folder site/ goes; output/ if not given")
    given = options.parse_args(words)
    environment.ensure("site", ("sphinx", "myst_nb", "furo"))
    spare_a_grammar()
    from utils import site as pages
    from utils.article import ArticleError

    try:
        place = pages.build(given.to)
    except (ArticleError, OSError) as error:
        raise Stop(str(error)) from None
    print(f"Site: {place / 'index.html'}; the page to code on: {place / 'code.html'}")
    return 0


def agreement(words: list[str]) -> int:
    """Say how far coders agree, from the files that they saved."""
    options = Options(prog="python run.py agreement", allow_abbrev=False)
    options.add_argument("files", nargs="+", metavar="FILE", help=".json of the page to code on, or .qdpx")
    options.add_argument("--to", type=Path, metavar="FOLDER", help="where the folder agreement/ goes")
    options.add_argument("--text", type=Path, metavar="FILE", help="the text, where the annotations don't hold it")
    given = options.parse_args(words)
    from utils import agreement as classes
    from utils.article import ArticleError
    from utils.loading import load_article

    try:
        text = load_article(given.text).raw if given.text else None
        place = classes.write(given.files, given.to, text)
    except ArticleError as error:
        raise Stop(str(error)) from None
    print(f"Agreement: {place / 'report.html'}")
    return 0


def spare_a_grammar() -> None:
    """Keep jsonschema, by which notebooks are checked, from building a grammar of web addresses for three seconds."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def lab(options: list[str]) -> int:
    """Open JupyterLab in the notebooks' folder."""
    return subprocess.call([sys.executable, "-m", "jupyter", "lab", "--notebook-dir", str(NOTEBOOKS), *options])


def benchmarks(options: list[str]) -> int:
    """Measure the methods on the corpora of a reader's folder and write data/benchmarks/."""
    return subprocess.call([sys.executable, str(ROOT / "data" / "benchmarks" / "recompute.py"), *options])


def ready(_: list[str]) -> int:
    """Say in one line whether everything is here, or what is missing; nothing is installed and no network is used."""
    started = time.monotonic()
    found = environment.missing_packages() + environment.missing_files()
    found = found or broken_walk()
    if found:
        more = f", and {len(found) - 5} more" if len(found) > 5 else ""
        print(f"Not ready: {'; '.join(found[:5])}{more}.", file=sys.stderr)
        return 1
    files = len(environment.described((ROOT / "data/README.md").read_text(encoding="utf-8")))
    took = time.monotonic() - started
    books = len(list(NOTEBOOKS.rglob("[0-9]*.ipynb")))
    print(f"Ready: all packages, {files} data files and {books} notebooks; one article analysed; {took:.0f} seconds.")
    return 0


def broken_walk() -> list[str]:
    """Return a line where the worked example can't be analysed."""
    try:
        from utils import walk
        from utils.loading import load_article

        found = walk.analyse(load_article(ROOT / "data/articles/putin_khan_call.txt"))
        return [] if len(found.claims) else ["the analysis of the worked example finds no claims"]
    except Exception as error:  # whatever it is, the teacher needs one sentence
        return [f"the analysis of the worked example stops ({type(error).__name__}: {error})"]


class Options(argparse.ArgumentParser):
    """A reader of options that says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence and how the command is used, and end with exit code 2."""
        raise Stop(f"{message[:1].upper()}{message[1:]}: {' '.join(self.format_usage().split())}.")


def corpus(words: list[str]) -> int:
    """Read many texts into a folder of Parquet files; what is finished is skipped."""
    options = Options(prog="python run.py corpus", allow_abbrev=False)
    options.add_argument("source", metavar="SOURCE", help="a folder, a glob, a .jsonl or a .parquet file")
    options.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where the tables go")
    engine = options.add_mutually_exclusive_group()
    engine.add_argument("--workers", type=int, default=0, metavar="N", help="processes here; all cores if not given")
    engine.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster, as tcp://host:8786")
    engine.add_argument("--shard", metavar="k/n", help="this process does every nth shard, beginning with the kth")
    given = options.parse_args(words)
    part = None
    if given.shard is not None:
        told = re.fullmatch(r"(\d{1,6})/(\d{1,6})", given.shard)
        part = (int(told[1]), int(told[2])) if told else (0, 0)
        if not 1 <= part[0] <= part[1]:
            raise Stop(f"--shard wants k/n with k from 1 to n, as 3/100, not {given.shard!r}.")
    environment.ensure("corpus", ("distributed", "pyarrow", "duckdb"))
    from utils import corpus as many
    from utils.article import ArticleError

    try:
        done = many.run(given.source, given.out, workers=given.workers, scheduler=given.scheduler, shard=part)
    except ArticleError as error:
        raise Stop(str(error)) from None
    except (RuntimeError, OSError) as error:
        raise Stop(f"{error} What was finished is kept: run the same command again to go on.") from None
    except KeyboardInterrupt:
        print("Interrupted: what was finished is kept; the same command goes on.", file=sys.stderr)
        return 130
    read = f"{done['articles']:,} articles read, {done['failures']:,} failed (table failures)"
    print(f"{read}, {done['skipped']:,} were there already: {given.out}")
    return 0


VERBS = {
    "notebooks": notebooks, "check": check, "test": test, "article": article, "lab": lab, "ready": ready,
    "benchmarks": benchmarks, "compare": compare, "corpus": corpus, "site": site, "agreement": agreement,
}  # fmt: skip


def main(words: list[str], usage: str) -> int:
    """Run one verb in an environment that has the project."""
    verb = words[0] if words else "notebooks"
    if verb in {"-h", "--help", "help"}:
        print(usage)
        return 0
    if verb not in VERBS:
        raise Stop(f"There is no command {verb!r}: use one of {', '.join(VERBS)}.")
    if environment.is_ready():
        os.environ.pop(IN_VENV, None)
        return VERBS[verb](words[1:])
    if verb == "ready" and not environment.is_current():
        print(
            f"Not ready: no finished {environment.VENV.name} for this Python: with a network, run python run.py once.",
            file=sys.stderr,
        )
        return 1
    if IN_VENV in os.environ:
        name = environment.VENV.name
        raise Stop(f"The environment in {name} is broken: delete the folder {name} and run this again.")
    command = [str(environment.set_up()), str(ROOT / "run.py"), *words]
    if os.name == "posix":  # the same process goes on, so that whoever stops it stops the work
        sys.stdout.flush()
        os.execve(command[0], command, {**os.environ, IN_VENV: "1"})
    return subprocess.call(command, env={**os.environ, IN_VENV: "1"})
