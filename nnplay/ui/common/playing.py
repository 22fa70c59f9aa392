"""A play button beside a slider: the slider goes on by itself, stop after stop, and the page follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui.common.current import current
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.widget_value import WidgetValue


@dataclass
class Playing:
    """The slider that goes on by itself, by its key; empty for none."""

    slider: str = ""


def is_on(slider: str) -> bool:
    """Whether the slider of this key goes on by itself."""
    return current().part(Playing).slider == slider


def stop() -> None:
    """Leaves every slider where it is."""
    current().part(Playing).slider = ""


def button(slider: str, value: Any, stops: Sequence[Any], take: Callable[[Any], None], *, what: str) -> None:
    """Draws the button; while it plays, each call of `go_on` takes the next stop.

    Args:
        slider: Key of the slider.
        value: What it shows now.
        stops: Those that are played, in order.
        take: Called with the first stop, where it is played from the end.
        what: For the tooltip: `"the film"`.
    """
    on = is_on(slider)

    def press() -> None:
        stop()
        if not on:
            current().part(Playing).slider = slider
            if value == stops[-1]:
                take(stops[0])

    label = tr("Pause {what}", what=what) if on else tr("Play {what}", what=what)
    icon = ":material/pause:" if on else ":material/play_arrow:"
    st.button(label, icon=icon, key=f"{slider}-play", help=f"{label}.", on_click=press)


def next_stop(value: Any, stops: Sequence[Any], order: Callable[[Any], float] = float) -> Any:
    """The first stop after a value; at the last one playing ends.

    Args:
        value: What is shown.
        stops: In order.
        order: By which they are.
    """
    after = next((one for one in stops if order(one) > order(value)), stops[-1])
    if after == stops[-1]:
        stop()
    return after


def go_on(slider: str, step: Callable[[], None]) -> None:
    """Takes a step twice a second while the slider plays, more slowly where a class is there; draws the page anew."""
    if not is_on(slider):
        return
    waits = True

    @st.fragment(run_every=live_seconds())
    def tick() -> None:
        nonlocal waits
        if waits:  # drawn with the page, which shows the stop before
            waits = False
        elif is_on(slider):
            step()
            st.rerun()

    tick()


def move(slider: str, value: Any) -> None:
    """Makes a slider that is drawn later in this run, or in the next one, show a value."""
    WidgetValue[Any](slider, None).set(value)
