"""What a training asks of a host: a core, or a GPU."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from nnplay.engine.cluster.messages import HostInfo
from nnplay.engine.workers import core_count
from nnplay.errors import EngineError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.execution import choose_execution

CORE, GPU = "core", "gpu"

PREFIX = "nnplay-"
"""How the names of what Dask gives away for us begin."""

THREADS_VARIABLE = "NNPLAY_THREADS"
"""Threads of one training on a cluster; without it as many as its server has cores."""

EXAMPLES = 10_000
"""How large a training part is taken to be where only the size of the network counts."""


def resource(kind: str, versions: tuple[tuple[str, str], ...]) -> str:
    """What Dask calls a core or GPU: with the versions in its name, so that no task gets to a host with others."""
    return f"{PREFIX}{kind}-{hashlib.sha256(repr(versions).encode()).hexdigest()[:12]}"


def threads() -> int:
    """Threads of each training, whatever host it gets to: convolutions give other weights with another number.

    Raises:
        EngineError: If the environment names no number of at least 1.
    """
    said = os.environ.get(THREADS_VARIABLE, "").strip()
    if not said:
        return core_count()
    if not said.isdecimal() or int(said) < 1:
        raise EngineError(
            tr("{variable} must be a number of threads such as 2, not {said!r}.", variable=THREADS_VARIABLE, said=said)
        )
    return int(said)


def wants_gpu(spec: ExperimentSpec) -> bool:
    """Whether a training is faster on a GPU: large convolutions and whatever is too large to be compiled for a core."""
    traced = trace(spec)
    if choose_execution(traced.rows, spec.training, EXAMPLES).name == "compiled":
        return False
    return any(len(row.output_shape) == 3 and row.parameters for row in traced.rows) or traced.parameters > 1_000_000


def kind_for(spec: ExperimentSpec, hosts: Iterable[HostInfo]) -> str:
    """`"gpu"` for a training that is faster there, where any host has one; else `"core"`."""
    return GPU if any(host.gpus for host in hosts) and wants_gpu(spec) else CORE


def room(kind: str, hosts: Iterable[HostInfo], server: str, mine: int) -> int:
    """How many more trainings a server may hand to Dask, so that none of them waits behind another on a host.

    Args:
        kind: Of what.
        hosts: Those of the right versions.
        server: The one that asks.
        mine: Trainings of this kind that it has handed over and that have not ended or paused.
    """
    hosts = list(hosts)
    places = sum(host.cores if kind == CORE else len(host.gpus) for host in hosts)
    others = sum(owner != server for host in hosts for owner in host.running.values()) if kind == CORE else 0
    return max(0, places - others - mine)
