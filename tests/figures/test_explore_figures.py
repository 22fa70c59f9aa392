"""Histograms, boxes, correlations, pairs, pixels and galleries as figures."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import figures
from nnplay.datasets.explore.summaries import box
from nnplay.figures import style


def test_a_histogram_has_a_bar_per_bin_with_its_edges() -> None:
    edges = np.array([0.0, 1.0, 3.0])
    figure = figures.histogram(edges, {"no": np.array([2, 5]), "yes": np.array([1, 0])}, "size")
    no, yes = figure.data
    assert (no.x.tolist(), no.width.tolist(), no.y.tolist()) == ([0.5, 2], [1, 2], [2, 5])
    assert no.customdata.tolist() == [[0, 1], [1, 3]]
    assert (no.marker.line.color, yes.marker.line.color) == tuple(style.class_colors(2))
    assert figure.layout.barmode == "overlay"


def test_more_than_two_histograms_are_stacked() -> None:
    counts = {name: np.array([1]) for name in "abc"}
    assert figures.histogram(np.array([0.0, 1.0]), counts, "size").layout.barmode == "stack"


def test_a_legend_gets_more_room_where_the_figure_is_narrow() -> None:
    counts = {f"a long name of class {number}": np.array([1]) for number in range(6)}
    narrow, wide = (figures.histogram(np.array([0.0, 1.0]), counts, "size", width=width) for width in (300, 900))
    assert narrow.layout.margin.t > wide.layout.margin.t


def test_parts_have_the_colors_of_the_curves() -> None:
    figure = figures.split_bars({"training": [3], "validation": [2], "test": [1]}, ["examples"])
    assert [bar.marker.color for bar in figure.data] == [style.TRAINING, style.VALIDATION, style.TEST]
    assert [bar.x for bar in figure.data] == [(3,), (2,), (1,)]


def test_a_box_plot_draws_the_numbers_of_the_box_and_few_of_many_outliers() -> None:
    values = np.concatenate([np.arange(101.0).repeat(40), np.arange(1000, 2000)])
    shape = box(values)
    assert shape is not None
    drawn, far = figures.box_plot({"": shape, "none": None}, "size").data
    assert (drawn.q1[0], drawn.median[0], drawn.q3[0]) == (shape.q1, shape.median, shape.q3)
    assert (drawn.lowerfence[0], drawn.upperfence[0]) == (shape.low, shape.high)
    assert len(far.x) == 300
    assert (far.x[0], far.x[-1]) == (shape.outliers[0], shape.outliers[-1])


def test_correlations_are_written_where_there_is_room() -> None:
    values = np.array([[1.0, -0.256], [-0.256, np.nan]])
    heat = figures.correlation_map(values, ["a", "b"]).data[0]
    assert [list(row) for row in heat.text] == [["1.00", "-.26"], ["-.26", ""]]
    assert (heat.zmin, heat.zmax) == (-1, 1)
    assert heat.customdata[0][1] == ["b", "a"]
    assert figures.correlation_map(np.eye(13), list("abcdefghijklm")).data[0].text is None


def test_groups_of_points_differ_by_symbol_too() -> None:
    points = np.array([1.0])
    figure = figures.scatter_groups({"a": (points, points), "b": (points, points)}, "x", "y", same_scale=True)
    assert len({trace.marker.symbol for trace in figure.data}) == 2
    assert figure.layout.yaxis.scaleanchor == "x"


def test_points_are_colored_by_a_number() -> None:
    figure = figures.scatter_values(np.array([1.0]), np.array([2.0]), np.array([3.0]), "x", "y", "price")
    assert figure.data[0].marker.color.tolist() == [3]
    assert figure.data[0].marker.colorbar.title.text == "price"


def test_pixels_are_written_whole_or_with_two_digits() -> None:
    whole = figures.pixel_numbers(np.array([[0, 16]]), largest=16).data[1]
    assert list(whole.text) == ["0", "16"]
    assert list(whole.textfont.color) == [style.INK, style.PAPER]
    assert list(figures.pixel_numbers(np.array([[0.0, 0.53, 1.0]])).data[1].text) == ["0", ".53", "1"]


def test_a_one_hot_row_has_a_cell_per_class() -> None:
    heat = figures.one_hot_row(np.array([0.0, 1.0, 0.0]), ["a", "b", "c"]).data[0]
    assert [list(row) for row in heat.text] == [["0", "1", "0"]]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_frame_lies_around_its_pixels(channels: int) -> None:
    figure = figures.framed_image(np.zeros((9, 9, channels), np.float32), (2, 5, 1, 4))
    (frame,) = figure.layout.shapes
    assert (frame.y0, frame.y1, frame.x0, frame.x1) == (1.5, 4.5, 0.5, 3.5)
