"""My class and Teach: joining, handing in, the table, codes, and what each may see."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.classroom.class_store import ClassStore
from nnplay.classroom.signature import seal, unseal
from nnplay.limits import HOSTED_VARIABLE
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.ui.classroom.codes_panel import ReadCodes
from nnplay.ui.classroom.hand_in import HandedIn, metrics_now
from nnplay.ui.classroom.membership import class_at_hand, classes, server_key
from nnplay.ui.classroom.my_class_state import MyClassState
from nnplay.ui.classroom.standing_panel import TableState
from nnplay.ui.classroom.task import open_task, task_of
from nnplay.ui.classroom.teach import CLASS, TeachState
from nnplay.ui.common.session_run import SessionRun
from tests.classroom.factories import made_result
from tests.classroom.tasks import TASK, TINY
from tests.pages.factories import (
    button,
    errors,
    give_trained,
    healthy,
    new_tab,
    open_app,
    press,
    session_of,
    texts,
    turn_to,
)

MY_CLASS, TEACH = "pages/classroom.py", "pages/teach.py"


@pytest.fixture(scope="module", autouse=True)
def server() -> None:
    """Streamlit knows the pages once the first one was shown."""
    open_app()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    return tmp_path


def field(at: AppTest, label: str, kind: str = "text_input") -> Any:
    drawn: list[Any] = list(at.get(kind))
    (found,) = [each for each in drawn if each.label == label]
    return found


def join(at: AppTest, code: str, name: str) -> None:
    field(at, "Class code").set_value(code)
    field(at, "Your name in the class").set_value(name)
    press(at, "Join")


def teach(code: str, secret: str) -> AppTest:
    at = new_tab()
    class_at_hand(session_of(at)).teach(code, secret)
    session_of(at).part(TeachState).part = CLASS
    return turn_to(at, TEACH)


@pytest.fixture
def store(home: Path) -> ClassStore:
    return classes()


def test_a_student_joins_hands_in_and_the_teacher_sees_it_confirmed(store: ClassStore) -> None:
    classroom, secret = store.create("10b", TASK)
    at = new_tab()
    at.query_params["class"] = classroom.code
    turn_to(at, MY_CLASS)
    assert field(at, "Class code").value == classroom.code
    join(at, classroom.code.lower(), "Ada")
    assert "You are **Ada** in **10b**" in texts(at)
    assert session_of(at).spec == TINY
    ways = [each.proto.label for each in at.get("page_link")]
    assert [way for way in ways if "layground" in way] == ["Work on it in the playground"]  # and none of the same twice
    run = give_trained(at, TINY)
    field(at, "In your own words", "text_area").set_value("Four neurons bend the line.").run()
    press(at, "Hand in")
    mine = session_of(at).part(HandedIn)
    (handed,) = store.results(classroom.code, secret)
    result = handed.result
    assert result == unseal(mine.code, server_key())
    assert result.metrics["accuracy"] == pytest.approx(run.job.history.test_metrics["accuracy"], abs=1e-8)
    assert (result.name, result.spec, result.epochs, result.parameters) == ("Ada", TINY, 12, 17)
    assert (result.held, result.explanation, result.attempt, result.notes) == (
        (True, False), "Four neurons bend the line.", 1, (),
    )  # fmt: skip
    assert len(handed.curve) == 12
    press(at, "Hand in")
    assert "handed in this result already" in errors(at)

    teacher = teach(classroom.code, secret)
    assert "Class code: students enter it" in texts(teacher)
    (table,) = [each.value for each in teacher.dataframe if "name" in each.value]
    assert table["name"].tolist() == ["Ada"]
    assert table.iloc[0, 1:3].tolist() == ["✓", "✗"]
    assert table["parameters"].tolist() == [17]
    session_of(teacher).part(TableState).chosen["class"] = "Ada"
    healthy(teacher.run())
    assert "Four neurons bend the line." in [each.value for each in teacher.text]
    press(teacher, "Compute again")
    again = session_of(teacher).runs[-1]
    assert again.job.wait(60)
    healthy(teacher.run())
    assert "same weights and the same result" in "\n".join(each.value for each in teacher.success)
    assert "Open the wall" in [each.proto.label for each in teacher.get("page_link")]
    of_code = session_of(teacher).part(ReadCodes)  # which brings no curve
    of_code.read(mine.code)
    session_of(teacher).part(TableState).chosen["codes"] = "Ada"
    healthy(teacher.run())
    assert texts(teacher).count("The curve of the training that was computed again:") == 1
    of_code.results, of_code.codes = [], []
    healthy(teacher.run())
    press(teacher, "Open in the playground")
    assert session_of(teacher).spec == TINY


def test_the_score_of_an_opened_run_comes_from_its_weights_and_not_from_its_files() -> None:
    at = new_tab()
    turn_to(at, MY_CLASS)
    run = give_trained(at, TINY)
    true = metrics_now(run)["accuracy"]
    assert true == pytest.approx(run.job.history.test_metrics["accuracy"], abs=1e-6)
    forged = run.job.history.copy()
    forged.test_metrics = {"loss": 0.0, "accuracy": 1.0}
    run.job._history = forged
    run.opened = True
    field(at, "Your name").set_value("Mallory").run()
    press(at, "Hand in")
    result = session_of(at).part(HandedIn).result
    assert result is not None
    assert (result.metrics["accuracy"], result.notes) == (pytest.approx(true, abs=1e-8), ("opened",))


def test_what_was_handed_in_without_a_class_is_not_said_to_be_in_one_and_the_next_student_begins_anew(
    store: ClassStore,
) -> None:
    classroom, secret = store.create("10b", TASK)
    at = new_tab()
    turn_to(at, MY_CLASS)
    open_task(session_of(at), TASK)
    give_trained(at, TINY)
    task_of(session_of(at)).explanation = "Four neurons."
    field(at, "Your name").set_value("Ada").run()
    press(at, "Hand in")
    assert "Send this code to your teacher" in at.success[0].value
    join(at, classroom.code, "Ada")
    assert not at.success
    assert "handed in run 1 before you joined" in at.warning[0].value
    press(at, "Hand in")
    assert "Your class has it." in at.success[0].value
    assert len(store.results(classroom.code, secret)) == 1

    press(at, "Leave on this computer")
    join(at, classroom.code, "Bo")
    bo = task_of(session_of(at))
    assert (bo.name, bo.explanation, bo.attempts) == ("Bo", "", [])
    assert "trained before you opened this task" in "\n".join(each.value for each in at.warning)
    assert not at.success


def test_two_of_the_same_name_are_told_and_a_deleted_student_is_gone(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    store.join(classroom.code, "Ada")
    at = new_tab()
    turn_to(at, MY_CLASS)
    join(at, classroom.code, "ada")
    assert "so you are ada 2" in texts(at)
    store.delete_student(classroom.code, secret, store.members(classroom.code, secret)[1].id)
    healthy(at.run())
    assert "no longer in this class" in "\n".join(each.value for each in at.warning)
    assert not class_at_hand(session_of(at)).is_student


def test_wrong_codes_are_refused_and_slow_the_session_down(store: ClassStore) -> None:
    classroom, _ = store.create("10b")
    at = new_tab()
    turn_to(at, MY_CLASS)
    join(at, classroom.code, " ")
    assert "Enter the name" in errors(at)
    wrong = "BBBBBB" if classroom.code != "BBBBBB" else "CCCCCC"
    for _ in range(5):
        join(at, wrong, "Ada")
        assert "no class with this code" in errors(at)
    join(at, classroom.code, "Ada")
    assert "Too many wrong codes" in errors(at)
    other = new_tab()
    turn_to(other, MY_CLASS)
    join(other, classroom.code, "Ada")
    assert class_at_hand(session_of(other)).is_student


def test_the_teachers_link_opens_the_class_and_the_secret_leaves_the_address(store: ClassStore) -> None:
    classroom, secret = store.create("10b")
    at = new_tab()
    at.query_params["class"], at.query_params["key"] = classroom.code, secret
    turn_to(at, TEACH)
    assert class_at_hand(session_of(at)).taught == classroom.code
    assert "key" not in at.query_params
    assert "No students yet" in texts(at)
    stranger = new_tab()
    stranger.query_params["class"], stranger.query_params["key"] = classroom.code, "guessed"
    turn_to(stranger, TEACH)
    assert "not the teacher's link" in errors(stranger)
    assert not class_at_hand(session_of(stranger)).is_teacher


def test_a_teacher_opens_a_class_reads_codes_and_reports_and_deletes_it(store: ClassStore) -> None:
    at = new_tab()
    session_of(at).part(TeachState).part = CLASS
    turn_to(at, TEACH)
    field(at, "What the class is called").set_value("10b")
    press(at, "Open the class")
    mine = class_at_hand(session_of(at))
    assert store.open(mine.taught, mine.secret).title == "10b"
    key = server_key()
    ada, bo = made_result(), made_result(name="Bo", metrics={"loss": 0.1, "accuracy": 0.95}, explanation="")
    field(at, "Codes", "text_area").set_value(f"{seal(ada, key)}\nhello {seal(bo, key)} {seal(ada, b'other' * 8)}")
    press(at, "Read codes")
    assert "2 results read, 1 refused." in texts(at)
    assert "another server" in errors(at)
    (table,) = [each.value for each in at.dataframe if "name" in each.value]
    assert table["name"].tolist() == ["Bo", "Ada"]
    again = ReadCodes()
    again.recall(session_of(at).part(ReadCodes).remember())
    assert again.results == [ada, bo]
    (sure,) = [each for each in at.checkbox if each.label.startswith("Delete the class")]
    sure.check().run()
    press(at, "Delete the class")
    assert not mine.is_teacher
    assert store.path.exists()
    assert "Open a class" in texts(at)


def test_a_shared_server_says_that_the_class_goes_with_it(store: ClassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    classroom, secret = store.create("10b")
    at = teach(classroom.code, secret)
    said = "\n".join(each.value for each in at.warning)
    assert "keeps no files when it is restarted" in said
    assert "the key is lost too" in said


def test_a_lost_tab_goes_on_as_the_same_student(store: ClassStore) -> None:
    from nnplay.runs.memory import Memory, now
    from nnplay.ui.common.browser_memory import BrowserState

    classroom, _ = store.create("10b")
    ada = store.join(classroom.code, "Ada")
    at = new_tab()
    lesson, secret = store.create("10c")
    kept = {"class": [ada.code, ada.token, "Ada", lesson.code, secret]}
    session_of(at).part(BrowserState).found = Memory("0" * 32, now(), TINY, pages=kept)
    turn_to(at, MY_CLASS)
    press(at, "Go on as this student")
    assert "You are **Ada**" in texts(at)
    session_of(at).part(TeachState).part = CLASS
    turn_to(at, TEACH)
    press(at, "Go on with this class")
    assert class_at_hand(session_of(at)).taught == lesson.code
    class_at_hand(session_of(at)).close()
    turn_to(at, MY_CLASS)
    press(at, "Leave on this computer")
    assert session_of(at).remembered()["class"] == []
    assert store.rejoin(ada.code, ada.token).name == "Ada"
    assert re.search("Join a class", texts(at))


def test_each_students_own_data_go_by_the_name_in_the_class(store: ClassStore) -> None:
    made = replace(TASK, own_split=True)
    classroom, secret = store.create("10b", made)
    specs = []
    for name in ("Ada", "Bo"):
        at = new_tab()
        turn_to(at, MY_CLASS)
        join(at, classroom.code, name)
        turn_to(at, "pages/playground.py")
        assert f"Yours depend on your name, {name}." in texts(at)
        assert "Your name or a nickname" not in [each.label for each in at.text_input]  # nobody takes another one's
        specs.append(session_of(at).spec)
    assert specs == [made.start_for("Ada"), made.start_for("Bo")]
    assert specs[0].dataset["split_seed"] != specs[1].dataset["split_seed"]
    for name, spec in (("Ada", specs[0]), ("Bo", specs[0])):  # Bo has found a way all the same
        member = store.join(classroom.code, f"{name}s friend" if name == "Ada" else name)
        spec = made.start_for(member.name) if name == "Ada" else spec
        store.hand_in(member.code, member.token, made_result(assignment=made.id, name=member.name, spec=spec), [0.5])
    teacher = teach(classroom.code, secret)
    (table,) = [each.value for each in teacher.dataframe if "name" in each.value]
    notices = dict(zip(table["name"], table["notice"], strict=True))
    assert "data of another name than Bo 2" in notices["Bo 2"]
    assert "another name" not in notices["Adas friend"]
    session_of(teacher).part(TableState).chosen["class"] = "Adas friend"
    healthy(teacher.run())
    assert "The settings are those that the task began with." in texts(teacher)


def test_a_code_of_another_assignment_gets_no_marks_for_the_goals_of_this_one(store: ClassStore) -> None:
    classroom, secret = store.create("10b", TASK)
    at = teach(classroom.code, secret)
    read = session_of(at).part(ReadCodes)
    read.read(seal(made_result(assignment="0" * 12, name="Zoe", held=(True, True)), server_key()))
    healthy(at.run())
    (table,) = [each.value for each in at.dataframe if "name" in each.value]
    assert table.iloc[0, 1:3].isna().all()
    assert table["test accuracy"].tolist() == pytest.approx([92.5])  # in percent


def test_the_way_to_hand_in_leads_there_whatever_was_open_last(store: ClassStore) -> None:
    classroom, _ = store.create("10b", TASK)
    at = new_tab()
    turn_to(at, MY_CLASS)
    join(at, classroom.code, "Ada")
    session_of(at).part(MyClassState).part = "Vote"
    give_trained(at, TINY)
    turn_to(at, "pages/playground.py")
    button(at, "Hand in your result").click().run()
    assert session_of(at).part(MyClassState).part == "Hand in"


def test_a_run_that_is_not_the_tasks_own_does_not_count(store: ClassStore) -> None:
    classroom, _ = store.create("10b", TASK)
    at = new_tab()
    turn_to(at, MY_CLASS)
    run: SessionRun = give_trained(at, TINY)
    join(at, classroom.code, "Ada")
    assert f"Run {run.number} was trained before you opened this task" in "\n".join(each.value for each in at.warning)
    assert button(at, "Hand in").disabled


def test_a_membership_that_a_browser_made_up_counts_as_a_guess(store: ClassStore) -> None:
    classroom, _ = store.create("10b")
    at = new_tab()
    session = session_of(at)
    for _ in range(5):
        session.recall({"class": [classroom.code, "made up", "Ada", "", ""]})
        class_at_hand(session)
        turn_to(at, MY_CLASS)
        assert "no longer in this class" in "\n".join(each.value for each in at.warning)
    session.recall({"class": [classroom.code, "made up", "Ada", "", ""]})
    healthy(at.run())
    assert "Too many wrong codes" in "\n".join(each.value for each in at.warning)
