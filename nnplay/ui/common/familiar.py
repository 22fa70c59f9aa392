"""Whether an example looks like what a run was trained on, and how the pages say so."""

from __future__ import annotations

import contextlib

import numpy as np
import streamlit as st

from nnplay.errors import DataError
from nnplay.i18n import N_, tr
from nnplay.inspection.results import Novelty
from nnplay.lessons import lesson
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.session_run import SessionRun

SENTENCE = N_("This looks like nothing it was trained on.")
LESSON = lesson("classification")


def unfamiliar(run: SessionRun, inputs: np.ndarray) -> np.ndarray:
    """Which inputs (n, *input_shape) look like nothing that the run was trained on: bools (n,).

    None does where that cannot be told: while it is trained, or when its data are gone.

    Raises:
        EngineError: If the engine gave no answer.
    """
    if run.is_trained:
        with contextlib.suppress(DataError):
            novelty: Novelty = ask_once(run, "novelty", inputs=inputs)
            return novelty.unfamiliar
    return np.zeros(len(inputs), bool)


def warn(text: str) -> None:
    """Says that something is unfamiliar, and where it is explained."""
    st.warning(text, icon=":material/help:")
    # A page is found by its address; the lesson itself is drawn by its own page.
    page = st.Page(lambda: None, title=LESSON.heading, url_path=LESSON.address)
    st.page_link(page, label=tr("Why its probabilities don't say so"), icon=":material/school:")
