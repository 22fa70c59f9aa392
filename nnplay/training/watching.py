"""Tells what the layers say to the example that somebody watches while a network is trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.inspection.picture import picture_frame, saying
from nnplay.inspection.results import LayerOutput
from nnplay.training.control import Control
from nnplay.training.events import Event, ExampleSeen

if TYPE_CHECKING:
    import keras

WATCH_INTERVAL = 0.16
"""Seconds between two frames."""

WATCH_SHARE = 0.1
"""Frames may take this share of the time, so that they never slow training much."""


class Watcher:
    """Emits frames of the watched example, never too many; none where nobody watches.

    Args:
        emit: Takes each `ExampleSeen`.
        control: Knows which example is watched.
    """

    def __init__(self, emit: Callable[[Event], None], control: Control) -> None:
        self.emit, self.control = emit, control
        self._next = 0.0
        self._name = ""
        self._shown: Sequence[Sequence[int]] | None = None
        self._say: Callable[[np.ndarray], list[LayerOutput]] | None = None

    def look(self, model: keras.Model, epoch: float, *, always: bool = False) -> None:
        """Emits a frame, if one is due.

        Args:
            model: As it is now.
            epoch: As of `ExampleSeen`.
            always: Whether one is due in any case.
        """
        watched = self.control.watched
        if watched is None or watched.values.shape != tuple(model.input_shape[1:]):
            return
        start = time.perf_counter()
        if not (self.control.take_watch() or always or start >= self._next):
            return
        if watched.name != self._name:
            self._name, self._shown = watched.name, None
        if self._say is None:  # takes a while, once
            self._say = saying(model)
            self._say(watched.values)
            start = time.perf_counter()
        frame = picture_frame(model, watched.values, self._shown, self._say)
        if not all(np.isfinite(layer.values).all() for layer in frame.layers):
            return
        if epoch > 0:  # of an untrained network, the most active units are others than a moment later
            self._shown = frame.units
        self.emit(ExampleSeen(epoch, watched.name, frame.coarse()))
        now = time.perf_counter()
        self._next = now + max(WATCH_INTERVAL, (now - start) / WATCH_SHARE)
