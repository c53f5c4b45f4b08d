"""The whole walk: offsets of every row of every table, and nothing that the copying broke told as a finding."""

import pandas as pd
import pytest

from utils import sentiment, tables, walk
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
    assert len(torn) == (analysis.version != "repaired")
    assert set(torn["status"]) <= {"undecidable"}


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
        assert any(rests) or name != "sentiment" or analysis.version == "repaired"


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


def test_rows_take_the_ids_of_another_coding(stripped):
    coded = tables.data("reference/sentences.csv").astype({"start": int, "end": int})
    moved = walk.renumbered(stripped.relations, stripped.sentences, coded)
    there = coded.set_index("sentence_id")
    assert 0 < len(moved) <= len(stripped.relations)
    for row in moved.to_dict("records"):
        coded_sentence = there.loc[row["sentence_id"]]
        assert coded_sentence["start"] < row["end"] and row["start"] < coded_sentence["end"]


def test_candidates_lie_in_the_raw_text_and_carry_their_damage(analysis):
    strict, loose = (walk.candidates(analysis, cause) for cause in ("strict", "loose"))
    causes = [set(table.loc[table["function"] == "cause", "sentence_id"]) for table in (strict, loose)]
    assert causes[0] < causes[1]
    for row in loose.to_dict("records"):
        assert analysis.article.raw[row["start"] : row["end"]] == row["text"]
        assert all(row["start"] <= s < e <= row["end"] for s, e in tables.spans_of(row["evidence"]))
    assert set(loose["damaged"]) <= {0, 1}


def test_tone_leaves_out_what_no_list_knows(stripped):
    tone = walk.tones(stripped)
    assert tone["score"].between(-1, 1).all()
    assert len(tone) < len(stripped.sentences)
    assert len(walk.tones(stripped, "vader")) <= len(tone)
    summary = walk.tone_by_voice(tone)
    assert summary["n"].sum() == len(tone)
    assert (summary.dropna()["low"] <= summary.dropna()["value"]).all()
    assert walk.tone_by_voice(tone[:0]).empty


def test_choices_leave_out_each_list_once_and_add_each_reading(stripped):
    choices = walk.tone_choices(stripped, [stripped])
    text = choices[choices["group"] == "text"]["choice"].value_counts()
    assert text["lexicon"] == len(sentiment.LEXICONS) and text["reading"] == 1


def test_stance_told_counts_what_is_said_and_not_the_company():
    raw = "improved feared needed gained"
    rows = [
        ("evaluation:predicated", 0.5, "0-8"), ("evaluation:same_quotation", 0.5, "9-15"),
        ("evaluation:same_clause", -0.5, "9-15"), ("usefulness:phrase", 0.5, "16-22"),
        ("benefit:verb_connotation", -0.5, "23-29"),
    ]  # fmt: skip
    stance = pd.DataFrame([{"actor": "Kenya", "rule": rule, "score": score, "cue": cue} for rule, score, cue in rows])
    told = walk.stance_told(stance, raw, least=3).set_index("kind")
    assert told.loc["evaluation", ["plus", "minus", "words", "n"]].tolist() == [1, 0, "improved", 5]
    assert told.loc["usefulness", ["plus", "words"]].tolist() == [1, "needed"]
    assert told.loc["benefit", ["minus", "words"]].tolist() == [1, "gained"]
    assert walk.stance_told(stance, raw, least=6).empty


def test_no_cue_and_no_tone_rests_on_words_whose_sense_the_damage_turns(stripped):
    turned = walk.turned_places(stripped)
    assert len(turned)
    for name in ("sentiment", "frames"):
        kept, every = walk.standing(stripped, name), getattr(stripped, name)
        fallen = every.drop(kept.index)
        assert 0 < len(fallen) < len(every) and walk.touched(fallen, turned).all()
    torn = stripped.sentences[stripped.sentences["text"].str.startswith("There will be a breakdown")]
    assert len(torn) == 1 and torn["sentence_id"].iloc[0] not in set(walk.tones(stripped)["sentence_id"])
    assert walk.standing(stripped, "mentions").equals(stripped.named)
    assert walk.standing(stripped, "relations") is stripped.relations


def test_verdicts_beside_the_reference_are_signs_and_coders_agree_more_than_constants(stripped):
    coded = tables.data("reference/stance.csv")
    verdicts = walk.stance_beside(stripped, coded, tables.data("reference/sentences.csv"))
    assert set(verdicts[["reference", "rules", "linear", "vader"]].to_numpy().ravel()) <= {-1, 0, 1}
    agreement = walk.stance_agreement(verdicts).set_index("what")
    assert (agreement["share"] < agreement["ceiling"]).all()
    assert agreement.loc["always neutral", "share"] == agreement["baseline"].iloc[0]
    assert walk.stance_agreement_by_actor(verdicts)["n"].sum() == len(verdicts)
    assert walk.coded_count(coded, "Atlantis", "benefit") == 0


def test_no_candidates_is_a_typed_empty_table():
    none = walk.candidates(walk.analyse(Article(raw="Iceland rebuilt its harbour.", slug="brief")))
    assert none.empty
    assert none["text"].str.len().tolist() == []


def test_the_reference_coding_speaks_about_its_own_text_only(article):
    assert len(walk.reference("stance", article))
    other = walk.reference("stance", Article("Kenya needs water.", "kenya"))
    assert other.empty and list(other.columns) == list(walk.reference("stance", article).columns)


def test_a_text_without_actors_has_no_net_stance_and_agrees_with_nothing():
    rain = walk.analyse(Article("It rained all day. Then it stopped.", "rain"))
    assert walk.stance_told(rain.stance, rain.article.raw).empty and "actor" in walk.stance_told(rain.stance, "")
    places = walk.reference("sentences", rain.article)
    assert (
        walk.stance_agreement(walk.stance_beside(rain, walk.reference("stance", rain.article), places))["n"].eq(0).all()
    )
