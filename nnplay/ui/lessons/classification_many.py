"""Many classes: one-hot and softmax, and why softmax never says that it does not know."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import digit_reader, figures
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.figures.lessons import classification as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import classification as theory
from nnplay.theory import latex
from nnplay.theory.activations import sigmoid, softmax
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "classification"

CLASSES = (N_("apple"), N_("pear"), N_("plum"))

TRUE_CLASS = Param(
    "true_class",
    "choice",
    "apple",
    N_("The true class. Its target is 1; the others' is 0."),
    label=N_("True class"),
    choices=CLASSES,
)

SHIFT = layout.number_param(
    "shift", N_("Added to every logit"), -4.0, N_("As if there were less (or more) evidence for every class."), -6, 6
)

SHIFTED = np.array([1.0, 2.0, -0.5])
"""Logits of an apple, a pear and a plum, before the shift."""


def _logits() -> list[Param]:
    """A control for the logit of each class."""
    return [
        layout.number_param(
            f"logit-{name}",
            tr("Logit of {name}", name=tr(name)),
            start,
            tr("How strongly the network favors {name}.", name=tr(name)),
            -5,
            5,
        )
        for name, start in zip(CLASSES, (1.0, 2.0, -0.5), strict=True)
    ]


def sections() -> None:
    """Both sections."""
    _many_classes()
    _never_unsure()


@st.fragment
def _many_classes() -> None:
    text, picture = layout.section(tr("Many classes: one-hot and softmax"))
    with text:
        layout.text(
            tr(
                "With three classes the network has three outputs, and the target is a **one-hot** row: 1 for the true "
                "class, 0 for the others. The outputs before softmax are called **logits**. **Softmax** turns them "
                "into probabilities. **Categorical cross-entropy** is minus the logarithm of the true class's "
                "probability."
            )
        )
        classes = list(map(tr, CLASSES))
        logits = np.array(layout.controls(SLUG, _logits()))
        true_class = layout.pick(SLUG, TRUE_CLASS)
        label = CLASSES.index(true_class)
        target = one_hot([label], len(CLASSES))[0]
        probabilities = softmax(logits)
        loss = float(theory.categorical_cross_entropy(probabilities, target))
        powers = [rf"e^{{{latex.number(one, 1)}}}" for one in logits]
        layout.formula(
            rf"y = ({', '.join(f'{one:.0f}' for one in target)}) \qquad p_i = \frac{{e^{{z_i}}}}{{\sum_j e^{{z_j}}}}",
            rf"p_\text{{{classes[label]}}} = \frac{{{powers[label]}}}{{{' + '.join(powers)}}} = "
            rf"{latex.number(probabilities[label], 3)}",
            rf"L = -\sum_i y_i \ln p_i = -\ln {latex.number(probabilities[label], 3)} = {latex.number(loss, 3)}",
            r"\frac{\partial L}{\partial z_i} = p_i - y_i",
        )
        layout.text(
            tr(
                "Softmax is sometimes wrongly written as $e^z / (1 + e^z)$. That is the **sigmoid**, which looks at "
                "one class on its own. Sigmoids do not add up to 1, so they are not shares of a whole. They suit "
                "labels that can be true at the same time, such as *red* and *round*:"
            )
        )
        st.dataframe(
            {
                "": [*classes, tr("sum")],
                tr("softmax"): [*probabilities.round(3), round(float(probabilities.sum()), 3)],
                tr("sigmoid of each"): [*sigmoid(logits).round(3), round(float(sigmoid(logits).sum()), 3)],
            },
            hide_index=True,
        )
    slopes = theory.categorical_cross_entropy_slope(logits, target)
    with picture:
        layout.figure(
            pictures.probabilities_and_target(classes, probabilities, target, slopes),
            key="class-shares",
            label=tr("Probabilities of the classes beside the target: ")
            + layout.listed(dict(zip(CLASSES, probabilities, strict=True)), ".2f")
            + tr("; loss {loss:.2f}", loss=loss),
            table=lambda: {
                tr("class"): classes,
                tr("logit"): logits,
                tr("probability p"): probabilities,
                tr("target y"): target,
                tr("push y - p"): -slopes,
            },
        )
        st.caption(
            tr(
                "The brown bars show which way each logit should go, y - p: the true class up, the others down, each "
                "by as much as its probability is off. The three sum to 0. A training step changes the weights, and "
                "the logits move as a result."
            )
        )


@st.fragment
def _never_unsure() -> None:
    text, picture = layout.section(tr("Why softmax never says “I don't know”"))
    facts = digit_reader.facts()
    tried = sum(kind.count for kind in facts.kinds)
    with text:
        layout.text(
            tr(
                "Show this network a shoe. It does not look much like an apple, a pear or a plum, so all three logits "
                "are low. But softmax looks only at their **differences**. Add the same number to all of them, and the "
                "probabilities stay as they were. They add up to 1 whatever you show the network."
            )
        )
        predict(SLUG, "shift")
        shift = layout.control(SLUG, SHIFT)
        layout.formula(
            r"\frac{e^{z_i + c}}{\sum_j e^{z_j + c}} = \frac{e^c\, e^{z_i}}{e^c \sum_j e^{z_j}} = "
            r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
        )
        sure = figures.show_percent(facts.mnist_only_sure)
        kept = figures.show_percent(facts.refused_share(held_out=True))
        layout.text(
            tr(
                "How bad is that? We took the kind of network that reads digits on the Draw page, trained it on "
                "MNIST's digits alone, and showed it {tried:,} drawings that are not digits: letters, hearts, "
                "houses, scribbles. For **{sure}** of them, it gave one digit a probability of more than 90%.\n\nTwo "
                "things help. The first is *examples of “none of these”*: the reader on the Draw page has also "
                "learned from drawings that are not digits, and it rejects {kept} of the drawings of a kind that it "
                "never saw. The second is *the distance to the training examples*: on the Draw and Predict pages, "
                "your own networks warn you when nothing they were trained on is similar. Neither is perfect, "
                "because new things can look like old ones.",
                tried=tried,
                sure=sure,
                kept=kept,
            )
        )
    moved = SHIFTED + shift
    before, after = softmax(SHIFTED), softmax(moved)
    with picture:
        st.dataframe(
            {
                "": [*map(tr, CLASSES), "ln Σ eᶻ"],
                tr("logit"): [*SHIFTED, round(float(theory.evidence(SHIFTED)), 2)],
                tr("probability"): [*before.round(3), None],
                tr("shifted logit"): [*moved.round(1), round(float(theory.evidence(moved)), 2)],
                tr("probability after"): [*after.round(3), None],
            },
            hide_index=True,
        )
        st.caption(
            tr(
                "The last row is the logarithm of the sum that softmax divides by. It says how much evidence there "
                "is for any class at all, and softmax throws it away. The reader on the Draw page says “none of the "
                "ten digits” when it is below {threshold:.1f}.",
                threshold=facts.threshold,
            )
        )
