"""Two texts on one event: true sentences in place, chance beside them, and nothing told where nothing can be."""

import os
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from texts import EVERY

from utils import comparing, parsing, tables, walk
from utils.article import Article, ArticleError
from utils.comparison import write
from utils.loading import load_article

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "data/articles"
NAMES = ("the first", "the second")


def analysis(name: str) -> walk.Analysis:
    return walk.analyse(load_article(ARTICLES / f"{name}.txt"))


@pytest.fixture(scope="module")
def readouts() -> tuple[walk.Analysis, walk.Analysis]:
    return analysis("white_house_readout"), analysis("kremlin_readout")


def words(found: list[comparing.Finding]) -> str:
    return "\n".join(f.words for f in found)


def test_the_readouts_differ_in_what_a_reader_sees(readouts) -> None:
    told = words(comparing.findings(*readouts, NAMES))
    for sentence in (
        "Both open on the same parties: Biden, Putin, Russia and United States.",
        "The first alone names Crimea (1).",
        "The second alone names Iran (1) and Afghanistan (1).",
        "In the second, United States begins (“initiate”).",
        "In the first, Biden proposes (“propose”).",
        "In the second, Biden proposes (“suggest”).",
        "Putin says or thinks something in the second alone (“outline”).",
        "“views on the internal Ukrainian crisis” in the second (both around Ukraine",
        "none in the first, “were discussed”, “be held” and “was agreed” in the second",
        "none differs more than chance would have it",
    ):
        assert sentence in told


def test_every_place_of_a_finding_lies_in_its_text(readouts) -> None:
    for found in comparing.findings(*readouts, NAMES):
        for text, spans in zip(readouts, found[1:], strict=True):
            assert all(0 <= s < e <= len(text.article.raw) for s, e in spans)
        for quoted in re.findall(r"“([^”]{12,})”", found.words):
            assert any(quoted in text.article.raw for text in readouts)


def test_the_order_of_the_texts_changes_nothing_but_sides(readouts) -> None:
    one, other = readouts
    there, back = comparing.counts_beside(one, other), comparing.counts_beside(other, one)
    assert there["what"].tolist() == back["what"].tolist()
    assert there["p"].tolist() == back["p"].tolist() and there["clears"].tolist() == back["clears"].tolist()
    assert there["difference"].tolist() == pytest.approx((-back["difference"]).tolist())
    assert comparing.stand_alone_by_chance(one, other) == comparing.stand_alone_by_chance(other, one)
    flipped = [f._replace(one=f.other, other=f.one) for f in comparing.findings(other, one, NAMES[::-1])]
    assert {f.words for f in comparing.findings(one, other, NAMES) if " alone names " in f.words} == {
        f.words for f in flipped if " alone names " in f.words
    }
    pairs, turned = comparing.aligned(one, other), comparing.aligned(other, one)
    assert set(zip(pairs["one"], pairs["other"], strict=True)) == set(zip(turned["other"], turned["one"], strict=True))


def test_two_copies_are_the_same_and_two_halves_show_no_difference(readouts) -> None:
    one = readouts[0]
    assert words(comparing.findings(one, one)) == "The two texts are the same."
    sentences = one.sentences["as_read"].tolist()
    cut = len(sentences) // 2
    halves = [walk.analyse(Article("\n\n".join(part), "half")) for part in (sentences[:cut], sentences[cut:])]
    [only] = comparing.findings(*halves)
    assert only.words.startswith("No difference that these texts can show")


@pytest.mark.parametrize(("first", "second"), list(pairwise(sorted(EVERY))))
def test_reports_on_different_events_are_not_compared(first: str, second: str) -> None:
    found = comparing.findings(*(walk.analyse(Article(EVERY[name], name)) for name in (first, second)))
    assert len(found) == 1 and "No difference that these texts can show" in found[0].words


def test_a_difference_that_is_there_clears_chance() -> None:
    warm = "Norway praised Iceland for its patience. " * 14
    cold = "Norway accused Iceland of fraud. " * 14
    texts = [walk.analyse(Article(text.strip(), "x")) for text in (warm, cold)]
    counts = comparing.counts_beside(*texts).set_index("what")
    assert counts.loc["ties that are conflictual", "clears"] == 1
    assert counts.loc["ties that are conflictual", ["one", "other"]].tolist() == [0, 1]
    assert "Ties that are conflictual: 0.00 in the first, 1.00 in the second" in words(
        comparing.findings(*texts, NAMES)
    )


def test_a_tie_rests_on_its_own_rows_and_not_on_those_of_the_other_way() -> None:
    first = "Norway and Iceland met. Norway relied on Iceland. Iceland relied on Norway."
    second = "Norway and Iceland met. Iceland relied on Norway."
    one, other = (walk.analyse(Article(text, "x")) for text in (first, second))
    [tie] = [f for f in comparing.findings(one, other, NAMES) if " tie " in f.words]
    assert tie.words == "The first alone has a cooperative tie of Norway to Iceland (rely on)."
    assert [one.article.raw[s:e] for s, e in tie.one] == ["Norway relied on Iceland"]


def test_shares_and_not_counts_are_compared(readouts) -> None:
    longer = walk.analyse(Article("\n\n".join([readouts[0].article.raw] * 3), "three times"))
    table = comparing.named_beside(readouts[0], longer)
    assert (table["other"] == 3 * table["one"]).all()
    assert table["share_one"].tolist() == pytest.approx(table["share_other"].tolist())


def test_verbs_of_saying_tell_what_they_take_for_granted(readouts) -> None:
    table = comparing.presupposed(comparing.sayings(readouts[1])["verb"]).set_index("verb")["presupposes"]
    assert table.to_dict() == {
        "confirm": "it was said or done before",
        "outline": "there is more of it",
        "suggest": "it may be refused",  # "suggested considering the possibility of a meeting"
    }


def test_the_words_of_two_names_are_not_counted_as_words(readouts) -> None:
    table = comparing.distinctive(*readouts, least=1)
    assert not {"crimea", "iran", "ukraine"} & set(table["word"])
    assert table.set_index("word").loc["climate", ["one", "other"]].tolist() == [0, 2]
    assert table["z"].abs().is_monotonic_decreasing


def test_the_differences_written_down_beforehand_are_touched() -> None:
    texts = analysis("bergen_statement"), analysis("bergen_statement_counterpart")
    coded = tables.data("reference/bergen_counterpart_differences.csv")
    assert sum(comparing.touched_by(comparing.findings(*texts), *texts, coded)) >= 6
    assert not any(comparing.touched_by([], *texts, coded))


def test_the_mirrored_page_is_inert_and_marks_each_word_once(readouts) -> None:
    evil = walk.analyse(Article("Kenya <script>alert(1)</script> met Uganda. It rained.", "evil"))
    html = comparing.mirrored(evil, readouts[0], ("<b>", "x"))
    assert "<script" not in html and "<b>" not in html and "&lt;b&gt;" in html
    page = comparing.mirrored(*readouts, NAMES)
    assert re.search(r"<mark[^>]*>Crimea</mark>", page) and not re.search(r"<mark[^>]*>Ukraine</mark>", page)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "the internal Ukrainian crisis, Vladimir Putin outlined" in plain


def test_a_comparison_costs_less_than_a_quarter_of_the_analyses() -> None:
    texts = [load_article(ARTICLES / f"bergen_statement{end}.txt") for end in ("", "_counterpart")]
    comparing.findings(*map(walk.analyse, texts))  # what is made once is made
    shares = []
    for _ in range(5):  # the best of five: other work on the machine costs time too
        parsing._cache.clear()
        started = time.process_time()
        both = [walk.analyse(text) for text in texts]
        analysed = time.process_time()
        comparing.findings(*both)
        shares.append((time.process_time() - analysed) / (analysed - started))
    assert min(shares) <= 0.25, shares


# ---------------------------------------------------------------- the command


def command(*given: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "compare", *given], capture_output=True, text=True, cwd=cwd
    )


def test_the_command_writes_one_page_that_loads_nothing(tmp_path) -> None:
    sources = [str(ARTICLES / f"{name}.txt") for name in ("white_house_readout", "kremlin_readout", "bergen_statement")]
    done = command(*sources, "--pair", "1", "2", "--to", "out", cwd=tmp_path)
    assert done.returncode == 0 and not done.stderr, done.stderr
    [folder] = (tmp_path / "out").iterdir()
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "The first" not in report and "alone names Crimea (1)" in report.replace("&quot;", '"')
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", report)
    listed = tables.read_csv(folder / "tables/all_pairs.csv")
    assert listed["same event"].tolist() == ["yes", "no", "no"]
    again = write([Path(s) for s in sources], tmp_path / "twice")
    assert (again / "report.html").read_bytes() == (folder / "report.html").read_bytes()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["A.txt"], "Name two texts"),
        (["A.txt", "B.txt", "--pair", "1"], "--pair needs two numbers"),
        (["A.txt", "A.txt", "--pair", "1", "3"], "--pair needs two different numbers from 1 to 2"),
        (["A.txt", "empty.txt"], "empty"),
        (["A.txt", "missing.txt"], "missing.txt"),
        (["A.txt", "french.txt"], "English"),
    ],
)
def test_a_mistake_gets_one_sentence_and_nothing_is_written(tmp_path, given: list[str], says: str) -> None:
    (tmp_path / "A.txt").write_text((ARTICLES / "kremlin_readout.txt").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    french = (
        "Le président a déclaré que les deux pays avaient signé un accord sur la pêche et que la mer était calme. " * 4
    )
    (tmp_path / "french.txt").write_text(french, encoding="utf-8")
    done = command(*given, "--to", "out", cwd=tmp_path)
    assert done.returncode not in (0, None) and says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_text_is_no_comparison() -> None:
    with pytest.raises(ArticleError, match="needs two texts"):
        write([Article("Kenya met Uganda.", "x")])


@pytest.mark.skipif(os.name == "nt", reason="processes are asked for otherwise there")
def test_what_a_killed_run_left_is_cleared_at_the_next_start_and_a_running_one_is_left_alone(tmp_path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    mine = tmp_path / "compare_a_b"
    for process in (gone.pid, os.getpid()):
        (tmp_path / f".{mine.name}.{process}.xyz.part").mkdir()
    texts = [Article("Kenya met Uganda. Kenya praised Uganda.", "a"), Article("Uganda met Kenya. It rained.", "b")]
    assert write(texts, tmp_path) == mine
    assert sorted(p.name for p in tmp_path.iterdir()) == [f".{mine.name}.{os.getpid()}.xyz.part", mine.name]
