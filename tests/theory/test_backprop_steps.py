"""Each step of a forward and a backward pass is explained with its own numbers, and from what is known by then."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnplay.theory import backprop
from nnplay.theory.backprop import EDGES, FIRST, INTO, MOVES, Move
from nnplay.theory.backprop_steps import explain, highlighted, known

ACTIVATIONS = ("sigmoid", "tanh", "relu")
RATE = 0.5


def passes(activation: str) -> tuple[dict[str, float], dict[str, float]]:
    """All values and derivatives of one example."""
    v = backprop.forward(FIRST, 1.0, -0.5, 1.0, activation)
    return v, backprop.backward(FIRST, v, activation)


def terms(formula: str) -> list[str]:
    """What stands between the equals signs, as Python would calculate it where no symbol is left."""
    return [part.replace(r"\cdot", "*").replace(r"\,", "").replace("^", "**") for part in formula.split("=")]


def result_of(move: Move, v: dict[str, float], d: dict[str, float]) -> float:
    """The number that a move works out."""
    if move.kind == "update":
        return FIRST["w1"] - RATE * d["w1"]
    if move.phase == "backward":
        return d[move.name]
    return FIRST[move.name] * v[EDGES[move.name][0]] if move.kind == "product" else v[move.name]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind}-{move.name}")
def test_a_formula_ends_in_the_number_and_adds_up_to_it(move: Move, activation: str) -> None:
    v, d = passes(activation)
    sentence, formula = explain(move, FIRST, v, d, activation, RATE)
    assert sentence.endswith(".")
    *_, before, last = terms(formula.split(r" \quad ")[0])
    assert float(last) == pytest.approx(result_of(move, v, d), abs=0.00051)
    arithmetic = before.split(r"\leftarrow")[-1]
    if not re.search(r"[a-zA-Z\\_]", arithmetic):  # products and sums, but not σ(z)
        assert eval(arithmetic) == pytest.approx(float(last), abs=0.003)


def test_the_hidden_activation_is_named_and_the_output_is_always_a_sigmoid() -> None:
    v, d = passes("tanh")
    of_unit = {move.unit: explain(move, FIRST, v, d, "tanh", RATE)[1] for move in MOVES if move.kind == "activation"}
    assert r"\text{tanh}(z_1)" in of_unit["h1"]
    assert r"\sigma(z_3)" in of_unit["o"]


def test_a_unit_whose_error_is_zero_is_explained_too() -> None:
    w = {**FIRST, "w5": 0.0}
    v = backprop.forward(w, 1.0, 1.0, 1.0, "sigmoid")
    d = backprop.backward(w, v, "sigmoid")
    (move,) = [move for move in MOVES if (move.kind, move.unit) == ("through", "h1")]
    assert explain(move, w, v, d, "sigmoid", RATE)[1].endswith(" = 0.0000")


def test_numbers_become_known_one_by_one_and_none_is_used_before() -> None:
    assert known(0) == ({"x1", "x2", "y"}, set())
    for place, move in enumerate(MOVES):
        values, slopes = known(place)
        if move.kind == "sum":
            assert {EDGES[name][0] for name in INTO[move.unit][0]} <= values
        elif move.kind == "activation":
            assert INTO[move.unit][2] in values
        elif move.kind == "through":
            assert move.unit in slopes
        elif move.kind in ("weight", "bias"):
            assert INTO[move.unit][2] in slopes
    values, slopes = known(len(MOVES))
    assert values == {"x1", "x2", "y", "z1", "z2", "z3", "h1", "h2", "o", "L"}
    assert slopes == set(passes("sigmoid")[1])


def test_what_is_highlighted_is_drawn() -> None:
    drawn = {*EDGES, *np.ravel(list(EDGES.values())).tolist()}
    for move in MOVES:
        assert highlighted(move)
        assert highlighted(move) <= drawn
    (product,) = [move for move in MOVES if (move.kind, move.name) == ("product", "w4")]
    assert highlighted(product) == {"w4", "x2", "h2"}
