"""The report on one article in three layers: a first screen, the article itself, figures and tables."""

from utils.overview.assembled import html
from utils.overview.drawings import Drawing, four
from utils.overview.first import Finding, first
from utils.overview.layers import article

__all__ = ["Drawing", "Finding", "article", "first", "four", "html"]
