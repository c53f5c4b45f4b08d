"""Tables validate, keep their types and every cell, and the codebook is made from them."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from utils import tables
from utils.article import AlignedText, ArticleError

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", tables.SCHEMAS)
def test_empty_tables_keep_their_columns_and_types(name, tmp_path):
    made = tables.empty(name)
    tables.write(name, made, tmp_path / "t.csv")
    assert list(made.columns) == tables.columns(name)
    pd.testing.assert_frame_equal(tables.read(name, tmp_path / "t.csv"), made)


@settings(deadline=None)  # it writes files; a loaded machine is no fault
@given(
    st.text(max_size=12), st.sampled_from(["", "=1+1", "+", "-2", "@x", "'=x", "''=x", "\t=", "\rx", "a\r\nb", 'q"q'])
)
def test_cells_come_back_as_they_were_and_spreadsheets_run_none(tmp_path_factory, free, risky):
    path = tmp_path_factory.mktemp("cells") / "t.csv"
    row = {"start": 0, "end": 1, "text": risky, "kind": risky + free.replace("\ud800", ""), "rule": "x"}
    made = tables.make("residue", [row])
    tables.write("residue", made, path)
    pd.testing.assert_frame_equal(tables.read("residue", path), made)
    stored = tables.read_csv(path)
    assert not stored[["text", "kind"]].iloc[0].str.match(r"[=+\-@\t\r]").any()


def test_what_a_schema_does_not_allow_is_refused():
    good = {"start": 0, "end": 1, "text": "x", "kind": "k", "severity": 1, "repair": "", "confidence": 1, "rule": "r"}
    assert len(tables.make("damage", [good])) == 1
    with pytest.raises(SchemaErrors):
        tables.validate("damage", tables.make("damage", [good | {"severity": 4}]))
    with pytest.raises(SchemaErrors):
        tables.validate("damage", tables.make("damage", [good]).assign(hidden=1))


def test_a_missing_score_stays_missing_and_is_not_nought(tmp_path):
    row = dict.fromkeys(tables.columns("sentiment"), "") | {
        "start": 0, "end": 1, "score": float("nan"), "hits": 0, "damaged": 0, "layer": "raw", "voice": "text",
    }  # fmt: skip
    tables.write("sentiment", tables.make("sentiment", [row]), tmp_path / "s.csv")
    assert tables.read("sentiment", tmp_path / "s.csv")["score"].isna().all()


def test_a_table_of_another_kind_is_refused_in_one_sentence(tmp_path):
    tables.write("residue", tables.empty("residue"), tmp_path / "r.csv")
    with pytest.raises(ArticleError, match=r"r\.csv is not a damage table"):
        tables.read("damage", tmp_path / "r.csv")
    with pytest.raises(ArticleError, match="no table"):
        tables.read("damage", tmp_path / "missing.csv")


def test_offsets_map_back_through_the_reading():
    raw = "0\nIs. It shows."
    reading = AlignedText.of(raw).delete(0, 6)
    row = {"start": 0, "end": 2, "text": "It", "sentence_id": "s0000", "frame": "x", "score": 1, "voice": "text"}
    made = tables.make("frames", [row | {"damaged": 0, "evidence": "3-8"}])
    mapped = tables.map_back("frames", made, reading, raw).iloc[0]
    assert (mapped["start"], mapped["end"], mapped["text"], mapped["evidence"]) == (6, 8, "It", "9-14")


def test_the_codebook_is_the_schemas():
    assert tables.codebook() in (ROOT / "data/README.md").read_text(encoding="utf-8")


def test_a_number_may_be_missing_and_a_whole_number_may_not():
    row = {"start": 0, "end": 3, "text": "war", "kind": "wrong_word", "severity": 2, "repair": "", "rule": "reading"}
    known = tables.make("damage", [row | {"confidence": float("nan")}])
    assert len(tables.validate("damage", known)) == 1
    with pytest.raises(Exception, match="severity"):
        tables.validate("damage", known.assign(severity=[float("nan")]))
    with pytest.raises((ValueError, TypeError)):
        tables.make("damage", [row | {"severity": "grave", "confidence": 1}])


def test_typed_cells_are_rounded_filled_and_of_their_kind():
    loose = pd.DataFrame({"start": [0.0], "text": [None], "confidence": [1 / 3], "severity": [2.0]}, dtype=object)
    made = tables.typed("damage", loose)
    assert made["start"].dtype == "int64" and made["severity"].tolist() == [2]
    assert made["text"].tolist() == [""] and made["confidence"].tolist() == [round(1 / 3, tables.STORED_DIGITS)]
    again = tables.typed("damage", made)
    pd.testing.assert_frame_equal(again, made)
    exact = tables.typed("damage", pd.DataFrame({"confidence": [1 / 3]}))
    assert exact["confidence"].tolist() == [round(1 / 3, tables.STORED_DIGITS)]
    share = tables.make("ledger", [{"start": 0, "end": 1, "weight": 1 / 3, "value": 1 / 3}])
    assert share["weight"].tolist() == [1 / 3] and share["value"].tolist() == [round(1 / 3, tables.STORED_DIGITS)]


def test_the_slug_is_the_first_column_where_rows_have_one():
    place = {"start": 0, "end": 1, "kind": "counter"}
    assert tables.make("residue", [{"article": "a"} | place]).columns[0] == "article"
    assert list(tables.make("residue", [place]).columns) == tables.columns("residue")
    assert list(tables.make("residue", []).columns) == tables.columns("residue")


def test_derived_tables_lie_below_data_or_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.delenv(tables.DERIVED, raising=False)
    assert tables.derived("a") == tables.DATA / "derived" / "a"
    monkeypatch.setenv(tables.DERIVED, str(tmp_path))
    assert tables.derived("a") == tmp_path / "a"


def test_what_is_read_from_data_is_a_copy():
    first = tables.data("lexicons/afinn.csv")
    first["value"] = "spoilt"
    assert (tables.data("lexicons/afinn.csv")["value"] != "spoilt").all()


def test_a_table_of_another_kind_is_told_by_its_first_fault(tmp_path):
    path = tmp_path / "damage.csv"
    tables.write_csv(pd.DataFrame({"start": ["0"], "text": ["x"]}), path)
    with pytest.raises(ArticleError, match=r"damage\.csv is not a damage table"):
        tables.read("damage", path)
