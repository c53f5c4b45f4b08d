"""The mentions table of one document, and the actors of a plain text."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from utils import tables
from utils.actors.lists import Mention, View, entries, hits, longest, plain
from utils.actors.names import listed_names, names
from utils.actors.persons import surname, titled_persons
from utils.actors.phrases import descriptions
from utils.actors.pronouns import Resolver
from utils.actors.roles import role_of
from utils.parsing import Document, document


def _found(view: View) -> list[Mention]:
    named = names(view)
    described = list(descriptions(view, named))
    spans = longest([*named, *described])
    places = {(m.start, m.end) for m in spans}
    described = [m for m in described if (m.start, m.end) in places]
    kept = [m for m in spans if m.form != "description"]
    told = [*kept, *described]
    return sorted([*told, *Resolver(view, told).links_of()], key=lambda m: (m.start, m.actor))


def mention_table(document: Document) -> pd.DataFrame:
    """Return the `mentions` table of one reading, offsets into its text, one row per actor and place.

    The longest designation counts, nothing nested; a joint description ("the two sides") gives a row per actor.
    Who exists is told by the text: the parser's entity recogniser, titles ("Foreign Minister Sergei Lavrov"), nouns
    that end the names of organisations, names that come again, and the lists in data/actors, which also tell which
    names are one actor: capitals and seats of government stand for their states, adjectives of nationality count as
    the state, a people is kept apart from its state. `form` is name, phrase or pronoun; `rule` says what linked it.
    Phrases and pronouns are linked only where one actor leads; else they have no row, but for a body that the text
    calls by its noun alone three times or more ("the federation", rule `unnamed`). Roles follow the parse: see
    `role_of`; `walk.analyse` takes them from a damaged headline.

    What it can't do: text in capitals only, or without capitals; "we" of a person; a phrase that holds a name; two
    persons of one surname where the text leaves out the given name; a capital as a mere place told from a government.
    A wrong parse or a name the small model does not know goes unseen; whose names that hits `found_by_origin` tells.
    Sources: Lee et al. 2013 and Lappin & Leass 1994 for the order and weights of the links; checked on GUM (Zeldes
    2017).
    """
    view, text = View.of(document), str(document.text)
    rows = []
    for m in _found(view):
        sentence = document.sentence_id(m.start)
        token = document.head(m.start, m.end)
        role, detail = role_of(token) if token is not None else ("mention", "no parse")
        form, _, rule = m.form.rpartition(":")
        form = form or ("phrase" if rule == "description" else "name")
        if sentence:
            rows.append(
                {"start": m.start, "end": m.end, "text": text[m.start : m.end], "sentence_id": sentence}
                | {"actor": m.actor, "kind": m.kind, "role": role, "role_detail": detail, "form": form, "rule": rule}
            )
    return tables.make("mentions", rows)


def named(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that name or describe their actor, pronouns left out."""
    return mentions[mentions["form"] != "pronoun"].reset_index(drop=True)


def find_actors(text: str) -> list[dict[str, Any]]:
    """Return who is in a text: dicts with start, end (exclusive), actor (standard name) and kind; see `mention_table`.

    >>> [(m["actor"], m["kind"]) for m in find_actors("Halvard Rusten spoke for Norway. He was tired.")]
    [('Rusten', 'person'), ('Norway', 'state'), ('Rusten', 'person')]
    """
    table = mention_table(document(text))
    return [{str(k): v for k, v in row.items()} for row in table[["start", "end", "actor", "kind"]].to_dict("records")]


def standard_name(words: str) -> str:
    """Return the standard name of a listed actor or a titled person, "" if the words name none.

    >>> standard_name("the Kremlin"), standard_name("President Putin"), standard_name("analysts")
    ('Russia', 'Putin', '')
    """
    flat = plain(words).strip().removesuffix("'s")
    flat = re.sub(r"^(?:the|The) ", "", flat)
    whole = [m for m in hits(flat, entries()) if (m.start, m.end) == (0, len(flat)) and m.kind]
    if whole:
        return min(whole, key=lambda m: bool(m.needs)).actor
    view = View.of(document(flat))
    titled = [name for m, name in titled_persons(view, listed_names(flat)) if m.end == len(flat)]
    return surname(titled[0], flat) if titled else ""
