"""Which numbers of its input a layer makes each number of its output from: indices only, no weights and no Keras."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr

Shape = tuple[int, ...]
Values = Mapping[str, Any]

Places = tuple[np.ndarray, ...]
"""Indices along each axis, channels last, in ascending order; all their combinations are meant. In a layer's input they
may lie before the first or behind the last one, where padding is read."""


@dataclass(frozen=True)
class Connectivity(ABC):
    """How the output of a layer is wired to its input.

    Args:
        mixes_channels: Whether a number is made from all channels, and not from its own one alone.
    """

    mixes_channels: bool = False

    @abstractmethod
    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        """What the layer reads for some places of its output.

        Args:
            shape: Shape of its input.
            options: Of the layer.
            places: In its output.
        """

    def _channels(self, shape: Shape, options: Values, channels: np.ndarray) -> np.ndarray:
        # Softmax sets a number against those of all channels.
        if self.mixes_channels or options.get("activation") == "softmax":
            return np.arange(shape[-1])
        return np.unique(channels // options.get("depth_multiplier", 1))


class OneToOne(Connectivity):
    """Every number is made from the one at its own place, or from all channels there."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        return (*places[:-1], self._channels(shape, options, places[-1]))


class Full(Connectivity):
    """Every number is made from all numbers, or from all of its own channel."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        return (*map(np.arange, shape[:-1]), self._channels(shape, options, places[-1]))


class PerStep(Connectivity):
    """Every step of a sequence is made from the one symbol that stands there."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        return (places[0],)


class Past(Connectivity):
    """Every step of a sequence is made from all steps up to it; where only the last one is told, from all."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        steps = int(places[0].max()) + 1 if options["return_sequences"] else shape[0]
        return np.arange(steps), np.arange(shape[1])


class Reordered(Connectivity):
    """The same numbers in one row, row by row, pixel by pixel, channel by channel."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        return tuple(map(np.unique, np.unravel_index(places[0], shape)))


TOO_LARGE = {
    "kernel_size": N_(
        "The kernel covers {reach} × {reach} pixels, but its input has only {height} × {width}. Make it smaller, "
        "choose padding 'same', or remove a pooling layer before it."
    ),
    "pool_size": N_(
        "The window covers {reach} × {reach} pixels, but its input has only {height} × {width}. Make it smaller, "
        "choose padding 'same', or remove a pooling layer before it."
    ),
}
"""What a window is told that does not fit in its image, by the option that holds its size."""


@dataclass(frozen=True)
class Sliding(Connectivity):
    """A window that slides over the image.

    Args:
        size: Name of the option that holds its height and width.
    """

    size: str = "kernel_size"

    def stride(self, options: Values) -> int:
        """How many pixels it moves on at a time."""
        return int(options["strides"] or options[self.size])

    def reach(self, options: Values) -> int:
        """Pixels from its first to its last one along an axis, those between dilated points included."""
        return int((options[self.size] - 1) * options.get("dilation_rate", 1) + 1)

    def output_size(self, shape: Shape, options: Values) -> tuple[int, int]:
        """Height and width of what it makes of an image, as Keras counts them.

        Source: keras/src/ops/operation_utils.py, `compute_conv_output_shape`.

        Raises:
            SpecError: If it is larger than the image.
        """
        (height, width), reach, stride = shape[:2], self.reach(options), self.stride(options)
        if options["padding"] == "same":
            return math.ceil(height / stride), math.ceil(width / stride)
        if reach > min(height, width):
            raise SpecError(tr(TOO_LARGE[self.size], reach=reach, height=height, width=width), (self.size,))
        return (height - reach) // stride + 1, (width - reach) // stride + 1

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        # Padding: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2.
        steps = options.get("dilation_rate", 1) * np.arange(options[self.size])
        stride, reach = self.stride(options), self.reach(options)
        found = []
        for length, at in zip(shape[:2], places[:2], strict=True):
            missing = (math.ceil(length / stride) - 1) * stride + reach - length
            before = max(missing, 0) // 2 if options["padding"] == "same" else 0
            found.append(np.unique((at * stride - before)[:, None] + steps))
        return (*found, self._channels(shape, options, places[-1]))


class Enlarged(Connectivity):
    """Rows and columns are repeated, or others are interpolated between them."""

    def inputs(self, shape: Shape, options: Values, places: Places) -> Places:
        size, read = options["size"], []
        for length, at in zip(shape[:2], places[:2], strict=True):
            inside = at[(at >= 0) & (at < length * size)]
            shares = interpolation_shares(length, size, options["interpolation"], inside)
            read.append(np.flatnonzero(shares.any(axis=0)))
        return (*read, self._channels(shape, options, places[-1]))


def _cubic(distance: np.ndarray) -> np.ndarray:
    # TensorFlow keeps the curve in a table of 1,024 steps.
    x = np.abs(np.rint(distance * 1024) / 1024)
    near, far = (1.5 * x - 2.5) * x**2 + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _lanczos(lobes: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda distance: np.where(np.abs(distance) < lobes, np.sinc(distance) * np.sinc(distance / lobes), 0.0)


INTERPOLATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "nearest": lambda distance: (np.abs(distance) < 0.5).astype(float),
    "bilinear": lambda distance: np.maximum(1 - np.abs(distance), 0.0),
    "bicubic": _cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}
"""How much a pixel counts by its distance, in pixels; the shares of all are then made to sum to 1.

Source: tensorflow/core/kernels/image, resize_bicubic_op.cc and sampling_kernels.h, with the centers of pixels at
halves; R. Keys 1981, Cubic convolution interpolation, and C. Duchon 1979, Lanczos filtering.
"""


def interpolation_shares(length: int, size: int, interpolation: str, places: np.ndarray) -> np.ndarray:
    """How much of each old row is in a new one: float64, (new rows, length); columns alike.

    Args:
        length: How many rows there were.
        size: How many new ones take the place of one.
        interpolation: One of `INTERPOLATIONS`.
        places: The new rows.
    """
    middle = (places[:, None] + 0.5) / size - 0.5
    shares = INTERPOLATIONS[interpolation](middle - np.arange(length))
    shares[np.abs(shares) < 1e-9] = 0.0  # where a curve crosses zero
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
