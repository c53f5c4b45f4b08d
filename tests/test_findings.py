"""Headline findings: every choice listed, the page true to its tables, and moved by what it rests on alone."""

import time
from dataclasses import replace

import pytest
from texts import QUARRELS

from utils import findings, sentiment, walk
from utils.article import Article, ArticleError

TOY = "Kenya warned Uganda. Kenya thanked Uganda. Kenya helped Uganda. Uganda praised Kenya. Uganda warned Kenya."
TOY += " President Museveni praised Kenya."
BRIEF = "Rain.\n\nIt rained all day and the streets were wet. Then it stopped."


@pytest.fixture(scope="module")
def given(article):
    return findings.case(article)


@pytest.fixture(scope="module")
def specs(given):
    return findings.specifications(given)


def words(given, specs, rejected=()):
    return {(line.section, i): line.words for i, line in enumerate(findings.page(given, specs, rejected))}


def changed(one, other):
    assert one.keys() == other.keys()
    return {section for section, i in one if one[section, i] != other[section, i]}


def test_every_combination_is_listed_once(specs):
    choices = [c for c in specs if c not in ("default", "says", "value", "keeps")]
    assert not specs.duplicated(choices).any()
    tone = specs[specs["finding"] == "tone"]
    assert len(tone) == 3 * (1 + len(sentiment.LEXICONS)) * len(sentiment.LAYERS) * 2
    assert specs.groupby("finding")["default"].sum().eq(1).all()
    assert set(specs["finding"]) == set(findings.QUESTIONS)
    assert "raw" not in set(specs["reading"])


def test_the_share_is_that_of_the_answers_listed(specs):
    firm = findings.stability(specs).set_index("finding")
    own = specs[specs["finding"] == "cause"]
    assert firm.loc["cause", "kept"] == (own["says"] == own["says"].iloc[0]).sum() < len(own)


def test_a_choice_of_aliases_can_change_who_acts_most():
    toy = findings.case(Article(TOY, "toy"), "stripped")
    toy = replace(toy, aliases={"Museveni": "Uganda"})
    says = findings.specifications(toy, ["acts"]).groupby("aliases")["says"].agg(set)
    assert says["as named"] == {"Kenya"}
    assert says["leaders with their state"] == {findings.TIE}


def test_fewer_than_five_are_no_finding():
    few = findings.case(Article("Kenya warned Uganda. Kenya thanked Uganda.", "few"), "stripped")
    specs = findings.specifications(few, ["acts", "pair", "kind of tie", "voice"])
    assert set(specs["says"]) == {"too few to tell"} and specs["value"].isna().all()
    told = " ".join(line.words for line in findings.page(few, findings.specifications(few)))
    blind = "In 0 of 2 sentences in which two actors or more were found, no tie was."
    assert f"Too few ties were found to say who opposes whom: 2. {blind}" in told
    assert "Too few claims were found" in told and "Kenya is most often" not in told


def test_the_table_takes_less_than_a_minute_and_parses_nothing_again(given, monkeypatch):
    def refuse(*_):
        raise AssertionError("parsed again")

    monkeypatch.setattr(walk, "analyse", refuse)
    started = time.perf_counter()
    findings.specifications(given)
    assert time.perf_counter() - started < 60


def test_a_claim_overruled_moves_the_sentences_on_voice_alone(given, specs):
    said = given.chosen.claims.query("voice == 'text' and status == 'ok'")["claim_id"].iloc[0]
    mine = findings.overruled(given, [("claims", said, "voice", "reported")])
    assert changed(words(given, specs), words(mine, findings.specifications(mine))) == {"Whose voice"}
    assert given.chosen.claims.set_index("claim_id").loc[said, "voice"] == "text"


def test_a_list_left_out_moves_the_tone_alone(given, specs):
    a = given.chosen
    fewer = replace(a, sentiment=a.sentiment[a.sentiment["lexicon"] != "hu_liu"])
    mine = replace(given, walks={**given.walks, given.version: fewer})
    assert changed(words(given, specs), words(mine, specs)) == {"Tone"}


def test_a_candidate_rejected_moves_problem_and_remedy_alone(given, specs):
    accepted = findings.page(given, specs)[0].evidence
    without = words(given, specs, [f"{accepted['sentence_id'].iloc[0]} problem"])
    assert changed(words(given, specs), without) == {"Problem and remedy"}


def test_another_version_changes_no_sentence_whose_rows_stay(article, given, specs):
    other = findings.case(article, "stripped")
    for one, two in zip(findings.page(given, specs), findings.page(other, findings.specifications(other)), strict=True):
        same = len(given.chosen.sentences) == len(other.chosen.sentences)
        same &= len(given.chosen.claims) == len(other.chosen.claims)
        if same and one.evidence.equals(two.evidence) and len(one.evidence):
            assert one.words == two.words


def test_no_candidate_on_words_that_damage_turns_round(given, specs):
    torn = given.chosen.damage.query("severity == 3 and kind != 'lost_quotation'")
    for line in findings.page(given, specs)[:2]:
        assert not walk.touched(line.evidence, torn).any()
        assert not line.evidence["text"].str.contains("There will be a breakdown").any()


def test_the_page_names_no_motive_praise_or_bias(given, specs):
    told = " ".join(words(given, specs).values())
    for word in ("praise", "bias", "propaganda", "believes", "intends", "the author", "Korybko"):
        assert word not in told


def test_an_article_without_actors_or_claims_gives_a_page_too():
    bare = findings.case(Article(BRIEF, "brief"))
    lines = findings.page(bare, findings.specifications(bare))
    assert any(line.words.startswith("Too few ties were found to say who opposes whom: 0.") for line in lines)


@pytest.mark.parametrize(
    "coding",
    [
        ("claims", "c999", "voice", "text"),
        ("claims", "c01", "voice", "shouted"),
        ("poems", "1", "voice", "text"),
        ("relations", "0", "sign", "up"),
        ("stance", "0", "score", "high"),
        ("claims", "c01", "claim_id", "c02"),
    ],
)
def test_a_coding_that_cannot_be_is_told_in_a_sentence(given, coding):
    with pytest.raises(ArticleError) as told:
        findings.overruled(given, [coding])
    assert str(told.value).endswith(".")


def test_raw_is_no_reading_to_test(article):
    with pytest.raises(ArticleError, match="stripped, mended, repaired"):
        findings.case(article, "raw")


@pytest.mark.parametrize("name", ["example", *sorted(QUARRELS)])
def test_a_line_of_the_page_gives_the_answer_whose_specifications_it_counts(name: str, article) -> None:
    """A sentence that says how many specifications agree must say what they agree on."""
    text = article if name == "example" else Article(QUARRELS[name], name)
    given = findings.case(text, "mended" if name == "example" else "stripped")
    specs = findings.specifications(given)
    answers = specs[specs["default"] == 1].set_index("finding")["says"]
    told = dict.fromkeys(("acts", "acted on", "pair", "frame", "absent"), "")
    told |= {line.finding: line.words for line in findings.page(given, specs) if line.finding in told}
    for finding, words in told.items():
        if words and not set(answers[finding].split()) & {"tie", "few", "none", "nobody"}:
            assert all(part in words for part in answers[finding].replace(" and ", ", ").split(", ")), (finding, words)


def test_a_quarrel_of_two_is_between_them_and_on_nobody():
    text = "Kenya and Uganda have quarrelled. Kenya attacked Uganda. " * 3
    case = findings.case(Article(text, "quarrel"), "stripped")
    told = " ".join(line.words for line in findings.page(case, findings.specifications(case, ["kind of tie"])))
    assert "between Kenya and Uganda (3)" in told and "Kenya on Uganda (3)" in told


def test_what_can_make_no_difference_is_no_choice(article):
    clean = findings.case(Article("Kenya praised Chad. Chad thanked Kenya. " * 4, "clean"), "stripped")
    sound = findings.specifications(clean, ["sources", "voice", "frame"]).groupby("finding").size().to_dict()
    assert sound == {"sources": 1, "voice": 2, "frame": 2}  # one reading, no damaged word; claims or sentences
    torn = findings.specifications(findings.case(article), ["frame"])
    assert set(torn["reading"]) == {"mended", "stripped", "repaired"} and set(torn["words"]) == {"all", "sound only"}
