"""What takes minutes (`python run.py test -m slow`): runs that are killed, two at once, the largest texts."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = ROOT / "data/articles/white_house_readout.txt"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals and memory are counted otherwise")]


def article(source, out):
    return [sys.executable, str(ROOT / "run.py"), "article", str(source), "--to", str(out)]


def held(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    began = time.monotonic()
    subprocess.run(article(ARTICLE, out), check=True, capture_output=True)
    return held(out), time.monotonic() - began


@pytest.mark.parametrize("moment", range(10))
def test_a_report_that_is_killed_leaves_nothing_and_comes_out_the_same_next_time(moment, whole, tmp_path):
    expected, seconds = whole
    process = subprocess.Popen(article(ARTICLE, tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(moment).uniform(0, seconds))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] in ([], ["white_house_readout"])
    subprocess.run(article(ARTICLE, tmp_path), check=True, capture_output=True)
    assert held(tmp_path) == expected


def stored():
    files = [*ROOT.glob("notebooks/**/*.ipynb"), *ROOT.glob("data/derived/**/*")]
    return {p: p.read_bytes() for p in files if p.is_file() and ".ipynb_checkpoints" not in p.parts}


@pytest.mark.parametrize("moment", range(10))
def test_a_run_of_a_notebook_that_is_killed_comes_out_the_same_next_time(moment):
    before = stored()
    command = [sys.executable, str(ROOT / "run.py"), "notebooks", "01"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(moment).uniform(0, 25))
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.run(command, check=True, capture_output=True)
    assert stored() == before
    assert not list(ROOT.glob("notebooks/**/*.part"))


def test_two_reports_at_once_are_whole(whole, tmp_path):
    both = [
        subprocess.Popen(article(ARTICLE, tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    told = [process.communicate()[1].decode() for process in both]
    assert 0 in [process.returncode for process in both]
    for process, said in zip(both, told, strict=True):
        assert process.returncode == 0 or (process.returncode == 2 and said.count("\n") == 1), said
    assert held(tmp_path) == whole[0]


WORDS = "Kenya accused Uganda of dumping maize and the minister said that the border would close on Friday."
LARGEST = {
    "66,000 paragraphs": "\n\n".join(["a"] * 66_000) + "\n\n" + WORDS,
    "100,000 quotation marks": WORDS + "\n\n" + "“" * 50_000 + "”" * 49_000,
    "one line of 11,900 words": (WORDS + " ") * (11_900 // len(WORDS.split())),
    "5,019 words": "\n\n".join(f"{WORDS} That was day {n}." for n in range(239)),
}
MOST_SECONDS, MOST_MEGABYTES = 240, 1_500


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_texts_end_within_their_limits(name, tmp_path):
    (tmp_path / "large.txt").write_text(LARGEST[name], encoding="utf-8")
    began = time.monotonic()
    process = subprocess.Popen(article(tmp_path / "large.txt", tmp_path / "out"), stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    took, code = time.monotonic() - began, os.waitstatus_to_exitcode(status)
    print(f"{name}: exit {code}, {took:.0f} s, {used.ru_maxrss / 1024:.0f} MB")
    assert code in (0, 2) and took < MOST_SECONDS and used.ru_maxrss / 1024 < MOST_MEGABYTES
    assert code == 0 or process.stderr.read().count(b"\n") == 1
