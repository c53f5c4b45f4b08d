"""Two texts on one event: what stands in one alone, what is called by two names, and what chance alone would do."""

from utils.comparing.chance import counts_beside, stand_alone_by_chance
from utils.comparing.content import Opening, aligned, distinctive, is_same, renamed, same_event
from utils.comparing.mirror import COLOURS, mirrored
from utils.comparing.parties import initiative, named_beside, presupposed, sayings, ties_beside
from utils.comparing.told import Finding, findings, touched_by

__all__ = [
    "COLOURS",
    "Finding",
    "Opening",
    "aligned",
    "counts_beside",
    "distinctive",
    "findings",
    "initiative",
    "is_same",
    "mirrored",
    "named_beside",
    "presupposed",
    "renamed",
    "same_event",
    "sayings",
    "stand_alone_by_chance",
    "ties_beside",
    "touched_by",
]
