"""The pictures that lessons slide windows over: photographs, a digit, a drawing, a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from nnplay import sketch
from nnplay.datasets import load_dataset
from nnplay.errors import NnplayError, SketchError
from nnplay.figures.lessons.image_grids import Scale
from nnplay.i18n import N_, tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.theory.sample_photos import PHOTOS, grey_photo, read_picture
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.session import Session
from nnplay.ui.draw.state import DrawState
from nnplay.ui.lessons import layout

DRAW = "pages/draw.py"
DRAWN = (28, 28, 1)

IMAGE = Param(
    "image",
    "choice",
    "temple",
    N_(
        "The picture that the window slides over. *Your drawing* comes from the Draw page. A file that you upload "
        "stays in this session."
    ),
    choices=(*PHOTOS, "digit", "drawing", "file"),
)
TITLES = {
    "temple": N_("Temple"),
    "flower": N_("Flower"),
    "digit": N_("Digit"),
    "drawing": N_("Your drawing"),
    "file": N_("Your picture"),
}


@dataclass(frozen=True, eq=False)
class Source:
    """A picture and how it is shown.

    Args:
        pixels: float64 (height, width), as the source counts.
        most: The number that stands for full ink or light.
        scale: Whether numbers mean ink or light.
        credit: Where it comes from, as Markdown.
    """

    pixels: np.ndarray
    most: float
    scale: Scale
    credit: str


@dataclass
class OwnPicture:
    """The picture that was uploaded in a lesson.

    Args:
        pixels: uint8 (height, width), grey.
    """

    pixels: np.ndarray | None = None


def choose(slug: str, session: Session, start: str = IMAGE.default) -> Source:
    """Draws the choice of a picture, at first `start`; the one chosen, or the digit where there is none yet."""
    name = layout.pick(slug, replace(IMAGE, default=start), TITLES)
    if name == "drawing":
        try:
            pixels = sketch.to_input(session.part(DrawState).drawing, DRAWN)[:, :, 0]
        except SketchError:
            st.info(
                tr("There is no drawing yet. Draw a digit and come back. Until then, here is a digit from the data.")
            )
            if st.button(tr("Draw a digit"), icon=":material/draw:", key=f"{slug}-draw"):
                st.switch_page(DRAW)
            return digit()
        return Source(
            np.round(pixels * 255.0), 255.0, "ink", tr("Your drawing, fitted to 28 × 28 pixels like MNIST's.")
        )
    if name == "file":
        file = st.file_uploader(
            tr("A picture"),
            type=[ending[1:] for ending in PICTURE_ENDINGS],
            key=f"{slug}-upload",
            max_upload_size=10,
            help=f"{KINDS}.",
        )
        own = session.part(OwnPicture)
        if file is not None:
            try:
                own.pixels = read_picture(file.getvalue())
            except NnplayError as error:
                show_error(error.message)
        if own.pixels is None:
            return digit()
        return Source(
            own.pixels.astype(np.float64), 255.0, "light", tr("Your picture in gray, at most 64 pixels long.")
        )
    if name == "digit":
        return digit()
    return Source(grey_photo(name).astype(np.float64), 255.0, "light", PHOTOS[name].credit + tr("; in gray, 64 × 64."))


def digit() -> Source:
    """A handwritten digit of 8 × 8 pixels, ink from 0 to 16."""
    pixels = load_dataset(DatasetSpec("digits")).x_train[2, :, :, 0] * 16.0
    credit = tr("Digit: E. Alpaydin and C. Kaynak 1998, from scikit-learn.")
    return Source(pixels.astype(np.float64), 16.0, "ink", credit)
