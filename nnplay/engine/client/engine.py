"""The engine as the server sees it, and what it can be told."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.load import training_examples
from nnplay.engine.client.job import Job
from nnplay.engine.client.life import Life
from nnplay.engine.client.preparing import Asked
from nnplay.engine.client.process import remove_folder
from nnplay.engine.client.waiting import seconds_until_start
from nnplay.engine.protocol import Ask, Cancel, Command, CommandName, Kill, Prepare, Start, Stop, Unprepare
from nnplay.engine.workers import core_count
from nnplay.errors import EngineError, SpecError, UnwantedError
from nnplay.i18n import tr
from nnplay.limits import limits
from nnplay.models.shapes import trace
from nnplay.spec import TRAINING_PARAMS, ExperimentSpec
from nnplay.training.control import Step, StopReason
from nnplay.training.events import WatchedExample
from nnplay.training.execution import expected_seconds
from nnplay.training.history import History
from nnplay.training.live_change import changes

WANTED_SECONDS = 1.0
"""Between two looks whether somebody still waits for an answer."""

ANSWER_SECONDS = 60.0
"""How long a question may take; a first one also waits for TensorFlow."""


class SoloEngine(Life):
    """An engine whose trainings all go their own way.

    Its methods may be called from any thread; only `ask` and `close` wait.

    An engine that dies is started again; its trainings then fail with a sentence, while specs,
    histories and the stored runs stay. What was sent while none was ready goes to the next one.

    Args:
        folder: Where runs are stored; a temporary folder that goes with the server if None.
        start_after: Seconds that the start waits, if nothing is wanted before.
    """

    def __init__(self, folder: Path | None = None, start_after: float = 0.0) -> None:
        self._requests = itertools.count()
        super().__init__(folder, start_after)

    def train(
        self, spec: ExperimentSpec, *, base: Path | None = None, paused: bool = False, background: bool = False
    ) -> Job:
        """Sends a training off; its history fills while it runs.

        Args:
            spec: The experiment.
            base: Folder of a stored network of the same layers whose weights it starts from; new ones if None.
            paused: Whether it waits with its initial weights until it is stepped or resumed.
            background: Whether it is one of many that are asked for at once, and lets others go first.

        Raises:
            EngineError: If the engine has failed for good or is closed.
            SpecError: If there are more epochs than are allowed here.
        """
        limits().check_epochs(spec.training.epochs)
        with self._changed:
            self._check_open()
            name, wished = self._wishes.take(Asked(spec.to_json(), base=str(base or "")))
            job = self._jobs[name] = Job(name, spec, self.folder / name, was_ready=wished)
            self._send(self._start(job, base=str(base or ""), paused=paused, background=background))
        return job

    @property
    def places(self) -> int:
        """Trainings that can run at once."""
        return core_count()

    @property
    def computers(self) -> int:
        """Computers of a cluster that train; 0 where this machine trains by itself."""
        return 0

    @property
    def hindrance(self) -> str:
        """Why trainings wait although the engine is ready, as a sentence; empty where they don't wait for ever."""
        return ""

    def prepare(self, owner: str, spec: ExperimentSpec, *, more: Job | None = None) -> None:
        """Lets the engine get a training ready that somebody may ask for with `train` or `train_more`.

        It is done when the experiment has been still for a moment and nothing else needs the core; see
        `nnplay.engine.preparation`. To be said again as long as it may be asked for.

        Args:
            owner: Who may ask; what was prepared for them before is dropped, unless it is the same.
            spec: The experiment.
            more: An ended training that its epochs may be added to; a new one if None.
        """
        asked = Asked(spec.to_json())
        if more:
            spec = more.spec.with_training(epochs=len(more.history.epochs) + spec.training.epochs)
            asked = Asked(spec.to_json(), folder=str(more.folder))
        added = spec.training.epochs - len(more.history.epochs) if more else 0
        if spec.training.epochs > limits().epochs:
            self.unprepare(owner)
            return
        with self._changed:
            wish, gone = self._wishes.put(owner, asked)
            if gone:
                self._send(Unprepare(gone))
            folder = asked.folder or str(self.folder / wish.job)
            self._send(Prepare(Start(wish.job, asked.spec, folder, added)))

    def unprepare(self, owner: str) -> None:
        """Drops what was prepared for somebody."""
        with self._changed:
            if gone := self._wishes.drop(owner):
                self._send(Unprepare(gone))

    def _start(self, job: Job, **how: Any) -> Start:
        """The message that starts a training; with `more`, only its epochs count for how long it takes."""
        seconds = _expected(job.spec, how.get("more"))
        return Start(job.id, job.spec.to_json(), str(job.folder), seconds=seconds, **how)

    def seconds_until_start(self, job: Job) -> float | None:
        """About how long a training waits for a core; None where that is not known, or it does not wait for one."""
        history = job.history
        if history.status != "queued" or self.hindrance:
            return None
        with self._changed:
            others = [one for one in self._jobs.values() if one is not job]
        known = [(_expected(one.spec), one.history) for one in others]
        return seconds_until_start(history.ahead, known, self.places) if known else None

    def take_in(self, spec: ExperimentSpec, history: History, place: Callable[[Path], object]) -> Job:
        """A run that has ended before, as a training of this engine: it can be asked about, trained on and forgotten.

        Args:
            spec, history: Of the run.
            place: Puts its files into the folder that it is given.

        Raises:
            NnplayError: What `place` raised.
        """
        name = uuid.uuid4().hex
        folder = self.folder / name
        try:
            place(folder)
        except BaseException:
            remove_folder(folder)
            raise
        return Job.ended(name, spec, folder, history)

    def train_more(self, job: Job, epochs: int) -> None:
        """Trains a finished training on; it is live again. Should that fail, it is as it was, with a message.

        Args:
            job: Finished, and not diverged.
            epochs: How many more: at least 1.

        Raises:
            EngineError: If it runs, has failed or diverged, or the engine has failed for good or is closed.
            SpecError: If the epochs are too many in all.
        """
        history = job.history
        if job.is_live or job.forgotten or history.status != "finished" or history.reason == "diverged":
            raise EngineError(tr("Only a training that finished normally can be trained further."))
        if not history.parameters:
            raise EngineError(tr("This training was stopped before it began. Train it again."))
        more = TRAINING_PARAMS["epochs"].check(epochs)
        limits().check_epochs(len(history.epochs) + more)
        spec = job.spec.with_training(epochs=len(history.epochs) + more)
        with self._changed:
            self._check_open()
            # Another name, because the end of the earlier process may not have been told yet.
            self._jobs.pop(job.id, None)
            name, job.was_ready = self._wishes.take(Asked(spec.to_json(), folder=str(job.folder)))
            job.go_on(name, spec)
            self._jobs[job.id] = job
            self._send(self._start(job, more=more))

    def stop(self, job: Job, reason: StopReason = "stopped") -> None:
        """Asks a training to end; it keeps what it has learned."""
        if job.is_live:
            self._send(Stop(job.id, reason))

    def pause(self, job: Job) -> None:
        """Asks a running training to wait."""
        self._command(job, "pause")

    def resume(self, job: Job) -> None:
        """Asks a paused training to go on."""
        self._command(job, "resume")

    def reset(self, job: Job) -> None:
        """Asks a training to put its initial weights back and to wait there; what it has learned goes."""
        self._command(job, "reset")

    def step(self, job: Job, what: Step) -> None:
        """Asks a paused training to run one `"epoch"` or `"batch"` and to pause again; else it does nothing."""
        self._command(job, "step", what)

    def set_learning_rate(self, job: Job, value: float) -> None:
        """Changes the learning rate of a running or paused training.

        Raises:
            SpecError: If it is out of the bounds that the optimizer declares.
        """
        checked = job.spec.training.optimizer.with_options(learning_rate=value)
        self._command(job, "set_learning_rate", checked["learning_rate"])

    def watch(self, job: Job, example: WatchedExample) -> None:
        """Asks a training to tell what its layers say to an example, for a while; see `Control.watch`."""
        self._command(job, "watch", example)

    def set_weights(self, job: Job, values: np.ndarray) -> None:
        """Gives a paused training other weights, from which it goes on.

        Args:
            job: A training.
            values: All weights in the order of `keras.Model.get_weights`, laid in one row.

        Raises:
            SpecError: If they are not as many as the network has, or one is no finite number.
        """
        self._command(job, "set_weights", self.check_weights(job, values))

    @staticmethod
    def check_weights(job: Job, values: np.ndarray) -> np.ndarray:
        """Weights as `set_weights` sends them: float32, (parameters,).

        Raises:
            SpecError: As there.
        """
        weights = np.asarray(values, np.float32).ravel()
        needed = trace(job.spec).checked().parameters
        if weights.size != needed or not np.isfinite(weights).all():
            raise SpecError(
                tr(
                    "This network has {needed:,} weights, all of them finite numbers. Received: {size:,}",
                    needed=needed,
                    size=weights.size,
                )
            )
        return weights

    def put_weights_back(self, job: Job) -> None:
        """Gives a paused training the weights that it had reached itself."""
        self._command(job, "put_weights_back")

    def change_settings(self, job: Job, spec: ExperimentSpec) -> None:
        """Lets a training go on from its next epoch with other settings; see `nnplay.training.live_change`.

        Args:
            job: A training.
            spec: Its experiment with the other settings; the learning rate is changed by `set_learning_rate`.

        Raises:
            SpecError: If something differs that can't be changed while it trains, or the layers no longer fit.
        """
        self.check_settings(job, spec)
        job.wanted = spec
        self._command(job, "change_settings", spec.to_json())

    @staticmethod
    def check_settings(job: Job, spec: ExperimentSpec) -> None:
        """Refuses settings that a training can't go on with; see `change_settings`."""
        if changes(job.spec, spec) is None:
            raise SpecError(
                tr(
                    "While a network trains, only its learning rate, batch size, regularization, dropout and noise "
                    "can be changed."
                )
            )
        trace(spec).checked()

    def _command(self, job: Job, name: CommandName, value: Any = None) -> None:
        if job.is_live:
            self._send(Command(job.id, name, value))

    def kill(self, job: Job) -> None:
        """Ends the process of a training at once."""
        if job.is_live:
            job.killed = True
            self._send(Kill(job.id))

    def ask(
        self,
        function: str,
        timeout: float = ANSWER_SECONDS,
        is_wanted: Callable[[], bool] = lambda: True,
        **arguments: Any,
    ) -> Any:
        """Calls a function of `nnplay.engine.inspector` in the inspector process.

        Args:
            function: Its name.
            timeout: Seconds to wait for the answer.
            is_wanted: Asked again and again; where it says no, nobody waits any more, and the question is given up.
            **arguments: Passed on.

        Raises:
            NnplayError: What the function raised.
            UnwantedError: If nobody waits any more.
            EngineError: If no answer came, or the function failed for a reason of its own.
        """
        future: Future[Any] = Future()
        request = next(self._requests)
        with self._changed:
            self._check_open()
            self._send(Ask(request, function, arguments))
            self._answers[request] = future
        limit = time.monotonic() + timeout
        try:
            while True:
                try:
                    return future.result(max(0.0, min(limit - time.monotonic(), WANTED_SECONDS)))
                except FutureTimeout:
                    if future.done():  # the answer is an error of this kind, or has come just now
                        return future.result()
                    if time.monotonic() >= limit:
                        self._send(Cancel(request))
                        raise EngineError(
                            tr("The engine did not answer within {timeout:.0f} s. Try again.", timeout=timeout)
                        ) from None
                    if not is_wanted():
                        self._send(Cancel(request))
                        raise UnwantedError(tr("Nobody is waiting for this answer any longer.")) from None
        finally:
            with self._changed:
                self._answers.pop(request, None)

    def forget(self, job: Job) -> None:
        """Ends a training if it runs, and removes its files as soon as nobody writes them any more."""
        with self._changed:
            for name in self._wishes.drop_folder(job.folder):
                self._send(Unprepare(name))
            job.forgotten = True
            if job.id in self._jobs and not self._give_away(job):
                self._send(Kill(job.id))
                return
        remove_folder(job.folder)


def _expected(spec: ExperimentSpec, epochs: int | None = None) -> float:
    """The seconds that a training, or so many more epochs of it, should take on a core."""
    wanted = spec.with_training(epochs=epochs) if epochs else spec
    return expected_seconds(trace(wanted).rows, wanted.training, training_examples(wanted.dataset))
