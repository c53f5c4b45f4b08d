"""Where the articles of a corpus are: a folder, a glob, a JSONL or a Parquet file; a text is read when it is due."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from utils import loading
from utils.article import Article, ArticleError

UNKNOWN = "unknown"
FILES = {".txt", ".md", ".html", ".htm"}
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?")
_UNSAFE = re.compile(r"[^\w.-]+")


class Reference(NamedTuple):
    """Where one article is, and what is known of it before its text is read.

    `place` is a file; `at` is the line's first byte in a JSONL file, the row in a Parquet file, and 0 in a file of one
    text. `name` is unique in the corpus. `date` is ISO (2021-01-26), `outlet`, `date`, `url` and `event` empty or
    "unknown" where the source does not tell; `event` joins the reports of one happening.
    """

    place: str
    at: int
    name: str
    outlet: str = UNKNOWN
    date: str = ""
    url: str = ""
    event: str = ""

    @property
    def month(self) -> str:
        """The month of the date (2021-01), or "unknown"."""
        return self.date[:7] or UNKNOWN


def references(source: str) -> list[Reference]:
    """Return every article of `source` in a fixed order, with unique names.

    A folder or a glob: each .txt, .md and .html file is an article, its outlet the folder it lies in, its date that of
    its file name (2021-01-26 anywhere in it). A JSONL file (.jsonl, .ndjson) has an object a line, a Parquet file a
    row: `text`, and where known `name` (or `id`), `outlet`, `date`, `url`, `event`. A line that can't be read keeps its
    place, so that it is counted as a failure and not lost. ArticleError where there is no such source or no article.
    What it can't do: read a compressed file or an address; tell the date of a text that does not carry one.
    """
    path = Path(source)
    if path.is_file() and path.suffix in {".jsonl", ".ndjson"}:
        found = list(_lines(path))
    elif path.is_file() and path.suffix == ".parquet":
        found = list(_rows(path))
    else:
        found = list(_files(path))
    if not found:
        kinds = ", ".join(sorted(FILES))
        raise ArticleError(f"No article was found in {source}: name a folder or glob of {kinds}, a .jsonl or .parquet.")
    return _unique(found)


def load(reference: Reference) -> Article:
    """Return the article of a reference; ArticleError, in one sentence, where its text can't be read."""
    path = Path(reference.place)
    if path.suffix in {".jsonl", ".ndjson"}:
        given = _object(_line(path, reference.at), path, reference.at).get("text")
    elif path.suffix == ".parquet":
        given = _text_of_row(path, reference.at)
    else:
        article = loading.load_article(path)
        return _named(article, reference.name)
    if not isinstance(given, str):
        raise ArticleError(f"{reference.name} has no text: give each article a field `text`.")
    content = given.encode("utf-8", errors="replace")
    return _named(loading.article_from_bytes(content, reference.name, encoding="utf-8"), reference.name)


def _named(article: Article, name: str) -> Article:
    return Article(**{**vars(article), "slug": name})


def _files(path: Path) -> Iterator[Reference]:
    try:
        below = path.rglob("*") if path.is_dir() else Path(path.anchor).glob(str(path.relative_to(path.anchor)))
        found = sorted(below)
    except (ValueError, NotImplementedError):  # a pattern that is none
        found = []
    for file in found:
        if file.is_file() and file.suffix.lower() in FILES:
            own = path.is_dir() and file.parent == path
            told = _DATE.search(file.stem)
            outlet = UNKNOWN if own else file.parent.name or UNKNOWN
            yield Reference(str(file.resolve()), 0, file.stem, outlet, told[0] if told else "")


def _lines(path: Path) -> Iterator[Reference]:
    with path.open("rb") as file:
        at = 0
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    told = _object(line, path, at)
                except ArticleError:
                    told = {}
                yield _reference(path, at, told, f"{path.stem}-{number}")
            at += len(line)


def _rows(path: Path) -> Iterator[Reference]:
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(path)
        known = [name for name in ("name", "id", "outlet", "date", "url", "event") if name in file.schema_arrow.names]
        if "text" not in file.schema_arrow.names:
            raise ArticleError(f"{path.name} has no column text: give each article its text there.")
        told = file.read(columns=known).to_pylist() if known else [{}] * file.metadata.num_rows
    except (OSError, ValueError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"{path.name} can't be read as Parquet ({error}): write it again.") from error
    for row, cells in enumerate(told):
        yield _reference(path, row, cells, f"{path.stem}-{row + 1}")


def _reference(path: Path, at: int, told: dict[str, Any], number: str) -> Reference:
    cells = {name: str(told.get(name) or "").strip() for name in ("name", "id", "outlet", "date", "url", "event")}
    dated = _DATE.match(cells["date"])
    return Reference(
        str(path.resolve()),
        at,
        cells["name"] or cells["id"] or number,
        cells["outlet"] or UNKNOWN,
        dated[0] if dated else "",
        cells["url"],
        cells["event"],
    )


def _unique(found: list[Reference]) -> list[Reference]:
    """Return the references under names that are safe in a file name and that no other has."""
    taken: set[str] = set()
    made = []
    for reference in found:
        plain = _UNSAFE.sub("_", reference.name)[: loading.SLUG_CHARACTERS].strip("._") or "article"
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        made.append(reference._replace(name=name, outlet=_UNSAFE.sub("_", reference.outlet).strip("._") or UNKNOWN))
    return made


def _line(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.readline()


def _object(line: bytes, path: Path, at: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{path.name}, byte {at}, is no JSON ({error}): write one object a line.") from error
    if not isinstance(told, dict):
        raise ArticleError(f"{path.name}, byte {at}, is no JSON object: write one object a line.")
    return told


def _text_of_row(path: Path, row: int) -> object:
    import pyarrow.parquet as parquet

    sizes = parquet.ParquetFile(path).metadata
    for group in range(sizes.num_row_groups):
        if row < (held := sizes.row_group(group).num_rows):
            return _texts(path, group)[row].as_py()
        row -= held
    raise ArticleError(f"{path.name} has no row {row} any more: plan the corpus again.")


@lru_cache(maxsize=1)
def _texts(path: Path, group: int) -> Any:
    import pyarrow.parquet as parquet

    return parquet.ParquetFile(path).read_row_group(group, columns=["text"]).column("text")
