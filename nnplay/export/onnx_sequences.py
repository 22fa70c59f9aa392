"""Layers for sequences as nodes of ONNX, in a `Graph` of `onnx_layers`.

ONNX wants the steps of a sequence first, and the gates of recurrent layers in an order of its own.
Source: https://onnx.ai/onnx/operators/, RNN, GRU and LSTM.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnplay.models.layer_kind import kernels_of

_STEPS_FIRST = (1, 0, 2)
_HEADS_FIRST = (0, 2, 1, 3)


def _embed(graph: Any, layer: Any) -> None:
    from onnx import TensorProto

    graph.add("Cast", to=TensorProto.INT64)
    symbols, graph.last = graph.last, graph.constant(layer.embeddings)
    graph.add("Gather", symbols, axis=0)


def _recurrent(operator: str, gates: Sequence[int], **attributes: Any) -> Callable[[Any, Any], None]:
    """A recurrent layer; `gates` are the places in Keras's kernels of those that ONNX wants, in its order."""

    def add(graph: Any, layer: Any) -> None:
        units, cell = layer.units, layer.cell

        def ordered(weights: Any) -> np.ndarray:
            parts = np.split(np.asarray(weights), len(gates), axis=-1)
            return np.concatenate([parts[gate] for gate in gates], axis=-1)

        bias = np.atleast_2d(ordered(cell.bias))
        if len(bias) == 1:  # Keras adds one bias, ONNX one to the inputs and one to the state
            bias = np.concatenate([bias, np.zeros_like(bias)])
        graph.add("Transpose", perm=_STEPS_FIRST)
        graph.add(
            operator,
            graph.constant(ordered(cell.kernel).T[None]),
            graph.constant(ordered(cell.recurrent_kernel).T[None]),
            graph.constant(bias.reshape(1, -1)),
            hidden_size=units,
            **attributes,
        )
        graph.add("Squeeze", graph.constant([1], np.int64))  # a direction each, and there is one
        if layer.return_sequences:
            graph.add("Transpose", perm=_STEPS_FIRST)
        else:
            graph.add("Gather", graph.constant(layer.input.shape[1] - 1, np.int64), axis=0)

    return add


def _attend(graph: Any, layer: Any) -> None:
    query, key, value, output = map(np.asarray, kernels_of(layer))
    x, steps = graph.last, layer.input.shape[1]

    def heads(kernel: np.ndarray, order: tuple[int, ...] = _HEADS_FIRST) -> str:
        graph.last = x
        graph.add("MatMul", graph.constant(kernel))
        graph.add("Reshape", graph.constant([0, steps, layer.num_heads, layer.key_dim], np.int64))
        graph.add("Transpose", perm=order)
        return graph.last

    keys, values = heads(key, (0, 2, 3, 1)), heads(value)
    heads(query)
    graph.add("MatMul", keys)
    graph.add("Div", graph.constant(math.sqrt(layer.key_dim)))
    graph.add("Softmax", axis=-1)
    graph.add("MatMul", values)
    graph.add("Transpose", perm=_HEADS_FIRST)
    graph.add("Reshape", graph.constant([0, steps, layer.num_heads * layer.key_dim], np.int64))
    graph.add("MatMul", graph.constant(output))


SEQUENCE_NODES: dict[str, Callable[[Any, Any], None]] = {
    "Embedding": _embed,
    "PositionEmbedding": lambda graph, layer: graph.add("Add", graph.constant(layer.embeddings)),
    "SimpleRNN": _recurrent("RNN", (0,)),
    "GRU": _recurrent("GRU", (0, 1, 2), linear_before_reset=1),
    "LSTM": _recurrent("LSTM", (0, 3, 1, 2)),
    "SelfAttention": _attend,
    "GlobalAveragePooling1D": lambda graph, layer: graph.add("ReduceMean", graph.constant([1], np.int64), keepdims=0),
    "GlobalMaxPooling1D": lambda graph, layer: graph.add("ReduceMax", graph.constant([1], np.int64), keepdims=0),
}
"""By the name of the Keras class."""
