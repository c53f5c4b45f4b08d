"""One actor, one name: short and long names of one organisation are one actor."""

from __future__ import annotations

from dataclasses import replace

from utils.actors.lists import Mention, group

_UNLISTED = frozenset(["recognised", "named by its noun", "named again"])


def one_name(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with a shorter name of an organisation as the only longer one it opens or ends after "of".

    "Microsoft" is Microsoft Corporation, "Scientology" the Church of Scientology, where the text has one such name.
    A person is never an organisation, and what a list names keeps the list's name; but a single word taken for a
    person that nowhere has a given name or a title is the firm whose name it opens ("Quantor", Quantor Motors).
    """
    unlisted = dict.fromkeys(m.actor for m in mentions if m.kind == "organisation" and m.form in _UNLISTED)
    listed = {m.actor for m in mentions if m.kind == "organisation"} - set(unlisted)
    longer = {
        a: [b for b in unlisted if b != a and (b.startswith(f"{a} ") or b.endswith(f" of {a}"))] for a in unlisted
    }
    same = {a: found[0] for a, found in longer.items() if len(found) == 1}
    for name in unlisted:
        firm, _, last = name.rpartition(" ")
        if firm in listed and last.lower() in group("name_nouns", "corporate"):
            same[name] = firm
    opened = {name: [b for b in unlisted if b.startswith(f"{name} ")] for name in _bare(mentions)}
    firms = {name: found[0] for name, found in opened.items() if len(found) == 1}
    mentions = [replace(m, actor=firms[m.actor], kind="organisation") if m.actor in firms else m for m in mentions]
    return [replace(m, actor=same[m.actor]) if m.actor in same and m.form in _UNLISTED else m for m in mentions]


def _bare(mentions: list[Mention]) -> set[str]:
    """Return the persons that the text calls by one word only."""
    people = {m.actor for m in mentions if m.kind == "person"}
    return people - {m.actor for m in mentions if " " in m.actor or m.title or m.end - m.start > len(m.actor)}
