"""What a convolution network has learned: preferred pictures, saliency and Grad-CAM, and what they do not prove.

The way back through the layers, in NumPy, for networks of convolutions, max pooling and dense layers with ReLU.

References:
    D. Erhan, Y. Bengio, A. Courville, P. Vincent 2009, Visualizing Higher-Layer Features of a Deep Network.
    K. Simonyan, A. Vedaldi, A. Zisserman 2013, Deep Inside Convolutional Networks, arXiv:1312.6034.
    I. Goodfellow, J. Shlens, C. Szegedy 2014, Explaining and Harnessing Adversarial Examples, arXiv:1412.6572.
    R. R. Selvaraju et al. 2016, Grad-CAM: Visual Explanations from Deep Networks, arXiv:1610.02391.
    J. Adebayo et al. 2018, Sanity Checks for Saliency Maps, arXiv:1810.03292.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import softmax

from nnplay.i18n import tr
from nnplay.inspection.plain import forward
from nnplay.models.shapes import LayerShape
from nnplay.sketch.one_thread import one_thread
from nnplay.spec import LayerSpec

CLIMB = 30
"""Steps uphill to a preferred picture."""

SMALL_STEPS = 12
"""In which a network is fooled."""

STEP = 0.1
"""How far the pixel that changes most moves in one of them; pixels lie in 0..1."""


@dataclass(frozen=True, eq=False)
class ConvNetwork:
    """A trained network whose layers follow one another, and whose last layer is a softmax.

    Args:
        rows: Its layers, as `models.shapes.trace` gives them.
        weights: Kernel and bias of each layer that has them, in order.
    """

    rows: tuple[LayerShape, ...]
    weights: tuple[np.ndarray, ...]

    def own(self, place: int) -> tuple[np.ndarray, ...]:
        """Kernel and bias of the layer at a place; nothing where it has none."""
        if not self.rows[place].parameters:
            return ()
        before = 2 * sum(bool(row.parameters) for row in self.rows[:place])
        return self.weights[before], self.weights[before + 1]

    @property
    def weighted(self) -> tuple[int, ...]:
        """Places of the layers that have weights."""
        return tuple(place for place, row in enumerate(self.rows) if row.parameters)

    @property
    def convolutions(self) -> tuple[int, ...]:
        """Places of the convolution layers."""
        return tuple(place for place, row in enumerate(self.rows) if row.layer.name == "Conv2D")

    def values(self, x: np.ndarray, upto: int | None = None) -> list[np.ndarray]:
        """The input and what each layer makes of it, up to a place; that one without its activation.

        Args:
            x: (n, height, width, 1), from 0 to 1.
            upto: The last layer; the output layer where it is None.
        """
        last = len(self.rows) - 1 if upto is None else upto
        found = [np.asarray(x, np.float32)]
        with one_thread():
            for place, row in enumerate(self.rows[: last + 1]):
                found.append(forward.layer(_plain(row) if place == last else row, found[-1], self.own(place)))
        return found

    def back(self, values: Sequence[np.ndarray], gradient: np.ndarray, downto: int = 0) -> np.ndarray:
        """The gradient with respect to the input of a layer.

        Args:
            values: As `values` gives them.
            gradient: With respect to the last of them.
            downto: Place of the layer.
        """
        with one_thread():
            for place in range(len(values) - 2, downto - 1, -1):
                row, before = self.rows[place], values[place]
                if place < len(values) - 2 and row.layer.options.get("activation") == "relu":
                    gradient = gradient * (values[place + 1] > 0)
                match row.layer.name:
                    case "Conv2D":
                        gradient = _conv_back(gradient, self.own(place)[0], row.layer.options["padding"] == "same")
                    case "MaxPooling2D":
                        gradient = _pool_back(gradient, before, values[place + 1], row.layer.options["pool_size"])
                    case "Dense":
                        gradient = gradient @ self.own(place)[0].T
                    case _ if row.layer.kind.passes_on or row.layer.name == "Flatten":
                        gradient = gradient.reshape(before.shape)
                    case name:
                        raise forward.NotComputed(tr("The way back through {name} is not computed here.", name=name))
        return gradient

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Probabilities of the classes: (n, classes)."""
        return softmax(self.values(x)[-1].astype(np.float64), axis=-1)

    def forgotten(self, layers: int, seed: int = 0) -> ConvNetwork:
        """The same network, whose last layers have random weights of He's size again, and biases of 0.

        Args:
            layers: How many of those with weights, from the output on.
            seed: Of the weights.
        """
        rng, weights = np.random.default_rng(seed), list(self.weights)
        for number in range(layers):
            kernel = len(weights) - 2 - 2 * number
            shape = weights[kernel].shape
            size = np.sqrt(2 / np.prod(shape[:-1]))
            weights[kernel] = (size * rng.standard_normal(shape)).astype(np.float32)
            weights[kernel + 1] = np.zeros(shape[-1], np.float32)
        return replace(self, weights=tuple(weights))


def _plain(row: LayerShape) -> LayerShape:
    """The layer without its activation."""
    if "activation" not in row.layer.options:
        return row
    return replace(row, layer=LayerSpec(row.layer.name, **{**row.layer.options, "activation": "linear"}))


def _conv_back(gradient: np.ndarray, kernel: np.ndarray, same: bool) -> np.ndarray:
    """The gradient with respect to a convolution's input, for stride 1 and an odd size: a convolution by the kernel
    turned half around."""
    size, _, channels, filters = kernel.shape
    around = size // 2 if same else size - 1
    padded = np.pad(gradient, ((0, 0), (around, around), (around, around), (0, 0)))
    windows = sliding_window_view(padded, (size, size), axis=(1, 2)).transpose(0, 1, 2, 4, 5, 3)
    count, height, width = windows.shape[:3]
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2).reshape(size * size * filters, channels)
    rows = windows.reshape(count * height * width, size * size * filters)
    return (rows @ turned).reshape(count, height, width, channels)


def _pool_back(gradient: np.ndarray, before: np.ndarray, after: np.ndarray, size: int) -> np.ndarray:
    """The gradient goes to the largest number of each window. Equal ones share it: on blank paper all are equal, and
    Keras takes the one that is larger by a rounding error."""
    large = after.repeat(size, axis=1).repeat(size, axis=2)
    rows, columns = large.shape[1:3]
    chosen = before[:, :rows, :columns] == large
    shares = gradient / chosen.reshape(len(before), rows // size, size, columns // size, size, -1).sum(axis=(2, 4))
    found = np.zeros_like(before)
    found[:, :rows, :columns] = chosen * shares.repeat(size, axis=1).repeat(size, axis=2)
    return found


def saliency(network: ConvNetwork, image: np.ndarray, target: int) -> np.ndarray:
    """The gradient of a class's score with respect to each pixel: (height, width).

    Args:
        network: The network.
        image: (height, width, 1), from 0 to 1.
        target: The class.
    """
    values = network.values(image[None])
    gradient = np.zeros_like(values[-1])
    gradient[0, target] = 1
    return network.back(values, gradient)[0, :, :, 0]


@dataclass(frozen=True, eq=False)
class ClassMap:
    """A class activation map, and what it is made of.

    Args:
        maps: (height, width, filters), the feature maps of the convolution layer.
        weights: (filters,), the mean gradient of the class's score over each.
        total: (height, width), the positive part of the weighted sum.
    """

    maps: np.ndarray
    weights: np.ndarray
    total: np.ndarray


def grad_cam(network: ConvNetwork, image: np.ndarray, target: int, place: int | None = None) -> ClassMap:
    """Grad-CAM of a convolution layer, the last one where `place` is None; other arguments as of `saliency`."""
    layer = network.convolutions[-1] if place is None else place
    values = network.values(image[None])
    gradient = np.zeros_like(values[-1])
    gradient[0, target] = 1
    weights = network.back(values, gradient, downto=layer + 1)[0].mean(axis=(0, 1))
    maps = values[layer + 1][0]
    return ClassMap(maps, weights, np.maximum(maps @ weights, 0))


@dataclass(frozen=True, eq=False)
class Liked:
    """Pictures that were made to please units of a layer.

    Args:
        pictures: (units, height, width), from 0 to 1.
        before, after: (units,), each unit's sum on the faint noise at the start, and at the end.
    """

    pictures: np.ndarray
    before: np.ndarray
    after: np.ndarray


def liked(network: ConvNetwork, place: int, units: Sequence[int], steps: int = CLIMB, seed: int = 0) -> Liked:
    """Pictures that units respond to strongly: each follows the gradient of its unit's sum uphill.

    Of a filter it is the sum in the middle of its map. Source: D. Erhan et al. 2009.

    Args:
        network: The network.
        place: Of the layer.
        units: Its filters or units.
        steps: Steps uphill.
        seed: Of the noise at the start.
    """
    shape = network.rows[0].input_shape
    noise = [np.random.default_rng([seed, unit]).normal(0.5, 0.02, shape) for unit in units]
    x, each = np.clip(noise, 0, 1).astype(np.float32), np.arange(len(units))

    values = network.values(x, place)
    middle = tuple(length // 2 for length in values[-1].shape[1:-1])  # nothing of a dense layer
    spot = (each, *middle, list(units))
    before = values[-1][spot]
    for _ in range(steps):
        gradient = np.zeros_like(values[-1])
        gradient[spot] = 1
        slope = network.back(values, gradient)
        largest = np.abs(slope).max(axis=(1, 2, 3), keepdims=True)
        x = np.clip(x + STEP * slope / (largest + 1e-12), 0, 1).astype(np.float32)
        values = network.values(x, place)
    return Liked(x[..., 0], before, values[-1][spot])


def fooled(network: ConvNetwork, image: np.ndarray, away: int, toward: int, size: float) -> np.ndarray:
    """An image that differs by at most `size` in each pixel, changed so that one class wins over another.

    In each of `SMALL_STEPS` steps every pixel moves along the sign of the gradient of how far the score of `toward` is
    ahead of that of `away` (Goodfellow 2014, in small steps as A. Kurakin et al. 2016, arXiv:1607.02533).

    Args:
        network: The network.
        image: (height, width, 1), from 0 to 1.
        away, toward: Classes.
        size: From 0 to 1.
    """
    changed = np.asarray(image, np.float32)
    for _ in range(SMALL_STEPS if size else 0):
        values = network.values(changed[None])
        gradient = np.zeros_like(values[-1])
        gradient[0, toward], gradient[0, away] = 1, -1
        slope = network.back(values, gradient)[0]
        moved = changed + 2 * size / SMALL_STEPS * np.sign(slope)
        changed = np.clip(np.clip(moved, image - size, image + size), 0, 1).astype(np.float32)
    return changed


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rank correlation of the sizes of two maps' numbers: 1 where they rank all pixels alike, 0 by chance.

    NaN where one of the maps is the same everywhere.
    """
    from scipy.stats import spearmanr

    sizes = [np.abs(one).ravel() for one in (first, second)]
    if any(np.ptp(one) == 0 for one in sizes):
        return float("nan")
    return float(spearmanr(*sizes).statistic)
