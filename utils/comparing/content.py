"""What two texts share: their openings, sentences that tell the same, words and names that one of them prefers."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from spacy.tokens import Token

from utils import tables
from utils.parsing import lemma
from utils.walk import Analysis

OPENING = 3  # sentences, the headline among them
SHARED = 5 / 6  # of the actors that either opening names
LIKE = 0.08  # cosine from which two sentences are shown as a pair ...
TOGETHER = 2  # ... that share so many content words
LONGEST = 18  # words of a phrase that names something
PRIOR_WORDS = 100.0


class Opening(NamedTuple):
    """Who stands in the first sentences of both texts, and whether that makes them texts on one event."""

    shared: tuple[str, ...]
    share: float
    same: bool


def same_event(one: Analysis, other: Analysis) -> Opening:
    """Return the actors that both openings name (headline and what follows, three sentences) and their share.

    `same` where there are two or more and they are five sixths of the actors that either opening names: a report opens
    with who did what, so two texts on one event open on the same parties, and the second half of a report does not
    (of 14 of GUM's news texts cut in two, none passes; at two thirds one would). What it can't do: tell two events of
    the same parties apart, or know an event that its texts open differently.
    """
    first, second = (_opening(a) for a in (one, other))
    shared = sorted(first & second)
    share = len(shared) / max(1, len(first | second))
    return Opening(tuple(shared), share, len(shared) > 1 and share >= SHARED)


def _opening(analysis: Analysis) -> set[str]:
    ids = analysis.sentences["sentence_id"].head(OPENING)
    return set(analysis.mentions.loc[analysis.mentions["sentence_id"].isin(ids), "actor"])


def is_same(one: Analysis, other: Analysis) -> bool:
    """Return whether two readings hold the same sentences, in whatever order."""
    return Counter(one.sentences["as_read"].str.split().str.join(" ")) == Counter(
        other.sentences["as_read"].str.split().str.join(" ")
    )


def lemmas(analysis: Analysis, names: bool = True) -> list[Counter[str]]:
    """Return the content words of each sentence, in their dictionary form, with or without those in names of actors."""
    small = set(tables.data("lexicons/function_words.csv").iloc[:, 0])
    reading, found = analysis.reading, analysis.named
    taken = set() if names else {i for s, e in zip(found["start"], found["end"], strict=True) for i in range(s, e)}
    return [
        Counter(
            t.lemma_.lower()
            for t in tree
            if t.is_alpha
            and t.lower_ not in small
            and not t.is_stop
            and reading.raw_span(t.idx, t.idx + len(t))[0] not in taken
        )
        for tree in analysis.document.trees
    ]


def aligned(one: Analysis, other: Analysis, least: float = LIKE) -> pd.DataFrame:
    """Return the sentences that seem to tell the same: one, other (sentence ids), likeness, words (shared, by ;).

    Each sentence stands in one pair at most, the likest first. Likeness is the cosine of content words without names,
    since everybody is named in both; a word weighs more the fewer sentences of both texts hold it. Below `least`, or
    with one word in common, nothing is paired. A pair is a proposal for the reader to accept. What it can't do: see a
    paraphrase that shares no word.
    """
    sides = [lemmas(a, names=False) for a in (one, other)]
    held = Counter(word for side in sides for sentence in side for word in sentence)
    total = sum(map(len, sides))
    weighed = [[_weighed(sentence, held, total) for sentence in side] for side in sides]
    found = []
    for i, mine in enumerate(weighed[0]):
        for j, theirs in enumerate(weighed[1]):
            likeness = round(math.fsum(weight * theirs[w] for w, weight in mine.items() if w in theirs), 6)
            if likeness >= least and len(mine.keys() & theirs.keys()) >= TOGETHER:
                found.append((likeness, i, j))
    ids = [a.sentences["sentence_id"].tolist() for a in (one, other)]
    rows, taken = [], (set[int](), set[int]())
    for likeness, i, j in sorted(found, key=lambda pair: (-pair[0], pair[1] + pair[2], pair[1])):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            words = sorted(sides[0][i].keys() & sides[1][j].keys(), key=lambda word: (held[word], word))
            rows.append([ids[0][i], ids[1][j], likeness, ";".join(words)])
    return pd.DataFrame(rows, columns=["one", "other", "likeness", "words"])


def _weighed(sentence: Counter[str], held: Counter[str], total: int) -> dict[str, float]:
    weights = {w: (1 + math.log(n)) * math.log((1 + total) / held[w]) for w, n in sentence.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


RENAMED = ["actor", "one", "one_words", "other", "other_words"]


def renamed(one: Analysis, other: Analysis, rows: int = 6) -> pd.DataFrame:
    """Return pairs of phrases that may call one thing by two names: RENAMED, the rarest actor first.

    A phrase is the noun below a verb with all that hangs on it, and holds an actor that is not the noun itself ("the
    internal Ukrainian crisis"); a pair holds the same actor around different nouns, one phrase of each text. Columns
    `one` and `other` are the phrases' raw spans. Actors that stand in more than a third of the sentences of a text are
    left out, since they stand around everything. A proposal for the reader, who accepts or refuses each.
    """
    sides = [_naming_phrases(a) for a in (one, other)]
    everywhere = [_frequent(a) for a in (one, other)]
    actors = (sides[0].keys() & sides[1].keys()) - (everywhere[0] | everywhere[1])
    found = []
    for actor in actors:
        for head, start, end in sides[0][actor]:
            for head2, start2, end2 in sides[1][actor]:
                if head != head2:
                    words = one.article.raw[start:end], other.article.raw[start2:end2]
                    rare = len(sides[0][actor]) + len(sides[1][actor])
                    found.append(
                        (rare, actor, start, start2, [actor, f"{start}-{end}", words[0], f"{start2}-{end2}", words[1]])
                    )
    return pd.DataFrame([row for *_, row in sorted(found, key=lambda pair: pair[:4])[:rows]], columns=RENAMED)


def _frequent(analysis: Analysis) -> set[str]:
    counts = analysis.mentions.drop_duplicates(["actor", "sentence_id"])["actor"].value_counts()
    return set(counts.index[counts > len(analysis.sentences) / 3])


def _naming_phrases(analysis: Analysis) -> dict[str, list[tuple[str, int, int]]]:
    """Return (head, raw start, raw end) of the phrases around each actor: all that stands below the verb."""
    reading = analysis.reading
    words = [t for t in analysis.document.doc if not t.is_space]
    spans = {t.i: reading.raw_span(t.idx, t.idx + len(t)) for t in words}
    starts = [spans[t.i][0] for t in words]
    held: dict[str, list[tuple[str, int, int]]] = {}
    for start, end, actor in zip(*(analysis.named[c] for c in ("start", "end", "actor")), strict=True):
        own = words[bisect_left(starts, start) : bisect_left(starts, end)]
        head = next((t for t in own if t.head not in own or t.head.i == t.i), None)
        top = _below_the_verb(head) if head is not None else None
        if top is None or top in own:
            continue
        phrase = [t for t in top.subtree if not t.is_space]
        if len(phrase) <= LONGEST and all(b.i - a.i == 1 for a, b in pairwise(phrase)):
            found = (lemma(top), spans[phrase[0].i][0], spans[phrase[-1].i][1])
            if found not in held.setdefault(actor, []):
                held[actor].append(found)
    return held


def _below_the_verb(token: Token) -> Token | None:
    """Return the noun that hangs on a verb and holds a word, itself if it does; None where a verb stands between."""
    chain = [token]
    while chain[-1].head != chain[-1] and (chain[-1].head.pos_ not in {"VERB", "AUX"} or _is_hyphened(chain[-1].head)):
        chain.append(chain[-1].head)
    return next((t for t in reversed(chain) if t.pos_ in {"NOUN", "PROPN"}), None)


def _is_hyphened(token: Token) -> bool:
    """Return whether a word is half of another one: "build-up"."""
    return "-" in token.doc[max(0, token.i - 1) : token.i + 2].text


def distinctive(one: Analysis, other: Analysis, least: int = 2) -> pd.DataFrame:
    """Return content words by how much one text prefers them: word, one, other (counts), z (above 0: `one` does).

    Words in names of actors are left out; `named_beside` counts these.

    z is the log-odds ratio with an informative Dirichlet prior, by its standard error (Monroe, Colaresi & Quinn 2008);
    the prior is both texts together, worth 100 words. Words that occur `least` times or more. In texts of some
    hundred words z seldom says more than the counts do.
    """
    counted = [Counter(w for sentence in lemmas(a, names=False) for w in sentence.elements()) for a in (one, other)]
    totals = [counts.total() for counts in counted]
    both = counted[0] + counted[1]
    rows = []
    for word, number in both.items():
        if number >= least:
            prior = PRIOR_WORDS * number / both.total()
            odds = [
                (counts[word] + prior) / (total + PRIOR_WORDS - counts[word] - prior)
                for counts, total in zip(counted, totals, strict=True)
            ]
            error = math.sqrt(math.fsum(1 / (counts[word] + prior) for counts in counted))
            z = (math.log(odds[0]) - math.log(odds[1])) / error
            rows.append([word, counted[0][word], counted[1][word], round(z, 6) + 0.0])
    table = pd.DataFrame(rows, columns=["word", "one", "other", "z"]).astype({"z": float})
    return table.sort_values(["z", "word"], key=lambda c: -c.abs() if c.name == "z" else c, ignore_index=True)
