"""Convolution as networks do it: a kernel slides over an image, and each place gives one sum.

The kernel is not mirrored, so mathematicians call it cross-correlation; `scipy.signal.correlate2d` and Keras's Conv2D
compute the same. Sizes follow keras/src/ops/operation_utils.py, `compute_conv_output_shape`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import N_, tr, translated

Padding = Literal["valid", "same"]


@dataclass(frozen=True)
class Slide:
    """How a window moves along an image.

    Args:
        size: Height and width of the kernel.
        stride: How many pixels it moves on.
        padding: `"valid"` stays inside of the image, `"same"` adds zeros around it.
        dilation: How far apart the pixels under the kernel are.
    """

    size: int
    stride: int = 1
    padding: Padding = "valid"
    dilation: int = 1

    @property
    def reach(self) -> int:
        """How many pixels the window covers from its first to its last: (k − 1) · d + 1."""
        return (self.size - 1) * self.dilation + 1

    def zeros(self, length: int) -> tuple[int, int]:
        """How many zeros are added before and after an axis of `length` pixels."""
        if self.padding == "valid":
            return 0, 0
        wanted = math.ceil(length / self.stride)
        missing = max((wanted - 1) * self.stride + self.reach - length, 0)
        return missing // 2, missing - missing // 2

    def output(self, length: int) -> int:
        """How many places the window takes along an axis: ⌊(n + p − reach) / stride⌋ + 1.

        Raises:
            DataError: If the window is larger than the image.
        """
        room = length + sum(self.zeros(length))
        if room < self.reach:
            raise DataError(
                tr(
                    "The window reaches over {reach} pixels, but the image has only {length}. Choose a smaller kernel "
                    "or dilation, or set padding to 'same'.",
                    reach=self.reach,
                    length=length,
                )
            )
        return (room - self.reach) // self.stride + 1

    def padded(self, image: np.ndarray) -> np.ndarray:
        """The image (height, width) with its zeros around it."""
        return np.pad(image, [self.zeros(length) for length in image.shape])

    def windows(self, image: np.ndarray) -> np.ndarray:
        """The pixels under the kernel at every place: (output rows, output columns, size, size), read-only.

        Raises:
            DataError: If the window is larger than the image.
        """
        for length in image.shape:
            self.output(length)
        covered = np.lib.stride_tricks.sliding_window_view(self.padded(image), (self.reach, self.reach))
        return covered[:: self.stride, :: self.stride, :: self.dilation, :: self.dilation]


def feature_map(image: np.ndarray, kernel: np.ndarray, slide: Slide, bias: float = 0.0) -> np.ndarray:
    """The sum of pixel times weight at every place of the window, plus a bias.

    Args:
        image: (height, width).
        kernel: (slide.size, slide.size).
        slide: How the window moves.
        bias: The same number for every place.

    Returns:
        float64, (slide.output(height), slide.output(width)).

    Raises:
        DataError: If the window is larger than the image.
    """
    return np.einsum("rcij,ij->rc", slide.windows(image), kernel, dtype=np.float64) + bias


def feature_map_of_channels(image: np.ndarray, kernels: np.ndarray, slide: Slide, bias: float = 0.0) -> np.ndarray:
    """What a filter makes of an image with several channels: each channel's map by its own kernel, added up.

    Args:
        image: (height, width, channels).
        kernels: (channels, size, size).
        slide, bias: As for `feature_map`.

    Returns:
        (rows, columns), float64.
    """
    maps = [feature_map(image[:, :, place], kernel, slide) for place, kernel in enumerate(kernels)]
    return np.asarray(np.sum(maps, axis=0) + bias)


@translated("title", "about")
@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel whose effect has a name.

    Args:
        title: Its name.
        about: What it does to a picture, and why.
        weights: float64, (size, size).
    """

    title: str
    about: str
    weights: np.ndarray

    @property
    def slide(self) -> Slide:
        """One step of one pixel at a time, inside of the image."""
        return Slide(len(self.weights))


def keeps_brightness(weights: np.ndarray) -> bool:
    """Whether the weights sum to 1, so that an even surface stays as it is and the result is a picture again."""
    return bool(abs(weights.sum() - 1) < 1e-6)


def _kernel(title: str, about: str, rows: list[list[float]], divisor: float = 1.0) -> Kernel:
    return Kernel(title, about, np.array(rows, dtype=np.float64) / divisor)


KERNELS: Mapping[str, Kernel] = MappingProxyType(
    {
        "identity": _kernel(
            N_("Identity"),
            N_("Only the middle pixel counts, so the picture comes out unchanged."),
            [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        ),
        "blur": _kernel(
            N_("Blur"),
            N_("The mean of nine pixels: every pixel is mixed with the eight around it."),
            [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
            9,
        ),
        "soft blur": _kernel(
            N_("Soft blur, 5 × 5"),
            N_("A weighted mean of 25 pixels in which nearer pixels count more, almost like a Gaussian bell curve."),
            [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
            256,
        ),
        "sharpen": _kernel(
            N_("Sharpen"),
            N_("Five times the pixel minus its four neighbors: where they differ, the difference grows."),
            [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        ),
        "edges": _kernel(
            N_("Edges"),
            N_(
                "Eight times the pixel minus its eight neighbors: zero where all pixels are the same, large where "
                "something changes."
            ),
            [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        ),
        "vertical edges": _kernel(
            N_("Vertical edges (Sobel)"),
            N_(
                "Right neighbors minus left ones: positive where the numbers grow to the right, negative where they "
                "fall."
            ),
            [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        ),
        "horizontal edges": _kernel(
            N_("Horizontal edges (Sobel)"),
            N_("Lower neighbors minus upper ones: positive where the numbers grow downward, negative where they fall."),
            [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        ),
        "emboss": _kernel(
            N_("Emboss"),
            N_("Lower right minus upper left, added to the pixel: edges look raised, as if lit from one side."),
            [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        ),
    }
)
"""Kernels by name, as image programs have had them for long; a network finds its own by training."""


def detected(image: np.ndarray, name: str, relu: bool) -> np.ndarray:
    """The feature map of a kernel of `KERNELS`, float64, with negative numbers as 0 where ReLU follows."""
    found = feature_map(image, KERNELS[name].weights, KERNELS[name].slide)
    return np.maximum(found, 0) if relu else found
