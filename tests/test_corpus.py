"""Many articles: where they are, shards that are whole or not there, engines, views, and what a corpus says."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from utils import corpus, tables, walk
from utils.article import Article, ArticleError
from utils.corpus import shards

ROOT = Path(__file__).resolve().parents[1]
TEXTS = {
    "ports": "Kenya accused Uganda of dumping maize. The minister said that the border would close. Traders protested.",
    "river": "Egypt and Sudan signed a treaty on the river. Sudan thanked Egypt. The talks clearly helped both sides.",
    "strike": "The union rejected the offer of the company. Its leader said that the strike would go on until Friday.",
}


def jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" if isinstance(row, dict) else row for row in rows), encoding="utf-8")
    return str(path)


def many(path, count=6):
    outlets = ("Post", "Echo")
    rows = [
        {"name": f"{name}-{n}", "outlet": outlets[n % 2], "date": f"2021-0{1 + n % 3}-02", "text": f"{text} ({n})"}
        for n in range(count)
        for name, text in TEXTS.items()
    ]
    return jsonl(path, rows)


def written(out):
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*.parquet"))}


# ---------------------------------------------------------------- where the articles are


def test_a_folder_and_a_glob_tell_outlet_and_date(tmp_path):
    (tmp_path / "post").mkdir()
    (tmp_path / "post/2021-01-26_call.txt").write_text(TEXTS["ports"])
    (tmp_path / "loose.md").write_text(TEXTS["river"])
    (tmp_path / "table.csv").write_text("no article")
    found = corpus.references(str(tmp_path))
    assert [(r.name, r.outlet, r.date, r.month) for r in found] == [
        ("loose", "unknown", "", "unknown"),
        ("2021-01-26_call", "post", "2021-01-26", "2021-01"),
    ]
    assert [r.name for r in corpus.references(str(tmp_path / "p*/*.txt"))] == ["2021-01-26_call"]
    assert corpus.load(found[0]).raw == TEXTS["river"]


def test_json_and_parquet_give_the_same_articles(tmp_path):
    rows = [{"id": name, "text": text, "outlet": "The Post!", "date": "2021-05"} for name, text in TEXTS.items()]
    lines = corpus.references(jsonl(tmp_path / "a.jsonl", rows))
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=2)
    cells = corpus.references(str(tmp_path / "a.parquet"))
    assert [r.name for r in lines] == [r.name for r in cells] == list(TEXTS)
    assert {r.outlet for r in lines + cells} == {"The_Post"} and {r.month for r in lines} == {"2021-05"}
    assert [corpus.load(r).raw for r in lines] == [corpus.load(r).raw for r in cells] == list(TEXTS.values())


def test_a_name_is_given_once_and_safe(tmp_path):
    rows = [{"name": n, "text": TEXTS["ports"]} for n in ("../x", "../x", "", "ä b/c")]
    names = [r.name for r in corpus.references(jsonl(tmp_path / "a.jsonl", rows))]
    assert len(set(names)) == 4 and not any("/" in name or name.startswith(".") for name in names)


@pytest.mark.parametrize("source", ["", "nothing/here", "*.nothing", "[", "a\0b"])
def test_no_article_is_told_in_one_sentence(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArticleError, match=r"^[^\n]*No article was found"):
        corpus.references(source)


def test_a_parquet_file_without_texts_is_told(tmp_path):
    parquet.write_table(arrow.table({"body": ["x"]}), tmp_path / "a.parquet")
    with pytest.raises(ArticleError, match="no column text"):
        corpus.references(str(tmp_path / "a.parquet"))
    (tmp_path / "b.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(ArticleError, match="can't be read as Parquet"):
        corpus.references(str(tmp_path / "b.parquet"))


# ---------------------------------------------------------------- shards


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    rows = [
        {"name": name, "outlet": "Post", "date": "2021-01-02", "event": name, "text": t} for name, t in TEXTS.items()
    ]
    rows += [{"name": "empty", "text": " "}, {"name": "textless"}, "{broken\n", {"name": "number", "text": 3}]
    planned = corpus.plan(corpus.references(jsonl(folder / "a.jsonl", rows)))
    for shard in planned:
        corpus.analyse_shard(shard, folder / "out")
    return folder / "out", planned


def test_a_shard_holds_one_outlet_and_month_and_every_article_once(tmp_path):
    found = corpus.references(many(tmp_path / "a.jsonl"))
    planned = corpus.plan(found, size=2)
    assert sorted(r.name for shard in planned for r in shard.articles) == sorted(r.name for r in found)
    assert all({(r.outlet, r.month) for r in s.articles} == {(s.outlet, s.month)} for s in planned)
    assert max(len(s.articles) for s in planned) == 2 and len({s.name for s in planned}) == len(planned)
    assert corpus.plan(list(reversed(found)), size=100)[0].name != planned[0].name


def test_the_tables_are_those_of_one_article(small):
    stored = corpus.connect(small[0])
    for name, text in TEXTS.items():
        alone = walk.analyse(Article(text, name), shards.VERSION)
        for table in shards.TABLES:
            rows = stored.execute(f'SELECT * FROM {table} WHERE article = ? ORDER BY start, "end"', [name]).df()
            mine = getattr(alone, table)
            assert len(rows) == len(mine)
            columns = list(mine.columns)
            order = ["start", "end", *(c for c in columns if c not in ("start", "end"))]
            a, b = (t[columns].astype(str).sort_values(order, ignore_index=True) for t in (rows, mine))
            pd.testing.assert_frame_equal(a, b, check_dtype=False)
            assert all(text[s:e] == t for s, e, t in zip(rows["start"], rows["end"], rows["text"], strict=True))


def test_what_cannot_be_read_is_a_row_and_costs_no_other_article(small):
    stored = corpus.connect(small[0])
    failed = stored.execute("SELECT article, error, place FROM failures ORDER BY article").df().set_index("article")
    assert set(failed.index) == {"a-6", "empty", "number", "textless"}
    assert "no JSON" in failed.loc["a-6", "error"] and "no text" in failed.loc["textless", "error"]
    assert failed["place"].str.fullmatch(r"a\.jsonl:\d+").all()
    assert not failed["error"].str.contains("\n|Traceback").any()
    assert stored.execute("SELECT count(*) FROM articles").fetchone() == (3,)


def test_a_fault_in_the_code_is_a_failure_of_one_article(tmp_path, monkeypatch):
    true = walk.analyse
    monkeypatch.setattr(walk, "analyse", lambda a, v: 1 / 0 if a.slug.startswith("river") else true(a, v))
    [shard, *_] = corpus.plan(
        corpus.references(jsonl(tmp_path / "a.jsonl", [{"name": n, "text": t} for n, t in TEXTS.items()]))
    )
    told = corpus.analyse_shard(shard, tmp_path / "out")
    assert (told["articles"], told["failures"]) == (2, 1)
    assert "ZeroDivisionError" in corpus.connect(tmp_path / "out").execute("SELECT error FROM failures").fetchone()[0]


def test_a_finished_shard_is_skipped_and_one_cut_off_comes_out_the_same(small, monkeypatch):
    out, planned = small
    before = written(out)
    monkeypatch.setattr(shards, "_analysed", lambda articles: pytest.fail("analysed again"))
    assert [corpus.analyse_shard(shard, out)["shard"] for shard in planned] == [shard.name for shard in planned]
    monkeypatch.undo()
    for mark in (out / "finished").iterdir():
        mark.unlink()
    for shard in planned:
        corpus.analyse_shard(shard, out)
    assert written(out) == before and len(before) > 5


def test_a_shard_that_is_stopped_leaves_nothing_that_counts(small, tmp_path, monkeypatch):
    monkeypatch.setattr(shards.Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        corpus.analyse_shard(small[1][0], tmp_path / "out")
    monkeypatch.undo()
    with pytest.raises(ArticleError, match="no finished shard"):
        corpus.connect(tmp_path / "out")
    assert list((tmp_path / "out/unfinished").iterdir()) == []


def test_views_have_their_columns_where_there_is_nothing(tmp_path):
    [shard] = corpus.plan(corpus.references(jsonl(tmp_path / "a.jsonl", [{"name": "x", "text": "Rain fell."}])))
    corpus.analyse_shard(shard, tmp_path / "out")
    stored = corpus.connect(tmp_path / "out")
    for name in shards.TABLES:
        columns = set(stored.execute(f"SELECT * FROM {name}").df().columns)
        assert set(tables.columns(name)) | {"article", "outlet", "month"} == columns, name
    assert stored.execute("SELECT count(*) FROM relations").fetchone() == (0,)
    assert corpus.by_article(stored, "conflictual")["value"].isna().all()


# ---------------------------------------------------------------- engines


def run(*words, **options):
    command = [sys.executable, str(ROOT / "run.py"), "corpus", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A corpus read in one process: what every other way must come to."""
    folder = tmp_path_factory.mktemp("whole")
    done = corpus.run(many(folder / "a.jsonl"), folder / "out", shard=(1, 1), size=3, quiet=True)
    assert done == {"articles": 18, "failures": 0, "skipped": 0}
    return folder / "a.jsonl", written(folder / "out")


def test_parts_of_a_batch_system_come_to_the_whole(whole, tmp_path):
    source, expected = whole
    for k in (2, 1, 3):
        corpus.run(str(source), tmp_path / "out", shard=(k, 3), size=3, quiet=True)
    assert written(tmp_path / "out") == expected
    assert corpus.run(str(source), tmp_path / "out", shard=(1, 1), size=3, quiet=True)["skipped"] == 18
    assert not (tmp_path / "out/unfinished").exists()


def test_another_corpus_or_folder_is_refused(whole, tmp_path):
    source, _ = whole
    corpus.run(str(source), tmp_path / "out", shard=(1, 99), size=3, quiet=True)
    other = jsonl(tmp_path / "b.jsonl", [{"text": TEXTS["ports"]}])
    with pytest.raises(ArticleError, match="other articles"):
        corpus.run(other, tmp_path / "out", shard=(1, 1), quiet=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("mine")
    with pytest.raises(ArticleError, match="holds no corpus"):
        corpus.run(other, tmp_path / "mine", shard=(1, 1), quiet=True)
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def children(parent):
    """Process numbers of the workers that a nanny has started, once there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told = Path(f"/proc/{parent}/task/{parent}/children")
        found = told.read_text().split() if told.is_file() else []
        if found:
            return [int(number) for number in found]
        time.sleep(0.1)
    return []


def kill_one(marks, numbers):
    while not (marks.is_dir() and any(marks.iterdir())):
        time.sleep(0.02)
    for number in numbers:
        os.kill(number, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the worker's process is found in /proc")
def test_a_real_scheduler_with_two_workers_one_of_which_is_killed(whole, tmp_path):
    source, expected = whole
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard", "--nanny"]
    with ExitStack() as stack:
        file = tmp_path / "scheduler.json"
        started = [[*dask, "--scheduler-file", str(file)], *[[*worker, "--scheduler-file", str(file)]] * 2]
        processes = []
        for words in started:
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            processes.append(process)
        deadline = time.monotonic() + 60
        while not (file.is_file() and file.read_text().strip()) and time.monotonic() < deadline:
            time.sleep(0.2)
        address = json.loads(file.read_text())["address"]
        assert address.startswith("tcp://127.0.0.1:")
        killer = Thread(target=kill_one, args=(tmp_path / "out/finished", children(processes[1].pid)))
        killer.start()
        done = corpus.run(str(source), tmp_path / "out", scheduler=address, size=3, quiet=True)
        killer.join()
    assert done["articles"] == 18 and written(tmp_path / "out") == expected


def test_a_run_that_is_killed_loses_no_finished_shard(whole, tmp_path):
    source, expected = whole
    code = "import sys; from pathlib import Path; from utils import corpus\n"
    code += "corpus.run(sys.argv[1], Path(sys.argv[2]), shard=(1, 1), size=3)"
    words = [sys.executable, "-c", code, str(source), str(tmp_path / "out")]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    marks = tmp_path / "out/finished"
    while not (marks.is_dir() and len(list(marks.glob("*.json"))) >= 2) and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path.name: path.read_bytes() for path in marks.glob("*.json")}
    done = corpus.run(str(source), tmp_path / "out", shard=(1, 1), size=3, quiet=True)
    assert 0 < done["skipped"] < 18 and done["articles"] == 18 - done["skipped"]
    assert {name: (marks / name).read_bytes() for name in kept} == kept
    assert written(tmp_path / "out") == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "SOURCE"),
        (["a.jsonl"], "--out"),
        (["missing", "--out", "o"], "No article was found"),
        (["a.jsonl", "--out", "o", "--shard", "3/2"], "k/n"),
        (["a.jsonl", "--out", "o", "--shard", "x"], "k/n"),
        (["a.jsonl", "--out", "o", "--workers", "many"], "--workers"),
        (["a.jsonl", "--out", "o", "--workers", "2", "--shard", "1/2"], "not allowed"),
        (["a.jsonl", "--out", "o", "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler"),
    ],
)
def test_a_mistake_gets_one_sentence(words, said, tmp_path):
    many(tmp_path / "a.jsonl", 1)
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not list(tmp_path.rglob("*.parquet"))


# ---------------------------------------------------------------- what a corpus says


def test_measures_count_what_they_say(small):
    stored = corpus.connect(small[0])
    claims = stored.execute("SELECT * FROM claims WHERE status <> 'undecidable'").df()
    for row in corpus.by_article(stored, "reported").itertuples():
        own = claims[claims["article"] == row.article]
        words = own["text"].str.split().str.len()
        assert (row.hits, row.of) == (words[own["voice"] == "reported"].sum(), words.sum())
    for row in corpus.by_article(stored, "boosted").itertuples():
        own = claims[(claims["article"] == row.article) & (claims["voice"] == "text")]
        assert (row.hits, row.of) == (own["boosted"].sum(), len(own))
    ties = stored.execute("SELECT article, sign FROM relations WHERE sign <> 0").df()
    for row in corpus.by_article(stored, "conflictual").itertuples():
        own = ties[ties["article"] == row.article]["sign"]
        assert (row.hits, row.of) == ((own < 0).sum(), len(own))


def test_an_article_counts_once_and_five_are_needed_for_an_interval():
    rows = pd.DataFrame({"value": [0.0, 0.5, 1.0, float("nan")]})
    told = corpus.over_articles(rows)
    assert told["mean"] == 0.5 and told["n"] == 3 and pd.isna(told["low"])
    wide = corpus.over_articles(pd.DataFrame({"value": [0, 1] * 5}))
    assert 0 < wide["low"] < 0.5 < wide["high"] < 1


def pairs(gap, events=8):
    rows = [("Post", f"e{n}", n / 10 + gap) for n in range(events)] + [("Echo", f"e{n}", n / 10) for n in range(events)]
    return pd.DataFrame(rows, columns=["outlet", "event", "value"]).assign(article=range(2 * events))


def test_a_difference_on_the_same_events_shows_where_the_intervals_overlap():
    told = corpus.compare(pairs(0.05), "Post", "Echo")
    assert told["difference"] == pytest.approx(0.05) and told["low"] == pytest.approx(0.05)
    apart = pairs(0.05).assign(event=lambda t: [f"e{n}" for n in range(len(t))])
    loose = corpus.compare(apart, "Post", "Echo")
    assert loose["low"] < 0 < loose["high"] and loose["events"] == 16


def test_copies_of_one_event_do_not_narrow_the_interval():
    once = corpus.compare(pairs(0.05).assign(value=[0.1, 0.9] * 8), "Post", "Echo")
    rows = pd.concat([pairs(0.05).assign(value=[0.1, 0.9] * 8)] * 2, ignore_index=True)
    twice = corpus.compare(rows, "Post", "Echo")
    assert (twice["low"], twice["high"]) == pytest.approx((once["low"], once["high"]))


def test_too_few_events_give_no_interval_and_a_missing_outlet_no_difference():
    assert pd.isna(corpus.compare(pairs(0.1, events=4), "Post", "Echo")["low"])
    assert pd.isna(corpus.compare(pairs(0.1), "Post", "Times")["difference"])


def test_a_corrected_share_holds_the_true_one_where_the_method_errs_as_told():
    there, found, right = 400, 320, 288  # of 1,000 words: recall .72, precision .9
    told = corpus.corrected(found / 1000, (right / found, 0.88, 0.92), (right / there, 0.70, 0.75))
    assert told["value"] == pytest.approx(there / 1000) and told["low"] < 0.4 < told["high"]
    assert corpus.corrected(0.9, (1, 1, 1), (0.5, 0.5, 0.5))["value"] == 1
    with pytest.raises(ValueError, match="recall"):
        corpus.corrected(0.5, (1, 1, 1), (0, 0, 0))
