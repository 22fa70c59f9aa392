"""Classes that stay: opened by a teacher, joined by a code, filled with results.

Nobody has an account. A teacher holds the secret of the class, a member a token of their own; of both only digests are
kept. A member sees what they handed in themselves, and what has no names.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from nnplay.classroom.class_file import ClassFiles
from nnplay.classroom.class_names import clean_name, free_name, new_code, same_name
from nnplay.classroom.schema import DAYS, MOST_DAYS, digest, time_now, wall_key
from nnplay.classroom.stored_attempts import AttemptTable
from nnplay.classroom.stored_drawings import DrawingTable
from nnplay.classroom.stored_results import Handed, ResultTable
from nnplay.classroom.stored_votes import VoteTable
from nnplay.errors import ClassroomError
from nnplay.i18n import N_, tr

MOST_CLASSES, MOST_MEMBERS = 500, 200
"""Of a server, and of a class."""

__all__ = ["DAYS", "MOST_DAYS", "ClassStore", "Classroom", "Handed", "Member", "Membership", "wall_key"]

LONGEST_TITLE, LONGEST_ASSIGNMENT = 120, 200_000

UNNAMED = N_("My class")
"""Title of a class that its teacher gave none; in English, as all that is kept."""


class Assigned(Protocol):
    """What a class works on: an assignment, as far as it is kept."""

    @property
    def id(self) -> str: ...

    def to_json(self) -> str: ...


@dataclass(frozen=True)
class Classroom:
    """A class, as all of it may know it.

    Args:
        code: Its six letters.
        title: What the teacher calls it.
        assignment: JSON of its assignment; empty where there is none.
        assignment_id: Id of the assignment; empty where there is none.
        created, ends: When it was opened, and when it is deleted: ISO 8601, UTC.
        names_shown: Whether the wall may show names.
    """

    code: str
    title: str
    assignment: str
    assignment_id: str
    created: str
    ends: str
    names_shown: bool


@dataclass(frozen=True)
class Membership:
    """What a student has of a class.

    Args:
        code: Of the class.
        token: The member's own, which the browser keeps.
        name: That the class knows the member by.
        asked: The name that was asked for; another one where somebody had that already.
    """

    code: str
    token: str
    name: str
    asked: str


@dataclass(frozen=True)
class Member:
    """A member, as the teacher sees it.

    Args:
        id: The number in the database.
        name: That the student chose.
        joined: When: ISO 8601, UTC.
        writer: As in `ClassDrawing`.
    """

    id: int
    name: str
    joined: str
    writer: int


class ClassStore(ResultTable, AttemptTable, DrawingTable, VoteTable, ClassFiles):
    """All classes of a server, in one file.

    Example:
        >>> store = ClassStore("classes.sqlite3")  # doctest: +SKIP
        >>> classroom, secret = store.create("Class 10b")  # doctest: +SKIP
        >>> ada = store.join(classroom.code, "Ada")  # doctest: +SKIP
        >>> store.hand_in(ada.code, ada.token, result, curve)  # doctest: +SKIP
        >>> [one.name for one in store.results(classroom.code, secret)]  # doctest: +SKIP
        ['Ada']
    """

    # Classes ----------------------------------------------------------------------------------

    def create(
        self, title: str, assignment: Assigned | None = None, *, days: int = DAYS, names_shown: bool = False
    ) -> tuple[Classroom, str]:
        """Opens a class; with the teacher's secret, which is kept nowhere.

        Args:
            title: What it is called.
            assignment: What it works on.
            days: How long it is kept, 1 to `MOST_DAYS`.
            names_shown: Whether the wall may show names.

        Raises:
            ClassroomError: If the server has too many.
        """
        text = assignment.to_json() if assignment else ""
        if len(text) > LONGEST_ASSIGNMENT:
            raise ClassroomError(tr("This assignment is too long for a class."))
        self.clean()
        secret, now = secrets.token_urlsafe(24), time_now()
        ends = now + timedelta(days=min(max(days, 1), MOST_DAYS))
        title = " ".join(title.split())[:LONGEST_TITLE] or UNNAMED
        with self._writing() as connection:
            self._check_room()
            if connection.execute("SELECT COUNT(*) FROM classes").fetchone()[0] >= MOST_CLASSES:
                raise ClassroomError(tr("This server has as many classes as it can keep. Close one that is over."))
            code = new_code()
            while connection.execute("SELECT 1 FROM classes WHERE code = ?", (code,)).fetchone():
                code = new_code()
            connection.execute(
                "INSERT INTO classes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    code, title, text, assignment.id if assignment else "", now.isoformat(), ends.isoformat(),
                    int(names_shown), digest(secret), digest(wall_key(secret)),
                ),
            )  # fmt: skip
        return self.find(code), secret

    def find(self, code: str) -> Classroom:
        """A class by its code, for whoever wants to join it.

        Raises:
            ClassroomError: If there is none.
        """
        self.clean()
        with self._connected() as connection:
            return _classroom(self._class(connection, code))

    def open(self, code: str, secret: str) -> Classroom:
        """A class for its teacher.

        Raises:
            ClassroomError: If there is none, or the secret is another one.
        """
        self.clean()
        with self._connected() as connection:
            return _classroom(self._taught(connection, code, secret))

    def watch(self, code: str, key: str) -> Classroom:
        """A class for its wall, by the wall's key or any other that belongs to the class."""
        self.clean()
        with self._connected() as connection:
            return _classroom(self._read(connection, code, key))

    def show_names(self, code: str, secret: str, shown: bool) -> None:
        """Allows names on the wall, or no longer."""
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            connection.execute("UPDATE classes SET names_shown = ? WHERE code = ?", (int(shown), found["code"]))

    def assign(self, code: str, secret: str, assignment: Assigned | None) -> None:
        """Gives the class another assignment; what was handed in for the one before stays."""
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            connection.execute(
                "UPDATE classes SET assignment = ?, assignment_id = ? WHERE code = ?",
                (assignment.to_json() if assignment else "", assignment.id if assignment else "", found["code"]),
            )

    def delete_class(self, code: str, secret: str) -> None:
        """Deletes a class with all that is in it."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
        self._delete("DELETE FROM classes WHERE code = ?", found)

    # Members ----------------------------------------------------------------------------------

    def join(self, code: str, name: str) -> Membership:
        """Takes a student in, by another name where somebody has this one.

        Raises:
            ClassroomError: If there is no such class, no name, or no room.
        """
        asked, token = clean_name(name), secrets.token_urlsafe(24)
        self.clean()
        with self._writing() as connection:
            self._check_room()
            found = self._class(connection, code)["code"]
            taken = {row["same"] for row in connection.execute("SELECT same FROM members WHERE class = ?", (found,))}
            if len(taken) >= MOST_MEMBERS:
                raise ClassroomError(
                    tr("This class is full: it has {most_members} members.", most_members=MOST_MEMBERS)
                )
            free = free_name(asked, taken)
            connection.execute(
                "INSERT INTO members (class, name, same, token, writer, joined) VALUES (?, ?, ?, ?, ?, ?)",
                (found, free, same_name(free), digest(token), secrets.randbits(31), time_now().isoformat()),
            )
        return Membership(found, token, free, asked)

    def rejoin(self, code: str, token: str) -> Membership:
        """The membership of a student who comes back with their token.

        Raises:
            ClassroomError: If it is not one of this class.
        """
        self.clean()
        with self._connected() as connection:
            member = self._member(connection, code, token)
        return Membership(member["class"], token, member["name"], member["name"])

    def members(self, code: str, secret: str) -> Sequence[Member]:
        """All members, for the teacher, in the order in which they joined."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
            rows = connection.execute("SELECT * FROM members WHERE class = ? ORDER BY id", (found,)).fetchall()
        return [Member(row["id"], row["name"], row["joined"], row["writer"]) for row in rows]

    def count_members(self, code: str, key: str) -> int:
        """How many members a class has; the key as for `drawings`."""
        with self._connected() as connection:
            found = self._read(connection, code, key)["code"]
            return int(connection.execute("SELECT COUNT(*) FROM members WHERE class = ?", (found,)).fetchone()[0])

    def delete_student(self, code: str, secret: str, member: int) -> None:
        """Deletes a member with all that they handed in, drew and voted; by the teacher."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
        self._delete("DELETE FROM members WHERE id = ? AND class = ?", member, found)

    def leave(self, code: str, token: str) -> None:
        """Deletes a member with all that they handed in, drew and voted; by the student."""
        with self._connected() as connection:
            member = self._member(connection, code, token)["id"]
        self._delete("DELETE FROM members WHERE id = ?", member)


def _classroom(row: sqlite3.Row) -> Classroom:
    return Classroom(
        row["code"],
        row["title"],
        row["assignment"],
        row["assignment_id"],
        row["created"],
        row["ends"],
        bool(row["names_shown"]),
    )
