"""What a notebook shows is inert, complete and the same every time."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from utils import display
from utils.article import Article

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(display, "display", lambda data, metadata, raw: bundles.append(data))
    return bundles


def test_article_text_is_inert_everywhere(shown):
    article = Article(f"Before {EVIL} after", "evil")
    display.highlight(article, [((7, 20), "#fff", EVIL)])
    display.table(pd.DataFrame({EVIL: [EVIL]}), EVIL)
    display.say("It says {words}.", words=EVIL)
    assert len(shown) == 3
    for bundle in shown:
        assert "<script" not in bundle["text/html"]
        assert "<img" not in bundle["text/html"]


def test_a_sentence_with_a_missing_value_is_refused(shown):
    with pytest.raises(KeyError):
        display.say("{n} of {m}", n=1)
    assert shown == []


def test_numbers_keep_their_format(shown):
    display.say("{x:.2f} of {n:,}", x=0.123, n=1234)
    assert shown[0]["text/plain"] == "0.12 of 1,234"
    assert "<strong>1,234</strong>" in shown[0]["text/html"]


def test_a_figure_carries_alt_text_caption_and_the_same_bytes(shown):
    alt = 'A line that rises from nought to "one" over the text.'
    for _ in range(2):
        figure, ax = plt.subplots()
        ax.plot([0, 1])
        display.figure(figure, alt, "Read it from left to right.")
        plt.close(figure)
    assert shown[0] == shown[1]
    assert "&quot;one&quot;" in shown[0]["text/html"]
    assert "<figcaption>Read it" in shown[0]["text/html"]
    with pytest.raises(ValueError, match="alt text"):
        display.figure(figure, "short", "")


def test_a_long_table_says_what_it_leaves_out(shown):
    display.table(pd.DataFrame({"n": range(30)}), rows=5)
    assert "25 more rows" in shown[0]["text/html"]
    display.table(pd.DataFrame({"n": []}))
    assert "None found" in shown[1]["text/html"]


def test_marks_that_overlap_or_leave_the_window_do_not_double_text(shown):
    article = Article("one two three four", "x")
    display.highlight(article, [((0, 7), "#fff", "a"), ((4, 13), "#fff", "b"), ((14, 18), "#fff", "c")], around=(2, 16))
    assert shown[0]["text/plain"] == "[a: e two] three [c: fo]"


def test_a_page_and_its_evidence_are_inert_and_in_place(shown):
    article = Article(f"Before. {EVIL} after", "evil")
    rows = pd.DataFrame({"start": [8], "end": [8 + len(EVIL)]})
    display.page(
        article, [("Voice", f"One {EVIL}", "voice", rows, "3 of 4", EVIL), ("Voice", "Two", "", rows[:0], "", "")]
    )
    display.evidence(article, rows)
    for bundle in shown:
        assert "<script>" not in bundle["text/html"]
        assert "<img" not in bundle["text/html"]
    assert "3 of 4 specifications agree on “" in shown[0]["text/plain"]
    assert shown[0]["text/html"].count("<details ") == 1
    assert f"raw 8–{8 + len(EVIL)}" in shown[1]["text/html"]


def test_an_essay_quotes_and_counts_nothing_that_is_not_there(shown):
    article = Article("Kenya needs water. Uganda has it.", "toy")
    display.essay(article, "## Need\n\nOf {n} states, one [[needs water]].", {"n": 2})
    html = shown[-1]["text/html"]
    assert "<h4>Need</h4>" in html and "Of 2 states, one “needs water” <small>[6–17]</small>." in html
    with pytest.raises(ValueError, match="does not hold the words 'needs oil'"):
        display.essay(article, "It [[needs oil]].", {})
    for prose, numbers in (("{n} states", {}), ("States", {"n": 2})):
        with pytest.raises(ValueError, match="given and not used, or used and not given: n"):
            display.essay(article, prose, numbers)


def test_without_a_stretch_the_whole_text_is_shown_from_its_first_character(capsys):
    article = Article("War broke out. Peace came.", "whole")
    display.highlight(article, [((0, 3), "#eee", "cue"), ((25, 26), "#eee", "stop")])
    shown = capsys.readouterr().out
    assert "'[cue: War] broke out. Peace came[stop: .]'" in shown
