"""Images made to please a filter, where the best one is known."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.inspection.activation_maximization import preferred
from nnplay.spec import LayerSpec
from tests.inspection.factories import conv, made


def test_a_linear_unit_wants_ink_where_its_weights_are_positive_and_none_elsewhere() -> None:
    model = made(LayerSpec("Flatten"), shape=(4, 4, 1))
    weights = np.random.default_rng(0).choice([-1.0, -0.5, 0.5, 1.0], (16, 3))
    model.layers[-1].set_weights([weights, np.zeros(3)])
    found = preferred(model, "output", (2, 0))
    for image, unit in zip(found.images, (2, 0), strict=True):
        np.testing.assert_array_equal(image.ravel(), weights[:, unit] > 0)
    # Then the answer is the sum of the positive weights.
    np.testing.assert_allclose(found.after, np.maximum(weights, 0).sum(axis=0)[[2, 0]], rtol=1e-5)


def test_a_filter_behind_a_silent_relu_still_gets_its_image() -> None:
    model = made(conv(filters=2, activation="relu"), LayerSpec("Flatten"), shape=(6, 6, 3))
    kernel, bias = model.layers[0].get_weights()
    model.layers[0].set_weights([kernel, bias - 100])
    found = preferred(model, "conv2d_1", (0, 1))
    assert found.images.shape == (2, 6, 6, 3)
    assert (found.after > found.before).all()
    assert found.images.min() >= 0
    assert found.images.max() <= 1


def test_a_filter_wants_its_positive_weights_inked_in_the_middle_and_sees_nothing_else() -> None:
    model = made(conv(filters=1, kernel_size=3), LayerSpec("Flatten"), shape=(7, 7, 1))
    kernel = np.array([[1, -1, 0.5], [-0.5, 1, -1], [1, -0.5, 1]])
    model.layers[0].set_weights([kernel.reshape(3, 3, 1, 1), np.zeros(1)])
    found = preferred(model, "conv2d_1", (0,))
    image = found.images[0, :, :, 0]
    np.testing.assert_array_equal(image[2:5, 2:5], kernel > 0)
    assert (np.abs(np.delete(image, slice(2, 5), axis=0) - 0.5) < 0.2).all()
    assert found.after[0] == kernel[kernel > 0].sum()


def test_an_image_depends_on_its_seed_and_not_on_its_neighbours() -> None:
    model = made(conv(activation="tanh"), LayerSpec("Flatten"))
    alone = preferred(model, "conv2d_1", (1,), seed=3, steps=4).images[0]
    together = preferred(model, "conv2d_1", (0, 1), seed=3, steps=4).images[1]
    np.testing.assert_allclose(alone, together, atol=1e-4)
    assert np.abs(preferred(model, "conv2d_1", (1,), seed=4, steps=4).images[0] - alone).max() > 0.01


@pytest.mark.parametrize(("layer", "unit", "words"), [("flatten_2", 0, "no layer"), ("conv2d_1", 3, "has 3 filters")])
def test_what_is_not_there_is_refused(layer: str, unit: int, words: str) -> None:
    with pytest.raises(DataError, match=words):
        preferred(made(conv(), LayerSpec("Flatten")), layer, (unit,))


def test_a_network_on_a_table_is_refused() -> None:
    with pytest.raises(DataError, match="only for networks whose inputs are images"):
        preferred(made(shape=(4,)), "output", (0,))
