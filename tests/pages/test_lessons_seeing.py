"""Lessons on seeing move: a control changes what is computed and shown, and wrong input gets a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d
from streamlit.testing.v1 import AppTest

from nnplay.sketch import to_input
from nnplay.theory.convolution import KERNELS
from nnplay.theory.sample_photos import grey_photo
from nnplay.ui.draw.state import DrawState
from tests.datasets.factories import as_file
from tests.pages.factories import SEVEN, chart, errors, healthy, press, session_of, texts, turn_to_lesson
from tests.pages.test_lessons import labels_of_figures


@pytest.fixture
def at(tab: AppTest) -> AppTest:
    """A tab that opens with a lesson."""
    return tab


def heat(at: AppTest, label: str) -> np.ndarray:
    """The numbers of the first trace of a figure."""
    return np.array(chart(at, label)["data"][0]["z"])


def formulas(at: AppTest) -> str:
    """All typeset formulas of the page."""
    return "\n".join(each.value for each in at.latex)


def test_an_index_takes_an_axis_away(at: AppTest) -> None:
    turn_to_lesson(at, "tensors")
    assert "`x.shape == (32, 8, 8)`: a **3-D tensor** of 2,048 numbers" in texts(at)
    healthy(at.number_input(key="tensors-indices-batch").set_value(2).run())
    healthy(at.number_input(key="tensors-index0-batch-2").set_value(5).run())
    assert "`x[5, 0].shape == (8,)`: a **vector** of 8 numbers" in texts(at)
    healthy(at.number_input(key="tensors-indices-batch").set_value(3).run())
    assert "a **scalar** of 1 number" in texts(at)
    healthy(at.selectbox(key="tensors-tensor").set_value("photo").run())
    assert "`x.shape == (427, 640, 3)`" in texts(at)
    healthy(at.number_input(key="tensors-indices-photo").set_value(1).run())
    assert "`x[0].shape == (640, 3)`: a [**matrix**](glossary?term=matrix" in texts(at)


def test_a_reshape_keeps_the_row_and_a_wrong_shape_gets_a_sentence(at: AppTest) -> None:
    turn_to_lesson(at, "tensors")
    before = heat(at, "The same numbers as 8 rows of 8").reshape(-1)
    healthy(at.number_input(key="tensors-columns").set_value(16).run())
    assert "8 × 16 makes 128 places for 64 numbers" in errors(at)
    healthy(at.number_input(key="tensors-rows").set_value(4).run())
    assert errors(at) == ""
    np.testing.assert_array_equal(heat(at, "The same numbers as 4 rows of 16").reshape(-1), before)
    assert r"= 1 \cdot 16 + 3 = 19" in formulas(at)


def test_scaling_and_split_show_the_numbers_of_the_data(at: AppTest) -> None:
    turn_to_lesson(at, "tensors")
    healthy(at.segmented_control(key="tensors-scaled").set_value("0 to 1").run())
    areas = chart(at, "Four measurements of 340 training and 143 test examples, 0 to 1")["data"][2]["x"]
    assert (min(areas), max(areas)) == (0, 1)
    healthy(at.slider(key="tensors-test_size").set_value(0.4).run())
    assert r"\lceil 0.4 \cdot 150 \rceil = 60" in formulas(at)
    bars = chart(at, "Irises of each species")["data"]
    assert [sum(bar["x"]) for bar in bars] == [72, 18, 60]


def test_a_split_that_cannot_be_gets_a_sentence(at: AppTest) -> None:
    turn_to_lesson(at, "tensors")
    healthy(at.slider(key="tensors-validation_size").set_value(0.01).run())
    assert "too few" in errors(at)


# Convolution ------------------------------------------------------------------------------------


def test_the_feature_map_on_the_page_is_scipys_correlation(at: AppTest) -> None:
    turn_to_lesson(at, "convolution")
    temple, sobel = grey_photo("temple").astype(float), np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    np.testing.assert_array_equal(heat(at, "Image of 64 × 64"), temple)
    np.testing.assert_array_equal(heat(at, "Feature map of 62 × 62"), correlate2d(temple, sobel, "valid"))

    healthy(at.selectbox(key="convolution-kernel").set_value("soft blur").run())
    healthy(at.segmented_control(key="convolution-padding").set_value("same").run())
    blurred = correlate2d(temple, KERNELS["soft blur"].weights, "same")
    np.testing.assert_allclose(heat(at, "Feature map of 64 × 64"), blurred, rtol=1e-5)


def test_the_sum_is_written_out_and_next_place_moves_the_window(at: AppTest) -> None:
    turn_to_lesson(at, "convolution")
    healthy(at.segmented_control(key="convolution-image").set_value("digit").run())
    healthy(at.number_input(key="convolution-stride").set_value(2).run())
    assert r"\text{height} = \left\lfloor \frac{8 + 0 - 3}{2} \right\rfloor + 1 = 3" in formulas(at)
    digit, found = heat(at, "Image of 8 × 8"), heat(at, "Feature map of 3 × 3")
    assert f"row 1, column 1 is {found[1, 1]:.4g}" in labels_of_figures(at)[1]
    press(at, "Next place")
    assert f"row 1, column 2 is {found[1, 2]:.4g}" in labels_of_figures(at)[1]
    first = digit[2, 4]  # stride 2
    assert rf"{first:.0f} \cdot (-1) + {digit[2, 5]:.0f} \cdot 0 + {digit[2, 6]:.0f} \cdot 1" in formulas(at)
    press(at, "Next place")
    assert f"row 2, column 0 is {found[2, 0]:.4g}" in labels_of_figures(at)[1]


def test_a_window_that_does_not_fit_gets_a_sentence(at: AppTest) -> None:
    turn_to_lesson(at, "convolution")
    healthy(at.segmented_control(key="convolution-image").set_value("digit").run())
    healthy(at.number_input(key="convolution-dilation").set_value(4).run())
    assert "reaches over 9 pixels, but the image has only 8" in errors(at)
    healthy(at.segmented_control(key="convolution-padding").set_value("same").run())
    assert errors(at) == ""
    assert heat(at, "Feature map of 8 × 8").shape == (8, 8)


def test_the_drawing_of_the_draw_page_is_taken(at: AppTest) -> None:
    turn_to_lesson(at, "convolution")
    healthy(at.segmented_control(key="convolution-image").set_value("drawing").run())
    assert "There is no drawing yet" in texts(at)
    session_of(at).part(DrawState).drawing = SEVEN
    healthy(at.run())
    expected = np.round(to_input(SEVEN, (28, 28)) * 255.0)
    np.testing.assert_array_equal(heat(at, "Image of 28 × 28"), expected)


def test_a_picture_of_ones_own_is_taken_and_what_is_none_gets_a_sentence(at: AppTest) -> None:
    turn_to_lesson(at, "convolution")
    healthy(at.segmented_control(key="convolution-image").set_value("file").run())
    healthy(at.file_uploader(key="convolution-upload").upload("a.png", b"nonsense", "image/png").run())
    assert "This file is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture" in errors(at)
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)
    healthy(at.file_uploader(key="convolution-upload").upload("a.png", as_file(pixels), "image/png").run())
    assert errors(at) == ""
    np.testing.assert_array_equal(heat(at, "Image of 20 × 30"), pixels)


# Pooling ----------------------------------------------------------------------------------------


def test_pooling_keeps_the_largest_of_each_window_and_a_window_too_large_gets_a_sentence(at: AppTest) -> None:
    turn_to_lesson(at, "pooling")
    before, after = heat(at, "Feature map of 6 × 6"), heat(at, "Pooled map of 3 × 3")
    np.testing.assert_array_equal(after, before.reshape(3, 2, 3, 2).max(axis=(1, 3)))
    healthy(at.segmented_control(key="pooling-kind").set_value("average").run())
    np.testing.assert_allclose(heat(at, "Pooled map"), before.reshape(3, 2, 3, 2).mean(axis=(1, 3)))
    healthy(at.selectbox(key="pooling-kernel").set_value("soft blur").run())
    healthy(at.number_input(key="pooling-size").set_value(6).run())
    assert "reaches over 6 pixels, but the image has only 4" in errors(at)


def test_a_shift_by_a_whole_window_moves_the_pooled_map(at: AppTest) -> None:
    turn_to_lesson(at, "pooling")
    healthy(at.segmented_control(key="pooling-shift-image").set_value("flower").run())
    healthy(at.number_input(key="pooling-shift-right").set_value(2).run())
    before, after = heat(at, "Largest of each window"), heat(at, "The same, shifted")
    np.testing.assert_array_equal(after[:, 2:], before[:, 1:-1])


def test_flatten_finds_the_chosen_number_in_the_row(at: AppTest) -> None:
    turn_to_lesson(at, "pooling")
    healthy(at.number_input(key="pooling-channel").set_value(1).run())
    assert r"= (1 \cdot 3 + 2) \cdot 2 + 1 = 11" in formulas(at)
    second = np.array(chart(at, "Two maps of 3 × 3")["data"][1]["z"])
    assert heat(at, "The 18 numbers in one row")[0, 11] == second[1, 2]
