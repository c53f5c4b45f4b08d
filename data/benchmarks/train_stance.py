"""Train the linear stance model and write data/lexicons/stance_weights.csv.

    python data/benchmarks/train_stance.py --data DIR      # DIR/newsmtsc/train.jsonl; needs the extra "train"

DIR holds NewsMTSC (Hamborg & Donnay 2021, "NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification in
Political News Articles", EACL). Only its train part is read, every name is masked before the parse, and the table that
is written holds words, pairs of words and grammar with three weights each: no sentence of the corpus.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from utils import sentiment, tables

LEAST = 4
STRENGTH = 0.04
KEEP = 7500


def examples(path: Path) -> tuple[list[dict[str, float]], list[int]]:
    """Return the features and the label (-1, 0, 1) of each row of a NewsMTSC file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    masked = [sentiment.mask(row["sentence"], row["from"], row["to"]) for row in rows]
    return [sentiment.features(m) for m in masked], [row["polarity"] for row in rows]


def frequent(found: list[dict[str, float]]) -> list[dict[str, float]]:
    """Return the features that occur in at least LEAST examples."""
    counts = Counter(name for row in found for name in row)
    return [
        {name: value for name, value in row.items() if counts[name] >= LEAST and name != "intercept"} for row in found
    ]


def weights(found: list[dict[str, float]], labels: list[int]) -> pd.DataFrame:
    """Return the weights table: the model is fitted, cut to the KEEP features that move it most, and fitted again."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(frequent(found)).tocsc()
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    model.fit(matrix, labels)
    moved = np.ptp(model.coef_, axis=0) * np.sqrt(np.asarray(matrix.multiply(matrix).mean(axis=0)).ravel())
    kept = np.sort(np.argsort(-moved)[:KEEP])
    model.fit(matrix[:, kept], labels)
    table = pd.DataFrame(model.coef_.T.round(4), columns=["negative", "neutral", "positive"])
    table.insert(0, "feature", vectorizer.get_feature_names_out()[kept])
    table.loc[len(table)] = ["intercept", *model.intercept_.round(4)]
    return table


def main() -> None:
    """Train on DIR's train part and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="folder that holds newsmtsc/train.jsonl")
    table = weights(*examples(parser.parse_args().data / "newsmtsc" / "train.jsonl"))
    path = tables.DATA / "lexicons" / "stance_weights.csv"
    table.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
