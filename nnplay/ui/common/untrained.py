"""What a network says before any training: its initial weights follow from the seed, so they are known ahead.

They are asked for in the background, so that no page waits for Keras: a network is there at once, and lives a moment
later. Equal networks have one answer, whoever looks at them. Those of the experiment that the playground opens on lie
beside this file, so that it lives while a cold server still loads TensorFlow.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.catalogue import CATALOGUE, DEFAULT
from nnplay.datasets.store.cache import Shared
from nnplay.errors import NnplayError
from nnplay.inspection.results import PictureFrame
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.current import current
from nnplay.ui.common.server import engine

STILL_SECONDS = 0.5
"""So long a network must have been left as it is; who moves a slider changes it many times a second."""

MOST_PARAMETERS = 2_000_000
"""Of a network that is built only to be looked at."""

KEPT_ANSWERS, KEPT_NETWORKS = 200, 1000

OPENING_WEIGHTS = Path(__file__).parent / "opening_weights.npy"
"""What Keras draws for the experiment `DEFAULT`; a test draws them again."""

_answers: Shared[Hashable, Any] = Shared(KEPT_ANSWERS, lambda answer: 1)
_settled: Shared[Hashable, bool] = Shared(KEPT_NETWORKS, lambda well: 1)
"""Networks whose first answer has come, and whether it was none of an error."""

_asking: set[Hashable] = set()
_guard = threading.Lock()


@dataclass
class StillNetwork:
    """The untrained network that a session looked at last, and since when."""

    network: Hashable = None
    since: float = 0.0


def waits(spec: ExperimentSpec) -> bool:
    """Whether an answer of this network is still to come; then the page asks again after `live_seconds`."""
    if _opens(spec):
        return False
    found = trace(spec)
    fits = found.error is None and found.parameters <= MOST_PARAMETERS
    return fits and engine().state not in ("failed", "closed") and _settled.kept(_network(spec)) is None


def weights(spec: ExperimentSpec, *, wait: bool = False) -> np.ndarray | None:
    """The initial weights of a network in one row, float32; None while they are not known.

    Args:
        spec: Its experiment.
        wait: Whether to wait for them, unless the engine is only starting.
    """
    if _opens(spec):
        return _opening_weights()
    found: np.ndarray | None = _answer(spec, "initial_weights", {}, wait)
    return found


def frame(spec: ExperimentSpec, example: np.ndarray) -> PictureFrame | None:
    """What the layers of an untrained network say to an example; None while that is not known."""
    found: PictureFrame | None = _answer(spec, "initial_frame", {"example": np.asarray(example, np.float32)})
    return found


def _opens(spec: ExperimentSpec) -> bool:
    """Whether its network is the one that the playground opens on."""
    return _network(spec) == _network(CATALOGUE[DEFAULT].spec)


@functools.cache
def _opening_weights() -> np.ndarray:
    weights: np.ndarray = np.load(OPENING_WEIGHTS)
    weights.setflags(write=False)
    return weights


def _answer(spec: ExperimentSpec, function: str, arguments: Mapping[str, Any], wait: bool = False) -> Any:
    network = _network(spec)
    question = network, function, tuple((each.shape, each.tobytes()) for each in arguments.values())

    def ask() -> Any:
        return engine().ask(function, spec=spec.to_json(), **arguments)

    if (kept := _answers.kept(question)) is not None:
        return kept
    well = _settled.kept(network)
    if well or (wait and engine().state == "ready"):  # built before, another example takes it a moment
        try:
            return _answers.get(question, ask)
        except NnplayError:
            return None
    mine, now = current().part(StillNetwork), time.monotonic()
    if mine.network != network:
        mine.network, mine.since = network, now
    if well is None and now - mine.since >= STILL_SECONDS and waits(spec) and engine().state == "ready":
        _ask_aside(network, question, ask)
    return None


def _ask_aside(network: Hashable, question: Hashable, ask: Callable[[], Any]) -> None:
    """Asks in a thread of its own, unless somebody has asked the same."""
    with _guard:
        if network in _asking:
            return
        _asking.add(network)

    def run() -> None:
        well = False
        try:
            _answers.get(question, ask)
            well = True
        except NnplayError:
            pass  # the picture stays blank until the network is trained
        finally:
            _settled.get(network, lambda: well)
            with _guard:
                _asking.discard(network)

    threading.Thread(target=run, daemon=True, name="untrained").start()


def _network(spec: ExperimentSpec) -> Hashable:
    return spec.dataset, spec.layers, spec.seed
