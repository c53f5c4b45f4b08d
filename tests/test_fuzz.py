"""Mixtures that nobody wrote: whatever is read, tables quote the raw text, cleaning settles, readings compose."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utils import cleaning, walk
from utils.article import Article, ArticleError
from utils.loading import article_from_bytes

PIECES = (
    "Kenya accused Uganda of dumping maize. ", "The minister said that ", "the border would close", ", and ",
    "it was agreed ", "“We won’t ", "go,” she said. ", "Is. ", "Has gone ", "\n\n", "\n", "Share this article\n",
    "14\n", "\t", " \xa0", "😀", "İstanbul ", "e\u0301", "\u202e", "\u2028", "$3 3 trillion ", "<b>", "&amp;",
    "According to the statement:\n\n", "not only ", "John Doe (JD) ", "JD ", "they ", "… ", "’s ", '"', "«Non»",
    "U.S. ", "- ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "? ", "!", "the Church of ", "War ",
)  # fmt: skip
mixtures = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=14).map("".join)
GENTLE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def holds(text: str) -> None:
    """The invariants of one text; one that is refused is refused in one sentence."""
    try:
        article = article_from_bytes(text.encode("utf-8", "replace"), "mixture", encoding="utf-8")
    except ArticleError as error:
        assert "\n" not in str(error)
        return
    raw = article.raw
    stripped = cleaning.reading(article, "stripped")
    again = cleaning.reading(Article(str(stripped), "again"), "stripped")
    assert str(cleaning.reading(Article(str(again), "third"), "stripped")) == str(again)
    for version in ("stripped", "mended"):
        reading = cleaning.reading(article, version)
        assert all(0 <= s <= e <= len(raw) for s, e in reading.spans)
        part = reading[len(reading) // 3 :]
        assert part.spans == reading.spans[len(reading) // 3 :]
    analysis = walk.analyse(article, "mended")
    for name, table in analysis.tables().items():
        assert [raw[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist(), name
    ids = set(analysis.sentences["sentence_id"])
    for name in ("mentions", "claims", "sentiment", "stance", "frames", "relations"):
        assert set(getattr(analysis, name)["sentence_id"]) <= ids | {""}, name


@settings(max_examples=200, **GENTLE)
@given(mixtures)
def test_two_hundred_mixtures(text):
    holds(text)


@pytest.mark.slow
@settings(max_examples=5_000, **GENTLE)
@given(mixtures)
def test_five_thousand_mixtures(text):
    holds(text)
