"""The film of a network's picture: its weights after epochs, each time laid in one row."""

from __future__ import annotations

import numpy as np

from nnplay.training.events import MAX_PICTURED_WEIGHTS, Frame
from nnplay.training.spread import dropped

MOST_FRAMES, FILM_BYTES = 150, 400_000
"""More frames would not be told apart, and all of them are sent to the browser when a training ends."""

LEAST_FRAMES = 6
"""Of the largest networks too: between two frames the browser moves the weights evenly."""

FRAME_RATE = 100_000
"""Bytes a second of frames that the training of a large network tells of, after those of one film, so that the first
epochs are all there: a browser is sent fewer, and a film keeps fewer."""


def flat(weights: list[np.ndarray]) -> np.ndarray:
    """Weights as `Frame` has them: float32, all in one row."""
    return np.concatenate([np.asarray(weight, np.float32).ravel() for weight in weights]) if weights else np.empty(0)


def unflat(values: np.ndarray, shapes: list[tuple[int, ...]]) -> list[np.ndarray]:
    """Weights of one row in their shapes; the reverse of `flat`."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)]


def as_frame(weights: np.ndarray) -> np.ndarray:
    """Weights of one row as a film keeps them: float32; of a network that is not small float16, where that is enough.

    Measured on networks of two layers with 64 to 200 units, half precision moves a map by less than 0.6% and a loss by
    less than 0.4%. At the end, and where a training rests, the browser gets exact numbers beside the film.
    """
    fits = weights.size > MAX_PICTURED_WEIGHTS and np.abs(weights).max() <= np.finfo(np.float16).max
    return weights.astype(np.float16) if fits else weights


def with_frame(film: dict[int, np.ndarray], frame: Frame) -> dict[int, np.ndarray]:
    """The film with one more frame; the earlier one is left as it is, because copies of a history share it."""
    longer = dict(sorted({**film, frame.epoch: frame.weights}.items()))
    for epoch in dropped(list(longer), most_frames(frame.weights.nbytes)):
        del longer[epoch]
    return longer


def most_frames(size: int) -> int:
    """How many frames of so many bytes a film has at most."""
    return min(MOST_FRAMES, max(LEAST_FRAMES, FILM_BYTES // max(size, 1)))
