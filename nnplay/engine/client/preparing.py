"""What sessions may soon ask for: one experiment each, which the engine gets ready meanwhile."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """What a training is known by before it has a name.

    Args:
        spec: As JSON.
        base: Folder of the network whose weights it starts from; empty for new ones.
        folder: Of the run that it adds epochs to; empty for a new run.
    """

    spec: str
    base: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Wish:
    """A training that may be asked for, and the name that it will have."""

    asked: Asked
    job: str


class Wishes:
    """The wishes of all sessions, each with one at most; equal ones are one. To be used under the engine's lock."""

    def __init__(self) -> None:
        self._wishes: dict[str, Wish] = {}

    def put(self, owner: str, asked: Asked) -> tuple[Wish, str]:
        """Notes a wish in the place of the owner's last one; the name of that one where nobody wants it any more."""
        before = self._wishes.get(owner)
        if before and before.asked == asked:
            return before, ""
        gone = self.drop(owner)
        others = (wish for wish in self._wishes.values() if wish.asked == asked)
        wish = self._wishes[owner] = next(others, None) or Wish(asked, uuid.uuid4().hex)
        return wish, gone

    def drop(self, owner: str) -> str:
        """Forgets an owner's wish; its name where nobody else has it, else empty."""
        wish = self._wishes.pop(owner, None)
        return wish.job if wish and wish not in self._wishes.values() else ""

    def take(self, asked: Asked) -> tuple[str, bool]:
        """The name of a training that is asked for, and whether it was wished for, which is then fulfilled."""
        found = next((wish for wish in self._wishes.values() if wish.asked == asked), None)
        if found is None:
            return uuid.uuid4().hex, False
        self._wishes = {owner: wish for owner, wish in self._wishes.items() if wish != found}
        return found.job, True

    def drop_folder(self, folder: Path) -> list[str]:
        """Forgets all wishes that need the files of a run; their names."""
        needs = {wish.job for wish in self._wishes.values() if str(folder) in (wish.asked.base, wish.asked.folder)}
        self._wishes = {owner: wish for owner, wish in self._wishes.items() if wish.job not in needs}
        return list(needs)
