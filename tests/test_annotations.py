"""What coders saved on one text: read to the character, compared as the library compares, and drawn on the text."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest

from utils import agreement, coding, scoring
from utils.article import ArticleError
from utils.coding import refi

ROOT = Path(__file__).resolve().parents[1]
PARAGRAPHS = [
    "😀 Kenya accused Uganda of dumping maize.",
    "The minister said that the border would close on Friday.",
    "Traders in Busia protested, and the union thanked them.",
    "Uganda denied the charge and proposed talks.",
    "Nobody knows what the talks will bring.",
    "The maize rots in the sun.",
]
TEXT = "\n\n".join(PARAGRAPHS)


def place(quote):
    start = TEXT.index(quote)
    return start, start + len(quote)


def page(coder, marks, text=TEXT):
    """What the coding page saves: marks are (code, quote) or (code, start, end)."""
    items = []
    for code, *where in marks:
        start, end = place(where[0]) if len(where) == 1 else where
        selector = [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": "", "suffix": ""},
        ]
        body = [{"type": "TextualBody", "value": code, "purpose": "tagging"}]
        items.append({"type": "Annotation", "body": body, "target": [{"source": "urn:x", "selector": selector}]})
    return {"type": "AnnotationPage", "creator": {"type": "Person", "name": coder}, "source_text": text, "items": items}


def saved(folder, name, told):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path):
    one = page("Ann", [("tie: conflictual", "Kenya accused Uganda"), ("voice: reported", "the border would close")])
    other = page("Bob", [("tie: conflictual", "accused Uganda of dumping"), ("doubt", "Nobody knows")])
    return [saved(tmp_path, "a", one), saved(tmp_path, "b", other)]


def test_rows_quote_the_text_at_their_places_after_an_emoji_too(two):
    codings = coding.read_annotations(two)
    assert codings.coders == ("Ann", "Bob") and codings.text == TEXT
    for row in codings.rows.itertuples():
        assert TEXT[row.start : row.end] == row.text
    assert codings.rows.iloc[0].tolist() == [
        "Ann",
        *place("Kenya accused Uganda"),
        "tie",
        "conflictual",
        "Kenya accused Uganda",
    ]
    assert coding.codes(codings) == [("tie", "conflictual"), ("voice", "reported"), ("", "doubt")]


def test_a_coder_who_marked_nothing_counts(two, tmp_path):
    codings = coding.read_annotations([*two, saved(tmp_path, "c", page("Cy", []))])
    assert codings.coders[-1] == "Cy" and coding.shares(codings, "tie", "conflictual").sum(axis=1)[-1] == 0


def test_two_files_of_one_name_are_told_apart(tmp_path):
    paths = [saved(tmp_path, name, page("Ann", [])) for name in ("x", "y")]
    assert coding.read_annotations(paths).coders == ("Ann", "Ann (y)")


BROKEN = {
    "no file": (None, "no file"),
    "no json": ("{", "neither"),
    "no list": ('{"source_text": "x"}', "no annotations"),
    "no text": ('{"items": []}', "no annotations"),
    "deep": ("[" * 100_000, "neither"),
    "no places": ('{"source_text": "x", "items": [{"body": [{"value": "a"}], "target": [{}]}]}', "does not fit"),
    "outside": (json.dumps(page("a", [("c", 0, 9)], "short")).replace('"short"', '"s"'), "does not fit"),
    "other words": (
        json.dumps(page("a", [("c", 0, 2)], "ab")).replace('t": "ab"', 't": "x"'),
        "does not fit",
    ),
    "no project": ("PK no", "neither"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_cannot_be_read_gets_one_sentence(case, tmp_path):
    content, said = BROKEN[case]
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ArticleError, match=said) as told:
        coding.read_annotations([path])
    assert "\n" not in str(told.value)


def test_codings_of_two_texts_are_not_compared(tmp_path):
    paths = [saved(tmp_path, "a", page("a", [])), saved(tmp_path, "b", page("b", [], "another text"))]
    with pytest.raises(ArticleError, match=r"b\.json is of another text than a\.json"):
        coding.read_annotations(paths)
    with pytest.raises(ArticleError, match="named twice"):
        coding.read_annotations([paths[0]] * 3)
    with pytest.raises(ArticleError, match="needs two coders"):
        agreement.write(paths[:1], tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- REFI-QDA, in and out


def test_a_project_goes_out_and_comes_in_the_same(two, tmp_path):
    codings = coding.read_annotations(two)
    (tmp_path / "ann.qdpx").write_bytes(coding.to_project(codings, "maize", "Ann"))
    back = coding.read_annotations([tmp_path / "ann.qdpx"])
    assert back.coders == ("Ann",) and back.text == TEXT
    mine = codings.rows.query("coder == 'Ann'").reset_index(drop=True)
    pd.testing.assert_frame_equal(back.rows.sort_values("start", ignore_index=True), mine)
    mixed = coding.read_annotations([tmp_path / "ann.qdpx", two[1]])
    assert mixed.coders == ("Ann", "Bob")


def project(tmp_path, xml):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("sources/t.txt", TEXT)
    path = tmp_path / "p.qdpx"
    path.write_bytes(buffer.getvalue())
    return path


QDE = f'<Project xmlns="{refi.SPACE}"><Sources>{{}}</Sources></Project>'
SOURCE = '<TextSource guid="s" plainTextPath="internal://t.txt">{}</TextSource>'


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<broken", "no REFI-QDA"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "no REFI-QDA"),
        (QDE.format(""), "0 texts"),
        (QDE.format(SOURCE.format("") * 2), "2 texts"),
        (QDE.format('<TextSource guid="s" plainTextPath="internal://gone.txt"/>'), "no plain text"),
        (QDE.format(SOURCE.format('<PlainTextSelection startPosition="3" endPosition="99999"/>')), "outside"),
        (QDE.format(SOURCE.format('<PlainTextSelection startPosition="x" endPosition="2"/>')), "outside"),
    ],
)
def test_a_project_that_cannot_be_read_gets_one_sentence(xml, said, tmp_path):
    with pytest.raises(ArticleError, match=said):
        coding.read_annotations([project(tmp_path, xml)])
    (tmp_path / "no.qdpx").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ArticleError, match="no REFI-QDA"):
        coding.read_annotations([tmp_path / "no.qdpx"])


# ---------------------------------------------------------------- how far a class agrees


@pytest.fixture(scope="module")
def klass(tmp_path_factory):
    """Thirty students who see the same stretches, each with slips."""
    folder, rng = tmp_path_factory.mktemp("class"), random.Random(1)
    targets = [("tie: conflictual", "Kenya accused Uganda"), ("voice: reported", "the border would close on Friday")]
    paths = []
    for n in range(30):
        marks = []
        for code, quote in targets:
            start, end = place(quote)
            if rng.random() < 0.9:
                marks.append((code, start + rng.choice([0, 0, 0, 2]), end - rng.choice([0, 0, 6])))
        if rng.random() < 0.5:
            marks.append(("stance: against", *place("The maize rots")))
        paths.append(saved(folder, f"s{n:02d}", page(f"student {n}", marks)))
    return paths


def test_alpha_is_that_of_the_library_on_the_same_labels(klass):
    codings = coding.read_annotations(klass)
    for row in coding.by_code(codings).itertuples():
        labels = np.zeros((30, len(TEXT)))
        for coder, path in enumerate(klass):
            for item in json.loads(path.read_text())["items"]:
                if item["body"][0]["value"] == f"{row.group}: {row.code}":
                    position = item["target"][0]["selector"][0]
                    labels[coder, position["start"] : position["end"]] = 1
        assert row.alpha == pytest.approx(krippendorff.alpha(labels, level_of_measurement="nominal"))
        assert row.low <= row.alpha <= row.high


def test_kappa_is_cohens_and_overlap_is_that_of_spans(two):
    codings = coding.read_annotations(two)
    found = coding.by_code(codings).set_index("code")
    marked = coding.shares(codings, "tie", "conflictual")
    assert found.loc["conflictual", "kappa"] == pytest.approx(scoring.kappa(marked[0].tolist(), marked[1].tolist()))
    assert found.loc["conflictual", "overlap"] == 1  # half of the longer one is shared
    assert found.loc["doubt", "overlap"] == 0
    assert found.loc["doubt", "kappa"] == pytest.approx(0)


def test_one_who_disagrees_with_all_lowers_alpha_and_agreement_raises_it(klass, tmp_path):
    same = [saved(tmp_path, f"t{n}", page(f"t{n}", [("c", "The minister")])) for n in range(3)]
    [row] = coding.by_code(coding.read_annotations(same)).to_dict("records")
    assert row["alpha"] == row["kappa"] == row["overlap"] == 1
    off = saved(tmp_path, "off", page("off", [("c", "Traders in Busia")]))
    [lower] = coding.by_code(coding.read_annotations([*same, off])).to_dict("records")
    assert lower["alpha"] < 1 and lower["overlap"] == 0.5


def test_what_splits_the_class_comes_first_and_what_all_see_never(klass):
    split = coding.divided(coding.read_annotations(klass))
    assert split["text"].iloc[0] in ("The maize rots", TEXT[slice(*place("Kenya"))][:2]) or len(split) > 0
    assert "The maize rots" in set(split["text"])
    share = split["marked"] / split["of"]
    assert share.between(0.2, 0.8).all() and (share - 0.5).abs().is_monotonic_increasing


def test_the_page_draws_every_code_and_runs_nothing(klass, tmp_path):
    hostile = saved(tmp_path, "h", page("<script>x</script>", [("own: <b>bold</b>", "Nobody knows")]))
    words = ["agreement", *map(str, [*klass, hostile]), "--to", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, str(ROOT / "run.py"), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out/agreement/report.html").read_text(encoding="utf-8")
    assert "<script" not in html and "<b>" not in html and "&lt;b&gt;bold" in html
    assert html.count("<details>") == 4 and "31 coders" in html
    stored = pd.read_csv(tmp_path / "out/agreement/agreement.csv")
    names = {p.name for p in (tmp_path / "out/agreement").iterdir()}
    assert len(stored) == 4 and {n for n in names if not n.endswith(".qdpx")} == {
        "report.html", "agreement.csv", "divided.csv"}  # fmt: skip
    projects = sorted((tmp_path / "out/agreement").glob("*.qdpx"))
    assert len(projects) == 31 and coding.read_annotations(projects[:1]).text == TEXT


@pytest.mark.parametrize("words", [[], ["missing.json"], ["--nonsense", "x"]])
def test_a_mistake_gets_one_sentence(words, tmp_path):
    command = [sys.executable, str(ROOT / "run.py"), "agreement", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
