"""Four networks that read the same sentences, trained by the engine, and a look into them."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.preprocessing.text import COLUMN
from nnplay.figures.lessons.depth import several_curves
from nnplay.i18n import N_, number, tr
from nnplay.inspection.results import ReadingLayer
from nnplay.registry import Param
from nnplay.tasks import class_probabilities
from nnplay.theory import words as theory
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.lessons import layout, trainings
from nnplay.ui.lessons.predictions import predict

SLUG = "words"
SENTENCES = (
    "the old dog chases the little cat",
    "the little cat chases the old dog",
    "the little cat is chased by the old dog",
    "the fox is seen by the hen",
)

NETWORK = Param("network", "choice", "Attention", N_("The network that reads the sentence."), choices=theory.NETWORKS)
SENTENCE = Param("sentence", "choice", SENTENCES[0], N_("The sentence that it reads."), choices=SENTENCES)


@st.fragment
def section(session: Session) -> None:
    """Trains them, compares them, and shows how one of them reads a sentence."""
    text, picture = layout.section(tr("Four networks read the same sentences"))
    data = load_dataset(theory.EXPERIMENTS["Recurrent"].dataset)
    with text:
        layout.text(
            tr(
                "Now real networks, trained by Keras. They read {x_train:,} sentences such as *the old dog is chased "
                "by the cat*, and say **who does it**: cat, dog, fox or hen. All of them begin with an embedding. "
                "Then one takes the mean, one is recurrent, and two use attention, with and without a learned row "
                "for each place.",
                x_train=len(data.x_train),
            )
        )
        predict(SLUG, "networks")
        trainings.offer(session, theory.EXPERIMENTS, tr("Train all four"), f"{SLUG}-train")
        idle = not trainings.found(session, theory.EXPERIMENTS)  # there is nothing to look into yet
        name = str(layout.control(SLUG, NETWORK, disabled=idle))
        sentence = str(layout.control(SLUG, SENTENCE, disabled=idle, format_func=str))
    with picture:
        _curves(session)
        run = trainings.find(session, theory.EXPERIMENTS[name])
        if run is None or not run.is_trained:
            st.caption(tr("Once they are trained, you see here how the chosen network reads the chosen sentence."))
            return
        with show_errors():
            _read(run, name, sentence, data)


def _curves(session: Session) -> None:
    """Accuracy on the validation sentences over the epochs, while they train too."""

    @st.fragment(run_every=live_seconds() if trainings.any_live(session, theory.EXPERIMENTS) else None)
    def draw() -> None:
        runs = trainings.found(session, theory.EXPERIMENTS)
        curves: dict[str, Any] = {name: ([], []) for name in theory.EXPERIMENTS}
        for name, run in runs.items():
            history = run.job.history
            curves[name] = (history.epochs, history.columns.get("val_accuracy", []))
        layout.figure(
            several_curves(layout.titled(curves), epochs=theory.EPOCHS, title=tr("Validation accuracy")),
            key="words-curves",
            label=tr("Validation accuracy over the epochs: ")
            + ", ".join(
                f"{tr(name)} {number(values[-1], '.1%')}" if values else tr("{name} not yet", name=tr(name))
                for name, (_, values) in curves.items()
            ),
        )
        reached = {name: run.job.history.test_metrics.get("accuracy") for name, run in runs.items() if run.is_trained}
        rows = [(tr(name), number(accuracy, ".1%")) for name, accuracy in reached.items() if accuracy is not None]
        if rows:
            names = (tr("network"), tr("test sentences answered correctly"))
            st.dataframe(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), hide_index=True)

    draw()


def _read(run: SessionRun, name: str, sentence: str, data: Dataset) -> None:
    """One sentence in one network: its answer, and what its layers do with it."""
    reading = data.preprocess.text
    assert reading
    (codes,) = data.preprocess.inputs(reading.codes([sentence]))
    (shares,) = class_probabilities(ask(run, "predict", inputs=codes[None]), data.task)
    best = int(shares.argmax())
    layout.text(f"**{tr(name)}:** {data.shown.class_names[best]}, {figures.show_percent(float(shares[best]))}")
    layout.figure(
        figures.probability_bars(data.shown.class_names, shares),
        key="words-answer",
        label=tr(
            "Probabilities for the {column} “{sentence}”; the most probable is {class_names}",
            column=tr(COLUMN),
            sentence=sentence,
            class_names=data.shown.class_names[best],
        ),
    )
    steps = reading.shown(codes)
    found: list[ReadingLayer] = ask(run, "reading", example=codes)
    for layer in found:
        if layer.states is not None:
            layout.figure(
                figures.named_matrix(
                    layer.states.T,
                    [f"{unit}" for unit in range(layer.states.shape[1])],
                    steps,
                    row=tr("unit"),
                    column=tr("read"),
                ),
                key="words-states",
                label=tr(
                    "The state of {shape} units after each of {steps} steps",
                    shape=layer.states.shape[1],
                    steps=len(steps),
                ),
            )
            st.caption(tr("The state after each word, from the left. Only the last column goes on to the output."))
        if layer.shares is not None:
            layout.figure(
                figures.named_matrix(
                    layer.shares[0], steps, steps, row=tr("this word asks"), column=tr("this word answers"), shares=True
                ),
                key="words-shares",
                label=tr("Shares of attention between {steps} steps", steps=len(steps)),
            )
            st.caption(tr("The shares that the network has learned. A row adds up to 1; · is padding."))
        if layer.table is not None:
            _map(layer.table, codes, reading.symbols)


def _map(table: np.ndarray, codes: np.ndarray, symbols: tuple[str, ...]) -> None:
    layout.figure(
        figures.symbol_map(
            figures.main_directions(table[: len(symbols)]), symbols, np.unique(codes.astype(int)).tolist()
        ),
        key="words-map",
        label=tr("The rows of {symbols} words in the two directions in which they differ most", symbols=len(symbols)),
    )
    st.caption(
        tr(
            "The embedding as a map: the two directions in which the rows differ most. The words of the sentence are "
            "blue."
        )
    )
