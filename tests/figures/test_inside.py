"""Figures of the inside view: frames, written numbers, panels and histograms at their places."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures import (
    class_activation,
    dead_shares,
    histograms,
    layer_scatter,
    neuron_map,
    number_grids,
    picture,
    reason_bars,
    style,
    tile_grid,
    weight_matrix,
)
from nnplay.figures.marked import short
from nnplay.figures.states import histogram_shares


def test_frames_stand_around_their_pixels_and_end_at_the_edge() -> None:
    shapes = picture(np.zeros((6, 8)), boxes=[(1, 2, 3, 5), (-1, -1, 2, 9)]).layout.shapes
    corners = [(shape.x0, shape.y0, shape.x1, shape.y1) for shape in shapes[::2]]  # each has a pale rim beneath
    assert corners == [(1.5, 0.5, 4.5, 2.5), (-0.5, -0.5, 7.5, 1.5)]


def test_a_picture_in_colour_shows_its_colours() -> None:
    image = np.zeros((2, 3, 3))
    image[0, 1] = (1, 0.5, 0)
    figure = picture(image)
    assert figure.data[0].type == "image"
    assert np.asarray(figure.data[0].z)[0, 1].tolist() == [255, 128, 0]


def test_two_pictures_can_share_a_scale() -> None:
    heat = picture(np.eye(2), diverging=True, limit=4.0).data[0]
    assert (heat.zmin, heat.zmax) == (-4, 4)
    heat = picture(np.eye(2), limit=4.0).data[0]
    assert (heat.zmin, heat.zmax) == (0, 4)


@pytest.mark.parametrize(("width", "stacked"), [(640, False), (240, True)])
def test_every_number_is_written_into_its_cell(width: int, stacked: bool) -> None:
    window = np.array([[0.5, np.nan, 1, 0]] * 4)
    kernel = np.arange(16.0).reshape(4, 4) - 8
    figure = number_grids([("Window", window, False), ("Kernel", kernel, True)], ["×"], width=width)
    heats, texts = figure.data[::2], figure.data[1::2]
    assert list(texts[0].text[:4]) == ["0.50", "0", "1.00", "0.00"]
    assert list(texts[1].text[:2]) == ["−8.00", "−7.00"]
    for heat, text in zip(heats, texts, strict=True):
        assert (np.unique(text.x) > heat.x[:-1]).all()
        assert (np.unique(text.x) < heat.x[1:]).all()
    assert (heats[1].y[0] > heats[0].y[-1]) == stacked
    assert max(heats[1].x) <= width
    assert "×" in [note.text for note in figure.layout.annotations]


def test_cells_too_small_to_read_have_no_text() -> None:
    figure = number_grids([("Kernel", np.ones((15, 15)), True)], width=300)
    assert [trace.type for trace in figure.data] == ["heatmap"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (-0.001, "0.00"), (-0.456, "−0.46"), (12.34, "12.3"), (123.4, "123"), (2e6, "2e+06")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


def test_a_grid_with_rows_and_columns_tells_both() -> None:
    heat = tile_grid(np.zeros((6, 2, 2)), columns=3, item_name="filter", column_name="channel").data[0]
    assert np.asarray(heat.customdata)[3, 7].tolist() == [1, 0, 1, 2]  # the second row's last tile
    assert heat.hovertemplate.startswith("filter %{customdata[0]}, channel %{customdata[3]}, row %{customdata[1]}")


def test_tiles_keep_their_size_where_sizes_are_compared() -> None:
    assert tile_grid(np.zeros((2, 4, 4)), width=860, tile=40, stretch=1.0).layout.meta["tile"] == 40


def test_a_coarse_map_covers_the_whole_image() -> None:
    heat = class_activation(np.zeros((28, 28, 1)), np.ones((4, 7))).data[-1]
    np.testing.assert_allclose(heat.y, [3, 10, 17, 24])  # middles of 7 rows each
    np.testing.assert_allclose(heat.x, [1.5, 5.5, 9.5, 13.5, 17.5, 21.5, 25.5])


def test_the_largest_reasons_come_first() -> None:
    bar = reason_bars(["a", "b", "c"], np.array([1.0, -3.0, 0.5]), most=2).data[0]
    assert list(bar.customdata) == ["b", "a"]
    assert list(bar.x) == [-3, 1]
    assert list(bar.marker.color) == [style.NEGATIVE, style.POSITIVE]


@pytest.mark.parametrize("width", [300, 620, 860, 1100])
@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_every_layer_has_a_panel_of_its_own(width: int, count: int) -> None:
    points = np.random.default_rng(0).normal(size=(9, 2))
    layers = [(f"Layer {number}", "line", points) for number in range(count)]
    labels, places = np.arange(9) % 3, np.arange(9) * 10
    figure = layer_scatter(layers, labels, ("a", "b", "c"), places, chosen=40, width=width)
    panels = []
    for number in range(count):
        suffix = str(number + 1) if number else ""
        across, up = figure.layout[f"xaxis{suffix}"].domain, figure.layout[f"yaxis{suffix}"].domain
        panels.append((across, up))
        mine = [trace for trace in figure.data if trace.xaxis == f"x{suffix}"]
        assert sum(len(trace.x) for trace in mine[:-1]) == 9
        assert sorted(np.concatenate([trace.customdata for trace in mine[:-1]])) == places.tolist()
        assert mine[-1].x[0] == points[4, 0]  # the ring
    for one, (across, up) in enumerate(panels):
        for other_across, other_up in panels[:one]:
            assert across[0] >= other_across[1] or up[1] <= other_up[0]
    assert sum(trace.showlegend is True for trace in figure.data) == 3


def test_histograms_count_as_numpy_does_on_common_bins() -> None:
    numbers = [np.array([0.0, 1.0, 1.0, np.nan]), np.array([4.0, 2.0])]
    shares, edges = histogram_shares(numbers, bins=4)
    np.testing.assert_allclose(edges, [0, 1, 2, 3, 4])
    np.testing.assert_allclose(shares, [[1 / 3, 2 / 3, 0, 0], [0, 0, 1 / 2, 1 / 2]])
    heat = histograms([0, 8], numbers, title="weights").data[0]
    assert np.asarray(heat.z).shape == (40, 2)
    assert np.asarray(heat.customdata)[0, 1, 1] == 8


def test_equal_numbers_have_one_bin() -> None:
    shares, _ = histogram_shares([np.zeros(5), np.zeros(2)])
    np.testing.assert_array_equal(shares.max(axis=1), [1, 1])


def test_dead_units_have_a_line_per_layer_told_apart_without_colour() -> None:
    lines = dead_shares([0, 1], {"first": [0.0, 0.5], "second": [0.1, 0.1]}).data
    assert [line.name for line in lines] == ["first", "second"]
    assert lines[0].line.dash != lines[1].line.dash


def test_a_neurons_scale_has_its_centre_in_the_middle() -> None:
    axis = np.linspace(-1, 1, 3)
    values = np.array([[0.5, 0.6, 0.9]] * 3)
    points, labels = np.array([[0.0, 0.5], [1.0, 0.0]]), np.array([1, 0])
    figure = neuron_map(axis, axis, values, points, labels, ("a", "b"), centre=0.5)
    assert (figure.data[0].zmin, figure.data[0].zmax) == pytest.approx((0.1, 0.9))
    assert [list(trace.x) for trace in figure.data[1:]] == [[1.0], [0.0]]
    without = neuron_map(axis, axis, values, points, np.array([0.3, 2.0]), ())
    assert list(without.data[1].marker.color) == [0.3, 2.0]


def test_weights_of_a_dense_layer_name_their_inputs() -> None:
    figure = weight_matrix(np.array([[1.0, -2.0], [0.5, 0.0]]), ["height", "width"])
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-2, 2)
    assert list(figure.layout.yaxis.ticktext) == ["height", "width"]
