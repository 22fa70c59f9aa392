"""What the inspector process can be asked, by name: stored runs and arrays in, arrays out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.engine.kept_models import KEPT_MODELS, initial_model, model_at, run_in, saying_of
from nnplay.errors import DataError, ExportError
from nnplay.export import export_run
from nnplay.i18n import tr
from nnplay.inspection import (
    attribution,
    boundaries,
    familiarity,
    layers,
    picture,
    pieces,
    prediction,
    representations,
    states,
    unit_computation,
)
from nnplay.inspection.activation_maximization import preferred as find_preferred
from nnplay.inspection.plain import network as plain_network
from nnplay.inspection.plain import reading as plain_reading
from nnplay.inspection.plain.forward import NotComputed
from nnplay.inspection.results import (
    FilterResponse,
    LayerOutput,
    LayerState,
    NeuronMaps,
    Novelty,
    Origin,
    PictureFrame,
    Preferred,
    Projection,
    ReadingLayer,
    Reasons,
    SlidingKernels,
)
from nnplay.limits import show_bytes
from nnplay.models.layer_kind import kind_of
from nnplay.spec import ExperimentSpec
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.film import as_frame, flat, most_frames
from nnplay.training.run_folder import MODEL_FILE
from nnplay.training.spread import dropped

MOST_JUDGED, JUDGED_TOGETHER = 10_000, 500
"""Test examples that are judged at most, and in one go, for their outputs in all layers take memory."""

LEAST_TRACED = 5
"""Frames of a film from which on it is faster to trace the network first; a recurrent one takes the time of these."""

MOST_EXPORTED = 200 * 2**20
"""Bytes of an exported file at most: server and browser hold it whole."""


def predict(folder: str, inputs: np.ndarray, epoch: int | None = None) -> np.ndarray:
    """The network's outputs: float32, (n, units of the output layer).

    Args:
        folder: Folder of the stored run.
        inputs: float32, (n, *input_shape), scaled as the network was trained on.
        epoch: One that has a checkpoint, also while it trains, 0 for the initial weights; None: the trained network.
    """
    return pieces.outputs(model_at(folder, epoch)[1], np.asarray(inputs, np.float32))


def predict_rows(folder: str, rows: pd.DataFrame, decimal: str = "point", epoch: int | None = None) -> pd.DataFrame:
    """See `nnplay.inspection.prediction.predict_rows`; `epoch` as in `predict`."""
    return prediction.predict_rows(model_at(folder, epoch)[1], Preprocess.load(Path(folder)), rows, decimal)


def outputs_on_test(folder: str, epoch: int | None = None) -> np.ndarray:
    """The network's outputs for its whole test part: float32, (n, units of the output layer); `epoch` as in `predict`.

    Of a very large test part, the first `MOST_JUDGED` examples.
    """
    spec, model = model_at(folder, epoch)
    return pieces.outputs(model, load_dataset(spec.dataset).x_test[:MOST_JUDGED], JUDGED_TOGETHER)


def feature_maps(folder: str, example: np.ndarray, epoch: int | None = None) -> list[LayerOutput]:
    """See `nnplay.inspection.layers.feature_maps`; `epoch` as in `predict`."""
    return layers.feature_maps(model_at(folder, epoch)[1], example)


def reading(folder: str, example: np.ndarray, epoch: int | None = None) -> list[ReadingLayer]:
    """See `nnplay.inspection.plain.reading.read`; `epoch` as in `predict`.

    Raises:
        DataError: If the network has layers that are not for texts.
    """
    try:
        return plain_reading.read(plain_network.load(Path(folder), epoch), example)
    except NotComputed:
        raise DataError(tr("This network has layers that do not read texts.")) from None


def picture_frames(
    folder: str,
    example: np.ndarray,
    film: tuple[int, ...] = (),
    shown: tuple[tuple[int, ...], ...] | None = None,
    epoch: int | None = None,
) -> tuple[PictureFrame, dict[int, PictureFrame]]:
    """What a picture of the network shows for an example: exactly as it is now, and after some earlier epochs.

    Args:
        folder: Folder of the stored run.
        example: float32, the input without a batch axis.
        film: The epochs.
        shown: As in `nnplay.inspection.picture.picture_frame`; the same in all frames.
        epoch: As in `predict`.
    """
    now = picture.picture_frame(model_at(folder, epoch)[1], example, shown)
    frames = {}
    for at in film:
        model = model_at(folder, at)[1]  # the same one with other weights each time
        say = saying_of(model) if len(film) >= LEAST_TRACED else None
        frames[at] = picture.picture_frame(model, example, now.units, say).coarse()
    return now, frames


def film_outputs(
    folder: str, inputs: np.ndarray, film: tuple[int, ...] = (), epoch: int | None = None
) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """The network's outputs for some inputs, as `predict`: as it is now, and after each epoch of a film."""
    given = np.asarray(inputs, np.float32)
    now = pieces.outputs(model_at(folder, epoch)[1], given)
    return now, {at: pieces.outputs(model_at(folder, at)[1], given) for at in film}


def kernels(folder: str, epoch: int | None = None) -> list[SlidingKernels]:
    """See `nnplay.inspection.layers.kernels`; `epoch` as in `predict`."""
    return layers.kernels(model_at(folder, epoch)[1])


def dense_kernels(folder: str, epoch: int | None = None) -> dict[str, np.ndarray]:
    """The kernels of the Dense layers by layer name: float32, (inputs, units); `epoch` as in `predict`."""
    return layers.dense_kernels(model_at(folder, epoch)[1])


def weights(folder: str, epoch: int | None = None) -> np.ndarray:
    """All weights of the network in one row, as in `nnplay.training.events.Frame`; `epoch` as in `predict`."""
    return flat(model_at(folder, epoch)[1].get_weights())


def initial_weights(spec: str) -> np.ndarray:
    """All weights that a training of an experiment, as JSON, starts from, in one row as in `weights`."""
    return flat(initial_model(spec).get_weights())


def initial_frame(spec: str, example: np.ndarray) -> PictureFrame:
    """What a picture shows of the network of an experiment, as JSON, for an example before any training."""
    return picture.picture_frame(initial_model(spec), example)


def film(folder: str) -> dict[int, np.ndarray]:
    """By epoch in order, the weights that were kept while a network was trained, as in `History.film`.

    Raises:
        DataError: If there are none, or they cannot be read.
    """
    checkpoints = Checkpoints.load(Path(folder))
    epochs = list(checkpoints.epochs)
    last = as_frame(flat(checkpoints.weights(epochs[-1]))) if epochs else np.empty(0, np.float32)
    left_out = dropped(epochs, most_frames(last.nbytes))
    return {epoch: as_frame(flat(checkpoints.weights(epoch))) for epoch in epochs if epoch not in left_out}


def decision_map(folder: str, epoch: int | None = None) -> np.ndarray:
    """What the network says over the space of its data, as in `Snapshot.outputs`; `epoch` as in `predict`.

    Raises:
        DataError: If its data lie neither in the plane nor on a line.
    """
    spec, model = model_at(folder, epoch)
    return boundaries.decision_map(model, _mapped(spec)).values


def _mapped(spec: ExperimentSpec) -> Dataset:
    data = load_dataset(spec.dataset)
    if data.family not in boundaries.MAPPED:
        raise DataError(tr("Only a network that was trained on data in the plane or on a line can be drawn as a map."))
    return data


def origin(folder: str, example: np.ndarray, layer: str, place: tuple[int, ...], epoch: int | None = None) -> Origin:
    """See `nnplay.inspection.unit_computation.origin`; `epoch` as in `predict`."""
    return unit_computation.origin(model_at(folder, epoch)[1], example, layer, place)


def filter_response(
    folder: str, example: np.ndarray, layer: str, filter: int, channel: int = 0, epoch: int | None = None
) -> FilterResponse:
    """See `nnplay.inspection.layers.filter_response`; `epoch` as in `predict`."""
    return layers.filter_response(model_at(folder, epoch)[1], example, layer, filter, channel)


def reasons(folder: str, example: np.ndarray, targets: tuple[int, ...], epoch: int | None = None) -> Reasons:
    """Why the network decides as it does, for some classes: see `nnplay.inspection.attribution`.

    Parts of an image are covered with the median of each channel, the numbers of a row with their mean in training.
    """
    spec, model = model_at(folder, epoch)
    example = np.asarray(example, np.float32)
    if example.ndim == 3:
        side = max(example.shape[:2])
        fill, size, stride = np.median(example, axis=(0, 1)), max(3, side // 6 | 1), max(1, side // 14)
    else:
        fill, size, stride = load_dataset(spec.dataset).x_train.mean(axis=0), 1, 1
    has_maps = any(kind_of(layer).slides_kernels for layer in model.layers)
    return Reasons(
        targets,
        attribution.saliency(model, example, targets),
        attribution.occlusion(model, example, fill, size, stride),
        attribution.grad_cam(model, example, targets) if has_maps else None,
    )


def projection(
    folder: str, layer: str, method: representations.Method, places: np.ndarray, epoch: int | None = None
) -> Projection:
    """Some test examples, by their places, as a layer sees them: see `nnplay.inspection.representations.project`."""
    spec, model = model_at(folder, epoch)
    data = load_dataset(spec.dataset)
    labels = data.y_test[places] if data.class_names else None
    return representations.project(model, data.x_test[places], layer, method, labels)


def preferred(folder: str, layer: str, units: tuple[int, ...], seed: int = 0, epoch: int | None = None) -> Preferred:
    """See `nnplay.inspection.activation_maximization.preferred`; `epoch` as in `predict`."""
    return find_preferred(model_at(folder, epoch)[1], layer, units, seed)


def layer_states(folder: str, places: np.ndarray, epoch: int | None = None) -> list[LayerState]:
    """See `nnplay.inspection.states.layer_states`; on test examples by their places, `epoch` as in `predict`."""
    spec, model = model_at(folder, epoch)
    return states.layer_states(model, load_dataset(spec.dataset).x_test[places])


def neuron_maps(folder: str, epoch: int | None = None) -> NeuronMaps:
    """See `nnplay.inspection.boundaries.neuron_maps`; `epoch` as in `predict`.

    Raises:
        DataError: If the network has neither one nor two inputs.
    """
    spec, model = model_at(folder, epoch)
    return boundaries.neuron_maps(model, _mapped(spec))


@lru_cache(maxsize=KEPT_MODELS)
def _seen(folder: str, written: int, epoch: int | None) -> familiarity.Familiarity:
    spec, model = model_at(folder, epoch)
    return familiarity.fit(model, load_dataset(spec.dataset))


def novelty(folder: str, inputs: np.ndarray, epoch: int | None = None) -> Novelty:
    """How far inputs lie from what the network was trained on: see `nnplay.inspection.familiarity`.

    Arguments as in `predict`. The first question about a run takes about a second longer.
    """
    path = Path(folder) / MODEL_FILE
    written = path.stat().st_mtime_ns if epoch is None and path.exists() else 0
    return _seen(folder, written, epoch).novelty(model_at(folder, epoch)[1], np.asarray(inputs, np.float32))


def export(folder: str, format: str, options: Mapping[str, Any], epoch: int | None = None) -> tuple[bytes, str]:
    """A trained run as a file for another program: its content, and what to know of it.

    Args:
        folder: Folder of the stored run.
        format: A name of `nnplay.registry.EXPORTS`.
        options: As the format declares them.
        epoch: As in `predict`: the weights of which epoch leave.

    Raises:
        ExportError: As `nnplay.export.export_run`, or if the file is too large to be downloaded.
    """
    run = run_in(folder)
    if epoch is not None:
        run = replace(run, model=model_at(folder, epoch)[1])
    with tempfile.TemporaryDirectory(prefix="nnplay-export-") as scratch:
        exported = export_run(run, format, Path(scratch) / "run", **options)
        size = exported.path.stat().st_size
        if size > MOST_EXPORTED:
            raise ExportError(
                tr(
                    "This file has {size}; at most {most_exported} can be downloaded here. Export the run from Python "
                    "instead.",
                    size=show_bytes(size),
                    most_exported=show_bytes(MOST_EXPORTED),
                )
            )
        return exported.path.read_bytes(), exported.note


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        predict,
        predict_rows,
        reading,
        outputs_on_test,
        feature_maps,
        picture_frames,
        film_outputs,
        kernels,
        dense_kernels,
        weights,
        initial_weights,
        initial_frame,
        film,
        decision_map,
        origin,
        filter_response,
        reasons,
        projection,
        preferred,
        layer_states,
        neuron_maps,
        novelty,
        export,
    )
}
