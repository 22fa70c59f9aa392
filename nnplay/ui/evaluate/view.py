"""The evaluation: which parts make sense for a network, and its result in one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.i18n import N_, number, tr
from nnplay.inspection import evaluation
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.parts import choose_part
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.evaluate import classes, mistakes, numbers, thresholds
from nnplay.ui.evaluate.judged import Judged

Show = Callable[[Judged], None]

OF_CLASSES: dict[str, Show] = {
    N_("Confusion"): classes.confusion,
    N_("Classes"): classes.report,
    N_("Mistakes"): mistakes.show,
    N_("One example"): mistakes.one,
    N_("Calibration"): classes.calibration,
}
OF_TWO_CLASSES: dict[str, Show] = {**OF_CLASSES, N_("Thresholds"): thresholds.show}
OF_NUMBERS: dict[str, Show] = {
    N_("Predictions"): numbers.show,
    N_("Largest errors"): numbers.worst,
    N_("One example"): mistakes.one,
}

SCORES = (N_("mean absolute error"), N_("root mean squared error"))
"""What `regression_report` computes."""

_PARTS = {"binary": OF_TWO_CLASSES, "multiclass": OF_CLASSES, "regression": OF_NUMBERS}


@dataclass
class EvaluateState:
    """Which part of the evaluation is open, by its title; the first one where a network has no such part."""

    part: str = ""

    def open(self, part: str) -> None:
        """Opens another part."""
        self.part = part


def show(session: Session, run: SessionRun) -> None:
    """Draws the evaluation of a run at the epoch that is shown."""
    with show_errors():
        with st.spinner(tr("Reading all test examples …"), show_time=False):
            data = load_dataset(run.job.spec.dataset)
            outputs = ask_once(run, "outputs_on_test")
        judged = Judged(data, outputs, session, run)
        _result(judged)
        parts = _PARTS[data.task]
        state = session.part(EvaluateState)
        titles = {part: tr(part) for part in parts}
        parts[choose_part("result", list(parts), state.part, state.open, titles=titles)](judged)


def _score(name: str, value: float) -> str:
    """A score as people read it: an R² that would be rounded to 1 is not said to be 1."""
    return f">{number(0.9999, 'g')}" if name == "R²" and 0.99995 <= value < 1 else number(value, ".4g")


def _result(judged: Judged) -> None:
    count = len(judged.y_true)
    total = len(judged.data.y_test)
    which = (
        tr("all {count:,}", count=count)
        if count == total
        else tr("the first {count:,} of {total:,}", count=count, total=total)
    )
    if judged.data.task == "regression":
        report = evaluation.regression_report(judged.y_true, judged.y_pred)
        text = " · ".join(f"{tr(name)} **{_score(name, value)}**" for name, value in report.items())
        if report["R²"] < 0:
            text += tr(". **This is worse than always predicting the mean**, which has an R² of 0")
    else:
        right = int((judged.y_pred == judged.y_true).sum())
        common = int(np.bincount(judged.y_true).max())
        text = tr(
            "**{right:,}** of {count:,} right, {right2} · always guessing the most frequent class would be right "
            "for {common}",
            right=right,
            count=count,
            right2=figures.show_percent(right / count),
            common=figures.show_percent(common / count),
        )
    st.markdown(tr("On {which} test examples, which the network has never seen: {text}.", which=which, text=text))
