"""Actors: names, titles, metonyms, descriptions and the part a clause gives them."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from utils import tables
from utils.actors import mention_table, standard_name
from utils.actors import named as named_only
from utils.article import Article
from utils.parsing import document


def mentions(text: str) -> pd.DataFrame:
    return named_only(mention_table(document(text)))


def named(text: str) -> list[tuple[str, str, str]]:
    found = mentions(text)
    return list(zip(found["text"], found["actor"], found["kind"], strict=True))


def actors(text: str) -> list[str]:
    return mentions(text)["actor"].tolist()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the Kremlin", "Russia"),
        ("Moscow’s", "Russia"),
        ("Pakistani", "Pakistan"),
        ("the Holy See", "Vatican City"),
        ("U.S.", "United States"),
        ("DRC", "DR Congo"),
        ("Afghans", "Afghans"),
        ("Daesh", "ISIS"),
        ("North Atlantic Treaty Organization", "NATO"),
        ("President Putin", "Putin"),
        ("Russian Foreign Minister Sergei Lavrov", "Lavrov"),
        ("the analysts", ""),
        ("", ""),
    ],
)
def test_standard_names(words: str, name: str) -> None:
    assert standard_name(words) == name


def test_every_state_has_a_name_and_nearly_all_a_capital() -> None:
    rows = tables.data("actors/states.csv")
    states = set(rows["actor"])
    assert {"Tuvalu", "South Sudan", "Kosovo", "Taiwan", "Palestine"} <= states
    assert states == set(rows.loc[rows["form"] == "name", "actor"])
    assert len(states - set(rows.loc[rows["form"] == "capital", "actor"])) < 12


@pytest.mark.parametrize(
    "name",
    ["states", "organisations", "groups", "regions", "titles", "not_actors", "name_nouns", "descriptions", "areas"],
)
def test_lists_say_where_each_entry_is_from(name: str) -> None:
    rows = tables.data(f"actors/{name}.csv")
    assert (rows["source"] != "").all()
    assert not rows["entry"].str.strip().eq("").any()
    assert not rows.duplicated().any()


def test_two_surnames_in_a_row_are_two_persons() -> None:
    text = "Khan Putin’s call surprised many. President Putin called Prime Minister Khan on Monday."
    assert named(text)[:2] == [("Khan", "Khan", "leader"), ("Putin", "Putin", "leader")]
    assert "Khan Putin" not in actors(text)


def test_longest_name_with_its_title_and_nothing_nested() -> None:
    text = "Pakistan’s Foreign Minister Shah Mehmood Qureshi met Russian Foreign Minister Sergei Lavrov."
    assert [t for t, _, _ in named(text)] == [
        "Pakistan’s Foreign Minister Shah Mehmood Qureshi",
        "Russian Foreign Minister Sergei Lavrov",
    ]


def test_adjectives_and_prefixes_in_compounds_are_mentions_of_states() -> None:
    assert actors("Russian-Pakistani ties and Pak-Russia trade grew.") == ["Russia", "Pakistan", "Pakistan", "Russia"]
    assert actors("He put it in his pak.") == []


def test_a_people_is_kept_apart_from_its_state() -> None:
    found = named("Afghans fled. The Afghan people suffer. The Afghan army ran. The French, they say, agree.")
    assert [k for _, _, k in found] == ["people", "people", "state", "people"]
    assert found[1][0] == "The Afghan people"


def test_names_of_places_and_pacts_are_no_actors() -> None:
    text = (
        "Trade across South Asia and the Indian Ocean needs the Pakistan Stream Gas Pipeline, not the Paris Agreement."
    )
    assert actors(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Georgia elected two senators.", []),
        ("Georgia fears war. Georgian troops left Tbilisi.", ["Georgia", "Georgia", "Georgia"]),
        ("Jordan Lee, 17, protested.", ["Lee"]),
        ("Jordan closed its border.", ["Jordan"]),
        ("Chad Aldis, who voted, left. Niger and Chad did not.", ["Aldis", "Niger", "Chad"]),
        ("In New Mexico it rained.", []),
        ("Congolese officials met in Kinshasa.", ["DR Congo", "DR Congo"]),
        ("It cost US$30.", []),
        ("They drove West. The West objected.", ["West"]),
        ("Brussels and the EU objected.", ["European Union", "European Union"]),
    ],
)
def test_ambiguous_names(text: str, found: list[str]) -> None:
    assert actors(text) == found


def test_persons_come_from_titles_ages_and_repetition() -> None:
    text = (
        "Sarah Mitchell, 41, told the court nothing. Mitchell left. Anna Weber said so. "
        "Senator Tom Ruiz agreed, and Ruiz smiled. Golden Gate was closed."
    )
    assert actors(text) == ["Mitchell", "Mitchell", "Weber", "Ruiz", "Ruiz"]
    assert set(mentions(text)["kind"]) == {"person", "leader"}


def test_a_name_given_family_name_first_keeps_the_name_the_text_uses() -> None:
    assert actors("President Xi Jinping spoke. Xi smiled.") == ["Xi", "Xi"]


def test_unlisted_organisations_and_their_acronyms() -> None:
    text = "The Ohio Federation of Teachers (OFT) sued. OFT won. The Ministry of Justice lost."
    assert actors(text) == ["Ohio Federation of Teachers"] * 3 + ["Ministry of Justice"]


def test_descriptions_are_resolved_where_one_actor_can_be_meant() -> None:
    text = (
        "Russian President Vladimir Putin met Pakistani Prime Minister Imran Khan. The two countries signed a pact. "
        "The Russian leader thanked his Pakistani counterpart. Pakistan needs gas. The South Asian state is poor."
    )
    found = mentions(text)
    described = {t: sorted(g["actor"]) for t, g in found.groupby("text")}
    assert described["The two countries"] == ["Pakistan", "Russia"]
    assert described["The Russian leader"] == ["Putin"]
    assert described["his Pakistani counterpart"] == ["Khan"]
    assert described["The South Asian state"] == ["Pakistan"]


@pytest.mark.parametrize(
    "text",
    [
        "India and Pakistan met. The South Asian state objected.",
        "France, Spain and Italy met. The two countries objected.",
        "The group objected.",
        "The Russian leader objected.",
    ],
)
def test_a_description_that_could_mean_two_is_left_out(text: str) -> None:
    assert not mentions(text)["text"].str.contains("state|countries|group|leader").any()


def test_a_group_is_meant_by_the_group() -> None:
    assert actors("Hamas fired first. The group denied it.") == ["Hamas", "Hamas"]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Russia called Pakistan.", ["agent", "patient"]),
        ("Iraq was invaded by Kuwait.", ["patient", "agent"]),
        ("Ties between Iran and Iraq grew.", ["mention", "mention"]),
        ("Russia relies on India.", ["agent", "patient"]),
        ("Turkey's invasion of Cyprus failed.", ["agent", "patient"]),
        ("The withdrawal of France from Mali began.", ["agent", "mention"]),
        ("It is only India that wants peace.", ["agent"]),
        ("Germany would lose.", ["patient"]),
        ("Chinese goods are cheap.", ["mention"]),
    ],
)
def test_roles_follow_the_meaning_of_the_clause(text: str, roles: list[str]) -> None:
    assert mentions(text)["role"].tolist() == roles


def test_empty_text_gives_an_empty_table() -> None:
    assert mentions("").empty
    assert mentions("It rained all day.").empty


@pytest.fixture(scope="module")
def example() -> tuple[Article, pd.DataFrame]:
    path = tables.DATA / "articles" / "putin_khan_call.txt"
    with path.open(encoding="utf-8", newline="") as file:
        article = Article(file.read()[:6842], "putin_khan_call")
    return article, named_only(mention_table(document(article.raw)))


def test_offsets_and_agreement_with_the_reference_coding(example: tuple[Article, pd.DataFrame]) -> None:
    article, found = example
    assert (found["text"] == [article.raw[s:e] for s, e in zip(found["start"], found["end"], strict=True)]).all()
    reference = tables.data("reference/mentions.csv").astype({"start": int, "end": int})
    open_rows = list(zip(found["start"], found["end"], found["actor"], found["role"], strict=True))
    roles = []
    for s, e, actor, role in zip(*(reference[c] for c in ("start", "end", "actor", "role")), strict=True):
        hit = next((r for r in open_rows if r[0] < e and s < r[1] and r[2] == actor), None)
        if hit:
            open_rows.remove(hit)
            roles.append(hit[3] == role)
    assert 2 * len(roles) / (len(reference) + len(found)) >= 0.95
    assert sum(roles) / len(roles) >= 0.85


def test_nothing_overlaps_but_joint_descriptions(example: tuple[Article, pd.DataFrame]) -> None:
    _, found = example
    spans = sorted(set(zip(found["start"], found["end"], strict=True)))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_same_text_same_table(example: tuple[Article, pd.DataFrame]) -> None:
    article, found = example
    pd.testing.assert_frame_equal(found, named_only(mention_table(document(article.raw))))
