"""What kept networks say to their test parts: asked once, then remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from nnplay.datasets import load_dataset
from nnplay.i18n import tr
from nnplay.runs import KeptRun
from nnplay.runs.answers import AnswersOnTest
from nnplay.runs.own_data import bring_back
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine

REMEMBERED = 64


def answers_of(runs: Sequence[KeptRun]) -> dict[str, AnswersOnTest]:
    """The answers of those runs that have a network, by id; draws a sentence for the others.

    Raises:
        NnplayError: If data or network of one are gone, or the engine gives no answer.
    """
    trained = [run for run in runs if run.is_trained]
    for run in runs:
        if run not in trained:
            words = tr("{name} diverged, so it has no network to evaluate.", name=plain(run.name))
            st.caption(f":material/info: {words}")
    found = {}
    with st.spinner(tr("Reading all test examples …"), show_time=False):
        for run in trained:
            bring_back(run.spec, run.folder)
            found[run.id] = AnswersOnTest(load_dataset(run.spec.dataset), _outputs(run.stamp, run))
    return found


@st.cache_data(max_entries=REMEMBERED, show_spinner=False)
def _outputs(stamp: tuple[Any, ...], _run: KeptRun) -> np.ndarray:
    outputs: np.ndarray = engine().ask("outputs_on_test", folder=str(_run.folder), epoch=None)
    return outputs
