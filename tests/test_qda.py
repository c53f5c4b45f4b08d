"""The REFI-QDA project of a report: what software reads out of it is what the tables hold."""

import io
import zipfile
from xml.etree import ElementTree as Xml

from utils import qda, walk
from utils.article import Article
from utils.coding import refi

N = f"{{{refi.SPACE}}}"


def opened(analysis):
    archive = zipfile.ZipFile(io.BytesIO(qda.project(analysis)))
    root = Xml.fromstring(archive.read("project.qde"))
    source = root.find(f"{N}Sources/{N}TextSource")
    text = archive.read("sources/" + source.get("plainTextPath").removeprefix("internal://")).decode()
    return root, source, text


def test_every_selection_lies_where_its_table_says(stripped):
    root, source, text = opened(stripped)
    assert text == stripped.article.raw
    codes = {c.get("guid"): c.get("name") for c in root.iter(f"{N}Code")}
    parents = {c.get("guid"): group.get("name") for group in root.iter(f"{N}Code") for c in group}
    found = set()
    for place in source:
        code = place.find(f"{N}Coding/{N}CodeRef").get("targetGUID")
        found.add((parents[code], codes[code], int(place.get("startPosition")), int(place.get("endPosition"))))
    claims = {("voice", c.voice, c.start, c.end) for c in walk.standing(stripped, "claims").itertuples()}
    assert len(claims) < len(stripped.claims)  # what is torn off is nobody's claim
    assert {row for row in found if row[0] == "voice"} == claims
    assert {group for group, *_ in found} == {"voice", "damage", "actor", "tie", "cue"}
    for actor in stripped.named.itertuples():
        assert ("actor", actor.actor, actor.start, actor.end) in found


def test_identifiers_are_unique_and_the_bytes_the_same(stripped):
    root, _, _ = opened(stripped)
    ids = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(ids) == len(set(ids)) > 500
    assert qda.project(stripped) == qda.project(stripped)


def test_places_count_code_points_and_odd_letters_end_no_file():
    raw = "😀 Kenya & Uganda <agreed>\x0b to share the \u202eriver, and Kenya thanked Uganda."
    _, source, text = opened(walk.analyse(Article(raw, "river")))
    assert text == raw
    named = [(p.get("name"), int(p.get("startPosition")), int(p.get("endPosition"))) for p in source]
    assert ("Kenya", 2, 7) in named
    assert all(" ".join(raw[s:e].split())[:60] == name for name, s, e in named if "\x0b" not in raw[s:e])


def test_pyrefiqda_whose_models_are_made_from_the_schema_reads_the_same(stripped, tmp_path):
    from pyrefiqda import RefiProject

    (tmp_path / "a.qdpx").write_bytes(qda.project(stripped))
    read = RefiProject.load(tmp_path / "a.qdpx", extract_dir=tmp_path / "out")
    source = read.sources.text_source[0]
    _, ours, _ = opened(stripped)
    selections = [(s.start_position, s.end_position) for s in source.plain_text_selection]
    written = [(int(e.get("startPosition")), int(e.get("endPosition"))) for e in ours.iter(f"{N}PlainTextSelection")]
    assert selections == written and len(selections) > 100
    assert [group.name for group in read.code_book.codes.code] == ["voice", "damage", "actor", "tie", "cue"]
