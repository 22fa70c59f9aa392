"""Pictures of repeated runs: bands, dots, lines and maps."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.figures import seed_band, seed_dots, sweep_line, sweep_map


def by_uid(figure: object) -> dict[str, object]:
    return {trace.uid: trace for trace in figure.data}  # type: ignore[attr-defined]


def test_a_band_reaches_from_the_lowest_to_the_highest_with_the_mean_between() -> None:
    runs = [{"loss": [4.0, 2.0, 1.0]}, {"loss": [2.0, 1.0]}, {"loss": [3.0, math.nan, 3.0]}]
    found = by_uid(seed_band(runs, "loss"))
    assert list(found["low"].y) == [2, 1, 1]  # type: ignore[attr-defined]
    assert list(found["band"].y) == [4, 2, 3]  # type: ignore[attr-defined]
    assert list(found["mean"].y) == [3, 1.5, 2]  # type: ignore[attr-defined]
    assert list(found["mean"].x) == [1, 2, 3]  # type: ignore[attr-defined]
    assert len(seed_band([], "loss").data) == 0
    validated = by_uid(seed_band([{"accuracy": [0.5], "val_accuracy": [0.25]}], "accuracy"))
    assert {"mean", "val_mean"} <= set(validated)


def test_dots_have_their_mean_and_deviation() -> None:
    figure = seed_dots([0.8, 0.9, 1.0], ["a", "b", "c"], "Accuracy", percent=True)
    span, line = figure.layout.shapes
    assert (span.x0, span.x1) == (pytest.approx(0.8), pytest.approx(1.0))  # deviation with n - 1
    assert line.x0 == pytest.approx(0.9)
    one = seed_dots([0.8], ["a"], "Accuracy", percent=True)
    assert one.layout.shapes[0].x0 == one.layout.shapes[0].x1 == 0.8


def test_a_line_goes_through_the_means_in_order() -> None:
    figure = sweep_line([0.1, 0.01, 0.1], [0.5, 0.9, 0.7], "rate", "Accuracy", percent=True, log=True)
    found = by_uid(figure)
    assert list(found["means"].x) == [0.01, 0.1]  # type: ignore[attr-defined]
    assert list(found["means"].y) == pytest.approx([0.9, 0.6])  # type: ignore[attr-defined]
    assert figure.layout.xaxis.type == "log"
    names = sweep_line(["SGD", "Adam"], [0.5, 0.9], "optimizer", "Accuracy", percent=True, log=False)
    assert (names.layout.xaxis.type, list(by_uid(names)["means"].x)) == (  # type: ignore[attr-defined]
        "category",
        ["SGD", "Adam"],
    )
    assert sweep_line([0.0, 1.0], [1, 2], "x", "Error", percent=False, log=True).layout.xaxis.type == "linear"
    switch = sweep_line([False, True], [1.0, 2.0], "on", "Error", percent=False, log=False)
    assert switch.layout.xaxis.type == "category"


def test_a_map_has_a_cell_for_each_pair_and_leaves_out_what_is_not_there() -> None:
    cells = np.array([[0.5, np.nan], [0.75, 1.0]])
    (heat,) = sweep_map(["2", "4"], ["0.1", "0.2"], cells, ("units", "rate", "Accuracy"), percent=True).data
    assert [list(row) for row in heat.text] == [["50.0%", ""], ["75.0%", "100.0%"]]
    assert not heat.reversescale
    assert sweep_map(["a"], ["b"], cells[:1, :1], ("r", "c", "Error"), percent=False).data[0].reversescale
