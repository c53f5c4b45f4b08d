"""A shard: a few minutes of articles, analysed without an engine and written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from spacy.util import get_package_path

from utils import parsing, tables, walk
from utils.article import ArticleError
from utils.corpus.source import Reference, load

ROOT = Path(__file__).resolve().parents[2]
ARTICLES_A_SHARD = 25  # half a minute of one core
VERSION = "stripped"
TABLES = (
    "residue",
    "damage",
    "sentences",
    "mentions",
    "attributions",
    "claims",
    "sentiment",
    "stance",
    "frames",
    "relations",
)  # fmt: skip  (the ledger, three times the rest, can be made again from an article at any time)
ARTICLE_COLUMNS = {
    "article": "str", "outlet": "str", "date": "str", "url": "str", "event": "str", "sha256": "str", "words": "int64",
    "characters": "int64", "tone": "float64", "tone_sentences": "int64",
}  # fmt: skip
FAILURE_COLUMNS = {"article": "str", "error": "str", "place": "str"}


class Shard(NamedTuple):
    """Articles of one outlet and month under a name that their list decides."""

    name: str
    outlet: str
    month: str
    articles: tuple[Reference, ...]


def plan(found: Sequence[Reference], size: int = ARTICLES_A_SHARD) -> list[Shard]:
    """Return the articles as shards of at most `size`, each of one outlet and one month, in a fixed order."""
    ordered = sorted(found, key=lambda r: (r.outlet, r.month))
    made = []
    for (outlet, month), group in groupby(ordered, key=lambda r: (r.outlet, r.month)):
        own = tuple(group)
        for start in range(0, len(own), size):
            part = own[start : start + size]
            made.append(Shard(_digest(part), outlet, month, part))
    return made


def _digest(part: Sequence[Reference]) -> str:
    told = json.dumps([reference[1:] for reference in part], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def is_finished(shard: Shard, out: Path) -> bool:
    """Return whether the shard was written whole."""
    return _mark(shard, out).is_file()


def finished(out: Path) -> Iterator[dict[str, Any]]:
    """Yield what each finished shard says of itself: name, articles, failures, seconds, files."""
    for mark in sorted((out / "finished").glob("*.json")):
        yield json.loads(mark.read_text(encoding="utf-8"))


def analyse_shard(shard: Shard, out: Path) -> dict[str, Any]:
    """Analyse the articles of a shard, write their tables below `out`, and return its name, articles and failures.

    A shard that is finished is skipped. Files: <table>/outlet=<outlet>/month=<month>/<shard>.parquet, zstd, all
    offsets kept, `article` the first column; `articles` has a row an article, `failures` a row for each that could not
    be read or analysed: its name, the sentence, its place. Everything is written under a temporary name and moved; the
    mark below finished/ comes last, so that a shard that was cut off is done again to the same bytes. Any engine may
    call this, in any order, also twice at once. OSError where `out` can't be written.
    What it can't do: read part of a corpus whose files have changed since `plan`.
    """
    if is_finished(shard, out):
        return json.loads(_mark(shard, out).read_text(encoding="utf-8"))
    started = time.perf_counter()
    made, failures = _analysed(shard.articles)
    build = out / "unfinished" / f"{shard.name}.{uuid.uuid4().hex}"
    try:
        files = [_write(name, table, shard, build) for name, table in made.items() if len(table)]
        for file in files:
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            (build / file).replace(out / file)
        told = {
            "shard": shard.name,
            "articles": len(made["articles"]),
            "failures": failures,
            "seconds": round(time.perf_counter() - started, 2),
            "files": files,
        }
        write_whole(_mark(shard, out), json.dumps(told, indent=1) + "\n")
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return told


def _analysed(articles: Sequence[Reference]) -> tuple[dict[str, pd.DataFrame], int]:
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    about: list[dict[str, Any]] = []
    failures: list[dict[str, str]] = []
    for reference in articles:
        try:
            analysis = walk.analyse(load(reference), VERSION)
            about.append(_about(reference, analysis))
            for name in TABLES:
                parts[name].append(getattr(analysis, name))
        except ArticleError as error:
            failures.append(_failure(reference, str(error)))
        except Exception as error:  # one article must not stop a hundred thousand; it is told with its place
            failures.append(_failure(reference, f"{type(error).__name__}: {error}"))
    made = {name: pd.concat(part, ignore_index=True) if part else tables.empty(name) for name, part in parts.items()}
    made["articles"] = pd.DataFrame(about, columns=list(ARTICLE_COLUMNS)).astype(ARTICLE_COLUMNS)
    made["failures"] = pd.DataFrame(failures, columns=list(FAILURE_COLUMNS)).astype(FAILURE_COLUMNS)
    return made, len(failures)


def _failure(reference: Reference, sentence: str) -> dict[str, str]:
    where = f"{Path(reference.place).name}:{reference.at}"
    return {"article": reference.name, "error": " ".join(sentence.split())[:500], "place": where}


def _about(reference: Reference, analysis: walk.Analysis) -> dict[str, Any]:
    tones = walk.tones(analysis).query("voice == 'text'")["score"]
    return {
        "article": reference.name, "outlet": reference.outlet, "date": reference.date, "url": reference.url,
        "event": reference.event, "sha256": hashlib.sha256(analysis.article.raw.encode()).hexdigest(),
        "words": len(analysis.reading.split()), "characters": len(analysis.article.raw),
        "tone": round(tones.mean(), tables.STORED_DIGITS), "tone_sentences": len(tones),
    }  # fmt: skip


def _write(name: str, table: pd.DataFrame, shard: Shard, build: Path) -> str:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    kinds = {"int64": arrow.int64(), "float64": arrow.float64()}
    schema = arrow.schema([(column, kinds.get(str(kind), arrow.string())) for column, kind in table.dtypes.items()])
    file = f"{name}/outlet={shard.outlet}/month={shard.month}/{shard.name}.parquet"
    (build / file).parent.mkdir(parents=True)
    kept = table.drop(columns=["outlet"], errors="ignore")  # the folder's name holds it
    kept_schema = arrow.schema([field for field in schema if field.name in kept])
    written = arrow.Table.from_pandas(kept, schema=kept_schema, preserve_index=False).replace_schema_metadata(None)
    parquet.write_table(written, build / file, compression="zstd")
    return file


def _mark(shard: Shard, out: Path) -> Path:
    return out / "finished" / f"{shard.name}.json"


def write_whole(path: Path, text: str) -> None:
    """Write a file under another name and move it to its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


# ---------------------------------------------------------------- the manifest


@lru_cache
def made_with() -> dict[str, Any]:
    """Return what decides the tables: the code's version and hash, a hash of each list, the model and its weights."""
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((ROOT / "utils").rglob("*.py"))))
    lists = [path for folder in ("lexicons", "actors") for path in sorted((ROOT / "data" / folder).glob("*.csv"))]
    weights = sorted(get_package_path(parsing.MODEL).rglob("*/model"))
    return {
        "project": version("anatomy-of-an-article"),
        "code": code.hexdigest()[:16],
        "reading": VERSION,
        "lists": {f"{path.parent.name}/{path.name}": _sha(path) for path in lists},
        "model": parsing.MODEL,
        "model_version": version(parsing.MODEL.replace("_", "-")),
        "model_weights": {path.parent.name: _sha(path) for path in weights},
        "packages": {name: version(name) for name in ("spacy", "numpy", "pandas", "pyarrow", "nltk", "textblob")},
    }


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def settle(out: Path, source: str, shards: Sequence[Shard]) -> None:
    """Write the manifest, or hold it against the one that is there: ArticleError where that is of another corpus."""
    told = {"source": Path(source).name, "articles": sum(len(shard.articles) for shard in shards)}
    told |= {"shards": [shard.name for shard in shards], "made_with": made_with()}
    path = out / "manifest.json"
    if not path.is_file():
        if out.is_dir() and any(not path.name.startswith(".") for path in out.iterdir()):
            raise ArticleError(f"{out} is there and holds no corpus: name another folder with --out.")
        write_whole(path, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        return
    there = json.loads(path.read_text(encoding="utf-8"))
    for part, words in (("shards", "other articles"), ("made_with", "another version of the code or its lists")):
        if there.get(part) != told[part]:
            raise ArticleError(f"{out} was made from {words}: name another folder with --out, or delete this one.")
