"""Whether what is folded away in a popover or an expander has to be drawn: each widget takes a server's time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from nnplay.ui.common.current import of_tab


class Folded(Protocol):
    """A popover or expander that draws the page anew when it is opened or closed."""

    @property
    def open(self) -> bool | None:
        """Whether it is open."""


@dataclass
class _Opened:
    """The keys of what was open when it was drawn last."""

    keys: set[str] = field(default_factory=set)


def is_drawn(box: Folded, key: str) -> bool:
    """Whether to draw what is inside: while it is open, and once more when it has been closed.

    A number that is typed counts when its field is left, which the click beside a popover does that closes it; both are
    told at once.

    Args:
        box: Drawn with `on_change="rerun"`.
        key: Its key.
    """
    keys = of_tab(_Opened).keys
    if box.open:
        keys.add(key)
        return True
    closed = key in keys
    keys.discard(key)
    return closed
