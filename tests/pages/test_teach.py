"""Composing an assignment: from the experiment at hand to a link, a file, a QR code and a sheet, and back."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import segno
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from nnplay import i18n
from nnplay.catalogue import SPECS
from nnplay.classroom import qr
from nnplay.classroom.assignment import Assignment, Hint
from nnplay.classroom.checks import Check
from nnplay.classroom.printed import printed
from nnplay.classroom.ready import READY
from nnplay.classroom.shown_words import NEW_HINT
from nnplay.errors import AssignmentError, LinkError
from nnplay.lessons import lesson
from nnplay.registry import CHECKS
from nnplay.ui.classroom.draft import Draft
from nnplay.ui.classroom.reopen import from_text
from nnplay.ui.classroom.task import task_of
from nnplay.ui.common import copy_button
from nnplay.ui.common.language import SessionLanguage
from nnplay.ui.common.session import Session
from tests.classroom.factories import task
from tests.pages.factories import PLAYGROUND, errors, healthy, labels, open_app, press, session_of, texts, turn_to
from tests.shouting import Shouting

TEACH = "pages/teach.py"


@pytest.fixture
def teach() -> AppTest:
    """The page Teach in a new tab, with the spiral at hand."""
    return turn_to(open_app("spiral"), TEACH)


def draft_of(at: AppTest) -> Draft:
    return session_of(at).part(Draft)


def field(at: AppTest, kind: str, label: str) -> Any:
    return next(one for one in getattr(at, kind) if one.label == label)


def fill(at: AppTest, kind: str, label: str, value: Any) -> None:
    healthy(field(at, kind, label).set_value(value).run())


def copied(at: AppTest) -> str:
    """The link's text that the button copies."""
    found = [one for one in at.get("bidi_component") if one.proto.component_name == copy_button.NAME]
    return str(json.loads(found[0].proto.json)["query"]).removeprefix("./?a=")


def test_an_assignment_is_composed_from_the_experiment_at_hand_and_handed_out(teach: AppTest) -> None:
    at = teach
    assert "Give the assignment a title" in texts(at)
    assert "Try it as a student" not in labels(at)
    fill(at, "text_input", "Title", "Two arms")
    fill(at, "text_area", "Text", "Separate *them*.")
    for name in ("parameters_at_most", "explanation"):
        fill(at, "selectbox", "Goal to add", name)
        press(at, "Add goal")
    fill(at, "number_input", "Parameters", 120)
    fill(at, "toggle", "Limit the attempts", True)
    fill(at, "number_input", "Attempts", 4)
    healthy(at.date_input[0].set_value(date(2026, 10, 1)).run())
    fill(at, "selectbox", "Time zone", "Europe/Berlin")
    healthy(at.time_input[0].set_value(time(18, 30)).run())
    press(at, "Add hint")
    fill(at, "text_area", "Hint", "Two layers.")
    fill(at, "toggle", "Different data for each student", True)
    draft_of(at).controls |= {"dataset": "fixed", "draw_page": "hidden"}
    draft_of(at).revision += 1
    healthy(at.run())
    expected = Assignment(
        "Two arms",
        "Separate *them*.",
        SPECS["spiral"],
        {"dataset": "fixed", "draw_page": "hidden"},
        (Check("parameters_at_most", count=120), Check("explanation")),
        4,
        "2026-10-01T16:30:00+00:00",
        (Hint(2, "Two layers."),),
        True,
    )
    assert Assignment.from_link(copied(at)) == expected
    said = texts(at)
    assert "not count" not in said  # the preview has a split of its own, too
    for words in ("Two layers.", "4 of 4 attempts left", "**Fixed:** Dataset", "**Hidden:** Page: Draw"):
        assert words in said
    files = [one.proto.label for one in at.get("download_button")]
    assert files == ["Save as file", "Sheet to print"]
    press(at, "Try it as a student")
    mine = task_of(session_of(at))
    assert mine.assignment == expected
    assert mine.rehearsal
    turn_to(at, PLAYGROUND)  # as the browser has done by now
    press(at, "Back to Teach")
    assert task_of(session_of(at)).assignment is None
    assert session_of(at).spec == SPECS["spiral"]

    # By the menu it is no other way: what was tried as a student is not what students start with.
    turn_to(at, TEACH)
    press(at, "Try it as a student")
    session_of(at).replace_spec(SPECS["spiral"].with_training(epochs=7))
    turn_to(at, TEACH)
    assert task_of(session_of(at)).assignment is None
    assert Assignment.from_link(copied(at)) == expected


def test_the_states_of_controls_are_widgets(teach: AppTest) -> None:
    at = teach
    fill(at, "text_input", "Title", "Two arms")
    groups = {one.proto.label for one in at.get("button_group")}
    assert {"Dataset", "Number of neurons", "Pages that students see"} <= groups
    session = session_of(at)
    at.session_state[draft_of(at).key("units")] = "hidden"
    at.session_state[draft_of(at).key("pages")] = ["runs_page"]
    healthy(at.run())
    made = draft_of(at).made(session.spec)
    assert made.state("units") == "hidden"
    assert made.state("runs_page") == "free"
    assert made.state("data_page") == "hidden"


@pytest.mark.parametrize("name", READY)
def test_a_ready_assignment_opens_and_gives_the_same_link(name: str, teach: AppTest) -> None:
    draft_of(teach).take(READY[name].assignment)
    healthy(teach.run())
    assert copied(teach) == READY[name].assignment.to_link()
    assert session_of(teach).spec == SPECS["spiral"]  # the teacher's own experiment stays
    assert not teach.warning


def test_who_has_composed_nothing_sees_the_ready_assignments_and_opens_one_by_a_press(teach: AppTest) -> None:
    def listed(place: str) -> list[Button]:
        return [one for one in teach.button if f"open-ready-{place}-" in str(one.key)]

    headings = [f"{lesson(name).heading}: **{one.assignment.title}**" for name, one in READY.items()]
    assert [one.label for one in listed("list")] == [one.label for one in listed("popover")] == headings
    healthy(listed("list")[3].click().run())
    assert draft_of(teach).title == READY["race"].assignment.title
    assert not listed("list")  # in the place of the preview
    healthy(listed("popover")[0].click().run())
    assert draft_of(teach).title == READY["neuron"].assignment.title


def test_a_ready_assignment_is_read_in_another_language_and_stays_the_same(
    teach: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, ready = teach, READY["race"].assignment
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    draft_of(at).take(ready)
    session_of(at).part(SessionLanguage).code = "de"
    healthy(at.run())
    assert field(at, "text_input", "TITLE").value == "FASTER, NOT LONGER"
    assert "COMPARE YOUR RUNS" in field(at, "text_area", "TEXT").value
    assert "**Faster" not in texts(at)
    assert (draft_of(at).title, copied(at)) == (ready.title, ready.to_link())
    with i18n.using("de"):  # the titles of lists are made once more outside of the page
        fill(at, "text_input", "TITLE", "Mein Rennen")
    assert (draft_of(at).title, draft_of(at).text) == ("Mein Rennen", ready.text)
    session_of(at).part(SessionLanguage).code = "en"
    with i18n.using("de"):
        healthy(at.run())
    assert field(at, "text_input", "Title").value == "Mein Rennen"
    assert field(at, "text_area", "Text").value == ready.text


def test_a_link_and_a_file_open_again_and_a_broken_one_says_what_is_wrong(teach: AppTest) -> None:
    at, made = teach, task(title="From a link", hints=(Hint(1, "Look."),), due="2026-10-01T16:00Z")

    def paste(text: str) -> None:
        fill(at, "text_area", "Or paste its link", text)
        press(at, "Open this assignment")

    paste("https://a.example/?x=1abc")
    assert "This link holds no assignment: it has no “a=” in it." in errors(at)
    paste(made.to_json().replace('"accuracy_at_least"', '"accuracy"'))
    assert "Goal 1: There is no check 'accuracy'." in errors(at)
    assert "At: goals › 1 › name" in errors(at)
    assert draft_of(at).title == ""
    paste(f"https://a.example/?a={made.to_link()}")
    assert draft_of(at).made(session_of(at).spec) == made
    press(at, "Start a new one")
    assert draft_of(at).title == ""
    press(at, "Bring back “From a link”")
    assert draft_of(at).made(session_of(at).spec) == made
    draft_of(at).take(READY["race"].assignment)
    draft_of(at).bring_back()
    assert draft_of(at).title == "From a link"
    draft_of(at).bring_back()  # and what was brought back in between
    assert draft_of(at).made(session_of(at).spec) == READY["race"].assignment
    for text in (made.to_link(), made.to_json(indent=1), f" {made.to_link()}\n"):
        assert from_text(text) == made
    with pytest.raises(LinkError, match="damaged"):
        from_text("hello world")
    with pytest.raises(AssignmentError, match="no JSON"):
        from_text("{")


def test_an_opened_assignment_keeps_its_own_experiment_until_it_is_replaced(teach: AppTest) -> None:
    at = teach
    draft_of(at).take(task(start=SPECS["wine"], title="Wine"))
    healthy(at.run())
    assert session_of(at).spec == SPECS["spiral"]
    assert draft_of(at).made(session_of(at).spec).start == SPECS["wine"]
    press(at, "Use the one in the playground")
    assert draft_of(at).made(session_of(at).spec).start == SPECS["spiral"]


def test_every_goal_can_be_added_changed_and_removed(teach: AppTest) -> None:
    at = teach
    draft = draft_of(at)
    draft.title = "All"
    draft.goals = [Check(name) for name in CHECKS]
    healthy(at.run())
    assert draft.goals == [Check(name) for name in CHECKS]  # widgets show the defaults, and give them back
    key = draft.key(f"goal-0-{draft.goals[0].name}")
    healthy(at.button(key=f"{key}-remove").click().run())
    assert draft.goals == [Check(name) for name in list(CHECKS)[1:]]


def test_what_nobody_can_reach_is_said(teach: AppTest) -> None:
    draft = draft_of(teach)
    draft.take(task(goals=(Check("same_with_seeds"),), controls={"seed": "fixed"}))
    healthy(teach.run())
    assert "the random seed is not free" in teach.warning[0].value
    draft.take(task(hints=(Hint(1, NEW_HINT),), due="2020-01-01T00:00Z"))
    healthy(teach.run())
    assert [one.value for one in teach.warning] == [
        "A hint has not been written yet.",
        "The due date has passed already.",
    ]


def test_what_is_too_long_for_a_link_is_a_file(teach: AppTest) -> None:
    draft = draft_of(teach)
    draft.take(task(text=" ".join(f"{number * 7919 % 10007:x}" for number in range(1500))))
    healthy(teach.run())
    assert "too long for a link" in teach.warning[0].value
    assert "Students open the file in the playground." in teach.warning[0].value
    assert not [one for one in teach.get("bidi_component") if one.proto.component_name == copy_button.NAME]


def test_the_browser_keeps_a_draft() -> None:
    session, again = Session(), Session()
    session.part(Draft).take(READY["race"].assignment)
    again.recall(json.loads(json.dumps(session.remembered())))
    assert again.part(Draft).made(SPECS["wine"]) == READY["race"].assignment
    broken: Any
    for broken in ({}, [], {"assignment": 3, "own_start": True}):
        other = Session()
        other.recall({"draft": broken})
        assert other.part(Draft).title == ""


# The sheet and the code ---------------------------------------------------------------------------


def test_a_sheet_holds_what_a_student_needs_and_nothing_from_elsewhere() -> None:
    made = task(
        title="Arms & <legs>",
        text="Do *this* <script>alert(1)</script> ![spy](http://127.0.0.1:9/a.png)\n\n|a|b|\n|-|-|\n|1|2|",
        attempts=1,
        due="2026-10-01T16:00Z",
        hints=(Hint(1, "secret"),),
    )
    sheet = printed(made, "http://school.example/?a=1&b=2", ZoneInfo("America/New_York"), "America/New_York")
    for there in (
        "<h1>Arms &amp; &lt;legs&gt;</h1>",
        "<em>this</em>",
        "&lt;script&gt;",
        "1 attempt · due Thursday, October 1, 2026 at 12:00 (America/New York)",
        "<td>1</td>",
        "Test accuracy: at least 90%.",
        "http://school.example/?a=1&amp;b=2",
        "size: A4",
    ):
        assert there in sheet
    assert sheet.count("<svg") == 1
    for missing in ("<script", "<img", "secret", "src=", "!<a"):
        assert missing not in sheet
    as_file = printed(made, "")
    assert "<svg" not in as_file
    assert "Save or open" in as_file


def test_a_qr_code_is_the_one_of_the_text() -> None:
    text = "https://nnplay.example/?a=" + "x" * 1900
    drawn = qr.svg(text)
    size = segno.make(text, error="l", micro=False).symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in drawn
    assert drawn.startswith("<svg")
    assert "width=" not in drawn.split(">")[0]
