"""What the shipped reader of digits has learned: kernels, preferred pictures, saliency and Grad-CAM."""

from __future__ import annotations

import functools

import numpy as np
import streamlit as st

from nnplay import digit_reader, figures
from nnplay.catalogue import SPECS
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import learned as theory
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import layout, learned_limits
from nnplay.ui.lessons.learned_reader import (
    DIGITS,
    SIZE,
    SLUG,
    choose_picture,
    reader,
    show_cam,
    show_slope,
    side_by_side,
)
from nnplay.ui.lessons.predictions import predict

LIKED = 10
"""Filters of a layer whose preferred pictures are drawn."""

FILTER = Param("filter", "integer", 0, N_("The kernel whose map is shown."), label=N_("Kernel"), minimum=0, maximum=15)
LAYER = Param("layer", "choice", "0", N_("The layer whose filters or classes get a picture."), label=N_("Layer"),
              choices=("0", "1", "4", "6", "11"))  # fmt: skip
LAYERS = {
    "0": N_("first"),
    "1": N_("second"),
    "4": N_("fourth"),
    "6": N_("last convolution"),
    "11": N_("the ten digits"),
}
CLASS = Param(
    "class", "choice", "8", N_("What counts for and against it is shown."), label=N_("Why not a …?"), choices=DIGITS
)


def show() -> None:
    """All sections."""
    session = current()
    _kernels(session)
    _preferred()
    _reasons(session)
    learned_limits.sections(session)
    layout.question(
        tr("A network tells wolves from dogs. Its map lies on the snow behind the wolf. What have you found out?"),
        tr(
            "That this network seems to use the snow: a shortcut. In [a well-known "
            "experiment](https://arxiv.org/abs/1602.04938), all wolves had been photographed in snow. Test it: show it "
            "a dog in snow, or a wolf on grass. The map gave you the idea; only the experiment proves it."
        ),
    )
    layout.question(
        tr("The map lies exactly on the tumor. Can the doctors trust the network now?"),
        tr(
            "No. The map says *where* the network looks, not what it concludes from it, nor whether it is right. A map "
            "can look sensible for a wrong answer, too. Trust has to come from tests on new patients, of all kinds."
        ),
    )
    layout.try_it(
        SPECS["digits-cnn"],
        tr("Train your own reader"),
        tr(
            "Train it, then open *Look inside*. *Kernels*, *Preferred pictures* and *Why* show your network what this "
            "page shows of ours. Train it again with another seed: which of these pictures stay the same?"
        ),
    )


@st.fragment
def _kernels(session: Session) -> None:
    text, picture = layout.section(tr("What do the kernels look for?"))
    network = reader()
    kernel, bias = network.own(0)
    facts = digit_reader.facts()
    with text:
        layout.text(
            tr(
                "The reader on the Draw page has {parameters:,} weights. Nobody chose a single one of them. So what "
                "do they *do*? Open it and look.\n\nBegin with the easiest part. The first layer has {shape} kernels "
                "of 3 × 3 weights. In {reference} you could type such kernels; these ones were learned. A kernel "
                "responds strongly where the picture under it looks like the kernel itself.",
                parameters=facts.parameters,
                shape=kernel.shape[-1],
                reference=lesson("convolution").reference,
            )
        )
        predict(SLUG, "kernels")
        image, name = choose_picture(SLUG, session)
        number = int(layout.control(SLUG, FILTER))
        sums = network.values(image[None], 0)[-1][0, :, :, number]
        row, column = (int(at) for at in np.unravel_index(int(sums.argmax()), sums.shape))
        window = np.pad(image[:, :, 0], 1)[row : row + 3, column : column + 3]
        products = window * kernel[:, :, 0, number]
        layout.formula(
            rf"\text{{strongest at row {row}, column {column}: }} \sum w\, x + b = "
            rf"{latex.number(float(products.sum()))} {latex.term(float(bias[number]))} = "
            rf"{latex.number(float(sums[row, column]))}"
        )
        layout.text(
            tr(
                "Some kernels are edges or lines in one direction, and some look like nothing in particular. From "
                "the second layer on, a filter has a kernel for each of {shape} or more maps. Nobody can read that "
                "many numbers. For these layers you need a better question.",
                shape=kernel.shape[-1],
            )
        )
    kernels = np.moveaxis(kernel[:, :, 0], -1, 0)
    with picture:
        layout.figure(
            figures.tile_grid(
                list(kernels),
                [str(place) for place in range(len(kernels))],
                columns=8,
                diverging=True,
                width=520,
                item_name=tr("kernel"),
                value_name=tr("weight"),
            ),
            key="learned-kernels",
            label=tr(
                "The {kernels} kernels of the reader's first layer, {positive_name} above zero, {negative_name} below",
                kernels=len(kernels),
                positive_name=tr(POSITIVE_NAME),
                negative_name=tr(NEGATIVE_NAME),
            ),
            table=lambda: {tr("kernel {place}", place=place): one.ravel() for place, one in enumerate(kernels)},
        )
        before, after = side_by_side("map")
        with before:
            layout.figure(
                figures.picture(image, size=SIZE, boxes=[(row - 1, column - 1, row + 2, column + 2)]),
                key="learned-picture",
                label=tr(
                    "The picture: {name}, with a frame where kernel {number} responds most strongly",
                    name=name,
                    number=number,
                ),
            )
        with after:
            layout.figure(
                figures.picture(np.maximum(sums, 0), size=SIZE, value_name=tr("output")),
                key="learned-map",
                label=tr(
                    "Feature map of kernel {number}, from 0 to {sums:.3g}",
                    number=number,
                    sums=max(float(sums.max()), 0.0),
                ),
            )


@functools.cache
def _liked(place: int) -> theory.Liked:
    network = reader()
    return theory.liked(network, place, range(min(LIKED, network.rows[place].output_shape[-1])))


@st.fragment
def _preferred() -> None:
    slug = f"{SLUG}-liked"
    text, picture = layout.section(tr("Preferred pictures: what would it like to see?"))
    network = reader()
    with text:
        layout.text(
            tr(
                "Training follows a gradient to change the *weights*. Now keep the weights and change the **picture**. "
                "Start with gray noise. Ask for the gradient of one unit's sum a with respect to every pixel x, and "
                "take a step uphill. Repeat. The result is a **preferred picture** of that unit."
            )
        )
        predict(SLUG, "three")
        name = layout.pick(slug, LAYER, LAYERS)
        place = int(name)
        found = _liked(place)
        layout.formula(
            rf"x \leftarrow x + \text{{step}} \cdot \frac{{\partial a}}{{\partial x}} \qquad "
            rf"{theory.CLIMB} \text{{ times}}",
            rf"a = {latex.number(float(found.before[0]))} \;\to\; {latex.number(float(found.after[0]))} "
            r"\quad \text{in the first picture}",
        )
        if place == len(network.rows) - 1:
            answers = network.predict(found.pictures[..., None])
            layout.text(
                tr(
                    "The reader gives each of these pictures a probability of at least **{answers:.0f}%** for its "
                    "digit. You may see parts of digits in them. But no one would write like that. So being certain "
                    "does not mean having understood what a 3 is.",
                    answers=np.floor(100 * answers.max(axis=1).min()),
                )
            )
        else:
            layout.text(
                tr(
                    "The deeper the layer, the more of the picture it sees, and the more complex the patterns that it "
                    "likes. What stays gray is outside the unit's receptive field."
                )
            )
    labels = [str(unit) for unit in range(len(found.pictures))]
    with picture:
        layout.figure(
            figures.by_width(
                lambda width: figures.tile_grid(
                    list(found.pictures), labels, columns=5, width=width, tile=104, item_name=tr("picture")
                ),
                (300, 460, 540),
            ),
            key="learned-liked",
            label=tr(
                "Preferred pictures of {labels} units, {layers}: the first one's sum rises from {before:.2f} to "
                "{after:.2f}",
                labels=len(labels),
                layers=tr(LAYERS[name]),
                before=found.before[0],
                after=found.after[0],
            ),
            table=lambda: {tr("unit"): labels, tr("sum before"): found.before, tr("sum after"): found.after},
        )
        st.caption(tr("Ink on paper, as in the digits. Gray, in between, is where each picture started."))


@st.fragment
def _reasons(session: Session) -> None:
    slug = f"{SLUG}-why"
    text, picture = layout.section(tr("Why this answer? Saliency and Grad-CAM"))
    network = reader()
    with text:
        layout.text(
            tr(
                "Now ask about one answer. **Saliency** is the gradient of a digit's score s (its logit) with "
                "respect to every pixel. Where it is {positive_name}, more ink raises the score; where it is "
                "{negative_name}, more ink lowers it.\n\n**Grad-CAM** asks the last convolution layer instead. Each of "
                "its feature maps A gets a weight: the mean gradient of the score over that map. The weighted maps "
                "are added up, and only what speaks *for* the digit is kept. The map is coarse, but it says where "
                "the evidence is.",
                positive_name=tr(POSITIVE_NAME),
                negative_name=tr(NEGATIVE_NAME),
            )
        )
        predict(SLUG, "gaps")
        image, name = choose_picture(slug, session)
        other = int(layout.pick(slug, CLASS))
        shares = network.predict(image[None])[0]
        answer = int(shares.argmax())
        scores = network.values(image[None])[-1][0]
        layout.text(
            tr(
                "The reader takes {name} for a **{answer}** ({shares}).",
                name=name,
                answer=answer,
                shares=figures.show_percent(float(shares[answer])),
            )
            + ("" if answer != other else tr(" That is the digit that you ask about."))
        )
        cam = theory.grad_cam(network, image, other)
        strongest = np.argsort(-np.abs(cam.weights))[:3]
        layout.formula(
            rf"\text{{saliency}} = \frac{{\partial s_{{{other}}}}}{{\partial x}} \qquad s_{{{other}}} = "
            rf"{latex.number(float(scores[other]))} \quad s_{{{answer}}} = {latex.number(float(scores[answer]))}",
            r"\text{Grad-CAM} = \max\big(0, "
            + " ".join(
                (latex.number if place == 0 else latex.term)(float(cam.weights[one]), 3) + rf"\, A_{{{one}}}"
                for place, one in enumerate(strongest)
            )
            + r" + \dots \big)",
        )
        st.caption(
            tr(
                "The three maps with the largest weights, of {weights}. Each Grad-CAM map has its own scale.",
                weights=len(cam.weights),
            )
        )
    targets = list(dict.fromkeys((answer, other)))
    slopes = [theory.saliency(network, image, target) for target in targets]
    limit = float(np.abs(slopes).max())
    with picture:
        for target, slope in zip(targets, slopes, strict=True):
            found = theory.grad_cam(network, image, target).total
            layout.text(
                tr("**Why a {target}?** · {shares}", target=target, shares=figures.show_percent(float(shares[target])))
            )
            left, right = side_by_side(f"why-{target == answer}")
            with left:
                show_slope(
                    slope,
                    limit,
                    f"learned-saliency-{target == answer}",
                    tr("Saliency of {name} for a {target}", name=name, target=target),
                )
            with right:
                show_cam(
                    image,
                    found,
                    f"learned-cam-{target == answer}",
                    tr("Grad-CAM of {name} for a {target}", name=name, target=target),
                )
        st.caption(tr("Left: saliency, on the same scale for both digits. Right: Grad-CAM, laid over the picture."))
