"""How much memory processes take, and one budget for the server with all that it has started."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

LOOK_SECONDS = 2.0
"""Between two looks; one takes a few milliseconds for each process."""

PROCESS_BYTES = 120_000_000
"""What a training or an inspector takes beside what all share, until it is measured."""

OVER_SECONDS = 6.0
"""So long the server may be beyond its budget until a training has to end; what nobody uses goes at once."""


class Budget:
    """What the server and all its processes take together, against what they may take.

    Memory that several processes share counts once (the proportional set size of Linux). Where the system does not
    tell, there always is room.

    Args:
        most: Bytes; 0 for no bound.
        root: The server's process; the one that has started this one if None.
        measure: From a process to the bytes of it and of each process that it has started, by their numbers.
        now: The clock.
    """

    def __init__(
        self,
        most: int = 0,
        root: int | None = None,
        measure: Callable[[int], Mapping[int, int]] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most = most
        self._root = os.getppid() if root is None else root
        self._measure, self._now = measure or memory_of_all, now
        self._taken: Mapping[int, int] = {}
        self._looked = float("-inf")
        self._promised = 0
        self._over_since: float | None = None

    def _look(self) -> None:
        if self.most and self._now() - self._looked >= LOOK_SECONDS:
            self._taken, self._looked, self._promised = self._measure(self._root), self._now(), 0
            if self.used <= self.most:
                self._over_since = None
            elif self._over_since is None:
                self._over_since = self._now()

    @property
    def used(self) -> int:
        """Bytes in use at the last look, with what was promised since."""
        return sum(self._taken.values()) + self._promised

    def has_room(self, size: int) -> bool:
        """Whether so many bytes are free."""
        self._look()
        return not self.most or self.used + size <= self.most

    def promise(self, size: int) -> None:
        """Counts bytes that a process which has just been started will take, until the next look."""
        self._promised += size

    @property
    def free(self) -> float | None:
        """Bytes that are free; None where there is no bound."""
        self._look()
        return max(0.0, self.most - self.used) if self.most else None

    @property
    def is_over(self) -> bool:
        """Whether more is in use than there may be."""
        self._look()
        return self._over_since is not None

    @property
    def is_over_for_long(self) -> bool:
        """Whether that is so for a while, so that giving back what nobody uses has not helped."""
        return self.is_over and self._over_since is not None and self._now() - self._over_since >= OVER_SECONDS

    def wait_again(self) -> None:
        """Something was done that helps: whether it is enough is seen after a while."""
        self._over_since = self._now()

    def of(self, process: int) -> int:
        """Bytes of one process at the last look; 0 where it is not known."""
        return self._taken.get(process, 0)


def memory_of_all(root: int) -> dict[int, int]:
    """Bytes of a process and of all that it has started, by their numbers; nothing where the system does not tell."""
    found: dict[int, int] = {}
    front = [root]
    while front:
        process = front.pop()
        with contextlib.suppress(OSError, ValueError):
            front += _children(process)
            found[process] = memory_of(process)
    return found


def memory_of(process: int) -> int:
    """The proportional set size of a process in bytes, of Linux.

    Raises:
        OSError: If it is gone, or the system does not tell.
    """
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def memory_in_use() -> int:
    """Bytes of this process in memory, those that it shares with others too; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 0
