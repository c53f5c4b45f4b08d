"""Each figure is drawn from its table, and says "none found" where there is nothing to draw."""

import matplotlib.pyplot as plt
import pytest

from utils import figures, tables


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
    printed = sum(int("".join(c for c in part if c.isdigit())) for part in words(ax).replace("(", " ").split())
    assert printed == len(stripped.relations)
