"""Lessons 7 to 12 move: a control changes what is computed and shown, and wrong input gets a sentence."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.pages.made import chart, errors, healthy, texts, turn_to


def heat(at: AppTest, label: str) -> np.ndarray:
    """The numbers of the first trace of a figure."""
    return np.array(chart(at, label)["data"][0]["z"])


def formulas(at: AppTest) -> str:
    """All typeset formulas of the page."""
    return "\n".join(each.value for each in at.get("latex"))


def test_an_index_takes_an_axis_away(at: AppTest) -> None:
    turn_to(at, "pages/learn/tensors.py")
    assert "`x.shape == (32, 8, 8)`: a **3-D tensor** of 2,048 numbers" in texts(at)
    healthy(at.number_input(key="tensors-indices-batch").set_value(2).run())
    healthy(at.number_input(key="tensors-index0-batch-2").set_value(5).run())
    assert "`x[5, 0].shape == (8,)`: a **vector** of 8 numbers" in texts(at)
    healthy(at.number_input(key="tensors-indices-batch").set_value(3).run())
    assert "a **scalar** of 1 number" in texts(at)
    healthy(at.selectbox(key="tensors-tensor").set_value("photo").run())
    assert "`x.shape == (427, 640, 3)`" in texts(at)
    healthy(at.number_input(key="tensors-indices-photo").set_value(1).run())
    assert "`x[0].shape == (640, 3)`: a **matrix**" in texts(at)


def test_a_reshape_keeps_the_row_and_a_wrong_shape_gets_a_sentence(at: AppTest) -> None:
    turn_to(at, "pages/learn/tensors.py")
    before = heat(at, "The same numbers as 8 rows of 8").reshape(-1)
    healthy(at.number_input(key="tensors-columns").set_value(16).run())
    assert "8 × 16 makes 128 places for 64 numbers" in errors(at)
    healthy(at.number_input(key="tensors-rows").set_value(4).run())
    assert errors(at) == ""
    np.testing.assert_array_equal(heat(at, "The same numbers as 4 rows of 16").reshape(-1), before)
    assert r"= 1 \cdot 16 + 3 = 19" in formulas(at)


def test_scaling_and_split_show_the_numbers_of_the_data(at: AppTest) -> None:
    turn_to(at, "pages/learn/tensors.py")
    healthy(at.segmented_control(key="tensors-scaled").set_value("0 to 1").run())
    areas = chart(at, "Four measurements of 340 training and 143 test examples, 0 to 1")["data"][2]["x"]
    assert (min(areas), max(areas)) == (0, 1)
    healthy(at.slider(key="tensors-test_size").set_value(0.4).run())
    assert r"\lceil 0.4 \cdot 150 \rceil = 60" in formulas(at)
    bars = chart(at, "Irises of each species")["data"]
    assert [sum(bar["x"]) for bar in bars] == [72, 18, 60]


def test_a_split_that_cannot_be_gets_a_sentence(at: AppTest) -> None:
    turn_to(at, "pages/learn/tensors.py")
    healthy(at.slider(key="tensors-validation_size").set_value(0.01).run())
    assert "too few" in errors(at)
