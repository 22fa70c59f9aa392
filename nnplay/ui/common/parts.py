"""The choice between the parts of a page, each of which has an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nnplay.ui.common.widget_value import WidgetValue


def choose_part(parameter: str, parts: Sequence[str], now: str, take: Callable[[str], None]) -> str:
    """Draws the choice; the part that is open, by a click, by the address, or because the page was sent there.

    Args:
        parameter: What names the part in the address: with `"result"` it is `/evaluate?result=Calibration`. The first
            part needs none.
        parts: Their titles.
        now: The part that the session keeps; where it is not among them, the first one is open.
        take: Is given another part when it is chosen, and keeps it for `now`.
    """
    first, chosen = parts[0], WidgetValue(parameter, parts[0])
    kept = now if now in parts else first
    sent = chosen.get() != kept
    if sent:
        chosen.set(kept)
    found = st.segmented_control(
        "What to look at",
        list(parts),
        # Streamlit wants no default beside a value that was set.
        default=None if sent else first,
        key=parameter,
        on_change=lambda: take(chosen.get()),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    part = found or first
    if part != now:
        take(part)
    return part
