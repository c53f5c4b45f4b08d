"""The tables of a corpus as views of DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from utils import tables
from utils.article import ArticleError
from utils.corpus.shards import ARTICLE_COLUMNS, FAILURE_COLUMNS, TABLES, finished

if TYPE_CHECKING:
    import duckdb

_TYPES = {"str": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE"}


def connect(folder: str | Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection in memory with a view for each table of a corpus, of its finished shards alone.

    Views: articles, failures and the tables of the walk, each with `outlet` and `month`; offsets are raw. Queries read
    the files where they lie; nothing is written. ArticleError where the folder holds no finished shard.
    What it can't do: change the corpus; hold a table of the word ledger, which is not stored.
    """
    import duckdb

    out = Path(folder)
    files = [file for shard in finished(out) for file in shard["files"]]
    if not files:
        raise ArticleError(f"{out} holds no finished shard: run python run.py corpus SOURCE --out {out} first.")
    connection = duckdb.connect(":memory:")
    for name in (*TABLES, "articles", "failures"):
        own = [str(out / file) for file in files if file.startswith(f"{name}/")]
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in own)
        hive = "hive_partitioning = true, hive_types = {'outlet': VARCHAR, 'month': VARCHAR}"
        rows = f"SELECT * FROM read_parquet([{listed}], {hive})" if own else _nothing(name)
        connection.execute(f"CREATE VIEW {name} AS {rows}")
    return connection


def _nothing(name: str) -> str:
    """Return a query for the table without rows, where no article has any."""
    known = {"articles": ARTICLE_COLUMNS, "failures": FAILURE_COLUMNS}
    columns = known.get(name) or {str(c): str(kind) for c, kind in tables.empty(name).dtypes.items()}
    columns = {"article": "str", **columns, "outlet": "str", "month": "str"}
    cells = ", ".join(f'CAST(NULL AS {_TYPES[kind]}) AS "{column}"' for column, kind in columns.items())
    return f"SELECT {cells} WHERE false"
