"""Works: every one that is cited stands in references.bib with where it was seen, and every one there is cited."""

import csv
import json
import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIB = (ROOT / "data/references.bib").read_text(encoding="utf-8")
ENTRIES = {entry.split("{")[1].split(",")[0]: entry for entry in re.split(r"(?m)^(?=@)", BIB)[1:]}
AUTHOR = r"((?:[Vv]an (?:der )?|[Dd]e )?[A-Z][\w’'-]+)"
CITATION = re.compile(AUTHOR + r"(?:(?:,| &| and) [A-Z][\w’'-]+| et al\.)*,? \(?((?:19|20)\d\d)\b")
NO_AUTHOR = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October"}
NO_AUTHOR |= {"November", "December", "In", "Wikinews", "VerbNet", "Since", "ISO", "Aug"}
NO_AUTHOR |= {"PolNeAR", "Corpus", "Khan", "Article", "GUM", "NewsMTSC"}  # collections, and who stands beside a date
QUOTED = {"entry", "left", "hit", "cue", "right"}  # words of lists and of other texts


def texts() -> dict[str, str]:
    """Return what cites: prose of notebooks and texts, the sources of word lists, the code and its docstrings."""
    found = {}
    for path in [p for folder in ("utils", "data", "notebooks") for p in sorted((ROOT / folder).rglob("*"))]:
        if path.suffix in {".py", ".md"} and "derived" not in path.parts:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        elif path.suffix == ".csv" and path.parent.name in {"lexicons", "actors", "benchmarks"}:
            with path.open(encoding="utf-8", newline="") as file:
                told = {c or "" for row in csv.DictReader(file) for name, c in row.items() if name not in QUOTED}
            found[str(path.relative_to(ROOT))] = "\n".join(sorted(told))
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            found[str(path.relative_to(ROOT))] = "\n".join(
                "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
            )
    return found


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


TEXTS = texts()


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_cited_is_in_the_references(name):
    cited = {(a, y) for a, y in CITATION.findall(TEXTS[name]) if a not in NO_AUTHOR}
    keys = {re.sub(r"[^a-z]", "", plain(author)) + year for author, year in cited}
    assert sorted(keys - set(ENTRIES)) == []


@pytest.mark.parametrize("key", ENTRIES)
def test_what_is_in_the_references_is_cited_and_was_seen(key):
    author, year = key[:-4], key[-4:]
    said = re.compile(r"\W?".join(author) + rf".{{0,150}}?{year}", re.DOTALL)
    assert any(said.search(plain(text)) for text in TEXTS.values()), key
    entry = ENTRIES[key]
    for field in ("author", "title", "year", "note"):
        assert re.search(rf"(?m)^  {field} = {{.+}}", entry), (key, field)
    assert "note = {seen: " in entry
