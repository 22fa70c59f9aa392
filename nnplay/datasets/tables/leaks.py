"""Whether one column alone gives the target nearly away, as one that was written down after it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

GIVEN_AWAY = 0.95
"""The share of what the best constant answer gets wrong that a column must set right."""

MOST_ROWS = 2000
LEAST_ROWS = 20
FOLDS = 3
LEAVES_EACH = 3
"""Leaves of the tree, by class; ten times as many for numbers."""


@dataclass(frozen=True)
class Leak:
    """A column that alone gives the target nearly away.

    Args:
        column: Its name.
        score: The accuracy, or R², on rows that the tree has not seen.
        baseline: The same of the best constant answer.
    """

    column: str
    score: float
    baseline: float


def find_leaks(columns: Mapping[str, np.ndarray], y: np.ndarray, classes: bool) -> list[Leak]:
    """The columns from which a small decision tree alone tells nearly every target.

    Args:
        columns: float64 (n, inputs) of each column, NaN for what is missing.
        y: (n,), class numbers or values.
        classes: Whether they are classes.
    """
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    chosen = np.random.default_rng(0).permutation(len(y))[:MOST_ROWS]
    y = y[chosen]
    if len(y) < LEAST_ROWS or len(np.unique(y)) < 2:
        return []
    baseline = np.bincount(y.astype(int)).max() / len(y) if classes else 0.0
    leaves = LEAVES_EACH * (len(np.unique(y)) if classes else 10)
    kind = DecisionTreeClassifier if classes else DecisionTreeRegressor
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    found = []
    for name, values in columns.items():
        x = values[chosen]
        tree = kind(max_leaf_nodes=max(leaves, x.shape[1]), min_samples_leaf=2, random_state=0)
        score = float(np.mean(cross_val_score(tree, x, y, cv=folds)))
        if score - baseline >= GIVEN_AWAY * (1 - baseline):
            found.append(Leak(name, score, baseline))
    return sorted(found, key=lambda leak: -leak.score)
