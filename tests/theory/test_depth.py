"""The receptive field against what really changes a deep layer's number, and the networks that are compared."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.models.shapes import trace
from nnplay.theory import depth
from nnplay.theory.convolution import Slide, feature_map
from nnplay.theory.depth import receptive_field


@pytest.mark.parametrize(
    "layers",
    [
        [Slide(3)],
        [Slide(3), Slide(3), Slide(3)],
        [Slide(3), Slide(2, 2), Slide(3)],
        [Slide(5, 2), Slide(3, 1, "valid", 2), Slide(2, 2), Slide(3)],
    ],
)
def test_a_number_sees_just_the_pixels_that_change_it(layers: list[Slide]) -> None:
    def deep(image: np.ndarray) -> np.ndarray:
        for layer in layers:
            image = feature_map(image, np.ones((layer.size, layer.size)), layer)
        return image

    # Windows are squares, so pixels on the diagonal tell both ends.
    reached = []
    for place in range(40):
        image = np.zeros((40, 40))
        image[place, place] = 1
        reached.append(deep(image)[1, 1] != 0)
    first, *_, last = np.flatnonzero(reached)
    field, jump = receptive_field(layers)[-1]
    assert last - first + 1 == field
    assert first == jump  # the number in row 1 begins one jump below that in row 0


def test_every_layer_is_told() -> None:
    assert receptive_field([Slide(3), Slide(2, 2), Slide(3), Slide(2, 2)]) == [(3, 1), (4, 2), (8, 2), (10, 4)]


def test_shuffled_and_unshuffled_experiments_differ_in_nothing_but_the_pixels() -> None:
    for name in depth.NETWORKS:
        plain, mixed = (depth.experiment(name, shuffle=shuffle) for shuffle in (False, True))
        assert plain != mixed
        assert plain == mixed.with_dataset(mixed.dataset.with_options(shuffle_pixels=False))


def test_all_experiments_are_there_under_their_names() -> None:
    assert len(depth.EXPERIMENTS) == 2 * len(depth.NETWORKS)
    for name in depth.NETWORKS:
        assert depth.EXPERIMENTS[f"{name}, as it is"] == depth.UNSHUFFLED[name]
        assert depth.EXPERIMENTS[f"{name}, shuffled"].dataset["shuffle_pixels"]


def test_both_networks_have_about_as_many_weights() -> None:
    dense, convolution = (trace(spec).checked().parameters for spec in depth.UNSHUFFLED.values())
    # By hand: 64 · 32 + 32, then 32 · 10 + 10; 9 · 16 + 16, 9 · 16 · 16 + 16, then 16 · 10 + 10.
    assert (dense, convolution) == (2410, 2650)


def test_the_table_of_receptive_fields_ends_where_windows_end() -> None:
    assert depth.receptive_fields(depth.UNSHUFFLED["Convolution"]) == {
        "layer": ["Conv2D", "MaxPooling2D", "Conv2D"],
        "map": ["8 × 8 × 16", "4 × 4 × 16", "4 × 4 × 16"],
        "sees": ["3 × 3 pixels", "4 × 4 pixels", "8 × 8 pixels"],
    }
    assert depth.receptive_fields(depth.UNSHUFFLED["Dense"])["layer"] == []


def test_digits_are_moved_by_each_shift_in_turn() -> None:
    images = load_dataset(depth.UNSHUFFLED["Dense"].dataset).x_test[:5]
    moved = depth.shifted_copies(images).reshape(len(depth.SHIFTS), *images.shape)
    np.testing.assert_array_equal(moved[depth.SHIFTS.index(0)], images)
    np.testing.assert_array_equal(moved[depth.SHIFTS.index(2)][:, :, 2:], images[:, :, :-2])
    assert not moved[depth.SHIFTS.index(2)][:, :, :2].any()
    np.testing.assert_array_equal(moved[depth.SHIFTS.index(-3)][:, :, :-3], images[:, :, 3:])
