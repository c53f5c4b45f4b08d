"""Who does what to whom: directed, signed relations between actors, with kind, modality and evidence; agency."""

from utils.relations.agents import agency
from utils.relations.lists import UNDIRECTED
from utils.relations.plain import crowded, pair_keys, pair_names, plain_relations, plain_table
from utils.relations.table import find_relations, relation_table

__all__ = [
    "UNDIRECTED",
    "agency",
    "crowded",
    "find_relations",
    "pair_keys",
    "pair_names",
    "plain_relations",
    "plain_table",
    "relation_table",
]
