"""A network with a neuron or a layer more or less, whose weights stay where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import tr
from nnplay.inspection.weight_table import ROW_NAMES
from nnplay.models.shapes import LayerShape, trace
from nnplay.spec import ExperimentSpec, LayerSpec

NEW = -1
"""The place of a unit that was not there before."""

_NEUTRAL = {"scale": 1.0, "shift": 0.0, "moving mean": 0.0, "moving variance": 1.0}


@dataclass(frozen=True)
class Reshaped:
    """What came of a change in the picture of a network.

    Args:
        spec: The experiment with the other layers.
        weights: float32, (n,), in the order of `keras.Model.get_weights`; None where there were none before.
        words: What happened, in a sentence or two.
    """

    spec: ExperimentSpec
    weights: np.ndarray | None
    words: str


@dataclass
class _Change:
    """Which layers and units there are, by their places before; `NEW` for those that were not there."""

    layers: list[LayerSpec]
    sources: list[int]
    units: dict[int, list[int]] = field(default_factory=dict)


def with_unit(spec: ExperimentSpec, weights: np.ndarray | None, layer: int) -> Reshaped:
    """One more unit in a Dense layer. What hears it weighs it 0 at first, so that the network answers as before.

    Args:
        spec: The experiment.
        weights: Its weights in one row, if it has any.
        layer: Place in `spec.layers`.

    Raises:
        SpecError: If the layer has no units that could be more, or has too many.
    """
    count = _units(spec, layer)
    change = _changed_units(spec, layer, [*range(count), NEW])
    words = tr("Layer {layer} has a new unit. Nothing uses it yet: its outgoing weights are 0.", layer=layer + 1)
    if weights is None:
        words = tr("Layer {layer} has a new unit.", layer=layer + 1)
    return _reshaped(spec, weights, change, words)


def without_unit(spec: ExperimentSpec, weights: np.ndarray | None, layer: int, unit: int | None = None) -> Reshaped:
    """One unit less in a Dense layer; the whole layer less where it was the only one.

    Args:
        spec, weights, layer: As in `with_unit`.
        unit: Which one; the last if None.

    Raises:
        SpecError: If the layer has no such unit.
    """
    count = _units(spec, layer)
    if count == 1:
        return without_layer(spec, weights, layer)
    gone = count - 1 if unit is None else unit
    if not 0 <= gone < count:
        raise SpecError(tr("Layer {layer} has no unit {gone}.", layer=layer + 1, gone=gone + 1))
    change = _changed_units(spec, layer, [place for place in range(count) if place != gone])
    return _reshaped(
        spec,
        weights,
        change,
        tr("Unit {gone} of layer {layer} was removed, with its weights.", gone=gone + 1, layer=layer + 1),
    )


def without_layer(spec: ExperimentSpec, weights: np.ndarray | None, layer: int) -> Reshaped:
    """The network without one of its layers. The next one keeps its weights if it hears as many units as before."""
    _hold(spec, layer)
    rest = [*range(len(spec.layers))]
    del rest[layer]
    change = _Change([spec.layers[place] for place in rest], [*rest, len(spec.layers)])
    return _reshaped(spec, weights, change, tr("Layer {layer} was removed.", layer=layer + 1))


def with_layer(spec: ExperimentSpec, weights: np.ndarray | None) -> Reshaped:
    """One more Dense layer before the output, as wide as what it hears. At first each unit hands on one number.

    Raises:
        SpecError: If there are too many layers, or the network has no row of numbers there.
    """
    rows = trace(spec).checked().rows
    shape = rows[-2].output_shape if len(rows) > 1 else trace(spec).input_shape
    if len(shape) != 1:
        raise SpecError(tr("A Dense layer can be added only where a row of numbers comes in."))
    activation = next((layer["activation"] for layer in reversed(spec.layers) if layer.name == "Dense"), "relu")
    layers = [*spec.layers, LayerSpec("Dense", units=shape[0], activation=activation)]
    change = _Change(layers, [*range(len(spec.layers)), NEW, len(spec.layers)])
    words = tr(
        "Layer {layers} is new. At first each of its units passes on one number, through {activation}.",
        layers=len(layers),
        activation=activation,
    )
    if weights is None:
        words = tr("Layer {layers} is new.", layers=len(layers))
    return _reshaped(spec, weights, change, words)


def _hold(spec: ExperimentSpec, layer: int) -> None:
    if not 0 <= layer < len(spec.layers):
        raise SpecError(tr("There is no layer {layer} to change.", layer=layer + 1))


def _units(spec: ExperimentSpec, layer: int) -> int:
    _hold(spec, layer)
    if spec.layers[layer].name != "Dense":
        raise SpecError(tr("Layer {layer} has no units of its own.", layer=layer + 1))
    return int(spec.layers[layer]["units"])


def _changed_units(spec: ExperimentSpec, layer: int, units: list[int]) -> _Change:
    layers = [*spec.layers]
    layers[layer] = layers[layer].with_options(units=len(units))
    return _Change(layers, [*range(len(layers) + 1)], {layer: units})


def _reshaped(spec: ExperimentSpec, weights: np.ndarray | None, change: _Change, words: str) -> Reshaped:
    other = spec.with_layers(tuple(change.layers))
    rows = list(trace(other).checked().rows)
    if weights is None:
        return Reshaped(other, None, words)
    made, lost = _carried(spec, weights, rows, change)
    if lost:
        words += tr(" The weights of what comes after it are random again, because its number of inputs has changed.")
    return Reshaped(other, made, tr("{words} All other weights stay.", words=words))


def _carried(
    spec: ExperimentSpec, weights: np.ndarray, rows: Sequence[LayerShape], change: _Change
) -> tuple[np.ndarray, bool]:
    """All weights of the new layers in one row, and whether some were drawn anew."""
    before = list(trace(spec).checked().rows)
    ends = np.cumsum([row.parameters for row in before])
    if len(weights) != ends[-1]:
        raise SpecError(tr("These are not the weights of this network."))
    parts = np.split(np.asarray(weights, np.float32), ends[:-1])
    inputs = trace(spec).input_shape[0]
    heard: list[int] = [*range(inputs)]
    lost = False
    made = []
    for place, (row, source) in enumerate(zip(rows, change.sources, strict=True)):
        operation = row.layer.kind.row_operation(row.layer.options)
        assert operation is not None or not row.parameters
        units = row.output_shape[0]
        if operation and operation["op"] == "dense":
            if source == NEW:
                made.append(np.vstack([np.eye(len(heard), units), np.zeros(units)]).ravel())
                heard = [*range(units)]
                continue
            old = parts[source].reshape(-1, before[source].output_shape[0])
            expected = len(old) - 1
            stays = change.units.get(source, [*range(old.shape[1])])
            fresh = _draw(len(heard), units, spec.seed, place)
            kernel = np.zeros((len(heard), units))
            for unit, from_unit in enumerate(stays):
                if from_unit == NEW:
                    kernel[:, unit] = fresh[:, unit]
                elif any(one >= expected for one in heard) or _is_other(change, source, heard, expected):
                    kernel[:, unit], lost = fresh[:, unit], True
                else:
                    kernel[:, unit] = [0.0 if one == NEW else old[one, from_unit] for one in heard]
            bias = [0.0 if one == NEW else old[-1, one] for one in stays]
            made.append(np.concatenate([kernel.ravel(), bias]))
            heard = stays
        elif operation and operation["op"] in ROW_NAMES:
            old = parts[source].reshape(len(ROW_NAMES[operation["op"]]), -1)
            for values, name in zip(old, ROW_NAMES[operation["op"]], strict=True):
                fits = [one != NEW and one < len(values) for one in heard]
                pairs = zip(heard, fits, strict=True)
                made.append(np.array([values[one] if fit else _NEUTRAL[name] for one, fit in pairs]))
    return np.concatenate([np.asarray(part, np.float32) for part in made]), lost


def _is_other(change: _Change, source: int, heard: list[int], expected: int) -> bool:
    """Whether a layer hears another number of units because the layer before it is gone."""
    gone = source > 0 and source - 1 not in change.sources
    return gone and len(heard) != expected


def _draw(inputs: int, units: int, seed: int, place: int) -> np.ndarray:
    """Fresh weights, uniform as of Glorot and Bengio."""
    limit = np.sqrt(6 / (inputs + units))
    return np.random.default_rng([seed, place, inputs, units]).uniform(-limit, limit, (inputs, units))
