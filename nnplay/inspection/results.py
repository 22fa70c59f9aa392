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
