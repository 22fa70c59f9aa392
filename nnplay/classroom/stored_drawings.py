"""What a class draws: the digits of its members, by nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.classroom.schema import ClassDatabase
from nnplay.errors import ClassroomError
from nnplay.i18n import tr

SIDE = 28
MOST_DRAWINGS = 100
"""Of one member."""


@dataclass(frozen=True, eq=False)
class ClassDrawing:
    """A digit that a member drew.

    Args:
        id: Its number in the database.
        digit: What it shall be, 0 to 9.
        pixels: uint8, (28, 28); 0 is paper and 255 is ink.
        removed: Whether the teacher took it out.
        writer: A random number for who drew it: equal for the drawings of one member.
        number: Of the writer, from 1, in the order in which they first drew. Drawings that were taken out count for it,
            so that nobody gets another one's number.
    """

    id: int
    digit: int
    pixels: np.ndarray
    removed: bool
    writer: int
    number: int


class DrawingTable(ClassDatabase):
    """Drawings come in by members, and are seen by all of the class."""

    def add_drawing(self, code: str, token: str, digit: int, pixels: np.ndarray) -> int:
        """Keeps a drawing; its id.

        Args:
            code, token: Of the class and the member.
            digit: What it shall be, 0 to 9.
            pixels: uint8, (28, 28).

        Raises:
            ClassroomError: If it is no such drawing, or the member has `MOST_DRAWINGS`.
        """
        if pixels.shape != (SIDE, SIDE) or pixels.dtype != np.uint8 or not 0 <= int(digit) <= 9:
            raise ClassroomError(tr("A drawing for the class is a digit from 0 to 9 on 28 × 28 pixels."))
        with self._writing() as connection:
            self._check_room()
            member = self._member(connection, code, token)
            count = connection.execute("SELECT COUNT(*) FROM drawings WHERE member = ?", (member["id"],)).fetchone()[0]
            if count >= MOST_DRAWINGS:
                raise ClassroomError(
                    tr(
                        "You have drawn {most_drawings} digits for the class; that is as many as fit.",
                        most_drawings=MOST_DRAWINGS,
                    )
                )
            added = connection.execute(
                "INSERT INTO drawings (class, member, digit, pixels) VALUES (?, ?, ?, ?)",
                (member["class"], member["id"], int(digit), pixels.tobytes()),
            )
            return int(added.lastrowid or 0)

    def drawings(self, code: str, key: str, *, removed: bool = False) -> Sequence[ClassDrawing]:
        """The drawings of a class, oldest first.

        Args:
            code: Of the class.
            key: The teacher's secret, the wall's key, or a member's token.
            removed: Whether those are among them that were taken out; for the teacher only.
        """
        with self._connected() as connection:
            found = self._taught(connection, code, key) if removed else self._read(connection, code, key)
            rows = connection.execute(
                "SELECT drawings.*, members.writer FROM drawings JOIN members ON members.id = drawings.member "
                "WHERE drawings.class = ? ORDER BY drawings.id",
                (found["code"],),
            ).fetchall()
        numbers: dict[int, int] = {}
        for row in rows:
            numbers.setdefault(row["member"], len(numbers) + 1)
        return [
            ClassDrawing(
                row["id"],
                row["digit"],
                np.frombuffer(row["pixels"], np.uint8).reshape(SIDE, SIDE),
                bool(row["removed"]),
                row["writer"],
                numbers[row["member"]],
            )
            for row in rows
            if removed or not row["removed"]
        ]

    def own_drawings(self, code: str, token: str) -> Sequence[int]:
        """The digits that a member has drawn and that were not taken out, oldest first."""
        with self._connected() as connection:
            member = self._member(connection, code, token)
            rows = connection.execute(
                "SELECT digit FROM drawings WHERE member = ? AND NOT removed ORDER BY id", (member["id"],)
            ).fetchall()
        return [row["digit"] for row in rows]

    def remove_drawing(self, code: str, secret: str, id: int, removed: bool = True) -> None:
        """Takes a drawing out, or puts it back."""
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            connection.execute(
                "UPDATE drawings SET removed = ? WHERE id = ? AND class = ?", (int(removed), id, found["code"])
            )
