"""Paragraphs, sentences and roles: on the worked example beside the reference coding, and on plain cases."""

import pytest

from utils import cleaning, tables
from utils.sentences import paragraph_spans, sentence_spans, sentence_table


def pieces(text: str, spans) -> list[str]:
    return [text[s:e] for s, e in spans]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Khan met Mr. Putin at 5 p.m. on Jan. 3. They agreed.", 2),
        ("He said “We agree.” Then he left.", 2),
        ("The sum is 3.5 million. Nobody paid.", 2),
        ("It holds. Has gone\n\nNext paragraph.", 2),
        ("It ended. Will The influence can be used.", 2),
        ("Is it over? No.", 2),
        ("", 0),
    ],
)
def test_sentences(text, sentences):
    assert len(sentence_spans(text)) == sentences


def test_wrapped_lines_are_one_paragraph_and_pasted_lines_are_many():
    line = "The two sides discussed a wide range of issues on the agenda"
    assert len(paragraph_spans("\n".join([line] * 4))) == 1
    assert len(paragraph_spans("Home\nNews\n" + "\n".join([line * 3] * 3))) == 5


def test_the_reading_has_the_sentences_of_the_reference_coding(article):
    """Three torn clauses with a verb or a whole phrase of their own stand alone until a repair joins them."""
    wanted = tables.data("reference/sentences.csv")
    wanted = set(zip(wanted["start"].astype(int), wanted["end"].astype(int), strict=True))
    found = tables.map_back(
        "sentences", *(lambda r: (sentence_table(r), r))(cleaning.reading(article, "stripped")), article.raw
    )
    same = wanted & set(zip(found["start"], found["end"], strict=True))
    assert len(wanted) == 39
    assert len(same) >= 36


def test_roles_of_the_worked_example(stripped):
    roles = stripped.sentences.set_index("role")["text"]
    assert roles["headline"].startswith("Khan Putin’s call")
    assert roles["standfirst"].startswith("It is important to note")
    assert roles["lead_in"].startswith("According to the official reading")
    wanted = tables.data("reference/sentences.csv").query("role == 'quotation'")
    quoted = stripped.sentences.query("role == 'quotation'")
    assert quoted["start"].min() == int(wanted["start"].iloc[0])
    assert quoted["end"].max() == int(wanted["end"].iloc[-1])


def test_a_marked_quotation_over_paragraphs_ends_with_its_marks():
    text = "The minister said:\n\n“We will go on.\n\n“We will not stop.”\n\nThe talks failed after that. Nobody came."
    assert list(sentence_table(text)["role"]) == ["lead_in", "quotation", "quotation", "body", "body"]


LED = "The ministers met. According to the statement:\n\nThe two sides discussed fish. They agreed to meet in May.\n\n"


@pytest.mark.parametrize(
    "own",
    [
        "In plain words, nobody moved.",
        "Although the fish are few, the boats go out.",
        "Oslo fears a summer without fish.",
        "The deal is thin, and my neighbours know it.",
        "The negotiator was blunter. “We were shown the door,” he said.",
        "“We were shown the door,” Halvard Rusten said.",
    ],
)
def test_a_lead_in_ends_where_the_text_speaks_for_itself(own):
    assert list(sentence_table(LED + own)["role"])[1:4] == ["lead_in", "quotation", "quotation"]
    assert set(list(sentence_table(LED + own)["role"])[4:]) == {"body"}


def test_a_lead_in_goes_on_over_what_the_statement_reports_and_one_paragraph_without_a_mark():
    told = "The President told the Prime Minister that both sides welcomed the talks."
    assert list(sentence_table(LED + told)["role"])[-1] == "quotation"
    bare = "Fish move north in summer."
    roles = list(sentence_table(f"{LED}{bare}\n\nBoats follow them.\n\nPrices rise.")["role"])
    assert roles[-3:] == ["quotation", "body", "body"]


def test_news_without_a_headline_has_none():
    lead = (
        "The government said on Monday that it would raise the tax on imported steel in March, after months of talks."
    )
    text = f"{lead}\n\n{lead} It gave no date.\n\n{lead}"
    assert set(sentence_table(text)["role"]) == {"body"}


def test_a_quotation_runs_on_to_the_paragraph_that_closes_it():
    opened = "The ministry’s readout of the call said this:\n\n“Both sides met.\n\nThey agreed on prices."
    closed = f"{opened}\n\nTies will grow.”\n\nIt shows “trust” between them."
    assert list(sentence_table(closed)["role"])[1:] == ["quotation"] * 3 + ["body"]


def test_a_dateline_is_a_part_of_its_own_and_only_at_the_start() -> None:
    text = "BERGEN, Norway (Wire) - Norway agreed. NATO - an alliance - met.\n\nNATO - an alliance - met. It left."
    table = sentence_table(text)
    assert table["role"].tolist() == ["dateline", "body", "body", "body", "body"]
    assert table["text"].tolist()[:2] == ["BERGEN, Norway (Wire) -", "Norway agreed."]
