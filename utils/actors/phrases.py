"""Descriptions that the text makes plain: 'the two sides', 'the South Asian state', 'the ministry'."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from utils.actors.lists import CAP, Mention, View, area, group, title_groups
from utils.actors.recogniser import is_setting
from utils.article import Span


@lru_cache
def _description_pattern() -> re.Pattern[str]:
    offices = {noun.title() for noun in group("descriptions", "leader", "holder")}  # "the US President"
    nouns = sorted(group("descriptions", *_DESCRIBED) | offices, key=len, reverse=True)
    closed = "the|this|that|both|his|her|its|their|he|she|it|they|and|or|of|to|in|for|with|on|is|are|was|were"
    middle = rf"(?:(?!(?:{closed})\b)[\w'-]+ ){{0,4}}?"
    return re.compile(
        rf"\b(?P<det>[Tt]he|[Tt]his|[Tt]hat|[Bb]oth|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|{CAP}\w+'s) (?P<middle>{middle})"
        rf"(?P<noun>{'|'.join(map(re.escape, nouns))})\b(?!-)"
    )


@dataclass(frozen=True)
class Setting:
    """What a description can be resolved from: the names so far, those of its sentence and the one before."""

    view: View
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


def descriptions(view: View, names: list[Mention]) -> Iterator[Mention]:
    """Yield descriptions that the text makes plain; the others are left out."""
    names, table = list(names), view.document.sentences
    spans = list(zip(table["start"], table["end"], strict=True))
    for found in _description_pattern().finditer(view.text):
        place = view.document.sentence_at(found.start())
        if place < 0 or not _is_phrase(view, found):
            continue
        before = spans[place - 1] if place else (0, 0)
        det, middle, noun = found["det"].lower(), found["middle"].strip(), found["noun"].lower()
        setting = Setting(view, *found.span(), middle, noun, det, names, spans[place], before)
        for sort, resolve in _DESCRIBED.items():
            owned = det.endswith("'s") and sort != "leader"  # "Kenya's president" is a person, "Kenya's state" none
            actors = resolve(setting) if noun in group("descriptions", sort) and not owned else []
            if actors:
                described = [Mention(*found.span(), a.actor, a.kind, "description") for a in actors]
                names += described
                yield from described
                break


def _is_phrase(view: View, found: re.Match[str]) -> bool:
    """Return whether the words between determiner and noun only modify the noun."""
    tokens = [view.token_at(m.start() + found.start("middle")) for m in re.finditer(r"\w+", found["middle"])]
    last = view.token_at(found.start("noun") + max(0, found["noun"].rfind(" ") + 1))
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
        else ["state", "region", "organisation", "group"]
    )
    if setting.noun in group("descriptions", "leaders"):
        kinds = ["leader"]
    so_far = setting.so_far(*kinds)
    homes = [m.state for m in setting.so_far("leader") if m.state and "state" in kinds]
    places = Counter([*(m.actor for m in so_far), *homes]).most_common(3)
    last = {m.actor: m for m in so_far}
    joint = [m.actor for m in so_far if m.form == "description" and _joint(m, so_far)]
    if len(joint) > 1 and set(joint[-2:]) <= {actor for actor, _ in places}:
        return [last[actor] for actor in sorted(joint[-2:])]
    together = _joined(setting.view.text, so_far)
    if together and set(together) <= {actor for actor, _ in places[:2]}:
        return [last[actor] for actor in together]
    if len(places) < 2 or (len(places) > 2 and places[1][1] == places[2][1]):
        return []
    pair = sorted(actor for actor, _ in places[:2])
    return [last.get(actor) or Mention(0, 0, actor, "state", "name") for actor in pair]


def _joined(text: str, so_far: list[Mention]) -> list[str]:
    """Return the two actors that "and" joins most often so far, none where several pairs are joined as often."""
    ordered = sorted(so_far, key=lambda m: m.start)
    pairs = Counter(
        tuple(sorted((a.actor, b.actor)))
        for a, b in pairwise(ordered)
        if text[a.end : b.start] == " and " and a.actor != b.actor and text[a.start - 2 : a.start] != ", "
    ).most_common(2)
    return list(pairs[0][0]) if pairs and (len(pairs) == 1 or pairs[0][1] > pairs[1][1]) else []


def _joint(mention: Mention, so_far: list[Mention]) -> bool:
    return any(m.start == mention.start and m.actor != mention.actor for m in so_far)


def _one_state(setting: Setting) -> list[Mention]:
    """ "The South Asian state": the one state of the area named nearby; "the country": the one left to mean."""
    inside = area(setting.middle) or next((a for w in setting.middle.split() if (a := area(w))), frozenset())
    if inside:
        found = (_one(m for m in near if m.actor in inside) for near in setting.near("state"))
        return next((f for f in found if f), [])
    if setting.noun in group("descriptions", "other_state") and setting.det in {"its", "their", "his", "her"}:
        return _other_state(setting)
    if setting.noun not in {"country", "nation"} or setting.det not in {"the", "this", "that"} or setting.middle:
        return []
    doers = {m.actor for m in setting.names if _acts_on(setting, m)}
    for near in setting.near("state")[:2]:
        left = [m for m in near if m.actor not in doers]
        if left:
            return _one(left)
    return []


def _other_state(setting: Setting) -> list[Mention]:
    """ "Its neighbour": the other state of the sentence, or of the two that the text names most, but the doer."""
    named = setting.so_far("state")
    so_far = [m for m in named if not is_setting(setting.view, [(m.start, m.end)])]  # not "talks in Qatar"
    places = Counter(m.actor for m in so_far).most_common(3)
    doers = {m.actor for m in so_far if _acts_on(setting, m)}
    owner = _doer_above(setting, so_far)
    beside = [m for m in so_far if m.start >= setting.sentence[0] and m.actor != owner]
    if owner and _one(beside):
        return _one(beside)
    pair = {actor for actor, _ in places[:2]}
    clear = len(places) == 2 or (len(places) > 2 and places[1][1] > places[2][1])
    left = [m for m in so_far if m.actor in pair - doers]
    return _one(left) if clear and len(pair & doers) == 1 else []


def _doer_above(setting: Setting, so_far: list[Mention]) -> str:
    """Return the actor that is the subject of the verb above a description, "" where that is no name."""
    verb = setting.view.document.head(setting.start, setting.end)
    while verb is not None and verb.pos_ not in {"VERB", "AUX"} and verb.head.i != verb.i:
        verb = verb.head
    while verb is not None and verb.dep_ == "conj" and not any(c.dep_ == "nsubj" for c in verb.children):
        verb = verb.head
    subjects = {c.i for c in verb.children if c.dep_ == "nsubj"} if verb is not None else set()
    heads = ((m.actor, setting.view.document.head(m.start, m.end)) for m in so_far)
    return next((actor for actor, token in heads if token is not None and token.i in subjects), "")


def _acts_on(setting: Setting, mention: Mention) -> bool:
    """Return whether a mention is the doer in the sentence of the description."""
    if not setting.sentence[0] <= mention.start < setting.start:
        return False
    token = setting.view.document.head(mention.start, mention.end)
    while token is not None and token.dep_ == "conj":
        token = token.head
    return token is not None and token.dep_ in {"nsubj", "attr", "agent"}


def _one_leader(setting: Setting) -> list[Mention]:
    """ "The Russian leader": who was named with a title of that state; "the president": the only one so titled."""
    states = {m.actor for m in setting.names if m.kind == "state" and setting.start <= m.start < setting.end}
    leaders = [m for m in setting.names if m.kind == "leader" and m.title]
    homes = {m.actor: m.state for m in leaders if m.state}
    noun = _SYNONYMS.get(setting.noun, setting.noun)
    if setting.middle and not states:
        return []
    if states:
        titles = _titles_for(setting)
        at_home = _one(m for m in leaders if homes.get(m.actor) in states and titles(m.title))
        return at_home or _one(m for m in leaders if m.title == noun and m.actor not in homes)
    if setting.noun in {"leader", "counterpart", "ruler", "head of state"} or setting.det not in {"the"}:
        return []
    return _one(m for m in leaders if m.title == noun)


_SYNONYMS = {"premier": "prime minister"}


def _one_holder(setting: Setting) -> list[Mention]:
    """ "The governor": the only person of that title."""
    if setting.middle or setting.det != "the":
        return []
    if any(m.title == "counterpart" for m in setting.names):
        return []  # whose counterpart it is has the same title
    return _one(m for m in setting.names if m.title == setting.noun and m.kind in {"leader", "person"})


def _titles_for(setting: Setting) -> Callable[[str], bool]:
    noun = setting.noun
    if noun in {"leader", "ruler", "head of state", "premier"}:
        return lambda title: title_groups().get(title) == "head"
    if noun == "counterpart":
        own = [m.title for m in setting.so_far("leader") if m.title]
        head = not own or title_groups().get(own[-1]) == "head"
        return lambda title: (title_groups().get(title) == "head") if head else title == own[-1]
    return lambda title: title == noun


def _one_group(setting: Setting) -> list[Mention]:
    """ "The group": the movement named last, in this sentence or the two before."""
    if setting.middle or setting.det not in {"the", "this"}:
        return []
    here, back, _ = setting.near("group")
    return (here or back)[-1:]


def _one_organisation(setting: Setting) -> list[Mention]:
    """ "The alliance", "the water authority": the organisation of that sort named last, or of that name or kind."""
    size = re.fullmatch(r"[\w]+-(?:nation|member|country|state|party)", setting.middle)
    if setting.det not in {"the", "this"} or setting.view.text[setting.end :].startswith((" of ", " to ")):
        return []  # "the trust of the patients", "the authority to tax"
    sort, so_far = setting.noun.replace("organization", "organisation"), setting.so_far("organisation")
    if setting.middle and not size:
        return _one(m for m in so_far if m.actor.lower().endswith(f" {setting.middle.lower()} {sort}"))
    told = re.compile(rf", an? (?:[\w'-]+ ){{0,3}}{setting.noun}(?![\w-])")
    named = [
        m
        for m in so_far
        if m.form in _SORTS.get(sort, {sort})
        or sort in m.actor.lower().split()
        or told.match(setting.view.text, m.end)  # "Helix, a Danish consortium"
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
