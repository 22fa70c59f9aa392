"""A class as a file, for a server that keeps nothing; and what is kept of one student, for the student."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from datetime import datetime, timedelta
from typing import Any

from nnplay.classroom.class_names import LONGEST_NAME, clean_name, read_code, same_name
from nnplay.classroom.result import Result
from nnplay.classroom.schema import MOST_DAYS, ClassDatabase, digest, time_now, wall_key
from nnplay.errors import ClassroomError, ResultError
from nnplay.i18n import N_, tr

FILE_VERSION = 1
ENDING = ".nnclass"
MOST_FILE, MOST_UNPACKED = 50_000_000, 200_000_000

_TABLES = {
    "members": ("id", "name", "token", "writer", "joined"),
    "results": ("member", "result", "curve"),
    "attempts": ("member", "assignment", "job", "held"),
    "drawings": ("member", "digit", "pixels", "removed"),
    "questions": ("id", "text", "options", "about", "answer", "closed"),
    "votes": ("question", "member", "option"),
}
"""What of each table is in a file, in the order in which they refer to each other."""

_DAMAGED = N_("This is not a file of a class, or it is damaged. Nothing was opened.")


class ClassFiles(ClassDatabase):
    """Classes leave and come back as files."""

    def export(self, code: str, secret: str) -> bytes:
        """A class as a file that `import_class` opens, here or on another server. It holds the teacher's secret."""
        with self._connected() as connection:
            connection.execute("BEGIN")  # all tables as they are at one moment
            found = self._taught(connection, code, secret)
            data: dict[str, Any] = {
                "nnclass": FILE_VERSION,
                "secret": secret,
                **{
                    name: found[name]
                    for name in ("code", "title", "assignment", "assignment_id", "created", "ends", "names_shown")
                },
            }
            for table, columns in _TABLES.items():
                where = "question IN (SELECT id FROM questions WHERE class = ?)" if table == "votes" else "class = ?"
                rows = connection.execute(
                    f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY rowid", (found["code"],)
                ).fetchall()
                data[table] = [[_plain(value) for value in row] for row in rows]
            connection.execute("COMMIT")
        return zlib.compress(json.dumps(data).encode(), 9)

    def import_class(self, content: bytes) -> tuple[str, str]:
        """Opens the class of a file again; its code and its teacher's secret. Links and students' tokens hold on.

        Raises:
            ClassroomError: If it is no such file, its time is over, or the class is here already.
        """
        data = _unpacked(content)
        try:
            code, secret = read_code(data["code"]), _text(data["secret"], 200)
            now, ends = time_now(), datetime.fromisoformat(data["ends"])
            ends = min(ends, now + timedelta(days=MOST_DAYS))
            if ends <= now:
                raise ClassroomError(tr("The time of this class is over, so it isn't opened again."))
            head = (
                code,
                _text(data["title"], 200),
                _text(data["assignment"], 300_000),
                _text(data["assignment_id"], 64),
                datetime.fromisoformat(data["created"]).isoformat(),
                ends.isoformat(),
                int(bool(data["names_shown"])),
                digest(secret),
                digest(wall_key(secret)),
            )
            with self._writing() as connection:
                self._check_room()
                if connection.execute("SELECT 1 FROM classes WHERE code = ?", (code,)).fetchone():
                    raise ClassroomError(
                        tr("The class {code} is on this server already. Open it by the teacher's link.", code=code)
                    )
                connection.execute(f"INSERT INTO classes VALUES ({', '.join('?' * len(head))})", head)
                members, questions = {}, {}
                for id, name, token, writer, joined in data["members"]:
                    name = clean_name(_text(name, LONGEST_NAME))
                    added = connection.execute(
                        "INSERT INTO members (class, name, same, token, writer, joined) VALUES (?, ?, ?, ?, ?, ?)",
                        (code, name, same_name(name), _bytes(token, 32), int(writer), _text(joined, 40)),
                    )
                    members[id] = added.lastrowid
                for member, result, curve in data["results"]:
                    connection.execute(
                        "INSERT INTO results (class, member, result, curve) VALUES (?, ?, ?, ?)",
                        (code, members[member], Result.from_json(result).to_json(), _numbers(curve)),
                    )
                for member, assignment, job, held in data.get("attempts", ()):  # older files have none
                    connection.execute(
                        "INSERT INTO attempts (class, member, assignment, job, held) VALUES (?, ?, ?, ?, ?)",
                        (
                            code, members[member], _text(assignment, 64), _text(job, 64),
                            json.dumps([bool(one) for one in json.loads(_text(held, 1000))]),
                        ),
                    )  # fmt: skip
                for member, digit, pixels, removed in data["drawings"]:
                    connection.execute(
                        "INSERT INTO drawings (class, member, digit, pixels, removed) VALUES (?, ?, ?, ?, ?)",
                        (code, members[member], range(10)[digit], _bytes(pixels, 28 * 28), int(bool(removed))),
                    )
                for id, text, options, about, answer, closed in data["questions"]:
                    texts = [_text(option, 200) for option in json.loads(options)]
                    added = connection.execute(
                        "INSERT INTO questions (class, text, options, about, answer, closed) VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            code, _text(text, 1000), json.dumps(texts), _text(about, 30_000),
                            None if answer is None else range(len(texts))[answer], int(bool(closed)),
                        ),
                    )  # fmt: skip
                    questions[id] = added.lastrowid
                for question, member, option in data["votes"]:
                    connection.execute(
                        "INSERT INTO votes VALUES (?, ?, ?)", (questions[question], members[member], int(option))
                    )
        except sqlite3.IntegrityError:
            raise ClassroomError(tr(_DAMAGED)) from None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, ResultError):
            raise ClassroomError(tr(_DAMAGED)) from None
        return code, secret

    def export_student(self, code: str, key: str, member: int | None = None) -> bytes:
        """All that is kept of one student, as JSON that people can read.

        Args:
            code: Of the class.
            key: The student's token, or the teacher's secret with the number of a member.
            member: Its number, for the teacher.
        """
        with self._connected() as connection:
            if member is None:
                number = self._member(connection, code, key)["id"]
            else:
                self._taught(connection, code, key)
                number = member
            found = connection.execute(
                "SELECT * FROM members WHERE id = ? AND class = ?", (number, read_code(code))
            ).fetchone()
            if found is None:
                raise ClassroomError(tr("This student is no longer in the class."))

            def rows(table: str, columns: str) -> list[Any]:
                return connection.execute(f"SELECT {columns} FROM {table} WHERE member = ?", (number,)).fetchall()

            data = {
                "class": found["class"],
                "name": found["name"],
                "joined": found["joined"],
                "results": [
                    {**json.loads(row["result"]), "name": found["name"], "curve": json.loads(row["curve"])}
                    for row in rows("results", "result, curve")
                ],
                "attempts": [
                    {"assignment": row["assignment"], "held": json.loads(row["held"])}
                    for row in rows("attempts", "assignment, held")
                ],
                "drawings": [
                    {"digit": row["digit"], "pixels": base64.b64encode(row["pixels"]).decode()}
                    for row in rows("drawings", "digit, pixels")
                ],
                "votes": [dict(row) for row in rows("votes", "question, option")],
            }
        return json.dumps(data, indent=1, ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _unpacked(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_FILE:
        raise ClassroomError(tr("This file is too large for a class."))
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content, MOST_UNPACKED)
        data = json.loads(text)
    except (zlib.error, ValueError, RecursionError):
        raise ClassroomError(tr(_DAMAGED)) from None
    if not unpacker.eof or not isinstance(data, dict) or "nnclass" not in data:
        raise ClassroomError(tr(_DAMAGED))
    if data["nnclass"] != FILE_VERSION:
        raise ClassroomError(tr("This file of a class is from another version of nnplay. This version can't open it."))
    return data


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise TypeError
    return value


def _bytes(value: Any, length: int) -> bytes:
    found = base64.b64decode(_text(value, 2000), validate=True)
    if len(found) != length:
        raise ValueError
    return found


def _numbers(text: Any) -> str:
    found = json.loads(_text(text, 10_000))
    return json.dumps([None if value is None else float(value) for value in found])
