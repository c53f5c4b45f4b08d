"""Many articles: where they are, shards of them on any engine, their tables as Parquet, and what they say together."""

from utils.corpus.measures import MEASURES, Measure, by_article, compare, corrected, over_articles
from utils.corpus.query import connect
from utils.corpus.runners import run
from utils.corpus.shards import Shard, analyse_shard, plan
from utils.corpus.source import Reference, load, references

__all__ = [
    "MEASURES",
    "Measure",
    "Reference",
    "Shard",
    "analyse_shard",
    "by_article",
    "compare",
    "connect",
    "corrected",
    "load",
    "over_articles",
    "plan",
    "references",
    "run",
]
