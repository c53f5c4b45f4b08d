"""Ties measured: sentences of ours on many topics, the practice article's coding, and the benchmark over articles."""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from texts import QUARRELS

from utils import findings, relations, tables, walk
from utils.actors import mention_table
from utils.article import Article
from utils.loading import load_article
from utils.parsing import document

STORED = Path(__file__).resolve().parents[1] / "data/benchmarks"
sys.path[:0] = [str(STORED)]
news_ties = importlib.import_module("news_ties")
BOTH_WAYS = {"agree", "consult", "cooperate", "conflict", "fight"}
KNOWN_FAILURES = {
    "Helix Energy, which Quantor Motors had bought, sued its owner.": "the relative pronoun is the object",
    "Anna Kovacs campaigned for Peter Lund.": "the recogniser sees no person here",
    "Iceland joined Norway in condemning Denmark.": "who is joined condemns too",
}


AS_MANY = {"premier": "who sends the party's lawyers is told as helping the party: four of each sign"}


def expected() -> dict[str, set[tuple[str, str, int]]]:
    """Return our sentences, written before the reader ran on them, with the ties that each states."""
    found: dict[str, set[tuple[str, str, int]]] = defaultdict(set)
    with Path(__file__).with_name("tie_sentences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["sentence"]] |= {(row["source"], row["target"], int(row["sign"]))} if row["source"] else set()
    return found


def told(sentence: str) -> set[tuple[str, str, int]]:
    read = document(sentence)
    rows = relations.relation_table(read, mention_table(read), {})
    ties = {(r.source_actor, r.target_actor, r.sign) for r in rows.itertuples()}
    mutual = rows[rows["kind"].isin(BOTH_WAYS)]
    return ties | {(r.target_actor, r.source_actor, r.sign) for r in mutual.itertuples()}


@pytest.mark.parametrize(("sentence", "ties"), expected().items())
def test_a_tie_is_found_where_grammar_shows_it(sentence: str, ties: set[tuple[str, str, int]]) -> None:
    found = told(sentence)
    assert (ties <= found) == (sentence not in KNOWN_FAILURES)
    if not ties:
        assert not found


def test_a_verb_that_no_list_knows_is_shown_without_a_sign() -> None:
    read = document("Quantor Motors has hired Anna Kovacs as its chief lawyer.")
    rows = relations.relation_table(read, mention_table(read), {})
    assert rows[["kind", "sign"]].values.tolist() == [["other", 0]]
    read = document("Anna Kovacs said that Quantor Motors saw Peter Lund.")
    assert relations.relation_table(read, mention_table(read), {}).empty


def test_sentences_with_two_actors_and_no_tie_are_counted() -> None:
    read = document("Norway lies north of Denmark. Norway attacked Denmark. It rained.")
    found = relations.crowded(read.sentences, mention_table(read))
    assert found["sentence_id"].tolist() == ["s0000", "s0030"]


def test_the_practice_article_beside_its_coding() -> None:
    """Agreement with a coding that was written before any method ran: F1 .72 of ties, and nothing invented."""
    analysis = walk.analyse(load_article(tables.DATA / "articles/bergen_statement.txt"), "raw")
    coded = tables.data("reference/bergen_statement_ties.csv").astype({"start": int, "sign": int})
    places = analysis.sentences

    def keys(rows: pd.DataFrame) -> set[tuple[str, str, str, int]]:
        ids = [places.loc[places["start"] <= at, "sentence_id"].iloc[-1] for at in rows["start"]]
        sides = zip(rows["source_actor"], rows["target_actor"], rows["sign"], strict=True)
        return {(i, *sorted((a, b)), s) for i, (a, b, s) in zip(ids, sides, strict=True)}

    found, gold = keys(analysis.relations[analysis.relations["kind"] != "other"]), keys(coded)
    assert len(found - gold) == 0
    assert 2 * len(found & gold) / (len(found) + len(gold)) >= 0.7


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("strike", {("Harbour Workers' Union", "Larsen Terminals"), ("Harding", "Ek"), ("Solberg", "Harding")}),
        ("border", {("Karvia", "Ostrel"), ("Ostrel", "Karvia"), ("Germany", "Karvia"), ("UN", "Karvia")}),
        ("merger", {("Brandt Foods", "Olvera Group"), ("Olvera Group", "Brandt Foods")}),
        ("river", {("Bolivia", "Paraguay"), ("Paraguay", "Bolivia"), ("Mamanaya", "Bolivia")}),
        ("port", {("Kestrane Logistics", "Mulroy Quays"), ("Harbour Markets Authority", "Mulroy Quays")}),
        ("port", {("Quay and Haulage Workers' Union", "Mulroy Quays"), ("Mulroy Quays", "Kestrane Logistics")}),
        ("premier", {("Lekdushaj", "Marashtani"), ("Kelmendrashi", "Lekdushaj"), ("Vorpsanaj", "Lekdushaj")}),
        ("stadium", {("the federation", "Porto Serrado"), ("Falcarreira", "the federation")}),
        ("mine", {("Van Rhoon Bank", "Corvane Resources"), ("Hollisbury", "Tsekaya Council")}),
        ("statue", {("Monterrel", "Culture Ministry"), ("Alvorado", "Sarmanho"), ("Trigueiros", "Culture Ministry")}),
    ],
)
def test_a_quarrel_is_told_as_one_with_its_sides(name: str, sides: set[tuple[str, str]]) -> None:
    given = findings.case(Article(raw=QUARRELS[name], slug=name))
    tied = given.chosen.relations
    bad = tied[tied["sign"] < 0]
    assert sides <= set(zip(bad["source_actor"], bad["target_actor"], strict=True))
    assert (len(bad) > (tied["sign"] > 0).sum()) == (name not in AS_MANY)
    told = " ".join(line.words for line in findings.page(given, findings.specifications(given, ["kind of tie"])))
    assert f"{len(bad)} are conflictual: " in told


def article(folder: Path) -> Path:
    """Write one coded article: three ties, of which one coder has two."""
    text = "Denmark was attacked by Norway. Norway met Iceland. Iceland thanked Denmark."
    names = [(m.group(), m.start()) for m in re.finditer("Denmark|Norway|Iceland", text)]
    mentions = [[at, at + len(name), "place", name[0], "name"] for name, at in names]
    doc = {"id": "x", "text": text, "mentions": mentions, "salience": {},
           "identity": {"N": "Norway", "D": "Denmark", "I": "Iceland"}}  # fmt: skip
    (folder / "actors").mkdir()
    (folder / "actors/documents.jsonl").write_text(json.dumps(doc) + "\n")
    (folder / "ties").mkdir()
    rows = ["x,1,0,N,D,-1,assault", "x,2,32,I,N,1,consult*", "x,3,52,I,D,1,support"]
    head = "doc,sentence,start,source,target,sign,kind"
    (folder / "ties/coderA.csv").write_text("\n".join([head, *rows]) + "\n")
    (folder / "ties/coderB.csv").write_text("\n".join([head, *rows[:2]]) + "\n")
    (folder / "ties/sentences.csv").write_text("doc,sentence,start\nx,1,0\nx,2,32\nx,3,52\n")
    return folder / "ties"


def test_the_benchmark_counts_ties_of_the_table(tmp_path: Path) -> None:
    [coded] = news_ties.news_ties(article(tmp_path))
    assert len(coded.first) == 3 and len(coded.second) == 2
    assert news_ties.tie_counts(news_ties.ours(coded), coded) == (3, 3, 2, 2, 3, 3, 3)
    assert news_ties.tie_counts(set(), coded) == (0, 0, 0, 2, 0, 0, 3)
    reversed_ = {tie._replace(source=tie.target, target=tie.source) for tie in coded.first}
    assert news_ties.tie_counts(reversed_, coded)[:3] == (1, 3, 1)  # only the meeting has no direction
    scores = {s.metric: s for s in news_ties.measure_news_ties([coded])}
    assert scores["ties, F1"].value == 1 and scores["network, F1"].value == 1
    assert scores["ties, F1"].baseline < 1
