"""What a kind of layer declares, and what several kinds have in common.

Shapes leave out the batch axis, as `keras.Layer` documentation does not: `(28, 28, 1)` is one image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnplay.models.calls import keras, make
from nnplay.models.initializers import initializer_call
from nnplay.registry import Kind, Param

Shape = tuple[int, ...]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class LayerKind(Kind):
    """A kind of layer.

    Args:
        output_shape: From input shape and options to output shape; raises `SpecError` where
            the layer cannot stand.
        summary: From options to what a short label says after the name, e.g. `"32 · 3×3 · relu"`.
        build: From options, layer name and seed to the `keras.Layer`. It is declared with the `keras` of
            `nnplay.models.calls`, so that what it calls can be written as code, too.
        parameters: From input shape and options to (trainable, non-trainable) counts.
    """

    output_shape: Callable[[Shape, Values], Shape]
    summary: Callable[[Values], str]
    build: Callable[[Values, str, int], Any]
    parameters: Callable[[Shape, Values], tuple[int, int]] = lambda shape, options: (0, 0)
    call: Callable[[Values, str, int], Any] = field(init=False)
    """As `build`, but to the `KerasCall` alone: it needs no Keras."""

    def __post_init__(self) -> None:
        call = self.build
        object.__setattr__(self, "call", call)
        object.__setattr__(self, "build", lambda options, name, seed: make(call(options, name, seed)))


def show_shape(shape: Shape) -> str:
    """A shape as people say it: `28 × 28 × 1`, or `512`."""
    return " × ".join(f"{size:,}" for size in shape)


def integer(name: str, default: int, maximum: int, help: str, **more: Any) -> Param:
    """A whole number from 1 on."""
    return Param(name, "integer", default, help, minimum=1, maximum=maximum, **more)


def _penalty(name: str, help: str, label: str) -> Param:
    return Param(name, "log", 0.0, help, label=label, minimum=0.0, maximum=10.0, slider=(1e-5, 1.0), advanced=True)


REGULARIZERS = (
    _penalty("l1", "Adds this times the sum of the absolute weights to the loss, which drives weights to zero.", "L1"),
    _penalty("l2", "Adds this times the sum of the squared weights to the loss, which keeps weights small.", "L2"),
)


def weights(options: Values, seed: int) -> dict[str, Any]:
    """The arguments that layers with a kernel share."""
    l1, l2 = options["l1"], options["l2"]
    return {
        "activation": options["activation"],
        "kernel_initializer": initializer_call(options["kernel_initializer"], seed),
        "kernel_regularizer": keras.regularizers.L1L2(l1=l1, l2=l2) if l1 or l2 else None,
    }


def with_activation(text: str, options: Values) -> str:
    """A summary with the activation after it, unless that is none."""
    return text if options["activation"] == "linear" else f"{text} · {options['activation']}"


def plain(name: str) -> Callable[[Values, str, int], Any]:
    """The builder of a layer whose options are just the arguments of its Keras class."""

    def build(options: Values, layer_name: str, seed: int) -> Any:
        return getattr(keras.layers, name)(**options, name=layer_name)

    return build
