"""The frame of a report: marks on raw text, the page that loads nothing, and what is said of the article."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from lxml import html

from utils import page, walk
from utils.loading import article_from_bytes

LED = (
    "The talks went on for three days, and then they came to an end without a result.\n\n"
    "According to a statement of the ministry:\n\n“Envoys met in Oslo and spoke for two hours about fish.”"
)
LINE = "A <deal> & a row."


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((0, 3), (3, 5), False),
        ((3, 5), (0, 3), False),
        ((0, 4), (3, 5), True),
        ((3, 5), (0, 4), True),
        ((0, 9), (3, 5), True),
        ((3, 5), (3, 5), True),
        ((0, 1), (7, 9), False),
        ((7, 9), (0, 1), False),
    ],
)
def test_spans_touch_where_they_share_a_character(one, other, shared):
    assert page.touch(one, other) is shared


def test_every_severity_of_damage_has_its_words():
    assert list(page.HARM) == [1, 2, 3] and len(set(page.HARM.values())) == 3
    assert "cosmetic" in page.HARM[1] and "blurs" in page.HARM[2] and "reverses" in page.HARM[3]


def test_a_line_without_marks_is_its_text_made_inert():
    assert page.marked(LINE, (0, len(LINE)), []) == "A &lt;deal&gt; &amp; a row."
    assert page.marked(LINE, (2, 8), []) == "&lt;deal&gt;"
    assert page.marked('say "no"', (0, 8), []) == 'say "no"'  # text between tags needs no quotes made inert


def test_marks_are_cut_at_every_edge_and_closed_in_reverse():
    i, b = ((0, 8), "<i>", "</i>"), ((2, 13), "<b>", "</b>")
    assert page.marked("one two three four", (0, 18), [i, b]) == ("<i>on</i><i><b>e two </b></i><b>three</b> four")
    assert page.marked("one two three", (4, 7), [i, b]) == "<i><b>two</b></i>"  # marks that begin before the line
    assert page.marked("one two three", (8, 13), [i]) == "three"  # a mark that ends where the line begins
    assert page.marked("one two", (0, 3), [((3, 7), "<i>", "</i>")]) == "one"


def made(**given) -> html.HtmlElement:
    parts = [("tell", "What <can> be told", "<p>One.</p>"), ("text", "The article", "<p>Two.</p>")]
    text = page.document("Deal & <row>", "<p class='facts'>a fact</p>", "A <caveat>.", parts, **given)
    return html.document_fromstring(text)


def test_the_page_holds_its_parts_once_and_in_order():
    tree = made(style="p.mine { color: red; }")
    assert [section.get("id") for section in tree.xpath("//main/section")] == ["tell", "text"]
    assert [h.text for h in tree.xpath("//main//h2")] == ["What <can> be told", "The article"]
    assert [(a.get("href"), a.text) for a in tree.xpath("//nav//li/a")] == [
        ("#tell", "What <can> be told"),
        ("#text", "The article"),
    ]
    assert [p.text for p in tree.xpath("//main//p")] == ["One.", "Two."]
    assert tree.xpath("//h1")[0].text == "Deal & <row>" and tree.xpath("//header/p[@class='facts']")[0].text == "a fact"
    assert tree.xpath("//title")[0].text == "Deal & <row>: anatomy of an article"
    assert [p.text for p in tree.xpath("//p[@class='caveat']")] == ["A <caveat>."] * 2
    assert tree.xpath("//style")[0].text.endswith("p.mine { color: red; }")
    assert tree.xpath("//nav")[0].getnext().tag == "main" and tree.xpath("//main")[0].getnext().tag == "footer"


def policy(tree: html.HtmlElement) -> str:
    return tree.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")


def test_a_page_without_a_script_allows_none():
    tree = made(data='{"a": 1}')
    assert policy(tree) == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    )
    assert tree.xpath("//script") == []


def test_the_only_script_that_may_run_is_known_by_its_hash():
    script = "document.title = 'x < y';"
    held = {"words": "</script><b>&amp; \u2028"}
    tree = made(script=script, data=json.dumps(held))
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert policy(tree).endswith(f"base-uri 'none'; script-src 'sha256-{digest}'")
    data, run = tree.xpath("//script")
    assert run.text == script and run.attrib == {}
    assert data.get("type") == "application/json" and data.get("id") == "data"
    assert json.loads(data.text) == held and not re.search(r"[<>&]", data.text)


def read(text: str, name: str = "call.txt", **known) -> walk.Analysis:
    return walk.analyse(replace(article_from_bytes(text.encode(), name), **known))


BODY = "Envoys met in Oslo on Monday and spoke for two hours about the price of fish."


def test_the_title_is_the_pages_then_the_headline_then_the_name():
    both = read(f"# Envoys meet\n\n{BODY}", metadata={"title": "The page's title"})
    assert page.headline(both) == "The page's title"
    assert page.headline(read(f"# Envoys meet in the capital\n\n{BODY}")) == "Envoys meet in the capital"
    assert page.headline(read(BODY, "two_envoys.txt")) == "two envoys"
    assert set(read(LED).sentences["role"]) == {"body", "lead_in", "quotation"}
    assert page.headline(read(LED, "two_envoys.txt")) == "two envoys"


def told(analysis: walk.Analysis) -> list[str]:
    line = html.fragment_fromstring(page.facts(analysis))
    assert line.tag == "p" and line.get("class") == "facts" and len(line) == 0
    return line.text.split(" · ")


def test_the_facts_say_where_a_text_comes_from_and_how_it_was_read():
    known = {"author": "A <B>", "date": "2021-08-26", "sitename": "Post", "hostname": "not told"}
    lines = told(read(BODY, origin="/home/somebody/texts/call.txt", metadata=known))
    assert lines[:4] == ["source: call.txt", "author: A <B>", "date: 2021-08-26", "sitename: Post"]
    assert lines[4] == f"{len(BODY)} characters, read as utf-8"
    assert lines[5] == "0 characters could not be kept as they stood" and lines[6] == "reading: stripped"
    digest = sha256(BODY.encode()).hexdigest()
    assert lines[7:] == [f"sha256 of its bytes: {digest[:12]}"]


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("https://example.org/a/b.html", "https://example.org/a/b.html"),
        (r"C:\texts\call.txt", "call.txt"),
        ("-", "standard input"),
        ("", "call"),
    ],
)
def test_a_source_is_an_address_or_a_file_name_without_its_folders(origin, source):
    assert told(read(BODY, origin=origin))[0] == f"source: {source}"


def test_what_could_not_be_kept_is_counted():
    altered = "characters could not be kept as they stood"
    assert told(read(BODY, altered=1))[2] == altered.replace("characters", "1 character")
    assert told(read(BODY, altered=1234, sha256=""))[2:] == [f"1,234 {altered}", "reading: stripped"]
