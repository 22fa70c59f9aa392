"""The results that a class has: handed in by members, read by the teacher, and shown without names."""

from __future__ import annotations

import functools
import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnplay.classroom.result import Result
from nnplay.classroom.schema import ClassDatabase
from nnplay.errors import ClassroomError
from nnplay.i18n import tr

MOST_RESULTS, MOST_CURVE = 100, 200
"""Of one member, and numbers of a curve."""


@dataclass(frozen=True)
class Handed:
    """A result that is in the class.

    Args:
        id: Its number in the database.
        member: Number of the member; 0 where names are not shown.
        name: Of the member; empty where names are not shown.
        result: What was handed in.
        curve: The metric after each epoch, thinned out evenly; see `curve_of`.
        writer: As in `ClassDrawing`.
    """

    id: int
    member: int
    name: str
    result: Result
    curve: tuple[float, ...]
    writer: int


class ResultTable(ClassDatabase):
    """Results come in by members; a member reads their own ones, the teacher all."""

    def hand_in(self, code: str, token: str, result: Result, curve: Sequence[float]) -> Handed:
        """Takes a result in, under the member's own name.

        Args:
            code, token: Of the class and the member.
            result: Of the assignment of the class.
            curve: As of `curve_of`.

        Raises:
            ClassroomError: If it belongs to another assignment, is there already, or there is no room.
        """
        numbers = [float(value) if math.isfinite(value) else None for value in curve[:MOST_CURVE]]
        with self._writing() as connection:
            self._check_room()
            member = self._member(connection, code, token)
            wanted = self._class(connection, code)["assignment_id"]
            if wanted and result.assignment != wanted:
                raise ClassroomError(tr("This result belongs to another assignment than the one of your class."))
            earlier = [one.result for one in _handed(connection, "results.member = ?", member["id"])]
            named = replace(result, name=member["name"])
            if any(_same(one, named) for one in earlier):
                raise ClassroomError(tr("You have handed in this result already. Train again to hand in another one."))
            if len(earlier) >= MOST_RESULTS:
                raise ClassroomError(
                    tr("You have handed in {most_results} results; that is as many as fit.", most_results=MOST_RESULTS)
                )
            added = connection.execute(
                "INSERT INTO results (class, member, result, curve) VALUES (?, ?, ?, ?)",
                (member["class"], member["id"], replace(result, name="").to_json(), json.dumps(numbers)),
            )
            (handed,) = _handed(connection, "results.id = ?", added.lastrowid)
        return handed

    def results(self, code: str, secret: str) -> Sequence[Handed]:
        """All results of a class, for the teacher, in the order in which they came."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
            return _handed(connection, "results.class = ?", found)

    def own_results(self, code: str, token: str) -> Sequence[Handed]:
        """What a member has handed in, oldest first."""
        with self._connected() as connection:
            return _handed(connection, "results.member = ?", self._member(connection, code, token)["id"])

    def shown(self, code: str, key: str) -> Sequence[Handed]:
        """All results as the wall may show them: without words, and without names unless the teacher allows them."""
        with self._connected() as connection:
            found = self._read(connection, code, key)
            rows = _handed(connection, "results.class = ?", found["code"])
        bare = [replace(one, result=replace(one.result, explanation="")) for one in rows]
        if found["names_shown"]:
            return bare
        return [replace(one, member=0, name="", result=replace(one.result, name="")) for one in bare]

    def delete_result(self, code: str, secret: str, id: int) -> None:
        """Deletes one result."""
        with self._connected() as connection:
            found = self._taught(connection, code, secret)["code"]
        self._delete("DELETE FROM results WHERE id = ? AND class = ?", id, found)


def _handed(connection: sqlite3.Connection, where: str, value: Any) -> list[Handed]:
    rows = connection.execute(
        "SELECT results.*, members.name, members.writer FROM results JOIN members ON members.id = results.member "
        f"WHERE {where} ORDER BY results.id",
        (value,),
    ).fetchall()
    return [
        Handed(
            row["id"],
            row["member"],
            row["name"],
            replace(_read(row["result"]), name=row["name"]),
            tuple(math.nan if number is None else number for number in json.loads(row["curve"])),
            row["writer"],
        )
        for row in rows
    ]


@functools.lru_cache(maxsize=4000)
def _read(text: str) -> Result:
    """A result of the file: the tables that fill by themselves read the same ones every few seconds."""
    return Result.from_json(text)


def _same(one: Result, other: Result) -> bool:
    """Whether it is the same run, explained in the same words."""
    return replace(one, created="", attempt=0, seconds=0.0) == replace(other, created="", attempt=0, seconds=0.0)
