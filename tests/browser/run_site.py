"""The site and the page to code on in Chromium: at two widths, light and dark, with mouse, keyboard and touch."""

import json
import re

import pytest

from utils import coding
from utils.site import build

TEXT = "😀 Kenya accused Uganda of dumping maize.\n\nThe minister said: “the border closes”. 🌽 Traders protested.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(params=[(w, c) for w in (1280, 390) for c in ("light", "dark")], ids=str)
def watched(request, browser):
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.told, page.asked = [], []
    page.on("console", lambda m: page.told.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.on("request", lambda asked: page.asked.append(asked.url))
    yield page
    assert page.told == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert context.cookies() == []
    context.close()


def test_every_page_fits_and_its_letters_can_be_read(watched, site):
    for path in sorted(site.rglob("*.html")):
        watched.goto(path.as_uri())
        assert watched.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = watched.evaluate(
            """() => [...document.querySelectorAll('.cell_output figure img')].filter(i => i.naturalWidth)
            .map(i => 15.5 * i.getBoundingClientRect().width / i.naturalWidth).filter(size => size < 9)"""
        )  # 7 points at 160 dots an inch are 15.5 pixels of the file
        assert small == [], path


def test_the_search_finds_a_word(watched, site):
    watched.goto((site / "search.html").as_uri() + "?q=Taliban")
    watched.wait_for_selector("#search-results li a", timeout=20_000)
    assert watched.locator("#search-results li").count() >= 1


def test_the_sheet_prints_on_both_sides_of_one(browser, site):
    page = browser.new_page()
    page.goto((site / "sheet.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.close()


# ---------------------------------------------------------------- the page to code on


def shows(page, name, words):
    """Wait until an element holds words; the page's policy forbids to run a string that would wait for them."""
    from playwright.sync_api import expect

    expect(page.locator(f"#{name}")).to_contain_text(words)


@pytest.fixture
def coder(watched, site, tmp_path):
    (tmp_path / "maize.txt").write_text(TEXT, encoding="utf-8")
    watched.goto((site / "code.html").as_uri())
    watched.fill("#coder", "Ann")
    watched.set_input_files("#textfile", tmp_path / "maize.txt")
    shows(watched, "text", "Kenya")
    return watched


def saved(page, tmp_path, button="#json", name="out.json"):
    with page.expect_download() as waiting:
        page.click(button)
    waiting.value.save_as(tmp_path / name)
    return tmp_path / name


def rows(page, tmp_path):
    read = coding.read_annotations([saved(page, tmp_path)])
    assert read.text == TEXT and read.coders == ("Ann",)
    for row in read.rows.itertuples():
        assert row.start == TEXT.find(row.text)
    return [(row.group, row.code, row.text) for row in read.rows.itertuples()]


def points(page, quote):
    """Window places of the first and last character of a quote."""
    return page.evaluate(
        """quote => { const node = document.querySelector('#text').firstChild, at = node.data.indexOf(quote);
        const box = (i) => { const r = document.createRange(); r.setStart(node, i); r.setEnd(node, i + 1);
          return r.getBoundingClientRect(); };
        node.parentElement.scrollIntoView({ block: 'start' });
        const a = box(at), b = box(at + quote.length - 1);
        return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2]; }""",
        quote,
    )


def test_words_are_drawn_over_with_the_mouse(coder, tmp_path):
    x, y, to_x, to_y = points(coder, "dumping maize")
    coder.mouse.move(x, y)
    coder.mouse.down()
    coder.mouse.move((x + to_x) / 2, to_y, steps=4)
    coder.mouse.move(to_x, to_y, steps=4)
    coder.mouse.up()
    shows(coder, "chosen", "maize")
    coder.click("button[data-code='tie: conflictual']")
    [(group, code, words)] = rows(coder, tmp_path)
    assert (group, code) == ("tie", "conflictual") and words in ("dumping maize", "dumping maiz", "umping maize")


def test_words_are_chosen_with_the_keyboard_alone(coder, tmp_path):
    coder.focus("#text")
    for _ in range(2):
        coder.keyboard.press("ArrowRight")
    for _ in range(2):
        coder.keyboard.press("Shift+ArrowRight")
    assert coder.text_content("#chosen") == "“Kenya accused Uganda”"
    coder.focus("button[data-code='voice: text']")
    coder.keyboard.press("Enter")
    assert rows(coder, tmp_path) == [("voice", "text", "Kenya accused Uganda")]
    coder.focus("#text")
    coder.keyboard.press("Delete")
    assert rows(coder, tmp_path) == []


def test_codes_are_opened_again_changed_and_saved_as_a_table(coder, tmp_path):
    coder.focus("#text")
    for _ in range(15):
        coder.keyboard.press("ArrowRight")
    coder.fill("#own", "crowd, “loud”")
    coder.click("#add")
    words = coder.text_content("#chosen").strip("“”")
    first = rows(coder, tmp_path)
    assert first == [("own", "crowd, “loud”", words)] and TEXT.index("🌽") < TEXT.index(words)
    coder.reload()
    coder.set_input_files("#saved", tmp_path / "out.json")
    shows(coder, "count", "1")
    assert rows(coder, tmp_path) == first
    table = saved(coder, tmp_path, "#csv", "out.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1].startswith('"Ann",') and words in table


def test_a_file_that_is_no_coding_is_told(coder, tmp_path):
    (tmp_path / "bad.json").write_text(json.dumps({"items": 1}))
    coder.set_input_files("#saved", tmp_path / "bad.json")
    shows(coder, "told", "no coding")


def test_words_are_chosen_by_touch(browser, site, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((site / "code.html").as_uri())
    page.fill("#coder", "Ann")
    page.fill("#paste", TEXT)
    page.click("#use")
    x, y, _, _ = points(page, "Traders")
    page.touchscreen.tap(x + 4, y)
    assert page.text_content("#chosen") == "“Traders”"
    page.tap("#more")
    page.tap("button[data-code='type: descriptive']")
    assert rows(page, tmp_path) == [("type", "descriptive", "Traders protested.")]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_hostile_text_stays_text(coder):
    coder.fill(
        "#paste", "<img src=x onerror=\"document.title='RUN'\"> </script><script>document.title='RUN'</script> words"
    )
    coder.click("#use")
    assert coder.title().startswith("Code a text") and coder.locator("#text img").count() == 0
