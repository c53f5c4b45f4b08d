"""Whose words a claim is where somebody only could have said it, or nobody did."""

import pytest

from utils import tables
from utils.article import Article
from utils.claims import claim_table
from utils.sentences import sentence_table


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Each capital could claim that the law was on its side.", "imputed"),
        ("Critics may well say that the deal is weak.", "imputed"),
        ("The union might argue that the firm broke the rules.", "imputed"),
        ("Critics will say that the deal is weak.", "reported"),
        ("The minister could not say whether the talks would resume.", "reported"),
        ("Officials who may know said that the bridge is safe.", "reported"),
        ("She said that the union may strike.", "reported"),
        ("Nobody disputes that the mayor has done much.", "text"),
        ("The council will vote on a plan to sell the port.", "text"),
    ],
)
def test_what_somebody_only_might_say_is_no_report(text, voice):
    assert claim_table(Article(text, "x"), "raw")["voice"].tolist()[-1] == voice


def test_two_rivals_on_one_place_hold_a_claim_together():
    text = "Kenya met Uganda. The two countries are ready to work together."
    assert claim_table(Article(text, "x"), "raw")["source_actor"].tolist()[-1] == "Kenya;Uganda"


LED = "A headline\n\nThe ministers met on Monday. According to their statement:\n\nThe deal will be kept.\n\n"


@pytest.mark.parametrize(
    "ending",
    [
        "This shows how weak the deal is.",
        "However, nobody has seen the list.",
        "I have read the deal twice.",
        "“No deal,” Anna Lee said.",
        "Denmark fears the winter.",
        "Rain fell all week.\n\nThe market was full.",
    ],
)
def test_each_sign_ends_the_reach_of_a_lead_in_and_stands_in_the_table(ending: str) -> None:
    roles = dict(zip(*(sentence_table(LED + ending)[c] for c in ("text", "role")), strict=True))
    assert roles["The deal will be kept."] == "quotation" and roles[ending.split("\n\n")[-1]] == "body"
    assert ending.replace("\n\n", " / ") in (tables.DATA / "README.md").read_text(encoding="utf-8")


def test_a_lead_in_reaches_one_paragraph_at_least_and_a_time_zone_is_none() -> None:
    first = sentence_table(LED.replace("The deal will be kept.", "I will keep the deal.") + "Rain fell.")
    assert first.loc[first["text"] == "I will keep the deal.", "role"].tolist() == ["quotation"]
    zone = sentence_table(LED.replace("their statement:", "the states (all times local):"))
    assert "quotation" not in set(zone["role"])


def test_the_table_of_signs_tells_what_was_audited() -> None:
    audit = tables.data("benchmarks/lead_in_audit.csv").astype({"right": int})
    told = (tables.DATA / "README.md").read_text(encoding="utf-8").split("## How far a lead-in reaches")[1]
    for rule, own in audit.groupby("rule"):
        row = next(line for line in told.splitlines() if line.startswith(f"| {rule} |"))
        assert row.endswith(f"| {len(own)} | {own['right'].sum()} |")
