"""The choice between the parts of a page, each of which has an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnplay.i18n import tr
from nnplay.ui.common.widget_value import WidgetValue


def choose_part(
    parameter: str,
    parts: Sequence[str],
    now: str,
    take: Callable[[str], None],
    *,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Draws the choice; the part that is open, by a click, by the address, or because the page was sent there.

    Streamlit can tie a widget to the address by itself, but then `st.switch_page` fails on that page (1.67).

    Args:
        parameter: What names the part in the address: with `"result"` it is `/evaluate?result=Calibration`. The first
            part needs none.
        parts: Their names, which the address has.
        now: The part that the session keeps; where it is not among them, the first one is open.
        take: Is given another part when it is chosen, and keeps it for `now`.
        titles: What some are called here in English, where that is not their name.
    """
    called = titles or {}
    first = parts[0]
    chosen = WidgetValue(f"part-{parameter}", first)
    named = st.query_params.get(parameter, "")
    part = now if now in parts else first
    if _goes_back():
        part = named if named in parts else first
    elif not chosen.exists and named in parts:
        part = named
    # At other times the address is not read: the browser may not have heard yet what it has become.
    if part != now:
        take(part)
    chosen.set(part)
    st.segmented_control(
        tr("What to look at"),
        list(parts),
        format_func=lambda part: tr(called.get(part, part)),
        key=chosen.key,
        on_change=lambda: take(chosen.get()),
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    if part != first and named != part:
        st.query_params[parameter] = part
    elif part == first and parameter in st.query_params:
        del st.query_params[parameter]
    return part


def _goes_back() -> bool:
    """Whether the browser's Back or Forward has drawn the page."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation
