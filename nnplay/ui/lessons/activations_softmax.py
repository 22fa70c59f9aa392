"""Softmax: from scores to shares."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.activations import softmax, softmax_slopes
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "activations"

CLASSES = (N_("cat"), N_("dog"), N_("bird"), N_("fish"))

STARTING_LOGITS = (2.0, 1.0, 0.1, -1.0)

TEMPERATURE = Param(
    "temperature",
    "log",
    1.0,
    N_("The logits are divided by this. Below 1, the largest takes almost everything; above 1, the shares even out."),
    minimum=0.05,
    maximum=20.0,
)


def _logits() -> list[Param]:
    """A control for the logit of each class."""
    return [
        Param(
            f"logit-{name}",
            "number",
            start,
            tr("How strongly the network favors {name}.", name=tr(name)),
            label=tr("Logit of {name}", name=tr(name)),
            minimum=-5.0,
            maximum=5.0,
            step=0.1,
        )
        for name, start in zip(CLASSES, STARTING_LOGITS, strict=True)
    ]


@st.fragment
def section() -> None:
    """The section."""
    text, picture = layout.section(tr("Softmax: from scores to shares"))
    with text:
        layout.text(
            tr(
                "Is it a cat, a dog, a bird or a fish? To choose among classes, the last layer has one unit for each "
                "class. Their sums are called **logits**. **Softmax** turns all of them into shares: it takes e to the "
                "power of each logit and divides by the total. So every share is positive, and together they add up "
                "to 1."
            )
        )
        predict(SLUG, "dog")
        classes = list(map(tr, CLASSES))
        logits = np.array(layout.controls(SLUG, _logits()))
        t = layout.control(SLUG, TEMPERATURE)
        shares = softmax(logits, t)
        powers = [rf"e^{{{latex.number(one, 1)}/{latex.written(t, 'g')}}}" for one in logits]
        layout.formula(
            r"\text{softmax}(z)_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}",
            rf"p_\text{{{classes[0]}}} = \frac{{{powers[0]}}}{{{' + '.join(powers)}}} "
            rf"= {latex.number(shares[0], 3)}",
        )
        layout.text(
            tr(
                "The **temperature** T is {t:g}. As T approaches 0, the largest logit takes everything (softmax is a "
                "*soft maximum*). For a large T, all shares become equal. With two classes, softmax is the sigmoid "
                "of the difference between the two logits.",
                t=t,
            )
        )
    slopes = softmax_slopes(logits, t)
    with picture:
        layout.figure(
            figures.probability_bars(classes, shares),
            key="softmax-bars",
            label=tr("Shares of the classes: ")
            + ", ".join(f"{name} {number(share, '.3f')}" for name, share in zip(classes, shares, strict=True)),
            table=lambda: {tr("class"): classes, tr("logit"): logits, tr("share"): shares},
        )
        layout.text(
            tr(
                "**How fast each share changes with each logit** (row: share, column: logit). Each row and each column "
                "adds up to 0."
            )
        )
        st.dataframe(
            {"": classes, **{f"z {name}": np.round(slopes[:, place], 3) for place, name in enumerate(classes)}},
            hide_index=True,
        )
