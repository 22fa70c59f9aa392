"""The one engine of this server, and what it is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnplay.datasets.store.cache import Shared
from nnplay.engine.client import Engine
from nnplay.engine.cluster.address import CLUSTER_VARIABLE
from nnplay.errors import EngineError
from nnplay.i18n import tr
from nnplay.ui.common.session_run import SessionRun

FIRST_PAGE_SECONDS = 1.5
"""Loading TensorFlow takes a core for some seconds; the first page is drawn before."""

# Not `functools.cache`, which lets every tab that connects to a cold server at the same moment start one of its own.
_engines: Shared[None, Engine] = Shared(1, lambda engine: 1)


def engine() -> Engine:
    """The server's one engine, whoever asks at once; the first call starts it in the background."""
    return _engines.get(None, _start)


def has_cluster() -> bool:
    """Whether this server trains on a cluster."""
    return bool(os.environ.get(CLUSTER_VARIABLE, "").strip())


def _start() -> Engine:
    if not has_cluster():
        return Engine(start_after=FIRST_PAGE_SECONDS)
    from nnplay.engine.cluster.engine import ClusterEngine

    return ClusterEngine(start_after=FIRST_PAGE_SECONDS)


def end_engine() -> None:
    """Ends the engine with all its trainings; the next call of `engine` starts another one."""
    engine().close()
    _engines.clear()


def ask(run: SessionRun, function: str, **arguments: Any) -> Any:
    """Asks about a run, at the epoch that is shown: the engine, or of a small network this server itself.

    What can be asked is in `nnplay.engine.inspector`, and what the server answers in `nnplay.inspection.plain`.

    Of a run that is being trained, the newest epoch of its film is shown where no other is chosen. With `epoch` among
    the arguments it is that one.

    Raises:
        NnplayError: What the inspection raised.
        EngineError: If the engine gave no answer.
    """
    epoch = arguments.pop("epoch", run.shown_epoch)
    if epoch is None and not run.is_trained:
        raise EngineError(tr("This run has no trained network to look into."))
    folder = str(run.job.folder)
    from nnplay.inspection.plain import answers  # with SciPy, which the first page of a cold server can do without

    try:
        return answers.answer(function, folder, arguments, epoch)
    except answers.NotAnswered:
        pass  # outside of it, an error of the engine would name this one as its cause
    return engine().ask(function, is_wanted=_tab_is_open(), folder=folder, epoch=epoch, **arguments)


def _tab_is_open() -> Callable[[], bool]:
    """Tells whether the browser tab that asks is still there; always, where no tab asks."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return lambda: True
    tab = context.session_id
    return lambda: runtime.get_instance().is_active_session(tab)
