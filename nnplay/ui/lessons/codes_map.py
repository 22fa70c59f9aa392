"""A map of digits: every code of two numbers is a place in the plane."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.lessons.codes import code_map
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import codes as theory
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.lessons import layout

SLUG = "codes"

AUTOENCODER, PCA = METHODS = (N_("autoencoder"), "PCA")

METHOD = Param(
    "method", "choice", AUTOENCODER, N_("What the codes of the map come from."), label=N_("Map by"), choices=METHODS
)

EPOCH = Param("epoch", "choice", str(theory.EPOCHS[-1]), N_("How long the autoencoder has trained."), label=N_("Epoch"),
              choices=tuple(map(str, theory.EPOCHS)))  # fmt: skip

X = Param("x", "number", 0.0, N_("The first number of the code that is drawn."), label=N_("First number"), step=0.1)

Y = Param("y", "number", 0.0, N_("The second number of the code that is drawn."), label=N_("Second number"), step=0.1)


@st.fragment
def section() -> None:
    """The section."""
    text, picture = layout.section(tr("A map of digits"))
    with text:
        layout.text(
            tr(
                "Two numbers are a place in the plane. So a code of two numbers puts every digit on a **map**. Choose "
                "the epochs one after the other to see the map unfold. Then choose a place, with the sliders or by a "
                "click on a point: the decoder draws the digit that belongs there, even where there has never been "
                "one."
            )
        )
        method = layout.pick(SLUG, METHOD)
        epoch = layout.pick(SLUG, EPOCH) if method == AUTOENCODER else EPOCH.default
        network, linear = theory.trained(2)[theory.EPOCHS.index(int(epoch))], theory.linear(2)
        code: theory.Code = network if method == AUTOENCODER else linear
        bounds = theory.bounds(theory.trained(2)[-1] if method == AUTOENCODER else linear)
        bounded = [replace(param, minimum=low, maximum=high) for param, (low, high) in zip((X, Y), bounds, strict=True)]
        x, y = layout.controls(SLUG, bounded, name=method)

    def go(clicked: dict[str, Any]) -> None:
        for param, value in zip(bounded, layout.clicked_values(bounded, (clicked["x"], clicked["y"])), strict=True):
            WidgetValue[float](f"{SLUG}-{param.name}-{method}", 0.0).set(value)

    test, labels = theory.digits().test, theory.digits().y[theory.TRAINING :]
    places = code.encode(test)
    place = np.array([x, y])
    with text:
        closest = int(theory.nearest(places, place, 1)[0])
        layout.text(
            tr(
                "**Drawn from the code ({x:.1f}, {y:.1f})**, and the nearest test digit, a {labels}:",
                x=x,
                y=y,
                labels=labels[closest],
            )
        )
        drawn = np.stack([code.decode(place[None])[0], test[closest]])
        layout.figure(
            figures.tile_grid(
                np.clip(drawn, 0, 1).reshape(-1, 8, 8), [tr("drawn"), tr("nearest")], columns=2, width=210
            ),
            key="codes-drawn",
            label=tr(
                "The picture drawn from the code ({x:.1f}, {y:.1f}), and the nearest test digit: {labels}",
                x=x,
                y=y,
                labels=labels[closest],
            ),
            table=lambda: figures.tile_table(drawn.reshape(-1, 8, 8), [tr("drawn"), tr("nearest")]),
        )
    with picture:
        share = theory.neighbor_accuracy(code)
        layout.figure(
            code_map(places, labels, place=(x, y), bounds=bounds, revision=f"map-{method}"),
            key="codes-map",
            label=tr("Map of {labels} test digits by the {method}", labels=len(labels), method=tr(method))
            + (tr(" after {epoch} epochs", epoch=epoch) if method == AUTOENCODER else "")
            + tr("; {share:.1%} of them lie nearest to a training digit of their own kind", share=share),
            on_click=go,
            table=lambda: {
                tr("digit"): labels,
                tr("first number"): places[:, 0].round(3),
                tr("second number"): places[:, 1].round(3),
            },
        )
        st.caption(
            tr(
                "{labels} test digits; color and shape say which digit each one is. For {share:.1%} of them, the "
                "nearest training digit on the map is the same digit. The axes mean nothing by themselves: training "
                "from another start gives another map.",
                labels=len(labels),
                share=share,
            )
        )
