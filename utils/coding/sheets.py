"""What people code in notebook 00: the sheet of eight clauses, a student's file, and how codings agree."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from utils import scoring, tables
from utils.article import ArticleError

OUTPUT = tables.DATA.parent / "output"
WITHOUT_STUDENTS = "ANATOMY_WITHOUT_STUDENTS"  # set where stored outputs are made, which must not hold a reader's file
NONE_YET = "No coding of yours yet: notebook 00 makes it."
EVERY = 3
LABELS: dict[str, tuple[str, ...]] = {
    "type": ("descriptive", "interpretive", "evaluative", "causal", "predictive", "prescriptive"),
    "voice": ("text", "reported", "imputed"),
    "polarity": ("affirmed", "denied"),
    "stance": ("-1", "0", "1"),
    "balance": ("0", "1"),
}
_SIGNS = str.maketrans({"−": "-", "–": "-", "+": ""})
_CODED_TYPE = {"factual": "descriptive", "attributed": ""}  # of the coders' older labels; the others kept their name


def sheet() -> pd.DataFrame:
    """Return what notebook 00 asks students to code: one row a sentence, in article order.

    Columns: sentence, start, end (the sentence), claim_start, claim_end (the clause in it), actor (for the stance),
    under (the line that hands over to a quotation, where the sentence is part of one).
    The rule: every third claim of the reference coding that overlaps no damage, from the first on. The stance asked
    for is that towards Pakistan, and towards Russia where Pakistan is not coded in the sentence.
    """
    sound = tables.data("reference/claims.csv").query("damaged == '0'").iloc[::EVERY]
    places = tables.data("reference/sentences.csv").set_index("sentence_id").astype({"start": int, "end": int})
    starts, ends = places["start"].to_dict(), places["end"].to_dict()
    asked = set(tables.data("reference/stance.csv").query("actor == 'Pakistan'")["sentence_id"])
    rows = [
        {
            "sentence": row["sentence_id"],
            "start": starts[row["sentence_id"]],
            "end": ends[row["sentence_id"]],
            "claim_start": int(row["start"]),
            "claim_end": int(row["end"]),
            "actor": "Pakistan" if row["sentence_id"] in asked else "Russia",
            "under": _lead_in(places, row["sentence_id"]),
        }
        for row in sound.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _lead_in(places: pd.DataFrame, sentence: str) -> str:
    before = places.loc[:sentence]
    if before["role"].iloc[-1] != "quotation":
        return ""
    return str(before.loc[before["role"] == "lead_in", "text"].iloc[-1])


def blank() -> str:
    """Return the empty coding as CSV text: a header and one line a sentence."""
    lines = [",".join(["sentence", *LABELS]), *(f"{name}{',' * len(LABELS)}" for name in sheet()["sentence"])]
    return "\n".join(lines) + "\n"


def parse(text: str, name: str = "The coding") -> pd.DataFrame:
    """Return a coding written as CSV text: a row for each sentence of `sheet`, a column for each of LABELS.

    A cell left empty stays empty. Semicolons and capitals are taken as they come from spreadsheets. ArticleError, one
    sentence that names the place, for a missing column, an unknown label or sentence, a sentence coded twice, or no
    label at all.
    """
    rows = _rows(text)
    if not rows or not any(rows[0]):
        raise ArticleError(f"{name} is empty: copy the sheet of notebook 00 into it and code.")
    header = [cell.lower() for cell in rows[0]]
    missing = [column for column in ("sentence", *LABELS) if column not in header]
    if missing:
        raise ArticleError(f"{name} lacks the column {missing[0]!r}: its first line must be {blank().split()[0]}.")
    wanted = list(sheet()["sentence"])
    coded = pd.DataFrame("", index=pd.Index(wanted, name="sentence"), columns=list(LABELS))
    seen: set[str] = set()
    for number, cells in enumerate(rows[1:], 2):
        row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
        if any(row.values()):
            _check(row, number, name, wanted, seen)
            coded.loc[row["sentence"]] = [row[label] for label in LABELS]
    if (coded == "").all(axis=None):
        raise ArticleError(f"{name} holds no label yet: fill in at least one sentence.")
    return coded


def _rows(text: str) -> list[list[str]]:
    lines = text.removeprefix("\ufeff").strip().splitlines()
    comma = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    read = csv.reader(io.StringIO("\n".join(lines)), delimiter=comma)
    return [[cell.strip().lower().translate(_SIGNS) for cell in row] for row in read]


def _check(row: Mapping[str, str], number: int, name: str, wanted: Sequence[str], seen: set[str]) -> None:
    sentence = row["sentence"]
    if sentence not in wanted:
        raise ArticleError(
            f"{name}, line {number}: there is no sentence {sentence!r} on the sheet: use {', '.join(wanted)}."
        )
    if sentence in seen:
        raise ArticleError(f"{name}, line {number}: {sentence} is coded twice: keep one of the two lines.")
    seen.add(sentence)
    for label, allowed in LABELS.items():
        if row[label] and row[label] not in allowed:
            raise ArticleError(
                f"{name}, line {number}: {row[label]!r} is no value of {label!r}: use one of {', '.join(allowed)}."
            )


def read(path: Path) -> pd.DataFrame:
    """Return the coding in a CSV file, as `parse`; ArticleError also where it can't be read as UTF-8 text."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise ArticleError(f"{path.name} can't be read: save it as CSV in UTF-8 and try again.") from None


def students(folder: Path | None = None) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the codings in `folder` (output/) by name, and a sentence for each file that is none; nothing is raised.

    A file is called NAME_coding.csv; `my_coding.csv` is the reader's own, comes first and is called "you". None is
    read while stored outputs are made (see WITHOUT_STUDENTS), so that these hold no reader's file.
    """
    found: dict[str, pd.DataFrame] = {}
    faults: list[str] = []
    hidden = folder is None and WITHOUT_STUDENTS in os.environ
    paths = (
        []
        if hidden
        else sorted((folder or OUTPUT).glob("*_coding.csv"), key=lambda p: (p.name != "my_coding.csv", p.name))
    )
    for path in paths:
        name = "you" if path.name == "my_coding.csv" else path.name.removesuffix("_coding.csv").replace("_", " ")
        try:
            found[name] = read(path)
        except ArticleError as error:
            faults.append(str(error))
    return found, faults


def examples() -> dict[str, pd.DataFrame]:
    """Return two codings that nobody made: invented, so that comparisons have something to show."""
    return students(tables.DATA / "reference")[0]


def mine(folder: Path | None = None) -> tuple[pd.DataFrame | None, str]:
    """Return the reader's own coding and a sentence about it; None where there is none, or none that can be read."""
    found, faults = students(folder)
    if "you" in found:
        coded = found["you"]
        return coded, f"Your coding from notebook 00 has {int((coded != '').any(axis=1).sum())} sentences."
    own = [fault for fault in faults if fault.startswith("my_coding.csv")]
    return None, (own or [NONE_YET])[0]


def keep(text: str, folder: Path | None = None) -> str:
    """Write a coding typed into a notebook to my_coding.csv in `folder` (output/) and return a sentence about it.

    Nothing is written while the text holds no label, or where it can't be read: then the sentence says why.
    """
    hidden = folder is None and WITHOUT_STUDENTS in os.environ
    folder = folder or OUTPUT
    if not hidden and text.strip() == blank().strip() and (folder / "my_coding.csv").is_file():
        return f"Nothing is typed here; {folder.name}/my_coding.csv stays as it is."
    try:
        coded = parse(text, "Your coding")
    except ArticleError as error:
        return str(error)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = coded.reset_index().to_csv(index=False, lineterminator="\n")
        (folder / "my_coding.csv").write_text(written, encoding="utf-8")
    except OSError as error:
        return f"Your coding can't be kept in {folder.name} ({error.strerror}): copy it from the cell to another place."
    return f"Kept in {folder.name}/my_coding.csv: {int((coded != '').sum().sum())} labels."


def coders() -> dict[str, pd.DataFrame]:
    """Return the codings of the sheet by the two coders, passes of a language model, and the settled reference.

    The coders' labels of voice and polarity, and of the type of what is reported, were not kept in these terms: those
    cells are empty. Stance is the sign; balance is 1 where the frame strategic_balance has any strength.
    """
    claims, sentences = _rows_by("claims", ["start"]), _rows_by("stance", ["sentence_id", "actor"])
    frames = _rows_by("frames", ["sentence_id", "frame"])
    made: dict[str, dict[str, list[str]]] = {"coder A": {}, "coder B": {}, "reference": {}}
    for item in sheet().to_dict("records"):
        claim = claims[(str(item["claim_start"]),)]
        stance = sentences[(item["sentence"], item["actor"])]
        frame = frames.get((item["sentence"], "strategic_balance"), {})
        for name, rows in made.items():
            column = name.lower().replace(" ", "_")
            own = [claim["claim_type"], claim["voice"], claim["polarity"]]
            if name != "reference":
                own = [_CODED_TYPE.get(claim[f"{column}_type"], claim[f"{column}_type"]), "", ""]
            strength = frame.get(column, frame.get("strength", "0"))
            sign = _sign(stance.get(column, stance["polarity"]))
            rows[item["sentence"]] = [*own, sign, str(int(strength != "0"))]
    return {name: _coding(rows) for name, rows in made.items()}


def _rows_by(name: str, keys: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows = tables.data(f"reference/{name}.csv").to_dict("records")
    return {tuple(row[key] for key in keys): {str(k): v for k, v in row.items()} for row in rows}


def _coding(rows: Mapping[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name="sentence"), columns=list(LABELS))


def _sign(value: object) -> str:
    number = float(str(value) or "nan")
    return "" if number != number else str((number > 0) - (number < 0))


def machine(
    sentences: pd.DataFrame,
    claims: pd.DataFrame,
    stance: pd.DataFrame,
    frames: pd.DataFrame,
    instrument: str = "linear",
) -> pd.DataFrame:
    """Return what the rules say of the sheet's clauses, from the tables of one analysis of the worked example.

    Sentences and claims are those that share most characters with the sheet's; a claim that is not there, or too torn
    to be read, leaves empty cells. `stance` is the sign that `instrument` gives.
    """
    asked = sheet()
    clauses = asked.drop(columns=["start", "end"]).rename(columns={"claim_start": "start", "claim_end": "end"})
    sound = claims[claims["status"] != "undecidable"]
    ids, places = (scoring.partners(*pair) for pair in ((asked, sentences), (clauses, sound)))
    told = stance[stance["instrument"] == instrument].to_dict("records")
    scores = {(row["sentence_id"], row["actor"]): row["score"] for row in told}
    balanced = set(frames.loc[frames["frame"] == "strategic_balance", "sentence_id"])
    rows = {}
    for item, at, claim in zip(asked.to_dict("records"), ids, places, strict=True):
        here = sentences["sentence_id"].iloc[at] if at >= 0 else ""
        own = [str(sound[label].iloc[claim]) if claim >= 0 else "" for label in ("claim_type", "voice", "polarity")]
        balance = str(int(here in balanced)) if here else ""
        rows[item["sentence"]] = [*own, _sign(scores.get((here, item["actor"]), "")), balance]
    return _coding(rows)


def agreement(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return how two codings agree: one row a label, over the sentences that both coded.

    Columns: label, n, same (0 to 1), low, high (95%, resampling sentences), constant (what giving the other's
    commonest label every time would reach), kappa (Cohen) and alpha (Krippendorff; ordinal for stance, else nominal).
    kappa and alpha are missing where only one label occurs: then chance alone explains all, and nothing is left.
    """
    rows = []
    for label, allowed in LABELS.items():
        both = [(a, b) for a, b in zip(one[label], other[label], strict=True) if a and b]
        ours, theirs = [a for a, _ in both], [b for _, b in both]
        low, high = scoring.interval(both, lambda units: scoring.share(*map(list, zip(*units, strict=True))))
        one_way, other_way = ([float(allowed.index(value)) for value in side] for side in (ours, theirs))
        varied = len({*ours, *theirs}) > 1
        rows.append(
            {
                "label": label,
                "n": len(both),
                "same": scoring.share(ours, theirs),
                "low": low,
                "high": high,
                "constant": theirs.count(str(scoring.constant(theirs))) / len(both) if both else float("nan"),
                "kappa": scoring.kappa(ours, theirs) if varied else float("nan"),
                "alpha": scoring.alpha(one_way, other_way, "ordinal" if label == "stance" else "nominal"),
            }
        )
    return pd.DataFrame(rows)


def splits(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return where codings part: one row a sentence and label with more than one value, the most divided first.

    Columns: sentence, label, values (each with those who gave it), largest (share of the coders in the largest camp).
    """
    rows = []
    for sentence in sheet()["sentence"]:
        for label in LABELS:
            camps: dict[str, list[str]] = {}
            for name, coded in codings.items():
                camps.setdefault(str(coded.loc[sentence, label]), []).append(name)
            camps.pop("", None)
            if len(camps) > 1:
                told = "; ".join(f"{value}: {', '.join(camps[value])}" for value in sorted(camps))
                sizes = [len(names) for names in camps.values()]
                row = {"sentence": sentence, "label": label, "values": told, "largest": max(sizes) / sum(sizes)}
                rows.append(row)
    found = pd.DataFrame(rows, columns=["sentence", "label", "values", "largest"])
    return found.sort_values("largest", kind="stable", ignore_index=True)


def beside(coded: pd.DataFrame, other: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """Return one row a sentence: it, then each of `labels` twice, yours and the machine's."""
    pairs = {f"{label}, {who}": table[label] for label in labels for who, table in (("you", coded), ("machine", other))}
    return pd.DataFrame(pairs).reset_index()
