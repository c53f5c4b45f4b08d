"""What a benchmark measures is what a notebook shows: functions of the contract beside the tables of `analyse`."""

from __future__ import annotations

import numpy as np
import pytest
from texts import EVERY

from utils import claims, cleaning, framing, relations, sentiment, tables, walk
from utils.article import Article, Span
from utils.loading import load_article

TEXTS = EVERY | {
    name: load_article(tables.DATA / f"articles/{name}.txt").raw
    for name in ("putin_khan_call", "bergen_statement", "bergen_statement_paste")
}
TEXTS |= {"lead-in": "Bern spoke.\n\nAccording to the ministry:\n\nPrices fell. Nobody was hurt.\n\nThis is good news."}
TEXTS |= {"nothing": "It rained."}


@pytest.fixture(scope="module", params=TEXTS)
def both(request: pytest.FixtureRequest) -> tuple[str, walk.Analysis]:
    text = TEXTS[request.param]
    return text, walk.analyse(Article(raw=text, slug=request.param), "raw")


def place(cell: str) -> Span | None:
    spans = tables.spans_of(cell)
    return (spans[0][0], spans[-1][1]) if spans else None


def test_attributions(both: tuple[str, walk.Analysis]) -> None:
    text, found = both
    rows = found.attributions[~found.attributions["rule"].str.endswith("/nested")].to_dict("records")
    told = [(place(r["source"]), place(r["cue"]), tables.spans_of(r["content"])) for r in rows]
    assert [(a["source"], a["cue"], a["content"]) for a in claims.find_attributions(text)] == told


def test_relations(both: tuple[str, walk.Analysis]) -> None:
    """Every tie of the table is one that the function finds, between the same actors."""
    text, found = both
    names: dict[Span, set[str]] = {}
    for start, end, actor in zip(*(found.mentions[c] for c in ("start", "end", "actor")), strict=True):
        names.setdefault((start, end), set()).add(actor)
    told = {(frozenset((r.source_actor, r.target_actor)), r.kind, r.sign) for r in found.relations.itertuples()}
    pairs = set()
    for r in relations.find_relations(text):
        ends = [
            {a for (s, e), own in names.items() if s < w[1] and w[0] < e for a in own}
            for w in (r["source"], r["target"])
        ]
        pairs |= {(frozenset((a, b)), r["kind"], r["sign"]) for a in ends[0] for b in ends[1] if a != b}
    assert told <= pairs


def test_damage(both: tuple[str, walk.Analysis]) -> None:
    text, found = both
    rows = cleaning.find_damage(text)
    ours = found.damage[found.damage["rule"].isin(tables.data("lexicons/damage_rules.csv")["rule"])]
    columns = ["start", "end", "kind", "severity", "rule"]
    assert set(ours[columns].itertuples(index=False, name=None)) <= set(
        rows[columns].itertuples(index=False, name=None)
    )


def test_stance(both: tuple[str, walk.Analysis]) -> None:
    _, found = both
    sentences = found.sentences.set_index("sentence_id")
    for key, own in found.named.groupby(["sentence_id", "actor"]):
        sentence, who = key
        verdicts = found.stance[(found.stance["sentence_id"] == sentence) & (found.stance["actor"] == who)]
        words, at = sentences.loc[sentence, "as_read"], sentences.loc[sentence, "start"]
        for instrument in sentiment.INSTRUMENTS:
            scores = [
                sentiment.stance(words, s - at, e - at, instrument)
                for s, e in zip(own["start"], own["end"], strict=True)
            ]
            stored = verdicts[verdicts["instrument"] == instrument]
            assert stored["score"].tolist() == [round(max(scores, key=abs), tables.STORED_DIGITS)]


def test_frames(both: tuple[str, walk.Analysis]) -> None:
    text, found = both
    rows = zip(found.frames["frame"], found.frames["evidence"], strict=True)
    told = {(frame, span) for frame, cell in rows for span in tables.spans_of(cell)}
    inside = [(s, e) for s, e in zip(found.sentences["start"], found.sentences["end"], strict=True)]
    cues = [c for c in framing.find_cues(text) if any(s <= c.start and c.end <= e for s, e in inside)]
    assert {(c.label, (c.start, c.end)) for c in cues} == told
    scores = framing.frame_scores(text)
    assert {f for f, score in scores.items() if score > 0} >= {f for f, _ in told}
    assert np.isfinite(list(scores.values())).all()
