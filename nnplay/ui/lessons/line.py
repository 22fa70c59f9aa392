"""A line through points, its error by hand, and the way downhill on the loss surface."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import line as pictures
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import line as theory
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.lessons import layout
from nnplay.ui.lessons import points as points_editor

SLUG = "line"

HAND = (
    Param(
        "m", "number", 0.3, "How much y grows when x grows by 1.", label="Slope m", minimum=-4.0, maximum=4.0, step=0.05
    ),
    Param(
        "b",
        "number",
        -1.0,
        "The height of the line at x = 0.",
        label="Intercept b",
        minimum=-8.0,
        maximum=8.0,
        step=0.1,
    ),
)
PACE = Param(
    "pace",
    "choice",
    "right",
    "The learning rate η is what the gradient is multiplied by. Three ready ones, found from the points, or your own.",
    label="Learning rate",
    choices=("too small", "right", "too large", "own"),
)
RATE = Param(
    "rate", "log", 0.05, "What the gradient is multiplied by.", label="Own learning rate η", minimum=0.0001, maximum=2.0
)
BATCH = Param(
    "batch",
    "choice",
    "full",
    "How many points each step looks at.",
    label="Each step sees",
    choices=("full", "mini", "single"),
)
BATCH_TITLES = {"full": "all points", "mini": "a mini-batch of 3", "single": "a single point"}
START = (
    Param(
        "start-m",
        "number",
        -2.5,
        "The slope that the walk begins with; a click on the loss surface sets it, too.",
        label="Start at m",
        minimum=-10.0,
        maximum=10.0,
        step=0.1,
    ),
    Param(
        "start-b",
        "number",
        5.0,
        "The intercept that the walk begins with.",
        label="Start at b",
        minimum=-20.0,
        maximum=20.0,
        step=0.1,
    ),
)
MINI = 3
STEPS = 60
STEP = Param(
    "step",
    "number",
    6.0,
    "How many updates of m and b have been made.",
    label="Step",
    minimum=0.0,
    maximum=STEPS,
    step=1.0,
)

# Shares of the largest learning rate that comes down with full batches.
PACES = {"too small": 0.02, "right": 0.45, "too large": 1.06}


def show() -> None:
    """All sections."""
    with show_errors():
        _all_of_it()
    layout.question(
        "Why is the error squared, and not just added up?",
        "Added up, errors above and below the line cancel: a bad line can have the sum 0. Squares are never negative, "
        "a large error weighs much more than several small ones, and the slope of a square is easy to write down. "
        "The mean *absolute* error would work too; it cares less about outliers.",
    )
    layout.question(
        "The closed form gives the best line at once. Why descend?",
        "For a line there is no need. But a network with activations has no closed form: nothing but going downhill, "
        "step by step, is known to work for millions of weights. The line is the case where you can see that it works.",
    )
    layout.try_it(
        SPECS["line"],
        "Train the line in the playground",
        "One neuron without activation is this line: its weight is m, its bias is b. Watch it turn into place. Then "
        "try a learning rate of 0.2: the loss runs away.",
    )


@st.fragment
def _all_of_it() -> None:
    # One fragment: moving a point changes everything below.
    points = _by_hand()
    with show_errors():
        theory.least_squares(points[:, 0], points[:, 1])
        descent, step = _downhill(points)
        _exact(points, descent, step)


def _by_hand() -> np.ndarray:
    text, picture = layout.section("Points, a line, its error")
    with text:
        st.markdown(
            "A model is a formula with numbers to choose. This one is the line **y = m x + b**. Move m and b until it "
            "fits. The orange strokes are the **errors**, prediction minus truth. The **mean squared error** (MSE) "
            "makes one number of them; its root (RMSE) is in the units of y again."
        )
        m, b = layout.controls(SLUG, HAND)
        points = points_editor.edit(SLUG)
        st.button(
            "The first points again", icon=":material/restart_alt:", type="tertiary", on_click=points_editor.reset
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
            label=f"{len(points)} points and the line with slope {m:.2f} and intercept {b:.2f}; "
            f"mean squared error {loss:.3g}",
            table=lambda: _errors_table(x, y, m, b),
            on_click=points_editor.click(SLUG),
        )
    return points


def _squares(error: np.ndarray) -> str:
    """The squares as they are added up; those in the middle left out where there are many."""
    shown = [rf"{latex.factor(one, 1)}^2" for one in error]
    return " + ".join(shown if len(shown) <= 5 else [*shown[:3], r"\dots", shown[-1]])


def _errors_table(x: np.ndarray, y: np.ndarray, m: float, b: float) -> dict[str, Any]:
    error = theory.errors(x, y, m, b)
    return {"x": x, "y": y, "prediction": m * x + b, "error": error, "squared error": error**2}


@dataclass
class Downhill:
    """What a session keeps of the way downhill.

    Args:
        start: Slope and intercept where it starts, if that was clicked.
    """

    start: list[float] = field(default_factory=list)


def _downhill(points: np.ndarray) -> tuple[theory.Descent, int]:
    x, y = points[:, 0], points[:, 1]
    text, picture = layout.section("Downhill, step by step")
    clicked = current().part(Downhill).start
    with text:
        st.markdown(
            "Every pair (m, b) is a place, and its MSE is a height: together a **loss surface**. The **gradient** says "
            "which way it rises most. Learning is: stand somewhere, and step against the gradient, again and again."
        )
        pace = layout.pick(SLUG, PACE)
        limit = 2 / theory.largest_curvature(x)
        rate = layout.control(SLUG, RATE) if pace == "own" else PACES[pace] * limit
        batch_name = layout.pick(SLUG, BATCH, BATCH_TITLES)
        size = {"full": len(x), "mini": min(MINI, len(x)), "single": 1}[batch_name]
        m0, b0 = layout.controls(SLUG, START, clicked, name=str(clicked) if clicked else "")
        descent = theory.gradient_descent(x, y, (m0, b0), rate, size, STEPS)
        step = min(int(layout.control(SLUG, STEP)), len(descent))
        _numbers(descent, step, rate)
        st.markdown(
            f"With all points in every step, η must stay below **{limit:.3g}** here, or each step lands higher than "
            "before: the limit is 2 divided by the largest curvature of the surface."
        )
    best = theory.least_squares(x, y)
    least = theory.mse(x, y, *best)
    path = descent.path()
    reach_m, reach_b = max(4.0, abs(best[0]) + 2), max(8.0, abs(best[1]) + 3)
    ms, bs = np.linspace(-reach_m, reach_m, 49), np.linspace(-reach_b, reach_b, 49)
    surface = theory.loss_surface(x, y, ms, bs)
    m, b, loss = path[step]
    batch = descent.updates[step].batch if step < len(descent) else ()
    ends = list(range(descent.batches, len(descent) + 1, descent.batches)) if descent.batches > 1 else []
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            layout.figure(
                pictures.loss_contours(ms, bs, surface, path[: step + 1], best),
                key="line-contours",
                label=f"Lines of equal loss over slope and intercept, with the way of {step} steps; "
                f"the least loss is {least:.3g} at m {best[0]:.2f}, b {best[1]:.2f}",
                table=lambda: {"step": np.arange(len(path)), "m": path[:, 0], "b": path[:, 1], "loss": path[:, 2]},
                on_click=_start_here,
            )
        with right:
            layout.figure(
                pictures.loss_landscape(ms, bs, surface, path[: step + 1]),
                key="line-landscape",
                label=f"The loss as a surface with the way of {step} steps on it",
            )
        st.caption(
            "A click on the map of rings starts from there. Neighbouring lines are equal factors of the loss apart."
        )
        left, right = st.columns(2, gap="small")
        with left:
            layout.figure(
                pictures.points_and_line(x, y, (m, b), batch=batch, height=230),
                key="line-now",
                label=f"The line after {step} steps: slope {m:.2f}, intercept {b:.2f}; "
                f"the next step sees {len(batch)} points",
            )
        with right:
            layout.figure(
                pictures.loss_by_step(path[:, 2], step, ends, least),
                key="line-loss",
                label=f"Loss after each step, now {loss:.3g} after {step} steps",
            )
    return descent, step


def _start_here(clicked: dict[str, Any]) -> None:
    current().part(Downhill).start = layout.clicked_values(START, (clicked["x"], clicked["y"]))


def _numbers(descent: theory.Descent, step: int, rate: float) -> None:
    """The next update with its numbers, and which batch and epoch it is."""
    if step >= len(descent):
        st.markdown(
            f"After {step} steps: m = {descent.m:.3g}, b = {descent.b:.3g}, loss {descent.loss:.3g}."
            + (" The loss has **run away**: choose a smaller learning rate." if descent.loss > theory.DIVERGED else "")
        )
        return
    now = descent.updates[step]
    down_m, down_b = now.gradient
    n = len(now.batch)
    layout.formula(
        rf"\frac{{\partial\,\text{{MSE}}}}{{\partial m}} = \frac{{2}}{{{n}}} \sum (\hat y_i - y_i)\,x_i "
        rf"= {latex.number(down_m)}",
        rf"\frac{{\partial\,\text{{MSE}}}}{{\partial b}} = \frac{{2}}{{{n}}} \sum (\hat y_i - y_i) "
        rf"= {latex.number(down_b)}",
        _update("m", now.m, rate, down_m),
        _update("b", now.b, rate, down_b),
    )
    batch = step % descent.batches + 1
    seen = (
        "all points"
        if descent.batches == 1
        else f"point {now.batch[0] + 1}"
        if n == 1
        else ("points " + ", ".join(str(place + 1) for place in now.batch))
    )
    st.markdown(
        f"**Step {step + 1}** is one update of m and b. Its **batch** is {seen} (batch {batch} of {descent.batches}). "
        f"It belongs to **epoch {now.epoch}**: an epoch is over when every point was seen once"
        + (", here after every step." if descent.batches == 1 else f", here after {descent.batches} steps.")
    )


def _update(name: str, value: float, rate: float, down: float) -> str:
    after = latex.number(value - rate * down)
    return rf"{name} \leftarrow {latex.number(value)} - {rate:.3g} \cdot {latex.factor(down)} = {after}"


def _exact(points: np.ndarray, descent: theory.Descent, step: int) -> None:
    x, y = points[:, 0], points[:, 1]
    text, picture = layout.section("Against the exact answer")
    best = theory.least_squares(x, y)
    m, b, loss = descent.path()[step]
    least = theory.mse(x, y, *best)
    dx = x - x.mean()
    with text:
        st.markdown(
            "For a line, the place where the gradient is zero can be solved for: the **method of least squares**. "
            "No step, no learning rate."
        )
        layout.formula(
            rf"m^* = \frac{{\sum (x_i - \bar x)(y_i - \bar y)}}{{\sum (x_i - \bar x)^2}} "
            rf"= \frac{{{latex.number(float(dx @ (y - y.mean())))}}}{{{latex.number(float(dx @ dx))}}} "
            rf"= {latex.number(best[0], 3)}",
            rf"b^* = \bar y - m^* \bar x = {latex.number(float(y.mean()))} - {latex.factor(best[0], 3)} \cdot "
            rf"{latex.factor(float(x.mean()))} = {latex.number(best[1], 3)}",
        )
        st.markdown(
            f"Its MSE is **{least:.4g}**; after {step} steps the descent above has **{loss:.4g}**, with m off by "
            f"{abs(m - best[0]):.2g} and b by {abs(b - best[1]):.2g}. With batches smaller than all points and a "
            "steady learning rate it never settles: every batch pulls towards its own best line."
        )
    with picture:
        layout.figure(
            pictures.points_and_line(x, y, (m, b), best=best, height=300),
            key="line-exact",
            label=f"The line after {step} steps beside the line of least squares, "
            f"slope {best[0]:.2f}, intercept {best[1]:.2f}",
        )
