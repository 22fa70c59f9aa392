"""What one training and one session may take, declared once: generous at home, tight where many share a server."""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import dataclass

from nnplay.errors import SpecError
from nnplay.i18n import plural, tr

HOSTED_VARIABLE = "NNPLAY_HOSTED"
"""Set to 1 in the environment of a server that many people share."""

_NO = ("", "0", "false", "no", "off")
_YES = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Limits:
    """Upper bounds; who passes one is told which.

    Args:
        parameters: Of one network.
        outputs: Numbers that one layer makes for one example.
        memory: Bytes that the process of one training may take, beside what all processes share.
        inspector_memory: Bytes that a process which looks into networks may take, beside what all processes share.
        epochs: Of one run, with those that it was trained on for.
        seconds: That one run may train, without pauses; a run that is trained on starts anew.
        pause_seconds: That a training may wait for its student in its process before it ends in order.
        suspend_seconds: After so long a paused training leaves its process and waits on the disk.
        suspended_bytes: That all trainings that wait on the disk may take there.
        prepared: Trainings that wait for Train, ready to begin, all sessions together.
        prepared_seconds: That one of them waits.
        runs: That a session keeps; the oldest goes when another one starts.
        checkpoint_bytes: That the checkpoints of one run may take.
        kept_bytes: That the kept runs of one person may take: at home of all sessions, else of one.
        all_kept_bytes: That the kept runs of all sessions together may take.
        run_file_bytes: That a file with runs may take, as it is and unpacked.
        server_memory: Bytes that the server and all its processes may take together; 0: that is not counted.
        shared_trainings: That are kept for others who train the same experiment; 0: each trains their own.
        shared_bytes, shared_disk_bytes: That these take, in the server's memory and on the disk.
        grace_seconds: That a training goes on after the last browser tab of its session has closed.
        forget_seconds: After so long without an open tab a session is forgotten with its runs.
    """

    parameters: int
    outputs: int
    memory: int
    inspector_memory: int
    epochs: int
    seconds: float
    pause_seconds: float
    suspend_seconds: float
    suspended_bytes: int
    prepared: int
    prepared_seconds: float
    runs: int
    checkpoint_bytes: int
    kept_bytes: int
    all_kept_bytes: int
    run_file_bytes: int
    forget_seconds: float
    server_memory: int = 0
    shared_trainings: int = 0
    shared_bytes: int = 0
    shared_disk_bytes: int = 0
    grace_seconds: float = 120.0

    @property
    def network_memory(self) -> int:
        """Bytes of `memory` that the network may be expected to take; its data and TensorFlow want the rest."""
        return self.memory // 2

    def check_epochs(self, epochs: int) -> None:
        """Refuses a run of too many epochs.

        Raises:
            SpecError: If there are more than `epochs`.
        """
        if epochs > self.epochs:
            raise SpecError(
                tr(
                    "{epochs:,} epochs are too many: the limit for one run here is {epochs2:,}. Choose fewer epochs.",
                    epochs=epochs,
                    epochs2=self.epochs,
                ),
                ("training", "epochs"),
            )


HOME = Limits(
    # Adam keeps three numbers for each parameter.
    parameters=20_000_000,
    outputs=4_000_000,
    memory=4_000_000_000,
    inspector_memory=4_000_000_000,
    epochs=10_000,
    seconds=24 * 3600.0,
    pause_seconds=24 * 3600.0,
    suspend_seconds=300.0,
    suspended_bytes=20_000_000_000,
    prepared=3,
    prepared_seconds=900.0,
    runs=12,
    checkpoint_bytes=32_000_000,
    kept_bytes=20_000_000_000,
    all_kept_bytes=20_000_000_000,
    run_file_bytes=2_000_000_000,
    forget_seconds=3 * 3600.0,
)

HOSTED = Limits(
    parameters=2_000_000,
    outputs=1_000_000,
    memory=1_000_000_000,
    inspector_memory=700_000_000,  # MNIST alone takes 270 million
    epochs=1_000,
    seconds=15 * 60.0,
    pause_seconds=10 * 60.0,
    suspend_seconds=20.0,
    suspended_bytes=2_000_000_000,
    prepared=2,
    prepared_seconds=90.0,
    runs=6,
    checkpoint_bytes=16_000_000,
    kept_bytes=200_000_000,
    all_kept_bytes=1_500_000_000,
    run_file_bytes=100_000_000,
    forget_seconds=3600.0,
    server_memory=2_300_000_000,  # Community Cloud ends an app at 2.7 GB
    shared_trainings=100,
    shared_bytes=60_000_000,
    shared_disk_bytes=300_000_000,
)


def limits() -> Limits:
    """The limits that hold here, by the environment.

    Where it says neither yes nor no, the tight ones hold, and the log says so: a server that is shared must not get
    generous limits by a typing error.
    """
    said = os.environ.get(HOSTED_VARIABLE, "")
    if said.strip().lower() in _NO:
        return HOME
    if said.strip().lower() in _YES:
        return HOSTED
    _warn_once(said)
    return HOSTED


@functools.cache
def _warn_once(said: str) -> None:
    print(
        f"{HOSTED_VARIABLE}={said!r} means neither yes nor no, so the tight limits apply.",
        file=sys.stderr,
        flush=True,
    )


def show_seconds(seconds: float) -> str:
    """A limit of time as people say it: `15 minutes`."""
    size = next((size for size in (3600, 60, 1) if seconds >= size), 0)
    if not size:
        return tr("a moment")
    count = round(seconds / size, 1)
    n = 1 if count == 1 else 2
    match size:
        case 3600:
            return plural("{count:g} hour", "{count:g} hours", n, count=count)
        case 60:
            return plural("{count:g} minute", "{count:g} minutes", n, count=count)
        case _:
            return plural("{count:g} second", "{count:g} seconds", n, count=count)


def show_bytes(count: float) -> str:
    """An amount of memory, or the size of a file, as people say it: `1.5 GB`, `170 MB`, `0.4 MB`, `24 kB`."""
    if count >= 9.995e8:
        return tr("{count:.1f} GB", count=count / 1000000000.0)
    if count >= 9.95e6:
        return tr("{count:,.0f} MB", count=count / 1000000.0)
    if count >= 1e5:
        return tr("{count:.1f} MB", count=count / 1000000.0)
    return tr("{count:.0f} kB", count=count / 1000.0) if count >= 1e3 else tr("{count:.0f} bytes", count=count)
