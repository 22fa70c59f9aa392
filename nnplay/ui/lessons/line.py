"""A line through points, its error by hand, and the path downhill on the loss surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import line as pictures
from nnplay.i18n import N_, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import line as theory
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout
from nnplay.ui.lessons import points as points_editor
from nnplay.ui.lessons.line_descent import downhill, exact
from nnplay.ui.lessons.line_inputs import several_inputs
from nnplay.ui.lessons.predictions import predict

SLUG = "line"

HAND = (
    Param(
        "m",
        "number",
        0.3,
        N_("How much y changes when x grows by 1."),
        label=N_("Slope m"),
        minimum=-4.0,
        maximum=4.0,
        step=0.05,
    ),
    Param(
        "b",
        "number",
        -1.0,
        N_("The height of the line at x = 0."),
        label=N_("Intercept b"),
        minimum=-8.0,
        maximum=8.0,
        step=0.1,
    ),
)


def show() -> None:
    """All sections."""
    with show_errors():
        _all_of_it()
    layout.question(
        tr("Why are the errors squared, not just added up?"),
        tr(
            "If you just add them up, errors above and below the line cancel out: a bad line can have the sum 0. "
            "Squares are never negative, and the slope of a square is easy to write down. The mean *absolute* error "
            "would work too; it is less sensitive to outliers."
        ),
    )
    several_inputs()
    layout.question(
        tr("The formula gives the best line at once. Why go downhill in steps?"),
        tr(
            "For a line you don't have to. But for a network with activations there is no such formula. With millions "
            "of weights, going downhill step by step is what works. The line is the case where you can check that it "
            "does."
        ),
    )
    layout.try_it(
        SPECS["line"],
        tr("Train the line in the playground"),
        tr(
            "A single neuron without an activation is this line: its weight is m, and its bias is b. Watch it turn "
            "into place. Then try a learning rate of 0.2: the loss runs away."
        ),
    )


@st.fragment
def _all_of_it() -> None:
    # One fragment: moving a point changes everything below.
    points = _by_hand()
    with show_errors():
        theory.least_squares(points[:, 0], points[:, 1])
        descent, step = downhill(points)
        exact(points, descent, step)


def _by_hand() -> np.ndarray:
    text, picture = layout.section(tr("Points, a line, its error"))
    with text:
        layout.text(
            tr(
                "In {reference} you moved the weights yourself. How can a machine find good ones? Begin with the "
                "simplest model, one neuron without an activation: the line **y = m x + b**. Move m and b until the "
                "line fits the points. The brown lines are the **errors**: prediction minus true value. The **mean "
                "squared error** (MSE) turns them into one number, the **loss**. Its square root (RMSE) is in the "
                "units of y again. (Σ means *add up over all points*; ŷ is the prediction.)",
                reference=lesson("neuron").reference,
            )
        )
        predict(SLUG, "squares")
        m, b = layout.controls(SLUG, HAND)
        points = points_editor.edit(SLUG)
        st.button(
            tr("Restore the first points"), icon=":material/restart_alt:", type="tertiary", on_click=points_editor.reset
        )
        x, y = points[:, 0], points[:, 1]
        loss = theory.mse(x, y, m, b) if len(points) else float("nan")
        if len(points):
            error = theory.errors(x, y, m, b)
            layout.formula(
                r"\text{MSE} = \frac{1}{n} \sum_i (m x_i + b - y_i)^2",
                rf"= \frac{{{_squares(error)}}}{{{len(x)}}} = {latex.number(loss)}",
                rf"\text{{RMSE}} = \sqrt{{{latex.number(loss)}}} = {latex.number(theory.rmse(x, y, m, b))}",
            )
    with picture:
        layout.figure(
            pictures.points_and_line(x, y, (m, b), targets=True, height=400),
            key="line-points",
            label=tr(
                "{points} points and the line with slope {m:.2f} and intercept {b:.2f}; mean squared error {loss:.3g}",
                points=len(points),
                m=m,
                b=b,
                loss=loss,
            ),
            table=lambda: _errors_table(x, y, m, b),
            on_click=points_editor.click(SLUG),
            movable=(pictures.POINTS,),
        )
    return points


def _squares(error: np.ndarray) -> str:
    """The squares as they are added up; those in the middle left out where there are many."""
    shown = [rf"{latex.factor(one, 1)}^2" for one in error]
    return " + ".join(shown if len(shown) <= 5 else [*shown[:3], r"\dots", shown[-1]])


def _errors_table(x: np.ndarray, y: np.ndarray, m: float, b: float) -> dict[str, Any]:
    error = theory.errors(x, y, m, b)
    return {"x": x, "y": y, tr("prediction"): m * x + b, tr("error"): error, tr("squared error"): error**2}
