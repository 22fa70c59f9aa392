"""What an inspection finds, as plain data that any process can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class LayerOutput:
    """What one layer says to one input.

    Args:
        name: Name of the layer in the model; `"input"` for the input itself.
        kind: Its Keras class name; `"Input"` for the input itself.
        values: float32, the output without the batch axis: (height, width, channels) or (units,).
    """

    name: str
    kind: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class ConvKernels:
    """The kernels of one convolution layer.

    Args:
        name: Name of the layer in the model.
        kernel: float32, (height, width, input channels, filters).
        bias: float32, (filters,).
    """

    name: str
    kernel: np.ndarray
    bias: np.ndarray


Box = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels counted from 0; the last two are not included."""


@dataclass(frozen=True, eq=False)
class Origin:
    """Where one number of a layer's output comes from.

    Args:
        name, kind: Name of the layer, and its Keras class name.
        place: (row, column, channel), or (unit,).
        value: The number itself.
        field: The input's pixels that it depends on, its receptive field, which may reach beyond the edges
            where padding does; None where the input is no image.
        source: The pixels of the layer's own input that it is made from; None where that is no image.
        window: float32, what the layer reads for it: (height, width, channels), or (inputs,);
            NaN for padding, which counts as 0.
        kernel: float32 of the same shape, the weights; None for a layer without any.
        bias: What is added to the sum of the products.
        activation: What makes the value of it; `"linear"` where nothing does.
    """

    name: str
    kind: str
    place: tuple[int, ...]
    value: float
    field: Box | None
    source: Box | None
    window: np.ndarray
    kernel: np.ndarray | None = None
    bias: float = 0.0
    activation: str = "linear"

    @property
    def products(self) -> np.ndarray:
        """Window times kernel, number by number."""
        weights = np.ones_like(self.window) if self.kernel is None else self.kernel
        return np.nan_to_num(self.window) * weights

    @property
    def channel_sums(self) -> np.ndarray:
        """The sum of the products of each input channel: (channels,)."""
        return self.products.reshape(-1, self.window.shape[-1]).sum(axis=0, dtype=np.float64)

    @property
    def weighted(self) -> float:
        """The sum of all products and the bias: what the activation is applied to."""
        return float(self.channel_sums.sum() + self.bias)


@dataclass(frozen=True, eq=False)
class FilterResponse:
    """What one filter of a convolution makes of one example.

    Args:
        read: float32, the map that its kernel reads: (height, width).
        response: float32, what the kernel alone makes of it: (new height, new width).
        total: float32, the responses of the filter's kernels to all maps, added up with the bias.
        output: float32, the same after the activation: the filter's feature map.
    """

    read: np.ndarray
    response: np.ndarray
    total: np.ndarray
    output: np.ndarray


@dataclass(frozen=True, eq=False)
class Occlusion:
    """What covering parts of an example changes.

    Args:
        before: float32, the uncovered answer: a probability per class, or one prediction.
        drop: float32, by how much each falls: (rows, columns, classes) for an image, a square around each place;
            (inputs, classes) for a row of numbers.
        size, stride: Width of the square, and the distance of the places, in pixels.
    """

    before: np.ndarray
    drop: np.ndarray
    size: int
    stride: int


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why a network decides as it does, for some classes.

    Args:
        targets: The class numbers.
        saliency: float32, (targets, *input_shape), gradients of the scores.
        occlusion: What covering changes, for all classes.
        cam: float32, (targets, height, width) of the last convolution layer; None without one.
    """

    targets: tuple[int, ...]
    saliency: np.ndarray
    occlusion: Occlusion
    cam: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Projection:
    """A layer's outputs for many examples, in two dimensions.

    Args:
        layer: Name of the layer.
        points: float32, (n, 2).
        explained: Share of the variance that the first two principal components hold.
        agreement: Share of the examples whose nearest neighbour, in all of the layer's dimensions, is of their own
            class; None where there are no classes.
    """

    layer: str
    points: np.ndarray
    explained: float
    agreement: float | None


@dataclass(frozen=True, eq=False)
class Preferred:
    """Images made to please filters or units of a layer.

    Args:
        layer: Name of the layer.
        units: The filters or units.
        images: float32, (units, height, width, channels) in 0..1.
        before, after: float32, (units,), answer in the middle of the map, before the activation, to the noise at the
            start and to the image.
    """

    layer: str
    units: tuple[int, ...]
    images: np.ndarray
    before: np.ndarray
    after: np.ndarray


@dataclass(frozen=True, eq=False)
class LayerState:
    """What a layer's numbers are like at one epoch.

    Args:
        name, kind: Name of the layer, and its Keras class name.
        weights: float32, (n,), a choice of its kernel's weights, the same at all epochs; empty without a kernel.
        activations: float32, (n,), a choice of what it says to some test examples.
        dead: Share of its units or filters that say zero to every one of these examples; None where the layer has no
            ReLU.
    """

    name: str
    kind: str
    weights: np.ndarray
    activations: np.ndarray
    dead: float | None


@dataclass(frozen=True, eq=False)
class NeuronMaps:
    """What the units of each layer say all over the plane, or all along the line.

    Args:
        x, y: float32, (resolution,), in the data's own units; `y` is empty on a line.
        layers: By name of the layer, float32 (units, resolution, resolution), rows along `y`; on a line
            (units, resolution).
        totals: How many units each layer has; of large ones only the first are in `layers`.
    """

    x: np.ndarray
    y: np.ndarray
    layers: dict[str, np.ndarray]
    totals: dict[str, int]


@dataclass(frozen=True, eq=False)
class Novelty:
    """How far examples lie from what a network was trained on.

    Args:
        distance: float32 (n,): 0 where one lies as near to a training example as most new ones of the same kind, or
            nearer; above 1 farther than 98 of 100.
    """

    distance: np.ndarray

    @property
    def unfamiliar(self) -> np.ndarray:
        """Which ones look like nothing that the network was trained on: bools (n,)."""
        return self.distance > 1
