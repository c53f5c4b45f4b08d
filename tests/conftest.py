"""The worked example, analysed once for all tests."""

from pathlib import Path

import pytest

from utils import walk
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
