"""Small pictures with their words: the way of a drawing, and the maps of a network's layers."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from nnplay import figures
from nnplay.inspection.results import LayerOutput
from nnplay.sketch import DrawingStep


def size(picture: figures.Picture) -> tuple[int, int]:
    """Width and height of a picture's file."""
    return Image.open(io.BytesIO(picture.png)).size


def output(kind: str, *shape: int) -> LayerOutput:
    return LayerOutput(kind.lower(), kind, np.ones(shape, np.float32))


def test_the_way_of_a_drawing_ends_with_what_a_plain_resize_would_be_read_as() -> None:
    wide = DrawingStep("Drawn", "As you drew it.", np.ones((2, 6), np.float32))
    small = DrawingStep("Made smaller", "All of it.", np.ones((4, 4), np.float32))
    probabilities = np.array([0.1, 0.0, 0.0, 0.75, 0.15, 0, 0, 0, 0, 0], np.float32)
    drawn, squeezed = figures.step_pictures([wide], small, probabilities)
    assert (drawn.title, drawn.text) == ("Drawn", "As you drew it.")
    assert squeezed.text == "All of it. Read this way, it would be a 3 (75.0%)."
    assert size(drawn) == (6, 6)  # in the middle of a square of paper
    pixels = np.array(Image.open(io.BytesIO(drawn.png)).convert("L"))
    assert (np.ptp(pixels, axis=1) == 0).all()
    assert pixels[:, 0].argmin() in (2, 3)
    assert (pixels[[0, 1, 4, 5], 0] == pixels.max()).all()
