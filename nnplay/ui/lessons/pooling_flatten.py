"""Flatten: maps laid end to end in one row."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.figures.lessons import image_grids
from nnplay.figures.lessons.tensors import number_row
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory.convolution import Slide, detected
from nnplay.theory.pooling import pooled
from nnplay.theory.tensors import place_in_row
from nnplay.ui.lessons import images, layout

SLUG = "pooling"

FLAT = (
    Param("flat-row", "integer", 1, N_("The row in both maps."), label=N_("Row"), minimum=0, maximum=2),
    Param("flat-column", "integer", 2, N_("The column in both maps."), label=N_("Column"), minimum=0, maximum=2),
    Param("channel", "integer", 0, N_("One of the two maps, 0 or 1."), label=N_("Channel"), minimum=0, maximum=1),
    Param("units", "integer", 10, N_("The number of units in the dense layer that follows."), minimum=1, maximum=4096),
)

DETECTORS = (N_("vertical edges"), N_("horizontal edges"))


@st.fragment
def section() -> None:
    """The section."""
    text, picture = layout.section(tr("Flatten: rows laid end to end"))
    digit = images.digit().pixels
    found = [pooled(detected(digit, name, True), Slide(2, 2)) for name in DETECTORS]
    maps = np.stack(found, axis=-1)
    height, width, channels = maps.shape
    with text:
        layout.text(
            tr(
                "A dense layer takes a single row of numbers. **Flatten** makes that row: row after row, pixel after "
                "pixel within each row, and all channels of each pixel. Here a digit went through two edge "
                "detectors, ReLU and max pooling, which gives two maps of {height} × {width}. Nothing is computed "
                "and nothing is lost, but the dense layer no longer knows which numbers were next to each other.",
                height=height,
                width=width,
            )
        )
        row, column, channel, units = layout.controls(SLUG, FLAT)
        place = place_in_row((row, column, channel), maps.shape)
        layout.formula(
            rf"\text{{place}} = (\text{{row}} \cdot {width} + \text{{column}}) \cdot {channels} + \text{{channel}}",
            rf"= ({row} \cdot {width} + {column}) \cdot {channels} + {channel} = {place}",
            rf"\text{{weights}} = {maps.size} \cdot {units} + {units} = {maps.size * units + units}",
        )
        layout.text(
            tr(
                "The last formula counts the weights of the dense layer that follows: one for each number and unit, "
                "plus one bias per unit. Many networks have most of their weights here. *GlobalAveragePooling2D* "
                "avoids that: it keeps only the mean of each map."
            )
        )
    chosen = np.zeros(maps.shape, dtype=bool)
    chosen[row, column, channel] = True
    most = float(maps.max())
    flat = image_grids.Grid(tr("Flattened"), maps.reshape(1, -1), "ink", (0, most), bold=chosen.reshape(1, -1))
    both = [
        image_grids.Grid(
            tr("Channel {k}: {detectors}", k=k, detectors=tr(DETECTORS[k])),
            maps[:, :, k],
            "ink",
            (0, most),
            bold=chosen[:, :, k],
        )
        for k in range(channels)
    ]
    row_of_all = maps.reshape(-1)
    with picture:
        layout.figure(
            image_grids.number_grids(both, across=2),
            key="flatten-maps",
            label=tr(
                "Two maps of {height} × {width}; the chosen number is {row_of_all:g}",
                height=height,
                width=width,
                row_of_all=row_of_all[place],
            ),
        )
        layout.figure(
            {
                0: number_row(row_of_all, place),
                560: image_grids.number_grids([flat], across=1, cell=40, font=12),
            },
            key="flatten-row",
            label=tr("The {size} numbers in one row; the chosen one is at place {place}", size=maps.size, place=place),
            table=lambda: {tr("place"): list(range(maps.size)), tr("number"): row_of_all},
        )
