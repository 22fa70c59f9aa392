"""The reader's frozen layers and a last layer that learns: checked against scikit-learn and the reader itself."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from nnplay.digit_reader import shipped
from nnplay.digit_reader.new_hand import POOL, STEPS, TEST, accuracy, new_hand, small_digits, teach, transfer


def test_a_taught_layer_comes_to_where_scikit_learn_does() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3))
    y = np.where(rng.random(300) < 0.3, rng.integers(0, 10, 300), np.clip(np.rint(2 * x[:, 0] + 5), 0, 9)).astype(int)
    weights, biases = teach(x, y, steps=20_000)
    expected = LogisticRegression(C=1e6, max_iter=5000).fit(x, y)

    def probabilities(scores: np.ndarray) -> np.ndarray:
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    assert log_loss(y, probabilities(x @ weights + biases)) == pytest.approx(
        log_loss(y, expected.predict_proba(x)), rel=2e-3
    )


def test_frozen_features_and_the_own_last_layer_are_the_reader() -> None:
    hand = new_hand()
    weights, biases = hand.last_layer
    answers = (hand.features[:20] @ weights + biases).argmax(axis=1)
    np.testing.assert_array_equal(answers, shipped().predict(hand.pictures[:20]).argmax(axis=1))
    assert hand.features.shape == (POOL + TEST, 96)
    assert accuracy(hand.last_layer, hand.features[:20], hand.labels[:20]) == (answers == hand.labels[:20]).mean()
    images, labels = small_digits()
    np.testing.assert_array_equal(labels, hand.labels)
    assert images.max() == 1.0


def test_no_step_leaves_the_layer_as_it_was_and_each_lowers_the_loss() -> None:
    hand = new_hand()
    x, y = hand.features[:50], hand.labels[:50]
    start, biases = teach(x, y, hand.last_layer, steps=0)
    np.testing.assert_array_equal(start, hand.last_layer[0])
    losses = []
    for steps in (0, 1, 2, 5, STEPS):
        weights, biases = teach(x, y, hand.last_layer, steps=steps)
        scores = x @ weights + biases
        losses.append(float((np.logaddexp.reduce(scores, axis=1) - scores[np.arange(50), y]).mean()))
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 5


def test_what_the_lesson_says_of_transfer_is_true() -> None:
    found = transfer()
    assert {round(value, 3) for value in found["Reader as it is"]} == {0.952}
    assert found["Reader, last layer taught"][2] == pytest.approx(0.978, abs=0.0041)
    for way in ("Reader, last layer taught", "Frozen layers, new last layer"):
        assert all(np.array(found[way]) > found["No reader, pixels only"])
