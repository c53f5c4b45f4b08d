"""Train the linear stance model, print its cross-validation, and write data/lexicons/stance_weights.csv.

    OMP_NUM_THREADS=1 python data/benchmarks/train_stance.py --data DIR   # needs the extra "train"

DIR/newsmtsc/train.jsonl is the train part of NewsMTSC (Hamborg & Donnay 2021, "NewsMTSC: A Dataset for
(Multi-)Target-dependent Sentiment Classification in Political News Articles", EACL). No other part is read, every name
is masked before the parse, and the table that is written holds words, pairs and triples of words and grammar with three
weights each: no sentence of the corpus.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from utils import sentiment, tables

LEAST = 3
STRENGTH = 0.03
TELLING_SHARE = 0.5
FOLDS = 4


def examples(path: Path) -> tuple[list[dict[str, float]], np.ndarray, list[str]]:
    """Return the features, the label (-1, 0, 1) and the sentence of each row of a NewsMTSC file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    masked = [sentiment.mask(row["sentence"], row["from"], row["to"]) for row in rows]
    found = [sentiment.features(m) for m in masked]
    return found, np.array([row["polarity"] for row in rows]), [row["sentence"] for row in rows]


def frequent(found: list[dict[str, float]]) -> list[dict[str, float]]:
    """Return the features that occur in at least LEAST examples; the model adds its own intercept."""
    counts = Counter(name for row in found for name in row)
    kept = {name for name, count in counts.items() if count >= LEAST} - {"intercept"}
    return [{name: value for name, value in row.items() if name in kept} for row in found]


def telling(matrix: Any, labels: np.ndarray) -> np.ndarray:
    """Return how telling each feature is, mean about 1: half the same for all, half its log-count ratio.

    The ratio is that of the class that the feature marks best against the others, smoothed by 1 (Wang & Manning 2012,
    "Baselines and Bigrams", ACL). Scaling features by it lets the telling ones be regularised less.
    """
    counts, ratios = abs(matrix), []
    for label in np.unique(labels):
        inside, outside = (np.asarray(counts[rows].sum(0)).ravel() + 1 for rows in (labels == label, labels != label))
        ratios.append(np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    most = np.max(ratios, axis=0)
    return (1 - TELLING_SHARE) + TELLING_SHARE * most / most.mean()


def fitted(matrix: Any, labels: np.ndarray) -> LogisticRegression:
    """Return the model for unscaled features: multinomial, L2 on scaled features, each class weighing the same."""
    scale = telling(matrix, labels)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(matrix @ diags(scale), labels)
    model.coef_ = model.coef_ * scale
    return model


def cross_validated(matrix: Any, labels: np.ndarray, sentences: list[str]) -> np.ndarray:
    """Return the labels that models of the other folds give; a sentence is never split over folds."""
    groups, _ = pd.factorize(pd.Series(sentences))
    guessed = np.zeros(len(labels))
    for train, rest in GroupKFold(FOLDS).split(matrix, labels, groups):
        logits = fitted(matrix[train], labels[train]).decision_function(matrix[rest])
        guessed[rest] = [np.sign(sentiment.linear_score(row)) for row in logits]
    return guessed


def weights(matrix: Any, labels: np.ndarray, names: np.ndarray) -> pd.DataFrame:
    """Return the weights table of a model of all rows, without features whose weights round to nothing."""
    model = fitted(matrix, labels)
    table = pd.DataFrame(model.coef_.T.round(3) + 0.0, columns=["negative", "neutral", "positive"])
    table.insert(0, "feature", names)
    table.loc[len(table)] = ["intercept", *model.intercept_.round(3)]
    return table[(table.iloc[:, 1:] != 0).any(axis=1)]


def main() -> None:
    """Train on DIR's train part, print the cross-validation and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="folder that holds newsmtsc/train.jsonl")
    found, labels, sentences = examples(parser.parse_args().data / "newsmtsc" / "train.jsonl")
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(frequent(found))
    guessed = cross_validated(matrix, labels, sentences)
    opposite = np.mean(labels * guessed < 0)
    print(f"{FOLDS}-fold cross-validation on {len(labels)} rows of the train part, folds by sentence:")
    print(f"macro F1 {f1_score(labels, guessed, average='macro'):.3f}, opposite sign {opposite:.3f}")
    table = weights(matrix, labels, vectorizer.get_feature_names_out())
    table.to_csv(tables.DATA / "lexicons" / "stance_weights.csv", index=False, lineterminator="\n")
    print(f"{len(table)} weights written")


if __name__ == "__main__":
    main()
