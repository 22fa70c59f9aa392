"""A training of this server that has been handed to the cluster, or shall be."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from nnplay.engine.cluster.overview import HeldState, HeldTraining
from nnplay.engine.cluster.placement import GPU
from nnplay.engine.protocol import Command, Kill, Start, Stop
from nnplay.training.events import Event


@dataclass(eq=False)
class Sent:
    """A training of this server.

    Args:
        start: As the server sent it.
        kind: What it asks of a host.
        host: Where it is; empty while it has none.
        followed: Whether Dask has a task for it, which ends when it pauses.
        paused: Whether it waits for its student.
        changed: Whether its student has changed it while it trained.
        moves: Hosts that were lost under it.
        ending: Events that are told once its files are here.
        early: Wishes that came before it had a host.
        unwanted: Whether it was asked to end.
        since: When it was asked for, or began where it is, as `time.monotonic` tells it.
        given: When it was given to Dask.
    """

    start: Start
    kind: str
    host: str = ""
    followed: bool = False
    paused: bool = False
    changed: bool = False
    moves: int = 0
    ending: list[Event] = field(default_factory=list)
    early: list[Command | Stop | Kill] = field(default_factory=list)
    unwanted: bool = False
    since: float = field(default_factory=time.monotonic)
    given: float = 0.0

    @property
    def held(self) -> HeldTraining:
        """As it is told."""
        state: HeldState = "paused" if self.paused else "training"
        if not self.host:
            state = "given" if self.followed else "waiting"
        elif self.ending:
            state = "copying"
        seconds = time.monotonic() - self.since
        return HeldTraining(self.start.job, self.start.spec, state, self.host, seconds, self.kind == GPU, self.moves)
