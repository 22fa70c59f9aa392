"""From regression to probabilities; binary and categorical cross-entropy, one-hot and softmax."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import digit_reader, figures
from nnplay.catalogue import SPECS
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.figures.lessons import classification as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.theory import classification as theory
from nnplay.theory import latex
from nnplay.theory.activations import sigmoid, softmax
from nnplay.theory.line import least_squares
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "classification"


CURVE = (
    layout.slider("w", N_("Weight w"), 1.0, N_("How fast the probability rises with the hours."), -4, 6),
    layout.slider("b", N_("Bias b"), -1.5, N_("Shifts the curve; the probability is one half at x = -b / w."), -12, 6),
)
HOURS = layout.slider(
    "hours", N_("One student's hours"), 3.0, N_("The hours whose probability is worked out below."), 0, 6
)
SATURATED = (
    layout.slider(
        "start",
        N_("Sum z at the start"),
        -5.0,
        N_("Far below zero, the sigmoid is almost certain of class 0."),
        -10,
        10,
    ),
    layout.slider("y", N_("True class y"), 1.0, N_("The right answer."), 0, 1, 1.0),
    Param(
        "rate",
        "log",
        1.0,
        N_("The slope is multiplied by this number to get the step."),
        label=N_("Learning rate η"),
        minimum=0.05,
        maximum=10.0,
    ),
    layout.slider("updates", N_("Updates"), 100.0, N_("The number of steps taken with each loss."), 10, 500, 10.0),
)
CLASSES = (N_("apple"), N_("pear"), N_("plum"))
TRUE_CLASS = Param(
    "true_class",
    "choice",
    "apple",
    N_("The true class. Its target is 1; the others' is 0."),
    label=N_("True class"),
    choices=CLASSES,
)
SHIFT = layout.slider(
    "shift", N_("Added to every logit"), -4.0, N_("As if there were less (or more) evidence for every class."), -6, 6
)
SHIFTED = np.array([1.0, 2.0, -0.5])
"""Logits of an apple, a pear and a plum, before the shift."""

FLOWER_RATE = 0.02

Z = np.linspace(-10, 10, 201)


def _logits() -> list[Param]:
    """A control for the logit of each class."""
    return [
        layout.slider(
            f"logit-{name}",
            tr("Logit of {name}", name=tr(name)),
            start,
            tr("How strongly the network favors {name}.", name=tr(name)),
            -5,
            5,
        )
        for name, start in zip(CLASSES, (1.0, 2.0, -0.5), strict=True)
    ]


def show() -> None:
    """All sections."""
    _probability()
    layout.question(
        tr("We want a high accuracy. Why not use it as the loss?"),
        tr(
            "Accuracy changes only when an answer flips. Between flips it is flat: the slope is zero, so gradient "
            "descent has nothing to follow. Cross-entropy is smooth. It falls as soon as a wrong answer becomes less "
            "confident."
        ),
    )
    _slowly()
    _many_classes()
    _never_unsure()
    layout.question(
        tr("Why one-hot? Why not just number the classes 0, 1, 2?"),
        tr(
            "If the network had to predict that number, a plum would be twice a pear, and halfway between an apple and "
            "a plum would be a pear. One-hot puts all classes equally far apart. (Keras's *sparse* categorical "
            "cross-entropy takes class numbers, but uses them only to look up the true class. It is the same loss.)"
        ),
    )
    flowers = (
        SPECS["spiral"].with_dataset(DatasetSpec("iris")).with_layers((LayerSpec("Dense", units=8, activation="tanh"),))
    )
    flowers = flowers.with_training(optimizer=OptimizerSpec("SGD", learning_rate=FLOWER_RATE), epochs=12, batch_size=8)
    layout.try_it(
        flowers,
        tr("Train on irises with cross-entropy"),
        tr(
            "Three species of iris, a softmax of three units, and categorical cross-entropy. Then train with the "
            "squared error and compare. Keras averages the squared error over the three outputs, so that experiment "
            "gets three times the learning rate. Try several seeds, which give other random weights at the start: "
            "neither loss always wins, because these networks start out unsure, not confidently wrong."
        ),
    )
    layout.try_it(
        flowers.with_training(
            loss="mean_squared_error", optimizer=OptimizerSpec("SGD", learning_rate=len(CLASSES) * FLOWER_RATE)
        ),
        tr("Train on irises with the squared error"),
    )


@st.fragment
def _probability() -> None:
    text, picture = layout.section(tr("From a line to a probability"))
    x, y = theory.HOURS, theory.PASSED
    with text:
        layout.text(
            tr(
                "Here are ten made-up students: how many hours they studied, and whether they passed. How likely is a "
                "student to pass after three hours? A straight line runs below 0 and above 1, so it cannot be a "
                "probability. Send the line through a **sigmoid**, and you get the probability of passing."
            )
        )
        w, b = layout.controls(SLUG, CURVE)
        hours = layout.control(SLUG, HOURS)
        z = w * x + b
        at = float(sigmoid(np.array(w * hours + b)))
        mean = float(np.mean(theory.binary_cross_entropy(z, y)))
        costliest = int(np.argmax(theory.binary_cross_entropy(z, y)))
        best = theory.fit_logistic(x, y)
        least = float(np.mean(theory.binary_cross_entropy(best[0] * x + best[1], y)))
        layout.formula(
            rf"p = \sigma({latex.number(w, 1)} \cdot {latex.number(hours, 1)} {latex.term(b, 1)}) = "
            rf"{latex.number(at, 3)}",
            r"L = -\frac{1}{n} \sum_i \big( y_i \ln p_i + (1 - y_i) \ln (1 - p_i) \big) = " + latex.number(mean, 3),
        )
        layout.text(
            tr(
                "This loss is **binary cross-entropy**. Σ means *add up*, and ln is the natural logarithm. For each "
                "student, only the probability of what really happened counts. Multiply those ten probabilities and "
                "you get the **likelihood** of everything that happened; the loss is low where the likelihood is "
                "high. Being confident and wrong costs the most. Here the student with {x:.1f} hours costs the most, "
                "{z:.2f}. The lowest mean that any w and b can reach is **{least:.3f}**, at w = {best:.2f} and b = "
                "{best2:.2f}.",
                x=x[costliest],
                z=float(theory.binary_cross_entropy(z, y)[costliest]),
                least=least,
                best=best[0],
                best2=best[1],
            )
        )
    places = np.linspace(0, 6, 121)
    m, c = least_squares(x, y)
    with picture:
        layout.figure(
            pictures.yes_or_no(x, y, places, m * places + c, sigmoid(w * places + b), (hours, at)),
            key="class-probability",
            label=tr(
                "Ten students and the probability of passing by hours of study; {at:.2f} at {hours:.1f} hours. The "
                "straight line runs from {c:.2f} to {m:.2f}",
                at=at,
                hours=hours,
                c=c,
                m=6 * m + c,
            ),
            table=lambda: {
                tr("hours"): x,
                tr("passed"): y,
                tr("probability"): sigmoid(z),
                tr("loss"): theory.binary_cross_entropy(z, y),
            },
        )


@st.fragment
def _slowly() -> None:
    text, picture = layout.section(tr("Why squared error learns slowly here"))
    with text:
        layout.text(
            tr(
                "Why not keep the squared error, (p - y)²? Look at a neuron that is **confidently wrong**: its sum z "
                "is far out on the wrong side, where the sigmoid is flat."
            )
        )
        predict(SLUG, "push")
        start, y, rate, updates = layout.controls(SLUG, SATURATED)
        p = float(sigmoid(np.array(start)))
        entropy, square = (float(slope(np.array(start), np.array(y))) for _, slope in theory.LOSSES.values())
        layout.formula(
            rf"\text{{cross-entropy: }} \frac{{\partial L}}{{\partial z}} = p - y = {latex.number(p, 4)} - {y:.0f} = "
            rf"{latex.number(entropy, 4)}",
            rf"\text{{squared: }} \frac{{\partial L}}{{\partial z}} = 2 (p - y)\, p (1 - p) = "
            rf"{latex.number(square, 4)}",
        )
        layout.text(
            tr(
                "The slope of the squared error still contains the sigmoid's slope p (1 - p), which is almost zero "
                "here. So the more wrong the neuron is, the slower it learns. In cross-entropy the logarithm cancels "
                "that factor, and the push is simply the error, p - y."
            )
        )
    descents = [theory.gradient_descent(start, y, name, rate, int(updates)) for name in theory.LOSSES]
    probabilities = [sigmoid(descent.z) for descent in descents]
    target = np.array(y)
    values = [float(loss(np.array(start), target)) for loss, _ in theory.LOSSES.values()]
    curves = [[part(Z, target) for part in both] for both in theory.LOSSES.values()]
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            layout.figure(
                pictures.two_losses(Z, curves[0][0], curves[1][0], start, tr("Loss"), (-0.3, 10.5)),
                key="class-losses",
                label=tr(
                    "Both losses against the sum, true class {y:.0f}; at {start:.1f} cross-entropy is {values:.2f}, "
                    "squared error {values2:.2f}",
                    y=y,
                    start=start,
                    values=values[0],
                    values2=values[1],
                ),
            )
        with right:
            layout.figure(
                pictures.two_losses(Z, curves[0][1], curves[1][1], start, tr("Slope of the loss"), (-1.1, 1.1)),
                key="class-slopes",
                label=tr(
                    "Slopes of both losses against the sum; at {start:.1f} they are {entropy:.4f} and {square:.4f}",
                    start=start,
                    entropy=entropy,
                    square=square,
                ),
            )
        layout.figure(
            pictures.learning(probabilities[0], probabilities[1], y),
            key="class-learning",
            label=tr(
                "Probability of class 1 over {updates} updates: {probabilities:.3f} with cross-entropy, "
                "{probabilities2:.3f} with the squared error",
                updates=int(updates),
                probabilities=probabilities[0][-1],
                probabilities2=probabilities[1][-1],
            ),
            table=lambda: {
                tr("update"): np.arange(len(probabilities[0])),
                tr("cross-entropy"): probabilities[0],
                tr("squared error"): probabilities[1],
            },
        )


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
