"""Where the cleaning rules turn: lengths, distances, weights, titles and places."""

from __future__ import annotations

import pandas as pd
import pytest

from utils.article import AlignedText, Article
from utils.cleaning import damage_table, reading
from utils.cleaning.blanks import BLANKS, settled_blank
from utils.cleaning.damage import _is_title
from utils.cleaning.readings import _inside
from utils.cleaning.residue import HEADLINE_DISTANCE, _headline, _line, _sort

BODY = [
    "The harbour council agreed on Monday that the ferry timetable must change before the winter storms arrive.",
    "Ferry captains had asked the harbour council for a safer timetable since the storms of the last winter.",
]


def kept(*lines: str) -> str:
    return str(reading(Article("\n".join(lines), "page"), "stripped"))


def chosen(*before: str) -> int | None:
    """Return which of the lines before the body is taken for its headline."""
    lines = [*before, *BODY]
    return _headline([_line(text, 0, len(text)) for text in lines], len(before), len(lines))


def test_the_headline_is_the_near_line_that_shares_most_words_with_the_body() -> None:
    assert chosen("Harbour council changes ferry timetable", "Lottery numbers of the week") == 0
    assert chosen("Ferry timetable to change", "Ferry timetable to change") == 1
    assert chosen("Harbour council timetable", "Ferry timetable") == 0  # the nearer is too short
    far = ["Harbour council winter storms ferry timetable", *["Weather desk"] * 24]
    assert chosen(*far) == 0 and chosen("x", *far) == 1
    assert chosen(*far, "Weather desk") is None  # 25 lines are looked at


@pytest.mark.parametrize(("length", "found"), [(19, None), (20, 0), (160, 0), (161, None)])
def test_a_headline_has_twenty_to_160_characters(length: int, found: int | None) -> None:
    words = "ferry harbour"
    assert chosen(words + "," * (length - len(words))) == found


def test_one_long_word_makes_no_headline_and_two_do() -> None:
    assert chosen("timetable" + "," * 20) is None
    assert chosen("ferry timetable" + "," * 20) == 0


def test_a_line_further_off_loses_a_fiftieth_a_line() -> None:
    assert HEADLINE_DISTANCE == 0.02
    one_more = "Harbour council ferry timetable winter plan"  # 5 of 6 words: 5/7
    assert chosen(one_more, "Harbour council ferry timetable of") == 1  # 4 of 4: 4/5, and nearer
    assert chosen("Harbour council ferry timetable change", "Harbour ferry lottery numbers") == 0


@pytest.mark.parametrize("end", [".", ".”", ".”’)", "…»"])
def test_a_line_ends_as_prose_behind_closing_marks(end: str) -> None:
    assert _sort("x" * 80 + end) == "prose" and _sort("x" * 80) == "link"


def test_three_words_with_a_stop_are_a_short_sentence_and_two_a_link() -> None:
    assert _sort("He left once.") == "short" and _sort("He left.") == "link"


def test_a_question_is_no_glued_auxiliary() -> None:
    for end, rules in (("?", set()), (".", {"glued_auxiliary"})):
        table = damage_table(Article(f"Nobody knew it. Has It begun in the harbour{end}", "x"))
        assert set(table["rule"]) & {"glued_auxiliary"} == rules


@pytest.mark.parametrize(
    ("run", "settled"), [("Ã\u00a0 la", "Ã\u00a0la"), ("a\u00a0 la", "a la"), ("a\u200bla", "ala")]
)
def test_a_no_break_space_after_mojibake_stays(run: str, settled: str) -> None:
    assert BLANKS.sub(settled_blank, run) == settled


def test_a_short_sentence_closes_the_body_and_a_thread_ends_it() -> None:
    comment = "I have taken this ferry for thirty years and nobody ever asked the passengers what they want of it."
    assert kept(*BODY, "He left at once.").endswith("He left at once.")
    assert comment not in kept(*BODY, "3 Comments", comment)
    assert comment in kept(*BODY, comment)


def test_words_on_both_sides_tell_a_title() -> None:
    title = "Ministers Meeting Council Leaders Has been settled"
    assert _is_title(title, title.index("Has"))
    sentence = "Ministers meeting council leaders Has Been Settled"
    assert not _is_title(sentence, sentence.index("Has"))
    behind = "talks were Has Agreed Between Ministers Meeting"
    assert _is_title(behind, behind.index("Has"))
    far = "Ministers Meeting Council Leaders " + "x" * 80 + " Has been settled"
    assert not _is_title(far, far.index("Has"))


def test_a_name_in_two_spellings_is_flagged_where_the_other_stands_once() -> None:
    once = Article("The PAKAFUZ railway was planned. Nobody paid for PakFuz at all. PAKAFUZ failed.", "x")
    assert "name_variant" in set(damage_table(once)["rule"])
    twice = Article("The PAKAFUZ railway was planned. Nobody paid for PakFuz at all. PakFuz failed.", "x")
    assert "name_variant" not in set(damage_table(twice)["rule"])


def test_a_raw_place_that_is_gone_lies_nowhere() -> None:
    raw = "a" * 400 + "b" * 20 + "c" * 400
    cut = AlignedText.of(raw).edit([(400, 420, "")])
    assert _inside(cut, [(405, 415)]) == []
    assert _inside(cut, [(390, 430)]) == [(390, 410)]


def test_a_repair_in_residue_is_not_made() -> None:
    raw = "\n".join(["Home | Weather", *BODY, "LEAVE A REPLY", "Please enter your comment!"])
    rows = [
        {"start": raw.index("Weather"), "text": "Weather", "repair": "Climate"},
        {"start": raw.index("winter"), "text": "winter", "repair": "spring"},
        {"start": raw.index("comment"), "text": "comment", "repair": "remark"},
    ]
    table = pd.DataFrame(rows).assign(kind="wrong_word", severity=2, confidence=1.0, rule="reading")
    table["end"] = table["start"] + table["text"].str.len()
    told = str(reading(Article(raw, "page"), "repaired", table))
    assert "spring storms" in told and "remark" not in told and "comment" not in told and "Climate" not in told
