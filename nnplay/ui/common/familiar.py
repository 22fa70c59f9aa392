"""Whether an example looks like what a run was trained on, and how the pages say so."""

from __future__ import annotations

import contextlib

import numpy as np
import streamlit as st

from nnplay.errors import DataError
from nnplay.inspection.results import Novelty
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun

SENTENCE = "This looks like nothing it was trained on."
LESSON = "pages/learn/classification.py"


def unfamiliar(run: SessionRun, inputs: np.ndarray) -> np.ndarray:
    """Which inputs (n, *input_shape) look like nothing that the run was trained on: bools (n,).

    None does where that cannot be told: while it is trained, or when its data are gone.

    Raises:
        EngineError: If the engine gave no answer.
    """
    if run.is_trained:
        with contextlib.suppress(DataError):
            novelty: Novelty = ask(run, "novelty", inputs=inputs)
            return novelty.unfamiliar
    return np.zeros(len(inputs), bool)


def warn(text: str) -> None:
    """Says that something is unfamiliar, and where it is explained."""
    st.warning(text, icon=":material/help:")
    st.page_link(LESSON, label="Why its probabilities do not say so", icon=":material/school:")
