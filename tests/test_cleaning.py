"""Residue, damage and readings: on the worked example, on toy pages, and as properties of any text."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import ftfy
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import cleaning, tables
from utils.article import Article, ArticleError

ARTICLE = Path(__file__).parents[1] / "data" / "articles" / "putin_khan_call.txt"
BODY = (
    "The council met on Monday to settle the budget for the coming year, and it heard from forty residents.",
    "Most of them asked for the library to stay open, which the treasurer said the city could afford.",
    "A vote was put off until the spring, when the new members will have taken their seats in the hall.",
)
PAGE = "\n".join(
    [
        "Skip to content",
        "Home | News | Sport",
        "Council puts off vote on library budget",
        "By Ann Example",
        "Share on Facebook",
        "1,204",
        BODY[0],
        "Advertisement",
        BODY[1],
        "Sign up for our newsletter",
        BODY[2],
        "Source link",
        "Related articles",
        "Mayor opens the new bridge",
        "3 comments",
        "Bob says:",
        "I think the library should have been closed years ago, as nobody I know ever goes there to read.",
        "Leave a reply",
        "This site uses cookies.",
    ]
)


@pytest.fixture(scope="module")
def example() -> Article:
    with ARTICLE.open(encoding="utf-8", newline="") as file:
        return Article(raw=file.read(), slug="putin_khan_call")


@pytest.fixture(scope="module")
def repairs() -> pd.DataFrame:
    return tables.data("reference/damage.csv")


def made(raw: str) -> Article:
    return Article(raw=raw, slug="made")


def read(raw: str, version: str) -> str:
    return str(cleaning.reading(made(raw), version))


def test_residue_of_the_example_is_the_reference(example: Article) -> None:
    found = cleaning.residue_table(example)[["start", "end", "text", "kind"]]
    reference = tables.data("reference/residue.csv")
    assert found.astype(str).to_numpy().tolist() == reference[["start", "end", "text", "kind"]].to_numpy().tolist()


def test_headline_and_standfirst_of_the_example_stay(example: Article) -> None:
    paragraphs = str(cleaning.reading(example, "stripped")).split("\n\n")
    assert paragraphs[0].startswith("Khan Putin’s call") and paragraphs[1].startswith("It is important to note")
    assert len(paragraphs) == 17


def test_a_page_keeps_headline_and_body_only() -> None:
    kept = [PAGE[s:e] for s, e in cleaning.body_spans(PAGE)]
    assert kept == ["Council puts off vote on library budget", *BODY]


def test_each_cut_names_its_rule() -> None:
    table = cleaning.residue_table(made(PAGE)).set_index("text")
    assert table.loc["By Ann Example", "kind"] == "byline"
    assert table.loc["1,204", "rule"] == "number_alone"
    assert table.loc["Sign up for our newsletter", "kind"] == "newsletter"
    assert table.loc["3 comments", "kind"] == "comment_form"
    assert table.loc["Source link", "kind"] == "source_link"
    assert (table["rule"] != "").all()


def test_any_row_can_be_undone() -> None:
    article = made(PAGE)
    for row in cleaning.residue_table(article).to_dict("records"):
        again = str(cleaning.reading(article, "stripped", keep=[(row["start"], row["end"])]))
        assert row["text"] in again.split("\n\n")


def test_residue_rules_have_names_kinds_and_reasons() -> None:
    rules = tables.data("lexicons/residue_rules.csv")
    assert rules["rule"].is_unique and not (rules == "").any().any()
    assert set(rules["effect"]) == {"line", "section", "thread"}


def test_wrapped_prose_is_one_paragraph() -> None:
    wrapped = "\n\n".join(
        textwrap.fill(paragraph, 60) for paragraph in (f"{BODY[0]} {BODY[1]}", f"{BODY[2]} {BODY[1]}")
    )
    assert read(wrapped, "stripped").split("\n\n") == [f"{BODY[0]} {BODY[1]}", f"{BODY[2]} {BODY[1]}"]


@pytest.mark.parametrize(
    ("text", "span", "kind", "rule"),
    [
        ("Kabul fell this month. Is. This shows more.", "Is.", "displaced_auxiliary", "stray_auxiliary"),
        ("He gave a talk. Is based on. It went well.", "Is based on.", "dangling_fragment", "stray_phrase"),
        ("They met on Monday. Has gone\n\nNext day.", "Has gone", "displaced_auxiliary", "open_end"),
        ("They met in April. Is based on", "Is based on", "dangling_fragment", "open_phrase"),
        ("The call ended. Of It was a sign.", "Of", "displaced_auxiliary", "glued_auxiliary"),
        ("It shows that they finally Has begun to talk.", "Has", "displaced_auxiliary", "inner_capital"),
        ("It holds 3 3 trillion in minerals.", "3 3", "number_corruption", "doubled_number"),
        ("He praised the plan. Which had failed twice.", ". Which", "false_full_stop", "torn_relative"),
        ("He said to the court. That the plan had failed.", ". That", "false_full_stop", "torn_that"),
        ("They left. Because the road was closed.", ". Because", "false_full_stop", "torn_because"),
        (
            "Although the road was closed. They left.",
            "Although the road was closed.",
            "dangling_fragment",
            "torn_subordinate",
        ),
        ("PAKAFUZ is a railway. PAKAFUZ is long. PAKFUZ pays.", "PAKFUZ", "wrong_name", "name_variant"),
    ],
)
def test_each_rule_finds_its_fault(text: str, span: str, kind: str, rule: str) -> None:
    rows = cleaning.find_damage(text)
    assert rows[["text", "kind", "rule"]].to_numpy().tolist() == [[span, kind, rule]]
    assert text[rows.loc[0, "start"] : rows.loc[0, "end"]] == span


@pytest.mark.parametrize(
    "text",
    [
        "Is it true? Has he gone? Will The Times print it?",
        "Who knows. That is why they left. Which of them will pay?",
        "Because the road was closed, they left.",
        "Although the road was closed, they left.",
        "Prime Minister Theresa May was not invited.",
        "Why Trade Talks With Russia Are at Risk",
        "It cost $3 3 years ago and 12 13 people came.",
        "PACS and a PAC are not the same.",
        "“I will.” Is this the end?",
    ],
)
def test_sound_prose_raises_no_alarm(text: str) -> None:
    assert cleaning.find_damage(text).empty


def test_mended_only_deletes(example: Article) -> None:
    stripped, mended = (str(cleaning.reading(example, v)) for v in ("stripped", "mended"))
    rest = iter(stripped)
    assert all(character in rest for character in mended)
    assert len(mended) < len(stripped)
    assert "month. This shows" in mended and "Has gone" not in mended and "Khan. It symbolically" in mended


def test_false_full_stop_is_joined_without_a_new_letter() -> None:
    assert (
        read("He praised the plan. Which had failed twice.", "mended") == "He praised the plan Which had failed twice."
    )


def test_repairs_are_applied_once(example: Article, repairs: pd.DataFrame) -> None:
    text = str(cleaning.reading(example, "repaired", repairs))
    assert text.startswith("The Khan-Putin call is a defining moment")
    assert "$3 trillion in minerals" in text and "3 3" not in text and "Has gone" not in text and "  " not in text
    assert text.count("they have finally begun") == 1
    assert "can be estimated" in text, "a repair below .75 is not applied"
    assert "Afghanistan must first build" in text, "an empty repair leaves the words"


def test_a_reading_maps_back_to_the_raw_text(example: Article, repairs: pd.DataFrame) -> None:
    text = cleaning.reading(example, "repaired", repairs)
    place = str(text).index("$3 trillion")
    assert example.raw[slice(*text.raw_span(place, place + 11))] == "3 3 trillion"


def test_without_repairs_repaired_is_mended(example: Article) -> None:
    none = tables.empty("damage")
    assert str(cleaning.reading(example, "repaired", none)) == str(cleaning.reading(example, "mended"))
    assert str(cleaning.reading(example, "raw")) == example.raw


def test_the_stored_repair_table_belongs_to_this_very_text_only(example: Article) -> None:
    stored = cleaning.stored_repairs(example)
    assert stored is not None
    assert str(cleaning.reading(example, "repaired")) == str(cleaning.reading(example, "repaired", stored))
    assert cleaning.stored_repairs(Article(example.raw + " ", "other")) is None


def row(**cells: object) -> pd.DataFrame:
    return pd.DataFrame([{"start": 0, "end": 3, "repair": "x", "confidence": 0.9} | cells])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (row(end=99), "outside"),
        (row(severity="high"), "not a number"),
        (row(severity=9), "severity 1, 2 or 3"),
        (row(start=0.5), "whole numbers"),
        (row(start=-1), "outside"),
        (row(text="abd"), "abd"),
        (row(start="a"), "not a number"),
        (row().drop(columns="repair"), "repair"),
        (pd.concat([row(), row(start=2, end=5)]), "overlaps"),
    ],
)
def test_a_repair_table_that_does_not_fit_is_refused(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(ArticleError, match=words):
        cleaning.reading(made("abcdefgh"), "repaired", table)


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ArticleError, match="polished"):
        cleaning.reading(made("abc"), "polished")


def test_each_fault_of_the_example_stands_once(example: Article, repairs: pd.DataFrame) -> None:
    table = cleaning.damage_table(example, repairs)
    assert all(example.raw[s:e] == t for s, e, t in table[["start", "end", "text"]].itertuples(index=False))
    assert (table["start"].iloc[1:].to_numpy() >= table["end"].iloc[:-1].to_numpy()).all()
    both = table.set_index("start").loc[1615]
    assert both["rule"] == "reading+stray_auxiliary" and both["confidence"] == 0.95
    assert (table["rule"] == "reading").sum() > 40


ODD = ["\u00a0", "\u202f", "\u200b", "\ufeff", "\u00ad", "\r", "Ã", "Â", "Ã\u00a0", "é", "?", "“", "\n", "\n\n", " "]
TORN = ["Is.", "Has gone", ". That he ", "3 3 ", "NATO", "NAT", "Of It was ", "x"]
PIECES = st.sampled_from([*PAGE.split("\n"), *ODD, *TORN])
PASTED = (
    st.lists(PIECES, max_size=30).map("".join) | st.lists(PIECES, max_size=20).map("\n".join) | st.text(max_size=60)
)


@settings(max_examples=150, deadline=None)
@given(PASTED, st.sampled_from(["stripped", "mended"]))
def test_cleaning_a_cleaned_text_changes_nothing(raw: str, version: str) -> None:
    once = read(raw, version)
    assert read(once, version) == once


@settings(max_examples=80, deadline=None)
@given(PASTED)
def test_every_character_that_stays_is_the_raw_one(raw: str) -> None:
    text = cleaning.reading(made(raw), "mended")
    for i, character in enumerate(str(text)):
        start, end = text.raw_span(i, i + 1)
        assert character.isspace() or raw[start:end] == character
    spans = cleaning.body_spans(raw)
    assert all(0 <= s < e <= len(raw) for s, e in spans) and spans == sorted(spans)


@pytest.mark.parametrize(
    "word", ["Ã\u00a0 la carte", "voilÃ\u00a0 tout", "Â\u00a0x", "caf\u00e9\u00a0noir", "10\u202f000"]
)
def test_mojibake_beside_a_no_break_space_stays_put(word: str) -> None:
    sentence = f"{BODY[0][:-1]} {word} as it was said."
    fixed = ftfy.fix_encoding(sentence)
    settled = read(fixed, "stripped")
    assert ftfy.fix_encoding(settled) == settled and read(settled, "stripped") == settled


def test_zero_width_characters_go_and_no_break_spaces_become_spaces() -> None:
    assert read("One\u200b two\u00a0three four\u202ffive.", "stripped") == "One two three four five."


ADVERSARIAL = [
    " ",
    "\n",
    "\t \u00a0",
    "1",
    "1 ",
    "A",
    "A ",
    "aB",
    "Is",
    "Is ",
    "Has gone. ",
    ". That ",
    "(photo ",
    "by A ",
    "NATO ",
]
ADVERSARIAL += [
    "a | ",
    "#a ",
    "1,",
    "“",
    "...",
    "facebook ",
    "share this ",
    "a\u200b",
    "Although a ",
    "The a ",
    "x\n\n",
    "Jan ",
]


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = 9.0
        for _ in range(2):
            begin = time.process_time()
            cleaning.find_damage(text)
            cleaning.body_spans(text)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(40_000) < 3.2 * seconds(20_000) + 0.03


@pytest.mark.parametrize(
    ("wording", "sort"),
    [
        ("x" * 160, "prose"),
        ("x" * 159, "link"),
        ("w " * 34 + "w.", "prose"),
        ("w " * 33 + "ww.", "short"),
        ("It rained all day.", "short"),
        ("It rained.", "link"),
    ],
)
def test_a_line_is_prose_from_its_length_on(wording: str, sort: str) -> None:
    assert cleaning.residue._sort(wording) == sort
