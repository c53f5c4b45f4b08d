"""Spans that people marked on one text, as they saved them: W3C Web Annotations of the coding page, or REFI-QDA."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from utils.article import ArticleError
from utils.coding import refi
from utils.coding.refi import Selection

COLUMNS = ["coder", "start", "end", "group", "code", "text"]
MOST_BYTES = 20_000_000
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


class Codings(NamedTuple):
    """Several people's codes of one text: `text`, `coders` in the order of their files, `rows` with COLUMNS.

    A coder without a single row is a coder who marked nothing, and counts.
    """

    text: str
    coders: tuple[str, ...]
    rows: pd.DataFrame


def read_annotations(paths: Sequence[str | Path], text: str | None = None) -> Codings:
    """Return what each file's coder marked, places in code points of the one text that all of them coded.

    A file is an annotation page as the coding page saves it (.json, .jsonld: W3C Web Annotation Data Model, with a
    position and a quote selector; the text stands in it as `source_text`, else give `text`), or a REFI-QDA project
    (.qdpx). A code is "group: code", or a code alone. A coder of two files, or of a name that is taken, gets the
    file's name added. ArticleError, in one sentence, where a file can't be read, where two files are of different
    texts, or where a quote does not stand at its place. What it can't do: mend places of a text that was edited.
    """
    if not paths:
        raise ArticleError("Name the files that the coders saved: .json of the coding page, or .qdpx.")
    raw, coders, rows = text, [], []
    for path in map(Path, paths):
        own, coder, selections = _read(path, text)
        if raw is None:
            raw = own
        elif own != raw:
            first = Path(paths[0]).name
            raise ArticleError(f"{path.name} is of another text than {first}: compare codings of one text.")
        coder = coder if coder not in coders else f"{coder} ({path.stem})"
        if coder in coders:
            raise ArticleError(f"{path.name} is named twice: name each coder's file once.")
        coders.append(coder)
        rows += [(coder, s.start, s.end, s.group, s.code, raw[s.start : s.end]) for s in dict.fromkeys(selections)]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"start": "int64", "end": "int64"})
    return Codings(raw or "", tuple(coders), table)


def to_project(codings: Codings, title: str, coder: str) -> bytes:
    """Return one coder's spans as a REFI-QDA project (.qdpx). KeyError where there is no such coder."""
    if coder not in codings.coders:
        raise KeyError(coder)
    own = codings.rows[codings.rows["coder"] == coder]
    groups = sorted({group or "codes" for group in codings.rows["group"]})
    colours = {group: _COLOURS[at % len(_COLOURS)] for at, group in enumerate(groups)}
    rows = [Selection(group or "codes", code, s, e) for group, code, s, e in _four(own)]
    return refi.write(title, codings.text, rows, colours, coder)


def _four(rows: pd.DataFrame) -> Iterable[tuple[str, str, int, int]]:
    return zip(rows["group"], rows["code"], rows["start"].tolist(), rows["end"].tolist(), strict=True)


def _read(path: Path, text: str | None) -> tuple[str, str, list[Selection]]:
    if not path.is_file():
        raise ArticleError(f"There is no file {path}: check the name.")
    if path.stat().st_size > MOST_BYTES:
        raise ArticleError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB: that is no coding of an article.")
    content = path.read_bytes()
    if path.suffix.lower() == ".qdpx":
        raw, coder, selections = refi.read(content, path.name)
        return raw, coder, [_named(s, path.name) for s in selections]
    try:
        page = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{path.name} is neither a .qdpx project nor JSON that can be read ({error}).") from error
    items = page.get("items") if isinstance(page, dict) else None
    own = page.get("source_text", text) if isinstance(page, dict) else None
    if not isinstance(items, list) or not isinstance(own, str):
        raise ArticleError(f"{path.name} holds no annotations with their text: save it on the coding page.")
    creator = page.get("creator")
    coder = str(creator.get("name") or "").strip() if isinstance(creator, dict) else ""
    return own, coder or path.stem, [s for item in items for s in _selections(item, own, path.name)]


def _selections(item: Any, raw: str, name: str) -> list[Selection]:
    """Return the codes of one annotation at each of its targets."""
    try:
        bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        values = [str(body["value"]) for body in bodies if str(body["value"]).strip()]
        places = [_place(target["selector"], raw) for target in targets]
    except (KeyError, TypeError, ValueError) as error:
        raise ArticleError(f"{name} has an annotation that does not fit its text ({error}): save it again.") from error
    return [_selection(value, start, end) for value in values for start, end in places]


def _place(selectors: Any, raw: str) -> tuple[int, int]:
    kinds = {s["type"]: s for s in (selectors if isinstance(selectors, list) else [selectors])}
    position = kinds["TextPositionSelector"]
    start, end = int(position["start"]), int(position["end"])
    if not 0 <= start < end <= len(raw):
        raise ValueError(f"{start} to {end} is outside the text")
    quote = kinds.get("TextQuoteSelector", {}).get("exact", raw[start:end])
    if quote != raw[start:end]:
        raise ValueError(f"{quote[:40]!r} does not stand at {start}")
    return start, end


def _selection(value: str, start: int, end: int) -> Selection:
    group, colon, code = (part.strip() for part in value.partition(":"))
    return Selection(group, code, start, end) if colon and code else Selection("", value.strip(), start, end)


def _named(selection: Selection, name: str) -> Selection:
    if not selection.code:
        raise ArticleError(f"{name} has a selection under a code without a name: name it and export again.")
    return selection
