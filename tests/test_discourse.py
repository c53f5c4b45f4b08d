"""What goes without saying: presuppositions, acts without a doer, commonplaces, and how often hits were right."""

import pandas as pd
import pytest

from utils import discourse, tables
from utils.parsing import document


def taken(text: str) -> list[tuple[str, str]]:
    found = discourse.presuppositions(document(text))
    return list(zip(found["kind"], found["text"], strict=True))


@pytest.mark.parametrize(
    ("text", "kind", "granted"),
    [
        ("The minister regrets that the port was closed.", "factive", "regrets that the port was closed"),
        ("The minister does not regret that the port was closed.", "factive", "regret that the port was closed"),
        ("Nobody was aware that rents had risen.", "factive", "aware that rents had risen"),
        ("The fact that rents rose is no secret.", "factive", "fact that rents rose"),
        ("The strike continues.", "change_of_state", "continues"),
        ("The strike has not stopped.", "change_of_state", "stopped"),
        ("The mayor lied again.", "iterative", "lied again"),
        ("The club wants another stadium.", "iterative", "another stadium"),
        ("The growing unrest worries Lima.", "definite_change", "growing unrest"),
        ("Why are the nurses leaving?", "question", "Why are the nurses leaving"),
    ],
)
def test_what_is_taken_for_granted_is_found_also_under_a_denial(text, kind, granted):
    assert (kind, granted) in taken(text)


@pytest.mark.parametrize(
    "text",
    [
        "The minister knows whether the port was closed.",  # left open
        "Nobody knows how much the port may earn.",  # asked, no fact
        "Do you know where the keys are?",
        "She returned the form.",  # gave back
        "Still, the nurses were leaving.",  # however
        "A growing unrest worries Lima.",  # told, not taken for granted
        "Why should the nurses leave?",  # asked of nobody
        "The minister says that the port was closed.",  # a verb of saying
        "They met now and again.",
        "",
    ],
)
def test_what_only_looks_like_it_is_left(text):
    assert taken(text) == []


def test_every_row_is_a_place_in_the_text():
    text = "😀 The quarrel continues. The fact that Peru left again matters."
    found = discourse.presuppositions(document(text))
    assert [text[s:e] for s, e in zip(found["start"], found["end"], strict=True)] == found["text"].tolist()
    assert found["trigger"].tolist() == ["continue", "fact", "again"]
    assert set(found["kind"]) <= set(discourse.KINDS)


def test_agentless_passives_are_listed():
    found = discourse.agentless_passives(document("It was agreed to wait. The town was shelled by Serbia."))
    assert found["text"].tolist() == ["was agreed"]
    assert found["sentence_id"].tolist() == ["s0000"]


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("The destruction of the bridge took a day.", ["destruction"]),
        ("After the arrests, the square was empty.", ["arrests"]),
        ("Their withdrawal took a day.", []),
        ("The Russian withdrawal took a day.", []),
        ("The destruction of the bridge by Serbia took a day.", []),
        ("The resignation of the minister surprised nobody.", []),
        ("The arrest of the minister surprised nobody.", ["arrest"]),
        ("They got an answer. That refusal was final.", []),
        ("Talks between the two led to cooperation between Peru and Chile.", []),
        ("The union made an announcement.", []),
        ("The government met.", []),  # on no list: a body, no act
    ],
)
def test_nouns_that_name_an_act_and_nobody(text, nouns):
    assert discourse.act_nouns(document(text))["text"].tolist() == nouns


def test_a_topos_needs_a_conclusion_in_its_sentence():
    text = (
        "The dam is a danger. Because the dam is a danger, it must go. Dams cost money, and so the town should sell it."
    )
    found = discourse.topos_candidates(document(text), {"s0021": "reported"})
    assert found[["topos", "voice"]].to_numpy().tolist() == [["threat", "reported"], ["economy", "text"]]
    assert set(found["topos"]) <= set(discourse.TOPOI)


def test_the_three_tables_together_lose_no_row():
    read = document("It was agreed that the growing unrest continues. The arrests stopped.")
    parts = (discourse.presuppositions(read), discourse.agentless_passives(read), discourse.act_nouns(read))
    together = discourse.unsaid(read)
    assert len(together) == sum(map(len, parts)) == 5
    assert together["start"].is_monotonic_increasing


def test_shares_are_those_of_the_stored_readings():
    rows = tables.data("benchmarks/discourse_audit.csv")
    audit = discourse.audited().set_index("kind")
    assert audit["of"].max() <= 20 and audit["of"].sum() == len(rows)
    for kind, row in audit.iterrows():
        own = rows.loc[rows["kind"] == kind, "meant"].astype(int)
        assert row["meant"] == own.sum() and row["share"] == pytest.approx(own.mean())
    shown = [k for k in audit.index if not k.startswith("topos") and audit["share"][k] >= discourse.FIRM]
    assert discourse.firm() == shown
    assert audit.loc[audit.index.str.startswith("topos"), "share"].max() < discourse.FIRM  # as notebook 08 says


def test_hits_that_were_read_are_still_hits():
    import json

    corpus = {}
    for line in (tables.DATA / "corpus" / "wikinews.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        corpus[row["name"]] = row["text"]
    corpus["bergen_statement"] = (tables.DATA / "articles" / "bergen_statement.txt").read_text(encoding="utf-8")
    rows = tables.data("benchmarks/discourse_audit.csv")
    rows = rows[~rows["article"].str.startswith("polnear:")]  # whose texts may not be passed on
    found = {}
    for name in rows["article"].unique():
        read = document(corpus[name])
        topoi = discourse.topos_candidates(read, {}).assign(kind=lambda t: "topos " + t["topos"])
        found[name] = pd.concat([discourse.unsaid(read), topoi])[["kind", "start"]].astype(str)
    for row in rows.itertuples():
        own = found[row.article]
        assert ((own["kind"] == row.kind) & (own["start"] == row.start)).any(), (row.kind, row.article, row.start)
