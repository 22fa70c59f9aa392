"""Figures that judge a network: every number that was given can be read from them."""

from __future__ import annotations

import numpy as np

from nnplay.figures import style
from nnplay.figures.judging import (
    calibration_plot,
    confusion_map,
    predicted_plot,
    residual_plot,
    threshold_curve,
)


def test_every_count_stands_in_its_cell_and_mistakes_have_another_color() -> None:
    right, wrong = confusion_map(np.array([[8, 2], [0, 5]]), ["a", "b"]).data
    assert right.text.tolist() == [["8", ""], ["", "5"]]
    assert wrong.text.tolist() == [["", "2"], ["", ""]]
    assert right.z[0][0] == 0.8
    assert np.isnan(right.z[0][1])
    assert np.isnan(wrong.z[0][0])
    assert right.colorscale[1][1] == style.CORRECT
    assert wrong.colorscale[1][1] == style.ERROR
    assert wrong.customdata[0][1].tolist() == ["a", "b", 20.0]


def test_a_class_without_examples_and_long_names_are_drawn() -> None:
    figure = confusion_map(np.zeros((3, 3), int), ["a" * 60, "b", "c"])
    assert figure.layout.xaxis.ticktext[0].endswith("…")
    assert figure.data[0].z[0][0] == 0


def test_a_curve_over_thresholds_says_each_and_what_guessing_reaches() -> None:
    x, y = np.array([0, 0.5, 1]), np.array([0, 0.9, 1])
    guess, curve = threshold_curve(x, y, np.array([np.inf, 0.5, 0.1]), "False alarms", "Hits").data
    assert list(curve.customdata) == ["never", "0.500", "0.100"]
    assert (list(guess.x), list(guess.y)) == ([0, 1], [0, 1])
    assert list(threshold_curve(x, y, x, "Recall", "Precision", chance=0.3).data[0].y) == [0.3, 0.3]


def test_only_bins_with_examples_are_drawn_and_larger_ones_with_larger_dots() -> None:
    nan = float("nan")
    _, dots = calibration_plot(np.array([nan, 0.2, 0.9]), np.array([nan, 0.1, 0.8]), np.array([0, 4, 100])).data
    assert list(dots.x) == [0.2, 0.9]
    assert list(dots.customdata) == [4, 100]
    assert dots.marker.size[0] < dots.marker.size[1]


def test_residuals_are_predicted_minus_true() -> None:
    y_true, y_pred = np.array([1.0, 4.0]), np.array([2.0, 3.0])
    _, dots = residual_plot(y_true, y_pred, "price").data
    assert (list(dots.x), list(dots.y)) == ([2, 3], [1, -1])
    line, dots = predicted_plot(y_true, y_pred, "price").data
    assert (list(line.x), list(line.y)) == ([1, 4], [1, 4])
    assert (list(dots.x), list(dots.y)) == ([1, 4], [2, 3])
