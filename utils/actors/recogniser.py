"""Who exists that no list holds: the parser's entity recogniser, with a filter for what a small model gets wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from utils.actors.lists import CAP, DATES, Mention, View, entries, group, is_inside, title_groups
from utils.article import Span

KINDS = {"PERSON": "person", "ORG": "organisation", "GPE": "region", "NORP": "people"}
_RIVALS = frozenset(["LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "LANGUAGE"])  # may be an actor elsewhere
_OPENING = re.compile(r"(?:(?:[Tt]he|[Aa]n?|[Tt]his|[Oo]ur|[Tt]heir|[Ii]ts) )+")
_CLOSING = re.compile(r"(?:'s?|[\s,;:.]+|\s+\d+)$")
_DATED = "|".join(sorted(DATES))
_BROKEN = re.compile(rf"[\"\[\](){{}}|/]|\s[-#@]\s|\n| (?:the|who|that|said) | (?:on|in|since|until) (?:{_DATED})\b")
_NO_NAME = re.compile(r"[@#]|https?:|\d")


def recognised(view: View, taken: list[Mention], headlines: list[tuple[int, int]]) -> list[Mention]:
    """Return the names the recogniser finds beside the mentions `taken`, each with the kind that most places say.

    A name in a headline counts only where the running text has it too; a place counts only where the text lets it act.
    Left out: days and months, hashtags and addresses, names with a digit, single words that are a listed word or open
    a sentence without being a proper noun, and names that end in a noun for a thing ("Act", "Cup", "Forum").
    What it can't do: see what the small model misses, which happens more with names from outside Europe and America.
    """
    found = [c for ent in view.document.doc.ents if (c := _candidate(view, ent)) is not None]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, list[Span]] = defaultdict(list)
    for start, end, label in found:
        name = view.text[start:end]
        votes[name][label] += 1
        places[name] += [(start, end)] if not is_inside(start, headlines) else []
    kinds = {name: _kind(view, name, votes[name], places[name]) for name in places}
    occupied = {i for m in taken for i in range(m.start, m.end)}
    return [
        Mention(start, end, name, kinds[name], "recognised")
        for start, end, _ in found
        if kinds[name := view.text[start:end]] and occupied.isdisjoint(range(start, end))
    ]


def _kind(view: View, name: str, votes: Counter[str], places: list[Span]) -> str:
    """Return the kind most labels give, "" for what is no actor: a mere place, a thing, a word seen once by chance."""
    labels = [(n, label) for label, n in votes.items() if label in KINDS]
    if not places:
        return ""
    if not labels:
        member = " " in name and any(_has_members(view, *place) for place in places)
        return "organisation" if member else ""
    kind = _corrected(view, name, KINDS[max(labels, key=lambda pair: (pair[0], pair[1] != "GPE", pair[1]))[1]], places)
    acts = any(_acts(view, *place) for place in everywhere(view.text, name))
    single = " " not in name
    if kind in {"region", "organisation"} and _is_site(view.text, name):
        return ""
    if single and kind != "people" and _is_common(view.text, name):
        return ""
    if kind in {"region", "people"} or (single and kind == "organisation" and is_setting(view, places)):
        return kind if acts else ""
    if single and name.lower() in group("name_nouns", "organisation"):
        return ""
    if kind == "person" and not single and sum(votes.values()) == 1 and _by_chance(view, name, *places[0]):
        return ""
    owns = any(_owns(view, *place) for place in places)
    return kind if not single or acts or owns or sum(n for n, _ in labels) > 1 else ""


def is_setting(view: View, places: list[Span]) -> bool:
    """Return whether a name stands where something is: "in Bergen"."""
    heads = [view.document.head(*place) for place in places]
    return any(t is not None and t.dep_ == "pobj" and t.head.lower_ in {"in", "at", "near", "outside"} for t in heads)


def _by_chance(view: View, name: str, start: int, end: int) -> bool:
    """Return whether a person seen once neither does nor gets anything there and has no known given name."""
    token = view.document.head(start, end)
    passive = token is None or token.dep_ in {"nsubjpass", "npadvmod"}
    placed = token is not None and token.dep_ == "pobj" and token.head.lower_ in {"in", "at", "near"}
    return (passive or placed) and name.split(" ")[0].lower() not in group("given_names", "male", "female")


def _corrected(view: View, name: str, kind: str, places: list[Span]) -> str:
    """Return the kind that the name itself tells better: by a given name or a noun for a person, or a noun for a body.

    "The striker Thiago Menezes" is a person, "Northport Rovers" none, whatever the recogniser says.
    """
    first, last = name.split(" ")[0].lower(), name.split(" ")[-1].lower()
    if (" " in name and last in group("name_nouns", "organisation")) or ends_as(name, "trade"):
        return "organisation"
    given = " " in name and first in group("given_names", "male", "female")
    if ends_as(name, "place"):
        return "region"
    heads = [view.document.head(*place) for place in places]
    beside = {c.lemma_.lower() for t in heads if t is not None for c in t.children if c.dep_ in {"compound", "appos"}}
    beside |= {t.head.lemma_.lower() for t in heads if t is not None and t.dep_ == "appos"}
    if kind in {"person", "organisation"} and is_body(view, name):
        return "organisation"
    if kind == "person" and " " not in name and all(_has_article(view, *place) for place in places):
        return "organisation"  # the Lyceum, nobody's surname
    if kind == "person" and not given and beside & group("descriptions", "body"):
        return "organisation"
    if " " not in name and kind in {"person", "organisation"} and _is_country(view, name):
        return "region"
    return "person" if kind == "organisation" and (given or beside & group("descriptions", "human")) else kind


def ends_as(name: str, *groups: str) -> bool:
    """Return whether a name ends as those of places or firms do: "Pell Creek", "Corrib Health".

    No given name opens it: Samantha Power is a person.
    """
    first, last = name.split(" ")[0].lower(), name.split(" ")[-1].lower()
    given = first in group("given_names", "male", "female")
    return " " in name and not given and last in group("name_nouns", *groups)


def is_body(view: View, name: str) -> bool:
    """Return whether a name is one of many people: "which" or "the" stands by it, it says what they are, a plural verb.

    "Canal Estrela, which", "the Maasbrug Lions" (a plural), "a former Porto Serrado midfielder", "Porto Serrado do not
    play"; who has a known given name is none for the last two.
    """
    places = everywhere(view.text, name)
    heads = [t for place in places if (t := view.document.head(*place)) is not None]
    if any(_is_taken_up(t) for t in heads if t.dep_ in {"nsubj", "nsubjpass", "appos"}):
        return True
    if " " in name and name.endswith("s") and any(_has_article(view, *place) for place in places):
        return True
    if " " not in name or name.split(" ")[0].lower() in group("given_names", "male", "female"):
        return False
    members = group("descriptions", "human", "member") | title_groups().keys()
    if any(t.dep_ == "compound" and t.head.tag_ == "NN" and t.head.lemma_.lower() in members for t in heads):
        return True
    verbs = [t.head for t in heads if t.dep_ == "nsubj" and not list(t.conjuncts)]
    finite = [v if v.tag_ in {"VBP", "VBD"} else next((c for c in v.children if c.dep_ == "aux"), v) for v in verbs]
    return any(v.tag_ == "VBP" or v.lower_ == "were" for v in finite)


def _has_article(view: View, start: int, end: int) -> bool:
    """Return whether "the" belongs to a name and stands right before it."""
    token = view.document.head(start, end)
    first = view.token_at(start)
    if token is None or first is None:
        return False
    return any(c.lower_ == "the" and c.dep_ == "det" and c.i == first.i - 1 for c in token.children)


def _is_taken_up(token: Token) -> bool:
    """Return whether a clause with "which" hangs on a name."""
    clauses = [c for c in token.children if c.dep_ == "relcl"]
    return any(t.lower_ == "which" and t.dep_ != "pobj" for c in clauses for t in c.children)


def everywhere(text: str, name: str) -> list[Span]:
    """Return the places of a name, also those that the recogniser overlooked."""
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def _is_country(view: View, name: str) -> bool:
    """Return whether a name owns two things that only a state has, or one ("Ostmark's coast guard") and is a place."""
    places = everywhere(view.text, name)
    heads = [t for place in places if (t := view.document.head(*place)) is not None]
    owned = {t.head.lemma_.lower() for t in heads if t.dep_ == "poss"}
    owned |= {c.lemma_.lower() for t in heads if t.dep_ == "poss" for c in t.head.children if c.dep_ == "compound"}
    number = len(owned & group("descriptions", "owned"))
    return number > 1 or (number == 1 and is_setting(view, places))


def _is_site(text: str, name: str) -> bool:
    """Return whether the text says that a name is a river's, a dam's or the like: "the Yacuru river"."""
    behind = (text[end + 1 : end + 20].split(" ")[0].rstrip(".,;:") for _, end in everywhere(text, name))
    return any(word in group("name_nouns", "site") for word in behind)


def _is_common(text: str, name: str) -> bool:
    """Return whether a word is also a small one in this text, a label ("Image:") or part of a product ("IE9")."""
    small = not name.isupper() and re.search(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])", text)
    return bool(small or re.search(rf"(?<![\w-]){re.escape(name)}(?:\d|:\s)", text))


def _has_members(view: View, start: int, end: int) -> bool:
    """Return whether somebody is a member, leader or the like "of" a name that was taken for a place or a thing."""
    token = view.document.head(start, end)
    governor = token.head.head if token is not None and token.dep_ == "pobj" and token.head.lower_ == "of" else None
    return governor is not None and governor.lemma_.lower() in group("descriptions", "member")


def _owns(view: View, start: int, end: int) -> bool:
    token = view.document.head(start, end)
    return token is not None and token.dep_ in {"poss", "appos", "conj", "dobj", "dative"}


def _candidate(view: View, ent: SpacySpan) -> tuple[int, int, str] | None:
    """Return the place of an entity without article, title and possessive, with its label; None for what is no name."""
    if ent.label_ not in KINDS and ent.label_ not in _RIVALS:
        return None
    start, text = ent.start_char, view.text[ent.start_char : ent.end_char]
    opened = _OPENING.match(text)
    start, text = (start + opened.end(), text[opened.end() :]) if opened else (start, text)
    broken = _BROKEN.search(text)
    text = text[: broken.start()] if broken else text
    while closed := _CLOSING.search(text):
        text = text[: closed.start()]
    while " " in text and text.split(" ")[0].lower().rstrip(".") in title_groups():
        start, text = start + text.index(" ") + 1, text[text.index(" ") + 1 :]
    return (start, start + len(text), ent.label_) if _is_name(view, start, text, ent.label_) else None


def _is_name(view: View, start: int, text: str, label: str) -> bool:
    words = text.split(" ")
    token = view.token_at(start)
    if token is None or not re.match(CAP, text) or _NO_NAME.search(text) or len(text) < 2 or set(words) & DATES:
        return False
    if label == "NORP":
        return len(words) == 1 and token.tag_ in {"NNPS", "NNS"}
    if words[-1].lower() in group("name_nouns", "thing") or words[-1].lower() in group("name_nouns", "opener"):
        return False
    listed = any(e.words == text for e in entries().get(words[0], ()))  # the list left it out here: it has its reason
    proper = any(t.tag_ in {"NNP", "NNPS"} for t in view.document.span(start, start + len(text)))
    return proper and not listed


def _acts(view: View, start: int, end: int) -> bool:
    """Return whether a name is the subject of a verb of doing, or the doer of a passive."""
    token = view.document.head(start, end)
    if token is None or token.dep_ not in {"nsubj", "pobj"}:
        return False
    if token.dep_ == "pobj":
        return token.head.dep_ == "agent"
    return token.head.pos_ == "VERB" and token.head.lemma_ not in {"have", "see", "become", "remain"}


def again(view: View, names: dict[str, str]) -> Iterator[Mention]:
    """Yield every further place of these names, {name: kind}, that is no part of a longer name."""
    for name, kind in names.items():
        for found in re.finditer(rf"(?<![\w@#.-]){re.escape(name)}(?![\w-]|\.\w)", view.text):
            if " " in name or not _in_longer_name(view, *found.span()):
                yield Mention(*found.span(), name, kind, "named again")


def short_names(view: View, bodies: dict[str, str]) -> dict[str, str]:
    """Return the words by which bodies with a longer name may be called ("Helix" for Helix Energy), with kind.

    Left out are words that open two names, that a list knows, or that the text also writes small.
    """
    longer = [(short, kind) for name, kind in bodies.items() for short in _cuts(name)]
    times = Counter(word for word, _ in longer)
    once = {word: kind for word, kind in longer if times[word] == 1}
    known = entries().keys() | DATES | title_groups().keys()
    return {
        word: kind
        for word, kind in once.items()
        if len(word) > 3 and not known & {word, word.lower()} and word not in bodies and not _is_common(view.text, word)
        if not is_setting(view, [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w|-| [A-Z])", view.text)])
    }


def _cuts(name: str) -> list[str]:
    """Return how a name may be cut: behind one of its capitalised words, or to a plural at its end ("the Rovers")."""
    words = name.split(" ")
    plural = [words[-1]] if len(words) > 1 and words[-1].endswith("s") and words[-1][0].isupper() else []
    return plural + [" ".join(words[:n]) for n in range(1, len(words)) if words[n - 1][0].isupper()]


def demonyms(view: View, regions: set[str]) -> Iterator[Mention]:
    """Yield adjectives that are made from the name of a region that no list holds: "Tavrian" for Tavria."""
    for region in sorted(regions):
        stem = re.escape(region.rstrip("aeiouy") if len(region.rstrip("aeiouy")) > 3 else region)
        made = re.compile(rf"(?<![\w-]){stem}[aeiouy]?(?:n|an|ian|ish|ese)s?(?![\w-])")
        for found in made.finditer(view.text):
            if found.group() != region:
                yield Mention(*found.span(), region, "region", "adjective")


def _in_longer_name(view: View, start: int, end: int) -> bool:
    """Return whether another proper noun stands beside a word in the same name: "Internet Explorer"."""
    span = view.document.span(start, end)
    doc = view.document.doc
    near = [doc[i] for i in (span.start - 1, span.end) if 0 <= i < len(doc)]
    return any(t.pos_ in {"PROPN", "NUM"} and t.text not in DATES for t in near)
