"""Cleaning: the residue ledger, the damage log, and the readings that each number can be asked under."""

from utils.cleaning.damage import find_damage
from utils.cleaning.readings import VERSIONS, damage_table, known_as, reading, stored_repairs
from utils.cleaning.residue import body_spans, judged_lines, residue_table

__all__ = [
    "VERSIONS",
    "body_spans",
    "damage_table",
    "find_damage",
    "judged_lines",
    "known_as",
    "reading",
    "residue_table",
    "stored_repairs",
]
