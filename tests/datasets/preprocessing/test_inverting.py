"""Pictures whose light and dark are the other way round than the training part's."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.spec import DatasetSpec


@pytest.fixture(scope="module")
def digits() -> Preprocess:
    data = load_dataset(DatasetSpec("digits"))
    return Preprocess(data.signature, "image", brightness=float(data.x_train.mean()))


def test_ink_on_paper_is_turned_round_for_a_network_of_light_digits(digits: Preprocess) -> None:
    light = load_dataset(DatasetSpec("digits")).x_test
    assert digits.brightness < 0.5
    assert digits.needs_inverting(1 - light)
    assert not digits.needs_inverting(light)


def test_one_dark_picture_among_light_ones_changes_nothing(digits: Preprocess) -> None:
    pictures = np.ones((3, 8, 8, 1))
    pictures[0] = 0
    assert digits.needs_inverting(pictures)
    pictures[1] = 0
    assert not digits.needs_inverting(pictures)


def test_light_pictures_stay_for_a_network_that_was_trained_on_light_ones(digits: Preprocess) -> None:
    assert not Preprocess(digits.signature, "image", brightness=0.7).needs_inverting(np.ones((1, 8, 8, 1)))
