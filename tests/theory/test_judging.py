"""Counts, areas, costs and rare classes against scikit-learn, and numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from nnplay.inspection import evaluation
from nnplay.theory import judging as theory
from nnplay.theory.activations import sigmoid
from nnplay.ui.lessons.experiments import PREDICTIONS


@pytest.mark.parametrize("seen", theory.SEEN)
@pytest.mark.parametrize("threshold", [0.2, 0.5])
def test_the_counts_and_shares_are_those_of_scikit_learn(seen: str, threshold: float) -> None:
    scored = theory.tumors(seen)["test"]
    found, called = theory.counts(scored.y, scored.p, threshold), scored.p >= threshold
    table = metrics.confusion_matrix(scored.y, called)
    assert [[found.cleared, found.alarms], [found.misses, found.hits]] == table.tolist()
    assert found.accuracy == pytest.approx(metrics.accuracy_score(scored.y, called))
    assert found.precision == pytest.approx(metrics.precision_score(scored.y, called))
    assert found.recall == pytest.approx(metrics.recall_score(scored.y, called))
    assert found.f1 == pytest.approx(metrics.f1_score(scored.y, called))
    assert found.false_positive_rate == pytest.approx(1 - metrics.recall_score(scored.y, called, pos_label=0))


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    y, p = np.array([1, 0, 1, 0, 0]), np.array([0.9, 0.8, 0.5, 0.5, 0.1])
    assert theory.pairs(y, p) == (3 + 0 + 1 + 0.5, 6)
    for seen in theory.SEEN:
        scored = theory.tumors(seen)["test"]
        ahead, of = theory.pairs(scored.y, scored.p)
        assert ahead / of == pytest.approx(metrics.roc_auc_score(scored.y, scored.p))


def test_what_is_not_defined_is_no_number() -> None:
    never = theory.counts(np.array([0, 1]), np.array([0.1, 0.2]), 0.5)
    assert (never.accuracy, never.recall, never.f1) == (0.5, 0, 0)
    assert np.isnan(never.precision)


def test_the_best_threshold_follows_from_the_costs() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(size=100_000)
    y = (rng.uniform(size=len(p)) < p).astype(int)  # probabilities that can be trusted
    thresholds = np.linspace(0, 1, 101)
    for miss, alarm in ((1, 1), (10, 1), (1, 4)):
        costs = theory.mean_costs(y, p, thresholds, miss, alarm)
        assert theory.cheapest(thresholds, costs) == pytest.approx(theory.best_threshold(miss, alarm), abs=0.02)
    # By hand: at one half, one miss of 3 and two false alarms of 2 on four examples.
    y, p = np.array([1, 0, 0, 1]), np.array([0.4, 0.6, 0.7, 0.9])
    assert theory.mean_costs(y, p, np.array([0.5, 0.0, 1.0]), 3, 2) == pytest.approx([7 / 4, 4 / 4, 6 / 4])


def test_of_several_cheapest_thresholds_it_is_the_middle_of_the_first_run() -> None:
    places = np.arange(6) / 10
    assert theory.cheapest(places, np.array([3.0, 1, 1, 1, 2, 1])) == 0.2
    assert theory.cheapest(places, np.array([3.0, 2, 2, 2, 2, 1])) == 0.5


def test_a_positive_test_for_a_rare_disease_by_hand() -> None:
    found = theory.expected_counts(0.01, 0.9, 0.09)
    assert (found.hits, found.misses, found.alarms, found.cleared) == pytest.approx((9, 1, 89.1, 900.9))
    assert found.precision == pytest.approx(9 / 98.1)
    assert theory.whole(found) == theory.Counts(9, 1, 89, 901)
    for share, recall, alarms in ((0.005, 0.5, 0.999), (0.5, 1.0, 0.0), (0.015, 0.99, 1.0)):
        groups = theory.whole(theory.expected_counts(share, recall, alarms))
        assert groups.total == theory.PEOPLE
        assert min(groups.hits, groups.misses, groups.alarms, groups.cleared) >= 0


def test_more_confidence_changes_the_calibration_and_neither_accuracy_nor_area() -> None:
    scored = theory.tumors("radius")["test"]
    doubled = theory.confident(scored.p, 2.0)
    np.testing.assert_allclose(doubled, sigmoid(2 * np.log(scored.p / (1 - scored.p))))
    np.testing.assert_allclose(theory.confident(scored.p, 1.0), scored.p)
    assert theory.counts(scored.y, doubled, 0.5) == theory.counts(scored.y, scored.p, 0.5)
    assert theory.pairs(scored.y, doubled) == theory.pairs(scored.y, scored.p)
    errors = [evaluation.calibration(scored.y, p, bins=5).error for p in (scored.p, doubled)]
    assert errors[0] < errors[1]


def test_the_numbers_that_a_prediction_tells_are_those_of_the_page() -> None:
    (why,) = [each.why for each in PREDICTIONS["judging"] if each.name == "lower"]
    scored = theory.tumors("radius")["test"]
    half, fifth = (theory.counts(scored.y, scored.p, one) for one in (0.5, 0.2))
    assert f"{fifth.alarms} false alarms instead of {half.alarms}, and {fifth.misses} misses instead of" in why
    assert f"instead of {half.misses}." in why
