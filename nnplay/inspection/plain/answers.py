"""Questions about stored runs that a server answers itself, where the network is small enough.

An answer in NumPy takes milliseconds of the server; in the inspector's process it waits for other people's questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.datasets.store.cache import Shared
from nnplay.errors import DataError
from nnplay.inspection import boundaries, pieces
from nnplay.inspection.plain import reading
from nnplay.inspection.plain.forward import NotComputed
from nnplay.inspection.plain.network import PlainNetwork, load
from nnplay.inspection.results import ReadingLayer
from nnplay.training.run_folder import WEIGHTS_FILE

MOST_WORK = 250_000_000
"""Multiplications of one answer: about 30 ms."""

MOST_JUDGED = 10_000
"""Test examples that are judged at most, as in `nnplay.engine.inspector`."""

KEPT_BYTES = 32_000_000
"""Of networks that stay loaded."""

_networks: Shared[tuple[str, int, int | None], PlainNetwork | None] = Shared(
    KEPT_BYTES, lambda network: sum(weight.nbytes for weight in network.weights) + 1000 if network else 1000
)


class NotAnswered(Exception):
    """This question is none for the server: the inspector answers it."""


def answer(function: str, folder: str, arguments: Mapping[str, Any], epoch: int | None = None) -> Any:
    """The answer to a question of `nnplay.engine.inspector`, as that would give it.

    Args:
        function: Its name there.
        folder: Folder of the stored run.
        arguments: Its other arguments.
        epoch: As there.

    Raises:
        NotAnswered: If it is another question, the network too large or of other layers, or its files cannot be read.
    """
    if function not in _ANSWERS:
        raise NotAnswered
    network = _network(folder, epoch)
    if network is None:
        raise NotAnswered
    return _ANSWERS[function](network, **arguments)


def _network(folder: str, epoch: int | None) -> PlainNetwork | None:
    """The network, read again only if its files have changed; None where it cannot be computed here."""
    path = Path(folder) / WEIGHTS_FILE
    if epoch is None and not path.exists():
        return None
    if epoch is not None:  # frames of a film come and go, and may change
        return _read(folder, epoch)
    return _networks.get((folder, path.stat().st_mtime_ns, epoch), lambda: _read(folder, epoch))


def _read(folder: str, epoch: int | None) -> PlainNetwork | None:
    try:
        return load(Path(folder), epoch)
    except (NotComputed, DataError):
        return None


def _check(network: PlainNetwork, examples: int) -> None:
    if network.multiplications * examples > MOST_WORK:
        raise NotAnswered


def _predict(network: PlainNetwork, inputs: np.ndarray) -> np.ndarray:
    inputs = np.asarray(inputs, np.float32)
    if inputs.shape[1:] != network.input_shape[1:]:
        raise NotAnswered  # the inspector says what is wrong
    _check(network, len(inputs))
    return pieces.outputs(network, inputs)


def _outputs_on_test(network: PlainNetwork) -> np.ndarray:
    inputs = load_dataset(network.spec.dataset).x_test[:MOST_JUDGED]
    return _predict(network, inputs)


def _feature_maps(network: PlainNetwork, example: np.ndarray) -> Any:
    example = np.asarray(example, np.float32)
    if example.shape != network.input_shape[1:]:
        raise NotAnswered
    _check(network, 1)
    return network.feature_maps(example)


def _reading(network: PlainNetwork, example: np.ndarray) -> list[ReadingLayer]:
    example = np.asarray(example, np.float32)
    if example.shape != network.input_shape[1:]:
        raise NotAnswered
    _check(network, 1)
    return reading.read(network, example)


def _map(network: PlainNetwork) -> np.ndarray:
    data = load_dataset(network.spec.dataset)
    if data.family not in boundaries.MAPPED:
        raise NotAnswered
    _check(network, boundaries.RESOLUTION**2)
    return boundaries.decision_map(network, data).values


def _neuron_maps(network: PlainNetwork) -> Any:
    data = load_dataset(network.spec.dataset)
    if data.family not in boundaries.MAPPED:
        raise NotAnswered
    _check(network, boundaries.NEURON_RESOLUTION**2)
    return boundaries.neuron_maps(network, data)


_ANSWERS: dict[str, Callable[..., Any]] = {
    "predict": _predict,
    "outputs_on_test": _outputs_on_test,
    "feature_maps": _feature_maps,
    "reading": _reading,
    "dense_kernels": lambda network: network.dense_kernels(),
    "weights": lambda network: network.flat_weights(),
    "decision_map": _map,
    "neuron_maps": _neuron_maps,
}
