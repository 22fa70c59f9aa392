"""The parts of an assignment, checked: what cannot be is refused with the path to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from nnplay.choice import Options
from nnplay.classroom.controls import CONTROLS, ControlState
from nnplay.errors import AssignmentError, SpecError
from nnplay.i18n import tr
from nnplay.registry import Param, did_you_mean, show_value


class Located:
    """Turns an error about a part of the assignment into one with the path to it."""

    def __init__(self, *where: str | int, says: str = "") -> None:
        self._where, self._says = where, says

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SpecError | AssignmentError):
            raise AssignmentError(self._says + error.message, (*self._where, *error.where)) from None


def checked(param: Param, value: Any) -> Any:
    with Located():
        return param.check(value)


def check_type(value: Any, kind: type, *where: str | int) -> None:
    if not isinstance(value, kind):
        raise AssignmentError(
            tr("This must be of type {name}. Received: {value}", name=kind.__name__, value=show_value(value)), where
        )


def listed(value: Any, name: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise AssignmentError(
            tr("The {name} must be a list. Received: {value}", name=name, value=show_value(value)), (name,)
        )
    return value


def checked_list(value: Any, kind: type, name: str, most: int) -> tuple[Any, ...]:
    items = tuple(listed(value, name))
    for place, item in enumerate(items):
        check_type(item, kind, name, place)
    if len(items) > most:
        raise AssignmentError(
            tr(
                "An assignment may have at most {most} {name}, this one has {items}.",
                most=most,
                name=name,
                items=len(items),
            ),
            (name,),
        )
    return items


def checked_controls(value: Any) -> Mapping[str, ControlState]:
    """Only what is not free, in the order of the declarations: equal tasks are equal values."""
    if not isinstance(value, Mapping):
        raise AssignmentError(
            tr("The controls must be an object. Received: {value}", value=show_value(value)), ("controls",)
        )
    for name, state in value.items():
        if name not in CONTROLS:
            message = tr("There is no control {name}.{hint}", name=show_value(name), hint=did_you_mean(name, CONTROLS))
            raise AssignmentError(message, ("controls", str(name)))
        if state not in CONTROLS[name].states:
            states = ", ".join(CONTROLS[name].states)
            message = tr(
                "{title} must be one of {states}. Received: {state}",
                title=CONTROLS[name].title,
                states=states,
                state=show_value(state),
            )
            raise AssignmentError(message, ("controls", name))
    return Options({name: value[name] for name in CONTROLS if value.get(name, "free") != "free"})


def checked_due(value: Any) -> str:
    if value == "":
        return ""
    try:
        due = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        message = tr(
            "The due date must be a date and time such as 2026-10-01T16:00Z. Received: {value}", value=show_value(value)
        )
        raise AssignmentError(message, ("due",)) from None
    if due.tzinfo is None:
        raise AssignmentError(tr("The due date needs its time zone, e.g. {value}Z.", value=value), ("due",))
    try:
        return due.astimezone(UTC).isoformat()
    except OverflowError:
        raise AssignmentError(
            tr("The due date is too far away. Received: {value}", value=show_value(value)), ("due",)
        ) from None
