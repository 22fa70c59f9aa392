"""Activation functions, their slopes and where they saturate; softmax."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.catalogue import SPECS
from nnplay.figures.lessons import activations as pictures
from nnplay.figures.lessons import any_curve as curve_pictures
from nnplay.i18n import N_, number, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import LayerSpec
from nnplay.theory import latex
from nnplay.theory.activations import ACTIVATIONS, FLAT, TITLES, Activation, saturated
from nnplay.theory.any_curve import CURVES, LEFT, RIGHT, follow, mean_error
from nnplay.theory.first_gradient import gradient_at_start
from nnplay.ui.lessons import activations_softmax, layout
from nnplay.ui.lessons.predictions import predict

SLUG = "activations"

ACTIVATION = Param("activation", "choice", "relu", N_("The activation to look at."), choices=tuple(ACTIVATIONS))
SUM = Param(
    "z",
    "number",
    1.0,
    N_("The weighted sum that goes into the activation."),
    label=N_("Sum z"),
    minimum=-6.0,
    maximum=6.0,
    step=0.1,
)
DEPTH = Param(
    "depth",
    "integer",
    5,
    N_("The number of layers that an error travels back through, with the sum z in each of them."),
    label=N_("Layers in a row"),
    minimum=1,
    maximum=50,
)
STARTS = (("sigmoid", "Glorot"), ("tanh", "Glorot"), ("relu", "He"))
"""Activations with the initializer that is usual for them."""

CURVE = Param(
    "curve", "choice", "wave", N_("The curve that the network should follow."), label=N_("Curve"), choices=tuple(CURVES)
)
HIDDEN = Param(
    "hidden",
    "number",
    10.0,
    N_("Units in the one hidden layer."),
    label=N_("Hidden units"),
    minimum=1.0,
    maximum=60.0,
    step=1.0,
)
BEND = Param(
    "bend",
    "choice",
    "relu",
    N_("The activation of the hidden units."),
    label=N_("Activation"),
    choices=("relu", "sigmoid"),
)

Z = np.linspace(-6, 6, 241)


def show() -> None:
    """All sections."""
    _one()
    layout.question(
        tr("Why are there no step functions in networks that learn?"),
        tr(
            "The slope of a step is zero wherever it has one. Changing a weight a little changes nothing, so training "
            "gets no hint which way to change it. The sigmoid was introduced as a smooth version of the step."
        ),
    )
    _any_curve()
    _gradient()
    activations_softmax.section()
    layout.question(
        tr("What happens to softmax if you add the same number to every logit?"),
        tr(
            "Nothing. It brings the same factor to the top and the bottom of the fraction, and that cancels. Only the "
            "differences between logits matter. Programs use this: they subtract the largest logit first, so that no "
            "power of e becomes too large for the computer."
        ),
    )
    layout.try_it(
        SPECS["spiral"].with_layers(tuple(LayerSpec("Dense", units=16, activation="sigmoid") for _ in range(4))),
        tr("Train four sigmoid layers in the playground"),
        tr(
            "The two spirals with four sigmoid layers. The *loss* says how wrong the network is, and an *epoch* "
            "is one pass through the data; {reference} explains both. The loss hardly falls in 300 epochs, "
            "because little of the error reaches the first layers. Then change all four layers to ReLU and train "
            "again.",
            reference=lesson("line").reference,
        ),
    )


@st.fragment
def _one() -> None:
    text, picture = layout.section(tr("A curve and its slope"))
    with text:
        layout.text(
            tr(
                "In {reference}, a stack of layers needed an activation. Which one should you choose? Look at the "
                "curve and at its **slope**, also called the **derivative**, f′: how fast the output changes when "
                "the sum changes. Training works backward from the error at the output and multiplies it by this "
                "slope. Where the slope is nearly zero, the unit is **saturated**: its weights hardly change "
                "anymore. (In the formulas, e is the number 2.718…, and ln is the logarithm to this base.)",
                reference=lesson("neuron").reference,
            )
        )
        predict(SLUG, "saturated")
        name = layout.control(SLUG, ACTIVATION, format_func=TITLES.__getitem__)
        z = layout.control(SLUG, SUM)
        one = ACTIVATIONS[name]
        value, slope = (float(part(np.array(z))) for part in (one.value, one.slope))
        layout.formula(
            rf"f(z) = {one.formula} \quad f({latex.number(z, 1)}) = {latex.number(value, 3)}",
            rf"f'(z) = {one.slope_formula} \quad f'({latex.number(z, 1)}) = {latex.number(slope, 3)}",
        )
        layout.text(
            tr(
                "**Where it is used.** {used}\n\n**Where it saturates.** {saturates}",
                used=one.used,
                saturates=one.saturates,
            )
        )
    with picture:
        layout.figure(
            pictures.activation_curve(Z, one.value(Z), one.slope(Z), saturated(one, Z), (z, value, slope)),
            key="activation-curve",
            label=tr(
                "{title} and its slope over the sum; at {z:.1f} the value is {value:.3f}, the slope {slope:.3f}",
                title=one.title,
                z=z,
                value=value,
                slope=slope,
            ),
            table=lambda: {"z": Z[::20], "f(z)": one.value(Z[::20]), "f′(z)": one.slope(Z[::20])},
        )
        st.caption(
            tr("Gray: the slope is below {flat:g}, so less than a twentieth of an error gets through.", flat=FLAT)
        )
        curves = {each.title: (each.value(Z), each.slope(Z), saturated(each, Z)) for each in ACTIVATIONS.values()}
        layout.figure(
            figures.by_width(
                lambda width: pictures.activation_grid(Z, curves, one.title, columns=3 if width < 560 else 5),
                (300, 560),
            ),
            key="activation-grid",
            label=tr(
                "All {curves} activations with their slopes: {curves2}", curves=len(curves), curves2=", ".join(curves)
            ),
            table=lambda: _all_at(z),
        )


def _all_at(z: float) -> dict[str, Any]:
    """Values and slopes of all activations at one sum."""
    kinds = ACTIVATIONS.values()
    return {
        tr("activation"): [one.title for one in kinds],
        f"f({number(z, '.1f')})": [float(one.value(np.array(z))) for one in kinds],
        f"f′({number(z, '.1f')})": [float(one.slope(np.array(z))) for one in kinds],
    }


@st.fragment
def _any_curve() -> None:
    text, picture = layout.section(tr("One hidden layer can follow any curve"))
    with text:
        layout.text(
            tr(
                "What are many bent units good for? Each one alone is simple: a sigmoid unit with a large weight is a "
                "soft *step*, and a ReLU unit is a *corner*. The output adds them up. With a step or a corner wherever "
                "the curve needs one, the sum follows it. The weights here are worked out, not learned."
            )
        )
        predict(SLUG, "double")
        name = layout.control(SLUG, CURVE, format_func=lambda one: tr(CURVES[one][0]))
        units = int(layout.control(SLUG, HIDDEN))
        bend = layout.pick(SLUG, BEND, names=TITLES)
        curve = CURVES[name][1]
        layer = follow(curve, units, bend)
        error = mean_error(curve, layer)
        layout.formula(
            r"y = b + \sum_{i=1}^{n} v_i\, f(w_i x + b_i)",
            rf"n = {units} \quad \text{{mean error}} = {latex.number(error, 4)}",
        )
        layout.text(
            tr(
                "The sign Σ means: add this up for every unit i from 1 to n. Over any finite range, one hidden layer "
                "with enough units can follow any continuous curve as closely as you like: this is the **universal "
                "approximation theorem** ([Cybenko 1989](https://doi.org/10.1007/BF02551274)). It says that good "
                "weights *exist*. It does not say that training finds them, or how many units a picture of a cat "
                "needs; there, several layers get by with far fewer."
            )
        )
    x = np.linspace(LEFT, RIGHT, 301)
    target, output = curve(x), layer(x)
    with picture:
        layout.figure(
            curve_pictures.followed(x, target, output, layer.parts(x)),
            key="any-curve",
            label=tr(
                "{curves} and a network with {units} {titles} units that follows it, with a mean error of {error:.3g}",
                curves=tr(CURVES[name][0]),
                units=units,
                titles=TITLES[bend],
                error=error,
            ),
            table=lambda: {"x": x[::20], tr("the curve"): target[::20], tr("the network"): output[::20]},
        )
        st.caption(tr("Gray: what each unit adds. Start with one unit, then two, and watch where the next one goes."))


@st.fragment
def _gradient() -> None:
    text, picture = layout.section(tr("How much is left after many layers?"))
    with text:
        layout.text(
            tr(
                "On its way back through a deep network, an error is multiplied by one slope (and by weights) in every "
                "layer. If the slope is the same each time, that is a power. This is why deep stacks of sigmoid layers "
                "were hard to train, and why ReLU helped."
            )
        )
        predict(SLUG, "deep")
        z, depth = layout.controls(
            SLUG,
            (Param("z-deep", "number", 1.0, SUM.help, label=SUM.label, minimum=-6.0, maximum=6.0, step=0.1), DEPTH),
        )
        kinds: list[Activation] = list(ACTIVATIONS.values())
        slopes = np.array([float(one.slope(np.array(z))) for one in kinds])
        names = list(ACTIVATIONS)
        sigmoid, relu = slopes[names.index("sigmoid")], slopes[names.index("relu")]
        layout.formula(
            rf"\text{{sigmoid: }} \sigma'({latex.number(z, 1)})^{{{depth}}} = {latex.number(sigmoid, 3)}^{{{depth}}} "
            rf"= {latex.small(sigmoid**depth)}",
            rf"\text{{ReLU: }} {relu:.0f}^{{{depth}}} = {relu:.0f}",
        )
        layout.text(
            tr(
                "The weights between the layers count too. They start out random, and their size is chosen so that "
                "the error neither fades nor explodes on its way back: *He*'s for ReLU, *Glorot*'s for tanh. For "
                "sigmoid layers, that is not enough. With {depth} random layers of 64 units, this much of the error "
                "at the last layer reaches the first:",
                depth=depth,
            )
        )
        st.dataframe(
            {
                tr("activation"): [ACTIVATIONS[name].title for name, _ in STARTS],
                tr("random weights"): [title for _, title in STARTS],
                tr("first layer / last layer"): [
                    number(gradient_at_start(name, title.lower(), depth)[0], ".2g") for name, title in STARTS
                ],
            },
            hide_index=True,
        )
    left = slopes**depth
    with picture:
        layout.figure(
            pictures.share_bars([one.title for one in kinds], left),
            key="activation-depth",
            label=tr("Share of an error left after {depth} layers with the sum {z:.1f}: ", depth=depth, z=z)
            + ", ".join(f"{one.title} {number(share, '.2g')}" for one, share in zip(kinds, left, strict=True)),
            table=lambda: {
                tr("activation"): [one.title for one in kinds],
                tr("slope"): slopes,
                f"{tr('slope')}^{depth}": left,
            },
        )
