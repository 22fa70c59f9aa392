"""The trainings of a class's members that count as attempts, so that a reload or another tab starts no new count."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnplay.classroom.schema import ClassDatabase

MOST_ATTEMPTS = 2000
"""Of one member for one assignment."""


@dataclass(frozen=True)
class StoredAttempt:
    """A training that counts.

    Args:
        job: Name of the training.
        held: Which goals it had reached.
    """

    job: str
    held: tuple[bool, ...]


class AttemptTable(ClassDatabase):
    """A member's attempts are read by the member; the teacher sees how many there are."""

    def own_attempts(self, code: str, token: str, assignment: str) -> Sequence[StoredAttempt]:
        """The attempts of a member, oldest first.

        Args:
            code, token: Of the class and the member.
            assignment: Id of the assignment.
        """
        with self._connected() as connection:
            return _attempts(connection, self._member(connection, code, token)["id"], assignment)

    def attempts(self, code: str, secret: str, assignment: str) -> Mapping[int, int]:
        """How many attempts each member has made, by number of the member; for the teacher."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
            rows = connection.execute(
                "SELECT member, COUNT(*) AS count FROM attempts WHERE class = ? AND assignment = ? GROUP BY member",
                (found, assignment),
            ).fetchall()
        return {row["member"]: row["count"] for row in rows}

    def note_attempt(
        self, code: str, token: str, assignment: str, attempt: StoredAttempt, most: int | None = None
    ) -> Sequence[StoredAttempt]:
        """Counts a training, once; where it is known, which goals it reached is noted anew. All attempts as they are.

        Args:
            code, token: Of the class and the member.
            assignment: Id of the assignment.
            attempt: The training.
            most: How many count; one more is not taken. None: as many as they like.
        """
        most = MOST_ATTEMPTS if most is None else min(most, MOST_ATTEMPTS)
        with self._writing() as connection:
            self._check_room()
            member = self._member(connection, code, token)
            known = _attempts(connection, member["id"], assignment)
            if len(known) < most or attempt.job in {one.job for one in known}:
                connection.execute(
                    "INSERT INTO attempts (class, member, assignment, job, held) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO "
                    "UPDATE SET held = excluded.held",
                    (member["class"], member["id"], assignment, attempt.job, json.dumps(attempt.held)),
                )
            return _attempts(connection, member["id"], assignment)


def _attempts(connection: sqlite3.Connection, member: int, assignment: str) -> list[StoredAttempt]:
    rows = connection.execute(
        "SELECT job, held FROM attempts WHERE member = ? AND assignment = ? ORDER BY id", (member, assignment)
    ).fetchall()
    return [StoredAttempt(row["job"], tuple(map(bool, json.loads(row["held"])))) for row in rows]
