"""Inputs times weights, sum, bias, activation; and why a stack needs activations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures import style
from nnplay.figures.lessons import neuron as pictures
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import latex
from nnplay.theory import neuron as theory
from nnplay.theory.activations import ACTIVATIONS
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout

SLUG = "neuron"


def _slider(name: str, label: str, default: float, help: str) -> Param:
    return Param(name, "number", default, help, label=label, minimum=-3.0, maximum=3.0, step=0.1)


INPUTS = (
    _slider("x1", "Input x₁", 1.0, "The first number that comes in."),
    _slider("x2", "Input x₂", 2.0, "The second number that comes in."),
)
WEIGHTS = (
    _slider("w1", "Weight w₁", 1.5, "What the first input is multiplied by."),
    _slider("w2", "Weight w₂", -1.0, "What the second input is multiplied by."),
    _slider("b", "Bias b", 0.8, "What is added to the sum, whatever the inputs are."),
)
LINE = (
    _slider("line-w", "Weight w", 2.0, "The slope of the sum: how steeply it grows with the input."),
    _slider("line-b", "Bias b", -1.0, "Shifts the curve: the sum is zero at x = -b / w."),
)
_TITLES = {name: kind.title for name, kind in ACTIVATIONS.items()}
ACTIVATION = Param(
    "activation",
    "choice",
    "sigmoid",
    "The function that the neuron applies to its sum.",
    choices=("linear", "step", "relu", "tanh", "sigmoid"),
)
BETWEEN = Param(
    "between",
    "choice",
    "linear",
    "What each hidden unit does to its sum before the next layer reads it.",
    label="Activation between the layers",
    choices=("linear", "relu", "tanh"),
)
HIDDEN = Param(
    "hidden", "integer", 2, "How many hidden layers the stack has.", label="Hidden layers", minimum=1, maximum=4
)

GRID = np.linspace(-pictures.REACH, pictures.REACH, 41)


def show() -> None:
    """All sections."""
    _multiply_add_bend()
    layout.question(
        "What does the neuron say when all its weights are zero?",
        "Every product is then zero: the sum is the bias, whatever comes in, and the output is always f(b). "
        "On the plane there is no border left.",
    )
    _line()
    _stack()
    layout.question(
        "Ten linear layers of a hundred units each, or one: which can fit more?",
        "Neither. Multiplied out, both are one matrix and one bias: a straight line, a plane, and so on. The deep "
        "stack only has more numbers to store. It needs an activation between its layers to bend.",
    )
    _brain()
    layout.try_it(
        SPECS["spiral"].with_dataset(DatasetSpec("gaussians")).with_layers(()).with_training(epochs=30),
        "Train one neuron in the playground",
        "Two clouds of points and a network without hidden layers. That is the neuron above, with a sigmoid; "
        "training finds its two weights and its bias.",
    )


@dataclass
class NeuronState:
    """What a session keeps of this lesson.

    Args:
        inputs: The two inputs, if they were clicked.
        seed: Of the stack's weights.
    """

    inputs: list[float] = field(default_factory=list)
    seed: int = 1


@st.fragment
def _multiply_add_bend() -> None:
    session = current()
    text, picture = layout.section("Multiply, add, bend")
    clicked = session.part(NeuronState).inputs
    with text:
        st.markdown(
            "A neuron multiplies each **input** by a **weight**, adds up the products and a **bias**, and sends the "
            "sum through an **activation function** f. Weights and bias are its own numbers; learning changes them."
        )
        x = layout.controls(SLUG, INPUTS, clicked, name=str(clicked) if clicked else "")
        *w, b = layout.controls(SLUG, WEIGHTS)
        name = layout.pick(SLUG, ACTIVATION, _TITLES)
        z = float(theory.weighted_sum(np.array(x), np.array(w), b))
        a = float(theory.neuron(np.array(x), np.array(w), b, name))
        layout.formula(
            # Two lines, because a phone has no room for one.
            rf"\begin{{aligned}} z &= w_1 x_1 + w_2 x_2 + b \\ &= "
            rf"{latex.factor(w[0], 1)} \cdot {latex.factor(x[0], 1)} + {latex.factor(w[1], 1)} \cdot "
            rf"{latex.factor(x[1], 1)} {latex.term(b, 1)} = {latex.number(z)} \end{{aligned}}",
            rf"a = f(z) = {ACTIVATIONS[name].formula} = {latex.number(a)}",
        )
        st.markdown(
            "Where z = 0 lies a straight line, the black one; the weights **w** point straight across it, to the side "
            "where z is positive. Larger weights make the change across it steeper, the bias shifts it."
        )
    values = theory.neuron(np.stack(np.meshgrid(GRID, GRID), axis=-1), np.array(w), b, name)
    with picture:
        layout.figure(
            pictures.neuron_diagram(x, w, b, z, a, ACTIVATIONS[name].title),
            key="neuron-diagram",
            label=f"A neuron with inputs {x[0]:.1f} and {x[1]:.1f}: weighted sum {z:.2f}, output {a:.2f}",
        )
        above, aside = st.columns(2, gap="small")
        with above:
            layout.figure(
                pictures.plane_map(GRID, values, w, b, x, a),
                key="neuron-plane",
                label=f"Output over the plane of both inputs, from {values.min():.2f} to {values.max():.2f}; "
                f"the border z = 0 is {_border(w, b)}",
                table=lambda: _plane_table(values),
                on_click=_move_point,
            )
        with aside:
            layout.figure(
                pictures.plane_surface(GRID, values, x, a),
                key="neuron-surface",
                label="The same outputs as a surface over both inputs",
            )
        st.caption("Click on the plane to move the inputs there. Drag the surface to turn it.")


def _move_point(clicked: dict[str, Any]) -> None:
    current().part(NeuronState).inputs = layout.clicked_values(INPUTS, (clicked["x"], clicked["y"]))


def _border(w: list[float], b: float) -> str:
    if not any(w):
        return "nowhere, because both weights are zero"
    return f"the line {w[0]:.1f} x1 {w[1]:+.1f} x2 {b:+.1f} = 0"


def _plane_table(values: np.ndarray) -> dict[str, Any]:
    """Every eighth place of the plane."""
    some = slice(None, None, 8)
    return {"x₂ \\ x₁": GRID[some], **{f"{x:.1f}": values[some, place] for place, x in list(enumerate(GRID))[some]}}


@st.fragment
def _line() -> None:
    text, picture = layout.section("One input: a line that bends")
    with text:
        st.markdown(
            "With a single input the sum z = w x + b is a straight line: the weight is its **slope**, the bias its "
            "height at x = 0. The activation then bends, cuts or squeezes that line."
        )
        w, b = layout.controls(SLUG, LINE)
        name = layout.pick(
            SLUG,
            Param("line-activation", "choice", "relu", ACTIVATION.help, label="Activation", choices=ACTIVATION.choices),
            _TITLES,
        )
        zero = (
            rf"z = 0 \text{{ at }} x = -\frac{{b}}{{w}} = {latex.number(-b / w)}"
            if w
            else r"w = 0: \text{ the input does not matter}"
        )
        layout.formula(rf"z = {latex.number(w, 1)} \, x {latex.term(b, 1)}", zero)
    x = np.linspace(-3, 3, 241)
    z = theory.weighted_sum(x[:, None], np.array([w]), b)
    a = ACTIVATIONS[name].value(z)
    with picture:
        layout.figure(
            pictures.response(x, [("sum z", z, style.MUTED), ("output a", a, style.ACCENT)], "Input x", (-4, 4)),
            key="neuron-line",
            label=f"Sum with slope {w:.1f} and intercept {b:.1f}, and the output after {_TITLES[name]}, over the input",
            table=lambda: {"x": x[::20], "sum z": z[::20], "output a": a[::20]},
        )


@st.fragment
def _stack() -> None:
    session = current()
    text, picture = layout.section("A stack without activations is one layer")
    seed = session.part(NeuronState).seed
    with text:
        st.markdown(
            "Put layers behind one another: one input, hidden layers of two units, one output. **Without** an "
            "activation each layer is a matrix times its inputs plus biases, and matrices multiply into one matrix. "
            "Everything that the stack does, a single weight and a single bias do as well."
        )
        hidden = layout.control(SLUG, HIDDEN)
        name = layout.pick(SLUG, BETWEEN, {**_TITLES, "linear": "None (linear)"})
        layers = theory.random_layers([1, *[2] * hidden, 1], seed)
        weight, bias = theory.multiply_out(layers)
        w, b = float(weight[0, 0]), float(bias[0])
        product = r" \cdot ".join(latex.matrix(one) for one, _ in reversed(layers))
        layout.formula(
            rf"W = {product} = {latex.number(w)}",
            rf"b = {_bias_sum(layers)} = {latex.number(b)}",
        )
        st.button("Other weights", icon=":material/shuffle:", key="neuron-other", on_click=_other_weights)
    x = np.linspace(-3, 3, 241)
    stack = theory.forward(x[:, None], layers, name)[:, 0]
    single = w * x + b
    most = max(1.0, float(np.abs(single).max()), float(np.abs(stack).max())) * 1.05
    gap = float(np.abs(stack - single).max())
    with picture:
        layout.figure(
            pictures.response(
                x,
                [("one layer, multiplied out", single, style.VALIDATION), ("the stack", stack, style.ACCENT)],
                "Input x",
                (-most, most),
            ),
            key="neuron-stack",
            label=f"Output of the stack and of the single layer over the input; they differ by at most {gap:.3g}",
            table=lambda: {"x": x[::20], "stack": stack[::20], "one layer": single[::20]},
        )
        st.markdown(
            "Both lines are the same."
            if name == "linear"
            else f"With {_TITLES[name]} between the layers the stack bends: it is up to **{gap:.2f}** away from the "
            "multiplied-out layer, and no single layer can follow it."
        )


def _other_weights() -> None:
    current().part(NeuronState).seed += 1


def _bias_sum(layers: list[theory.Layer]) -> str:
    """What reaches the output from each layer's biases: the later weights times them."""
    parts = []
    for place in range(len(layers)):
        later = "".join(f"W_{{{number}}}" for number in range(len(layers), place + 1, -1))
        parts.append(f"{later} b_{{{place + 1}}}" if later else f"b_{{{place + 1}}}")
    return " + ".join(parts)


def _brain() -> None:
    text, _ = layout.section("Is that like the brain?", wide=True)
    with text:
        st.markdown(
            "The word is borrowed. In 1943 McCulloch and Pitts described a nerve cell as a unit that adds up its "
            "inputs and fires beyond a threshold, and that sum with a threshold is what has stayed.\n\n"
            "- **What is alike:** many inputs of different strength, one output, learning as a change of strengths.\n"
            "- **What is not:** a nerve cell sends pulses in time, not one number; its branches compute on their own; "
            "imitating a single cortical cell took researchers a network of five to eight layers "
            "([Beniaguev, Segev and London 2021](https://doi.org/10.1016/j.neuron.2021.07.002)). And nothing shows "
            f"that brains learn by the backpropagation of {lesson('backprop').reference}.\n\n"
            "So take *neuron* as a name for a formula. It needs no brain to be useful."
        )
