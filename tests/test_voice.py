"""Whose words a claim is where somebody only could have said it, or nobody did."""

import pytest

from utils.article import Article
from utils.claims import claim_table


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
