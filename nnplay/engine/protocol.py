"""What server and engine say to each other. All of it is plain data that can be pickled.

Unpickling runs whatever the sender wants. That is right here, because both ends are ours: the
server starts the engine, hands it a random key through a pipe, and the connection is local and
refuses whoever does not know that key. Nothing that a browser sends is ever unpickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nnplay.training.control import StopReason
from nnplay.training.events import Event, Paused

CommandName = Literal[
    "begin", "pause", "resume", "reset", "step", "watch",
    "set_learning_rate", "set_weights", "put_weights_back", "change_settings",
]  # fmt: skip
"""A method of `nnplay.training.control.Control`."""

# From the server to the engine ------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """Train an experiment, given as its JSON; store the run in `folder`.

    With `more`, so many epochs are added to the run that is stored there; with `base`, a new run starts from the
    weights that are stored in that folder; `paused`, it waits before its first batch; with `hold`, it waits when so
    many epochs are done; `resumed`, it goes on with what waits in the folder since a process has left it there. So many
    `seconds` it is expected to take; `prepared`, it waits compiled for the command `begin`. With `device`, it has the
    GPU that `CUDA_VISIBLE_DEVICES` calls so. One of many that somebody has asked for at once runs in the `background`:
    it lets others go first. Its operations are shared out among so many `threads`, or one per core with 0: convolutions
    give other weights with another number.
    """

    job: str
    spec: str
    folder: str
    more: int = 0
    paused: bool = False
    base: str = ""
    resumed: bool = False
    hold: int = 0
    seconds: float = 0.0
    prepared: bool = False
    device: str = ""
    background: bool = False
    threads: int = 0


@dataclass(frozen=True)
class Prepare:
    """Somebody may soon ask for this training: get it ready where that takes nothing from others.

    Said again, it is wanted still. A `Start` of the same job asks for it.
    """

    start: Start


@dataclass(frozen=True)
class Unprepare:
    """Nobody will ask for this training: its experiment has been changed."""

    job: str


@dataclass(frozen=True)
class Stop:
    """End a training in order; a waiting one is taken from the queue."""

    job: str
    reason: StopReason = "stopped"


@dataclass(frozen=True)
class Command:
    """Do what the method of that name of `nnplay.training.control.Control` does, with `value` where it takes one.

    The process of a training says `Heard` to each; until then it is sent no other.
    """

    job: str
    name: CommandName
    value: Any = None


@dataclass(frozen=True)
class SetAside:
    """This training waits on the disk since an earlier engine; `start` would go on with it, from where it paused."""

    start: Start
    paused: Paused


@dataclass(frozen=True)
class Suspend:
    """Leave the process and wait on the disk; said by the engine to a paused training, others ignore it."""


@dataclass(frozen=True)
class Kill:
    """End the process of a training at once."""

    job: str


@dataclass(frozen=True)
class Ask:
    """Call a function of the inspector by name."""

    request: int
    function: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Cancel:
    """Nobody waits for this answer any more."""

    request: int


# From the engine to the server ------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """TensorFlow is loaded; a training now starts within a moment.

    The inspector says it to the engine, and the engine to the server, before all else.
    """


@dataclass(frozen=True)
class Alive:
    """The engine lives; it says so every second, whatever else it does."""


@dataclass(frozen=True)
class Heard:
    """The process of a training has taken a command in; said to the engine only."""


@dataclass(frozen=True)
class Beat:
    """The process of a training lives; it says so every second, whatever the training does.

    Args:
        job: Filled in by the engine.
        quiet: Seconds since the training itself last came back from a call into TensorFlow.
    """

    job: str
    quiet: float


@dataclass(frozen=True)
class Events:
    """What a training has told since the last time."""

    job: str
    events: list[Event]


@dataclass(frozen=True)
class Ended:
    """The process of a training is gone, or the training was taken from the queue: the last word about it.

    Args:
        exit_code: 0 where it ended in order, a negative signal number where it was killed.
    """

    job: str
    exit_code: int


@dataclass(frozen=True)
class Answer:
    """What an asked function returned, or the `NnplayError` that it raised; `last`, its inspector ends after it."""

    request: int
    value: Any = None
    error: Exception | None = None
    last: bool = False
