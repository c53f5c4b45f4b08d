"""The parse keeps offsets and our sentences, and its memory has a bound that never loses what is asked for."""

from utils import parsing
from utils.parsing import CACHED_PARAGRAPHS, parse
from utils.sentences import sentence_spans


def test_tokens_stand_at_their_offsets_and_sentences_are_ours(article):
    parsed = parse(article.raw)
    for offset, doc in parsed:
        assert all(article.raw[offset + t.idx : offset + t.idx + len(t)] == t.text for t in doc)
    found = [(offset + s.start_char, offset + s.end_char) for offset, doc in parsed for s in doc.sents]
    assert found == sentence_spans(article.raw)


def test_the_memory_is_bounded_and_keeps_what_is_asked_for(monkeypatch):
    monkeypatch.setattr(parsing, "CACHED_PARAGRAPHS", 3)
    parse("First one.")
    parse("Second.\n\nThird.")
    assert [doc.text for _, doc in parse("First one.\n\nA new one.")] == ["First one.", "A new one."]
    assert len(parsing._cache) <= 3 < CACHED_PARAGRAPHS


def test_a_lone_surrogate_keeps_its_place():
    assert [t.text for t in parse("Russia \ud800 attacked.")[0].doc][0::2] == ["Russia", "attacked"]
