"""How a running training is told what to do, and how long it may."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import tr
from nnplay.limits import Limits, show_seconds
from nnplay.spec import ExperimentSpec
from nnplay.training.events import WatchedExample

Step = Literal["epoch", "batch"]
"""What one step of a paused training runs: to the end of the running epoch, or one batch."""

StopReason = Literal["stopped", "abandoned"]
"""Who ends a training: its student, or nobody who has the page open any more."""


TEST_SECONDS = 30.0
"""So long after its limit of time a training may still be tested."""


WATCH_SECONDS = 20.0
"""So long an example is watched after somebody said so last."""


class PutBack:
    """The wish for the weights that training itself had reached."""


class TrainingSuspended(Exception):
    """Raised inside of a training whose state is on the disk, to leave its process."""


class Control:
    """Wishes of the person at the page; safe to use from any thread. Of several wishes the last one wins.

    A wish takes effect after the call into TensorFlow that runs. `stop` is heard while paused too.

    Args:
        limits: How long the training may run and wait; as long as it likes if None.
        suspends: Whether it is asked to leave its process after `limits.suspend_seconds` of a pause.
        prepares: Whether the training is prepared before anybody has asked for it: all that comes before the first
            batch is done, compiling too, and then it waits for `begin`.
    """

    def __init__(self, limits: Limits | None = None, *, suspends: bool = False, prepares: bool = False) -> None:
        self._limits = limits
        self._changed = threading.Condition()
        self._tell_begun: Callable[[], None] | None = None
        self._stop: StopReason | None = None
        self.prepares = self._unasked = self._paused = prepares
        self._reset = False
        self._wanted: Step | None = None
        self._running: Step | None = None
        self._learning_rate: float | None = None
        self._pause_after: int | None = None
        self._watched: WatchedExample | None = None
        self._watched_until = 0.0
        self._is_new = False
        self._change: str | None = None
        self._weights: np.ndarray | PutBack | None = None
        self._suspend_after = limits.suspend_seconds if limits and suspends else None
        self._suspend = self._closed = False
        self._testing = self._test_stopped = False
        self._passed = ""
        self._begin = self._looked = time.monotonic()
        self._waits_since: float | None = None

    # The person's side ----------------------------------------------------------------------

    def stop(self, reason: StopReason = "stopped") -> None:
        """Asks the training to end after the batch that runs; during the test, its student asks that to end too."""
        with self._changed:
            self._test_stopped = self._test_stopped or (self._testing and reason == "stopped")
            self._stop = self._stop or reason
            self._changed.notify_all()

    def begin(self, paused: bool = False) -> None:
        """Says that a prepared training is asked for: it begins, or waits before its first batch as any other one."""
        with self._changed:
            self._unasked = False
            self._want(paused=paused)
            self.when_begun(self._tell_begun)

    def pause(self) -> None:
        """Asks the training to wait."""
        self._want(paused=True)

    def pause_after(self, epochs: int) -> None:
        """Asks the training to wait as soon as so many epochs are done; any other wish of this kind takes its place."""
        with self._changed:
            self._pause_after = epochs

    def resume(self) -> None:
        """Asks a paused training to go on."""
        self._want(paused=False)

    def reset(self) -> None:
        """Asks the training to put the initial weights back, to forget its epochs, and to wait there."""
        self._want(paused=True, reset=True)

    def suspend(self) -> None:
        """Asks a paused training to leave its process and to wait on the disk; else it does nothing."""
        with self._changed:
            self._suspend = self._paused
            self._changed.notify_all()

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
            raise SpecError(tr("The learning rate must be above 0. Received: {value}", value=value), ("learning_rate",))
        with self._changed:
            self._learning_rate = float(value)
            self._changed.notify_all()

    def watch(self, example: WatchedExample) -> None:
        """Asks for what the layers say to an example, for the next `WATCH_SECONDS`; while paused, once."""
        with self._changed:
            self._is_new = self._is_new or self._watched is None or self._watched.name != example.name
            self._watched, self._watched_until = example, time.monotonic() + WATCH_SECONDS
            self._changed.notify_all()

    def set_weights(self, values: np.ndarray) -> None:
        """Gives the network other weights, also while paused; training goes on from there.

        Args:
            values: All weights in the order of `keras.Model.get_weights`, laid in one row. Whether they are as many
                as the network has is checked by those who know the experiment.

        Raises:
            SpecError: If one is no finite number.
        """
        weights = np.asarray(values, np.float32).ravel()
        if not np.isfinite(weights).all():
            raise SpecError(tr("Each weight must be a finite number."), ("weights",))
        with self._changed:
            self._weights = weights
            self._changed.notify_all()

    def change_settings(self, spec: str) -> None:
        """Lets the training go on from its next epoch with other settings.

        Args:
            spec: The experiment as JSON; see `nnplay.training.live_change` for what may differ.

        Raises:
            SpecError: If it is no experiment.
        """
        ExperimentSpec.from_json(spec)
        with self._changed:
            self._change = spec
            self._changed.notify_all()

    def put_weights_back(self) -> None:
        """Gives a paused network the weights that training itself had reached; else it does nothing."""
        with self._changed:
            self._weights = PutBack()
            self._changed.notify_all()

    def _want(self, paused: bool, reset: bool = False) -> None:
        with self._changed:
            self._paused, self._wanted, self._running, self._suspend = paused, None, None, False
            self._pause_after = None
            if reset:
                self._reset, self._learning_rate, self._weights = True, None, None
                self._change = None
            self._changed.notify_all()

    @property
    def is_closed(self) -> bool:
        """Whether the training has left its process, so that a wish which has just come was not heard."""
        return self._closed

    # The training's side --------------------------------------------------------------------

    def has_run(self, seconds: float) -> None:
        """Counts seconds of the same training in an earlier process."""
        with self._changed:
            self._begin -= seconds

    def take_suspend(self) -> bool:
        """Whether the training shall leave its process, once."""
        with self._changed:
            wanted, self._suspend = self._suspend, False
            return wanted

    def close(self) -> bool:
        """Takes no more wishes, unless there is one that has come meanwhile; whether it is closed."""
        with self._changed:
            self._closed = not self._has_wish()
            return self._closed

    def stay(self) -> None:
        """Asks no more to leave the process, which could not be done."""
        with self._changed:
            self._suspend_after = None

    @property
    def stop_requested(self) -> StopReason | None:
        """Why the training shall end, if it shall."""
        return self._stop

    def when_begun(self, tell: Callable[[], None] | None) -> None:
        """Calls `tell` once when a prepared training is asked for and does not wait, be it in another thread.

        Args:
            tell: In place of an earlier one; nothing is called any more if None.
        """
        with self._changed:
            self._tell_begun = tell
            if tell and not self._unasked and not self._paused:
                self._tell_begun = None
                tell()

    def begin_test(self) -> None:
        """Says that training is over: who asks it to stop from here on means the test."""
        with self._changed:
            self._testing = True

    @property
    def why_end_test(self) -> str:
        """Why the test shall end before its last example, as the beginning of a sentence; empty where it shall not."""
        if self._test_stopped:
            return tr("You ended the test early")
        if self._limits and self.running_seconds > self._limits.seconds + TEST_SECONDS:
            return tr("The time limit ended the test early")
        return ""

    @property
    def passed_limit(self) -> str:
        """The limit of time that the training has passed, as a sentence; empty where it has passed none."""
        if not self._passed and self._limits and self.running_seconds > self._limits.seconds:
            self._passed = _ended_by(tr("has run for {seconds}", seconds=show_seconds(self._limits.seconds)))
        return self._passed

    @property
    def running_seconds(self) -> float:
        """Seconds since the beginning, without pauses."""
        with self._changed:
            return (self._waits_since or time.monotonic()) - self._begin

    @property
    def quiet_seconds(self) -> float:
        """Seconds since the training last looked here; 0 while it waits."""
        with self._changed:
            return 0.0 if self._waits_since else time.monotonic() - self._looked

    def look(self) -> None:
        """Says that the training is alive: it has come back from a call into TensorFlow."""
        self._looked = time.monotonic()

    @property
    def reset_requested(self) -> bool:
        """Whether the initial weights shall be put back."""
        return self._reset

    def take_reset(self) -> bool:
        """Whether the initial weights shall be put back, once."""
        with self._changed:
            wanted, self._reset = self._reset, False
            return wanted

    @property
    def running_step(self) -> Step | None:
        """The step that runs, after which the training pauses again."""
        return self._running

    def epochs_until_pause(self, done: int) -> int | None:
        """How many epochs may be run before the training shall wait, where that is known; 0: it shall wait now.

        Args:
            done: Epochs that are done.
        """
        with self._changed:
            if self._pause_after is None:
                return None
            left = max(0, self._pause_after - done)
            if not left:
                self._pause_after, self._paused = None, True
            return left

    def take_learning_rate(self) -> float | None:
        """The wanted learning rate, once."""
        with self._changed:
            value, self._learning_rate = self._learning_rate, None
            return value

    @property
    def watched(self) -> WatchedExample | None:
        """The example that somebody watches, if anybody does."""
        return self._watched if time.monotonic() < self._watched_until else None

    def take_watch(self) -> bool:
        """Whether it is another example than before, once."""
        with self._changed:
            wanted, self._is_new = self._is_new, False
            return wanted

    def take_change(self) -> str | None:
        """The wanted experiment, once."""
        with self._changed:
            wanted, self._change = self._change, None
            return wanted

    def take_weights(self) -> np.ndarray | PutBack | None:
        """The wanted weights, once."""
        with self._changed:
            wanted, self._weights = self._weights, None
            return wanted

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
        """Waits, without any work, until there is something to do: go on, step, stop, reset, another rate or weights,
        or another example to watch.

        Where the limit of waiting comes first, `passed_limit` says so; `take_suspend`, where the process shall end.
        """
        with self._changed:
            self._waits_since = time.monotonic()
            self._changed.wait_for(lambda: not self._unasked or self._has_reason())
            most = self._limits.pause_seconds if self._limits else None
            leave = self._suspend_after
            if not self._changed.wait_for(self._has_reason, most if leave is None else leave):
                if leave is not None:
                    self._suspend = True
                else:
                    assert most
                    self._passed = _ended_by(tr("was paused for {most}", most=show_seconds(most)))
            self._begin += time.monotonic() - self._waits_since
            self._waits_since = None
            self._looked = time.monotonic()

    def _has_reason(self) -> bool:
        return self._has_wish() or self._suspend

    def _has_wish(self) -> bool:
        goes_on = self._stop or self._reset or not self._paused or self._wanted
        others = (self._learning_rate, self._weights, self._change)
        return bool(goes_on or self._is_new or any(wish is not None for wish in others))


def _ended_by(what: str) -> str:
    return tr(
        "This training {what}, the limit here, so it ended. The network keeps what it has learned so far, and you can "
        "train it further from there.",
        what=what,
    )
