"""Figures that are written without being made: what a browser gets, and that they can still be changed."""

from __future__ import annotations

import base64
import copy
import json

import numpy as np
import pytest

from nnplay.figures.lazy import LazyFigure


def told(**trace: object) -> dict[str, object]:
    """The first trace as a browser gets it."""
    found: dict[str, object] = json.loads(LazyFigure([{"type": "scatter", **trace}], {}).to_json())["data"][0]
    return found


def test_arrays_are_sent_as_bytes_of_the_smallest_whole_numbers_that_hold_them() -> None:
    trace = told(x=np.array([1, -2, 3]), y=np.array([[0, 40_000]]), z=np.array([0.5, np.nan]))
    assert trace["x"] == {"dtype": "i1", "bdata": base64.b64encode(bytes([1, 254, 3])).decode()}
    assert trace["y"] == {"dtype": "i4", "bdata": "AAAAAECcAAA=", "shape": "1, 2"}
    assert np.frombuffer(base64.b64decode(trace["z"]["bdata"]))[0] == 0.5  # type: ignore[index]


def test_a_number_that_is_none_in_a_list_and_what_was_not_given() -> None:
    trace = told(x=[1.0, float("nan"), None, np.float32(2)], y=range(2), name=None, text="NaN <b>")
    assert trace.pop("x") == [1.0, None, None, 2.0]
    assert trace == {"type": "scatter", "y": {"dtype": "i1", "bdata": "AAE="}, "text": "NaN <b>"}


def test_a_figure_that_is_changed_is_sent_as_it_then_is() -> None:
    figure = LazyFigure([{"type": "scatter", "y": [1]}], {"height": 120})
    assert figure.height == 120
    figure.add_shape(type="rect", x0=0, x1=1, y0=0, y1=1)
    figure.layout.height = 130
    assert figure.height == 130
    assert [shape["type"] for shape in json.loads(figure.to_json())["layout"]["shapes"]] == ["rect"]
    figure.data = []
    assert json.loads(figure.to_json())["data"] == []


def test_a_property_that_does_not_exist_is_told_where_figures_are_checked() -> None:
    figure = LazyFigure([{"type": "scatter", "colour": "red"}], {})
    figure.to_json()
    with pytest.raises(ValueError, match="colour"):
        figure.to_json(validate=True)


def test_it_can_be_copied() -> None:
    figure = LazyFigure([{"type": "scatter", "y": [1]}], {})
    assert json.loads(copy.deepcopy(figure).to_json()) == json.loads(figure.to_json())
