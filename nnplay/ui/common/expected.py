"""What the student will probably start next, so that the engine gets it ready meanwhile; see `Engine.prepare`."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.engine.client import Job
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session


@dataclass
class Expected:
    """What the page that is being drawn offers to train.

    Args:
        spec: The experiment; None where there is none.
        more: The ended training that its epochs would be added to; None for a new one.
        adds: Whether more epochs were asked for last, and not a new training.
    """

    spec: ExperimentSpec | None = None
    more: Job | None = None
    adds: bool = False


def expect(session: Session, spec: ExperimentSpec, *, more: Job | None = None) -> None:
    """Notes an experiment that a button of this page trains; of several the first one counts."""
    mine = session.part(Expected)
    if mine.spec is None:
        mine.spec, mine.more = spec, more


def tell(session: Session) -> None:
    """Tells the engine what the page offers, once it is drawn; while something is trained, nothing else gets ready."""
    mine = session.part(Expected)
    spec, more, mine.spec, mine.more = mine.spec, mine.more, None, None
    if session.live_run is not None:
        return
    if spec is None:
        return  # a page without such a button: what is ready stays so for a while
    if trace(spec).error:
        engine().unprepare(session.token)
    else:
        engine().prepare(session.token, spec, more=more)
