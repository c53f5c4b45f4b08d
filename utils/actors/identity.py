"""One actor, one name: short and long names of one organisation are one actor."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from utils.actors.lists import Mention, View, group, plain, rows
from utils.actors.recogniser import everywhere, is_setting

_UNLISTED = frozenset(["recognised", "named by its noun", "named again"])


def one_name(mentions: list[Mention], view: View) -> list[Mention]:
    """Return the mentions with a shorter name of an organisation as the only longer one it opens or ends after "of".

    "Microsoft" is Microsoft Corporation, "Scientology" the Church of Scientology, where the text has one such name.
    A person is never an organisation, and what a list names keeps the list's name; but a single word taken for a
    person that nowhere has a given name or a title, or for a place that nothing stands in, is the firm whose name it
    opens ("Quantor", Quantor Motors). The government of a state or territory is that state ("the UK Government"), and
    a body that the text also calls without its state is one body ("the Kenyan Interior Ministry").
    """
    unlisted = dict.fromkeys(m.actor for m in mentions if m.kind == "organisation" and m.form in _UNLISTED)
    listed = {m.actor for m in mentions if m.kind == "organisation"} - set(unlisted)
    longer = {
        a: [b for b in unlisted if b != a and (b.startswith(f"{a} ") or b.endswith((f" of {a}", _plural(a), _tail(a))))]
        for a in unlisted
    }
    same = {a: found[0] for a, found in longer.items() if len(found) == 1}
    for name in unlisted:
        firm, _, last = name.rpartition(" ")
        if firm in listed and last.lower() in group("name_nouns", "corporate"):
            same[name] = firm
    states = {}
    for name in unlisted:
        place, body = _of_a_state(name)
        if place and body.lower() == "government":
            states[name] = place
        elif place and body in unlisted:
            same[name] = body
    opened = {name: [b for b in unlisted if b.startswith(f"{name} ")] for name in _bare(mentions, view)}
    firms = {name: found[0] for name, found in opened.items() if len(found) == 1}
    mentions = [replace(m, actor=firms[m.actor], kind="organisation") if m.actor in firms else m for m in mentions]
    mentions = [replace(m, actor=same[m.actor]) if m.actor in same and m.form in _UNLISTED else m for m in mentions]
    return [
        replace(m, actor=states[m.actor], kind=_governed()[states[m.actor]]) if m.actor in states else m
        for m in mentions
    ]


def _of_a_state(name: str) -> tuple[str, str]:
    """Return the state or territory whose name or adjective opens the name of a body, and the rest; "" without one."""
    words = name.split()
    for number in range(len(words) - 1, 0, -1):
        place = _designations().get(plain(" ".join(words[:number])))
        if place:
            return place, " ".join(words[number:])
    return "", name


@lru_cache
def _designations() -> dict[str, str]:
    """Return the names and adjectives of states and territories, and whom they name."""
    told: dict[str, str] = {}
    for table in ("states", "territories"):
        own = rows(table)
        own = own[own["form"].isin(["name", "adjective", "short"]) & (own["needs"] != "company")]
        told |= dict(zip(map(plain, own["entry"]), own["actor"], strict=True))
    return told


@lru_cache
def _governed() -> dict[str, str]:
    """Return the kind of each state and territory: state or region."""
    return dict.fromkeys(rows("territories")["actor"], "region") | dict.fromkeys(rows("states")["actor"], "state")


def _tail(name: str) -> str:
    """Return how a longer name ends that one of three words or more is cut from, or what no name ends in."""
    return f" {name}" if name.count(" ") > 1 else "\n"


def _plural(name: str) -> str:
    """Return how a longer name ends that a plural may stand for ("Rovers"), or what no name ends in."""
    return f" {name}" if name.endswith("s") and " " not in name else "\n"


def _bare(mentions: list[Mention], view: View) -> set[str]:
    """Return the persons that the text calls by one word only, and the unlisted places that nothing stands in."""
    people = {m.actor for m in mentions if m.kind == "person"}
    called = {m.actor for m in mentions if " " in m.actor or m.title or _has_given_name(m, view.text)}
    places = {m.actor for m in mentions if m.kind == "region" and m.form in _UNLISTED and " " not in m.actor}
    return (people - called) | {name for name in places if not is_setting(view, everywhere(view.text, name))}


def _has_given_name(mention: Mention, text: str) -> bool:
    """Return whether a given name stands before a surname; "Haulier Kestrane" at the start of a headline has none."""
    before = text[mention.start : mention.end].removesuffix(mention.actor).split()
    given = group("given_names", "male", "female")
    opening = mention.start == 0 or text[mention.start - 1] == "\n"
    return any(w[0].isupper() and (not opening or w.lower() in given) for w in before)
