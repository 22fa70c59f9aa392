"""What server and hosts say to each other beside the engine's own messages; plain data that can be pickled.

Unpickling runs whatever the sender wants. Dask does the same with every task, so a cluster has the rule of the engine:
all ends are ours, and nobody else can speak to them. TLS with certificates of our own sees to that.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from nnplay.errors import NnplayError
from nnplay.i18n import N_
from nnplay.runs.kept import versions

VERSION_TITLES = {
    "nnplay": "nnplay",
    "python": "Python",
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "numpy": "NumPy",
}
"""Packages whose versions decide whether equal specs give equal weights, with their titles."""

LOST_NOTE = N_(
    "The computer that trained this was lost, so the training started again from its beginning on another one. The "
    "same settings give the same weights."
)
CHANGED_NOTE = N_(
    "The computer that trained this was lost, so the training started again from its beginning on another one, with "
    "the settings that it had begun with: what you changed while it trained is gone."
)
MOVED_TOO_OFTEN = N_(
    "The computers that trained this were lost, one after the other. Perhaps the network needs more memory than they "
    "have. The experiment is still here: train again, perhaps with a smaller network or batch."
)


@functools.cache
def my_versions() -> tuple[tuple[str, str], ...]:
    """Versions here that must be the same on every host."""
    found = versions()
    return tuple((name, found.get(name, "")) for name in VERSION_TITLES)


@dataclass(frozen=True)
class HostInfo:
    """What a host says of itself.

    Args:
        name: As its owner knows it.
        versions: As `my_versions`.
        cores: Trainings that it runs at once.
        gpus: Its GPUs, as `CUDA_VISIBLE_DEVICES` names them.
        ready: Whether its engine has loaded TensorFlow.
        running: Trainings that use a core or GPU, with the server that sent each.
        paused: Trainings that wait for their student.
        free_memory, memory: Bytes.
        busy: Share of all its cores that work for anything at all, 0..1.
        questions: About trainings there that it has not answered yet.
    """

    name: str
    versions: tuple[tuple[str, str], ...]
    cores: int
    gpus: tuple[str, ...] = ()
    ready: bool = False
    running: dict[str, str] = field(default_factory=dict)
    paused: int = 0
    free_memory: int = 0
    memory: int = 0
    busy: float = 0.0
    questions: int = 0


# From a host to a server ------------------------------------------------------------------------


class HostGone(NnplayError):
    """This host's engine has ended, or its files never came; the server starts the training again elsewhere."""


def topic(server: str) -> str:
    """What Dask calls that which the hosts tell a server."""
    return f"nnplay-{server}"


@dataclass(frozen=True)
class Placed:
    """A training begins on this host; said again from another one, it has moved."""

    job: str


@dataclass(frozen=True)
class Needs:
    """Before a training can begin, these files must come: `run`, a stored run's folder, or checksums of uploads."""

    job: str
    files: tuple[str, ...]


RUN_FILES = "run"
"""How `Needs` calls the folder of a stored run."""
