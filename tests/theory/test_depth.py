"""The receptive field against what really changes a deep layer's number."""

from __future__ import annotations

import numpy as np
import pytest

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
