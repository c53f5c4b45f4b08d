"""The site: built by one command from what is stored; every link and anchor resolves; nothing is loaded from afar."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from utils import coding
from utils.site import build, coding_page, sheet_page
from utils.site.build import rooms

ROOT = Path(__file__).resolve().parents[1]


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.ids, self.images = [], [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids |= {told.get("id"), told.get("name")}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag in ("script", "img", "iframe", "source", "audio", "video") and told.get("src"):
            self.loads.append(told["src"])
        if tag == "link" and told.get("rel") not in ("canonical",):
            self.loads.append(told["href"])
        if tag == "img":
            self.images.append(told.get("alt"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a folder")
    command = [sys.executable, str(ROOT / "run.py"), "site", "--to", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if "_static" not in path.parts}


def test_every_notebook_text_and_room_has_its_page(site):
    for path in [*ROOT.glob("notebooks/[0-9]*.ipynb"), *ROOT.glob("notebooks/solutions/*.ipynb")]:
        assert (site / path.relative_to(ROOT)).with_suffix(".html").is_file()
    for name in ("index", "README", "notebooks/TEACHING", "data/README", "CHANGELOG", "CONTRIBUTING", "cite", "state",
                 "code", "search", *(f"api/{room}" for room in rooms())):  # fmt: skip
        assert (site / f"{name}.html").is_file(), name
    assert "find_attributions" in (site / "api/claims.html").read_text(encoding="utf-8")
    assert "asserted_language" not in (site / "api/claims.html").read_text(encoding="utf-8")


def test_every_link_and_anchor_resolves(site, pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(link)
            if urlsplit(link).scheme in ("http", "https", "mailto", "data"):
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            if not target.is_file() or (anchor and target in pages and unquote(anchor) not in pages[target].ids):
                broken.append((path.relative_to(site).as_posix(), link))
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(pages):
    for path, page in pages.items():
        assert [url for url in page.loads if urlsplit(url).scheme not in ("", "data")] == [], path
        assert "cookie" not in "".join(page.loads)


def test_every_figure_keeps_its_words(pages):
    for path, page in pages.items():
        if "notebooks" in path.parts:
            assert all(alt and len(alt) >= 40 for alt in page.images), path


def test_no_page_names_a_folder_of_this_machine(site):
    for path in site.rglob("*.html"):
        assert str(ROOT) not in path.read_text(encoding="utf-8"), path


def test_a_folder_that_is_no_site_stays(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/thesis.txt").write_text("mine")
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "site", "--to", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "is no site" in done.stderr
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["thesis.txt"]


def test_the_coding_page_is_one_file_that_may_reach_nothing():
    page = coding_page()
    assert not re.search(r"<(?:link|img|iframe)\b|\bsrc=|@import|url\(", page.split("<script>")[0])
    assert "default-src 'none'" in page and "connect-src" not in page and "unsafe-inline'; form" in page
    assert page.count("<script>") == 2 and "{script}" not in page and "{vendor}" not in page
    assert "BSD 3-Clause" in page and "sourceMappingURL" not in page


def test_another_file_of_the_library_is_refused(monkeypatch):
    monkeypatch.setattr("utils.site.handout.VENDOR_SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"version 4\.1\.1"):
        coding_page()


def test_the_state_says_what_was_checked_and_no_more(monkeypatch, tmp_path):
    from utils import execution
    from utils.site.build import _state

    monkeypatch.setattr(execution, "CHECKED", tmp_path / "check.json")
    assert "was not asked here" in _state()
    execution.remember("2 cells or tables differ from what is stored.")
    assert "2 cells or tables differ" in _state() and "Last checked here on" in _state()
    monkeypatch.setattr(execution, "_digest", lambda: "other notebooks")
    assert "was not asked here" in _state()
    assert callable(build)


def test_the_sheet_holds_the_eight_sentences_and_the_rules_of_the_notebook():
    page = sheet_page()
    sheet = coding.sheet()
    assert page.count('class="item"') == len(sheet) == 8 and page.count("<mark>") == 8
    assert all(f"<b>{sentence}</b>" in page for sentence in sheet["sentence"])
    assert all(f"<code>{label}</code>" in page for label in coding.LABELS)
    assert "<script" not in page and "{" not in page.split("</style>")[1]
