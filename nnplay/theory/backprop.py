"""Backpropagation in a network of two inputs, two hidden units and one output, number by number.

Names: w1 and w2 lead from x1 and x2 to h1, w3 and w4 to h2; w5 and w6 lead from h1 and h2 to the output o.
z1, z2 and z3 are the sums before the activations, b1, b2 and b3 their biases. All functions take one example as
plain numbers, or many as arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from nnplay.theory.activations import ACTIVATIONS, sigmoid

Numbers = dict[str, Any]

EDGES: Mapping[str, tuple[str, str]] = {
    "w1": ("x1", "h1"),
    "w2": ("x2", "h1"),
    "w3": ("x1", "h2"),
    "w4": ("x2", "h2"),
    "w5": ("h1", "o"),
    "w6": ("h2", "o"),
}
"""Where each weight leads from and to."""

INTO: Mapping[str, tuple[tuple[str, str], str, str]] = {
    "h1": (("w1", "w2"), "b1", "z1"),
    "h2": (("w3", "w4"), "b2", "z2"),
    "o": (("w5", "w6"), "b3", "z3"),
}
"""Weights, bias and sum of each unit."""

WEIGHTS = (*EDGES, "b1", "b2", "b3")
"""All that learning changes."""

FIRST: Mapping[str, float] = {
    "w1": 0.4,
    "w2": -0.6,
    "w3": 0.7,
    "w4": 0.3,
    "w5": 0.8,
    "w6": -0.5,
    "b1": 0.1,
    "b2": -0.2,
    "b3": 0.05,
}
"""The weights that the lesson begins with."""

XOR_INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_TARGETS = np.array([0.0, 1.0, 1.0, 0.0])


def forward(w: Mapping[str, Any], x1: Any, x2: Any, y: Any, activation: str) -> Numbers:
    """All sums and outputs, and the loss L = (o - y)² of each example.

    Args:
        w: The weights by name.
        x1, x2: The inputs.
        y: What the output should be, 0 to 1.
        activation: Of both hidden units; the output has a sigmoid.
    """
    f = ACTIVATIONS[activation].value
    z1 = w["w1"] * x1 + w["w2"] * x2 + w["b1"]
    z2 = w["w3"] * x1 + w["w4"] * x2 + w["b2"]
    h1, h2 = f(z1), f(z2)
    z3 = w["w5"] * h1 + w["w6"] * h2 + w["b3"]
    o = sigmoid(z3)
    return {"x1": x1, "x2": x2, "y": y, "z1": z1, "z2": z2, "h1": h1, "h2": h2, "z3": z3, "o": o, "L": (o - y) ** 2}


def backward(w: Mapping[str, Any], v: Mapping[str, Any], activation: str) -> Numbers:
    """The derivative of the loss by every number, from the output back to the first weights.

    Args:
        w: The weights by name.
        v: What `forward` found.
        activation: As there.

    Returns:
        By name of the number: the chain rule, one factor at a time.
    """
    slope = ACTIVATIONS[activation].slope
    d: Numbers = {"o": 2 * (v["o"] - v["y"])}
    d["z3"] = d["o"] * v["o"] * (1 - v["o"])
    d["w5"], d["w6"], d["b3"] = d["z3"] * v["h1"], d["z3"] * v["h2"], d["z3"]
    for h, z, (first, second), b, out in (
        ("h1", "z1", ("w1", "w2"), "b1", "w5"),
        ("h2", "z2", ("w3", "w4"), "b2", "w6"),
    ):
        d[h] = d["z3"] * w[out]
        d[z] = d[h] * slope(v[z])
        d[first], d[second], d[b] = d[z] * v["x1"], d[z] * v["x2"], d[z]
    return d


def update(w: Mapping[str, Any], d: Mapping[str, Any], rate: float) -> dict[str, float]:
    """Every weight a step against its derivative; the mean of it over several examples."""
    return {name: float(w[name] - rate * np.mean(d[name])) for name in WEIGHTS}


Phase = Literal["forward", "backward", "update"]


@dataclass(frozen=True)
class Move:
    """One number that is worked out.

    Args:
        phase: On the way forward, on the way back, or the update of all weights.
        kind: `"product"`, `"sum"`, `"activation"` and `"loss"`; `"output"`, `"through"`, `"weight"`, `"bias"` and
            `"hidden"` on the way back; `"update"`.
        name: The number: of a product its weight, of a derivative what it is a derivative by.
        unit: The unit that it belongs to.
    """

    phase: Phase
    kind: str
    name: str
    unit: str


def _moves() -> tuple[Move, ...]:
    found: list[Move] = []
    for unit, (weights, _, z) in INTO.items():
        found += [Move("forward", "product", name, unit) for name in weights]
        found += [Move("forward", "sum", z, unit), Move("forward", "activation", unit, unit)]
    found += [Move("forward", "loss", "L", "o"), Move("backward", "output", "o", "o")]
    for unit in ("o", "h1", "h2"):
        weights, bias, z = INTO[unit]
        if unit != "o":
            found.append(Move("backward", "hidden", unit, unit))
        found.append(Move("backward", "through", z, unit))
        found += [Move("backward", "weight", name, unit) for name in weights]
        found.append(Move("backward", "bias", bias, unit))
    return (*found, Move("update", "update", "", "o"))


MOVES = _moves()
"""Every number in the order in which it is worked out."""


def random_weights(seed: int) -> dict[str, float]:
    """Weights from a normal distribution, biases 0."""
    drawn = np.random.default_rng(seed).normal(size=len(EDGES))
    return {**dict(zip(EDGES, drawn.tolist(), strict=True)), "b1": 0.0, "b2": 0.0, "b3": 0.0}


XOR_RATES = {"tanh": 2.0, "sigmoid": 10.0}
"""Learning rates by hidden activation; a sigmoid's slopes are a quarter of tanh's, so it needs longer steps."""


@lru_cache(maxsize=32)
def train_xor(seed: int, activation: str, rate: float, epochs: int) -> tuple[tuple[dict[str, float], ...], np.ndarray]:
    """Gradient descent on the four examples of XOR, all of them in every step.

    Returns:
        The weights before each epoch and at the end, and the mean loss of each: (epochs + 1,).
    """
    w = random_weights(seed)
    (x1, x2), y = XOR_INPUTS.T, XOR_TARGETS
    weights, losses = [w], []
    for _ in range(epochs):
        v = forward(w, x1, x2, y, activation)
        losses.append(float(np.mean(v["L"])))
        w = update(w, backward(w, v, activation), rate)
        weights.append(w)
    losses.append(float(np.mean(forward(w, x1, x2, y, activation)["L"])))
    return tuple(weights), np.array(losses)


def line_score(w1: float, w2: float, b: float) -> int:
    """How many of XOR's four examples lie on the right side of the line w1 x1 + w2 x2 + b = 0."""
    return int(np.sum((XOR_INPUTS @ (w1, w2) + b > 0) == (XOR_TARGETS > 0.5)))
