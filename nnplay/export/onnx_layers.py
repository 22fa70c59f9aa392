"""Keras layers as nodes of ONNX: one function for each kind of layer that can leave.

The names and meanings of the nodes are those of https://onnx.ai/onnx/operators/. Images stand in Keras's order, with
their channels last, and are turned for the nodes that want channels first, and back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.errors import ExportError
from nnplay.export.onnx_sequences import SEQUENCE_NODES
from nnplay.i18n import tr

TO_FIRST, TO_LAST = (0, 3, 1, 2), (0, 2, 3, 1)


@dataclass
class Graph:
    """Nodes in their order, and the numbers that they need.

    Args:
        last: Name of what the last node gives.
    """

    last: str
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, **attributes: Any) -> None:
        """Adds a node that takes what the last one gave, and then the named constants."""
        from onnx import helper

        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, [self.last, *inputs], [name], name=name, **attributes))
        self.last = name

    def constant(self, values: Any, kind: Any = np.float32) -> str:
        """Keeps an array; its name."""
        from onnx import numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def activate(self, name: str) -> None:
        """Adds an activation by its Keras name.

        Raises:
            ExportError: If it has no nodes here.
        """
        if name not in _ACTIVATIONS:
            raise ExportError(
                tr(
                    "The activation {name} can't be exported as ONNX. These can: {others}.",
                    name=name,
                    others=", ".join(_ACTIVATIONS),
                )
            )
        _ACTIVATIONS[name](self)


def _gelu(graph: Graph) -> None:
    # x / 2 * (1 + erf(x / sqrt 2)), https://arxiv.org/abs/1606.08415
    x = graph.last
    graph.add("Mul", graph.constant(1 / math.sqrt(2)))
    graph.add("Erf")
    graph.add("Add", graph.constant(1))
    graph.add("Mul", x)
    graph.add("Mul", graph.constant(0.5))


def _silu(graph: Graph) -> None:
    x = graph.last
    graph.add("Sigmoid")
    graph.add("Mul", x)


_ACTIVATIONS: dict[str, Callable[[Graph], None]] = {
    "linear": lambda graph: None,
    "relu": lambda graph: graph.add("Relu"),
    "leaky_relu": lambda graph: graph.add("LeakyRelu", alpha=0.2),
    "elu": lambda graph: graph.add("Elu"),
    "gelu": _gelu,
    "silu": _silu,
    "tanh": lambda graph: graph.add("Tanh"),
    "sigmoid": lambda graph: graph.add("Sigmoid"),
    "softplus": lambda graph: graph.add("Softplus"),
    "softmax": lambda graph: graph.add("Softmax", axis=-1),
}


def _dense(graph: Graph, layer: Any) -> None:
    graph.add("MatMul", graph.constant(layer.kernel))
    graph.add("Add", graph.constant(layer.bias))
    graph.activate(layer.activation.__name__)


def _pair(value: Any) -> list[int]:
    return [int(one) for one in (value if isinstance(value, Sequence) else (value, value))]


def _padding(layer: Any) -> str:
    return "SAME_UPPER" if layer.padding == "same" else "VALID"


def _convolve(graph: Graph, layer: Any, kernel: np.ndarray, groups: int = 1, bias: np.ndarray | None = None) -> None:
    """A convolution on channels first; `kernel` as Keras has it: (height, width, channels of a group, filters)."""
    window, dilation = kernel.shape[:2], _pair(layer.dilation_rate)
    # SAME_UPPER and dilations above 1 are not known together everywhere: the padding is counted here.
    pads = [0, 0, 0, 0]
    if layer.padding == "same":
        size, strides = layer.input.shape[1:3], _pair(layer.strides)
        for axis in (0, 1):
            reach = (window[axis] - 1) * dilation[axis] + 1
            total = max((-(-size[axis] // strides[axis]) - 1) * strides[axis] + reach - size[axis], 0)
            pads[axis], pads[axis + 2] = total // 2, total - total // 2
    inputs = [graph.constant(kernel.transpose(3, 2, 0, 1))]
    if bias is not None:
        inputs.append(graph.constant(bias))
    graph.add(
        "Conv", *inputs, strides=_pair(layer.strides), dilations=dilation, pads=pads, group=groups,
        kernel_shape=list(window),
    )  # fmt: skip


def _conv(graph: Graph, layer: Any) -> None:
    graph.add("Transpose", perm=TO_FIRST)
    _convolve(graph, layer, np.asarray(layer.kernel), bias=np.asarray(layer.bias))
    graph.add("Transpose", perm=TO_LAST)
    graph.activate(layer.activation.__name__)


def _in_groups(kernel: np.ndarray) -> np.ndarray:
    """A depthwise kernel (height, width, channels, multiplier) as one of a group for each channel."""
    height, width, channels, multiplier = kernel.shape
    return kernel.reshape(height, width, 1, channels * multiplier)


def _depthwise(graph: Graph, layer: Any) -> None:
    kernel = np.asarray(layer.kernel)
    graph.add("Transpose", perm=TO_FIRST)
    _convolve(graph, layer, _in_groups(kernel), groups=kernel.shape[2], bias=np.asarray(layer.bias))
    graph.add("Transpose", perm=TO_LAST)
    graph.activate(layer.activation.__name__)


def _separable(graph: Graph, layer: Any) -> None:
    kernel, mixing = np.asarray(layer.depthwise_kernel), np.asarray(layer.pointwise_kernel)
    graph.add("Transpose", perm=TO_FIRST)
    _convolve(graph, layer, _in_groups(kernel), groups=kernel.shape[2])
    graph.add("Conv", graph.constant(mixing.transpose(3, 2, 0, 1)), graph.constant(layer.bias), kernel_shape=[1, 1])
    graph.add("Transpose", perm=TO_LAST)
    graph.activate(layer.activation.__name__)


def _pool(operator: str) -> Callable[[Graph, Any], None]:
    def add(graph: Graph, layer: Any) -> None:
        graph.add("Transpose", perm=TO_FIRST)
        graph.add(operator, kernel_shape=_pair(layer.pool_size), strides=_pair(layer.strides), auto_pad=_padding(layer))
        graph.add("Transpose", perm=TO_LAST)

    return add


def _rescale(graph: Graph, layer: Any) -> None:
    graph.add("Mul", graph.constant(layer.scale))
    graph.add("Add", graph.constant(layer.offset))


def _normalize(graph: Graph, layer: Any) -> None:
    scale = np.asarray(layer.gamma) / np.sqrt(np.asarray(layer.moving_variance) + layer.epsilon)
    graph.add("Mul", graph.constant(scale))
    graph.add("Add", graph.constant(np.asarray(layer.beta) - np.asarray(layer.moving_mean) * scale))


def _normalize_each(graph: Graph, layer: Any) -> None:
    graph.add(
        "LayerNormalization", graph.constant(layer.gamma), graph.constant(layer.beta), axis=-1, epsilon=layer.epsilon
    )


def _enlarge(graph: Graph, layer: Any) -> None:
    if layer.interpolation != "nearest":
        raise ExportError(
            tr(
                "UpSampling2D with the interpolation {name} can't be exported as ONNX; with 'nearest' it can.",
                name=layer.interpolation,
            )
        )
    for axis, size in zip((1, 2), _pair(layer.size), strict=True):
        count = layer.output.shape[axis]
        graph.add("Gather", graph.constant(np.arange(count) // size, np.int64), axis=axis)


def _nothing(graph: Graph, layer: Any) -> None:
    """For layers that do nothing but in training."""


NODES: dict[str, Callable[[Graph, Any], None]] = {
    "Dense": _dense,
    "Conv2D": _conv,
    "SeparableConv2D": _separable,
    "DepthwiseConv2D": _depthwise,
    "MaxPooling2D": _pool("MaxPool"),
    "AveragePooling2D": _pool("AveragePool"),
    "GlobalAveragePooling2D": lambda graph, layer: graph.add(
        "ReduceMean", graph.constant([1, 2], np.int64), keepdims=0
    ),
    "Flatten": lambda graph, layer: graph.add(
        "Reshape", graph.constant([-1, math.prod(layer.input.shape[1:])], np.int64)
    ),
    "UpSampling2D": _enlarge,
    "BatchNormalization": _normalize,
    "LayerNormalization": _normalize_each,
    "Rescaling": _rescale,
    "Activation": lambda graph, layer: graph.activate(layer.activation.__name__),
    "Dropout": _nothing,
    "SpatialDropout2D": _nothing,
    **SEQUENCE_NODES,
    "RandomTranslation": _nothing,
    "RandomRotation": _nothing,
    "RandomZoom": _nothing,
    "RandomFlip": _nothing,
}
"""By the name of the Keras class."""
