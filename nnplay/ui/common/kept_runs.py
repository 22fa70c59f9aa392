"""The runs of a session that stay: each finished training enters the store by itself, and comes back from there.

At home all sessions share the store in the user's data folder. On a shared server each session has one of its own,
which goes with it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nnplay.datasets.store.cache import Shared
from nnplay.engine.client.process import remove_folder
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.limits import HOSTED, limits
from nnplay.runs.folders import home_folder
from nnplay.runs.store import RunStore
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun

if TYPE_CHECKING:
    from nnplay.ui.common.session import Session

MOST_STORES = 500

_stores: Shared[Path, RunStore] = Shared(MOST_STORES, lambda store: 1)


@dataclass
class Keeping:
    """What a session knows of keeping its runs.

    Args:
        lock: Held while runs are being kept.
        problem: Why the latest run was not kept; empty where it was.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    problem: str = ""


def is_shared() -> bool:
    """Whether many people share this server, so that nothing stays longer than its session."""
    return limits() is HOSTED


def store_of(session: Session) -> RunStore:
    """Where the runs of a session are kept."""
    if not is_shared():
        home = home_folder()
        return _stores.get(home, lambda: RunStore(home))
    everyone = engine().folder / "kept"
    own = everyone / session.token
    return _stores.get(own, lambda: RunStore(own, among=(everyone, limits().all_kept_bytes)))


def keep_finished(session: Session) -> None:
    """Keeps those trainings of a session that have ended since the last time, also where they were trained on."""
    keeping = session.part(Keeping)
    with keeping.lock:
        for run in session.runs:
            history, job = run.job.history, run.job.id
            if history.status != "finished" or not history.parameters or run.kept_job == job:
                continue
            try:
                kept = store_of(session).add(run.job.folder, tags=run.tags, base=run.base, id=run.kept)
            except DataError as error:
                keeping.problem = tr("Run {number} was not kept. {message}", number=run.number, message=error.message)
            else:
                run.kept, keeping.problem = kept.id, ""
            # Not its name by now: if it is trained on meanwhile, it will be kept once more.
            run.kept_job = job


def open_kept(session: Session, id: str) -> SessionRun:
    """Makes a kept run the one that all pages work with, and its experiment the one at hand.

    Raises:
        DataError: If it is not here any more.
    """
    store = store_of(session)
    kept = store.open(id)
    run = next((one for one in session.runs if one.kept == id and not one.job.is_live), None)
    if run is None:
        job = engine().take_in(kept.spec, kept.history, lambda folder: store.copy(id, folder))
        run = SessionRun(session.newest + 1, job, base=kept.about.base, name=kept.name, tags=kept.about.tags)
        run.kept, run.kept_job, run.opened = id, job.id, True
        session.add(run)
    session.shown = session.picked = run.number
    session.replace_spec(run.job.spec)
    return run


def forget_kept(session: Session) -> None:
    """Removes the kept runs of a session that is forgotten; at home they stay."""
    if is_shared():
        remove_folder(engine().folder / "kept" / session.token)
