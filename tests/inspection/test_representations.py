"""Layers in two dimensions, against NumPy's own singular values and neighbours found by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.inspection.representations import project
from nnplay.spec import LayerSpec
from tests.inspection.factories import conv, made


def test_the_points_of_a_layer_are_its_principal_components() -> None:
    model = made(conv(), LayerSpec("Flatten"))
    examples = np.random.default_rng(0).random((40, 9, 8, 2)).astype(np.float32)
    found = project(model, examples, "conv2d_1")
    values = np.asarray(model.layers[0](examples)).reshape(40, -1)
    left, sizes, _ = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    expected = left[:, :2] * sizes[:2]
    for axis in range(2):  # the sign of a component is free
        sign = np.sign(expected[:, axis] @ found.points[:, axis])
        np.testing.assert_allclose(sign * found.points[:, axis], expected[:, axis], rtol=0.05, atol=0.02 * sizes[0])
    assert found.explained == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), rel=0.01)
    assert found.agreement is None


def test_the_nearest_neighbour_counts_in_all_dimensions() -> None:
    model = made(shape=(3,))
    # Pairs along the third axis; the fifth stands next to the second pair and is of another class.
    rows = np.array([[0, 0, 0], [0, 0, 1], [9, 0, 5], [9, 0, 6], [9, 0, 6.5]], np.float32)
    labels = np.array([0, 0, 1, 1, 2])
    # Row 3's nearest is row 4, so rows 0, 1 and 2 agree, 3 and 4 do not.
    assert project(model, rows, "input", labels=labels).agreement == pytest.approx(3 / 5)


def test_t_sne_keeps_two_far_groups_apart_and_gives_the_same_twice() -> None:
    model = made(shape=(4,))
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal(size=(20, 4)), rng.normal(size=(20, 4)) + 30]).astype(np.float32)
    found, again = (project(model, rows, "input", "t-SNE").points for _ in range(2))
    np.testing.assert_array_equal(found, again)
    first, second = found[:20], found[20:]
    between = np.linalg.norm(first.mean(axis=0) - second.mean(axis=0))
    assert between > np.linalg.norm(first - first.mean(axis=0), axis=1).max()


def test_a_layer_of_one_unit_lies_on_a_line() -> None:
    model = made(shape=(3,), task="binary", classes=2)
    found = project(model, np.random.default_rng(0).normal(size=(12, 3)).astype(np.float32), "output")
    assert found.points.shape == (12, 2)
    assert not found.points[:, 1].any()


def test_a_layer_that_says_the_same_to_all_is_one_point() -> None:
    found = project(made(shape=(3,)), np.ones((6, 3), np.float32), "input")
    assert not found.points.any()
    assert found.explained == 0


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="no layer 'nowhere'"):
        project(made(shape=(3,)), np.zeros((5, 3), np.float32), "nowhere")
