"""A decision as inputs times weights, sum, bias and activation; and why a stack needs activations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures import style
from nnplay.figures.lessons import neuron as pictures
from nnplay.i18n import N_, number, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import latex
from nnplay.theory import neuron as theory
from nnplay.theory.activations import ACTIVATIONS, TITLES
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout, neuron_digit, neuron_stack
from nnplay.ui.lessons.predictions import predict

SLUG = "neuron"


def _slider(name: str, label: str, default: float, help: str) -> Param:
    return Param(name, "number", default, help, label=label, minimum=-3.0, maximum=3.0, step=0.1)


INPUTS = (
    _slider("x1", N_("Input x₁"), 1.0, N_("The first input: how sunny it is. 0 is an average day.")),
    _slider("x2", N_("Input x₂"), 2.0, N_("The second input: how windy it is. 0 is an average day.")),
)
WEIGHTS = (
    _slider("w1", N_("Weight w₁"), 1.5, N_("The first input is multiplied by this. Positive: it counts for yes.")),
    _slider("w2", N_("Weight w₂"), -1.0, N_("The second input is multiplied by this. Negative: it counts for no.")),
    _slider("b", N_("Bias b"), 0.8, N_("This is added to the sum, whatever the inputs are.")),
)
LINE = (
    _slider("line-w", N_("Weight w"), 2.0, N_("The slope of the sum: how fast it grows with the input.")),
    _slider("line-b", N_("Bias b"), -1.0, N_("Shifts the curve: the sum is zero at x = -b / w.")),
)
ACTIVATION = Param(
    "activation",
    "choice",
    "sigmoid",
    N_("The function that the neuron applies to its sum."),
    choices=("linear", "step", "relu", "tanh", "sigmoid"),
)


GRID = np.linspace(-pictures.REACH, pictures.REACH, 41)


def show() -> None:
    """All sections."""
    _multiply_add_bend()
    layout.question(
        tr("With sun 0 and wind 0, what decides?"),
        tr(
            "The bias. It says how inclined you are to go on an average day: with a bias of 0.8 you go, with -0.8 you "
            "stay home."
        ),
    )
    _line()
    neuron_digit.show_digit()
    neuron_stack.section()
    layout.question(
        tr("Ten linear layers of a hundred units each, or just one layer: which can fit more?"),
        tr(
            "Neither. Multiplied out, both are one matrix and one bias, so their output is straight: a line, a plane, "
            "and so on. The deep stack only has more numbers to store. To bend, it needs an activation between its "
            "layers."
        ),
    )
    _brain()
    layout.try_it(
        SPECS["spiral"].with_dataset(DatasetSpec("gaussians")).with_layers(()).with_training(epochs=30),
        tr("Train one neuron in the playground"),
        tr(
            "Two clouds of points, and a network without hidden layers. That is the neuron from the top of this page, "
            "with a sigmoid; training finds its two weights and its bias. The playground sets some points aside: they "
            "are not used for training, but show whether the neuron is right about points that it has not seen. These "
            "are the *validation* data."
        ),
    )


@dataclass
class NeuronState:
    """What a session keeps of this lesson.

    Args:
        inputs: The two inputs, if they were clicked.
    """

    inputs: list[float] = field(default_factory=list)


@st.fragment
def _multiply_add_bend() -> None:
    session = current()
    text, picture = layout.section(tr("A decision: multiply, add, bend"))
    clicked = session.part(NeuronState).inputs
    with text:
        layout.text(
            tr(
                "Should you go for a bike ride? Say that x₁ is how sunny it is and x₂ how windy; 0 stands for an "
                "average day. Sun counts for it, wind against it. A **neuron** decides with three numbers of its own. "
                "A **weight** for each **input** says how much it counts, and in which direction. A **bias** says how "
                "inclined you are anyway.\n\n"
                "The neuron multiplies each input by its weight and adds up the products and the bias. If the sum z is "
                "positive, the answer is yes. An **activation function** f turns z into the output a. The sigmoid "
                "makes it a number from 0 (certainly not) to 1 (certainly yes). Learning means changing the weights "
                "and the bias."
            )
        )
        predict(SLUG, "zero")
        x = layout.controls(SLUG, INPUTS, clicked, name=str(clicked) if clicked else "")
        *w, b = layout.controls(SLUG, WEIGHTS)
        name = layout.pick(SLUG, ACTIVATION, names=TITLES)
        z = float(theory.weighted_sum(np.array(x), np.array(w), b))
        a = float(theory.neuron(np.array(x), np.array(w), b, name))
        layout.formula(
            # Two lines, because a phone has no room for one.
            rf"\begin{{aligned}} z &= w_1 x_1 + w_2 x_2 + b \\ &= "
            rf"{latex.factor(w[0], 1)} \cdot {latex.factor(x[0], 1)} + {latex.factor(w[1], 1)} \cdot "
            rf"{latex.factor(x[1], 1)} {latex.term(b, 1)} = {latex.number(z)} \end{{aligned}}",
            rf"a = f(z) = {ACTIVATIONS[name].formula} = {latex.number(a)}",
        )
        layout.text(
            tr(
                "The line across it is where z = 0. The arrow of the weights **w** is at a right angle to it and "
                "points to the side where z is positive. Larger weights make the change across the line steeper; the "
                "bias moves it."
            )
        )
    values = theory.neuron(np.stack(np.meshgrid(GRID, GRID), axis=-1), np.array(w), b, name)
    with picture:
        layout.figure(
            pictures.neuron_diagram(x, w, b, z, a, ACTIVATIONS[name].title),
            key="neuron-diagram",
            label=tr(
                "A neuron with inputs {x:.1f} and {x2:.1f}: weighted sum {z:.2f}, output {a:.2f}",
                x=x[0],
                x2=x[1],
                z=z,
                a=a,
            ),
        )
        above, aside = st.columns(2, gap="small")
        with above:
            layout.figure(
                pictures.plane_map(GRID, values, w, b, x, a),
                key="neuron-plane",
                label=tr(
                    "Output over the plane of both inputs, from {values:.2f} to {values2:.2f}; the border z = 0 is {w}",
                    values=values.min(),
                    values2=values.max(),
                    w=_border(w, b),
                ),
                table=lambda: _plane_table(values),
                on_click=_move_point,
            )
        with aside:
            layout.figure(
                pictures.plane_surface(GRID, values, x, a),
                key="neuron-surface",
                label=tr("The same outputs as a surface over both inputs"),
            )
        st.caption(tr("Click on the plane to move the inputs there. Drag the surface to turn it."))


def _move_point(clicked: dict[str, Any]) -> None:
    current().part(NeuronState).inputs = layout.clicked_values(INPUTS, (clicked["x"], clicked["y"]))


def _border(w: list[float], b: float) -> str:
    if not any(w):
        return tr("nowhere, because both weights are zero")
    return tr("the line {w:.1f} x1 {w2:+.1f} x2 {b:+.1f} = 0", w=w[0], w2=w[1], b=b)


def _plane_table(values: np.ndarray) -> dict[str, Any]:
    """Every eighth place of the plane."""
    some = slice(None, None, 8)
    return {
        "x₂ \\ x₁": GRID[some],
        **{number(x, ".1f"): values[some, place] for place, x in list(enumerate(GRID))[some]},
    }


@st.fragment
def _line() -> None:
    text, picture = layout.section(tr("One input: a line that bends"))
    with text:
        layout.text(
            tr(
                "With a single input, the sum z = w x + b is a straight line. The weight is its **slope**; the bias is "
                "its height at x = 0. The activation then bends, cuts or squeezes that line."
            )
        )
        predict(SLUG, "bias")
        w, b = layout.controls(SLUG, LINE)
        name = layout.pick(
            SLUG,
            Param(
                "line-activation", "choice", "relu", ACTIVATION.help, label=tr("Activation"), choices=ACTIVATION.choices
            ),
            names=TITLES,
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
            pictures.response(
                x, [(tr("sum z"), z, style.MUTED), (tr("output a"), a, style.ACCENT)], tr("Input x"), (-4, 4)
            ),
            key="neuron-line",
            label=tr(
                "Sum with slope {w:.1f} and intercept {b:.1f}, and the output after {titles}, over the input",
                w=w,
                b=b,
                titles=TITLES[name],
            ),
            table=lambda: {"x": x[::20], tr("sum z"): z[::20], tr("output a"): a[::20]},
        )


def _brain() -> None:
    text, _ = layout.section(tr("Is that like the brain?"), wide=True)
    with text:
        layout.text(
            tr(
                "The name is borrowed. In 1943, McCulloch and Pitts described a nerve cell as a unit that adds up "
                "its inputs and fires when the sum reaches a threshold. The idea of a sum with a threshold has "
                "lasted.\n\n- **What is similar:** many inputs of different strengths, one output, and learning as a "
                "change of those strengths.\n- **What is different:** a nerve cell sends pulses over time, not a "
                "single number, and its branches compute on their own. To imitate a single cell of the cortex, "
                "researchers needed a network of five to eight layers ([Beniaguev, Segev and London "
                "2021](https://doi.org/10.1016/j.neuron.2021.07.002)). And nothing shows that brains learn by the "
                "backpropagation of {reference}.\n\nSo think of *neuron* as the name of a formula. It does not need a "
                "brain to be useful.",
                reference=lesson("backprop").reference,
            )
        )
