"""Each kind of source becomes an article or one clear sentence."""

import unicodedata

import pytest

from utils.article import ArticleError
from utils.loading import article_from_bytes, decode, load_article

TEXT = (
    "Khan’s call is an important moment in the relations of the two countries, and it will be seen as one. "
    "The two sides have agreed that they would work with each other for the peace of the region in the years to come. "
)


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
