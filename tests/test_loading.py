"""Each kind of source becomes an article or one clear sentence."""

import os
import socket
import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import URLError

import pytest

from utils import loading
from utils.article import ArticleError
from utils.loading import article_from_bytes, decode, load_article, slug

TEXT = (
    "Khan’s call is an important moment in the relations of the two countries, and it will be seen as one. "
    "The two sides have agreed that they would work with each other for the peace of the region in the years to come. "
)


LATIN_2 = TEXT.replace("’", "'") + "Wałęsa and Havel met in Kraków, and the people of Łódź were there. "


def load(tmp_path, content: bytes, name: str = "a.txt", **options):
    path = tmp_path / name
    path.write_bytes(content)
    return load_article(path, **options)


def test_raw_is_the_file_and_the_bytes_are_kept(tmp_path):
    article = load(tmp_path, TEXT.encode())
    assert (article.raw, article.content, article.altered, article.slug) == (TEXT, TEXT.encode(), 0, "a")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_told(tmp_path, codec):
    assert load(tmp_path, TEXT.encode(codec)).raw == TEXT


def test_one_bad_byte_is_replaced_and_counted(tmp_path):
    article = load(tmp_path, (TEXT * 5).encode().replace(b"peace", b"pe\xffce", 1))
    assert (article.encoding, article.altered, article.raw.count("\ufffd")) == ("utf-8", 1, 1)


def test_wrongly_decoded_text_is_put_right_and_composed(tmp_path):
    article = load(tmp_path, TEXT.encode().decode("cp1252").encode())
    assert article.raw == TEXT
    assert article.altered > 0
    accent = load(tmp_path, (TEXT + unicodedata.normalize("NFD", "Élysée")).encode())
    assert accent.raw.endswith(unicodedata.normalize("NFC", "Élysée"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\0\0\0\0", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(256)) * 9, "not text"),
        (TEXT.encode() + b"\0" + TEXT.encode(), "NUL"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"word " * 50_000, "characters"),
        ("Россия и Пакистан договорились о сотрудничестве. ".encode() * 9, "English only"),
        ("روس اور پاکستان نے تعاون پر اتفاق کیا ہے۔ ".encode() * 9, "English only"),
        ("俄罗斯和巴基斯坦同意合作。".encode() * 9, "English only"),
        ("Le président russe a appelé le premier ministre pakistanais mercredi soir. ".encode() * 9, "English only"),
    ],
)
def test_what_is_no_article_is_refused_in_one_sentence(tmp_path, content, says):
    with pytest.raises(ArticleError, match=says) as error:
        load(tmp_path, content)
    assert "\n" not in str(error.value)


def test_missing_files_folders_and_encodings_are_told(tmp_path):
    with pytest.raises(ArticleError, match="There is no file"):
        load_article(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        load_article(tmp_path)
    with pytest.raises(ArticleError, match="There is no encoding"):
        load(tmp_path, TEXT.encode(), encoding="klingon")
    with pytest.raises(ArticleError, match="can't be read as"):
        load(tmp_path, TEXT.encode(), encoding="undefined")
    with pytest.raises(ArticleError, match="byte 4 does not fit"):
        load(tmp_path, TEXT.encode(), encoding="ascii")


PAGE = f"""<!doctype html><html><head><title>The call</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>The call</h1><p>{TEXT}</p><p>{TEXT}{TEXT}</p></article><footer>Share this</footer></body></html>"""


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_a_page_gives_its_article_and_title(tmp_path, name):
    article = load(tmp_path, PAGE.encode(), name)
    assert article.raw.startswith("The call\nKhan’s call")
    assert "Share this" not in article.raw
    assert article.metadata["title"] == "The call"


@pytest.mark.parametrize("url", ["http://exa mple.com/", "http://example.com:abc/", "http://[::1"])
def test_a_url_that_is_none_is_refused(url):
    with pytest.raises(ArticleError, match="can't be fetched"):
        load_article(url)


def test_a_page_that_is_no_sound_html_is_refused(tmp_path):
    with pytest.raises(ArticleError, match="not sound HTML"):
        load(tmp_path, f"<html><body><![hi[ x ]]><p>{TEXT}</p></body></html>".encode())


def test_a_page_nested_too_deep_is_refused(tmp_path):
    page = "<html><body>" + "<div>" * 20_000 + TEXT + "</div>" * 20_000
    with pytest.raises(ArticleError, match="levels deep"):
        load(tmp_path, page.encode(), "deep.html")


def test_utf8_is_tried_before_guessing():
    assert decode("naïve — “quoted”".encode()).encoding == "utf-8"


def test_standard_input_has_no_file_name():
    assert article_from_bytes(TEXT.encode(), "-").slug == "article"


# ---------------------------------------------------------------- what else a reader may hand over


def refused(tmp_path, content: bytes, name: str = "a.txt") -> str:
    started = time.monotonic()
    with pytest.raises(ArticleError) as error:
        load(tmp_path, content, name)
    assert time.monotonic() - started < 5
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_headline_alone_is_refused_and_one_sentence_is_not(tmp_path):
    assert "holds no sentence" in refused(tmp_path, b"Khan and Putin talk about Kabul\n")
    assert load(tmp_path, b"Khan called.").raw == "Khan called."


def test_too_large_files_are_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ArticleError, match="larger than 2 MB"):
        load_article(path)
    assert "larger than 2 MB" in refused(tmp_path, b"word " * 1_000_000)


def test_nothing_but_blanks_is_empty(tmp_path):
    assert "is empty" in refused(tmp_path, b" " * 200_000)
    assert "is empty" in refused(tmp_path, b" \n" * 100_000)
    assert "is empty" in refused(tmp_path, "\u3000\u2003\n".encode("utf-16"))


@pytest.mark.parametrize("content", [b"{\\rtf1\\ansi " + TEXT.encode(), b"GIF89a" + TEXT.encode(), b"\xff\xd8\xff\xe0"])
def test_documents_and_images_are_named(tmp_path, content):
    assert "not text: copy the article" in refused(tmp_path, content)


def test_lone_surrogates_are_told(tmp_path):
    broken = (TEXT + "\ud800" + TEXT).encode("utf-16-le", "surrogatepass")
    assert "save it as UTF-8" in refused(tmp_path, broken)
    article = load(tmp_path, (TEXT * 20 + "\ud800").encode("utf-8", "surrogatepass"))
    assert article.altered == 3
    assert not any("\ud800" <= c <= "\udfff" for c in article.raw)


def page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>The call</title></head><body><article>{body}</article></html>".encode()


def test_entities_escaped_twice_are_read(tmp_path):
    article = load(tmp_path, page(f"<p>{TEXT}</p><p>He said &amp;quot;yes&amp;quot; to Q&amp;amp;A. {TEXT}</p>"))
    assert 'He said "yes" to Q&A.' in article.raw


def test_an_entity_bomb_does_not_go_off(tmp_path):
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{levels}]><html><body><p>{TEXT}&l9;</p></body></html>'
    )
    started = time.monotonic()
    try:
        assert len(load(tmp_path, bomb.encode()).raw) < 10_000
    except ArticleError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - started < 5


def test_a_page_keeps_author_date_and_site(tmp_path):
    head = (
        '<html><head><title>The call</title><meta name="author" content="Anna Writer">'
        '<meta property="article:published_time" content="2021-08-27">'
        '<meta property="og:site_name" content="The Daily">'
    )
    article = load(tmp_path, f"{head}</head><body><article><p>{TEXT * 3}</p></article></body></html>".encode())
    assert article.metadata == {
        "title": "The call",
        "author": "Anna Writer",
        "date": "2021-08-27",
        "sitename": "The Daily",
    }


def test_scripts_of_a_page_are_no_text(tmp_path):
    article = load(tmp_path, page(f"<script>alert(1)</script><p onclick='alert(2)'>{TEXT}</p><p>{TEXT}</p>"))
    assert "alert" not in article.raw


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../../etc/my text.txt", "my_text"),
        ("..\\..\\windows.txt", "windows"),
        ("CON.txt", "con_article"),
        ("lpt1", "lpt1_article"),
        ("..", "article"),
        (".hidden", "hidden"),
        ("ünïcödé ‮txt.html", "unicode_txt"),
        ("a/../..", "a"),
        ("https://example.org/../../x%2F..%2Fy.html?q=../../z", "y"),
        ("a" * 59 + " " + "b" * 500, "a" * 59),
    ],
)
def test_a_slug_is_a_safe_name_and_stays_itself(name, wanted):
    assert slug(name) == wanted
    assert slug(f"{wanted}.txt") == wanted


def test_a_link_to_a_file_is_followed_and_names_the_article(tmp_path):
    (tmp_path / "real.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert load_article(tmp_path / "link.txt").slug == "link"
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    with pytest.raises(ArticleError, match=r"can't be read|There is no file"):
        load_article(tmp_path / "round.txt")
    with pytest.raises(ArticleError, match="can't be read"):
        load_article("x" * 5000)
    with pytest.raises(ArticleError, match="can't be read"):
        load_article("a\0b")


class Site(BaseHTTPRequestHandler):
    """A small site: an article, redirects, a PDF, a page that never ends, one that never answers."""

    def do_GET(self):
        if self.path == "/call.html":
            self.answer(200, "text/html; charset=utf-8", page(f"<p>{TEXT}</p><p>{TEXT}</p>"))
        elif self.path == "/moved":
            self.answer(302, "text/html", b"", Location="/call.html")
        elif self.path == "/round":
            self.answer(302, "text/html", b"", Location="/round")
        elif self.path == "/away":
            self.answer(302, "text/html", b"", Location="file:///etc/hostname")
        elif self.path == "/paper":
            self.answer(200, "application/pdf", b"%PDF-1.7")
        elif self.path == "/disguised":
            self.answer(200, "text/html", b"%PDF-1.7")
        elif self.path == "/ftp":
            self.answer(302, "text/html", b"", Location="ftp://127.0.0.1/call.html")
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", "999999")
            self.end_headers()
            self.wfile.write(TEXT.encode())
        elif self.path == "/latin":
            self.answer(200, "text/plain; charset=iso-8859-2", LATIN_2.encode("iso-8859-2"))
        elif self.path == "/plain":
            self.answer(200, "text/plain", TEXT.encode())
        elif self.path in ("/silent", "/drip"):
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                if self.server.stopped.wait(0.1):
                    return
                if self.path == "/drip":
                    self.wfile.write(b"a")
        else:
            self.answer(404, "text/html", b"gone")

    def answer(self, code, kind, body, **headers):
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.stopped = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.stopped.set()
    server.shutdown()
    server.server_close()


def test_a_url_is_read_also_behind_a_redirect(site):
    for path, name in (("/call.html", "call"), ("/moved", "moved")):
        article = load_article(site + path)
        assert article.raw.startswith("The call\n\nKhan’s call")
        assert article.slug == name
        assert article.origin == site + path
    assert load_article(f"{site}/plain").raw == TEXT


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/none", "can't be fetched \\(Not Found\\)"),
        ("/round", "can't be fetched"),
        ("/away", "can't be fetched"),
        ("/paper", "is application/pdf, not a page of text"),
        ("/disguised", "is a PDF"),
    ],
)
def test_what_a_url_may_answer_is_told(site, path, says):
    with pytest.raises(ArticleError, match=says) as error:
        load_article(site + path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_a_url_that_does_not_answer_in_time_is_told(site, path, monkeypatch):
    monkeypatch.setattr(loading, "TIMEOUT_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(ArticleError, match=r"no whole answer in|timed out"):
        load_article(site + path)
    assert time.monotonic() - started < 2


def test_a_site_that_is_not_there_is_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ArticleError, match="can't be fetched"):
        load_article(f"http://127.0.0.1:{port}/")
    assert loading.TIMEOUT_SECONDS < 5


def test_an_answer_cut_short_is_no_article(site):
    with pytest.raises(ArticleError, match=r"sent \d+ of the 999,999 bytes that it promised"):
        load_article(f"{site}/short")


def test_the_encoding_of_the_answer_counts(site):
    article = load_article(f"{site}/latin")
    assert (article.raw, article.encoding, article.altered) == (LATIN_2, "iso8859-2", 0)


def test_a_redirect_leads_to_the_web_only(site):
    with pytest.raises(ArticleError, match="no web page"):
        load_article(f"{site}/ftp")


def test_a_page_says_its_own_encoding(tmp_path):
    source = (
        page(f"<p>{LATIN_2}</p><p>{LATIN_2}</p>").decode().replace("<head>", '<head><meta charset="iso-8859-2">', 1)
    )
    assert "meta charset" in source
    assert "Wałęsa" in load(tmp_path, source.encode("iso-8859-2"), "a.html").raw


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        ("He was naïve, déjà vu, and he knew it.", "latin-1", "cp1252 (a guess"),
        ("He was “naïve” — and he knew it.", "cp1252", "cp1252 (a guess"),
        ("He was naïve and he knew it.", "utf-8", "utf-8"),
    ],
)
def test_western_letters_are_read_as_such_and_a_guess_is_called_one(text, codec, told):
    found = decode(text.encode(codec))
    assert found.text == text and found.encoding.startswith(told) and found.altered == 0


def test_a_declared_encoding_that_does_not_fit_is_passed_over():
    assert decode("naïve — “quoted”".encode(), declared="ascii").encoding == "utf-8"
    for code in ("no-such-code", "rot13", "base64", "utf-16", "x\0y"):
        assert decode("naïve".encode(), declared=code) == ("naïve", "utf-8", 0)
    assert decode("Wałęsa".encode("utf-16"), declared="latin-1").text == "Wałęsa"


def test_half_a_pair_of_letters_is_replaced_and_not_taken_for_two():
    found = decode(TEXT.encode() * 30 + b"\xed\xa0\x80")
    assert "í" not in found.text and found.altered > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match="no file but a pipe or a device"):
        load_article(tmp_path / "pipe.txt")


def test_a_page_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(loading, "EXTRACTION_SECONDS", 0.01)
    with pytest.raises(ArticleError, match="takes too long"):
        article_from_bytes(page(f"<p>{TEXT}</p>"), "slow.html")


def test_an_address_with_a_line_break_gets_one_line():
    with pytest.raises(ArticleError) as error:
        load_article("http://127.0.0.1:1/a\nb")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("error", [TimeoutError("timed out"), URLError(TimeoutError("timed out"))])
def test_a_server_that_is_late_is_told_the_same_whichever_clock_stops_it(monkeypatch, error):
    def late(*_):
        raise error

    monkeypatch.setattr(loading, "build_opener", late)
    with pytest.raises(ArticleError, match="no whole answer in"):
        load_article("http://example.org/late")
