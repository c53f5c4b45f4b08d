"""The site: the notebooks to read, an API reference, and a page to code on."""

from utils.site.build import build
from utils.site.handout import coding_page, sheet_page

__all__ = ["build", "coding_page", "sheet_page"]
