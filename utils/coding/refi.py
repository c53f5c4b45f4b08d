"""Codes and selections as a REFI-QDA project, which software for qualitative analysis opens, and back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.etree import ElementTree as Xml

from utils.article import ArticleError

SPACE = "urn:QDA-XML:project:1.0"
MADE = "2021-01-01T00:00:00Z"  # one fixed time: the same codes give the same bytes
MOST_BYTES = 50_000_000  # of a project's text or XML, unpacked
_NAMES = UUID("5f0c3d5e-8f5a-4c1e-9a53-2f3c7a1b6d10")
_N = f"{{{SPACE}}}"


class Selection(NamedTuple):
    """A stretch of a text, in code points from 0, end exclusive, under a code of a group."""

    group: str
    code: str
    start: int
    end: int


def write(title: str, raw: str, rows: Iterable[Selection], colours: Mapping[str, str], by: str) -> bytes:
    """Return a .qdpx file: the text with plain line ends, codes in groups, and a selection for each row, once.

    `colours` names the groups in order; `by` is who coded. Format: REFI-QDA Standard 1.0, sections on codes, sources
    and PlainTextSelection; `endPosition` is exclusive. What it can't do: hold a score or a relation of two selections.
    """
    kept = list(dict.fromkeys(Selection(r.group, _plain(r.code), r.start, r.end) for r in rows))
    source, user = _id(title, "source"), _id("user", by)
    root = Xml.Element("Project", {"xmlns": SPACE, "name": title, "origin": "Anatomy of an Article",
                                   "creationDateTime": MADE, "creatingUserGUID": user})  # fmt: skip
    Xml.SubElement(Xml.SubElement(root, "Users"), "User", {"guid": user, "name": _plain(by)})
    codes = Xml.SubElement(Xml.SubElement(root, "CodeBook"), "Codes")
    for group, colour in colours.items():
        held = {"guid": _id(group), "name": group, "isCodable": "false", "color": colour}
        parent = Xml.SubElement(codes, "Code", held)
        for name in sorted({row.code for row in kept if row.group == group}):
            own = {"guid": _id(group, name), "name": name, "isCodable": "true", "color": colour}
            Xml.SubElement(parent, "Code", own)
    told = {"guid": source, "name": title, "plainTextPath": f"internal://{source}.txt",
            "creatingUser": user, "creationDateTime": MADE}  # fmt: skip
    text = Xml.SubElement(Xml.SubElement(root, "Sources"), "TextSource", told)
    for group, name, start, end in kept:
        key = _id(title, group, name, str(start), str(end))
        place = {"guid": key, "name": _plain(raw[start:end])[:60], "startPosition": str(start), "endPosition": str(end),
                 "creatingUser": user, "creationDateTime": MADE}  # fmt: skip
        coding = {"guid": _id(key, "coding"), "creatingUser": user, "creationDateTime": MADE}
        held_by = Xml.SubElement(Xml.SubElement(text, "PlainTextSelection", place), "Coding", coding)
        Xml.SubElement(held_by, "CodeRef", {"targetGUID": _id(group, name)})
    xml = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return _zipped({"project.qde": xml, f"sources/{source}.txt": raw.encode("utf-8", "replace")})


def read(content: bytes, name: str) -> tuple[str, str, list[Selection]]:
    """Return the text, who coded, and the selections of a project with one text source.

    A code's group is the code above it, "" where there is none. ArticleError, in one sentence, where the file is no
    project, holds no text or several, or a text with Windows line ends whose places would shift.
    What it can't do: read pictures, sound or PDF sources, or tell several coders of one project apart.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entry = next((n for n in archive.namelist() if n.endswith(".qde")), "")
        root = Xml.fromstring(_entry(archive, entry))
    except (zipfile.BadZipFile, KeyError, ValueError, Xml.ParseError, NotImplementedError) as error:
        raise ArticleError(f"{name} is no REFI-QDA project (.qdpx) that can be read ({error}).") from error
    sources = list(root.iter(f"{_N}TextSource"))
    if len(sources) != 1:
        raise ArticleError(f"{name} holds {len(sources)} texts: export a project with the one text that was coded.")
    raw = _text(archive, sources[0], name)
    names = {code.get("guid"): code.get("name", "") for code in root.iter(f"{_N}Code")}
    groups = {code.get("guid"): group.get("name", "") for group in root.iter(f"{_N}Code") for code in group}
    users = [user.get("name", "") for user in root.iter(f"{_N}User")]
    rows = []
    for place in sources[0].iter(f"{_N}PlainTextSelection"):
        try:
            start, end = int(place.get("startPosition", "")), int(place.get("endPosition", ""))
        except ValueError:
            start, end = -1, -1
        if not 0 <= start < end <= len(raw):
            raise ArticleError(f"{name} has a selection outside its text: export the project again.")
        for ref in place.iter(f"{_N}CodeRef"):
            target = ref.get("targetGUID")
            rows.append(Selection(groups.get(target, ""), names.get(target, ""), start, end))
    return raw, next(filter(None, users), name), rows


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 1_000_000} MB unpacked")
    content = archive.read(name)
    if b"<!DOCTYPE" in content[:2_000] or b"<!ENTITY" in content:
        raise ValueError("it declares entities")
    return content


def _text(archive: zipfile.ZipFile, source: Xml.Element, name: str) -> str:
    inside = source.find(f"{_N}PlainTextContent")
    if inside is not None and inside.text:
        return inside.text
    path = PurePosixPath(source.get("plainTextPath", "").removeprefix("internal://")).name
    found = next((n for n in archive.namelist() if PurePosixPath(n).name.lower() == path.lower() and path), "")
    try:
        text = _entry(archive, found).decode("utf-8-sig")
    except (KeyError, ValueError) as error:
        raise ArticleError(f"{name} holds no plain text of its source: export the project with its sources.") from error
    return text


def _plain(words: str) -> str:
    """Return words without what XML can't hold: control characters and halves of surrogate pairs."""
    kept = "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff" else " " for c in words)
    return " ".join(kept.split()) or "-"


def _id(*parts: str) -> str:
    return str(uuid5(_NAMES, "\0".join(part.encode("utf-8", "replace").decode() for part in parts)))


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
