"""The values of widgets; with `current`, which keeps the session, the only user of `st.session_state`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True)
class WidgetValue(Generic[T]):
    """The value of a widget, which Streamlit keeps under the widget's key while it is on the page.

    What a page remembers beyond its widgets is a part of the session instead; see `Session.part`.

    Args:
        key: The widget's key.
        start: What counts while there is no value: before the widget is drawn, or where nothing is chosen.
    """

    key: str
    start: T

    @property
    def exists(self) -> bool:
        """Whether the widget is on the page already, or its value was set."""
        return self.key in st.session_state

    def get(self) -> T:
        """The value; in a callback of the widget the new one."""
        value = st.session_state.get(self.key)
        return self.start if value is None else cast(T, value)

    def set(self, value: T) -> None:
        """Makes the widget show a value. Allowed in callbacks, and as long as the run has not drawn the widget."""
        if st.session_state.get(self.key) != value:
            self.tell(value)

    def tell(self, value: T) -> None:
        """As `set`, but the browser is told in any case, which may show the value under an earlier title."""
        st.session_state[self.key] = value

    def keep_among(self, values: Container[T]) -> None:
        """Makes the widget show `start` unless its value is one of these; as `set`."""
        if self.get() not in values or not self.exists:
            self.set(self.start)


def plain_values() -> dict[str, Any]:
    """Of all widgets whose value is a number, a text, or several of them: their values, by key."""
    return {
        str(key): value for key, value in st.session_state.items() if isinstance(value, (int, float, str, tuple, list))
    }
