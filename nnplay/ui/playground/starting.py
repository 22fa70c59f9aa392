"""What a press that starts a training does, once the experiment is what the widgets say."""

from __future__ import annotations

from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.ui.common import expected
from nnplay.ui.common.live import is_class
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun

NEWS_SECONDS = 0.15
"""So long a press waits for a training that is ready, so that the page is drawn with its first numbers at once; but in
a class, where few trainings can be ready."""


def act(session: Session) -> str:
    """Starts a training if that was pressed and the network can stand; one that waits untrained begins.

    Returns:
        Why it could not, as a sentence; else nothing.
    """
    pressed, session.pressed = session.pressed, ""
    live = session.live_run
    if not pressed or (live and live.stage != "untrained"):  # a double click is one
        return ""
    waiting = session.waiting_run
    epochs = session.spec.training.epochs
    if waiting and pressed == "train" and waiting.is_of(session.spec) and waiting.job.spec.training.epochs == epochs:
        engine().resume(waiting.job)
        return ""
    if error := trace(session.spec).error:
        return tr("This network cannot be trained yet. {message}", message=error.message)
    session.part(expected.Expected).adds = False
    try:
        run = session.train(paused=pressed != "train")
        if pressed in ("epoch", "batch"):
            engine().step(run.job, pressed)
    except NnplayError as error:
        return error.message
    wait_for_news(run)
    return ""


def wait_for_news(run: SessionRun) -> None:
    """Waits a moment for the first numbers of a training that may have been prepared, where few share the server."""
    if run.job.was_ready and not is_class():
        run.job.wait_for_news(NEWS_SECONDS)
