"""A stored network in NumPy, with as much of a Keras model as an inspection of its outputs needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.errors import DataError, SpecError
from nnplay.i18n import tr
from nnplay.inspection.plain import forward
from nnplay.inspection.results import LayerOutput
from nnplay.models.shapes import LayerShape, trace
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.tasks import TargetScaling
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.run_folder import SPEC_FILE, WEIGHTS_FILE

TARGET_UNITS = "target_units"
"""As `models.build` calls the last layer of a regression."""


class PlainLayer:
    """One layer; called with values (n, *input_shape), it says what Keras's says, training aside.

    Args:
        row: As `models.shapes.trace` gives it.
        weights: In Keras's order.
    """

    def __init__(self, row: LayerShape, weights: Sequence[np.ndarray]) -> None:
        self.row, self.name, self.weights = row, row.name, list(weights)
        self.output = SimpleNamespace(shape=(None, *row.output_shape))
        if row.layer.kind.kernels and weights:
            self.kernel = weights[0]

    def __call__(self, values: np.ndarray, training: bool = False) -> np.ndarray:
        return forward.layer(self.row, np.asarray(values, np.float32), self.weights)


class PlainNetwork:
    """A network whose layers follow one another.

    Args:
        spec: Its experiment.
        weights: All weights, as `keras.Model.get_weights` gives them.
        target: Of a regression, how its target is scaled.

    Raises:
        forward.NotComputed: If a layer cannot be computed here.
        ValueError: If the weights are not those of such a network.
    """

    def __init__(self, spec: ExperimentSpec, weights: Sequence[np.ndarray], target: TargetScaling | None) -> None:
        self.spec = spec
        rows = list(trace(spec).checked().rows)
        if not all(map(forward.can_compute, rows)):
            raise forward.NotComputed("A layer of this network is not computed in NumPy.")
        if target:
            shape = rows[-1].output_shape
            in_units = LayerSpec("Rescaling", scale=target.scale, offset=target.offset)
            rows.append(LayerShape(TARGET_UNITS, in_units, shape, shape, 0, 0))
        rest, self.layers = list(weights), []
        for row in rows:
            own, count = [], 0
            while count < row.parameters and rest:
                own.append(rest.pop(0))
                count += own[-1].size
            if count != row.parameters:
                raise ValueError(f"{row.name} has {row.parameters} weights. Received: {count}")
            self.layers.append(PlainLayer(row, own))
        if rest:
            raise ValueError(f"{len(rest)} arrays of weights are left over.")
        self.weights = list(weights)
        self.input_shape = (None, *rows[0].input_shape)
        self.output_shape = (None, *rows[-1].output_shape)

    def __call__(self, values: np.ndarray, training: bool = False) -> np.ndarray:
        """What it says: float32, (n, units of the output layer)."""
        for layer in self.layers:
            values = layer(values)
        return values

    def feature_maps(self, example: np.ndarray) -> list[LayerOutput]:
        """As `nnplay.inspection.layers.feature_maps`."""
        outputs = [LayerOutput("input", "Input", np.asarray(example, np.float32))]
        values = outputs[0].values[None]
        for layer in self.layers:
            values = layer(values)
            outputs.append(LayerOutput(layer.name, layer.row.layer.name, values[0]))
        return outputs

    def dense_kernels(self) -> dict[str, np.ndarray]:
        """As `nnplay.inspection.layers.dense_kernels`."""
        return {
            layer.name: layer.weights[0]
            for layer in self.layers
            if layer.row.layer.kind.kernels and not layer.row.layer.kind.slides_kernels
        }

    def flat_weights(self) -> np.ndarray:
        """All weights in one row, as in `nnplay.training.events.Frame`."""
        parts = [np.asarray(weight, np.float32).ravel() for weight in self.weights]
        return np.concatenate(parts) if parts else np.empty(0)

    @property
    def multiplications(self) -> int:
        """About how many one example takes."""
        total = 0
        for layer in self.layers:
            places = math.prod(layer.row.output_shape[:-1]) or 1
            total += places * sum(weight.size for weight in layer.weights)
            total += math.prod(layer.row.output_shape)
        return total


def load(folder: Path, epoch: int | None = None) -> PlainNetwork:
    """The network of a stored run.

    Args:
        folder: The run's folder.
        epoch: One that has a checkpoint; None: the trained network.

    Raises:
        forward.NotComputed: If a layer cannot be computed here.
        DataError: If there is no such network, or its files cannot be read.
    """
    try:
        if epoch is not None:
            kept = Checkpoints.load(folder)
            return PlainNetwork(kept.spec, kept.weights(epoch), kept.target)
        spec = ExperimentSpec.from_json((folder / SPEC_FILE).read_text())
        with np.load(folder / WEIGHTS_FILE) as file:
            weights: list[Any] = [file[name] for name in file.files]
        return PlainNetwork(spec, weights, Preprocess.load(folder).target)
    except (OSError, ValueError, KeyError, SpecError) as error:
        raise DataError(tr("The files of this run are gone or damaged ({name}).", name=type(error).__name__)) from error
