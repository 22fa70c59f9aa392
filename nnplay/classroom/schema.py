"""The database of classes: its tables, its connections, and who may read what.

SQLite with a write-ahead log: what was committed is there after the server was killed, and reading waits for nobody.
Each operation has a connection of its own, so that threads share none.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nnplay.classroom.class_names import read_code
from nnplay.errors import ClassroomError
from nnplay.i18n import N_, tr
from nnplay.limits import HOSTED, limits
from nnplay.runs.folders import home_folder

SCHEMA_VERSION = 2

DAYS, MOST_DAYS = 30, 180
"""How long a class is kept, unless its teacher says otherwise, and at most."""

BUSY_SECONDS = 20.0
"""How long an operation waits for another one that writes."""

MOST_BYTES, MOST_BYTES_SHARED = 2_000_000_000, 200_000_000
"""That all classes may take; on a shared server anybody can open one."""

ATTEMPTS = """
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES classes(code) ON DELETE CASCADE,
    member INTEGER NOT NULL REFERENCES members(id) ON DELETE CASCADE,
    assignment TEXT NOT NULL,        -- its id
    job TEXT NOT NULL,               -- name of the training
    held TEXT NOT NULL,              -- JSON list: which goals it has reached
    UNIQUE (member, assignment, job)
);
CREATE INDEX attempts_of_class ON attempts(class);
"""
"""What version 2 added."""

SCHEMA = """
CREATE TABLE classes (
    code TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    assignment TEXT NOT NULL,        -- its JSON; empty where there is none
    assignment_id TEXT NOT NULL,
    created TEXT NOT NULL,           -- ISO 8601, UTC, as all times here
    ends TEXT NOT NULL,              -- then it is deleted
    names_shown INTEGER NOT NULL,    -- whether the wall may show names
    secret BLOB NOT NULL,            -- SHA-256 of the teacher's secret
    wall BLOB NOT NULL               -- SHA-256 of the wall's key
);
CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES classes(code) ON DELETE CASCADE,
    name TEXT NOT NULL,
    same TEXT NOT NULL,              -- equal for names that people would take for the same
    token BLOB NOT NULL,             -- SHA-256 of the member's token
    writer INTEGER NOT NULL,         -- a random number that stands for the name where names are not shown
    joined TEXT NOT NULL,
    UNIQUE (class, same)
);
CREATE TABLE results (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES classes(code) ON DELETE CASCADE,
    member INTEGER NOT NULL REFERENCES members(id) ON DELETE CASCADE,
    result TEXT NOT NULL,            -- canonical JSON, without the name, which members has
    curve TEXT NOT NULL,             -- JSON list of numbers
    UNIQUE (member, result)
);
CREATE TABLE drawings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES classes(code) ON DELETE CASCADE,
    member INTEGER NOT NULL REFERENCES members(id) ON DELETE CASCADE,
    digit INTEGER NOT NULL,
    pixels BLOB NOT NULL,            -- 28 x 28 bytes
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES classes(code) ON DELETE CASCADE,
    text TEXT NOT NULL,
    options TEXT NOT NULL,           -- JSON list of texts
    about TEXT NOT NULL,             -- what whoever asks keeps with it
    answer INTEGER,                  -- place of the right option, once it is known
    closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE votes (
    question INTEGER NOT NULL REFERENCES questions(id) ON DELETE CASCADE,
    member INTEGER NOT NULL REFERENCES members(id) ON DELETE CASCADE,
    option INTEGER NOT NULL,
    PRIMARY KEY (question, member)
);
CREATE INDEX results_of_class ON results(class);
CREATE INDEX drawings_of_class ON drawings(class);
CREATE INDEX questions_of_class ON questions(class);
"""

_NO_CLASS = N_("There is no class with this code. Check the code, or ask your teacher for it.")


def home_file() -> Path:
    """Where the classes of this server are kept, beside the user's runs; it need not exist yet."""
    return home_folder() / "classroom" / "classes.sqlite3"


def digest(secret: str) -> bytes:
    """What is kept of a secret: 32 bytes that don't lead back to it, for it is long and random."""
    return hashlib.sha256(secret.encode()).digest()


def wall_key(secret: str) -> str:
    """The key that opens the wall of a class and nothing else; it does not lead back to the teacher's secret."""
    return hmac.new(secret.encode(), b"nnplay wall", hashlib.sha256).hexdigest()[:32]


def time_now() -> datetime:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class NoSuchClass(ClassroomError):
    """There is no class with this code, or no longer."""


class ClassDatabase:
    """The file, and the checks that every operation begins with. Safe to use from threads and processes.

    Args:
        path: Of the file; `home_file()` if None. It is made with its folder, readable by its owner alone.

    Raises:
        ClassroomError: If the file can't be made or read.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path is not None else home_file()
        self._make()

    # The file -------------------------------------------------------------------------------

    def _make(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Its log and index get the same mode from SQLite.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise ClassroomError(
                tr(
                    "Classes can't be kept in {parent}: {value}.",
                    parent=self.path.parent,
                    value=error.strerror or error,
                )
            ) from None
        with self._writing() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise ClassroomError(
                    tr("A newer version of nnplay keeps classes in {path}. Update nnplay to open them.", path=self.path)
                )
            if version < SCHEMA_VERSION:
                for statement in (ATTEMPTS if version else SCHEMA + ATTEMPTS).split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self.clean()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")  # a deleted name is not left in the file
                yield connection
            finally:
                connection.close()
        except sqlite3.IntegrityError:
            raise  # of what came in, not of the file
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ClassroomError(tr("The class is busy at the moment. Nothing was lost: try again.")) from None
            raise ClassroomError(tr("The file of the classes can't be used: {error}.", error=error)) from None
        except sqlite3.DatabaseError as error:
            raise ClassroomError(tr("The file of the classes is damaged: {error}.", error=error)) from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction: all of it is kept, or nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _check_room(self) -> None:
        if self.path.stat().st_size > (MOST_BYTES_SHARED if limits() is HOSTED else MOST_BYTES):
            raise ClassroomError(tr("This server has no room for more results of classes. Tell your teacher."))

    def clean(self) -> None:
        """Deletes the classes whose time is over; at the start, and whenever one is opened or joined."""
        now = time_now().isoformat()
        with self._connected() as connection:
            over = connection.execute("SELECT 1 FROM classes WHERE ends <= ? LIMIT 1", (now,)).fetchone()
        if over:
            self._delete("DELETE FROM classes WHERE ends <= ?", now)

    def forget(self, days: float) -> None:
        """Deletes the classes that were opened longer ago than so many days."""
        before = (time_now() - timedelta(days=days)).isoformat()
        self._delete("DELETE FROM classes WHERE created <= ?", before)

    def _delete(self, statement: str, *values: Any) -> int:
        """Deletes rows, also from the log; how many."""
        with self._writing() as connection:
            count = connection.execute(statement, values).rowcount
        with self._connected() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    # Who may ----------------------------------------------------------------------------------

    def _class(self, connection: sqlite3.Connection, code: str) -> sqlite3.Row:
        found = connection.execute(
            "SELECT * FROM classes WHERE code = ? AND ends > ?", (read_code(code), time_now().isoformat())
        ).fetchone()
        if found is None:
            raise NoSuchClass(tr(_NO_CLASS))
        return found

    def _taught(self, connection: sqlite3.Connection, code: str, secret: str) -> sqlite3.Row:
        """The class, for its teacher."""
        found = self._class(connection, code)
        if not hmac.compare_digest(found["secret"], digest(secret)):
            raise ClassroomError(tr("This is not the teacher's link of the class. Open the one that you saved."))
        return found

    def _member(self, connection: sqlite3.Connection, code: str, token: str) -> sqlite3.Row:
        """The member of a class that has this token."""
        found = self._class(connection, code)
        member = connection.execute(
            "SELECT * FROM members WHERE class = ? AND token = ?", (found["code"], digest(token))
        ).fetchone()
        if member is None:
            raise ClassroomError(tr("You are no longer in this class. Join it again with its code."))
        return member

    def _read(self, connection: sqlite3.Connection, code: str, key: str) -> sqlite3.Row:
        """The class, for whoever may see what has no names: its teacher, its wall, its members."""
        found, given = self._class(connection, code), digest(key)
        known = connection.execute(
            "SELECT 1 FROM members WHERE class = ? AND token = ?", (found["code"], given)
        ).fetchone()
        if not known and not any(hmac.compare_digest(found[one], given) for one in ("secret", "wall")):
            raise ClassroomError(tr("This link does not open the class. Ask for it again."))
        return found
