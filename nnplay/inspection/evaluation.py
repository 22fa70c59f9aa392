"""How good a network is on its test part: scikit-learn's metrics of its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve over all thresholds of a two-class answer.

    Args:
        x, y: (n,), each in 0..1.
        thresholds: (n,), the probability from which on the answer is the second class; infinite where never.
        area: Area under it.
    """

    x: np.ndarray
    y: np.ndarray
    thresholds: np.ndarray
    area: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """Predicted probabilities beside observed shares, by bins of equal width.

    Args:
        edges: (bins + 1,), from 0 to 1.
        prob_pred: (bins,), mean predicted probability in each bin; NaN where there is none.
        prob_true: (bins,), share of the examples for which it was so; NaN where there are none.
        counts: (bins,), examples in each bin.
        error: Mean distance of both, weighted by the counts: the expected calibration error of
            C. Guo et al. 2017, On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599.
    """

    edges: np.ndarray
    prob_pred: np.ndarray
    prob_true: np.ndarray
    counts: np.ndarray
    error: float


def confusion(y_true: np.ndarray, y_pred: np.ndarray, classes: int) -> np.ndarray:
    """How often each true class (row) was taken for each class (column): int (classes, classes)."""
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_pred, labels=range(classes))


def class_report(y_true: np.ndarray, y_pred: np.ndarray, class_names: Sequence[str]) -> pd.DataFrame:
    """Precision, recall and F1 of each class, 0 where they are not defined, with their plain mean in the last row.

    Returns:
        The columns precision, recall, F1, in 0..1, and examples; one row per class and one named "mean".
    """
    import pandas as pd
    from sklearn.metrics import precision_recall_fscore_support

    *scores, examples = precision_recall_fscore_support(y_true, y_pred, labels=range(len(class_names)), zero_division=0)
    table = pd.DataFrame(
        {"precision": scores[0], "recall": scores[1], "F1": scores[2], "examples": examples}, index=list(class_names)
    )
    table.loc["mean"] = [*(values.mean() for values in scores), examples.sum()]
    return table.astype({"examples": int})


def roc(y_true: np.ndarray, y_score: np.ndarray) -> Curve:
    """The receiver operating characteristic: share of false alarms (x) and of hits (y) at every threshold.

    Args:
        y_true: (n,), 0 or 1; both must occur.
        y_score: (n,), the probability of class 1.
    """
    from sklearn.metrics import roc_auc_score, roc_curve

    x, y, thresholds = roc_curve(y_true, y_score)
    return Curve(x, y, thresholds, float(roc_auc_score(y_true, y_score)))


def precision_recall(y_true: np.ndarray, y_score: np.ndarray) -> Curve:
    """Recall (x) and precision (y) at every threshold; the area is the average precision. Arguments as of `roc`."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(y_true, y_score)
    # The last point, recall 0, belongs to no threshold.
    return Curve(recall, precision, np.append(thresholds, np.inf), float(average_precision_score(y_true, y_score)))


def calibration(y_true: np.ndarray, y_prob: np.ndarray, bins: int = 10) -> Calibration:
    """Compares predicted probabilities with how often it was so.

    Args:
        y_true: (n,), whether it was so: for two classes whether it is the second one, for more whether the most
            probable class is the true one.
        y_prob: (n,), the predicted probability of that, in 0..1.
        bins: How many.
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(y_prob, edges[1:-1]), 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        prob_pred = np.bincount(place, weights=y_prob, minlength=bins) / counts
        prob_true = np.bincount(place, weights=y_true, minlength=bins) / counts
    error = float(np.nansum(np.abs(prob_pred - prob_true) * counts) / max(counts.sum(), 1))
    return Calibration(edges, prob_pred, prob_true, counts, error)


def most_confident_mistakes(y_true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Places of all wrong answers, the most confident one first: int (mistakes,)."""
    y_pred = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(y_pred != y_true)
    return wrong[np.argsort(-probabilities[wrong, y_pred[wrong]], kind="stable")]


def regression_report(y_true: np.ndarray, y_pred: np.ndarray) -> dict[str, float]:
    """Mean absolute error and root mean squared error, in the target's units, and R²; NaN for one example."""
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    return {
        "mean absolute error": float(mean_absolute_error(y_true, y_pred)),
        "root mean squared error": float(root_mean_squared_error(y_true, y_pred)),
        "R²": float(r2_score(y_true, y_pred)) if len(y_true) > 1 else float("nan"),
    }


def largest_errors(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Places of all examples, the worst prediction first: int (n,)."""
    return np.argsort(-np.abs(y_pred - y_true), kind="stable")
