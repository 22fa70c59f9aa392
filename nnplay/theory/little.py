"""A network that learns from few digits, with and without data augmentation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.i18n import N_
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

DIGITS = 1797
"""How many scikit-learn has."""

EPOCHS = 100

MOST_LOSS = 1.5
"""Where the axis of the loss ends; at first it is higher."""


def few_digits(examples: int) -> DatasetSpec:
    """The small digits with so many of them, 90 or more, for training and for validation; the rest for tests."""
    return DatasetSpec("digits", test_size=1 - 2 * examples / DIGITS, validation_size=0.5)


def augmentation(shift: float, turn: float, size: float, mirror: bool) -> tuple[LayerSpec, ...]:
    """The layers that change digits at random.

    Args:
        shift: How far they are moved, as a share of the image.
        turn: How far they are turned, in degrees.
        size: How much larger or smaller they become, as a share.
        mirror: Whether half of them are mirrored.
    """
    flip = (LayerSpec("RandomFlip", mode="horizontal"),) if mirror else ()
    return (
        LayerSpec("RandomTranslation", height_factor=shift, width_factor=shift),
        LayerSpec("RandomRotation", factor=turn / 360),
        LayerSpec("RandomZoom", height_factor=size),
        *flip,
    )


SHIFT, TURN, SIZE = 0.1, 7.2, 0.08
"""What fits these digits."""

NETWORK = (
    LayerSpec("Conv2D", filters=16, kernel_size=3, padding="same", activation="relu"),
    LayerSpec("MaxPooling2D", pool_size=2),
    LayerSpec("Conv2D", filters=32, kernel_size=3, padding="same", activation="relu"),
    LayerSpec("Flatten"),
    LayerSpec("Dense", units=64, activation="relu"),
)

VARIANTS = {
    N_("Plain"): (),
    N_("Augmented"): augmentation(SHIFT, TURN, SIZE, mirror=False),
    N_("Mirrored, too"): augmentation(SHIFT, TURN, SIZE, mirror=True),
}
"""What stands before the network."""


def experiments(examples: int) -> dict[str, ExperimentSpec]:
    """The same network on the same few digits, by what stands before it."""
    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.002), batch_size=16, epochs=EPOCHS)
    return {
        name: ExperimentSpec(few_digits(examples), (*layers, *NETWORK), training) for name, layers in VARIANTS.items()
    }


def augmented(image: np.ndarray, layers: Sequence[LayerSpec], copies: int, seed: int) -> np.ndarray:
    """One image as training might see it in several epochs.

    Args:
        image: float32, (height, width, channels).
        layers: The network's layers; those that are no augmentation change nothing here.
        copies: How many.
        seed: Of the random choices.

    Returns:
        float32, (copies, height, width, channels).
    """
    rng, made = np.random.default_rng(seed), []
    for _ in range(copies):
        copy = image
        for layer in layers:
            if layer.kind.augment:
                copy = layer.kind.augment(copy, layer.options, rng)
        made.append(copy)
    return np.array(made)
