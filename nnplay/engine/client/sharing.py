"""The engine of a class: equal experiments are trained once, and everybody sees that training as their own.

Equal specs give equal weights, so this changes no number. Data of a student's own stand in the spec by the checksum of
their content, or as they are: who does not have the same data never has the same spec.
"""

from __future__ import annotations

import functools
import shutil
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from nnplay.engine.client.engine import SoloEngine
from nnplay.engine.client.job import Job
from nnplay.engine.client.life import KILLED
from nnplay.engine.client.preparing import Asked
from nnplay.engine.client.process import remove_folder
from nnplay.engine.client.shared_training import Follower, SharedTraining
from nnplay.limits import limits
from nnplay.spec import ExperimentSpec
from nnplay.training.control import Step, StopReason
from nnplay.training.events import Failed, Finished, Rewound, WatchedExample

LEFT_SECONDS = 10.0
"""So long after it was said that nobody looks at a training, that still counts."""

REPEATABLE = ("completed", "early", "diverged")
"""Endings that another training of the same experiment would come to as well."""


class Engine(SoloEngine):
    """The engine as the server sees it; see `SoloEngine`.

    A training that is shared looks like any other. Who only pauses and goes on sees the replay pause; who stops it,
    changes its learning rate, resets it or trains it on gets a training of their own, which comes to the same point
    and goes on from there. The others do not notice.
    """

    def __init__(self, folder: Path | None = None, start_after: float = 0.0) -> None:
        self._shared: OrderedDict[ExperimentSpec, SharedTraining] = OrderedDict()
        super().__init__(folder, start_after)

    def train(
        self,
        spec: ExperimentSpec,
        *,
        base: Path | None = None,
        paused: bool = False,
        background: bool = False,
        shared: bool = False,
    ) -> Job:
        """Sends a training off, or joins one; see `SoloEngine.train`.

        Args:
            spec, base, paused, background: As there.
            shared: Whether it may be one that others see too, where the limits of this server allow that.

        Raises:
            EngineError, SpecError: As there.
        """
        if not shared or base or paused or background or not limits().shared_trainings:
            return super().train(spec, base=base, paused=paused, background=background)
        limits().check_epochs(spec.training.epochs)
        name = uuid.uuid4().hex
        with self._changed:
            source = self._shared.get(spec)
            if source is None or not _serves(source):
                self._check_open()
                self._drop(source)
                name, _ = self._wishes.take(Asked(spec.to_json()))
                source = SharedTraining(name, spec, self.folder / name)
                self._shared[spec] = source
                self._jobs[name] = source
                follower = source.follow(uuid.uuid4().hex)
                self._send(self._start(source))
            else:
                follower = source.follow(name)
            self._shared.move_to_end(spec)
            self._make_room()
        return follower

    def prepare(self, owner: str, spec: ExperimentSpec, *, more: Job | None = None) -> None:
        with self._changed:
            source = None if more or not limits().shared_trainings else self._shared.get(spec)
            if source and _serves(source):  # whoever trains it joins that one
                self.unprepare(owner)
            else:
                super().prepare(owner, spec, more=more)

    # Which are kept -------------------------------------------------------------------------

    def _make_room(self) -> None:
        """Lets the trainings go that nobody has asked for since longest, where there are too many; live ones stay."""
        allowed = limits()
        ended = [source for source in self._shared.values() if not source.is_live]
        disk = {source: source.disk_bytes for source in ended}
        for source in ended:
            memory = sum(each.recording.size for each in self._shared.values())
            if (
                len(self._shared) <= allowed.shared_trainings
                and memory <= allowed.shared_bytes
                and sum(disk.values()) <= allowed.shared_disk_bytes
            ):
                break
            del disk[source]
            self._drop(source)

    def _drop(self, source: SharedTraining | None) -> None:
        """Lets nobody else follow a training, and removes it where nobody does."""
        if source:
            self._offer_no_more(source)
            self._release(source)

    def _offer_no_more(self, source: SharedTraining) -> None:
        """Lets nobody else follow a training."""
        with self._changed:
            if self._shared.get(source.spec) is source:
                del self._shared[source.spec]

    def _release(self, source: SharedTraining) -> None:
        """Ends and removes a training that nobody has any more; one that has ended stays for those who come."""
        with self._changed:
            is_offered = self._shared.get(source.spec) is source
            if source.followers or (is_offered and not source.is_live) or source.heir:
                return
            self._offer_no_more(source)
        super().forget(source)

    # What a student does --------------------------------------------------------------------

    def stop(self, job: Job, reason: StopReason = "stopped") -> None:
        if not isinstance(job, Follower) or not self._stays_shared(job):
            self._later(job, functools.partial(super().stop, job, reason))
        elif reason == "abandoned":
            self._abandon(job)
        elif job.stage == "queued":
            self._leave(job, Finished(reason, 0, {}, 0.0))
        elif job.stage == "testing":
            job.see_all()
        else:
            self._part(job, super().stop)

    def pause(self, job: Job) -> None:
        if isinstance(job, Follower) and self._stays_shared(job):
            job.hold()
        else:
            self._later(job, functools.partial(super().pause, job))

    def resume(self, job: Job) -> None:
        if isinstance(job, Follower) and self._stays_shared(job):
            job.go_on_seeing()
        else:
            self._later(job, functools.partial(super().resume, job))

    def step(self, job: Job, what: Step) -> None:
        if not isinstance(job, Follower) or not self._stays_shared(job):
            self._later(job, functools.partial(super().step, job, what))
        elif what == "epoch":
            job.go_on_seeing(to_next_epoch=True)
        else:
            self._part(job, functools.partial(super().step, what=what))

    def reset(self, job: Job) -> None:
        if isinstance(job, Follower) and self._stays_shared(job):
            self._part(job, None)
        else:
            self._later(job, functools.partial(super().reset, job))

    def set_learning_rate(self, job: Job, value: float) -> None:
        job.spec.training.optimizer.with_options(learning_rate=value)  # refused at once
        self._change(job, functools.partial(super().set_learning_rate, value=value))

    def set_weights(self, job: Job, values: np.ndarray) -> None:
        self.check_weights(job, values)
        self._change(job, functools.partial(super().set_weights, values=values))

    def change_settings(self, job: Job, spec: ExperimentSpec) -> None:
        self.check_settings(job, spec)
        self._change(job, functools.partial(super().change_settings, spec=spec))

    def watch(self, job: Job, example: WatchedExample) -> None:
        source = job.follows if isinstance(job, Follower) else None
        if source is None:
            super().watch(job, example)
        elif source.watched in ("", example.name):  # one example for all; others are shown in what is kept
            source.watched = example.name
            super().watch(source, example)

    def seconds_until_start(self, job: Job) -> float | None:
        source = job.follows if isinstance(job, Follower) else None
        return super().seconds_until_start(source or job)

    def put_weights_back(self, job: Job) -> None:
        if not isinstance(job, Follower) or not self._stays_shared(job):
            self._later(job, functools.partial(super().put_weights_back, job))

    def _change(self, job: Job, change: Callable[[Job], None]) -> None:
        """Changes a training while it is trained; if it is shared, the student's own from here on."""
        if not isinstance(job, Follower) or not self._stays_shared(job):
            self._later(job, functools.partial(change, job))
            return
        waits, resume = job.holds, super().resume

        def then(parted: Job) -> None:
            change(parted)
            if not waits:
                resume(parted)

        self._part(job, then)

    def kill(self, job: Job) -> None:
        if not isinstance(job, Follower) or not job.follows:
            super().kill(job)
            return
        source = job.follows
        self._offer_no_more(source)  # who comes now shall not wait for it too
        self._leave(job, Failed(KILLED))

    def train_more(self, job: Job, epochs: int) -> None:
        if isinstance(job, Follower) and job.follows and not job.is_live:
            folder = self.folder / uuid.uuid4().hex
            shutil.copytree(job.folder, folder)
            shared, job.folder = job.folder, folder
            source = job.leave()
            try:
                super().train_more(job, epochs)
            except BaseException:
                job.folder = shared
                if source:
                    source.take_back(job)
                remove_folder(folder)
                raise
            if source:
                self._release(source)
        else:
            super().train_more(job, epochs)

    def forget(self, job: Job) -> None:
        if isinstance(job, Follower) and job.follows:
            job.forgotten = True
            self._leave(job, Failed(KILLED))
        else:
            super().forget(job)

    def _stays_shared(self, job: Follower) -> bool:
        """Whether a training is shared, also after this; the only one who sees it, and sees it as it happens, takes it.

        Then it is no longer there for others.
        """
        source = job.follows
        if source is None or not job.is_live:
            return False
        with self._changed, source.changed:
            job.left_at = float("-inf")
            if source.followers != [job] or not source.is_live or not job.is_caught_up:
                return True
            self._offer_no_more(source)
            source.hand_over(job)
            job.id, job.folder = source.id, source.folder
            job.leave()
            self._jobs[source.id] = job
            return False

    def _later(self, job: Job, wish: Callable[[], None]) -> None:
        """Does something as soon as a training of one's own has come to where the shared one was left."""
        if not (isinstance(job, Follower) and job.stage != "queued" and job.add_wish(wish)):
            wish()

    def _part(self, job: Follower, then: Callable[[Job], None] | None) -> None:
        """Gives a student a training of their own, which pauses where the shared one was seen.

        Args:
            job: Follows a training.
            then: What is done with it there; None: it goes back to its initial weights instead.
        """
        name = uuid.uuid4().hex
        folder = self.folder / name
        source = job.leave()
        if source is None:
            return
        done = len(job.history.epochs) if then else 0
        if then is None:
            job.apply([Rewound()])
        with self._changed:
            wishes: list[Callable[[], None]] = [functools.partial(then, job)] if then else []
            job.take_own_way(name, folder, wishes, source.spec)
            self._jobs[name] = job
            self._send(self._start(job, paused=not done, hold=done))
        self._release(source)

    def _leave(self, job: Follower, ending: Failed | Finished | None = None) -> None:
        if source := job.leave(ending):
            self._release(source)

    def _abandon(self, job: Follower) -> None:
        """Nobody looks at this one: where that holds for all who follow a training, it ends."""
        source = job.follows
        if source is None:
            return
        now = time.monotonic()
        job.left_at = now
        if source.is_live and all(now - each.left_at < LEFT_SECONDS for each in source.followers.copy()):
            self._offer_no_more(source)
            super().stop(source, "abandoned")
        elif not source.is_live:
            job.see_all()


def _serves(source: SharedTraining) -> bool:
    """Whether others can follow a training: it runs, or has ended as it always would."""
    history = source.history
    return not source.killed and (history.is_live or history.reason in REPEATABLE)
