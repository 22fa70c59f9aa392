"""A stack of layers, which is one layer where there is no activation in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay.figures import style
from nnplay.figures.lessons import neuron as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import neuron as theory
from nnplay.theory.activations import TITLES
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "neuron"

BETWEEN = Param(
    "between",
    "choice",
    "linear",
    N_("The function that each hidden unit applies to its sum before the next layer reads it."),
    label=N_("Activation between the layers"),
    choices=("linear", "relu", "tanh"),
)

HIDDEN = Param(
    "hidden",
    "integer",
    2,
    N_("The number of hidden layers in the stack."),
    label=N_("Hidden layers"),
    minimum=1,
    maximum=4,
)

STRAIGHT = 1e-6
"""A stack that bends by less is straight."""


@dataclass
class StackState:
    """What a session keeps of the stack.

    Args:
        seed: Of its weights.
    """

    seed: int = 51  # of which every stack bends, with ReLU and with tanh


@st.fragment
def section() -> None:
    """The section."""
    session = current()
    text, picture = layout.section(tr("A stack without activations is one layer"))
    seed = session.part(StackState).seed
    with text:
        layout.text(
            tr(
                "One neuron draws one line. For more, combine several. Neurons that read the same inputs form a "
                "**layer**, and there they are also called **units**. Layers between the inputs and the output are "
                "**hidden layers**. The weights of a layer fit into a table, a **matrix**, with a row for each unit. "
                "Here: one input, hidden layers of two units, one output."
            )
        )
        predict(SLUG, "stack")
        hidden = layout.control(SLUG, HIDDEN)
        name = layout.pick(SLUG, BETWEEN, names={**TITLES, "linear": tr("None (linear)")})
        layers = theory.random_layers([1, *[2] * hidden, 1], seed)
        weight, bias = theory.multiply_out(layers)
        w, b = float(weight[0, 0]), float(bias[0])
        product = r" \cdot ".join(latex.matrix(one) for one, _ in reversed(layers))
        layout.formula(
            rf"W = {product} = {latex.number(w)}",
            rf"b = {_bias_sum(layers)} = {latex.number(b)}",
        )
        st.button(tr("New random weights"), icon=":material/shuffle:", key="neuron-other", on_click=_other_weights)
    x = np.linspace(-3, 3, 241)
    stack = theory.forward(x[:, None], layers, name)[:, 0]
    single = w * x + b
    most = max(1.0, float(np.abs(single).max()), float(np.abs(stack).max())) * 1.05
    gap = float(np.abs(stack - single).max())
    bend = theory.bend(x, stack)
    with picture:
        layout.figure(
            pictures.response(
                x,
                [(tr("one layer, multiplied out"), single, style.SECOND), (tr("the stack"), stack, style.ACCENT)],
                tr("Input x"),
                (-most, most),
            ),
            key="neuron-stack",
            label=tr(
                "Output of the stack and of the single layer over the input; they differ by at most {gap:.3g}", gap=gap
            ),
            table=lambda: {"x": x[::20], tr("stack"): stack[::20], tr("one layer"): single[::20]},
        )
        layout.text(_about_stack(name, bend))


def _about_stack(name: str, bend: float) -> str:
    """What the picture shows: an activation bends most stacks, but not each."""
    if name == "linear":
        return tr("Both lines are the same: a single weight and a single bias do everything the stack does.")
    if bend < STRAIGHT:
        return tr(
            "With these weights, {titles} happens to leave the output straight: over the inputs shown here, no "
            "unit that matters crosses its corner. Press *New random weights*.",
            titles=TITLES[name],
        )
    return tr(
        "With {titles} between the layers, the output bends: it is up to **{bend:.2f}** away from the "
        "straight line that fits it best. No single layer without an activation can follow it.",
        titles=TITLES[name],
        bend=bend,
    )


def _other_weights() -> None:
    current().part(StackState).seed += 1


def _bias_sum(layers: list[theory.Layer]) -> str:
    """What reaches the output from each layer's biases: the later weights times them."""
    parts = []
    for place in range(len(layers)):
        later = "".join(f"W_{{{one}}}" for one in range(len(layers), place + 1, -1))
        parts.append(f"{later} b_{{{place + 1}}}" if later else f"b_{{{place + 1}}}")
    return " + ".join(parts)
