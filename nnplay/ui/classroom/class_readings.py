"""What networks make of the drawings of a class, each drawing read once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from nnplay import digit_reader
from nnplay.classroom.class_drawings import ClassReading, judge
from nnplay.datasets.kinds.class_drawings import PooledDrawings
from nnplay.datasets.store.cache import Shared
from nnplay.ui.draw.networks import DigitReader

KEPT = 10_000
"""Answers of the ready reader: three classes with as many drawings as they can have."""


@dataclass
class _Answers:
    """Answers of the ready reader by the pixels of a drawing: while a class draws, only what is new is read."""

    known: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def of(self, drawings: PooledDrawings) -> np.ndarray:
        """int64 (n,), 0..9."""
        keys = [pixels.tobytes() for pixels in drawings.pixels]
        with self.lock:
            new = [place for place, key in enumerate(keys) if key not in self.known]
            if new:
                inputs = PooledDrawings(drawings.pixels[new], drawings.labels[new], drawings.writers[new]).inputs()
                for place, row in zip(new, digit_reader.shipped().predict(inputs), strict=True):
                    self.known[keys[place]] = int(row.argmax())
            found = np.array([self.known[key] for key in keys], np.int64)
            while len(self.known) > KEPT:
                self.known.popitem(last=False)
        return found


_answers: Shared[None, _Answers] = Shared(1, lambda answers: 1)


def ready_answers(drawings: PooledDrawings) -> np.ndarray:
    """What the reader that ships with nnplay reads in each drawing: int64 (n,), 0..9."""
    return _answers.get(None, _Answers).of(drawings)


def reading_of(network: DigitReader, drawings: PooledDrawings) -> tuple[ClassReading, np.ndarray]:
    """How a network reads the drawings, and what it reads in each: int64 (n,), 0..9.

    Raises:
        NnplayError: If the network cannot be asked.
    """
    if network.run is None or not len(drawings):
        y_pred = ready_answers(drawings)
    else:
        shape = network.input_shape
        side = 8 if shape in ((8, 8, 1), (8, 8), (64,)) else 28
        inputs = network.arrange(drawings.inputs(side).reshape(len(drawings), *shape))
        y_pred = network.predict(inputs).argmax(axis=1)
    return judge(drawings, y_pred), y_pred
