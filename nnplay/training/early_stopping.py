"""Early stopping that remembers: of an earlier training that it goes on from, or of an earlier process."""

from __future__ import annotations

from typing import Any

import keras

from nnplay.training.history import History
from nnplay.training.suspension import StopperState


class EarlyStopping(keras.callbacks.EarlyStopping):
    """Keras's, on the validation loss, which remembers the best epoch of an earlier training that it goes on from.

    Args:
        patience: As in Keras.
        history: What has happened; where a training goes on, its best epoch's weights are the model's first ones.
        loss_units: As of the `Reporter`.
    """

    def __init__(self, patience: int, history: History, loss_units: float = 1.0) -> None:
        super().__init__("val_loss", patience=patience, restore_best_weights=True)
        self.history = history
        self.loss_units = loss_units
        self.resumed: StopperState | None = None
        """Where it stood in an earlier process; taken once."""

    def on_train_begin(self, logs: Any = None) -> None:
        super().on_train_begin(logs)
        resumed, self.resumed = self.resumed, None
        if resumed:
            self.wait, self.best, self.best_epoch = resumed.wait, resumed.best, resumed.best_epoch
            self.best_weights = resumed.weights
        elif best := self.history.best_epoch:
            self.best, self.best_epoch = self.history.columns["val_loss"][best - 1] / self.loss_units, best - 1
            self.best_weights = self.model.get_weights()


def state_of(stopper: EarlyStopping) -> StopperState:
    """Where it stands, for another process to go on from."""
    best = None if stopper.best is None else float(stopper.best)
    return StopperState(stopper.wait, best, stopper.best_epoch, stopper.best_weights)
