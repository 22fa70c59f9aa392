"""A link opens its experiment on the playground, and nothing of the session is lost."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from nnplay.catalogue import DEFAULT, SPECS
from nnplay.link import LINK_VERSION, from_link, to_link
from nnplay.spec import DatasetSpec, ExperimentSpec
from nnplay.ui.common import copy_button
from nnplay.ui.common.opened_link import OpenedLink, carry
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from tests.pages.factories import (
    EVALUATE,
    INSIDE,
    ROOT,
    WAIT,
    healthy,
    labels,
    open_app,
    press,
    session_of,
    show,
    texts,
    turn_to,
    unfold,
)

SENT = SPECS["spiral"].with_training(epochs=3).with_seed(12)
TEXT = to_link(SENT)
OPENED = "Opened from a link"

OWN = SPECS["wine"].with_seed(77)
"""An experiment that no list has."""


def open_with(text: str) -> AppTest:
    """The app as a new browser tab sees it that came by a link."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT)
    at.query_params["x"] = text
    return healthy(at.run())


def follow(at: AppTest, text: str) -> None:
    """Opens a link in a session that has worked before."""
    at.query_params["x"] = text
    healthy(at.run())


def copied(at: AppTest) -> str:
    """What Copy link would copy behind the page's address."""
    (found,) = [one for one in at.get("bidi_component") if one.proto.component_name == copy_button.NAME]
    query: str = json.loads(found.proto.json)["query"]
    return query


def epochs(at: AppTest) -> NumberInput:
    return next(field for field in at.number_input if field.label == "Epochs")


def warnings(at: AppTest) -> list[str]:
    return [one.value for one in at.warning]


def test_a_link_opens_its_experiment_says_so_and_trains_nothing() -> None:
    at = open_with(TEXT)
    session = session_of(at)
    assert session.spec == SENT
    assert OPENED in texts(at)
    assert session.runs == []
    assert epochs(at).value == 3
    # Out of the address, so that a reload finds what has been done since.
    assert "x" not in at.query_params
    assert not at.warning
    assert "Back to my experiment" not in labels(at)  # the first experiment is in the list


def test_the_line_goes_with_the_first_change() -> None:
    at = open_with(TEXT)
    healthy(epochs(at).set_value(4).run())
    assert OPENED not in texts(at)
    healthy(epochs(at).set_value(3).run())
    assert OPENED in texts(at)


def test_the_link_of_a_preset_is_that_preset_with_its_story() -> None:
    at = open_with(to_link(SPECS["wine"]))
    assert session_of(at).preset == "wine"
    assert OPENED in texts(at)
    assert "**Expect**" in texts(at)


def test_what_was_at_hand_before_comes_back() -> None:
    at = open_app()
    session = show(at, OWN)
    follow(at, TEXT)
    assert session.spec == SENT
    press(at, "Back to my experiment")
    assert session.spec == OWN
    assert OPENED not in texts(at)
    assert "Back to my experiment" not in labels(at)


def test_the_same_link_once_more_keeps_what_was_before() -> None:
    at = open_app()
    session = show(at, OWN)
    follow(at, TEXT)
    follow(at, TEXT)
    press(at, "Back to my experiment")
    assert session.spec == OWN


BROKEN = {
    "cut off": (TEXT[:-6], "damaged"),
    "empty": ("", "damaged"),
    "no link": ("hello world", "damaged"),
    "older": ("0" + TEXT[1:], "another version"),
    "newer": (chr(ord(LINK_VERSION) + 1) + TEXT[1:], "another version"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_opens_the_playground_with_one_sentence(name: str) -> None:
    text, sentence = BROKEN[name]
    at = open_with(text)
    (said,) = warnings(at)
    assert sentence in said
    assert session_of(at).spec == SPECS[DEFAULT]
    assert OPENED not in texts(at)
    assert "x" not in at.query_params


def test_a_broken_link_loses_nothing_and_is_told_until_something_changes() -> None:
    at = open_app()
    session = show(at, OWN)
    revision = session.revision
    follow(at, TEXT[:-6])
    assert (session.spec, session.revision) == (OWN, revision)
    healthy(at.run())
    assert len(warnings(at)) == 1
    healthy(epochs(at).set_value(4).run())
    assert warnings(at) == []


def test_a_tab_that_goes_on_with_its_session_opens_the_link_there() -> None:
    fresh, kept = Session(), Session(spec=OWN)
    fresh.part(OpenedLink).spec = fresh.spec = SENT
    carry(fresh, kept)
    assert (kept.spec, kept.revision) == (SENT, 1)
    assert kept.part(OpenedLink) == OpenedLink(SENT, OWN)

    fresh, kept = Session(), Session(spec=OWN)
    fresh.part(OpenedLink).spec, fresh.part(OpenedLink).problem = fresh.spec, "Damaged."
    carry(fresh, kept)
    assert (kept.spec, kept.revision) == (OWN, 0)
    assert kept.part(OpenedLink) == OpenedLink(OWN, None, "Damaged.")

    carry(Session(), kept)  # a tab that came without a link
    assert kept.part(OpenedLink) == OpenedLink(OWN, None, "Damaged.")


def test_copy_link_follows_the_experiment() -> None:
    at = open_app()
    session = show(at, OWN)
    healthy(epochs(at).set_value(31).run())
    query = copied(at)
    assert query.startswith("?x=")
    assert from_link(query.removeprefix("?x=")) == session.spec == OWN.with_training(epochs=31)


def test_a_language_that_was_chosen_goes_along_in_the_link() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT)
    at.query_params["lang"] = "es"
    assert copied(healthy(at.run())) == f"?x={to_link(SPECS[DEFAULT])}&lang=es"
    assert "&lang" not in copied(open_app(DEFAULT))  # the browser's own is the other reader's matter


@pytest.mark.parametrize("name", SPECS)
def test_every_preset_can_be_sent(name: str) -> None:
    assert ExperimentSpec.from_link(SPECS[name].to_link()) == SPECS[name]


def test_own_data_are_told_and_the_file_is_offered_instead() -> None:
    at = open_app()
    show(at, SPECS["spiral"].with_dataset(DatasetSpec("points", file="a" * 64)))
    assert not [one for one in at.get("bidi_component") if one.proto.component_name == copy_button.NAME]
    assert "Your own data can't go into a link" in texts(at)
    saves = [one.proto.label for one in unfold(at, "Save or open").get("download_button")]
    assert saves.count("Save as file") == 2  # beside the sentence, and where it always is


# Addresses of parts -------------------------------------------------------------------------------


def open_part(at: AppTest, page: str, **query: str) -> AppTest:
    """A page as a tab sees it that came by the address of one of its parts, with the runs of an earlier tab."""
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT)
    other.session_state["nnplay"] = session_of(at)
    healthy(other.run())
    other.switch_page(page)
    other.query_params.update(query)
    return healthy(other.run())


def part_of(at: AppTest) -> str:
    (box,) = [each for each in at.segmented_control if each.label == "What to look at"]
    return str(box.value)


def take_part(at: AppTest, name: str) -> None:
    (box,) = [each for each in at.segmented_control if each.label == "What to look at"]
    healthy(box.set_value(name).run())


@pytest.mark.parametrize("part", ["Why", "Kernels", "Feature maps"])
def test_an_address_opens_its_part_of_look_inside(part: str, trained: tuple[AppTest, SessionRun]) -> None:
    inside = session_of(trained[0]).part(InsideState)
    inside.part = "Kernels"
    at = open_part(trained[0], INSIDE, part=part)
    assert (part_of(at), inside.part) == (part, part)
    take_part(at, "Neurons")
    healthy(at.run())
    assert (part_of(at), inside.part) == ("Neurons", "Neurons")


def test_an_address_opens_its_part_of_the_evaluation(trained: tuple[AppTest, SessionRun]) -> None:
    at = open_part(trained[0], EVALUATE, result="Calibration")
    assert part_of(at) == "Calibration"
    take_part(at, "Classes")
    at.query_params.clear()  # as a browser does that turns to another page
    turn_to(at, INSIDE)
    assert part_of(turn_to(at, EVALUATE)) == "Classes"


@pytest.mark.parametrize("query", [{}, {"part": "No such part"}, {"part": ""}, {"result": "Calibration"}])
def test_another_address_leaves_the_part_that_was_open(
    query: dict[str, str], trained: tuple[AppTest, SessionRun]
) -> None:
    session_of(trained[0]).part(InsideState).part = "Kernels"
    assert part_of(open_part(trained[0], INSIDE, **query)) == "Kernels"


def test_a_way_into_a_part_wins_over_the_part_that_was_open(trained: tuple[AppTest, SessionRun]) -> None:
    at = open_part(trained[0], INSIDE, part="Kernels")
    at.query_params.clear()  # as a browser does that turns to another page
    turn_to(at, EVALUATE)
    session_of(at).part(InsideState).look_at(3, "Why")
    assert part_of(turn_to(at, INSIDE)) == "Why"
