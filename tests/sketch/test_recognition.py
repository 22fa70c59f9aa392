"""Whether classifiers that know nothing of nnplay read what it makes of drawings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from nnplay.digit_reader import pendigits
from nnplay.sketch import to_input
from tests.sketch.factories import on_canvas

TRAINED = 1300  # of 1,797 digits


@pytest.fixture(scope="module")
def digits() -> Any:
    return load_digits()


@pytest.fixture(scope="module")
def classifier(digits: Any) -> SVC:
    """scikit-learn's own example for these digits, with its gamma of .001 for inputs up to 16 put on inputs up to 1."""
    return SVC(gamma=0.001 * 16**2).fit(digits.data[:TRAINED] / 16, digits.target[:TRAINED])


def test_pen_strokes_of_other_people_are_read_as_8_x_8_digits(
    classifier: SVC, needs_file: Callable[[str], Path]
) -> None:
    sample = [digit for digit in pendigits.read(needs_file(pendigits.FILE)) if digit.writer > 15][::20]
    numbers = np.array([to_input(digit.strokes, (64,)) for digit in sample])
    accuracy = classifier.score(numbers, [digit.label for digit in sample])
    assert accuracy > 0.88  # measured: 92%; resized without this dataset's own geometry: 77%


@pytest.mark.thorough
def test_enlarged_digits_are_read_nearly_as_well_as_the_originals(classifier: SVC, digits: Any) -> None:
    images, labels = digits.images[TRAINED::2], digits.target[TRAINED::2]
    canvases = [
        on_canvas(np.clip(ndimage.zoom(np.pad(image, 1), 20, order=3, grid_mode=True, mode="grid-constant") / 16, 0, 1))
        for image in images
    ]
    numbers = np.array([to_input(canvas, (64,)) for canvas in canvases])
    assert classifier.score(images.reshape(-1, 64) / 16, labels) > 0.96
    assert classifier.score(numbers, labels) > 0.93
    assert np.abs(numbers - images.reshape(-1, 64) / 16).mean() < 0.1


def test_enlarged_mnist_images_come_back_as_they_were(needs_file: Callable[[str], Path]) -> None:
    with np.load(needs_file("mnist.npz")) as data:
        images = data["x_test"][:200] / 255
    back = np.array([to_input(on_canvas(np.kron(image, np.ones((10, 10)))), (28, 28)) for image in images])
    # MNIST's own images were moved by whole pixels only, so up to half a pixel of difference is right
    assert np.abs(back - images).mean() < 0.035
    closest = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(back, images, strict=True)]
    assert min(closest) > 0.8


def test_mnists_images_have_the_geometry_that_drawings_are_given(needs_file: Callable[[str], Path]) -> None:
    with np.load(needs_file("mnist.npz")) as data:
        images = data["x_test"][:1000] / 255
    strokes = [digit.strokes for digit in pendigits.read(needs_file(pendigits.FILE))[::25]]
    drawn = np.array([to_input(stroke, (28, 28)) for stroke in strokes])
    ink, drawn_ink = images.sum(axis=(1, 2)).mean(), drawn.sum(axis=(1, 2)).mean()
    assert drawn_ink == pytest.approx(ink, rel=0.08)
    for of_all in (images, drawn):
        grey = ((of_all > 0.1) & (of_all < 0.9)).sum() / (of_all >= 0.9).sum()
        assert 0.9 < grey < 1.3  # as many grey pixels at the edges
