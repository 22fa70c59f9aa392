"""Which class a session belongs to, as a student or as its teacher; and the classes of this server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from nnplay.classroom.class_store import ClassStore, Membership
from nnplay.classroom.guessing import Guesses
from nnplay.classroom.key import SECRET_NAME, home_key, key_of
from nnplay.classroom.schema import home_file
from nnplay.datasets.store.cache import Shared
from nnplay.errors import ClassroomError
from nnplay.ui.common.session import Session

_stores: Shared[Path, ClassStore] = Shared(4, lambda store: 1)

_guesses: Shared[None, Guesses] = Shared(1, lambda guesses: 1)

_LONGEST = 64

T = TypeVar("T")


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
        left: Whether there was another one, which the browser has to forget.
        checked: Whether the class has confirmed it in this session; what a browser gave back may be guessed.
        opens: Whether Teach shall show the class, wherever it was left: its teacher's link was opened.
    """

    memory_name: ClassVar[str] = "class"

    code: str = ""
    token: str = ""
    name: str = ""
    taught: str = ""
    secret: str = ""
    left: bool = False
    checked: bool = False
    opens: bool = False

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

    def join(self, member: Membership) -> None:
        """Takes a membership."""
        self.code, self.token, self.name = member.code, member.token, member.name
        self.left, self.checked = False, True

    def leave(self) -> None:
        """Forgets the membership here; the class is told by `ClassStore.leave`, if it shall be."""
        self.code, self.token, self.name, self.left = "", "", "", True

    def teach(self, code: str, secret: str) -> None:
        """Takes a class to teach."""
        self.taught, self.secret, self.left, self.checked = code, secret, False, True

    def close(self) -> None:
        """Forgets the class that is taught; it goes on without this browser."""
        self.taught, self.secret, self.left = "", "", True

    def remember(self) -> Any:
        """As of `MemorablePart`."""
        if not self.is_student and not self.is_teacher:
            return [] if self.left else None
        return [self.code, self.token, self.name, self.taught, self.secret]

    def recall(self, kept: Any) -> None:
        """As of `MemorablePart`."""
        if found := remembered_class(kept):
            self.code, self.token, self.name = found.code, found.token, found.name
            self.taught, self.secret, self.checked = found.taught, found.secret, False


def remembered_class(kept: Any) -> ClassAtHand | None:
    """What `ClassAtHand.remember` told a browser; None for anything else."""
    if isinstance(kept, list) and len(kept) == 5 and all(isinstance(one, str) and len(one) <= _LONGEST for one in kept):
        return ClassAtHand(*kept)
    return None


def carry(fresh: Session, kept: Session) -> None:
    """Lets a tab that goes on with an earlier session teach there the class that its address named."""
    mine = class_at_hand(fresh)
    if fresh is not kept and mine.is_teacher:
        class_at_hand(kept).teach(mine.taught, mine.secret)
        class_at_hand(kept).opens = True


def guarded(session: Session, ask: Callable[[], T]) -> T:
    """Asks with a code, link or secret that somebody may be guessing; wrong ones make the session wait.

    Raises:
        ClassroomError: What `ask` raised, or that the session has to wait.
    """
    guesses = _guesses.get(None, Guesses)
    guesses.check(session.token)
    try:
        return ask()
    except ClassroomError:
        guesses.wrong(session.token)
        raise


def confirmed(session: Session, ask: Callable[[], T]) -> T:
    """Asks as the student or teacher that the session says to be; guarded until the class has confirmed that once.

    Raises:
        ClassroomError: As `guarded`; `MustWait` says nothing against it.
    """
    mine = class_at_hand(session)
    answer = ask() if mine.checked else guarded(session, ask)
    mine.checked = True
    return answer


def server_key() -> bytes:
    """The key that seals results here: of Streamlit's secrets, else of the user's data folder.

    Raises:
        ClassroomError: If there is none and none can be made.
    """
    text = _secret()
    return key_of(text) if text else home_key()


def has_own_key() -> bool:
    """Whether the deployment has a key, which holds on when the server's files are gone."""
    return bool(_secret())


def _secret() -> str:
    try:
        return str(st.secrets.get(SECRET_NAME, ""))
    except StreamlitSecretNotFoundError:
        return ""


def class_at_hand(session: Session) -> ClassAtHand:
    """The class of a session."""
    return session.part(ClassAtHand)
