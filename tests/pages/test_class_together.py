"""What a class does together: votes stay secret, drawings come and go, networks are judged on them."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.classroom.class_store import Membership
from nnplay.datasets import load_dataset
from nnplay.datasets.kinds import class_drawings
from nnplay.datasets.kinds.class_drawings import pixels_of
from nnplay.errors import ClassroomError
from nnplay.sketch import examples, to_input
from nnplay.spec import DatasetSpec
from nnplay.ui.classroom import drawings_removal
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common.session import Session
from nnplay.ui.draw.state import DrawState
from tests.pages.factories import (
    SEVEN,
    WAIT,
    as_read,
    button,
    chart,
    errors,
    healthy,
    labels,
    new_tab,
    open_app,
    press,
    session_of,
    show,
    texts,
    turn_to,
)


def _page() -> None:
    from nnplay.ui.classroom import drawings_panel, judge_panel, together, vote_panel
    from nnplay.ui.classroom.membership import class_at_hand
    from nnplay.ui.common.current import current

    mine = current()
    if class_at_hand(mine).is_teacher:
        together.show(mine)
    else:  # a student has them as parts of the page My class
        vote_panel.vote(mine)
        drawings_panel.draw(mine)
        judge_panel.judge(mine)


class Class:
    """A class of this server, with its teacher's tab and as many students' as are wanted."""

    def __init__(self) -> None:
        self.classroom, self.secret = classes().create("Class 10b")
        self.code = self.classroom.code

    def _open(self) -> AppTest:
        at = AppTest.from_function(_page, default_timeout=WAIT)
        at.session_state["nnplay"] = Session()
        return at

    def teacher(self) -> AppTest:
        at = self._open()
        mine = class_at_hand(session_of(at))
        mine.taught, mine.secret = self.code, self.secret
        return healthy(at.run())

    def join(self, name: str) -> Membership:
        return classes().join(self.code, name)

    def student(self, name: str, member: Membership | None = None) -> AppTest:
        at, member = self._open(), member or self.join(name)
        mine = class_at_hand(session_of(at))
        mine.code, mine.token, mine.name = member.code, member.token, member.name
        return healthy(at.run())

    def give(self, name: str, per_digit: int = 1, seed: int = 0) -> Membership:
        """Lets a new student draw each digit."""
        member = self.join(name)
        for digit, strokes in examples.drawings(per_digit, seed):
            classes().add_drawing(member.code, member.token, digit, pixels_of(to_input(strokes, (28, 28, 1))))
        return member


@pytest.fixture
def group() -> Class:
    return Class()


def part(at: AppTest, name: str) -> AppTest:
    healthy(at.segmented_control[0].set_value(name).run())
    return at


def html(at: AppTest) -> str:
    return "".join(each.proto.body for each in at.get("html"))


def test_a_vote_is_changed_until_it_is_closed_and_only_then_shown_to_those_who_voted(group: Class) -> None:
    teacher, ada, late = group.teacher(), group.student("Ada"), group.student("Late")
    assert "has not asked anything yet" in texts(ada)
    press(teacher, "Ask the class")  # the first ready question
    healthy(ada.run())
    assert [as_read(one) for one in ada.radio[0].options] == ["0.3", "0.03", "0.003"]
    healthy(ada.radio[0].set_value(0).run())
    healthy(ada.radio[0].set_value(2).run())
    assert "Your vote is in" in texts(ada)
    assert "nnplay-votes" not in html(ada)
    healthy(teacher.run())
    assert "1 vote so far" in texts(teacher)
    assert "nnplay-votes" not in html(teacher)

    press(teacher, "Close the vote and show the answers")
    assert "<span>0.003</span><b>1</b>" in html(teacher)
    healthy(late.run())
    assert "You did not vote" in texts(late)
    assert "nnplay-votes" not in html(late)
    healthy(ada.run())
    assert "0.003 · your vote</span><b>1</b>" in html(ada)
    assert not ada.radio

    healthy(teacher.pills[0].set_value(2).run())
    healthy(ada.run())
    assert "1 of 1 predicted it" in texts(ada)


def test_one_question_is_not_asked_twice_at_once_and_votes_are_not_lost_by_one_press(group: Class) -> None:
    teacher, ada = group.teacher(), group.student("Ada")
    press(teacher, "Ask the class")
    press(teacher, "Ask the class")
    assert "being asked this already" in errors(teacher)
    (asked,) = classes().questions(group.code, group.secret)
    assert "Delete" in labels(teacher)
    healthy(ada.run())
    classes().close_question(group.code, group.secret, asked.id)
    healthy(ada.radio[0].set_value(1).run())  # a moment too late
    assert "closed before your answer came in" in errors(ada)
    classes().close_question(group.code, group.secret, asked.id, closed=False)
    healthy(ada.run())
    healthy(ada.radio[0].set_value(1).run())
    assert not errors(ada)
    healthy(teacher.run())
    assert "Delete" not in labels(teacher)
    press(teacher, "Delete it with 1 vote")
    assert not classes().questions(group.code, group.secret)


def test_runs_that_say_nothing_yet_leave_the_answer_to_the_teacher(group: Class) -> None:
    teacher = group.teacher()
    press(teacher, "Ask the class")
    press(teacher, "Close the vote and show the answers")
    press(teacher, "Let the class's runs decide")
    assert "has to hand in runs with at least two of these values" in texts(teacher)
    assert classes().questions(group.code, group.secret)[0].answer is None


def test_an_own_question_that_cannot_be_asked_says_why_and_stays(group: Class) -> None:
    teacher = group.teacher()
    healthy(teacher.selectbox[0].set_value("Your own question").run())
    healthy(teacher.text_input[0].set_value("Which one?").run())
    healthy(teacher.text_area[0].set_value("only one").run())
    press(teacher, "Ask the class")
    assert "needs 2 to 6 answers" in errors(teacher)
    assert teacher.text_input[0].value == "Which one?"
    healthy(teacher.text_area[0].set_value("Left\nRight").run())
    press(teacher, "Ask the class")
    assert classes().questions(group.code, group.secret)[0].options == ("Left", "Right")


def put(at: AppTest, drawing: dict | None) -> None:
    mine = session_of(at)
    at.session_state[f"canvas-{mine.token}-{mine.part(DrawState).canvas_number}"] = {
        "drawing": {"raw": drawing, "data": None}
    }
    healthy(at.run())


def test_a_student_gives_a_drawing_which_is_kept_as_a_network_reads_it(group: Class) -> None:
    member = group.join("Ada")
    ada = group.student("Ada", member)
    assert "Draw each digit once" in texts(ada)
    put(ada, SEVEN)
    for digit in range(7):  # the seven is what is missing next
        classes().add_drawing(member.code, member.token, digit, np.full((28, 28), 50, np.uint8))
    healthy(ada.run())
    press(ada, "Give this 7 to the class")
    kept = classes().drawings(group.code, group.secret)[-1]
    assert kept.digit == 7
    np.testing.assert_array_equal(kept.pixels, pixels_of(to_input(SEVEN, (28, 28, 1))))
    assert "The ready reader reads a 7 too." in ada.success[0].value
    assert "You have drawn 8 of the 10 digits" in texts(ada)
    assert "Give this 8 to the class" not in labels(ada)  # the canvas is blank again


def test_nobody_gives_more_drawings_than_there_is_room_for(group: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.ui.classroom.drawings_panel.PER_STUDENT", 10)
    ada = group.student("Ada", group.give("Ada"))
    put(ada, SEVEN)
    assert "Give this 0 to the class" not in labels(ada)
    assert "You have given 10 drawings" in texts(ada)


def test_a_removed_drawing_leaves_the_data_set_and_comes_back(group: Class) -> None:
    group.give("Ada")
    teacher = part(group.teacher(), "Drawings")
    drawn = classes().drawings(group.code, group.secret)
    session_of(teacher).part(drawings_removal.RemovedDrawings).chosen = drawn[3].id
    healthy(teacher.run())
    assert "Remove all 10 by writer 1" in labels(teacher)
    press(teacher, "Remove this 3")
    assert "**9 drawings**" in texts(teacher)
    assert not [label for label in labels(teacher) if label.startswith("Remove")]  # a second press takes no other one
    assert [one.digit for one in classes().drawings(group.code, group.secret)] == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    press(teacher, "Undo: put back 1 drawing")
    assert len(classes().drawings(group.code, group.secret)) == 10

    session_of(teacher).part(drawings_removal.RemovedDrawings).chosen = drawn[0].id
    healthy(teacher.run())
    press(teacher, "Remove all 10 by writer 1")
    assert classes().drawings(group.code, group.secret) == []
    again = part(group.teacher(), "Drawings")  # another tab of the teacher
    press(again, "Put back all 10")
    assert len(classes().drawings(group.code, group.secret)) == 10


def test_a_click_takes_the_drawing_that_was_shown_although_a_newer_one_has_come(
    group: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = group.give("Ada")
    clicked: list[int | None] = [None]
    monkeypatch.setattr(drawings_removal, "SHOWN", 5)
    monkeypatch.setattr(drawings_removal, "tiles", lambda *args, **options: clicked[0])
    teacher = part(group.teacher(), "Drawings")
    classes().add_drawing(member.code, member.token, 3, np.full((28, 28), 50, np.uint8))
    clicked[0] = 0  # of the last five of ten, which began with a 5
    healthy(teacher.run())
    clicked[0] = None
    healthy(teacher.run())
    state = session_of(teacher).part(drawings_removal.RemovedDrawings)
    assert next(one.digit for one in classes().drawings(group.code, group.secret) if one.id == state.chosen) == 5
    assert "Choose a drawing" in teacher.selectbox[0].options  # it is among the older ones by now


def test_networks_are_judged_on_the_drawings_of_the_class_and_trained_on_them(group: Class) -> None:
    group.give("Ada", 2)
    bo = group.student("Bo", group.give("Bo", 1, 5))
    said = texts(bo)
    assert "**30 drawings** by 2 writers" in said
    assert " of 30** read correctly" in said
    assert "Ada" not in said + str([each.value for each in bo.dataframe])
    assert list(bo.dataframe[0].value["drawings"].sort_values()) == [10, 20]
    counts = [text for trace in chart(bo, "Confusion matrix")["data"] for row in trace["text"] for text in row if text]
    assert sum(map(int, counts)) == 30
    button(bo, "Train on them in the playground").click().run()  # to the playground, which is not beside this page
    spec = session_of(bo).spec.dataset
    assert spec.name == class_drawings.NAME
    data = load_dataset(spec)
    assert sum(len(y) for _, y in data.parts.values()) == 30


def test_the_data_page_says_what_numbers_drawings_are() -> None:
    at = new_tab()
    session_of(at).replace_spec(session_of(at).spec.with_dataset(DatasetSpec(class_drawings.NAME)))
    said = texts(turn_to(at, "pages/data.py"))
    assert "Numbers from 0 to 1, one per pixel" in said
    assert "Whole numbers" not in said
    assert "Divided by" not in said


@pytest.mark.thorough
def test_the_playground_offers_the_newest_drawings_of_the_class(group: Class) -> None:
    at, member = open_app("digits-cnn"), group.give("Ada")
    mine = session_of(at)
    class_at_hand(mine).code, class_at_hand(mine).token = member.code, member.token
    show(at, mine.spec.with_dataset(DatasetSpec(class_drawings.NAME, pixels="8 × 8")))
    assert "Computer-made drawings" in texts(at)
    press(at, "Use the 10 drawings of your class")
    assert "The 10 drawings of your class." in texts(at)
    assert sum(len(y) for _, y in load_dataset(mine.spec.dataset).parts.values()) == 10
    classes().add_drawing(member.code, member.token, 3, np.full((28, 28), 50, np.uint8))
    healthy(at.run())
    assert "Use the 11 drawings of your class" in labels(at)


def test_a_student_who_was_removed_is_told_so(group: Class) -> None:
    ada = group.student("Ada")
    (member,) = classes().members(group.code, group.secret)
    classes().delete_student(group.code, group.secret, member.id)
    healthy(ada.run())
    assert "no longer in this class" in errors(ada)
    assert errors(ada).count("no longer in this class") == 2  # where votes and where drawings were
    with pytest.raises(ClassroomError):
        classes().drawings(group.code, class_at_hand(session_of(ada)).token)
