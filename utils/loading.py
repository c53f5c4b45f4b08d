"""A file, a page, a URL or pasted text becomes an Article: the only module that reads sources or the network."""

from __future__ import annotations

import codecs
import hashlib
import html
import json
import re
import stat
import subprocess
import sys
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from utils.article import Article, ArticleError

# The packages that decode and extract are imported where they are used: what can't be read is told at once.

ROOT = Path(__file__).resolve().parents[1]
MAX_BYTES = 2_000_000
MAX_CHARACTERS = 200_000
MAX_WORDS = 12_000  # a minute or two of reading; a long magazine piece has 10,000
MAX_LINES = 5_000  # of words; every one may be a paragraph, and a report of so many would take minutes
MAX_DEPTH = 500
MOST_ATTRIBUTES = 2_000  # of one tag; sound pages have a dozen, and the extraction is slow on many
MAX_REPLACED = 0.01
TIMEOUT_SECONDS = 4  # for the whole answer: a reader waits 5 seconds for an error, not more
EXTRACTION_SECONDS = 10  # a sound page takes one
MOSTLY_ASCII = 0.8
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
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([\w.:-]{2,40})""", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}")
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
    Raises ArticleError, one sentence, for whatever can't be read: missing, empty, binary, too large (2 MB, 200,000
    characters, 12,000 words, 5,000 lines), a headline only, not English. Of a web page the article's text is taken
    (Barbaresi 2021, Trafilatura, in its precision mode) with title, author, date and site as metadata.
    What it can't do: read PDFs, images, pages behind a login or made by JavaScript; tell which of two articles on a
    page is meant.
    """
    name = str(path_or_url)
    if re.match(r"https?://", name, re.IGNORECASE):
        answer = _fetch(name)
        return article_from_bytes(answer.content, name, encoding=encoding, declared=answer.charset)
    content = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _file(Path(name))
    return article_from_bytes(content, name, encoding=encoding)


def article_from_bytes(content: bytes, name: str, *, encoding: str | None = None, declared: str = "") -> Article:
    """Return the article in `content`; `name` is where it came from and names it. ArticleError as load_article.

    `declared` is the encoding that the source says it has; it counts where it fits.
    """
    shown = "The text on standard input" if name == "-" else name
    if len(content) > MAX_BYTES:
        raise ArticleError(f"{shown} is larger than {MAX_BYTES // 1_000_000} MB: cut it down to the one article.")
    if not content.strip(b"\0\t\n\r\x0b\x0c "):
        raise ArticleError(f"{shown} is empty: paste the article into it, headline first.")
    decoded = decode(content, encoding, shown, declared)
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
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise ArticleError(f"{path} is no file but a pipe or a device: save the article in a file and name that.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}: check its name and folder.") from None
    except IsADirectoryError:
        raise ArticleError(f"{path} is a folder: name the article's file in it.") from None
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path} can't be read ({error}): check its name and your rights to it.") from None


class Answer(NamedTuple):
    """What a server sent: the body, and the encoding its header declares ("" = none)."""

    content: bytes
    charset: str


class _Redirects(HTTPRedirectHandler):
    """Follows redirects to the web and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Refuse an address that is neither http nor https."""
        if not re.match(r"https?://", newurl, re.IGNORECASE):
            raise ValueError("it leads to an address that is no web page")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(url: str) -> Answer:
    """Return what `url` answers, redirects followed; one time-out for all of it, the search for its host included."""
    found: list[Answer | str] = []
    thread = Thread(target=lambda: found.append(_answer(url)), daemon=True)
    thread.start()
    thread.join(TIMEOUT_SECONDS)
    answer = found[0] if found else _late()
    if isinstance(answer, str):
        raise ArticleError(f"{' '.join(url.split())} {answer}: save the page and give its file name.")
    return answer


def _late() -> str:
    return f"can't be fetched (no whole answer in {TIMEOUT_SECONDS} seconds)"


def _answer(url: str) -> Answer | str:
    """Return the answer, or what is wrong."""
    try:
        request = Request(url, headers={"User-Agent": "anatomy-of-an-article (one page, for reading)"})
        with build_opener(_Redirects).open(request, timeout=TIMEOUT_SECONDS) as answer:  # http or https: load_article
            kind, charset = answer.headers.get_content_type(), answer.headers.get_content_charset("")
            promised = answer.headers.get("Content-Length", "")
            content: bytes = answer.read(MAX_BYTES + 1)
    except (HTTPException, OSError, ValueError) as error:
        cause = getattr(error, "reason", error)
        reason = " ".join(str(cause).split())
        return _late() if isinstance(cause, TimeoutError) else f"can't be fetched ({reason})"
    if not kind.startswith("text/") and kind != "application/xhtml+xml":
        return f"is {kind}, not a page of text"
    if promised.isdecimal() and len(content) < min(int(promised), MAX_BYTES):
        return f"sent {len(content):,} of the {int(promised):,} bytes that it promised"
    return Answer(content, charset)


def decode(content: bytes, encoding: str | None = None, name: str = "The file", declared: str = "") -> Decoded:
    """Return the text of `content`; ArticleError where it is binary or no encoding fits.

    Order: byte order mark, UTF-16 without a mark (every second byte NUL), the encoding that the source declares (by
    `declared`, or in the page) where it fits, UTF-8 with at most 1% replacements (told in `altered`), cp1252 for what
    is ASCII but for some bytes, then charset-normalizer. An encoding that nobody declared and that is not UTF-8 is
    called a guess, with others that would fit.
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
    own = _CHARSET.search(content[:4000])
    for said in (declared, own[1].decode("ascii", "replace") if own else ""):
        told = _declared(content, said)
        if told is not None:
            return told
    text = content.decode("utf-8", errors="replace")
    replaced = text.count("\ufffd") - content.count("\ufffd".encode())
    several = any(c > "\x7f" and c != "\ufffd" for c in text)  # letters of two bytes that fit: it is UTF-8 with a flaw
    surrogates = b"\xed\xa0" in content or b"\xed\xb0" in content
    if not replaced or ((several or surrogates) and replaced <= MAX_REPLACED * len(text) / 10):
        return Decoded(text, "utf-8", replaced)
    guess = _guessed(content)
    if guess is not None:
        return guess
    if replaced <= MAX_REPLACED * len(text):
        return Decoded(text, "utf-8", replaced)
    raise ArticleError(f"{name} is not text in an encoding that can be told: save it as UTF-8 and try again.")


def _declared(content: bytes, encoding: str) -> Decoded | None:
    """Return the text as its source says it is encoded; None where it says nothing, or what does not fit.

    UTF-16 and UTF-32 show in the bytes and were looked for before: a page that declares them without is wrong.
    """
    try:
        codec = codecs.lookup(encoding).name if encoding else ""
        named = {"iso8859-1": "cp1252", "ascii": ""}.get(codec, codec)  # as browsers read these two
        text = content.decode(named) if named and not named.startswith(("utf-16", "utf-32")) else ""
    except (LookupError, ValueError):  # no such encoding, none of text, or bytes that do not fit
        return None
    return Decoded(text, named, 0) if text and not _controls(text) else None


def _guessed(content: bytes) -> Decoded | None:
    """Return the text in the encoding that seems to fit, with others that would, or None."""
    import charset_normalizer

    found = charset_normalizer.from_bytes(content)
    best = found.best()
    ascii_share = sum(byte < 0x80 for byte in content) / len(content)
    western = _declared(content, "cp1252") if ascii_share >= MOSTLY_ASCII else None
    if western is not None:
        text, encoding = western.text, western.encoding
    elif best is not None and not _controls(str(best)):
        text, encoding = str(best), best.encoding
    else:
        return None
    others = sorted({match.encoding for match in found} - {encoding, "ascii"})[:3]
    return Decoded(text, f"{encoding} (a guess{'; else ' + ' or '.join(others) if others else ''})", 0)


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
    """Return the article's text and metadata; a page that takes too long is given up with the process that reads it."""
    if any(len(tag[0].split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(page)):
        raise ArticleError(f"{name} has a tag of {MOST_ATTRIBUTES:,} attributes: copy the text into a .txt file.")
    command = [sys.executable, "-c", "from utils.loading import extract; extract()"]
    given = json.dumps([page, name]).encode()
    try:
        done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=EXTRACTION_SECONDS)
    except subprocess.TimeoutExpired:
        raise ArticleError(f"{name} takes too long to be read: copy the article's text into a .txt file.") from None
    found = json.loads(done.stdout) if done.returncode == 0 else f"{name} can't be read as a page"
    if isinstance(found, str):
        raise ArticleError(f"{found}: copy the article's text into a .txt file.")
    text, metadata = found
    return text, metadata


def extract() -> None:
    """Read a page and its name from standard input, write its article or what is wrong with it: JSON in, JSON out."""
    page, name = json.load(sys.stdin)
    print(json.dumps(_extracted(page, name)))


def _extracted(page: str, name: str) -> tuple[str, dict[str, str]] | str:
    depth = _Depth()
    try:
        depth.feed(page)
    except AssertionError:
        return f"{name} is not sound HTML"
    if depth.deepest > MAX_DEPTH:
        return f"{name} nests {depth.deepest} levels deep"
    import trafilatura

    found = trafilatura.bare_extraction(page, favor_precision=True, with_metadata=True, include_comments=False)
    text = _unescaped(str(getattr(found, "text", None) or ""))
    if not text.strip():
        return f"No article was found in the page {name}"
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
    if (lines := sum(1 for line in text.splitlines() if line.strip())) > MAX_LINES:
        raise ArticleError(f"{name} has {lines:,} lines with words, more than {MAX_LINES:,}: take one article.")
    if (size := len(text.split())) > MAX_WORDS:
        raise ArticleError(f"{name} has {size:,} words, more than {MAX_WORDS:,}: take one article, or a part of it.")
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
    if not words or (len(words) <= HEADLINE_WORDS and not _ENDS_SENTENCE.search(text)):
        raise ArticleError(f"{name} holds no sentence, a headline at most: paste the article's text under it.")
    if 2 * sum(c.isalnum() for c in text) < sum(not c.isspace() for c in text):
        raise ArticleError(f"{name} holds more signs than letters: copy the article's text into a .txt file.")


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
