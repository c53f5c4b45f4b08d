"""One Chromium for the files that drive pages."""

import shutil

import pytest

from utils.command import BROWSERS


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        path = next(filter(None, map(shutil.which, BROWSERS)))
        chromium = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
