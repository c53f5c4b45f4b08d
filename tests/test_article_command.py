"""`python run.py article` on other texts: what it writes, that nothing in it runs, and what happens when it can't."""

import base64
import hashlib
import html as entities
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from utils import display, overview, page, report, rerun, tables
from utils.article import Article, ArticleError
from utils.command import BROWSERS
from utils.loading import load_article

ROOT = Path(__file__).resolve().parents[1]

RUNS = "document.title='RUN'"
HOSTILE = f"""Storm hits <script>{RUNS}</script> coast

The storm reached the coast on Friday and the mayor said that "the harbour <img src=x onerror="{RUNS}"> is closed" until
Monday. Russia and China <script>{RUNS}</script> agreed to help, and the United States praised them for it.

=1+1 was what one display showed. "></pre></details></figure><svg onload="{RUNS}"> Engineers agreed that it would hold.

+1 was the reading that the gauge gave to the engineers of the town.

@mayor wrote that nobody was hurt when the sea came over the wall.

-5 was the lowest temperature that the station measured on that night.

Kenya <a href="javascript:{RUNS}">supports</a> Uganda. [click](javascript:{RUNS}) here, said Kenya. &lt;script&gt;{RUNS}
"""


def command(*words, **options):
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "article", *words], capture_output=True, text=True, **options
    )
    return done, time.monotonic() - started


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("article")
    (home / "Storm hits coast.txt").write_text(HOSTILE, encoding="utf-8")
    done, _ = command("Storm hits coast.txt", "--to", "out", "--notebooks", cwd=home)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("storm_hits_coast: ")
    assert lines[-1] == f"Report: {Path('out/storm_hits_coast/report.html')}"
    assert sum("cells on the worked example left out" in line for line in lines) == 6
    assert [p.name for p in (home / "out").iterdir()] == ["storm_hits_coast"]
    return home / "out/storm_hits_coast"


def notebooks(folder):
    return [nbformat.read(path, as_version=4) for path in sorted((folder / "notebooks").glob("*.ipynb"))]


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.ids |= {dict(attrs).get("id")}


@pytest.fixture(scope="module")
def elements(folder):
    return Elements((folder / "report.html").read_text(encoding="utf-8"))


def test_everything_is_in_the_folder(folder):
    lessons = [
        p.name for p in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) if p.name[:2] not in ("00", "06", "07")
    ]
    assert [p.name for p in sorted((folder / "notebooks").iterdir())] == lessons
    assert {p.stem for p in (folder / "tables").iterdir()} == set(tables.SCHEMAS)
    drawings = {p.name for p in (folder / "figures").iterdir()}
    assert len(drawings) >= 2 * len(lessons)
    assert {Path(name).stem for name in drawings if name.endswith(".png")} == {Path(n).stem for n in drawings}
    assert all(f"{Path(name).stem}.svg" in drawings for name in drawings)
    assert (folder / "annotated_page.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "storm_hits_coast.txt").read_text(encoding="utf-8") == HOSTILE


def test_the_annotations_and_tables_quote_the_article(folder):
    raw = load_article(folder / "storm_hits_coast.txt").raw
    items = json.loads((folder / "annotations.jsonld").read_text(encoding="utf-8"))["items"]
    assert items
    for name in tables.SCHEMAS:
        for row in tables.read(name, folder / "tables" / f"{name}.csv").itertuples():
            assert raw[row.start : row.end] == row.text


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back(folder):
    read = tables.read("sentences", folder / "tables/sentences.csv")
    risky = [text for text in read["text"] if re.match(r"[=+@-]", text)]
    assert {text[0] for text in risky} == set("=+@-")
    written = (folder / "tables/sentences.csv").read_text(encoding="utf-8")
    assert not re.search(r'(?m)(?:^|,)"?[=+@][^"\n]*', written)
    assert all(f"\"'{text[:10]}" in written for text in risky)


def test_nothing_of_the_article_can_run_in_the_report(folder, elements):
    scripts = [attrs for tag, attrs in elements.found if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "data"}, {}]
    assert not {tag for tag, _ in elements.found} & {"svg", "iframe", "object", "embed", "base", "link"}
    assert [attrs["id"] for tag, attrs in elements.found if tag == "form"] == ["search"]
    assert not [name for _, attrs in elements.found for name in attrs if name.startswith("on")]
    text = (folder / "report.html").read_text(encoding="utf-8")
    ours = (ROOT / "utils/overview/report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(ours.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert f"<script>{ours}</script>" in text
    assert RUNS in text.replace("&#x27;", "'")


def test_what_the_script_reads_is_the_article_and_ends_no_tag(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    held = text.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    assert held.isascii() and not set("<>&") & set(held)
    read = json.loads(held)
    assert read["raw"] == load_article(folder / "storm_hits_coast.txt").raw
    assert any(kind == "actor" and read["raw"][s:e] == "Russia" for s, e, kind, _ in read["spans"])


def test_the_report_loads_nothing_and_its_links_lead_somewhere(folder, elements):
    assert all(attrs["src"].startswith("data:image/png;base64,") for _, attrs in elements.found if "src" in attrs)
    links = [attrs["href"] for tag, attrs in elements.found if tag == "a"]
    assert len(links) > 10
    assert all(link[1:] in elements.ids if link.startswith("#") else (folder / link).is_file() for link in links)
    assert any("default-src 'none'" in attrs.get("content", "") for tag, attrs in elements.found if tag == "meta")


def test_every_figure_of_the_report_has_alt_text(folder, elements):
    pictures = [attrs for tag, attrs in elements.found if tag == "img"]
    assert len(pictures) == 4
    assert all(len(attrs["alt"]) >= display.MIN_ALT for attrs in pictures)


def test_nothing_of_the_article_can_run_in_a_notebook(folder):
    for notebook in notebooks(folder):
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                assert output.output_type != "error"
                assert output.get("name") != "stderr"
                html = Elements(output.get("data", {}).get("text/html", ""))
                assert "script" not in {tag for tag, _ in html.found}
                assert not [name for _, attrs in html.found for name in attrs if name.startswith("on")]


def test_the_worked_example_is_neither_shown_nor_spoken_of(folder):
    for notebook in notebooks(folder):
        assert not any("worked-example" in cell.metadata.get("tags", []) for cell in notebook.cells)
        assert not any(cell.source.startswith("## Exercises") for cell in notebook.cells)
        assert "In this article.**" not in "".join(cell.source for cell in notebook.cells)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "One damaged copy" not in text
    assert "Pakistan" not in text
    assert text.count(page.CAVEAT.replace("'", "&#x27;")) == 2


def test_no_file_names_a_folder_of_this_machine(folder):
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".png":
            is_project = path.suffix == ".qdpx"
            content = zipfile.ZipFile(path).read("project.qde") if is_project else path.read_bytes()
            assert str(folder.parent).encode() not in content, path
            assert str(ROOT).encode() not in content, path


CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_nothing_runs_in_a_browser(folder, tmp_path):
    """The text has script enough to change the title of the page; a page that has none of our guards shows that."""
    free = tmp_path / "free.html"
    free.write_text(f"<!doctype html><title>quiet</title><p>{HOSTILE}", encoding="utf-8")
    for path, runs in ((free, True), (folder / "report.html", False)):
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        dump = [CHROMIUM, *flags, profile, "--virtual-time-budget=2000", "--dump-dom", path.as_uri()]
        dom = subprocess.run(dump, capture_output=True, text=True, timeout=120).stdout
        assert ("<title>RUN" in dom) == runs
        assert "Storm hits" in dom


# ---------------------------------------------------------------- errors of the reader


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.txt"], "There is no file none.txt"),
        (["http://127.0.0.1:9/x.html"], "can't be fetched"),
        ([], "Name one text"),
        (["a.txt", "b.txt"], "Name one text"),
        (["--what"], "Name one text"),
    ],
)
def test_an_error_is_one_sentence_within_five_seconds(tmp_path, words, says):
    done, seconds = command(*words, *(["--to", "out"] if words else []), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert seconds < 5
    assert not list(tmp_path.iterdir())


def test_standard_input_is_read_and_verbose_gives_the_log(tmp_path):
    done, _ = command("-", "--to", "out", "--verbose", cwd=tmp_path, input=" \n")
    assert done.returncode == 2
    assert "The text on standard input is empty" in done.stderr
    assert "Traceback" in done.stderr


def test_the_kernels_are_asked_for_drawings():
    assert rerun._ENVIRONMENT[display.VECTOR] == "1"


# ---------------------------------------------------------------- the folder comes whole or not at all


ARTICLE = Article("Ministers agree on water\n\nThe ministers of Kenya and Uganda agreed to share the river.", "water")


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_one_call_writes_a_report_and_the_same_again(tmp_path):
    lines = []
    first = contents(report.write(ARTICLE, tmp_path, tell=lines.append))
    assert "report.html" in first and len(lines) == 1 + len(report.STEPS)
    assert contents(report.write(ARTICLE, tmp_path)) == first
    assert [p.name for p in tmp_path.iterdir()] == ["water"]


@pytest.mark.parametrize(
    ("stop", "raised"),
    [
        (RuntimeError("It stopped."), RuntimeError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(28, "No space left on device"), ArticleError),
    ],
)
@pytest.mark.parametrize("older", [True, False])
def test_a_run_that_stops_leaves_what_was_there(tmp_path, monkeypatch, stop, raised, older):
    out = tmp_path / "out"
    before = contents(report.write(ARTICLE, out)) if older else {}

    def fails(*_):
        raise stop

    monkeypatch.setattr(report, "_write_findings", fails)
    with pytest.raises(raised) as error:
        report.write(ARTICLE, out)
    assert "\n" not in str(error.value)
    assert contents(out / "water") == before
    assert [p.name for p in tmp_path.rglob("*") if ".part" in p.name or ".old" in p.name] == []
    assert older or not out.exists() or not list(out.iterdir())


def test_an_older_report_comes_back_where_the_new_one_cant_be_moved(tmp_path, monkeypatch):
    before = contents(report.write(ARTICLE, tmp_path))
    rename = Path.rename

    def fails(self, target):
        if self.name == "finished":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ArticleError, match="Input/output error"):
        report.write(ARTICLE, tmp_path)
    assert contents(tmp_path / "water") == before
    assert [p.name for p in tmp_path.iterdir()] == ["water"]


def test_what_is_no_report_is_not_replaced(tmp_path):
    (tmp_path / "water").mkdir()
    (tmp_path / "water/thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ArticleError, match="is no report"):
        report.write(ARTICLE, tmp_path)
    assert contents(tmp_path / "water") == {"thesis.txt": b"mine"}
    (tmp_path / "two").mkdir()
    (tmp_path / "two/water").symlink_to(tmp_path / "water", target_is_directory=True)
    with pytest.raises(ArticleError, match="is no report"):
        report.write(ARTICLE, tmp_path / "two")


def test_a_place_that_cant_be_written_is_told_before_a_kernel_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "_fill", lambda *_: pytest.fail("a kernel would start"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ArticleError, match="can't be written"):
        report.write(ARTICLE, tmp_path / "file")
    monkeypatch.setattr(report.os, "access", lambda *_: False)
    with pytest.raises(ArticleError, match="can't be written"):
        report.write(ARTICLE, tmp_path / "locked/deeper")
    monkeypatch.undo()
    monkeypatch.setattr(report, "_fill", lambda *_: pytest.fail("a kernel would start"))
    monkeypatch.setattr(report.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(ArticleError, match="less than 100 MB are free"):
        report.write(ARTICLE, tmp_path / "full")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_a_run_that_is_ended_from_outside_leaves_nothing(tmp_path):
    (tmp_path / "a.txt").write_text(HOSTILE, encoding="utf-8")
    words = [sys.executable, str(ROOT / "run.py"), "article", "a.txt", "--to", "out"]
    running = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout.readline().startswith("a: ")
    time.sleep(1)
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told) == (130, "Interrupted: nothing was written.\n")
    assert [p.name for p in tmp_path.iterdir()] in (["a.txt"], ["a.txt", "out"], ["out", "a.txt"])
    assert not list((tmp_path / "out").glob("*"))


# ---------------------------------------------------------------- the page


def test_the_article_with_its_layers_is_the_article(stripped):
    html = overview.article(stripped, [[(0, 4)], [(2, 9)]])
    wanted = "\n".join(line for line in stripped.article.raw.split("\n") if line.strip())
    assert entities.unescape(re.sub(r"<[^>]+>", "", html)) == wanted
    assert html.count("<mark") >= (stripped.damage["kind"] != "lost_quotation").sum()
    assert html.count("<del") >= len(stripped.residue)
    first = "".join(re.findall(r'<span class="found f1">(?:<[^>]+>)*([^<]*)', html))
    assert first == stripped.article.raw[:4]
    for kind in ("voice reported", "actor", "tie plus", "tone plus", "cue"):
        assert f'<span class="{kind}"' in html


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one sentence", "no actor", "essay"])
def test_twice_the_same_bytes_on_any_text(tmp_path, name):
    brief = "The kettle was on the table by nine."
    plain = "The harbour has three cranes. Two of them were built before the war. Each lifts forty tons. " * 3
    paragraph = (
        "The minister said that the subsidy would end in spring, and France agreed. Prices had risen because of {}. "
    )
    essay = "\n\n".join(paragraph.format(what) * 6 for what in ("drought", "war", "tariffs", "strikes")) * 6
    (tmp_path / "text.txt").write_text(
        {"one sentence": brief, "no actor": plain, "essay": essay}[name], encoding="utf-8"
    )
    made = []
    for place in ("one", "two"):
        done, _ = command("text.txt", "--to", place, "--notebooks", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        made.append(contents(tmp_path / place / "text"))
    assert made[0] == made[1]
    errors = [
        p for p in (tmp_path / "one/text/notebooks").iterdir() if '"output_type": "error"' in p.read_text("utf-8")
    ]
    assert errors == []


@pytest.mark.slow
def test_an_article_of_900_words_takes_at_most_25_seconds(tmp_path):
    source = ROOT / "data/articles/putin_khan_call.txt"
    assert len(source.read_text(encoding="utf-8").split()) > 900
    done, seconds = command(str(source), "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert seconds <= 25
