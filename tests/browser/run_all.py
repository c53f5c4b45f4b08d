"""JupyterLab in a real browser: every notebook is opened and run by Run All. `python run.py test --browser` runs this.

Playwright drives the system's Chromium; the server listens on the loopback interface only and works on a copy.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from utils import execution

ROOT = Path(__file__).resolve().parents[2]

NAMES = [path.relative_to(ROOT).as_posix() for path in execution.notebook_paths()]
SECONDS = 300
TOKEN = "loopback"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a copy of the notebooks without outputs, beside the data."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    shutil.copytree(ROOT / "data", home / "data")
    for name in NAMES:
        notebook = json.loads((home / name).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        (home / name).write_text(json.dumps(notebook), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def server(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(home / name.lower())
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR")
    }
    options = [
        f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root", f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={home}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdates",
    ]  # fmt: skip
    environment = {**os.environ, **own, "ANATOMY_WITHOUT_STUDENTS": "1", "OMP_NUM_THREADS": "1"}
    environment.pop("MPLBACKEND", None)
    with (home / "server.log").open("w") as log:
        lab = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(f"{address}/api?token={TOKEN}"), 60)
        yield address
    finally:
        lab.terminate()
        lab.wait(30)


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except OSError:
        return False


def until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not done in {seconds} seconds"
        time.sleep(0.5)


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run_all(page):
    """Choose Run All Cells in the menu, until the first cell is waiting: the menu answers before the kernel does."""
    for _ in range(5):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        for _ in range(20):
            page.wait_for_timeout(500)
            if page.locator(".jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")).count():
                return
    raise AssertionError("Run All Cells does not start")


@pytest.mark.parametrize("name", NAMES)
def test_run_all_gives_no_error(name, home, server, browser):
    started = time.monotonic()
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    accept = page.locator(".jp-Dialog .jp-mod-accept")  # of a question for the kernel, say
    page.add_locator_handler(page.locator(".jp-Dialog"), lambda: accept.first.click())
    workspace = name.removesuffix(".ipynb").replace("/", "-")
    page.goto(f"{server}/lab/workspaces/{workspace}/tree/{name}?token={TOKEN}")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
    run_all(page)

    def done():
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1500)
        cells = code_cells(home / name)
        errors = [o for cell in cells for o in cell["outputs"] if o["output_type"] == "error"]
        assert not errors, "\n".join(errors[0]["traceback"])
        return all(cell["execution_count"] for cell in cells)

    until(done, SECONDS)
    outputs = [o for cell in code_cells(home / name) for o in cell["outputs"]]
    assert not [o for o in outputs if o.get("name") == "stderr"]
    pictures = [o["data"] for o in outputs if "image/png" in o.get("data", {})]
    assert all("text/html" in data for data in pictures), "a figure is shown a second time, without alt text"
    page.close()
    for kernel in json.loads(urllib.request.urlopen(f"{server}/api/kernels?token={TOKEN}", timeout=5).read()):
        request = urllib.request.Request(f"{server}/api/kernels/{kernel['id']}?token={TOKEN}", method="DELETE")
        urllib.request.urlopen(request, timeout=30)
    print(f"{name}: {len(code_cells(home / name))} code cells run in {time.monotonic() - started:.0f} s")
