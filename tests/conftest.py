"""What many tests use: the worked example, analysed once, and one Chromium for the files that drive pages."""

import shutil
from pathlib import Path

import pytest

from utils import command, walk
from utils.article import Article
from utils.loading import load_article

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def article() -> Article:
    return load_article(ROOT / "data/articles/putin_khan_call.txt")


@pytest.fixture(scope="session", params=["raw", "stripped", "mended", "repaired"])
def analysis(request, article) -> walk.Analysis:
    return walk.analyse(article, request.param)


@pytest.fixture(scope="session")
def stripped(article) -> walk.Analysis:
    return walk.analyse(article, "stripped")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, command.BROWSERS)))
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=path, args=options)
        yield chromium
        chromium.close()
