"""Output shape and parameter count of every layer, at once and without Keras."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnplay.errors import SpecError
from nnplay.i18n import language, tr
from nnplay.limits import Limits, limits, show_bytes
from nnplay.models.layer_kind import row_makers
from nnplay.models.layers import Shape, show_shape
from nnplay.models.losses import resolve_loss
from nnplay.registry import DATASETS, LAYERS
from nnplay.spec import MAX_LAYERS, NO_CLASS_WEIGHT, ExperimentSpec, LayerSpec
from nnplay.tasks import OUTPUT_ACTIVATION, Task

OUTPUT_NAME = "output"

TARGET_UNITS = "target_units"
"""Name of the layer in a model that turns a scaled target's prediction back into the target's units."""

BYTES_PER_PARAMETER = 16
"""Four float32: a weight, its gradient, and the two numbers that Adam keeps for it."""

BYTES_PER_OUTPUT = 8
"""Two float32: training keeps every layer's outputs for a batch, and a gradient for each."""


@dataclass(frozen=True)
class LayerShape:
    """One row of a model's summary.

    Args:
        name: Name of the layer in the Keras model.
        layer: The layer; the last row is the output layer that follows from the task.
        input_shape, output_shape: Without the batch axis.
        trainable, non_trainable: Parameter counts.
    """

    name: str
    layer: LayerSpec
    input_shape: Shape
    output_shape: Shape
    trainable: int
    non_trainable: int

    @property
    def parameters(self) -> int:
        """All parameters, as Keras's summary counts them."""
        return self.trainable + self.non_trainable

    @property
    def label(self) -> str:
        """What a short label says: `Conv2D 32 · 3×3 · relu`."""
        kind = self.layer.kind
        return f"{kind.title} {kind.summary(self.layer.options)}".strip()


@dataclass(frozen=True)
class Trace:
    """What is known of a stack of layers.

    Args:
        input_shape: Shape of one example, without the batch axis.
        rows: A row per layer up to the first one that cannot stand; all and the output layer
            where there is none.
        error: Why that layer cannot stand; `where` is its path in the experiment.
    """

    input_shape: Shape
    rows: tuple[LayerShape, ...]
    error: SpecError | None = None

    @property
    def parameters(self) -> int:
        """Parameters of all rows together."""
        return sum(row.parameters for row in self.rows)

    @property
    def failed(self) -> int | None:
        """Place of the layer that cannot stand, the output layer's being the number of layers; None if all can."""
        if self.error and self.error.where[:1] == ("layers",):
            return int(self.error.where[1])
        return None

    def checked(self) -> Trace:
        """This trace, if the whole stack can stand.

        Raises:
            SpecError: The trace's own error.
        """
        if self.error:
            raise SpecError(self.error.message, self.error.where)  # its own one is kept, and would keep who raised it
        return self


def output_layer(task: Task, classes: int) -> LayerSpec:
    """The last layer that a task wants.

    Args:
        task: `"binary"`, `"multiclass"` or `"regression"`.
        classes: Number of classes; one softmax unit for each where there are several.
    """
    units = classes if task == "multiclass" else 1
    return LayerSpec("Dense", units=units, activation=OUTPUT_ACTIVATION[task])


Surroundings = tuple[Any, int, str, str, Limits, str]


def trace(spec: ExperimentSpec) -> Trace:
    """Shapes and parameter counts of all layers, as Keras would give them.

    Never raises for an impossible stack: the trace then ends before the layer that causes it,
    and its `error` says why.
    """
    return _trace(spec.layers, *_surroundings(spec))


def _surroundings(spec: ExperimentSpec) -> Surroundings:
    """What a trace depends on beside the layers: neither seed nor learning rate, but the language of its error."""
    training, signature = spec.training, DATASETS[spec.dataset.name].signature(spec.dataset.options)
    return signature, training.batch_size, training.loss, training.class_weight, limits(), language()


@functools.lru_cache(maxsize=512)  # a page asks for the same one dozens of times
def _trace(
    layers: tuple[LayerSpec, ...],
    signature: Any,
    batch_size: int,
    loss: str,
    class_weight: str,
    allowed: Limits,
    code: str,
) -> Trace:
    if signature.problem:
        return Trace(signature.input_shape, (), SpecError(signature.problem, ("dataset",)))
    output = output_layer(signature.task, len(signature.class_names))
    rows: list[LayerShape] = []
    shape: Shape = signature.input_shape
    for index, layer in enumerate((*layers, output)):
        is_output = index == len(layers)
        name = OUTPUT_NAME if is_output else layer_name(layer, index)
        try:
            if layer.kind.reads_symbols:
                _check_symbols(layer, index, signature.symbols)
            row = _row(name, layer, shape, sum(row.parameters for row in rows))
            _check_memory(row, rows, batch_size)
        except SpecError as error:
            message = (
                error.message if is_output else tr("Layer {index}: {message}", index=index + 1, message=error.message)
            )
            if is_output and len(shape) != 1:
                message = tr(
                    "The output layer needs one row of numbers per example, but gets {shape}. Add {shape2} at the end.",
                    shape=show_shape(shape),
                    shape2=row_makers(shape),
                )
            return Trace(signature.input_shape, tuple(rows), SpecError(message, ("layers", index, *error.where)))
        rows.append(row)
        shape = row.output_shape
    try:
        resolve_loss(loss, signature.task)
        if signature.task == "regression" and class_weight != NO_CLASS_WEIGHT:
            raise SpecError(
                tr(
                    "Class weights need classes, but these data have a number to predict. Switch the class weights off."
                ),
                ("training", "class_weight"),
            )
    except SpecError as error:
        return Trace(signature.input_shape, tuple(rows), error.with_traceback(None))
    return Trace(signature.input_shape, tuple(rows))


def fitting_layers(spec: ExperimentSpec) -> dict[str, int]:
    """The kinds of layers that can be put into a network with their defaults, and where.

    Returns:
        By name the last place where the network stands with it; of data augmentation the first. Every kind, at the
        end, where the network cannot stand as it is: what would mend it is not known.
    """
    return dict(_fitting_layers(spec.layers, _surroundings(spec)))


@functools.lru_cache(maxsize=256)
def _fitting_layers(layers: tuple[LayerSpec, ...], surroundings: Surroundings) -> dict[str, int]:
    shapes = _trace(layers, *surroundings)
    if shapes.error or len(layers) >= MAX_LAYERS:
        return dict.fromkeys(LAYERS, len(layers))
    # Of places with the same shape the last one is enough to try.
    places = sorted({row.input_shape: place for place, row in enumerate(shapes.rows)}.values(), reverse=True)
    found: dict[str, int] = {}
    for name, kind in LAYERS.items():
        for place in reversed(places) if kind.augment else places:
            if not _trace((*layers[:place], LayerSpec(name), *layers[place:]), *surroundings).error:
                found[name] = place
                break
    return found


def layer_name(layer: LayerSpec, index: int) -> str:
    """Name of a layer in the Keras model: its place and its kind, e.g. `conv2d_1`."""
    return f"{layer.name.lower()}_{index + 1}"


def _check_symbols(layer: LayerSpec, index: int, symbols: int) -> None:
    """Refuses a table of symbols where there are none, or too few rows for them."""
    if index or not symbols:
        where = (
            tr("can only be the first layer") if symbols else tr("needs a text; these data have no letters or words")
        )
        raise SpecError(
            tr("{title} {where}. It looks symbols up in a table by their numbers.", title=layer.kind.title, where=where)
        )
    if layer.options["input_dim"] < symbols:
        raise SpecError(
            tr(
                "This text has {symbols:,} different symbols, but the table has only {options:,} rows. Choose at "
                "least {symbols:,} symbols.",
                symbols=symbols,
                options=layer.options["input_dim"],
            ),
            ("input_dim",),
        )


def _row(name: str, layer: LayerSpec, shape: Shape, parameters_before: int) -> LayerShape:
    kind: Any = layer.kind
    what = tr("the output layer") if name == OUTPUT_NAME else tr("this layer")
    output_shape = kind.output_shape(shape, layer.options)
    trainable, non_trainable = kind.parameters(shape, layer.options)
    parameters = parameters_before + trainable + non_trainable
    allowed = limits()
    if parameters > allowed.parameters:
        raise SpecError(
            tr(
                "With {what} the network has {parameters:,} parameters; at most {parameters2:,} are allowed here. "
                "Use fewer units or filters, or pool before it.",
                what=what,
                parameters=parameters,
                parameters2=allowed.parameters,
            )
        )
    if math.prod(output_shape) > allowed.outputs:
        raise SpecError(
            tr(
                "{what} makes {output_shape:,} numbers per example; at most {outputs:,} are allowed here. Use fewer "
                "filters, or pool before it.",
                what=what[0].upper() + what[1:],  # a German noun keeps its capital letter
                output_shape=math.prod(output_shape),
                outputs=allowed.outputs,
            )
        )
    return LayerShape(name, layer, shape, output_shape, trainable, non_trainable)


def training_memory(rows: Sequence[LayerShape], batch_size: int) -> int:
    """Bytes that a network takes while it is trained, by its numbers alone.

    Args:
        rows: Its layers.
        batch_size: Examples per update.
    """
    outputs = sum(math.prod(row.output_shape) for row in rows)
    return BYTES_PER_PARAMETER * sum(row.parameters for row in rows) + BYTES_PER_OUTPUT * batch_size * outputs


def _check_memory(row: LayerShape, before: list[LayerShape], batch_size: int) -> None:
    rows, allowed = [*before, row], limits().network_memory
    wanted = training_memory(rows, batch_size)
    if wanted <= allowed:
        return
    without = training_memory(rows, 0)
    fits = (allowed - without) // (training_memory(rows, 1) - without)
    advice = (
        tr("Use a batch size of at most {fits:,}, fewer filters or units, or pool", fits=fits)
        if fits > 0
        else tr("Pool")
    )
    raise SpecError(
        tr(
            "Up to this layer, the network needs about {wanted} of memory with {batch_size:,} examples at once; "
            "at most {allowed} are allowed here. {advice} before this layer.",
            wanted=show_bytes(wanted),
            batch_size=batch_size,
            allowed=show_bytes(allowed),
            advice=advice,
        )
    )
