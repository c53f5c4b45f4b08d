"""What a finding comes to in plain words: only as much as its counts can carry, a method with errors behind them."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pandas as pd

from utils import framing, relations, walk
from utils.figures import LEAST

NAMED = 3  # names that may lead together
CITED = 5  # sources that are named, at most
OFTEN = 3  # counts of a name that is told to lead
SHARES = {
    0.1: "about a tenth",
    0.2: "about a fifth",
    0.25: "about a quarter",
    1 / 3: "about a third",
    0.4: "about two fifths",
    0.5: "about half",
    0.6: "about three fifths",
    2 / 3: "about two thirds",
    0.75: "about three quarters",
    0.8: "about four fifths",
    0.9: "nearly all",
}
SEEN = 1 / 2  # of the sentences with two actors, in which ties must be found to say how ties are told


def plainly(a: walk.Analysis) -> dict[str, str]:
    """Return for each finding of the first screen a sentence in words; "" where the counts lie too close to tell.

    Shares are rounded to the nearest of `SHARES`, and who leads is told where the lead is at least the square root
    of both counts together (`ahead`), so that a few rows read wrongly don't turn a sentence. What it can't do: know
    how many rows are wrong; that is what the score of the method tells.
    """
    return {name: words(a) for name, words in _WORDS.items()}


def ahead(more: int, less: int) -> bool:
    """Return whether a count leads another by as much as counts like these wander, or more.

    >>> ahead(6, 1), ahead(6, 4)
    (True, False)
    """
    return more - less >= sqrt(more + less)


def share(part: int, whole: int) -> str:
    """Return a share in words.

    >>> share(27, 55), share(0, 9), share(1, 90)
    ('about half', 'none', 'hardly any')
    """
    if part in (0, whole):
        return "all" if part else "none"
    told = part / whole
    return "hardly any" if told < 0.05 else SHARES[min(SHARES, key=lambda one: abs(one - told))]


def leading(names: pd.Series) -> list[str]:
    """Return the names that lead the others clearly, at most three; none where the counts lie close."""
    counts = names.value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], str(name)))
    for number in range(1, min(NAMED, len(order)) + 1):
        last = int(counts[order[number - 1]])
        following = int(counts[order[number]]) if number < len(order) else 0
        if last >= OFTEN and ahead(last, following):
            return [str(name) for name in order[:number]]
    return []


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _claims(a: walk.Analysis) -> pd.DataFrame:
    return a.claims[a.claims["status"] != "undecidable"]


def _holders(rows: pd.DataFrame) -> pd.Series:
    """Return who holds each claim, those without an actor left out."""
    named = rows["source_actor"].str.split(";").explode()
    return named[~named.isin(["", "unknown"])]


_MIND = "tells, without a source, what somebody thinks or wants"
_VOICES = {"text": "stands in the text’s own voice", "reported": "is reported from a source", "imputed": _MIND}


def _voice(a: walk.Analysis) -> str:
    found = _claims(a)
    most = leading(found["voice"])
    if len(most) != 1:
        return ""
    return f"{share(int((found['voice'] == most[0]).sum()), len(found))} of what is claimed {_VOICES[most[0]]}"


def _sources(a: walk.Analysis) -> str:
    found = _claims(a)
    counts = _holders(found[found["voice"] == "reported"]).value_counts()
    left_out = max(1, int(counts.iloc[CITED])) if len(counts) > CITED else 1
    names = sorted(map(str, counts.index[counts > left_out]), key=lambda name: (-counts[name], name))
    if not names:
        return ""
    states = set(a.mentions.loc[a.mentions["kind"] == "state", "actor"])
    whole = " (a state stands for whoever speaks for it)" if states & set(names) else ""
    return f"of those that it names, {_joined(names)} {'are' if names[1:] else 'is'} reported most{whole}"


def _minds(a: walk.Analysis) -> str:
    found = _claims(a)
    read = found[found["voice"] == "imputed"]
    most = leading(_holders(read))
    if not most:
        return ""
    return f"{share(len(read), len(found))} of what is claimed {_MIND}, most often {_joined(most)}"


def _named(a: walk.Analysis) -> str:
    most = leading(a.named["actor"])
    return f"the text names {_joined(most)} most" if most else ""


def _roles(a: walk.Analysis, role: str) -> list[str]:
    return leading(a.named.loc[a.named["role"] == role, "actor"])


def _acts(a: walk.Analysis) -> str:
    most = _roles(a, "agent")
    verbs = "act, speak or are" if len(most) > 1 else "acts, speaks or is"
    return f"most often it is {_joined(most)} that {verbs} described" if most else ""


def _acted_on(a: walk.Analysis) -> str:
    most = _roles(a, "patient")
    return f"something is most often done or said to {_joined(most)}" if most else ""


def _tied(a: walk.Analysis) -> pd.DataFrame:
    return a.relations[a.relations["kind"] != "other"]


def _pair(a: walk.Analysis) -> str:
    most = leading(relations.pair_names(_tied(a)))
    return f"no two actors are tied as often as {most[0]}" if len(most) == 1 else ""


def _kind(a: walk.Analysis) -> str:
    signs = _tied(a)["sign"]
    good, bad = int((signs > 0).sum()), int((signs < 0).sum())
    if ahead(good, bad):
        return "of the ties found between its actors, more are cooperation than conflict"
    return "of the ties found between its actors, more are conflict than cooperation" if ahead(bad, good) else ""


def _told(a: walk.Analysis) -> str:
    tied = _tied(a)
    crowded = relations.crowded(a.sentences, a.mentions)["sentence_id"]
    if crowded.isin(tied["sentence_id"]).sum() < SEEN * len(crowded):
        return ""
    done = int((tied["modality"] == "asserted").sum())
    others = "wished for, planned, demanded, foreseen, reported or denied"
    if ahead(done, len(tied) - done):
        return f"most of the ties found are told as existing or done, not as {others}"
    return f"most of the ties found are {others}, not told as existing or done" if ahead(len(tied) - done, done) else ""


def _frame(a: walk.Analysis) -> str:
    most = leading(walk.standing(a, "frames")["frame"].str.replace("_", " "))
    if len(most) != 1:
        return ""
    which = f"of {len(framing.FRAMES)} lists of frame words, that of the {most[0]} frame"
    return f"{which} has words in more sentences than any other: what is talked about, not what is argued"


def _tone(a: walk.Analysis) -> str:
    own = walk.tone_by_voice(walk.tones(a)).query("group == 'text'")
    warm, cold = bool((own["low"].round(2) > 0).any()), bool((own["high"].round(2) < 0).any())  # as they are printed
    more, less = ("warm", "cold") if warm else ("cold", "warm")
    return f"the text’s own voice has more {more} words than {less} ones, its topic’s perhaps" if warm or cold else ""


def _cause(a: walk.Analysis) -> str:
    named = walk.candidates(a, "strict").query("function == 'cause'")
    return "the text names what brings its problems about" if len(named) >= LEAST else ""


_WORDS: dict[str, Callable[[walk.Analysis], str]] = {
    "voice": _voice,
    "sources": _sources,
    "minds": _minds,
    "named": _named,
    "acts": _acts,
    "acted on": _acted_on,
    "pair": _pair,
    "kind of tie": _kind,
    "told": _told,
    "frame": _frame,
    "tone": _tone,
    "cause": _cause,
}
