"""The way back through the reader against Keras and nnplay's inspection; what the lesson says of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from nnplay import digit_reader
from nnplay.inspection.plain.forward import NotComputed
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.theory import learned as theory
from nnplay.ui.lessons.experiments import PREDICTIONS
from nnplay.ui.lessons.learned_reader import made, reader

TRAINING = TrainingSpec(OptimizerSpec("SGD"))


def test_saliency_grad_cam_and_preferred_pictures_are_those_of_keras() -> None:
    from nnplay.inspection.activation_maximization import preferred
    from nnplay.inspection.attribution import grad_cam, saliency
    from nnplay.models.build import build_model

    model, network = build_model(digit_reader.spec()), reader()
    model.set_weights(list(network.weights))
    names = [row.name for row in network.rows]
    for digit in (3, 6):
        # Where a picture is blank, rounding errors decide which of a pool's equal numbers Keras takes.
        image = made(1)[0][digit] + np.random.default_rng(digit).uniform(0, 0.1, (28, 28, 1)).astype(np.float32)
        expected = saliency(model, image, (8, 5))
        for place, target in enumerate((8, 5)):
            found = theory.saliency(network, image, target)
            np.testing.assert_allclose(found, expected[place, :, :, 0], atol=2e-5)
        for place in network.convolutions[2:]:
            (cam,) = grad_cam(model, image, (8,), names[place])
            np.testing.assert_allclose(theory.grad_cam(network, image, 8, place).total, cam, atol=1e-4)
    for place in (1, 11):
        keras_made = preferred(model, names[place], (0, 3), steps=3)
        mine = theory.liked(network, place, (0, 3), steps=3)
        np.testing.assert_allclose(mine.before, keras_made.before, atol=1e-4)
        np.testing.assert_allclose(mine.pictures, keras_made.images[..., 0], atol=0.02)
        assert (mine.after > mine.before + 0.2).all()


def test_the_answers_are_the_readers_own() -> None:
    x, labels = made(5)
    np.testing.assert_allclose(reader().predict(x), digit_reader.shipped().predict(x), atol=1e-5)
    assert (reader().predict(x).argmax(axis=1) == labels).mean() > 0.95


def test_the_way_back_by_hand() -> None:
    """One kernel with two weights, the largest of each 2 × 2 window, and a weight of 2 for the first of these."""
    spec = ExperimentSpec(
        DatasetSpec("digits"),
        (LayerSpec("Conv2D", filters=1, kernel_size=3, padding="valid", activation="relu"),
         LayerSpec("MaxPooling2D", pool_size=2), LayerSpec("Flatten")),
        TRAINING,
    )  # fmt: skip
    rows = trace(spec).checked().rows
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[0, 0], kernel[2, 1] = 1, -3
    out = np.zeros((9, 10), np.float32)
    out[0, 4] = 2  # the first window of the pooled map
    network = theory.ConvNetwork(rows, (kernel, np.ones(1, np.float32), out, np.zeros(10, np.float32)))
    image = np.zeros((8, 8, 1), np.float32)
    image[1, 0] = 1  # the map is 2 at (1, 0), and 1 or less around it
    expected = np.zeros((8, 8))
    expected[1, 0], expected[3, 1] = 2, -6
    np.testing.assert_array_equal(theory.saliency(network, image, 4), expected)
    found = theory.grad_cam(network, image, 4)
    assert found.weights == pytest.approx([2 / 36])
    assert found.total[1, 0] == pytest.approx(2 * 2 / 36)


def test_a_layer_without_a_way_back_says_so() -> None:
    spec = ExperimentSpec(DatasetSpec("digits"), (LayerSpec("GlobalAveragePooling2D"),), TRAINING)
    network = theory.ConvNetwork(trace(spec).checked().rows, (np.ones((1, 10), np.float32), np.zeros(10, np.float32)))
    with pytest.raises(NotComputed, match="GlobalAveragePooling2D"):
        theory.saliency(network, np.zeros((8, 8, 1), np.float32), 0)


def test_a_network_that_forgot_everything_still_has_a_map_like_the_digit() -> None:
    network, (x, labels) = reader(), made(1)
    blank = network.forgotten(7)
    assert not any(np.array_equal(*pair) for pair in zip(network.weights, blank.weights, strict=True))
    assert all(np.array_equal(*pair) for pair in zip(network.weights[:-4], network.forgotten(2).weights, strict=False))
    assert np.array_equal(network.forgotten(7).weights[0], blank.weights[0])
    kept: tuple[list[float], list[float]] = ([], [])
    for image, label in zip(x, labels, strict=True):
        kept[0].append(theory.likeness(*(theory.saliency(each, image, label) for each in (network, blank))))
        kept[1].append(theory.likeness(*(theory.grad_cam(each, image, label).total for each in (network, blank))))
    assert min(kept[0]) > 0.4
    assert abs(np.nanmean(kept[1])) < 0.2
    # More than with some of its layers left.
    for layers in (1, 4, 6):
        partly = theory.saliency(network.forgotten(layers), x[3], 3)
        assert theory.likeness(theory.saliency(network, x[3], 3), partly) < kept[0][3]
    first, second = np.random.default_rng(0).normal(size=(2, 5, 5))
    assert theory.likeness(first, second) == pytest.approx(spearmanr(abs(first).ravel(), abs(second).ravel()).statistic)
    assert np.isnan(theory.likeness(first, np.zeros((5, 5))))


def test_what_predictions_tell_is_what_the_page_shows() -> None:
    network, (x, _) = reader(), made(1)
    why = {each.name: each.why for each in PREDICTIONS["learned"]}
    changed = theory.fooled(network, x[6], 6, 5, 0.12)
    assert np.abs(changed - x[6]).max() <= 0.12 + 1e-6
    assert 0 <= changed.min() <= changed.max() <= 1
    after = network.predict(changed[None])[0]
    assert after.argmax() == 5
    # 93 or 94%, as a computer rounds: whole steps are by the signs of slopes, some of which are almost zero.
    assert "with more than 90%" in why["fool"]
    assert 0.92 < after[5] < 0.95
    np.testing.assert_array_equal(theory.fooled(network, x[6], 6, 5, 0.0), x[6])
    slope = theory.saliency(network, x[3], 8)
    row, column = np.unravel_index(slope.argmax(), slope.shape)
    ink = np.flatnonzero(x[3][:, :, 0].sum(axis=0))
    assert x[3][row, column, 0] == 0  # on blank paper
    assert column < ink.mean()  # left of the middle
    pictures = theory.liked(network, 11, (3,)).pictures
    assert network.predict(pictures[..., None])[0, 3] > 0.99
