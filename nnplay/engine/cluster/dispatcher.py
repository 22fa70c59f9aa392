"""Which trainings are handed to the cluster, and what becomes of them; without Dask, so that it can be tested alone."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnplay.engine.cluster.lines import Lines
from nnplay.engine.cluster.messages import (
    CHANGED_NOTE,
    LOST_NOTE,
    MOVED_TOO_OFTEN,
    HostInfo,
    Needs,
    Placed,
    my_versions,
)
from nnplay.engine.cluster.overview import Overview, refusals
from nnplay.engine.cluster.placement import kind_for, room
from nnplay.engine.cluster.sent import Sent
from nnplay.engine.protocol import Answer, Ask, Beat, Cancel, Command, Ended, Events, Kill, SetAside, Start, Stop
from nnplay.engine.queue import TrainingQueue, seconds_left
from nnplay.engine.workers import MAX_COMMANDS
from nnplay.errors import EngineError
from nnplay.i18n import N_, tr
from nnplay.spec import ExperimentSpec
from nnplay.training.control import StopReason
from nnplay.training.events import Event, Failed, Finished, Paused, Queued, Relocated, Resumed

MOST_MOVES = 3
"""So many hosts may be lost under one training before it fails."""

MOST_KEPT = 100
"""Ended trainings whose files their hosts keep for questions, beside the server's own copy; the oldest go first."""

GIVEN_SECONDS = 5.0
"""After so many, a training that was given out and has not begun waits for a host that is busy or gone."""

SET_ASIDE_LOST = N_("This training was paused on a computer of the cluster that was lost. Train again.")

CHANGES = ("set_learning_rate", "set_weights", "put_weights_back", "change_settings")
"""Commands after which a training that begins anew no longer gives the same weights."""


class Dispatcher:
    """Takes what the server says, hands trainings out while there is room, and tells the server what happens.

    Args:
        server: Name of this server in the cluster.
        lines: To the hosts.
        tell: Tells the server.
    """

    def __init__(self, server: str, lines: Lines, tell: Any) -> None:
        self.server = server
        self.lines = lines
        self.tell = tell
        self.queue = TrainingQueue()
        self.jobs: dict[str, Sent] = {}
        self.hosts: dict[str, HostInfo] = {}
        self.silent: tuple[str, ...] = ()
        self.places: dict[str, int] = {}
        self.kept: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """Host and name of ended trainings, by the folder here: their hosts answer questions about them."""

    @property
    def good_hosts(self) -> dict[str, HostInfo]:
        """Hosts whose versions are the server's."""
        mine = my_versions()
        return {address: host for address, host in self.hosts.items() if host.versions == mine}

    @property
    def refused(self) -> list[str]:
        """A sentence for each host that can't be used."""
        return [*refusals(self.hosts.values()), *self.silent]

    def overview(self, address: str = "") -> Overview:
        """Who is there and what waits; may be called from any thread."""
        held = tuple(job.held for job in list(self.jobs.values()))
        return Overview(dict(self.hosts), self.silent, held, address)

    # The server -----------------------------------------------------------------------------

    def obey(self, message: Any) -> None:
        """Takes a message of the server in."""
        match message:
            case Start():
                now = time.monotonic()
                running = [job for job in self.jobs.values() if job.host and not job.paused and not job.ending]
                self.jobs[message.job] = Sent(message, "")
                self._drop_kept(message.folder)
                self.queue.append(message, sum(seconds_left(job.start, now - job.since) for job in running))
                self._fill()
            case SetAside():
                self._end(message.start.job, Failed(SET_ASIDE_LOST))
            case Stop() | Kill():
                self._stop(message)
            case Command():
                if job := self.jobs.get(message.job):
                    job.changed |= message.name in CHANGES
                    if job.host:
                        self.lines.say(job.host, message)
                    else:
                        job.early = [*job.early, message][-MAX_COMMANDS:]
            case Ask():
                self._ask(message)
            case Cancel():
                self.lines.ask_here(message)

    def _stop(self, message: Stop | Kill) -> None:
        job = self.jobs.get(message.job)
        if job is None:
            return
        job.unwanted = True
        if job.host:
            self.lines.say(job.host, message)
            return
        if job.followed:
            self.lines.cancel(message.job)
        self.queue.remove(message.job)
        reason: StopReason = "stopped" if isinstance(message, Kill) else message.reason
        self._end(
            message.job,
            Failed(tr("It was stopped before it began.")) if job.start.more else Finished(reason, 0, {}, 0.0),
        )
        self._fill()

    def _ask(self, message: Ask) -> None:
        folder = message.arguments.get("folder")
        for name, job in self.jobs.items():
            if job.host and job.start.folder == folder:
                self.lines.ask(job.host, name, message)
                return
        host, name = self.kept.get(str(folder), ("", ""))
        if host in self.hosts and Path(str(folder)).is_dir():
            self.lines.ask(host, name, message)
        else:
            self._drop_kept(str(folder))
            self.lines.ask_here(message)

    def obey_elsewhere(self, message: Ask, host: str) -> None:
        """A host did not answer a question: this server's own engine does, if it has the files."""
        folder = str(message.arguments.get("folder"))
        if self.kept.get(folder, ("", ""))[0] == host:
            del self.kept[folder]
        if any(job.start.folder == folder for job in self.jobs.values()):
            self.answer(message.request, error=EngineError(tr("The computer that knows this was lost. Try again.")))
        else:
            self.lines.ask_here(message)

    def _end(self, name: str, event: Event) -> None:
        """The last word about a training that has no process."""
        self.jobs.pop(name, None)
        self.places.pop(name, None)
        self.tell(Events(name, [event]))
        self.tell(Ended(name, 0))

    # The hosts ------------------------------------------------------------------------------

    def see(self, hosts: Mapping[str, HostInfo], silent: tuple[str, ...] = ()) -> None:
        """Takes in who is there; a paused training whose host is gone begins again.

        Args:
            hosts: By address.
            silent: As `Overview` has it.
        """
        before = set(self.good_hosts)
        self.hosts, self.silent = dict(hosts), silent
        if set(self.good_hosts) - before:
            self._take_back()
        for folder in list(self.kept):
            if not Path(folder).is_dir():  # its student has let it go
                self._drop_kept(folder)
        for name, job in list(self.jobs.items()):
            if job.host and job.host not in hosts and not job.followed:
                self._move(name, job)
        self._fill()

    def _take_back(self) -> None:
        """Lets trainings that were given out and have not begun go to a new host, which Dask does not know for them."""
        for name, job in reversed(list(self.jobs.items())):
            if job.followed and not job.host and time.monotonic() - job.given > GIVEN_SECONDS:
                self.lines.cancel(name)
                job.followed = False
                self.queue.append_first(job.start)

    def hear(self, host: str, message: Any) -> None:
        """Takes in what a host tells; what it says of a training that it no longer has counts for nothing."""
        job = self.jobs.get(message.job)
        if job is None or (job.host != host and not isinstance(message, Placed | Needs)):
            if isinstance(message, Placed):
                self.lines.say(host, Kill(message.job))
            elif isinstance(message, Ended):
                self.lines.release(host, message.job)
            return
        match message:
            case Placed():
                if job.host:  # Dask has begun it again by itself
                    self._tell_move(message.job, job)
                job.host, job.since = host, time.monotonic()
                early, job.early = job.early, []
                for wish in early:
                    self.lines.say(host, wish)
            case Needs():
                for name in message.files:
                    self.lines.bring(host, message.job, name, job.start)
            case Events():
                self._hear_events(message, job)
            case Beat():
                self.tell(message)
            case Ended():
                if job.ending:
                    self.lines.collect(host, message.job, Path(job.start.folder))
                else:
                    self._release(message.job, job)
                    self.tell(message)
                    self._fill()

    def _hear_events(self, message: Events, job: Sent) -> None:
        for event in message.events:
            if isinstance(event, Paused):
                job.paused = True
            elif isinstance(event, Resumed):
                job.paused = False
        first = next((i for i, event in enumerate(message.events) if isinstance(event, Finished)), None)
        if job.ending or first == 0:
            job.ending += message.events
            return
        told = message.events[:first]
        if first is not None:
            job.ending += message.events[first:]
        self.tell(Events(message.job, told))

    def collected(self, name: str, is_lost: bool = False) -> None:
        """The files of an ended training are here, or its host is gone with them."""
        job = self.jobs.get(name)
        if job is None:
            return
        if is_lost:
            self._move(name, job)
            return
        self.kept[job.start.folder] = (job.host, name)
        if len(self.kept) > MOST_KEPT:
            self._drop_kept(next(iter(self.kept)))
        self.jobs.pop(name, None)
        self.places.pop(name, None)
        self.tell(Events(name, job.ending))
        self.tell(Ended(name, 0))
        self._fill()

    def _release(self, name: str, job: Sent) -> None:
        self.lines.release(job.host, name)
        self.jobs.pop(name, None)
        self.places.pop(name, None)

    def _drop_kept(self, folder: str) -> None:
        host, name = self.kept.pop(folder, ("", ""))
        if host:
            self.lines.release(host, name)

    # Tasks ----------------------------------------------------------------------------------

    def left(self, name: str) -> None:
        """A training's task has ended in order: it has ended, or has paused and left its core to others."""
        if job := self.jobs.get(name):
            job.followed = False
        self._fill()

    def failed(self, name: str, why: str, is_lost: bool) -> None:
        """A training's task has failed.

        Args:
            name: Of the training.
            why: As a sentence.
            is_lost: Whether its host is gone; else it would fail anywhere.
        """
        job = self.jobs.get(name)
        if job is None:
            return
        job.followed = False
        if is_lost:
            self._move(name, job)
        else:
            self._end(name, Failed(why))
            self._fill()

    def _move(self, name: str, job: Sent) -> None:
        """A training's host is gone: it begins again elsewhere."""
        if job.unwanted:
            self._end(name, Failed(tr("This training was stopped, and the computer that trained it was lost.")))
        elif job.moves >= MOST_MOVES:
            self._end(name, Failed(MOVED_TOO_OFTEN))
        else:
            self._tell_move(name, job)
            self.queue.append_first(job.start)
        self._fill()

    def _tell_move(self, name: str, job: Sent) -> None:
        note = CHANGED_NOTE if job.changed else LOST_NOTE
        job.moves += 1
        job.since = time.monotonic()
        job.host, job.paused, job.ending, job.changed = "", False, [], False
        kept = ExperimentSpec.from_json(job.start.spec).training.epochs - job.start.more if job.start.more else 0
        self.tell(Events(name, [Relocated(note, kept)]))

    def _fill(self) -> None:
        """Hands trainings to Dask while a host is free for them, and tells the rest their places."""
        hosts = list(self.good_hosts.values())
        waiting: list[Start] = []
        for start in list(self.queue):
            job = self.jobs[start.job]
            job.kind = kind_for(ExperimentSpec.from_json(start.spec), hosts)
            mine = sum(each.followed and not each.paused and each.kind == job.kind for each in self.jobs.values())
            if room(job.kind, hosts, self.server, mine):
                self.queue.remove(start.job)
                self.places.pop(start.job, None)
                job.followed, job.given = True, time.monotonic()
                self.lines.submit(start, job.kind)
            else:
                waiting.append(start)
        for ahead, start in enumerate(waiting):
            if self.places.get(start.job) != ahead:
                self.places[start.job] = ahead
                self.tell(Events(start.job, [Queued(ahead)]))

    def answer(self, request: int, value: Any = None, error: Exception | None = None) -> None:
        """Passes the answer of a host on."""
        self.tell(Answer(request, value, error))
