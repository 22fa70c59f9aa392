"""What a student has handed in, seen by the teacher: settings, curve, and the same experiment computed again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Handed
from nnplay.classroom.computed_again import compare_again
from nnplay.classroom.handing_in import curve_of, weights_digest
from nnplay.classroom.result import Result, metric_words
from nnplay.classroom.standing import Standing
from nnplay.datasets import load_dataset
from nnplay.errors import ClassroomError
from nnplay.figures import RunLine
from nnplay.i18n import N_, date, tr
from nnplay.inspection import evaluation
from nnplay.runs.answers import AnswersOnTest
from nnplay.runs.differences import differences, settings
from nnplay.spec import ExperimentSpec
from nnplay.training.words import show_duration, show_metric
from nnplay.ui.classroom.draft import browser_zone, zone_of
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.classroom.task_text import goal_line
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.runs import show_progress
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue

AGAIN = N_("computed again")
"""The tag of runs that were computed again."""

PLANE = ("plane", "line")


@dataclass
class Again:
    """Numbers of the session's runs in which results were computed again, by their weights and experiments."""

    runs: dict[str, int] = field(default_factory=dict)


def show(session: Session, student: Standing | None, assignment: Assignment | None, code: str = "") -> None:
    """Draws a student's results.

    Args:
        session: Of the teacher.
        student: Who was clicked; None for nobody.
        assignment: What the class works on.
        code: Of the live class; empty for results that came as codes.
    """
    if student is None:
        return
    with st.container(border=True, key=f"student-run-{code or 'codes'}"):
        st.header(plain(student.name), anchor=False)
        if not student.handed:
            st.caption(tr("Nothing has been handed in yet."))
        else:
            one = _choose(student, code)
            left, right = st.columns([1, 1.2], gap="large")
            with left:
                _numbers(one.result, student if one == student.best else None, assignment, code)
                _buttons(session, one.result, code)
                _computed(session, one.result, code)
            with right:
                _curve(one, session.run(session.part(Again).runs.get(_name(one.result), 0)), code)
                _settings(one.result, assignment)
        if code:
            _data(student, code)


def _choose(student: Standing, code: str) -> Handed:
    """Which of a student's results; the best one at first."""
    best, shown = student.best, list(reversed(student.handed))
    assert best is not None  # there are some
    if len(shown) == 1:
        return best
    titles = {one.id: f"{_score(one.result)} · {_when(one.result)}" for one in shown}
    titles[best.id] += tr(" · best")
    ids = list(titles)
    id = st.selectbox(
        tr("Result"), ids, index=ids.index(best.id), format_func=titles.__getitem__,
        key=f"student-result-{code}-{student.member}-{len(ids)}-{hash(student.name)}", width=420,
    )  # fmt: skip
    return next(one for one in shown if one.id == id)


def _when(result: Result) -> str:
    """When it was handed in, by the teacher's clock."""
    local = datetime.fromisoformat(result.created).astimezone(zone_of(browser_zone()))
    return date(local, tr("MMMM d, HH:mm:ss"))


def _score(result: Result) -> str:
    value = result.metrics.get(result.metric)
    return tr("no result") if value is None else f"{metric_words(result.metric)} {show_metric(result.metric, value)}"


def _numbers(result: Result, best: Standing | None, assignment: Assignment | None, code: str) -> None:
    score = _score(result)
    st.markdown(
        tr(
            "**{result}** on the test data · {parameters:,} parameters · {epochs:,} epochs in {seconds} · "
            "attempt {attempt}",
            result=score[:1].upper() + score[1:],
            parameters=result.parameters,
            epochs=result.epochs,
            seconds=show_duration(result.seconds),
            attempt=result.attempt,
        )
    )
    if assignment and result.assignment == assignment.id:
        with st.container(gap="xsmall", key=f"student-goals-{code}-{len(result.held)}"):
            for goal, held in zip(assignment.goals, result.held, strict=False):
                st.markdown(goal_line(held, goal.sentence, ""))
    for mark in best.marks if best else ():
        st.warning(plain(mark), icon=":material/visibility:")
    if result.explanation:
        st.markdown(tr("**In the student's words**"))
        st.text(result.explanation)


def _curve(one: Handed, again: SessionRun | None, code: str) -> None:
    """The curve that was handed in, by epoch; codes bring none, so theirs is that of the result computed again."""
    curve, epochs_done = one.curve, one.result.epochs
    if len(curve) < 2 and again and again.is_trained:
        curve, epochs_done = curve_of(again.job.history), len(again.job.history.epochs)
        st.caption(tr("The curve of the training that was computed again:"))
    values = [value if math.isfinite(value) else math.nan for value in curve]
    if len(values) < 2:
        st.caption(tr("The curve isn't part of a result code. Compute the result again to see it."))
        return
    epochs = np.linspace(1, max(epochs_done, 2), len(values))
    line = RunLine(one.name, 0, epochs, {one.result.metric: values}, {})
    live_chart(
        figures.run_curves([line], one.result.metric, parts=["training"], height=240),
        key=f"student-curve-{code}-{one.id}",
        label=tr("{metric} after each epoch, on the validation data", metric=figures.metric_title(one.result.metric)),
    )


def _settings(result: Result, assignment: Assignment | None) -> None:
    of_it = assignment is not None and result.assignment == assignment.id
    start: ExperimentSpec | None = assignment.start_for(result.name) if assignment and of_it else None
    changed = differences([start, result.spec]) if start else ()
    if start and not changed:
        st.caption(tr("The settings are those that the task began with."))
    elif changed:
        table = pd.DataFrame([row.values for row in changed], columns=[tr("in the task"), tr("handed in")])
        table.insert(0, tr("setting"), [row.title for row in changed])
        st.dataframe(table, hide_index=True, alt=tr("{changed} settings that were changed", changed=len(changed)))
    with st.expander(tr("All settings"), icon=":material/list:"):
        rows = pd.DataFrame(settings(result.spec).values(), columns=[tr("setting"), tr("handed in")])
        st.dataframe(rows, hide_index=True, alt=tr("All settings of the result"))


# Again --------------------------------------------------------------------------------------------


def _name(result: Result) -> str:
    """What a result's training is known by in the session."""
    return f"{result.weights} {result.epochs} {result.spec.to_json()}"


def again_spec(result: Result) -> ExperimentSpec:
    """The experiment as far as it was trained: one that was stopped earlier has fewer epochs."""
    if result.spec.training.early_stopping or not result.epochs:
        return result.spec
    return result.spec.with_training(epochs=result.epochs)


def compute_again(session: Session, result: Result) -> SessionRun:
    """Trains a result's experiment once more, for itself, whoever else has trained it.

    Raises:
        NnplayError: If the engine can't take it.
    """
    job = engine().train(again_spec(result))
    name = tr("{name}, computed again", name=result.name) if result.name else tr("A result, computed again")
    run = SessionRun(session.newest + 1, job, name=name, tags=(tr(AGAIN),))
    session.part(Again).runs[_name(result)] = run.number
    return session.add(run)


def _buttons(session: Session, result: Result, code: str) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(tr("Open in the playground"), icon=":material/hub:", key=f"student-open-{code}"):
            session.replace_spec(result.spec)
            st.switch_page("pages/playground.py")
        if st.button(
            tr("Compute again"),
            icon=":material/replay:",
            key=f"student-again-{code}",
            help=tr(
                "Trains the same experiment once more and compares weights and score: equal experiments give equal "
                "weights."
            ),
        ):
            with show_errors():
                compute_again(session, result)


def _computed(session: Session, result: Result, code: str) -> None:
    """What came of computing it again."""
    run = session.run(session.part(Again).runs.get(_name(result), 0))
    if run is None:
        return
    history = run.job.history
    if history.is_live:
        show_progress(run)
        return
    with show_errors():
        if not run.is_trained:
            show_error(tr("Computed again, it ended without a network. {message}", message=history.message))
            return
        found = compare_again(result, history, weights_digest(run.job.folder))
        (st.success if found.agrees else st.error)(
            plain(found.sentence), icon=f":material/{'verified' if found.agrees else 'report'}:"
        )
        _picture(run, code)


def _picture(run: SessionRun, code: str) -> None:
    """What the network answers: everywhere in the plane or on the line, else for the test part."""
    spec = run.job.spec
    data = load_dataset(spec.dataset)
    key = f"student-picture-{code}-{run.number}"
    if spec.dataset.kind.family in PLANE:
        figure, words = figures.data_with_answers(data, ask_once(run, "decision_map", epoch=None), whole=True)
        live_chart(figure, key=key, label=words)
        return
    answers = AnswersOnTest(data, ask_once(run, "outputs_on_test", epoch=None))
    if data.task == "regression":
        figure = figures.predicted_plot(answers.y_true, answers.y_pred, data.shown.target_name)
        live_chart(figure, key=key, label=tr("Predicted against true values"))
    else:
        counts = evaluation.confusion(answers.y_true, answers.y_pred, len(data.class_names))
        live_chart(figures.confusion_map(counts, data.shown.class_names), key=key, label=tr("Confusion matrix"))


# What is kept of one student ----------------------------------------------------------------------


def _data(student: Standing, code: str) -> None:
    secret, number = class_at_hand(current()).secret, student.member
    with st.popover(tr("Data of this student"), icon=":material/shield_person:", key=f"student-data-{number}"):
        st.download_button(
            tr("Download all that is kept"),
            lambda: classes().export_student(code, secret, number),
            file_name=f"class-{code}-student-{number}.json",
            mime="application/json",
            icon=":material/download:",
            key=f"student-download-{number}",
            on_click="ignore",
        )
        sure = f"student-sure-{number}"
        st.checkbox(tr("Delete this student with all results, drawings and votes"), key=sure)
        st.button(
            tr("Delete the student"),
            icon=":material/delete_forever:",
            key=f"student-delete-{number}",
            disabled=not WidgetValue(sure, False).get(),
            on_click=_delete,
            args=(code, number),
        )


def _delete(code: str, number: int) -> None:
    try:
        classes().delete_student(code, class_at_hand(current()).secret, number)
    except ClassroomError as error:
        show_error(error.message)
