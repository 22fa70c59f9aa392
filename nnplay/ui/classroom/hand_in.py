"""Handing in: a run is chosen, the server reads its score from the run itself, and seals it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from nnplay.classroom.checks import Outcome
from nnplay.classroom.class_names import LONGEST_NAME, clean_name
from nnplay.classroom.class_store import Handed
from nnplay.classroom.handing_in import curve_of, result_of
from nnplay.classroom.result import LONGEST_EXPLANATION, NOTES, Result, metric_words
from nnplay.classroom.schema import time_now
from nnplay.classroom.signature import seal
from nnplay.datasets import load_dataset
from nnplay.errors import ResultError
from nnplay.i18n import tr
from nnplay.runs.answers import AnswersOnTest
from nnplay.training.words import show_metric
from nnplay.ui.classroom import task
from nnplay.ui.classroom.draft import browser_zone, zone_of
from nnplay.ui.classroom.membership import class_at_hand, classes, server_key
from nnplay.ui.classroom.task_text import goal_line
from nnplay.ui.common.address import app_address
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.runs import show_progress
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue

REPORT_SECONDS = 120.0


@dataclass
class HandedIn:
    """What was handed in last.

    Args:
        number: Of the run.
        code: Its result code.
        result: What is in it.
        report: The report file, once it was made.
        into: Token of the member of a class who handed it in; empty where no class has it.
    """

    number: int = 0
    code: str = ""
    result: Result | None = None
    report: bytes = b""
    into: str = ""


def show(session: Session) -> None:
    """Draws the choice of a run, what it has reached, and the button."""
    task.take_stock(session)
    runs = session.trained_runs
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        if not runs:
            _nothing(session)
        else:
            _offer(session, runs)
    with right:
        _handed(session)


def _nothing(session: Session) -> None:
    st.info(tr("Train a network first. Then you can hand it in here."), icon=":material/info:")
    live = session.live_run
    if live and live.stage != "untrained":
        show_progress(live)
    if not (class_at_hand(session).is_student and task.task_of(session).assignment):  # the page has that link above
        st.page_link("pages/playground.py", label=tr("Go to the playground"), icon=":material/hub:")


def _offer(session: Session, runs: list[SessionRun]) -> None:
    titles = {run.number: run.title for run in runs}
    default = session.default_among(runs)
    assert default is not None  # there are some

    def take(number: int) -> None:
        session.choose_run(next(run for run in runs if run.number == number))

    number = choose(
        tr("Which run"),
        titles,
        default.number,
        f"hand-in-{'-'.join(map(str, titles))}",
        take=take,
        help=tr("The trained runs of this session, newest first."),
    )
    run = next(run for run in runs if run.number == number)
    mine = task.task_of(session)
    with show_errors():
        outcomes = outcomes_of(session, run)
        with st.container(gap="xsmall", key="hand-in-goals"):
            for outcome in outcomes:
                st.markdown(goal_line(outcome.holds, outcome.check.sentence, outcome.sentence))
        if not class_at_hand(session).is_student:
            _name(session, mine.name)
        _words(session, mine.explanation)
        reason = task.why_not(session, run) if mine.assignment else ""
        if mine.assignment and mine.assignment.is_late(time_now()):
            late = tr("The due date is over. You can still hand in; your teacher sees it as late.")
            st.caption(f":material/schedule: {late}")
        if reason:
            st.warning(plain(reason), icon=":material/block:")
        if st.button(
            tr("Hand in"), type="primary", icon=":material/send:", key="hand-in", disabled=bool(reason),
            help=tr("The server reads the score from the run itself and seals it."),
        ):  # fmt: skip
            hand_in(session, run)
            st.rerun()


def _name(session: Session, name: str) -> None:
    key = session.key("hand-in-name")
    st.text_input(
        tr("Your name"),
        name,
        max_chars=LONGEST_NAME,
        key=key,
        on_change=lambda: task.rename(current(), WidgetValue(key, "").get()),
        help=tr("The name that your teacher knows you by. A nickname will do."),
        width=320,
    )


def _words(session: Session, words: str) -> None:
    key = session.key("hand-in-words")

    def take() -> None:
        task.task_of(current()).explanation = WidgetValue(key, "").get()

    st.text_area(
        tr("In your own words"),
        words,
        max_chars=LONGEST_EXPLANATION,
        key=key,
        on_change=take,
        height=110,
        placeholder=tr("What did you try, and why does it work?"),
    )


# From Python --------------------------------------------------------------------------------------


def outcomes_of(session: Session, run: SessionRun) -> tuple[Outcome, ...]:
    """Whether each check of the task at hand holds for a run; of an opened one by its weights as they are now."""
    assignment = task.task_of(session).assignment
    if assignment is None:
        return ()
    evidence = task.evidence_of(session, run)
    if run.opened:
        evidence = replace(evidence, metrics=metrics_now(run))
    return assignment.outcomes(evidence)


def metrics_now(run: SessionRun) -> Mapping[str, float]:
    """The metric on the test part that a run's weights give: what its files say may have been edited."""
    outputs = ask_once(run, "outputs_on_test", epoch=None)
    name, value = AnswersOnTest(load_dataset(run.job.spec.dataset), outputs).score
    return {name: value}


def result_for(session: Session, run: SessionRun) -> Result:
    """What a session hands in of a run: read from the run here, on the server.

    Raises:
        ResultError: If there is no network, or it does not count for the task.
        ClassroomError: If there is no name.
    """
    mine = task.task_of(session)
    if mine.assignment and (reason := task.why_not(session, run)):
        raise ResultError(reason)
    jobs = [attempt.job for attempt in mine.attempts]
    attempt = jobs.index(run.job.id) + 1 if run.job.id in jobs else run.number
    return result_of(
        _Trained(run),
        run.job.folder,
        assignment=mine.assignment.id if mine.assignment else "",
        name=class_at_hand(session).name or clean_name(mine.name),
        attempt=attempt,
        held=tuple(outcome.holds for outcome in outcomes_of(session, run)),
        explanation=mine.explanation[:LONGEST_EXPLANATION],
        base=run.base,
        opened=metrics_now(run) if run.opened else None,
    )


def hand_in(session: Session, run: SessionRun) -> HandedIn:
    """Seals a run's result, and puts it into the class where the session has joined one.

    Raises:
        NnplayError: If it can't be handed in, with the reason.
    """
    result = result_for(session, run)
    code = seal(result, server_key())
    member = class_at_hand(session)
    if member.is_student:
        classes().hand_in(member.code, member.token, result, curve_of(run.job.history))
    mine = session.part(HandedIn)
    mine.number, mine.code, mine.result, mine.report = run.number, code, result, b""
    mine.into = member.token
    return mine


def forget(session: Session) -> None:
    """Forgets who has worked here: on a shared computer the next student has a name and attempts of their own."""
    member, mine, handed = class_at_hand(session), task.task_of(session), session.part(HandedIn)
    if mine.brought[:2] == (member.code, member.token):
        task.leave(session)
    mine.name = mine.explanation = ""
    handed.__dict__.update(HandedIn().__dict__)


class _Trained:
    """A run as `result_of` reads it: spec and history of one moment."""

    def __init__(self, run: SessionRun) -> None:
        self.spec, self.history = run.job.spec, run.job.history


# What was handed in -------------------------------------------------------------------------------


def _handed(session: Session) -> None:
    member, mine = class_at_hand(session), session.part(HandedIn)
    if member.is_student and mine.result is not None and mine.into != member.token:
        st.warning(
            tr(
                "You handed in run {number} before you joined this class, so the class doesn't have it. Hand it in "
                "again.",
                number=mine.number,
            ),
            icon=":material/info:",
        )
    elif mine.result is not None:
        _last(session, mine, mine.result)
    if not member.is_student:
        if mine.result is None:
            st.caption(
                tr(
                    "Handing in gives you a result code: about 300 letters and digits that only this server can make. "
                    "Send them to your teacher, who pastes them into the page Teach."
                )
            )
        return
    with show_errors():
        found = classes().own_results(member.code, member.token)
        if found:
            st.markdown(tr("**What you have handed in**"))
            st.dataframe(
                _table(found),
                hide_index=True,
                column_config={
                    "handed in": st.column_config.DatetimeColumn(tr("handed in"), format=tr("D MMM, HH:mm")),
                    "result": tr("result"),
                    "goals": tr("goals"),
                    "attempt": tr("attempt"),
                    "parameters": tr("parameters"),
                },
                alt=tr("{found} results that you have handed in", found=len(found)),
            )
        elif mine.result is None or mine.into != member.token:
            st.caption(tr("You haven't handed anything in yet. You can do it more than once: your best result counts."))


def _last(session: Session, mine: HandedIn, result: Result) -> None:
    value = show_metric(result.metric, result.metrics[result.metric]) if result.metric in result.metrics else ""
    checks = tr(", {held} of {held2} goals", held=sum(result.held), held2=len(result.held)) if result.held else ""
    where = tr("Your class has it.") if mine.into else tr("Send this code to your teacher:")
    st.success(
        tr(
            "Run {number} is handed in: {replace} {value} on the test data{checks}. {where}",
            number=mine.number,
            replace=metric_words(result.metric),
            value=value,
            checks=checks,
            where=where,
        ),
        icon=":material/task_alt:",
    )
    for note in result.notes:
        said = tr("Your teacher will read: {note}", note=tr(NOTES[note]))
        st.caption(f":material/info: {said}")
    if mine.into:
        with st.expander(tr("Result code, for your records"), icon=":material/key:"):
            st.code(mine.code, language=None, wrap_lines=True)
    else:
        st.code(mine.code, language=None, wrap_lines=True)
    run = session.run(mine.number)
    if mine.report:
        st.download_button(
            tr("Download the report"),
            mine.report,
            file_name=f"report-run-{mine.number}.html",
            mime="text/html",
            icon=":material/download:",
            key="hand-in-download",
            on_click="ignore",
        )
    elif run and st.button(
        tr("Make the report"),
        icon=":material/description:",
        key="hand-in-report",
        help=tr("One page with the experiment, its curves, the evaluation, your words and the result code."),
    ):
        options = {"author": result.name, "words": result.explanation, "code": mine.code}
        options |= {"address": app_address()} if app_address() else {}
        with show_errors(), st.spinner(tr("Writing …")):
            mine.report, _ = ask(run, "export", format="report", options=options, timeout=REPORT_SECONDS)
            st.rerun()


def _table(found: Sequence[Handed]) -> pd.DataFrame:
    rows = []
    for one in reversed(found):
        result = one.result
        metric = result.metric
        rows.append(
            {
                "handed in": pd.Timestamp(result.created).tz_convert(zone_of(browser_zone())),
                "result": show_metric(metric, result.metrics[metric]) if metric in result.metrics else "",
                "goals": tr("{held} of {held2}", held=sum(result.held), held2=len(result.held)) if result.held else "–",
                "attempt": result.attempt,
                "parameters": result.parameters,
            }
        )
    return pd.DataFrame(rows)
