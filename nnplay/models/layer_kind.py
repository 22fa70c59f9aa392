"""What a kind of layer declares, and what several kinds have in common.

Shapes leave out the batch axis, as `keras.Layer` documentation does not: `(28, 28, 1)` is one image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

import numpy as np

from nnplay import i18n
from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.models.calls import keras, make
from nnplay.models.computation import Computation, Selection, Wording
from nnplay.models.connectivity import Connectivity, Reordered, Shape, Sliding, Values
from nnplay.models.initializers import initializer_call
from nnplay.registry import LAYERS, Kind, Param

Place = tuple[int, ...]
"""(row, column, channel), or (unit,)."""


@dataclass(frozen=True)
class LayerKind(Kind):
    """A kind of layer: all that any part of nnplay needs to know of it.

    Args:
        output_shape: From input shape and options to output shape; raises `SpecError` where
            the layer cannot stand.
        summary: From options to what a short label says after the name, e.g. `"32 · 3×3 · relu"`.
        build: From options, layer name and seed to the `keras.Layer`. It is declared with the `keras` of
            `nnplay.models.calls`, so that what it calls can be written as code, too.
        parameters: From input shape and options to (trainable, non-trainable) counts.
        connectivity: Which numbers of the input each number of the output is made from.
        compute: From the built layer, a place of its output and what it reads for that (NaN for padding) to how the
            number there is made.
        kernels: Attributes of the built layer that hold its kernels, the weights that look for patterns. Of two that
            slide, the first one's sums are what the second one weighs.
        passes_on: Whether its numbers are those that it gets, except while training.
        dropped: From options to the share of its numbers that training sets to zero.
        augment: From a float32 image (height, width, channels), options and a random generator to the image as training
            may change it, in NumPy; None for a layer that is no data augmentation.
        on_row: From options to how it makes a row of numbers of a row, for who computes that outside of Keras, as the
            picture of a network in the browser does: `op`, one of those in `figures/living_network.py`, and its
            numbers. None where it takes no row, or passes on what it gets.
        fast_compiled: Whether compiled epochs run it, and at least as fast as TensorFlow's own kernels do.
        reads_symbols: Whether its input are numbers of symbols, which only the data of a text give.
        short: Name that fits under a column of a picture, with options in braces; the name itself where empty.
        mark: A sign on its column.
    """

    output_shape: Callable[[Shape, Values], Shape]
    summary: Callable[[Values], str]
    build: Callable[[Values, str, int], Any]
    parameters: Callable[[Shape, Values], tuple[int, int]] = lambda shape, options: (0, 0)
    connectivity: Connectivity = field(kw_only=True)
    compute: Callable[[Any, Place, np.ndarray], Computation] = field(kw_only=True)
    kernels: tuple[str, ...] = field(default=(), kw_only=True)
    passes_on: bool = field(default=False, kw_only=True)
    dropped: Callable[[Values], float] = field(default=lambda options: 0.0, kw_only=True)
    augment: Callable[[np.ndarray, Values, np.random.Generator], np.ndarray] | None = field(default=None, kw_only=True)
    on_row: Callable[[Values], Mapping[str, Any]] | None = field(default=None, kw_only=True)
    fast_compiled: bool = field(default=True, kw_only=True)
    reads_symbols: bool = field(default=False, kw_only=True)
    short: str = field(default="", kw_only=True)
    mark: str = field(default="", kw_only=True)
    call: Callable[[Values, str, int], Any] = field(init=False)
    """As `build`, but to the `KerasCall` alone: it needs no Keras."""

    def __post_init__(self) -> None:
        call = self.build
        object.__setattr__(self, "call", call)
        object.__setattr__(self, "build", lambda options, name, seed: make(call(options, name, seed)))

    def short_name(self, options: Values) -> str:
        """A name that fits under a column of a picture."""
        return (self.short or self.name).format(**options)

    def row_operation(self, options: Values) -> Mapping[str, Any] | None:
        """How it makes a row of numbers of a row, as `on_row` says; None where it takes no row."""
        if self.on_row:
            return self.on_row(options)
        return {"op": "pass"} if self.passes_on else None

    @property
    def changes_numbers(self) -> bool:
        """Whether it makes other numbers of those that it gets, and not only hands them on or lays them in a row."""
        return not (self.passes_on or isinstance(self.connectivity, Reordered))

    @property
    def slides_kernels(self) -> bool:
        """Whether it makes maps that say where in the image a pattern is."""
        return bool(self.kernels) and isinstance(self.connectivity, Sliding)


def kind_of(layer: Any) -> LayerKind:
    """The declaration of a built Keras layer.

    Raises:
        SpecError: If nnplay has no such layer.
    """
    kind: LayerKind = LAYERS[type(layer).__name__]
    return kind


def kernels_of(layer: Any) -> list[Any]:
    """The kernels of a built Keras layer, as its kind declares them."""
    return [attrgetter(name)(layer) for name in kind_of(layer).kernels]


def options_of(layer: Any) -> dict[str, Any]:
    """The options that a built Keras layer keeps under their declared names; the last of two, which are equal or ±."""
    config = layer.get_config()
    kept = {param.name: config[param.name] for param in kind_of(layer).params if param.name in config}
    return {name: value[-1] if isinstance(value, tuple | list) else value for name, value in kept.items()}


def show_shape(shape: Shape) -> str:
    """A shape as people say it: `28 × 28 × 1`, or `512`."""
    return " × ".join(i18n.number(size, ",") for size in shape)


def row_makers(shape: Shape) -> str:
    """The layers that make one row of numbers of such an output, for an error message."""
    pooling = "GlobalAveragePooling1D" if len(shape) == 2 else "GlobalAveragePooling2D"
    return tr("Flatten or {pooling}", pooling=pooling)


def needs_image(shape: Shape, name: str) -> None:
    """Refuses a row of numbers.

    Raises:
        SpecError: With the layer's name in its sentence.
    """
    if len(shape) == 3:
        return
    what = tr("a sequence") if len(shape) == 2 else tr("one row of numbers")
    raise SpecError(
        tr(
            "{name} needs images (height × width × channels), but gets {shape}: {what}. It cannot come after "
            "Flatten or Dense, and it does not work on a table or a text.",
            name=name,
            shape=show_shape(shape),
            what=what,
        )
    )


def needs_sequence(shape: Shape, name: str) -> None:
    """Refuses what is no sequence.

    Raises:
        SpecError: With the layer's name in its sentence.
    """
    if len(shape) != 2:
        what = tr("one row of numbers") if len(shape) == 1 else tr("images")
        raise SpecError(
            tr(
                "{name} needs a sequence (steps × channels), but gets {shape}: {what}. Put it after Embedding, on "
                "text; a recurrent layer before it must return its sequence.",
                name=name,
                shape=show_shape(shape),
                what=what,
            )
        )


def same_shape(shape: Shape, options: Values) -> Shape:
    """The output shape of a layer that takes anything and changes no shape."""
    return shape


def no_summary(options: Values) -> str:
    """For a layer whose name says it all."""
    return ""


def integer(name: str, default: int, maximum: int, help: str, **more: Any) -> Param:
    """A whole number from 1 on."""
    return Param(name, "integer", default, help, minimum=1, maximum=maximum, **more)


def _penalty(name: str, help: str, label: str) -> Param:
    return Param(name, "log", 0.0, help, label=label, minimum=0.0, maximum=10.0, slider=(1e-5, 1.0), advanced=True)


REGULARIZERS = (
    _penalty(
        "l1", N_("Adds this times the sum of the absolute weights to the loss, which pulls weights toward zero."), "L1"
    ),
    _penalty("l2", N_("Adds this times the sum of the squared weights to the loss, which keeps weights small."), "L2"),
)


def weights(options: Values, seed: int, kernels: tuple[str, ...] = ("kernel",)) -> dict[str, Any]:
    """The arguments that layers with kernels share: initializer and penalty of each, and the activation if it has one.

    Args:
        options: Of the layer.
        seed: Of the layer; each kernel draws by one of its own.
        kernels: What Keras calls them: `"kernel"` for `kernel_initializer`.
    """
    l1, l2 = options["l1"], options["l2"]
    arguments = {"activation": options["activation"]} if "activation" in options else {}
    for number, kernel in enumerate(kernels):
        own = int(np.random.SeedSequence([seed, number]).generate_state(1)[0] >> 1) if number else seed
        arguments[f"{kernel}_initializer"] = initializer_call(options[f"{kernel}_initializer"], own)
        arguments[f"{kernel}_regularizer"] = keras.regularizers.L1L2(l1=l1, l2=l2) if l1 or l2 else None
    return arguments


def with_activation(text: str, options: Values) -> str:
    """A summary with the activation after it, unless that is none."""
    return text if options["activation"] == "linear" else f"{text} · {options['activation']}"


def plain(name: str, *, seeded: bool = False) -> Callable[[Values, str, int], Any]:
    """The builder of a layer whose options are just the arguments of its Keras class, and perhaps a seed."""

    def build(options: Values, layer_name: str, seed: int) -> Any:
        more = {"seed": seed} if seeded else {}
        return getattr(keras.layers, name)(**options, **more, name=layer_name)

    return build


def selection(words: Wording, how: Literal["only", "largest", "mean"] = "only") -> Callable[..., Selection]:
    """The `compute` of a layer that takes one number of its window, or the mean of all."""
    return lambda layer, place, window: Selection(words=words, window=window, how=how)
