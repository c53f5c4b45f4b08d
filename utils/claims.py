"""Who says what: attributions (source, cue, content) and the claims of a text, each in its voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from typing import Any

import pandas as pd
from nltk.chunk import RegexpParser
from nltk.stem import SnowballStemmer
from nltk.tokenize import NLTKWordTokenizer
from nltk.tree import Tree
from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan
from textblob.en import tag

from utils import actors, cleaning, tables
from utils.article import Article, Span
from utils.parsing import Parsed, document, lemma, parse
from utils.sentences import paragraph_spans, sentence_spans, sentence_table

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_CUE_PARTS = {"aux", "auxpass", "neg", "prt"}


@dataclass
class Found:
    """One attribution inside a paragraph, as token numbers, with the rule and the vocabulary group that made it."""

    head: Token
    rule: str
    group: str
    source: set[int] = field(default_factory=set)
    cue: set[int] = field(default_factory=set)
    content: set[int] = field(default_factory=set)


@lru_cache
def _reporting() -> dict[tuple[str, str], dict[str, str]]:
    """Return for (part of speech, word) the complements it takes, each with the group that says so."""
    frames: dict[tuple[str, str], dict[str, str]] = {}
    for row in tables.data("lexicons/reporting.csv").to_dict("records"):
        taken = frames.setdefault((row["pos"], row["entry"]), {})
        for complement in row["content"].split(";"):
            taken.setdefault(complement, row["group"])
    return frames


@lru_cache
def _entries(name: str, *groups: str) -> frozenset[str]:
    list_ = tables.data(f"lexicons/{name}.csv")
    return frozenset(list_["entry"][list_["group"].isin(groups)])


@lru_cache
def _voices() -> dict[str, str]:
    list_ = tables.data("lexicons/reporting.csv")
    return dict(zip(list_["group"], list_["voice"], strict=True))


def _frames(token: Token) -> dict[str, str]:
    pos = {"VERB": "verb", "NOUN": "noun", "ADJ": "adjective"}.get(token.pos_, "")
    return _reporting().get((pos, lemma(token)), {})


# Quotations


def _quotations(doc: Doc, opened: bool = False) -> list[tuple[int, int]]:
    """Return (first, last) tokens of the quotations of a paragraph, marks included; `opened` = runs on from before."""
    found, start = [], 0 if opened else -1
    for token in doc:
        if not _is_mark(token, start >= 0):
            continue
        if start < 0:
            start = token.i
        elif token.i > start or opened:
            found.append((start, token.i))
            start = -1
    if start >= 0 and start < len(doc) - 3:
        found.append((start, len(doc) - 1))
    return found


def _is_mark(token: Token, inside: bool) -> bool:
    text = token.text
    return text in {'"', "“", "”", "``", "''"} or (text.endswith("''") and inside) or text.startswith("''")


def _inside(doc: Doc, quotations: list[tuple[int, int]]) -> set[int]:
    return {i for first, last in quotations for i in range(first, last + 1)}


def _is_speech(doc: Doc, first: int, last: int) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in doc[first : last + 1]) or last - first > 6


# Sources and cues


def _subtree(token: Token, *cut: Token) -> set[int]:
    """Return the tokens below `token`, without those below each token of `cut`."""
    out = {t.i for c in cut for t in c.subtree}
    return {t.i for t in token.subtree} - out


def _child(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


def _passive(verb: Token) -> bool:
    reduced = verb.dep_ in {"acl", "advcl"} and verb.tag_ == "VBN" and not _child(verb, "nsubj", "aux")
    return bool(_child(verb, "auxpass", "nsubjpass")) or reduced


def _subject(verb: Token) -> Token | None:
    """Return who does what `verb` says: its own subject, or the one it shares; None where the text gives none."""
    while True:
        if _passive(verb):
            agent = _child(verb, "agent")
            return _child(agent, "pobj") if agent else None
        own = _child(verb, "nsubj")
        if own:
            return None if own.lower_ in {"it", "there"} and _child(verb, "acomp") else own
        if verb.dep_ == "acl":
            return verb.head
        beside = _beside(verb)
        if beside is not None:
            return beside
        if verb.dep_ not in {"conj", "xcomp", "advcl", "pcomp", "prep", "dep"} or verb.head.i == verb.i:
            return None
        if verb.dep_ == "xcomp" and _child(verb.head, "dobj"):
            return _child(verb.head, "dobj")
        if verb.head.pos_ not in {"VERB", "AUX"}:
            return None
        verb = verb.head


def _beside(verb: Token) -> Token | None:
    """Return a noun that stands right before a finite `verb` or right after it, where the parse gave no subject."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.dep_ == "conj":
        return None
    left = verb.i - 1
    while left > verb.sent.start and verb.doc[left].dep_ in {"advmod", "aux", "neg"}:
        left -= 1
    near = [verb.doc[i] for i in (left, verb.i + 1) if verb.sent.start <= i < verb.sent.end]
    return next((t for t in near if t.pos_ in {"NOUN", "PROPN", "PRON"} and t.dep_ != "dobj"), None)


def _phrase(noun: Token | None) -> set[int]:
    """Return the noun phrase of a source without clauses that hang on it after a comma."""
    if noun is None:
        return set()
    clauses = [c for c in noun.children if c.dep_ in {"relcl", "acl", "advcl", "conj"} and c.pos_ in {"VERB", "AUX"}]
    return _subtree(noun, *clauses)


def _cue(verb: Token, *more: Token) -> set[int]:
    return {verb.i, *(c.i for c in verb.children if c.dep_ in _CUE_PARTS), *(m.i for m in more)}


# Rules: each yields what it finds at one token


def _content_clause(verb: Token) -> Token | None:
    """Return the finite clause that a verb of saying governs; of several, the one behind it."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp"]
    behind = [c for c in clauses if c.i > verb.i]
    return next(iter(behind or clauses), None)


def _clause(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X said (that) ...`, `... X said`: a finite clause is the content."""
    if "clause" not in frames:
        return None
    clause = _content_clause(verb)
    if clause is None or _infinitival(clause):
        return None
    subject = _subject(verb)
    if subject is None and not _passive(verb) and verb.tag_ in {"VB", "VBP"} and _child(verb, "nsubj") is None:
        return None
    rule = "passive" if _passive(verb) else "clause"
    return Found(verb, rule, frames["clause"], _phrase(subject), _cue(verb), _subtree(clause))


def _infinitival(clause: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def _parenthetical(verb: Token, frames: dict[str, str]) -> Found | None:
    """`The deal, he said, is dead` and `as he put it`: the clause around the cue is the content."""
    subject = _child(verb, "nsubj", "nsubjpass")
    as_clause = any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children)
    hangs = verb.dep_ in {"parataxis", "ccomp", "dep"} or (verb.dep_ == "advcl" and as_clause)
    stranded = any(c.lower_ == "to" and not list(c.children) for c in verb.children)
    stranded = stranded or _child(verb, "xcomp") is not None  # "as it has sought to (do)"
    if "clause" not in frames or subject is None or not hangs or stranded or verb.head.pos_ not in {"VERB", "AUX"}:
        return None
    set_off = _set_off(verb) and not _child(verb, "ccomp", "xcomp", "dobj", "conj", "acomp", "advcl")
    if not (set_off or as_clause):
        return None
    content = _subtree(verb.head, verb)
    return Found(verb, "parenthetical", frames["clause"], _phrase(_subject(verb)), _cue(verb), content)


def _set_off(verb: Token) -> bool:
    """Tell whether the cue's clause is short and stands behind a comma, dash or quotation mark."""
    left = verb.left_edge.i
    words = [t for t in verb.subtree if not t.is_punct]
    marked = verb.doc[left].is_punct or verb.doc[max(0, left - 1)].is_punct
    return len(words) <= 14 and left > verb.sent.start and bool(marked)


def _infinitive(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X wants to ...`, `X urged them to ...`, `X expects prices to ...`."""
    clause = next((c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and _infinitival(c)), None) or _for_clause(
        verb
    )
    if not {"infinitive", "for"} & set(frames) or clause is None:
        return None
    if "infinitive" not in frames and not any(c.lower_ in {"for", "on"} for c in [*verb.children, *clause.children]):
        return None
    subject = _subject(verb)
    if subject is None and not _passive(verb):
        return None
    group = frames.get("infinitive") or frames["for"]
    return Found(verb, "infinitive", group, _phrase(subject), _cue(verb), _subtree(clause))


def _for_clause(verb: Token) -> Token | None:
    inside = [c for c in verb.children if c.dep_ == "advcl" and _infinitival(c)]
    return next((c for c in inside if any(m.lower_ == "for" for m in c.children)), None)


def _naming(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X called him a liar`, `X sees the deal as a threat`: only with a name, so never a telephone call."""
    if "naming" not in frames:
        return None
    thing = _child(verb, "dobj", "nsubjpass")
    name = _child(verb, "oprd") or next(
        (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"as", "to"}), None
    )
    small = _child(verb, "ccomp")
    if small and small.pos_ in {"NOUN", "ADJ", "PROPN"}:
        return Found(verb, "naming", frames["naming"], _phrase(_subject(verb)), _cue(verb), _subtree(small))
    if thing is None or name is None:
        return None
    source = _phrase(_subject(verb))
    return Found(verb, "naming", frames["naming"], source, _cue(verb), _subtree(thing) | _subtree(name))


_ABOUT = {"about", "of", "on", "over", "at", "with", "against", "in", "to"}


def _about(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X spoke of ...`, `X called for ...`: the topic or aim is the content."""
    for prep in verb.children:
        if prep.dep_ not in {"prep", "prt"}:
            continue
        kind = "for" if prep.lower_ == "for" else "about" if prep.lower_ in _ABOUT else ""
        topic = _child(prep, "pobj", "pcomp")
        if kind in frames and topic is not None and (kind == "for" or _topical(verb, prep)):
            subject = _subject(verb)
            if subject is not None:
                return Found(verb, "about", frames[kind], _phrase(subject), _cue(verb, prep), _subtree(topic))
    return None


@lru_cache
def _topic_prepositions() -> frozenset[tuple[str, str]]:
    list_ = tables.data("lexicons/reporting.csv")
    return frozenset(
        (entry, prep)
        for entry, preps in zip(list_["entry"], list_["prepositions"], strict=True)
        for prep in preps.split(";")
        if prep
    )


def _topical(verb: Token, prep: Token) -> bool:
    return (lemma(verb), prep.lower_) in _topic_prepositions()


def _object(verb: Token, frames: dict[str, str]) -> Found | None:
    """`X announced a plan`, `X condemned the attack`: a noun phrase is the content."""
    thing = _child(verb, "dobj", "nsubjpass")
    if "object" not in frames or thing is None or thing.lower_ in {"who", "himself", "themselves", "itself"}:
        return None
    subject = _subject(verb)
    told = lemma(verb) in _entries("light_verbs", "light") and _complemented(thing)
    if told or (subject is None and not _passive(verb)):
        return None
    more = [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "for" and frames["object"] == "judge"]
    content = _subtree(thing).union(*(_subtree(m) for m in more))
    return Found(verb, "object", frames["object"], _phrase(subject), _cue(verb), content)


def _adjective(token: Token, frames: dict[str, str]) -> Found | None:
    """`X is worried about ...`, `X is sure that ...`."""
    if "adjective" not in frames or lemma(token.head) not in {"be", "seem", "feel", "become", "appear", "remain"}:
        return None
    copula = token.head
    what = _child(token, "ccomp", "xcomp") or next((c for c in token.children if c.dep_ == "prep"), None)
    subject = _subject(copula)
    if what is None or subject is None or subject.lower_ == "it":
        return None
    cue = _cue(copula) | {token.i}
    if what.dep_ == "prep":
        topic = _child(what, "pobj", "pcomp")
        if topic is None:
            return None
        return Found(token, "adjective", frames["adjective"], _phrase(subject), cue | {what.i}, _subtree(topic))
    return Found(token, "adjective", frames["adjective"], _phrase(subject), cue, _subtree(what))


def _noun(token: Token, frames: dict[str, str]) -> Found | None:
    """`the claim that ...`, `warnings from X about ...`, `his belief that ...`, `X expressed hope for ...`."""
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    if "noun" not in frames or before in {"in", "no"}:
        return None
    clause = next((c for c in token.children if c.dep_ in {"acl", "ccomp"} and _complement(c)), None)
    if clause is None and token.dep_ == "nsubj" and lemma(token.head) == "be":
        clause = next((c for c in token.head.children if c.dep_ in {"ccomp", "xcomp"}), None)
    owner = _owner(token)
    if clause is not None:
        verb = _governor(token) if owner is None else None
        who = owner if verb is None else _subject(verb)
        cue = {token.i} if verb is None else _cue(verb) | {token.i}
        return Found(token, "noun", frames["noun"], _phrase(who), cue, _subtree(clause))
    topic = next((c for c in token.children if c.dep_ == "prep" and c.lower_ in _NOUN_TOPICS), None)
    what = _child(topic, "pobj", "pcomp") if topic else None
    if what is None or owner is None or topic is None or owner.i == what.i:
        return None
    return Found(token, "noun", frames["noun"], _phrase(owner), {token.i, topic.i}, _subtree(what))


_NOUN_TOPICS = {"about", "on", "for", "of", "against", "in", "over"}


def _complemented(noun: Token) -> bool:
    """Tell whether a noun of speech or mind carries its own content: "fear that prices would fall"."""
    return "noun" in _frames(noun) and any(c.dep_ in {"acl", "ccomp"} and _complement(c) for c in noun.children)


def _complement(clause: Token) -> bool:
    return _infinitival(clause) or any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _governor(noun: Token) -> Token | None:
    """Return the verb whose object a noun of speech is, with a subject to hold it: "backed a pledge to ..."."""
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    held = noun.dep_ in {"dobj", "pobj"} and above.pos_ == "VERB"
    return above if held and _subject(above) is not None else None


def _owner(noun: Token) -> Token | None:
    own = _child(noun, "poss")
    verb = noun.head
    if own is not None and own.pos_ == "PRON" and noun.dep_ == "dobj" and _subject(verb) is not None:
        return _subject(verb)
    if own is not None:
        return own
    for prep in noun.children:
        if prep.dep_ in {"prep", "agent"} and prep.lower_ in {"from", "by", "among"}:
            return _child(prep, "pobj")
    light = noun.dep_ in {"dobj", "pobj", "attr"} and lemma(verb) in _entries("light_verbs", "light")
    return _subject(verb) if light else None


def _according(token: Token) -> Found | None:
    """`According to X, ...`: the clause it hangs on, without coordinate clauses that have their own subject."""
    if token.lower_ != "according":
        return None
    to = next((c for c in token.children if c.lower_ == "to"), None)
    who = _child(to, "pobj") if to is not None else None
    if to is None or who is None:
        return None
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.head.i != head.i:
        head = head.head
    content = _subtree(head, token, *_others(head)) - {token.i, to.i}
    return Found(token, "according_to", "document", _phrase(who), {token.i, to.i}, content)


def _others(head: Token) -> list[Token]:
    return [c for c in head.children if c.dep_ == "conj" and _child(c, "nsubj", "nsubjpass")]


_VERB_RULES = (_clause, _parenthetical, _infinitive, _naming, _about, _object)


def _at(token: Token) -> Found | None:
    """Return the attribution whose cue is `token`, by the first rule that fits."""
    found = _according(token)
    if found:
        return found
    frames = _frames(token)
    if not frames:
        return None
    rules = {"VERB": _VERB_RULES, "NOUN": (_noun,), "ADJ": (_adjective,)}[token.pos_]
    return next((f for rule in rules if (f := rule(token, frames))), None)


# Quotations find their cue


def _quoted(doc: Doc, quotations: list[tuple[int, int]], found: list[Found], quiet: set[int]) -> None:
    """Give each quotation to the attribution it touches, else to the nearest free cue, else to the one before."""
    last: Found | None = None
    for first, end in quotations:
        span = set(range(first, end + 1))
        owner = _touching(span, found)
        if owner is None and _is_speech(doc, first, end):
            owner = _nearest(doc, first, end, found, quiet)
            if owner is None and last is not None and _opens_sentence(doc, first):
                owner = last
        if owner is not None:
            owner.content |= span - owner.cue - owner.source
            last = owner if owner.group != "document" else last


def _touching(span: set[int], found: list[Found]) -> Found | None:
    touching = [f for f in found if f.content & span and not (f.cue & span)]
    return max(touching, key=lambda f: len(f.content & span), default=None)


def _opens_sentence(doc: Doc, first: int) -> bool:
    return first == 0 or bool(doc[first].is_sent_start)


def _nearest(doc: Doc, first: int, end: int, found: list[Found], quiet: set[int]) -> Found | None:
    left, right = _reach(doc, first, end)
    around = [t for t in doc[left:right] if t.i not in quiet and t.pos_ == "VERB"]
    cues = [t for t in around if "quote" in _frames(t)] or [t for t in around if _governs(t, first, end)]
    if not cues:
        return None
    cue = min(cues, key=lambda t: first - t.i if t.i < first else t.i - end)
    known = next((f for f in found if f.head.i == cue.i), None)
    if known is not None and known.rule in {"clause", "parenthetical", "quote"}:
        return known
    if known is not None:
        found.remove(known)
    group = _frames(cue).get("quote", "manner")
    made = Found(cue, "quote", group, _phrase(_subject(cue)) - quiet, _cue(cue))
    found.append(made)
    return made


def _reach(doc: Doc, first: int, end: int) -> tuple[int, int]:
    """Return the tokens among which a quotation's cue may stand: its sentences, and the next if it ends with ? or !"""
    left, right = doc[first].sent.start, doc[end].sent.end
    if right < len(doc) and any(t.text in {"?", "!"} for t in doc[max(first, end - 1) : end + 1]):
        right = doc[right].sent.end
    if left > 1 and doc[left - 1].text == ":":
        left = doc[left - 1].sent.start
    return left, right


def _governs(verb: Token, first: int, end: int) -> bool:
    """Tell whether any verb takes the quotation as what was said: ``"Fantastic!" he beamed``."""
    beside = verb.i in {first - 1, first - 2, end + 1, end + 2, end + 3}
    speech = any(c.dep_ == "ccomp" and first <= c.i <= end for c in verb.children)
    return speech and (beside or _child(verb, "nsubj") is not None)


def _paragraph(doc: Doc) -> list[Found]:
    quotations = _quotations(doc)
    quiet = _inside(doc, [q for q in quotations if _is_speech(doc, *q)])
    found = [f for token in doc if token.i not in quiet and (f := _at(token))]
    for f in found:
        f.content -= f.cue | f.source
    _quoted(doc, quotations, found, quiet)
    found += _speaker_label(doc)
    return sorted((f for f in found if f.content), key=lambda f: f.head.i)


def _speaker_label(doc: Doc) -> list[Found]:
    """`SMITH: We are ready.` at the start of a paragraph, as in transcripts and headlines."""
    colon = next((t for t in doc[:10] if t.text == ":"), None)
    if colon is None or colon.i == 0 or colon.i + 3 > len(doc):
        return []
    label = doc[: colon.i]
    named = any(t.pos_ == "PROPN" or t.is_upper for t in label)
    verbs = any(t.pos_ in {"VERB", "AUX"} and not t.is_upper for t in label)
    speech = any(t.pos_ in {"VERB", "AUX"} for t in doc[colon.i :])
    if not named or verbs or not speech:
        return []
    return [Found(colon, "speaker_label", "say", {t.i for t in label}, {colon.i}, set(range(colon.i + 1, len(doc))))]


@dataclass(frozen=True)
class Attribution:
    """One attribution of a text, as character spans; `nested` = it stands inside what another one reports."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    rule: str
    group: str
    nested: bool


def _placed(doc: Doc, offset: int, found: Found, nested: bool) -> Attribution:
    source, cue, content = (_runs(doc, n, offset) for n in (found.source, found.cue, found.content))
    return Attribution(source, cue, content, found.rule, found.group, nested)


def _runs(doc: Doc, numbers: set[int], offset: int) -> list[Span]:
    """Return token numbers as character spans of the text, punctuation at the edges left out."""
    spans: list[Span] = []
    run: list[Token] = []
    for i in [*sorted(numbers), -1]:
        if run and i != run[-1].i + 1:
            spans += _trimmed(run, offset)
            run = []
        if i >= 0:
            run.append(doc[i])
    return spans


def _trimmed(run: list[Token], offset: int) -> list[Span]:
    kept = [t for t in run if not (t.is_punct or t.is_space)] or (run if len(run) == 1 else [])
    return [(offset + kept[0].idx, offset + kept[-1].idx + len(kept[-1]))] if kept else []


def _attributions(text: str, sentences: pd.DataFrame | None) -> list[Attribution]:
    """Return every attribution of the text in reading order, nested ones too."""
    parsed = parse(text)
    led = _lead_ins(parsed, sentences) if sentences is not None else []
    made = [a for a, _ in led]
    reported = {i for _, paragraphs in led for i in paragraphs}
    unclosed: Attribution | None = None
    for number, (offset, doc) in enumerate(parsed):
        found = _paragraph(doc)
        if unclosed is not None and not found and doc[0].text in _QUOTES:
            unclosed.content.extend(_runs(doc, set(range(len(doc))), offset))
        inside = [any(f.head.i in g.content for g in found if g is not f) for f in found]
        placed = [_placed(doc, offset, f, n or number in reported) for f, n in zip(found, inside, strict=True)]
        unclosed = _left_open(doc, found, placed, unclosed)
        made += [a for a in placed if a.content]
    return sorted(made, key=lambda a: min(a.cue + a.content))


_QUOTES = {'"', "“", "”", "''", "``"}


def _left_open(
    doc: Doc, found: list[Found], placed: list[Attribution], before: Attribution | None
) -> Attribution | None:
    """Return the attribution whose quotation runs on into the next paragraph, which then opens with a mark again."""
    if sum(_is_mark(t, True) for t in doc) % 2 == 0:
        return None
    quoted = [a for f, a in zip(found, placed, strict=True) if {len(doc) - 2, len(doc) - 1} & f.content]
    return quoted[-1] if quoted else before


def _lead_ins(parsed: list[Parsed], sentences: pd.DataFrame) -> list[tuple[Attribution, list[int]]]:
    """Return the attributions of lines such as "According to X:" with the numbers of the paragraphs they report."""
    roles = dict(zip(sentences["paragraph"], sentences["role"], strict=True))
    made = []
    for number in (n for n, role in roles.items() if role == "lead_in"):
        following = list(takewhile(lambda n: roles.get(n) == "quotation", range(number + 1, len(parsed))))
        offset, doc = parsed[number]
        cue = _lead_in_cue(list(doc.sents)[-1])
        if cue is not None and following:
            content = [span for n in following for span in _runs(parsed[n].doc, _all(parsed[n].doc), parsed[n].offset)]
            placed = _placed(doc, offset, cue, False)
            made.append((replace(placed, content=content), following))
    return made


def _all(doc: Doc) -> set[int]:
    return set(range(len(doc)))


def _lead_in_cue(sentence: SpacySpan) -> Found | None:
    """Return source and cue of a line that ends in a colon: "According to X:", "X said:", "X issued a statement:"."""
    for token in sentence:
        if (found := _according(token)) is not None:
            return replace(found, rule="lead_in")
    for token in reversed(list(sentence)):
        frames = _frames(token)
        if token.pos_ == "VERB" and {"quote", "clause"} & set(frames):
            group = frames.get("quote") or frames["clause"]
            return Found(token, "lead_in", group, _phrase(_subject(token)), _cue(token))
        if "noun" in frames and _owner(token) is not None:
            return Found(token, "lead_in", frames["noun"], _phrase(_owner(token)), {token.i})
    return None


def find_attributions(text: str) -> list[dict[str, Any]]:
    """Return who says, thinks or wants what: dicts with `source`, `cue` (a span or None) and `content` (spans).

    Offsets are positions in `text`, end exclusive. Attributions that stand inside what another one reports are left
    out, as in PolNeAR; `attribution_table` keeps them. A source that the text does not give is None.
    What it can't do: see a cue that no rule and no entry of data/lexicons/reporting.csv knows, repair a wrong
    parse, or tell irony. Source: rules after Pareti 2016 (PARC 3.0) and Newell, Margolin & Ruths 2018 (PolNeAR).

    >>> text = "The deal, Lee said, is dead."
    >>> [found] = find_attributions(text)
    >>> [text[s:e] for s, e in (found["source"], found["cue"], *found["content"])]
    ['Lee', 'said', 'The deal', 'is dead']
    """
    leads = any(doc[-1].text == ":" for _, doc in parse(text))
    found = _attributions(text, sentence_table(text) if leads else None)
    return [{"source": _whole(a.source), "cue": _whole(a.cue), "content": a.content} for a in found if not a.nested]


def _whole(spans: list[Span]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None


# The attribution table


def attribution_table(text: str, sentences: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the `attributions` table of one reading, nested ones too; offsets into `text`.

    `source_actor` is the actor (of `mentions`) named in the source; of a pronoun, the actor
    that `mentions` links it to; else 'unknown'. `rule` is "rule/group of the cue", with "/nested" where the
    attribution stands inside what another one reports. What it can't do: resolve "we", or a pronoun for which
    two actors come close.
    """
    resolver = Resolver(str(text), mentions)
    rows = []
    for number, a in enumerate(_attributions(text, sentences), 1):
        every = a.source + a.cue + a.content
        start, end = min(s for s, _ in every), max(e for _, e in every)
        rows.append(
            {
                "start": start,
                "end": end,
                "text": text[start:end],
                "attribution_id": f"a{number:02d}",
                "source": tables.spans_text(a.source),
                "cue": tables.spans_text(a.cue),
                "content": tables.spans_text(a.content),
                "source_actor": resolver.actor(a.source),
                "rule": "/".join([a.rule, a.group, *["nested"] * a.nested]),
            }
        )
    return tables.make("attributions", rows)


class Resolver:
    """Finds the actor that a source's words name, from the mentions of the same reading."""

    def __init__(self, text: str, mentions: pd.DataFrame) -> None:
        """Keep the reading and its mentions at hand: names and phrases, and what pronouns stand for."""
        self.text = text
        rows = sorted(zip(*(mentions[c] for c in ("start", "end", "actor", "form")), strict=True))
        self.named = [(s, e, actor) for s, e, actor, form in rows if form != "pronoun"]
        self.pronouns: dict[Span, list[str]] = {}
        for s, e, actor, form in rows:
            if form == "pronoun":
                self.pronouns.setdefault((s, e), []).append(actor)

    def actor(self, source: list[Span]) -> str:
        """Return the standard name of the actor, several joined by ';', or 'unknown'."""
        if not source:
            return "unknown"
        start, end = source[0][0], source[-1][1]
        inside = [m for m in self.named if start <= m[0] and m[1] <= end + 1]
        return self._named(start, end, inside) if inside else self._pronoun(start, end)

    def within(self, start: int, end: int) -> str:
        """Return the actors named in a span, in reading order, joined by ';'."""
        return ";".join(dict.fromkeys(m[2] for m in self.named if start <= m[0] and m[1] <= end))

    def _named(self, start: int, end: int, inside: list[tuple[int, int, str]]) -> str:
        first = inside[0]
        after = self.text[first[1] : end].lower()
        if after.startswith(("'s ", "’s ")) or self._of(start, first[0]):
            speaks = set(self.text[start:end].lower().replace(",", " ").split()) & _entries(
                "clause_words", "speaks_for"
            )
            return first[2] if speaks else "unknown"
        joined = [m[2] for m in inside if m is first or self.text[: m[0]].endswith((" and ", ", ", " and the "))]
        plural = " and " in self.text[start:end]
        return ";".join(dict.fromkeys(joined)) if plural else first[2]

    def _of(self, start: int, place: int) -> bool:
        return (
            self.text[start:place]
            .lower()
            .rstrip()
            .endswith((" of", " by", " of the", " for", " for the", " at the", " at", " in"))
        )

    def _pronoun(self, start: int, end: int) -> str:
        if self.text[start:end].lower() in {"who", "which"}:
            left = [m for m in self.named if start - 2 <= m[1] <= start]
            return left[-1][2] if left else "unknown"
        return ";".join(self.pronouns.get((start, end), ["unknown"]))


# Claim units


@dataclass
class Unit:
    """A clause with its own assertion: its verb, the verbs it looks through to what is asserted, its tokens."""

    head: Token
    chain: list[Token]
    tokens: set[int]

    @property
    def core(self) -> Token:
        """The verb of what is asserted, behind "it was noted that", "this shows that" and the like."""
        return self.chain[-1]


def _finite(verb: Token) -> bool:
    if verb.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"MD", "VBD", "VBZ", "VBP"} for c in verb.children)


def _verbal(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"}


def _asserts(token: Token) -> bool:
    """Tell whether a token heads a claim: a main, coordinate, adverbial or commenting clause (data/README.md)."""
    if not _verbal(token):
        return False
    kind = token.dep_
    if kind == "ROOT":
        return _main(token)
    if kind == "conj":
        return _coordinate(token)
    if not _finite(token):
        return False
    if kind == "advcl":
        mark = next((c.lower_ for c in token.children if c.dep_ in {"mark", "advmod"}), "")
        return bool(_child(token, *_SUBJECTS, "expl")) and mark not in _entries("clause_words", "inside")
    if kind == "relcl":
        return _comments(token) or _changes_holder(token)
    if kind in {"ccomp", "parataxis"}:
        return _spliced(token)
    return False


def _main(token: Token) -> bool:
    return _verbal(token) and _finite(token) and bool(_child(token, *_SUBJECTS, "expl"))


def _coordinate(token: Token) -> bool:
    first = token.head
    while first.dep_ == "conj" and _verbal(first.head):
        first = first.head
    if not _verbal(first):
        return first.dep_ == "ROOT" and _finite(token) and bool(_child(token, *_SUBJECTS, "expl"))
    if not (_asserts(first) or first.dep_ in {"ccomp", "ROOT"}):
        return False
    if _finite(token):
        return bool(_child(token, *_SUBJECTS, "expl")) or _finite(first)
    return token.tag_ == "VB" and _finite(first) and not _infinitival(token) and first.tag_ == "VB"


def _comments(token: Token) -> bool:
    """Tell a commenting relative clause (", which ...") from one that restricts its noun."""
    left = token.left_edge
    return left.i > 0 and left.nbor(-1).text in {",", "—", "–", "-"} and left.lower_ not in {"that"}


def _changes_holder(token: Token) -> bool:
    own = _child(token, "nsubj")
    relative = own is None or own.lower_ in {"who", "which", "that"}
    return not relative and (_at(token) is not None or bool(_mind(token)))


def _spliced(token: Token) -> bool:
    """Tell a clause joined by a comma ("X fell, Y rose") from the content or the cue of a report."""
    above = token.head
    content = _content_clause(above)
    reports = bool({"clause", "quote"} & set(_frames(above))) and content is not None and content.i == token.i
    reports = reports or lemma(above) == "be" or not _verbal(above)
    cue = bool({"clause", "quote"} & set(_frames(token))) and not _child(token, "dobj", "acomp", "attr")
    marked = any(c.dep_ in {"mark"} for c in token.children)
    return bool(_child(token, *_SUBJECTS, "expl")) and not (reports or cue or marked)


def _next(verb: Token) -> Token | None:
    """Return the verb of the proposition that `verb` wraps, or None: said that ..., it is clear that ..."""
    clause = _content_clause(verb)
    if clause is not None and (lemma(verb) == "be" or "clause" in _frames(verb)):
        return clause
    for part in (c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd", "dobj", "xcomp", "nsubj"}):
        if part.dep_ == "dobj" and not (lemma(verb) in _entries("light_verbs", "light") and _frames(part)):
            continue
        inner = _child(part, "ccomp") or next((c for c in part.children if c.dep_ == "acl" and _complement(c)), None)
        if inner is not None and not _infinitival(inner) and (part.dep_ != "nsubj" or part.lower_ == "it"):
            return inner
        deeper = _child(part, "xcomp")
        if deeper is not None and _child(deeper, "ccomp") is not None and "clause" in _frames(deeper):
            return _child(deeper, "ccomp")
    return None


def _chain(head: Token) -> list[Token]:
    links = [head]
    while (inner := _next(links[-1])) is not None and inner not in links:
        links.append(inner)
    return links


def _shared_wrapper(head: Token) -> list[Token]:
    """Return the verbs that wrap a coordinate clause from outside: *shows* in "shows that A is so and is ready"."""
    first = head
    while first.dep_ == "conj" and _verbal(first.head):
        first = first.head
    wraps = first is not head and first.dep_ == "ccomp"
    return [first.head] if wraps and _next(first.head) == first else []


def _units(sentence: SpacySpan, limit: int) -> list[Unit]:
    """Return the claims of a sentence; `limit` is where its torn-off words begin, whose governing is not believed."""
    whole = [t for t in sentence if t.i < limit]
    heads = [t for t in whole if _asserts(t) or (t.head.i >= limit and _main(t))]
    units = []
    for head in heads:
        others = [h for h in heads if h.i != head.i and head.is_ancestor(h)]
        units.append(Unit(head, [*_shared_wrapper(head), *_chain(head)], _subtree(head, *others)))
    return units


def _claim_span(doc: Doc, unit: Unit, limit: int) -> tuple[int, int] | None:
    """Return first and last token of the claim: opening connectives, stray words and the last stop left out."""
    numbers = sorted(i for i in unit.tokens if i < limit and not (doc[i].is_space or doc[i].is_punct))
    openers = _entries("clause_words", "opener")
    while numbers and numbers[-1] > unit.head.i and doc[numbers[-1]].lower_ in openers | {"so"}:
        numbers.pop()
    if not numbers:
        return None
    first, last = _after_openers(doc, numbers[0], unit.head.i), numbers[-1]
    while last + 1 < limit and doc[last + 1].text in _CLOSING:
        last += 1
    if first > 0 and doc[first - 1].text in _QUOTES and doc[first - 1].i >= unit.head.sent.start:
        first -= 1
    return (first, last) if first < last else None


_CLOSING = {"”", "''", ")", "]"}


def _after_openers(doc: Doc, first: int, head: int) -> int:
    """Return the first token after conjunctions and connectives ("In short, ", "although ") at the opening."""
    openers = _entries("clause_words", "opener")
    while first < head:
        longest = next(
            (n for n in (5, 4, 3, 2, 1) if first + n <= head and _is_opener(doc[first : first + n], openers)), 0
        )
        if not longest:
            return first
        first += longest
        while first < head and (doc[first].is_punct and doc[first].text not in _QUOTES):
            first += 1
    return first


def _is_opener(words: SpacySpan, openers: frozenset[str]) -> bool:
    if words.text.lower() not in openers:
        return False
    only = words[0]
    return len(words) > 1 or only.dep_ in {"cc", "mark", "advmod", "intj", "prep", "punct", "dep", "preconj"}


# Labels: each function returns the label with the words that decided it


def _types(group: str) -> frozenset[str]:
    return _entries("claim_types", group)


def _auxiliaries(verb: Token) -> list[str]:
    """Return the auxiliaries of a verb, or of the coordinate verb it shares them with."""
    own = [c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    return own if own or verb.dep_ != "conj" or _finite(verb) else _auxiliaries(verb.head)


def _predicate(verb: Token) -> list[Token]:
    """Return the adjective or noun that a copula says of its subject, with adjectives beside it."""
    parts = [c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd"}]
    parts += [c for p in parts for c in p.children if c.dep_ in {"conj", "amod", "compound"}]
    as_named = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"as", "at"}]
    return parts + [c for p in as_named if (c := _child(p, "pobj")) is not None]


def _interpretive(unit: Unit) -> str:
    for verb in unit.chain[:-1]:
        if lemma(verb) in _types("interpretive") and not _is_document(_subject(verb)):
            return verb.text
    core = unit.core
    if lemma(core) in _types("interpretive") and any(c.dep_ in {"advcl", "ccomp", "xcomp"} for c in core.children):
        return core.text
    if lemma(core) in _types("interpretive_object") and _child(core, "dobj", "prep") and not _auxiliaries(core):
        return core.text
    return next((p.text for p in _predicate(core) if lemma(p) in _types("interpretive_noun")), "")


def _is_document(noun: Token | None) -> bool:
    return noun is not None and lemma(noun) in _entries("clause_words", "document")


def _prescriptive(unit: Unit) -> str:
    core = unit.core
    modal = next((a for a in _auxiliaries(core) if a in _types("prescriptive")), "")
    if modal:
        return modal
    aims = [c for c in core.children if c.dep_ in {"xcomp", "advcl"} and _infinitival(c)]
    if lemma(core) in _types("prescriptive_infinitive") and aims and _child(core, "dobj") is None:
        return f"{core.text} to"
    called = any(c.dep_ == "prep" and c.lower_ == "for" for c in core.children)
    if lemma(core) in _types("prescriptive_speech") and (aims or called) and _child(core, "dobj", "pobj", "prep"):
        return core.text if not _passive(core) else ""
    ordered = next((v.text for v in unit.chain[:-1] if lemma(v) in _types("prescriptive_speech")), "")
    if ordered and not _finite(core):
        return ordered
    clause = any(p.children and _child(p, "xcomp", "ccomp", "advcl") for p in _predicate(core)) or bool(aims)
    fit = next((p.text for p in _predicate(core) if lemma(p) in _types("prescriptive_predicate")), "")
    return fit if clause else ""


def _causal(unit: Unit) -> str:
    core = unit.core
    word = lemma(core)
    preps = {c.lower_ for c in core.children if c.dep_ in {"prep", "prt"}}
    bound = {e.split(":")[0] for e in _types("causal_preposition")}
    why = any(
        c.dep_ in {"ccomp", "advcl"} and any(w.lower_ in {"why", "how"} for w in c.children) for c in core.children
    )
    for verb in unit.chain:
        if lemma(verb) in _types("causal_why") and (why or len(unit.chain) > 1):
            return verb.text
    if word in bound and any(f"{word}:{prep}" in _types("causal_preposition") for prep in preps):
        return word
    effect = _child(core, "xcomp", "ccomp") is not None and _child(core, "dobj", "ccomp", "nsubjpass") is not None
    plain = word in {"cause", "trigger", "provoke", "prompt", "induce", "generate", "spark", "fuel", "engender"}
    if word in _types("causal") - _types("causal_why") and (effect or (plain and _child(core, "dobj", "nsubjpass"))):
        return core.text
    if "without" in preps and (_negated(core) or _no_word(core)):
        return "not without"
    because = next((c.lower_ for c in core.children if c.dep_ == "mark"), "")
    if because == "because":
        return because
    if any(a in {"why"} for a in (c.lower_ for c in core.children if c.dep_ == "advmod")):
        return "why"
    nouns = [*_predicate(core), *([s] if (s := _child(core, "nsubj")) is not None and lemma(core) == "be" else [])]
    nouns += [
        c
        for n in nouns
        for p in n.children
        if p.dep_ == "prep" and (c := _child(p, "pobj")) is not None and n.lower_ == "one"
    ]
    return next((n.text for n in nouns if lemma(n) in _types("causal_noun")), "")


def _predictive(unit: Unit) -> str:
    core = unit.core
    future = next((a for a in _auxiliaries(core) if a in _types("predictive")), "")
    if future and not (future in {"could", "can", "ca"} and _negated(core)):
        return future
    words = [core, *_predicate(core)]
    ahead = [w for w in words if lemma(w) in _types("predictive_infinitive")]
    for w in ahead:
        aim = any(c.dep_ == "xcomp" and _infinitival(c) for c in w.children)
        whole = any(c.dep_ == "ccomp" and _infinitival(c) for c in w.children)
        if whole or (aim and (w is not core or _passive(core) or lemma(w) == "go")):
            return f"{w.text} to"
    return ""


def _evaluative(unit: Unit) -> str:
    core = unit.core
    rated = _predicate(core)
    found = next((p.text for p in rated if lemma(p) in _types("evaluative") or p.lower_ in _types("evaluative")), "")
    found = found or next((p.text for p in rated if lemma(p) in _types("evaluative_noun")), "")
    found = found or next((p.text for p in rated if p.tag_ in {"JJS", "RBS", "JJR"}), "")
    if found or core.text.lower() in _types("evaluative_verb") or lemma(core) in _types("evaluative_verb"):
        return found or core.text
    thing = _child(core, "dobj")
    if thing is not None and _frames(core) and lemma(thing) in _types("evaluative_object"):
        return thing.text
    marks = thing is not None and lemma(core) in {
        "mark",
        "make",
        "constitute",
        "remain",
        "become",
        "have",
        "take",
        "pose",
    }
    if marks and thing is not None:
        words = [thing, *thing.children]
        return next(
            (w.text for w in words if lemma(w) in _types("evaluative_noun") | _types("evaluative") and w is not core),
            "",
        )
    named = _mind(core) == "naming"
    return core.text if named else ""


_TYPES: tuple[tuple[str, Callable[[Unit], str]], ...] = (
    ("interpretive", _interpretive),
    ("prescriptive", _prescriptive),
    ("predictive", _predictive),
    ("causal", _causal),
    ("evaluative", _evaluative),
)


def _claim_type(unit: Unit) -> tuple[str, str]:
    if (why := _causal(unit)) in {"not without", "why"} or (why and lemma(unit.head) in _types("causal_why")):
        return "causal", why
    for name, rule in _TYPES:
        if words := rule(unit):
            return name, words
    return "descriptive", ""


def _negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)


def _polarity(unit: Unit) -> tuple[str, str]:
    """Return denied where "not", "no" or "never" holds over the assertion; not for "not only" and "not X but Y"."""
    for verb in unit.chain:
        word = next((c for c in verb.children if c.dep_ == "neg"), None)
        if word is not None and not _takes_back(verb, word) and not _without(verb):
            return "denied", word.text
    denying = next((v for v in unit.chain[:-1] if lemma(v) in _entries("certainty", "denying")), None)
    if denying is not None:
        return "denied", denying.text
    no = _no_word(unit.core)
    return ("denied", no) if no else ("affirmed", "")


def _no_word(verb: Token) -> str:
    """Return *no*, *nobody*, *never* and the like where they deny what `verb` says, "" else."""
    for part in verb.children:
        if part.dep_ not in {"nsubj", "nsubjpass", "dobj", "attr", "neg", "advmod"}:
            continue
        if part.lower_ in _entries("certainty", "negative"):
            return part.text
        no = next((c for c in part.children if c.lower_ in {"no", "neither"} and c.dep_ in {"det", "preconj"}), None)
        if no is not None and f"no {part.lower_}" not in _entries("certainty", "booster"):
            return no.text
    return ""


def _takes_back(verb: Token, word: Token) -> bool:
    following = verb.doc[word.i + 1].lower_ if word.i + 1 < len(verb.doc) else ""
    rest = verb.doc[word.i : verb.sent.end]
    after = [t for b in rest if b.lower_ == "but" for t in verb.doc[b.i : verb.sent.end] if t.dep_ == "conj"]
    but = bool(after) and not _verbal(after[0])
    return following in {"only", "just", "merely", "least"} or but


def _without(verb: Token) -> bool:
    return any(c.dep_ == "prep" and c.lower_ == "without" for c in verb.children)


def _certainty(unit: Unit) -> tuple[str, str]:
    """Return possible, probable or plain and the cue whose scope holds the assertion."""
    denied = _negated(unit.core)
    prescribed = bool(_prescriptive(unit))
    for level in ("possible", "probable"):
        listed = _entries("certainty", level)
        for token in _marks_of(unit):
            word = token.lower_ if token.dep_ == "aux" or token.pos_ == "ADV" else lemma(token)
            whole = any(c.dep_ in {"xcomp", "ccomp"} and _infinitival(c) for c in token.children)
            own = token is unit.core and token.pos_ == "VERB"
            aim = own and not (whole and (_passive(token) or _child(token, "ccomp") is not None))
            can_t = token.dep_ == "aux" and denied and token.lower_ in {"can", "could", "ca"}
            wished = level == "probable" and prescribed and token.dep_ == "aux"
            if (word in listed or token.lower_ in listed) and not aim and not can_t and not wished:
                return level, token.text
    advice = next((v for v in unit.chain[:-1] if "should" in _auxiliaries(v) and _negated(v)), None)
    return ("probable", "should not") if advice is not None else ("plain", "")


def _marks_of(unit: Unit) -> Iterator[Token]:
    for verb in reversed(unit.chain):
        yield from (c for c in verb.children if c.dep_ in {"aux", "advmod", "acomp", "oprd", "attr"})
        if verb.dep_ == "conj" and not _finite(verb):
            yield from (c for c in verb.head.children if c.dep_ == "aux")
        yield verb


def _boosted(words: str) -> str:
    listed = _entries("certainty", "booster")
    low = f" {words.lower()} "
    return next((b for b in sorted(listed) if f" {b} " in low.replace(",", " ").replace(".", " ")), "")


def _mind(verb: Token) -> str:
    """Return the rule by which a verb, or what it says of its subject, tells a state of mind; "" if it does not."""
    near = [verb, *(c for c in verb.children if c.dep_ == "acomp")]
    found = [f for t in near if (f := _at(t)) is not None and _voices().get(f.group) == "imputed"]
    if found:
        return found[0].rule
    light = lemma(verb) in _entries("light_verbs", "light")
    aims = [c for c in verb.children if c.dep_ == "dobj" and _frames(c).get("noun") == "mind_noun"]
    return "noun" if light and aims else ""


# Voice


def _is_self(source: str) -> bool:
    """Tell whether a source is the writer ("I", "my latest analysis") or anybody ("one")."""
    first, _, rest = source.lower().partition(" ")
    return first in _entries("clause_words", "self_possessive" if rest else "self")


@dataclass(frozen=True)
class Voice:
    """Who speaks in a claim: `kind` text, reported or imputed, with the source's words, its actor, a nested holder."""

    kind: str = "text"
    source: str = ""
    actor: str = ""
    holder: str = ""
    rule: str = "own"


_EVENTS = {"object", "about", "adjective", "noun"}
_TOLD = {"judge", "announce", "tell", "complain", "call", "speech_noun", "accuse"}


def _attribution_voice(row: dict[str, Any]) -> str:
    """Return the voice that an attribution gives to what it reports; telling of a speech act is the text's own."""
    rule, group, *_ = row["rule"].split("/")
    if rule == "clause" and row["words"].lower() in {"this", "that", "which", "these"}:
        return "text"
    voice = "reported" if group == "document" else _voices().get(group, "text")
    if rule in _EVENTS and voice == "reported":
        return "reported" if group in _TOLD else "text"
    if voice == "evidence":
        return "reported" if row["documented"] or rule == "quote" else "text"
    return voice


def _shared(spans: list[Span], start: int, end: int) -> int:
    return sum(max(0, min(e, end) - max(s, start)) for s, e in spans)


def _over(row: dict[str, Any], unit: tuple[int, int], chain: list[Span]) -> bool:
    """Tell whether an attribution reports this claim: its content fills it, or its cue is one of the claim's verbs."""
    start, end = unit
    covered = _shared(row["content"], start, end)
    said = end - start - _shared(row["source"], start, end) - _shared(row["cue"], start, end)
    cue_here = any(_shared(row["cue"], *span) for span in chain)
    outside = _shared(row["cue"], start, end) == 0
    parenthesis = row["rule"].startswith(("according_to", "parenthetical", "quote", "speaker_label"))
    return covered >= 0.5 * said if outside or parenthesis else cue_here and covered > 0


_NOBODY = {"", "this", "that", "it", "these", "those"}


def _voice(text: str, unit: Unit, place: Span, chain: list[Span], rows: list[dict[str, Any]]) -> Voice:
    over = [r for r in rows if _over(r, place, chain)]
    over.sort(key=lambda r: -sum(e - s for s, e in r["content"]))
    words = [" ".join(text[s:e] for s, e in r["source"]) for r in over]
    for level in ("reported", "imputed"):
        for i, row in enumerate(over):
            nobody = words[i].lower() in _NOBODY
            read_in = row["rule"].startswith("noun") and nobody and bool(_interpretive(unit))
            if _attribution_voice(row) == level and not read_in and not _is_self(words[i]):
                inner = [w for w in words[i + 1 :] if w and w != words[i]] if level == "reported" else []
                return Voice(level, words[i], row["source_actor"], inner[0] if inner else "", row["rule"])
    return Voice()


def _event_rule(voice: Voice) -> bool:
    return voice.kind == "reported" and voice.rule.split("/")[0] in _EVENTS | {"naming"}


def _wished(verb: Token) -> bool:
    """Tell whether a verb of saying is only called for or foreseen: "it should explain its plans"."""
    modals = _types("prescriptive") | _types("predictive")
    return any(word in modals for word in _auxiliaries(verb))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _read_attributions(text: str, table: pd.DataFrame) -> list[dict[str, Any]]:
    documents = _entries("clause_words", "document")
    rows = _records(table)
    for row in rows:
        row |= {name: tables.spans_of(row[name]) for name in ("source", "cue", "content")}
        words = " ".join(text[s:e] for s, e in row["source"]).lower().split()
        row["documented"] = bool(documents & set(words))
        row["words"] = " ".join(text[s:e] for s, e in row["source"])
    return rows


def _minded(unit: Unit, text: str, offset: int, resolver: Resolver) -> Voice:
    """Return the imputed voice of a clause whose own verb tells a motive or state of mind, else the text's own."""
    why = _causal(unit) and lemma(unit.head) in _types("causal_why")
    holder = _subject(unit.core)
    if holder is None or not (why or _mind(unit.core)) or holder.lower_ in _entries("clause_words", "self"):
        return Voice()
    spans = _runs(holder.doc, _phrase(holder), offset)
    words = " ".join(text[s:e] for s, e in spans)
    return Voice("imputed", words, resolver.actor(spans), "", "state_of_mind")


def _checkable(unit: Unit, kind: str, voice: Voice, words: str) -> int:
    """Return 1 for what records could settle: that it was said, or a past, dated or numbered event told plainly."""
    if voice.kind == "reported":
        return 1
    if voice.kind == "imputed" or kind != "descriptive":
        return 0
    core = unit.core
    tags = {core.tag_, *(c.tag_ for c in core.children if c.dep_ in {"aux", "auxpass"})}
    numbered = any(t.like_num for t in core.subtree)
    event = "VBD" in tags or bool(tags & {"VBN"} and lemma(core) != "be")
    return int(numbered or event)


def claim_rows(text: str, sentences: pd.DataFrame, mentions: pd.DataFrame, attributions: pd.DataFrame) -> pd.DataFrame:
    """Return the `claims` table of one reading, offsets into `text`; see `claim_table`."""
    resolver = Resolver(str(text), mentions)
    attributed = _read_attributions(text, attributions)
    rows = [
        row
        for offset, doc in parse(text)
        for sentence in doc.sents
        for row in _sentence_rows(str(text), sentence, offset, resolver, attributed)
    ]
    rows.sort(key=lambda row: (row["start"], row["end"]))
    names = list(zip(sentences["start"], sentences["sentence_id"], strict=True))
    width = max(2, len(str(len(rows))))
    for number, row in enumerate(rows, 1):
        row["claim_id"] = f"c{number:0{width}d}"
        row["sentence_id"] = next((name for start, name in reversed(names) if start <= row["start"]), "")
    return tables.make("claims", rows)


def _sentence_rows(
    text: str, sentence: SpacySpan, offset: int, resolver: Resolver, attributed: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    doc, limit = sentence.doc, _torn_end(sentence)
    here = (offset + sentence.start_char, offset + sentence.end_char)
    near = [r for r in attributed if r["start"] < here[1] and here[0] < r["end"]]
    rows = []
    units = _units(sentence, limit)
    if not units and _is_torn(sentence, limit):
        rows.append(_undecidable(text, sentence, offset, limit, near))
    for unit in units:
        span = _claim_span(doc, unit, limit)
        if span is not None and not _is_lead(unit, sentence, near):
            rows.append(_row(text, unit, span, offset, resolver, near))
    return rows


def _is_torn(sentence: SpacySpan, limit: int) -> bool:
    """Tell whether a stretch of prose that ends in a full stop has no finite verb, so that nothing can be read off."""
    words = [t for t in sentence.doc[sentence.start : limit] if t.is_alpha]
    stop = sentence.text.rstrip().endswith(".") and sentence[0].text not in _QUOTES
    return stop and len(words) > 3 and not any((_verbal(t) and _finite(t)) or t.tag_ == "VB" for t in words)


def _undecidable(text: str, sentence: SpacySpan, offset: int, limit: int, near: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of a stretch that holds no readable proposition; who reports it is told even so."""
    last = sentence.doc[limit - 1]
    start, end = offset + sentence.start_char, offset + last.idx + len(last)
    words = text[start:end].rstrip(" .")
    row = {"start": start, "end": start + len(words), "text": words, "as_read": words, "status": "undecidable"}
    row |= {"claim_type": "descriptive", "voice": "text", "polarity": "affirmed", "certainty": "plain"}
    for told in near:
        if _attribution_voice(told) == "reported" and _shared(told["content"], start, end) >= len(words) / 2:
            source = " ".join(text[s:e] for s, e in told["source"])
            row |= {"voice": "reported", "source": source, "source_actor": told["source_actor"]}
    return row | {"boosted": 0, "checkable": 0, "rule": "no finite verb"}


@lru_cache
def _orphans() -> frozenset[str]:
    return frozenset(tables.data("lexicons/orphan_words.csv")["entry"])


def _torn_end(sentence: SpacySpan) -> int:
    """Return the token where torn-off auxiliaries ("Is.", "Has gone") at the sentence's end begin."""
    end, orphans = sentence.end, _orphans()
    for i in range(sentence.end - 1, sentence.start, -1):
        token = sentence.doc[i]
        if token.is_alpha and token.lower_ not in orphans:
            break
        if token.is_alpha and token.text[:1].isupper() and token.nbor(-1).pos_ != "ADP":  # not "in May"
            end = i
    return end


def _is_lead(unit: Unit, sentence: SpacySpan, near: list[dict[str, Any]]) -> bool:
    """Tell whether the clause only leads in what a colon opens ("He said:"): it asserts nothing of its own."""
    colon = sentence.text.rstrip().endswith(":")
    return colon and len(unit.chain) == 1 and any(r["rule"].startswith("lead_in") for r in near)


def _row(
    text: str, unit: Unit, span: tuple[int, int], offset: int, resolver: Resolver, near: list[dict[str, Any]]
) -> dict[str, Any]:
    doc = unit.head.doc
    start, end = offset + doc[span[0]].idx, offset + doc[span[1]].idx + len(doc[span[1]])
    words = text[start:end]
    chain = [(offset + t.idx, offset + t.idx + len(t)) for v in unit.chain for t in [v, *_predicate(v)]]
    voice = _voice(text, unit, (start, end), chain, near)
    if voice.kind == "text" or (_event_rule(voice) and _wished(unit.core)):
        voice = _minded(unit, text, offset, resolver)
    kind, why = _claim_type(unit)
    polarity, denied = _polarity(unit)
    certainty, cue = _certainty(unit)
    booster = _boosted(words)
    return {
        "start": start,
        "end": end,
        "text": words,
        "as_read": words,
        "claim_type": kind,
        "voice": voice.kind,
        "source": voice.source,
        "source_actor": voice.actor,
        "holder": voice.holder,
        "polarity": polarity,
        "certainty": certainty,
        "certainty_cue": cue,
        "boosted": int(bool(booster)),
        "targets": resolver.within(start, end),
        "checkable": _checkable(unit, kind, voice, words),
        "status": "ok",
        "damage_id": "",
        "rule": _told({kind: why, voice.kind: voice.rule, polarity: denied, "boosted": booster}),
    }


def _told(why: dict[str, str]) -> str:
    """Return the labels with the words that decided them: "predictive: will; denied: not"."""
    return "; ".join(f"{label}: {words}" for label, words in why.items() if words) or "descriptive"


def mark_damage(claims: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with status and the spans of the damage they rest on.

    A claim that overlaps broken words is 'suspect'; one that lies wholly inside a row whose repair is to delete it
    is 'undecidable': the words are no clause of this text. Both tables must hold raw offsets. Only damage of severity
    2 and 3 counts, and no lost quotation mark, which breaks no word of the claim. What it can't do: know of damage
    that the damage table doesn't list.
    """
    torn = damage[(damage["kind"] != "lost_quotation") & (damage["severity"].astype(int) >= 2)]
    broken = list(zip(torn["start"].astype(int), torn["end"].astype(int), torn["repair"] == "[delete]", strict=True))
    marked = claims.copy()
    spans, states = [], []
    for start, end, status in zip(claims["start"], claims["end"], claims["status"], strict=True):
        under = [row for row in broken if row[0] < end and start < row[1]]
        gone = any(delete and s <= start and end <= e for s, e, delete in under)
        spans.append(tables.spans_text((s, e) for s, e, _ in under))
        states.append("undecidable" if gone else "suspect" if under and status == "ok" else status)
    return tables.typed("claims", marked.assign(damage_id=spans, status=states))


def claim_table(article: Article, version: str = "stripped", repairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the `claims` table of an article as read in `version`: one row a clause with its own assertion.

    Offsets are raw. Units, types and voices follow data/reference/README.md; `rule` gives each label with the words
    that decided it. `status` is 'suspect' where a claim rests on damage that `cleaning` or the repair table lists,
    'undecidable' where a sentence holds no readable proposition. Raises ArticleError for an unknown version.
    What it can't do: judge truth, resolve irony, or see a claim that a noun phrase presupposes.
    Sources: Saurí & Pustejovsky 2012 (certainty, polarity), Hyland 2005 (boosters), Metropolitansky & Larson 2025
    (refusing the undecidable), Pareti 2016 (voice).
    """
    reading = cleaning.reading(article, version, repairs)
    sentences = sentence_table(reading)
    mentions = actors.mention_table(document(reading))
    attributions = attribution_table(reading, sentences, mentions)
    claims = claim_rows(reading, sentences, mentions, attributions)
    return mark_damage(tables.map_back("claims", claims, reading, article.raw), cleaning.damage_table(article, repairs))


def sentence_voices(sentences: pd.DataFrame, claims: pd.DataFrame) -> dict[str, str]:
    """Return the voice of each sentence id: text, reported or imputed.

    A sentence of the role quotation is reported. Else the voice whose claims hold most of the sentence's claimed
    characters; of equals, reported before imputed before text. A sentence without a claim is the text's own. Both
    tables must be of the same reading.
    """
    sizes: dict[str, dict[str, int]] = {}
    columns = (claims[c] for c in ("sentence_id", "voice", "start", "end"))
    for sentence, voice, start, end in zip(*columns, strict=True):
        held = sizes.setdefault(sentence, dict.fromkeys(_BY_PRECEDENCE, 0))
        held[voice] += end - start
    voices = {}
    for sentence, role in zip(sentences["sentence_id"], sentences["role"], strict=True):
        held = sizes.get(sentence, {})
        voices[sentence] = "reported" if role == "quotation" else max(held, key=lambda v: held[v], default="text")
    return voices


_BY_PRECEDENCE = ("reported", "imputed", "text")


# Export


_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PREFIX = 32


def to_annotations(claims: pd.DataFrame, attributions: pd.DataFrame, article: Article) -> dict[str, Any]:
    """Return claims and attributions as one W3C Web Annotation collection page, ready for `json.dumps`.

    Each annotation has a position and a quote selector into the article's raw text (both tables must hold raw
    offsets); its body gives the labels. The target's source is "urn:sha256:" and the digest of the bytes as received.
    Source: Sanderson, Ciccarese & Young 2017, Web Annotation Data Model, 3.2, 4.2.4 and 4.2.5.
    """
    labels = ["claim_type", "voice", "source_actor", "polarity", "certainty", "status"]
    items = [_annotation(row, article, "claim_id", "classifying", labels) for row in _records(claims)]
    items += [
        _annotation(row, article, "attribution_id", "identifying", ["source_actor", "rule"])
        for row in _records(attributions)
    ]
    page = f"urn:anatomy:{article.slug}:annotations"
    return {"@context": _CONTEXT, "id": page, "type": "AnnotationPage", "startIndex": 0, "items": items}


def _annotation(row: dict[str, Any], article: Article, key: str, purpose: str, labels: list[str]) -> dict[str, Any]:
    spans = [(row["start"], row["end"])]
    if key == "attribution_id":
        spans = [span for part in ("source", "cue", "content") for span in tables.spans_of(row[part])]
    named = [f"{label}: {row[label]}" for label in labels if row[label]]
    return {
        "id": f"urn:anatomy:{article.slug}:{row[key]}",
        "type": "Annotation",
        "motivation": purpose,
        "body": [{"type": "TextualBody", "value": value, "purpose": "tagging"} for value in named],
        "target": [_target(article, start, end) for start, end in spans],
    }


def _target(article: Article, start: int, end: int) -> dict[str, Any]:
    raw = article.raw
    digest = article.sha256 or sha256(raw.encode()).hexdigest()
    quote = {
        "type": "TextQuoteSelector",
        "exact": raw[start:end],
        "prefix": raw[max(0, start - _PREFIX) : start],
        "suffix": raw[end : end + _PREFIX],
    }
    return {
        "source": f"urn:sha256:{digest}",
        "selector": [{"type": "TextPositionSelector", "start": int(start), "end": int(end)}, quote],
    }


# The shallow method: tags and chunks instead of a parse

SHALLOW_GRAMMAR = r"""
  NP:    {<DT|PRP.|CD>?<JJ.*|CD|NN.*|POS>*<NN.*>}
         {<PRP|WP>}
         {<NP><IN><NP>}
  CUE:   {<AUX|MD|RB>*<SAY><RP>?}
  FROM:  {<ACCORDING><TO><NP>}
  AFTER: <,|QUOTE>{<CUE><NP>}<,|STOP|DASH|IN|QUOTE>
         <,|QUOTE>{<NP><CUE>}<,|STOP|DASH|IN|QUOTE>
  LEAD:  {<NP><CUE>}
"""
_OWN_TAGS = {".": "STOP", "!": "STOP", "?": "STOP", ":": "DASH", "according": "ACCORDING"}
_STEM = SnowballStemmer("english").stem


@lru_cache
def _chunker() -> RegexpParser:
    return RegexpParser(SHALLOW_GRAMMAR)


@lru_cache
def _cue_stems() -> frozenset[str]:
    list_, forms = (tables.data(f"lexicons/{name}.csv") for name in ("reporting", "shallow_words"))
    verbs = set(list_.loc[list_["pos"] == "verb", "entry"])
    return frozenset(map(_STEM, verbs | set(forms.loc[forms["lemma"].isin(verbs), "entry"])))


def _own_tag(word: str, tag_: str) -> str:
    low = word.lower()
    if low in _QUOTES:
        return "QUOTE"
    if low in _entries("shallow_words", "auxiliary"):
        return "AUX"
    if tag_.startswith("VB") and _STEM(low) in _cue_stems():
        return "SAY"
    return _OWN_TAGS.get(low, _OWN_TAGS.get(tag_, tag_))


def shallow_tree(sentence: str) -> Tree:
    """Return the chunks of one sentence by SHALLOW_GRAMMAR: no tree of clauses, only tags in a row.

    Words by NLTK's tokenizer, tags by TextBlob's tagger (De Smedt & Daelemans 2012); a verb of
    data/lexicons/reporting.csv is tagged SAY, an auxiliary AUX. What it can't do: tell where a clause ends.

    >>> print(shallow_tree("The minister said it was over."))
    (S
      (LEAD (NP The/DT minister/NN) (CUE said/SAY))
      (NP it/PRP)
      was/AUX
      over/IN
      ./STOP)
    """
    words = [sentence[s:e] for s, e in NLTKWordTokenizer().span_tokenize(sentence)]
    tagged = tag(" ".join(words), tokenize=False)
    return _chunker().parse([(w, _own_tag(w, t)) for w, (_, t) in zip(words, tagged, strict=True)])


def shallow_attributions(text: str) -> list[dict[str, Any]]:
    """Return attributions in the shape of `find_attributions`, from tags and chunks alone: a baseline for the parse.

    A chunk LEAD reports what follows it in the sentence, AFTER what stands before it; a quotation in the sentence is
    always the content. What it can't do: see clauses, so a content runs to the sentence's end; tell who is meant.

    >>> text = "The minister said it was over."
    >>> [(text[slice(*a["source"])], text[slice(*a["content"][0])]) for a in shallow_attributions(text)]
    [('The minister', 'it was over.')]
    """
    found: list[dict[str, Any]] = []
    for start, end in paragraph_spans(text):
        paragraph, opened, last = text[start:end], False, None
        for s, e in sentence_spans(paragraph):
            rows, quoted, opened = _shallow_rows(paragraph[s:e], start + s, opened)
            if quoted and not rows and last:
                last["content"] += quoted
            last = rows[-1] if rows else last
            found += rows
    return found


def _shallow_rows(sentence: str, offset: int, opened: bool) -> tuple[list[dict[str, Any]], list[Span], bool]:
    """Return a sentence's attributions, its quotations, and whether a quotation is still open at its end."""
    spans = [(offset + s, offset + e) for s, e in NLTKWordTokenizer().span_tokenize(sentence)]
    tree = shallow_tree(sentence)
    inside, opened = _quoted_words([t for _, t in tree.leaves()], opened)
    runs = [r for r in _number_runs(inside) if r[1] - r[0] > 4]
    rows: list[dict[str, Any]] = []
    for label, first, last, cue in _chunks(tree):
        content = _shallow_content(label, first, last, len(spans))
        content = runs if runs and not rows else content
        if first not in inside and content:
            words = set(range(first, last)) - set(cue)
            pieces = {"source": words, "cue": cue}
            row = {name: (spans[min(n)][0], spans[max(n)][1]) for name, n in pieces.items()}
            rows.append(row | {"content": [(spans[a][0], spans[b - 1][1]) for a, b in content]})
    return rows, [(spans[a][0], spans[b - 1][1]) for a, b in runs], opened


def _chunks(tree: Tree) -> Iterator[tuple[str, int, int, range]]:
    """Yield label, first word, word after the last and the cue's words of each chunk that reports."""
    at = 0
    for part in tree:
        size = len(part.leaves()) if isinstance(part, Tree) else 1
        if isinstance(part, Tree) and part.label() == "FROM":
            yield "FROM", at, at + size, range(at, at + 2)
        elif isinstance(part, Tree) and part.label() in {"LEAD", "AFTER"}:
            before = len(part[0].leaves())
            cue = range(at, at + before) if part[0].label() == "CUE" else range(at + before, at + size)
            yield part.label(), at, at + size, cue
        at += size


def _shallow_content(label: str, first: int, last: int, length: int) -> list[Span]:
    forward = label == "LEAD" or (label == "FROM" and first < 2)
    start, end = (last, length) if forward else (0, first)
    return [(start, end)] if end - start > 1 else []


def _quoted_words(tags: list[str], opened: bool) -> tuple[list[int], bool]:
    inside = []
    for number, tag_ in enumerate(tags):
        opened = opened != (tag_ == "QUOTE")
        if opened or tag_ == "QUOTE":
            inside.append(number)
    return inside, opened


def _number_runs(numbers: list[int]) -> list[Span]:
    """Return (first, after the last) of the unbroken stretches of ascending numbers."""
    starts = [n for i, n in enumerate(numbers) if i == 0 or numbers[i - 1] != n - 1]
    ends = [n + 1 for i, n in enumerate(numbers) if i + 1 == len(numbers) or numbers[i + 1] != n + 1]
    return list(zip(starts, ends, strict=True))


# The work list of a fact-checker


@lru_cache
def _record_kinds() -> list[dict[str, Any]]:
    return _records(tables.data("lexicons/records.csv"))


def _record_for(words: str) -> str:
    """Return the record that the first group of the list names for a claim's words; the last row where none fits."""
    stems = {_STEM(word) for word in NLTKWordTokenizer().tokenize(words.lower())}
    return next(str(row["record"]) for row in _record_kinds() if not row["entry"] or _STEM(row["entry"]) in stems)


def work_list(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the checkable claims as a work list: claim_id, as_read, to_show, record, finding, status.

    `to_show` says what a record could settle: that it was said (reported) or that it is so. `record` is the kind of
    record to look for, by the words of data/lexicons/records.csv; `finding` is empty, for the reader to fill.
    What it can't do: check anything, or name the very document. A suspect claim has to be repaired before it is
    checked. After Hassan et al. 2017 (ClaimBuster), who rank sentences by whether a check is worth the work.
    """
    rows = claims[claims["checkable"] == 1]
    said = rows["voice"] == "reported"
    return pd.DataFrame(
        {
            "claim_id": rows["claim_id"],
            "as_read": rows["as_read"],
            "to_show": ["that it was said" if reported else "that it is so" for reported in said],
            "record": [
                "the source's own publication of it, dated" if reported else _record_for(words)
                for reported, words in zip(said, rows["as_read"], strict=True)
            ],
            "finding": "",
            "status": rows["status"],
        }
    ).reset_index(drop=True)
