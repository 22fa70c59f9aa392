"""A 2-2-1 network forward and backward, one number at a time; XOR, and why one line is not enough."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import backprop as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.theory import backprop as theory
from nnplay.theory import latex
from nnplay.theory.activations import ACTIVATIONS
from nnplay.theory.backprop_steps import explain, highlighted, known
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "backprop"
EPOCHS = 300
MOST_UPDATES = 200


EXAMPLE = (
    layout.slider("x1", N_("Input x₁"), 1.0, N_("The first input of the example."), -2, 2),
    layout.slider("x2", N_("Input x₂"), 0.5, N_("The second input of the example."), -2, 2),
    layout.slider("y", N_("Target y"), 1.0, N_("What the output should be."), 0, 1, 1.0),
    Param(
        "rate",
        "log",
        0.5,
        N_("Each derivative is multiplied by this number to get the step."),
        label=N_("Learning rate η"),
        minimum=0.01,
        maximum=10.0,
    ),
)
ACTIVATION = Param(
    "activation",
    "choice",
    "sigmoid",
    N_("The activation of both hidden units."),
    label=N_("Hidden activation"),
    choices=("sigmoid", "tanh", "relu"),
)
MOVE = layout.slider(
    "move",
    N_("Number in the pass"),
    1.0,
    N_("One number at a time: forward, backward, update."),
    1,
    len(theory.MOVES),
    1.0,
)
LINE = (
    layout.slider("line-w1", N_("Weight w₁"), 1.0, N_("Weight of the first input."), -3, 3),
    layout.slider("line-w2", N_("Weight w₂"), 1.0, N_("Weight of the second input."), -3, 3),
    layout.slider("line-b", N_("Bias b"), -0.5, N_("Moves the line."), -3, 3),
)
EPOCH = layout.slider(
    "epoch", N_("Epoch"), 60.0, N_("The number of updates so far; each uses all four examples."), 0, EPOCHS, 1.0
)
_PHASES = {"forward": N_("Forward"), "backward": N_("Backward"), "update": N_("Update")}
_STEPS = {"forward": N_("forward"), "backward": N_("backward"), "update": N_("update")}
_TITLES = {name: kind.title for name, kind in ACTIVATIONS.items()}


def show() -> None:
    """All sections."""
    _one_edge_at_a_time()
    layout.question(
        tr("Why go backward? Couldn't you work out the derivatives from the front?"),
        tr(
            "You could, but you would need one pass for every weight. Going backward, you work out the error at each "
            "unit once, and all the weights before it share it. A single backward pass gives *all* the derivatives and "
            "takes only about as long as one or two forward passes. That is the whole trick; the rest is the chain "
            "rule."
        ),
    )
    _one_line()
    _two_lines()
    layout.question(
        tr("Does this network always learn XOR?"),
        tr(
            "No. With tanh, more than a third of the starts get stuck: two examples come out right, the other two at "
            "one half, and the loss stays near 0.125. With sigmoid, fewer starts get stuck. Press *New random weights* "
            "until you see it happen. With more hidden units it becomes rare, because there are more ways down."
        ),
    )
    layout.try_it(
        SPECS["spiral"]
        .with_dataset(DatasetSpec("xor"))
        .with_layers((LayerSpec("Dense", units=2, activation="tanh"),))
        .with_training(epochs=100, batch_size=16),
        tr("Train XOR in the playground"),
        tr(
            "Four squares of points and two hidden units, as above. Watch the two lines form. Then try four hidden "
            "units, and then none."
        ),
    )


@dataclass
class BackpropState:
    """What a session keeps of this lesson.

    Args:
        weights: The weights after each update, oldest first.
        xor_seed: Of the weights that the training on XOR starts from.
    """

    weights: list[dict[str, float]] = field(default_factory=lambda: [dict(theory.FIRST)])
    xor_seed: int = 0


@st.fragment
def _one_edge_at_a_time() -> None:
    history = current().part(BackpropState).weights
    text, picture = layout.section(tr("One number at a time"))
    with text:
        layout.text(
            tr(
                "A step downhill needs the slope of the loss for every weight. But how does a weight deep inside a "
                "network get its slope? Take a small one: two inputs, two hidden units, one output, so six weights and "
                "three biases. Each of the nine numbers has a **derivative**, written ∂L/∂w: how fast the loss L "
                "changes when that number grows a little. The **chain rule** gets it by multiplying the slopes along "
                "the way. Move the slider (the arrow keys work too). Every number is one product or one sum."
            )
        )
        x1, x2, y, rate = layout.controls(SLUG, EXAMPLE)
        activation = layout.pick(SLUG, ACTIVATION, names=_TITLES)
        place = int(layout.control(SLUG, MOVE, name=str(len(history)) if len(history) > 1 else ""))
        w = history[-1]
        v = {name: float(value) for name, value in theory.forward(w, x1, x2, y, activation).items()}
        d = {name: float(value) for name, value in theory.backward(w, v, activation).items()}
        after = theory.update(w, d, rate)
        loss_after = float(theory.forward(after, x1, x2, y, activation)["L"])
        move = theory.MOVES[place - 1]
        sentence, formula = explain(move, w, v, d, activation, rate)
        layout.text(
            tr(
                "**{phases}, {place} of {moves}.** {sentence}",
                phases=tr(_PHASES[move.phase]),
                place=place,
                moves=len(theory.MOVES),
                sentence=sentence,
            )
        )
        layout.formula(formula)
        if move.kind == "update":
            layout.formula(rf"L: \; {latex.number(v['L'], 4)} \rightarrow {latex.number(loss_after, 4)}")
        with st.container(horizontal=True):
            st.button(
                tr("Update all weights"),
                icon=":material/check:",
                key="backprop-update",
                on_click=_take,
                args=(after,),
                disabled=len(history) > MOST_UPDATES,
                help=tr("Takes the step for all nine numbers at once and goes back to the first number of the pass."),
            )
            st.button(tr("Start over"), icon=":material/restart_alt:", key="backprop-first", on_click=_first)
    values, slopes = known(place)
    losses = [float(theory.forward(old, x1, x2, y, activation)["L"]) for old in history]
    with picture:
        layout.figure(
            pictures.network_numbers(
                theory.EDGES,
                w,
                {name: value for name, value in v.items() if name in values},
                {name: value for name, value in d.items() if name in slopes},
                highlighted(move),
            ),
            key="backprop-network",
            label=tr(
                "The 2-2-1 network after {history} updates: {phases} step {place}, about {value}",
                history=len(history) - 1,
                phases=tr(_STEPS[move.phase]),
                place=place,
                value=move.name or tr("all weights"),
            ),
            table=lambda: {
                tr("number"): [*w, *(name for name in d if name not in w)],
                tr("value"): [*w.values(), *(v[name] for name in d if name not in w)],
                tr("derivative of the loss"): [*(d[name] for name in w), *(d[name] for name in d if name not in w)],
            },
        )
        layout.figure(
            pictures.losses(losses, len(losses) - 1, tr("Updates")),
            key="backprop-loss",
            label=tr(
                "Loss of the example after {losses} updates: {losses2:.4f}", losses=len(losses) - 1, losses2=losses[-1]
            ),
        )


def _take(weights: dict[str, float]) -> None:
    current().part(BackpropState).weights.append(weights)


def _first() -> None:
    current().part(BackpropState).weights = [dict(theory.FIRST)]


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
    seed = current().part(BackpropState).xor_seed
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
                ACTIVATION.help,
                label=tr("Hidden activation"),
                choices=("tanh", "sigmoid"),
            ),
            names=_TITLES,
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
    current().part(BackpropState).xor_seed += 1
