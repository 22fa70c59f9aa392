"""A rare class: what a positive test means, and what class weights do."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.figures.lessons import judging as pictures
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import judging as theory
from nnplay.theory import latex
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.lessons import layout, trainings
from nnplay.ui.lessons.predictions import predict

SLUG = "judging"


SHARE = layout.number_param(
    "share", N_("Sick people"), 0.05, N_("The share of all people who are sick."), 0.005, 0.5, 0.005
)
RATES = (
    layout.number_param("recall", N_("Recall"), 0.9, N_("The share of the sick whom the test finds."), 0.0, 1.0, 0.01),
    layout.number_param(
        "alarms", N_("False positive rate"), 0.1, N_("The share of the healthy who get a false alarm."), 0.0, 1.0, 0.01
    ),
)

NETWORK = Param("network", "choice", "plain", N_("The network in the picture. It shows what the neuron says while it "
                "learns, too."), choices=tuple(theory.EXPERIMENTS))  # fmt: skip


def sections(session: Session) -> None:
    """Both sections."""
    _people()
    _networks(session)


@st.fragment
def _people() -> None:
    text, picture = layout.section(tr("When what you look for is rare"))
    with text:
        layout.text(
            tr(
                "Here are {people:,} people, and a test for a disease. Its recall and its false positive rate belong "
                "to the test. Its **precision** does not: it also depends on how many people are sick. If the sick "
                "are rare, even a small share of all the healthy is a crowd.",
                people=theory.PEOPLE,
            )
        )
        predict(SLUG, "rare")
        share = layout.control(SLUG, SHARE)
        recall, alarms = layout.controls(SLUG, RATES)
        found = theory.expected_counts(share, recall, alarms)
        precision = r"\text{not defined}" if np.isnan(found.precision) else latex.number(found.precision, 3)
        sick, healthy, finds, alarmed = (latex.written(one, "g") for one in (share, 1 - share, recall, alarms))
        layout.formula(
            r"\text{precision} = \frac{\text{sick} \cdot \text{recall}}"
            r"{\text{sick} \cdot \text{recall} + \text{healthy} \cdot \text{false positive rate}}",
            rf"= \frac{{{sick} \cdot {finds}}}{{{sick} \cdot {finds} + {healthy} \cdot {alarmed}}} = {precision}",
        )
        layout.text(
            tr(
                "The accuracy is **{accuracy:.1%}**. A “test” that tells everyone they are healthy has "
                "**{share:.1%}**, and a recall of 0. With a rare class, a high accuracy says almost nothing. The ROC "
                "curve does not tell you either: both of its axes stay the same, however few are sick.",
                accuracy=found.accuracy,
                share=1 - share,
            )
        )
    groups = theory.whole(found)
    shown = [int(one) for one in (groups.hits, groups.misses, groups.alarms, groups.cleared)]
    with picture:
        layout.figure(
            figures.by_width(lambda width: pictures.crowd(shown, across=50 if width else 40), (0, 480)),
            key="judging-crowd",
            label=tr("{people:,} people: ", people=theory.PEOPLE)
            + "; ".join(f"{count} {tr(name)}" for (name, _, _), count in zip(pictures.PEOPLE, shown, strict=True)),
            table=lambda: {tr("people"): [tr(name) for name, _, _ in pictures.PEOPLE], tr("count"): shown},
        )
        positive = shown[0] + shown[2]
        st.caption(
            tr(
                "Of {positive} people with a positive test, {shown} are sick. Counts are rounded.",
                positive=positive,
                shown=shown[0],
            )
        )


@st.fragment
def _networks(session: Session) -> None:
    text, picture = layout.section(tr("A network and a rare class"))
    data = load_dataset(theory.RARE.dataset)
    times = np.sum(data.y_train == 0) / np.sum(data.y_train == 1)
    with text:
        layout.text(
            tr(
                "Cross-entropy counts every example the same. With 1 rare point in 20, the common ones have nearly "
                "all the votes, and a network can do well by ignoring the rest. **Class weights** change that: "
                "*balanced* makes each rare example count {times:.0f} times as much, so both classes have the same "
                "say. Train one neuron each way, on made-up points, and compare.",
                times=times,
            )
        )
        ready = trainings.offer(session, theory.EXPERIMENTS, tr("Train both"), f"{SLUG}-train")
        shown = str(layout.control(SLUG, NETWORK, disabled=not trainings.found(session, theory.EXPERIMENTS)))
        if ready:
            layout.text(
                tr(
                    "With class weights, the network finds more of the rare points and raises more false alarms. Its "
                    "accuracy is lower, and it may still be the better one. It has learned no more about the points "
                    "than the other: it mostly acts like one with a lower threshold. Its probabilities no longer mean "
                    "what they say, because they belong to a world where both classes are equally common."
                )
            )
    with picture, show_errors():
        trainings.picture(session, theory.EXPERIMENTS[shown], "judging-rare")
        rows = [(tr("always “common”"), theory.counts(data.y_test, np.zeros(len(data.y_test)), 0.5))]
        for name, run in trainings.found(session, theory.EXPERIMENTS).items():
            if run.is_trained:
                rows.append((tr(name), theory.counts(data.y_test, _answers(session, run, data.x_test), 0.5)))
        st.dataframe(
            {
                "": [name for name, _ in rows],
                tr("accuracy"): [_percent(one.accuracy) for _, one in rows],
                tr("precision"): [_percent(one.precision) for _, one in rows],
                tr("recall"): [_percent(one.recall) for _, one in rows],
                "F1": [_percent(one.f1) for _, one in rows],
            },
            hide_index=True,
        )
        st.caption(
            tr(
                "On {y_test:,} test points, of which {y_test2} are rare, at a threshold of 50%.",
                y_test=len(data.y_test),
                y_test2=int(np.sum(data.y_test)),
            )
        )


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else number(value, ".1%")


@dataclass
class KnownAnswers:
    """What a session keeps of the networks that it has asked about the rare points.

    Args:
        of_runs: The probabilities of the rare class, by number of the run and epoch of its film.
    """

    of_runs: dict[tuple[int, int | None], np.ndarray] = field(default_factory=dict)


def _answers(session: Session, run: SessionRun, inputs: np.ndarray) -> np.ndarray:
    """The network's probabilities of the rare class; asked once for each trained run."""
    kept = session.part(KnownAnswers).of_runs
    key = (run.number, run.epoch)
    if key not in kept:
        kept[key] = ask(run, "predict", inputs=inputs)[:, -1]
    return kept[key]
