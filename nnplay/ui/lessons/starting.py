"""Initialization, vanishing and exploding gradients, batch normalization and residual connections."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st

from nnplay.figures.lessons import starting as pictures
from nnplay.i18n import N_, number, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import starting as theory
from nnplay.theory.activations import ACTIVATIONS
from nnplay.theory.starting import NetworkStart
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "starting"
_TITLES = {name: ACTIVATIONS[name].title for name in ("sigmoid", "tanh", "relu")}

INITIALIZER = Param(
    "initializer",
    "choice",
    theory.DEFAULT.initializer,
    N_(
        "How large the random weights are at the start. *Half He* and *twice He* have half and twice He's "
        "standard deviation."
    ),
    label=N_("Initializer"),
    choices=tuple(theory.GAINS),
)
ACTIVATION = Param("activation", "choice", theory.DEFAULT.activation, N_("The activation of all hidden layers."),
                   choices=tuple(_TITLES))  # fmt: skip
DEPTH = Param("depth", "integer", 10, N_("The number of hidden layers, each with 64 units."), label=N_("Hidden layers"),
              minimum=2, maximum=30)  # fmt: skip
SCALE = Param("scale", "number", 1.0, N_("The learned scale γ: the standard deviation after normalization."),
              label=N_("Scale γ"), minimum=0.1, maximum=3.0, step=0.1)  # fmt: skip
SHIFT = Param("shift", "number", 0.0, N_("The learned shift β: the mean after normalization."), label=N_("Shift β"),
              minimum=-3.0, maximum=3.0, step=0.1)  # fmt: skip
RATE = Param("rate", "log", 0.1, N_("The gradient is multiplied by this number to get the step."),
             label=N_("Learning rate η"), minimum=0.001, maximum=1.0)  # fmt: skip


def show() -> None:
    """All sections."""
    _spread()
    layout.question(
        tr("Why not start all weights at the same number, such as 0.1?"),
        tr(
            "Then all units of a layer compute the same, get the same gradient, and take the same step. They stay "
            "copies of one another forever, and a layer of 64 units is worth no more than one. Random weights break "
            "the tie."
        ),
    )
    _normalization()
    _residual()
    _training(current())
    layout.question(
        tr("Does a good start still matter when there is batch normalization?"),
        tr(
            "Less. It brings every layer's sums back to a usual size, whatever the weights are. But it has a price: in "
            "training an example's output depends on the other examples in its batch, so tiny batches work badly, and "
            "prediction must use averages that were kept from training. Many newer networks use *LayerNormalization*, "
            "which looks at one example at a time."
        ),
    )
    layout.try_it(
        theory.deep("sigmoid", "GlorotUniform"),
        tr("Train eight sigmoid layers"),
        tr(
            "Here is a network that does not get off the ground: eight hidden sigmoid layers on the small digits. "
            "Train it in the playground, and watch the loss stay near 2.3, the loss of guessing. Then train it with "
            "batch normalization. *Look inside* shows how its weights and activations change."
        ),
    )
    layout.try_it(
        theory.deep("sigmoid", "GlorotUniform", normalize=True), tr("Train the same with batch normalization")
    )


def _choose(slug: str, *, most: int = 30, depth: int = 10) -> NetworkStart:
    """The controls that say how a network begins."""
    activation = layout.pick(slug, ACTIVATION, names=_TITLES)
    initializer = layout.pick(slug, INITIALIZER)
    layers = layout.control(slug, replace(DEPTH, default=depth, maximum=most))
    return NetworkStart(initializer, activation, int(layers))


@st.fragment
def _spread() -> None:
    text, picture = layout.section(tr("How large should the first weights be?"))
    with text:
        layout.text(
            tr(
                "Training changes weights step by step. But where does it start? It matters more than you might "
                "think. In {reference}, slopes were multiplied layer by layer, and little was left. Here is the "
                "whole network, with its weights: 64 pixels of a digit go in, and each layer has 64 units.\n\nA unit "
                "adds up n = 64 products. If the weights are random with mean 0, the variance of that sum is",
                reference=lesson("activations").reference,
            )
        )
        layout.formula(r"\operatorname{Var}(z) = n \cdot \operatorname{Var}(w) \cdot \text{mean of } x^2")
        layout.text(
            tr(
                "The **initializer** decides Var(w). *Glorot* takes 1/n here, so sums are as large as inputs. ReLU "
                "sets half of the sums to 0, so *He* takes 2/n to make up for it. If a layer makes its numbers larger "
                "by some factor, the next layer does it again, and so on: layer by layer, the factors multiply. The "
                "same happens to the gradient on its way back. It can become too small to matter, a **vanishing "
                "gradient**, or far too large, an **exploding gradient**."
            )
        )
        predict(SLUG, "zeros")
        predict(SLUG, "twice")
        start = _choose(SLUG)
        found = theory.at_start(start)
        gain, depth = theory.GAINS[start.initializer], start.depth
        size, back = _factor(found.deviations[1:]), _factor(found.errors[::-1])
        layout.formula(
            rf"n \cdot \operatorname{{Var}}(w) = {latex.written(gain, 'g')}",
            rf"\text{{spread of the outputs: }} {latex.number(size, 3)}^{{{depth - 1}}} = "
            rf"{latex.small(size ** (depth - 1))}",
            rf"\text{{gradient, backward: }} {latex.number(back, 3)}^{{{depth - 1}}} = "
            rf"{latex.small(back ** (depth - 1))}",
        )
        layout.text(_verdict(found))
    with picture:
        layout.figure(
            pictures.output_bands(found.quantiles),
            key="starting-outputs",
            label=tr(
                "Outputs of {depth} {titles} layers with {initializer} weights: standard deviation {deviations:.3g} "
                "in the first, {deviations2:.3g} in the last",
                depth=depth,
                titles=_TITLES[start.activation],
                initializer=tr(start.initializer),
                deviations=found.deviations[1],
                deviations2=found.deviations[-1],
            ),
            table=lambda: {tr("layer"): np.arange(depth + 1), tr("standard deviation"): found.deviations},
        )
        layout.figure(
            pictures.by_layer({tr("gradient"): found.errors}, tr("Gradient")),
            key="starting-gradients",
            label=tr(
                "Size of the gradient that arrives at each layer: {errors:.3g} at the first, {errors2:.3g} at the last",
                errors=found.errors[0],
                errors2=found.errors[-1],
            ),
            table=lambda: {tr("layer"): np.arange(1, depth + 1), tr("gradient"): found.errors},
        )
        st.caption(
            tr(
                "{batch} training digits, before the first step. Above: where the outputs of each layer lie. Below: "
                "the usual size of the gradient with respect to a layer's sums, on a scale of powers of ten.",
                batch=theory.BATCH,
            )
        )


def _factor(values: np.ndarray) -> float:
    """What each of several positive numbers is multiplied by to get the next one, on average."""
    if values[0] <= 0:
        return 0.0
    return float((values[-1] / values[0]) ** (1 / (len(values) - 1)))


def _verdict(found: theory.Spread) -> str:
    if not found.errors.any():
        return tr("**No gradient at all** arrives at the hidden layers: nothing in them can learn.")
    ratio = found.errors[0] / found.errors[-1]
    gets = tr("the first layer gets ${}$ times the last layer's gradient")
    if ratio < 0.01:
        return tr("**Vanishing:** {ratio}. It hardly learns.", ratio=gets.format(latex.small(ratio)))
    if ratio > 100:
        return tr("**Exploding:** {ratio}. One step wrecks it.", ratio=gets.format(latex.number(ratio, 0)))
    return tr("**Good:** {ratio}, so all layers can learn.", ratio=gets.format(latex.number(ratio, 2)))


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
        start = _choose(slug)
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
        start = _choose(slug)
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
        start = _choose(slug, most=12, depth=theory.DEFAULT.depth)
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
