"""The line between a server and its cluster; to the server it looks like the connection to a local engine."""

from __future__ import annotations

import asyncio
import pickle
import queue
import sys
import tarfile
import threading
import traceback
import uuid
from collections import deque
from concurrent.futures import Future as ThreadFuture
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nnplay.datasets.store import uploads
from nnplay.engine.cluster import host as hosts
from nnplay.engine.cluster.dispatcher import Dispatcher
from nnplay.engine.cluster.folders import pack, unpack
from nnplay.engine.cluster.lookout import Lookout
from nnplay.engine.cluster.messages import RUN_FILES, HostGone, my_versions, topic
from nnplay.engine.cluster.placement import GPU, resource
from nnplay.engine.protocol import Alive, Ask, Cancel, Command, Kill, Ready, Start, Stop
from nnplay.errors import NnplayError
from nnplay.i18n import N_, sentences

NOT_STORED = N_("This training has ended, but its network could not be stored on the server:")

WITHOUT_NNPLAY = N_(
    "The cluster's scheduler can't import nnplay, so it can't hand out trainings. Whoever runs it must start it from "
    "nnplay's folder with PYTHONPATH=. or install nnplay there."
)

LOOK_SECONDS = 1.0
"""Between two questions to the hosts about what they do."""

GONE_SECONDS = 10.0
"""A scheduler that has not answered for so long is gone."""


def why_failed(error: BaseException | None) -> str:
    """Why a task of Dask could not train, as a sentence."""
    if isinstance(error, NnplayError):
        return error.message
    if "deserialization of the task graph" in str(error):
        return WITHOUT_NNPLAY
    return f"{type(error).__name__}: {error}"


class ClusterLink:
    """Carries messages as a `multiprocessing` connection does, between a server and the hosts of a cluster.

    One thread decides, and never waits for a host. Dask's own thread carries.

    Args:
        client: Dask's.
        own: Connection to this server's own engine.
        address: Of the scheduler.
        per_training: Threads of each.
    """

    def __init__(self, client: Any, own: Connection, address: str, per_training: int) -> None:
        self.server, self.address = uuid.uuid4().hex, address
        self._threads = per_training
        self._client = client
        self._own = own
        self._inbox: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._out: deque[Any] = deque([Ready()])
        self._changed = threading.Condition()
        self._closed = False
        self._tasks: dict[str, Any] = {}
        self._in_order: dict[str, asyncio.Lock] = {}
        own.recv()  # Ready
        self.dispatcher = Dispatcher(self.server, self, self._tell)
        client.subscribe_topic(topic(self.server), self._hear)
        for body, name in ((self._decide, "nnplay-cluster"), (self._listen_here, "nnplay-cluster-own")):
            threading.Thread(target=body, name=name, daemon=True).start()
        self._carry(self._look())

    # As a connection ------------------------------------------------------------------------

    def recv(self) -> Any:
        """The next message; waits for it.

        Raises:
            EOFError: If the cluster is gone.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._out or self._closed)
            if not self._out:
                raise EOFError("The cluster is gone.")
            return self._out.popleft()

    def poll(self, timeout: float) -> bool:
        """Whether there is a message, within so many seconds."""
        with self._changed:
            return bool(self._changed.wait_for(lambda: self._out or self._closed, timeout))

    def send_bytes(self, pickled: bytes | memoryview) -> None:
        """Takes a message of the server.

        Raises:
            OSError: If the cluster is gone.
        """
        if self._closed:
            raise OSError("The cluster is gone.")
        self._inbox.put(("obey", pickle.loads(pickled)))

    def close(self) -> None:
        """Leaves the cluster."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        self._inbox.put(("close",))
        threading.Thread(target=self._close_client, daemon=True).start()

    def _close_client(self) -> None:
        try:
            self._client.close(timeout=2)
        except Exception:  # what is gone needs no closing
            traceback.print_exc()

    def _tell(self, message: Any) -> None:
        with self._changed:
            self._out.append(message)
            self._changed.notify_all()

    # Threads --------------------------------------------------------------------------------

    def _decide(self) -> None:
        """Body of the thread that decides."""
        while True:
            what, *arguments = self._inbox.get()
            if what == "close":
                return
            try:
                getattr(self.dispatcher, what)(*arguments)
            except Exception:  # one odd message must not silence all trainings
                traceback.print_exc()

    def _listen_here(self) -> None:
        """Body of the thread that hears this server's own engine."""
        try:
            while True:
                message = self._own.recv()
                if not isinstance(message, Alive):
                    self._tell(message)
        except (EOFError, OSError):
            self.close()  # the next life starts another one

    def _hear(self, event: tuple[float, bytes]) -> None:
        host, message = pickle.loads(event[1])
        self._inbox.put(("hear", host, message))

    def _carry(self, coroutine: Any) -> ThreadFuture[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, self._client.loop.asyncio_loop)

    async def _look(self) -> None:
        """Asks the hosts again and again what they do; where the scheduler answers no more, the cluster is gone."""
        lookout = Lookout(self._client, self.server)
        while not self._closed:
            try:
                found = await lookout.look(GONE_SECONDS)
            except Exception as error:
                print(f"The scheduler does not answer: {error or type(error).__name__}", file=sys.stderr, flush=True)
                self.close()
                return
            if self._client.status != "running":  # it tries to connect again, but what it had sent is gone
                self.close()
                return
            self._inbox.put(("see", *found))
            self._tell(Alive())
            await asyncio.sleep(LOOK_SECONDS)

    # Lines ----------------------------------------------------------------------------------

    def submit(self, start: Start, kind: str) -> None:
        """See `nnplay.engine.cluster.lines.Lines`, also for what follows."""
        future: Any = self._client.submit(
            hosts.follow,
            self.server,
            replace(start, threads=self._threads),
            kind == GPU,
            key=f"nnplay-{start.job}-{uuid.uuid4().hex[:8]}",
            resources={resource(kind, my_versions()): 1},
            workers=list(self.dispatcher.good_hosts),  # Dask counts on one that sleeps for minutes
            pure=False,
            retries=0,
        )
        self._tasks[start.job] = future
        future.add_done_callback(lambda done: self._task_ended(start.job, done))

    def _task_ended(self, job: str, future: Any) -> None:
        if self._tasks.get(job) is not future or future is None:
            return
        del self._tasks[job]
        if future.status == "finished":
            self._inbox.put(("left", job))
        elif future.status == "error":
            error = future.exception()
            is_lost = isinstance(error, HostGone) or type(error).__name__ in ("KilledWorker", "CancelledError")
            self._inbox.put(("failed", job, why_failed(error), is_lost))
        else:  # lost: Dask has forgotten the task
            self._inbox.put(("failed", job, "", True))

    def cancel(self, job: str) -> None:
        if future := self._tasks.pop(job, None):
            future.cancel()

    def say(self, host: str, message: Command | Stop | Kill) -> None:
        self._carry(self._call(host, hosts.obey, message))

    def bring(self, host: str, job: str, name: str, start: Start) -> None:
        try:
            content = pack(Path(start.base or start.folder)) if name == RUN_FILES else uploads.content(name)
        except (OSError, NnplayError) as error:
            why = error.message if isinstance(error, NnplayError) else str(error)
            self.cancel(job)
            self.release(host, job)
            self._inbox.put(("failed", job, why, False))
            return
        self._carry(self._call(host, hosts.bring, job, name, content))

    def collect(self, host: str, job: str, folder: Path) -> None:
        async def come() -> None:
            try:
                content = await self._call(host, hosts.files, job)
            except Exception:
                self._inbox.put(("collected", job, True))
                return
            try:
                await asyncio.to_thread(unpack, content, folder)
            except (OSError, tarfile.TarError) as error:  # training it again would not help
                self.release(host, job)
                self._inbox.put(("failed", job, sentences(NOT_STORED, str(error)), False))
            else:
                self._inbox.put(("collected", job))

        self._carry(come())

    def release(self, host: str, job: str) -> None:
        self._carry(self._call(host, hosts.release, job))

    def ask(self, host: str, job: str, question: Ask) -> None:
        async def answer() -> None:
            arguments = {name: value for name, value in question.arguments.items() if name != "folder"}
            try:
                value = await self._call(host, hosts.ask, question.function, arguments, job, in_order=False)
            except NnplayError as error:
                self._inbox.put(("answer", question.request, None, error))
            except Exception:
                self._inbox.put(("obey_elsewhere", question, host))
            else:
                self._inbox.put(("answer", question.request, value))

        self._carry(answer())

    def ask_here(self, message: Ask | Cancel) -> None:
        try:
            self._own.send(message)
        except OSError:
            self.close()

    async def _call(self, host: str, function: Any, *arguments: Any, in_order: bool = True) -> Any:
        """Calls a function on a host, in the order of these calls."""

        async def call() -> Any:
            return (await self._client._run(function, *arguments, workers=[host]))[host]

        if not in_order:
            return await call()
        async with self._in_order.setdefault(host, asyncio.Lock()):
            return await call()
