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

from nnplay.inspection.plain import forward
from nnplay.inspection.results import LayerOutput
from nnplay.models.shapes import LayerShape, trace
from nnplay.sketch.one_thread import one_thread
from nnplay.spec import ExperimentSpec

FOLDER = Path(__file__).parent
WEIGHTS_FILE, FACTS_FILE = "weights.npz", "reader.json"

_CHUNK = 128  # images at a time: the windows of one convolution are then about 60 MB


@dataclass(frozen=True)
class ReadDigits:
    """How well digits of one sort are read.

    Args:
        name: Which digits, drawn or pictured how.
        count: How many.
        accuracy: The share, 0..1, that is read right; by the digit, 0 to 9, in `by_digit`.
        calibration_error: The expected calibration error of the probabilities, 15 bins.
        refused: The share, 0..1, that is taken for no digit.
    """

    name: str
    count: int
    accuracy: float
    by_digit: list[float]
    calibration_error: float
    refused: float


@dataclass(frozen=True)
class RefusedKind:
    """How many non-digits of one kind are refused.

    Args:
        name: The kind, in the plural.
        count: How many were tried.
        refused: The share, 0..1, of them that is taken for no digit.
        held_out: Whether the reader has learned from none of this kind; else from others of it.
    """

    name: str
    count: int
    refused: float
    held_out: bool


@dataclass(frozen=True)
class Facts:
    """What the reader was trained on, and what it reaches.

    Args:
        spec: Its network and training, as an experiment's plain data.
        parameters: How many weights it has.
        mnist_images, pen_strokes, writers: What it has learned from: images of MNIST, and digits as strokes by how
            many people.
        drawn_times: How often each of those was drawn, each time otherwise.
        non_digits: How many drawings that are no digits it has learned from.
        threshold: Of `Answers.evidence`; below it a drawing is none of the digits. Of the digits kept aside to set it,
            one in a hundred lies below.
        test_writers: The numbers, in the file, of the people it never saw.
        pen, mnist: How it reads these people's digits, and MNIST's test set.
        otherwise: How it reads these people's digits slanted, or as pictures of other sizes and pens.
        kinds: Non-digits that it refuses, by kind.
        look_alikes: The same for letters that look like digits, which no reader can tell from them.
        mnist_only_accuracy: The share, 0..1, of the same people's digits that the same network reads which has learned
            from MNIST's digits alone.
        nines, nines_wrong: How many 9s are among them, and how many of these it misreads.
        mnist_only_nines_wrong, mnist_only_nines_as_three: How many of them the other network misreads, and reads as 3.
        mnist_only_sure: The share, 0..1, of all `kinds` in which the other network sees a digit with a probability of
            more than 90%.
    """

    spec: dict[str, Any]
    parameters: int
    mnist_images: int
    pen_strokes: int
    writers: int
    drawn_times: int
    non_digits: int
    threshold: float
    test_writers: list[int]
    pen: ReadDigits
    mnist: ReadDigits
    otherwise: list[ReadDigits]
    kinds: list[RefusedKind]
    look_alikes: RefusedKind
    mnist_only_accuracy: float
    nines: int
    nines_wrong: int
    mnist_only_nines_wrong: int
    mnist_only_nines_as_three: int
    mnist_only_sure: float

    def refused_share(self, held_out: bool) -> float:
        """The share of non-digits that it refuses, each kind counting the same: of kinds held out, or of the others."""
        return float(np.mean([kind.refused for kind in self.kinds if kind.held_out == held_out]))

    @classmethod
    def of(cls, data: dict[str, Any]) -> Facts:
        """What `asdict` made."""
        return cls(
            **{
                **data,
                "pen": ReadDigits(**data["pen"]),
                "mnist": ReadDigits(**data["mnist"]),
                "otherwise": [ReadDigits(**one) for one in data["otherwise"]],
                "kinds": [RefusedKind(**one) for one in data["kinds"]],
                "look_alikes": RefusedKind(**data["look_alikes"]),
            }
        )


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network says to some inputs.

    Args:
        probabilities: float32, (n, 10): softmax, whose sum is 1 whatever the input.
        evidence: float32, (n,): ln of the summed exponentials of the ten sums before softmax. In training an eleventh
            sum, that of `none of these`, was always 0: the evidence is the logarithm of the odds for any digit at all.
    """

    probabilities: np.ndarray
    evidence: np.ndarray

    def is_digit(self, threshold: float) -> np.ndarray:
        """Whether each input is one of the ten digits: bools (n,)."""
        return self.evidence >= threshold


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
        return self.answers(inputs).probabilities

    def answers(self, inputs: np.ndarray) -> Answers:
        """Probabilities of the ten digits, and how much speaks for any of them; inputs as in `predict`."""
        from scipy.special import logsumexp

        inputs = np.asarray(inputs, np.float32)
        probabilities = [np.empty((0, *self.rows[-1].output_shape), np.float32)]
        evidence = [np.empty(0, np.float32)]
        for start in range(0, len(inputs), _CHUNK):
            *_, (_, before), (_, values) = self._through(inputs[start : start + _CHUNK])
            probabilities.append(values)
            with one_thread():
                evidence.append(logsumexp(before @ self.weights[-2] + self.weights[-1], axis=1))
        return Answers(np.concatenate(probabilities), np.concatenate(evidence))

    def features(self, inputs: np.ndarray) -> np.ndarray:
        """What the last hidden layer makes of inputs, which the last layer weighs: float32, (n, 96)."""
        inputs = np.asarray(inputs, np.float32)
        parts = [list(self._through(inputs[at : at + _CHUNK]))[-2][1] for at in range(0, len(inputs), _CHUNK)]
        return np.concatenate(parts)

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
    return Facts.of(json.loads((FOLDER / FACTS_FILE).read_text()))


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
