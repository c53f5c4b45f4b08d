"""A report in Chromium: its switches, findings, concordance and tables, at three widths, on two texts, one hostile."""

import json
from pathlib import Path

import pytest

from run import BROWSERS
from utils import report
from utils.article import Article

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "😀 Storm over </script><script>document.title='RUN'</script> the coast\n\n"
    "The mayor of Nairobi said that \"the harbour <img src=x onerror='document.title=`RUN`'> is closed\". "
    "Kenya agreed with Uganda\u2028 to share the river, and Kenya thanked \u202eUganda\u202c. "
    "😀😀 Kenya helped Uganda.\n\n"
    "İstanbul watched Kenya. Kenya supports Uganda & <b>Tanzania</b>."
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    sound = report.write(ROOT / "data/articles/bergen_statement.txt", out)
    return {"sound": sound, "hostile": report.write(Article(HOSTILE, "hostile"), out)}


@pytest.fixture(scope="module")
def browser():
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        path = next(filter(None, map(shutil.which, BROWSERS)))
        chromium = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[(name, width) for name in ("sound", "hostile") for width in (1280, 390, 360)], ids=str)
def opened(request, browser, folders):
    name, width = request.param
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.told, page.asked = [], []
    page.on("console", lambda message: page.told.append(message.text))
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto((folders[name] / "report.html").as_uri())
    yield page
    assert page.told == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.title().endswith("anatomy of an article")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def held(page):
    return json.loads(page.text_content("#data"))


def test_layers_switch(opened):
    actor = opened.locator("#text .actor").first
    style = "e => getComputedStyle(e).borderBottomWidth"
    assert actor.evaluate(style) == "0px"
    opened.check("#on-actors")
    assert actor.evaluate(style) == "3px"
    opened.uncheck("#on-actors")
    assert actor.evaluate(style) == "0px"


def test_a_finding_lights_its_words_and_a_word_tells_what_rests_on_it(opened):
    buttons = opened.locator("button[data-finding]")
    for number in range(buttons.count()):
        buttons.nth(number).click()
        lit = opened.locator("#text .lit")
        assert lit.count() == opened.locator(f"#text .f{number + 1}").count() > 0
    opened.locator("#text .actor").first.click()
    assert opened.locator("#text .actor").first.get_attribute("title") in opened.text_content("#told")


def test_the_concordance_finds_the_places_of_python_and_jumps_there(opened):
    raw = held(opened)["raw"]
    word = "Kenya" if "Kenya" in raw else "Norway"
    opened.fill("#search [name=word]", word)
    wanted, at = [], raw.find(word)
    while at >= 0:
        wanted.append(at)
        at = raw.find(word, at + 1)
    with opened.expect_download() as got:
        opened.click("text=These lines as CSV")
    lines = Path(got.value.path()).read_text(encoding="utf-8").splitlines()[1:]
    starts = [int(line.split(",")[0].strip('"')) for line in lines]
    assert set(wanted) <= set(starts)
    links = opened.locator("#lines td a")
    assert links.count() == len(starts)
    for number, start in enumerate(starts):
        links.nth(number).click()
        assert opened.evaluate("getSelection().toString()") == links.nth(number).text_content(), raw[start : start + 9]


def test_sorting_by_a_neighbour_sorts(opened):
    opened.fill("#search [name=word]", "the")
    opened.select_option("#search [name=sort]", "right")
    right = [cells.strip().lower() for cells in opened.locator("#lines tr td:nth-child(3)").all_text_contents()]
    assert right == opened.evaluate("x => x.sort((a, b) => a.localeCompare(b))", right)


def test_a_table_sorts_both_ways(opened):
    table = opened.locator("#tables details").first
    table.locator("summary").click()
    cells = table.locator("td:nth-child(1)")
    button = table.locator("th button").first
    button.click()
    numbers = [int(cell) for cell in cells.all_text_contents()]
    assert numbers == sorted(numbers)
    button.click()
    assert [int(cell) for cell in cells.all_text_contents()] == numbers[::-1]
