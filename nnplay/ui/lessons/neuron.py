"""Lesson 1: inputs times weights, sum, bias, activation; and why a stack needs activations."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import neuron as pictures
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import neuron as theory
from nnplay.theory.activations import ACTIVATIONS
from nnplay.ui import lesson

SLUG = "neuron"


def _slider(name: str, label: str, default: float, help: str, most: float = 3.0) -> Param:
    return Param(name, "number", default, help, label=label, minimum=-most, maximum=most, step=0.1)


INPUTS = (
    _slider("x1", "Input x₁", 1.0, "The first number that comes in."),
    _slider("x2", "Input x₂", 2.0, "The second number that comes in."),
)
WEIGHTS = (
    _slider("w1", "Weight w₁", 1.5, "What the first input is multiplied by."),
    _slider("w2", "Weight w₂", -1.0, "What the second input is multiplied by."),
)
BIAS = _slider("b", "Bias b", 0.5, "What is added to the sum, whatever the inputs are.")
ACTIVATION = Param(
    "activation",
    "choice",
    "sigmoid",
    "The function that the neuron applies to its sum.",
    choices=("linear", "step", "relu", "tanh", "sigmoid"),
)


def show() -> None:
    """All sections."""
    _one_neuron()
    lesson.question(
        "What does the neuron say when all weights are zero?",
        "The inputs are then multiplied by nothing: the sum is the bias, whatever comes in, and the output is f(b).",
    )
    lesson.try_it(
        SPECS["spiral"].with_dataset(DatasetSpec("gaussians")).with_layers(()).with_training(epochs=30),
        "Train one neuron in the playground",
        "Two clouds of points and a network without hidden layers: one sigmoid neuron that finds its own weights.",
    )


@st.fragment
def _one_neuron() -> None:
    text, picture = lesson.section("Multiply, add, bend")
    with text:
        st.markdown(
            "A neuron multiplies each **input** by a **weight**, adds the products and a **bias**, "
            "and sends the sum through an **activation function** f."
        )
        x = [lesson.control(SLUG, param) for param in INPUTS]
        w = [lesson.control(SLUG, param) for param in WEIGHTS]
        b = lesson.control(SLUG, BIAS)
        name = lesson.pick(SLUG, ACTIVATION, {one: kind.title for one, kind in ACTIVATIONS.items()})
    z = float(theory.weighted_sum(np.array(x), np.array(w), b))
    a = float(ACTIVATIONS[name].value(np.array(z)))
    with text:
        lesson.formula(
            rf"z = {w[0]:.1f} \cdot {x[0]:.1f} + {w[1]:.1f} \cdot {x[1]:.1f} + {b:.1f} = {z:.2f}",
            rf"a = f({z:.2f}) = {a:.2f}",
        )
    with picture:
        lesson.figure(
            pictures.neuron_diagram(x, w, b, z, a, ACTIVATIONS[name].title),
            key="neuron-diagram",
            label=f"A neuron: the weighted sum is {z:.2f}, the output {a:.2f}",
        )
