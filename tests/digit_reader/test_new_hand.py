"""The reader's frozen layers and a last layer that learns: checked against the reader itself."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.digit_reader import shipped
from nnplay.digit_reader.new_hand import POOL, TEST, new_hand, small_digits, transfer
from nnplay.theory.softmax_layer import accuracy


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


def test_what_the_lesson_says_of_transfer_is_true() -> None:
    found = transfer()
    assert {round(value, 3) for value in found["Reader as it is"]} == {0.952}
    assert found["Reader, last layer taught"][2] == pytest.approx(0.978, abs=0.0041)
    for way in ("Reader, last layer taught", "Frozen layers, new last layer"):
        assert all(np.array(found[way]) > found["No reader, pixels only"])
