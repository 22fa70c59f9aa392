"""The third column: the curves of the training and its result."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.engine.client import STUCK_SECONDS
from nnplay.i18n import N_, tr
from nnplay.models.losses import METRICS
from nnplay.registry import DATASETS
from nnplay.runs.differences import in_short
from nnplay.training import by_hand
from nnplay.training.history import History, Stage
from nnplay.training.words import metric_words, show_duration, show_metric
from nnplay.ui.common import film, progress_words, spoken
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.live import QUICK_SECONDS, first_poll_seconds, standing
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_heads import heads
from nnplay.ui.playground import diagnosis_panel, first_curves, live_settings, living_panel

HEIGHT = 205
"""Of each curve, in pixels."""

STEPS_ACROSS = 40
"""So often the curves are drawn anew within epochs, all planned ones together."""


def show(session: Session, live: SessionRun | None, stage: Stage, stood: tuple[int, ...]) -> None:
    """Draws progress, curves and result of the shown run.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn.
        stage: Its stage then; see `SessionRun.stage`.
        stood: Where it stood then; a step of a run that waits may be over before it is seen to go on.
    """
    at_hand = session.shown_run
    if at_hand and at_hand is live and (offered := live_settings.offered(session.spec, at_hand)):
        live_settings.draw(session.spec, at_hand, offered)
    task = DATASETS[session.spec.dataset.name].signature(session.spec.dataset.options).task
    # The newest ones, by what they show: a class that waits in the queue would draw the same again and again.
    curves: dict[Any, tuple[Any, Any]] = {}
    pace, drawn = first_poll_seconds(live), session.revision

    @st.fragment(run_every=pace, key=first_curves.FRAGMENT)
    def draw() -> None:
        if session.revision != drawn:
            st.rerun()  # its settings were taken
        comes_first = first_curves.begin(session)
        if pace == QUICK_SECONDS and at_hand and at_hand is live and curves:  # has been drawn before, without numbers
            comes_first = first_curves.come_now(at_hand)
        run = session.shown_run if comes_first else at_hand
        _other_settings(session, run, live)
        history = run.job.history if run else History()
        planned = history.planned_epochs or (run.job.spec if run else session.spec).training.epochs
        # What an earlier run says below stays there until the whole page is drawn; it is hidden as soon as this stands.
        begun = run is not None and history.is_live and not (run.job.notice or history.note)
        with (
            st.container(key="run-begun" if begun else "run-says"),
            st.container(key=f"progress-{run.number if run else 0}"),
        ):
            _progress(run, history, planned)
        if run:
            _stuck(run)
        metric = METRICS[task]
        if run is not None:
            metric = METRICS[DATASETS[run.job.spec.dataset.name].signature(run.job.spec.dataset.options).task]
        columns: dict[str, Any] = {"epoch": history.epochs, **history.columns}
        name = f"run-{run.number}" if run else ""
        marks = by_hand.marks(history)
        if run and run.epoch is not None:
            marks.append((run.epoch, tr("shown")))
        best = history.best_epoch if run and run.job.spec.training.early_stopping and history.best_epoch else None
        within = _within(history)
        shown = (len(history.epochs), _visible_step(history, planned), planned, metric, best, name, *marks)
        if shown not in curves:
            curves.clear()
            options: dict[str, Any] = {
                "epochs": planned,
                "best_epoch": best,
                "run": name,
                "marks": marks,
                "within": within,
            }
            curves[shown] = (
                figures.loss_curve(columns, **options),
                figures.metric_curve(columns, metric=metric, **options),
            )
        loss_curve, metric_curve = curves[shown]
        live_chart(
            loss_curve,
            key="loss-curve",
            height=HEIGHT,
            label=_in_words(columns, "loss"),
            follows=run.number if run else 0,
            grows=True,
        )
        live_chart(
            metric_curve,
            key="metric-curve",
            height=HEIGHT,
            label=_in_words(columns, metric),
            follows=run.number if run else 0,
            grows=True,
        )
        with st.container(key=f"ending-{run.number if run else 0}"):
            _message(run, history)
        if comes_first:
            first_curves.finish()
        if live and (
            live.stage != stage
            or standing(live) != stood
            or (pace == QUICK_SECONDS and first_poll_seconds(live) != pace)
        ):
            st.rerun()  # once, so that the whole page knows

    draw()
    # Under the curves: what comes when a run has ended must not move them.
    run = at_hand
    if run and run.stage == "over":
        with st.container(key=f"verdict-{run.number}"):
            diagnosis_panel.show(session, run)
    if run and run.stage in ("paused", "over") and not living_panel.plays(session.spec, run):
        film.choose(run, "playground")
    _table(run)


def _other_settings(session: Session, run: SessionRun | None, live: SessionRun | None) -> None:
    """Says so where the shown run is of another experiment than the one at hand, and offers that one."""
    if run is None or run.is_of(session.spec) or (run is live and live_settings.offered(session.spec, run)):
        return
    place = st.container(key="its-settings" if run is live else "set-aside")
    with place.container(horizontal=True, vertical_alignment="center", gap="small", key="other-run"):
        st.caption(_other_run(run, live), width="stretch")
        st.button(
            tr("Use its settings"),
            icon=":material/undo:",
            type="tertiary",
            key="take-settings",
            on_click=_take_settings,
            args=(run.number,),
            help=tr("Replaces the experiment here with the one of this run."),
        )


def _other_run(run: SessionRun, live: SessionRun | None) -> str:
    """That the curves are of another experiment than the one at hand, whose button trains it when it can."""
    settings = in_short(run.job.spec)
    if live is run:
        return tr(
            "Run {number} keeps the settings that it started with: {settings}. Your changes are for the next run.",
            number=run.number,
            settings=settings,
        )
    return tr(
        "Curves of run {number}, which used different settings: {settings}.", number=run.number, settings=settings
    )


def _take_settings(number: int) -> None:
    mine = current()
    if run := mine.run(number):
        mine.choose_run(run)
        mine.replace_spec(run.job.spec)


def choose_run(session: Session) -> None:
    """Draws the choice of the run that is shown, where there are several."""
    run = session.shown_run
    if len(session.runs) < 2 or run is None:
        return
    # What the shown one has reached stands over its curves, once its film is there: not beside an earlier epoch.
    titles = {each.number: each.title_without_result if each is run else each.title for each in reversed(session.runs)}

    def take(number: int) -> None:
        mine = current()
        if chosen := mine.run(number):
            mine.choose_run(chosen)

    choose(
        tr("Run"),
        titles,
        run.number,
        f"shown-{'-'.join(map(str, titles))}",
        take=take,
        label_visibility="collapsed",
        width=210,
    )


def _progress(run: SessionRun | None, history: History, planned: int) -> None:
    """One line of state, and a bar of fixed height."""
    if run is None:
        st.progress(0.0, text=tr("Press Train, and the curves grow here."))
        return
    if history.is_live:
        waits = engine().seconds_until_start(run.job)
        text = progress_words.doing(history, engine().state, planned, engine().hindrance, waits)
    else:
        text = _ending(run, history)
    ended_well = history.status == "finished" and history.reason != "diverged"
    st.progress(1.0 if ended_well else history.progress, text=text)
    if history.is_live:
        spoken.say(progress_words.aloud(history, text), "training")
    else:
        # What went wrong is announced by its own box.
        words = tr("Run {number} has ended. {text}.", number=run.number, text=text) if ended_well else ""
        spoken.say(words.replace("**", "").replace(" · ", ", "), "training", "result")


def _stuck(run: SessionRun) -> None:
    """A training that gives no sign of life is offered for ending."""
    silence = run.job.silence
    if silence < STUCK_SECONDS:
        return
    if not run.job.answers:
        why = tr("Its process does not respond either: it is stuck, or the machine has too little memory.")
    elif run.job.history.status == "preparing":
        why = tr("Its process is running, so it may still be loading its data.")
    else:
        why = tr(
            "Its process is running, so it may be in a step that takes this long: the network is very large, or the "
            "machine is busy."
        )
    st.warning(
        tr(
            "This training has not responded for {silence}. {why} Wait, or end it and lose what it has learned.",
            silence=show_duration(silence),
            why=why,
        ),
        icon=":material/timer:",
    )
    st.button(
        tr("End it now"), icon=":material/cancel:", key=f"kill-{run.number}", on_click=lambda: engine().kill(run.job)
    )


def _ending(run: SessionRun, history: History) -> str:
    """The result in one line."""
    if history.status == "failed":
        return tr("Run {number} failed.", number=run.number)
    if history.reason == "diverged":
        return tr("Run {number} diverged in epoch {value}.", number=run.number, value=len(history.epochs) or 1)
    parts = [
        tr("test {name} **{value}**", name=metric_words(name), value=show_metric(name, value))
        for name, value in sorted(history.test_metrics.items())
    ]
    epochs = tr(
        "{epochs} of {planned_epochs} epochs", epochs=len(history.epochs), planned_epochs=history.planned_epochs
    )
    parts.append(tr("{epochs} in {total_seconds}", epochs=epochs, total_seconds=show_duration(history.total_seconds)))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _message(run: SessionRun | None, history: History) -> None:
    """What the ending means; under the curves, so that they do not jump."""
    if run is None:
        return
    if run.job.notice:
        st.caption(f":material/groups: {plain(tr(run.job.notice))}")
    if history.is_live:
        if history.note:
            st.warning(plain(tr(history.note)), icon=":material/hard_drive:")
        return
    if history.status == "failed" or history.reason == "diverged":
        show_error(history.told)
    else:
        why = tr("How its epochs were run: {why}", why=tr(history.why)) if history.why else None
        st.caption(plain(history.told), help=why)
        if note := by_hand.hand_note(history):
            st.caption(f":material/back_hand: {note}")


@st.fragment
def _table(run: SessionRun | None) -> None:
    """The curves' numbers, only when they are looked at: of many epochs they are hundreds of thousands of bytes."""
    if run is None:
        return
    history = run.job.history
    if not history.epochs:
        return
    with st.expander(
        tr("The curves as a table"), icon=":material/table:", key="curves-as-table", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.dataframe(
            {N_("epoch"): history.epochs, **history.columns, N_("seconds"): history.seconds},
            hide_index=True,
            column_config=heads(("epoch", "seconds")),
        )


def _visible_step(history: History, planned: int) -> int:
    """Counts up where the line within the running epoch has become longer by what is worth drawing the curves anew."""
    share = history.batch / max(history.steps, 1) / max(planned, 1)
    return int(np.ceil(STEPS_ACROSS * share)) if history.running else 0


def _within(history: History) -> dict[str, list[float]]:
    """Loss and metrics within the epoch that runs, as columns; its place on the axis is a fraction."""
    if not history.running or not history.steps:
        return {}
    done, names = len(history.epochs), list(history.running[-1][1])
    columns: dict[str, list[float]] = {"epoch": [done + batch / history.steps for batch, _ in history.running]}
    return columns | {name: [logs.get(name, math.nan) for _, logs in history.running] for name in names}


def _in_words(columns: dict[str, Any], name: str) -> str:
    values = columns.get(name)
    if not values:
        return tr("{replace} over the epochs: nothing yet", replace=metric_words(name))
    validation = columns.get(f"val_{name}")
    text = tr(
        "{replace} after {values} epochs: training {name}",
        replace=metric_words(name),
        values=len(values),
        name=show_metric(name, values[-1]),
    )
    return text + (tr(", validation {name}", name=show_metric(name, validation[-1])) if validation else "")
