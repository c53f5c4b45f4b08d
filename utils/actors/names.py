"""Names: what the lists hold, organisations by their nouns and acronyms, persons, and what is only part of a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from utils.actors.identity import one_name
from utils.actors.lists import (
    CAP,
    DATES,
    Entry,
    Mention,
    View,
    by_first_word,
    entries,
    group,
    hits,
    is_inside,
    longest,
    people_of,
    title_groups,
)
from utils.actors.persons import is_name_noun, named_persons
from utils.actors.recogniser import again, demonyms, recognised, short_names
from utils.article import Span

_CAPITALISED = re.compile(rf"{CAP}[\w'-]*")


def listed_names(text: str) -> list[Mention]:
    """Return listed designations; those shared with something else only where the text names the actor twice."""
    found = list(hits(text, entries()))
    sure = {m.actor for m in longest(m for m in found if m.needs != "company")}
    return longest(m for m in found if m.needs != "company" or m.actor in sure)


@lru_cache
def _organisation_pattern() -> re.Pattern[str]:
    last = "|".join(w.capitalize() for w in sorted(group("name_nouns", "organisation")))
    opener = "|".join(w.capitalize() for w in sorted(group("name_nouns", "opener")))
    word = rf"(?:{CAP}[\w'-]*|and|&)"
    dated = rf"(?!(?:{'|'.join(sorted(DATES))})\b)"  # a council on aging, not a council on Monday
    field = rf"(?: (?:of|for|on) (?:the )?{dated}{CAP}\w+(?: {CAP}\w+){{0,3}}){{0,2}}"
    run = rf"(?:People's )?{CAP}[\w-]*(?: {word}){{0,5}}? (?:{last})(?!'s? {CAP}){field}"  # the Dockers' Union
    of = rf"(?:{CAP}\w+ ){{0,2}}(?:{opener}) (?:of|for|on) (?:the )?{dated}{CAP}[\w-]*(?: (?:and )?{CAP}[\w-]*){{0,3}}"
    return re.compile(rf"(?<![\w-])(?:{run}|{of})(?![\w-])")


def _organisations(view: View) -> Iterator[Mention]:
    """Yield names that end, or begin before "of", in a noun for an organisation."""
    text = view.text
    for found in _organisation_pattern().finditer(text):
        start, name = found.start(), found.group()
        while " " in name and (_starts_wrong(name) or not _nnp_or_adjective(view, start)):
            cut = name.index(" ") + 1
            start, name = start + cut, name[cut:]
        if " " in name and _CAPITALISED.match(name):
            yield Mention(start, start + len(name), name, "organisation", "named by its noun")


_SAINTS = re.compile(rf"(?<![\w-])(?:St\.?|Saint) {CAP}[\w-]+'s?(?: {CAP}[\w-]+)*(?![\w-])")


def _saints(text: str) -> Iterator[Mention]:
    """Yield what is named after a saint and owned by nobody: "St Anne's", "St Anne's Care"."""
    for found in _SAINTS.finditer(text):
        yield Mention(*found.span(), found.group(), "organisation", "named by its noun")


def _starts_wrong(name: str) -> bool:
    """Return whether a run opens with an article, or joins two organisations by "and"."""
    first, _, rest = name.partition(" ")
    joined = re.match(r"(?:and|&) ", rest)
    return first in {"The", "A", "An", "and", "&"} or bool(joined and is_name_noun(first))


def _nnp_or_adjective(view: View, start: int) -> bool:
    token = view.token_at(start)
    return token is None or token.pos_ in {"PROPN", "ADJ", "NOUN"}


_SMALL = r"(?:and|for|from|in|of|on|the|to|with|&)"
_LINK = r"(?:of|for|from|in|at|on|with|to|by|who|whose|and)"


@lru_cache
def _described_pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(group("descriptions", "body") - group("descriptions", "by_name"), key=len, reverse=True))
    name = rf"{CAP}[\w'-]*(?: (?:{_SMALL} ){{0,2}}{CAP}[\w'-]*){{0,4}}"
    between = rf"(?:(?!{_LINK} )[\w'-]+ ){{0,4}}?"
    before = rf"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir) {between}(?:{nouns}), (?P<named>{name})(?=, )"
    after = rf"(?P<name>{name}), an? {between}(?:{nouns})(?=[,.;]| (?:that|which|based)\b)"
    return re.compile(rf"(?<![\w'-])(?:{before}|{after})")


def _described(text: str) -> Iterator[Mention]:
    """Yield names that the text says are bodies: "Nets First, a group that", "the party, National Accord,"."""
    for found in _described_pattern().finditer(text):
        which = "name" if found["name"] else "named"
        start, name = found.start(which), found[which]
        opened = re.match(r"(?:The|A|An|And|But|For|In|At|On|By|With|From|To) ", name)
        start, name = (start + opened.end(), name[opened.end() :]) if opened else (start, name)
        yield Mention(start, start + len(name), name, "organisation", "named by its noun")


_ACRONYM = re.compile(r" \((?:the )?(?P<short>[A-Z][A-Za-z-]{1,9})\)")


def _acronyms(text: str, named: list[Mention]) -> Iterator[Mention]:
    """Yield the acronyms of organisations, wherever they stand: given in brackets, or the letters of one name alone."""
    given = []
    for mention in named:
        found = _ACRONYM.match(text, mention.end)
        if found and mention.kind in {"organisation", "group", "region"} and sum(map(str.isupper, found["short"])) > 1:
            given.append(Entry(found["short"], mention.actor, mention.kind, "acronym", ""))
    told = {entry.words for entry in given} | entries().keys()
    spelled: dict[str, set[str]] = defaultdict(set)
    for name in dict.fromkeys(m.actor for m in named if m.kind == "organisation" and m.form == "named by its noun"):
        spelled["".join(word[0] for word in name.split(" ") if word[0].isupper())].add(name)
    for short, owners in spelled.items():
        if len(short) > 2 and len(owners) == 1 and short not in told:
            given.append(Entry(short, owners.pop(), "organisation", "acronym", ""))
    yield from hits(text, by_first_word(given))


_SPELLED = re.compile(
    rf"(?<![\w-])(?P<short>{CAP}{{3,8}})(?: \w+){{0,3}} "
    rf"\((?P<long>{CAP}[\w'-]*(?: (?:and|for|in|of|on|the|{CAP}[\w'-]*)){{2,}})[;)]"
)


def _spelled_out(text: str) -> Iterator[Mention]:
    """Yield an organisation whose acronym comes first: "the KPA (Korean People's Army)", and each place of it."""
    given = []
    for found in _SPELLED.finditer(text):
        name = found["long"]
        if "".join(re.findall(rf"(?<![\w'])({CAP})", name)) == found["short"] and found["short"] not in entries():
            given += [Entry(words, name, "organisation", "acronym", "") for words in (found["short"], name)]
    yield from hits(text, by_first_word(given))


def _title_case(view: View) -> list[Span]:
    """Return the paragraphs in which all long words but one are capitalised: there a capital says nothing."""
    spans = []
    for paragraph in view.document.paragraphs:
        words = [t.text for t in paragraph if t.is_alpha and len(t) > 3]
        if len(words) > 3 and sum(w[0].islower() for w in words) < 2:
            spans.append((paragraph.start_char, paragraph.end_char))
    return spans


def _part_of_a_name(text: str, mention: Mention, taken: set[int]) -> bool:
    """Return whether a state's name is only part of another proper name: "Pakistan Stream Gas Pipeline"."""
    after = re.match(rf" (?P<run>{CAP}[\w-]*(?: {CAP}[\w-]*)*)", text[mention.end : mention.end + 80])
    before = re.search(rf"(?<=\w )({CAP}[\w-]+) $", text[max(0, mention.start - 30) : mention.start])
    if mention.needs == "alone" and before and before.group(1) not in DATES and mention.start - 2 not in taken:
        return True
    if not after or mention.end + 1 in taken or after["run"].split(" ")[0] in DATES:
        return False
    if mention.form in {"name", "capital"}:
        return after["run"].lower() not in title_groups()
    return after["run"].split(" ")[-1].lower() in group("name_nouns", "thing")


def names(view: View) -> list[Mention]:
    """Return all named actors of a text, in order, nothing nested."""
    text, headlines = view.text, _title_case(view)
    listed = listed_names(text)
    table = view.document.sentences
    datelines = [*zip(*(table.loc[table["role"] == "dateline", c] for c in ("start", "end")), strict=True)]
    organisations = [*_organisations(view), *_described(text), *_saints(text)]
    seen = recognised(view, listed, headlines)
    persons = named_persons(view, [*listed, *organisations], [m for m in seen if m.kind == "person"])
    surnames = {m.actor for m in persons}
    others = [m for m in seen if m.kind != "person" and m.actor not in surnames]
    bodies = {m.actor: m.kind for m in [*organisations, *others]}
    short = short_names(view, bodies)
    given = group("given_names", "male", "female")
    cut = {name for name in short if " " in name and name.split(" ")[0].lower() not in given}
    cut = {name for name in cut if not re.search(rf"{re.escape(name)},? who\b", text)}
    persons = [m for m in persons if text[m.start : m.end] not in cut]  # Calder Vale, where the Calder Vale Trust acts
    loose = [*organisations, *persons, *others, *again(view, bodies), *again(view, short)]
    loose += demonyms(view, {name for name, kind in bodies.items() if kind == "region" and " " not in name})
    loose = [m for m in loose if not (is_inside(m.start, headlines) and m.form in {"full name", "named by its noun"})]
    named = longest([*listed, *loose])
    named = longest([*_spelled_out(text), *_acronyms(text, named), *named])
    taken = {i for m in named for i in range(m.start, m.end)}
    places = {"state", "region"}
    part = {
        m for m in named if m.kind in places and not is_inside(m.start, headlines) and _part_of_a_name(text, m, taken)
    }
    kept = [m for m in named if m.kind and m not in part and not is_inside(m.start, datelines)]
    told = one_name([_with_its_noun(text, _as_people(view, m)) for m in kept], view)
    seats = {m.actor for m in told if m.kind == "region"}
    return [replace(m, kind="region") if m.actor in seats else m for m in told]


_SEAT = re.compile(r"(?<!\w)(?:[Tt]he )?(?:[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Cc]ounty|[Dd]istrict) of $")


def _with_its_noun(text: str, mention: Mention) -> Mention:
    """Return the name of a body with the noun that says what it is: "the Scientology organization"."""
    before = _SEAT.search(text, max(0, mention.start - 20), mention.start)
    if before and mention.kind in {"organisation", "region"}:
        return replace(mention, start=before.start(), kind="region")
    if mention.kind not in {"organisation", "group"} or text[mention.start - 1 : mention.start] == "-":
        return mention
    after = re.match(rf" (?:{'|'.join(sorted(group('descriptions', 'body')))})(?![\w-])", text[mention.end :][:20])
    return replace(mention, end=mention.end + after.end()) if after else mention


def _as_people(view: View, mention: Mention) -> Mention:
    """Return "the Afghan people" and a bare "the French" as the people, anything else as it is."""
    text = view.text
    if mention.form != "adjective":
        return mention
    nouns = "|".join(sorted(group("descriptions", "people")))
    after = re.match(rf" (?:{nouns})\b", text[mention.end : mention.end + 20])
    the = 4 if text[: mention.start].endswith(("the ", "The ")) else 0
    if after:
        return replace(
            mention,
            start=mention.start - the,
            end=mention.end + after.end(),
            kind="people",
            actor=people_of(mention.actor),
        )
    token = view.token_at(mention.start)
    bare = token is not None and token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"} and the
    return replace(mention, kind="people", actor=people_of(mention.actor)) if bare else mention
