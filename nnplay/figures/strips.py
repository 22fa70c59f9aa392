"""Small pictures with their words, as PNG: the way from a drawing to what a network sees, and what its layers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.figures.mosaic import picture_png
from nnplay.figures.predictions import show_percent
from nnplay.i18n import N_, tr
from nnplay.sketch import DrawingStep

STEP_WIDTH = 98
COLUMNS = 16
"""Feature maps in a row of a layer's strip."""

AN_8 = N_("Read this way, it would be an {best} ({share}).")


@dataclass(frozen=True)
class Picture:
    """A picture with its words.

    Args:
        png: The picture.
        title: Stands above it.
        text: Stands below it; plain text.
        alt: What a screen reader says instead of the picture.
        width: In pixels on the page; all of the room where it is 0.
    """

    png: bytes
    title: str
    text: str = ""
    alt: str = ""
    width: int = 0


def step_pictures(steps: Sequence[DrawingStep], squeezed: DrawingStep, probabilities: np.ndarray) -> list[Picture]:
    """The way as pictures, and beside it what a plain resize would have given.

    Args:
        steps: From the drawing to what the network sees.
        squeezed: The drawing only made smaller.
        probabilities: (10,), what the network would say to that.
    """
    best = int(probabilities.argmax())
    said = tr(
        AN_8 if best == 8 else N_("Read this way, it would be a {best} ({share})."),
        best=best,
        share=show_percent(float(probabilities[best])),
    )
    words = [*((one, one.text) for one in steps), (squeezed, f"{squeezed.text} {said}")]
    return [Picture(picture_png(_square(one.picture)), one.title, text, width=STEP_WIDTH) for one, text in words]


def _square(picture: np.ndarray) -> np.ndarray:
    """The picture in the middle of a square of paper."""
    missing = max(picture.shape) - np.array(picture.shape)
    return np.pad(picture, [(size // 2, size - size // 2) for size in missing])
