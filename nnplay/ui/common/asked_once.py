"""Questions about networks that are asked once: the answer serves all who ask the same, in whatever session."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.store.cache import Shared
from nnplay.errors import NnplayError, UnwantedError
from nnplay.training.run_folder import WEIGHTS_FILE
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun

KEPT_BYTES = 48_000_000
"""Of all answers together."""

LEAST_BYTES = 20_000
"""That an answer counts for at least, so that they stay few enough to be counted."""


@dataclass(frozen=True)
class _Kept:
    """An answer, and the bytes that it counts for."""

    value: Any
    size: int


_answers: Shared[Hashable, _Kept] = Shared(KEPT_BYTES, lambda kept: kept.size)
_guard = threading.Lock()
_aside: dict[Hashable, NnplayError | None] = {}
"""Questions that are asked aside, and those that have failed, until somebody has heard of it."""

_checksums: Shared[tuple[str, int], str] = Shared(2000, lambda checksum: 1)


def ask_once(run: SessionRun, function: str, **arguments: Any) -> Any:
    """As `server.ask`, but what was asked before is remembered; what is returned must not be changed.

    Trained networks of equal data, layers and weights have one answer, whoever trained them: a class that asks the same
    at once asks once.
    """
    arguments.setdefault("epoch", run.shown_epoch)
    return _asked(run, function, arguments, _question(run, function, arguments))


def ask_aside(run: SessionRun, function: str, **arguments: Any) -> Any:
    """As `ask_once`, but nobody waits: None while the answer is not there; another call gets it, or the error."""
    arguments.setdefault("epoch", run.shown_epoch)
    question = _question(run, function, arguments)
    if (kept := _answers.kept(question)) is not None:
        return kept.value
    with _guard:
        if question not in _aside:
            _aside[question] = None
            work = partial(_answer_aside, run, function, arguments, question)
            threading.Thread(target=work, daemon=True, name="ask-aside").start()
        elif error := _aside[question]:
            del _aside[question]
            raise error
    return None


def _answer_aside(run: SessionRun, function: str, arguments: dict[str, Any], question: Hashable) -> None:
    try:
        _asked(run, function, arguments, question)
    except NnplayError as error:
        _aside[question] = error
    else:
        del _aside[question]


def _question(run: SessionRun, function: str, arguments: Mapping[str, Any]) -> Hashable:
    return _network(run, arguments["epoch"]), function, _key(arguments)


def _asked(run: SessionRun, function: str, arguments: Mapping[str, Any], question: Hashable) -> Any:
    asked = False

    def make() -> _Kept:
        nonlocal asked
        asked = True
        value = ask(run, function, **arguments)
        return _Kept(value, max(_size(value), LEAST_BYTES))

    while True:
        try:
            return _answers.get(question, make).value
        except UnwantedError:
            if asked:
                raise
            # Another tab had asked, and was closed: now this one does.


def _network(run: SessionRun, epoch: int | None) -> Hashable:
    """What a network is known by, at an epoch of its film; None for the trained one."""
    path = Path(run.job.folder) / WEIGHTS_FILE
    if epoch is None and run.is_trained and path.exists():
        spec = run.job.spec
        return spec.dataset, spec.layers, _checksum(path)
    history = run.job.history
    # All who see a training that is shared ask about the same network.
    # A network may be trained on, and an epoch of the film may come again after a reset, with other settings.
    trained = len(history.epochs) if epoch is None else 0
    moved = tuple(history.learning_rates), history.hand_changes, tuple(history.changes)
    return run.job.training, str(run.job.folder), run.job.spec, trained, moved


def _checksum(path: Path) -> str:
    return _checksums.get(
        (str(path), path.stat().st_mtime_ns), lambda: hashlib.blake2b(path.read_bytes(), digest_size=20).hexdigest()
    )


def _key(value: Any) -> Hashable:
    """Equal for equal arguments of a question."""
    if isinstance(value, np.ndarray):
        content = np.ascontiguousarray(value)
        return content.shape, content.dtype.str, hashlib.blake2b(content.tobytes(), digest_size=20).digest()
    if isinstance(value, Mapping):
        return tuple((name, _key(each)) for name, each in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(_key, value))
    # 1, 1.0 and True are one key, and not one argument.
    return type(value).__name__, value


def _size(value: Any) -> int:
    """About how many bytes an answer takes."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size, value)) + 8 * len(value)
    if is_dataclass(value):
        return sum(_size(getattr(value, field.name)) for field in fields(value))
    return 100
