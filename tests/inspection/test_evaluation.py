"""Metrics of a network's answers, against hand-worked numbers and counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.inspection import evaluation

Y_TRUE = np.array([0, 0, 0, 1, 1, 2, 2, 2])
PROBABILITIES = np.array(
    [
        [0.9, 0.1, 0.0],
        [0.6, 0.3, 0.1],
        [0.2, 0.7, 0.1],  # 0 taken for 1, sure
        [0.1, 0.8, 0.1],
        [0.5, 0.4, 0.1],  # 1 taken for 0, unsure
        [0.0, 0.1, 0.9],
        [0.0, 0.2, 0.8],
        [0.05, 0.0, 0.95],
    ]
)
Y_PRED = PROBABILITIES.argmax(axis=1)


def test_a_row_per_true_class_and_a_column_per_answer() -> None:
    assert evaluation.confusion(Y_TRUE, Y_PRED, 4).tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0]]


def test_precision_recall_and_f1_are_those_counted_by_hand() -> None:
    table = evaluation.class_report(Y_TRUE, Y_PRED, ["a", "b", "c", "never"])
    assert table.loc["a"].tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 3])
    assert table.loc["b"].tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 2, 2])
    assert table.loc["c"].tolist() == [1, 1, 1, 3]
    assert table.loc["never"].tolist() == [0, 0, 0, 0]
    assert table.loc["mean"].tolist() == pytest.approx([(2 / 3 + 1 / 2 + 1) / 4] * 3 + [8])


def test_the_most_confident_mistake_comes_first() -> None:
    assert evaluation.most_confident_mistakes(Y_TRUE, PROBABILITIES).tolist() == [2, 4]


def test_the_area_under_roc_is_the_share_of_pairs_in_the_right_order() -> None:
    rng = np.random.default_rng(0)
    y_true, y_score = rng.integers(0, 2, 60), rng.uniform(0, 1, 60)
    found = evaluation.roc(y_true, y_score)
    pairs = y_score[y_true == 1][:, None] - y_score[y_true == 0]
    assert found.area == pytest.approx((pairs > 0).mean())
    assert (found.x[0], found.y[0], found.x[-1], found.y[-1]) == (0, 0, 1, 1)
    for x, y, threshold in zip(found.x, found.y, found.thresholds, strict=True):
        answer = y_score >= threshold
        assert (x, y) == (answer[y_true == 0].mean(), answer[y_true == 1].mean())


def test_precision_and_recall_at_each_threshold_are_those_counted_by_hand() -> None:
    rng = np.random.default_rng(1)
    y_true, y_score = rng.integers(0, 2, 40), rng.uniform(0, 1, 40)
    found = evaluation.precision_recall(y_true, y_score)
    for recall, precision, threshold in list(zip(found.x, found.y, found.thresholds, strict=True))[:-1]:
        answer = y_score >= threshold
        assert recall == pytest.approx(answer[y_true == 1].mean())
        assert precision == pytest.approx(y_true[answer].mean())
    assert np.isinf(found.thresholds[-1])


def test_calibration_agrees_with_scikit_learn_and_its_error_with_the_definition() -> None:
    from sklearn.calibration import calibration_curve

    rng = np.random.default_rng(2)
    y_prob = rng.uniform(0, 0.85, 500)
    y_true = rng.uniform(0, 1, 500) < y_prob**2
    found = evaluation.calibration(y_true, y_prob)
    prob_true, prob_pred = calibration_curve(y_true, y_prob, n_bins=10)
    known = found.counts > 0
    np.testing.assert_allclose(found.prob_true[known], prob_true)
    np.testing.assert_allclose(found.prob_pred[known], prob_pred)
    assert np.isnan(found.prob_pred[~known]).all()
    assert found.error == pytest.approx((np.abs(prob_true - prob_pred) * found.counts[known]).sum() / 500)


def test_a_probability_of_one_falls_into_the_last_bin() -> None:
    found = evaluation.calibration(np.array([True, False]), np.array([1.0, 0.0]))
    assert found.counts.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert found.error == 0


def test_errors_of_a_regression_are_those_counted_by_hand() -> None:
    y_true, y_pred = np.array([1.0, 2.0, 3.0, 6.0]), np.array([1.0, 3.0, 3.0, 3.0])
    report = evaluation.regression_report(y_true, y_pred)
    assert report["mean absolute error"] == 1
    assert report["root mean squared error"] == pytest.approx(np.sqrt(10 / 4))
    assert report["R²"] == pytest.approx(1 - 10 / 14)
    assert evaluation.largest_errors(y_true, y_pred).tolist() == [3, 1, 0, 2]
