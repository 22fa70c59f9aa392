"""What the views of the data page share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnplay.datasets import Part
from nnplay.datasets.explore.duplicates import Duplicates
from nnplay.datasets.explore.summaries import PARTS, ImageSummary
from nnplay.datasets.store.cache import Shared
from nnplay.spec import DatasetSpec

# Costly for many images, and the same for all who look at the same data.
duplicates: Shared[DatasetSpec, Duplicates] = Shared(16, lambda found: 1)
image_summaries: Shared[tuple[DatasetSpec, tuple[Part, ...]], ImageSummary] = Shared(16, lambda found: 1)


GALLERY_WIDTHS = (300, 440, 580, 720, 860, 1000)
"""Widths in pixels that galleries are laid out for, from a phone to a desk."""


def title(text: str) -> None:
    """The heading of a section, with room above it."""
    st.space("small")
    st.header(text, anchor=False)


def choose_parts() -> Sequence[Part]:
    """Draws the choice of what is explored; the training part at first."""
    chosen = st.segmented_control(
        "Examples of",
        ["Training part", "All parts"],
        default="Training part",
        required=True,
        key="explored-parts",
        help="If you look at the test data, what you see can slip into your design, and the test is no longer a "
        "surprise. So look only at the training data while you are still changing things.",
    )
    return PARTS if chosen == "All parts" else PARTS[:1]
