"""What reads a drawing: the reader that ships with nnplay, and the trained runs of the session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay import digit_reader
from nnplay.datasets import Signature
from nnplay.datasets.kinds.digits import DIGIT_NAMES, MNIST
from nnplay.inspection.results import LayerOutput
from nnplay.registry import DATASETS
from nnplay.sketch import is_sketchable
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import familiar, film, session

READY = "Ready reader"


@dataclass(frozen=True, eq=False)
class DigitReader:
    """A network that drawings can be given to.

    Args:
        key: Its name within the session.
        title: What the page calls it.
        spec: Its experiment.
        run: The trained run; None for the reader that ships with nnplay.
    """

    key: str
    title: str
    spec: ExperimentSpec
    run: session.Run | None = None

    @property
    def signature(self) -> Signature:
        """What it takes and says."""
        return MNIST if self.run is None else _signature(self.run)

    @property
    def short(self) -> str:
        """Its title where there is little room."""
        return READY if self.run is None else f"Run {self.run.number}"

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities of the ten digits: float32, (n, 10), for inputs (n, *input_shape).

        Raises:
            NnplayError: If the run cannot be asked.
        """
        if self.run is None:
            return digit_reader.shipped().predict(inputs)
        return session.ask(self.run, "predict", inputs=inputs)

    def unfamiliar(self, inputs: np.ndarray) -> np.ndarray:
        """Which inputs (n, *input_shape) look like nothing that it was trained on: bools (n,).

        Raises:
            EngineError: If the run cannot be asked.
        """
        if self.run is None:
            return ~digit_reader.shipped().answers(inputs).is_digit(digit_reader.facts().threshold)
        return familiar.unfamiliar(self.run, inputs)

    def layers(self, example: np.ndarray) -> list[LayerOutput]:
        """What every layer says to one example; the last one's numbers are the probabilities.

        Raises:
            NnplayError: If the run cannot be asked.
        """
        if self.run is None:
            return digit_reader.shipped().feature_maps(example)
        return session.ask(self.run, "feature_maps", example=example)


def reads_digits(run: session.Run) -> bool:
    """Whether a run was trained on pictures of the ten digits that a drawing can be turned into."""
    signature = _signature(run)
    if run.job.spec.dataset.options.get("shuffle_pixels", False):
        return False
    return is_sketchable(signature.input_shape) and signature.class_names == DIGIT_NAMES


def all_of(mine: session.Session) -> list[DigitReader]:
    """Every network of the session that reads digits, newest first, and the ready one at the end."""
    runs = [
        DigitReader(f"run-{run.number}", run.title, run.job.spec, run) for run in mine.trained_runs if reads_digits(run)
    ]
    return [*runs, DigitReader("ready", READY, digit_reader.spec())]


def pick(mine: session.Session) -> DigitReader:
    """Draws the choice of a network; the newest run until the student has chosen another one."""
    every = {one.key: one for one in all_of(mine)}
    keys = list(every)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {key: one.title for key, one in every.items()}
        widget = f"reader-{'|'.join(titles.values())}"

        def take() -> None:
            mine.reader = st.session_state[widget]
            if run := every[mine.reader].run:
                mine.picked = run.number

        key = st.selectbox(
            "Network",
            keys,
            index=keys.index(mine.reader) if mine.reader in every else 0,
            format_func=titles.__getitem__,
            key=widget,
            on_change=take,
            help="What reads the drawing: your trained runs, newest first, and a network that ships with nnplay.",
            width=420,
        )
    chosen = every[key]
    if chosen.run is not None:
        with st.container(width=420):
            film.choose(chosen.run, "other")
    return chosen


def _signature(run: session.Run) -> Signature:
    dataset = run.job.spec.dataset
    return DATASETS[dataset.name].signature(dataset.options)
