"""What a network makes of one drawing: the steps to what it sees, what each layer says to that, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnplay import sketch
from nnplay.i18n import N_
from nnplay.inspection.results import LayerOutput
from nnplay.sketch import Drawing, DrawingStep

SHUFFLED = N_("Its pixels in the order that this network was trained on. Only which pixels are neighbors is lost.")


class ReadsDigits(Protocol):
    """A network that pictures of digits can be given to."""

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of one picture, without the batch axis."""

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        """Pictures (n, *input_shape) in 0..1 as the network takes them: perhaps with their pixels in another order."""

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities of the ten digits: (n, 10), for inputs (n, *input_shape)."""

    def layers(self, example: np.ndarray) -> list[LayerOutput]:
        """What every layer says to one example; the last one's numbers are the probabilities."""

    def unfamiliar(self, inputs: np.ndarray) -> np.ndarray:
        """Which inputs (n, *input_shape) look like nothing that it was trained on: bools (n,)."""


@dataclass(frozen=True, eq=False)
class DigitReading:
    """All that there is to know of one drawing that was read.

    Args:
        steps: From the drawing to what the network sees, which is the last one.
        layers: What each layer says to it; the last one's numbers are the probabilities.
        squeezed: The drawing only made smaller.
        squeezed_probabilities: (10,), what the network would say to that.
        unfamiliar: Whether it looks like nothing that the network was trained on; False where that cannot be told.
    """

    steps: tuple[DrawingStep, ...]
    layers: list[LayerOutput]
    squeezed: DrawingStep
    squeezed_probabilities: np.ndarray
    unfamiliar: bool = False

    @property
    def probabilities(self) -> np.ndarray:
        """(10,), of the digits."""
        return self.layers[-1].values


def read(network: ReadsDigits, drawing: Drawing, canvas: float) -> DigitReading:
    """Gives a drawing to a network.

    Args:
        network: The network.
        drawing: The canvas's data, or a photo.
        canvas: Width and height of the canvas in pixels.

    Raises:
        BlankSketchError: If nothing is drawn.
        NnplayError: If the drawing cannot be read or the network not be asked.
    """
    shape = network.input_shape
    steps = sketch.steps(drawing, shape, canvas)
    squeezed = sketch.squeezed(drawing, shape, canvas)
    fitted, small = network.arrange(np.stack([step.picture.reshape(shape) for step in (steps[-1], squeezed)]))
    if not np.array_equal(fitted, steps[-1].picture.reshape(shape)):
        steps = (*steps, DrawingStep(N_("Shuffled"), SHUFFLED, fitted.reshape(steps[-1].picture.shape)))
    unfamiliar = bool(network.unfamiliar(fitted[None])[0])
    return DigitReading(steps, network.layers(fitted), squeezed, network.predict(small[None])[0], unfamiliar)
