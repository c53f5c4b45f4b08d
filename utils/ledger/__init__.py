"""The ledger: every number that notebooks 01 to 04 show of an article, counted again from the tables, with its rows.

A notebook shows its numbers in sentences (`display.say`) and figures (`display.figure`). Here each is a `Number`: a
value and the rows it was counted on. The ledger's rows give it back as the sum of value times weight, so that a reader
can follow it to the sentences and from there to the raw characters, and a test can hold the two against each other.
"""

from utils.ledger.numbers import Shown, key
from utils.ledger.table import shown, sums, table

__all__ = ["Shown", "key", "shown", "sums", "table"]
