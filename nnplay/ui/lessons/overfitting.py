"""Overfitting: a polynomial and real networks on a few noisy points, and what helps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.kinds.synthetic import DATA_SEED, NOISE
from nnplay.figures.lessons import overfitting as pictures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import overfitting as theory
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout, overfitting_network, overfitting_reasons
from nnplay.ui.lessons.predictions import predict

SLUG = "overfitting"
DEGREES = range(16)
STRENGTHS = 10.0 ** np.arange(-10, 1.01, 0.5)
LINE = np.linspace(-5, 5, 301)

DEGREE = Param("degree", "integer", 9, N_("The highest power of x. The higher it is, the more freely the curve "
    "can bend."),
               minimum=0, maximum=15)  # fmt: skip
POINTS = Param("points", "integer", 12, N_("The number of noisy points for training. There are as many for "
    "validation."),
               label=N_("Training points"), minimum=5, maximum=200)  # fmt: skip
WAVE_NOISE = layout.variant(
    NOISE,
    default=0.3,
    maximum=1.0,
    help=N_("Standard deviation of the random noise added to each y; 0 puts all points on the curve."),
)
SEED = layout.variant(DATA_SEED, default=8)
KIND = Param("kind", "choice", "L2", N_("The kind of price on large weights."), label=N_("Penalty"),
             choices=("L2", "L1"))  # fmt: skip
STRENGTH = Param("strength", "log", 0.0001, N_("The weight of the penalty relative to the error; 0 means no penalty."),
                 minimum=0.0, maximum=10.0, slider=(1e-10, 10.0))  # fmt: skip


def show() -> None:
    """All sections."""
    _capacity()
    _penalties()
    _amount()
    overfitting_reasons.bias_and_variance()
    overfitting_network.sections(current())
    overfitting_reasons.huge()
    layout.question(
        tr(
            "Your network has a training error of 0.001 and a validation error of 0.4. What do you try, and in what "
            "order?"
        ),
        tr(
            "First get more data, if you can: nothing else helps as much. Then stop earlier, then try a penalty or "
            "dropout, then a smaller network. And look at the data. If one part differs from the rest, or the same "
            "example is in both parts, the errors mislead you, and no penalty can fix that."
        ),
    )
    layout.question(
        tr("What if both errors are large?"),
        tr(
            "Then the network *under*fits. It is too small, it has not trained long enough, its penalty is too strong, "
            "or its inputs do not contain the answer. More data will not help."
        ),
    )
    layout.try_it(
        overfitting_network.overfitting(),
        tr("Overfit in the playground"),
        tr(
            "64 + 64 units on ten points. Watch the two loss curves separate. Then add *Dropout*, a penalty or early "
            "stopping."
        ),
        trains=False,
    )


def _parts(data: Dataset) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    return tuple(  # type: ignore[return-value]
        (x[:, 0].astype(np.float64), y.astype(np.float64))
        for x, y in (data.parts["training"], data.parts["validation"])
    )


@st.fragment
def _capacity() -> None:
    text, picture = layout.section(tr("Capacity: how freely it may bend"))
    with text:
        layout.text(
            tr(
                "A network with enough weights can learn every training example. Is that good? Can a curve fit its "
                "points *too* well? The truth here is a sine curve, and every point is moved a little at random. A "
                "polynomial is fitted to the **training** points only. With a low degree it cannot follow the curve: "
                "**underfitting**. With a high degree it follows the noise too: **overfitting**. It gets better on the "
                "points it has seen, and worse on the **validation** points, which it has not seen."
            )
        )
        predict(SLUG, "degree")
        degree, points, noise, seed = layout.controls(SLUG, [DEGREE, POINTS, WAVE_NOISE, SEED])
        train, validation = _parts(load_dataset(theory.wave(points, noise, seed)))
        on_train, on_validation = theory.error_by_degree(train, validation, DEGREES, 0.0)
        best = int(on_validation.argmin())
        weights = theory.fit(*train, degree)
        full = degree + 1 >= points
        layout.formula(
            r"\hat y = w_0 + w_1 u + \dots + w_{" + str(degree) + r"} u^{" + str(degree) + r"}, \quad u = x / 5",
            rf"\text{{training}} = \frac{{1}}{{{points}}} \sum (\hat y - y)^2 = {latex.number(on_train[degree], 3)}",
            rf"\text{{validation}} = {latex.number(on_validation[degree], 3)}",
        )
        layout.text(
            tr(
                "**{degree} weights for {points} points.** Degree **{best}** has the lowest validation error. ",
                degree=degree + 1,
                points=points,
                best=best,
            )
            + (tr("With as many weights as points, the curve can pass through every point exactly.") if full else "")
        )
    with picture:
        layout.figure(
            pictures.fit_picture(
                train,
                validation,
                {
                    "sin x": (LINE, np.sin(LINE)),
                    tr("Degree {degree}", degree=degree): (LINE, theory.predict(LINE, weights)),
                },
            ),
            key="polynomial",
            label=tr(
                "A polynomial of degree {degree} through {points} noisy points: training error {on_train:.3g}, "
                "validation error {on_validation:.3g}",
                degree=degree,
                points=points,
                on_train=on_train[degree],
                on_validation=on_validation[degree],
            ),
        )
        layout.figure(
            pictures.error_curves(list(DEGREES), on_train, on_validation, degree, title=tr("Degree"), noise=noise**2),
            key="by-degree",
            label=tr("Training and validation error by degree; validation error is lowest at degree {best}", best=best),
            table=lambda: {
                tr("degree"): list(DEGREES),
                tr("training"): on_train,
                tr("validation"): on_validation,
            },
        )


@st.fragment
def _penalties() -> None:
    slug = f"{SLUG}-penalty"
    text, picture = layout.section(tr("L1 and L2: a price on large weights"))
    with text:
        layout.text(
            tr(
                "To follow every point, a curve needs huge weights that nearly cancel out. So put a price on them. "
                "**L2** adds the sum of the squared weights to the error, **L1** the sum of their absolute values. L2 "
                "makes all weights smaller. L1 makes many of them exactly 0, because its pull does not weaken as a "
                "weight gets small."
            )
        )
        kind = layout.pick(slug, KIND)
        strength = layout.control(slug, STRENGTH)
        degree, points, noise, seed = layout.controls(slug, [replace(DEGREE, default=15), POINTS, WAVE_NOISE, SEED])
        train, validation = _parts(load_dataset(theory.wave(points, noise, seed)))
        weights = theory.fit_penalized(*train, degree, kind, strength)
        penalty = float(np.abs(weights[1:]).sum() if kind == "L1" else (weights[1:] ** 2).sum())
        error = theory.mean_squared_error(*train, weights)
        power = "|w|" if kind == "L1" else "w^2"
        layout.formula(
            rf"\text{{loss}} = \text{{error}} + \lambda \sum {power}",
            rf"= {latex.number(error, 3)} + {latex.written(strength, 'g')} \cdot {latex.number(penalty, 1)} "
            rf"= {latex.number(error + strength * penalty, 3)}",
        )
        zeros = int((weights[1:] == 0).sum())
        layout.text(
            tr(
                "Largest weight **{weights:,.3g}**, {zeros} of {degree} weights are exactly 0. Validation error "
                "**{mean_squared_error:.3g}**. A penalty that is too strong flattens the curve: both errors are high "
                "again.",
                weights=np.abs(weights).max(),
                zeros=zeros,
                degree=degree,
                mean_squared_error=theory.mean_squared_error(*validation, weights),
            )
        )
    fits = [theory.fit_penalized(*train, degree, kind, one) for one in STRENGTHS]
    on_train, on_validation = ([theory.mean_squared_error(*part, one) for one in fits] for part in (train, validation))
    with picture:
        layout.figure(
            pictures.fit_picture(
                train,
                validation,
                {
                    "sin x": (LINE, np.sin(LINE)),
                    f"{kind}, λ = {number(strength, 'g')}": (LINE, theory.predict(LINE, weights)),
                },
                height=290,
            ),
            key="penalty-fit",
            label=tr(
                "A polynomial of degree {degree} with {kind} penalty {strength:g}",
                degree=degree,
                kind=kind,
                strength=strength,
            ),
        )
        layout.figure(
            pictures.weight_bars(weights),
            key="penalty-weights",
            label=tr(
                "Its {degree} weights, the largest {weights:.3g}, {zeros} exactly zero",
                degree=degree + 1,
                weights=np.abs(weights).max(),
                zeros=zeros,
            ),
            table=lambda: {tr("power"): list(range(degree + 1)), tr("weight"): weights},
        )
        layout.figure(
            pictures.error_curves(
                list(STRENGTHS),
                on_train,
                on_validation,
                max(strength, STRENGTHS[0]),
                title=tr("Strength λ of the penalty"),
                noise=noise**2,
                log=True,
            ),
            key="penalty-errors",
            label=tr(
                "Errors by strength of the {kind} penalty; validation error is lowest at {strengths:.2g}",
                kind=kind,
                strengths=STRENGTHS[int(np.argmin(on_validation))],
            ),
            table=lambda: {tr("strength"): STRENGTHS, tr("training"): on_train, tr("validation"): on_validation},
        )


@st.fragment
def _amount() -> None:
    slug = f"{SLUG}-amount"
    text, picture = layout.section(tr("More data: the noise averages out"))
    with text:
        layout.text(
            tr(
                "The same polynomial on more and more points; each error is the median of {draws} random draws. With "
                "few points, the curve can fit them all: the training error is low and the validation error is high. "
                "With many points it cannot follow all the noise at once. The two errors then meet **near the "
                "variance of the noise** (its standard deviation squared). On new points, no model can do better "
                "than that on average. If they meet higher up, the curve is too stiff, and more data do not help. "
                "Being too stiff is called *bias*; depending too much on the particular points is called *variance*.",
                draws=theory.DRAWS,
            )
        )
        degree = layout.control(slug, DEGREE)
        noise = layout.control(slug, WAVE_NOISE)
        layout.formula(rf"\text{{variance of the noise}} = {latex.written(noise, 'g')}^2 = {latex.number(noise**2, 3)}")
    on_train, on_validation = theory.learning_curve(degree, noise)
    sizes = list(theory.TRAIN_SIZES)
    with picture:
        layout.figure(
            pictures.error_curves(
                sizes,
                on_train,
                on_validation,
                float(degree + 1),
                title=tr("Training points"),
                noise=noise**2,
                log=True,
            ),
            key="by-amount",
            label=tr(
                "Errors of degree {degree} by number of training points: with {sizes} points training "
                "{on_train:.3g}, validation {on_validation:.3g}",
                degree=degree,
                sizes=sizes[-1],
                on_train=on_train[-1],
                on_validation=on_validation[-1],
            ),
            table=lambda: {tr("points"): sizes, tr("training"): on_train, tr("validation"): on_validation},
        )
        st.caption(
            tr("The dotted line is at {degree} points: as many as the polynomial has weights.", degree=degree + 1)
        )
