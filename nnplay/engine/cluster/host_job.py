"""A training on a host of a cluster."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnplay.engine.protocol import Start


@dataclass(eq=False)
class HostJob:
    """A training on this host.

    Args:
        server: The server that sent it.
        start: As the engine here has it.
        paused: Whether it waits for its student.
        ended: Whether its process is gone.
        lost: Whether the engine has ended under it.
        gpu: The GPU that it has; empty for none.
        came: Files that it waited for.
    """

    server: str
    start: Start
    paused: bool = False
    ended: bool = False
    lost: bool = False
    gpu: str = ""
    came: dict[str, bytes] = field(default_factory=dict)
