"""A filter on a color image: one kernel for each channel, added up; a section of the lesson on convolution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay.figures.lessons import image_grids
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.convolution import KERNELS, feature_map_of_channels
from nnplay.theory.sample_photos import PHOTOS, color_photo
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "convolution"
CHANNELS = ("red", "green", "blue")
STARTS = (1.0, -1.0, 0.0)

SHAPE = Param("channel-kernel", "choice", "soft blur", "The pattern of weights that all three kernels share.",
              label="Kernel", choices=tuple(KERNELS))  # fmt: skip
SHARES = tuple(
    Param(
        f"share-{name}",
        "number",
        start,
        f"The kernel of the {name} channel is the pattern times this number.",
        label=f"Times for {name}",
        minimum=-1.0,
        maximum=1.0,
        step=0.1,
    )
    for name, start in zip(CHANNELS, STARTS, strict=True)
)
FILTERS, SIZE = 16, 3


@st.fragment
def channels() -> None:
    """Three channels, three kernels, one map."""
    text, picture = layout.section("Three channels, three kernels, one map")
    with text:
        layout.text(
            "A color image is three images: how much **red**, how much **green** and how much **blue** there is in "
            "each "
            "pixel. These are its three channels. A **filter** has one kernel **for each channel**, and adds the three "
            "results into a single **feature map**. So a filter can look for colors, too."
        )
        predict(SLUG, "red")
        name = layout.control(SLUG, SHAPE, format_func=lambda one: KERNELS[one].title)
        shares = [layout.control(SLUG, share) for share in SHARES]
        weights = KERNELS[name].weights
        photo = color_photo("flower")
        kernels = np.array([share * weights for share in shares])
        found = feature_map_of_channels(photo, kernels, replace(KERNELS[name].slide, padding="same"))
        terms = [rf"{latex.factor(share, 1)} \cdot K * \text{{{channel}}}" for share, channel in zip(shares, CHANNELS,
                 strict=True)]  # fmt: skip
        layout.formula(r"\text{map} = " + " + ".join(terms))
        layout.text(
            f"K * means: slide the pattern K over this channel. A layer with {FILTERS} filters makes {FILTERS} maps, "
            f"and each filter of the next layer then has {FILTERS} kernels, one for each map. So a first layer with "
            f"{FILTERS} filters of {SIZE} × {SIZE} on a color image has"
        )
        each = SIZE * SIZE * 3 + 1
        layout.formula(
            rf"({SIZE} \cdot {SIZE} \cdot 3 + 1) \cdot {FILTERS} = {each} \cdot {FILTERS} = {each * FILTERS}"
        )
        layout.text("weights and biases, whatever the size of the image.")
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
                        title=f"{channel.capitalize()} channel",
                        limits=(0, 255),
                        value_name=channel,
                        size=190,
                        revision=channel,
                    ),
                    key=f"channel-{channel}",
                    label=f"The {channel} channel of a photograph of a flower; its mean is {values.mean():.0f} of 255",
                )
        with places[-1]:
            said = ", ".join(f"{share:g} for {channel}" for share, channel in zip(shares, CHANNELS, strict=True))
            layout.figure(
                image_grids.picture(
                    found, "signed", title="The filter's map", value_name="sum", size=190, revision="channels"
                ),
                key="channel-map",
                label=f"The filter's feature map with {said}: from {found.min():.0f} to {found.max():.0f}",
            )
        st.caption(f"{POSITIVE_NAME.capitalize()} is above zero, {NEGATIVE_NAME} below. {PHOTOS['flower'].credit}")
