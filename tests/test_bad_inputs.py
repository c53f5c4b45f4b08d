"""What a reader may give by mistake, or somebody on purpose: one sentence, exit 2, nothing written, under 5 seconds."""

import gzip
import io
import os
import re
import socket
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from utils import command

SOUND = b"Kenya accused Uganda of dumping maize. The minister said that the border would close on Friday."
LOREM = b"Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt labore. "
WIDE = b"<html><body><p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">text</p></body></html>"
FRENCH = "Le gouvernement a décidé vendredi que la frontière serait fermée, personne ne sait pourquoi. ".encode()
CONTROLS = b"The\x01 minister\x02 said\x03 that\x04 the\x05 border\x06 closes." * 9
LINKS = b"<html><body>" + b"<p><a href='/a'>More</a></p>" * 40 + b"</body></html>"
GERMAN = (
    "Die Regierung hat am Freitag beschlossen, dass die Grenze geschlossen wird, und niemand weiss, warum. " * 4
).encode()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


FILES = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n\t\r\n  ", "is empty"),
    "zeros": (bytes(500), "is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "is empty"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(90), "an image"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(90), "an image"),
    "gif": (b"GIF89a" + bytes(90), "an image"),
    "recording": (b"RIFF....WAVEfmt " + bytes(90), "recording"),
    "pdf": (b"%PDF-1.7\n" + bytes(90), "a PDF"),
    "office document": (archive(), "office document"),
    "old office document": (b"\xd0\xcf\x11\xe0" + bytes(90), "office document"),
    "compressed": (gzip.compress(SOUND), "compressed"),
    "rich text": (b"{\\rtf1\\ansi hello}", "rich-text"),
    "program": (bytes(range(256)) * 20, "no text|not|can't"),
    "noise": (bytes((i * 7919) % 251 for i in range(4_000)), "no text|not|can't|characters"),
    "too large": (b"word " * 400_001, "larger than 2 MB"),
    "too long": (b"The word is here. " * 12_000, "more than 200,000"),
    "quotation marks": (SOUND + b"\n\n" + b"\"" * 90_000, "more signs than letters"),
    "too many words": (b"Rain fell on the harbour today. " * 5_001, "more than 12,000"),
    "too many lines": (b"Rain fell.\n\n" * 5_001, "more than 5,000"),
    "german": (GERMAN, "English"),
    "french": (FRENCH * 4, "English"),
    "russian": ("Правительство решило закрыть границу, и никто не знает почему. " * 4).encode(),
    "chinese": ("政府星期五决定关闭边境,没有人知道原因。" * 9).encode(),
    "arabic": ("قررت الحكومة يوم الجمعة إغلاق الحدود ولا أحد يعرف السبب. " * 4).encode(),
    "lorem": (LOREM * 4, "English"),
    "numbers": (b"1 2 3 4 5 6 7 8 9 10", "no sentence|English"),
    "dots": (b"... --- ... !!! ???", "no sentence|English|empty"),
    "one word": (b"Maize", "no sentence"),
    "a headline": (b"Kenya closes border with Uganda", "no sentence"),
    "emoji": ("🌽" * 200).encode(),
    "controls": (CONTROLS, "characters that no text has"),
    "page furniture": (b"Share this article\n\nSubscribe\n\nAdvertisement\n", "no sentence|only lines"),
    "empty page": (b"<!doctype html><html><body></body></html>", "No article|no sentence|empty"),
    "page of scripts": (b"<html><body><script>let a = 1;</script><style>p {}</style></body></html>", "No article"),
    "page of links": (LINKS, "No article|only lines"),
    "deep page": (b"<html><body>" + b"<div>" * 3_000 + b"x", "levels deep"),
    "wide tag": (WIDE, "attributes"),
    "broken page": (b"<html><body><![foo[ <p>text", "sound HTML|No article|no sentence"),
    "german page": (b"<html><body><article><p>" + GERMAN + b"</p></article></body></html>", "English"),
    "entity bomb": (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><body>&b;</body></html>',
                    "No article|no sentence|English|empty"),
}  # fmt: skip
FILES = {name: case if isinstance(case, tuple) else (case, "English|no sentence") for name, case in FILES.items()}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def refused(words, out, capsys, said):
    """The command's one sentence."""
    began = time.monotonic()
    with pytest.raises(SystemExit) as stopped:
        command.main(list(map(str, words)), "")
    took, told = time.monotonic() - began, capsys.readouterr().err
    assert stopped.value.code == 2
    assert re.search(said, told), told
    assert told.count("\n") == 1 and len(told) < 700 and "Traceback" not in told, told
    assert not out.exists() and took < 5, took
    return told


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_article(name, tmp_path, out, capsys):
    content, said = FILES[name]
    (tmp_path / "given.txt").write_bytes(content)
    refused(["article", tmp_path / "given.txt", "--to", out], out, capsys, said)


PLACES = {
    "missing": ("gone.txt", "There is no file"),
    "folder": (".", "is a folder"),
    "missing folder": ("gone/a.txt", "There is no file"),
    "through a file": ("sound.txt/a.txt", "can't be read|no file"),
    "null": ("/dev/null", "a pipe or a device"),
    "endless": ("/dev/zero", "a pipe or a device"),
    "pipe": ("pipe", "a pipe or a device"),
    "long name": ("a" * 300, "can't be read"),
    "zero in the name": ("a\0b", "can't be read"),
    "ftp": ("ftp://127.0.0.1/a", "There is no file"),
    "script": ("javascript:alert(1)", "There is no file"),
    "dangling link": ("link", "There is no file"),
}


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices are named otherwise")
@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_holds_no_file(name, tmp_path, out, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("sound.txt").write_bytes(SOUND)
    os.mkfifo("pipe")
    Path("link").symlink_to("nowhere")
    place, said = PLACES[name]
    refused(["article", place, "--to", out], out, capsys, said)


WORDS = {
    "no text": ([], "Name one text"),
    "two texts": (["sound.txt", "sound.txt"], "Name one text"),
    "unknown option": (["--fast", "sound.txt"], "Name one text"),
    "to nowhere": (["sound.txt", "--to"], "Name one text"),
    "to a file": (["sound.txt", "--to", "sound.txt"], "can't be written"),
    "below a file": (["sound.txt", "--to", "sound.txt/deep"], "can't be written"),
    "to a device": (["sound.txt", "--to", "/dev/null"], "can't be written"),
    "to what is no report": (["sound.txt", "--to", "theirs"], "is no report"),
}


@pytest.mark.parametrize("name", WORDS)
def test_words_that_are_none_of_the_command(name, tmp_path, out, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("sound.txt").write_bytes(SOUND)
    Path("theirs/sound").mkdir(parents=True)
    Path("theirs/sound/thesis.txt").write_text("mine")
    words, said = WORDS[name]
    refused(["article", *words], out, capsys, said)
    assert Path("theirs/sound/thesis.txt").read_text() == "mine" and Path("sound.txt").read_bytes() == SOUND
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sound.txt", "theirs"]


OTHERS = {
    "verb": (["analyse"], "no command"),
    "notebook": (["notebooks", "99"], "No notebook"),
    "one text to compare": (["compare", "a.txt"], "Name two"),
    "pair": (["compare", "a.txt", "b.txt", "--pair", "1", "x"], "two numbers"),
    "shard": (["corpus", "x", "--out", "o", "--shard", "0/3"], "k/n"),
    "no out": (["corpus", "x"], "--out"),
    "no files": (["agreement"], "FILE"),
    "no such files": (["agreement", "gone.json"], "no file"),
    "site": (["site", "--color", "red"], "Unrecognized"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_commands(name, out, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words, said = OTHERS[name]
    refused(words, out, capsys, said)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- a web server that misbehaves


PAGE = b"<html><body><article><h1>Border</h1><p>" + SOUND * 5 + b"</p></article></body></html>"


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        getattr(self, "at_" + self.path.strip("/"))()

    def answer(self, code=200, body=PAGE, kind="text/html", **headers):
        self.send_response(code)
        told = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in (told | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def at_404(self):
        self.answer(404)

    def at_500(self):
        self.answer(500)

    def at_403(self):
        self.answer(403)

    def at_429(self):
        self.answer(429)

    def at_loop(self):
        self.answer(302, Location="/loop")

    def at_ftp(self):
        self.answer(302, Location="ftp://127.0.0.1/a")

    def at_local(self):
        self.answer(302, Location="file:///etc/hostname")

    def at_short(self):
        self.answer(body=PAGE, Content_Length="999999")

    def at_image(self):
        self.answer(kind="image/png")

    def at_json(self):
        self.answer(kind="application/json")

    def at_pdf(self):
        self.answer(body=b"%PDF-1.7 " + bytes(99))

    def at_empty(self):
        self.answer(body=b"")

    def at_huge(self):
        self.answer(body=b"word " * 500_000)

    def at_bomb(self):
        self.answer(body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def at_german(self):
        self.answer(body=GERMAN, kind="text/plain")

    def at_status(self):
        self.wfile.write(b"HTTP/1.1 two hundred\r\n\r\n")
        self.close_connection = True

    def at_garbage(self):
        self.wfile.write(b"\x00\x01\x02 no protocol at all\r\n\r\n")
        self.close_connection = True

    def at_hangup(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def at_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n")
        self.close_connection = True

    def at_chunks(self):
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno\r\n"
        )
        self.close_connection = True

    def at_silence(self):
        self.server.stopped.wait(20)

    def at_drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not self.server.stopped.wait(0.2):
            self.wfile.write(b"a")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    made.stopped = threading.Event()
    made.handle_error = lambda *_: None
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.stopped.set()
    made.shutdown()
    made.server_close()


ANSWERS = {
    "404": "404", "500": "500", "403": "403", "429": "429", "loop": "redirect", "ftp": "no web page",
    "local": "not allowed",
    "short": "that it promised", "image": "image/png", "json": "application/json", "pdf": "a PDF", "empty": "is empty",
    "huge": "larger than 2 MB", "bomb": "compressed", "german": "English", "status": "can't be fetched",
    "garbage": "can't be fetched", "hangup": "can't be fetched", "headers": "can't be fetched",
    "chunks": "can't be fetched", "silence": "no whole answer", "drip": "no whole answer",
}  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_a_server_that_gives_no_article(path, server, out, capsys):
    refused(["article", f"{server}/{path}", "--to", out], out, capsys, ANSWERS[path])


@pytest.mark.parametrize(
    "url",
    ["http://", "http://127.0.0.1:1/", "http://127.0.0.1:99999/", "http://no.such.host.invalid/", "https://127.0.0.1:1/",
     "http://[::1", "http://a b/", "http://127.0.0.1/\nHost: x", "http://user:pass@127.0.0.1:1/"],
)  # fmt: skip
def test_an_address_that_is_none(url, out, capsys):
    refused(["article", url, "--to", out], out, capsys, "can't be fetched|no file|can't be read")


def test_there_are_sixty_and_all_differ():
    assert len(FILES) + len(PLACES) + len(WORDS) + len(OTHERS) + len(ANSWERS) >= 60
