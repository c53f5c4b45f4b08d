"""Every lesson's exercises are solved in a notebook of its name: the exercise, a hint, then code, then what to see."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from utils import environment, findings, tables, walk

ROOT = Path(__file__).resolve().parents[1]

LESSONS = {p.name: nbformat.read(p, as_version=4) for p in sorted(environment.NOTEBOOKS.glob("[0-9]*.ipynb"))}
SOLVED = {p.name: nbformat.read(p, as_version=4) for p in sorted(environment.NOTEBOOKS.glob("solutions/*.ipynb"))}
KINDS = ["Change", "Break", "Extend", "Your own article"]
LONGEST = 10  # lines of code in a cell


def exercises(lesson) -> list[tuple[str, str]]:
    """Return number and bold word of each exercise of a lesson."""
    [text] = [c.source for c in lesson.cells if c.cell_type == "markdown" and c.source.startswith("## Exercises")]
    return re.findall(r"(?m)^(\d+)\. \*\*(.+?)\.\*\* ", text)


def answers(solved) -> dict[tuple[str, str], list]:
    """Return the cells under each numbered heading of a solution, the heading's own first, the caveat left out."""
    found: dict[tuple[str, str], list] = {}
    cells: list = []
    for cell in solved.cells:
        heading = re.match(r"## (\d+)\. (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            cells = found[heading[1], heading[2]] = []
        if not cell.source.startswith(">"):
            cells.append(cell)
    return found


def code(cell) -> bool:
    return cell.cell_type == "code"


def test_every_lesson_has_its_solution():
    assert len(LESSONS) == 9
    assert list(SOLVED) == list(LESSONS)


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_is_answered_and_nothing_else(name):
    asked = exercises(LESSONS[name])
    assert [word for _, word in asked][:4] == KINDS
    assert [number for number, _ in asked] == [str(n) for n in range(1, len(asked) + 1)]
    assert list(answers(SOLVED[name])) == asked


@pytest.mark.parametrize("name", SOLVED)
def test_exercise_then_hint_then_code_then_what_to_see(name):
    for exercise, cells in answers(SOLVED[name]).items():
        task, hint, *rest = cells
        assert len(task.source.splitlines()) == 3 and task.source.rstrip()[-1] in ".?", exercise
        assert not code(hint) and hint.source.startswith("**Hint.** "), exercise
        assert 15 <= len(hint.source.split()) <= 70, exercise
        assert code(rest[0]), exercise
        assert not code(rest[-1]) and len(rest[-1].source.split()) > 30, exercise
        assert sum("**Hint.**" in c.source for c in cells) == 1, exercise


@pytest.mark.parametrize("name", SOLVED)
def test_no_answer_shows_before_its_hint(name):
    cells = SOLVED[name].cells
    first = next(i for i, c in enumerate(cells) if c.source.startswith("## 1. "))
    before = [c for c in cells[:first] if code(c)]
    assert all(word not in c.source for c in before for word in ("display.say", "display.figure")), name


@pytest.mark.parametrize("name", SOLVED)
def test_a_broken_method_has_its_cause_named(name):
    broken = next(cells for (_, word), cells in answers(SOLVED[name]).items() if word == "Break")
    assert any(re.search(r"\*\*The causes?\.\*\*", c.source) for c in broken if not code(c))


@pytest.mark.parametrize("name", SOLVED)
def test_ones_own_article_is_another_one(name):
    own = next(cells for (_, word), cells in answers(SOLVED[name]).items() if word == "Your own article")
    assert any("load_article(PRACTICE)" in c.source for c in own if code(c))
    setup = next(c for c in SOLVED[name].cells if code(c))
    assert setup.metadata.get("tags") == ["parameters"]
    assert "bergen_statement_paste.txt" in setup.source


@pytest.mark.parametrize("name", SOLVED)
def test_short_and_told_in_computed_sentences(name):
    solved = SOLVED[name]
    assert 15 <= len(solved.cells) <= 33
    assert all(len(c.source.splitlines()) <= LONGEST for c in solved.cells if code(c))
    for exercise, cells in answers(solved).items():
        assert any("display.say(" in c.source for c in cells if code(c)), exercise


@pytest.mark.parametrize("name", SOLVED)
def test_each_leads_back_to_its_lesson(name):
    assert f"](../{name})" in SOLVED[name].cells[-1].source


# ---------------------------------------------------------------- what the exercises name


def named(lesson) -> list[str]:
    """Return what stands between backticks in the exercises of a lesson."""
    [text] = [c.source for c in lesson.cells if c.source.startswith("## Exercises")]
    return re.findall(r"`([^`]+)`", text.split("\n## ")[0])


@pytest.mark.parametrize("name", LESSONS)
def test_what_an_exercise_names_exists(name):
    source = "\n".join(c.source for c in LESSONS[name].cells if code(c))
    utils = {"walk": walk, "findings": findings}
    for word in named(LESSONS[name]):
        assert "/" not in word or "(" in word or (ROOT / word).is_file(), word
        assert not re.fullmatch(r"[A-Z]+( = .*)?", word) or re.search(rf"(?m)^{word.split()[0]} = ", source), word
        for module, function in re.findall(r"\b(walk|findings)\.(\w+)", word):
            assert callable(getattr(utils[module], function)), word
    if "worked-example" in named(LESSONS[name]):
        assert any("worked-example" in c.metadata.get("tags", []) for c in LESSONS[name].cells)


def test_the_codings_that_05_overrules_are_there_and_would_change_something():
    [snippet] = [w for w in named(LESSONS["05_test_the_reading.ipynb"]) if "overruled(" in w]
    [codings] = [n for n in ast.walk(ast.parse(snippet)) if isinstance(n, ast.List)]
    mended = tables.read("claims", ROOT / "data/derived/putin_khan_call/mended/claims.csv").set_index("claim_id")
    told = ast.literal_eval(codings)
    assert len(told) == 3  # "overrule three"
    for table, claim, column, value in told:
        assert table == "claims"
        assert mended.loc[claim, column] != value
