"""Guessing class codes made slow: for each session, and for all together, without locking a class out.

A session has some wrong tries free; then it waits twice as long after each. Where the whole server sees many wrong
ones, everybody has to wait for a turn, a few in a second: a class of thirty is in within seconds, and who tries codes
one after the other, from however many sessions, needs days for the first.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from nnplay.errors import ClassroomError
from nnplay.i18n import plural, tr

FREE, FIRST_WAIT, LONGEST_WAIT = 5, 2.0, 120.0
"""Wrong tries of a session without a wait, and the waits after the next ones, in seconds."""

FORGOTTEN = 900.0
"""So many seconds after its last wrong try a session begins anew. A right one in between does not help: whoever guesses
may have a class of their own."""

MANY, WITHIN = 60, 60.0
"""So many wrong tries on the whole server within so many seconds are somebody who guesses."""

TURN, LONGEST_TURN = 0.2, 30.0
"""Seconds between two tries then, and the longest wait for a turn."""

MOST_SESSIONS = 20_000


class MustWait(ClassroomError):
    """A try that comes too soon; whether it was right is not said."""


@dataclass
class _Tries:
    wrong: int = 0
    last: float = 0.0
    free_at: float = 0.0
    turn: float | None = None


class Guesses:
    """The wrong tries of a server. Safe to use from threads.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._sessions: OrderedDict[str, _Tries] = OrderedDict()
        self._wrong: deque[float] = deque(maxlen=MANY)
        self._next_turn = 0.0

    def check(self, who: str) -> None:
        """Refuses a try that comes too soon.

        Args:
            who: Name of the session that tries.

        Raises:
            MustWait: With the seconds to wait.
        """
        with self._lock:
            now, mine = self._clock(), self._of(who)
            if now < mine.free_at:
                raise MustWait(
                    tr("Too many wrong codes. Try again in {free_at}.", free_at=_seconds(mine.free_at - now))
                )
            if self._guessed(now):
                if mine.turn is None:
                    self._next_turn = min(max(now, self._next_turn + TURN), now + LONGEST_TURN)
                    mine.turn = self._next_turn
                if now < mine.turn:
                    raise MustWait(
                        tr(
                            "Many wrong codes are being tried on this server, so everybody has to wait for a turn. "
                            "Try again in {turn}.",
                            turn=_seconds(mine.turn - now),
                        )
                    )
            mine.turn = None

    def wrong(self, who: str) -> None:
        """Notes a wrong try."""
        with self._lock:
            now, mine = self._clock(), self._of(who)
            mine.wrong, mine.last = mine.wrong + 1, now
            self._wrong.append(now)
            if mine.wrong >= FREE:
                mine.free_at = now + min(FIRST_WAIT * 2.0 ** (mine.wrong - FREE), LONGEST_WAIT)

    def _of(self, who: str) -> _Tries:
        found = self._sessions.setdefault(who, _Tries())
        if found.wrong and self._clock() - found.last > FORGOTTEN:
            found.wrong = 0
        self._sessions.move_to_end(who)
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return found

    def _guessed(self, now: float) -> bool:
        return len(self._wrong) == MANY and now - self._wrong[0] <= WITHIN


def _seconds(wait: float) -> str:
    return plural("{n} second", "{n} seconds", max(1, round(wait + 0.5)))
