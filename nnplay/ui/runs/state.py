"""What the session keeps of the page of runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nnplay.runs import COLORS


@dataclass
class RunsState:
    """What the page of runs remembers.

    Args:
        chosen: Ids of the runs that are looked at, in the order of their choice; at most `COLORS`.
        revision: Part of the table's key; a new number makes it show `chosen` again.
        uploads: Part of the uploader's key; a new number empties it.
        doomed: Ids of the runs that are about to be deleted.
        began: Whether some runs were chosen for the start.
        too_many: Whether more were chosen than can be compared.
        part: What is compared.
    """

    chosen: list[str] = field(default_factory=list)
    revision: int = 0
    uploads: int = 0
    doomed: tuple[str, ...] = ()
    began: bool = False
    too_many: bool = False
    part: str = ""

    def open(self, part: str) -> None:
        """Shows another part."""
        self.part = part

    def choose(self, ids: Iterable[str]) -> None:
        """Takes these runs; those that were chosen before keep their order."""
        wanted = list(dict.fromkeys(ids))
        ordered = [*(id for id in self.chosen if id in wanted), *(id for id in wanted if id not in self.chosen)]
        self.too_many = len(ordered) > COLORS
        self.chosen = ordered[:COLORS]
        if self.too_many:
            self.revision += 1

    def show(self, ids: Iterable[str]) -> None:
        """Takes these runs by other means than the table, which then shows them too."""
        self.choose(ids)
        self.revision += 1
