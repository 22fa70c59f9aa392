"""The map of an embedding names what can be read."""

from __future__ import annotations

import numpy as np

from nnplay.figures.sequences import symbol_map


def test_names_that_would_lie_over_others_are_left_out_but_never_those_of_the_example() -> None:
    places = np.array([[0.0, 0.0], [0.01, 0.01], [1.0, 1.0], [1.01, 1.0], [0.0, 1.0]])
    (trace,) = symbol_map(places, list("abcde"), marked=[1]).data
    assert list(trace["text"]) == ["", "b", "c", "", "e"]
    assert list(trace["customdata"]) == list("abcde")


def test_a_map_of_one_place_names_one() -> None:
    (trace,) = symbol_map(np.zeros((3, 2)), list("abc")).data
    assert list(trace["text"]) == ["a", "", ""]
