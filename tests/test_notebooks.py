"""Each notebook is executed once and gives what it stores; a changed digit or image is noticed."""

import base64
import copy
import io
import re
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from utils import execution, tables

ROOT = Path(__file__).resolve().parents[1]

# by path, since a solution has its lesson's name
PATHS = {path.relative_to(execution.NOTEBOOKS).as_posix(): path for path in execution.notebook_paths()}
STORED = {name: nbformat.read(path, as_version=4) for name, path in PATHS.items()}
CAVEATS = {
    "all": "One damaged copy of one opinion article.",
    "06": "Two texts on one event, as they were published or",
    "07": "Fourteen texts that were at hand",
}


@pytest.fixture(scope="module")
def executed():
    return dict(zip(PATHS, execution.execute_all(list(PATHS.values())), strict=True))


@pytest.mark.parametrize("name", STORED)
def test_stored_outputs_are_what_the_code_gives(name, executed):
    assert execution.differences(name, STORED[name], executed[name], execution.is_reference_platform()) == []


def outputs(notebook, mime):
    return [(i, o) for i, c in enumerate(notebook.cells) for o in c.get("outputs", []) if mime in o.get("data", {})]


@pytest.mark.parametrize("name", STORED)
def test_a_changed_digit_is_noticed(name):
    changed = copy.deepcopy(STORED[name])
    at, output = next((i, o) for i, o in outputs(changed, "text/plain") if re.search(r"\d", o.data["text/plain"]))
    output.data["text/plain"] = re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), output.data["text/plain"], count=1)
    found = execution.differences(name, STORED[name], changed, exactly=False)
    assert len(found) == 1
    assert f"cell {at + 1}," in found[0]


@pytest.mark.parametrize("exactly", [True, False])
@pytest.mark.parametrize("name", STORED)
def test_a_changed_image_is_noticed(name, exactly):
    changed = copy.deepcopy(STORED[name])
    at, output = outputs(changed, "image/png")[0]
    image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).convert("L")
    buffer = io.BytesIO()
    image.point(lambda v: 255 - v).save(buffer, format="png")
    output.data["image/png"] = base64.b64encode(buffer.getvalue()).decode()
    found = execution.differences(name, STORED[name], changed, exactly)
    assert found
    assert f"cell {at + 1}," in found[0]


@pytest.mark.parametrize("name", STORED)
def test_outputs_are_clean(name):
    for cell in STORED[name].cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            told = output.get("text", "") or output.get("data", {}).get("text/plain", "")
            assert told.count("\n") <= 40


@pytest.mark.parametrize("name", STORED)
def test_every_figure_has_alt_text_and_is_read_aloud(name):
    cells = STORED[name].cells
    figures = outputs(STORED[name], "image/png")
    assert figures
    for at, output in figures:
        alt = re.search(r'<img[^>]+alt="([^"]+)"', output.data["text/html"])
        assert alt and len(alt[1]) >= 40
        assert cells[at + 1].cell_type == "markdown" or "display.say" in cells[at + 1].source


@pytest.mark.parametrize("name", STORED)
def test_the_caveat_stands_once_at_the_end(name):
    caveat = CAVEATS.get(Path(name).name[:2], CAVEATS["all"])
    cells = STORED[name].cells
    [at] = [i for i, c in enumerate(cells) if caveat in c.source]
    assert at > 0.8 * len(cells)


def shown(notebook) -> str:
    texts = (
        v for c in notebook.cells for o in c.get("outputs", []) for v in (o.get("text"), *o.get("data", {}).values())
    )
    return "\n".join(t for t in texts if isinstance(t, str))


@pytest.mark.parametrize("name", STORED)
def test_no_output_names_a_path_of_this_machine(name):
    assert str(ROOT) not in shown(STORED[name])
    assert "/home/" not in shown(STORED[name])


@pytest.mark.parametrize("name", STORED)
def test_saved_as_the_runner_saves(name):
    notebook = STORED[name]
    assert PATHS[name].read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_a_derived_table_that_differs_is_named(tmp_path):
    stored, fresh = tmp_path / "stored", tmp_path / "fresh"
    for folder, cell in ((stored, "1"), (fresh, "2")):
        (folder / "a").mkdir(parents=True)
        (folder / "a/same.csv").write_text("x\n1\n")
        (folder / "a/claims.csv").write_text(f"x\n{cell}\n")
    (stored / "a/old.csv").write_text("x\n")
    (fresh / "a/new.csv").write_text("x\n")
    found = execution.derived_differences(stored, fresh, exactly=True)
    assert [line.partition(":")[0] for line in found] == [
        "derived/a/claims.csv",
        "derived/a/new.csv",
        "derived/a/old.csv",
    ]
    assert "stores 'x\\n1\\n', gives 'x\\n2\\n'" in found[0]
    assert execution.derived_differences(stored, stored, exactly=True) == []


def test_a_check_writes_to_a_folder_of_its_own(monkeypatch):
    seen = []
    monkeypatch.setattr(
        execution, "execute_all", lambda paths: seen.append(tables.derived("x")) or list(STORED.values())
    )
    found = execution.check(exactly=True)
    assert seen[0].parent != tables.DATA / "derived" and not seen[0].parent.exists()
    assert tables.derived("x") == tables.DATA / "derived" / "x"
    assert found and all(line.endswith("stored, not written") for line in found)
