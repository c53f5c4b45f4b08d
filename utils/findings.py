"""What the tables add up to: headline findings, how firmly they stand, and the page that tells them.

A finding is the answer to one question ("who acts most?"). It is asked again under every combination of choices that an
analyst could defend, and the answers are listed, never averaged (Steegen et al. 2016, "Increasing Transparency Through
a Multiverse Analysis"; Simonsohn, Simmons & Nelson 2020, "Specification curve analysis").
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from utils import figures, framing, sentiment, tables, walk
from utils.article import Article, ArticleError

READINGS = ("stripped", "mended", "repaired")
NONE, TIE = "nobody", "tie"
Choice = Mapping[str, str]


class Outcome(NamedTuple):
    """The answer under one choice: what it says (a name or a sign), the number behind it, the rows it counts."""

    says: str
    value: float
    rows: pd.DataFrame


@dataclass(frozen=True)
class Case:
    """An article with all that findings are asked of: its readings, expected actors, aliases and, if any, a coding."""

    walks: Mapping[str, walk.Analysis]
    version: str
    expected: pd.DataFrame
    aliases: Mapping[str, str]
    coded: Mapping[str, pd.DataFrame]

    @property
    def chosen(self) -> walk.Analysis:
        """Return the reading that the page is about."""
        return self.walks[self.version]


def case(article: Article, version: str = "mended", expected: pd.DataFrame | None = None) -> Case:
    """Return `article` in its three readings, each parsed once; `version` is the one the page is about.

    `expected` is the list that absence is judged against (`framing.absence`), by default that of the coded text.
    ArticleError for another version. `raw` is left out: it holds residue, so its numbers are a warning, not a finding.
    """
    if version not in READINGS:
        raise ArticleError(f"There is no reading {version!r} to test: choose one of {', '.join(READINGS)}.")
    walks = {v: walk.analyse(article, v) for v in READINGS}
    names = ("claims", "mentions", "relations", "frames", "stance", "sentences", "expected_actors", "aliases")
    coded = {name: walk.reference(name, article) for name in names}
    listed = coded.pop("expected_actors") if expected is None else expected
    rows = coded.pop("aliases")
    aliases = dict(zip(rows["actor"], rows["counted_as"], strict=True))
    return Case(walks, version, listed, aliases, {n: t for n, t in coded.items() if len(t)})


# ---------------------------------------------------------------- tables under a choice


_PASSES = ("reference", "coder a", "coder b")
CODERS = {"claims": _PASSES[:1], "mentions": _PASSES, "relations": _PASSES, "frames": _PASSES, "stance": _PASSES}
_STRENGTH = {"frames": "strength", "stance": "polarity"}


def _coded(given: Case, name: str, coder: str) -> pd.DataFrame:
    """Return a coded table as one coder has it, with the places of its sentences where it has none of its own."""
    table = given.coded[name]
    own = coder.replace(" ", "_")
    if name in _STRENGTH:
        scores = pd.to_numeric(table[_STRENGTH[name] if coder == "reference" else own], errors="coerce")
        table = table.assign(score=scores)[scores > 0 if name == "frames" else scores.notna()]
    elif coder != "reference":
        table = table[table[own] == "1"]
    if "start" in table:
        return table.astype({"start": int, "end": int})
    places = given.coded["sentences"].set_index("sentence_id")[["start", "end", "text"]]
    placed = table.join(places.astype({"start": int, "end": int}), on="sentence_id", how="inner")
    return placed.reset_index(drop=True)


def _table(given: Case, name: str, choice: Choice) -> pd.DataFrame:
    """Return a table under a choice: of which reading or coder, with which aliases, on sound words only or all."""
    if choice.get("coder", "rules") != "rules":
        rows = _coded(given, name, choice["coder"]).replace({"morality": "moral"})
    else:
        a = given.walks[choice["reading"]]
        rows = getattr(a, name)
        if choice.get("words") == "sound only":
            torn = a.damage[a.damage["kind"] != "lost_quotation"]
            rows = rows[rows["damaged"] == 0] if "damaged" in rows else rows[~walk.touched(rows, torn)]
        if name == "claims":
            rows = rows[rows["status"] != "undecidable"]
    return _merged(rows, given.aliases) if choice.get("aliases") == "leaders with their state" else rows


def _merged(rows: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    columns = [c for c in ("actor", "source_actor", "target_actor") if c in rows]
    merged = rows.assign(**{c: rows[c].replace(aliases) for c in columns})
    return merged[merged["source_actor"] != merged["target_actor"]] if "target_actor" in merged else merged


def _first(names: pd.Series, rows: pd.DataFrame) -> Outcome:
    """Return the most frequent of `names` (one for each of `rows`), its share, and its rows; "tie" where two lead."""
    counts = names.value_counts()
    if counts.empty:
        return Outcome(NONE, float("nan"), rows[:0])
    top = counts[counts == counts.max()]
    name = sorted(top.index)[0] if len(top) == 1 else TIE
    return Outcome(str(name), float(counts.max() / counts.sum()), rows[names == name])


def _sign(value: float, rows: pd.DataFrame) -> Outcome:
    says = "can’t be told" if np.isnan(value) else "above 0" if value > 0 else "below 0" if value < 0 else "0"
    return Outcome(says, value, rows)


# ---------------------------------------------------------------- the questions


def _voice(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "claims", choice)
    if choice["unit"] == "sentence":
        rows = rows.groupby("sentence_id", sort=False)["voice"].agg(lambda v: v.value_counts().index[0]).reset_index()
        own = given.walks[choice["reading"]].sentences if choice["coder"] == "rules" else given.coded["sentences"]
        places = own[["sentence_id", "start", "end", "text"]].astype({"start": int, "end": int})
        rows = rows.merge(places, on="sentence_id")
    return _first(rows["voice"], rows)


def _acts(given: Case, choice: Choice, role: str = "agent") -> Outcome:
    rows = _table(given, "mentions", choice)
    rows = rows[rows["role"] == role]
    return _first(rows["actor"], rows)


def _acted_on(given: Case, choice: Choice) -> Outcome:
    return _acts(given, choice, "patient")


def _pair(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "relations", choice)
    if choice.get("told") == "as done":
        rows = rows[rows["modality"] == "asserted"]
    return _first(_pairs(rows), rows)


def _pairs(tied: pd.DataFrame) -> pd.Series:
    sides = zip(tied["source_actor"], tied["target_actor"], strict=True)
    return pd.Series([" and ".join(sorted(pair)) for pair in sides], tied.index, dtype=str)


def _kind_of_tie(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "relations", choice)
    signs = rows["sign"].astype(int).map({1: "cooperative", 0: "neither", -1: "conflictual"})
    return _first(signs, rows)


def _told(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "relations", choice)
    return _first((rows["modality"] == "asserted").map({True: "told as done", False: "not told as done"}), rows)


def _minds(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "claims", choice)
    rows = rows[rows["voice"] == "imputed"]
    rows = rows.assign(source_actor=rows["source_actor"].str.split(";")).explode("source_actor").reset_index(drop=True)
    rows = _merged(rows, given.aliases) if choice.get("aliases") == "leaders with their state" else rows
    return _first(rows["source_actor"].replace("", "unknown"), rows)


def _sources(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "claims", choice)
    rows = rows[rows["voice"] == "reported"]
    names = sorted(set(rows["source_actor"].str.split(";").explode()) - {"", "unknown"})
    return Outcome(", ".join(names) or NONE, float(len(names)), rows)


def _frame(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "frames", choice)
    if choice.get("threshold", "any cue") != "any cue":
        rows = rows[rows["score"] >= float(choice["threshold"])]
    rows = rows[rows["frame"].isin(framing.FRAMES)]
    if choice["unit"] == "paragraph":
        which = given.walks[choice["reading"]].sentences.set_index("sentence_id")["paragraph"]
        rows = rows.assign(unit=rows["sentence_id"].map(which)).drop_duplicates(["unit", "frame"])
    return _first(rows["frame"].str.replace("_", " "), rows)


def _cause(given: Case, choice: Choice) -> Outcome:
    if choice["coder"] != "rules":
        rows = _coded(given, "frames", choice["coder"])
        rows = rows[rows["frame"] == "cause"]
    else:
        a = given.walks[choice["reading"]]
        rows = _accepted(walk.candidates(a, "strict" if choice["cause"] == "strict" else "loose"), a)
        rows = rows[(rows["function"] == "cause") & ((choice["words"] == "all") | (rows["damaged"] == 0))]
    return Outcome("none named" if rows.empty else "named", float(len(rows)), rows)


def _scores(given: Case, choice: Choice) -> pd.DataFrame:
    rows = _table(given, "sentiment", choice)
    rows = rows[rows["layer"] == choice["layer"]].dropna(subset=["score"])
    if choice["lexicon"] != "mean of the lists":
        return rows[rows["lexicon"] == choice["lexicon"]]
    kept = ["sentence_id", "start", "end", "text", "voice"]
    return rows.groupby(kept, sort=False)["score"].mean().reset_index()


def _tone(given: Case, choice: Choice) -> Outcome:
    rows = _scores(given, choice)
    own = rows[rows["voice"] == "text"]
    return _sign(float(own["score"].mean()), own)


LEAST = 5  # sentences that a voice needs before its mean is compared


def _tone_gap(given: Case, choice: Choice) -> Outcome:
    rows = _scores(given, choice)
    own, said = (rows[rows["voice"] == voice] for voice in ("text", "reported"))
    enough = min(len(own), len(said)) >= LEAST
    return _sign(float(own["score"].mean() - said["score"].mean()) if enough else float("nan"), said)


def _stance(given: Case, choice: Choice) -> Outcome:
    rows = given.chosen.named
    actor = figures.most(rows["actor"])[0]
    if choice["coder"] != "rules":
        found = _coded(given, "stance", choice["coder"])
        found = found[(found["kind"] == "evaluation") | (found["score"] == 0)]
    else:
        a = given.walks[choice["reading"]]
        found = a.stance[a.stance["instrument"] == choice["instrument"]]
        found = found[(choice["words"] == "all") | (found["damaged"] == 0)]
        apart = ~found["rule"].str.startswith(("usefulness", "benefit"))
        company = found["rule"].str.endswith("same_quotation")
        found = found[apart & ((choice["said"] == "in its company too") | ~company)]
    own = found[found["actor"] == actor]
    return _sign(float(np.sign(own["score"]).mean()) if len(own) else float("nan"), own[own["score"] != 0])


def _absent(given: Case, choice: Choice) -> Outcome:
    rows = _table(given, "mentions", choice)
    missing = framing.absence(rows, given.expected)
    gone = missing.loc[missing["mentions"] == 0, "actor"]
    return Outcome(", ".join(gone) or NONE, float(len(gone)), rows[:0])


class Question(NamedTuple):
    """A headline question: its words, what its number is, the choices it is asked under (the default first)."""

    asks: str
    number: str
    choices: Mapping[str, tuple[str, ...]]
    answer: Callable[[Case, Choice], Outcome]
    table: str = ""


_WORDS = {"words": ("all", "sound only")}
_ALIASES = {"aliases": ("as named", "leaders with their state")}
_LISTS = {
    "lexicon": ("mean of the lists", *sentiment.LEXICONS),
    "layer": ("in_context", "no_topic", "raw"),
    **_WORDS,
}
_UNITS = {"unit": ("claim", "sentence")}
_TOLD = {"told": ("in any way", "as done")}
_CUES = {"threshold": ("any cue", "0.3", "0.5"), "unit": ("sentence", "paragraph"), **_WORDS}
_STANCE = {"instrument": ("rules", "linear"), "said": ("of it", "in its company too"), **_WORDS}
_CAUSE = {"cause": ("strict", "loose"), **_WORDS}

QUESTIONS: dict[str, Question] = {
    "voice": Question("Whose voice makes most claims?", "its share", {**_UNITS, **_WORDS}, _voice, "claims"),
    "sources": Question("Which sources are reported?", "their number", _WORDS, _sources, "claims"),
    "minds": Question("Whose mind is read most?", "its share", {**_ALIASES, **_WORDS}, _minds, "claims"),
    "acts": Question("Who acts most?", "its share of agents", {**_ALIASES, **_WORDS}, _acts, "mentions"),
    "acted on": Question("Who is acted on most?", "its share", {**_ALIASES, **_WORDS}, _acted_on, "mentions"),
    "pair": Question("Which pair is tied most?", "its share", {**_ALIASES, **_TOLD, **_WORDS}, _pair, "relations"),
    "kind of tie": Question("What sort of ties?", "its share", {**_ALIASES, **_WORDS}, _kind_of_tie, "relations"),
    "told": Question("Are ties told as done?", "share of the more frequent", {**_ALIASES, **_WORDS}, _told),
    "frame": Question("Which frame has most cues?", "its share of cues", _CUES, _frame, "frames"),
    "cause": Question("Is a cause named?", "their number", _CAUSE, _cause, "frames"),
    "absent": Question("Who is expected and never named?", "their number", _ALIASES, _absent, "mentions"),
    "tone": Question("Tone of the text’s own voice?", "mean, −1 to 1", _LISTS, _tone),
    "tone gap": Question("Own voice warmer than reported?", "difference of means", _LISTS, _tone_gap),
    "stance": Question("How is the most named actor judged?", "net share", _STANCE, _stance, "stance"),
}


def _choices(given: Case, question: Question) -> list[dict[str, str]]:
    """Return every combination of choices, the default first; a coding has one reading and one set of words."""
    dims = {k: v for k, v in question.choices.items() if k != "aliases" or given.aliases}
    readings = (given.version, *(v for v in READINGS if v != given.version))
    by_rules = [dict(zip(dims, picks, strict=True)) for picks in product(*dims.values())]
    made = [{"coder": "rules", "reading": r, **picks} for r in readings for picks in by_rules]
    shared = {k: v for k, v in dims.items() if k in ("aliases", "unit") and "paragraph" not in v}
    told = {k: v[:1] for k, v in dims.items() if k not in shared}
    coders = CODERS.get(question.table, ()) if question.table in given.coded else ()
    for coder in coders:
        for picks in product(*shared.values()):
            fixed = {"coder": coder, "reading": "repaired", **{k: v[0] for k, v in told.items()}}
            made.append({**fixed, **dict(zip(shared, picks, strict=True))})
    return made


def specifications(given: Case, names: Sequence[str] = ()) -> pd.DataFrame:
    """Return every specification of every headline finding, one row each; the first of a finding is the default.

    Columns: finding, default (1 = the one the page tells), says, value, keeps (1 = the same answer as the default),
    reading, coder, and the choices (empty where a finding has no such choice). A coding counts as "repaired", for
    which it was made; without a list of expected actors nobody's absence is asked. What it can't do: weigh the
    choices. The share that keeps an answer is no probability.
    """
    rows = []
    for name in names or [name for name in QUESTIONS if name != "absent" or len(given.expected)]:
        question = QUESTIONS[name]
        answers = [(choice, question.answer(given, choice)) for choice in _choices(given, question)]
        first = answers[0][1].says
        for i, (choice, found) in enumerate(answers):
            told = {"finding": name, "default": int(i == 0), "says": found.says, "value": found.value}
            rows.append(told | {"keeps": int(found.says == first)} | choice)
    order = ["finding", "default", "says", "value", "keeps", "reading", "coder"]
    table = pd.DataFrame(rows)
    return table[[*order, *(c for c in table if c not in order)]].fillna(dict.fromkeys(table.columns.drop("value"), ""))


def stability(specs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a finding: finding, asks, says (by default), value, kept, of, share, others (counted, in words).

    `share` is the part of all listed specifications with the default's answer; it is not a probability.
    """
    rows = []
    for name, own in specs.groupby("finding", sort=False):
        first = own.iloc[0]
        others = own.loc[own["keeps"] == 0, "says"].value_counts()
        told = "; ".join(f"{says} ({n})" for says, n in others.items())
        row = {"finding": name, "asks": QUESTIONS[str(name)].asks, "says": first["says"], "value": first["value"]}
        rows.append(
            row | {"kept": int(own["keeps"].sum()), "of": len(own), "share": own["keeps"].mean(), "others": told}
        )
    return pd.DataFrame(rows)


def evidence(given: Case, name: str) -> pd.DataFrame:
    """Return the rows on which a finding rests by default: start, end, text (raw) and its table's own columns."""
    question = QUESTIONS[name]
    return question.answer(given, _choices(given, question)[0]).rows


# ---------------------------------------------------------------- the page


class Line(NamedTuple):
    """One sentence of the page: its section, its words, how firmly it stands, the rows it was counted on."""

    section: str
    words: str
    holds: str
    evidence: pd.DataFrame


def _several(number: int, thing: str) -> str:
    """Return a count with its noun.

    >>> _several(1, "claim"), _several(3, "claim")
    ('1 claim', '3 claims')
    """
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def _listed(names: pd.Series, rows: int = 4) -> str:
    """Return the most frequent names with their counts, in words, and how many are left out; "none" without any."""
    counts = names.value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], str(name)))
    told = [f"{name} ({counts[name]})" for name in order[:rows]]
    left = [f"{len(order) - rows} more"] if len(order) > rows else []
    return ", ".join(told + left) or "none"


def _leaders(names: pd.Series) -> tuple[list[str], int]:
    """Return the most frequent of `names`, several where they tie, and how often each occurs."""
    counts = names.value_counts()
    return sorted(str(name) for name in counts.index[counts == counts.max()]), int(counts.max()) if len(counts) else 0


def page(given: Case, specs: pd.DataFrame, rejected: Iterable[str] = ()) -> list[Line]:
    """Return the reading of the article, sentence by sentence, each with its evidence and how firmly it stands.

    `specs` is `specifications(given)`; `rejected` names Entman candidates that the reader does not accept, such as
    "s12 remedy". Sentences say what was counted in this text under these rules; words whose sense the damage turns
    don't count for problem, remedy and frame cues. What it can't do: tell what the writer meant, whether anything is
    true, how other articles do it, or what readers take from it.
    """
    firm = {row["finding"]: f"{row['kept']} of {row['of']}" for row in stability(specs).to_dict("records")}
    a = given.chosen
    parts = [_problems(a, set(rejected)), _causes(given, set(rejected)), _framed(a), _acting(a, given.aliases)]
    parts += [_on_one_side(a), _tied(a, given.aliases), _speaking(a), _silent(a), _entering(a, given.expected)]
    parts += [_toned(a), _damaged(given, specs), _limits(a)]
    return [line._replace(holds=firm.get(line.holds, "")) for part in parts for line in part]


def _turned(a: walk.Analysis) -> pd.DataFrame:
    """Return the places whose sense the damage turns or destroys: severe damage, and claims that no longer stand."""
    severe = a.damage[(a.damage["severity"] == 3) & (a.damage["kind"] != "lost_quotation")]
    return pd.concat([severe[["start", "end"]], a.claims.loc[a.claims["status"] == "undecidable", ["start", "end"]]])


def _accepted(proposed: pd.DataFrame, a: walk.Analysis, rejected: Iterable[str] = ()) -> pd.DataFrame:
    """Return the candidates not rejected whose sentence holds no words that the damage turns."""
    kept = proposed[~(proposed["sentence_id"] + " " + proposed["function"]).isin(set(rejected))]
    return kept[~walk.touched(kept, _turned(a))]


def _words(rows: pd.DataFrame, a: walk.Analysis) -> pd.Series:
    """Return the deciding words of `rows`, in small letters."""
    cells = [a.article.raw[s:e].lower() for cell in rows["evidence"] for s, e in tables.spans_of(cell)]
    return pd.Series(cells, dtype=str)


_FUNCTIONS = {"problem": "a problem", "remedy": "a remedy asked for or promised"}


def _problems(a: walk.Analysis, rejected: set[str]) -> list[Line]:
    proposed = _accepted(walk.candidates(a), a, rejected)
    lines = []
    for function, what in _FUNCTIONS.items():
        rows = proposed[proposed["function"] == function]
        there = a.named[a.named["sentence_id"].isin(rows["sentence_id"])]
        named = there.drop_duplicates(["sentence_id", "actor"])["actor"]
        own = int((rows["voice"] == "text").sum())
        words = f"Words for {what} stand in {_several(len(rows), 'sentence')}, {own} of them in the text’s own voice: "
        words += f"{_listed(_words(rows, a), 6)}; named in the same sentences: {_listed(named, 3)}."
        lines.append(Line("Problem and remedy", words, "", rows))
    return lines


def _causes(given: Case, rejected: set[str]) -> list[Line]:
    a = given.chosen
    both = [_accepted(walk.candidates(a, cause), a, rejected) for cause in ("strict", "loose")]
    strict, loose = (table[table["function"] == "cause"] for table in both)
    words = f"By the strict rule, {_several(len(strict), 'sentence')} "
    words += f"{'names' if len(strict) == 1 else 'name'} what produces a stated problem; {len(loose)} by a loose one"
    if "frames" in given.coded:
        found = [len(_coded(given, "frames", c).query("frame == 'cause'")) for c in CODERS["frames"]]
        words += f". Of the coding’s two passes, one has {found[1]} and the other {found[2]}, the reference {found[0]}"
    return [Line("Problem and remedy", f"{words}.", "cause", strict if len(strict) else loose)]


def _framed(a: walk.Analysis) -> list[Line]:
    cues = a.frames[~walk.touched(a.frames, _turned(a))]
    counts = cues["frame"].value_counts().reindex(framing.FRAMES, fill_value=0)
    order = sorted(counts.index, key=lambda f: (-counts[f], f))
    silent = ", ".join(f.replace("_", " ") for f in order if counts[f] == 0) or "none"
    lines: list[Line] = []
    for frame in order[:2]:
        rows = cues[cues["frame"] == frame]
        words = (
            f"Cues of {frame.replace('_', ' ')} stand in {counts[frame]} of {_several(len(a.sentences), 'sentence')}: "
        )
        lines.append(Line("Frame cues", f"{words}{_listed(_words(rows, a), 5)}.", "frame" if not lines else "", rows))
    words = f"Frames without any cue: {silent}. Left out: sentences whose sense the damage turns."
    return [*lines, Line("Frame cues", words, "", cues[:0])] if len(cues) else []


_ROLES = {
    "agent": ("on the acting side of a verb or noun", "acts"),
    "patient": ("on the side that is acted on", "acted on"),
}


def _verbs(rows: pd.DataFrame) -> pd.Series:
    """Return the governing words of `rows` of mentions: what is done, or done to them."""
    return rows["role_detail"].str.split(" of ").str[-1]


def _acting(a: walk.Analysis, aliases: Mapping[str, str]) -> list[Line]:
    lines = []
    for role, (side, finding) in _ROLES.items():
        rows = a.named[a.named["role"] == role]
        names, number = _leaders(rows["actor"])
        if number < LEAST:
            continue
        own = rows[rows["actor"].isin(names)]
        stand = "stand" if len(names) > 1 else "stands"
        words = f"{' and '.join(names)} {stand} most often {side}: {number} of {_several(len(rows), 'place')}"
        words += " each" if len(names) > 1 else f" ({_listed(_verbs(own), 5)})"
        whole = (
            f"; leaders counted as their state: {_listed(rows['actor'].replace(dict(aliases)), 2)}" if aliases else ""
        )
        lines.append(Line("Who acts, and on whom", f"{words}{whole}.", finding, own))
    return lines


def _on_one_side(a: walk.Analysis) -> list[Line]:
    """Return the actors that are named often and never change sides: all roles acting, or all acted on."""
    lines = []
    for role, side in (("agent", "acting"), ("patient", "acted on")):
        for actor, own in a.named.groupby("actor"):
            here = own[own["role"] == role]
            if len(here) >= LEAST and not (own["role"].isin(_ROLES) & (own["role"] != role)).any():
                words = f"{actor} is named {len(own)} times, {len(here)} times as {side} and never the other way: "
                words += f"{_listed(_verbs(here), 3)}."
                lines.append(Line("Who acts, and on whom", words, "", here))
    return lines


def _tied(a: walk.Analysis, aliases: Mapping[str, str]) -> list[Line]:
    section, tied = "Who acts, and on whom", a.relations
    if tied.empty:
        return [Line(section, "No tie between two named actors was found.", "", tied)]
    pairs, merged = _pairs(tied), _pairs(_merged(tied, aliases))
    first, number = _leaders(pairs)
    good, bad = tied[tied["sign"] > 0], tied[tied["sign"] < 0]
    done = tied[tied["modality"] == "asserted"]
    of = f"Of {_several(len(tied), 'place')} that tie two named actors"
    whole = f"; leaders counted as their state: {_listed(merged, 1)}" if aliases else ""
    kinds = f"{of}, {_are(len(good))} of a cooperative kind ({_listed(good['kind'].str.replace('_', ' '), 5)}), "
    told = f"{of}, {_are(len(done))} told as existing or done, {_are(len(tied) - len(done))} wished, planned, "
    return [
        Line(section, f"{of}, {number} join {'; as many each: '.join(first)}{whole}.", "pair", tied[pairs.isin(first)]),
        Line(section, f"{kinds}{len(bad)} of a conflictual one.", "kind of tie", tied[tied["sign"] != 0]),
        Line(section, f"{told}forecast, reported or denied.", "told", tied.drop(done.index)),
        *_relying(done, section),
    ]


def _relying(done: pd.DataFrame, section: str) -> list[Line]:
    rows = done[(done["kind"] == "rely_on") & (done["damaged"] == 0) & (done["voice"] == "text")]
    whom = rows["source_actor"] + " on " + rows["target_actor"]
    ways = set(zip(rows["source_actor"], rows["target_actor"], strict=True))
    back = "" if any((target, source) in ways for source, target in ways) else "; none the other way"
    words = f"On sound words, told to need or rely on another: {_listed(whom)}{back}."
    return [Line(section, words, "", rows)] if len(rows) else []


def _speaking(a: walk.Analysis) -> list[Line]:
    section, found = "Whose voice", a.claims[a.claims["status"] != "undecidable"]
    own, said, minds = (found[found["voice"] == voice] for voice in ("text", "reported", "imputed"))
    marked, boosted = found[found["certainty"] != "plain"], found[found["boosted"] == 1]
    torn, whole = own[own["status"] == "suspect"], _several(len(found), "claim")
    places = _several(said["sentence_id"].nunique(), "sentence")
    voice = f"Of {whole}, {len(own)} stand in the text’s own voice, {len(torn)} of these on damaged words."
    sources = f"Of {whole}, {_are(len(said))} reported from a source, in {places}: {_listed(_holders(said), 6)}."
    read = f"Of {whole}, {len(minds)} tell what somebody wishes or thinks and name no source for it: "
    sure = f"Of {whole}, {_are(len(boosted))} boosted, {_are(len(marked))} marked by a hedge or a modal: "
    return [
        Line(section, voice, "voice", own),
        Line(section, sources, "sources", said),
        Line(section, f"{read}{_listed(_holders(minds))}.", "minds", minds),
        Line(section, f"{sure}{_listed(marked['certainty_cue'].str.lower(), 5)}.", "", pd.concat([boosted, marked])),
    ]


def _holders(rows: pd.DataFrame) -> pd.Series:
    """Return who holds each claim: the actor, else the words for the source, "not resolved" where these are small."""
    small = set(tables.data("lexicons/function_words.csv")["entry"])
    words = rows["source"].where(~rows["source"].str.lower().isin({"", *small}), "not resolved")
    known = ~rows["source_actor"].isin(["", "unknown"])
    return rows["source_actor"].where(known, words).str.split(";").explode()


def _silent(a: walk.Analysis) -> list[Line]:
    said = a.claims[a.claims["voice"] == "reported"]
    heard = set(said["source_actor"].str.split(";").explode())
    often = a.named[~a.named["actor"].isin(heard)]
    often = often[often.groupby("actor")["start"].transform("size") >= LEAST]
    words = f"Named {LEAST} times or more and never the source of a reported claim: {_listed(often['actor'], 8)}."
    return [Line("Whose voice", words, "", often)] if len(often) else []


def _entering(a: walk.Analysis, expected: pd.DataFrame) -> list[Line]:
    section, first = "Who enters late or never", a.named.groupby("actor")["start"].min()
    start, end = (a.sentences["start"].min(), a.sentences["end"].max()) if len(a.sentences) else (0, 1)
    rows = a.named[a.named["actor"].isin(first.index[first > start + (end - start) * 2 / 3])]
    lines = [Line(section, f"By these names in the last third only: {_listed(rows['actor'], 12)}.", "", rows)]
    if len(expected):
        missing = framing.absence(a.named, expected)
        absent = ", ".join(missing.loc[missing["mentions"] == 0, "actor"]) or "none"
        words = f"Of {len(missing)} parties on a list fixed beforehand, not named as such: {absent}."
        lines.append(Line(section, f"{words}{_documents(missing)}", "absent", a.named[:0]))
    return lines


def _documents(listed: pd.DataFrame) -> str:
    return f" The list: {'; '.join(sorted(set(listed['document'])))}." if "document" in listed else ""


def _toned(a: walk.Analysis) -> list[Line]:
    told = []
    for row in walk.tone_by_voice(walk.tones(a)).to_dict("records"):
        mean = f"{row['value']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}], n = {row['n']}"
        told.append(f"{row['group']} " + (f"too few ({row['n']})" if np.isnan(row["low"]) else mean))
    rows = a.sentiment[(a.sentiment["layer"] == "in_context") & a.sentiment["score"].notna()]
    words = (
        f"Mean tone of a sentence by voice, −1 to 1, topic words left out: {'; '.join(told) or 'no word of the lists'}"
    )
    return [Line("Tone", f"{words} (95% interval over sentences).", "tone", rows.drop_duplicates("sentence_id"))]


def _damaged(given: Case, specs: pd.DataFrame) -> list[Line]:
    section, a = "What the damage did", given.chosen
    torn = a.sentences[a.sentences["damaged"] == 1]
    turned = a.sentences[walk.touched(a.sentences, _turned(a))]
    unread = a.claims[a.claims["status"] == "undecidable"]
    gone = [f"“{textwrap.shorten(text, 60, placeholder=' …')}”" for text in unread["text"]]
    words = f"{len(torn)} of {_several(len(a.sentences), 'sentence')} hold damaged words; in {len(turned)} the damage "
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
    words = f"All of this was counted in {_several(len(a.sentences), 'sentence')} of one text by fixed rules. It shows "
    words += "nothing about the writer’s intent, the outlet, other articles, or what readers take from it."
    return [Line("What one article can’t show", words, "", a.claims[:0])]


# ---------------------------------------------------------------- overruled, and rivals


def overruled(given: Case, codings: Sequence[tuple[str, str, str, str]]) -> Case:
    """Return the case with single codings of its chosen reading overruled: (table, row, column, value) each.

    The row of a claim is its claim_id; of any other table the number of the row, as its index prints it. Places and
    ids stay as they are. ArticleError,
    in a sentence, for a table, row, column or value that does not exist. Nothing else changes, and `given` stays.
    """
    changed: dict[str, Any] = {name: table.copy() for name, table in given.chosen.tables().items()}
    for name, row, column, value in codings:
        if name not in changed or column not in changed[name] or column in _FIXED:
            raise ArticleError(f"No column {column!r} of a table {name!r} can be overruled: see data/README.md.")
        table = changed[name]
        named = table["claim_id"] == row if name == "claims" else table.index.astype(str) == str(row)
        if not named.any():
            raise ArticleError(f"Table {name} has no row {row!r}: print it to see its rows.")
        table.loc[named, column] = _fitting(table[column], value)
        _check(name, table)
    return replace(given, walks={**given.walks, given.version: replace(given.chosen, **changed)})


_FIXED = ("article", "start", "end", "text", "sentence_id", "claim_id", "attribution_id")


def _fitting(column: pd.Series, value: str) -> str | int | float:
    """Return `value` as the kind of number or text that the column holds; ArticleError where it is none."""
    kind: Any = {"i": int, "f": float}.get(column.dtype.kind, str)
    try:
        return kind(str(value))
    except ValueError:
        raise ArticleError(f"{value!r} is no number such as column {column.name!r} holds.") from None


def _check(name: str, table: pd.DataFrame) -> None:
    """Raise ArticleError, naming column and values, where a coding is none that the codebook allows."""
    try:
        tables.validate(name, table)
    except pa.errors.SchemaErrors as error:
        column = error.failure_cases["column"].iloc[0]
        allowed = tables.SCHEMAS[name].columns[column].metadata["allowed"]
        raise ArticleError(f"That value is not allowed for {column} of {name}: it takes {allowed}.") from error


def rivals(specs: pd.DataFrame) -> pd.DataFrame:
    """Return the best other answer to each question: asks, says, rival, first (its specifications), of.

    A rival is the answer that most specifications give besides the default's; questions with one answer are left out.
    """
    rows = []
    for name, own in specs.groupby("finding", sort=False):
        others = own.loc[own["keeps"] == 0, "says"].value_counts()
        if len(others):
            row = {"asks": QUESTIONS[str(name)].asks, "says": own["says"].iloc[0], "rival": others.index[0]}
            rows.append(row | {"first": int(others.iloc[0]), "of": len(own)})
    return pd.DataFrame(rows, columns=["asks", "says", "rival", "first", "of"])


def write(specs: pd.DataFrame, path: Path) -> None:
    """Write a specification table as CSV with LF line ends, one row a specification."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        specs.to_csv(file, index=False, lineterminator="\n")
