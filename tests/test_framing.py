import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import framing, tables
from utils.parsing import document

LISTS = ["frame_cues", "entman_cues"]


def functions(text: str, cause: Any = "strict") -> set[str]:
    return set(framing.entman_candidates(document(text), {}, cause)["function"])


def mentions(text: str, *named: tuple[str, str]) -> pd.DataFrame:
    """A mentions table: (words, actor) in order of the text, each searched after the one before."""
    rows, place = [], 0
    for words, actor in named:
        start = text.index(words, place)
        place = start + len(words)
        rows.append({"start": start, "end": place, "text": words, "sentence_id": "s0000", "actor": actor})
    return tables.make("mentions", [row | {"kind": "state", "role": "mention"} for row in rows])


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_each_row_names_source_and_reason(self, name: str) -> None:
        table = tables.data(f"lexicons/{name}.csv")
        assert (table[["entry", "group", "source", "reason"]] != "").all().all()
        assert set(table["kind"]) <= {"word", "exact", "pattern", "ended"}

    def test_every_frame_and_function_has_cues(self) -> None:
        assert set(tables.data("lexicons/frame_cues.csv")["frame"]) == set(framing.FRAMES)
        assert set(tables.data("lexicons/entman_cues.csv")["function"]) == set(framing.FUNCTIONS)

    @pytest.mark.parametrize("name", LISTS)
    def test_each_entry_finds_itself(self, name: str) -> None:
        table = tables.data(f"lexicons/{name}.csv")
        for label, entry, kind in zip(table.iloc[:, 0], table["entry"], table["kind"], strict=True):
            if kind not in {"pattern", "ended"}:
                spans = {(c.label, c.start, c.end) for c in framing.find_cues(entry, name)}
                assert (label, 0, len(entry)) in spans, entry

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("The meeting between the two councils over the price of water broke up on Friday.", []),
            ("Relations had already soured, and the union cut its ties with the firm.", []),
            ("She spoke of a breakdown in the relationship.", []),
            ("The talks collapsed, but a new deal was signed.", ["deal", "signed"]),
            ("The talks failed to reach a deal.", ["talks", "deal"]),
            ("The meeting ended with a treaty.", ["meeting", "treaty"]),
            ("Both cut tariffs in a deal.", ["deal"]),
            ("At the end of the talks the two signed a pact.", ["talks", "signed", "pact"]),
            ("The talks did not collapse.", ["talks"]),
            ("They extended their output cut deal.", ["deal"]),
        ],
    )
    def test_what_is_broken_off_is_no_cue_of_cooperation(self, text: str, left: list[str]) -> None:
        assert [text[c.start : c.end] for c in framing.find_cues(text) if c.label == "cooperation"] == left

    @pytest.mark.parametrize("word", ["federation", "protestants", "cooper", "aide", "busy", "conservation", "compass"])
    def test_a_word_that_only_shares_the_stem_of_a_cue_is_none(self, word: str) -> None:
        assert framing.find_cues(word) == []

    def test_a_possessive_is_the_same_word(self) -> None:
        assert [c.entry for c in framing.find_cues("the administration's plan")][:1] == ["administration"]

    def test_no_word_of_one_topic_and_no_name(self) -> None:
        words = {w.lower() for e in tables.data("lexicons/frame_cues.csv")["entry"] for w in re.findall(r"\w+", e)}
        topics = (
            "climate warming carbon emission emissions greenhouse fossil coal oil energy covid pandemic virus vaccine"
        )
        assert not words & set(topics.split())
        states = tables.data("actors/states.csv")
        names = {e.lower() for e in states["entry"] if len(e) > 3 and " " not in e}
        assert len(names) > 200
        assert not words & names


class TestCues:
    def test_stems_match_inflections(self) -> None:
        assert {c.label for c in framing.find_cues("They negotiated")} == {"resolution", "cooperation"}

    @pytest.mark.parametrize("word", ["important", "according", "generating", "objective", "ignorance", "response"])
    def test_words_that_only_share_a_stem_are_no_cue(self, word: str) -> None:
        assert framing.find_cues(word) == []

    def test_longest_entry_counts_once(self) -> None:
        found = [c.entry for c in framing.find_cues("the balance of power") if c.label == "strategic_balance"]
        assert found == ["balance of power"]

    def test_sums_of_money_are_found(self) -> None:
        text = "It cost $3.5 billion"
        assert "$3.5 billion" in {text[c.start : c.end] for c in framing.find_cues(text)}

    @given(st.text(alphabet="I we$3.,’'\"“” cantwithout-\nFeard", max_size=200))
    @settings(max_examples=100, deadline=None)
    def test_spans_lie_in_the_text_in_order(self, text: str) -> None:
        found = framing.find_cues(text)
        assert all(0 <= c.start < c.end <= len(text) for c in found)
        assert [c.start for c in found] == sorted(c.start for c in found)

    @pytest.mark.parametrize(
        "text", ["1.1," * 50_000, "can't x" * 30_000, "“" * 100_000, "A" * 200_000, "$ " * 100_000]
    )
    def test_long_odd_text_stays_linear(self, text: str) -> None:
        assert isinstance(framing.frame_scores(text), dict)


class TestScores:
    @pytest.mark.parametrize("text", ["", " \n", "3 3", "Xyzzy."])
    def test_nothing_is_zero_for_every_frame(self, text: str) -> None:
        assert framing.frame_scores(text) == dict.fromkeys(framing.FRAMES, 0.0)

    @given(st.text(max_size=300))
    @settings(max_examples=50, deadline=None)
    def test_scores_lie_between_zero_and_one(self, text: str) -> None:
        scores = framing.frame_scores(text)
        assert tuple(scores) == framing.FRAMES
        assert all(0 <= v <= 1 for v in scores.values())

    @pytest.mark.parametrize(
        ("frame", "text"),
        [
            ("conflict", "Critics accused the minister of lying and rejected the claim; opponents protested."),
            ("economic", "The tax will cost companies $40 million and workers their wages."),
            ("human_interest", "My mother cried. She is 71 years old and afraid to lose her home."),
            ("moral", "The bishop said it is a sin and an injustice: we must act for future generations."),
            ("responsibility", "The authorities are to blame; the government is responsible for the failure."),
            ("resolution", "The plan proposes a solution: reforms and new measures to solve it by 2030."),
            ("security", "Troops fired missiles at the border after the terrorist attack."),
            ("cooperation", "The two sides agreed to coordinate and to strengthen their bilateral partnership."),
            ("strategic_balance", "The superpower seeks leverage and a counterweight in its sphere of influence."),
        ],
    )
    def test_a_plain_example_leads_in_its_frame(self, frame: str, text: str) -> None:
        scores = framing.frame_scores(text)
        assert max(scores, key=lambda key: scores[key]) == frame

    def test_a_new_cue_counts_more_than_a_repeated_one(self) -> None:
        repeated = framing.frame_scores("A price here and a price there.")["economic"]
        varied = framing.frame_scores("A price here and a wage there.")["economic"]
        assert 0 < repeated < varied

    def test_the_same_cues_in_a_longer_text_count_less(self) -> None:
        text = "They signed a treaty. "
        assert (
            framing.frame_scores(text)["cooperation"] > framing.frame_scores(text + "So it is. " * 200)["cooperation"]
        )


class TestFrameTable:
    TEXT = "Talks began on Monday.\n\nThe treaty will end the war. Nothing else is known."

    def test_rows_evidence_and_calibration(self) -> None:
        table = framing.frame_table(document(self.TEXT), {"s0024": "reported"})
        war = table[table["frame"] == "security"].iloc[0]
        assert (war["score"], war["voice"], war["sentence_id"]) == (0.5, "reported", "s0024")
        assert [self.TEXT[s:e] for s, e in tables.spans_of(war["evidence"])] == ["war"]
        assert "s0053" not in set(table["sentence_id"])
        assert (table["score"] > 0).all()
        assert all(self.TEXT[r.start : r.end] == r.text for r in table.itertuples())

    def test_two_different_cues_give_three_quarters(self) -> None:
        text = "War and terrorism spread."
        table = framing.frame_table(document(text), {})
        assert table.set_index("frame").loc["security", "score"] == 0.75

    def test_empty_text_gives_an_empty_typed_table(self) -> None:
        table = framing.frame_table(document(""), {})
        assert len(table) == 0
        assert list(table.columns) == tables.columns("frames")


class TestEntman:
    @pytest.mark.parametrize(
        "text",
        [
            "The sanctions led to a shortage of food.",
            "The famine was caused by the blockade.",
            "Because of the drought, hunger spread.",
            "Violence rose because the talks had ended.",
        ],
    )
    def test_strict_cause_names_what_produces_a_problem(self, text: str) -> None:
        found = framing.entman_candidates(document(text), {}, "strict")
        row = found[found["function"] == "cause"].iloc[0]
        assert len(tables.spans_of(row["evidence"])) >= 2

    @pytest.mark.parametrize(
        "text",
        [
            "Good weather explains why they came.",
            "Their shared interest led them to open a new road.",
        ],
    )
    def test_other_explanations_are_causes_only_in_the_loose_sense(self, text: str) -> None:
        assert "cause" not in functions(text, "strict")
        assert "cause" in functions(text, "loose")

    def test_a_problem_in_the_next_clause_is_not_governed(self) -> None:
        assert "cause" not in functions("They met because they are friends; the crisis is another matter.")

    def test_a_problem_on_the_cause_side_is_not_governed(self) -> None:
        assert "cause" not in functions("The crisis led to an agreement.")

    def test_strict_is_part_of_loose(self) -> None:
        text = tables.DATA.joinpath("articles/putin_khan_call.txt").read_text(encoding="utf-8")
        held = {}
        for cause in ("strict", "loose"):
            found = framing.entman_candidates(document(text), {}, cause)  # type: ignore[arg-type]
            held[cause] = set(found.loc[found["function"] == "cause", "sentence_id"])
            assert all(text[r.start : r.end] == r.text for r in found.itertuples())
        assert held["strict"] < held["loose"]

    def test_problem_judgement_remedy(self) -> None:
        assert functions("The crisis is a disaster.") == {"problem"}
        assert "judgement" in functions("It was a historic success.")
        assert "remedy" in functions("They must solve it.")

    def test_nothing_gives_no_row_but_the_columns(self) -> None:
        found = framing.entman_candidates(document("It is Monday."), {})
        assert len(found) == 0
        assert list(found.columns) == framing.CANDIDATE_COLUMNS

    def test_unknown_definition(self) -> None:
        with pytest.raises(ValueError, match="strict"):
            framing.entman_candidates(document("It is."), {}, "other")  # type: ignore[arg-type]


class TestNaming:
    def test_counts_order_and_voices(self) -> None:
        text = "Moscow met Kabul. Moscow and Russia left."
        table = mentions(
            text, ("Moscow", "Russia"), ("Kabul", "Afghanistan"), ("Moscow", "Russia"), ("Russia", "Russia")
        )
        named = framing.naming(text, table, {"s0000": "reported"})
        assert named[["actor", "designation", "count", "voices"]].values.tolist() == [
            ["Russia", "Moscow", 2, "reported:2"],
            ["Russia", "Russia", 1, "reported:1"],
            ["Afghanistan", "Kabul", 1, "reported:1"],
        ]

    @pytest.mark.parametrize(
        ("text", "marks"),
        [
            ("The so-called Islamic State fled.", "so-called"),
            ("The “Islamic State” fled.", "scare_quotes"),
            ('They fear the "caliphate of Islamic State" today.', "scare_quotes"),
            ("The Islamic State fled.", ""),
            ("“The Islamic State fled the city in the night,” he said.", ""),
            ("A report, “How the Islamic State lost its land and people”, came out.", ""),
            ("The so-called reform ended long before the Islamic State fled.", ""),
            ("A “reform” hurt Islamic State “rule” then.", ""),
        ],
    )
    def test_marks_of_distance(self, text: str, marks: str) -> None:
        named = framing.naming(text, mentions(text, ("Islamic State", "Islamic State")))
        assert named["marks"].tolist() == [marks]
        assert named["distanced"].tolist() == [int(bool(marks))]

    def test_no_mentions(self) -> None:
        assert list(framing.naming("", tables.empty("mentions")).columns) == framing.NAMING_COLUMNS


class TestAbsence:
    TEXT = "Iran spoke. " + "x" * 76 + " Iraq, Iran."

    def test_absence_counts_in_the_order_of_the_list(self) -> None:
        table = mentions(self.TEXT, ("Iran", "Iran"), ("Iran", "Iran"))
        assert framing.absence(table, ["Iraq", "Iran"]).values.tolist() == [["Iraq", 0], ["Iran", 2]]

    def test_a_state_does_not_stand_for_its_people_and_other_names_do_count(self) -> None:
        table = mentions("Afghanistan, Xi Jinping", ("Afghanistan", "Afghanistan"), ("Xi Jinping", "Xi Jinping"))
        expected = tables.data("reference/expected_actors.csv")
        found = framing.absence(table, expected).set_index("actor")
        assert found.loc["Afghans", "mentions"] == 0
        assert found.loc["Xi", "mentions"] == 1
        assert (found["source"] != "").all()


def test_a_word_inside_a_name_is_no_cue_and_a_headline_is_no_name():
    def words(text):
        return [text[c.start : c.end] for c in framing.find_cues(text)]

    assert words("The Home Office said the Church of Scientology came to the Science Fair.") == []
    assert words("Trade Minister Bo Li left the War and Peace Foundation.") == []
    assert words("War broke out on Monday in the valley.") == ["War", "War"]
    assert words("Rebels Attack Border Post After Talks Fail") != []


def test_the_audit_of_cues_covers_every_frame_and_its_cues_are_on_the_lists():
    audit = framing.audited()
    assert set(audit["frame"]) == set(framing.FRAMES)
    assert (audit["of"] <= 20).all() and (audit.query("frame != 'strategic_balance'")["of"] == 20).all()
    rows = tables.data("benchmarks/cue_audit.csv")
    assert set(rows["meant"]) == {"0", "1"}
    for row in rows.itertuples():
        found = framing.find_cues(row.left + row.cue + row.right)
        assert (row.frame, row.cue) in {(c.label, (row.left + row.cue + row.right)[c.start : c.end]) for c in found}
