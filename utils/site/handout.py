"""The page to code on: one file of HTML, style and script that loads nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
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
