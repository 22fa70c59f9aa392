"""A filter on a color image: one kernel for each channel, added up; a section of the lesson on convolution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay.figures.lessons import image_grids
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.convolution import KERNELS, feature_map_of_channels
from nnplay.theory.sample_photos import PHOTOS, color_photo
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "convolution"
CHANNELS = (N_("red"), N_("green"), N_("blue"))
STARTS = (1.0, -1.0, 0.0)

SHAPE = Param("channel-kernel", "choice", "soft blur", N_("The pattern of weights that all three kernels share."),
              label=N_("Kernel"), choices=tuple(KERNELS))  # fmt: skip
FILTERS, SIZE = 16, 3


def _shares() -> list[Param]:
    """A control for the kernel of each channel."""
    return [
        Param(
            f"share-{name}",
            "number",
            start,
            tr("The kernel of the {name} channel is the pattern times this number.", name=tr(name)),
            label=tr("Times for {name}", name=tr(name)),
            minimum=-1.0,
            maximum=1.0,
            step=0.1,
        )
        for name, start in zip(CHANNELS, STARTS, strict=True)
    ]


@st.fragment
def channels() -> None:
    """Three channels, three kernels, one map."""
    text, picture = layout.section(tr("Three channels, three kernels, one map"))
    with text:
        layout.text(
            tr(
                "A color image is three images: how much **red**, how much **green** and how much **blue** there is in "
                "each pixel. These are its three channels. A **filter** has one kernel **for each channel**, and adds "
                "the three results into a single **feature map**. So a filter can look for colors, too."
            )
        )
        predict(SLUG, "red")
        name = layout.control(SLUG, SHAPE, format_func=lambda one: KERNELS[one].title)
        shares = [layout.control(SLUG, share) for share in _shares()]
        weights = KERNELS[name].weights
        photo = color_photo("flower")
        kernels = np.array([share * weights for share in shares])
        found = feature_map_of_channels(photo, kernels, replace(KERNELS[name].slide, padding="same"))
        terms = [
            rf"{latex.factor(share, 1)} \cdot K * \text{{{tr(channel)}}}"
            for share, channel in zip(shares, CHANNELS, strict=True)
        ]
        layout.formula(r"\text{map} = " + " + ".join(terms))
        layout.text(
            tr(
                "K * means: slide the pattern K over this channel. A layer with {filters} filters makes {filters} "
                "maps, and each filter of the next layer then has {filters} kernels, one for each map. So a first "
                "layer with {filters} filters of {size} × {size} on a color image has",
                filters=FILTERS,
                size=SIZE,
            )
        )
        each = SIZE * SIZE * 3 + 1
        layout.formula(
            rf"({SIZE} \cdot {SIZE} \cdot 3 + 1) \cdot {FILTERS} = {each} \cdot {FILTERS} = {each * FILTERS}"
        )
        layout.text(tr("weights and biases, whatever the size of the image."))
    with picture:
        with st.container(key="pairs-channels"):  # two by two, on a phone too
            places = [place for row in (st.columns(2), st.columns(2)) for place in row]
        for number, (channel, place) in enumerate(zip(CHANNELS, places, strict=False)):
            with place:
                values = photo[:, :, number]
                layout.figure(
                    image_grids.picture(
                        values,
                        "light",
                        title=tr("{channel} channel", channel=tr(channel).capitalize()),
                        limits=(0, 255),
                        value_name=channel,
                        size=190,
                        revision=channel,
                    ),
                    key=f"channel-{channel}",
                    label=tr(
                        "The {channel} channel of a photograph of a flower; its mean is {values:.0f} of 255",
                        channel=tr(channel),
                        values=values.mean(),
                    ),
                )
        with places[-1]:
            said = ", ".join(
                tr("{share:g} for {channel}", share=share, channel=tr(channel))
                for share, channel in zip(shares, CHANNELS, strict=True)
            )
            layout.figure(
                image_grids.picture(
                    found, "signed", title=tr("The filter's map"), value_name=N_("sum"), size=190, revision="channels"
                ),
                key="channel-map",
                label=tr(
                    "The filter's feature map with {said}: from {found:.0f} to {found2:.0f}",
                    said=said,
                    found=found.min(),
                    found2=found.max(),
                ),
            )
        st.caption(
            tr(
                "{positive_name} is above zero, {negative_name} below. {credit}",
                positive_name=tr(POSITIVE_NAME).capitalize(),
                negative_name=tr(NEGATIVE_NAME),
                credit=PHOTOS["flower"].credit,
            )
        )
