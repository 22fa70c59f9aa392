"""XOR: one line is not enough, and two hidden units are two lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay.figures.lessons import backprop as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import backprop as theory
from nnplay.theory.activations import ACTIVATIONS, TITLES
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "backprop"

EPOCHS = 300

LINE = (
    layout.number_param("line-w1", N_("Weight w₁"), 1.0, N_("Weight of the first input."), -3, 3),
    layout.number_param("line-w2", N_("Weight w₂"), 1.0, N_("Weight of the second input."), -3, 3),
    layout.number_param("line-b", N_("Bias b"), -0.5, N_("Moves the line."), -3, 3),
)

EPOCH = layout.number_param(
    "epoch", N_("Epoch"), 60.0, N_("The number of updates so far; each uses all four examples."), 0, EPOCHS, 1.0
)


@dataclass
class XorState:
    """What a session keeps of the training on XOR.

    Args:
        seed: Of the weights that it starts from.
    """

    seed: int = 0


def sections() -> None:
    """Both sections."""
    _one_line()
    _two_lines()


@st.fragment
def _one_line() -> None:
    text, picture = layout.section(tr("XOR: one line is not enough"))
    with text:
        layout.text(
            tr(
                "**XOR** (*exclusive or*) is 1 when exactly one of the two inputs is 1. A single neuron says yes on "
                "one side of a line and no on the other. Try to get all four points right:"
            )
        )
        predict(SLUG, "xor")
        w1, w2, b = layout.controls(SLUG, LINE)
        score = theory.line_score(w1, w2, b)
        layout.text(tr("This line gets **{score} of 4** right. Three is the maximum. All four would need", score=score))
        layout.formula(r"b \le 0, \quad w_1 + w_2 + b \le 0", r"w_1 + b > 0, \quad w_2 + b > 0")
        layout.text(
            tr(
                "Add the lower two: w₁ + w₂ + 2b > 0, so w₁ + w₂ + b > -b ≥ 0. That contradicts the upper two. No "
                "weights can do it, so no training can find them."
            )
        )
    grid = np.linspace(-0.5, 1.5, 41)
    xs, ys = np.meshgrid(grid, grid)
    with picture:
        layout.figure(
            pictures.xor_plane(
                theory.XOR_INPUTS,
                theory.XOR_TARGETS,
                [(tr("border"), w1, w2, b)],
                (tr("Input x₁"), tr("Input x₂")),
                (-0.5, 1.5),
                (grid, ACTIVATIONS["sigmoid"].value(w1 * xs + w2 * ys + b)),
            ),
            key="xor-line",
            label=tr(
                "The four examples of XOR and the line {w1:.1f} x1 {w2:+.1f} x2 {b:+.1f} = 0: {score} of 4 are right",
                w1=w1,
                w2=w2,
                b=b,
                score=score,
            ),
        )


@st.fragment
def _two_lines() -> None:
    seed = current().part(XorState).seed
    text, picture = layout.section(tr("Two hidden units: two lines"))
    with text:
        layout.text(
            tr(
                "The 2-2-1 network has two lines, one for each hidden unit. The two hidden outputs, h₁ and h₂, place "
                "each example in a **new plane**, and there a single line is enough. This network is trained with the "
                "steps above, using all four examples in every update."
            )
        )
        activation = layout.pick(
            SLUG,
            Param(
                "xor-activation",
                "choice",
                "tanh",
                N_("The activation of both hidden units."),
                label=tr("Hidden activation"),
                choices=("tanh", "sigmoid"),
            ),
            names=TITLES,
        )
        st.button(tr("New random weights"), icon=":material/shuffle:", key="xor-other", on_click=_other_start)
        epoch = int(layout.control(SLUG, EPOCH))
        rate = theory.XOR_RATES[activation]
        weights, losses = theory.train_xor(seed, activation, rate, EPOCHS)
        w = weights[epoch]
        x1, x2 = theory.XOR_INPUTS.T
        v = theory.forward(w, x1, x2, theory.XOR_TARGETS, activation)
        st.dataframe(
            {
                "x₁": theory.XOR_INPUTS[:, 0],
                "x₂": theory.XOR_INPUTS[:, 1],
                "h₁": v["h1"].round(3),
                "h₂": v["h2"].round(3),
                tr("output"): v["o"].round(3),
                tr("target"): theory.XOR_TARGETS,
            },
            hide_index=True,
        )
        right = int(np.sum((v["o"] > 0.5) == (theory.XOR_TARGETS > 0.5)))
        layout.text(
            tr(
                "Start {seed}, learning rate {rate:g}, epoch {epoch}: mean loss **{losses:.4f}**, **{right} of 4** "
                "right.",
                seed=seed + 1,
                rate=rate,
                epoch=epoch,
                losses=losses[epoch],
                right=right,
            )
        )
    grid = np.linspace(-0.5, 1.5, 41)
    xs, ys = np.meshgrid(grid, grid)
    answer = theory.forward(w, xs, ys, 0.0, activation)["o"]
    low = -1.25 if activation == "tanh" else -0.15
    hidden = np.linspace(low, 1.25, 41)
    hx, hy = np.meshgrid(hidden, hidden)
    out = ACTIVATIONS["sigmoid"].value(w["w5"] * hx + w["w6"] * hy + w["b3"])
    with picture:
        left, right_place = st.columns(2, gap="small")
        with left:
            layout.figure(
                pictures.xor_plane(
                    theory.XOR_INPUTS,
                    theory.XOR_TARGETS,
                    [(tr("line of h₁"), w["w1"], w["w2"], w["b1"]), (tr("line of h₂"), w["w3"], w["w4"], w["b2"])],
                    (tr("Input x₁"), tr("Input x₂")),
                    (-0.5, 1.5),
                    (grid, answer),
                ),
                key="xor-inputs",
                label=tr(
                    "The input plane with the lines of both hidden units; {right} of 4 examples are right", right=right
                ),
            )
        with right_place:
            layout.figure(
                pictures.xor_plane(
                    np.column_stack([v["h1"], v["h2"]]),
                    theory.XOR_TARGETS,
                    [(tr("line of the output"), w["w5"], w["w6"], w["b3"])],
                    (tr("Hidden h₁"), tr("Hidden h₂")),
                    (low, 1.25),
                    (hidden, out),
                ),
                key="xor-hidden",
                label=tr("The plane of the hidden outputs with the four examples and the line of the output"),
            )
        layout.figure(
            pictures.losses(losses, epoch, tr("Epoch")),
            key="xor-loss",
            label=tr(
                "Mean loss over {epochs} epochs, {losses:.4f} at epoch {epoch}, {losses2:.4f} at the end",
                epochs=EPOCHS,
                losses=losses[epoch],
                epoch=epoch,
                losses2=losses[-1],
            ),
        )


def _other_start() -> None:
    current().part(XorState).seed += 1
