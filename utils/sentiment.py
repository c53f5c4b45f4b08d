"""Sentiment: word lists side by side, the tone of a sentence, and the stance towards each actor.

Three questions are kept apart: which words of a list occur (`word_hits`, `sentiment_table`), how positive a sentence
reads (`tone`), and what the sentence makes of one actor (`stance`, `stance_table`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from spacy.tokens import Doc, Token
from textblob import TextBlob
from textblob.en import sentiment as pattern
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import parsing, tables
from utils.article import Span

LEXICONS = ("textblob", "vader", "hu_liu", "afinn")
LAYERS = ("raw", "no_topic", "in_context")
NEGATION_WINDOW = 3
IRREALIS_WINDOW = 8
NEGATIVE_WEIGHT = 1.25
DIGITS = 9  # a sum that is 0 but for the last bits of its floats is 0 on every machine
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")


class Hit(NamedTuple):
    """A word of a list in a sentence: its place, its value, why it might not count, and its weight in context."""

    start: int
    end: int
    word: str
    lexicon: str
    value: float
    topic: str
    factor: float


# ------------------------------------------------------------------------------------------------ word lists


@lru_cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@lru_cache
def _entries(lexicon: str) -> dict[str, float]:
    """Return the words of a list with the list's own values; words of value 0 are left out."""
    if lexicon == "textblob":
        pattern.load()
        values = {word: tags[None][0] for word, tags in dict.items(pattern) if None in tags}
    elif lexicon == "vader":
        values = dict(_vader().lexicon)
    else:
        rows = tables.data(f"lexicons/{lexicon}.csv")
        values = dict(zip(rows["entry"], rows["value"].astype(float), strict=True))
    return {word: value for word, value in values.items() if value}


@lru_cache
def _unit(lexicon: str) -> float:
    """Return the list's own unit: the root mean square of its entries' values."""
    values = _entries(lexicon).values()
    return math.sqrt(math.fsum(value * value for value in values) / len(values))


@lru_cache
def _index() -> dict[str, list[tuple[str, float]]]:
    index: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for lexicon in LEXICONS:
        for word, value in _entries(lexicon).items():
            index[word].append((lexicon, value))
    return dict(index)


@lru_cache
def _group(name: str, column: str = "group") -> dict[str, str]:
    rows = tables.data(f"lexicons/{name}.csv")
    return dict(zip(rows["entry"], rows[column], strict=True))


def lexicon_cards() -> pd.DataFrame:
    """Return one row a word list: who made it, from what, for what, licence, source, implementation, entries.

    What it can't do: say how well a list fits an article; a list made for reviews or tweets counts a war story's
    topic as its tone (Boukes et al. 2020; van Atteveldt et al. 2021).
    """
    cards = tables.data("lexicons/lexicon_cards.csv")
    cards["entries"] = [len(_entries(lexicon)) for lexicon in cards["lexicon"]]
    return cards


# ------------------------------------------------------------------------------------------------ words in context


def _words(sentence: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), m.group().lower().replace("’", "'")) for m in _WORD.finditer(str(sentence))]


def _factor(words: list[str], place: int) -> float:
    """Return the weight that negation (reverses) or irrealis (weakens) before a word gives it, else 1."""
    groups, values = _group("context_words"), _group("context_words", "value")
    for word in words[max(0, place - NEGATION_WINDOW) : place]:
        if groups.get(word) == "negator" or word.endswith("n't"):
            return float(values["not"])
    before = words[max(0, place - IRREALIS_WINDOW) : place]
    return min([float(values[w]) for w in before if groups.get(w) == "irrealis"], default=1.0)


@lru_cache(maxsize=4096)
def _hits(sentence: str) -> tuple[Hit, ...]:
    found = _words(sentence)
    words, topics, names = [w for *_, w in found], _group("topic_words"), _name_spans(sentence)
    hits: list[Hit] = []
    for place, (start, end, word) in enumerate(found):
        if word in _index():
            name = "name" if any(s <= start < e for s, e in names) else ""
            factor, topic = _factor(words, place), name or topics.get(word, "")
            hits += [Hit(start, end, word, lexicon, value, topic, factor) for lexicon, value in _index()[word]]
    return tuple(hits)


def word_hits(sentence: str) -> pd.DataFrame:
    """Return one row for each word and list that holds it: start, end, word, lexicon, value, topic, factor.

    Offsets count in `sentence`; `value` is the list's own, `topic` says "topic", "polyseme" or "name" where the word
    is not tone, `factor` is -0.5 under negation, 0.75 under irrealis, else 1. What it can't do: phrases, irony, word
    senses. Source: negation shifts rather than flips (Taboada et al. 2011 SO-CAL).

    >>> word_hits("It was not good.").query("word == 'good'")[["lexicon", "factor"]].head(1).values.tolist()
    [['textblob', -0.5]]
    """
    return pd.DataFrame(_hits(str(sentence)), columns=Hit._fields)


def _squash(x: float, alpha: float = 4.0) -> float:
    return x / math.sqrt(x * x + alpha)


def _list_score(hits: list[Hit], context: bool) -> float:
    """Return sum / sqrt(count) in the list's own unit; NaN without hits."""
    if not hits:
        return math.nan
    values = [h.value / _unit(h.lexicon) * (h.factor if context else 1.0) for h in hits]
    values = [v * NEGATIVE_WEIGHT if v < 0 and context else v for v in values]
    return math.fsum(values) / math.sqrt(len(values))


def _without_topic(sentence: str) -> str:
    kept = sentence
    for hit in _hits(sentence):
        if hit.topic:
            kept = kept[: hit.start] + "_" * (hit.end - hit.start) + kept[hit.end :]
    return kept


def _package_score(lexicon: str, sentence: str) -> float:
    if lexicon == "textblob":
        return float(TextBlob(sentence).sentiment.polarity)
    return float(_vader().polarity_scores(sentence)["compound"])


def lexicon_score(sentence: str, lexicon: str, layer: str = "raw") -> tuple[float, list[Span]]:
    """Return one list's score of a sentence, -1 to 1, and the deciding words' spans; NaN where no word occurs.

    `raw` and `no_topic` of textblob and vader are the packages' own (TextBlob's polarity, vaderSentiment's
    compound); the other lists, and all of them `in_context`, are our count: sum / sqrt(hits) in the list's own
    unit, squashed. What it can't do: compare lists in size; their scales differ. Source: `lexicon_cards`.
    """
    hits = [h for h in _hits(sentence) if h.lexicon == lexicon and (layer == "raw" or not h.topic)]
    spans = [(h.start, h.end) for h in hits]
    if hits and layer != "in_context" and lexicon in ("textblob", "vader"):
        return _package_score(lexicon, sentence if layer == "raw" else _without_topic(sentence)), spans
    score = _list_score(hits, layer == "in_context")
    return (score if math.isnan(score) else _squash(score)), spans


def tone(sentence: str) -> float:
    """Return how positive a sentence reads, -1 to 1: the mean over the lists, each in its own unit.

    A list without a hit adds nothing, so a word that few lists hold weighs less. A list's unit is the root mean square
    of its own entries, so no rating of sentences sets the scale. Negation and irrealis count and negative words weigh
    1.25 (after Taboada et al. 2011, who use 1.5). Words of a name are left out, so that who is named cannot matter;
    topic words and polysemes stay in, as they do for human raters; the table's layers show what they add. No word of
    any list gives 0.0 here; in the tables it is missing. What it can't do: tell whose view it is, towards whom, or good
    news from praise; see `stance`. Source: the lists of `lexicon_cards`.

    >>> tone("A brilliant success.") > 0 > tone("A shameful failure.")
    True
    """
    hits = [h for h in _hits(str(sentence)) if h.topic != "name"]
    scores = [_list_score([h for h in hits if h.lexicon == lexicon], True) for lexicon in LEXICONS]
    known = [s for s in scores if not math.isnan(s)]
    return _squash(math.fsum(known) / len(LEXICONS)) if known else 0.0


def sentiment_table(text: str, sentences: pd.DataFrame, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return the `sentiment` table: one row a sentence, list and layer, offsets into `text`, `damaged` 0.

    Score is missing (NaN) where no word of the list occurs; evidence holds the deciding words. What it can't do: see
    `lexicon_score`.
    """
    text, rows = str(text), []
    for sentence in sentences.to_dict("records"):
        start, end = int(sentence["start"]), int(sentence["end"])
        for lexicon in LEXICONS:
            for layer in LAYERS:
                score, spans = lexicon_score(text[start:end], lexicon, layer)
                found = {"score": score, "hits": len(spans), "lexicon": lexicon, "layer": layer}
                evidence = tables.spans_text((start + s, start + e) for s, e in spans)
                rows.append({**_row(sentence, text, voices), **found, "evidence": evidence})
    return tables.make("sentiment", rows)


def _row(sentence: Mapping[Any, Any], text: str, voices: Mapping[str, str]) -> dict[str, Any]:
    start, end, number = int(sentence["start"]), int(sentence["end"]), sentence["sentence_id"]
    place = {"start": start, "end": end, "text": text[start:end]}
    return {**place, "sentence_id": number, "voice": voices.get(number, "text"), "damaged": 0}


# ------------------------------------------------------------------------------------------------ names masked

NAME = "Smith"
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'&.-]*\w)?(?:(?<=[.][A-Z])[.](?=\s+[a-z]))?|\S")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINED = re.compile(r"\.?\s+(?:(?:of|for|de|del|la|bin|al|van|von|der|the)\s+){0,2}")
_THE = re.compile(r"(?<!\w)[Tt]he\s+$")
_CAPITALISED = re.compile(r"[^-]+(?:-[A-Z][^-]*)*")
_OWNING = frozenset({"his", "their", "its", "our", "my", "your"})


class Masked(NamedTuple):
    """A sentence whose names all read the same: its text, the target's place, and (new, old) offsets of its pieces."""

    text: str
    target: Span
    pieces: list[tuple[int, int]]

    def old(self, place: int) -> int:
        """Return where in the sentence a place of the masked text comes from."""
        new, old = max(piece for piece in self.pieces if piece[0] <= place)
        return old + place - new

    def is_name(self, place: int) -> bool:
        """Return whether a place of the masked text lies in a name that is read as the ordinary one."""
        return any(new <= place < new + len(NAME) for new, _ in self.pieces[1::2])


def _name_spans(text: str) -> list[Span]:
    """Return the runs of capitalised words, without words that merely open a sentence or name a day."""
    openers, opening = _group("opening_words"), True
    spans: list[Span] = []
    for found in _TOKEN.finditer(text):
        word, start = found.group(), found.start()
        if not word[0].isalpha():
            opening = (opening and word not in ",;") or word in '.!?:;…"“‘—('
            continue
        core = _POSSESSIVE.sub("", word)
        first = next((i for i, c in enumerate(core) if c.isupper()), -1)
        plain = first < 0 or core == "I" or core[:2] in ("I'", "I’") or (first > 0 and "-" not in core[:first])
        known = openers.get(core.lower().replace("’", "'")) or openers.get(word.lower().replace("’", "'"))
        if not plain and known != "calendar" and not (opening and known):
            stop = start + first + _CAPITALISED.match(core[first:]).end()  # type: ignore[union-attr]
            joined = spans and spans[-1][1] <= start and _JOINED.fullmatch(text, spans[-1][1], start)
            spans[-1 if joined else len(spans) :] = [(spans[-1][0] if joined else start + first, stop)]
        opening = False
    return spans


@lru_cache(maxsize=4096)
def mask(sentence: str, start: int, end: int) -> Masked:
    """Return the sentence with the target and every other name, title and nationality read as one ordinary name.

    Masking works on the surface (capital letters and a list of opening words), before any parse, so no label can
    depend on who is named. What it can't do: see a name written small, or keep a title apart from its name; a
    sentence that holds a line break is parsed line by line (joining it cost .01 F1 on NewsMTSC's dev parts).

    >>> mask("Critics praised Vladimir Putin on Monday.", 16, 30).text
    'Critics praised Smith on Monday.'
    """
    names = _name_spans(sentence)
    mine = [s for s in names if s[0] < end and start < s[1]] + [(start, end)]
    target = (min(s for s, _ in mine), max(e for _, e in mine))
    others = [s for s in names if s[1] <= target[0] or s[0] >= target[1]]
    parts, pieces, done, length, place = [], [], 0, 0, (0, 0)
    for s, e in sorted([*others, target]):
        before = _THE.sub("", sentence[done:s])
        pieces += [(length, done), (length + len(before), s)]
        new = NAME + "’s" * (sentence[s:e].lower() in _OWNING)
        length += len(before)
        place = (length, length + len(NAME)) if (s, e) == target else place
        parts += [before, new]
        length, done = length + len(new), e
    return Masked("".join([*parts, sentence[done:]]), place, [*pieces, (length, done)])


# ------------------------------------------------------------------------------------------------ the target's clause

_SUBJECT = frozenset({"nsubj", "agent"})
_OBJECT = frozenset({"nsubjpass", "dobj", "dative"})
_PREDICATE = frozenset({"attr", "acomp", "oprd"})


@lru_cache
def _polarity() -> dict[str, float]:
    """Return each word's value over the lists that hold it, in their units; polysemes left out, deeds are not."""
    topics = _group("topic_words")
    return {
        word: math.fsum(value / _unit(name) for name, value in values if name != "textblob") / math.sqrt(len(values))
        for word, values in _index().items()
        if topics.get(word) != "polyseme"
    }


@lru_cache
def _verbs() -> dict[str, dict[Any, Any]]:
    return {row["entry"]: row for row in tables.data("lexicons/verb_connotations.csv").to_dict("records")}


def _is_negator(token: Token) -> bool:
    return token.dep_ == "neg" or _group("context_words").get(token.lower_) == "negator"


def _turn(token: Token) -> float:
    """Return what a negator within three words before a word makes of its value."""
    return -0.5 if any(_is_negator(t) for t in token.doc[max(0, token.i - NEGATION_WINDOW) : token.i]) else 1.0


def _value(token: Token) -> float:
    value = _polarity().get(token.lower_) or _polarity().get(token.lemma_.lower(), 0.0)
    return value * _turn(token) if value else 0.0


def _quoted(doc: Doc) -> list[bool]:
    """Return for each token whether it stands between quotation marks."""
    inside, out = False, []
    for token in doc:
        mark = token.text in ('"', "“", "”", "``", "''")
        inside = (token.text in ("“", "``") or (token.text == '"' and not inside)) if mark else inside
        out.append(inside and not mark)
    return out


class Clause(NamedTuple):
    """The target in its parsed sentence: its words, head, governor and grammatical role."""

    words: list[Token]
    own: frozenset[int]
    head: Token
    governor: Token
    role: str
    same_quote: list[bool]


def _clause(masked: Masked) -> Clause | None:
    start, end = masked.target
    for offset, doc in parsing.parse(masked.text, entities=False):
        own = [
            t for t in doc if t.idx + offset < end and t.idx + len(t) + offset > start and t.text not in ("'s", "’s")
        ]
        if own:
            return _around(doc, own)
    return None


def _around(doc: Doc, own: list[Token]) -> Clause:
    ids = frozenset(t.i for t in own)
    head = next((t for t in own if t.head.i not in ids or t.head.i == t.i), own[0])
    link = head
    while link.dep_ in ("conj", "appos") and link.head.i != link.i:
        link = link.head
    governor, role, quoted = link.head, link.dep_, _quoted(doc)
    if role == "pobj":
        role = "agent" if governor.dep_ == "agent" else f"prep_{governor.lower_}"
        governor = governor.head
    same = [q == quoted[head.i] for q in quoted]
    return Clause([t for t in head.sent if not t.is_space], ids, head, governor, role, same)


def _negated(token: Token) -> bool:
    return any(_is_negator(child) for child in token.children)


def _connotation(verb: Token, role: str) -> tuple[float, str]:
    """Return what the verb says of its agent or patient, and of which kind (Rashkin, Singh & Choi 2016)."""
    row = _verbs().get(verb.lemma_.lower())
    side = "agent" if role in _SUBJECT else "patient" if role in _OBJECT or role.startswith("prep_") else ""
    if not row or not side:
        return 0.0, ""
    return float(row[side]) * (-1 if _negated(verb) else 1), row[f"{side}_kind"]


# ------------------------------------------------------------------------------------------------ stance by rules


class Evidence(NamedTuple):
    """What one word says of the target: how much, of which kind, by which rule."""

    value: float
    token: Token
    kind: str
    rule: str


# Weights and thresholds were chosen on NewsMTSC's train part; courtesy words make news read a little too positive.
AGAINST, IN_FAVOUR = 0.3, 0.7
CLAUSE_WEIGHT, QUOTATION_WEIGHT = 0.7, 0.3
_DOWN = frozenset({"amod", "compound", "appos", "relcl", "acl", "advmod", "dobj", "attr", "acomp", "prep", "pobj"})


def _kind(token: Token, other: str = "evaluation") -> str:
    groups = _group("stance_kinds")
    return groups.get(token.lower_) or groups.get(token.lemma_.lower()) or other


def _predicated(clause: Clause) -> Iterator[Evidence]:
    """Yield what is said of the target by its verb, its predicate, its modifiers or the noun it owns."""
    verb, role, seen = clause.governor, clause.role, {clause.governor.i, *clause.own}
    value, kind = _connotation(verb, role)
    if value:
        yield Evidence(value * 2, verb, kind, "verb_connotation")
    for child in verb.children:
        below = child.dep_ in ("xcomp", "conj", "advcl") and child.pos_ == "VERB" and role in _SUBJECT | {"nsubjpass"}
        value, kind = _connotation(child, "nsubj") if below else (0.0, "")
        if value:
            yield Evidence(value, child, kind, "verb_connotation")
    roots = [c for c in clause.head.children if c.dep_ in _DOWN]
    if role in ("nsubj", "nsubjpass"):
        roots += [c for c in verb.children if c.dep_ in _PREDICATE]
    if role in ("poss", "compound", "nmod") or role.startswith("prep_"):
        roots.append(verb)
    for token in _below(roots):
        if token.i not in seen and _value(token):
            turned = -1 if token.head.i == verb.i and _negated(verb) else 1
            yield Evidence(_value(token) * turned, token, _kind(token), "predicated")
            seen.add(token.i)


def _below(roots: Iterable[Token]) -> Iterator[Token]:
    waiting = list(roots)[::-1]
    while waiting:
        token = waiting.pop()
        yield token
        waiting += [child for child in token.children if child.dep_ in _DOWN][::-1]


def _evidence(clause: Clause) -> list[Evidence]:
    """Return what is predicated of the target, then at a lower weight the words of its quotation and its clause."""
    found = [*_predicated(clause), *_told_of(clause)]
    if _speaks(clause):
        return found
    inside = {t.i for t in clause.governor.subtree}
    for token in clause.words:
        value = _value(token) if clause.same_quote[token.i] and token.i not in clause.own else 0.0
        if value:
            near = token.i in inside
            weight, rule = (CLAUSE_WEIGHT, "same_clause") if near else (QUOTATION_WEIGHT, "same_quotation")
            found.append(Evidence(weight * value, token, _kind(token), rule))
    return found


@lru_cache
def _phrases() -> list[tuple[re.Pattern[str], float, str]]:
    """Return the phrases of need, ability, gain and loss: T is the target, / parts choices, * is up to three words."""
    rows = tables.data("lexicons/stance_phrases.csv")
    told = rows[["entry", "sign", "group"]].to_numpy()
    return [(re.compile(_pattern(entry)), float(sign), kind) for entry, sign, kind in told]


def _pattern(entry: str) -> str:
    parts = [r"(?:[^\s,;:]+ ){0,3}" if word == "*" else f"(?:{_choices(word)}) " for word in entry.split()]
    return "(?<= )" + "".join(parts)


def _choices(word: str) -> str:
    return "|".join(re.escape(choice) for choice in word.split("/"))


def _told_of(clause: Clause) -> Iterator[Evidence]:
    """Yield the phrases that tell the target as needed, able, gaining or losing; a negator just before turns them."""
    shown = ["T" if t.i in clause.own else _lemma(t) for t in clause.words]
    line, starts = " " + " ".join(shown) + " ", np.cumsum([1, *(len(word) + 1 for word in shown)])
    for phrase, sign, kind in _phrases():
        found = phrase.search(line)
        if found:
            token = clause.words[int(np.searchsorted(starts, found.start()))]
            turned = any(_is_negator(t) for t in token.doc[max(0, token.i - 2) : token.i]) and token.lower_ != "without"
            yield Evidence(-sign if turned else sign, token, kind, "phrase")


def _speaks(clause: Clause) -> bool:
    """Return whether the target is the holder of a reported view, not its target."""
    return clause.role == "nsubj" and any(c.dep_ == "ccomp" for c in clause.governor.children)


def _ruled(clause: Clause | None) -> tuple[float, list[Evidence]]:
    found = _evidence(clause) if clause else []
    total = round(math.fsum(e.value for e in found), DIGITS)
    return (_squash(total) if total > IN_FAVOUR or total < -AGAINST else 0.0), found


def stance_rules(sentence: str, start: int, end: int) -> float:
    """Return the stance towards sentence[start:end] by rules alone; see `stance`."""
    return _ruled(_clause(mask(str(sentence), start, end)))[0]


# ------------------------------------------------------------------------------------------------ stance, linear


# Both chosen by cross-validation on NewsMTSC's train part.
SEQUENCE_WEIGHT, OPPOSITE_COST = 1.4, 1.5


def _lemma(token: Token) -> str:
    return token.lower_ if token.pos_ == "PROPN" else token.lemma_.lower()


def _line(clause: Clause) -> list[str]:
    """Return the sentence's lemmas in order, the target as one T."""
    line: list[str] = []
    for token in clause.words:
        word = "T" if token.i in clause.own else _lemma(token)
        line += [word] if word != "T" or line[-1:] != ["T"] else []
    return line


def _sequence_features(line: list[str]) -> Iterator[str]:
    """Yield pairs of neighbours, and triples that hold the target."""
    yield from (f"b={a}_{b}" for a, b in pairwise(line))
    yield from (f"t={a}_{b}_{c}" for a, b, c in zip(line, line[1:], line[2:], strict=False) if "T" in (a, b, c))


def _word_features(line: list[str]) -> Iterator[str]:
    """Yield lemmas, and the five words on each side of the target."""
    yield from (f"w={word}" for word in line if word[0].isalnum() and word != "T")
    here = line.index("T")
    yield from (f"L={word}" for word in line[max(0, here - 5) : here])
    yield from (f"R={word}" for word in line[here + 1 : here + 6])


def _tree_features(clause: Clause, distance: Mapping[int, int]) -> Iterator[str]:
    """Yield the target's role, governor, siblings, children, verb group and the words close in the tree."""
    verb, role = clause.governor, clause.role
    mark = "not_" if _negated(verb) else ""
    yield from (f"dep={role}", f"g={role}:{mark}{_lemma(verb)}", f"inq={clause.same_quote[0]}")
    yield from (f"c={c.dep_}:{_lemma(c)}" for c in clause.head.children if c.i not in clause.own)
    yield from (f"s={role}:{c.dep_}:{_lemma(c)}" for c in verb.children if c.i != clause.head.i)
    yield from (f"n2={_lemma(t)}" for t in clause.words if 0 < distance.get(t.i, 9) <= 2 and not t.is_punct)
    yield from (f"n4={_lemma(t)}" for t in clause.words if 2 < distance.get(t.i, 9) <= 4 and not t.is_punct)
    if _speaks(clause):
        yield "speaker"
    row = _verbs().get(verb.lemma_.lower())
    if row:
        yield f"verb={row['group']}:{role}:{mark}"


def _distances(head: Token) -> dict[int, int]:
    distance, queue = {head.i: 0}, [head]
    for token in queue:
        for other in (*token.children, token.head):
            if other.i not in distance:
                distance[other.i] = distance[token.i] + 1
                queue.append(other)
    return distance


def _bucket(x: float) -> int:
    size = 0 if not x else 1 if abs(x) < 1 else 2 if abs(x) < 2.5 else 3
    return size if x > 0 else -size


def _lexicon_features(clause: Clause, distance: Mapping[int, int]) -> dict[str, float]:
    """Return sums of word values, positive and negative apart: overall, by quotation, clause, distance and side."""
    sums: dict[str, float] = defaultdict(float)
    subtree = {t.i for t in clause.governor.subtree}
    for token in (t for t in clause.words if t.i not in clause.own and _value(t)):
        value, steps, inside = _value(token), distance.get(token.i, 9), token.i in subtree
        sign, side = "+" if value > 0 else "-", "left" if token.i < clause.head.i else "right"
        places = (f"quote{clause.same_quote[token.i]:d}", f"clause{inside:d}", f"d{min(steps, 6)}")
        for name in ("all", side, f"{clause.role}{inside:d}", *places):
            sums[f"lex_{name}{sign}"] += value / 2
        sums[f"lex_near{sign}"] += value / (2 + 2 * steps)
    totals = {name: sums[f"lex_{name}+"] + sums[f"lex_{name}-"] for name in ("all", "quote1", "near")}
    sizes = {f"size_{name}={_bucket(2 * total)}": 1.0 for name, total in totals.items()}
    return {**{name: value for name, value in sums.items() if value}, **sizes}


def _list_features(clause: Clause, distance: Mapping[int, int]) -> dict[str, float]:
    """Return each list's own sums, positive and negative apart: near or far in the tree, and by quotation."""
    sums: dict[str, float] = defaultdict(float)
    for token in (t for t in clause.words if t.i not in clause.own):
        places = ("near" if distance.get(token.i, 9) <= 3 else "far", f"quote{clause.same_quote[token.i]:d}")
        for lexicon, entry in _index().get(token.lower_) or _index().get(token.lemma_.lower(), []):
            value = entry / _unit(lexicon) * _turn(token)
            for place in places:
                sums[f"lex_{lexicon}_{place}{'+' if value > 0 else '-'}"] += value / 2
    return sums


def features(masked: Masked) -> dict[str, float]:
    """Return the linear model's features of a masked sentence and its target; empty where there is no word."""
    return _features(_clause(masked))


def _features(clause: Clause | None) -> dict[str, float]:
    if clause is None:
        return {}
    distance, line = _distances(clause.head), _line(clause)
    said = round(math.fsum(e.value for e in _predicated(clause)), DIGITS)
    return {
        **dict.fromkeys(_word_features(line), 1.0),
        **dict.fromkeys(_sequence_features(line), SEQUENCE_WEIGHT),
        **dict.fromkeys(_tree_features(clause, distance), 1.0),
        **_lexicon_features(clause, distance),
        **_list_features(clause, distance),
        **{"rule": said, f"size_rule={_bucket(said)}": 1.0, "intercept": 1.0},
    }


@lru_cache
def _weights() -> dict[str, np.ndarray]:
    rows = tables.data("lexicons/stance_weights.csv")
    values = rows[["negative", "neutral", "positive"]].astype(float).to_numpy()
    return dict(zip(rows["feature"], values, strict=True))


def linear_score(logits: Sequence[float]) -> float:
    """Return the score of the logits of negative, neutral and positive, 0 where a side isn't worth its risk.

    The side of least expected cost is taken, a wrong sign costing OPPOSITE_COST times as much as another mistake.
    What it can't do: make a sign certain; on NewsMTSC one label in twenty still has the wrong sign.

    >>> [round(linear_score(np.log(p)), 2) for p in ([0.3, 0.3, 0.4], [0.1, 0.3, 0.6])]
    [0.0, 0.5]
    """
    odds = [math.exp(logit - max(logits)) for logit in logits]
    negative, neutral, positive = (odd / math.fsum(odds) for odd in odds)
    risk = neutral + (OPPOSITE_COST - 1) * min(negative, positive)
    return float(positive - negative) if max(negative, positive) > risk else 0.0


def _linear(clause: Clause | None) -> float:
    weights = _weights()
    added = [weights[name] * value for name, value in _features(clause).items() if name in weights]
    return linear_score([math.fsum(column) for column in zip(*added, strict=True)]) if added else 0.0


def stance(sentence: str, start: int, end: int, instrument: str = "linear") -> float:
    """Return the stance towards sentence[start:end], -1 against to 1 in favour, 0 for neither.

    "rules": what the target's verb, predicate, modifiers and owned noun say of it, else words of the same quotation,
    else 0; readable. "linear": a linear model over words, neighbours, grammar and word lists, trained on NewsMTSC's
    train part (Hamborg & Donnay 2021). Both see every name as the same ordinary one, so who is named cannot matter.
    ValueError for another instrument or a span outside the sentence. What it can't do: irony, knowledge of the world,
    coreference; the label says what the sentence makes of the target, not whether it is true or whose view it is.

    >>> stance("Critics praised Putin.", 16, 21, "rules") > 0
    True
    """
    if instrument not in ("rules", "linear") or not 0 <= start < end <= len(sentence):
        raise ValueError("stance needs instrument 'rules' or 'linear' and a span inside the sentence")
    clause = _clause(mask(str(sentence), start, end))
    return _ruled(clause)[0] if instrument == "rules" else _linear(clause)


# ------------------------------------------------------------------------------------------------ stance tables


INSTRUMENTS = ("rules", "linear")


def stance_table(text: str, sentences: pd.DataFrame, mentions: pd.DataFrame, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return the `stance` table of both instruments: one row a sentence and actor each, the readable rules first.

    Offsets are into `text`, `damaged` is 0. Of several mentions of an actor in a sentence the one with the strongest
    stance counts (the first of equals). `rule` is "kind:rule", kind being evaluation, usefulness, benefit or none; both
    instruments take kind and evidence from the rules, since a linear model's weights have no kind. A phrase of need or
    gain gives the kind even where the score is 0: needed is not praised. Each sentence is parsed once more with its
    names masked, since no verdict may depend on who is named. What it can't do: see `stance`; a pronoun's stance is
    not credited to its actor.
    """
    text = str(text)
    places = {sentence["sentence_id"]: sentence for sentence in sentences.to_dict("records")}
    groups: dict[tuple[str, str], list[Span]] = {}
    columns = (mentions[c] for c in ("sentence_id", "actor", "start", "end"))
    for sentence_id, actor, start, end in zip(*columns, strict=True):
        where = places[sentence_id]
        if where["start"] <= start < end <= where["end"]:
            spans = groups.setdefault((sentence_id, actor), [])
            spans.append((int(start - where["start"]), int(end - where["start"])))
    masks = {
        (sentence_id, span): mask(text[places[sentence_id]["start"] : places[sentence_id]["end"]], *span)
        for (sentence_id, _), spans in groups.items()
        for span in spans
    }
    parsing.parse_all([m.text for m in masks.values()], entities=False)  # in one batch; each is at hand from now on
    verdicts = {key: _verdicts(masked) for key, masked in masks.items()}
    rows = []
    for instrument in INSTRUMENTS:
        for (sentence_id, actor), spans in groups.items():
            row = _row(places[sentence_id], text, voices)
            best = max((verdicts[sentence_id, span][instrument] for span in spans), key=lambda one: abs(one["score"]))
            found = tables.spans_text((row["start"] + s, row["start"] + e) for s, e in best["evidence"])
            rows.append({**row, "actor": actor, "instrument": instrument, **best, "evidence": found})
    return tables.make("stance", rows)


def _verdicts(masked: Masked) -> dict[str, dict[str, Any]]:
    """Return each instrument's score of a masked sentence, with the rule and the words that the rules give."""
    clause = _clause(masked)
    score, found = _ruled(clause)
    scores = {"rules": score, "linear": _linear(clause)}
    told = [e for e in found if e.rule == "phrase"]
    rows = {}
    for instrument, value in scores.items():
        shown = found if value else told
        strongest = max(told or shown, key=lambda e: abs(e.value), default=None)
        none = "none:linear_model" if value else "none:no_evidence"
        rule = f"{strongest.kind}:{strongest.rule}" if strongest else none
        spans = sorted({span for e in shown if (span := _old_span(masked, e.token)) is not None})
        rows[instrument] = {"score": value, "rule": rule, "evidence": spans}
    return rows


def _old_span(masked: Masked, token: Token) -> Span | None:
    """Return where a word of the masked sentence stands in the sentence; None for a name, which is no evidence."""
    offset = next(o for o, doc in parsing.parse(masked.text, entities=False) if doc is token.doc)
    place = token.idx + offset
    return None if masked.is_name(place) else (masked.old(place), masked.old(place) + len(token))


def name_swap(instrument: str) -> pd.DataFrame:
    """Return one row a template and name: template, name, group, score, label (-1, 0, 1).

    `instrument` is "rules", "linear", "tone", or a list of `LEXICONS`, scored raw as most scripts do. What it can't
    do: prove fairness beyond these templates, all in the past tense and without pronouns.
    """
    templates, names = (tables.data(f"lexicons/name_swap_{n}.csv") for n in ("templates", "names"))
    rows = templates.rename(columns={"entry": "template", "template": "words"}).merge(
        names.rename(columns={"entry": "name"}), how="cross"
    )[["template", "words", "name", "group"]]
    rows["score"] = [_swapped(w, n, instrument) for w, n in zip(rows["words"], rows["name"], strict=True)]
    rows["label"] = np.sign(rows["score"]).astype(int)
    return rows.drop(columns="words")


def _swapped(template: str, name: str, instrument: str) -> float:
    start = template.index("{name}")
    sentence = template.replace("{name}", name[0].upper() + name[1:] if start == 0 else name)
    if instrument in ("rules", "linear"):
        return stance(sentence, start, start + len(name), instrument)
    score = tone(sentence) if instrument == "tone" else lexicon_score(sentence, instrument)[0]
    return 0.0 if math.isnan(score) else score
