"""Pictures whose light and dark are the other way round than the training part's."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.datasets.preprocessing.pixels import Pixels
from nnplay.spec import DatasetSpec


@pytest.fixture(scope="module")
def digits() -> Pixels:
    pixels = load_dataset(DatasetSpec("digits")).preprocess.pixels
    assert pixels
    return pixels


def test_ink_on_paper_is_inverted_for_a_network_of_light_digits(digits: Pixels) -> None:
    light = load_dataset(DatasetSpec("digits")).x_test
    assert digits.brightness < 0.5
    assert digits.seem_inverted(1 - light)
    assert not digits.seem_inverted(light)


def test_one_dark_picture_among_light_ones_changes_nothing(digits: Pixels) -> None:
    pictures = np.ones((3, 8, 8, 1))
    pictures[0] = 0
    assert digits.seem_inverted(pictures)
    pictures[1] = 0
    assert not digits.seem_inverted(pictures)


def test_light_pictures_stay_for_a_network_that_was_trained_on_light_ones() -> None:
    assert not Pixels(brightness=0.7).seem_inverted(np.ones((1, 8, 8, 1)))
