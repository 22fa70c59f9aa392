"""Classes go when their time is over, also where nobody opens one."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from nnplay.classroom import retention, schema
from nnplay.classroom.class_store import ClassStore
from nnplay.classroom.retention import CLEAN_SECONDS, Cleaning


def test_a_server_cleans_at_its_start_and_then_every_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "classes.sqlite3"
    classroom, _ = ClassStore(path).create("10b", days=1)
    ClassStore(path).join(classroom.code, "Ada")
    now = schema.time_now()

    def members() -> int:
        connection = sqlite3.connect(path)
        try:
            return int(connection.execute("SELECT COUNT(*) FROM members").fetchone()[0])
        finally:
            connection.close()

    cleaning = Cleaning(path)
    cleaning.go_on(0.0)
    monkeypatch.setattr(schema, "time_now", lambda: now + timedelta(days=1))
    cleaning.go_on(CLEAN_SECONDS - 1)
    assert members() == 1
    cleaning.go_on(CLEAN_SECONDS)
    assert members() == 0


def test_nothing_is_made_where_there_was_never_a_class(tmp_path: Path) -> None:
    retention.clean(tmp_path / "classroom" / "classes.sqlite3")
    assert list(tmp_path.iterdir()) == []
