"""Curves and bars of the lessons: what is drawn is what was given, and nothing needs a colour alone."""

from __future__ import annotations

import json

import numpy as np

from nnplay.figures.lessons.classics import column_histogram, zero_bars
from nnplay.figures.lessons.depth import several_curves, shift_curves
from nnplay.figures.lessons.overfitting import error_curves, fit_picture, weight_bars


def test_trainings_stand_in_pairs_of_one_colour_and_keep_their_place_before_they_begin() -> None:
    curves = {"a": ([1, 2], [0.5, 0.6]), "a, mixed": ([], []), "b": ([1], [0.4]), "b, mixed": ([], [])}
    figure = several_curves(curves, epochs=20, title="Accuracy", pairs=True)
    colors = [trace.line.color for trace in figure.data]
    assert colors[0] == colors[1] != colors[2] == colors[3]
    assert [trace.line.dash for trace in figure.data] == ["solid", "6px,3px"] * 2
    assert list(figure.data[0].y) == [0.5, 0.6]
    assert [trace.name for trace in figure.data] == list(curves)
    assert figure.layout.xaxis.range[1] > 20


def test_the_shift_at_hand_is_marked() -> None:
    figure = shift_curves([-1, 0, 1], {"one": [0.2, 0.9, 0.3], "two": [0.8, 0.9, 0.8]}, 1)
    assert figure.layout.shapes[0].x0 == 1
    assert list(figure.data[0].y) == [0.2, 0.9, 0.3]
    assert figure.data[0].marker.symbol != figure.data[1].marker.symbol


def test_a_fit_that_shoots_away_is_cut_so_that_a_browser_can_draw_it() -> None:
    points = (np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    figure = fit_picture(points, points, {"truth": points, "fit": (points[0], np.array([1e30, -1e30]))})
    assert list(figure.data[1].y) == [50, -50]
    assert [trace.name for trace in figure.data] == ["truth", "fit", "Training", "Validation"]
    json.loads(figure.to_json())


def test_errors_of_zero_and_of_thousands_are_drawn_and_told_as_they_are() -> None:
    figure = error_curves([0, 1], [0.0, 0.5], [1e6, 0.25], 1, title="Degree", noise=0.09)
    assert min(figure.data[0].y) > 0
    assert list(figure.data[0].customdata) == [0, 0.5]
    assert list(figure.data[1].customdata) == [1e6, 0.25]
    assert list(figure.data[2].y) == [0.09, 0.09]
    assert [trace.name for trace in error_curves([0, 1], [1, 1], [1, 1], 1, title="Degree", noise=0).data] == [
        "Training error",
        "Validation error",
    ]


def test_a_logarithmic_axis_names_its_values_plainly() -> None:
    strengths = 10.0 ** np.arange(-10, 1.01, 0.5)
    axis = error_curves(list(strengths), strengths, strengths, 0.1, title="Strength", noise=0, log=True).layout.xaxis
    assert list(axis.ticktext) == ["1e-10", "1e-8", "1e-6", "0.0001", "0.01", "1"]
    axis = error_curves([5, 10, 200], [1, 1, 1], [1, 1, 1], 10, title="Points", noise=0, log=True).layout.xaxis
    assert list(axis.ticktext) == ["5", "10", "200"]


def test_weights_have_a_bar_each() -> None:
    bar = weight_bars(np.array([1.0, -2.0, 0.0])).data[0]
    assert list(bar.y) == [1, -2, 0]
    assert bar.marker.color[0] != bar.marker.color[1]


def test_impossible_zeros_are_told_in_words() -> None:
    bar = zero_bars(["Age", "BMI"], [0, 11], ["BMI"], "BMI").data[0]
    assert list(bar.text) == ["0", "11 ✗ cannot be 0"]


def test_a_histogram_counts_every_example_once() -> None:
    values, classes = np.arange(100.0), np.arange(100) % 2
    figure = column_histogram(values, classes, ["no", "yes"], "Age")
    assert [sum(trace.y) for trace in figure.data] == [50, 50]
    assert column_histogram(np.zeros(3), np.zeros(3, int), ["no"], "Age").data[0].y.sum() == 3
