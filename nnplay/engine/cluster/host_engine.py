"""The engine of one host of a cluster: what it is told, by whom, and what it tells."""

from __future__ import annotations

import contextlib
import pickle
import threading
import time
import traceback
from concurrent.futures import Future
from dataclasses import replace
from multiprocessing import ProcessError
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nnplay.datasets.store import uploads
from nnplay.engine.client.process import EngineProcess, make_scratch, remove_folder, remove_leftovers
from nnplay.engine.cluster.folders import pack, unpack
from nnplay.engine.cluster.gpus import find_gpus
from nnplay.engine.cluster.host_job import HostJob
from nnplay.engine.cluster.messages import RUN_FILES, HostGone, HostInfo, Needs, Placed, my_versions, topic
from nnplay.engine.cluster.placement import CORE, GPU, resource
from nnplay.engine.protocol import Answer, Ask, Beat, Command, Ended, Events, Kill, Start, Stop
from nnplay.errors import EngineError
from nnplay.i18n import tr
from nnplay.link import OWN_FILE
from nnplay.spec import ExperimentSpec
from nnplay.training.events import Paused, Resumed

FILES_SECONDS = 120.0
"""How long a training waits for the files that it needs."""

UNSEEN_SECONDS = 60.0
"""A server that has not asked for so long is gone, and its trainings end."""

LOOK_SECONDS = 1.0


class Host:
    """The engine of one host, kept running.

    Args:
        worker: Dask's worker here.
    """

    def __init__(self, worker: Any) -> None:
        remove_leftovers()
        self._worker = worker
        self._scratch = make_scratch()
        self._changed = threading.Condition()
        """Guards all that follows."""
        self._jobs: dict[str, HostJob] = {}
        self._answers: dict[int, Future[Any]] = {}
        self._seen: dict[str, float] = {}
        self._connection: Connection | None = None
        self._process: EngineProcess | None = None
        self._requests = 0
        self._closed = False
        self.gpus = find_gpus()
        threading.Thread(target=self._keep_running, name="nnplay-host", daemon=True).start()
        threading.Thread(target=self._forget_servers, name="nnplay-host-servers", daemon=True).start()

    @property
    def resources(self) -> dict[str, float]:
        """What Dask may give away here."""
        versions = my_versions()
        return {
            resource(CORE, versions): float(self._worker.state.nthreads),
            resource(GPU, versions): float(len(self.gpus)),
        }

    def close(self) -> None:
        """Ends the engine with all its trainings."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            process = self._process
        if process:
            process.end()
        remove_folder(self._scratch)

    # What a task does -----------------------------------------------------------------------

    def follow(self, server: str, start: Start, on_gpu: bool) -> None:
        """Begins a training and waits until it ends, or pauses and leaves its core to others.

        Raises:
            HostGone: If that is not possible here.
        """
        job = HostJob(server, start)
        with self._changed:
            self._seen.setdefault(server, time.monotonic())
            self._changed.wait_for(lambda: self._connection or self._closed)
            self._jobs[start.job] = job
            if on_gpu:
                taken = {other.gpu for other in self._jobs.values() if not other.ended}
                job.gpu = next((gpu for gpu in self.gpus if gpu not in taken), self.gpus[0] if self.gpus else "")
        try:
            self._begin(job)
        except BaseException:
            with self._changed:
                self._jobs.pop(start.job, None)
            raise
        with self._changed:
            self._changed.wait_for(lambda: job.ended or job.paused or job.lost or self._closed)
            if not job.ended and (job.lost or self._closed):
                raise HostGone("The engine of this host has ended.")

    def _begin(self, job: HostJob) -> None:
        start = job.start
        needed = [RUN_FILES] if start.base or start.more or start.resumed else []
        needed += [name for name in own_files(start.spec) if not (uploads.folder() / name).is_file()]
        folder = self._folder(start.job)
        if needed:
            self._tell(job.server, Needs(start.job, tuple(needed)))
            with self._changed:
                self._changed.wait_for(
                    lambda: set(needed) <= job.came.keys() or job.ended or self._closed, FILES_SECONDS
                )
                if not set(needed) <= job.came.keys():
                    raise HostGone("The files of this training did not come.")
        base = self._folder(start.job + "-base")
        for name in needed:
            content = job.came.pop(name)
            if name == RUN_FILES:
                unpack(content, base if start.base else folder)
            else:
                uploads.keep(content)
        job.start = replace(start, folder=str(folder), base=str(base) if start.base else "", device=job.gpu)
        self._tell(job.server, Placed(start.job))
        self._send(job.start)

    def _folder(self, job: str) -> Path:
        return self._scratch / "runs" / job

    # What a server says ---------------------------------------------------------------------

    def about(self, server: str) -> HostInfo:
        """What a server is told when it asks who is there, which it does as long as it lives."""
        import psutil

        with self._changed:
            if server:
                self._seen[server] = time.monotonic()
            live = {name: job for name, job in self._jobs.items() if not job.ended}
            return HostInfo(
                str(self._worker.name) if isinstance(self._worker.name, str) else self._worker.address,
                my_versions(),
                self._worker.state.nthreads,
                self.gpus,
                self._connection is not None,
                {name: job.server for name, job in live.items() if not job.paused},
                sum(job.paused for job in live.values()),
                psutil.virtual_memory().available,
                psutil.virtual_memory().total,
                psutil.cpu_percent() / 100,
                len(self._answers),
            )

    def obey(self, message: Command | Stop | Kill) -> None:
        """Passes a wish on to a training that is here."""
        with self._changed:
            if message.job not in self._jobs:
                return
        self._send(message)

    def bring(self, job: str, name: str, content: bytes) -> None:
        """Takes a file that a training needs."""
        with self._changed:
            if found := self._jobs.get(job):
                found.came[name] = content
                self._changed.notify_all()

    def ask(self, function: str, arguments: dict[str, Any], job: str) -> Future[Any]:
        """Sends a question about a training here to the engine."""
        answer: Future[Any] = Future()
        with self._changed:
            self._requests += 1
            request = self._requests
            self._answers[request] = answer
        try:
            self._send(Ask(request, function, {**arguments, "folder": str(self._folder(job))}))
        except HostGone as error:
            answer.set_exception(EngineError(error.message))
        return answer

    def files(self, job: str) -> bytes:
        """The files of a training."""
        return pack(self._folder(job))

    def release(self, job: str) -> None:
        """Lets a training go whose files have come to its server, or that nobody wants any more."""
        with self._changed:
            if found := self._jobs.pop(job, None):
                found.ended = True
                self._changed.notify_all()
        remove_folder(self._folder(job))
        remove_folder(self._folder(job + "-base"))

    # The engine -----------------------------------------------------------------------------

    def _send(self, message: Any) -> None:
        with self._changed:
            if self._connection is None:
                raise HostGone("The engine of this host is starting.")
            try:
                self._connection.send(message)
            except OSError as error:
                raise HostGone("The engine of this host has ended.") from error

    def _keep_running(self) -> None:
        while not self._closed:
            try:
                self._run_once()
            except (OSError, EOFError, ProcessError):
                pass
            except Exception:  # another engine may do better
                traceback.print_exc()
            self._lost()
            with self._changed:
                self._changed.wait_for(lambda: self._closed, LOOK_SECONDS)

    def _run_once(self) -> None:
        process = EngineProcess(self._scratch)
        try:
            with self._changed:
                if self._closed:
                    return
                self._process = process
            connection = process.connect()
            connection.recv()  # Ready
            with self._changed:
                self._connection = connection
                self._changed.notify_all()
            while True:
                self._take(connection.recv())
        finally:
            process.end()

    def _take(self, message: Any) -> None:
        match message:
            case Events(job=name, events=events):
                with self._changed:
                    job = self._jobs.get(name)
                    for event in events:
                        if job and isinstance(event, Paused):
                            job.paused = True
                        elif job and isinstance(event, Resumed):
                            job.paused = False
                    self._changed.notify_all()
                if job:
                    self._tell(job.server, message)
            case Beat(job=name):
                if job := self._jobs.get(name):
                    self._tell(job.server, message)
            case Ended(job=name):
                with self._changed:
                    if job := self._jobs.get(name):
                        job.ended = True
                        self._changed.notify_all()
                if job:
                    self._tell(job.server, message)
            case Answer(request=request):
                with self._changed:
                    answer = self._answers.pop(request, None)
                if answer and message.error:
                    answer.set_exception(message.error)
                elif answer:
                    answer.set_result(message.value)

    def _lost(self) -> None:
        """The engine has ended: its trainings are begun again elsewhere, the paused ones too."""
        with self._changed:
            self._connection = self._process = None
            lost = [name for name, job in self._jobs.items() if not job.ended]
            for name in lost:
                self._jobs.pop(name).lost = True
            answers, self._answers = list(self._answers.values()), {}
            self._changed.notify_all()
        for answer in answers:
            answer.set_exception(EngineError(tr("The computer that knows this was lost. Try again.")))

    def _tell(self, server: str, message: Any) -> None:
        self._worker.log_event(topic(server), pickle.dumps((self._worker.address, message)))

    def _forget_servers(self) -> None:
        """Ends the trainings of servers that are gone."""
        while not self._closed:
            now = time.monotonic()
            with self._changed:
                gone = [server for server, seen in self._seen.items() if now - seen > UNSEEN_SECONDS]
                for server in gone:
                    del self._seen[server]
                jobs = [name for name, job in self._jobs.items() if job.server in gone]
            for name in jobs:
                with contextlib.suppress(HostGone):
                    self._send(Kill(name))
                self.release(name)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, LOOK_SECONDS)


def own_files(spec: str) -> list[str]:
    """Checksums of the student's own files that an experiment needs."""
    named = ExperimentSpec.from_json(spec).dataset.options.get(OWN_FILE)
    return [named] if named else []
