"""What is handed out: the page to code on, and the sheet of notebook 00 on paper; each one file that loads nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Hashable
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import mistune

from utils import coding
from utils.loading import load_article

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_HEADING = "## The rules, on one page"
VENDOR_SHA256 = "7856209dbbd6b6bc203f47b250ed17bbbbaab4e196afeadc17aa528aef278f98"  # text-annotator.umd.js 4.1.1
_SHIM = "window.process = { env: {} };\n"  # the library asks for it, and a browser has none


def coding_page() -> str:
    """Return the page as one file: the annotator of Recogito, whose hash is held, and our script, both by their hashes.

    ValueError where the vendored library is not the file of version 4.1.1.
    """
    library = (HERE / "vendor" / "text-annotator.umd.js").read_bytes()
    if sha256(library).hexdigest() != VENDOR_SHA256:
        raise ValueError("utils/site/vendor/text-annotator.umd.js is not the file of version 4.1.1")
    vendor = _SHIM + library.decode("utf-8").split("\n//# sourceMappingURL=")[0].rstrip()
    script = (HERE / "coding.js").read_text(encoding="utf-8")
    hashes = " ".join(f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" for code in (vendor, script))
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    style = (HERE / "vendor" / "text-annotator.css").read_text(encoding="utf-8").rstrip()
    style += "\n" + (HERE / "coding.css").read_text(encoding="utf-8")
    page = (HERE / "coding.html").read_text(encoding="utf-8")
    for name, value in (("policy", policy), ("style", style), ("vendor", vendor), ("script", script)):
        page = page.replace("{" + name + "}", value, 1)
    return page


def sheet_page() -> str:
    """Return the eight sentences of notebook 00 as a page that prints on two sides of A4: to code, and the rules.

    Sentences are `coding.sheet`, the rules the very cells of the notebook.
    """
    article = load_article(ROOT / "data/articles/putin_khan_call.txt")
    items = "".join(_item(article.raw, row) for row in coding.sheet().to_dict("records"))
    page = (HERE / "sheet.html").read_text(encoding="utf-8")
    return page.replace("{items}", items).replace("{rules}", str(mistune.html(_rules())))


def _item(raw: str, row: dict[Hashable, Any]) -> str:
    start, end, first, last = (row[key] for key in ("start", "end", "claim_start", "claim_end"))
    words = f"{escape(raw[start:first])}<mark>{escape(raw[first:last])}</mark>{escape(raw[last:end])}"
    under = f"<br><i>under the line: {escape(row['under'])}</i>" if row["under"] else ""
    boxes = "".join(f"<td>{label}</td>" for label in coding.LABELS)
    told = f"<p><b>{row['sentence']}</b> {words}{under}<br>stance towards: <b>{escape(row['actor'])}</b></p>"
    return f'<div class="item">{told}<div class="wide"><table><tr>{boxes}</tr></table></div></div>'


def _rules() -> str:
    """Return the rules as notebook 00 tells them: its cells from that heading up to the next one."""
    cells = json.loads((ROOT / "notebooks/00_read_and_code.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    begin = next(i for i, text in enumerate(texts) if _HEADING in text)
    end = next(i for i, text in enumerate(texts[begin + 1 :], begin + 1) if text.startswith("## "))
    return "\n\n".join([_HEADING + texts[begin].split(_HEADING, 1)[1], *texts[begin + 1 : end]])
