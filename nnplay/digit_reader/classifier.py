"""A small network that ships with nnplay and reads drawn digits from the first second, in NumPy alone.

`nnplay.digit_reader.train` trains it and writes its two files: the weights, and what they were trained on and reach.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.digit_reader import forward
from nnplay.inspection.results import LayerOutput
from nnplay.models.shapes import LayerShape, trace
from nnplay.sketch.one_thread import one_thread
from nnplay.spec import ExperimentSpec

FOLDER = Path(__file__).parent
WEIGHTS_FILE, FACTS_FILE = "weights.npz", "reader.json"

_CHUNK = 128  # images at a time: the windows of one convolution are then about 60 MB


@dataclass(frozen=True)
class Facts:
    """What the reader was trained on, and what it reaches.

    Args:
        spec: Its network and training, as an experiment's plain data.
        parameters: How many weights it has.
        mnist_images, pen_strokes, writers: What it has learned from: images of MNIST, and digits as strokes by how
            many people.
        drawn_times: How often each of those was drawn, each time otherwise.
        test_strokes, test_writers, pen_accuracy: The share, 0..1, that it reads of the digits of people it never saw,
            and the numbers of these people in the file.
        test_images, mnist_accuracy: The share, 0..1, that it reads of MNIST's test set.
        mnist_only_accuracy: The share, 0..1, of the same people's digits that the same network reads which has learned
            from MNIST alone.
        nines, nines_wrong: How many 9s are among them, and how many of these it misreads.
        mnist_only_nines_wrong, mnist_only_nines_as_three: How many of them the other network misreads, and reads as 3.
    """

    spec: dict[str, Any]
    parameters: int
    mnist_images: int
    pen_strokes: int
    writers: int
    drawn_times: int
    test_strokes: int
    test_writers: list[int]
    pen_accuracy: float
    test_images: int
    mnist_accuracy: float
    mnist_only_accuracy: float
    nines: int
    nines_wrong: int
    mnist_only_nines_wrong: int
    mnist_only_nines_as_three: int


@dataclass(frozen=True, eq=False)
class Reader:
    """A trained network.

    Args:
        rows: Its layers.
        weights: Kernel and bias of each layer that has them, in order, float32.
    """

    rows: tuple[LayerShape, ...]
    weights: tuple[np.ndarray, ...]

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities of the ten digits: float32, (n, 10), for float32 inputs (n, 28, 28, 1) from 0 to 1."""
        inputs = np.asarray(inputs, np.float32)
        outputs = [np.empty((0, *self.rows[-1].output_shape), np.float32)]
        for start in range(0, len(inputs), _CHUNK):
            *_, (_, values) = self._through(inputs[start : start + _CHUNK])
            outputs.append(values)
        return np.concatenate(outputs)

    def feature_maps(self, example: np.ndarray) -> list[LayerOutput]:
        """What every layer says to one example, as `nnplay.inspection.layers.feature_maps` does."""
        example = np.asarray(example, np.float32)
        outputs = [LayerOutput(row.name, row.layer.name, values[0]) for row, values in self._through(example[None])]
        return [LayerOutput("input", "Input", example), *outputs]

    def _through(self, values: np.ndarray) -> Iterator[tuple[LayerShape, np.ndarray]]:
        weights = iter(self.weights)
        for row in self.rows:
            own = (next(weights), next(weights)) if row.parameters else ()
            with one_thread():
                values = forward.layer(row, values, own)
            yield row, values


@functools.cache
def facts() -> Facts:
    """What the shipped reader was trained on, and what it reaches."""
    return Facts(**json.loads((FOLDER / FACTS_FILE).read_text()))


@functools.cache
def spec() -> ExperimentSpec:
    """The shipped reader's network and training as an experiment; its pen strokes are not part of it."""
    return ExperimentSpec.from_dict(facts().spec)


@functools.cache
def shipped() -> Reader:
    """The reader that ships with nnplay."""
    with np.load(FOLDER / WEIGHTS_FILE, allow_pickle=False) as stored:
        return Reader(trace(spec()).checked().rows, tuple(stored[name].astype(np.float32) for name in stored.files))


def store(weights: Sequence[np.ndarray], found: Facts, folder: Path = FOLDER) -> None:
    """Writes the files that `shipped` and `facts` read; weights as they are, in order."""
    names = [f"{place:02d}" for place in range(len(weights))]
    np.savez_compressed(folder / WEIGHTS_FILE, allow_pickle=False, **dict(zip(names, weights, strict=True)))
    (folder / FACTS_FILE).write_text(json.dumps(asdict(found), indent=1) + "\n")
