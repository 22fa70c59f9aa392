"""Real data as tensors, from a single number to a batch of colour photographs."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.i18n import N_, tr, translated
from nnplay.theory.sample_photos import PHOTOS, load_photo

BATCH = 32
"""How many digits make the batch."""


@translated("title", "about", "unit")
@dataclass(frozen=True, eq=False)
class SampleTensor:
    """A tensor of real data.

    Args:
        title: What it is.
        values: Its numbers.
        axes: What each axis counts, in English.
        about: What the numbers are, and where they come from.
        unit: What one number is measured in.
    """

    title: str
    values: np.ndarray
    axes: tuple[str, ...]
    about: str
    unit: str

    @property
    def axis_titles(self) -> list[str]:
        """What each axis counts, in the present language."""
        return list(map(tr, self.axes))


@functools.cache
def sample_tensors() -> dict[str, SampleTensor]:
    """The tensors by name, with growing numbers of axes."""
    from sklearn.datasets import load_digits, load_iris

    flowers, digits = load_iris().data, load_digits().images
    pixel = N_("ink from 0 to 16")
    light = N_("brightness from 0 to 255")
    photos = np.stack([load_photo(name) for name in PHOTOS])
    return {
        "length": SampleTensor(
            N_("A measurement"), flowers[0, 2], (), N_("The petal length of the first iris in Fisher's table."), "cm"
        ),
        "flower": SampleTensor(
            N_("A flower"),
            flowers[0],
            (N_("features"),),
            N_("The length and width of its sepals and of its petals."),
            "cm",
        ),
        "table": SampleTensor(
            N_("A table"),
            flowers,
            (N_("samples"), N_("features")),
            N_("150 irises, four measurements each: a row per flower."),
            "cm",
        ),
        "digit": SampleTensor(
            N_("A digit"),
            digits[0],
            (N_("height"), N_("width")),
            N_("One handwritten zero: a row per line of pixels."),
            pixel,
        ),
        "batch": SampleTensor(
            N_("A batch of digits"),
            digits[:BATCH],
            (N_("samples"), N_("height"), N_("width")),
            N_("The first 32 of scikit-learn's 1,797 digits, stacked one behind the other."),
            pixel,
        ),
        "photo": SampleTensor(
            N_("A color photograph"),
            load_photo("temple"),
            (N_("height"), N_("width"), N_("channels")),
            N_("Three numbers per pixel: the amounts of red, green and blue."),
            light,
        ),
        "images": SampleTensor(
            N_("Digits for a convolution"),
            digits[:BATCH, :, :, None],
            (N_("samples"), N_("height"), N_("width"), N_("channels")),
            N_(
                "The same batch as Keras's Conv2D expects it. Gray images have one channel, and its axis must be there."
            ),
            pixel,
        ),
        "photos": SampleTensor(
            N_("Color photographs"),
            photos,
            (N_("samples"), N_("height"), N_("width"), N_("channels")),
            N_(
                "Two photographs in one tensor. All images of a batch share its shape, so they must have the same size."
            ),
            light,
        ),
    }
