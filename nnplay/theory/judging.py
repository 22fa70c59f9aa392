"""Judging a classifier: four counts at a threshold, what mistakes cost, rare cases, and confidence.

The positive class is the one that is looked for, here the malignant tumors.

References:
    T. Fawcett 2006, An introduction to ROC analysis, https://doi.org/10.1016/j.patrec.2005.10.010.
    C. Elkan 2001, The Foundations of Cost-Sensitive Learning, IJCAI (the best threshold, equation 2).
    C. Guo et al. 2017, On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599 (temperature).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.i18n import N_
from nnplay.spec import DatasetSpec, ExperimentSpec, OptimizerSpec, TrainingSpec
from nnplay.theory.activations import sigmoid

PEOPLE = 1000
"""How many people a rare disease is shown on."""

TUMORS = DatasetSpec("breast_cancer", test_size=0.4, validation_size=0.3)
"""Breast tumors, with more test examples than usual, because each one counts here."""

SEEN: Mapping[str, slice] = {
    N_("radius"): slice(0, 1),
    N_("texture"): slice(1, 2),
    N_("smoothness"): slice(4, 5),
    N_("all 30"): slice(0, 30),
}
"""What a classifier of the tumors sees: columns of the data, by name."""


@dataclass(frozen=True)
class Counts:
    """How many examples were judged in which of the four ways.

    Args:
        hits: Positive, and called positive: true positives.
        misses: Positive, but called negative: false negatives.
        alarms: Negative, but called positive: false positives.
        cleared: Negative, and called negative: true negatives.
    """

    hits: float
    misses: float
    alarms: float
    cleared: float

    @property
    def total(self) -> float:
        """All examples."""
        return self.hits + self.misses + self.alarms + self.cleared

    @property
    def accuracy(self) -> float:
        """Share of all answers that are right."""
        return _share(self.hits + self.cleared, self.total)

    @property
    def precision(self) -> float:
        """Share of the positive answers that are right; NaN where there is no positive answer."""
        return _share(self.hits, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """Share of the positive examples that are found; NaN where there is none."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def false_positive_rate(self) -> float:
        """Share of the negative examples that are called positive; NaN where there is none."""
        return _share(self.alarms, self.alarms + self.cleared)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN where there is neither a positive example nor answer."""
        return _share(2 * self.hits, 2 * self.hits + self.alarms + self.misses)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def counts(y: np.ndarray, p: np.ndarray, threshold: float) -> Counts:
    """The four counts where a probability of at least `threshold` is called positive.

    Args:
        y: (n,), 1 for the positive examples, else 0.
        p: (n,), the predicted probability of that.
        threshold: From 0 to 1.
    """
    called, positive = np.asarray(p) >= threshold, np.asarray(y) == 1
    return Counts(
        int((called & positive).sum()),
        int((~called & positive).sum()),
        int((called & ~positive).sum()),
        int((~called & ~positive).sum()),
    )


def pairs(y: np.ndarray, p: np.ndarray) -> tuple[float, int]:
    """Of all pairs of a positive and a negative example: how many have the positive one ahead, and how many there are.

    A tie counts one half. The share is the area under the ROC curve. Arguments as of `counts`.
    """
    positive, negative = p[y == 1], p[y == 0]
    ahead = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(ahead), len(positive) * len(negative)


def mean_costs(y: np.ndarray, p: np.ndarray, thresholds: np.ndarray, miss: float, alarm: float) -> np.ndarray:
    """What an example costs on average, at each threshold: (thresholds,).

    Args:
        y, p: As in `counts`.
        thresholds: Each from 0 to 1.
        miss: The cost of a miss.
        alarm: The cost of a false alarm.
    """
    found = [counts(y, p, float(one)) for one in thresholds]
    return np.array([(one.misses * miss + one.alarms * alarm) / len(y) for one in found])


def best_threshold(miss: float, alarm: float) -> float:
    """Where calling an example positive begins to pay, if its probability can be trusted.

    At a probability p, calling it negative costs p · miss on average, calling it positive (1 - p) · alarm.
    """
    return alarm / (miss + alarm)


def cheapest(thresholds: np.ndarray, costs: np.ndarray) -> float:
    """The threshold of the lowest cost; the middle one, where several that follow each other cost the same."""
    lowest = np.flatnonzero(costs == costs.min())
    first_run = lowest[: int(np.argmax(np.diff(lowest, append=lowest[-1] + 2) > 1)) + 1]
    return float(thresholds[first_run[len(first_run) // 2]])


def expected_counts(share: float, recall: float, false_positive_rate: float, people: int = PEOPLE) -> Counts:
    """The four counts to expect of so many people; each argument but the last from 0 to 1."""
    sick = share * people
    return Counts(
        sick * recall,
        sick * (1 - recall),
        (people - sick) * false_positive_rate,
        (people - sick) * (1 - false_positive_rate),
    )


def whole(expected: Counts, people: int = PEOPLE) -> Counts:
    """Whole numbers near expected counts, which still add up to all people."""
    sick = round(expected.hits + expected.misses)
    hits = min(round(expected.hits), sick)
    alarms = min(round(expected.alarms), people - sick)
    return Counts(hits, sick - hits, alarms, people - sick - alarms)


def confident(p: np.ndarray, factor: float) -> np.ndarray:
    """Probabilities whose logits are multiplied by a factor: above 1 they are more extreme, below 1 less."""
    inside = np.clip(np.asarray(p, np.float64), 1e-12, 1 - 1e-12)
    return sigmoid(factor * np.log(inside / (1 - inside)))


@dataclass(frozen=True, eq=False)
class Scored:
    """True classes and predicted probabilities of one part of the tumors.

    Args:
        y: (n,), 1 for malignant.
        p: (n,), the probability of malignant.
    """

    y: np.ndarray
    p: np.ndarray


@functools.cache
def tumors(seen: str) -> dict[str, Scored]:
    """One neuron with a sigmoid, fitted to the training part by cross-entropy with a little L2; by part, its answers.

    Args:
        seen: What it sees, of `SEEN`.
    """
    from sklearn.linear_model import LogisticRegression

    data, columns = load_dataset(TUMORS), SEEN[seen]
    malignant = data.class_names.index("malignant")
    model = LogisticRegression(max_iter=1000).fit(data.x_train[:, columns], data.y_train == malignant)
    return {
        name: Scored((y == malignant).astype(int), model.predict_proba(x[:, columns])[:, 1].astype(np.float64))
        for name, (x, y) in data.parts.items()
    }


RARE = ExperimentSpec(
    DatasetSpec("rare", samples=4000),
    (),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.02), batch_size=32, epochs=20),
)
"""One neuron on points of which 1 in 20 is rare."""

EXPERIMENTS = {N_("plain"): RARE, N_("balanced class weights"): RARE.with_training(class_weight="balanced")}
