"""The history of a run from elsewhere: taken only where every field is what it must be."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.training.events import Reason
from nnplay.training.history import LATER, STORED, History
from nnplay.training.words import ENDINGS

MOST_COLUMNS = 20
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,40}")
_PART = re.compile(r"training|validation|test")
_CHANGE = re.compile(r"[A-Za-z0-9 .→+-]{1,100}")
_LARGEST = 2**53


def checked_history(data: Any) -> History:
    """The history that `History.to_dict` gave, with sentences of our own.

    Raises:
        DataError: If it is something else.
    """
    try:
        return _history(data)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise DataError(tr("The history of this run is damaged.")) from error


def _history(data: Any) -> History:
    _hold(isinstance(data, dict) and set(STORED) - LATER <= set(data) <= set(STORED))
    count = len(data["epochs"])
    _hold(data["status"] == "finished" and data["reason"] in get_args(Reason))
    _hold(data["epochs"] == list(range(1, count + 1)))
    columns = {name: [_number(value) for value in values] for name, values in data["columns"].items()}
    _hold(len(columns) <= MOST_COLUMNS and all(_COLUMN.fullmatch(name) for name in columns))
    seconds = [_number(value) for value in data["seconds"]]
    _hold(all(len(values) == count for values in (*columns.values(), seconds)))
    history = History(
        status="finished",
        planned_epochs=_whole(data["planned_epochs"]),
        steps=_whole(data["steps"]),
        examples={name: _whole(value) for name, value in data["examples"].items() if _PART.fullmatch(name)},
        parameters=_whole(data["parameters"]),
        execution=data["execution"] if data["execution"] in ("compiled", "fit") else "",
        epochs=[_whole(epoch) for epoch in data["epochs"]],
        columns=columns,
        seconds=seconds,
        learning_rates=[(_whole(epoch), _number(value)) for epoch, value in data["learning_rates"]],
        changes=[(_whole(epoch), _change(text)) for epoch, text in data.get("changes", [])],
        by_hand=[(_whole(epoch), _whole(batch), _whole(numbers)) for epoch, batch, numbers in data.get("by_hand", [])],
        checkpoints=tuple(sorted({_whole(epoch) for epoch in data["checkpoints"]})),
        reason=data["reason"],
        best_epoch=_whole(data["best_epoch"]),
        test_metrics=_metrics(data["test_metrics"]),
        total_seconds=_number(data["total_seconds"]),
        baseline=None if data["baseline"] is None else _number(data["baseline"]),
    )
    # Pages show these as Markdown, which a stranger could write links and pictures in.
    history.message = ENDINGS[data["reason"]].format(next_epoch=count + 1)
    return history


def _metrics(data: Mapping[str, Any]) -> dict[str, float]:
    _hold(len(data) <= MOST_COLUMNS and all(_COLUMN.fullmatch(name) for name in data))
    return {name: _number(value) for name, value in data.items()}


def _change(text: Any) -> str:
    """Shown as Markdown, which has no marks among these."""
    _hold(isinstance(text, str) and bool(_CHANGE.fullmatch(text)))
    return str(text)


def _whole(value: Any) -> int:
    _hold(type(value) is int and 0 <= value <= _LARGEST)
    return int(value)


def _number(value: Any) -> float:
    """What diverged may be NaN or infinite."""
    _hold(type(value) in (int, float) and (not math.isfinite(value) or abs(value) < 1e300))
    return float(value)


def _hold(condition: bool) -> None:
    if not condition:
        raise ValueError
