"""The ledger: every number that notebooks 01 to 04 show of an article, counted again from the tables, with its rows.

A notebook shows its numbers in sentences (`display.say`) and figures (`display.figure`). Here each is a `Number`: a
value and the rows it was counted on. The ledger's rows give it back as the sum of value times weight, so that a reader
can follow it to the sentences and from there to the raw characters, and a test can hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import nltk
import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from utils import actors, claims, cleaning, coding, figures, framing, relations, scoring, sentiment, tables, walk
from utils.article import Article, Span
from utils.loading import load_article
from utils.parsing import document
from utils.sentences import plain_split, sentence_table

Tables = Mapping[str, pd.DataFrame]


class Number(NamedTuple):
    """A number and its evidence: `rows` has start, end, text (raw), and `value` times `weight` sum up to the number."""

    value: float
    rows: pd.DataFrame


class Shown(NamedTuple):
    """What one sentence or figure shows: its notebook, its first words (template or caption), numbers by name."""

    notebook: str
    words: str
    numbers: dict[str, list[Number]]

    def id(self, name: str) -> str:
        """Return the name of one of its numbers: notebook/first words/name."""
        return f"{self.notebook}/{key(self.words)}/{name}"


def key(words: str) -> str:
    """Return the first four words of a sentence's template or a figure's caption, as they stand in a score_id.

    >>> key("{n} of {m} sentences are read as quotation.")
    'of sentences are read'
    """
    return " ".join(re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", " ", words))[:4])


# ---------------------------------------------------------------- numbers


_ITEMS = ("claim_id", "actor", "frame", "lexicon", "instrument", "kind", "sentence_id", "what", "finding")


def _weighted(rows: pd.DataFrame, values: Iterable[float], weight: float) -> pd.DataFrame:
    place = {"start": 0, "end": 0, "text": "", "sentence_id": ""}
    name = next((c for c in _ITEMS if c in rows), "")
    items = rows[name].astype(str) if name else pd.Series("", rows.index)
    absent: dict[str, Any] = {column: blank for column, blank in place.items() if column not in rows}
    made = rows.assign(**absent, item=items, value=list(values), weight=weight)
    return made[[*place, "item", "value", "weight"]].astype({"start": int, "end": int})


def count(rows: pd.DataFrame) -> Number:
    """Return the number of `rows`."""
    return Number(float(len(rows)), _weighted(rows, [1.0] * len(rows), 1.0))


def share(part: pd.DataFrame, whole: pd.DataFrame) -> Number:
    """Return the share of `whole` that `part`, some of its rows, makes up; nan of nothing."""
    if whole.empty:
        return Number(float("nan"), _weighted(whole, [], 1.0))
    return Number(len(part) / len(whole), _weighted(whole, whole.index.isin(part.index) * 1.0, 1 / len(whole)))


def mean(rows: pd.DataFrame, column: str) -> Number:
    """Return the mean of a column; nan without rows."""
    return Number(float(rows[column].mean()), _weighted(rows, rows[column], 1 / max(1, len(rows))))


def tenths(part: pd.DataFrame, whole: pd.DataFrame) -> Number:
    """Return how many of ten rows of `whole` belong to `part`."""
    value, rows = share(part, whole)
    return Number(10 * value, rows.assign(weight=10 * rows["weight"]))


def plain(value: float, item: str) -> Number:
    """Return a number that no stretch of text stands behind; `item` says where it comes from."""
    return Number(float(value), pd.DataFrame([{"item": item, "value": float(value)}]).pipe(_placeless))


def _placeless(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(start=0, end=0, text="", sentence_id="", weight=1.0)


def each(rows: pd.DataFrame, column: str) -> list[Number]:
    """Return a number for each row that has one in `column`."""
    known = rows[rows[column].notna()]
    return [Number(float(v), _weighted(known.iloc[[i]], [float(v)], 1.0)) for i, v in enumerate(known[column])]


def _numbers(given: Any, item: str) -> list[Number]:
    """Return a table as its count, a pair of tables as a share, a number as itself, a list as all of its parts."""
    if isinstance(given, Number):
        return [given]
    if isinstance(given, pd.DataFrame):
        return [count(given)]
    if isinstance(given, tuple):
        return [share(*given)]
    if isinstance(given, list):
        return [number for part in given for number in _numbers(part, item)]
    return [plain(given, item)]


def _shown(notebook: str, words: str, /, **numbers: Any) -> Shown:
    return Shown(notebook, words, {name.replace("__", " "): _numbers(v, name) for name, v in numbers.items()})


def _figure(notebook: str, words: str, numbers: Mapping[str, Any]) -> Shown:
    return Shown(notebook, words, {name: _numbers(v, name) for name, v in numbers.items()})


# ---------------------------------------------------------------- what the notebooks show


def _reference(article: Article) -> dict[str, pd.DataFrame]:
    names = ("sentences", "residue", "damage", "claims", "mentions", "relations", "frames", "stance")
    whole = {"start": int, "end": int, "severity": int}
    found = {name: walk.reference(name, article) for name in names}
    return {n: t.astype({c: k for c, k in whole.items() if c in t}) for n, t in found.items()}


def cleaned(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 01 that every article has."""
    a = walks["stripped"]
    flags = _raw(cleaning.find_damage(a.reading), a)
    quoted = a.sentences[a.sentences["role"] == "quotation"]
    whole = pd.DataFrame([{"start": 0, "end": len(a.article.raw), "text": a.article.raw, "value": len(a.article.raw)}])
    changes = _changed(a, walks["repaired"])
    broken = a.claims[a.claims["damage_id"] != ""]
    page = {f"damage of severity {n}": rows for n, rows in _marking(a.damage).groupby("severity")}
    page |= {"residue": a.residue, "quotation": quoted}
    return [
        _shown("01", "{n} characters, read as {code}; {lost} of them", n=mean(whole, "value"),
               lost=a.article.altered, code=[]),
        _shown("01", "{n} lines are residue: {kinds}", n=a.residue, kinds=[]),
        _shown("01", "Rules flag {n} places in {m} sentences", n=flags, m=a.sentences),
        _shown("01", "{n} of {m} sentences are read as quotation", n=quoted, m=a.sentences),
        _shown("01", "{r} lines of residue; {d} of {m} sentences touch",
               r=a.residue, d=a.sentences[a.sentences["damaged"] == 1], m=a.sentences),
        _shown("01", "Between the stripped and the repaired", k=a.claims[~changes], m=a.claims, n=broken,
               gone=broken[broken["status"] == "undecidable"]),
        _picked(a),
        _practice(),
        _figure("01", "Read it as the article: the", {k: each(_once(t), "start") for k, t in page.items()}),
        _readings(walks, changes),
    ]  # fmt: skip


def _raw(rows: pd.DataFrame, a: walk.Analysis) -> pd.DataFrame:
    """Return `rows` of the reading with their places in the raw text."""
    places = [a.reading.raw_span(s, e) for s, e in _spans(rows)]
    texts = [a.article.raw[s:e] for s, e in places]
    return rows.assign(start=[s for s, _ in places], end=[e for _, e in places], text=texts)


def _practice() -> Shown:
    """Return what notebook 01 shows of the practice article, whose damage is known."""
    article = load_article(tables.DATA / "articles" / "bergen_statement_paste.txt")
    lines, faults = coding.known_scores(article).iloc[0], coding.known_damage(article)
    severe = faults[faults["severity"] == 3]
    return _shown(
        "01", "Rules cut {r} of {w} lines of residue", r=lines["right"], w=lines["wanted"],
        wrong=lines["found"] - lines["right"], n=faults[faults["found"] == 1], m=faults,
        k=severe[severe["found"] == 1], s=severe,
    )  # fmt: skip


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop_duplicates(["start"])


def _marking(damage: pd.DataFrame) -> pd.DataFrame:
    return damage[damage["kind"] != "lost_quotation"]


def _picked(a: walk.Analysis) -> Shown:
    words = "trillion" if "trillion" in a.reading else a.reading.split()[-1]
    here = a.reading.index(words)
    there = a.reading.raw_span(here, here + 1)[0]
    return _shown(
        "01",
        "Cleaned position {here}, raw position {there}: {gap} characters",
        here=here,
        there=there,
        gap=there - here,
    )


def _changed(one: walk.Analysis, other: walk.Analysis) -> pd.Series:
    """Return for each claim of `one` whether its words or labels change in `other`."""
    labels = ["as_read", "claim_type", "voice", "source_actor", "polarity", "certainty"]
    pairs = scoring.pair_spans(_spans(one.claims), _spans(other.claims))
    mine, theirs = one.claims[labels].to_numpy(), other.claims[labels].to_numpy()
    kept = {i for i, j in pairs if (mine[i] == theirs[j]).all()}
    return pd.Series([i not in kept for i in range(len(one.claims))], one.claims.index)


def _spans(rows: pd.DataFrame) -> list[Span]:
    return [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]


def _readings(walks: Mapping[str, walk.Analysis], changes: pd.Series) -> Shown:
    results = walk.findings_by_reading([walks[v] for v in ("stripped", "mended", "repaired")])
    moves = results.groupby("finding")["value"].agg(lambda v: v.max() - v.min()).fillna(0)
    a = walks["stripped"]
    roles = a.named[a.named["role"] != "mention"]["actor"].value_counts().head(2)
    worth = [1 / max(1, len(a.claims)), 1 / max(1, min(roles, default=1))]
    marks = {str(v): each(rows, "value") for v, rows in results.groupby("version")}
    finding = [moves.max(), a.claims[changes], a.claims]
    return _figure(
        "01", "Rows whose marks stand in line", marks | {"finding": finding, "measured": [len(moves), *worth]}
    )


def cleaned_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 01 that hold the rules against the reference coding."""
    a = walks["stripped"]
    coded = _reference(a.article)
    damage, rules = coded["damage"], cleaning.damage_table(a.article, repairs=tables.empty("damage"))
    severe, proven = damage[damage["severity"] == 3], damage[damage["evidence"] == "original"]
    found = damage[walk.touched(damage, rules)]
    coders = [proven[proven[f"coder_{c}"].astype(int) == 1] for c in "ab"]
    ours = scoring.unit_agreement(a.sentences, coded["sentences"], "sentences, ours")
    split = scoring.unit_agreement(plain_split(a.article.raw), coded["sentences"], "plain")["value"]
    residue = scoring.unit_agreement(a.residue, coded["residue"], "residue lines")
    residue |= {"baseline": scoring.unit_agreement(coding.plain_residue(a.article), coded["residue"], "plain")["value"]}
    alone = scoring.unit_agreement(rules, damage, "damage, rules alone")
    alone |= {"baseline": scoring.unit_agreement(a.sentences, damage, "plain")["value"]}
    scores = scoring.frame([ours | {"baseline": split}, residue, alone])
    return [
        _shown("01", "The coding marks {n} places, {k} as severe", n=damage, k=severe, p=proven,
               q=proven[proven["severity"] == 3]),
        _shown("01", "Rules find {n} of the {m} places", n=found, m=damage, k=found[found["severity"] == 3], s=severe,
               p=found[found["evidence"] == "original"]),
        _shown("01", "The original proves {n} faults; the two", n=proven, a=coders[0], b=coders[1]),
        _figure("01", "Read each pair across. Only", {
            **{f"severity {n}": each(_once(rows), "start") for n, rows in proven.groupby("severity")},
            "finding": [proven, proven[proven["severity"] == 3]],
        }),
        _beside("01", "A dot is our F1 with its interval", scores,
                finding=[ours["value"], split, alone["value"]], measured=[0.95]),
    ]  # fmt: skip


def _beside(notebook: str, words: str, scores: pd.DataFrame, **more: Any) -> Shown:
    """Return the numbers of a `figures.beside_baseline` or `figures.validity`."""
    marks = {c: each(scores, c) for c in ("value", "baseline", "ceiling")}
    marks["interval"] = [*each(scores, "low"), *each(scores, "high")]
    return _figure(notebook, words, {**marks, "rows": each(scores, "n"), **more})


def claimed(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 02 that every article has."""
    a = walks["mended"]
    found = a.claims[a.claims["status"] != "undecidable"]
    own, said, minds = (found[found["voice"] == voice] for voice in ("text", "reported", "imputed"))
    hollow, suspect = own[own["status"] == "suspect"], found[found["status"] == "suspect"]
    read = _exploded(minds, "source_actor")
    whose = [count(read[read["source_actor"] == actor]) for actor in read["source_actor"].value_counts().index]
    todo = found[found["checkable"] == 1]
    held = figures.holder_rows(found).assign(damaged=lambda t: t["status"].map({"ok": "ok"}).fillna("damaged"))
    strip = {
        f"{label}, {state}": each(_once(rows), "start") for (label, state), rows in held.groupby(["label", "damaged"])
    }
    shares = _own_voice(a.article, walks)
    title = [own, found, hollow, said, minds]
    return [
        _shown("02", "{n} claims in {m} sentences; {k} in the text's own", n=found, m=a.sentences, k=own, h=hollow),
        _shown("02", "{n} claims read a mind. Whose:", n=minds, whose=whose),
        _shown("02", "Among the ten actors named most,", silent=[]),
        _shown("02", "{p} of the claims carry no such", p=(found[found["certainty"] == "plain"], found),
               b=found[found["boosted"] == 1]),
        _shown("02", "{n} of {m} claims are checkable; nothing", n=todo, m=found, s=todo[todo["status"] != "ok"]),
        _shown("02", "{n} of {m} claims rest on damaged", n=suspect, m=found,
               u=a.claims[a.claims["status"] == "undecidable"]),
        _shown("02", "The text's own voice holds", low=min(shares), high=max(shares)),
        _shown("02", "The longest stretch without a second voice", n=_longest_stretch(a, found)),
        _shown("02", "Out of ten claims, {n} are", n=tenths(own, found), h=tenths(hollow, found), who=[]),
        _figure("02", "Read down a column to see", {
            **strip, "finding": title, "measured": [found, a.sentences, suspect],
            "rows": [count(rows) for _, rows in held.groupby("label")],
        }),
        _two_methods(),
    ]  # fmt: skip


def _exploded(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.assign(**{column: rows[column].str.split(";")}).explode(column)


def _own_voice(article: Article, walks: Mapping[str, walk.Analysis]) -> list[float]:
    """Return the share of claims in the text's own voice in each reading, raw included."""
    found = [claims.claim_table(article, "raw"), *(a.claims for a in walks.values())]
    stand = [t[t["status"] != "undecidable"] for t in found]
    return [float((t["voice"] == "text").mean()) for t in stand]


def _longest_stretch(a: walk.Analysis, found: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of the longest run in which no claim has another voice than the text's."""
    other = set(found.loc[found["voice"] != "text", "sentence_id"])
    alone = ~a.sentences["sentence_id"].isin(other)
    runs = (alone != alone.shift()).cumsum()[alone]
    return a.sentences.loc[runs[runs == runs.value_counts(sort=False).idxmax()].index] if len(runs) else a.sentences[:0]


def _two_methods() -> Shown:
    bench = _benchmark("attribution")
    ours = bench[bench["value"].notna()]
    whole = bench[bench["metric"] == bench["metric"].iloc[0]].set_index("instrument")["value"]
    marks: dict[str, Any] = {str(name): each(rows, "value") for name, rows in ours.groupby("instrument")}
    range_ = bench[bench["value"].isna()].assign(wide=lambda t: t["high"] - t["low"])
    marks |= {"interval": [*each(ours, "low"), *each(ours, "high")], "second annotator": each(range_, "wide")}
    marks |= {"finding": [whole["dependency rules"], whole["tags and chunks"]], "measured": [bench["n"].iloc[0], 0.95]}
    return _figure("02", "The first row wants source", marks)


def _benchmark(part: str) -> pd.DataFrame:
    bench = tables.data(f"benchmarks/{part}.csv")
    numeric = ["value", "low", "high", "baseline", "n"]
    return bench.assign(**bench[numeric].apply(pd.to_numeric))


def claimed_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 02 that hold the rules against the reference coding."""
    a = walks["mended"]
    coded = _reference(a.article)["claims"]
    found = a.claims[a.claims["status"] != "undecidable"]
    units = scoring.unit_agreement(found, coded, "claims, F1")
    whole = scoring.unit_agreement(a.sentences, coded, "sentences, F1")["value"]
    labels = scoring.label_agreement(found, coded, ["claim_type", "voice", "polarity", "certainty", "checkable"])
    voices = scoring.side_by_side(found, coded, "voice")
    task = AnnotationTask([(c, i, v) for c in ("ours", "theirs") for i, v in voices[c].items()])
    scores = pd.concat([scoring.frame([units | {"baseline": whole}]), labels.assign(ceiling=float("nan"))])
    chance = {"a": task.avg_Ao(), "e": task.Ae_kappa("ours", "theirs"), "k": task.kappa(), "n": len(voices)}
    return [
        _shown(
            "02",
            "Units: F1 {ours} [{low}, {high}], n = {n}. Taking every",
            ours=units["value"],
            low=units["low"],
            high=units["high"],
            n=coded,
            plain=whole,
        ),
        _shown("02", "Voice: same label {a}, by chance", **chance),
        _beside("02", "The red bar is every sentence", scores, finding=[labels["value"].min()], measured=[0.95]),
    ]


def _hits(a: walk.Analysis) -> pd.DataFrame:
    """Return the scored words of every sentence with raw places, one row a word and list."""
    parts = []
    for row, at in zip(a.sentences.to_dict("records"), sentence_table(a.reading)["start"], strict=True):
        hits = sentiment.word_hits(row["as_read"])
        places = [a.reading.raw_span(at + s, at + e) for s, e in zip(hits["start"], hits["end"], strict=True)]
        named = hits.assign(at=hits["start"], start=[s for s, _ in places], end=[e for _, e in places])
        parts.append(named.assign(sentence_id=row["sentence_id"], text=[a.article.raw[s:e] for s, e in places]))
    return pd.concat(parts, ignore_index=True)


def scored(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 03 that every article has."""
    a = walks["stripped"]
    hits = _hits(a)
    once = hits.drop_duplicates(["sentence_id", "at"])
    raw = a.sentiment[a.sentiment["layer"] == "raw"]
    often = [count(once[once["word"] == word]) for word, _ in nltk.FreqDist(once["word"]).most_common(8)]
    verdicts = a.stance[a.stance["instrument"] == "rules"]
    company = verdicts[verdicts["rule"].str.endswith("same_quotation") & (verdicts["score"] != 0)]
    signed = verdicts[verdicts["score"] != 0]
    known = _benchmark("sentiment").query("split == 'mt-dev'").set_index("instrument")["value"]
    net = walk.stance_net(verdicts)
    clear = net[(net["low"] > 0) | (net["high"] < 0)] if len(net) else net
    return [
        _shown("03", "{n} sentences in the reading called", n=a.sentences, v=[]),
        _shown("03", "Most frequent: {words}", words=often),
        _shown("03", "{n} of {m} raw scores rest on", n=raw[raw["damaged"] == 1], m=raw[raw["score"].notna()]),
        _shown("03", "{n} of {m} verdicts are favourable", n=verdicts[verdicts["score"] > 0], m=verdicts,
               k=verdicts[verdicts["score"] < 0], c=company),
        _shown("03", "{n} of {m} verdicts other than 0", n=signed[signed["damaged"] == 1], m=signed),
        _shown("03", "On NewsMTSC mt-dev rules reach", r=known["rules"], l=known["linear"]),
        _shown("03", "{n} of {m} cells have an interval", n=len(clear), m=len(net)),
        _dispersion(a, once),
        _ladder(raw),
        _saturation(a, raw),
        _tone_by_voice(a, walks),
        _name_swap(),
    ]  # fmt: skip


def _dispersion(a: walk.Analysis, once: pd.DataFrame) -> Shown:
    words = [w.lower() for s in a.sentences["as_read"] for w in nltk.NLTKWordTokenizer().tokenize(s)]
    value = {w: np.nanmean([sentiment.lexicon_score(w, n)[0] for n in sentiment.LEXICONS]) for w in set(once["word"])}
    often = [w for w, _ in nltk.FreqDist(once["word"]).most_common()]
    shown = [w for w in often if value[w] > 0][:7] + [w for w in often if value[w] < 0][:5]
    places = {w: [i for i, word in enumerate(words) if word == w] for w in shown}
    down = once[once["word"].map(value) < 0]
    title = [down, once, once.drop(down.index)]
    return _figure(
        "03", "Ticks that stand together decide",
        {**places, "finding": title, "rows": [len(at) for at in places.values() if at]},
    )  # fmt: skip


def _ladder(raw: pd.DataFrame) -> Shown:
    wide = raw.pivot(index="sentence_id", columns="lexicon", values="score")
    wide = wide.loc[list(dict.fromkeys(raw["sentence_id"]))]
    spread = (wide.max(axis=1) - wide.min(axis=1)).dropna().sort_values(ascending=False, kind="stable").head(12)
    opposite = wide[(wide.max(axis=1) > 0) & (wide.min(axis=1) < 0)].index
    firsts = raw.drop_duplicates("sentence_id")
    widest = raw[raw["sentence_id"].isin(spread.index)]
    marks: dict[str, Any] = {str(name): each(rows, "score") for name, rows in widest.groupby("lexicon")}
    title = [firsts[firsts["sentence_id"].isin(opposite)], firsts]
    return _figure("03", "A long grey bar is a sentence", marks | {"finding": title, "measured": [len(wide.columns)]})


def _saturation(a: walk.Analysis, raw: pd.DataFrame) -> Shown:
    alone = raw[raw["lexicon"] == "vader"]
    read = a.sentences["as_read"]
    so_far = [sentiment.lexicon_score(" ".join(read[: n + 1]), "vader")[0] for n in range(len(read))]
    title = [so_far[-1], alone[alone["score"] <= 0], 0]
    known = [v for v in so_far if not np.isnan(v)]
    marks = {"y alone": each(alone, "score"), "y so far": known, "finding": title, "measured": [a.sentences]}
    return _figure("03", "The line is the length of", marks)


def _tone_by_voice(a: walk.Analysis, walks: Mapping[str, walk.Analysis]) -> Shown:
    tone = walk.tones(a).merge(a.sentences[["sentence_id", "start", "end", "text"]], on="sentence_id")
    voices = walk.tone_by_voice(tone)
    firm = voices[voices["low"].notna()]
    choices = walk.tone_choices(a, [w for w in walks.values() if w is not a])
    marks: dict[str, Any] = {str(voice): each(rows, "score") for voice, rows in tone.groupby("voice")}
    marks |= {
        f"other {c}": each(rows, "value") for c, rows in choices[choices["group"].isin(firm["group"])].groupby("choice")
    }
    marks |= {"interval": [*each(firm, "low"), *each(firm, "high")]}
    marks |= {"mean": [mean(tone[tone["voice"] == voice], "score") for voice in firm["group"]]}
    marks |= {"rows": [count(rows) for _, rows in tone.groupby("voice")], "measured": [0.95]}
    marks |= {"finding": [len(firm), len(voices), int((voices["low"] > 0).sum()), 0]}
    return _figure("03", "If the intervals overlap, the order", marks)


def _name_swap() -> Shown:
    marks: dict[str, Any] = {}
    kept = {}
    for name in ("rules", "linear", "tone", *sentiment.LEXICONS):
        swaps = sentiment.name_swap(name)
        same = swaps.groupby("template")
        turned = swaps["label"] != same["label"].transform(lambda labels: labels.mode()[0])
        shift = (swaps["score"] - same["score"].transform("median"))[turned]
        marks |= {f"{name}, label turned": list(shift), f"{name}, counts": [int(turned.sum()), len(swaps)]}
        kept[name] = int(same["label"].nunique().eq(1).sum())
    title = [kept["rules"], kept["linear"], kept["vader"], swaps["template"].nunique()]
    return _figure("03", "All dots on the zero line", marks | {"finding": title, "measured": [swaps["name"].nunique()]})


def scored_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 03 that hold instruments against the reference coding or quote the example."""
    a = walks["stripped"]
    coded = _reference(a.article)
    verdicts = a.stance[a.stance["instrument"] == "rules"]
    agree = walk.stance_agreement(walk.stance_beside(a, coded["stance"], coded["sentences"])).set_index("what")
    net = walk.stance_net(verdicts)
    cells = zip(net["actor"], net["kind"], strict=True)
    net["coded"] = [walk.coded_net(coded["stance"], actor, kind) for actor, kind in cells]
    quoted = a.sentences[a.sentences["role"] == "quotation"]
    whole, readout = (sentiment.lexicon_score(" ".join(t["as_read"]), "vader")[0] for t in (a.sentences, quoted))
    popular = sentiment.word_hits("popular")["value"]
    kinds = coded["stance"][coded["stance"]["actor"].isin(net["actor"])]["kind"].value_counts()
    by_rules = {kind: rows[["plus", "minus"]].to_numpy().sum() for kind, rows in net.groupby("kind")}
    both = [int(side.get(kind, 0)) for kind in walk.STANCE_KINDS for side in (kinds, by_rules)]
    best = agree.loc[list(walk.STANCE_CONSTANTS)]
    ours = agree.drop(index=list(walk.STANCE_CONSTANTS))
    return [
        _shown("03", "Scores of “popular”: {liked}", liked=list(popular)),
        _shown("03", "Whole text: {whole}. The readout", whole=whole, part=readout),
        _shown("03", "Rules {rules}, linear {linear}, VADER of", **agree["share"][["rules", "linear", "vader"]],
               p=agree["share"]["always mildly positive"], n=agree["share"]["always neutral"]),
        _shown("03", "{k} of 3 instruments beat the", k=int((ours["share"] > best["share"].max()).sum()),
               a=int((ours["alpha"] > best["alpha"].max()).sum())),
        _shown("03", "Verdicts of each kind, coded", kinds=both),
        _validity(agree),
        _stance_by_actor(net),
    ]  # fmt: skip


def _validity(agree: pd.DataFrame) -> Shown:
    same = agree.reset_index().iloc[:4].assign(value=lambda t: t["share"]).dropna(subset="value")
    scores = pd.concat([walk.benchmarks("sentiment"), same], ignore_index=True)
    known = scores.drop_duplicates("what").set_index("what")["value"]
    title = [known["tone (mean of the lists)"], known[list(figures.LEXICON_NAMES.values())].max(), scores["ceiling"][0]]
    return _beside("03", "Read within a group only", scores, finding=title, measured=[0.95])


def _stance_by_actor(net: pd.DataFrame) -> Shown:
    marks: dict[str, Any] = {"measured": [0.95]}
    for kind, rows in net.groupby("kind"):
        said = rows[rows["plus"] + rows["minus"] > 0]
        signs = [*said["plus"], *-said["minus"]]
        marks |= {f"{kind}": each(rows, "value"), f"{kind}, coded": each(rows, "coded"), f"{kind}, counts": signs}
        marks |= {f"{kind}, interval": [*each(rows, "low"), *each(rows, "high")]}
    firsts = net.drop_duplicates("actor")
    marks |= {"rows": list(firsts["n"])}
    marks |= {"finding": [net["n"][0], *(net["plus"] + net["minus"]).head(3)] if len(net) else []}
    return _figure("03", "A bar that crosses the line", marks)


def framed(walks: Mapping[str, walk.Analysis], expected: pd.DataFrame) -> list[Shown]:
    """Return the numbers of notebook 04 that every article has, `expected` being its list of expected actors."""
    a = walks["mended"]
    tied, cues, voices = a.relations, a.frames, claims.sentence_voices(a.sentences, a.claims)
    named = framing.naming(a.article.raw, a.named, voices)
    most, _ = figures.most(a.named["actor"])
    several, named_most = a.named.drop_duplicates("actor"), a.named[a.named["actor"] == most]
    told = {m: tied[tied["modality"] == m] for m in ("asserted", "hoped", "reported", "denied")}
    spoken = {v: cues[cues["voice"] == v] for v in figures.VOICES}
    hidden = _raw(relations.agentless_passives(a.reading, sentence_table(a.reading)), a)
    reported = a.sentences[a.sentences["sentence_id"].map(voices) == "reported"]
    pair = _pairs(tied)
    top = tied[pair == figures.most(pair)[0]]
    undirected = top[top["kind"].isin(relations.UNDIRECTED)]
    return [
        _shown("04", "{actor} is named most, {n} times; {k} actors", actor=[], n=named_most, k=several),
        _shown("04", "{n} designations for {k} actors; {d} uses", n=len(named), k=several,
               d=int(named["distanced"].sum())),
        _shown("04", "{n} relations: {a} told as done", n=tied, a=told["asserted"], h=told["hoped"], r=told["reported"],
               d=told["denied"], x=tied[tied["damaged"] == 1]),
        _shown("04", "{n} passives name no doer", n=len(hidden),
               k=hidden[hidden["sentence_id"].map(voices) == "reported"]),
        _shown("04", "No cue at all: {silent}. Of", silent=[], n=cues, t=spoken["text"], r=spoken["reported"],
               i=spoken["imputed"]),
        _shown("04", "Pair with most relations: {pair}", pair=[], n=top, u=undirected, r=reported, s=a.sentences,
               gone=[], h=told["hoped"], m=tied),
        _agents(a),
        _entrances(a, expected),
        _cues(a),
        _causes(a),
        _matrix(tied, top, undirected, told["hoped"]),
    ]  # fmt: skip


def _pairs(tied: pd.DataFrame) -> pd.Series:
    both = zip(tied["source_actor"], tied["target_actor"], strict=True)
    return pd.Series([" and ".join(sorted(sides)) for sides in both], tied.index, dtype=str)


def _agents(a: walk.Analysis) -> Shown:
    roles = a.named[a.named["role"] != "mention"]
    torn = roles[walk.touched(roles, _marking(a.damage))]
    counts = roles["actor"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    shown = list(counts.head(8).index)
    rows = {(x, r): t for (x, r), t in roles.groupby(["actor", "role"])}
    none = roles[:0]
    acts, borne = ([rows.get((x, r), none) for x in shown] for r in ("agent", "patient"))
    stars = [torn[(torn["actor"] == x) & (torn["role"] == r)] for x in shown for r in ("agent", "patient")]
    sides = {r: roles[roles["role"] == r] for r in ("agent", "patient")}
    top = [side[side["actor"] == figures.most(side["actor"])[0]] for side in sides.values()]
    drawn = {r: side[side["actor"].isin(shown)] for r, side in sides.items()}
    return _figure("04", "Right: the actor does, says", {
        "acts": acts, "acted on": [-len(t) for t in borne], "counts": [*acts, *borne, *(t for t in stars if len(t))],
        "finding": top, "measured": [drawn["agent"], sides["agent"], drawn["patient"], sides["patient"]],
    })  # fmt: skip


def _entrances(a: walk.Analysis, expected: pd.DataFrame) -> Shown:
    missing = framing.absence(a.named, expected)
    wanted = {name for cell in (*missing["actor"], *missing["also"]) for name in cell.split(";")}
    shown = set(actors.salience(a.named, len(a.article.raw))["actor"].head(12)) | wanted
    rows = {str(actor): t for actor, t in a.named.groupby("actor") if actor in shown}
    marks: dict[str, Any] = {actor: each(t, "start") for actor, t in rows.items()}
    marks |= {"counts": [*rows.values(), *(0 for n in missing["mentions"] if n == 0)]}
    marks |= {"measured": [a.named[a.named["actor"].isin(shown)], a.named]}
    return _figure("04", "Rows in order of entrance, counts", marks)


def _middles(rows: pd.DataFrame) -> list[Number]:
    return each(rows.assign(middle=(rows["start"] + rows["end"]) / 2), "middle")


def _cues(a: walk.Analysis) -> Shown:
    rows = {frame: a.frames[a.frames["frame"] == frame] for frame in framing.FRAMES}
    most = max(rows.values(), key=len)
    marks = {frame: _middles(t) for frame, t in rows.items()}
    return _figure(
        "04",
        "Compare rows with care: the",
        {**marks, "rows": list(rows.values()), "finding": [most, a.sentences, most[most["damaged"] == 1]]},
    )


def _causes(a: walk.Analysis) -> Shown:
    strict, loose = walk.candidates(a), walk.candidates(a, cause="loose")
    rows = {f: strict[strict["function"] == f] for f in ("problem", "judgement", "remedy")}
    rows |= {
        "cause, strict": strict[strict["function"] == "cause"],
        "cause, loose": loose[loose["function"] == "cause"],
    }
    marks: dict[str, Any] = {name: _middles(t) for name, t in rows.items()}
    title = [rows["cause, strict"], rows["cause, loose"]]
    return _figure("04", "The two rows of cause differ", {**marks, "rows": list(rows.values()), "finding": title})


def _matrix(tied: pd.DataFrame, top: pd.DataFrame, undirected: pd.DataFrame, hoped: pd.DataFrame) -> Shown:
    sides = {side: _first(tied[side], 8) for side in ("source_actor", "target_actor")}
    drawn = tied[tied["source_actor"].isin(sides["source_actor"]) & tied["target_actor"].isin(sides["target_actor"])]
    whose = drawn["voice"].where((drawn["modality"] != "reported") & (drawn["voice"] != "text"), "")
    told = drawn.assign(mutual=drawn["kind"].isin(("agree", "consult", "cooperate")), whose=whose)
    marks: dict[str, Any] = {}
    for (source, target), cell in told.groupby(["source_actor", "target_actor"]):
        lines = [t for _, t in cell.groupby(["sign", "modality", "mutual", "whose"])]
        marks[f"{source} to {target}"] = [_signed(t) for t in lines]
    rest = tied.drop(drawn.index)
    return _figure("04", "↔ ties without a direction", {
        **marks, "finding": [top, tied, undirected, hoped], "not drawn": [rest] if len(rest) else [],
    })  # fmt: skip


def _first(names: pd.Series, rows: int) -> list[str]:
    counts = names.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))[:rows]


def _signed(rows: pd.DataFrame) -> Number:
    """Return a count that carries the relations' sign as the matrix prints it: −2 for two conflictual ones."""
    sign = -1 if rows["sign"].iloc[0] < 0 else 1
    value, evidence = count(rows)
    return Number(sign * value, evidence.assign(weight=float(sign)))


def framed_against_reference(walks: Mapping[str, walk.Analysis]) -> list[Shown]:
    """Return the numbers of notebook 04 that hold the rules against the reference coding."""
    a = walks["mended"]
    coded = _reference(a.article)
    places, gold = coded["sentences"], coded["relations"]
    ours = walk.renumbered(a.relations, a.sentences, places)
    plain_ = relations.plain_table(a.reading, actors.named(actors.mention_table(document(a.reading))))
    svo = walk.renumbered(plain_, a.sentences, places)
    lost = relations.pair_keys(gold) - relations.pair_keys(ours)
    roles = scoring.label_agreement(a.named, coded["mentions"], ["role"]).iloc[0]
    scores = scoring.frame([*_mention_scores(a, coded), *_relation_scores(ours, gold, svo), *_cue_scores(a, coded)])
    repaired = walk.candidates(walks["repaired"])
    cells = coded["frames"][coded["frames"]["frame"] == "cause"]
    marked = {c: cells[cells[c] != "0"] for c in ("strength", "coder_a", "coder_b")}
    return [
        _shown("04", "{n} of {m} coded pairs are", n=len(lost), m=len(gold),
               k=sum(k[0] not in set(ours["sentence_id"]) for k in lost)),
        _shown("04", "Roles on {n} shared mentions: kappa", **roles.drop(["what", "baseline"])),
        _shown("04", "In the repaired reading the strict", n=repaired[repaired["function"] == "cause"], where=[],
               s=len(marked["strength"]), a=len(marked["coder_a"]), b=len(marked["coder_b"])),
        _beside("04", "A dot is our F1, the red", scores,
                finding=[int((scores["low"] > scores["baseline"]).sum()), len(scores)], measured=[0.95]),
    ]  # fmt: skip


def _mention_scores(a: walk.Analysis, coded: Tables) -> list[dict[str, object]]:
    gold = _keys(coded["mentions"])
    names = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", a.article.raw)]
    plain_ = scoring.set_agreement(set(names), gold, "")["value"]
    return [scoring.set_agreement(_keys(a.named), gold, "mentions") | {"baseline": plain_}]


def _keys(rows: pd.DataFrame) -> set[tuple[int, int, str]]:
    return set(zip(rows["start"], rows["end"], rows["actor"], strict=True))


def _relation_scores(ours: pd.DataFrame, gold: pd.DataFrame, svo: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for signed in (False, True):
        mine, theirs, simple = (relations.pair_keys(t, signed) for t in (ours, gold, svo))
        baseline = scoring.set_agreement(simple, theirs, "")["value"]
        rows.append(scoring.set_agreement(mine, theirs, "relations") | {"baseline": baseline})
    return rows


def _cue_scores(a: walk.Analysis, coded: Tables) -> list[dict[str, object]]:
    marked = coded["frames"][coded["frames"]["strength"] != "0"].replace({"morality": "moral"})
    found = walk.renumbered(a.frames, a.sentences, coded["sentences"])
    rows = []
    for frame in framing.FRAMES:
        mine, theirs = (set(t.loc[t["frame"] == frame, "sentence_id"]) for t in (found, marked))
        if len(theirs) >= 5:
            always = scoring.set_agreement(coded["sentences"]["sentence_id"], theirs, "")["value"]
            rows.append(scoring.set_agreement(mine, theirs, frame) | {"baseline": always})
    return rows


# ---------------------------------------------------------------- the ledger


EVERY: tuple[Callable[[Mapping[str, walk.Analysis]], list[Shown]], ...] = (cleaned, claimed, scored)
CODED = (cleaned_against_reference, claimed_against_reference, scored_against_reference, framed_against_reference)


def shown(walks: Mapping[str, walk.Analysis], expected: pd.DataFrame | None = None) -> list[Shown]:
    """Return every number that notebooks 01 to 04 show of an article: one entry a sentence or figure.

    `walks` are its analyses by version: stripped, mended, repaired. `expected` is the list that absence is judged
    against; without one none is missing. Numbers of the reference coding come only for the text that was coded.
    What it can't do: say whether a number matters; it says what was counted.
    """
    none = tables.data("reference/expected_actors.csv").head(0)
    entries = [entry for part in EVERY for entry in part(walks)]
    entries += framed(walks, none if expected is None else expected)
    if len(walk.reference("sentences", walks["stripped"].article)):
        entries += [entry for part in CODED for entry in part(walks)]
    return sorted(entries, key=lambda entry: (entry.notebook, key(entry.words)))


def table(entries: Iterable[Shown], slug: str) -> pd.DataFrame:
    """Return the ledger table of `entries`: a row for each row of evidence, with the article's slug.

    `score_id` is notebook/first words/name, with the place in the list where a name holds several numbers;
    `instrument` the notebook, `rule` the sentence's template or the figure's caption as far as it is fixed. The sum of
    value times weight over a score_id is the number shown.
    """
    rows = [
        _rows(number).assign(score_id=f"{entry.id(name)}/{i}", instrument=entry.notebook, rule=entry.words)
        for entry in entries
        for name, numbers in entry.numbers.items()
        for i, number in enumerate(numbers)
    ]
    return walk.with_slug("ledger", tables.typed("ledger", pd.concat(rows)[tables.columns("ledger")]), slug)


def _rows(number: Number) -> pd.DataFrame:
    """Return the evidence of a number; one row without a place where nothing was counted."""
    return number.rows if len(number.rows) else plain(number.value, "none").rows


def sums(rows: pd.DataFrame) -> dict[str, float]:
    """Return the number behind each score_id of a ledger: the sum of value times weight."""
    products = rows["value"] * rows["weight"]
    return {str(name): float(total) for name, total in products.groupby(rows["score_id"], sort=False).sum().items()}
