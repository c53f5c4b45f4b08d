"""Measure the methods on public gold standards again and write the figures into the tables beside this file.

    python run.py benchmarks --data DIR [--only sentiment]

DIR holds the corpora; data/README.md ("Recompute the benchmarks") tells the layout, and where each corpus may be had.
A corpus that is not in DIR is skipped and its rows stay as they are, as do rows that others published. Names,
ceilings and sources of a row are read from the tables; only numbers, date, command and versions are written.
No sentence of a corpus is stored.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pandas as pd
from attribution import measure_polnear, polnear
from cleanness import clean_articles, measure_damage, measure_pages, pages
from frames import measure_frames
from measured import Score, json_lines
from news_ties import measure_news_ties, news_ties
from people import measure_gum
from stance import measure_newsmtsc
from ties import measure_plover, plover
from tone import measure_nyt, nyt

FOLDER = Path(__file__).parent
COMMAND = "python run.py benchmarks --data DIR"
KEY = ["benchmark", "split", "instrument", "metric"]


class Corpus(NamedTuple):
    """A gold standard: the table its scores belong to, its place in DIR, how it is read and measured."""

    part: str
    benchmark: str
    split: str
    place: str
    load: Callable[[Path], Any]
    measure: Callable[[Any], list[Score]]


CORPORA = (
    Corpus("cleaning", "pasted pages", "dev", "lines/lines.jsonl.gz", pages, measure_pages),
    Corpus("cleaning", "PolNeAR, clean articles", "dev and train", "polnear", clean_articles, measure_damage),
    Corpus("attribution", "PolNeAR", "dev", "polnear/dev", polnear, measure_polnear),
    Corpus("actors", "GUM news", "dev", "actors/documents.jsonl", json_lines, measure_gum),
    Corpus("framing", "GUM news, ties", "dev", "ties", news_ties, measure_news_ties),
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
