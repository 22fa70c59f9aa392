"""Few digits, and what augmentation makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.models.shapes import trace
from nnplay.theory.little import DIGITS, NETWORK, augmentation, augmented, experiments, few_digits


@pytest.mark.parametrize("examples", [90, 100, 150, 300])
def test_there_are_just_so_many_digits_to_learn_from(examples: int) -> None:
    data = load_dataset(few_digits(examples))
    assert (len(data.y_train), len(data.y_val)) == (examples, examples)
    assert len(data.y_test) == DIGITS - 2 * examples


def test_all_variants_share_the_network_the_data_and_the_seed() -> None:
    plain, *others = experiments(100).values()
    for spec in others:
        assert trace(spec).checked().parameters == trace(plain).checked().parameters
        assert spec.layers[-len(NETWORK) :] == plain.layers
        assert (spec.dataset, spec.training, spec.seed) == (plain.dataset, plain.training, plain.seed)


def test_copies_differ_within_what_is_allowed() -> None:
    image = np.zeros((9, 9, 1), np.float32)
    image[4, 4] = 1.0
    copies = augmented(image, (*augmentation(2 / 9, 0, 0, mirror=False), *NETWORK), 200, seed=1)
    rows, columns = np.indices((9, 9))
    middles = np.array([[(copy[..., 0] * at).sum() for at in (rows, columns)] for copy in copies])
    assert 1.5 < np.abs(middles - 4).max() <= 2.0  # by up to two pixels each way
    assert np.abs(middles.mean(axis=0) - 4).max() < 0.3
    np.testing.assert_array_equal(copies, augmented(image, augmentation(2 / 9, 0, 0, mirror=False), 200, seed=1))


def test_mirroring_changes_about_half_of_the_copies_and_nothing_else() -> None:
    image = load_dataset(few_digits(100)).x_train[0]
    copies = augmented(image, augmentation(0, 0, 0, mirror=True), 100, seed=0)
    mirrored = [np.allclose(copy, image[:, ::-1], atol=1e-6) for copy in copies]
    assert 35 < sum(mirrored) < 65
    assert all(np.allclose(copy, image, atol=1e-6) for copy, other in zip(copies, mirrored, strict=True) if not other)
