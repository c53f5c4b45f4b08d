"""A report in Chromium: its switches, findings, concordance and tables, at three widths, on two texts, one hostile."""

import json
import re
from pathlib import Path

import pytest

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


CONTRAST = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.body.querySelectorAll('*')) {
    if (!e.checkVisibility() || e.closest('svg, script, style')) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(rgb(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, e.textContent.slice(0, 20), ratio.toFixed(2)].join(' '));
  }
  return poor; }"""


def test_words_can_be_read_on_their_ground_with_every_layer_on(opened):
    opened.evaluate("document.querySelector('h1').style.color = '#aaa'")
    assert len(opened.evaluate(CONTRAST)) == 1, "the measure can't fail"
    opened.evaluate("document.querySelector('h1').style.color = ''")
    assert opened.evaluate(CONTRAST) == []
    for box in opened.locator(".switches input").all():
        box.check()
    assert opened.evaluate(CONTRAST) == []


def test_the_keyboard_reaches_switches_findings_search_and_tables(opened):
    reached = set()
    for _ in range(400):
        opened.keyboard.press("Tab")
        here = opened.evaluate("document.activeElement.id || document.activeElement.dataset.finding || ''")
        place = opened.evaluate("document.activeElement.closest('section, nav, header')?.id || ''")
        ring = opened.evaluate(
            "(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')(getComputedStyle(document.activeElement))"
        )
        assert ring or opened.evaluate("document.activeElement === document.body")
        if here == "on-actors" and here not in reached:
            opened.keyboard.press("Space")
            assert opened.is_checked("#on-actors")
        reached |= {here, place}
    told = opened.locator("button[data-finding]").count()
    assert {"on-actors", "article", "tables"} | ({"findings"} if told else set()) <= reached
    if told:
        opened.focus("button[data-finding]")
        opened.keyboard.press("Enter")
        assert opened.locator("#text .lit").count() > 0


def test_the_first_two_layers_print_on_two_sheets(browser, folders):
    page = browser.new_page()
    page.goto((folders["sound"] / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('#figures, #tables, #method, #files').forEach(e => e.remove())")
    printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.close()
