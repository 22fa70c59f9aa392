"""What an inspection finds, as plain data that any process can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.models.computation import Computation
from nnplay.registry import LAYERS


@dataclass(frozen=True, eq=False)
class LayerOutput:
    """What one layer says to one input.

    Args:
        name: Name of the layer in the model; `"input"` for the input itself.
        kind: Its Keras class name; `"Input"` for the input itself.
        values: float32, the output without the batch axis: (height, width, channels), (steps, channels) or (units,).
    """

    name: str
    kind: str
    values: np.ndarray

    @property
    def passes_on(self) -> bool:
        """Whether these are the numbers of the layer before it, as `LayerKind.passes_on` declares."""
        return self.kind in LAYERS and LAYERS[self.kind].passes_on

    @property
    def has_kernels(self) -> bool:
        """Whether its filters or units look for patterns, as `LayerKind.kernels` declares."""
        return self.kind in LAYERS and bool(LAYERS[self.kind].kernels)


@dataclass(frozen=True, eq=False)
class ReadingLayer:
    """What a layer for sequences does with one text; None for what such a layer does not have.

    Args:
        name, kind: Name of the layer in the model, and its Keras class name.
        table: float32, (symbols, numbers per symbol), of an embedding.
        states: float32, (steps, units), of a recurrent layer after each step, whether it passes all of them on or not.
        shares: float32, (heads, asking step, asked step), of attention: each row sums to 1.
    """

    name: str
    kind: str
    table: np.ndarray | None = None
    states: np.ndarray | None = None
    shares: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class SlidingKernels:
    """The kernels of one layer that slide over maps, and how a filter, which makes one map, is made of them.

    In a convolution a filter adds up what a kernel per map says. In a depthwise one it is a single kernel on a single
    map. In a separable one it adds up what all kernels say, each times a 1 × 1 weight of its own.

    Args:
        name: Name of the layer in the model.
        kernel: float32, (height, width, maps, filters), or (height, width, maps, kernels per map).
        bias: float32, (filters,).
        mixes_channels: Whether a filter reads all maps.
        mixing: float32, (maps × kernels per map, filters), the 1 × 1 weights; None where there are none.
    """

    name: str
    kernel: np.ndarray
    bias: np.ndarray
    mixes_channels: bool = True
    mixing: np.ndarray | None = None

    @property
    def filters(self) -> int:
        """How many maps the layer makes."""
        return len(self.bias)

    @property
    def per_map(self) -> int:
        """How many kernels of their own each map has; 0 where every filter has one for it."""
        return self.kernel.shape[3] if self.mixing is not None or not self.mixes_channels else 0

    @property
    def terms(self) -> int:
        """How many kernels one filter adds up."""
        if not self.mixes_channels:
            return 1
        return self.kernel.shape[2] if self.mixing is None else len(self.mixing)

    def term(self, filter: int, number: int) -> tuple[int, np.ndarray, float]:
        """One of the kernels of a filter: the map that it reads, (height, width), and what its answer is multiplied by.

        Args:
            filter: Which filter.
            number: Which of its kernels, below `terms`.
        """
        if not self.per_map:
            return number, self.kernel[:, :, number, filter], 1.0
        own = filter if self.mixing is None else number
        channel, which = divmod(own, self.per_map)
        weight = 1.0 if self.mixing is None else float(self.mixing[number, filter])
        return channel, self.kernel[:, :, channel, which], weight


PixelBox = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels counted from 0; the last two are not included."""


@dataclass(frozen=True, eq=False)
class Origin:
    """Where one number of a layer's output comes from.

    Args:
        name, kind: Name of the layer, and its Keras class name.
        place: (row, column, channel), or (unit,).
        value: The number itself.
        field: The input's pixels that it depends on, its receptive field; None where the input is no image.
        reach: The same as if the image had no edges: what is beyond them is padding.
        source: The pixels of the layer's own input that it is made from, with padding; None where that is no image.
        computation: How it is made from them; None for the input itself.
    """

    name: str
    kind: str
    place: tuple[int, ...]
    value: float
    field: PixelBox | None
    reach: PixelBox | None
    source: PixelBox | None
    computation: Computation | None = None


@dataclass(frozen=True, eq=False)
class FilterResponse:
    """What one filter of a convolution makes of one example.

    Args:
        read: float32, the map that its kernel reads: (height, width).
        response: float32, what the kernel alone makes of it: (new height, new width).
        total: float32, the responses of all kernels of the filter, added up with the bias.
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
        weights: float32, (n,), a choice of its kernels' weights, the same at all epochs; empty without kernels.
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


MOST_MAPS, FIRST_MAPS, ACTIVE_MAPS = 16, 6, 8
"""Maps of a layer in the picture of a network: of more than the first number, some first and some active ones.

Also of the units of a layer on a text, each of which says something at every step."""

MOST_UNITS, FIRST_UNITS, ACTIVE_UNITS = 32, 10, 18
"""The same of the units of a layer whose output is one row of numbers; how many more it has stands in the same row."""

MOST_ASKING = 48
"""Steps whose shares of attention are shown, those of all heads together; of a longer text none are."""

SHARES = "shares"
"""The kind of a `LayerOutput` that holds what the steps of a text take from each other in a layer of attention."""

MOST_SIDE = 40
"""Pixels of a map's side in such a picture; of a larger one every second, third … pixel is told."""


def shown_count(shape: tuple[int, ...]) -> int:
    """How many maps or units of a layer a picture of the network shows, by its output's shape."""
    most, first, active = (
        (MOST_MAPS, FIRST_MAPS, ACTIVE_MAPS) if len(shape) > 1 else (MOST_UNITS, FIRST_UNITS, ACTIVE_UNITS)
    )
    return shape[-1] if shape[-1] <= most else first + active


def shown_heads(heads: int, steps: int) -> int:
    """How many heads of an attention over so many steps a picture of the network shows, the first ones; may be 0."""
    return min(heads, MOST_ASKING // steps)


def shown_step(shape: tuple[int, ...]) -> int:
    """Every how many pixels of a layer's maps are told."""
    return -(-max(shape[:2]) // MOST_SIDE) if len(shape) == 3 else 1


@dataclass(frozen=True, eq=False)
class ShownLayer:
    """What a picture of a network shows of one layer.

    Args:
        units: Which maps or units, in ascending order.
        values: float32, or uint8 with 0 for `low` and 255 for `high`: (maps, rows, columns), (units, steps) or
            (units,).
        low, high: The range of the layer's values, 0 included.
    """

    units: tuple[int, ...]
    values: np.ndarray
    low: float
    high: float

    def coarse(self) -> ShownLayer:
        """The same with one byte for each number."""
        spread = (self.high - self.low) or 1.0
        steps = np.rint((self.values - self.low) / spread * 255).astype(np.uint8)
        return ShownLayer(self.units, steps, self.low, self.high)


@dataclass(frozen=True, eq=False)
class PictureFrame:
    """What the layers of a network say to one example, as far as its picture shows it.

    Args:
        layers: One for each layer that `LayerKind.changes_numbers`, in order; the last one is the answer. On a text, a
            recurrent layer has its states after all steps, whether it passes them on or not, and before an attention
            stand its shares, with a unit for each step that asks, head by head.
    """

    layers: tuple[ShownLayer, ...]

    @property
    def units(self) -> tuple[tuple[int, ...], ...]:
        """Which maps or units are shown, by layer."""
        return tuple(layer.units for layer in self.layers)

    @property
    def nbytes(self) -> int:
        """Bytes of all its numbers."""
        return sum(layer.values.nbytes for layer in self.layers)

    def coarse(self) -> PictureFrame:
        """The same with one byte for each number but those of the answer."""
        return PictureFrame((*(layer.coarse() for layer in self.layers[:-1]), self.layers[-1]))
