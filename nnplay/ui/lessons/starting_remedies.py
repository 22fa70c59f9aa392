"""What helps a deep network to learn: batch normalization, residual connections, and both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st

from nnplay.figures.lessons import starting as pictures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import starting as theory
from nnplay.theory.starting import NetworkStart
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.starting_choice import choose

SLUG = "starting"

SCALE = Param("scale", "number", 1.0, N_("The learned scale γ: the standard deviation after normalization."),
              label=N_("Scale γ"), minimum=0.1, maximum=3.0, step=0.1)  # fmt: skip

SHIFT = Param("shift", "number", 0.0, N_("The learned shift β: the mean after normalization."), label=N_("Shift β"),
              minimum=-3.0, maximum=3.0, step=0.1)  # fmt: skip

RATE = Param("rate", "log", 0.1, N_("The gradient is multiplied by this number to get the step."),
             label=N_("Learning rate η"), minimum=0.001, maximum=1.0)  # fmt: skip


def sections(session: Session) -> None:
    """All three sections."""
    _normalization()
    _residual()
    _training(session)


@st.fragment
def _normalization() -> None:
    slug = f"{SLUG}-normalization"
    text, picture = layout.section(tr("Batch normalization: measure, then correct"))
    with text:
        layout.text(
            tr(
                "Instead of hoping that the sums keep a good size, measure them. **Batch normalization** takes one "
                "unit's sums over a batch, subtracts their mean, and divides by their standard deviation. Then it "
                "multiplies by a scale γ and adds a shift β. Both are learned, so that the network can undo it where "
                "that helps."
            )
        )
        start = choose(slug)
        scale, shift = layout.controls(SLUG, (SCALE, SHIFT))
        network, (x, _) = theory.DeepNetwork(replace(start, normalize=False)), theory.digits()
        sums = network.forward(x[: theory.BATCH])[0].sums[:, :1]
        unit, deviation = theory.normalized(sums)
        after = scale * unit[:, 0] + shift
        first, mean = float(sums[0, 0]), float(sums.mean())
        layout.formula(
            r"\hat z = \frac{z - \text{mean}}{\sqrt{\text{variance} + 0.001}} = "
            rf"\frac{{{latex.number(first)} {latex.term(-mean)}}}{{{latex.number(float(deviation[0]))}}} = "
            rf"{latex.number(float(unit[0, 0]))}",
            rf"\gamma \hat z + \beta = {latex.number(scale, 1)} \cdot {latex.factor(float(unit[0, 0]))} "
            rf"{latex.term(shift, 1)} = {latex.number(float(after[0]))}",
        )
        layout.text(
            tr(
                "The numbers are those of the first digit in the first unit. Below them, every layer of the whole "
                "network, with γ = 1 and β = 0. The small 0.001 only keeps us from dividing by zero."
            )
        )
    plain, with_it = (theory.at_start(replace(start, normalize=on)) for on in (False, True))
    with picture:
        layout.figure(
            pictures.before_and_after(sums[:, 0], after),
            key="starting-unit",
            label=tr(
                "Sums of one unit over {after} digits: mean {mean:.2f} and standard deviation {sums:.2f} before, "
                "{after2:.2f} and {after3:.2f} after",
                after=len(after),
                mean=mean,
                sums=sums.std(),
                after2=after.mean(),
                after3=after.std(),
            ),
            table=lambda: {tr("before"): sums[:, 0], tr("after"): after},
        )
        _compare("starting-normalized", {"plain": plain.errors, "batch normalization": with_it.errors})


@st.fragment
def _residual() -> None:
    slug = f"{SLUG}-residual"
    text, picture = layout.section(tr("A residual connection: a way around"))
    with text:
        layout.text(
            tr(
                "Here is another idea. Let a layer only compute what it *adds* to its input: the output is x + f(x). "
                "This way around is called a **residual connection**. Its slope is 1 plus the layer's own slope. So "
                "even where the layer lets nothing through, the gradient gets past it."
            )
        )
        predict(SLUG, "residual")
        start = choose(slug)
        plain, with_it = (theory.at_start(replace(start, residual=on)) for on in (False, True))
        layout.formula(
            r"\frac{\partial}{\partial x} \big( x + f(x) \big) = 1 + f'(x)",
            rf"\text{{plain: }} {latex.small(plain.errors[0])} \qquad \text{{residual: }} "
            rf"{latex.small(with_it.errors[0])}",
        )
        layout.text(
            tr(
                "That is the gradient at the first layer. Something else happens, too: each layer adds to what is "
                "there, so the outputs grow, here to a standard deviation of **{deviations:,.3g}**. Choose *ReLU*, "
                "*He* and 20 layers: now they explode. That is why real networks use both, a residual connection "
                "*and* normalization. With both, networks of more than 100 layers could be trained ([He and others "
                "2015](https://arxiv.org/abs/1512.03385)).",
                deviations=with_it.deviations[-1],
            )
        )
    with picture:
        _compare("starting-residual", {"plain": plain.errors, "residual": with_it.errors})
        layout.figure(
            pictures.by_layer(
                layout.titled({"plain": plain.deviations, "residual": with_it.deviations}),
                tr("Spread of the outputs"),
                first=0,
            ),
            key="starting-residual-outputs",
            label=tr(
                "Standard deviation of each layer's outputs: {deviations:.3g} in the last one, {deviations2:.3g} "
                "with residual connections",
                deviations=plain.deviations[-1],
                deviations2=with_it.deviations[-1],
            ),
            table=lambda: {
                tr("layer"): np.arange(start.depth + 1),
                tr("plain"): plain.deviations,
                tr("residual"): with_it.deviations,
            },
        )


def _compare(key: str, curves: dict[str, np.ndarray]) -> None:
    """The gradients of two networks, layer by layer; by their names in English."""
    layout.figure(
        pictures.by_layer(layout.titled(curves), tr("Gradient")),
        key=key,
        label=tr("Size of the gradient that arrives at the first layer: ")
        + layout.listed({name: values[0] for name, values in curves.items()}, ".3g"),
        table=lambda: {
            tr("layer"): np.arange(1, len(next(iter(curves.values()))) + 1),
            **layout.titled(curves),
        },
    )


@dataclass
class TrainedStarts:
    """Which settings of the lesson were trained in this session.

    Args:
        known: NetworkStart and learning rate.
    """

    known: set[tuple[NetworkStart, float]] = field(default_factory=set)


@st.fragment
def _training(session: Session) -> None:
    slug = f"{SLUG}-training"
    text, picture = layout.section(tr("Does it learn?"))
    with text:
        layout.text(
            tr(
                "Does a better start help the network learn? Train the network for {steps} steps of SGD, with "
                "{batch} digits in each, right here: plain, with batch normalization, with residual connections, and "
                "with both. The dotted line is the loss of guessing, ln 10 = 2.303.",
                steps=theory.STEPS,
                batch=theory.BATCH,
            )
        )
        start = choose(slug, most=12, depth=theory.DEFAULT.depth)
        rate = float(layout.control(SLUG, RATE))
        trained = session.part(TrainedStarts).known
        if (start, rate) not in trained:
            st.button(
                tr("Train all four"),
                type="primary",
                icon=":material/play_arrow:",
                key=f"{slug}-train",
                on_click=trained.add,
                args=((start, rate),),
            )
        layout.text(
            tr(
                "Try *ReLU* with *He*: the plain network learns now, but residual connections alone make its numbers "
                "so large that it breaks down at this learning rate. A smaller rate saves it. A gradient that is too "
                "small and one that is too large are the same problem: no single learning rate suits all layers."
            )
        )
    ready = (start, rate) in trained
    curves = {name: theory.losses(one, rate) if ready else np.empty(0) for name, one in theory.remedies(start).items()}
    with picture:
        layout.figure(
            pictures.training_losses(layout.titled(curves), theory.STEPS, float(np.log(theory.CLASSES))),
            key="starting-losses",
            label=tr("Loss after {steps} steps: ", steps=theory.STEPS)
            + ", ".join(f"{tr(name)} {_end(values)}" for name, values in curves.items()),
            table=lambda: {
                tr("network"): list(map(tr, curves)),
                tr("steps"): [len(values) for values in curves.values()],
                tr("loss at the end"): [_end(values) for values in curves.values()],
            },
        )
        broken = [name for name, values in curves.items() if ready and len(values) < theory.STEPS]
        if broken:
            st.caption(
                tr(
                    "**{broken}**: after a few steps the loss grew too large for the computer to store, so training "
                    "ended.",
                    broken=", ".join(map(tr, broken)),
                )
            )


def _end(values: np.ndarray) -> str:
    """The loss at the end in words: the mean of the last five steps."""
    if not len(values):
        return tr("not trained yet")
    return number(values[-5:].mean(), ".3g") if len(values) == theory.STEPS else tr("broke down")
