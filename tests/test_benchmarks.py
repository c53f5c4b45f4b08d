"""The command that measures the public gold standards again, on tiny corpora of ours whose scores are known by hand."""

import gzip
import importlib
import io
import json
import random
import shutil
import sys
import tarfile
from pathlib import Path

import pandas as pd
import pytest

from utils import command

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "data/benchmarks"
sys.path.insert(0, str(STORED))
NAMES = ("attribution", "cleanness", "faults", "frames", "recompute", "ties", "tone")
attribution, cleanness, faults, frames, recompute, ties, tone = map(importlib.import_module, NAMES)
PARTS = ("attribution", "cleaning", "framing", "sentiment")
COLUMNS = [*recompute.KEY, "value", "low", "high", "baseline", "baseline_name", "ceiling", "ceiling_name", "n", "date",
           "command", "versions", "source"]  # fmt: skip
KEPT = ("not run here", "not run again", "measured before this collection")


def table(part: str, folder: Path = STORED) -> pd.DataFrame:
    return pd.read_csv(folder / f"{part}.csv", dtype=str, keep_default_na=False)


def keys(rows: pd.DataFrame) -> set[tuple[str, ...]]:
    return set(rows[recompute.KEY].itertuples(index=False, name=None))


# ---------------------------------------------------------------- what is stored


@pytest.mark.parametrize("part", PARTS)
def test_every_stored_row_is_measured_by_the_command_or_marked_as_not_run(part):
    for row in table(part).to_dict("records"):
        marked = any(mark in row["command"] + row["source"] for mark in KEPT)
        assert (row["command"] == recompute.COMMAND) != marked, row
        assert bool(row["versions"]) == (row["command"] == recompute.COMMAND), row


@pytest.mark.parametrize("part", PARTS)
def test_stored_figures_are_in_their_range_and_inside_their_interval(part):
    stored = table(part)
    assert [c for c in COLUMNS if c not in stored] == []
    assert len(keys(stored)) == len(stored)
    unbounded = stored["metric"].isin(["pairs per record", "false alarms per 1,000 sentences"])
    for row in stored[~unbounded].to_dict("records"):
        cells = [row[c] for c in ("value", "low", "high", "baseline", "ceiling") if row[c]]
        numbers = [float(cell) for cell in cells if not cell.startswith(".06 to")]
        assert all(0 <= number <= 1 for number in numbers), row
    measured = stored[stored["low"].ne("") & stored["value"].ne("")]
    assert len(measured) >= 4
    low, value, high = (pd.to_numeric(measured[c]) for c in ("low", "value", "high"))
    assert ((low <= value) & (value <= high)).all()
    assert stored["date"].str.fullmatch(r"|\d{4}(-\d\d-\d\d)?").all()


# ---------------------------------------------------------------- tiny corpora

ANNOTATED = "The minister said it was over."
ANN = """T1\tSource 0 12\tThe minister
T2\tCue 13 17\tsaid
T3\tContent 18 30\tit was over.
T4\tAttribution 13 17\tsaid
E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3
"""
MISSED = "Rain fell on the town."
MISSED_ANN = """T1\tCue 0 4\tRain
T2\tContent 5 9;17 21\tfell town
E1\tAttribution:T1 Cue:T1 Content:T2
"""
PAGE = """Home
Share this
The council met on Monday to speak about the bridge, which has been closed since the spring flood of last year.
Engineers told the members that the piers are sound, but that the deck must be laid again before the winter comes.
"""


def lines_of(text: str, labels: list[int]) -> list[list[int]]:
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    return [[s, text.index("\n", s), label] for s, label in zip(starts, labels, strict=False)]


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def put_polnear(folder: Path) -> None:
    put(folder / "polnear/dev/text/a.txt", ANNOTATED)
    put(folder / "polnear/dev/text/b.txt", MISSED)
    put(folder / "polnear/dev/text/c.txt", "Nobody annotated this.")
    put(folder / "polnear/dev/attributions/a_1.ann", ANN)
    put(folder / "polnear/dev/attributions/a_2.ann", "")
    put(folder / "polnear/dev/attributions/b_1.ann", MISSED_ANN)


def put_records(folder: Path) -> None:
    def actors(*names):
        return [{"actorText": name} for name in names]

    records = [
        {"event": "FIGHT", "text": "Russia attacked Ukraine.", "source": actors("Russia"), "target": actors("Ukraine")},
        {"event": "FIGHT", "text": "It rained in Rome.", "source": actors("It"), "target": actors("Rome")},
        {"event": "FIGHT", "text": "One party only.", "source": actors("One"), "target": ""},
        {"event": "UNKNOWN", "text": "A met B.", "source": actors("A"), "target": actors("B")},
    ]
    put(folder / "plover/records.json", json.dumps(records))


def put_frames(folder: Path) -> None:
    full = (
        "The rivals clashed over the economy and the costs of the crisis. Families grieve and suffer. It is a moral "
        "duty, a sin. The government is to blame and must solve the problem with a new plan."
    )
    rows = [
        {"id": "1", "fold": 1, "text": full, "y": dict.fromkeys(frames.FRAMES, 1)},
        {"id": "2", "fold": 2, "text": "The pond is near the mill. " * 9, "y": dict.fromkeys(frames.FRAMES, 0)},
    ]
    put(folder / "frames/articles.jsonl", "\n".join(map(json.dumps, rows)) + "\n")


def put_pages(folder: Path) -> None:
    row = {"id": "p", "paste": PAGE, "lines": lines_of(PAGE, [0, 0, 1, 1])}
    (folder / "lines").mkdir()
    (folder / "lines/lines.jsonl.gz").write_bytes(gzip.compress((json.dumps(row) + "\n").encode()))


def put_newsmtsc(folder: Path) -> None:
    said = (("Smith is a wonderful success.", 1), ("Smith is a horrible failure.", 1), ("Smith sat down.", 0))
    rows = [{"sentence": s, "from": 0, "to": 5, "mention": "Smith", "polarity": p} for s, p in said]
    for split in ("rw-dev", "mt-dev"):
        put(folder / f"newsmtsc/{split}.jsonl", "\n".join(map(json.dumps, rows)))


def archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


def put_nyt(folder: Path) -> None:
    truth = b"1\t2\tA wonderful day.\r\n2\t0\tThe door is there.\r\n3\t1\tThe door is here.\r\ncut short\r\n"
    ratings = b"1\t2\t.5\t[2, 2]\r\n2\t0\t0\t[0, 0]\r\n3\t1\t1\t[0, 2]\r\n"
    inner = {"h/nytEditorialSnippets_GroundTruth.txt": truth, "h/nytEditorialSnippets_anonDataRatings.txt": ratings}
    junk = {"h/._nytEditorialSnippets_GroundTruth.txt": b"\0"}
    made = archive({"v/additional_resources/hutto_ICWSM_2014.tar.gz": archive(junk | inner)})
    (folder / "vaderSentiment-3.3.2.tar.gz").write_bytes(made)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    for put_corpus in (put_polnear, put_records, put_frames, put_pages, put_newsmtsc, put_nyt):
        put_corpus(folder)
    return folder


@pytest.fixture(scope="module")
def measured(corpora, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out")
    for part in PARTS:
        shutil.copy(STORED / f"{part}.csv", out)
    recompute.main(["--data", str(corpora)], out)
    return out


def cell(measured: Path, part: str, column: str, **wanted: str) -> str:
    rows = table(part, measured)
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, wanted
    return rows[column].iloc[0]


# ---------------------------------------------------------------- scores known by hand


def test_polnear_one_attribution_found_of_two(measured):
    for metric in attribution.ATTRIBUTION_METRICS[:2]:
        for name in attribution.ATTRIBUTION_METHODS:
            row = {"instrument": name, "metric": metric}
            assert cell(measured, "attribution", "value", **row) == "0.667"
            assert cell(measured, "attribution", "n", **row) == "2"
    words = {"metric": "content words", "instrument": "dependency rules"}
    assert cell(measured, "attribution", "value", **words) == "0.667"
    assert cell(measured, "attribution", "baseline", **words) == "0.667"
    source = {"metric": "source words", "instrument": "dependency rules"}
    assert cell(measured, "attribution", "value", **source) == "1.000"  # the other attribution has no source


def test_attributions_pair_once_and_need_cue_and_source():
    text = "Ann said yes. Bob said no."
    gold = [
        {"source": [(0, 3)], "cue": [(4, 8)], "content": [(9, 12)]},
        {"source": [(14, 17)], "cue": [(18, 22)], "content": [(23, 25)]},
    ]
    twice = {"source": (0, 3), "cue": (4, 8), "content": [(9, 13)]}
    other_source = {"source": None, "cue": (18, 22), "content": [(23, 26)]}
    nothing = {"source": (0, 3), "cue": None, "content": []}
    counts = attribution.attribution_counts(text, gold, [twice, twice, other_source, nothing])
    assert counts == [(1, 1, 3, 2), (2, 2, 3, 2), (2, 2, 2, 2), (1, 1, 2, 2), (2, 2, 3, 2), (2, 2, 3, 2)]


def test_a_content_needs_half_of_its_words():
    gold = [{"source": [], "cue": [(0, 4)], "content": [(6, 29)]}]  # five words
    for end, heard in ((9, 0), (13, 1)):  # one and two of them: F1 2/6 and 4/7
        found = [{"source": None, "cue": (0, 4), "content": [(6, end)]}]
        whole, content, *_ = attribution.attribution_counts("Said: one two three four five.", gold, found)
        assert whole == content == (heard, heard, 1, 1)


def test_the_words_of_a_role_are_shared_in_part():
    counts = [
        (0.5, 1, 1, 1),
        (0, 0, 0, 1),
    ]  # half of the words found are right, all of the first gold, none of the other
    assert attribution.partial_f1(counts) == 0.5
    assert attribution.partial_f1([(0, 0, 0, 0)]) == 0


def test_sentences_without_a_hit_count_as_nought_and_the_ceiling_is_one_rater(measured):
    for name in tone.TONES:
        assert cell(measured, "sentiment", "value", instrument=name, split="all") == "0.866"  # 3 / sqrt(12)
        assert cell(measured, "sentiment", "n", instrument=name, split="all") == "3"
    # two raters (2, 0, 0) and (2, 0, 2): r of one with the other is 1/2
    assert cell(measured, "sentiment", "ceiling", instrument="VADER", split="all") == "0.500"


@pytest.mark.parametrize("split", ["rw-dev", "mt-dev"])
def test_newsmtsc_counts_the_sign(measured, split):
    row = {"instrument": "VADER of the sentence", "split": split}
    assert cell(measured, "sentiment", "value", **row) == "0.556"  # F1: negative 0, neutral 1, positive 2/3
    assert cell(measured, "sentiment", "baseline", **row) == "0.167"  # always neutral: 0, 1/2, 0


def test_records_with_two_parties_are_counted(measured):
    assert cell(measured, "framing", "n", metric="pair recall") == "2"
    assert cell(measured, "framing", "value", metric="pair recall") == "0.500"
    assert cell(measured, "framing", "value", metric="signed recall") == "0.500"
    assert cell(measured, "framing", "value", metric="reversed sign") == "0.000"


def test_a_pair_may_stand_either_way_round_only_where_both_are_sources():
    found = [{"source": (6, 7), "target": (0, 1), "sign": 1}]
    record = ties.Record("A met B", [(0, 1)], [(6, 7)], 1, True)
    assert ties.relation_counts(record, found) == (1, 1, 0, 1)
    assert ties.relation_counts(record._replace(mutual=False), found) == (0, 0, 0, 1)
    assert ties.relation_counts(record._replace(sign=-1), found) == (1, 0, 1, 1)


def test_frames_that_stand_in_the_right_article(measured):
    scores = table("framing", measured)
    scores = scores[scores["instrument"] == "frame cues"]
    assert set(scores["value"]) == {"1.000"}
    assert set(scores["baseline"]) == {"0.000"}  # the longer article has no frame


def test_auc_counts_ties_half():
    rows = [[1, 0.5], [1, 0.2], [0, 0.5], [0, 0.1]]  # pairs: tie, right, wrong, right
    assert frames.auc(pd.DataFrame(rows).to_numpy()) == 2.5 / 4
    assert frames.auc(pd.DataFrame(rows[:2]).to_numpy()) != frames.auc(pd.DataFrame(rows).to_numpy())


def test_pages_beside_keeping_every_line(measured):
    row = {"benchmark": "pasted pages", "split": "dev", "metric": "line F1, full page"}
    assert cell(measured, "cleaning", "value", **row) == "1.000"
    assert cell(measured, "cleaning", "baseline", **row) == "0.667"


def test_a_line_is_kept_from_half_of_its_letters():
    page = cleanness.Page("ab cd\nef gh\nij", [[0, 5, 1], [6, 11, 0], [12, 14, -1]])
    assert cleanness.line_counts(page, [(3, 14)]) == (1, 2, 1)
    assert cleanness.line_counts(page, [(4, 5), (6, 7)]) == (0, 0, 1)


def test_the_near_window_holds_the_body_and_little_else():
    text = "".join(f"line {i}\n" for i in range(60))
    labels = [0] * 30 + [1] * 5 + [0] * 25
    for name in "abcdefgh":
        page = cleanness.near({"id": name, "paste": text, "lines": lines_of(text, labels)})
        assert [page.text[s:e] for s, e, label in page.lines if label] == [f"line {i}" for i in range(30, 35)]
        assert 5 <= len(page.lines) <= 25


# ---------------------------------------------------------------- faults


LONG = (
    "The council said that 40 members of the NATO group were against the plan, because NATO had asked for more time. "
    "The report was read.\n"
)


@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_fault_lies_where_it_is_said_to_lie(kind):
    text = LONG.replace("time. The report was read.", "time.")
    damaged, start, end = faults.inject(text, kind, random.Random(3))
    assert damaged != text and damaged[start:end].strip()
    assert damaged[:start].rstrip(". ") == text[: len(damaged[:start].rstrip(". "))]
    assert text.endswith(damaged[end:].lstrip()) or kind == "glued word"


def test_a_found_fault_must_not_be_there_in_the_clean_text():
    clean = LONG
    damaged, start, end = faults.inject(clean, "stray sentence", random.Random(3))
    assert faults.is_found(clean, damaged, start, end)
    assert not faults.is_found(damaged, damaged, start, end)


def test_recall_is_the_mean_of_kinds():
    assert faults.macro_recall([("a", True), ("a", True), ("a", False), ("b", False)]) == pytest.approx(1 / 3)
    assert faults.macro_recall([]) != faults.macro_recall([])  # nan: no article had room for a fault


# ---------------------------------------------------------------- the command


def test_every_measured_row_has_its_place_and_the_rest_is_kept(measured):
    for part in PARTS:
        before, after = table(part), table(part, measured)
        assert [c for c in COLUMNS if c not in after] == []
        fresh = after["command"].eq(recompute.COMMAND)
        assert keys(after) == keys(before)
        texts = ["baseline_name", "ceiling_name", "source"]
        assert after[texts].equals(before[texts])
        numbers = ["value", "low", "high", "baseline", "ceiling", "n", "date", "command"]
        marked = after["source"].str.contains("|".join(KEPT)) | after["command"].str.contains("|".join(KEPT))
        assert (fresh != marked).all()
        assert after.loc[marked, numbers].equals(before.loc[marked, numbers])
        assert after.loc[fresh, "versions"].str.contains(r"\d").all()


def test_only_found_corpora_are_measured(corpora, tmp_path, capsys):
    (tmp_path / "own/plover").mkdir(parents=True)
    shutil.copy(corpora / "plover/records.json", tmp_path / "own/plover")
    for part in PARTS:
        shutil.copy(STORED / f"{part}.csv", tmp_path)
    recompute.main(["--data", str(tmp_path / "own"), "--only", "framing"], tmp_path)
    before, after = table("framing"), table("framing", tmp_path)
    others = ~before["benchmark"].str.startswith("PLOVER")
    assert after.loc[others, "value"].equals(before.loc[others, "value"])
    assert after.loc[~others, "n"].eq("2").all()
    said = capsys.readouterr().out
    assert "no frames/articles.jsonl; its rows are kept" in said and "NewsMTSC" not in said
    assert said.count("kept: Narrative Frames") == 6
    assert (tmp_path / "sentiment.csv").read_bytes() == (STORED / "sentiment.csv").read_bytes()


def test_a_run_that_fails_leaves_the_table_whole(corpora, tmp_path, monkeypatch):
    shutil.copy(STORED / "framing.csv", tmp_path)
    monkeypatch.setattr(frames.framing, "frame_scores", lambda text: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        recompute.main(["--data", str(corpora), "--only", "framing"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["framing.csv"]
    assert (tmp_path / "framing.csv").read_bytes() == (STORED / "framing.csv").read_bytes()


@pytest.mark.parametrize("case", ["no option", "no corpus", "no folder", "no json", "no records"])
def test_what_cannot_be_measured_gets_one_sentence(case, tmp_path, capsys):
    if case.startswith("no json") or case == "no records":
        put(tmp_path / "plover/records.json", "[]" if case == "no records" else "{")
    folder = tmp_path / "missing" if case == "no folder" else tmp_path
    with pytest.raises(SystemExit) as stopped:
        recompute.main([] if case == "no option" else ["--data", str(folder)])
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "data/README.md" in said.err
    assert "measured" not in said.out


def test_the_launcher_hands_the_words_on(monkeypatch):
    calls = []
    monkeypatch.setattr(command.subprocess, "call", lambda words, **_: calls.append(words) or 0)
    assert command.VERBS["benchmarks"](["--data", "x", "--only", "framing"]) == 0
    assert calls[0][0] == sys.executable
    assert Path(calls[0][1]) == STORED / "recompute.py"
    assert calls[0][2:] == ["--data", "x", "--only", "framing"]
