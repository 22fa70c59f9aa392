"""Windows lie on the pixels that they take, numbers stand in their cells, and nothing is drawn that was not given."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.lessons.image_grids import Grid, Window, number_grids, picture, show_number
from nnplay.figures.lessons.tensors import number_row, part_bars, strips, tensor_picture
from nnplay.theory.sample_photos import load_photo


def test_a_window_frames_the_pixels_that_it_covers() -> None:
    figure = picture(np.arange(30.0).reshape(5, 6), "ink", windows=[Window(1, 2, 3)], frame=(0, 0, 5, 6))
    image, frame = figure.layout.shapes
    assert (image.x0, image.x1, image.y0, image.y1) == (-0.5, 5.5, -0.5, 4.5)
    # Pixel centres are whole numbers, so rows 1 to 3 reach from 0.5 to 3.5.
    assert (frame.y0, frame.y1, frame.x0, frame.x1) == (0.5, 3.5, 1.5, 4.5)


def test_with_dilation_every_pixel_that_counts_is_framed_too() -> None:
    figure = picture(np.zeros((9, 9)), "ink", windows=[Window(0, 0, 5, dilation=2)])
    outer, *inner = figure.layout.shapes
    assert (outer.y0, outer.y1) == (-0.5, 4.5)
    assert [(shape.y0, shape.x0) for shape in inner] == [(r - 0.5, c - 0.5) for r in (0, 2, 4) for c in (0, 2, 4)]


def test_zero_is_in_the_middle_of_a_signed_scale() -> None:
    heat = picture(np.array([[-4.0, 1.0]]), "signed").data[0]
    assert (heat.zmin, heat.zmax) == (-4, 4)


def test_numbers_stand_in_the_cells_of_grids_that_do_not_overlap() -> None:
    values = np.array([[1.0, -0.25], [1234.56, 0.0]])
    figure = number_grids([Grid("a", values, "ink"), Grid("b", values.T, "signed", before="×")], across=2)
    first, second = figure.data
    assert np.asarray(first.text).tolist() == [["1", "−0.25"], ["1235", "0"]]
    assert max(first.x) + 0.5 < min(second.x) - 0.5
    stacked = number_grids([Grid("a", values, "ink"), Grid("b", values.T, "signed")], across=1)
    assert max(stacked.data[0].y) + 0.5 < min(stacked.data[1].y) - 0.5
    assert stacked.layout.height > 1.8 * figure.layout.height


@pytest.mark.parametrize(
    ("number", "text"), [(0.111, "0.11"), (2.0, "2"), (-0.001, "0"), (-3.5, "−3.5"), (100, "100"), (40, "40")]
)
def test_numbers_are_short(number: float, text: str) -> None:
    assert show_number(number) == text


def test_a_tensor_is_drawn_by_its_axes() -> None:
    assert np.asarray(tensor_picture(np.array(3.0), "ink").data[0].text).tolist() == [["3"]]
    row = tensor_picture(np.arange(20.0), "ink").data[0]
    assert np.asarray(row.z).shape == (1, 10)
    table = tensor_picture(np.zeros((150, 4)), "ink").data[0]
    assert np.asarray(table.z).shape == (10, 4)
    photo = load_photo("temple")
    assert tensor_picture(photo, "light").data[0].type == "image"
    np.testing.assert_array_equal(np.asarray(tensor_picture(photo, "light").data[0].z), photo[::4, ::4])
    batch = tensor_picture(np.zeros((40, 8, 8, 1)), "ink")
    assert len(batch.layout.meta["labels"]) == 32


def test_the_row_of_memory_marks_the_number_that_is_followed() -> None:
    figure = number_row(np.arange(64.0), 19)
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (18.5, 19.5)
    assert np.asarray(figure.data[0].z)[0].tolist() == list(range(64))


def test_every_part_and_the_chosen_example_are_drawn() -> None:
    bars = part_bars({"training": [3, 1], "validation": [1, 1], "test": [2, 0]}, ["a", "b"])
    assert [list(bar.x) for bar in bars.data] == [[3, 1], [1, 1], [2, 0]]
    figure = strips({"one": (np.array([1.0, 2.0]), np.array([9.0])), "two": (np.array([3.0, 4.0]), np.array([8.0]))}, 1)
    assert list(figure.data[-1].x) == [2, 4]
    assert [len(trace.x) for trace in figure.data[:-1]] == [2, 1, 2, 1]
