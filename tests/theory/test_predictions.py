"""What the lessons answer to a student's predictions is true: each number is worked out again."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.theory import activations, classification, convolution, line, overfitting, pooling
from nnplay.theory.backprop import line_score
from nnplay.theory.race import OPTIMIZERS, minimize
from nnplay.theory.sample_photos import grey_photo
from nnplay.theory.surfaces import SURFACES
from nnplay.ui.lessons.line_descent import MINI, PACES, START, STEPS
from nnplay.ui.lessons.points import START as POINTS


def test_the_sigmoid_is_flat_at_5_and_five_slopes_leave_a_thousandth() -> None:
    slope = activations.ACTIVATIONS["sigmoid"].slope
    assert slope(np.array([1.0, 5.0])).round(3).tolist() == [0.197, 0.007]
    assert slope(np.array(0.0)) ** 5 == pytest.approx(0.00098, abs=5e-6)


def test_a_larger_logit_takes_from_all_others_by_the_same_factor() -> None:
    before, after = (activations.softmax(np.array([2.0, dog, 0.1, -1.0])) for dog in (1.0, 2.0))
    shrink = (after / before)[[0, 2, 3]]
    assert shrink == pytest.approx([shrink[0]] * 3)
    assert shrink[0] < 0.8


def test_a_rate_above_the_limit_runs_away_and_single_points_never_rest() -> None:
    x, y = np.array(POINTS).T
    limit = 2 / line.largest_curvature(x)
    start = (START[0].default, START[1].default)
    losses = {
        (pace, size): line.gradient_descent(x, y, start, PACES[pace] * limit, size, STEPS).path()[:, 2]
        for pace in PACES
        for size in (len(x), MINI, 1)
    }
    least = line.mse(x, y, *line.least_squares(x, y))
    assert losses["too large", len(x)][20] > 10 * losses["too large", len(x)][0]
    assert losses["right", len(x)][-1] == pytest.approx(least, rel=0.01)
    single = losses["right", 1]
    assert single[20:].mean() < single[0] / 2  # downhill on average
    assert np.ptp(single[-15:]) > least  # but never at rest


def test_one_of_seven_optimizers_reaches_the_deeper_minimum() -> None:
    two = SURFACES["two"]
    left = []
    for name, one in OPTIMIZERS.items():
        rate = float(f"{one.learning_rate * (two.learning_rate if one.relative else 1):.2g}")
        end = minimize(one, two.gradient, two.start, rate, 150)[-1]
        left += [name] if np.abs(end - two.minima[0]).max() < 0.05 else []
    assert left == ["momentum"]


def test_the_line_shown_for_xor_gets_three_right() -> None:
    assert line_score(1.0, 1.0, -0.5) == 3


def test_cross_entropy_pushes_75_times_harder() -> None:
    entropy, square = (-float(slope(np.array(-5.0), np.array(1.0))) for _, slope in classification.LOSSES.values())
    assert (round(entropy, 2), round(square, 3)) == (0.99, 0.013)
    assert entropy / square == pytest.approx(75, abs=1)


def test_max_pooling_forgives_half_of_a_shift_by_one_pixel() -> None:
    photo, kernel = grey_photo("temple").astype(float), convolution.KERNELS["vertical edges"]
    maps = [
        np.maximum(convolution.feature_map(image, kernel.weights, kernel.slide), 0)
        for image in (photo, pooling.shifted(photo, 0, 1, edge=True))
    ]
    assert pooling.change(*maps) == pytest.approx(0.49, abs=0.005)
    pools = [pooling.pooled(one, convolution.Slide(2, 2)) for one in maps]
    assert pooling.change(*pools) == pytest.approx(0.26, abs=0.005)


def test_edges_give_nothing_on_a_plain_area() -> None:
    kernel = convolution.KERNELS["edges"]
    assert not convolution.feature_map(np.full((5, 5), 200.0), kernel.weights, kernel.slide).any()


def test_a_polynomial_of_degree_11_memorizes_12_points() -> None:
    data = load_dataset(overfitting.wave(12, 0.3, 8))
    train, validation = (
        (x[:, 0].astype(float), y.astype(float)) for x, y in (data.parts["training"], data.parts["validation"])
    )
    on_train, on_validation = overfitting.error_by_degree(train, validation, range(12), 0.0)
    assert on_train[11] < 1e-9
    assert on_validation[11] > 10 * on_validation.min()
