"""What the views of the data page share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from nnplay.datasets import Part
from nnplay.datasets.explore.duplicates import Duplicates
from nnplay.datasets.explore.summaries import PARTS, ImageSummary
from nnplay.datasets.store.cache import Shared
from nnplay.i18n import N_, tr
from nnplay.spec import DatasetSpec

# Costly for many images, and the same for all who look at the same data.
duplicates: Shared[DatasetSpec, Duplicates] = Shared(16, lambda found: 1)
image_summaries: Shared[tuple[DatasetSpec, tuple[Part, ...]], ImageSummary] = Shared(16, lambda found: 1)


TRAINING_PART, ALL_PARTS = N_("Training part"), N_("All parts")

GALLERY_WIDTHS = (300, 440, 580, 720, 860, 1000)
"""Widths in pixels that galleries are laid out for, from a phone to a desk."""


def title(text: str) -> None:
    """The heading of a section, with room above it."""
    st.space("small")
    st.header(text, anchor=False)


def heads(*names: str) -> dict[str, Any]:
    """The heads of a table's columns in the reader's language, for `column_config`.

    Args:
        *names: Of the columns, each marked by `N_`.
    """
    return {name: st.column_config.Column(tr(name)) for name in names}


def choose_parts() -> Sequence[Part]:
    """Draws the choice of what is explored; the training part at first."""
    chosen = st.segmented_control(
        tr("Examples of"),
        [TRAINING_PART, ALL_PARTS],
        default=TRAINING_PART,
        required=True,
        format_func=tr,
        key="explored-parts",
        help=tr(
            "If you look at the test data, what you see can slip into your design, and the test is no longer a "
            "surprise. So look only at the training data while you are still changing things."
        ),
    )
    return PARTS if chosen == ALL_PARTS else PARTS[:1]
