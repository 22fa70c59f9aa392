"""A plan that is carried out a few runs at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from nnplay.errors import NnplayError
from nnplay.runs.plan import PlannedRun, result_row
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

if TYPE_CHECKING:
    import pandas as pd


class SweepTraining(Protocol):
    """A training that was started; see `engine.client.Job`."""

    @property
    def is_live(self) -> bool: ...
    @property
    def history(self) -> History: ...


class Sweep:
    """A plan that is carried out a few runs at a time, so that it leaves room to others in the queue.

    Nothing happens by itself: whoever owns it calls `advance` from time to time, from any thread.

    Args:
        title: What it is called.
        planned: Its runs.
        start: Starts a training.
        keep: Keeps what has ended; its id in the store, empty where it could not be kept.
        end: Asks a training to stop; it keeps what it has learned.
        at_once: How many run or wait at once.
    """

    def __init__(
        self,
        title: str,
        planned: Sequence[PlannedRun],
        start: Callable[[ExperimentSpec], Any],
        keep: Callable[[PlannedRun, Any], str],
        end: Callable[[Any], None],
        at_once: int = 1,
    ) -> None:
        self.title, self.planned = title, tuple(planned)
        self._start, self._keep, self._end, self._at_once = start, keep, end, at_once
        self._lock = threading.Lock()
        self._trainings: dict[int, SweepTraining] = {}
        self._done: dict[int, tuple[History, str]] = {}
        self.stopped = False
        self.message = ""
        """Why it was broken off, where it was not asked to stop."""

    @property
    def is_live(self) -> bool:
        """Whether something is trained or will be."""
        return bool(self._trainings) or (not self.stopped and len(self._done) < len(self.planned))

    @property
    def count_done(self) -> int:
        """How many have ended."""
        return len(self._done)

    @property
    def histories(self) -> dict[int, History]:
        """What is known of those that have begun, by their places in the plan."""
        with self._lock:
            known = {place: history for place, (history, _) in self._done.items()}
            return dict(sorted({**known, **{place: one.history for place, one in self._trainings.items()}}.items()))

    @property
    def kept(self) -> dict[int, str]:
        """Ids in the store of those that were kept, by their places in the plan."""
        with self._lock:
            return {place: id for place, (_, id) in sorted(self._done.items()) if id}

    @property
    def table(self) -> pd.DataFrame:
        """A line for each run that has ended, as of `result_row`."""
        import pandas as pd

        with self._lock:
            rows = {place: result_row(self.planned[place], one) for place, (one, _) in sorted(self._done.items())}
        return pd.DataFrame(rows.values(), index=list(rows))

    def advance(self) -> None:
        """Takes in what has ended, and starts what comes next."""
        with self._lock:
            for place, training in list(self._trainings.items()):
                if not training.is_live:
                    self._done[place] = training.history, self._keep(self.planned[place], training)
                    del self._trainings[place]
            begun = len(self._done) + len(self._trainings)
            while not self.stopped and begun < len(self.planned) and len(self._trainings) < self._at_once:
                try:
                    self._trainings[begun] = self._start(self.planned[begun].spec)
                except NnplayError as error:
                    self.stopped, self.message = True, error.message
                begun += 1

    def stop(self, end: Callable[[Any], None] | None = None) -> None:
        """Starts nothing more, and asks what runs to end; all that is done stays.

        Args:
            end: What is done with a training that runs, if anything else.
        """
        self.stopped = True
        with self._lock:
            for training in self._trainings.values():
                (end or self._end)(training)
