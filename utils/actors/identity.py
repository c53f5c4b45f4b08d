"""One actor, one name: short and long names of one organisation are one actor."""

from __future__ import annotations

from dataclasses import replace

from utils.actors.lists import Mention, group

_UNLISTED = frozenset(["recognised", "named by its noun", "named again"])


def one_name(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with a shorter name of an organisation as the only longer one it opens or ends after "of".

    "Microsoft" is Microsoft Corporation, "Scientology" the Church of Scientology, where the text has one such name.
    A person is never an organisation, and what a list names keeps the list's name.
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
    return [replace(m, actor=same[m.actor]) if m.actor in same and m.form in _UNLISTED else m for m in mentions]
