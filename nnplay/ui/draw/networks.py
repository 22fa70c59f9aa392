"""What reads a drawing: the reader that ships with nnplay, and the trained runs of the session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay import digit_reader
from nnplay.datasets import Signature
from nnplay.datasets.kinds.digits import DIGIT_NAMES, MNIST
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerOutput
from nnplay.registry import DATASETS
from nnplay.sketch import is_sketchable
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import familiar, film, runs
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.choices import choose
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.draw.state import DrawState

READY = N_("Ready reader")


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
    run: SessionRun | None = None

    @property
    def signature(self) -> Signature:
        """What it takes and says."""
        return MNIST if self.run is None else _signature(self.run)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of one picture, without the batch axis."""
        return self.signature.input_shape

    @property
    def short(self) -> str:
        """Its title where there is little room."""
        return tr(READY) if self.run is None else tr("Run {number}", number=self.run.number)

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        """Pictures (n, *input_shape) in 0..1 as the network takes them: shuffled like those that it was trained on.

        Raises:
            DataError: If the files of the run are gone.
        """
        return pictures if self.run is None else Preprocess.load(self.run.job.folder).pictures(pictures)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities of the ten digits: float32, (n, 10), for inputs (n, *input_shape).

        Raises:
            NnplayError: If the run cannot be asked.
        """
        if self.run is None:
            return digit_reader.shipped().predict(inputs)
        return ask_once(self.run, "predict", inputs=inputs)

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
        return ask_once(self.run, "feature_maps", example=example)


def reads_digits(run: SessionRun) -> bool:
    """Whether a run was trained on pictures of the ten digits that a drawing can be turned into."""
    signature = _signature(run)
    return is_sketchable(signature.input_shape) and signature.class_names == DIGIT_NAMES


def all_of(mine: Session) -> list[DigitReader]:
    """Every network of the session that reads digits, newest first, and the ready one at the end."""
    trained = [
        DigitReader(f"run-{run.number}", run.title, run.job.spec, run) for run in mine.trained_runs if reads_digits(run)
    ]
    return [*trained, DigitReader("ready", tr(READY), digit_reader.spec())]


def pick(mine: Session) -> DigitReader:
    """Draws the choice of a network; the current run until the student has chosen another one.

    Where that reads no digits it is the newest that does, and the ready reader where only lessons have trained some.
    """
    drawn = mine.part(DrawState)
    every = {one.key: one for one in all_of(mine)}

    def take(key: str) -> None:
        drawn.reader = key, mine.newest_own
        if run := every[key].run:
            mine.choose_run(run)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = choose(
            tr("Network"),
            {key: one.title for key, one in every.items()},
            drawn.reader_among([_default(mine, every), *every], mine.newest_own),
            f"reader-{'-'.join(every)}",
            take=take,
            help=tr("What reads the drawing: your trained runs, newest first, and a network that ships with nnplay."),
            width=420,
        )
    chosen = every[key]
    if chosen.run is not None:
        with st.container(width=420):
            film.choose(chosen.run, "other")
    return chosen


def offer(mine: Session, network: DigitReader) -> None:
    """Offers to train a first network that reads digits; not while one is taught, which says itself how far it is."""
    is_taught = bool(mine.live_run and mine.live_run.base)
    if is_taught or (mine.trained_runs and (network.run is not None or len(all_of(mine)) > 1)):
        return
    runs.offer(
        mine,
        "digits-cnn",
        N_("No network in this session reads digits yet. You can train one for small pictures in a few seconds."),
        N_("Train a small digit reader"),
    )


def _default(mine: Session, every: dict[str, DigitReader]) -> str:
    trained = [one.run for one in every.values() if one.run]
    run = mine.default_among(
        [run for run in trained if not run.is_of_lesson or run.number in (mine.picked, mine.shown)]
    )
    return f"run-{run.number}" if run else "ready"


def _signature(run: SessionRun) -> Signature:
    dataset = run.job.spec.dataset
    return DATASETS[dataset.name].signature(dataset.options)
