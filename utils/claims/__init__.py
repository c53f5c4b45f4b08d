"""Who says what: attributions (source, cue, content) and the claims of a text, each in its voice."""

from utils.claims.attribution import find_attributions
from utils.claims.checking import work_list
from utils.claims.export import to_annotations
from utils.claims.rules import clause_rule
from utils.claims.shallow import SHALLOW_GRAMMAR, shallow_attributions, shallow_tree
from utils.claims.sources import attribution_table
from utils.claims.table import claim_rows, claim_table, mark_damage
from utils.claims.voice import sentence_voices

__all__ = [
    "SHALLOW_GRAMMAR",
    "attribution_table",
    "claim_rows",
    "claim_table",
    "clause_rule",
    "find_attributions",
    "mark_damage",
    "sentence_voices",
    "shallow_attributions",
    "shallow_tree",
    "to_annotations",
    "work_list",
]
