"""What a network makes of one drawing, and the pictures that show it; draws nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay import figures, sketch
from nnplay.inspection.results import LayerOutput
from nnplay.models.layers import show_shape
from nnplay.sketch import Photo, Step
from nnplay.ui.common import familiar
from nnplay.ui.common.pictures import Picture
from nnplay.ui.draw.networks import DigitReader

Drawing = dict[str, Any] | Photo | None

STEP_WIDTH = 98
COLUMNS = 16
"""Feature maps in a row of a layer's strip."""

SAME_NUMBERS = ("Input", "Flatten", "Dropout")
"""Layers that pass on what the layer before them said."""


@dataclass(frozen=True, eq=False)
class Reading:
    """All that the page shows of one drawing.

    Args:
        steps: From the drawing to what the network sees, which is the last one.
        layers: What each layer says to it; the last one's numbers are the probabilities.
        squeezed: The drawing only made smaller, and the probabilities for that.
        unfamiliar: Whether it looks like nothing that the network was trained on; False where that cannot be told.
    """

    steps: tuple[Step, ...]
    layers: list[LayerOutput]
    squeezed: tuple[Step, np.ndarray]
    unfamiliar: bool = False

    @property
    def probabilities(self) -> np.ndarray:
        """(10,), of the digits."""
        return self.layers[-1].values


def read(reader: DigitReader, drawing: Drawing, canvas: float) -> Reading:
    """Gives a drawing to a network.

    Args:
        reader: The network.
        drawing: The canvas's data, or a photo.
        canvas: Width and height of the canvas in pixels.

    Raises:
        BlankSketchError: If nothing is drawn.
        NnplayError: If the drawing cannot be read or the network not be asked.
    """
    shape = reader.signature.input_shape
    steps = sketch.steps(drawing, shape, canvas)
    squeezed = sketch.squeezed(drawing, shape, canvas)
    example = steps[-1].picture.reshape(shape)
    layers = reader.layers(example)
    outputs = reader.predict(squeezed.picture.reshape(1, *shape))[0]
    return Reading(steps, layers, (squeezed, outputs), bool(reader.unfamiliar(example[None])[0]))


def in_words(reader: DigitReader, reading: Reading) -> str:
    """What the network says to the drawing, as Markdown."""
    best = int(reading.probabilities.argmax())
    digit = reader.signature.class_names[best]
    share = figures.show_percent(float(reading.probabilities[best]))
    if not reading.unfamiliar:
        return f"It reads a **{digit}**, with probability {share}."
    if reader.run is None:
        return f"**This looks like none of the ten digits.** If it had to be one: {digit}, with probability {share}."
    return f"**{familiar.SENTENCE}** Its answer is a guess: {digit}, with probability {share}."


def step_pictures(reading: Reading) -> list[Picture]:
    """The way as pictures, and beside it what a plain resize would have given."""
    step, outputs = reading.squeezed
    best = int(outputs.argmax())
    said = f"Read so, it would be a {best} ({figures.show_percent(float(outputs[best]))})."
    words = [*((one, one.text) for one in reading.steps), (step, f"{step.text} {said}")]
    return [
        Picture(figures.picture_png(_square(one.picture)), one.title, text, width=STEP_WIDTH) for one, text in words
    ]


def _square(picture: np.ndarray) -> np.ndarray:
    """The picture in the middle of a square of paper."""
    missing = max(picture.shape) - np.array(picture.shape)
    return np.pad(picture, [(size // 2, size - size // 2) for size in missing])


def layer_pictures(outputs: list[LayerOutput]) -> list[Picture]:
    """Every layer's maps in a compact strip; smaller maps are drawn smaller, so that pooling shows."""
    shown = []
    for number, output in enumerate(outputs):
        if output.kind in SAME_NUMBERS:
            continue
        values = output.values
        title = "Output" if number == len(outputs) - 1 else f"{number}. {output.kind}"
        if values.ndim == 3:
            maps = np.moveaxis(values, -1, 0)
            width = (12 + values.shape[0]) * min(COLUMNS, len(maps))
            alt = f"{len(maps)} feature maps of {values.shape[0]} by {values.shape[1]} numbers"
            png = figures.mosaic_png(maps, COLUMNS)
        else:
            width, alt = max(160, min(4 * len(values), 480)), f"{len(values)} numbers"
            line = values[None, None].repeat(max(1, round(len(values) * 16 / width)), axis=1)
            png = figures.mosaic_png(line, 1)
        shown.append(Picture(png, f"{title} · {show_shape(values.shape)}", alt=f"{title}: {alt}", width=width))
    return shown
