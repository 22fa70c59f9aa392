"""The engine's process: started, kept running, listened to and written to."""

from __future__ import annotations

import atexit
import sys
import threading
import time
import traceback
from collections import deque
from concurrent.futures import Future
from multiprocessing import ProcessError
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Literal, NamedTuple

from nnplay.engine.client.job import Job
from nnplay.engine.client.preparing import Wishes
from nnplay.engine.client.process import EngineProcess, make_scratch, remove_folder, remove_leftovers
from nnplay.engine.protocol import (
    Alive,
    Answer,
    Ask,
    Beat,
    Cancel,
    Command,
    Ended,
    Events,
    Kill,
    Prepare,
    SetAside,
    Start,
    Stop,
    Unprepare,
)
from nnplay.errors import EngineError
from nnplay.i18n import N_, tr
from nnplay.training.events import Failed

EngineState = Literal["starting", "ready", "restarting", "failed", "closed"]

QUICK_STARTS = 5
"""After so many lives that were short, one after the other, the next start waits: each time twice as long."""

SHORT_LIFE = 120.0
"""Seconds of work that make a life a long one."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
"""Seconds between two starts of an engine that cannot be kept running."""

START_SECONDS = 300.0
"""How long an engine may take until it is ready; TensorFlow takes a minute from a slow disk."""

SILENT_SECONDS, LOST_SECONDS = 10.0, 60.0
"""After so long without a sign of life the page says so, and then the engine is taken for dead."""

CLOSE_SECONDS = 10.0
"""How long closing may take at most."""

BROKE_OFF = N_("The training engine stopped unexpectedly and is starting again. Try again in a moment.")
GIVEN_UP = N_("The training engine keeps failing. The server's log says why. nnplay goes on trying to start it.")
KILLED = N_("You ended this training. The experiment is still here: train again.")
CLOSED = N_("The training engine was closed.")


class Letter(NamedTuple):
    """A message that waits to be sent, and its pickled form."""

    message: Start | Prepare | Unprepare | SetAside | Stop | Command | Kill | Ask | Cancel
    pickled: memoryview


class Life:
    """Keeps an engine running, and the trainings and questions that it was given.

    One thread keeps it running and listens to it, another one sends, so that no page ever waits for an
    engine that does not read.

    Args:
        folder: Where runs are stored; a temporary folder that goes with the server if None.
        start_after: Seconds that the start waits, if nothing is wanted before.
    """

    longest_wait, broke_off = LONGEST_WAIT, BROKE_OFF

    def __init__(self, folder: Path | None = None, start_after: float = 0.0) -> None:
        self._start_after = start_after
        self._scratch = make_scratch()
        self.folder = folder or self._scratch / "runs"
        self.state: EngineState = "starting"
        self.message = ""
        self._changed = threading.Condition()
        """Guards all that follows, and is held for moments only."""
        self._connection: Any = None
        self._process: Any = None
        self._jobs: dict[str, Job] = {}
        self._wishes = Wishes()
        self._answers: dict[int, Future[Any]] = {}
        self._outbox: deque[Letter] = deque()
        self._settled = threading.Event()
        self._heard = time.monotonic()
        self._thread = threading.Thread(target=self._keep_running, name="nnplay-engine", daemon=True)
        self._thread.start()
        threading.Thread(target=self._deliver, name="nnplay-engine-sender", daemon=True).start()
        atexit.register(self.close)

    def wait_ready(self, timeout: float) -> bool:
        """Waits until TensorFlow is loaded or cannot be, at most `timeout` seconds; whether it is."""
        return self._settled.wait(timeout) and self.state == "ready"

    def close(self) -> None:
        """Ends the engine with all its trainings; safe to call twice, and time-limited."""
        with self._changed:
            if self.state == "closed":
                return
            self.state = "closed"
            self._changed.notify_all()
            process = self._process
        atexit.unregister(self.close)
        if process:
            process.end()
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_SECONDS)
        remove_folder(self._scratch)

    @property
    def is_silent(self) -> bool:
        """Whether an engine that was ready gives no sign of life."""
        return self.state == "ready" and time.monotonic() - self._heard > SILENT_SECONDS

    @property
    def process_id(self) -> int | None:
        """The engine's process, while there is one."""
        process = self._process
        return process.id if process else None

    def _give_away(self, job: Job) -> bool:
        """Forgets a training that waits on the disk where there may be no engine for long; whether it does."""
        if self.state != "failed" or not job.aside:
            return False
        del self._jobs[job.id]
        self._outbox = deque(
            letter
            for letter in self._outbox
            if not (isinstance(letter.message, SetAside) and letter.message.start.job == job.id)
        )
        job.apply([Failed(KILLED)])
        return True

    def _check_open(self) -> None:
        if self.state == "failed":
            raise EngineError(self.message)
        if self.state == "closed":
            raise EngineError(CLOSED)

    # Sending --------------------------------------------------------------------------------

    def _send(self, message: Start | Prepare | Unprepare | SetAside | Stop | Command | Kill | Ask | Cancel) -> None:
        letter = Letter(message, ForkingPickler.dumps(message))
        with self._changed:
            if self.state not in ("failed", "closed"):
                self._outbox.append(letter)
                self._changed.notify_all()

    def _deliver(self) -> None:
        """Body of the thread that sends, in order, whenever there is an engine."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or (self._connection and self._outbox))
                if self._is_closed:
                    return
                connection, letter = self._connection, self._outbox.popleft()
            assert connection
            try:
                connection.send_bytes(letter.pickled)
            except OSError:
                with self._changed:
                    if connection is self._connection:  # its end is not known yet: the next engine gets the message
                        self._outbox.appendleft(letter)
                        self._connection = None
                    process = self._process
                if process:
                    process.end()
            del connection  # so that its descriptor is closed while we wait

    @property
    def _is_closed(self) -> bool:
        return self.state == "closed"

    @property
    def _is_wanted(self) -> bool:
        """Whether somebody waits for the engine; what may be wanted soon comes with each page, and does not count."""
        return any(not isinstance(letter.message, Prepare | Unprepare) for letter in self._outbox)

    # Keeping it running ---------------------------------------------------------------------

    def _keep_running(self) -> None:
        """Body of the thread that owns the engine process."""
        try:
            remove_leftovers()
            with self._changed:
                self._changed.wait_for(lambda: self._is_wanted or self._is_closed, self._start_after)
            short_lives = 0
            while not self._is_closed:
                worked, sentence = 0.0, GIVEN_UP
                try:
                    worked = self._run_once()
                except EngineError as error:  # it knows why, and that starting again at once is no use
                    print(error.message, file=sys.stderr, flush=True)
                    sentence, short_lives = error.message, max(short_lives, QUICK_STARTS - 1)
                except Exception:  # whatever it was, another engine may do better
                    traceback.print_exc()
                short_lives = 0 if worked > SHORT_LIFE else short_lives + 1
                if short_lives >= QUICK_STARTS:
                    self._give_up(sentence)
                    pause = min(FIRST_WAIT * 2 ** (short_lives - QUICK_STARTS), self.longest_wait)
                    with self._changed:
                        self._changed.wait_for(lambda: self._is_closed, pause)
        finally:  # however this ends, nobody shall wait in vain
            self._give_up()

    def _give_up(self, sentence: str = GIVEN_UP) -> None:
        """Tells all who wait that there is no engine; the next one that becomes ready takes new work."""
        with self._changed:
            if self.state != "closed":
                self.state, self.message = "failed", sentence
            self._outbox.clear()
            self._changed.notify_all()
        self._lost()
        self._settled.set()

    def _new_process(self) -> Any:
        """Starts what trains: something that can be connected to, and ended."""
        return EngineProcess(self._scratch)

    def _run_once(self) -> float:
        """One life of the engine; how many seconds it worked."""
        try:
            process = self._new_process()
        except OSError:
            traceback.print_exc()
            return 0.0
        began = None
        too_late = threading.Timer(START_SECONDS, process.end)
        too_late.daemon = True
        try:
            with self._changed:
                if self.state == "closed":
                    return 0.0
                self._process = process
            too_late.start()
            connection = process.connect()
            connection.recv()  # Ready: nothing is sent to an engine that may yet die of its TensorFlow
            too_late.cancel()
            began = self._heard = time.monotonic()
            with self._changed:
                self._connection = connection
                if self.state != "closed":
                    self.state, self.message = "ready", ""
                    self._settled.set()
                self._changed.notify_all()
            while True:
                if not connection.poll(LOST_SECONDS):
                    print(
                        f"The engine did not respond for {LOST_SECONDS:.0f} s.",
                        file=sys.stderr,
                        flush=True,
                    )
                    break
                message = connection.recv()
                self._heard = time.monotonic()
                try:
                    self._take(message)
                except Exception:  # one odd message must not silence all other trainings
                    traceback.print_exc()
        except (OSError, EOFError, ProcessError):
            pass  # it has died, or could not start, and has said why in the log
        finally:
            too_late.cancel()
            process.end()
            self._lost()
        return time.monotonic() - began if began else 0.0

    def _take(self, message: Alive | Beat | Events | Ended | Answer) -> None:
        match message:
            case Beat():
                with self._changed:
                    job = self._jobs.get(message.job)
                if job:
                    job.beat(message.quiet)
            case Events():
                with self._changed:
                    job = self._jobs.get(message.job)
                if job:
                    job.apply(message.events)
            case Ended():
                with self._changed:
                    job = self._jobs.pop(message.job, None)
                if job:
                    _end(job, KILLED if job.killed else _killed(message.exit_code))
            case Answer():
                with self._changed:
                    future = self._answers.pop(message.request, None)
                if future and message.error:
                    future.set_exception(message.error)
                elif future:
                    future.set_result(message.value)

    def _lost(self) -> None:
        """There is no engine any more: everything that it was told hears so.

        What was not sent yet stays, and so do trainings that wait on the disk.
        """
        with self._changed:
            self._connection = self._process = None
            if self.state not in ("failed", "closed"):
                self.state = "restarting"
                self._settled.clear()
            waiting = {letter.message.job for letter in self._outbox if isinstance(letter.message, Start)}
            unasked = {letter.message.request for letter in self._outbox if isinstance(letter.message, Ask)}
            aside = [job for job in self._jobs.values() if job.aside and self.state != "closed"]
            told = {letter.message.start.job for letter in self._outbox if isinstance(letter.message, SetAside)}
            self._outbox.extendleft(_set_aside(job) for job in aside if job.id not in told)
            waiting |= {job.id for job in aside}
            jobs = [self._jobs.pop(name) for name in list(self._jobs) if name not in waiting]
            futures = [self._answers.pop(request) for request in list(self._answers) if request not in unasked]
            sentence = {"failed": self.message, "closed": CLOSED}.get(self.state, self.broke_off)
        for job in aside:
            if job.aside:
                job.apply([job.aside])  # it may have been in the queue
        for job in jobs:
            _end(job, sentence)
        for future in futures:
            future.set_exception(EngineError(sentence))


def _set_aside(job: Job) -> Letter:
    """Tells the next engine of a training that waits on the disk."""
    assert job.aside
    start = Start(job.id, job.spec.to_json(), str(job.folder), resumed=True)
    message = SetAside(start, job.aside)
    return Letter(message, ForkingPickler.dumps(message))


def _end(job: Job, sentence: str) -> None:
    """No process writes this training's files any more."""
    job.apply([Failed(sentence)])  # changes nothing where it has ended in order
    if job.forgotten:
        remove_folder(job.folder)


def _killed(exit_code: int) -> str:
    if exit_code < 0:
        return tr(
            "The process of this training was killed (signal {exit_code}), perhaps because the machine ran out of "
            "memory. The experiment is still here: train again, perhaps with a smaller network or batch.",
            exit_code=-exit_code,
        )
    return tr(
        "The process of this training ended unexpectedly (exit code {exit_code}). Train again.", exit_code=exit_code
    )
