"""The layers put together as one page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

import mistune
import pandas as pd

from utils import findings, framing, page, walk
from utils.article import Article
from utils.overview.drawings import Drawing
from utils.overview.first import Finding, first, places
from utils.overview.layers import article, switches
from utils.overview.plain import plainly

HERE = Path(__file__).parent
MEANT = 0.6  # of a list's audited cues, below which its frame is no finding
LONGEST = 160  # characters of a stretch
QUOTED = 12  # stretches of evidence that a finding shows
TABLES = {
    "claims": ["start", "text", "claim_type", "voice", "source_actor", "polarity", "certainty", "status"],
    "relations": ["start", "text", "source_actor", "target_actor", "kind", "sign", "modality", "voice"],
    "mentions": ["start", "text", "actor", "kind", "form", "role", "role_detail"],
    "damage": ["start", "text", "kind", "severity"],
    "frames": ["start", "text", "frame", "score", "voice", "damaged"],
    "stance": ["start", "text", "actor", "instrument", "score", "rule"],
}


def html(given: findings.Case, drawings: Sequence[Drawing], files: Sequence[str]) -> str:
    """Return the report on `given.chosen` as one HTML document that loads nothing.

    `drawings` are `four`; `files` lie beside the report. It reads without JavaScript; with it, findings light their
    words, words tell what they are, a concordance is searched and tables are sorted. What it can't do: run anything
    that the article holds; the one script is allowed by its hash.
    """
    a = given.chosen
    lines = findings.page(given, findings.specifications(given))
    told, thin = first(lines, plainly(a), _unclear(a))
    parts = [
        ("findings", "What can be told", _findings(told, thin, a.article)),
        ("article", "The article", _article(a, told)),
        ("figures", "Four figures", "".join(map(_figure, drawings))),
        ("tables", "The tables", _tables(a)),
        ("method", "How it was read", str(mistune.html((HERE / "method.md").read_text(encoding="utf-8")))),
        ("files", "Files beside this report", _files(files) + _citation(a)),
    ]
    script = (HERE / "report.js").read_text(encoding="utf-8")
    style = (HERE / "report.css").read_text(encoding="utf-8")
    return page.document(page.headline(a), page.facts(a), page.CAVEAT, parts, style, script, _data(a))


def _unclear(a: walk.Analysis) -> dict[str, str]:
    """Return the findings that the page alone can't show to be none, with the reason.

    A tone whose interval doesn't show its sign, and a leading frame whose list was seen to cue something else.
    """
    own = walk.tone_by_voice(walk.tones(a)).query("group == 'text'")
    sided = ((own["low"].round(2) > 0) | (own["high"].round(2) < 0)).any()
    why = "the interval of its mean holds 0" if own["low"].notna().any() else "too few sentences of its own"
    found = {} if sided else {"tone": why}
    counts = walk.standing(a, "frames")["frame"].value_counts()
    leader = min(counts.index, key=lambda frame: (-counts[frame], frame), default="")
    for row in framing.audited().query("frame == @leader and meant < @MEANT * of").to_dict("records"):
        told = f"{row['meant']} of {row['of']} were meant so in articles that a language model read"
        found["frame"] = f"cues of {leader.replace('_', ' ')} lead, but only {told}"
    return found


def _findings(told: Sequence[Finding], thin: Sequence[str], text: Article) -> str:
    items = []
    for number, found in enumerate(told, 1):
        rows, total = found.evidence[:QUOTED], len(found.evidence)
        quoted = "".join(f"<li>{escape(what)} {_place(text, s, e)}</li>" for what, (s, e) in rows)
        left = f"<li>{total - QUOTED} more are marked in the article.</li>" if total > QUOTED else ""
        items.append(
            f'<li>{escape(found.words)}<p class="counted">Counted: {escape(found.counted)}</p>'
            f'<p class="trust">{escape(found.trust)}</p>'
            f'<button type="button" data-finding="{number}" aria-pressed="false" hidden>Light its words</button> '
            f"<details><summary>Evidence: {total} stretches of text</summary><ul>{quoted}{left}</ul></details></li>"
        )
    none = "<p>Nothing in this text is counted often enough, or in enough ways, to be told as a finding.</p>"
    listed = f'<ol class="findings">{"".join(items)}</ol>' if items else none
    missed = "What the rules found too little of, or too evenly, to tell; the article may say more than they see"
    rest = f'<p class="thin"><strong>Not told.</strong> {missed}: {escape("; ".join(thin))}.</p>' if thin else ""
    return listed + rest


def _place(text: Article, start: int, end: int) -> str:
    line = text.raw.rfind("\n", 0, start) + 1
    words = text.raw[start:end]
    shown = escape(words if len(words) <= LONGEST else f"{words[:LONGEST]} …") or "…"
    place = f"<small>characters {start}–{end}</small>"
    return f'<a href="#p{line}" data-start="{start}" data-end="{end}">{shown}</a> {place}'


def _article(a: walk.Analysis, told: Sequence[Finding]) -> str:
    search = (
        '<form id="search" hidden><h3>Find a word or an actor</h3><label>Word <input name="word" type="search" '
        'autocomplete="off"></label><label>Sort by <select name="sort"><option value="place">place</option>'
        '<option value="left">left neighbour</option><option value="right">right neighbour</option></select></label>'
        '</form><div id="lines" aria-live="polite"></div>'
    )
    text = article(a, [found.places for found in told])
    asked = '<p id="told" aria-live="polite">Tap a word to see what was found in it.</p>'
    return f'{switches()}<div class="page" id="text">{text}</div>{asked}{search}'


def _figure(drawn: Drawing) -> str:
    image = base64.b64encode(drawn.png).decode()
    caption = f"<figcaption>{escape(drawn.caption)}</figcaption>"
    return f'<figure><img alt="{escape(drawn.alt)}" src="data:image/png;base64,{image}">{caption}</figure>'


def _tables(a: walk.Analysis) -> str:
    made = []
    for name, columns in TABLES.items():
        rows = getattr(a, name)[columns]
        head = "".join(f"<th>{escape(c)}</th>" for c in columns)
        cells = ["".join(f"<td>{escape(_cell(c))}</td>" for c in row) for row in rows.to_numpy()]
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        table = f'<table class="sortable"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        link = f'<p><a href="tables/{name}.csv">{name}.csv</a> has all columns.</p>'
        shown = f'{link}<div class="wide">{table}</div>'
        made.append(f"<details><summary>{name}: {len(rows)} rows</summary>{shown}</details>")
    return "".join(made)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _files(files: Sequence[str]) -> str:
    links = [f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in files]
    return f"<ul>{''.join(links)}</ul>"


def _citation(a: walk.Analysis) -> str:
    title = re.sub(r"[{}\\]", "", page.headline(a))
    lines = [f"@misc{{anatomy_{a.article.slug},", f"  title = {{Anatomy of an Article: {title}}},"]
    lines += [f"  note = {{Reading {a.version}; sha256 of the text {a.article.sha256[:12]}}}", "}"]
    return f"<h3>To cite this report</h3><pre>{escape(chr(10).join(lines))}</pre>"


def _data(a: walk.Analysis) -> str:
    """Return what the script searches: the raw text, and the places of voices, damage and actors."""
    torn = a.damage[a.damage["kind"] != "lost_quotation"]
    spans = [[s, e, "damage", "damaged"] for s, e in places(torn[["start", "end"]])]
    claimed = walk.standing(a, "claims")
    minds = claimed[claimed["voice"] != "text"]
    spans += _spans(minds, "voice", minds["voice"])
    spans += _spans(a.named, "actor", a.named["actor"])
    return json.dumps({"raw": a.article.raw, "spans": spans}, ensure_ascii=True)


def _spans(rows: pd.DataFrame, kind: str, words: pd.Series) -> list[list[object]]:
    return [[int(s), int(e), kind, w] for s, e, w in zip(rows["start"], rows["end"], words, strict=True)]
