"""Several runs in one picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.figures import COLOR_NAMES, RUN_COLORS, RunLine, run_curves, run_results, run_swatch
from nnplay.runs import COLORS
from nnplay.runs.smoothing import smooth


def line(color: int, name: str = "A", weight: float = 0.0, **columns: list[float]) -> RunLine:
    columns = columns or {"loss": [3.0, 2.0, 1.0], "val_loss": [3.5, 2.5, 2.0], "accuracy": [0.5, 0.7, 0.9]}
    smoothed = {name: smooth(values, weight) for name, values in columns.items()} if weight else {}
    return RunLine(name, color, np.arange(1, len(columns["loss"]) + 1.0), columns, smoothed)


def test_there_is_a_color_for_every_run_that_can_be_compared() -> None:
    assert len(RUN_COLORS) == len(set(RUN_COLORS)) == len(COLOR_NAMES) == COLORS
    assert {run_swatch(color) for color in range(COLORS)}.__len__() == COLORS


def test_each_run_has_its_color_and_validation_is_dashed() -> None:
    figure = run_curves([line(0), line(3)], "loss")
    lines = [(trace.line.color, trace.line.dash, list(trace.y)) for trace in figure.data]
    assert lines == [
        (RUN_COLORS[0], "solid", [3, 2, 1]),
        (RUN_COLORS[0], "6px,3px", [3.5, 2.5, 2]),
        (RUN_COLORS[3], "solid", [3, 2, 1]),
        (RUN_COLORS[3], "6px,3px", [3.5, 2.5, 2]),
    ]
    only = run_curves([line(0)], "accuracy", parts=["training"])
    assert [trace.uid for trace in only.data] == ["0 accuracy "]


def test_a_smoothed_line_lies_over_the_faint_raw_one() -> None:
    raw, clear = run_curves([line(1, weight=0.5, loss=[4.0, 0.0])], "loss").data
    assert (raw.opacity < 0.5, clear.opacity) == (True, 1)
    assert list(raw.y) == [4, 0]
    assert clear.y[1] == pytest.approx(4 / 3)  # (0.5 * 4 + 0) / (0.5 + 1)


def test_runs_of_other_lengths_share_the_axis_and_what_is_no_number_is_left_out() -> None:
    long = line(2, loss=[1.0] * 900 + [math.nan, math.inf])
    figure = run_curves([line(0), long], "loss")
    assert figure.layout.xaxis.range[1] == pytest.approx(902 * 1.02)
    assert len(figure.data[-1].x) <= 300
    assert run_curves([], "loss").layout.xaxis.range[1] > 0
    assert run_curves([line(0, loss=[])], "loss").layout.yaxis.range


def test_names_that_their_owner_chose_stay_text() -> None:
    figure = run_curves([line(0, name="<a href='x'>%{x}")], "loss")
    assert "<a" not in figure.data[0].hovertemplate
    assert "%{x}" not in figure.data[0].hovertemplate
    assert "<a" not in run_results(["<a>"], [0], [(0.5, 0.4, 0.6)], "Accuracy", percent=True).layout.yaxis.ticktext[0]


def test_results_have_their_intervals() -> None:
    figure = run_results(["A", "B"], [1, 4], [(0.9, 0.85, 0.93), (2.0, -math.inf, math.inf)], "Accuracy", percent=True)
    first, second = figure.data
    assert (first.error_x.array[0], first.error_x.arrayminus[0]) == (pytest.approx(0.03), pytest.approx(0.05))
    assert (second.error_x.array[0], second.error_x.arrayminus[0]) == (0, 0)
    assert "95% between 85.0% and 93.0%" in first.hovertemplate
    assert first.marker.color == RUN_COLORS[1]
