"""Initialization, vanishing and exploding gradients, batch normalization and residual connections."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.figures.lessons import starting as pictures
from nnplay.i18n import tr
from nnplay.lessons import lesson
from nnplay.theory import latex
from nnplay.theory import starting as theory
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout, starting_remedies
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.starting_choice import TITLES, choose

SLUG = "starting"


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
    starting_remedies.sections(current())
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
        start = choose(SLUG)
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
                titles=TITLES[start.activation],
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
