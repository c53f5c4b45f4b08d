"""Sphinx, myst-nb and furo make the site from the stored outputs; nothing is run and nothing is fetched."""

from __future__ import annotations

import base64
import json
import logging
import re
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from utils import execution, report
from utils.article import ArticleError
from utils.site.handout import coding_page, sheet_page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEXTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "CITATION.cff", "environment.yml")
_SHORT = {"00": "Read and code", "01": "Clean", "02": "Claims", "03": "Sentiment", "04": "Framing", "05": "The reading",
          "06": "Two texts", "07": "Many articles", "08": "The unsaid"}  # fmt: skip
OPTIONS: dict[str, Any] = {
    "project": "Anatomy of an Article",
    "author": "The founders of Anatomy of an Article",
    "extensions": ["myst_nb", "sphinx.ext.autodoc"],
    "html_theme": "furo",
    "html_title": "Anatomy of an Article",
    "html_static_path": ["_static"],
    "html_css_files": ["site.css"],
    "html_show_sourcelink": False,
    "html_show_search_summary": False,  # it would fetch pages, which a file may not
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},  # the default fetches scripts
    "myst_heading_anchors": 3,
    "autodoc_member_order": "bysource",
    "autodoc_typehints": "signature",
    "suppress_warnings": ["misc.highlighting_failure", "mystnb.unknown_mime_type"],
}


def build(folder: Path | None = None) -> Path:
    """Return <folder>/site/ with the site, whole or not at all; `folder` is output/ if not given.

    The notebooks stand as they are stored, solutions included; code.html is the page to code on, also alone as a file
    to hand out, sheet.html the eight sentences of notebook 00 to print. Nothing is executed, and the pages load nothing
    from elsewhere. ArticleError where the folder can't be written or Sphinx stops. What it can't do: tell
    whether the stored outputs are still what the code gives, which `python run.py check` does; the page on the state
    says when that was last asked here.
    """
    place = (folder or report.OUTPUT) / "site"
    if place.exists() and not (place / "objects.inv").is_file():
        raise ArticleError(f"{place} is there and is no site: move it away or name another folder with --to.")
    with TemporaryDirectory() as work:
        source, made = Path(work) / "source", Path(work) / "site"
        _sources(source)
        _sphinx(source, made, Path(work) / "trees")
        (made / "code.html").write_text(coding_page(), encoding="utf-8", newline="\n")
        (made / "sheet.html").write_text(sheet_page(), encoding="utf-8", newline="\n")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made, place)
    return place


def _sphinx(source: Path, made: Path, trees: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError

    logging.getLogger("markdown_it").setLevel(logging.ERROR)
    words = {"confdir": None, "confoverrides": OPTIONS, "status": None, "warning": None, "parallel": 2}
    try:
        app = Sphinx(source, outdir=made, doctreedir=trees, buildername="html", **words)  # type: ignore[arg-type]
        app.connect("autodoc-process-docstring", _plain)
        app.build()
    except SphinxError as error:
        raise ArticleError(f"Sphinx could not build the site: {error}") from error
    shutil.rmtree(made / "_sources", ignore_errors=True)


def _plain(_app: object, _what: str, _name: str, _made: object, _options: object, lines: list[str]) -> None:
    """Make a docstring safe for reStructuredText in place: `x` becomes code, every other sign stands for itself."""
    for number, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            pieces = re.split(r"(`[^`]+`)", line)
            lines[number] = "".join(f"`{p}`" if p.startswith("`") else re.sub(r"([\\*_|])", r"\\\1", p) for p in pieces)


# ---------------------------------------------------------------- what Sphinx reads


def _sources(source: Path) -> None:
    source.mkdir()
    for name in TEXTS:
        shutil.copy(ROOT / name, source / name)
    skipped = shutil.ignore_patterns("*.part", ".ipynb_checkpoints", "__pycache__", "derived")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=skipped)
    shown = Path("data/derived/putin_khan_call/annotated_page.png")  # in the README
    (source / shown).parent.mkdir(parents=True)
    shutil.copy(ROOT / shown, source / shown)
    (source / "_static").mkdir()
    shutil.copy(HERE / "site.css", source / "_static" / "site.css")
    (source / "_static" / "article.png").write_bytes(_figure("01", "annotated_page("))
    pages = {
        "index": _start(),
        "cite": _cite(),
        "state": _state(),
        "language": _filled("language", {}),
        "code_page": _filled("code_page", {}),
        "api/index": _rooms(),
        **{f"api/{room}": _room(room) for room in rooms()},
    }
    (source / "api").mkdir()
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")


def rooms() -> list[str]:
    """Return the rooms of utils/ in their order."""
    told = (ROOT / "utils" / "__init__.py").read_text(encoding="utf-8").split("\n\n")[-1]
    return re.findall(r"\w+", told)


def _start() -> str:
    listed = "\n".join(f"{p.stem[:2]} {_SHORT[p.stem[:2]]} <notebooks/{p.stem}>" for p in _lessons())
    solved = "\n".join(f"{p.stem[:2]} solved <notebooks/solutions/{p.stem}>" for p in _lessons())
    return _filled("start", {"lessons": listed, "solutions": solved})


def _lessons() -> list[Path]:
    return sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def _figure(number: str, drawn_by: str) -> bytes:
    """Return the PNG of the figure that a cell of a lesson draws, as it is stored."""
    [path] = (p for p in _lessons() if p.name.startswith(number))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if drawn_by in "".join(cell["source"]):
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    return base64.b64decode(output["data"]["image/png"])
    raise ArticleError(f"{path.name} holds no figure of {drawn_by}): run python run.py first.")


def _filled(name: str, cells: dict[str, object]) -> str:
    """Return a text of this folder with {name} filled in."""
    text = (HERE / f"{name}.md").read_text(encoding="utf-8")
    for key, value in cells.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def _cite() -> str:
    told = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = {key: re.findall(rf'(?m)^{key}: "?(.+?)"?$', told)[0] for key in ("title", "version", "date-released")}
    return _filled("cite", {"title": found["title"], "number": found["version"], "year": found["date-released"][:4]})


def _state() -> str:
    books = [json.loads(path.read_text(encoding="utf-8"))["cells"] for path in _lessons()]
    cells = sum(cell["cell_type"] == "code" for book in books for cell in book)
    packages = ("spacy", "nltk", "textblob", "pandas", "numpy", "matplotlib", "sphinx", "myst-nb", "furo")
    told = execution.last_check()
    checked = "Whether the stored outputs are still what the code gives was not asked here: `python run.py check` does."
    if told:
        checked = f"Last checked here on {told['date']} with Python {told['python']}: {told['words']}"
    listed = "\n".join(f"| {name} | {version(name)} |" for name in packages)
    given = {"today": date.today().isoformat(), "lessons": len(books), "cells": cells}
    return _filled("state", {**given, "checked": checked, "packages": listed})


def _rooms() -> str:
    told = (ROOT / "utils" / "__init__.py").read_text(encoding="utf-8").split('"""')[1].split("\n\n")[0]
    listed = "\n".join(rooms())
    return f"# The helpers\n\n{told}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"


def _room(room: str) -> str:
    modules = list(_modules(room))
    shown = "\n\n".join(f"```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n```" for name in modules)
    return f"# utils.{room}\n\n{shown}\n"


def _modules(room: str) -> Iterator[str]:
    folder = ROOT / "utils" / room
    if not folder.is_dir():
        yield f"utils.{room}"
        return
    yield from (f"utils.{room}.{p.stem}" for p in sorted(folder.glob("*.py")) if p.stem != "__init__")
