"""The mirrored page: two texts side by side, what both share in grey, what stands in one alone in colour."""

from __future__ import annotations

from html import escape

from utils.comparing.content import aligned, lemmas
from utils.walk import Analysis

COLOURS = ("#CFE3F5", "#F7D9C6")  # behind what stands in the first, in the second text alone
_STYLE = (
    "display:inline-block;min-width:1.5em;border-radius:.8em;background:#1A1A1A;color:#fff;"
    "text-align:center;font-size:.75em"
)


def mirrored(one: Analysis, other: Analysis, names: tuple[str, str]) -> str:
    """Return both texts as HTML columns: words that both hold in grey, words of one alone on its colour.

    Words are compared in their dictionary form, names by the actor they stand for; small words count on no side.
    Sentences that may tell the same (`aligned`) carry the same number. All text is made inert. On a narrow screen the
    second text comes after the first.
    """
    pairs = aligned(one, other)
    numbers = [{sentence: n for n, sentence in enumerate(pairs[side], 1)} for side in ("one", "other")]
    held = [{word for sentence in lemmas(a) for word in sentence} for a in (one, other)]
    both = set(one.named["actor"]) & set(other.named["actor"])
    columns = [
        _column(a, name, held[1 - n], both, numbers[n], COLOURS[n])
        for n, (a, name) in enumerate(zip((one, other), names, strict=True))
    ]
    return f'<div style="display:flex;flex-wrap:wrap;gap:1.5em;line-height:1.6">{"".join(columns)}</div>'


def _column(
    analysis: Analysis, name: str, there: set[str], both: set[str], numbers: dict[str, int], colour: str
) -> str:
    read = analysis.document
    own = {word for sentence in lemmas(analysis) for word in sentence}
    shared = analysis.named[analysis.named["actor"].isin(both)]
    names = {i for s, e in zip(shared["start"], shared["end"], strict=True) for i in range(s, e)}
    paragraphs: dict[int, list[str]] = {}
    rows = read.sentences.to_dict("records")
    for row, tree in zip(rows, read.trees, strict=True):
        pieces = []
        for token in tree:
            word = token.lemma_.lower()
            shown = escape(token.text)
            named = analysis.reading.raw_span(token.idx, token.idx + len(token))[0] in names if len(token) else False
            if named or (word in own and word in there):
                shown = f'<span style="color:#767676">{shown}</span>'
            elif word in own and token.is_alpha:
                shown = f'<mark style="background:{colour};color:#111;border-radius:2px">{shown}</mark>'
            pieces.append(shown + (" " if token.whitespace_ else ""))
        number = numbers.get(row["sentence_id"])
        label = f' <span style="{_STYLE}">{number}</span>' if number else ""
        paragraphs.setdefault(row["paragraph"], []).append("".join(pieces).rstrip() + label)
    text = "".join(f'<p style="margin:.5em 0">{" ".join(sentences)}</p>' for sentences in paragraphs.values())
    return f'<div style="flex:1 1 20em;min-width:0"><h4 style="margin:.2em 0">{escape(name)}</h4>{text}</div>'
