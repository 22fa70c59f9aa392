"""What is folded away is drawn while it is open, and loses nothing that was typed just before it was closed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from tests.pages.factories import FOLDED, healthy, session_of, unfold


def seeds(at: AppTest) -> list[NumberInput]:
    return [one for one in at.number_input if one.label == "Random seed"]


def test_it_is_drawn_while_it_is_open(at: AppTest) -> None:
    assert not seeds(at)
    assert seeds(unfold(at, "More options"))


@pytest.mark.parametrize("closed", [False, True], ids=["before it is closed", "with the click that closes it"])
def test_what_was_typed_counts(at: AppTest, closed: bool) -> None:
    unfold(at, "More options")
    (seed,) = seeds(at)
    seed.set_value(12)
    if closed:  # the browser tells both at once
        at.session_state[FOLDED["More options"]] = False
    healthy(at.run())
    assert session_of(at).spec.seed == 12
    at.session_state[FOLDED["More options"]] = False
    healthy(at.run())
    healthy(at.run())
    assert not seeds(at)
    assert session_of(at).spec.seed == 12
    (again,) = seeds(unfold(at, "More options"))
    assert again.value == 12


def test_a_text_that_was_pasted_is_still_there(at: AppTest) -> None:
    unfold(at, "Save or open")
    key = session_of(at).key("json")
    healthy(at.text_area(key=key).set_value("{").run())
    at.session_state[FOLDED["Save or open"]] = False
    healthy(at.run())
    healthy(at.run())
    assert not at.text_area
    assert unfold(at, "Save or open").text_area(key=key).value == "{"
