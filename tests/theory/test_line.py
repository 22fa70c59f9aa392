"""Descent on a line against numbers by hand, NumPy's least squares, scikit-learn and Keras's SGD."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_squared_error

from nnplay.errors import DataError
from nnplay.theory import line

X = np.array([-2.0, -1.0, 0.5, 1.0, 3.0])
Y = np.array([-3.0, -0.5, 2.5, 2.0, 6.5])


def test_errors_loss_and_gradient_by_hand() -> None:
    x, y = np.array([1.0, 2.0]), np.array([3.0, 1.0])
    # m = 1, b = 1: predictions 2 and 3, errors -1 and 2
    np.testing.assert_allclose(line.errors(x, y, 1, 1), [-1, 2])
    assert line.mse(x, y, 1, 1) == pytest.approx(2.5)
    assert line.rmse(x, y, 1, 1) == pytest.approx(2.5**0.5)
    assert line.gradient(x, y, 1, 1) == pytest.approx((-1 * 1 + 2 * 2, -1 + 2))


def test_the_loss_is_that_of_scikit_learn_and_the_surface_holds_it_everywhere() -> None:
    m, b = np.linspace(-2, 2, 7), np.linspace(-1, 3, 5)
    surface = line.loss_surface(X, Y, m, b)
    assert surface.shape == (5, 7)
    assert surface[3, 2] == pytest.approx(mean_squared_error(Y, m[2] * X + b[3]))


def test_least_squares_is_that_of_numpy_and_has_no_gradient() -> None:
    m, b = line.least_squares(X, Y)
    assert (m, b) == pytest.approx(tuple(np.polyfit(X, Y, 1)))
    assert line.gradient(X, Y, m, b) == pytest.approx((0, 0), abs=1e-12)


@pytest.mark.parametrize("x", [[1.0], [2.0, 2.0, 2.0]])
def test_points_that_give_no_line_get_a_sentence(x: list[float]) -> None:
    with pytest.raises(DataError, match="two points with different x"):
        line.least_squares(np.array(x), np.array(x))


def test_the_gradient_is_that_of_automatic_differentiation() -> None:
    import tensorflow as tf

    m, b = tf.Variable(0.7, dtype=tf.float64), tf.Variable(-0.4, dtype=tf.float64)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((m * X + b - Y) ** 2)
    assert line.gradient(X, Y, 0.7, -0.4) == pytest.approx([float(one) for one in tape.gradient(loss, [m, b])])


def test_full_batches_take_the_steps_of_keras() -> None:
    import keras

    layer = keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((1,)), layer])
    layer.set_weights([np.array([[0.5]]), np.array([-1.0])])
    model.compile(keras.optimizers.SGD(0.05), "mse")
    walk = line.gradient_descent(X, Y, (0.5, -1.0), 0.05, len(X), 4)
    for m, b, _ in walk.path()[1:]:
        model.train_on_batch(X[:, None], Y[:, None])
        weights, biases = layer.get_weights()
        assert (m, b) == pytest.approx((float(weights[0, 0]), float(biases[0])), rel=1e-5)


def test_a_rate_just_below_the_limit_comes_down_and_one_just_above_runs_away() -> None:
    limit = 2 / line.largest_curvature(X)
    best = line.mse(X, Y, *line.least_squares(X, Y))
    good = line.gradient_descent(X, Y, (-1, 4), 0.97 * limit, len(X), 2000)
    bad = line.gradient_descent(X, Y, (-1, 4), 1.03 * limit, len(X), 2000)
    assert good.loss == pytest.approx(best)
    assert bad.loss > line.DIVERGED
    assert len(bad) < 2000


@pytest.mark.parametrize(("batch_size", "batches"), [(5, 1), (2, 3), (1, 5)])
def test_an_epoch_sees_every_point_once(batch_size: int, batches: int) -> None:
    walk = line.gradient_descent(X, Y, (0, 0), 0.01, batch_size, 3 * batches)
    assert walk.batches == batches
    assert [step.epoch for step in walk.updates] == [epoch for epoch in (1, 2, 3) for _ in range(batches)]
    for epoch in (1, 2, 3):
        seen = [point for step in walk.updates if step.epoch == epoch for point in step.batch]
        assert sorted(seen) == [0, 1, 2, 3, 4]
    if batches > 1:
        assert (
            walk.updates[0].batch != walk.updates[batches].batch
            or walk.updates[1].batch != walk.updates[batches + 1].batch
        )


def test_each_step_goes_against_the_gradient_of_its_batch() -> None:
    walk = line.gradient_descent(X, Y, (1, 1), 0.1, 2, 7)
    path = walk.path()
    for number, step in enumerate(walk.updates):
        batch = list(step.batch)
        assert step.gradient == pytest.approx(line.gradient(X[batch], Y[batch], step.m, step.b))
        np.testing.assert_allclose(
            path[number + 1, :2], [step.m - 0.1 * step.gradient[0], step.b - 0.1 * step.gradient[1]]
        )
        assert step.loss == pytest.approx(line.mse(X, Y, step.m, step.b))
