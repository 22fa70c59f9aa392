"""The database of classes: who may do what, what stays, and many at once."""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from nnplay.classroom import schema
from nnplay.classroom.class_names import CODE_LETTERS, clean_name, read_code
from nnplay.classroom.class_store import MOST_DAYS, ClassStore, wall_key
from nnplay.classroom.standing import standings
from nnplay.classroom.stored_attempts import StoredAttempt
from nnplay.classroom.stored_votes import Question
from nnplay.errors import ClassroomError
from tests.classroom.factories import made_result


@dataclass(frozen=True)
class Task:
    """An assignment as far as a class keeps it."""

    id: str = "0123456789ab"

    def to_json(self) -> str:
        return '{"title": "Spirals"}'


@pytest.fixture
def store(tmp_path: Path) -> ClassStore:
    return ClassStore(tmp_path / "classroom" / "classes.sqlite3")


def test_a_class_is_joined_filled_and_read_by_its_teacher(store: ClassStore) -> None:
    classroom, secret = store.create(" Class  10b ", Task())
    assert (classroom.title, classroom.assignment_id) == ("Class 10b", Task().id)
    assert len(classroom.code) == 6
    assert set(classroom.code) <= set(CODE_LETTERS)
    spoken = f" {classroom.code[:3].lower()}-{classroom.code[3:]} "
    ada = store.join(spoken, "  Ada ")
    handed = store.hand_in(ada.code, ada.token, made_result(name="Somebody else"), [0.5, float("nan"), 0.925])
    assert handed.name == handed.result.name == "Ada"
    (found,) = ClassStore(store.path).results(classroom.code, secret)
    assert found.result == made_result(name="Ada")
    np.testing.assert_equal(found.curve, (0.5, float("nan"), 0.925))
    assert store.own_results(ada.code, ada.token)[0].id == found.id
    assert [member.name for member in store.members(classroom.code, secret)] == ["Ada"]


def test_the_second_of_equal_names_gets_another(store: ClassStore) -> None:
    classroom, _ = store.create("10b")
    names = [store.join(classroom.code, name).name for name in ("Ada", "ada", "ＡＤＡ", "Bo")]
    assert names == ["Ada", "ada 2", "ADA 3", "Bo"]


def test_results_of_another_assignment_and_repeated_ones_are_refused(store: ClassStore) -> None:
    classroom, secret = store.create("10b", Task())
    ada = store.join(classroom.code, "Ada")
    with pytest.raises(ClassroomError, match="another assignment"):
        store.hand_in(ada.code, ada.token, made_result(assignment="ffffffffffff"), [])
    store.hand_in(ada.code, ada.token, made_result(), [])
    with pytest.raises(ClassroomError, match="already"):
        store.hand_in(ada.code, ada.token, made_result(attempt=3, created="2026-03-02T10:00:00+00:00"), [])
    store.hand_in(ada.code, ada.token, made_result(explanation="Now I know why."), [])
    assert len(store.results(classroom.code, secret)) == 2


def test_nobody_reads_with_the_key_of_another(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    code, other = classroom.code, store.create("10c")[1]
    ada, bo = store.join(code, "Ada"), store.join(code, "Bo")
    store.hand_in(code, ada.token, made_result(), [])
    for key in (other, "", ada.token, wall_key(secret)):
        for read in (store.results, store.members, store.open, store.delete_class):
            with pytest.raises(ClassroomError, match="teacher's link"):
                read(code, key)
    assert store.own_results(code, bo.token) == []
    for token in (secret, wall_key(secret), other):
        with pytest.raises(ClassroomError, match="no longer in this class"):
            store.own_results(code, token)
    with pytest.raises(ClassroomError, match="does not open"):
        store.shown(code, other)


def test_the_wall_shows_no_words_and_names_only_where_they_are_allowed(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    ada = store.join(classroom.code, "Ada")
    store.hand_in(ada.code, ada.token, made_result(), [0.5])
    (hidden,) = store.shown(classroom.code, wall_key(secret))
    assert (hidden.name, hidden.member, hidden.result.name, hidden.result.explanation) == ("", 0, "", "")
    store.show_names(classroom.code, secret, True)
    (shown,) = store.shown(classroom.code, wall_key(secret))
    assert (shown.name, shown.result.explanation) == ("Ada", "")
    assert store.watch(classroom.code, wall_key(secret)).names_shown


def test_secrets_and_tokens_are_not_in_the_file(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    ada = store.join(classroom.code, "Ada")
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert b"Ada" in kept
    assert not any(text.encode() in kept for text in (secret, ada.token, wall_key(secret)))
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}


def test_a_deleted_student_leaves_nothing_in_the_file(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    ada, bo = store.join(classroom.code, "Ada Unforgettable"), store.join(classroom.code, "Bo")
    store.hand_in(ada.code, ada.token, made_result(explanation="Words of mine"), [])
    store.add_drawing(ada.code, ada.token, 3, np.zeros((28, 28), np.uint8))
    store.delete_student(classroom.code, secret, store.members(classroom.code, secret)[0].id)
    assert [member.name for member in store.members(classroom.code, secret)] == ["Bo"]
    assert not store.results(classroom.code, secret)
    assert not store.drawings(classroom.code, secret)
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert b"Unforgettable" not in kept
    assert b"Words of mine" not in kept
    store.leave(bo.code, bo.token)
    assert store.count_members(classroom.code, secret) == 0


def test_a_class_goes_when_its_time_is_over(store: ClassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    monkeypatch.setattr("nnplay.classroom.class_store.time_now", lambda: start)
    monkeypatch.setattr(schema, "time_now", lambda: start)
    usual, secret = store.create("10b")
    long, _ = store.create("10c", days=1000)
    ada = store.join(usual.code, "Ada Unforgettable")
    assert datetime.fromisoformat(usual.ends) == start + timedelta(days=30)
    assert datetime.fromisoformat(long.ends) == start + timedelta(days=MOST_DAYS)
    monkeypatch.setattr(schema, "time_now", lambda: start + timedelta(days=29, hours=23))
    assert store.open(usual.code, secret).title == "10b"
    monkeypatch.setattr(schema, "time_now", lambda: start + timedelta(days=30))
    with pytest.raises(ClassroomError, match="no class with this code"):
        store.rejoin(usual.code, ada.token)
    assert b"Unforgettable" not in b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert store.find(long.code)
    store.forget(29)
    with pytest.raises(ClassroomError, match="no class"):
        store.find(long.code)


def test_drawings_are_seen_by_the_class_and_removed_by_the_teacher(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    ada, bo = store.join(classroom.code, "Ada"), store.join(classroom.code, "Bo")
    pixels = np.arange(784, dtype=np.uint32).reshape(28, 28).astype(np.uint8)
    first = store.add_drawing(ada.code, ada.token, 7, pixels)
    store.add_drawing(bo.code, bo.token, 1, 255 - pixels)
    for key in (secret, wall_key(secret), bo.token):
        one, other = store.drawings(classroom.code, key)
        assert (one.digit, other.digit) == (7, 1)
        np.testing.assert_array_equal(one.pixels, pixels)
        assert one.writer != other.writer
    with pytest.raises(ClassroomError, match="teacher's link"):
        store.remove_drawing(classroom.code, bo.token, first)
    store.remove_drawing(classroom.code, secret, first)
    assert [one.digit for one in store.drawings(classroom.code, bo.token)] == [1]
    assert [one.removed for one in store.drawings(classroom.code, secret, removed=True)] == [True, False]
    with pytest.raises(ClassroomError, match="teacher's link"):
        store.drawings(classroom.code, bo.token, removed=True)
    assert store.own_drawings(ada.code, ada.token) == []
    for digit, wrong in ((10, pixels), (1, pixels[:27]), (1, pixels / 255)):
        with pytest.raises(ClassroomError, match="28"):
            store.add_drawing(ada.code, ada.token, digit, wrong)


def test_each_member_has_one_vote_until_the_question_is_closed(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    members = [store.join(classroom.code, name) for name in ("Ada", "Bo", "Cy")]
    asked = store.ask(classroom.code, secret, Question("Which wins?", ("0.1", "0.01"), about="{}"))
    for member, option in zip(members, (0, 1, 1), strict=True):
        store.vote(member.code, member.token, asked.id, option)
    store.vote(members[0].code, members[0].token, asked.id, 1)
    late = store.join(classroom.code, "Di")
    for key in (members[2].token, late.token):  # before it is closed, members see nothing
        with pytest.raises(ClassroomError, match="once the vote is closed"):
            store.votes(classroom.code, key, asked.id)
    assert store.own_vote(members[0].code, members[0].token, asked.id) == 1
    with pytest.raises(ClassroomError, match="no such answer"):
        store.vote(members[0].code, members[0].token, asked.id, 2)
    store.close_question(classroom.code, secret, asked.id, answer=1)
    assert store.questions(classroom.code, wall_key(secret)) == [replace(asked, answer=1, closed=True)]
    for key in (members[2].token, secret, wall_key(secret)):
        assert store.votes(classroom.code, key, asked.id) == Counter({1: 3})
    with pytest.raises(ClassroomError, match="those who voted"):
        store.votes(classroom.code, late.token, asked.id)
    with pytest.raises(ClassroomError, match="closed"):
        store.vote(members[0].code, members[0].token, asked.id, 0)
    with pytest.raises(ClassroomError, match="2 to 10"):
        store.ask(classroom.code, secret, Question("Which?", ("one", " one ")))


def test_thirty_students_at_once_lose_nothing(store: ClassStore) -> None:
    classroom, secret = store.create("10b")

    def student(number: int) -> None:
        own = ClassStore(store.path)
        member = own.join(classroom.code, "Ada")
        for attempt in range(1, 4):
            own.hand_in(member.code, member.token, made_result(attempt=attempt, epochs=attempt), [0.5] * 50)
            own.add_drawing(member.code, member.token, attempt, np.full((28, 28), number, np.uint8))

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(student, range(30)))
    results = store.results(classroom.code, secret)
    assert Counter(one.name for one in results) == dict.fromkeys(("Ada", *(f"Ada {n}" for n in range(2, 31))), 3)
    assert len(store.drawings(classroom.code, secret)) == 90


_SERVER = """
import sys
import zlib
from nnplay.classroom.class_store import ClassStore
from tests.classroom.factories import made_result
store = ClassStore(sys.argv[1])
classroom, secret = store.create("10b")
ada = store.join(classroom.code, "Ada")
print(classroom.code, secret, ada.token, flush=True)
for epochs in range(1, 100):
    store.hand_in(ada.code, ada.token, made_result(epochs=epochs), [])
    print(epochs, flush=True)
"""


def test_what_was_handed_in_is_there_after_the_server_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "classes.sqlite3"
    server = subprocess.Popen([sys.executable, "-c", _SERVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    code, secret, token = server.stdout.readline().split()
    told = [int(server.stdout.readline()) for _ in range(5)]
    os.kill(server.pid, signal.SIGKILL)
    told += [int(line) for line in server.stdout.read().split()]
    server.wait()
    store = ClassStore(path)
    found = [one.result.epochs for one in store.results(code, secret)]
    assert found[: len(told)] == told
    assert len(found) <= len(told) + 1  # the last one may have been kept and not yet told
    assert store.rejoin(code, token).name == "Ada"
    store.hand_in(code, token, made_result(epochs=100), [])


def test_a_file_that_is_damaged_or_newer_says_so(tmp_path: Path) -> None:
    (tmp_path / "damaged").write_bytes(b"not a database" * 100)
    with pytest.raises(ClassroomError, match="damaged"):
        ClassStore(tmp_path / "damaged")
    with sqlite3.connect(tmp_path / "newer") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ClassroomError, match="newer version"):
        ClassStore(tmp_path / "newer")
    with pytest.raises(ClassroomError, match="can't be kept"):
        ClassStore(tmp_path / "damaged" / "classes")


def test_attempts_of_a_member_are_counted_once_and_up_to_the_limit(store: ClassStore, tmp_path: Path) -> None:
    classroom, secret = store.create("10b", Task())
    ada, bo = store.join(classroom.code, "Ada"), store.join(classroom.code, "Bo")
    first, again = StoredAttempt("job 1", (False, True)), StoredAttempt("job 1", (True, True))
    second, third = StoredAttempt("job 2", (False, False)), StoredAttempt("job 3", (True, True))
    assert store.note_attempt(ada.code, ada.token, "task", first, 2) == [first]
    assert store.note_attempt(ada.code, ada.token, "task", again, 2) == [again], "the same training, with a goal more"
    assert store.note_attempt(ada.code, ada.token, "task", second, 2) == [again, second]
    assert store.note_attempt(ada.code, ada.token, "task", third, 2) == [again, second], "there are only two"
    assert store.own_attempts(ada.code, ada.token, "another task") == []
    assert store.own_attempts(bo.code, bo.token, "task") == []
    (first_member, _) = store.members(classroom.code, secret)
    assert store.attempts(classroom.code, secret, "task") == {first_member.id: 2}
    (row,) = standings([], [first_member], counted={first_member.id: 2})
    assert (row.attempts, row.best) == (2, None), "the teacher sees them before anything was handed in"
    with pytest.raises(ClassroomError, match="not the teacher's link"):
        store.attempts(classroom.code, ada.token, "task")
    with pytest.raises(ClassroomError, match="no longer in this class"):
        store.note_attempt(ada.code, "guessed", "task", third)
    own = json.loads(store.export_student(ada.code, ada.token))["attempts"]
    assert own == [{"assignment": "task", "held": [True, True]}, {"assignment": "task", "held": [False, False]}]
    other = ClassStore(tmp_path / "other")
    other.import_class(store.export(classroom.code, secret))
    assert other.own_attempts(ada.code, ada.token, "task") == [again, second]
    store.leave(ada.code, ada.token)
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM attempts").fetchone()[0] == 0


def test_a_file_of_the_version_before_gets_the_table_of_attempts(tmp_path: Path) -> None:
    path = tmp_path / "classes.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{schema.SCHEMA}; PRAGMA user_version = 1")
    store = ClassStore(path)
    classroom, _ = store.create("10b")
    ada = store.join(classroom.code, "Ada")
    assert store.note_attempt(ada.code, ada.token, "task", StoredAttempt("job", ())) == [StoredAttempt("job", ())]


def test_codes_are_read_as_people_type_them() -> None:
    assert read_code(" bcd-fgh ") == "BCDFGH"
    assert read_code("5 2 8 6 K M") == "SZBGKM"
    with pytest.raises(ClassroomError, match="6 letters"):
        read_code("BCDFG")
    with pytest.raises(ClassroomError, match="letter A"):
        read_code("BCDFGA")


def test_names_have_nothing_hidden_in_them() -> None:
    assert clean_name("  Ada\u200b \u202e\n Lovelace ") == "Ada Lovelace"
    assert len(clean_name("x" * 100)) == 40
    for empty in ("", " \u200b ", "!?"):
        with pytest.raises(ClassroomError, match="at least one letter"):
            clean_name(empty)


def filled(store: ClassStore) -> tuple[str, str, str]:
    """A class with something of everything: code, secret, and a member's token."""
    classroom, secret = store.create("10b", Task(), names_shown=True)
    ada, bo = store.join(classroom.code, "Ada"), store.join(classroom.code, "Bo")
    store.hand_in(ada.code, ada.token, made_result(), [0.5, float("nan")])
    store.add_drawing(bo.code, bo.token, 7, np.full((28, 28), 9, np.uint8))
    store.ask(classroom.code, secret, Question("First?", ("a", "b")))
    asked = store.ask(classroom.code, secret, Question("Which?", ("a", "b"), "{}", 1))
    store.vote(ada.code, ada.token, asked.id, 1)
    return classroom.code, secret, ada.token


def test_a_class_comes_back_from_its_file_on_another_server(store: ClassStore, tmp_path: Path) -> None:
    code, secret, token = filled(store)
    content = store.export(code, secret)
    other = ClassStore(tmp_path / "other.sqlite3")
    filled(other)  # so that numbers differ
    assert other.import_class(content) == (code, secret)
    assert other.open(code, secret) == store.open(code, secret)
    assert [(one.name, one.result) for one in other.results(code, secret)] == [("Ada", made_result())]
    assert other.rejoin(code, token).name == "Ada"
    assert [one.digit for one in other.drawings(code, wall_key(secret))] == [7]
    asked = other.questions(code, token)[1]
    assert (asked.text, other.own_vote(code, token, asked.id)) == ("Which?", 1)
    with pytest.raises(ClassroomError, match="on this server already"):
        other.import_class(content)
    with pytest.raises(ClassroomError, match="teacher's link"):
        store.export(code, token)


def test_a_file_that_is_no_class_is_refused_and_leaves_nothing(store: ClassStore, tmp_path: Path) -> None:
    code, secret, _ = filled(store)
    content = store.export(code, secret)
    other = ClassStore(tmp_path / "other.sqlite3")
    data = json.loads(zlib.decompress(content))
    changes: list[dict[str, object]] = [
        {"nnclass": 2},
        {"ends": "2020-01-01T00:00:00+00:00"},
        {"ends": "soon"},
        {"code": "AAAAAA"},
        {"results": [[99, "{}", "[]"]]},
        {"results": [[data["members"][0][0], "{}", "[]"]]},
        {"members": [*data["members"], *data["members"]]},
        {"drawings": [[data["members"][0][0], 7, "AAAA", 0]]},
        {"votes": 5},
    ]
    wrong = [b"", b"x" * 50, content[:-9], *(zlib.compress(json.dumps(data | one).encode()) for one in changes)]
    for one in wrong:
        with pytest.raises(ClassroomError):
            other.import_class(one)
    with sqlite3.connect(other.path) as connection:
        assert [connection.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in ("classes", "members")] == [0, 0]


def test_a_student_gets_all_that_is_kept_of_them_and_nothing_else(store: ClassStore) -> None:
    code, secret, token = filled(store)
    data = json.loads(store.export_student(code, token))
    assert (data["name"], data["class"], len(data["results"]), len(data["votes"])) == ("Ada", code, 1, 1)
    assert data["results"][0]["explanation"] == made_result().explanation
    bo = store.members(code, secret)[1].id
    drawn = json.loads(store.export_student(code, secret, bo))["drawings"]
    assert base64.b64decode(drawn[0]["pixels"]) == bytes([9]) * 784
    with pytest.raises(ClassroomError):
        store.export_student(code, token, bo)
