"""All sessions of the server, and what becomes of those whose tabs have closed."""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from streamlit import runtime

from nnplay.classroom.retention import Cleaning
from nnplay.engine.client import STUCK_SECONDS, Engine
from nnplay.errors import ClassroomError
from nnplay.limits import limits
from nnplay.ui.common import sweeps
from nnplay.ui.common.kept_runs import forget_kept, keep_finished

if TYPE_CHECKING:
    from nnplay.ui.common.session import Session

LOOK_SECONDS = 2.0
"""How often it is looked which sessions have an open tab."""


def is_open(tab: str) -> bool:
    """Whether a browser is connected to this server under a name of Streamlit's."""
    return runtime.exists() and runtime.get_instance().is_active_session(tab)


class Sessions:
    """All sessions of the server by token.

    Args:
        engine: Gives the engine that trains for them.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def add(self, session: Session) -> None:
        with self._lock:
            self._sessions[session.token] = session

    def get(self, token: str) -> Session | None:
        with self._lock:
            return self._sessions.get(token)

    def count_open(self, now: float) -> int:
        """How many sessions have an open tab, or had one some seconds ago."""
        with self._lock:
            return sum(now - session.seen < 2 * LOOK_SECONDS for session in self._sessions.values())

    def drop(self, session: Session) -> None:
        with self._lock:
            self._sessions.pop(session.token, None)

    def look(self, now: float, is_open: Callable[[str], bool]) -> None:
        """Keeps finished runs, ends the trainings of sessions that no tab has open, and later forgets these sessions.

        Args:
            now: The time, as `time.monotonic` tells it.
            is_open: Whether a connection of that name is open.
        """
        allowed = limits()
        with self._lock:
            sessions = list(self._sessions.values())
        for session in sessions:
            try:
                keep_finished(session)
                sweeps.advance(session)
            except Exception:  # one session's odd run must not keep those of others from being kept
                traceback.print_exc()
            # Closed ones stay among them: a lost connection may come back under its name.
            if any(is_open(tab) for tab in session.tabs.copy()):
                session.seen = now
            away = now - session.seen
            if away > allowed.forget_seconds:
                self.drop(session)
                for run in session.runs:
                    self._engine().forget(run.job)
                session.runs = []
                sweeps.forget(session)
                forget_kept(session)
            elif away > allowed.grace_seconds:
                sweeps.stop(session)
                for run in session.runs:
                    if run.job.silence > STUCK_SECONDS:
                        self._engine().kill(run.job)  # it would not hear of it
                    else:
                        self._engine().stop(run.job, "abandoned")

    def keep_looking(self) -> None:
        """Looks again and again, in a thread of its own."""
        threading.Thread(target=self._look_on, name="nnplay-sessions", daemon=True).start()

    def _look_on(self) -> None:
        pause, cleaning = threading.Event(), Cleaning()
        while True:
            pause.wait(LOOK_SECONDS)
            with contextlib.suppress(ClassroomError):  # whoever opens a class is told
                cleaning.go_on(time.monotonic())
            try:
                if runtime.exists():  # without a server there are no tabs to close
                    self.look(time.monotonic(), is_open)
            except Exception:  # one bad moment must not keep abandoned trainings running for ever
                traceback.print_exc()
