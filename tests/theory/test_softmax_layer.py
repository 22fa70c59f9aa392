"""A layer of softmax units that learns: checked against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from nnplay.theory.softmax_layer import accuracy, answers, teach


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_taught_layer_comes_to_where_scikit_learn_does(momentum: float) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3))
    y = np.where(rng.random(300) < 0.3, rng.integers(0, 10, 300), np.clip(np.rint(2 * x[:, 0] + 5), 0, 9)).astype(int)
    weights, biases = teach(x, y, steps=20_000 if momentum == 0 else 4000, momentum=momentum)
    expected = LogisticRegression(C=1e6, max_iter=5000).fit(x, y)

    def probabilities(scores: np.ndarray) -> np.ndarray:
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    assert log_loss(y, probabilities(x @ weights + biases)) == pytest.approx(
        log_loss(y, expected.predict_proba(x)), rel=2e-3
    )


def test_no_step_leaves_the_layer_as_it_was_and_each_lowers_the_loss() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(50, 6)), rng.integers(0, 4, 50)
    start = rng.normal(size=(6, 4)), rng.normal(size=4)
    losses = []
    for steps in (0, 1, 2, 5, 400):
        weights, biases = teach(x, y, classes=4, start=start, steps=steps)
        scores = x @ weights + biases
        losses.append(float((np.logaddexp.reduce(scores, axis=1) - scores[np.arange(50), y]).mean()))
        assert accuracy((weights, biases), x, y) == (scores.argmax(axis=1) == y).mean()
        np.testing.assert_array_equal(answers((weights, biases), x), scores.argmax(axis=1))
        if not steps:
            np.testing.assert_array_equal(weights, start[0])
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]
