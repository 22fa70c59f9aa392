"""A part of a processor for a program and all that it starts: by control groups of Linux, or by `cpulimit`."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")

PERIOD = 100_000
"""Microseconds that the part is counted in."""

HOW = "Needs Linux and either the right to make control groups (as root) or the program `cpulimit`."


@contextmanager
def limited(cores: float) -> Iterator[Callable[[int], None]]:
    """Gives a function that puts a process, with all that it starts from then on, into a group with so many cores.

    Args:
        cores: Of all processes of the group together, e.g. 0.5.

    Raises:
        SystemExit: Where the system has no way to do it.
    """
    group = _made(cores)
    if group is None and not shutil.which("cpulimit"):
        raise SystemExit(HOW)
    watching: list[subprocess.Popen[bytes]] = []

    def put(pid: int) -> None:
        if group is not None:
            (group / "cgroup.procs").write_text(str(pid))
            return
        command = ["cpulimit", "--pid", str(pid), "--limit", f"{100 * cores:.0f}", "--include-children"]
        watching.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    try:
        yield put
    finally:
        for process in watching:
            process.terminate()
        if group is not None:
            with contextlib.suppress(OSError):  # a process that has not ended yet
                group.rmdir()


def _made(cores: float) -> Path | None:
    """A new control group with the limit; None where this program may make none."""
    quota = round(cores * PERIOD)
    old, new = GROUPS / "cpu" / "nnplay", GROUPS / "nnplay"
    with contextlib.suppress(OSError):
        if (GROUPS / "cpu").is_dir():
            old.mkdir(exist_ok=True)
            (old / "cpu.cfs_period_us").write_text(str(PERIOD))
            (old / "cpu.cfs_quota_us").write_text(str(quota))
            return old
        if (GROUPS / "cgroup.controllers").is_file():
            new.mkdir(exist_ok=True)
            (new / "cpu.max").write_text(f"{quota} {PERIOD}")
            return new
    return None
