"""The numbers of notebook 04."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from utils import actors, claims, figures, framing, relations, scoring, walk
from utils.ledger.numbers import (
    Number,
    Shown,
    Tables,
    beside,
    count,
    each,
    figure,
    marking,
    reference_coding,
    stated,
)
from utils.parsing import document


def framed(walks: Mapping[str, walk.Analysis], expected: pd.DataFrame) -> list[Shown]:
    """Return the numbers of notebook 04 that every article has, `expected` being its list of expected actors."""
    a = walks["mended"]
    cues, voices = walk.standing(a, "frames"), claims.sentence_voices(a.sentences, a.claims)
    unlisted = a.relations["kind"] == "other"
    tied, crowded = a.relations[~unlisted], relations.crowded(a.sentences, a.mentions)
    named = framing.naming(a.article.raw, a.named, voices)
    most, _ = figures.most(a.named["actor"])
    several, named_most = a.named.drop_duplicates("actor"), a.named[a.named["actor"] == most]
    told = {m: tied[tied["modality"] == m] for m in ("asserted", "hoped", "reported", "denied")}
    spoken = {v: cues[cues["voice"] == v] for v in figures.VOICES}
    reported = a.sentences[a.sentences["sentence_id"].map(voices) == "reported"]
    pair = relations.pair_names(tied)
    top = tied[pair == figures.most(pair)[0]]
    undirected = top[top["kind"].isin(relations.UNDIRECTED)]
    return [
        stated("04", "{actor} is named most, {n} times; {k} actors", actor=[], n=named_most, k=several),
        stated("04", "{n} pairs of an actor and a spelling, for {k} actors; {d} of", n=len(named), k=several,
               d=int(named["distanced"].sum())),
        stated("04", "{n} relations: {a} told as done", n=tied, a=told["asserted"], h=told["hoped"], r=told["reported"],
               d=told["denied"], x=tied[tied["damaged"] == 1]),
        stated("04", "Of {s} sentences that name or mean two", s=crowded, o=a.relations[unlisted],
               b=crowded[~crowded["sentence_id"].isin(tied["sentence_id"])]),
        stated("04", "No cue at all: {silent}. Of", silent=[], n=cues, t=spoken["text"], r=spoken["reported"],
               i=spoken["imputed"]),
        stated("04", "Pair with most relations: {pair}", pair=[], n=top, u=undirected, r=reported, s=a.sentences,
               gone=[], h=told["hoped"], m=tied),
        _agents(a),
        _entrances(a, expected),
        _cues(a),
        _causes(a),
        _matrix(tied),
    ]  # fmt: skip


def _agents(a: walk.Analysis) -> Shown:
    roles = a.named[a.named["role"] != "mention"]
    torn = roles[walk.touched(roles, marking(a.damage))]
    shown = list(actors.salience(roles)["actor"].head(8))
    rows = {(x, r): t for (x, r), t in roles.groupby(["actor", "role"])}
    none = roles[:0]
    acts, borne = ([rows.get((x, r), none) for x in shown] for r in ("agent", "patient"))
    stars = [torn[(torn["actor"] == x) & (torn["role"] == r)] for x in shown for r in ("agent", "patient")]
    sides = {r: roles[roles["role"] == r] for r in ("agent", "patient")}
    top = [side[side["actor"] == figures.most(side["actor"])[0]] for side in sides.values()]
    drawn = {r: side[side["actor"].isin(shown)] for r, side in sides.items()}
    return figure("04", "Right: the actor does, says", {
        "acts": acts, "acted on": [-len(t) for t in borne], "counts": [*acts, *borne, *(t for t in stars if len(t))],
        "finding": top, "measured": [drawn["agent"], sides["agent"], drawn["patient"], sides["patient"]],
    })  # fmt: skip


def _entrances(a: walk.Analysis, expected: pd.DataFrame) -> Shown:
    missing = framing.absence(a.named, expected)
    wanted = {name for cell in (*missing["actor"], *missing["also"]) for name in cell.split(";")}
    shown = set(actors.salience(a.named)["actor"].head(12)) | wanted
    rows = {str(actor): t for actor, t in a.named.groupby("actor") if actor in shown}
    marks: dict[str, Any] = {actor: each(t, "start") for actor, t in rows.items()}
    marks |= {"counts": [*rows.values(), *(0 for n in missing["mentions"] if n == 0)]}
    marks |= {"measured": [a.named[a.named["actor"].isin(shown)], a.named]}
    return figure("04", "Rows in order of entrance, counts", marks)


def _middles(rows: pd.DataFrame) -> list[Number]:
    return each(rows.assign(middle=(rows["start"] + rows["end"]) / 2), "middle")


def _cues(a: walk.Analysis) -> Shown:
    cues = walk.standing(a, "frames")
    rows = {frame: cues[cues["frame"] == frame] for frame in framing.FRAMES}
    most = max(rows.values(), key=len)
    marks = {frame: _middles(t) for frame, t in rows.items()}
    return figure(
        "04",
        "Compare rows with care: the",
        {**marks, "rows": list(rows.values()), "finding": [most, a.sentences, most[most["damaged"] == 1]]},
    )


def _causes(a: walk.Analysis) -> Shown:
    strict, loose = walk.candidates(a), walk.candidates(a, cause="loose")
    rows = {f: strict[strict["function"] == f] for f in ("problem", "judgement", "remedy")}
    rows |= {
        "cause, strict": strict[strict["function"] == "cause"],
        "cause, loose": loose[loose["function"] == "cause"],
    }
    marks: dict[str, Any] = {name: _middles(t) for name, t in rows.items()}
    title = [rows["cause, strict"], rows["cause, loose"]]
    return figure("04", "The two rows of cause differ", {**marks, "rows": list(rows.values()), "finding": title})


def _matrix(tied: pd.DataFrame) -> Shown:
    signed = tied[tied["kind"] != "other"]
    sides = {side: figures.leading(signed[side], 8) for side in ("source_actor", "target_actor")}
    kept = signed["source_actor"].isin(sides["source_actor"]) & signed["target_actor"].isin(sides["target_actor"])
    marks: dict[str, Any] = {
        f"{source} to {target}": [count(rows) for _, rows in cell.groupby(figures.tie_order(cell))]
        for (source, target), cell in signed[kept].groupby(["source_actor", "target_actor"])
    }
    good, bad = signed[signed["sign"] > 0], signed[signed["sign"] < 0]
    rest = signed[~kept]
    return figure("04", "A full mark is told", {
        **marks, "finding": [good, signed, bad, signed[~figures.undone(signed)]] if len(signed) >= 5 else [signed],
        "not drawn": [rest] if len(rest) else [],
    })  # fmt: skip


def framed_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 04 that hold the rules against the reference coding."""
    a = walks["mended"]
    coded = reference_coding(a.article)
    places, gold = coded["sentences"], coded["relations"]
    ours = walk.renumbered(a.relations, a.sentences, places)
    read = document(a.reading)
    plain_ = relations.plain_table(read, actors.named(actors.mention_table(read)))
    svo = walk.renumbered(plain_, a.sentences, places)
    lost = relations.pair_keys(gold) - relations.pair_keys(ours)
    roles = scoring.label_agreement(a.named, coded["mentions"], ["role"]).iloc[0]
    scores = scoring.frame([*_mention_scores(a, coded), *_relation_scores(ours, gold, svo), *_cue_scores(a, coded)])
    repaired = walk.candidates(walks["repaired"])
    cells = coded["frames"][coded["frames"]["frame"] == "cause"]
    marked = {c: cells[cells[c] != "0"] for c in ("strength", "coder_a", "coder_b")}
    return [
        stated("04", "{n} of {m} coded pairs are", n=len(lost), m=len(gold),
               k=sum(k[0] not in set(ours["sentence_id"]) for k in lost)),
        stated("04", "Roles on {n} shared mentions: kappa", **roles.drop(["what", "baseline"])),
        stated("04", "In the repaired reading the strict", n=repaired[repaired["function"] == "cause"], where=[],
               s=len(marked["strength"]), a=len(marked["coder_a"]), b=len(marked["coder_b"])),
        beside("04", "A dot is our F1, the red", scores,
                finding=[int((scores["low"] > scores["baseline"]).sum()), len(scores)], measured=[0.95]),
    ]  # fmt: skip


def _mention_scores(a: walk.Analysis, coded: Tables) -> list[dict[str, object]]:
    gold = _keys(coded["mentions"])
    names = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", a.article.raw)]
    plain_ = scoring.set_agreement(set(names), gold, "")["value"]
    return [scoring.set_agreement(_keys(a.named), gold, "mentions") | {"baseline": plain_}]


def _keys(rows: pd.DataFrame) -> set[tuple[int, int, str]]:
    return set(zip(rows["start"], rows["end"], rows["actor"], strict=True))


def _relation_scores(ours: pd.DataFrame, gold: pd.DataFrame, svo: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for signed in (False, True):
        mine, theirs, simple = (relations.pair_keys(t, signed) for t in (ours, gold, svo))
        baseline = scoring.set_agreement(simple, theirs, "")["value"]
        rows.append(scoring.set_agreement(mine, theirs, "relations") | {"baseline": baseline})
    return rows


def _cue_scores(a: walk.Analysis, coded: Tables) -> list[dict[str, object]]:
    marked = coded["frames"][coded["frames"]["strength"] != "0"].replace({"morality": "moral"})
    found = walk.renumbered(walk.standing(a, "frames"), a.sentences, coded["sentences"])
    rows = []
    for frame in framing.FRAMES:
        mine, theirs = (set(t.loc[t["frame"] == frame, "sentence_id"]) for t in (found, marked))
        if len(theirs) >= 5:
            always = scoring.set_agreement(coded["sentences"]["sentence_id"], theirs, "")["value"]
            rows.append(scoring.set_agreement(mine, theirs, frame) | {"baseline": always})
    return rows
