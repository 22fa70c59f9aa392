"""A list that opens whose titles may change while it is on the page: what is chosen is known by name, not by title.

Streamlit's browser side knows options by their titles alone, and sends the title that it was last told. A title that
has changed meanwhile, because a download has come or a run has ended, would then be no option any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from nnplay.ui.common.current import current
from nnplay.ui.common.widget_value import WidgetValue

Name = TypeVar("Name", int, str)


@dataclass
class _Drawn:
    """What the browser was told of the list with a label.

    Args:
        key: The widget's key.
        titles: The titles of the last drawing, by name.
        names: The names of all titles since the widget is there.
    """

    key: str
    titles: Mapping[Any, str]
    names: dict[str, Any]


@dataclass
class _Lists:
    """The lists of a session by their labels."""

    drawn: dict[str, _Drawn] = field(default_factory=dict)


def choose(
    label: str,
    titles: Mapping[Name, str],
    chosen: Name,
    key: str,
    *,
    take: Callable[[Name], None] | None = None,
    **options: Any,
) -> Name:
    """Draws the list; the name that is chosen.

    Args:
        label: Of the list; a page has one list with it.
        titles: What the options are called now, by name; no two alike.
        chosen: What a new list shows; with `take` what the list always shows.
        key: The widget's key. A new one makes a new list, so it may hold the names, but never titles.
        take: Is given a name when it is chosen, before the page is drawn, and keeps it for `chosen`.
        **options: Passed on to `st.selectbox`.
    """
    drawn = _drawn(label, key)
    value: WidgetValue[Any] = WidgetValue(key, None)
    name = _name(drawn, value.get())
    if take is not None or name not in titles:
        name = chosen
    names = list(titles)
    # Where another page has drawn the list before, its value is still there, and the widget is new all the same.
    index = names.index(name)
    if value.get() != name or drawn.titles.get(name) != titles[name]:
        value.tell(name)  # the browser would go on showing the old title
        index = 0
    drawn.titles = dict(titles)
    drawn.names |= {title: option for option, title in titles.items()}

    def changed() -> None:
        now = _drawn(label, key)
        found = _name(now, value.get())
        if take is not None and found in now.titles:
            take(found)

    st.selectbox(
        label,
        names,
        index=index,
        format_func=titles.__getitem__,
        key=key,
        on_change=changed if take else None,
        **options,
    )
    return name


def _drawn(label: str, key: str) -> _Drawn:
    """What was drawn with this label; nothing where that was another widget."""
    lists = current().part(_Lists).drawn
    found = lists.get(label)
    if found is None or found.key != key:
        found = lists[label] = _Drawn(key, {}, {})
    return found


def _name(drawn: _Drawn, value: Any) -> Any:
    """The name for a value of the widget, which is a title where that was no option's when it arrived."""
    return value if value in drawn.titles else drawn.names.get(value, value)
