"""The sweeps of a session: carried on in the background, one or two runs at a time, each kept when it has ended."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nnplay.engine.client import STUCK_SECONDS, Job
from nnplay.errors import DataError
from nnplay.runs.plan import PlannedRun
from nnplay.runs.sweep import Sweep
from nnplay.ui.common.kept_runs import is_shared, store_of
from nnplay.ui.common.server import engine

if TYPE_CHECKING:
    from nnplay.ui.common.session import Session

AT_ONCE, AT_ONCE_SHARED = 2, 1
"""Runs of one sweep in the engine at once: on a shared server every session's next one waits behind those of others."""


SHARE_OF_PLACES = 4
"""One in so many places of a cluster is used by one sweep; single trainings go before its runs."""


@dataclass
class Sweeps:
    """The sweeps that a session has started, oldest first."""

    started: list[Sweep] = field(default_factory=list)


def at_once() -> int:
    """How many runs of a sweep are trained at once here."""
    least = AT_ONCE_SHARED if is_shared() else AT_ONCE
    return max(least, engine().places // SHARE_OF_PLACES)


def start(session: Session, title: str, planned: Sequence[PlannedRun], tag: str) -> Sweep:
    """Begins to carry out a plan.

    Args:
        session: For whom; what ends enters its store.
        title: What the sweep is called.
        planned: The plan.
        tag: What its runs are kept with, as a tag and before their titles.
    """
    store = store_of(session)

    def keep(run: PlannedRun, job: Job) -> str:
        try:
            if job.history.status == "finished" and job.history.parameters:
                return store.add(job.folder, f"{tag} · {run.title}", tags=[tag]).id
        except DataError:
            pass  # its result stays in the table of the sweep
        finally:
            engine().forget(job)
        return ""

    def end(job: Job) -> None:
        if job.silence > STUCK_SECONDS:
            engine().kill(job)
        else:
            engine().stop(job)

    train = functools.partial(engine().train, background=True)
    sweep = Sweep(title, planned, train, keep, end, at_once())
    session.part(Sweeps).started.append(sweep)
    sweep.advance()
    return sweep


def advance(session: Session) -> None:
    """Carries on what is under way."""
    for sweep in session.part(Sweeps).started:
        if sweep.is_live:
            sweep.advance()


def stop(session: Session) -> None:
    """Ends what is under way, because nobody looks at it any more; what is done is kept."""
    for sweep in session.part(Sweeps).started:
        if sweep.is_live:
            sweep.stop()


def forget(session: Session) -> None:
    """Ends what is under way, and removes its files."""
    for sweep in session.part(Sweeps).started:
        sweep.stop(engine().forget)
