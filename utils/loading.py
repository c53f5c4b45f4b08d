"""A file, a page, a URL or pasted text becomes an Article: the only module that reads sources or the network."""

from __future__ import annotations

import codecs
import hashlib
import html
import re
import sys
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from utils.article import Article, ArticleError

# The packages that decode and extract are imported where they are used: what can't be read is told at once.

MAX_BYTES = 2_000_000
MAX_CHARACTERS = 200_000
MAX_DEPTH = 500
MAX_REPLACED = 0.01
TIMEOUT_SECONDS = 4  # for the whole answer: a reader waits 5 seconds for an error, not more
MIN_WORDS_TO_JUDGE = 40
MIN_ENGLISH = 0.15
HEADLINE_WORDS = 15
SLUG_CHARACTERS = 60

_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image or recording",
    b"\x1f\x8b": "a compressed file",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "a rich-text document",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p)\b[^>]{0,200}>", re.IGNORECASE)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_WORD = re.compile(r"[^\W\d_]+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*\s*$", re.MULTILINE)
# Names that Windows keeps for devices, with or without an ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


class Decoded(NamedTuple):
    """Text, the encoding it was read as, and how many of its characters could not be kept."""

    text: str
    encoding: str
    altered: int


def load_article(path_or_url: str | Path, *, encoding: str | None = None) -> Article:
    """Return the article in a text, Markdown or HTML file, behind a URL, or on standard input ("-").

    The source's bytes are kept beside the text. `encoding` names the source's encoding where the reader knows it.
    Raises ArticleError, one sentence, for whatever can't be read: missing, empty, binary, too large (2 MB,
    200,000 characters), a headline only, not English. Of a web page the article's text is taken (Barbaresi 2021,
    Trafilatura, in its precision mode) with title, author, date and site as metadata.
    What it can't do: read PDFs, images, pages behind a login or made by JavaScript; tell which of two articles on a
    page is meant.
    """
    name = str(path_or_url)
    url = re.match(r"https?://", name, re.IGNORECASE)
    content = _fetch(name) if url else sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _file(Path(name))
    return article_from_bytes(content, name, encoding=encoding)


def article_from_bytes(content: bytes, name: str, *, encoding: str | None = None) -> Article:
    """Return the article in `content`; `name` is where it came from and names it. ArticleError as load_article."""
    shown = "The text on standard input" if name == "-" else name
    if len(content) > MAX_BYTES:
        raise ArticleError(f"{shown} is larger than {MAX_BYTES // 1_000_000} MB: cut it down to the one article.")
    if not content.strip(b"\0\t\n\r\x0b\x0c "):
        raise ArticleError(f"{shown} is empty: paste the article into it, headline first.")
    decoded = decode(content, encoding, shown)
    metadata: dict[str, str] = {}
    text = decoded.text
    if is_html(text):
        text, metadata = _article_of_page(text, shown)
    settled = settle(text)
    _check(settled, shown)
    altered = decoded.altered + (Counter(text) - Counter(settled)).total()
    digest = hashlib.sha256(content).hexdigest()
    return Article(settled, slug(name), name, content, digest, decoded.encoding, altered, metadata)


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}: check its name and folder.") from None
    except IsADirectoryError:
        raise ArticleError(f"{path} is a folder: name the article's file in it.") from None
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path} can't be read ({error}): check its name and your rights to it.") from None


def _fetch(url: str) -> bytes:
    """Return what `url` answers, redirects followed; one time-out for all of it, the search for its host included."""
    found: list[bytes | str] = []
    thread = Thread(target=lambda: found.append(_answer(url)), daemon=True)
    thread.start()
    thread.join(TIMEOUT_SECONDS)
    answer = found[0] if found else f"can't be fetched (no whole answer in {TIMEOUT_SECONDS} seconds)"
    if isinstance(answer, str):
        raise ArticleError(f"{url} {answer}: save the page and give its file name.")
    return answer


def _answer(url: str) -> bytes | str:
    """Return the body, or what is wrong."""
    try:
        request = Request(url, headers={"User-Agent": "anatomy-of-an-article (one page, for reading)"})
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # scheme is http or https: see load_article
            kind = answer.headers.get_content_type()
            content: bytes = answer.read(MAX_BYTES + 1)
    except (HTTPException, OSError, ValueError) as error:
        reason = " ".join(str(getattr(error, "reason", error)).split())
        return f"can't be fetched ({reason})"
    if not kind.startswith("text/") and kind != "application/xhtml+xml":
        return f"is {kind}, not a page of text"
    return content


def decode(content: bytes, encoding: str | None = None, name: str = "The file") -> Decoded:
    """Return the text of `content`; ArticleError where it is binary or no encoding fits.

    Order: byte order mark, strict UTF-8, UTF-16 without a mark (every second byte NUL), UTF-8 with at most 1%
    replacements (told in `altered`), then charset-normalizer, which alone would take UTF-8 with one bad byte for
    another encoding.
    """
    binary = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    if binary:
        raise ArticleError(f"{name} is {binary}, not text: copy the article's text into a .txt file.")
    if encoding:
        return _decode_as(content, encoding, name, "leave encoding out")
    marked = next((codec for bom, codec in _BOMS if content.startswith(bom)), None) or _utf16(content)
    if marked:
        return _decode_as(content, marked, name, "save it as UTF-8 and try again")
    if b"\0" in content:
        raise ArticleError(f"{name} is not text (it holds NUL bytes): copy the article's text into a .txt file.")
    text = content.decode("utf-8", errors="replace")
    replaced = text.count("\ufffd") - content.count("\ufffd".encode())
    if replaced <= MAX_REPLACED * len(text) / 10:
        return Decoded(text, "utf-8", replaced)
    import charset_normalizer

    best = charset_normalizer.from_bytes(content).best()
    if best is not None and not _controls(str(best)):
        return Decoded(str(best), best.encoding, 0)
    if replaced <= MAX_REPLACED * len(text):
        return Decoded(text, "utf-8", replaced)
    raise ArticleError(f"{name} is not text in an encoding that can be told: save it as UTF-8 and try again.")


def _decode_as(content: bytes, encoding: str, name: str, advice: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding, 0)
    except LookupError:
        raise ArticleError(f"There is no encoding {encoding!r}: try 'utf-8' or 'cp1252'.") from None
    except UnicodeDecodeError as error:
        raise ArticleError(f"{name} is not {encoding} (byte {error.start} does not fit): {advice}.") from None
    except ValueError:
        raise ArticleError(f"{name} can't be read as {encoding!r}: {advice}.") from None


def _utf16(content: bytes) -> str | None:
    sample = content[:4000]
    half = len(sample) // 2
    if half < 4 or len(content) % 2:
        return None
    if sample[1::2].count(0) > 0.6 * half:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.6 * half else None


def _controls(text: str) -> bool:
    """Return whether more than 1 in 200 characters are controls that no text holds."""
    return sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\x0b\x0c" for c in text[:20_000]) > len(text) / 200


def settle(text: str) -> str:
    """Return decoded text in Unicode's NFC, with wrongly decoded stretches put right (ftfy, Speer 2019).

    NFC comes before fix_encoding, whose result it would otherwise undo. No other repair is made.
    """
    import ftfy

    return unicodedata.normalize("NFC", ftfy.fix_encoding(unicodedata.normalize("NFC", text)))


def is_html(text: str) -> bool:
    """Return whether text is the source of a web page, whatever its file is called."""
    return len(_HTML.findall(text[:5000])) > 1 or bool(re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE))


class _Depth(HTMLParser):
    """Counts how deep a page nests."""

    depth = deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go one level down."""
        if tag not in _VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        """Come one level up."""
        self.depth = max(0, self.depth - 1)


def _article_of_page(page: str, name: str) -> tuple[str, dict[str, str]]:
    depth = _Depth()
    try:
        depth.feed(page)
    except AssertionError:
        raise ArticleError(f"{name} is not sound HTML: copy the article's text into a .txt file.") from None
    if depth.deepest > MAX_DEPTH:
        raise ArticleError(f"{name} nests {depth.deepest} levels deep: copy the article's text into a .txt file.")
    import trafilatura

    found = trafilatura.bare_extraction(page, favor_precision=True, with_metadata=True, include_comments=False)
    text = _unescaped(str(getattr(found, "text", None) or ""))
    if not text.strip():
        raise ArticleError(f"No article was found in the page {name}: copy its text into a .txt file.")
    facts = {key: getattr(found, key) for key in ("title", "author", "date", "sitename")}
    metadata = {key: _unescaped(str(value)) for key, value in facts.items() if value}
    title = metadata.get("title", "")
    return (text if not title or text.startswith(title) else f"{title}\n\n{text}"), metadata


def _unescaped(text: str) -> str:
    """Return text without the entities that a page had escaped twice (Q&amp;amp;A)."""
    return html.unescape(text) if _ENTITY.search(text) else text


def _check(text: str, name: str) -> None:
    if not text.strip():
        raise ArticleError(f"{name} is empty: paste the article into it, headline first.")
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(f"{name} has {len(text):,} characters, more than {MAX_CHARACTERS:,}: take one article.")
    if _controls(text) or any("\ud800" <= c <= "\udfff" for c in text):
        raise ArticleError(f"{name} holds characters that no text has: copy the article's text into a .txt file.")
    from utils import tables

    words = _WORD.findall(text.lower())
    english = set(tables.data("lexicons/function_words.csv")["entry"])
    latin = sum(c.isascii() for c in text if c.isalpha())
    foreign = latin < sum(c.isalpha() for c in text) / 2
    enough = len(words) >= MIN_WORDS_TO_JUDGE
    if foreign or (enough and sum(w in english for w in words) < MIN_ENGLISH * len(words)):
        raise ArticleError(f"{name} does not look like English, and this collection reads English only.")
    if len(words) <= HEADLINE_WORDS and not _ENDS_SENTENCE.search(text):
        raise ArticleError(f"{name} holds no sentence, a headline at most: paste the article's text under it.")


def slug(name: str) -> str:
    """Return a folder-safe short name for a path or URL.

    >>> slug("articles/Putin Khan call.txt"), slug("https://example.org/2021/08/the-call/"), slug("../..")
    ('putin_khan_call', 'the_call', 'article')
    >>> slug("CON.txt")
    'con_article'
    """
    path = unquote(urlsplit(name).path) if "://" in name else name
    last = next((part for part in reversed(re.split(r"[\\/]+", path)) if part.strip(". ")), "")
    stem = re.sub(r"\.(?:txt|md|html?|xhtml)$", "", last, flags=re.IGNORECASE)
    ascii_ = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_")[:SLUG_CHARACTERS].strip("_") or "article"
    return f"{safe}_article" if _RESERVED.fullmatch(safe) else safe
