"""Why errors on new points come about: bias and variance, and what a huge layer does; sections on overfitting."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nnplay.datasets.kinds.synthetic import NOISE
from nnplay.figures.lessons import reasons as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.bias_variance import X, refits
from nnplay.theory.double_descent import IMAGES, SIZES, digit_errors
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "overfitting"

DEGREE = Param("fits-degree", "number", 3.0, N_("The highest power of "
    "x."), label=N_("Degree"), minimum=0.0, maximum=9.0,
               step=1.0)  # fmt: skip
POINTS = Param("fits-points", "number", 20.0, N_("The number of noisy points that each curve is fitted to."),
               label=N_("Points for each fit"), minimum=10.0, maximum=100.0, step=5.0)  # fmt: skip
WRONG = Param("wrong", "number", 0.1, N_("The share of the training digits whose label is replaced by a random one."),
              label=N_("Wrong labels"), minimum=0.0, maximum=0.3, step=0.1)  # fmt: skip
UNITS = Param("random-units", "choice", "100", N_("Units in the hidden layer."), label=N_("Hidden units"),
              choices=tuple(map(str, SIZES)))  # fmt: skip


@st.fragment
def bias_and_variance() -> None:
    """What an error on new points is made of."""
    text, picture = layout.section(tr("Bias and variance: two ways to be wrong"))
    with text:
        layout.text(
            tr(
                "A curve missed a new point. Whose fault is that? Draw new points again and again, and fit the same "
                "kind of curve each time. How far the mean of all these curves is from the truth is the *bias*: the "
                "model is too stiff, and no lucky draw of points can help. How far a single curve is from that mean is "
                "the *variance*: the model follows whatever points it happens to get."
            )
        )
        predict(SLUG, "stiff")
        degree, points = (int(one) for one in layout.controls(SLUG, (DEGREE, POINTS)))
        noise = layout.control(f"{SLUG}-fits", replace(NOISE, default=0.3, maximum=1.0))
        found = refits(degree, points, noise)
        layout.formula(
            r"\text{error on new points} = \text{bias}^2 + \text{variance} + \text{noise}^2",
            " + ".join(latex.number(part, 3) for part in (found.squared_bias, found.variance, noise**2))
            + f" = {latex.number(found.error, 3)}",
        )
        layout.text(
            tr(
                "More freedom lowers the bias and raises the variance, so the best degree lies in between. More points "
                "lower the variance alone. Nothing lowers the noise."
            )
        )
    with picture:
        layout.figure(
            pictures.many_fits(X, found.curves, found.mean, found.truth),
            key="many-fits",
            label=tr(
                "{curves} polynomials of degree {degree}, each fitted to {points} new points: squared bias "
                "{squared_bias:.3g}, variance {variance:.3g}",
                curves=len(found.curves),
                degree=degree,
                points=points,
                squared_bias=found.squared_bias,
                variance=found.variance,
            ),
            table=lambda: {"x": X[::8], tr("truth"): found.truth[::8], tr("mean of all fits"): found.mean[::8]},
        )
        st.caption(
            tr(
                "Gray: {shown} of {curves} fits. The noise of each point comes on top.",
                shown=pictures.SHOWN,
                curves=len(found.curves),
            )
        )


@st.fragment
def huge() -> None:
    """Errors over the size of a hidden layer, past the number of examples."""
    text, picture = layout.section(tr("Why not just use a huge network?"))
    with text:
        layout.text(
            tr(
                "The traditional advice is: use the smallest network that does the job. Test it. Here are {images} "
                "real digits and a hidden layer of ReLU units with fixed random weights; only the output layer is "
                "learned. How many hidden units read *new* digits best?",
                images=IMAGES,
            )
        )
        predict(SLUG, "huge")
        wrong, chosen = layout.controls(SLUG, (WRONG, UNITS))
        units = int(chosen)
        on_train, on_new = digit_errors(wrong)
        place = SIZES.index(units)
        layout.formula(
            rf"{units} \text{{ units: }} {latex.written(100 * on_train[place], '.0f')}\% "
            rf"\text{{ of the training digits wrong, }} {latex.written(100 * on_new[place], '.1f')}\% "
            r"\text{ of the new ones}"
        )
        layout.text(
            tr(
                "Up to a point, the old advice is right. Near {images} units (the dotted line) the network can just "
                "barely fit every digit, and to do so it needs enormous weights: it reads new digits worst of all. "
                "But with many more units there are many ways to fit, and training finds one with *small* weights. "
                "The error falls again, below the first valley. This is called **double descent** ([Belkin and "
                "others 2019](https://doi.org/10.1073/pnas.1903070116)). Large networks are not always better, and "
                "they take more memory and time. In both cases, judge a network by data that it has not seen.",
                images=IMAGES,
            )
        )
    with picture:
        layout.figure(
            pictures.errors_by_size(SIZES, on_train, on_new, IMAGES, units),
            key="double-descent",
            label=tr(
                "Share of misread digits by the size of the hidden layer: with {units} units {on_train:.0%} of the "
                "training digits and {on_new:.0%} of new ones",
                units=units,
                on_train=on_train[place],
                on_new=on_new[place],
            ),
            table=lambda: {tr("hidden units"): SIZES, tr("training digits"): on_train, tr("new digits"): on_new},
        )
