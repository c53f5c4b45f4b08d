"""White space and words: what a run of blanks settles to."""

from __future__ import annotations

import re

# zero-width characters carry no wording; joiners (U+200C, U+200D) do, so they stay
_ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"
BLANKS = re.compile(rf"[\s{_ZERO_WIDTH}]+")
UNSETTLED = re.compile(rf"\s\s|[^\S ]|[{_ZERO_WIDTH}]")
LONG_WORD = re.compile(r"\w{4,}")


def settled_blank(run: re.Match[str]) -> str:
    """Return what a run of blanks settles to; a no-break space after a letter of mojibake is half of that letter."""
    before = run.string[run.start() - 1 : run.start()]
    if before in ("Â", "Ã") and "\u00a0" in run.group():
        return "\u00a0"
    return " " if any(character.isspace() for character in run.group()) else ""
