"""Which class a session belongs to, as a student or as its teacher; and the classes of this server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from nnplay.classroom.class_store import ClassStore
from nnplay.classroom.schema import home_file
from nnplay.datasets.store.cache import Shared
from nnplay.ui.common.session import Session

_stores: Shared[Path, ClassStore] = Shared(4, lambda store: 1)

_LONGEST = 64


def classes() -> ClassStore:
    """All classes of this server.

    Raises:
        ClassroomError: If they can't be kept here.
    """
    home = home_file()
    return _stores.get(home, lambda: ClassStore(home))


@dataclass
class ClassAtHand:
    """The class of a session. The browser keeps it, so that a student who lost the tab can come back.

    Args:
        code: Of the class that the session has joined; empty for none.
        token, name: Of the student in it.
        taught: Code of the class that the session teaches; empty for none.
        secret: The teacher's, for that class.
    """

    memory_name: ClassVar[str] = "class"

    code: str = ""
    token: str = ""
    name: str = ""
    taught: str = ""
    secret: str = ""

    @property
    def is_student(self) -> bool:
        """Whether the session has joined a class."""
        return bool(self.code and self.token)

    @property
    def is_teacher(self) -> bool:
        """Whether the session teaches a class."""
        return bool(self.taught and self.secret)

    @property
    def reader(self) -> tuple[str, str]:
        """Code and key for what a class may see without names: of the class that is taught, else of the joined one."""
        return (self.taught, self.secret) if self.is_teacher else (self.code, self.token)

    def remember(self) -> Any:
        """As of `MemorablePart`."""
        if not self.is_student and not self.is_teacher:
            return None
        return [self.code, self.token, self.name, self.taught, self.secret]

    def recall(self, kept: Any) -> None:
        """As of `MemorablePart`."""
        if found := remembered_class(kept):
            self.code, self.token, self.name = found.code, found.token, found.name
            self.taught, self.secret = found.taught, found.secret


def remembered_class(kept: Any) -> ClassAtHand | None:
    """What `ClassAtHand.remember` told a browser; None for anything else."""
    if isinstance(kept, list) and len(kept) == 5 and all(isinstance(one, str) and len(one) <= _LONGEST for one in kept):
        return ClassAtHand(*kept)
    return None


def class_at_hand(session: Session) -> ClassAtHand:
    """The class of a session."""
    return session.part(ClassAtHand)
