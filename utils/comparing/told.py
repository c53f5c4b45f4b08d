"""What the comparison comes to, sentence by sentence, each with its places in both texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from utils.comparing.chance import counts_beside, passives, stand_alone_by_chance
from utils.comparing.content import aligned, distinctive, is_same, renamed, same_event
from utils.comparing.parties import TIE, initiative, named_beside, sayings, tie_rows, ties_beside
from utils.tables import spans_of
from utils.walk import Analysis

SHOWN = 8
Names = tuple[str, str]


class Finding(NamedTuple):
    """One sentence of the comparison, and the raw places it rests on in the first and in the second text."""

    words: str
    one: list[tuple[int, int]]
    other: list[tuple[int, int]]


def findings(one: Analysis, other: Analysis, names: Names = ("the first text", "the second text")) -> list[Finding]:
    """Return what can be told of two texts on one event; `names` is how sentences call them.

    Two copies of one text are the same. Where the openings don't name the same parties, no difference is told: what
    one leaves out may be another subject. Else: who is named in one alone, who begins, who says or thinks what by
    which verb, phrases that may call one thing by two names, ties that one alone tells, and the counts whose
    difference chance doesn't give. What it can't do: say why, or which text is right.
    """
    if is_same(one, other):
        return [Finding("The two texts are the same.", [], [])]
    shared = same_event(one, other)
    if not shared.same:
        both = _listed(list(shared.shared)) if shared.shared else "nobody"
        words = "No difference that these texts can show: their openings don’t tell the same event (both name "
        return [Finding(f"{words}{both}), so what one leaves out may be another subject.", [], [])]
    pairs = aligned(one, other)
    words = (
        f"Both open on the same parties: {_listed(list(shared.shared))}. {_several(len(pairs), 'sentence')} of each "
    )
    found = [
        Finding(
            f"{words}may tell the same as one of the other.",
            _sentences(one, pairs["one"]),
            _sentences(other, pairs["other"]),
        )
    ]
    found += _alone(one, other, names)
    found += _beginning(one, other, names)
    found += _saying(one, other, names)
    found += _called(one, other, names)
    found += _tied(one, other, names)
    found += _doerless(one, other, names)
    found += _worded(one, other, names)
    found += _counted(one, other, names)
    return found


def _several(number: int, thing: str) -> str:
    return f"{number} {thing}" + "s" * (number != 1)


def _listed(words: list[str]) -> str:
    shown = words[:SHOWN] + [f"{len(words) - SHOWN} more"] * (len(words) > SHOWN)
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1] if shown else "nobody"


def _places(table: pd.DataFrame) -> list[tuple[int, int]]:
    return [(int(s), int(e)) for s, e in zip(table["start"], table["end"], strict=True)]


def _sentences(analysis: Analysis, ids: pd.Series) -> list[tuple[int, int]]:
    return _places(analysis.sentences[analysis.sentences["sentence_id"].isin(ids)])


def _alone(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    table, lines = named_beside(one, other), []
    for side, against, analysis, name in (("one", "other", one, names[0]), ("other", "one", other, names[1])):
        only = table[(table[side] > 0) & (table[against] == 0)]
        if len(only):
            told = [f"{actor} ({n})" for actor, n in zip(only["actor"], only[side], strict=True)]
            rows = analysis.named[analysis.named["actor"].isin(only["actor"])]
            sides = (_places(rows), []) if side == "one" else ([], _places(rows))
            lines.append(Finding(f"{_opened(name)} alone names {_listed(told)}.", *sides))
    if lines:
        number, mean, low, high = stand_alone_by_chance(one, other)
        verdict = (
            "as many as chance alone would leave" if low <= number <= high else "more than chance alone would leave"
        )
        if number < low:
            verdict = "fewer than chance alone would leave"
        words = (
            f"{_several(number, 'actor')} of {len(table)} {'stands' if number == 1 else 'stand'} in one text alone, "
        )
        dealt = f"{verdict}: {mean:.1f} ({low:.0f} to {high:.0f}) where the same sentences are dealt at random."
        lines.append(Finding(words + dealt, [], []))
    return lines


def _beginning(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    lines = []
    for n, (analysis, name) in enumerate(zip((one, other), names, strict=True)):
        rows = initiative(analysis)
        for group, does in (("starts", "begins"), ("proposes", "proposes"), ("asks", "asks something of others")):
            for actor, own in rows[rows["group"] == group].groupby("actor", sort=True):
                verbs = _listed([f"“{verb}”" for verb in dict.fromkeys(own["verb"])])
                places: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
                places[n].extend(_places(own))
                lines.append(Finding(f"In {name}, {actor} {does} ({verbs}).", *places))
    return lines


def _opened(name: str) -> str:
    """Return a name as a sentence opens with it."""
    return name[:1].upper() + name[1:]


def _saying(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    tables, lines = [sayings(a) for a in (one, other)], []
    for actor in sorted({a for table in tables for a in table["actor"]}):
        own = [table[table["actor"] == actor] for table in tables]
        verbs = [_listed([f"“{v}”" for v in dict.fromkeys(rows["verb"])]) if len(rows) else "" for rows in own]
        if verbs[0] and verbs[1]:
            words = f"{actor} speaks or thinks in both: {verbs[0]} in {names[0]}, {verbs[1]} in {names[1]}."
        else:
            n = 0 if verbs[0] else 1
            words = f"{actor} says or thinks something in {names[n]} alone ({verbs[n]})."
        lines.append(Finding(words, _places(own[0]), _places(own[1])))
    return lines


def _called(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    return [
        Finding(
            f"Two names for one thing? “{row['one_words']}” in {names[0]}, “{row['other_words']}” in "
            f"{names[1]} (both around {row['actor']}; accept or refuse).",
            spans_of(row["one"]),
            spans_of(row["other"]),
        )
        for row in renamed(one, other).to_dict("records")
    ]


_SIGNS = {1: "cooperative", 0: "neutral", -1: "conflictual"}


def _tied(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    table, lines = ties_beside(one, other), []
    for side, against, analysis, name in (("one", "other", one, names[0]), ("other", "one", other, names[1])):
        only = table[(table[side] > 0) & (table[against] == 0)]
        told = dict(list(tie_rows(analysis).groupby(TIE)))
        for row in only.to_dict("records"):
            rows = told[tuple(row[column] for column in TIE)]
            kinds = _listed(sorted(set(rows["kind"].str.replace("_", " "))))
            link = "between {} and {}" if row["mutual"] else "of {} to {}"
            who = link.format(row["source_actor"], row["target_actor"])
            words = f"{_opened(name)} alone has a {_SIGNS[row['sign']]} tie {who} ({kinds})."
            sides = (_places(rows), []) if side == "one" else ([], _places(rows))
            lines.append(Finding(words, *sides))
    return lines


def _doerless(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    tables = [passives(a) for a in (one, other)]
    if len(tables[0]) == len(tables[1]):
        return []
    told = [_listed([f"“{text}”" for text in t["text"]]) if len(t) else "none" for t in tables]
    words = f"Passives that name no doer: {told[0]} in {names[0]}, {told[1]} in {names[1]}."
    return [Finding(words, *map(_places, tables))]


def _worded(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    table, lines = distinctive(one, other), []
    for side, against, name in (("one", "other", names[0]), ("other", "one", names[1])):
        only = table[(table[side] > 1) & (table[against] == 0)]
        told = [f"{word} ({n})" for word, n in zip(only["word"], only[side], strict=True)]
        if told:
            lines.append(Finding(f"Words that {name} has twice or more and the other never: {_listed(told)}.", [], []))
    return lines


def _counted(one: Analysis, other: Analysis, names: Names) -> list[Finding]:
    table = counts_beside(one, other)
    clear = table[table["clears"] == 1]
    lines = []
    for row in clear.to_dict("records"):
        words = (
            f"{_opened(row['what'])}: {row['one']:.2f} in {names[0]}, {row['other']:.2f} in {names[1]}; chance alone "
        )
        lines.append(Finding(f"{words}gives differences from {row['low']:+.2f} to {row['high']:+.2f}.", [], []))
    none = f"Of {_several(len(table), 'count')} of voices, cues, tone, ties and mentions, {len(clear) or 'none'} "
    differs = "differs" if len(clear) <= 1 else "differ"
    return [*lines, Finding(f"{none}{differs} more than chance would have it.", [], [])]


def touched_by(found: Sequence[Finding], one: Analysis, other: Analysis, coded: pd.DataFrame) -> list[bool]:
    """Return for each coded difference whether a finding rests on all words that it names.

    `coded` has a column for each text, in this order, with the words that show the difference there ("" = none); its
    last two columns count. To touch the place is less than to tell the difference.
    """

    def is_touched(words: str, raw: str, side: int) -> bool:
        start = raw.index(words)
        return any(s < start + len(words) and start < e for line in found for s, e in (line.one, line.other)[side])

    texts = ((one.article.raw, 0), (other.article.raw, 1))
    return [
        all(is_touched(words, raw, side) for words, (raw, side) in zip(row, texts, strict=True) if words)
        for row in coded[coded.columns[-2:]].itertuples(index=False)
    ]
