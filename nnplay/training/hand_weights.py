"""Weights that a person sets while a training waits, and the way back to those that it had reached itself."""

from __future__ import annotations

import keras
import numpy as np

from nnplay.training.control import PutBack
from nnplay.training.film import unflat


class HandWeights:
    """Knows what the network was like before a hand was laid on it.

    Attributes:
        own: What training itself had reached, while the training waits; None where no hand was laid on it.
    """

    def __init__(self) -> None:
        self.own: list[np.ndarray] | None = None

    def obey(self, wanted: np.ndarray | PutBack | None, model: keras.Model) -> int | None:
        """Sets a model's weights.

        The optimizer keeps what it remembers of earlier steps.

        Args:
            wanted: All weights in one row, or those of before; None where nothing is wanted.
            model: The network.

        Returns:
            How many numbers differ now from what training itself had reached; None where nothing was set.
        """
        if wanted is None or (isinstance(wanted, PutBack) and self.own is None):
            return None
        before = model.get_weights()
        if self.own is None:
            self.own = before
        if isinstance(wanted, PutBack):
            model.set_weights(self.own)
            return 0
        if wanted.size != sum(weight.size for weight in before):
            return None  # of a network that it was meant for no more
        model.set_weights(unflat(wanted, [weight.shape for weight in before]))
        return sum(
            int((own != now.astype(own.dtype)).sum()) for own, now in zip(self.own, model.get_weights(), strict=True)
        )

    def forget(self) -> None:
        """Training goes on: there is no way back any more."""
        self.own = None
