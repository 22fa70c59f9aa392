"""The path downhill on the loss of a line, step by step, and the line that the formula gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.figures.lessons import line as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import line as theory
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "line"

PACE = Param(
    "pace",
    "choice",
    "right",
    N_(
        "The gradient is multiplied by the learning rate η. Choose one of three that are computed from the points, or "
        "your own."
    ),
    label=N_("Learning rate"),
    choices=(N_("too small"), N_("right"), N_("too large"), N_("own")),
)
RATE = Param(
    "rate",
    "log",
    0.05,
    N_("The gradient is multiplied by this."),
    label=N_("Own learning rate η"),
    minimum=0.0001,
    maximum=2.0,
)
BATCH = Param(
    "batch",
    "choice",
    "full",
    N_("The points that each step uses to work out the gradient."),
    label=N_("Each step uses"),
    choices=("full", "mini", "single"),
)
BATCH_TITLES = {"full": N_("all points"), "mini": N_("a mini-batch of 3"), "single": N_("a single point")}
START = (
    Param(
        "start-m",
        "number",
        -2.5,
        N_("The slope to start from. A click on the map of the loss sets it too."),
        label=N_("Start at m"),
        minimum=-10.0,
        maximum=10.0,
        step=0.1,
    ),
    Param(
        "start-b",
        "number",
        5.0,
        N_("The intercept to start from. A click on the map of the loss sets it too."),
        label=N_("Start at b"),
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
    N_("The number of updates of m and b so far."),
    label=N_("Step"),
    minimum=0.0,
    maximum=STEPS,
    step=1.0,
)

# Shares of the largest learning rate that comes down with full batches.
PACES = {"too small": 0.02, "right": 0.45, "too large": 1.06}


@dataclass
class Downhill:
    """What a session keeps of the way downhill.

    Args:
        start: Slope and intercept where it starts, if that was clicked.
    """

    start: list[float] = field(default_factory=list)


def downhill(points: np.ndarray) -> tuple[theory.Descent, int]:
    x, y = points[:, 0], points[:, 1]
    text, picture = layout.section(tr("Downhill, step by step"))
    clicked = current().part(Downhill).start
    with text:
        layout.text(
            tr(
                "Think of every pair (m, b) as a place on a map, and of its MSE as the height there. Together they "
                "form the **loss surface**. The **gradient** points in the direction in which it rises most steeply. "
                "Its two parts are the slopes in the direction of m alone and of b alone, written ∂MSE/∂m and ∂MSE/∂b. "
                "Learning means: start somewhere and take a step against the gradient, again and again. The **learning "
                "rate** η says how large the steps are."
            )
        )
        predict(SLUG, "too-large")
        predict(SLUG, "single")
        pace = layout.pick(SLUG, PACE)
        limit = 2 / theory.largest_curvature(x)
        rate = layout.control(SLUG, RATE) if pace == "own" else PACES[pace] * limit
        batch_name = layout.pick(SLUG, BATCH, BATCH_TITLES)
        size = {"full": len(x), "mini": min(MINI, len(x)), "single": 1}[batch_name]
        m0, b0 = layout.controls(SLUG, START, clicked, name=str(clicked) if clicked else "")
        descent = theory.gradient_descent(x, y, (m0, b0), rate, size, STEPS)
        step = min(int(layout.control(SLUG, STEP)), len(descent))
        _numbers(descent, step, rate)
        layout.text(
            tr(
                "With all points in every step, η must stay below **{limit:.3g}** here. Above that, the loss may "
                "fall for a few steps, but sooner or later it runs away. The limit is 2 divided by the largest "
                "curvature of the surface.",
                limit=limit,
            )
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
                label=tr(
                    "Lines of equal loss over slope and intercept, with the path of {step} steps; the lowest loss is "
                    "{least:.3g} at m {best:.2f}, b {best2:.2f}",
                    step=step,
                    least=least,
                    best=best[0],
                    best2=best[1],
                ),
                table=lambda: {
                    tr("step"): np.arange(len(path)),
                    "m": path[:, 0],
                    "b": path[:, 1],
                    tr("loss"): path[:, 2],
                },
                on_click=_start_here,
            )
        with right:
            layout.figure(
                pictures.loss_landscape(ms, bs, surface, path[: step + 1]),
                key="line-landscape",
                label=tr("The loss as a surface with the path of {step} steps on it", step=step),
            )
        st.caption(
            tr(
                "Click on the map with the rings to start there. From each ring to the next, the loss grows by the "
                "same factor."
            )
        )
        left, right = st.columns(2, gap="small")
        with left:
            layout.figure(
                pictures.points_and_line(x, y, (m, b), batch=batch, height=230),
                key="line-now",
                label=tr(
                    "The line after {step} steps: slope {m:.2f}, intercept {b:.2f}; the next step uses {batch} points",
                    step=step,
                    m=m,
                    b=b,
                    batch=len(batch),
                ),
            )
        with right:
            layout.figure(
                pictures.loss_by_step(path[:, 2], step, ends, least),
                key="line-loss",
                label=tr("Loss after each step, now {loss:.3g} after {step} steps", loss=loss, step=step),
            )
    return descent, step


def _start_here(clicked: dict[str, Any]) -> None:
    current().part(Downhill).start = layout.clicked_values(START, (clicked["x"], clicked["y"]))


def _numbers(descent: theory.Descent, step: int, rate: float) -> None:
    """The next update with its numbers, and which batch and epoch it is."""
    if step >= len(descent):
        layout.text(
            tr(
                "After {step} steps: m = {m:.3g}, b = {b:.3g}, loss {loss:.3g}.",
                step=step,
                m=descent.m,
                b=descent.b,
                loss=descent.loss,
            )
            + (
                tr(" The loss has **run away**: choose a smaller learning rate.")
                if descent.loss > theory.DIVERGED
                else ""
            )
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
        tr("all points")
        if descent.batches == 1
        else tr("point {batch}", batch=now.batch[0] + 1)
        if n == 1
        else tr("points {numbers}", numbers=", ".join(str(place + 1) for place in now.batch))
    )
    layout.text(
        tr(
            "**Step {step}** is one update of m and b. Its **batch**, the points it uses, is {seen} (batch "
            "{batch} of {batches}). It belongs to **epoch {epoch}**: an epoch is over when every point has been "
            "used once",
            step=step + 1,
            seen=seen,
            batch=batch,
            batches=descent.batches,
            epoch=now.epoch,
        )
        + (
            tr(", here after every step.")
            if descent.batches == 1
            else tr(", here after {batches} steps.", batches=descent.batches)
        )
    )


def _update(name: str, value: float, rate: float, down: float) -> str:
    after = latex.number(value - rate * down)
    return (
        rf"{name} \leftarrow {latex.number(value)} - {latex.written(rate, '.3g')} \cdot {latex.factor(down)} = {after}"
    )


def exact(points: np.ndarray, descent: theory.Descent, step: int) -> None:
    x, y = points[:, 0], points[:, 1]
    text, picture = layout.section(tr("Against the exact answer"))
    best = theory.least_squares(x, y)
    m, b, loss = descent.path()[step]
    least = theory.mse(x, y, *best)
    dx = x - x.mean()
    with text:
        layout.text(
            tr(
                "How close did it get? For a line, you can solve directly for the place where the gradient is zero. "
                "This is the **method of least squares**. It needs no steps and no learning rate. (x̄ and ȳ are the "
                "means.)"
            )
        )
        layout.formula(
            rf"m^* = \frac{{\sum (x_i - \bar x)(y_i - \bar y)}}{{\sum (x_i - \bar x)^2}} "
            rf"= \frac{{{latex.number(float(dx @ (y - y.mean())))}}}{{{latex.number(float(dx @ dx))}}} "
            rf"= {latex.number(best[0], 3)}",
            rf"b^* = \bar y - m^* \bar x = {latex.number(float(y.mean()))} - {latex.factor(best[0], 3)} \cdot "
            rf"{latex.factor(float(x.mean()))} = {latex.number(best[1], 3)}",
        )
        layout.text(
            tr(
                "Its MSE is **{least:.4g}**. After {step} steps, gradient descent has **{loss:.4g}**; m is off by "
                "{m:.2g} and b by {b:.2g}. With small batches and a constant learning rate, it never quite comes to "
                "rest: every batch pulls toward its own best line.",
                least=least,
                step=step,
                loss=loss,
                m=abs(m - best[0]),
                b=abs(b - best[1]),
            )
        )
    with picture:
        layout.figure(
            pictures.points_and_line(x, y, (m, b), best=best, height=300),
            key="line-exact",
            label=tr(
                "The line after {step} steps beside the line of least squares, slope {best:.2f}, intercept {best2:.2f}",
                step=step,
                best=best[0],
                best2=best[1],
            ),
        )
