"""The wall of a class: it asks by itself, shows what is handed in, and names only where the teacher allows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.classroom.class_store import Classroom, ClassStore, wall_key
from nnplay.classroom.stored_votes import Question
from nnplay.ui.classroom import wall_view
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common import known_parts
from tests.classroom.factories import made_result, task
from tests.pages.factories import healthy, message_of, new_tab, open_app, session_of, texts, turn_to

WALL = "pages/wall.py"


@pytest.fixture(scope="module", autouse=True)
def _server_has_been_visited() -> None:
    """Else the first tab, which begins with the wall, would be loaded once more."""
    open_app("line")


@pytest.fixture
def taught(tab: AppTest) -> tuple[AppTest, ClassStore, Classroom, str]:
    """A tab whose session teaches a class with a task, and the class."""
    store = classes()
    classroom, secret = store.create("Class 10b", task(title="Two <spirals>"))
    mine = class_at_hand(session_of(tab))
    mine.taught, mine.secret = classroom.code, secret
    return tab, store, classroom, secret


def parts(at: AppTest) -> dict[str, str]:
    """The parts of the wall, as the browser gets them."""
    found: dict[str, str] = message_of(sent(at))["panels"]
    return found


def sent(at: AppTest) -> bytes:
    """What the browser is sent."""
    (found,) = [one.proto for one in at.get("bidi_component") if one.proto.component_name == wall_view.NAME]
    assert not found.css_content  # which would come again with each update
    message: bytes = found.bytes
    return message


def hand_in(store: ClassStore, classroom: Classroom, name: str, accuracy: float, **changes: Any) -> None:
    student = store.join(classroom.code, name)
    result = made_result(
        assignment=classroom.assignment_id,
        metrics={"loss": 1 - accuracy, "accuracy": accuracy},
        held=(accuracy >= 0.9,),
        **changes,
    )
    store.hand_in(student.code, student.token, result, [0.5, 0.6, accuracy])


def test_an_empty_class_says_how_to_join_and_a_result_that_is_handed_in_appears(
    taught: tuple[AppTest, ClassStore, Classroom, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, store, classroom, _ = taught
    turn_to(at, WALL)
    before = parts(at)
    assert "Join the class" in before["main"]
    assert "<svg" in before["main"]  # the QR code
    assert f"{classroom.code[:3]}<i></i>{classroom.code[3:]}" in before["main"]
    assert "Two &lt;spirals&gt;" in before["head"]
    assert before["join"] == ""

    with monkeypatch.context() as patch:  # nothing has changed, so nothing is written anew
        patch.setattr(wall_view.wall_html, "parts", None)
        healthy(at.run())
        assert parts(at) == before

    hand_in(store, classroom, "Ada", 0.925)
    hand_in(store, classroom, "Ben", 0.8, explanation="my secret words")
    healthy(at.run())
    now = parts(at)
    assert "92.5%" in now["main"]
    assert "1 of 2" in now["side"]
    assert "Students by their best accuracy" in now["more"]
    assert not any(word in "".join(now.values()) for word in ("Ada", "Ben", "my secret words"))


def test_an_update_brings_what_is_new_alone_and_one_picture_of_each_kind(
    taught: tuple[AppTest, ClassStore, Classroom, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, store, classroom, _ = taught
    kept = known_parts.KnownParts()
    monkeypatch.setattr(known_parts, "of_tab", lambda kind: kept)
    monkeypatch.setattr(known_parts, "AGAIN_SECONDS", 0.0)
    turn_to(at, WALL)
    hand_in(store, classroom, "Ada", 0.925)
    healthy(at.run())
    assert "".join(json.loads(sent(at))["parts"].values()).count("<svg") == 3  # curves, histogram and QR code
    healthy(at.run())
    assert json.loads(sent(at))["parts"] == {}
    assert len(sent(at)) < 1000
    store.join(classroom.code, "Ben")
    healthy(at.run())
    head, side = json.loads(sent(at))["parts"].values()
    assert "2</b> joined" in head
    assert "1 of 2" in side


def test_names_show_only_while_the_teacher_allows_them(taught: tuple[AppTest, ClassStore, Classroom, str]) -> None:
    at, store, classroom, secret = taught
    hand_in(store, classroom, "<b>Ada</b>", 0.95)
    store.show_names(classroom.code, secret, True)
    turn_to(at, WALL)
    assert "&lt;b&gt;Ada&lt;/b&gt;" in parts(at)["side"]
    assert "<b>Ada" not in "".join(parts(at).values())
    store.show_names(classroom.code, secret, False)
    healthy(at.run())
    assert "Ada" not in "".join(parts(at).values())
    store.delete_class(classroom.code, secret)  # nothing of it stays on the wall
    healthy(at.run())
    assert not [one for one in at.get("bidi_component") if one.proto.component_name == wall_view.NAME]
    assert "no class with this code" in at.error[0].value


def test_nobody_sees_votes_before_the_vote_is_closed(taught: tuple[AppTest, ClassStore, Classroom, str]) -> None:
    at, store, classroom, secret = taught
    asked = store.ask(classroom.code, secret, Question("Which rate wins?", ("0.3", "0.03")))
    for name in ("Ada", "Ben", "Cem"):
        student = store.join(classroom.code, name)
        store.vote(student.code, student.token, asked.id, 1)
    turn_to(at, WALL)
    assert "3 of 3 voted" in parts(at)["main"]
    assert 'class="bar"' not in parts(at)["main"]
    store.close_question(classroom.code, secret, asked.id, answer=1)
    healthy(at.run())
    assert 'width:100.0%"></span></span><b>3</b>' in parts(at)["main"]
    assert "3 of 3 predicted it" in parts(at)["main"]


def test_the_address_opens_a_wall_with_its_own_key_only(taught: tuple[AppTest, ClassStore, Classroom, str]) -> None:
    _, _, classroom, secret = taught
    at = new_tab()
    for key, opens in ((wall_key(secret), True), ("wrong", False)):
        at.query_params["class"], at.query_params["key"] = classroom.code, key
        turn_to(at, WALL)
        assert bool([one for one in at.get("bidi_component") if one.proto.component_name == wall_view.NAME]) == opens
    assert "does not open the class" in at.error[0].value


def test_without_a_class_the_page_says_how_to_get_one(tab: AppTest) -> None:
    turn_to(tab, WALL)
    assert "Open a class on the page Teach first" in texts(tab)
    assert [each.proto.label for each in tab.get("page_link")] == ["Open a class on Teach"]
