"""Stance of a sentence towards an actor, by both instruments, and the test that names do not matter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from spacy.tokens import Token

from utils import parsing, tables
from utils.article import Span
from utils.parsing import Document
from utils.sentiment.clause import clause_of
from utils.sentiment.linear import linear_stance
from utils.sentiment.masking import Masked, mask
from utils.sentiment.rules import Evidence, ruled
from utils.sentiment.tones import lexicon_score, sentence_row, tone


def stance_rules(sentence: str, start: int, end: int) -> float:
    """Return the stance towards sentence[start:end] by rules alone; see `stance`."""
    return ruled(clause_of(mask(str(sentence), start, end)))[0]


def stance(sentence: str, start: int, end: int, instrument: str = "linear") -> float:
    """Return the stance towards sentence[start:end], -1 against to 1 in favour, 0 for neither.

    "rules": what the target's verb, predicate, modifiers and owned noun say of it, else words of the same quotation,
    else 0; readable. "linear": a linear model over words, neighbours, grammar and word lists, trained on NewsMTSC's
    train part (Hamborg & Donnay 2021). Both see every name as the same ordinary one, so who is named cannot matter.
    ValueError for another instrument or a span outside the sentence. What it can't do: irony, knowledge of the world,
    coreference; the label says what the sentence makes of the target, not whether it is true or whose view it is.

    >>> stance("Critics praised Putin.", 16, 21, "rules") > 0
    True
    """
    if instrument not in ("rules", "linear") or not 0 <= start < end <= len(sentence):
        raise ValueError("stance needs instrument 'rules' or 'linear' and a span inside the sentence")
    clause = clause_of(mask(str(sentence), start, end))
    return ruled(clause)[0] if instrument == "rules" else linear_stance(clause)


INSTRUMENTS = ("rules", "linear")


def stance_table(read: Document, mentions: pd.DataFrame, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return the `stance` table of both instruments: one row a sentence and actor each, the readable rules first.

    `damaged` is 0; `cue` is the strongest word or phrase of the verdict's own sign. Of several mentions of an actor in
    a sentence the one with the strongest stance counts (the first of equals). `rule` is "kind:rule", kind being
    evaluation, usefulness, benefit or none; both instruments take kind and evidence from the rules, since a linear
    model's weights have no kind. A phrase of need or gain gives the kind even where the score is 0: needed is not
    praised. Each sentence is parsed once more with its names masked, since no verdict may depend on who is named. What
    it can't do: see `stance`; a pronoun's stance is not credited to its actor.
    """
    text = str(read.text)
    places = {sentence["sentence_id"]: sentence for sentence in read.sentences.to_dict("records")}
    groups: dict[tuple[str, str], list[Span]] = {}
    columns = (mentions[c] for c in ("sentence_id", "actor", "start", "end"))
    for sentence_id, actor, start, end in zip(*columns, strict=True):
        where = places[sentence_id]
        if where["start"] <= start < end <= where["end"]:
            spans = groups.setdefault((sentence_id, actor), [])
            spans.append((int(start - where["start"]), int(end - where["start"])))
    masks = {
        (sentence_id, span): mask(text[places[sentence_id]["start"] : places[sentence_id]["end"]], *span)
        for (sentence_id, _), spans in groups.items()
        for span in spans
    }
    parsing.parse_all([m.text for m in masks.values()], entities=False)  # in one batch; each is at hand from now on
    verdicts = {key: _verdicts(masked) for key, masked in masks.items()}
    rows = []
    for instrument in INSTRUMENTS:
        for (sentence_id, actor), spans in groups.items():
            row = sentence_row(places[sentence_id], text, voices)
            best = max((verdicts[sentence_id, span][instrument] for span in spans), key=lambda one: abs(one["score"]))
            spelled = {
                column: tables.spans_text((row["start"] + s, row["start"] + e) for s, e in best[column])
                for column in ("cue", "evidence")
            }
            rows.append({**row, "actor": actor, "instrument": instrument, **best, **spelled})
    return tables.make("stance", rows)


def _verdicts(masked: Masked) -> dict[str, dict[str, Any]]:
    """Return each instrument's score of a masked sentence, with the rule and the words that the rules give."""
    clause = clause_of(masked)
    score, found = ruled(clause)
    scores = {"rules": score, "linear": linear_stance(clause)}
    told = [e for e in found if e.rule == "phrase"]
    rows = {}
    for instrument, value in scores.items():
        shown = found if value else told
        strongest = _strongest(told, value) or _strongest(shown, value)
        none = "none:linear_model" if value else "none:no_evidence"
        rule = f"{strongest.kind}:{strongest.rule}" if strongest else none
        spans = sorted({span for e in shown if (span := _old_span(masked, e.token)) is not None})
        words = (strongest.phrase or (strongest.token,)) if strongest else ()
        cue = _runs([span for word in words if (span := _old_span(masked, word)) is not None])
        rows[instrument] = {"score": value, "rule": rule, "cue": cue, "evidence": spans}
    return rows


def _runs(spans: list[Span]) -> list[Span]:
    """Return the spans of words with neighbours, one blank or none apart, joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        near = bool(joined) and start - joined[-1][1] <= 1
        joined[-1 if near else len(joined) :] = [(joined[-1][0] if near else start, end)]
    return joined


def _strongest(evidence: list[Evidence], score: float) -> Evidence | None:
    """Return the strongest evidence that points where the score does; where the score is 0, the strongest of all."""
    pointing = [e for e in evidence if e.value * score > 0 or not score]
    return max(pointing, key=lambda e: abs(e.value), default=None)


_SAID = ("verb_connotation", "predicated", "phrase")


def said_of(stance: pd.DataFrame) -> pd.Series:
    """Return for each row whether its strongest word says something of the actor, not merely stands in its company.

    Said of an actor is what its verb, its predicate, its modifiers or a phrase of need or gain say; words of the same
    clause or quotation are company.
    """
    return stance["rule"].str.split(":").str[-1].isin(_SAID)


def _old_span(masked: Masked, token: Token) -> Span | None:
    """Return where a word of the masked sentence stands in the sentence; None for a name, which is no evidence."""
    offset = next(o for o, doc in parsing.parse(masked.text, entities=False) if doc is token.doc)
    place = token.idx + offset
    return None if masked.is_name(place) else (masked.old(place), masked.old(place) + len(token))


def name_swap(instrument: str) -> pd.DataFrame:
    """Return one row a template and name: template, name, group, score, label (-1, 0, 1).

    `instrument` is "rules", "linear", "tone", or a list of `LEXICONS`, scored raw as most scripts do. What it can't
    do: prove fairness beyond these templates, all in the past tense and without pronouns.
    """
    templates, names = (tables.data(f"lexicons/name_swap_{n}.csv") for n in ("templates", "names"))
    rows = templates.rename(columns={"entry": "template", "template": "words"}).merge(
        names.rename(columns={"entry": "name"}), how="cross"
    )[["template", "words", "name", "group"]]
    rows["score"] = [_swapped(w, n, instrument) for w, n in zip(rows["words"], rows["name"], strict=True)]
    rows["label"] = np.sign(rows["score"]).astype(int)
    return rows.drop(columns="words")


def _swapped(template: str, name: str, instrument: str) -> float:
    start = template.index("{name}")
    sentence = template.replace("{name}", name[0].upper() + name[1:] if start == 0 else name)
    if instrument in ("rules", "linear"):
        return stance(sentence, start, start + len(name), instrument)
    score = tone(sentence) if instrument == "tone" else lexicon_score(sentence, instrument)[0]
    return 0.0 if math.isnan(score) else score
