"""Persons: titled, named in full with a sign of a person, and named again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

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
    role_words,
    rows,
    title_groups,
)
from utils.actors.recogniser import ends_as, is_body

_OF = "bin|ibn|van|von|der|den|de|da|di|du|del|dos|la|le|ten|ter|te|zu|af|av"
_PARTICLE = rf"(?<!\w)(?:(?:al|el|{_OF}) ){{0,3}}"
_WORD = rf"{CAP}(?:[\w-]|'(?!s\b))*\w"
_PART = rf"(?:{_PARTICLE}(?:(?:[aA]l|[eE]l|[Aa]n|[Aa]sh)-)?{_WORD}|{CAP}\.)"
_WORD_BEFORE = re.compile(rf"(?:[\w-]|{CAP}[\w'.-]* )$")
_WORD_BEHIND = re.compile(rf"[\w-]|'t| {CAP}")
_NAME = rf"{_PART}(?: {_PART}| \"{CAP}\w+\"){{0,3}}"


@lru_cache
def _title_pattern() -> re.Pattern[str]:
    titles = sorted(rows("titles")["entry"], key=len, reverse=True)
    before = "|".join(sorted(map(re.escape, group("descriptions", "modifier")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<before>(?:(?i:{before})[ -]){{0,3}})(?P<title>(?i:{'|'.join(map(re.escape, titles))}))"
        rf"(?P<of>(?: of (?:the )?{CAP}\w+| (?:of|in|to|for|at) (?:the )?{CAP}\w+(?: {CAP}\w+){{0,2}}(?=,))?)"
        rf",? (?P<name>{_NAME})"
    )


def titled_persons(view: View, listed: list[Mention]) -> Iterator[tuple[Mention, str]]:
    """Yield persons named after a title, with their name: "Russian Foreign Minister Sergei Lavrov"."""
    text = view.text
    ends = {m.end: m for m in listed if m.kind in {"state", "region", "organisation"}}
    for found in _titles_in(text):
        title = found["title"].lower()
        if _joins_offices(text, found):
            continue
        name, stop = _person_part(text, found.start("name"), found["name"], listed)
        start = _with_office(view, found.start(), ends)
        owner = ends.get(start - 1) or (ends.get(start - 3) if text[start - 3 : start] == "'s " else None)
        inside = next((m for m in listed if found.start("of") < m.start and m.end == found.end("of")), None)
        state = owner or inside
        comma = text[found.start("name") - 2] == ","
        after = text[stop : stop + 1] == ","
        told = bool(found["of"]) and not inside and comma and " " in name and after  # the mayor of X, A B,
        if not name or (not told and ((comma and not owner) or (found["of"] and not inside))):
            continue
        kind = "person" if title_groups()[title] == "person" else "leader"
        place = owner.start if owner else found.start("name") if told else start
        yield Mention(place, stop, "", kind, "title and name", "", title, state.actor if state else ""), name


def _joins_offices(text: str, found: re.Match[str]) -> bool:
    """Return whether a field of office was taken for a name: "counterpart, Trade and Energy Minister Ana Rao"."""
    after = re.match(rf" and ((?:{CAP}[\w-]+ ){{2,3}})", text[found.end() : found.end() + 60])
    offices = after[1].lower().split()[1:] if after else []
    return " " not in found["name"] and bool(title_groups().keys() & set(offices))


def _titles_in(text: str) -> Iterator[re.Match[str]]:
    """Yield every title with a name behind it, also where another title stands between: "counterpart, Dr Rao"."""
    place = 0
    while found := _title_pattern().search(text, place):
        yield found
        first = found["name"].split(" ")[0].lower().rstrip(".")
        place = found.start("name") if first in title_groups() else found.end()


def _with_office(view: View, start: int, ends: dict[int, Mention]) -> int:
    """Return where a title begins together with the capitalised words before it: "Education Secretary"."""
    text = view.text
    while start - 1 not in ends and text[start].isupper():
        before = re.search(rf"(?<![\w-])({CAP}[\w-]+) $", text[max(0, start - 30) : start])
        token = view.token_at(start - 2)
        if not before or before.group(1) in DATES or token is None or token.tag_ != "NNP" or token.dep_ != "compound":
            break
        start -= len(before.group())
        first = re.search(rf"(?<![\w-]){CAP}[\w-]+ and $", text[max(0, start - 30) : start])
        if first:
            return start - len(first.group())  # "Trade and Energy Minister"
    return start


def _person_part(text: str, start: int, name: str, listed: list[Mention]) -> tuple[str, int]:
    """Return the part of a capitalised run that can be a name: no date, no listed actor at its end."""
    parts = name.split(" ")
    if any(m.start < start < m.end for m in listed):
        return "", start
    while parts and (parts[-1] in DATES or _is_listed(start, " ".join(parts), parts[-1], listed)):
        parts.pop()
    end = start + len(" ".join(parts))
    while len(parts) > 1 and parts[0].lower() in title_groups():  # "the general secretary, Ms Joanne Reid"
        parts.pop(0)
    return " ".join(parts), end


def _is_listed(start: int, name: str, last: str, listed: list[Mention]) -> bool:
    end = start + len(name)
    alone = " " not in name
    return any(m.end == end and m.start >= end - len(last) and (alone or m.needs != "alone") for m in listed)


def surname(name: str, text: str) -> str:
    """Return the word by which a text calls a person again, else the last: "Xi Jinping" is Xi where Xi recurs."""
    words = [w for w in name.split(" ") if not w.endswith(".") and w not in {"Jr", "Sr", "II", "III"}] or [name]
    particle = re.search(rf"(?<!\w)(?:(?:{_OF}) )+{CAP}[\w'-]*$", name)
    last = particle.group() if particle else re.sub(r"^(?:[aA]l|[eE]l)-", "", words[-1])
    if len(words) < 2 or particle:
        return last
    first, double = words[0], " ".join(words[-2:])
    again = not _titled(last, text) and not _alone(words[-1], text) and _alone(double, text)
    if len(words) > 2 and (_titled(double, text) or again):
        return double  # Ms Benegas Otero
    if len(words) > 2 and not _titled(last, text) and not _alone(words[-1], text) and _titled(words[-2], text):
        return words[-2]  # Lucía Benegas Roa is Ms Benegas
    listed = first in DATES or first in entries()
    return first if not listed and not _alone(words[-1], text) and _alone(first, text) else last


def _titled(name: str, text: str) -> bool:
    """Return whether a text calls somebody by a title and these words alone: "Ms Benegas"."""
    called = re.finditer(rf"(?<!\w)(\w+)\.? {re.escape(name)}(?![\w-]| {CAP})", text)
    return any(m[1].lower() in title_groups() for m in called)


def _alone(word: str, text: str) -> int:
    """Return how often a word stands by itself, with no capitalised word before or behind it."""
    places = [m.start() for m in re.finditer(re.escape(word), text)]
    return sum(
        not _WORD_BEFORE.search(text, max(0, start - 30), start) and not _WORD_BEHIND.match(text, start + len(word))
        for start in places
    )


def named_persons(view: View, listed: list[Mention], seen: list[Mention]) -> list[Mention]:
    """Return persons: titled, in full with a sign of a person beside them or recognised, and each name repeated.

    `seen` are the persons that the recogniser finds. A given name or a surname alone is the person it fits.
    """
    text = view.text
    people: dict[str, Mention] = {}
    titled = list(titled_persons(view, listed))
    found = [(m, name) for m, name in titled]
    taken = [*listed, *(m for m, _ in titled)]
    single = {m.actor for m in seen if " " not in m.actor}
    found += list(_full_names(view, taken, {surname(n, text) for _, n in titled}, single))
    found += _recognised(view, found, seen)
    given: dict[str, str] = {}
    mentions = []
    doubles = {last for _, name in found if " " in (last := surname(name, text))}
    for mention, name in sorted(found, key=lambda pair: pair[0].start):
        last = name if name in doubles else surname(name, text)
        first = name.split(" ")[0] if " " in name and name != last else ""
        owner = given.setdefault(last, first) or first
        given[last] = owner
        actor = name if first and owner and first != owner and first != last else last
        mentions.append(replace(mention, actor=actor))
        people[actor] = _merged(people.get(actor), mentions[-1])
    mentions = [replace(m, kind=people[m.actor].kind, end=_with_suffix(text, m.end)) for m in mentions]
    return [*mentions, *_again(text, people, [n for _, n in found])]


_SUFFIX = re.compile(r",? (?:Jr|Sr)\.?(?!\w)")


def _with_suffix(text: str, end: int) -> int:
    """Return where a name ends that is told from a father's or a son's: "Martin L. King, Jr."."""
    suffix = _SUFFIX.match(text, end)
    return suffix.end() if suffix else end


def _recognised(view: View, found: list[tuple[Mention, str]], seen: list[Mention]) -> list[tuple[Mention, str]]:
    """Return the recognised persons, in full, that no other rule has found, and single names that fit nobody."""
    lasts = {name.split(" ")[-1] for _, name in found}
    full = [
        (replace(m, start=_with_description(view, m)), m.actor)
        for m in seen
        if " " in m.actor and not any(m.overlaps(f) for f, _ in found) and not set(m.actor.split(" ")) <= lasts
    ]
    parts = {word for _, name in [*found, *full] for word in name.split(" ")}
    alone = [(m, m.actor) for m in seen if " " not in m.actor and m.actor not in parts]
    return full + alone


def _with_description(view: View, mention: Mention) -> int:
    """Return where the small words begin that describe a person before the name: "team member Rodaba Noori"."""
    head = view.document.head(mention.start, mention.end)
    beside = {c.i for c in head.children if c.dep_ in {"compound", "amod", "nmod"}} if head is not None else set()
    first = view.document.span(mention.start, mention.end).start
    doc = view.document.doc
    while first - 1 in beside and doc[first - 1].pos_ in {"NOUN", "ADJ"}:
        first -= 1
    return min(mention.start, doc[first].idx)


def _merged(old: Mention | None, new: Mention) -> Mention:
    if old is None:
        return new
    kind = "leader" if "leader" in {old.kind, new.kind} else "person"
    return replace(old, kind=kind)


def _again(text: str, people: dict[str, Mention], names: list[str]) -> Iterator[Mention]:
    """Yield surnames and full names that come again without a title."""
    again = [Entry(actor, actor, m.kind, "surname", "") for actor, m in people.items()]
    for name in dict.fromkeys(names):
        actor = name if name in people else surname(name, text)
        again.append(Entry(name, actor, people[actor].kind, "name", ""))
    firsts = Counter(name.split(" ")[0] for name in dict.fromkeys(names) if " " in name)
    for name in dict.fromkeys(names):
        first = name.split(" ")[0]
        actor = name if name in people else surname(name, text)
        if firsts[first] == 1 and first not in people and first not in entries() and len(first) > 2:
            again.append(Entry(first, actor, people[actor].kind, "given name", ""))
    yield from hits(text, by_first_word(again))


_FULL = re.compile(rf"(?<![\w-]){_PART}(?: {_PART}){{1,3}}")


def _full_names(
    view: View, taken: list[Mention], surnames: set[str], single: set[str]
) -> Iterator[tuple[Mention, str]]:
    """Yield capitalised names of two to four words that the text treats as a person.

    `single` are the persons recognised by one word: a longer name that ends in it is theirs.
    """
    text = view.text
    for found in _FULL.finditer(text):
        start, name = found.start(), found.group()
        while " " in name and (name.split(" ")[0] in DATES or not _nnp(view, start, name)):
            cut = name.index(" ") + 1
            start, name = start + cut, name[cut:]
        words = name.split(" ")
        here = Mention(start, start + len(name), "", "person", "full name")
        if len(words) < 2 or set(words) & DATES or all(w in surnames for w in words):
            continue
        if any(here.overlaps(m) and m.needs != "alone" for m in taken) or is_name_noun(words[-1]):
            continue
        if is_body(view, name) or ends_as(name, "place", "trade"):
            continue
        title = _title_after(text, here.end)
        if title or words[-1] in single or _like_a_person(view, here, words[-1]):
            leader = title and title_groups().get(title, "") in {"head", "minister"}
            yield replace(here, kind="leader" if leader else "person", title=title), name


def _nnp(view: View, start: int, name: str) -> bool:
    token = view.token_at(start)
    return token is None or token.tag_ in {"NNP", "NNPS"}


def is_name_noun(word: str) -> bool:
    """Return whether a word ends or opens the names of bodies and things rather than of persons."""
    return word.lower() in group("name_nouns", "organisation", "opener", "thing")


_NO_APPOSITION = r"(?:the|said|says|told|added|warned|had|has|was|is|were|are|that|who|whose|which|when|where)"


@lru_cache
def _after_pattern() -> re.Pattern[str]:
    titles = sorted(rows("titles")["entry"], key=len, reverse=True)
    between = rf"(?:(?!{_NO_APPOSITION} )[\w'-]+ ){{0,4}}?"
    title = "|".join(map(re.escape, titles))
    return re.compile(rf", (?:the |a |an |who is )?{between}(?P<title>(?i:{title}))(?![\w-])")


def _title_after(text: str, end: int) -> str:
    found = _after_pattern().match(text, end, end + 90)
    return found["title"].lower() if found else ""


def _like_a_person(view: View, here: Mention, last: str) -> bool:
    """Return whether a name has an age or a "who", tells something, or is called again by its last word and acts."""
    text = view.text
    token = view.token_at(here.end - 1)
    if token is None or token.tag_ != "NNP" or re.search(rf"\b(?:in|across|throughout|the) {re.escape(last)}\b", text):
        return False
    if re.match(r",? who |, \d\d[,.]", text[here.end : here.end + 8]) or text[: here.start].endswith("ccording to "):
        return True
    if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ in role_words("verb", "person"):
        return True
    rest = text[: here.start] + " " * len(text[here.start : here.end]) + text[here.end :]
    first = text[here.start : here.end].split(" ")[0]
    family_first = (
        first not in entries()
        and _acts(view, here.end - 1)
        and any(_is_object(view, m.start()) for m in re.finditer(rf"\b{re.escape(first)}\b(?! {CAP})", rest))
    )
    again = _alone(last, rest) > 0 and any(_acts(view, m.start()) for m in re.finditer(rf"\b{re.escape(last)}\b", text))
    return again or family_first


def _is_object(view: View, place: int) -> bool:
    token = view.token_at(place)
    return token is not None and token.tag_ == "NNP" and token.dep_ in {"nsubj", "dobj", "pobj", "poss"}


def _acts(view: View, place: int) -> bool:
    token = view.token_at(place)
    return token is not None and token.dep_ == "nsubj" and token.head.pos_ == "VERB"
