"""The first screen of the report: plain sentences that the counts can carry, the strongest first."""

import pandas as pd
import pytest

from utils import findings, overview, walk
from utils.article import Article
from utils.overview.plain import SHARES, leading, plainly, share


def test_the_first_screen_tells_the_strongest_and_calls_the_thin_thin():
    rows = pd.DataFrame({"start": range(9), "end": range(1, 10)})
    lines = [
        findings.Line("Whose voice", "Weak.", "voice", rows, "5 of 9", "text"),
        findings.Line("Tone", "Firm.", "tone", rows, "8 of 9", "above 0"),
        findings.Line("Who acts, and on whom", "Thin.", "pair", rows[:4], "9 of 9", "Chad"),
        findings.Line("Who acts, and on whom", "Whole.", "acts", rows, "9 of 9", "Chad"),
        findings.Line("Who acts, and on whom", "Unclear.", "kind of tie", rows, "9 of 9", "neither"),
        findings.Line("Whose voice", "Close.", "minds", rows, "9 of 9", "Mali"),
        findings.Line("Frame cues", "Not asked again.", "", rows),
        findings.Line("Whose voice", "Too few claims.", "", rows[:1]),
    ]
    plain = dict.fromkeys(findings.QUESTIONS, "this is so of Chad")
    told, thin = overview.first(lines, plain, {"kind of tie": "its reason"})
    assert [(found.words, found.counted) for found in told] == [
        ("This is so of Chad.", "Whole."),
        ("This is so of Chad.", "Firm."),
    ]
    assert [found.places for found in told] == [[(i, i + 1) for i in range(9)]] * 2
    assert [found.trust.split(" The")[0].split(" How")[0] for found in told] == [
        f"Counted again under other readings and definitions, {n} of 9 answers are “{says}”."
        for n, says in ((9, "Chad"), (8, "above 0"))
    ]
    assert [found.evidence for found in told] == [[("", (i, i + 1)) for i in range(9)]] * 2
    assert (
        "not been measured on any public text" in told[0].trust
        and "people rated" in told[1].trust
        and "reaches 0." in told[1].trust
    )
    asks = findings.QUESTIONS
    assert thin == ["Too few claims", f"{asks['voice'].asks} (only 5 of 9 ways of counting agree)",
                    f"{asks['pair'].asks} (4 places)", f"{asks['kind of tie'].asks} (its reason)",
                    f"{asks['minds'].asks} (the counts lie too close)"]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "names"),
    [
        ({"Oslo": 6, "Rome": 1}, ["Oslo"]),
        ({"Oslo": 6, "Rome": 5}, ["Oslo", "Rome"]),
        ({"Oslo": 6, "Rome": 5, "Lima": 4}, ["Oslo", "Rome", "Lima"]),
        ({"Oslo": 6, "Rome": 5, "Lima": 4, "Bonn": 3}, []),
        ({"Oslo": 2}, []),
        ({}, []),
    ],
)
def test_who_leads_is_told_where_the_lead_is_clear(counts, names):
    rows = pd.Series([name for name, n in counts.items() for _ in range(n)], dtype=str)
    assert leading(rows) == names


def test_a_share_in_words_is_never_far_from_the_share():
    words = {told: at for at, told in SHARES.items()}
    for part in range(1, 100):
        told = share(part, 100)
        assert abs(words.get(told, 0.0) - part / 100) <= 0.1, (part, told)
    assert (share(0, 7), share(7, 7)) == ("none", "all")


QUARREL = "Chad condemned Mali. Mali accused Chad of lies. Chad attacked Mali. "
TALKS = "Peru thanked Cuba. Cuba praised Peru. Peru and Cuba agreed on a treaty. "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (QUARREL * 2, "more are conflict than cooperation"),
        (TALKS * 2, "more are cooperation than conflict"),
        (QUARREL + TALKS, ""),
    ],
)
def test_a_quarrel_is_told_as_conflict_and_an_even_count_not_at_all(text, kind):
    told = plainly(walk.analyse(Article(text, "x")))["kind of tie"]
    assert (kind in told) if kind else told == ""


def test_the_sources_named_are_those_reported_more_than_the_rest():
    said = "".join(f"{name} Rao said that it rained. " for name in ("Ann", "Ben"))
    text = "Kenya said that it rained. Kenya said that it snowed. Chad said that it rained. " + said
    assert plainly(walk.analyse(Article(text, "x")))["sources"].startswith(
        "of those that it names, Kenya is reported most (a state"
    )


def test_how_ties_are_told_is_not_told_where_most_were_not_seen():
    unseen = "Togo and Niger stood on the map near Ghana. " * 8
    seen, blind = (plainly(walk.analyse(Article(text, "x")))["told"] for text in (TALKS * 2, TALKS * 2 + unseen))
    assert "told as existing or done" in seen and blind == ""


def test_a_tie_is_read_whole_with_both_sides_and_its_kind():
    given = findings.case(Article(QUARREL * 2, "x"), "stripped")
    lines = findings.page(given, findings.specifications(given))
    told, _ = overview.first(lines, plainly(given.chosen), {})
    ties = next(found for found in told if "conflict" in found.words)
    what, (start, end) = ties.evidence[0]
    assert what == "Chad → Mali: disapprove, asserted" and QUARREL[start:end] == "Chad condemned Mali"
