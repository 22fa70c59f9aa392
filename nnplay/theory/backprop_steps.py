"""Each number of a forward and a backward pass explained: a sentence, and the formula with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from nnplay.i18n import tr
from nnplay.theory import latex
from nnplay.theory.backprop import EDGES, INTO, MOVES, Move

_SYMBOLS = {"x1": "x_1", "x2": "x_2", "h1": "h_1", "h2": "h_2", "o": "o"}
_OUT = {"h1": "w5", "h2": "w6"}


def symbol(name: str) -> str:
    """A number's name as LaTeX: `w_1`, `h_2`, `o`."""
    return name if len(name) == 1 else f"{name[0]}_{name[1]}"


def explain(
    move: Move, w: Mapping[str, float], v: Mapping[str, float], d: Mapping[str, float], activation: str, rate: float
) -> tuple[str, str]:
    """A sentence and a formula.

    Args:
        move: What is worked out.
        w, v, d: Weights, values and derivatives by name, all of them known.
        activation: Of the hidden units.
        rate: The learning rate.
    """
    return {
        "product": _product,
        "sum": _sum,
        "activation": _activation,
        "loss": _loss,
        "output": _output,
        "hidden": _hidden,
        "through": _through,
        "weight": _weight,
        "bias": _bias,
        "update": _update,
    }[move.kind](move, w, v, d, activation, rate)


Given = Mapping[str, float]


def _product(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    source = EDGES[move.name][0]
    value = w[move.name] * v[source]
    return (
        tr("Along one connection: the value of ${source}$ times the weight.", source=symbol(source)),
        (
            rf"{symbol(move.name)} \cdot {symbol(source)} = {latex.factor(w[move.name], 3)} "
            rf"\cdot {latex.factor(v[source], 3)} = {latex.number(value, 3)}"
        ),
    )


def _sum(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    weights, bias, z = INTO[move.unit]
    products = " ".join(latex.term(w[name] * v[EDGES[name][0]], 3) for name in weights).removeprefix("+ ")
    return (
        tr("Add up the products and the bias."),
        rf"{symbol(z)} = {products} {latex.term(w[bias], 3)} = {latex.number(v[z], 3)}",
    )


def _activation(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    z = INTO[move.unit][2]
    f = r"\sigma" if move.unit == "o" or activation == "sigmoid" else rf"\text{{{activation}}}"
    return (
        tr("The output unit has a sigmoid: a number between 0 and 1.")
        if move.unit == "o"
        else tr("The activation bends the sum."),
        rf"{symbol(move.unit)} = {f}({symbol(z)}) = {f}({latex.number(v[z], 3)}) = {latex.number(v[move.unit], 4)}",
    )


def _loss(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    return (
        tr("How wrong is that? Square the difference between the output and the target y. The forward pass ends here."),
        rf"L = (o - y)^2 = ({latex.number(v['o'], 4)} - {latex.number(v['y'], 0)})^2 = {latex.number(v['L'], 4)}",
    )


def _output(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    return (
        tr("Now go backward. If o grew a little, how would L change? The derivative of the square tells us."),
        rf"\frac{{\partial L}}{{\partial o}} = 2\,(o - y) = {latex.number(d['o'], 4)}",
    )


def _hidden(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    weight = _OUT[move.unit]
    return (
        (
            tr(
                "Back along the connection: ${unit}$ affected the loss through ${weight}$, so its share of the error "
                "comes back through the same weight.",
                unit=symbol(move.unit),
                weight=symbol(weight),
            )
        ),
        (
            rf"\frac{{\partial L}}{{\partial {symbol(move.unit)}}} = \frac{{\partial L}}{{\partial z_3}} \cdot "
            rf"{symbol(weight)} = {latex.factor(d['z3'], 4)} \cdot {latex.factor(w[weight], 3)} "
            rf"= {latex.number(d[move.unit], 4)}"
        ),
    )


def _through(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    unit, z = move.unit, symbol(move.name)
    slope = d[move.name] / d[unit] if d[unit] else 0.0
    f = r"\sigma" if unit == "o" or activation == "sigmoid" else rf"\text{{{activation}}}"
    return (
        tr("Back through the activation: multiply by its slope. If that is nearly zero, hardly anything gets through."),
        (
            rf"\frac{{\partial L}}{{\partial {z}}} = \frac{{\partial L}}{{\partial {symbol(unit)}}} \cdot {f}'({z}) "
            rf"= {latex.factor(d[unit], 4)} \cdot {latex.number(slope, 4)} = {latex.number(d[move.name], 4)}"
        ),
    )


def _weight(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    source, z = EDGES[move.name][0], INTO[move.unit][2]
    return (
        tr(
            "The weight's own derivative: the value that came in, ${source}$, times the error at the other end.",
            source=symbol(source),
        ),
        (
            rf"\frac{{\partial L}}{{\partial {symbol(move.name)}}} = \frac{{\partial L}}{{\partial {symbol(z)}}} \cdot "
            rf"{symbol(source)} = {latex.factor(d[z], 4)} \cdot {latex.factor(v[source], 3)} "
            rf"= {latex.number(d[move.name], 4)}"
        ),
    )


def _bias(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    z = INTO[move.unit][2]
    return (
        tr("A bias works like a weight whose input is always 1."),
        (
            rf"\frac{{\partial L}}{{\partial {symbol(move.name)}}} = \frac{{\partial L}}{{\partial {symbol(z)}}} "
            rf"= {latex.number(d[move.name], 4)}"
        ),
    )


def _update(move: Move, w: Given, v: Given, d: Given, activation: str, rate: float) -> tuple[str, str]:
    return (
        tr(
            "All derivatives are known. Now every weight and bias takes a step against its own derivative, all at once."
        ),
        (
            rf"w_1 \leftarrow {latex.number(w['w1'], 3)} - {latex.written(rate, 'g')} \cdot {latex.factor(d['w1'], 4)} "
            rf"= {latex.number(w['w1'] - rate * d['w1'], 4)} \quad \text{{and so on}}"
        ),
    )


def known(count: int) -> tuple[set[str], set[str]]:
    """Names of the values and of the derivatives that are worked out after so many moves."""
    values, slopes = {"x1", "x2", "y"}, set()
    for move in MOVES[:count]:
        if move.kind in ("sum", "activation", "loss"):
            values.add(move.name)
        elif move.phase == "backward":
            slopes.add(move.name)
    return values, slopes


def highlighted(move: Move) -> set[str]:
    """Names of the edges and nodes that a move is about."""
    if move.kind in ("product", "weight"):
        return {move.name, *EDGES[move.name]}
    if move.kind == "hidden":
        return {_OUT[move.unit], move.unit}
    return set(EDGES) if move.kind == "update" else {move.unit}
