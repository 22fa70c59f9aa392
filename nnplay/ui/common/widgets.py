"""One widget per declared parameter: the declaration gives label, bounds, step, choices and help."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nnplay.classroom.controls import ControlState
from nnplay.i18n import N_, number, tr
from nnplay.registry import Kind, Param
from nnplay.ui.common.plain_text import plain

LOG_STEPS = (1.0, 2.0, 5.0)
"""Steps within one power of ten."""

_TOO_CLOSE = 1e-11

LONG_TEXT = 1000
"""Characters from which on a text gets several lines."""

FIXED = N_("Your teacher has fixed this for the task.")

PILL_NAMES, PILL_LETTERS = 8, 6
"""So many names that are so short at most stand side by side, instead of in a list that opens."""


def param_widget(param: Param, value: Any, key: str, **options: Any) -> Any:
    """Draws a parameter and returns its value.

    Args:
        param: The declaration.
        value: What the widget starts from.
        key: The widget's key.
        **options: Passed on to the Streamlit widget, e.g. `format_func`.
    """
    common: dict[str, Any] = {"label": param.title, "key": key, "help": param.help, **options}
    match param.kind:
        case "boolean":
            return st.toggle(value=value, **common)
        case "choice":
            values = param.values
            return st.selectbox(options=values, index=values.index(value), **{"format_func": param.shown, **common})
        case "several":
            return _several(param, value, common)
        case "text" if (param.maximum or 0) >= LONG_TEXT:
            return st.text_area(value=value, max_chars=_whole(param.maximum), **common)
        case "text":
            return st.text_input(value=value, max_chars=_whole(param.maximum), **common)
        case "integer":
            return int(
                st.number_input(
                    min_value=_whole(param.minimum), max_value=_whole(param.maximum), value=int(value), step=1, **common
                )
            )
        case "number" if param.minimum is not None and param.maximum is not None:
            step = param.step or (param.maximum - param.minimum) / 100
            moved = st.slider(
                min_value=float(param.minimum),
                max_value=float(param.maximum),
                value=float(value),
                step=step,
                format=f"%.{max(0, -math.floor(math.log10(step)))}f",
                **common,
            )
            # The browser counts steps in floats: 0.35000000000000003.
            return value if moved == value else round(moved, 10)
        case "number":
            return st.number_input(
                min_value=param.minimum, max_value=param.maximum, value=float(value), step=param.step, **common
            )
        case _:
            return st.select_slider(options=log_values(param, value), value=value, format_func=_show_number, **common)


def _several(param: Param, value: Any, common: dict[str, Any]) -> tuple[str, ...]:
    """Names side by side or in a list; where too few are chosen, those from before stay."""
    names = param.values or tuple(value)

    def shown(name: str) -> str:
        return plain(param.shown(name))

    if len(names) <= PILL_NAMES and max(map(len, names), default=0) <= PILL_LETTERS:
        chosen = tuple(
            st.pills(options=names, default=list(value), selection_mode="multi", wrap=True, format_func=shown, **common)
        )
    else:
        chosen = tuple(st.multiselect(options=names, default=list(value), **{"format_func": param.shown, **common}))
    if len(chosen) < (param.minimum or 0):
        st.caption(
            tr(
                "At least {minimum:g} must be on: {value} still counts.",
                minimum=param.minimum,
                value=", ".join(map(shown, value)),
            )
        )
        return tuple(value)
    return chosen


def log_values(param: Param, value: float) -> list[float]:
    """The stops of a logarithmic slider, growing: 1, 2, 5 in each power of ten, zero if allowed, the value itself."""
    low, high = param.slider or (param.minimum or 1e-6, param.maximum or 1.0)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    stops = {float(f"{step:g}e{power}") for power in powers for step in LOG_STEPS}
    inside = {stop for stop in stops if low <= stop <= high}
    if param.minimum == 0:
        inside.add(0.0)
    # Streamlit takes numbers that lie this close for the same one.
    return sorted({stop for stop in inside if abs(stop - value) > _TOO_CLOSE} | {float(value)})


def options_editor(
    kind: Kind,
    options: Mapping[str, Any],
    key: str,
    *,
    advanced: bool | None = None,
    skip: tuple[str, ...] = (),
    columns: int = 1,
    state: Callable[[str], ControlState] = lambda option: "free",
) -> dict[str, Any]:
    """Widgets for the options of a kind; the new options, those without a widget unchanged.

    Args:
        kind: Declares the options.
        options: Their values now.
        key: Begins the widgets' keys.
        advanced: Only the advanced options or only the others; all if None.
        skip: Options that are drawn elsewhere.
        columns: How many widgets stand side by side.
        state: Whether an option is free, fixed or hidden.
    """
    changed = dict(options)
    shown = [
        param
        for param in kind.params
        if param.name not in skip and (advanced is None or param.advanced == advanced) and state(param.name) != "hidden"
    ]
    for start in range(0, len(shown), columns):
        # A row of columns at a time: on a phone they then stack in the declared order.
        for param, place in zip(shown[start : start + columns], st.columns(columns, gap="small"), strict=False):
            with place:
                free = state(param.name) == "free"
                held: dict[str, Any] = {} if free else {"disabled": True, "help": f"{tr(FIXED)} {param.help}"}
                value = param_widget(param, options[param.name], f"{key}-{param.name}", **held)
                changed[param.name] = value if free else options[param.name]
    return changed


def _show_number(value: float) -> str:
    """Short where that says all; else in full, because Streamlit tells the stops apart by their text."""
    return number(value, "g" if float(f"{value:g}") == value else "")


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)
