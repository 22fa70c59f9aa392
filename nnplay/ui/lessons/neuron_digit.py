"""A single neuron that tells two handwritten digits apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay.datasets import load_dataset
from nnplay.figures.lessons import image_grids
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory import latex
from nnplay.theory import neuron as theory
from nnplay.theory.activations import sigmoid
from nnplay.ui.lessons import layout

SLUG = "neuron"
DIGIT = Param("digit", "integer", 0, N_("Each number shows a different test digit."), label=N_("Test digit"), minimum=0)


@st.fragment
def show_digit() -> None:
    """Draws a neuron with an input for each pixel: products, sum, and how many digits it gets right."""
    text, picture = layout.section(tr("The same neuron, a bigger job: is it a 0 or a 1?"))
    data = load_dataset(DatasetSpec("digits"))
    side, _, _ = data.input_shape
    zeros, ones = (data.x_train[data.y_train == digit].reshape(-1, side * side) for digit in (0, 1))
    weights, bias = theory.between_two_means(zeros, ones)
    tests = data.x_test[data.y_test < 2].reshape(-1, side * side)
    answers = theory.weighted_sum(tests, weights, bias) > 0
    right = int(np.sum(answers == (data.y_test[data.y_test < 2] == 0)))
    with text:
        layout.text(
            tr(
                "With more inputs, the formula stays the same. This picture has {side} × {side} = {side2} pixels, so "
                "the neuron has {side2} inputs and {side2} weights, one for each pixel. {positive_name} weights "
                "count for a 0, {negative_name} ones for a 1. They are the average picture of a 0 minus the average "
                "picture of a 1; later you will let a network find such weights by itself.",
                side=side,
                side2=side * side,
                positive_name=tr(POSITIVE_NAME).capitalize(),
                negative_name=tr(NEGATIVE_NAME),
            )
        )
        place = int(layout.control(SLUG, replace(DIGIT, maximum=len(tests) - 1)))
        z = float(theory.weighted_sum(tests[place], weights, bias))
        layout.formula(
            rf"z = \sum_i w_i\, x_i {latex.term(bias)} = {latex.number(z)}",
            rf"a = \sigma(z) = {latex.number(float(sigmoid(np.array(z))), 3)}",
        )
        layout.text(
            tr(
                "Σ means *add up*: here, the products of all {side} pixels. The sum is {sign}, so the neuron says "
                "**{digit}**. It is right about **{right} of {tests}** test digits, which were not used to make the "
                "weights.",
                side=side * side,
                sign=tr("positive") if z > 0 else tr("negative"),
                digit=0 if z > 0 else 1,
                right=right,
                tests=len(tests),
            )
        )
    shown: tuple[tuple[str, str, np.ndarray, image_grids.Scale, tuple[float, float] | None], ...] = (
        ("pixels", tr("Pixels x"), tests[place], "ink", (0.0, 1.0)),
        ("weights", tr("Weights w"), weights, "signed", None),
        ("products", tr("Products w · x"), weights * tests[place], "signed", None),
    )
    with picture:
        for column, (name, title, values, scale, limits) in zip(st.columns(3, gap="small"), shown, strict=True):
            with column:
                layout.figure(
                    image_grids.picture(
                        values.reshape(side, side), scale, title=title, limits=limits, size=200, revision=name
                    ),
                    key=f"neuron-digit-{name}",
                    label=tr(
                        "{title} of test digit {place}, {side} × {side} numbers that sum to {values:.2f}",
                        title=title,
                        place=place,
                        side=side,
                        values=values.sum(),
                    ),
                )
