"""The ledger: every number in a figure or a computed sentence of notebooks 01 to 04, counted again from the tables."""

import copy
import math
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from utils import ledger, tables, walk
from utils.article import Article

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted(p for p in (ROOT / "notebooks").glob("0[1-4]_*.ipynb"))
STORED = {path.name[:2]: nbformat.read(path, as_version=4) for path in LESSONS}
DERIVED = ROOT / "data/derived/putin_khan_call"


def shown_in(notebook) -> list[dict]:
    """Return what the sentences and figures of a notebook show, as stored in their outputs' metadata."""
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    return [o.metadata["shown"] for o in outputs if "shown" in o.get("metadata", {})]


def read(shown: float | str) -> tuple[float, float]:
    """Return a number as shown and by how much its print may have rounded it; a drawn number is exact."""
    if not isinstance(shown, str):
        return shown, 1e-6
    share = 0.01 if shown.endswith("%") else 1.0
    digits = len(shown.rstrip("%").partition(".")[2])
    return float(shown.rstrip("%")) * share, (0.5 * 10**-digits + 1e-9) * share


def agrees(shown: float | str, counted: float) -> bool:
    value, rounding = read(shown)
    return math.isclose(value, counted, rel_tol=0, abs_tol=rounding)


IN_ORDER = {"finding", "measured"}


def wrong(stored: dict[str, list], entry: ledger.Shown, in_order: bool) -> list[str]:
    """Return a line for each number of one sentence or figure that the ledger does not give."""
    found = []
    for name in sorted(set(stored) | set(entry.numbers)):
        shown, counted = stored.get(name, []), [number.value for number in entry.numbers.get(name, [])]
        counted = [n for n in counted if not math.isnan(n)]
        if not in_order and name not in IN_ORDER:
            shown, counted = sorted(shown, key=lambda n: read(n)[0]), sorted(counted)
        if len(shown) != len(counted) or not all(map(agrees, shown, counted)):
            found.append(f"{entry.id(name)}: shows {shown}, the tables give {counted}")
    return found


def altered(shown: float | str) -> float | str:
    """Return another number: the last printed digit, or the fifth decimal of a drawn one, is two higher."""
    if not isinstance(shown, str):
        return shown + 2e-5
    digits = len(shown.rstrip("%").partition(".")[2])
    return f"{float(shown.rstrip('%')) + 2 * 10**-digits:.{digits}f}" + "%" * shown.endswith("%")


@pytest.fixture(scope="module")
def entries(article) -> dict[tuple[str, str], ledger.Shown]:
    walks = {version: walk.analyse(article, version) for version in ("stripped", "mended", "repaired")}
    made = ledger.shown(walks, tables.data("reference/expected_actors.csv"))
    found = {(entry.notebook, ledger.key(entry.words)): entry for entry in made}
    assert len(found) == len(made)
    return found


def differences(notebooks, entries) -> list[str]:
    found = []
    for number, notebook in notebooks.items():
        for shown in shown_in(notebook):
            entry = entries.get((number, ledger.key(shown["words"])))
            is_say = "{" in shown["words"]
            found += wrong(shown["numbers"], entry, is_say) if entry else [f"{number}: no entry for {shown['words']}"]
    return found


def test_every_sentence_and_figure_shows_what_the_tables_give(entries):
    shown = {(n, ledger.key(s["words"])) for n, notebook in STORED.items() for s in shown_in(notebook)}
    assert differences(STORED, entries) == []
    assert shown == set(entries)
    numbers = sum(len(n) for entry in entries.values() for n in entry.numbers.values())
    figures = sum("{" not in s["words"] for notebook in STORED.values() for s in shown_in(notebook))
    print(f"\nthe ledger covers {numbers} numbers of {figures} figures and {len(shown) - figures} computed sentences")


def test_an_altered_number_is_noticed_in_each_figure_and_sentence(entries):
    """Each stored number of each figure and sentence in turn is changed a little: every change must be told."""
    missed = []
    for number, notebook in STORED.items():
        for shown in shown_in(notebook):
            entry, is_say = entries[number, ledger.key(shown["words"])], "{" in shown["words"]
            for name, values in shown["numbers"].items():
                for i, value in enumerate(values):
                    other = copy.deepcopy(shown["numbers"])
                    other[name][i] = altered(value)
                    if not wrong(other, entry, is_say):
                        missed.append(f"{entry.id(name)} {value}")
    assert missed == []


def test_an_altered_plot_is_noticed(entries, article):
    """The figure's function draws one wrong bar; the numbers read off its marks no longer agree."""
    from utils import figures

    mentions = walk.analyse(article, "mended").named
    axes = figures.agents_and_objects(figures.axes(3), mentions)
    right = figures.marks(axes.figure)["acts"]
    axes.containers[0][0].set_width(axes.containers[0][0].get_width() + 1)
    entry = entries["04", "Right the actor does"]
    only = ledger.Shown(entry.notebook, entry.words, {"acts": entry.numbers["acts"]})
    assert wrong({"acts": right}, only, False) == []
    assert wrong({"acts": figures.marks(axes.figure)["acts"]}, only, False)


def test_the_stored_ledger_is_the_one_counted_now(entries, article):
    stored = tables.read("ledger", DERIVED / "ledger.csv")
    fresh = ledger.table(entries.values(), article.slug)
    pd.testing.assert_frame_equal(stored, fresh[stored.columns])


def test_the_rows_of_each_number_sum_up_to_it(entries, article):
    sums = ledger.sums(ledger.table(entries.values(), article.slug))
    for entry in entries.values():
        for name, numbers in entry.numbers.items():
            for i, number in enumerate(numbers):
                if not math.isnan(number.value):
                    assert math.isclose(sums[f"{entry.id(name)}/{i}"], number.value, abs_tol=1e-6), entry.id(name)


def test_each_row_of_evidence_is_the_raw_text_at_its_place(entries, article):
    practice = "Rules cut"  # counted on the practice article, not on this one
    for entry in entries.values():
        if entry.words.startswith(practice):
            continue
        for number in (n for numbers in entry.numbers.values() for n in numbers):
            for row in number.rows[number.rows["text"] != ""].to_dict("records"):
                assert article.raw[row["start"] : row["end"]] == row["text"], entry.words


def test_an_article_without_a_coding_has_a_ledger_too():
    other = Article("Kenya praised Uganda on Monday.\n\nThe ministers said that talks would go on.", "other")
    walks = {version: walk.analyse(other, version) for version in ("stripped", "mended", "repaired")}
    made = ledger.shown(walks)
    assert {entry.notebook for entry in made} == {"01", "02", "03", "04"}
    assert len(ledger.table(made, other.slug))
