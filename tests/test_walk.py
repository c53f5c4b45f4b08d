"""The whole walk: offsets of every row of every table, and nothing that the copying broke told as a finding."""

import pytest

from utils import tables, walk
from utils.article import Article

BRIEF = (
    "Ministers agree on water\n\nThe ministers of Kenya and Uganda agreed on Monday to share the river. "
    "“This is a good day,” said Prime Minister Anna Otieno of Kenya. The farmers had feared a dry summer."
)


def test_each_row_is_the_raw_text_at_its_offsets(analysis):
    for name, table in analysis.tables().items():
        for row in table.itertuples():
            assert analysis.article.raw[row.start : row.end] == row.text, name


def test_each_piece_of_evidence_lies_in_the_raw_text(analysis):
    for table in analysis.tables().values():
        for column in {"evidence", "damage_id", "cue", "content"} & set(table.columns):
            for cell in table[column]:
                assert all(0 <= s < e <= len(analysis.article.raw) for s, e in tables.spans_of(cell))


def test_tables_validate_and_name_the_article(analysis):
    for name, table in analysis.tables().items():
        tables.validate(name, table)
        assert set(table["article"]) <= {analysis.article.slug}


def test_nothing_is_written_and_twice_is_the_same(article, stripped):
    again = walk.analyse(article, "stripped")
    for name, table in again.tables().items():
        assert table.equals(stripped.tables()[name]), name


def test_share_counters_are_residue_and_no_sentence(analysis):
    if analysis.version == "raw":
        pytest.skip("raw keeps the residue, as a warning")
    assert {"0", "14", "Source link"} <= set(analysis.residue["text"])
    assert not {"0", "14", "Source link"} & set(analysis.sentences["as_read"])


def test_orphans_are_no_sentences_and_no_claims(analysis):
    for table in (analysis.sentences, analysis.claims):
        assert not {"Is.", "Is", "Has gone", "Will", "Of", "Is based on"} & set(table["as_read"])


def test_the_torn_sentence_is_no_claim_that_stands(analysis):
    torn = analysis.claims[analysis.claims["as_read"].str.startswith("There will be a breakdown")]
    assert set(torn["status"]) <= {"suspect", "undecidable"}


def test_the_doubled_number_rests_on_damage(analysis):
    held = analysis.claims[analysis.claims["text"].str.contains("3 3 trillion", regex=False)]
    assert len(held)
    assert set(held["status"]) <= {"suspect", "undecidable"}


def test_popular_is_marked_as_damage_wherever_it_scores(analysis):
    at = analysis.article.raw.index("popular")
    for name in ("sentiment", "stance", "frames"):
        table = analysis.tables()[name]
        rests = [any(s <= at < e for s, e in tables.spans_of(cell)) for cell in table["evidence"]]
        assert (table.loc[rests, "damaged"] == 1).all(), name


def test_the_readout_is_reported_and_nothing_else_is_the_kremlins(analysis):
    if analysis.version == "raw":
        pytest.skip("raw is the warning")
    quoted = analysis.sentences.query("role == 'quotation'")
    inside = analysis.claims["start"].between(quoted["start"].min(), quoted["end"].max())
    assert set(analysis.claims.loc[inside, "voice"]) == {"reported"}
    assert set(analysis.claims.loc[inside, "source_actor"]) == {"Russia"}
    assert not (analysis.claims.loc[~inside, "voice"] == "reported").any()


def test_no_person_is_called_khan_putin(analysis):
    assert not analysis.mentions["actor"].str.contains("Khan Putin").any()
    assert {"Khan", "Putin"} <= set(analysis.mentions["actor"])


def test_another_article_walks_too():
    found = walk.analyse(Article(BRIEF, "brief"))
    assert {"Kenya", "Uganda"} <= set(found.mentions["actor"])
    assert "reported" in set(found.claims["voice"])


@pytest.mark.parametrize(
    "raw", ["Nobody came.", "Rain.\n\nIt rained all day and the streets were wet. Then it stopped."]
)
def test_an_article_without_actors_gives_empty_tables(raw):
    found = walk.analyse(Article(raw, "rain"))
    assert found.mentions.empty and found.relations.empty and found.stance.empty
