"""Relations: who does what to whom, with sign, kind and modality; agency."""

from __future__ import annotations

import pandas as pd
import pytest

from utils import claims, tables, walk
from utils.actors import mention_table
from utils.article import Article
from utils.loading import load_article
from utils.parsing import document
from utils.relations import (
    agency,
    find_relations,
    pair_keys,
    plain_relations,
    plain_table,
    relation_table,
)
from utils.sentences import sentence_spans, sentence_table


def table(text: str, voices: dict[str, str] | None = None) -> pd.DataFrame:
    read = document(text)
    return relation_table(read, mention_table(read), voices or {})


def edges(text: str) -> set[tuple[str, str, str, int]]:
    found = table(text)
    columns = (found[c] for c in ("source_actor", "target_actor", "kind", "sign"))
    return set(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("Russia invaded Ukraine.", ("Russia", "Ukraine", "fight", -1)),
        ("Ukraine was invaded by Russia.", ("Russia", "Ukraine", "fight", -1)),
        ("Israeli forces shelled Hamas.", ("Israel", "Hamas", "fight", -1)),
        ("China imposed sanctions on Japan.", ("China", "Japan", "sanction", -1)),
        ("China lifted sanctions on Japan.", ("China", "Japan", "concede", 1)),
        ("China suspended talks with Japan.", ("China", "Japan", "sanction", -1)),
        ("Iran threatened to attack Israel.", ("Iran", "Israel", "threaten", -1)),
        ("Iran’s threat against Israel alarmed many.", ("Iran", "Israel", "threaten", -1)),
        ("Egypt agreed to provide gas to Jordan.", ("Egypt", "Jordan", "agree", 1)),
        ("Egypt refused to provide gas to Jordan.", ("Egypt", "Jordan", "reject", -1)),
        ("Norway donated grain to Somalia.", ("Norway", "Somalia", "aid", 1)),
        ("France demanded that Algeria free the writer.", ("France", "Algeria", "demand", -1)),
        ("France said that Algeria must free the writer.", ("France", "Algeria", "demand", -1)),
        ("Russia relies on India.", ("Russia", "India", "rely_on", 1)),
        ("Turkey’s influence with Azerbaijan grew.", ("Turkey", "Azerbaijan", "influence", 0)),
        ("Peru did not consult Chile.", ("Peru", "Chile", "neglect", -1)),
        ("Kenya and Uganda trade blame over the dam.", ("Kenya", "Uganda", "quarrel", -1)),
        ("Peru and Chile swap insults as talks end", ("Peru", "Chile", "quarrel", -1)),
        ("India is the Kremlin’s partner.", ("Russia", "India", "cooperate", 1)),
    ],
)
def test_directed_relations(text: str, edge: tuple[str, str, str, int]) -> None:
    assert edge in edges(text) or (edge[2] == "cooperate" and (edge[1], edge[0], *edge[2:]) in edges(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("India and China met in Delhi.", "consult"),
        ("India met China.", "consult"),
        ("Talks between India and China began.", "consult"),
        ("Ties between India and China improved.", "cooperate"),
        ("Indian-Chinese ties improved.", "cooperate"),
        ("India wants closer ties with China.", "cooperate"),
        ("India and China will cooperate.", "cooperate"),
    ],
)
def test_mutual_ties_have_two_sides(text: str, kind: str) -> None:
    found = {(frozenset(e[:2]), e[2]) for e in edges(text)}
    assert (frozenset({"India", "China"}), kind) in found


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Russia attacked Ukraine.", "asserted"),
        ("Russia may attack Ukraine.", "hoped"),
        ("Russia wants to help Ukraine.", "hoped"),
        ("Officials said Russia attacked Ukraine.", "reported"),
        ("Russia did not attack Ukraine.", "denied"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert table(text)["modality"].tolist() == [modality]


def test_a_reported_voice_makes_the_relation_reported() -> None:
    found = table("Russia attacked Ukraine.", {"s0000": "reported"})
    assert found[["voice", "modality"]].to_numpy().tolist() == [["reported", "reported"]]


def test_pronouns_stand_for_the_two_named_together() -> None:
    assert ("Russia", "Iran", "cooperate", 1) in edges("Russia and Iran trade. Their partnership grew.")


def test_what_cannot_be_done_without_help_is_no_refusal() -> None:
    assert {r[3] for r in edges("Iran cannot be developed without Russia's help.")} == {1}
    assert {r[3] for r in edges("Iran was developed without Russia's help.")} == {-1}


def test_an_anti_group_stands_against() -> None:
    assert ("Taliban", "ISIS", "conflict", -1) in edges("Moscow sees the Taliban as an anti-ISIS group.")


def test_no_relation_without_two_actors() -> None:
    assert table("Russia attacked. It rained in the hills.").empty
    assert table("").empty
    assert find_relations("") == []


def test_parties_without_a_name_count_in_plain_text() -> None:
    text = "Riot police arrested three protesters in the capital."
    pairs = {(text[slice(*r["source"])], text[slice(*r["target"])], r["sign"]) for r in find_relations(text)}
    assert pairs == {("Riot police", "three protesters", -1)}


@pytest.mark.parametrize(
    ("text", "source", "target", "sign"),
    [
        ("Workers marched against the Thai government.", "Workers", "Thai", -1),
        ("Qatar hosted talks between Sudan and Chad.", "Qatar", "Sudan", 1),
        ("Thousands of students marched against the government.", "students", "government", -1),
        ("Gunmen kidnapped two German tourists.", "Gunmen", "German", -1),
        ("The US Senate voted to cut aid to Egypt.", "Senate", "Egypt", -1),
        ("NATO is ready to send trainers to Iraq.", "NATO", "Iraq", 1),
    ],
)
def test_find_relations(text: str, source: str, target: str, sign: int) -> None:
    found = [(text[slice(*r["source"])], text[slice(*r["target"])], r["sign"]) for r in find_relations(text)]
    assert any(source in s and target in t and g == sign for s, t, g in found)
    assert not any(source in s and target in t and g == -sign for s, t, g in found)


def test_the_lists_agree_on_signs_and_name_their_source() -> None:
    rows = tables.data("lexicons/relation_verbs.csv")
    assert (rows.groupby("kind")["sign"].nunique() == 1).all()
    assert set(rows.loc[rows["source"] == "ours", "kind"]) == {
        "rely_on",
        "influence",
        "neglect",
        "balance",
        "conflict",
        "quarrel",
        "withdraw",
    }
    assert not rows.duplicated(["entry", "pos"]).any()


def test_agency_counts_what_each_actor_is() -> None:
    text = "Russia attacked Ukraine in Syria. Ukraine asked Poland through Turkey."
    counts = agency(mention_table(document(text))).set_index("actor")
    assert counts.loc["Russia"].tolist() == [1, 0, 0, 0]
    assert counts.loc["Ukraine"].tolist() == [1, 1, 0, 0]
    assert counts.loc["Syria", "setting"] == 1
    assert counts.loc["Turkey", "instrument"] == 1
    assert agency(mention_table(document(""))).empty


@pytest.fixture(scope="module")
def example() -> tuple[str, pd.DataFrame]:
    with (tables.DATA / "articles" / "putin_khan_call.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()[:6842]
    return text, table(text)


def test_rows_of_the_example_hold_their_text_once(example: tuple[str, pd.DataFrame]) -> None:
    text, found = example
    assert (found["text"] == [text[s:e] for s, e in zip(found["start"], found["end"], strict=True)]).all()
    assert not found.duplicated(["sentence_id", "source_actor", "target_actor", "kind"]).any()
    for start, end, cell in zip(found["start"], found["end"], found["evidence"], strict=True):
        assert all(start <= a < b <= end for a, b in tables.spans_of(cell))


def test_agreement_with_the_reference_coding(example: tuple[str, pd.DataFrame]) -> None:
    text, found = example
    places = tables.data("reference/sentences.csv").astype({"start": int, "end": int})
    sentences = sentence_table(text)

    def nearest(start: int, end: int) -> str:
        shared = places["end"].clip(upper=end) - places["start"].clip(lower=start)
        return str(places.loc[shared.idxmax(), "sentence_id"])

    ids = {
        i: nearest(s, e) for i, s, e in zip(sentences["sentence_id"], sentences["start"], sentences["end"], strict=True)
    }
    columns = ("sentence_id", "source_actor", "target_actor")
    mine = {(ids[i], frozenset((a, b))) for i, a, b in zip(*(found[c] for c in columns), strict=True)}
    reference = tables.data("reference/relations.csv")
    coded = {(i, frozenset((a, b))) for i, a, b in zip(*(reference[c] for c in columns), strict=True)}
    assert 2 * len(mine & coded) / (len(mine) + len(coded)) >= 0.7


def test_the_plain_baseline_reads_order_and_mood_only():
    text = "Denmark was criticised by Iceland."
    (found,) = plain_relations(text)
    assert (text[slice(*found["source"])], text[slice(*found["target"])]) == ("Denmark", "Iceland")
    row = plain_table(document(text), mention_table(document(text))).iloc[0]
    assert (row["source_actor"], row["target_actor"], row["sign"]) == ("Denmark", "Iceland", -1)
    assert plain_table(document("It rained."), mention_table(document("It rained."))).empty


def test_keys_order_only_ties_without_direction():
    rows = pd.DataFrame(
        [("s1", "B", "A", 1, "cooperate"), ("s1", "B", "A", -1, "fight")],
        columns=["sentence_id", "source_actor", "target_actor", "sign", "kind"],
    )
    assert pair_keys(rows) == {("s1", "A", "B"), ("s1", "B", "A")}
    assert pair_keys(rows, signed=True) == {("s1", "A", "B", "1"), ("s1", "B", "A", "-1")}


@pytest.mark.parametrize(
    ("text", "sign", "modality"),
    [
        ("The vote was not the end of cooperation between Norway and Iceland.", 1, "asserted"),
        ("This quarrel will not be the end of ties between France and Algeria.", 1, "hoped"),
        ("The vote was the end of cooperation between Norway and Iceland.", -1, "asserted"),
        ("Peru did not lift its sanctions on Chile.", -1, "asserted"),
        ("Kenya not only helped Uganda.", 1, "asserted"),
        ("Kenya did not help Uganda.", -1, "denied"),
        ("Kenya supports the Ugandan demand for a seat.", 1, "asserted"),
        ("Kenya backed sanctions on Uganda.", -1, "asserted"),
    ],
)
def test_an_end_denied_goes_on_and_not_only_denies_nothing(text: str, sign: int, modality: str) -> None:
    assert [(r["sign"], r["modality"]) for r in find_relations(text)] == [(sign, modality)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Norway exchanged views with Iceland on Denmark.", {("Norway", "Iceland")}),
        ("Norway discussed the fish quota with Iceland.", {("Norway", "Iceland")}),
        ("Norway and Iceland discussed Denmark.", {("Norway", "Iceland")}),
        ("When exchanging views on the Danish crisis, Norway outlined a plan.", set()),
        ("Norway wants to discuss issues facing Denmark.", set()),
    ],
)
def test_what_is_talked_about_is_no_partner(text: str, pairs: set[tuple[str, str]]) -> None:
    found = find_relations(text)
    assert {tuple(text[slice(*r[side])] for side in ("source", "target")) for r in found} == pairs


def test_what_is_hoped_for_is_not_told_as_done():
    assert table("Finland hopes to help Estonia.")["modality"].tolist() == ["hoped"]
    advice = "Norway’s relations with Denmark are strong, so one should not worry."
    assert table(advice)["modality"].tolist() == ["asserted"]
    assert table("Finland and Norway have a chance to help Estonia.")["modality"].tolist() == ["hoped", "hoped"]
    assert table("Finland is ready to help Estonia.")["modality"].tolist() == ["hoped"]


def test_a_threat_and_what_is_threatened_are_one_tie():
    assert table("Norway threatened to attack Denmark.")["kind"].tolist() == ["threaten"]
    assert [r["kind"] for r in find_relations("Norway threatened to attack Denmark.")] == ["threaten"]
    assert table("Norway threatened Denmark and attacked Iceland.")["target_actor"].tolist() == ["Denmark", "Iceland"]


def test_it_is_important_to_note_reports_nobody():
    assert table("It is important to note that Russia attacked Ukraine.")["modality"].tolist() == ["asserted"]
    assert table("Egypt said that Russia attacked Ukraine.")["modality"].tolist() == ["reported"]


def test_a_day_is_no_part_of_a_verb():
    assert edges("Norway called Denmark on Wednesday.") == {("Norway", "Denmark", "consult", 1)}


def test_who_calls_stands_first():
    text = "Denmark, Denmark and Denmark again: Norway called Denmark."
    assert table(text)["source_actor"].tolist() == ["Norway"]


def test_the_contract_and_the_table_are_one_reader() -> None:
    """In sentences where each place means one actor, the pairs that the function ties are the pairs of the table."""
    compared = 0
    for name in ("putin_khan_call", "bergen_statement"):
        raw = load_article(tables.DATA / f"articles/{name}.txt").raw
        for part in (raw[s:e] for s, e in sentence_spans(raw)):
            mentions = mention_table(document(part))
            if (mentions["form"] == "pronoun").any() or mentions["start"].duplicated().any():
                continue
            at = dict(zip(mentions["start"], mentions["actor"], strict=True))
            found = {
                (frozenset((at[r["source"][0]], at[r["target"][0]])), r["kind"], r["sign"])
                for r in find_relations(part)
                if {r["source"][0], r["target"][0]} <= set(at)
            }
            rows = table(part)
            pairs = map(frozenset, zip(rows["source_actor"], rows["target_actor"], strict=True))
            told = set(zip(pairs, rows["kind"], rows["sign"], strict=True))
            assert found == told, part
            compared += len(told)
    assert compared >= 10


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("The United Nations asked Karvia and Ostrel to stop fighting.", [0, 0]),
        ("Its envoy asked both sides to stop fighting, and Karvia thanked Ostrel.", [0, 1]),
        ("Brandt Foods asked the Cartel Office for help.", [0]),
        ("France called for support from Germany.", [0]),
        ("Karvia warned Ostrel. The envoy of France urged both sides to return to the table.", [-1, 0]),
        ("The United Nations urged Karvia to stop shelling Ostrel.", [-1, 1]),
        ("Kenya asked Uganda for an apology.", [-1]),
    ],
)
def test_who_asks_for_help_or_for_peace_of_both_opposes_nobody(text, signs):
    assert [found["sign"] for found in find_relations(text)] == signs


@pytest.mark.parametrize(
    "text",
    [
        "A Kenyan company sued the Ugandan government.",
        "A Kenyan newspaper accused Uganda of spying.",
        "The African Union fined a Kenyan bank.",
        "The club will withdraw from the Kenyan league.",
        "Speaking in Nairobi, the envoy of Uganda thanked the hosts.",
    ],
)
def test_a_firm_or_a_place_is_not_the_state(text: str) -> None:
    assert not any("Kenya" in edge[:2] for edge in edges(text))


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("The league's chief, Ana Rao, accused Helix Energy of fraud.", ("Rao", "Helix Energy", "disapprove", -1)),
        ("Ana Rao asked the High Court to block the sale.", ("Rao", "High Court", "demand", 0)),
        ("Kenyan troops attacked Uganda.", ("Kenya", "Uganda", "fight", -1)),
    ],
)
def test_who_acts_is_who_is_named_and_a_court_is_no_opponent(text: str, edge: tuple[str, str, str, int]) -> None:
    assert edge in edges(text)


def test_whoever_answers_for_a_body_answers_its_accuser() -> None:
    text = "Ana Rao accused Helix Energy of fraud. The company's chairman, Ben Okoro, rejected the charge."
    assert ("Okoro", "Rao", "reject", -1) in edges(text)


def test_what_somebody_has_is_there_although_its_use_is_only_possible() -> None:
    ties = table("Kenya may use the influence that Uganda has with Chad.")
    told = dict(zip(zip(ties["source_actor"], ties["target_actor"], strict=True), ties["modality"], strict=True))
    assert told[("Uganda", "Chad")] == "asserted" and told[("Kenya", "Uganda")] == "hoped"


def test_a_tie_has_the_voice_of_its_claim_and_not_of_its_sentence() -> None:
    text = (
        "Helix Energy sued Quantor Motors on Friday, alleging that for seven years it had copied every single battery."
    )
    told = walk.analyse(Article(text, "x"))
    assert claims.sentence_voices(told.sentences, told.claims)[told.sentences["sentence_id"].iloc[0]] == "reported"
    assert told.relations[["source_actor", "voice", "modality"]].iloc[0].tolist() == [
        "Helix Energy",
        "text",
        "asserted",
    ]


def test_who_speaks_before_a_semicolon_is_not_whom_the_next_blames() -> None:
    assert edges("Kenya says the bank lied; Uganda complains that it was late.") == set()
    assert all(sign >= 0 for *_, sign in edges("Kenya and Uganda trade data."))


def test_a_court_is_where_a_fight_is_fought_and_not_whom_it_is_fought_with() -> None:
    assert edges("Togo vowed to fight the deal all the way to the High Court.") == set()
    assert ("Togo", "Ghana", "disapprove", -1) in edges("Togo took Ghana to the High Court.")
    assert ("Togo", "High Court", "disapprove", -1) in edges("Togo accused the High Court of bias.")
