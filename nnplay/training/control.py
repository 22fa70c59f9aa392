"""How a running training is told what to do."""

from __future__ import annotations

import math
import threading
from typing import Literal

from nnplay.errors import SpecError

Step = Literal["epoch", "batch"]
"""What one step of a paused training runs: to the end of the running epoch, or one batch."""


class Control:
    """Wishes of the person at the page; safe to use from any thread. Of several wishes the last one wins.

    A wish takes effect after the call into TensorFlow that runs. `stop` is heard while paused too.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._stop = self._paused = False
        self._wanted: Step | None = None
        self._running: Step | None = None
        self._learning_rate: float | None = None

    # The person's side ----------------------------------------------------------------------

    def stop(self) -> None:
        """Asks the training to end after the batch that runs."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Asks the training to wait."""
        self._want(paused=True)

    def resume(self) -> None:
        """Asks a paused training to go on."""
        self._want(paused=False)

    def step(self, what: Step) -> None:
        """Asks a paused training to run one epoch or batch and to pause again; else it does nothing.

        Raises:
            ValueError: If there is no such step.
        """
        if what not in ("epoch", "batch"):
            raise ValueError(f"A step is an 'epoch' or a 'batch'. Received: {what!r}")
        with self._changed:
            if self._paused:
                self._wanted = what
                self._changed.notify_all()

    def set_learning_rate(self, value: float) -> None:
        """Changes the optimizer's learning rate, also while paused.

        Args:
            value: Above 0. What the optimizer declares as its bounds is checked by those who know the experiment.

        Raises:
            SpecError: If it is not.
        """
        if not (math.isfinite(value) and value > 0):
            raise SpecError(f"The learning rate must be above 0. Received: {value}", ("learning_rate",))
        with self._changed:
            self._learning_rate = float(value)
            self._changed.notify_all()

    def _want(self, paused: bool) -> None:
        with self._changed:
            self._paused, self._wanted, self._running = paused, None, None
            self._changed.notify_all()

    # The training's side --------------------------------------------------------------------

    @property
    def stop_requested(self) -> bool:
        """Whether the training shall end."""
        return self._stop

    @property
    def running_step(self) -> Step | None:
        """The step that runs, after which the training pauses again."""
        return self._running

    def take_learning_rate(self) -> float | None:
        """The wanted learning rate, once."""
        with self._changed:
            value, self._learning_rate = self._learning_rate, None
            return value

    def must_wait(self, *, epoch_is_over: bool, in_validation: bool = False) -> bool:
        """Whether training shall wait here: it is paused, and no step wants to go on.

        Args:
            epoch_is_over: Whether an epoch with its validation is done.
            in_validation: Whether the last batch is done and its epoch is not; a step goes on to its end.
        """
        with self._changed:
            goes_on = self._running == "epoch" or (self._running is not None and in_validation)
            if goes_on and not epoch_is_over and self._wanted is None:
                return False
            self._running, self._wanted = self._wanted, None
            return self._paused and not self._stop and self._running is None

    def wait(self) -> None:
        """Waits, without any work, until there is something to do: go on, step, stop or a learning rate."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stop or not self._paused or self._wanted or self._learning_rate is not None
            )
