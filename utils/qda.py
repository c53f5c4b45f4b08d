"""A report's codes and selections as a REFI-QDA project, which software for qualitative analysis opens."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from uuid import UUID, uuid5
from xml.etree import ElementTree as Xml

import pandas as pd

from utils import walk

SPACE = "urn:QDA-XML:project:1.0"
MADE = "2021-01-01T00:00:00Z"  # one fixed time: the same article gives the same bytes
_NAMES = UUID("5f0c3d5e-8f5a-4c1e-9a53-2f3c7a1b6d10")
_COLOURS = {"voice": "#56B4E9", "damage": "#E07B39", "actor": "#009E73", "tie": "#0072B2", "cue": "#E69F00"}


def project(analysis: walk.Analysis) -> bytes:
    """Return a .qdpx file: the raw text with plain line ends, codes in five groups, and a selection for each row.

    Groups: voice (of claims), damage (kinds), actor (mentions by name or description), tie (cooperative, conflictual,
    neither) and cue (frames). Claims that are torn off, and cues whose words the damage turns, are left out
    (`walk.standing`); what else touches damage lies under a code of damage too. Places are raw offsets, counted in
    Unicode code points from 0, `endPosition` exclusive. Format: REFI-QDA Standard 1.0, sections on codes, sources and
    PlainTextSelection. What it can't do: keep scores, holders or the two ends of a tie, which the format has no place
    for; they are in the tables.
    """
    title, raw = analysis.article.slug, analysis.article.raw
    source, user = _id(title, "source"), _id("user")
    root = Xml.Element("Project", {"xmlns": SPACE, "name": title, "origin": "Anatomy of an Article",
                                   "creationDateTime": MADE, "creatingUserGUID": user})  # fmt: skip
    Xml.SubElement(Xml.SubElement(root, "Users"), "User", {"guid": user, "name": "Anatomy of an Article"})
    rows = list(_rows(analysis))
    codes = Xml.SubElement(Xml.SubElement(root, "CodeBook"), "Codes")
    for group, colour in _COLOURS.items():
        held = {"guid": _id(group), "name": group, "isCodable": "false", "color": colour}
        parent = Xml.SubElement(codes, "Code", held)
        for name in sorted({name for own, name, _, _ in rows if own == group}):
            own = {"guid": _id(group, name), "name": name, "isCodable": "true", "color": colour}
            Xml.SubElement(parent, "Code", own)
    told = {"guid": source, "name": title, "plainTextPath": f"internal://{source}.txt",
            "creatingUser": user, "creationDateTime": MADE}  # fmt: skip
    text = Xml.SubElement(Xml.SubElement(root, "Sources"), "TextSource", told)
    for group, name, start, end in rows:
        key = _id(title, group, name, str(start), str(end))
        place = {"guid": key, "name": _plain(raw[start:end])[:60], "startPosition": str(start), "endPosition": str(end),
                 "creatingUser": user, "creationDateTime": MADE}  # fmt: skip
        coding = {"guid": _id(key, "coding"), "creatingUser": user, "creationDateTime": MADE}
        held_by = Xml.SubElement(Xml.SubElement(text, "PlainTextSelection", place), "Coding", coding)
        Xml.SubElement(held_by, "CodeRef", {"targetGUID": _id(group, name)})
    xml = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return _zipped({"project.qde": xml, f"sources/{source}.txt": raw.encode("utf-8", "replace")})


def _rows(a: walk.Analysis) -> Iterator[tuple[str, str, int, int]]:
    """Yield group, code, start, end of each selection, once."""
    ties = a.relations[a.relations["kind"] != "other"]
    signs = ties["sign"].map({1: "cooperative", -1: "conflictual", 0: "neither"})
    claimed, cues = walk.standing(a, "claims"), walk.standing(a, "frames")
    found = [
        ("voice", claimed, claimed["voice"]),
        ("damage", a.damage, a.damage["kind"].str.replace("_", " ")),
        ("actor", a.named, a.named["actor"]),
        ("tie", ties, signs),
        ("cue", cues, cues["frame"].str.replace("_", " ")),
    ]
    for group, rows, names in found:
        yield from dict.fromkeys(_selections(group, rows, names))


def _selections(group: str, rows: pd.DataFrame, names: pd.Series) -> Iterator[tuple[str, str, int, int]]:
    for name, start, end in zip(names, rows["start"], rows["end"], strict=True):
        yield group, _plain(str(name)), int(start), int(end)


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
