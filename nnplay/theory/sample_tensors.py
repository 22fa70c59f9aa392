"""Real data as tensors, from a single number to a batch of colour photographs."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.i18n import tr
from nnplay.theory.sample_photos import PHOTOS, load_photo

BATCH = 32
"""How many digits make the batch."""


@dataclass(frozen=True, eq=False)
class SampleTensor:
    """A tensor of real data.

    Args:
        title: What it is.
        values: Its numbers.
        axes: What each axis counts.
        about: What the numbers are, and where they come from.
        unit: What one number is measured in.
    """

    title: str
    values: np.ndarray
    axes: tuple[str, ...]
    about: str
    unit: str


@functools.cache
def sample_tensors() -> dict[str, SampleTensor]:
    """The tensors by name, with growing numbers of axes."""
    from sklearn.datasets import load_digits, load_iris

    flowers, digits = load_iris().data, load_digits().images
    pixel = tr("ink from 0 to 16")
    light = tr("brightness from 0 to 255")
    photos = np.stack([load_photo(name) for name in PHOTOS])
    return {
        "length": SampleTensor(
            tr("A measurement"), flowers[0, 2], (), tr("The petal length of the first iris in Fisher's table."), "cm"
        ),
        "flower": SampleTensor(
            tr("A flower"),
            flowers[0],
            ("features",),
            tr("The length and width of its sepals and of its petals."),
            "cm",
        ),
        "table": SampleTensor(
            tr("A table"),
            flowers,
            ("samples", "features"),
            tr("150 irises, four measurements each: a row per flower."),
            "cm",
        ),
        "digit": SampleTensor(
            tr("A digit"), digits[0], ("height", "width"), tr("One handwritten zero: a row per line of pixels."), pixel
        ),
        "batch": SampleTensor(
            tr("A batch of digits"),
            digits[:BATCH],
            ("samples", "height", "width"),
            tr("The first {batch} of scikit-learn's 1,797 digits, stacked one behind the other.", batch=BATCH),
            pixel,
        ),
        "photo": SampleTensor(
            tr("A color photograph"),
            load_photo("temple"),
            ("height", "width", "channels"),
            tr("Three numbers per pixel: the amounts of red, green and blue."),
            light,
        ),
        "images": SampleTensor(
            tr("Digits for a convolution"),
            digits[:BATCH, :, :, None],
            ("samples", "height", "width", "channels"),
            tr(
                "The same batch as Keras's Conv2D expects it. Gray images have one channel, and its axis must be there."
            ),
            pixel,
        ),
        "photos": SampleTensor(
            tr("Color photographs"),
            photos,
            ("samples", "height", "width", "channels"),
            tr(
                "Two photographs in one tensor. All images of a batch share its shape, so they must have the same size."
            ),
            light,
        ),
    }
