"""A 2-2-1 network forward and backward, one number at a time; XOR, and why one line is not enough."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import backprop as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.theory import backprop as theory
from nnplay.theory import latex
from nnplay.theory.activations import TITLES
from nnplay.theory.backprop_steps import explain, highlighted, known
from nnplay.ui.common.current import current
from nnplay.ui.lessons import backprop_xor, layout

SLUG = "backprop"
MOST_UPDATES = 200


EXAMPLE = (
    layout.number_param("x1", N_("Input x₁"), 1.0, N_("The first input of the example."), -2, 2),
    layout.number_param("x2", N_("Input x₂"), 0.5, N_("The second input of the example."), -2, 2),
    layout.number_param("y", N_("Target y"), 1.0, N_("What the output should be."), 0, 1, 1.0),
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
MOVE = layout.number_param(
    "move",
    N_("Number in the pass"),
    1.0,
    N_("One number at a time: forward, backward, update."),
    1,
    len(theory.MOVES),
    1.0,
)
_PHASES = {"forward": N_("Forward"), "backward": N_("Backward"), "update": N_("Update")}
_STEPS = {"forward": N_("forward"), "backward": N_("backward"), "update": N_("update")}


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
    backprop_xor.sections()
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
    """

    weights: list[dict[str, float]] = field(default_factory=lambda: [dict(theory.FIRST)])


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
        activation = layout.pick(SLUG, ACTIVATION, names=TITLES)
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
