"""The reader that a lesson looks into, the pictures that it looks at, and its saliency maps."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import digit_reader, figures, sketch
from nnplay.errors import SketchError
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.sketch import examples
from nnplay.theory.learned import ConvNetwork
from nnplay.ui.common.session import Session
from nnplay.ui.draw.state import DrawState
from nnplay.ui.lessons import layout

SLUG = "learned"
DIGITS = tuple(str(digit) for digit in range(10))
INPUT = (28, 28, 1)
SIZE = 190
"""Width of a map in pixels."""

DIGIT = Param("digit", "choice", "3", N_("What the reader looks at. *Mine* is your drawing from the Draw page."),
              label=N_("Picture"), choices=(*DIGITS, N_("mine")))  # fmt: skip


@functools.cache
def reader() -> ConvNetwork:
    """The reader that ships with nnplay."""
    shipped = digit_reader.shipped()
    return ConvNetwork(tuple(shipped.rows), tuple(shipped.weights))


@functools.cache
def made(per_digit: int) -> tuple[np.ndarray, np.ndarray]:
    """Made drawings as the reader sees them, float32 (n, 28, 28, 1), and their digits."""
    labels, drawn = zip(*examples.drawings(per_digit), strict=True)
    return np.stack([sketch.to_input(one, INPUT) for one in drawn]).astype(np.float32), np.array(labels)


def choose_picture(slug: str, session: Session, start: str = DIGIT.default) -> tuple[np.ndarray, str]:
    """Draws the choice of a picture; float32 (28, 28, 1), and what to call it."""
    name = layout.pick(slug, replace(DIGIT, default=start))
    if name == "mine":
        try:
            return sketch.to_input(session.part(DrawState).drawing, INPUT).astype(np.float32), tr("your drawing")
        except SketchError:
            st.info(
                tr(
                    "There is no drawing yet. Draw a digit on the Draw page. Until then, here is a {start}.",
                    start=start,
                )
            )
            name = start
    return made(1)[0][int(name)], tr("a drawn {name}", name=name)


def side_by_side(name: str, count: int = 2) -> list[DeltaGenerator]:
    """Places for maps, which stay beside one another on a phone."""
    with st.container(key=f"pairs-{SLUG}-{name}"):
        return st.columns(count, gap="small")


def show_cam(image: np.ndarray, cam: np.ndarray, key: str, label: str) -> None:
    """A Grad-CAM map laid over its picture, and a word where it is empty."""
    layout.figure(
        figures.class_activation(image, cam, size=SIZE),
        key=key,
        label=tr("{label}: from 0 to {cam:.3g}", label=label, cam=cam.max()),
    )
    if not cam.any():
        st.caption(tr("Nothing in these maps counts for it."))


def show_slope(slope: np.ndarray, limit: float, key: str, label: str) -> None:
    """A saliency map, whose colors reach to `limit`."""
    row, column = (int(at) for at in np.unravel_index(int(np.abs(slope).argmax()), slope.shape))
    layout.figure(
        figures.picture(slope, size=SIZE, diverging=True, value_name=tr("gradient"), limit=limit or 1.0),
        key=key,
        label=tr(
            "{label}: strongest at row {row}, column {column}, {slope:.3g}",
            label=label,
            row=row,
            column=column,
            slope=slope[row, column],
        ),
    )
