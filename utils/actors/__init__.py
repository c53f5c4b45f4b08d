"""Who is in the text: states, peoples, leaders, other persons, organisations, groups and blocs, and their part."""

from utils.actors.lists import DATES
from utils.actors.origins import found_by_origin
from utils.actors.roles import role_of, without_damaged_headline
from utils.actors.salience import salience
from utils.actors.table import find_actors, mention_table, named, standard_name

__all__ = [
    "DATES",
    "find_actors",
    "found_by_origin",
    "mention_table",
    "named",
    "role_of",
    "salience",
    "standard_name",
    "without_damaged_headline",
]
