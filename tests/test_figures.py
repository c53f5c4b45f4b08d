"""Each figure is drawn from its table, and says "none found" where there is nothing to draw."""

import re
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from utils import figures, tables, walk


@pytest.fixture(autouse=True)
def style():
    figures.use_style()
    yield
    plt.close("all")


def words(ax) -> str:
    return " ".join(t.get_text() for t in ax.texts)


def test_the_page_prints_every_word_once_and_marks_sit_under_them(stripped):
    ax = figures.annotated_page(stripped.article, stripped.residue, stripped.damage, stripped.sentences)
    printed = [t.get_text().replace(r"\$", "$") for t in ax.texts][: len(stripped.article.raw.split())]
    assert printed == stripped.article.raw.split()


def test_an_actor_keeps_its_colour(stripped):
    colours = figures.actor_colours(stripped.mentions)
    assert colours == figures.actor_colours(stripped.mentions.sample(frac=1, random_state=1))
    top = stripped.mentions["actor"].value_counts().index[:6]
    assert len({colours[a] for a in top}) == 6


@pytest.mark.parametrize(
    ("draw", "empty"),
    [
        (lambda ax, a: figures.voice_strip(ax, a.claims, a.sentences, {}), "claims"),
        (lambda ax, a: figures.entrances(ax, a.mentions, 100), "mentions"),
        (lambda ax, a: figures.agents_and_objects(ax, a.mentions), "mentions"),
        (lambda ax, a: figures.evidence_matrix(ax, a.relations), "relations"),
        (lambda ax, a: figures.cues_along(ax, a.frames, a.sentences), "frames"),
    ],
)
def test_empty_tables_say_none_found(stripped, draw, empty):
    from dataclasses import replace

    assert "none found" not in words(draw(figures.axes(), stripped))
    assert "none found" in words(draw(figures.axes(), replace(stripped, **{empty: tables.empty(empty)})))


def test_the_matrix_prints_the_counts_of_its_table(stripped):
    ax = figures.evidence_matrix(figures.axes(), stripped.relations, rows=99)
    printed = sum(int(number) for number in re.findall(r"\d+", words(ax)))
    assert printed == (stripped.relations["kind"] != "other").sum()


def blocks(ax):
    return [p for p in ax.patches if p.get_zorder() == 2]


def test_the_strip_draws_every_claim_in_the_row_of_each_holder(stripped):
    ax = figures.voice_strip(figures.axes(), stripped.claims, stripped.sentences, {}, rows=99)
    holders = stripped.claims["source_actor"].str.split(";").map(len).sum()
    labels = [t.get_text() for t in ax.get_yticklabels()]
    counted = sum(int(label[label.rindex("(") + 1 : -1]) for label in labels)
    assert len(blocks(ax)) == counted == holders
    assert labels[0].startswith("the text itself")
    hollow = sum(p.get_facecolor() == (1, 1, 1, 1) for p in blocks(ax))
    assert (
        hollow
        == stripped.claims.assign(n=stripped.claims["source_actor"].str.split(";").map(len))
        .query("status != 'ok'")["n"]
        .sum()
    )


def test_marks_of_claims_cover_them_once(stripped):
    marks = figures.claim_marks(stripped.claims)
    places = sorted(span for span, _, _ in marks)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    covered = {i for s, e in places for i in range(s, e)}
    assert covered == {
        i for s, e in zip(stripped.claims["start"], stripped.claims["end"], strict=True) for i in range(s, e)
    }
    assert {colour for _, colour, _ in marks} == {figures.VOICE_TINTS[v] for v in set(stripped.claims["voice"])}


def test_two_methods_names_each_instrument_once():
    bench = tables.data("benchmarks/attribution.csv")
    numbers = ["value", "low", "high"]
    bench[numbers] = bench[numbers].apply(pd.to_numeric)
    printed = words(figures.two_methods(figures.axes(), bench))
    assert all(printed.count(name) == 1 for name in set(bench["instrument"]))


def test_the_most_frequent_name_or_nobody(stripped):
    name, times = figures.most(stripped.mentions["actor"])
    assert times == (stripped.mentions["actor"] == name).sum() > 1
    assert figures.most(stripped.mentions["actor"][:0]) == ("nobody", 0)


def test_the_matrix_keeps_what_is_done_apart_from_what_is_hoped_and_by_sign(stripped):
    rows = stripped.relations.iloc[[0, 0, 0, 0]].assign(
        modality=["asserted", "asserted", "hoped", "asserted"], sign=[1, 1, 1, -1], voice="text", kind="aid"
    )
    ax = figures.evidence_matrix(figures.axes(), rows)
    told = [t.get_text() for t in ax.texts]
    assert told[:3] == ["2", "1", "1"] and [t.split()[1].rstrip(":") for t in told[3:]] == [
        "cooperative",
        "conflictual",
        "neither",
        "broken",
        "square",
    ]
    full = [c.get_facecolor()[0][:3].sum() < 3 for c in ax.collections]
    assert full == [True, False, True]
    both = figures.evidence_matrix(figures.axes(), rows.assign(kind=["aid", "consult", "aid", "aid"]))
    marked = [(t.get_text(), t.get_position()[1]) for t in both.texts[:4]]
    assert [n for n, _ in marked] == ["1", "1", "1", "1"] and len({y for _, y in marked[:3]}) == 1  # with a direction
    assert marked[3][1] > marked[0][1]  # what has none stands below
    none = figures.evidence_matrix(figures.axes(), rows.assign(kind="other"))
    assert "none found" in words(none)


def test_absent_actors_and_silent_frames_keep_their_row(stripped):
    barcode = figures.entrances(figures.axes(), stripped.mentions, 7000, absent=["Atlantis"])
    assert "Atlantis" in [t.get_text() for t in barcode.get_yticklabels()]
    rare = stripped.mentions["actor"].value_counts().index[-1]
    few = figures.entrances(figures.axes(), stripped.mentions, 7000, rows=2, expected=[rare, "Atlantis"])
    assert set(figures.drawn(few, stripped.mentions)["actor"]) == {t.get_text() for t in few.get_yticklabels()}
    assert rare in [t.get_text() for t in few.get_yticklabels()]
    rows = figures.cues_along(figures.axes(), stripped.frames, stripped.sentences, order=["conflict", "unheard"])
    assert "none found" in words(rows)


def one_layer(analysis):
    return analysis.sentiment.query("layer == 'raw'")


def test_the_ladder_has_its_widest_row_on_top_and_prints_its_words(stripped):
    raw = one_layer(stripped)
    spread = raw.groupby("sentence_id")["score"].agg(lambda s: s.max() - s.min())
    ax = figures.disagreement_ladder(figures.axes(), raw, {spread.idxmax(): "−lie +needs"})
    assert ax.get_yticklabels()[0].get_text() == spread.idxmax()
    assert "−lie +needs" in words(ax)
    unknown = raw.assign(score=float("nan"))
    assert "none found" in words(figures.disagreement_ladder(figures.axes(), unknown, {}))


def test_a_voice_without_an_interval_shows_no_mean():
    row = {"value": 0.2, "low": 0.1, "high": 0.3, "n": 9, "group": "text"}
    few = row | {"low": float("nan"), "high": float("nan"), "n": 2, "group": "imputed"}
    choices = pd.DataFrame({"group": ["text"], "choice": ["lexicon"], "value": [0.25]})
    tone = pd.DataFrame({"voice": ["text", "imputed"], "score": [0.2, 0.3], "damaged": [0, 1]})
    ax = figures.tone_by_voice(figures.axes(), tone, pd.DataFrame([row, few]), choices)
    assert words(ax).count("too few") == 1
    assert "none found" in words(figures.tone_by_voice(figures.axes(), tone, pd.DataFrame([row])[:0], choices))


def test_stance_prints_its_counts_and_words_for_each_kind():
    rows = [
        {"actor": "Kenya", "kind": k, "plus": p, "minus": 1, "words": f"{k};a;b;c", "n": 7, "coded": p + 1}
        for k, p in (("evaluation", 3), ("usefulness", 4), ("benefit", 5))
    ]
    printed = words(figures.stance_by_actor(figures.axes(), pd.DataFrame(rows)))
    assert all(f"+{p}  −1" in printed and f"coded {p + 1}" in printed for p in (3, 4, 5))
    assert "“usefulness”, “a”, “b”, …" in printed
    assert "none found" in words(figures.stance_by_actor(figures.axes(), pd.DataFrame()))


def test_a_label_that_a_name_turns_is_counted_and_named():
    names = ["Kenya", "Peru", "Grace"]
    rows = [
        {"instrument": "vader", "template": "t", "name": n, "score": s, "label": s > 0}
        for n, s in zip(names, (0, 0, 0.5), strict=True)
    ]
    assert "1 of 3 labels change: Grace" in words(figures.name_swap(figures.axes(), pd.DataFrame(rows)))


def test_validity_names_each_baseline_and_ceiling_once_a_group():
    scores = walk.benchmarks("sentiment")
    printed = words(figures.validity(figures.axes(), scores))
    assert printed.count("one rater") == 1 and printed.count("one expert") == 1
    assert all(group in printed for group in scores["group"])


def test_saturation_says_none_found_without_rows():
    steps = pd.DataFrame({"sentence": [1, 2], "alone": [0.1, -0.2], "so_far": [0.1, 0.4]})
    assert "all the text" in words(figures.saturation(figures.axes(), steps))
    assert "none found" in words(figures.saturation(figures.axes(), steps[:0]))
