"""From regression to probabilities; binary and categorical cross-entropy, one-hot and softmax."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import classification as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.theory import classification as theory
from nnplay.theory import latex
from nnplay.theory.activations import sigmoid
from nnplay.theory.line import least_squares
from nnplay.ui.lessons import classification_many, layout
from nnplay.ui.lessons.predictions import predict

SLUG = "classification"


CURVE = (
    layout.number_param("w", N_("Weight w"), 1.0, N_("How fast the probability rises with the hours."), -4, 6),
    layout.number_param(
        "b", N_("Bias b"), -1.5, N_("Shifts the curve; the probability is one half at x = -b / w."), -12, 6
    ),
)
HOURS = layout.number_param(
    "hours", N_("One student's hours"), 3.0, N_("The hours whose probability is worked out below."), 0, 6
)
SATURATED = (
    layout.number_param(
        "start",
        N_("Sum z at the start"),
        -5.0,
        N_("Far below zero, the sigmoid is almost certain of class 0."),
        -10,
        10,
    ),
    layout.number_param("y", N_("True class y"), 1.0, N_("The right answer."), 0, 1, 1.0),
    Param(
        "rate",
        "log",
        1.0,
        N_("The slope is multiplied by this number to get the step."),
        label=N_("Learning rate η"),
        minimum=0.05,
        maximum=10.0,
    ),
    layout.number_param(
        "updates", N_("Updates"), 100.0, N_("The number of steps taken with each loss."), 10, 500, 10.0
    ),
)

FLOWER_RATE = 0.02

Z = np.linspace(-10, 10, 201)


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
    classification_many.sections()
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
            loss="mean_squared_error",
            optimizer=OptimizerSpec("SGD", learning_rate=len(classification_many.CLASSES) * FLOWER_RATE),
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
