"""Attributions of a whole text: rules, quotations, speaker labels and lead-ins brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import pandas as pd
from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from utils.article import Span
from utils.claims.clauses import cue_words, phrase_of, subject_of
from utils.claims.quotation import give_quotations, is_mark, is_speech, quotations_in, tokens_inside
from utils.claims.rules import Found, according_to, attribution_at, owner_of
from utils.claims.words import QUOTES, frames_of
from utils.parsing import Document, Parsed, document


def _paragraph(doc: Doc) -> list[Found]:
    quotations = quotations_in(doc)
    quiet = tokens_inside(doc, [q for q in quotations if is_speech(doc, *q)])
    found = [f for token in doc if token.i not in quiet and (f := attribution_at(token))]
    for f in found:
        f.content -= f.cue | f.source
    give_quotations(doc, quotations, found, quiet)
    found += _speaker_label(doc)
    return sorted((f for f in found if f.content), key=lambda f: f.head.i)


def _speaker_label(doc: Doc) -> list[Found]:
    """`SMITH: We are ready.` at the start of a paragraph, as in transcripts and headlines."""
    colon = next((t for t in doc[:10] if t.text == ":"), None)
    if colon is None or colon.i == 0 or colon.i + 3 > len(doc):
        return []
    label = doc[: colon.i]
    named = any(t.pos_ == "PROPN" or t.is_upper for t in label)
    verbs = any(t.pos_ in {"VERB", "AUX"} and not t.is_upper for t in label)
    speech = any(t.pos_ in {"VERB", "AUX"} for t in doc[colon.i :])
    if not named or verbs or not speech:
        return []
    return [Found(colon, "speaker_label", "say", {t.i for t in label}, {colon.i}, set(range(colon.i + 1, len(doc))))]


@dataclass(frozen=True)
class Attribution:
    """One attribution of a text, as character spans; `nested` = it stands inside what another one reports."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    rule: str
    group: str
    nested: bool


def _placed(doc: Doc, offset: int, found: Found, nested: bool) -> Attribution:
    source, cue, content = (runs_of(doc, n, offset) for n in (found.source, found.cue, found.content))
    return Attribution(source, cue, content, found.rule, found.group, nested)


def runs_of(doc: Doc, numbers: set[int], offset: int) -> list[Span]:
    """Return token numbers as character spans of the text, punctuation at the edges left out."""
    spans: list[Span] = []
    run: list[Token] = []
    for i in [*sorted(numbers), -1]:
        if run and i != run[-1].i + 1:
            spans += _trimmed(run, offset)
            run = []
        if i >= 0:
            run.append(doc[i])
    return spans


def _trimmed(run: list[Token], offset: int) -> list[Span]:
    kept = [t for t in run if not (t.is_punct or t.is_space)] or (run if len(run) == 1 else [])
    return [(offset + kept[0].idx, offset + kept[-1].idx + len(kept[-1]))] if kept else []


def all_attributions(read: Document) -> list[Attribution]:
    """Return every attribution of a reading in reading order, nested ones too."""
    parsed = read.parts
    led = _lead_ins(parsed, read.sentences)
    made = [a for a, _ in led]
    reported = {i for _, paragraphs in led for i in paragraphs}
    unclosed: Attribution | None = None
    for number, (offset, doc) in enumerate(parsed):
        found = _paragraph(doc)
        if unclosed is not None and not found and doc[0].text in QUOTES:
            unclosed.content.extend(runs_of(doc, set(range(len(doc))), offset))
        inside = [any(f.head.i in g.content for g in found if g is not f) for f in found]
        placed = [_placed(doc, offset, f, n or number in reported) for f, n in zip(found, inside, strict=True)]
        unclosed = _left_open(doc, found, placed, unclosed)
        made += [a for a in placed if a.content]
    return sorted(made, key=lambda a: min(a.cue + a.content))


def _left_open(
    doc: Doc, found: list[Found], placed: list[Attribution], before: Attribution | None
) -> Attribution | None:
    """Return the attribution whose quotation runs on into the next paragraph, which then opens with a mark again."""
    if sum(is_mark(t, True) for t in doc) % 2 == 0:
        return None
    quoted = [a for f, a in zip(found, placed, strict=True) if {len(doc) - 2, len(doc) - 1} & f.content]
    return quoted[-1] if quoted else before


def _lead_ins(parsed: Sequence[Parsed], sentences: pd.DataFrame) -> list[tuple[Attribution, list[int]]]:
    """Return the attributions of lines such as "According to X:" with the numbers of the paragraphs they report."""
    roles = dict(zip(sentences["paragraph"], sentences["role"], strict=True))
    made = []
    for number in (n for n, role in roles.items() if role == "lead_in"):
        following = list(takewhile(lambda n: roles.get(n) == "quotation", range(number + 1, len(parsed))))
        offset, doc = parsed[number]
        cue = _lead_in_cue(list(doc.sents)[-1])
        if cue is not None and following:
            reached = [parsed[n] for n in following]
            content = [span for at, part in reached for span in runs_of(part, set(range(len(part))), at)]
            placed = _placed(doc, offset, cue, False)
            made.append((replace(placed, content=content), following))
    return made


def _lead_in_cue(sentence: SpacySpan) -> Found | None:
    """Return source and cue of a line that ends in a colon: "According to X:", "X said:", "X issued a statement:"."""
    for token in sentence:
        if (found := according_to(token)) is not None:
            return replace(found, rule="lead_in")
    for token in reversed(list(sentence)):
        frames = frames_of(token)
        if token.pos_ == "VERB" and {"quote", "clause"} & set(frames):
            group = frames.get("quote") or frames["clause"]
            return Found(token, "lead_in", group, phrase_of(subject_of(token)), cue_words(token))
        if "noun" in frames and owner_of(token) is not None:
            return Found(token, "lead_in", frames["noun"], phrase_of(owner_of(token)), {token.i})
    return None


def find_attributions(text: str) -> list[dict[str, Any]]:
    """Return who says, thinks or wants what: dicts with `source`, `cue` (a span or None) and `content` (spans).

    Offsets are positions in `text`, end exclusive. Attributions that stand inside what another one reports are left
    out, as in PolNeAR; `attribution_table` keeps them. A source that the text does not give is None.
    What it can't do: see a cue that no rule and no entry of data/lexicons/reporting.csv knows, repair a wrong
    parse, or tell irony. Source: rules after Pareti 2016 (PARC 3.0) and Newell, Margolin & Ruths 2018 (PolNeAR).

    >>> text = "The deal, Lee said, is dead."
    >>> [found] = find_attributions(text)
    >>> [text[s:e] for s, e in (found["source"], found["cue"], *found["content"])]
    ['Lee', 'said', 'The deal', 'is dead']
    """
    found = all_attributions(document(text))
    return [{"source": _whole(a.source), "cue": _whole(a.cue), "content": a.content} for a in found if not a.nested]


def _whole(spans: list[Span]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None
