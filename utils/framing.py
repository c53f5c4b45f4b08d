"""Frame cues, candidates for Entman's four functions, and who is named how, where and not at all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log2
from typing import Literal, NamedTuple

import pandas as pd
from nltk.stem.snowball import SnowballStemmer

from utils import tables
from utils.article import Span
from utils.parsing import Document

FRAMES = (
    "conflict",
    "economic",
    "human_interest",
    "moral",
    "responsibility",
    "resolution",
    "security",
    "cooperation",
    "strategic_balance",
)
FUNCTIONS = ("problem", "cause", "judgement", "remedy")
HALF = 8.0
TYPICAL_WORDS = 600
SCOPE_WORDS = 8
QUOTED_WORDS = 5
LONGEST_PARAGRAPH = 2_000

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_BREAK = re.compile(r"[.;:?!()—]|,\s(?:and|but|which|so|while|although|though)\b")
_JOINED = re.compile(r"[ \t]+(?:(?:of|for|the|and|&)[ \t]+){0,2}")
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’\n]{1,80})[”\"’]")

Phrase = tuple[str, ...]


class Cue(NamedTuple):
    """A word of a cue list where it stands: `label` is its frame or function, `group` and `entry` its list row."""

    label: str
    group: str
    entry: str
    start: int
    end: int


class _Lexicon(NamedTuple):
    phrases: dict[str, list[tuple[Phrase, str, str, str]]]
    patterns: list[tuple[re.Pattern[str], str, str]]
    ended: dict[str, list[re.Pattern[str]]]  # what before or behind a cue says that the thing is over


_snowball = SnowballStemmer("english")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_snowball.stem(word))


def _stems(text: str) -> list[tuple[str, int, int]]:
    return [(_stem(m.group().lower()), m.start(), m.end()) for m in _WORD.finditer(text)]


@lru_cache
def _lexicon(name: str) -> _Lexicon:
    made = _Lexicon({}, [], defaultdict(list))
    table = tables.data(f"lexicons/{name}.csv")
    for label, entry, kind, group in zip(table.iloc[:, 0], table["entry"], table["kind"], table["group"], strict=True):
        if kind == "pattern":
            made.patterns.append((re.compile(entry), label, group))
        elif kind == "ended":
            made.ended[label].append(re.compile(entry, re.IGNORECASE))
        else:
            phrase = (f"={entry}",) if kind == "exact" else tuple(stem for stem, _, _ in _stems(entry))
            made.phrases.setdefault(phrase[0], []).append((phrase, label, group, entry))
    for phrases in made.phrases.values():
        phrases.sort(key=lambda row: -len(row[0]))
    return made


def find_cues(text: str, lexicon: str = "frame_cues") -> list[Cue]:
    """Return the cues of `text` in order, offsets into it; `lexicon` is frame_cues, entman_cues or topoi.

    Words match by stem (Porter 2001, the Snowball stemmer), or as written where the stem would catch another word
    (important for imports); of entries of one label that overlap, the longest counts once. A word that is part of a
    name counts nowhere (the Home Office, the Church of Scientology), except in a headline that writes most words with
    capitals. A negated cue counts, since denying a frame evokes it (Lakoff 2004, Don't Think of an Elephant); but talks
    that collapse and ties that are cut are no cues of cooperation (rows of the kind `ended`).
    What it can't do: tell senses apart (a fight in a ring, a fight against poverty) or see irony.

    >>> [(c.label, c.entry) for c in find_cues("the fight against terrorism and the drug threat")]
    [('conflict', 'fight'), ('security', 'fighting'), ('conflict', 'against'), ('security', 'terror'),
     ('security', 'drug'), ('security', 'threat')]
    """
    text = str(text)
    known = _lexicon(lexicon)
    over = {label: [m.span(1) for p in ended for m in p.finditer(text)] for label, ended in known.ended.items()}
    found = [*_phrases(text, known), *_patterns(text, known)]
    found = [c for c in found if not any(s <= c.start and c.end <= e for s, e in over.get(c.label, ()))]
    return sorted(found, key=lambda cue: (cue.start, cue.end, cue.label, cue.group))


def _phrases(text: str, lexicon: _Lexicon) -> Iterator[Cue]:
    words = _stems(text)
    stems = [stem for stem, _, _ in words]
    named = _in_names(text, words)
    done: dict[str, int] = {}
    for i, (stem, start, end) in enumerate(words):
        if i in named:
            continue
        word = "=" + _POSSESSIVE.sub("", text[start:end].lower())
        for phrase, label, group, entry in [*lexicon.phrases.get(stem, ()), *lexicon.phrases.get(word, ())]:
            last = i + len(phrase)
            if done.get(label, 0) <= i and phrase in ((word,), tuple(stems[i:last])):
                done[label] = last
                yield Cue(label, group, entry, start, words[last - 1][2])


def _in_names(text: str, words: Sequence[tuple[str, int, int]]) -> set[int]:
    """Return the places in `words` of those that stand inside a name of several words: capitals joined by of, the."""
    capital = [text[start].isupper() and text[start:end] != "I" for _, start, end in words]
    inside: set[int] = set()
    for line in _lines(text, words):
        stopped = re.match(r"\W*?[.!?]", text[words[line[-1]][2] :])
        if not stopped and 2 * sum(capital[i] for i in line) > len(line):  # a headline
            continue
        for run in _runs(text, words, [i for i in line if capital[i]]):
            opens = 1 if _opens(text, words[run[0]][1]) else 0
            inside.update(run if len(run) > 1 + opens else ())
    return inside


def _lines(text: str, words: Sequence[tuple[str, int, int]]) -> Iterator[list[int]]:
    """Yield the places in `words` line by line."""
    line: list[int] = []
    for i, (_, start, _) in enumerate(words):
        if line and "\n" in text[words[i - 1][2] : start]:
            yield line
            line = []
        line.append(i)
    if line:
        yield line


def _runs(text: str, words: Sequence[tuple[str, int, int]], capitals: Sequence[int]) -> Iterator[list[int]]:
    """Yield the runs of words with capitals between which only blanks, "of" and "the" stand."""
    run: list[int] = []
    for i in capitals:
        if run and not _JOINED.fullmatch(text[words[run[-1]][2] : words[i][1]]):
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _opens(text: str, start: int) -> bool:
    """Tell whether the word at `start` opens a sentence, where any word has a capital."""
    before = text[:start].rstrip(" \t\n“\"‘'([")
    return not before or before[-1] in ".!?:;—…"


def _patterns(text: str, lexicon: _Lexicon) -> Iterator[Cue]:
    for pattern, label, group in lexicon.patterns:
        for match in pattern.finditer(text):
            yield Cue(label, group, group, *match.span())


def _weights(cues: Sequence[Cue]) -> dict[str, float]:
    """Return the weight of each frame: the sum over its different cues of log2(1 + how often each occurs)."""
    counts = Counter((cue.label, _stem(cue.entry)) for cue in cues)
    weights = dict.fromkeys(FRAMES, 0.0)
    for (frame, _), count in counts.items():
        weights[frame] += log2(1 + count)
    return weights


def frame_scores(text: str) -> dict[str, float]:
    """Return the strength of each frame's cues in a whole article, 0 (none) to 1; keys are FRAMES.

    Each different cue counts log2(1 + occurrences), so that a topic word repeated does not make a frame. The sum is
    tempered by the fourth root of length (in units of 600 words), since coders answer for an article as a whole and
    a long one has more room; 8 single cues in 600 words give .5, 16 give .75. The scale ranks articles, it holds no
    threshold and was fitted to no corpus. What it can't do: find a frame that is told without its words; tell the
    frame from the topic (an article on a bank is not yet framed economically); compare two frames of one article,
    whose lists differ in length. Frames: Semetko & Valkenburg 2000, Card et al. 2015, Frermann et al. 2023; security,
    cooperation and strategic balance are ours, with the words of PLOVER's categories (Halterman et al. 2023).

    >>> scores = frame_scores("We discussed trade and economic relations.")
    >>> round(scores["economic"], 2), scores["moral"]
    (0.42, 0.0)
    """
    text = str(text)
    words = sum(1 for _ in _WORD.finditer(text))
    scale = HALF * (max(words, 1) / TYPICAL_WORDS) ** 0.25
    return {frame: 1 - 2 ** (-weight / scale) for frame, weight in _weights(find_cues(text)).items()}


def frame_table(read: Document, voices: Mapping[str, str]) -> pd.DataFrame:
    """Return the frames table of a reading: a row per sentence and frame with a cue; evidence = the cues.

    The score of a sentence is 1 - 2^-w, w as in `frame_scores` without a length: one cue .5, two different ones .75,
    three .875. A sentence without a cue has no row. `voices` maps sentence ids to voices ("text" where missing).
    What it can't do: see a frame that is spread over sentences; see also `find_cues`.
    """
    text = str(read.text)
    rows: list[dict[str, object]] = []
    for sentence_id, start, end in _places(read):
        cues = find_cues(text[start:end])
        for frame, weight in _weights(cues).items():
            if weight:
                row = _row(text, sentence_id, start, end, voices, [c for c in cues if c.label == frame])
                rows.append(row | {"frame": frame, "score": 1 - 2**-weight, "damaged": 0})
    return tables.make("frames", rows)


def _places(read: Document) -> Iterator[tuple[str, int, int]]:
    return zip(*(read.sentences[column] for column in ("sentence_id", "start", "end")), strict=True)


def _row(
    text: str, sentence_id: str, start: int, end: int, voices: Mapping[str, str], cues: Sequence[Cue]
) -> dict[str, object]:
    return {
        "sentence_id": sentence_id,
        "start": start,
        "end": end,
        "text": text[start:end],
        "voice": voices.get(sentence_id, "text"),
        "evidence": tables.spans_text(sorted({(start + c.start, start + c.end) for c in cues})),
    }


CANDIDATE_COLUMNS = ["sentence_id", "start", "end", "text", "function", "voice", "evidence"]


def entman_candidates(
    read: Document, voices: Mapping[str, str], cause: Literal["strict", "loose"] = "strict"
) -> pd.DataFrame:
    """Return sentences proposed for Entman's functions, for a reader to accept or reject: CANDIDATE_COLUMNS.

    `function` is problem, cause, judgement or remedy; `evidence` holds the spans of the words that proposed it.
    cause="strict": a causal marker with a word for a problem on its effect side, in the same clause and within
    eight words (what produces a stated problem). cause="loose": any causal explanation. No row for a function is a
    finding under that definition. ValueError for another definition.
    What it can't do: decide; find a cause told without a marker; resolve what "this" refers to.
    Source: Entman 1993, Framing: toward clarification of a fractured paradigm, p. 52.
    """
    if cause not in ("strict", "loose"):
        raise ValueError(f"cause must be 'strict' or 'loose', not {cause!r}")
    text = str(read.text)
    rows: list[dict[str, object]] = []
    for sentence_id, start, end in _places(read):
        for function, cues in _functions(text[start:end], cause).items():
            if cues:
                rows.append(_row(text, sentence_id, start, end, voices, cues) | {"function": function})
    return pd.DataFrame(rows, columns=CANDIDATE_COLUMNS)


def _functions(sentence: str, cause: str) -> dict[str, list[Cue]]:
    cues = find_cues(sentence, "entman_cues")
    found = {function: [c for c in cues if c.label == function] for function in FUNCTIONS}
    if cause == "strict":
        found["cause"] = [c for marker in found["cause"] for c in _governed(sentence, marker, found["problem"])]
    return found


def _governed(sentence: str, marker: Cue, problems: Sequence[Cue]) -> list[Cue]:
    """Return the marker with the problems on its effect side, or nothing."""
    if marker.group not in ("forward", "backward"):
        return []
    start, end = _scope(sentence, marker)
    inside = [p for p in problems if start <= p.start and p.end <= end]
    return [marker, *inside] if inside else []


def _scope(sentence: str, marker: Cue) -> Span:
    """Return the words a causal marker says were produced: after it, before it, or after a fronted clause."""
    if marker.group == "forward":
        return _ahead(sentence, marker.end)
    if not sentence[: marker.start].strip():
        comma = sentence.find(",", marker.end)
        return _ahead(sentence, comma + 1) if comma >= 0 else (0, 0)
    before = [m.end() for m in _BREAK.finditer(sentence, 0, marker.start)]
    words = [m.start() for m in _WORD.finditer(sentence, before[-1] if before else 0, marker.start)]
    return (words[-SCOPE_WORDS:][0], marker.start) if words else (0, 0)


def _ahead(sentence: str, start: int) -> Span:
    stop = _BREAK.search(sentence, start)
    words = [m.end() for m in _WORD.finditer(sentence, start, stop.start() if stop else len(sentence))]
    return (start, words[:SCOPE_WORDS][-1]) if words else (start, start)


NAMING_COLUMNS = ["actor", "designation", "count", "distanced", "marks", "sentence_ids", "voices"]


def naming(text: str, mentions: pd.DataFrame, voices: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return every designation of every actor: NAMING_COLUMNS, most named actor first.

    `distanced` counts uses under a mark of distance and `marks` names them: a phrase of
    data/lexicons/designation_marks.csv with at most two words between, or `scare_quotes` (quotation marks around the
    designation that hold five words or fewer and no closing stop: a term, not a speech). `voices` counts
    the voices that use it ("text:3;reported:1"), empty where none are given. Offsets of `mentions` point into `text`.
    What it can't do: hear colour that is in the word itself ("regime"); tell a title or a nickname in quotation
    marks from irony. Naming as evaluation: Fowler 1991, Language in the News.
    """
    text = str(text)
    used: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in mentions.to_dict("records"):
        designation = " ".join(row["text"].split())
        used[row["actor"], designation].append((row["sentence_id"], _distance(text, row["start"], row["end"])))
    totals = Counter(mentions["actor"])
    rows = [
        {
            "actor": actor,
            "designation": designation,
            "count": len(uses),
            "distanced": sum(1 for _, mark in uses if mark),
            "marks": ";".join(sorted({mark for _, mark in uses if mark})),
            "sentence_ids": ";".join(dict.fromkeys(sentence for sentence, _ in uses)),
            "voices": _counted([voices.get(sentence, "text") for sentence, _ in uses]) if voices is not None else "",
        }
        for (actor, designation), uses in used.items()
    ]
    named = pd.DataFrame(rows, columns=NAMING_COLUMNS)
    order = [
        (-totals[a], a, -c, d) for a, d, c in zip(named["actor"], named["designation"], named["count"], strict=True)
    ]
    return named.iloc[sorted(range(len(named)), key=order.__getitem__)].reset_index(drop=True)


def _counted(labels: Sequence[str]) -> str:
    return ";".join(f"{label}:{count}" for label, count in Counter(labels).most_common())


@lru_cache
def _marks() -> re.Pattern[str]:
    entries = tables.data("lexicons/designation_marks.csv")["entry"]
    return re.compile(r"\b(" + "|".join(map(re.escape, entries)) + r")\W+(?:[\w'’-]+\W+){0,2}$", re.IGNORECASE)


def _distance(text: str, start: int, end: int) -> str:
    """Return the mark that distances the designation text[start:end], or ""."""
    paragraph = max(text.rfind("\n", 0, start) + 1, start - LONGEST_PARAGRAPH, 0)
    mark = _marks().search(text[max(paragraph, start - 80) : start])
    if mark:
        return mark[1].lower()
    for quoted in _QUOTED.finditer(text, paragraph, min(len(text), end + 80)):
        if quoted.start() < start and end <= quoted.end() and _is_term(quoted[1]):
            return "scare_quotes"
    return ""


def _is_term(quoted: str) -> bool:
    """Tell a quoted term from quoted speech: few words, and no stop or comma at its end."""
    return len(_WORD.findall(quoted)) <= QUOTED_WORDS and not quoted.rstrip().endswith((".", ",", "!", "?"))


def absence(mentions: pd.DataFrame, expected: Sequence[str] | pd.DataFrame) -> pd.DataFrame:
    """Return the expected actors with `mentions` (how often each is named here, 0 = absent), in the list's order.

    `expected` is a list of standard names or a table with a column `actor`, whose other columns (what the list's
    source says) are kept; names in a column `also`, joined by ;, count for the same actor. The list must come from
    a named source and be fixed before the analysis: else absence is only what the analyst missed. A people, its
    state and its rulers are different actors.
    What it can't do: say why somebody is absent, or find an actor that is only referred to by a pronoun.

    >>> here = tables.make("mentions", [{"start": 0, "end": 6, "text": "Moscow", "actor": "Russia",
    ...     "sentence_id": "s0000", "kind": "state", "role": "agent"}])
    >>> absence(here, ["Russia", "China"])["mentions"].tolist()
    [1, 0]
    """
    wanted = expected.copy() if isinstance(expected, pd.DataFrame) else pd.DataFrame({"actor": list(expected)})
    also = wanted["also"] if "also" in wanted else [""] * len(wanted)
    names = [{actor, *more.split(";")} for actor, more in zip(wanted["actor"], also, strict=True)]
    return wanted.assign(mentions=[int(mentions["actor"].isin(n).sum()) for n in names]).reset_index(drop=True)


def audited() -> pd.DataFrame:
    """Return frame, meant, of: how many of (at most) 20 random cues of a frame, in other articles, cue it in its sense.

    Judged by a language model, checked by no human (data/benchmarks/cue_audit.csv holds each cue in its place). The
    lists were shortened before, on a first reading of part of these articles: expect a little less on others. What it
    can't do: tell how many cues the list misses.
    """
    rows = tables.data("benchmarks/cue_audit.csv").astype({"meant": int})
    return (
        rows.groupby("frame", sort=False)["meant"]
        .agg(["sum", "size"])
        .reset_index()
        .set_axis(["frame", "meant", "of"], axis=1)
    )
