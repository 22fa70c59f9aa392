"""The line with several inputs, a section of the lesson on the line."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.several_inputs import (
    INPUTS,
    TARGET,
    descend,
    gradient,
    least_squares,
    patients,
    predict,
    standardized,
)
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict as predict_first

SLUG = "line"
MOST = 60

USED = Param(
    "inputs",
    "choice",
    "both",
    N_("What the model is told about each patient."),
    label=N_("Inputs"),
    choices=("both", *INPUTS),
)
USED_TITLES = {"both": N_("both"), **INPUTS}
SCALED = Param(
    "scaled",
    "boolean",
    True,
    N_(
        "Each input is shifted and divided so that its mean is 0 and its usual distance from the mean (standard "
        "deviation) is 1."
    ),
    label=N_("Scale the inputs"),
)
RATE = Param(
    "inputs-rate",
    "log",
    0.1,
    N_("Each derivative is multiplied by this."),
    label=N_("Learning rate η"),
    minimum=0.00001,
    maximum=1.0,
)
STEP = Param(
    "inputs-step",
    "number",
    8.0,
    N_("The number of updates so far."),
    label=N_("Step"),
    minimum=0.0,
    maximum=MOST,
    step=1.0,
)


@st.fragment
def several_inputs() -> None:
    """Two inputs, two slopes, one gradient."""
    text, picture = layout.section(tr("Several inputs, several slopes"))
    names = list(INPUTS)
    with text:
        layout.text(
            tr(
                "How far will a disease have progressed in a year? One number is rarely enough to tell. Here are 442 "
                "real patients with diabetes ([Efron and others 2004](https://doi.org/10.1214/009053604000000067)). "
                "The model gets two inputs, so it has two slopes: **y = m₁ x₁ + m₂ x₂ + b**. Each slope has a "
                "derivative of its own, with its own input in it, and all of them take their step at the same time."
            )
        )
        predict_first(SLUG, "unscaled")
        used = layout.pick(SLUG, USED, USED_TITLES)
        scaled = layout.control(SLUG, SCALED)
        rate, chosen_step = layout.controls(SLUG, (RATE, STEP))
        step = int(chosen_step)
        raw, y = patients()
        places = [place for place, name in enumerate(names) if used in ("both", name)]
        chosen = raw[:, places]
        x = standardized(chosen) if scaled else chosen
        path = descend(x, y, rate, step)
        weights, best = path[-1], least_squares(x, y)
        outputs = predict(x, weights[:-1], weights[-1])
        loss = float(np.mean((outputs - y) ** 2))
        st.dataframe(_weights([tr(INPUTS[names[place]]) for place in places], x, y, path, best), hide_index=True)
        layout.formula(
            r"\frac{\partial\, \text{MSE}}{\partial m_j} = \frac{2}{n} \sum_i (\hat y_i - y_i)\, x_{ij}",
            rf"\text{{MSE}} = {latex.plain(loss)} \quad \text{{the least possible: }} {latex.plain(_least(x, y))}",
        )
        alone = [latex.plain(_least(standardized(raw[:, [place]]), y)) for place in range(len(names))]
        layout.text(
            tr(
                "With body mass index alone, the loss cannot fall below {alone}; with blood pressure alone, not "
                "below {alone2}. With both, it can fall to {raw}: each input tells the model something that the "
                "other does not.",
                alone=alone[0],
                alone2=alone[1],
                raw=latex.plain(_least(standardized(raw), y)),
            )
        )
        if len(path) <= step:
            layout.text(
                tr(
                    "After step {path} the loss ran away: the learning rate is too large for these inputs. ",
                    path=len(path) - 1,
                )
                + (tr("Choose a smaller one.") if scaled else tr("Scale the inputs, or choose a much smaller one."))
            )
    with picture:
        layout.figure(
            figures.predicted_plot(y, outputs, tr(TARGET), example=tr("patient")),
            key="line-patients",
            label=tr(
                "Predicted over true progression of {y} patients after {path} steps; mean squared error {loss}",
                y=len(y),
                path=len(path) - 1,
                loss=latex.plain(loss),
            ),
            table=lambda: {
                **{tr(INPUTS[names[place]]): raw[:20, place] for place in places},
                tr("true {target}", target=tr(TARGET)): y[:20],
                tr("predicted {target}", target=tr(TARGET)): outputs[:20],
            },
        )
        st.caption(
            tr(
                "Each dot is a patient. At step 0 all predictions are 0. The further the dots are from the dashed "
                "line, the larger the loss; a straight-line model of these two inputs never gets all of them right."
            )
        )


def _least(x: np.ndarray, y: np.ndarray) -> float:
    """The least mean squared error that is possible."""
    best = least_squares(x, y)
    return float(np.mean((predict(x, best[:-1], best[-1]) - y) ** 2))


def _weights(
    titles: list[str], x: np.ndarray, y: np.ndarray, path: np.ndarray, best: np.ndarray
) -> dict[str, list[str]]:
    """The weights now, their derivatives, and where they are going."""
    weights = path[-1]
    slopes = gradient(x, y, weights[:-1], weights[-1])
    return {
        tr("weight"): [*(tr("m of {title}", title=title) for title in titles), "b"],
        tr("now"): [latex.plain(value) for value in weights],
        tr("derivative"): [latex.plain(value) for value in slopes],
        tr("best"): [latex.plain(value) for value in best],
    }
