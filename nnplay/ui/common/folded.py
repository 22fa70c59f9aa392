"""What is folded away in a popover or an expander: drawn only while it is open, and without the rest of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import streamlit as st

from nnplay.spec import ExperimentSpec
from nnplay.ui.common.current import of_tab
from nnplay.ui.common.session import Session


class Folded(Protocol):
    """A popover or expander that draws the page anew when it is opened or closed."""

    @property
    def open(self) -> bool | None:
        """Whether it is open."""


@dataclass
class _Opened:
    """The keys of what was open when it was drawn last, and of all that was ever drawn."""

    keys: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)


def is_drawn(box: Folded, key: str) -> bool:
    """Whether to draw what is inside: while it is open, and once more when it has been closed.

    A number that is typed counts when its field is left, which the click beside a popover does that closes it; both are
    told at once.

    Args:
        box: Drawn with `on_change="rerun"`.
        key: Its key.
    """
    keys = of_tab(_Opened).keys
    of_tab(_Opened).known.add(key)
    if box.open:
        keys.add(key)
        return True
    closed = key in keys
    keys.discard(key)
    return closed


def known() -> set[str]:
    """The keys of what is folded away in this tab; whether it is open is no setting of an experiment."""
    return of_tab(_Opened).known


def apart(session: Session, edit: Callable[[], ExperimentSpec]) -> None:
    """Draws what is folded away as a part of the page that is drawn alone when it is opened or closed.

    The whole page is drawn only when the experiment has become another one. Each such part costs a drawing of the page
    a millisecond, because Streamlit copies all that the part lies in: it is for what is opened often.

    Args:
        session: The session.
        edit: Draws the box and what is in it, and gives the experiment as its widgets say.
    """
    revision, of_page = session.revision, [True]

    @st.fragment
    def part() -> None:
        if session.revision != revision:  # the callback of a widget in it has replaced the experiment
            st.rerun()
        before = session.spec
        session.spec = edit()
        if session.spec != before and not of_page:
            st.rerun()

    part()
    of_page.clear()
