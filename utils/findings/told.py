"""The page: sentences that are counted, each with its evidence and how firmly it stands."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils import framing, relations, tables, walk
from utils.figures import LEAST, too_few
from utils.findings.cases import CODERS, Case, accepted, coded_table, with_aliases
from utils.findings.questions import QUESTIONS, stability


class Line(NamedTuple):
    """One sentence of the page: its section, its words, the finding it tells ("" = none), the rows it was counted on.

    `holds` tells how many specifications of that finding agree, `says` on which answer.
    """

    section: str
    words: str
    finding: str
    evidence: pd.DataFrame
    holds: str = ""
    says: str = ""


def _several(number: int, thing: str) -> str:
    """Return a count with its noun.

    >>> _several(1, "claim"), _several(3, "claim")
    ('1 claim', '3 claims')
    """
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def _listed(names: pd.Series, rows: int = 4, least: int = 1) -> str:
    """Return the most frequent names with their counts, in words, and how many others there are; "none" without any.

    Where several are counted, those counted less than `least` times are among the others.

    >>> _listed(pd.Series(["Oslo", "Rome", "Rome"]), least=2), _listed(pd.Series(["Oslo", "Rome"]), least=2)
    ('Rome (2), 1 other (1)', 'each only once')
    """
    counts = names.value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], str(name)))
    shown = [name for name in order[:rows] if counts[name] >= least or len(order) == 1]
    told, rest = [f"{name} ({counts[name]})" for name in shown], order[len(shown) :]
    others = f"{_several(len(rest), 'other')} ({sum(counts[name] for name in rest)})" if told else "each only once"
    return ", ".join([*told, *([others] if rest else [])]) or "none"


def _leaders(names: pd.Series) -> tuple[list[str], int]:
    """Return the most frequent of `names`, several where they tie, and how often each occurs."""
    counts = names.value_counts()
    return sorted(str(name) for name in counts.index[counts == counts.max()]), int(counts.max()) if len(counts) else 0


def page(given: Case, specs: pd.DataFrame, rejected: Iterable[str] = ()) -> list[Line]:
    """Return the reading of the article, sentence by sentence, each with its evidence and how firmly it stands.

    `specs` is `specifications(given)`; `rejected` names Entman candidates that the reader does not accept, such as
    "s1374 remedy". Sentences say what was counted in this text under these rules; words whose sense the damage turns
    don't count for problem, remedy and frame cues. What it can't do: tell what the writer meant, whether anything is
    true, how other articles do it, or what readers take from it.
    """
    asked = stability(specs).to_dict("records")
    firm = {row["finding"]: {"holds": f"{row['kept']} of {row['of']}", "says": row["says"]} for row in asked}
    a = given.chosen
    parts = [_problems(a, set(rejected)), _causes(given, set(rejected)), _framed(a), _named(a, given.aliases)]
    parts += [_acting(a, given.aliases), _on_one_side(a), _tied(a, given.aliases), _speaking(a), _silent(a)]
    parts += [_entering(a, given.expected), _toned(a), _damaged(given, specs), _limits(a)]
    return [line._replace(**firm.get(line.finding, {})) for part in parts for line in part]


def _words(rows: pd.DataFrame, a: walk.Analysis) -> pd.Series:
    """Return the deciding words of `rows`, in small letters."""
    cells = [a.article.raw[s:e].lower() for cell in rows["evidence"] for s, e in tables.spans_of(cell)]
    return pd.Series(cells, dtype=str)


_FUNCTIONS = {"problem": "a problem", "remedy": "a remedy asked for or promised"}


def _problems(a: walk.Analysis, rejected: set[str]) -> list[Line]:
    proposed = accepted(walk.candidates(a), a, rejected)
    lines = []
    for function, what in _FUNCTIONS.items():
        rows = proposed[proposed["function"] == function]
        there = a.named[a.named["sentence_id"].isin(rows["sentence_id"])]
        named = there.drop_duplicates(["sentence_id", "actor"])["actor"]
        own = int((rows["voice"] == "text").sum())
        words = f"Words for {what} stand in {_several(len(rows), 'sentence')} whose sense the damage doesn’t turn, "
        words += f"{own} of them in the text’s own voice{_given_up(function, a, rejected)}: "
        words += f"{_listed(_words(rows, a), 6)}; named in the same sentences: {_listed(named, 3)}."
        lines.append(Line("Problem and remedy", words, "", rows))
    return lines


def _given_up(function: str, a: walk.Analysis, rejected: set[str]) -> str:
    """Return in words how many proposals the reader has rejected; nothing without any."""
    there = {f"{row['sentence_id']} {row['function']}" for row in walk.candidates(a).to_dict("records")}
    number = sum(name.endswith(f" {function}") for name in rejected & there)
    return f" (the reader rejected {number} more)" if number else ""


def _causes(given: Case, rejected: set[str]) -> list[Line]:
    a = given.chosen
    both = [accepted(walk.candidates(a, cause), a, rejected) for cause in ("strict", "loose")]
    strict, loose = (table[table["function"] == "cause"] for table in both)
    words = f"By the strict rule, {_several(len(strict), 'sentence')} "
    words += f"{'names' if len(strict) == 1 else 'name'} what produces a stated problem; by the loose one, "
    words += f"which takes any listed word of explaining, {len(loose)} {'does' if len(loose) == 1 else 'do'}"
    if "frames" in given.coded:
        found = [len(coded_table(given, "frames", c).query("frame == 'cause'")) for c in CODERS["frames"]]
        words += f". Of the coding’s two passes, one has {found[1]} and the other {found[2]}, the reference {found[0]}"
    return [Line("Problem and remedy", f"{words}.", "cause", strict if len(strict) else loose)]


def _framed(a: walk.Analysis) -> list[Line]:
    cues = walk.standing(a, "frames")
    counts = cues["frame"].value_counts().reindex(framing.FRAMES, fill_value=0)
    order = sorted(counts.index, key=lambda f: (-counts[f], f))
    silent = ", ".join(f.replace("_", " ") for f in order if counts[f] == 0) or "none"
    lines: list[Line] = []
    if few := too_few(len(cues), "cues", "to say which frame leads"):
        return [Line("Frame cues", f"{few}.", "", cues)]
    for frame, following in pairwise(order[:3]):
        rows = cues[cues["frame"] == frame]
        words = (
            f"Cues of {frame.replace('_', ' ')} stand in {counts[frame]} of {_several(len(a.sentences), 'sentence')}"
        )
        words += f" (of {following.replace('_', ' ')} in {counts[following]}): "
        lines.append(Line("Frame cues", f"{words}{_listed(_words(rows, a), 5)}.", "frame" if not lines else "", rows))
    words = f"Frames without any cue: {silent}. Cues in words that the damage turns don’t count, "
    words += "unless another cue of the frame stands in their sentence."
    return [*lines, Line("Frame cues", words, "", cues[:0])] if len(cues) else []


def _named(a: walk.Analysis, aliases: Mapping[str, str]) -> list[Line]:
    section, rows = "Who acts, and on whom", a.named
    if few := too_few(len(rows), "mentions", "to say who is named most"):
        return [Line(section, f"{few}.", "", rows)]
    names, number = _leaders(rows["actor"])
    are = "are" if len(names) > 1 else "is"
    others = rows.loc[~rows["actor"].isin(names), "actor"]
    words = f"{' and '.join(names)} {are} named or described most: {number} of {len(rows)} mentions"
    words += (" each" if len(names) > 1 else "") + (f"; then {_listed(others, 3)}" if len(others) else "")
    whole = f"; leaders counted as their state: {_listed(rows['actor'].replace(dict(aliases)), 2)}" if aliases else ""
    return [Line(section, f"{words}{whole}; pronouns are not counted.", "named", rows[rows["actor"].isin(names)])]


_ROLES = {
    "agent": ("the one that does, says, thinks, needs or is something, or is said not to", "acts"),
    "patient": ("the one to whom something is done or said, or is said not to be", "acted on"),
}


_NO_ACT = ("be", "have", "do", "become", "remain", "seem")


def _deeds(rows: pd.DataFrame, a: walk.Analysis, number: int) -> str:
    """Return what is done, by `rows` of mentions or to them, in words: the governing words in sound sentences.

    What tells no act, such as "be" or "have", is counted last.
    """
    sound = a.sentences[~walk.touched(a.sentences, walk.turned_places(a))]["sentence_id"]
    words = rows.loc[rows["sentence_id"].isin(sound), "role_detail"].str.split(" of ").str[-1]
    idle = int(words.isin(_NO_ACT).sum())
    return _listed(words[~words.isin(_NO_ACT)], number) + (f", no act such as be ({idle})" if idle else "")


def _acting(a: walk.Analysis, aliases: Mapping[str, str]) -> list[Line]:
    lines = []
    for role, (side, finding) in _ROLES.items():
        rows = a.named[a.named["role"] == role]
        names, number = _leaders(rows["actor"])
        if number < LEAST:
            continue
        own = rows[rows["actor"].isin(names)]
        are = "are" if len(names) > 1 else "is"
        words = f"{' and '.join(names)} {are} most often {side}: {number} of {len(rows)} such roles"
        words += " each" if len(names) > 1 else f" (where the sense is whole: {_deeds(own, a, 5)})"
        others = rows.loc[~rows["actor"].isin(names), "actor"]
        words += f"; then {_listed(others, 1)}" if len(others) else ""
        whole = (
            f"; leaders counted as their state: {_listed(rows['actor'].replace(dict(aliases)), 2)}" if aliases else ""
        )
        lines.append(Line("Who acts, and on whom", f"{words}{whole}; pronouns are not counted.", finding, own))
    return lines


def _on_one_side(a: walk.Analysis) -> list[Line]:
    """Return the actors that are named often and never change sides: all roles acting, or all acted on."""
    lines = []
    for role, side in (("agent", "acting"), ("patient", "acted on or spoken to")):
        for actor, own in a.named.groupby("actor"):
            here = own[own["role"] == role]
            if len(here) >= LEAST and not (own["role"].isin(_ROLES) & (own["role"] != role)).any():
                words = (
                    f"{actor} is named or described {len(own)} times, {len(here)} times as {side} and never the other "
                )
                words += f"way; where the sense is whole: {_deeds(here, a, 3)}."
                lines.append(Line("Who acts, and on whom", words, "", here))
    return lines


def _tied(a: walk.Analysis, aliases: Mapping[str, str]) -> list[Line]:
    section, unlisted = "Who acts, and on whom", a.relations["kind"] == "other"
    tied, blind = a.relations[~unlisted], _untied(a, a.relations[~unlisted])
    if few := too_few(len(tied), "ties", "to say who opposes whom"):
        return [Line(section, f"{few}. {blind}", "", tied)]
    pairs, merged = relations.pair_names(tied), relations.pair_names(with_aliases(tied, aliases))
    first, number = _leaders(pairs)
    good, bad = tied[tied["sign"] > 0], tied[tied["sign"] < 0]
    done = tied[tied["modality"] == "asserted"]
    of = f"Of {_several(len(tied), 'tie')} found between two actors"
    whole = f"; leaders counted as their state: {_listed(merged, 1)}" if aliases else ""
    whole += "; repeats are counted"
    kinds = f"{of}, repeats counted, {_of_kind(len(good), 'cooperative', good)}, "
    mutual = bad["kind"].isin(relations.UNDIRECTED)
    whom = (bad["source_actor"] + " on " + bad["target_actor"]).where(
        ~mutual, relations.pair_names(bad).radd("between ")
    )
    against = f"{_of_kind(len(bad), 'conflictual', bad.head(0))}{f': {_listed(whom, 6, least=2)}' if len(bad) else ''}"
    against += f"; {len(tied) - len(good) - len(bad)} neither" if len(tied) > len(good) + len(bad) else ""
    joined = f"{number} join {'; as many each: '.join(first)}"
    if number < LEAST:
        joined = f"no two actors share {LEAST} or more"
    told = f"{of}, {_are(len(done))} told as existing or done, by the text or in a mind it reads; "
    told += f"{len(tied) - len(done)} {'stands' if len(tied) - len(done) == 1 else 'stand'} under a wish, plan, "
    told += "demand, possibility, forecast, report or denial. "
    return [
        Line(section, f"{of}, {joined}{whole}.", "pair" if number >= LEAST else "", tied[pairs.isin(first)]),
        Line(section, f"{kinds}{against}.", "kind of tie", tied[tied["sign"] != 0]),
        Line(section, f"{told}{blind}", "told", tied),
        *_relying(done, section),
    ]


def _of_kind(number: int, kind: str, rows: pd.DataFrame) -> str:
    """Return in words how many ties are of a kind, with their categories.

    >>> _of_kind(0, "cooperative", pd.DataFrame())
    'none is cooperative'
    """
    listed = ""
    if len(rows):
        kinds = rows["kind"].str.replace("_", " ")
        listed = f" ({_listed(kinds.where(rows['modality'] != 'denied', 'not to ' + kinds), 5)})"
    return f"{_are(number) if number else 'none is'} {kind}{listed}"


def _untied(a: walk.Analysis, tied: pd.DataFrame) -> str:
    """Return in words how blind the instrument was: sentences with two actors or more in which no tie was found."""
    crowded = relations.crowded(a.sentences, a.mentions)
    none = (~crowded["sentence_id"].isin(tied["sentence_id"])).sum()
    return f"In {none} of {_several(len(crowded), 'sentence')} in which two actors or more were found, no tie was."


def _relying(done: pd.DataFrame, section: str) -> list[Line]:
    rows = done[(done["kind"] == "rely_on") & (done["damaged"] == 0) & (done["voice"] == "text")]
    whom = rows["source_actor"] + " on " + rows["target_actor"]
    ways = set(zip(rows["source_actor"], rows["target_actor"], strict=True))
    back = "" if any((target, source) in ways for source, target in ways) else "; none the other way"
    words = f"Said, in words that are not damaged, to need or rely on another: {_listed(whom)}{back}."
    return [Line(section, words, "", rows)] if len(rows) else []


def _speaking(a: walk.Analysis) -> list[Line]:
    section, found = "Whose voice", a.claims[a.claims["status"] != "undecidable"]
    own, said, minds = (found[found["voice"] == voice] for voice in ("text", "reported", "imputed"))
    if few := too_few(len(found), "claims", "to say whose voice leads"):
        return [Line(section, f"{few}.", "", found)]
    marked, boosted = found[found["certainty"] != "plain"], found[found["boosted"] == 1]
    torn, whole = own[own["status"] == "suspect"], _several(len(found), "claim")
    places = _several(said["sentence_id"].nunique(), "sentence")
    hurt = f", {len(torn)} of these on words that the damage blurs or turns" if len(torn) else ""
    voice = f"Of {whole}, {len(own)} stand in the text’s own voice{hurt}; {_are(len(said))} reported from a source, "
    voice += f"{_are(len(minds))} read in a mind."
    sources = f"Of {whole}, {_are(len(said))} reported from a source, in {places}: {_listed_holders(said, 6)}."
    read = f"Of {whole}, {_are(len(minds))} read by these rules as somebody’s view or intention without a source: "
    sure = f"Of {whole}, {_are(len(boosted))} boosted, {_are(len(marked))} marked as possible or probable "
    sure += "(an ability is neither): "
    return [
        Line(section, voice, "voice", max((own, said, minds), key=len)),
        Line(section, sources, "sources", said),
        Line(section, f"{read}{_listed_holders(minds, 4)}.", "minds", minds),
        Line(section, f"{sure}{_listed(marked['certainty_cue'].str.lower(), 5)}.", "", pd.concat([boosted, marked])),
    ]


def _listed_holders(rows: pd.DataFrame, number: int) -> str:
    """Return who holds the claims of `rows`, in words, and that the counts add up to more where two hold one."""
    holders = _holders(rows)
    return _listed(holders, number, least=2) + ("; a claim of two counts for both" if len(holders) > len(rows) else "")


def _holders(rows: pd.DataFrame) -> pd.Series:
    """Return who holds each claim: the actor, else the words for the source, "not resolved" where these are small."""
    small = set(tables.data("lexicons/function_words.csv")["entry"])
    words = rows["source"].str.strip(" ,;")
    words = words.where(~words.str.lower().isin({"", *small}), "not resolved")
    known = ~rows["source_actor"].isin(["", "unknown"])
    return rows["source_actor"].where(known, words).str.split(";").explode()


def _silent(a: walk.Analysis) -> list[Line]:
    said = a.claims[a.claims["voice"] == "reported"]
    heard = set(said["source_actor"].str.split(";").explode())
    often = a.named[~a.named["actor"].isin(heard)]
    often = often[often.groupby("actor")["start"].transform("size") >= LEAST]
    words = f"Named or described {LEAST} times or more and never the outermost source of a reported claim: "
    words += f"{_listed(often['actor'], 8)}."
    return [Line("Whose voice", words, "", often)] if len(often) else []


def _entering(a: walk.Analysis, expected: pd.DataFrame) -> list[Line]:
    section, first = "Who enters late or never", a.named.groupby("actor")["start"].min()
    start, end = (a.sentences["start"].min(), a.sentences["end"].max()) if len(a.sentences) else (0, 1)
    rows = a.named[a.named["actor"].isin(first.index[first > start + (end - start) * 2 / 3])]
    lines = [
        Line(
            section,
            f"Named in the last third and not before, titles of persons not counted: {_listed(rows['actor'], 12)}.",
            "",
            rows,
        )
    ]
    if len(expected):
        missing = framing.absence(a.named, expected)
        absent = ", ".join(missing.loc[missing["mentions"] == 0, "actor"]) or "none"
        words = f"Of {len(missing)} parties on the given list, not named as such: {absent}."
        lines.append(Line(section, f"{words}{_documents(missing)}", "absent", a.named[:0]))
    return lines


def _documents(listed: pd.DataFrame) -> str:
    return f" The list: {'; '.join(sorted(set(listed['document'])))}." if "document" in listed else ""


def _toned(a: walk.Analysis) -> list[Line]:
    told, voices = [], walk.tone_by_voice(walk.tones(a))
    for row in voices.to_dict("records"):
        mean = f"{row['value']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}], n = {row['n']}"
        told.append(f"{row['group']} " + (f"too few sentences ({row['n']})" if np.isnan(row["low"]) else mean))
    rows = walk.standing(a, "sentiment").query("layer == 'in_context' and score == score")
    rows = rows[rows["voice"].isin(voices.loc[voices["low"].notna(), "group"])]
    rows = rows[rows["voice"] == "text"] if (rows["voice"] == "text").any() else rows  # what the question asks for
    words = (
        f"Mean tone of a sentence by voice, −1 to 1, topic words left out: {'; '.join(told) or 'no word of the lists'}"
    )
    return [Line("Tone", f"{words} (95% interval over sentences).", "tone", rows.drop_duplicates("sentence_id"))]


def _damaged(given: Case, specs: pd.DataFrame) -> list[Line]:
    section, a = "What the damage did", given.chosen
    torn = a.sentences[a.sentences["damaged"] == 1]
    turned = a.sentences[walk.touched(a.sentences, walk.turned_places(a))]
    unread = a.claims[a.claims["status"] == "undecidable"]
    gone = [f"“{textwrap.shorten(text, 60, placeholder=' …')}”" for text in unread["text"]]
    words = f"By the table of damage, {len(torn)} of {_several(len(a.sentences), 'sentence')} hold damaged words; "
    words += f"in {len(turned)} the damage "
    left = f"Left out of all claims, torn from their sentence or to be deleted: {', '.join(gone)}."
    firsts = specs[specs["default"] == 1].set_index("finding")
    moved = [QUESTIONS[name].asks for name in firsts.index if _depends_on_reading(specs, name)]
    come = "comes" if len(moved) == 1 else "come"
    other = f"With all else as on this page, {len(moved)} of {_several(len(firsts), 'question')} {come} "
    return [
        Line(section, f"{words}turns or destroys the sense.", "", turned),
        *([Line(section, left, "", unread)] if gone else []),
        Line(section, f"{other}out differently in another reading: {' '.join(moved) or 'none.'}", "", a.claims[:0]),
    ]


def _depends_on_reading(specs: pd.DataFrame, name: str) -> bool:
    """Return whether another reading alone, all other choices as on the page, gives another answer."""
    own = specs[specs["finding"] == name]
    choices = [c for c in own if c not in ("finding", "default", "says", "value", "keeps", "reading")]
    same = (own[choices] == own[own["default"] == 1][choices].iloc[0]).all(axis=1)
    return own.loc[same, "says"].nunique() > 1


def _limits(a: walk.Analysis) -> list[Line]:
    words = f"All of this was counted in {_several(len(a.sentences), 'sentence')} of one text, by rules and lists and, "
    words += "where it says so, by codings, a table of repairs or a reader’s rejections. It shows "
    words += "nothing about the writer’s intent, the outlet, other articles, or what readers take from it."
    return [Line("What one article can’t show", words, "", a.claims[:0])]
