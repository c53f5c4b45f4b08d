"""Who is in the text: states, peoples, leaders, other persons, organisations, groups and blocs, and their part."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.article import Span
from utils.parsing import parse

_CAP = "[" + "".join(c for c in map(chr, range(0x41, 0x250)) if c.isupper()) + "]"
_PARTICLE = r"(?<!\w)(?:(?:al|el|bin|ibn|van|von|der|den|de|da|di|du|del|dos|la|le|ten) ){0,3}"
_WORD = rf"{_CAP}(?:[\w-]|'(?!s\b))*\w"
_PART = rf"(?:{_PARTICLE}(?:(?:[aA]l|[eE]l|[Aa]n|[Aa]sh)-)?{_WORD}|{_CAP}\.)"
_NAME = rf"{_PART}(?: {_PART}| \"{_CAP}\w+\"){{0,3}}"
_CAPITALISED = re.compile(rf"{_CAP}[\w'-]*")
DATES = frozenset([*calendar.day_name, *calendar.month_name])


@dataclass(frozen=True)
class Mention:
    """A stretch of text that names or describes an actor; `form` says how, `kind` what the actor is."""

    start: int
    end: int
    actor: str
    kind: str
    form: str
    needs: str = ""
    title: str = ""
    state: str = ""

    def overlaps(self, other: Mention) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Entry:
    """One listed designation of an actor."""

    words: str
    actor: str
    kind: str
    form: str
    needs: str


# ---------------------------------------------------------------- the lists


@lru_cache
def _rows(name: str) -> pd.DataFrame:
    return tables.data(f"actors/{name}.csv")


@lru_cache
def _group(name: str, *groups: str) -> frozenset[str]:
    rows = _rows(name)
    return frozenset(rows.loc[rows["group"].isin(groups), "entry"].str.lower())


@lru_cache
def _entries() -> dict[str, list[Entry]]:
    """Return the listed designations by their first word, longest first."""
    listed: list[Entry] = []
    for name, kind in (("organisations", "organisation"), ("groups", "group"), ("regions", "region")):
        columns = (_rows(name)[c] for c in ("entry", "actor", "type", "needs"))
        listed += [Entry(plain(e), actor, kind, sort, needs) for e, actor, sort, needs in zip(*columns, strict=True)]
    for e, state, form, needs in zip(*(_rows("states")[c] for c in ("entry", "actor", "form", "needs")), strict=True):
        people = form == "people"
        actor = _people(state) if people else state
        listed.append(Entry(plain(e), actor, "people" if people else "state", form, needs))
    listed += [Entry(plain(e), "", "", "not an actor", "") for e in _rows("not_actors")["entry"]]
    return _by_first_word(listed)


def _by_first_word(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        index[_first_word(entry.words)].append(entry)
    for listed in index.values():
        listed.sort(key=lambda e: -len(e.words))
    return dict(index)


def _first_word(words: str) -> str:
    found = re.match(r"\w+", words)
    return found.group() if found else words


@lru_cache
def _people(state: str) -> str:
    """Return the name of a state's people: the plural noun, or the adjective with "people"."""
    rows = _rows("states")
    own = rows[rows["actor"] == state]
    nouns = own.loc[(own["form"] == "people") & own["entry"].str.endswith(("s", "men")), "entry"]
    adjectives = own.loc[own["form"] == "adjective", "entry"]
    return str(nouns.iloc[0]) if len(nouns) else f"{adjectives.iloc[0] if len(adjectives) else state} people"


class _Plain(str):
    """Text with straight marks that knows how it was printed: lists are matched in it, the printed text is parsed."""

    printed: str


def plain(text: str) -> str:
    """Return text with straight quotation marks, apostrophes and hyphens, character for character."""
    made = _Plain(str(text).translate(str.maketrans("’‘‐‑–“”", "''---\"\"")))
    made.printed = str(text)
    return made


@lru_cache
def _area(adjective: str) -> frozenset[str]:
    """Return the states of the area an adjective names; none if it names none.

    >>> sorted(_area("Baltic"))
    ['Estonia', 'Latvia', 'Lithuania']
    """
    areas, states = _rows("areas"), _rows("states")
    cells = ";".join(areas.loc[areas["entry"] == adjective, "area"]).split(";")
    inside = states[states["subregion"].isin(cells) | states["region"].isin(cells)]
    return frozenset([*inside["actor"], *(c[1:] for c in cells if c.startswith("="))])


# ---------------------------------------------------------------- names


def _hits(text: str, index: dict[str, list[Entry]]) -> Iterator[Mention]:
    """Yield every listed designation in the text, all readings of an ambiguous one, overlaps included."""
    for word in re.finditer(r"\w+", text):
        for entry in index.get(word.group(), ()):
            start, end = word.start(), word.start() + len(entry.words)
            closed = not entry.words[-1].isalnum() or not text[end : end + 1].isalnum()
            if text.startswith(entry.words, start) and closed and _stands(text, start, end, entry):
                yield Mention(start, end, entry.actor, entry.kind, entry.form, entry.needs)


def _stands(text: str, start: int, end: int, entry: Entry) -> bool:
    """Return whether a designation may stand here: a prefix only in a compound, "the West" with its article."""
    if entry.form == "prefix":
        return bool(re.match(rf"-{_CAP}", text[end : end + 2]))
    if entry.needs == "article" and not re.fullmatch(r"[Tt]he ", text[max(0, start - 4) : start]):
        return False
    return text[end : end + 1] != "$" and text[start - 1 : start] not in {"@", "#", "."}


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions in order of place, the longest where some overlap; the first of equals stays."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        if not any(mention.overlaps(k) for k in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _listed(text: str) -> list[Mention]:
    """Return listed designations; those shared with something else only where the text names the actor twice."""
    found = list(_hits(text, _entries()))
    sure = {m.actor for m in _longest(m for m in found if m.needs != "company")}
    return _longest(m for m in found if m.needs != "company" or m.actor in sure)


@lru_cache
def _title_pattern() -> re.Pattern[str]:
    titles = sorted(_rows("titles")["entry"], key=len, reverse=True)
    before = "|".join(sorted(map(re.escape, _group("descriptions", "modifier")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<before>(?:(?i:{before})[ -]){{0,3}})(?P<title>(?i:{'|'.join(map(re.escape, titles))}))"
        rf"(?P<of>(?: of (?:the )?{_CAP}\w+)?),? (?P<name>{_NAME})"
    )


@lru_cache
def _title_group() -> dict[str, str]:
    rows = _rows("titles")
    return dict(zip(rows["entry"], rows["group"], strict=True))


def _titled(text: str, listed: list[Mention]) -> Iterator[tuple[Mention, str]]:
    """Yield persons named after a title, with their name: "Russian Foreign Minister Sergei Lavrov"."""
    ends = {m.end: m for m in listed if m.kind in {"state", "organisation"}}
    for found in _title_pattern().finditer(text):
        title = found["title"].lower()
        name, stop = _person_part(text, found.start("name"), found["name"], listed)
        start = _with_office(text, found.start(), ends)
        owner = ends.get(start - 1) or (ends.get(start - 3) if text[start - 3 : start] == "'s " else None)
        inside = next((m for m in listed if found.start("of") < m.start and m.end == found.end("of")), None)
        state = owner or inside
        comma = text[found.start("name") - 2] == ","
        if not name or (comma and not owner) or (found["of"] and not inside):
            continue
        kind = "person" if _title_group()[title] == "person" else "leader"
        place = owner.start if owner else start
        yield Mention(place, stop, "", kind, "title and name", "", title, state.actor if state else ""), name


def _with_office(text: str, start: int, ends: dict[int, Mention]) -> int:
    """Return where a title begins together with the capitalised words before it: "Education Secretary"."""
    while start - 1 not in ends and text[start].isupper():
        before = re.search(rf"(?<![\w-])({_CAP}[\w-]+) $", text[max(0, start - 30) : start])
        token = token_at(text, start - 2)
        if not before or before.group(1) in DATES or token is None or token.tag_ != "NNP" or token.dep_ != "compound":
            break
        start -= len(before.group())
    return start


def _person_part(text: str, start: int, name: str, listed: list[Mention]) -> tuple[str, int]:
    """Return the part of a capitalised run that can be a name: no date, no listed actor at its end."""
    parts = name.split(" ")
    if any(m.start < start < m.end for m in listed):
        return "", start
    while parts and (parts[-1] in DATES or _is_listed(start, " ".join(parts), parts[-1], listed)):
        parts.pop()
    kept = " ".join(parts)
    return kept, start + len(kept)


def _is_listed(start: int, name: str, last: str, listed: list[Mention]) -> bool:
    end = start + len(name)
    alone = " " not in name
    return any(m.end == end and m.start >= end - len(last) and (alone or m.needs != "alone") for m in listed)


def _surname(name: str, text: str) -> str:
    """Return the word by which a text calls a person again, else the last: "Xi Jinping" is Xi where Xi recurs."""
    words = [w for w in name.split(" ") if not w.endswith(".") and w not in {"Jr", "Sr", "II", "III"}] or [name]
    particle = re.search(rf"(?<!\w)(?:(?:van|von|der|den|de|da|di|du|del|dos|la|le|ten|bin|ibn) )+{_CAP}[\w'-]*$", name)
    last = particle.group() if particle else re.sub(r"^(?:[aA]l|[eE]l)-", "", words[-1])
    if len(words) < 2 or particle:
        return last
    first = words[0]
    listed = first in DATES or first in _entries()
    return first if not listed and not _alone(words[-1], text) and _alone(first, text) else last


def _alone(word: str, text: str) -> int:
    """Return how often a word stands by itself, with no capitalised word before or behind it."""
    places = re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-]|'t| {_CAP})", text)
    return sum(not re.search(rf"{_CAP}[\w'.-]* $", text[max(0, m.start() - 30) : m.start()]) for m in places)


def _named(text: str, listed: list[Mention]) -> list[Mention]:
    """Return persons: titled, in full with a sign of a person beside them, and each name repeated."""
    people: dict[str, Mention] = {}
    titled = list(_titled(text, listed))
    found = [(m, name) for m, name in titled]
    taken = [*listed, *(m for m, _ in titled)]
    found += list(_full_names(text, taken, {_surname(n, text) for _, n in titled}))
    given: dict[str, str] = {}
    mentions = []
    for mention, name in sorted(found, key=lambda pair: pair[0].start):
        surname = _surname(name, text)
        first = name.split(" ")[0] if " " in name else ""
        owner = given.setdefault(surname, first) or first
        given[surname] = owner
        actor = name if first and owner and first != owner and first != surname else surname
        mentions.append(replace(mention, actor=actor))
        people[actor] = _merged(people.get(actor), mentions[-1])
    mentions = [replace(m, kind=people[m.actor].kind) for m in mentions]
    return [*mentions, *_again(text, people, [n for _, n in found])]


def _merged(old: Mention | None, new: Mention) -> Mention:
    if old is None:
        return new
    kind = "leader" if "leader" in {old.kind, new.kind} else "person"
    return replace(old, kind=kind)


def _again(text: str, people: dict[str, Mention], names: list[str]) -> Iterator[Mention]:
    """Yield surnames and full names that come again without a title."""
    entries = [Entry(actor, actor, m.kind, "surname", "") for actor, m in people.items()]
    for name in names:
        actor = name if name in people else _surname(name, text)
        entries.append(Entry(name, actor, people[actor].kind, "name", ""))
    yield from _hits(text, _by_first_word(entries))


_FULL = re.compile(rf"(?<![\w-]){_PART}(?: {_PART}){{1,3}}")


def _full_names(text: str, taken: list[Mention], surnames: set[str]) -> Iterator[tuple[Mention, str]]:
    """Yield capitalised names of two to four words that the text treats as a person."""
    for found in _FULL.finditer(text):
        start, name = found.start(), found.group()
        while " " in name and not _nnp(text, start, name):
            cut = name.index(" ") + 1
            start, name = start + cut, name[cut:]
        words = name.split(" ")
        here = Mention(start, start + len(name), "", "person", "full name")
        if len(words) < 2 or set(words) & DATES or all(w in surnames for w in words):
            continue
        if any(here.overlaps(m) and m.needs != "alone" for m in taken) or _is_name_noun(words[-1]):
            continue
        title = _title_after(text, here.end)
        if title or _like_a_person(text, here, words[-1]):
            leader = title and _title_group().get(title, "") in {"head", "minister"}
            yield replace(here, kind="leader" if leader else "person", title=title), name


def _nnp(text: str, start: int, name: str) -> bool:
    token = token_at(text, start)
    return token is None or token.tag_ in {"NNP", "NNPS"}


def _is_name_noun(word: str) -> bool:
    return word.lower() in _group("name_nouns", "organisation", "opener", "thing")


@lru_cache
def _after_pattern() -> re.Pattern[str]:
    titles = sorted(_rows("titles")["entry"], key=len, reverse=True)
    return re.compile(
        rf", (?:the |a |an |who is )?(?:[\w'-]+ ){{0,4}}?(?P<title>(?i:{'|'.join(map(re.escape, titles))}))(?![\w-])"
    )


def _title_after(text: str, end: int) -> str:
    found = _after_pattern().match(text, end, end + 90)
    return found["title"].lower() if found else ""


def _like_a_person(text: str, here: Mention, last: str) -> bool:
    """Return whether a name has an age or a "who", tells something, or is called again by its last word and acts."""
    token = token_at(text, here.end - 1)
    if token is None or token.tag_ != "NNP" or re.search(rf"\b(?:in|across|throughout|the) {re.escape(last)}\b", text):
        return False
    if re.match(r",? who |, \d\d[,.]", text[here.end : here.end + 8]) or text[: here.start].endswith("ccording to "):
        return True
    if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ in _group_words("verb", "person"):
        return True
    rest = text[: here.start] + " " * len(text[here.start : here.end]) + text[here.end :]
    first = text[here.start : here.end].split(" ")[0]
    family_first = (
        first not in _entries()
        and _acts(text, here.end - 1)
        and any(_is_object(text, m.start()) for m in re.finditer(rf"\b{re.escape(first)}\b(?! {_CAP})", rest))
    )
    again = _alone(last, rest) > 0 and any(_acts(text, m.start()) for m in re.finditer(rf"\b{re.escape(last)}\b", text))
    return again or family_first


def _is_object(text: str, place: int) -> bool:
    token = token_at(text, place)
    return token is not None and token.tag_ == "NNP" and token.dep_ in {"nsubj", "dobj", "pobj", "poss"}


def _acts(text: str, place: int) -> bool:
    token = token_at(text, place)
    return token is not None and token.dep_ == "nsubj" and token.head.pos_ == "VERB"


@lru_cache
def _group_words(pos: str, *groups: str) -> frozenset[str]:
    rows = _rows("role_words")
    return frozenset(rows.loc[(rows["pos"] == pos) & rows["group"].isin(groups), "entry"])


# ---------------------------------------------------------------- organisations that no list holds


@lru_cache
def _organisation_pattern() -> re.Pattern[str]:
    last = "|".join(w.capitalize() for w in sorted(_group("name_nouns", "organisation")))
    opener = "|".join(w.capitalize() for w in sorted(_group("name_nouns", "opener")))
    word = rf"(?:{_CAP}[\w'-]*|and|&)"
    field = rf"(?: (?:of|for|on) (?:the )?{_CAP}\w+(?: {_CAP}\w+){{0,3}})?"
    run = rf"(?:People's )?{_CAP}[\w-]*(?: {word}){{0,5}}? (?:{last}){field}"
    of = rf"(?:{_CAP}\w+ ){{0,2}}(?:{opener}) (?:of|for|on) (?:the )?{_CAP}[\w-]*(?: (?:and )?{_CAP}[\w-]*){{0,3}}"
    return re.compile(rf"(?<![\w-])(?:{run}|{of})(?![\w-])")


def _organisations(text: str) -> Iterator[Mention]:
    """Yield names that end, or begin before "of", in a noun for an organisation."""
    for found in _organisation_pattern().finditer(text):
        start, name = found.start(), found.group()
        while " " in name and (_starts_wrong(name) or not _nnp_or_adjective(text, start)):
            cut = name.index(" ") + 1
            start, name = start + cut, name[cut:]
        if " " in name and _CAPITALISED.match(name):
            yield Mention(start, start + len(name), name, "organisation", "named by its noun")


def _starts_wrong(name: str) -> bool:
    """Return whether a run opens with an article, or joins two organisations by "and"."""
    first, _, rest = name.partition(" ")
    joined = re.match(r"(?:and|&) ", rest)
    return first in {"The", "A", "An", "and", "&"} or bool(joined and _is_name_noun(first))


def _nnp_or_adjective(text: str, start: int) -> bool:
    token = token_at(text, start)
    return token is None or token.pos_ in {"PROPN", "ADJ", "NOUN"}


_ACRONYM = re.compile(r" \((?:the )?(?P<short>[A-Z][A-Za-z-]{1,9})\)")


def _acronyms(text: str, named: list[Mention]) -> Iterator[Mention]:
    """Yield the acronym that a text gives in brackets after an organisation's name, wherever it stands."""
    entries = []
    for mention in named:
        found = _ACRONYM.match(text, mention.end)
        if found and mention.kind in {"organisation", "group", "region"} and sum(map(str.isupper, found["short"])) > 1:
            entries.append(Entry(found["short"], mention.actor, mention.kind, "acronym", ""))
    yield from _hits(text, _by_first_word(entries))


# ---------------------------------------------------------------- title case and proper names around a state's name


def _title_case(text: str) -> list[Span]:
    """Return the paragraphs in which all long words but one are capitalised: there a capital says nothing."""
    spans = []
    for offset, doc in parse(text):
        words = [t.text for t in doc if t.is_alpha and len(t) > 3]
        if len(words) > 3 and sum(w[0].islower() for w in words) < 2:
            spans.append((offset, offset + len(doc.text)))
    return spans


def _part_of_a_name(text: str, mention: Mention, taken: set[int]) -> bool:
    """Return whether a state's name is only part of another proper name: "Pakistan Stream Gas Pipeline"."""
    after = re.match(rf" (?P<run>{_CAP}[\w-]*(?: {_CAP}[\w-]*)*)", text[mention.end : mention.end + 80])
    before = re.search(rf"(?<=\w )({_CAP}[\w-]+) $", text[max(0, mention.start - 30) : mention.start])
    if mention.needs == "alone" and before and before.group(1) not in DATES and mention.start - 2 not in taken:
        return True
    if not after or mention.end + 1 in taken or after["run"].split(" ")[0] in DATES:
        return False
    if mention.form in {"name", "capital"}:
        return after["run"].lower() not in _title_group()
    return after["run"].split(" ")[-1].lower() in _group("name_nouns", "thing")


def _names(text: str) -> list[Mention]:
    """Return all named actors of a text, in order, nothing nested."""
    listed = _listed(text)
    organisations = list(_organisations(text))
    persons = _named(text, [*listed, *organisations])
    headlines = _title_case(text)
    in_headline = lambda m: any(s <= m.start < e for s, e in headlines)  # noqa: E731
    loose = [
        m for m in [*organisations, *persons] if not (in_headline(m) and m.form in {"full name", "named by its noun"})
    ]
    named = _longest([*listed, *loose])
    named = _longest([*named, *_acronyms(text, named)])
    taken = {i for m in named for i in range(m.start, m.end)}
    kept = [m for m in named if m.kind and (in_headline(m) or m.kind != "state" or not _part_of_a_name(text, m, taken))]
    return [_as_people(text, m) for m in kept]


def _as_people(text: str, mention: Mention) -> Mention:
    """Return "the Afghan people" and a bare "the French" as the people, anything else as it is."""
    if mention.form != "adjective":
        return mention
    nouns = "|".join(sorted(_group("descriptions", "people")))
    after = re.match(rf" (?:{nouns})\b", text[mention.end : mention.end + 20])
    the = 4 if text[: mention.start].endswith(("the ", "The ")) else 0
    if after:
        return replace(
            mention,
            start=mention.start - the,
            end=mention.end + after.end(),
            kind="people",
            actor=_people(mention.actor),
        )
    token = token_at(text, mention.start)
    bare = token is not None and token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"} and the
    return replace(mention, kind="people", actor=_people(mention.actor)) if bare else mention


# ---------------------------------------------------------------- descriptions


@lru_cache
def _description_pattern() -> re.Pattern[str]:
    nouns = sorted(_group("descriptions", *_DESCRIBED), key=len, reverse=True)
    closed = "the|this|that|both|his|her|its|their|he|she|it|they|and|or|of|to|in|for|with|on|is|are|was|were"
    middle = rf"(?:(?!(?:{closed})\b)[\w'-]+ ){{0,4}}?"
    return re.compile(
        rf"\b(?P<det>[Tt]he|[Tt]his|[Tt]hat|[Bb]oth|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) (?P<middle>{middle})"
        rf"(?P<noun>{'|'.join(map(re.escape, nouns))})\b(?!-)"
    )


@dataclass(frozen=True)
class Setting:
    """What a description can be resolved from: the names so far, those of its sentence and the one before."""

    text: str
    start: int
    end: int
    middle: str
    noun: str
    det: str
    names: list[Mention]
    sentence: Span
    before: Span

    def so_far(self, *kinds: str) -> list[Mention]:
        """Return named actors of these kinds that stand before the description."""
        return [m for m in self.names if m.start < self.start and m.kind in kinds]

    def near(self, *kinds: str) -> list[list[Mention]]:
        """Return the same for this sentence, the one before, and the whole text so far."""
        far = sorted(self.so_far(*kinds), key=lambda m: m.start)
        here = [m for m in far if m.start >= self.sentence[0]]
        back = [m for m in far if self.before[0] <= m.start < self.before[1]]
        return [here, back, far]


def _descriptions(text: str, names: list[Mention], sentences: list[Span]) -> Iterator[Mention]:
    """Yield descriptions that the text makes plain; the others are left out."""
    names = list(names)
    for found in _description_pattern().finditer(text):
        place = next((i for i, (s, e) in enumerate(sentences) if s <= found.start() < e), None)
        if place is None or not _is_phrase(text, found):
            continue
        before = sentences[place - 1] if place else (0, 0)
        det, middle, noun = found["det"].lower(), found["middle"].strip(), found["noun"].lower()
        setting = Setting(text, *found.span(), middle, noun, det, names, sentences[place], before)
        for group, resolve in _DESCRIBED.items():
            actors = resolve(setting) if noun in _group("descriptions", group) else []
            if actors:
                described = [Mention(*found.span(), a.actor, a.kind, "description") for a in actors]
                names += described
                yield from described
                break


def _is_phrase(text: str, found: re.Match[str]) -> bool:
    """Return whether the words between determiner and noun only modify the noun."""
    tokens = [token_at(text, m.start() + found.start("middle")) for m in re.finditer(r"\w+", found["middle"])]
    last = token_at(text, found.start("noun") + max(0, found["noun"].rfind(" ") + 1))
    if last is not None and last.dep_ in {"compound", "amod"} and last.head.i > last.i:
        return False
    return all(t is not None and t.pos_ in {"ADJ", "NUM", "NOUN", "PROPN", "ADV"} for t in tokens)


def _one(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the last mention if all name the same actor, else nothing: never guess."""
    listed = list(mentions)
    return listed[-1:] if len({m.actor for m in listed}) == 1 else []


def _two_of(setting: Setting) -> list[Mention]:
    """ "The two countries": the two most prominent states so far; nothing if the second place is shared."""
    if not (setting.det == "both" or "two" in setting.middle.lower().split()):
        return []
    kinds = (
        ["state"]
        if setting.noun in {"countries", "nations", "states", "capitals"}
        else ["state", "organisation", "group"]
    )
    if setting.noun in _group("descriptions", "leaders"):
        kinds = ["leader"]
    so_far = setting.so_far(*kinds)
    homes = [m.state for m in setting.so_far("leader") if m.state and "state" in kinds]
    places = Counter([*(m.actor for m in so_far), *homes]).most_common(3)
    last = {m.actor: m for m in so_far}
    joint = [m.actor for m in so_far if m.form == "description" and _joint(m, so_far)]
    if len(joint) > 1 and set(joint[-2:]) <= {actor for actor, _ in places}:
        return [last[actor] for actor in sorted(joint[-2:])]
    if len(places) < 2 or (len(places) > 2 and places[1][1] == places[2][1]):
        return []
    pair = sorted(actor for actor, _ in places[:2])
    return [last.get(actor) or Mention(0, 0, actor, "state", "name") for actor in pair]


def _joint(mention: Mention, so_far: list[Mention]) -> bool:
    return any(m.start == mention.start and m.actor != mention.actor for m in so_far)


def _one_state(setting: Setting) -> list[Mention]:
    """ "The South Asian state": the one state of the area named nearby; "the country": the one left to mean."""
    area = _area(setting.middle) or next((a for w in setting.middle.split() if (a := _area(w))), frozenset())
    if area:
        found = (_one(m for m in near if m.actor in area) for near in setting.near("state"))
        return next((f for f in found if f), [])
    if setting.noun not in {"country", "nation"} or setting.det not in {"the", "this", "that"} or setting.middle:
        return []
    doers = {m.actor for m in setting.names if _acts_on(setting, m)}
    for near in setting.near("state")[:2]:
        left = [m for m in near if m.actor not in doers]
        if left:
            return _one(left)
    return []


def _acts_on(setting: Setting, mention: Mention) -> bool:
    """Return whether a mention is the doer in the sentence of the description."""
    if not setting.sentence[0] <= mention.start < setting.start:
        return False
    token = _head(setting.text, mention.start, mention.end)
    while token is not None and token.dep_ == "conj":
        token = token.head
    return token is not None and token.dep_ in {"nsubj", "attr", "agent"}


def _one_leader(setting: Setting) -> list[Mention]:
    """ "The Russian leader": who was named with a title of that state; "the president": the only one so titled."""
    states = {m.actor for m in setting.names if m.kind == "state" and setting.start <= m.start < setting.end}
    leaders = [m for m in setting.names if m.kind == "leader" and m.title]
    homes = {m.actor: m.state for m in leaders if m.state}
    if setting.middle and not states:
        return []
    if states:
        titles = _titles_for(setting)
        return _one(m for m in leaders if homes.get(m.actor) in states and titles(m.title))
    if setting.noun in {"leader", "counterpart", "ruler", "head of state"} or setting.det not in {"the"}:
        return []
    return _one(m for m in leaders if m.title == setting.noun)


def _one_holder(setting: Setting) -> list[Mention]:
    """ "The governor": the only person of that title."""
    if setting.middle or setting.det != "the":
        return []
    return _one(m for m in setting.names if m.title == setting.noun and m.kind in {"leader", "person"})


def _titles_for(setting: Setting) -> Callable[[str], bool]:
    noun = setting.noun
    if noun in {"leader", "ruler", "head of state", "premier"}:
        return lambda title: _title_group().get(title) == "head"
    if noun == "counterpart":
        own = [m.title for m in setting.so_far("leader") if m.title]
        head = not own or _title_group().get(own[-1]) == "head"
        return lambda title: (_title_group().get(title) == "head") if head else title == own[-1]
    return lambda title: title == noun


def _one_group(setting: Setting) -> list[Mention]:
    """ "The group": the movement named last, in this sentence or the two before."""
    if setting.middle or setting.det not in {"the", "this"}:
        return []
    here, back, _ = setting.near("group")
    return (here or back)[-1:]


def _one_organisation(setting: Setting) -> list[Mention]:
    """ "The alliance", "the ministry": the organisation of that sort named last."""
    size = re.fullmatch(r"[\w]+-(?:nation|member|country|state|party)", setting.middle)
    if (setting.middle and not size) or setting.det not in {"the", "this"}:
        return []
    sort = setting.noun.replace("organization", "organisation")
    named = [
        m
        for m in setting.so_far("organisation")
        if m.form in _SORTS.get(sort, {sort}) or sort in m.actor.lower().split()
    ]
    return _one(named) or [m for m in named if m.start >= setting.before[0]][-1:]


_SORTS = {"bloc": {"bloc", "union"}, "body": {"body", "organisation", "agency"}}

_DESCRIBED: dict[str, Callable[[Setting], list[Mention]]] = {
    "states": _two_of,
    "leaders": _two_of,
    "state": _one_state,
    "leader": _one_leader,
    "holder": _one_holder,
    "movement": _one_group,
    "organisation": _one_organisation,
}


# ---------------------------------------------------------------- roles


@lru_cache(maxsize=32)
def _starts(text: str) -> dict[int, Token]:
    printed = text.printed if isinstance(text, _Plain) else text
    return {offset + i: t for offset, doc in parse(printed) for t in doc for i in range(t.idx, t.idx + len(t))}


def token_at(text: str, place: int) -> Token | None:
    """Return the parsed token that covers a character of the text, None where there is white space."""
    return _starts(text).get(place)


def _head(text: str, start: int, end: int) -> Token | None:
    """Return the word that carries a phrase: the one whose head lies outside it."""
    tokens = {t.i: t for i in range(start, end) if (t := token_at(text, i)) is not None}
    return next((t for t in tokens.values() if t.head.i not in tokens or t.head.i == t.i), None)


def role_of(token: Token) -> tuple[str, str]:
    """Return what the clause makes of a word (agent, patient or mention) and the grammar that decided."""
    if token.dep_ == "appos" and token.i and token.nbor(-1).text == "(":
        return "mention", "in brackets"
    seen = 0
    while token.dep_ in {"conj", "appos"} and seen < 5:
        token, seen = token.head, seen + 1
    detail = f"{token.dep_} of {token.head.lemma_}"
    if token.dep_ in {"nsubj", "csubj"}:
        return _subject_role(token), detail
    if token.dep_ == "attr":
        return ("agent" if _does_in_relative_clause(token) else "mention"), detail
    if token.dep_ in {"nsubjpass", "dobj", "dative"}:
        return "patient", detail
    if token.dep_ == "poss":
        return _possessor_role(token), detail
    if token.dep_ == "pobj":
        return _prepositional_role(token), f"{token.head.lower_} of {token.head.head.lemma_}"
    return "mention", detail


def _does_in_relative_clause(token: Token) -> bool:
    """Return whether "that" or "which" after a predicate noun acts: "it is Pakistan that has a chance"."""
    clauses = [c for t in (token, token.head) for c in t.children if c.dep_ in {"relcl", "ccomp"}]
    return any(c.dep_ == "nsubj" and c.tag_ in {"WDT", "WP"} for clause in clauses for c in clause.children)


def _possessor_role(token: Token) -> str:
    noun = token.head
    user = noun.head.head if noun.dep_ == "pobj" else noun.head
    if noun.dep_ in {"dobj", "pobj"} and user.lemma_ in _group_words("verb", "use"):
        return "patient"
    return "agent" if noun.lemma_ in _group_words("noun", "act") else "mention"


def _subject_role(token: Token) -> str:
    verb = token.head
    if verb.lemma_ in _group_words("verb", "patient_subject"):
        return "patient"
    noun = any(c.dep_ == "attr" for c in verb.children)
    return "mention" if verb.lemma_ in _group_words("verb", "state_of") and noun else "agent"


def _prepositional_role(token: Token) -> str:
    preposition, governor = token.head, token.head.head
    if preposition.dep_ == "agent":
        return "agent"
    if preposition.lower_ == "in":
        return "patient" if _keeps_order(governor) else "mention"
    if preposition.lower_ in {"as", "like", "including"} and governor.pos_ == "NOUN":
        return role_of(governor)[0]
    if governor.pos_ in {"NOUN", "PROPN"}:
        return _noun_role(preposition.lower_, governor.lemma_.lower())
    if governor.pos_ in {"VERB", "AUX"} and preposition.lower_ in {"to", "with", "on", "against", "upon", "for"}:
        return "patient"
    return "mention"


def _noun_role(preposition: str, noun: str) -> str:
    if preposition == "of" and noun in _group_words("noun", "done_to"):
        return "patient"
    if noun in _group_words("noun", "acts_on", "done_to") and preposition in {"on", "to", "against", "with", "for"}:
        return "patient"
    return (
        "agent" if preposition == "by" or (preposition == "of" and noun in _group_words("noun", "act")) else "mention"
    )


def _keeps_order(governor: Token) -> bool:
    """Return whether what is kept or sought is peace or order in a place: then the place is acted on."""
    objects = [governor, *(c for c in governor.children if c.dep_ == "dobj")]
    return any(t.lemma_ in _group_words("noun", "order") for t in objects)


# ---------------------------------------------------------------- the table


@lru_cache(maxsize=32)
def _found(text: str, sentences: tuple[Span, ...]) -> tuple[Mention, ...]:
    names = _names(text)
    described = list(_descriptions(text, names, list(sentences)))
    spans = _longest([*names, *described])
    places = {(m.start, m.end) for m in spans}
    described = [m for m in described if (m.start, m.end) in places]
    named = [m for m in spans if m.form != "description"]
    return tuple(sorted([*named, *described], key=lambda m: (m.start, m.actor)))


def mention_table(text: str, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the `mentions` table of one reading, offsets into `text`, one row per actor and place.

    The longest designation counts, nothing nested; a joint description ("the two sides") gives a row per actor.
    Names come from the lists in data/actors, from titles ("Foreign Minister Sergei Lavrov"), from nouns that end
    the names of organisations, and from names that come again. Capitals and seats of government stand for their
    states, adjectives of nationality count as the state, a people is kept apart from its state. Descriptions are
    resolved by rule where exactly one actor can be meant. Roles follow the parse: see `role_of`.

    What it can't do: text in capitals only, or without capitals; pronouns; persons named once without title or a
    sign of a person; a capital as a mere place told from a capital as a government; two persons of one surname where
    the text leaves out the given name.
    """
    text = str(text)
    spans = tuple(zip(sentences["start"].tolist(), sentences["end"].tolist(), strict=True))
    ids = dict(zip(spans, sentences["sentence_id"], strict=True))
    flat = plain(text)
    rows = []
    for m in _found(flat, spans):
        sentence = next((ids[s, e] for s, e in spans if s <= m.start < e), None)
        token = _head(flat, m.start, m.end)
        role, detail = role_of(token) if token is not None else ("mention", "no parse")
        if sentence:
            rows.append(
                {"start": m.start, "end": m.end, "text": text[m.start : m.end], "sentence_id": sentence}
                | {"actor": m.actor, "kind": m.kind, "role": role, "role_detail": detail}
            )
    return tables.make("mentions", rows)


def standard_name(words: str) -> str:
    """Return the standard name of a listed actor or a titled person, "" if the words name none.

    >>> standard_name("the Kremlin"), standard_name("President Putin"), standard_name("analysts")
    ('Russia', 'Putin', '')
    """
    flat = plain(words).strip().removesuffix("'s")
    flat = re.sub(r"^(?:the|The) ", "", flat)
    whole = [m for m in _hits(flat, _entries()) if (m.start, m.end) == (0, len(flat)) and m.kind]
    if whole:
        return min(whole, key=lambda m: bool(m.needs)).actor
    titled = [name for m, name in _titled(flat, _listed(flat)) if m.end == len(flat)]
    return _surname(titled[0], flat) if titled else ""
