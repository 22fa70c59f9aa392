"""What passes between a way of running epochs and its callback: how far a call may go, and what leaves `fit`."""

from __future__ import annotations

import keras


class TrainingEnded(Exception):
    """Raised inside of `fit` to leave it at once: `stop_training` would validate first, which can take long."""


class BeginAgain(Exception):
    """Raised inside of `fit` when the initial weights are back: either execution then begins with the first epoch."""


class SettingsWanted(Exception):
    """Raised inside of `fit` between two epochs, to go on with other settings.

    Args:
        spec: The experiment as JSON.
    """

    def __init__(self, spec: str) -> None:
        super().__init__(spec)
        self.spec = spec


class LateListener(keras.callbacks.Callback):
    """A callback that may hear of an epoch when the next ones are done already.

    Compiled epochs set the first two attributes before they tell it of an epoch, and read the others before each call.

    Attributes:
        behind: How many more epochs the model has been trained for than it is told of now.
        epoch_seconds: What the epoch took; None where the time between its begin and end says so.
        most_epochs: How many epochs the next call may run at most; None for as many as it likes.
        most_batches: The same for batches, within one epoch.
        is_compiled: Whether the next call is one of a compiled function, the first of which takes a while.
    """

    behind = 0
    epoch_seconds: float | None = None
    most_epochs: int | None = None
    most_batches: int | None = None
    is_compiled = True

    def first_batch_known(self, logs: dict[str, float]) -> None:
        """Hears the numbers of the first batch of a prepared training, before the others are traced or compiled."""
