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


SUED = "The mayor sued the firm on Friday, alleging that it had lied."


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        (SUED, ["text", "reported"]),
        ("The crew walked out, accusing the owner of neglect.", ["text", "reported"]),
        ("She left the hall, urging members to vote no.", ["text", "reported"]),
        ("Walking home, saying nothing, she fell.", ["text"]),
        ("The airline dismissed the charge as a fairy tale.", ["reported"]),
        ("The court ordered the firm to pay the bill.", ["text"]),
        ("“Pay the bill,” the court ordered.", ["reported"]),
        ("The union voted on Sunday for a strike.", ["text"]),
        ("The two firms agreed to share the pipeline.", ["text"]),
        ("The council rejected the plan.", ["text"]),
        ("The ministry did not say whether it would pay.", ["text"]),
        ("A contract of 2014 does not say how the price is set.", ["text"]),
        ("The bank must say that it was wrong.", ["text"]),
        ("The bank should now explain why the money is gone.", ["text"]),
        ("If the bid fails, he said, the yard will close.", ["reported"]),
        ("Rao said she had no plans to sell the yard, but would listen to offers.", ["reported", "reported"]),
        ("Dr Rao, asked whether she would sell the yard, smiled.", ["text"]),
        ("The prize went to Ana Rao, who called it proof that small yards can win.", ["text", "reported"]),
        ("The plan was turned down by the Dockers' Union, which said that it was too late.", ["text", "reported"]),
        ("The state backed a group that the mayor still considers a threat.", ["text", "imputed"]),
        ("The state backed a group that the mayor officially considers a threat.", ["text", "text"]),
        ("The club dismissed Rao as manager on Friday.", ["text"]),
        ("She described Rao as a dictator.", ["reported"]),
        ("The union formally described the offer as an insult.", ["reported"]),
        ("The ministry did not say that it would pay.", ["text"]),
        ("The firm said to be waiting for the site is Helix Lines.", ["text"]),
        ("Prices remained as high as they were.", ["text"]),
        ("The price of oil doubled, which said that war was near.", ["text", "text"]),
        ("Peru and Chile must do two things: close the mine and write down what it costs.", ["text"] * 3),
        ("The council should close the mine and explain why it was opened.", ["text"] * 2),
        ("Without the new maps the town cannot know how much it may build.", ["text"]),
        ("The mayor knows how much the town may build.", ["imputed"]),
        ("Ministers know perfectly well that the sum is small.", ["imputed"]),
        ("What they want is to be seen in church.", ["imputed"]),
        ("What they paid is a trifle.", ["text"]),
        ("She calls this “a fair price.”", ["reported"]),
        ("The mayor denied having slept.", ["reported"]),
        ("The mayor stopped smoking.", ["text"]),
        ("The bridge was safe, she pointed out.", ["reported"]),
        ("She pointed at the bridge.", ["text"]),
        ("The crew was angry. “He could have paid. He has chosen not to.”", ["text", "reported", "reported"]),
        ("The “deal” is off.", ["text"]),
        ("Nobody called it a success. It suggests, however, that the town is growing.", ["text", "text"]),
        ("The strike has cost the port a fortune since it began.", ["text"]),
        ("The strike has cost the port a fortune since its crews walked out.", ["text", "text"]),
    ],
)
def test_an_act_is_told_and_what_somebody_says_is_reported(text: str, voices: list[str]) -> None:
    assert claim_table(Article(text, "x"), "raw")["voice"].tolist() == voices


def test_a_participle_has_the_subject_of_its_clause_for_a_source() -> None:
    claims = claim_table(Article(SUED, "x"), "raw")
    assert (
        claims["as_read"].tolist()[-1] == "alleging that it had lied" and claims["source"].tolist()[-1] == "The mayor"
    )
