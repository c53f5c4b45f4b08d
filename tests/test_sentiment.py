"""Word lists, tone, masking, stance and the name-swap audit."""

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import actors, parsing, sentiment, tables, walk
from utils.article import Article
from utils.loading import load_article
from utils.parsing import document
from utils.sentences import sentence_table

TEXT = (
    "Critics praised Russia for a brilliant rescue. Nobody trusts the Taliban, a brutal group. "
    "The region needs Pakistan. The clerk opened the door."
)


def test_cards_tell_licence_and_size_of_every_list() -> None:
    cards = sentiment.lexicon_cards().set_index("lexicon")
    assert list(cards.index) == list(sentiment.LEXICONS)
    assert (cards["entries"] > 2000).all()
    assert (cards.drop(columns=["file", "entries"]) != "").all(axis=None)
    assert cards.loc["afinn", "licence"].startswith("ODbL")


def test_hits_keep_their_place_and_context() -> None:
    hits = sentiment.word_hits("It is not good, but it would be a brilliant deal.")
    assert all(
        "It is not good, but it would be a brilliant deal."[h.start : h.end] == h.word for h in hits.itertuples()
    )
    factors = dict(zip(hits["word"], hits["factor"], strict=True))
    assert factors["good"] == -0.5 and factors["brilliant"] == 0.75


def test_topic_word_is_out_of_the_second_layer() -> None:
    raw, _ = sentiment.lexicon_score("The war was brilliant.", "hu_liu", "raw")
    kept, spans = sentiment.lexicon_score("The war was brilliant.", "hu_liu", "no_topic")
    assert spans == [(12, 21)] and kept >= raw
    assert math.isnan(sentiment.lexicon_score("The war went on.", "vader", "no_topic")[0])


def test_every_topic_word_has_a_reason() -> None:
    rows = tables.data("lexicons/topic_words.csv")
    assert (rows["reason"] != "").all() and set(rows["group"]) == {"topic", "polyseme"}


def test_negation_lowers_tone() -> None:
    assert sentiment.tone("She is honest.") > 0 > sentiment.tone("She is not honest.")


def test_no_word_is_zero_for_tone_and_missing_in_the_table() -> None:
    sentence = "The clerk opened the door."
    assert sentiment.tone("") == 0.0 and sentiment.tone("12 34") == 0.0
    assert math.isnan(sentiment.lexicon_score(sentence, "hu_liu")[0])


def test_sentiment_table_has_all_lists_and_layers() -> None:
    sentences = sentence_table(TEXT)
    table = sentiment.sentiment_table(document(TEXT), {"s0000": "reported"})
    assert len(table) == len(sentences) * len(sentiment.LEXICONS) * len(sentiment.LAYERS)
    assert (table["score"].isna() == (table["hits"] == 0)).all()
    assert table["score"].dropna().between(-1, 1).all()
    assert set(table.loc[table["sentence_id"] == "s0000", "voice"]) == {"reported"}
    words = {TEXT[s:e] for cell in table["evidence"] for s, e in tables.spans_of(cell)}
    assert "brilliant" in words and "rescue" in words


def _cpu_seconds(work: Callable[[], object]) -> float:
    """Return the least of three runs in this process's own time, which a busy machine doesn't stretch much."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def test_lists_cost_less_than_a_third_of_the_parse() -> None:
    text = (tables.DATA / "articles" / "putin_khan_call.txt").read_text(encoding="utf-8")
    sentences, model = sentence_table(text)["text"].tolist(), parsing.model()
    paragraphs = [line for line in text.split("\n") if line]
    sentiment.tone("A good day.")

    def tones() -> list[float]:
        sentiment.hits_in.cache_clear()
        return [sentiment.tone(sentence) for sentence in sentences]

    assert _cpu_seconds(tones) < 0.3 * _cpu_seconds(lambda: list(model.pipe(paragraphs)))


@given(st.text(alphabet="abAB .,'’-\"“”I", max_size=60), st.data())
@settings(max_examples=80, deadline=None)
def test_mask_places_the_target(sentence: str, data: st.DataObject) -> None:
    sentence += "x"
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    masked = sentiment.mask(sentence, start, end)
    assert masked.text[slice(*masked.target)] == sentiment.NAME
    assert masked.old(masked.target[0]) <= start


def test_mask_hides_titles_nationalities_and_acronyms() -> None:
    sentence = "On Monday the U.S. and Russian President Vladimir Putin met anti-American NATO critics."
    masked = sentiment.mask(sentence, sentence.index("Vladimir"), sentence.index(" met")).text
    assert masked == "On Monday Smith and Smith met anti-Smith critics."


@pytest.mark.parametrize("instrument", ["rules", "linear"])
def test_stance_tells_praise_from_blame(instrument: str) -> None:
    praise, blame = "Critics praised Putin for his honest work.", "Critics condemned Putin for his brutal crimes."
    assert sentiment.stance(praise, 16, 21, instrument) > 0 > sentiment.stance(blame, 18, 23, instrument)
    assert sentiment.stance("The train left Smithtown.", 15, 24, instrument) == 0


def test_stance_refuses_a_wrong_span_or_instrument() -> None:
    with pytest.raises(ValueError, match="span"):
        sentiment.stance("Short.", 3, 99)
    with pytest.raises(ValueError, match="instrument"):
        sentiment.stance("Short.", 0, 5, "oracle")


def test_stance_table_keeps_needed_apart_from_praised() -> None:
    mentions = pd.DataFrame(
        [
            (s, TEXT.index(a), TEXT.index(a) + len(a), a)
            for s, a in [("s0000", "Russia"), ("s0047", "Taliban"), ("s0090", "Pakistan")]
        ],
        columns=["sentence_id", "start", "end", "actor"],
    )
    table = sentiment.stance_table(document(TEXT), mentions, {}).query("instrument == 'rules'").set_index("actor")
    assert table.loc["Russia", "rule"].startswith("evaluation") and table.loc["Russia", "score"] > 0
    assert table.loc["Pakistan", "rule"].startswith("usefulness")
    assert table.loc["Taliban", "score"] < 0
    assert "praised" in {TEXT[s:e] for s, e in tables.spans_of(table.loc["Russia", "evidence"])}


@pytest.mark.parametrize("instrument", ["rules", "linear", "tone"])
def test_label_does_not_depend_on_the_name(instrument: str) -> None:
    audit = sentiment.name_swap(instrument)
    assert audit["template"].nunique() >= 24 and audit["name"].nunique() >= 20
    assert (audit.groupby("template")["score"].nunique() == 1).all()
    assert set(audit["label"]) == {-1, 0, 1}


@pytest.fixture(scope="module")
def kinds() -> pd.DataFrame:
    """Return our own sentences on business, sport, local politics and science with the kind coded and found."""
    path = Path(__file__).with_name("stance_kind_sentences.csv")
    coded = pd.read_csv(path, keep_default_na=False)
    return coded.assign(found=[_found_kind(s, t) for s, t in zip(coded["sentence"], coded["target"], strict=True)])


def _found_kind(sentence: str, target: str) -> str:
    read, start = document(sentence), sentence.index(target)
    mention = {"sentence_id": read.sentence_id(start), "start": start, "end": start + len(target), "actor": target}
    table = sentiment.stance_table(read, pd.DataFrame([mention]), {})
    return table["rule"][0].partition(":")[0]


@pytest.mark.parametrize(("kind", "floor"), [("usefulness", 0.85), ("benefit", 0.85), ("evaluation", 0.85)])
def test_needed_and_better_off_are_told_from_praised(kinds: pd.DataFrame, kind: str, floor: float) -> None:
    coded, found = kinds["kind"] == kind, kinds["found"] == kind
    assert len(kinds) >= 40 and coded.sum() >= 8
    assert (coded & found).sum() / coded.sum() >= floor
    assert (coded & found).sum() / found.sum() >= 0.75


def test_evidence_is_whole_words_and_never_a_masked_name() -> None:
    for name in ("putin_khan_call", "bergen_statement"):
        analysis = walk.analyse(load_article(tables.DATA / f"articles/{name}.txt"))
        raw = analysis.article.raw
        spans = {span for cell in analysis.stance["evidence"] for span in tables.spans_of(cell)}
        assert len(spans) > 20
        for start, end in spans:
            assert raw[start:end].strip() == raw[start:end] != ""
            assert not (raw[end - 1].isalpha() and raw[end].isalpha()) or raw[end:].startswith(("n't", "n’t", "not"))
            assert not (raw[start].isalpha() and raw[start - 1].isalpha()) or raw[start:end] in {"n't", "n’t", "not"}
        named = {i for s, e in zip(analysis.named["start"], analysis.named["end"], strict=True) for i in range(s, e)}
        capitals = {(s, e) for s, e in spans if raw[s].isupper() and named & set(range(s, e))}
        assert not capitals, [raw[s:e] for s, e in capitals]


def test_a_verdict_of_the_table_is_the_stance_of_its_mention() -> None:
    text = "Critics praised Norway. Iceland condemned the brutal raid. Peru needs Chile."
    analysis = walk.analyse(Article(text, "verdicts"))
    assert len(analysis.stance) == 2 * 4
    for row in analysis.stance.to_dict("records"):
        start = row["text"].index(row["actor"])
        score = sentiment.stance(row["text"], start, start + len(row["actor"]), row["instrument"])
        assert row["score"] == round(score, tables.STORED_DIGITS)


def test_every_phrase_has_a_reason_and_a_target() -> None:
    rows = tables.data("lexicons/stance_phrases.csv")
    assert (rows["reason"] != "").all() and set(rows["group"]) == {"usefulness", "benefit"}
    assert rows["entry"].str.split().map(lambda words: "T" in words).all() and rows["entry"].is_unique


def test_negator_turns_a_phrase() -> None:
    assert sentiment.stance("The club never needs Okafor.", 21, 27, "rules") <= 0
    assert sentiment.stance("The club badly needs Okafor.", 21, 27, "rules") > 0


def test_a_plain_list_does_depend_on_the_name() -> None:
    assert (sentiment.name_swap("hu_liu").groupby("template")["label"].nunique() > 1).any()


def test_weights_hold_no_sentence() -> None:
    features = tables.data("lexicons/stance_weights.csv")["feature"]
    assert 1000 < len(features) < 27_000 and features.is_unique
    assert features.str.count("[ _]").max() <= 3


def test_wrong_sign_is_dearer_than_no_sign() -> None:
    divided, clear = np.log([0.3, 0.3, 0.4]), np.log([0.1, 0.3, 0.6])
    assert sentiment.linear_score(divided) == 0 and sentiment.linear_score(clear) == pytest.approx(0.5)
    assert sentiment.linear_score(clear[::-1]) == pytest.approx(-0.5)


def test_noun_joined_to_the_name_says_something_of_it() -> None:
    assert sentiment.stance("The Putin scandal grew.", 4, 9, "rules") < 0


def test_a_very_long_sentence_ends_no_stack():
    assert -1 <= sentiment.stance("Critics praised Putin, " + "who knows the man " * 500 + ".", 16, 21, "rules") <= 1


@pytest.mark.parametrize(
    ("sentence", "target", "sign"),
    [
        ("The new port will not only enrich Bergen but also its neighbours.", "Bergen", 1),
        ("Ortega is not just a liar but a coward.", "Ortega", -1),
        ("Peru's so-called friend Chile closed the border.", "Chile", 0),
        ("The would-be saviours of Helix met on Monday.", "Helix", 0),
    ],
)
def test_not_only_denies_nothing_and_so_called_praises_nobody(sentence: str, target: str, sign: int) -> None:
    start = sentence.index(target)
    assert np.sign(sentiment.stance(sentence, start, start + len(target), "rules")) == sign


def test_context_of_a_list_word_knows_not_only_and_so_called() -> None:
    factors = {s: sentiment.word_hits(s).query("lexicon == 'hu_liu'")["factor"].tolist() for s in (
        "It is not good.", "It is not only good.", "It is a so-called success.", "It is a success.")}  # fmt: skip
    assert list(factors.values()) == [[-0.5], [1.0], [0.0], [1.0]]


def test_what_is_said_of_an_actor_is_told_from_its_company() -> None:
    text = "Critics praised Kenya. Uganda met Kenya in a beautiful hall."
    table = sentiment.stance_table(document(text), actors.mention_table(document(text)), {}).query(
        "instrument == 'rules'"
    )
    rows = table.assign(said=sentiment.said_of(table)).set_index(["sentence_id", "actor"])
    assert rows.loc[("s0000", "Kenya"), "said"] and not rows.loc[("s0023", "Kenya"), "said"]
    cue = tables.spans_of(rows.loc[("s0000", "Kenya"), "cue"])
    assert [text[s:e] for s, e in cue] == ["praised"]
