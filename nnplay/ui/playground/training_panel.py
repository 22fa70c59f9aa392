"""The third column: how the network is trained, its curves and its result."""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.engine.client import STUCK_SECONDS
from nnplay.models.losses import METRICS, losses_for
from nnplay.registry import DATASETS, OPTIMIZERS
from nnplay.runs.differences import in_short
from nnplay.spec import AUTO_LOSS, NO_CLASS_WEIGHT, SEED, TRAINING_PARAMS, OptimizerSpec
from nnplay.training import by_hand
from nnplay.training.history import History, Stage, show_duration, show_metric
from nnplay.ui.classroom import held
from nnplay.ui.common import film, page, progress_words, spoken
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live import QUICK_SECONDS, first_poll_seconds, standing
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.common.widgets import options_editor
from nnplay.ui.playground import diagnosis_panel, live_settings, living_panel

HEIGHT = 205
"""Of each curve, in pixels."""

STEPS_ACROSS = 40
"""So often the curves are drawn anew within epochs, all planned ones together."""


def edit(session: Session) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Draws the training options; the places for the curves and for the choice of the run that is shown."""
    with page.heading("Training"):
        runs = st.container(width="content")
        more: DeltaGenerator | nullcontext[None] = nullcontext()
        if any(held.is_shown(session, control) for control in ("training_options", "learning_rate", "seed")):
            more = st.popover("More options", key="training-more", type="tertiary", icon=":material/tune:")
    training = session.spec.training
    key = session.key("training")
    with st.container(key="training-options"):
        places = held.columns({"optimizer": 1.15, "learning_rate": 1.2, "batch_size": 0.95, "epochs": 0.95}, session)
    name = training.optimizer.name
    if "optimizer" in places:
        names = list(OPTIMIZERS)
        help = f"How the weights follow the gradient. {name}: {training.optimizer.kind.help}"
        chosen = places["optimizer"].selectbox(
            "Optimizer",
            names,
            index=names.index(name),
            key=f"{key}-optimizer",
            **held.fixed(session, "optimizer", help),
        )
        name = chosen if held.is_free(session, "optimizer") else name
    optimizer = training.optimizer if name == training.optimizer.name else OptimizerSpec(name)
    if not held.is_free(session, "learning_rate"):  # it stays also with another optimizer
        optimizer = optimizer.with_options(learning_rate=training.optimizer["learning_rate"])
    declared = {param.name: param for param in optimizer.kind.params}
    with places.get("learning_rate", nullcontext()):
        rate = held.held_param(
            session, "learning_rate", declared["learning_rate"], optimizer["learning_rate"], f"{key}-{name}-rate"
        )
    _change_live_rate(session, name, rate)
    with places.get("batch_size", nullcontext()):
        batch_size = held.held_param(
            session, "batch_size", TRAINING_PARAMS["batch_size"], training.batch_size, f"{key}-batch"
        )
    with places.get("epochs", nullcontext()):
        epochs = held.held_param(session, "epochs", TRAINING_PARAMS["epochs"], training.epochs, f"{key}-epochs")
    with more:
        loss, stopping, patience, class_weight = _more_options(session, key)
        options = options_editor(
            optimizer.kind,
            optimizer.options,
            f"{key}-{name}",
            skip=("learning_rate",),
            state=held.of_training(session),
        )
        if held.is_shown(session, "learning_rate"):
            st.number_input(
                "Exact learning rate",
                value=float(rate),
                min_value=declared["learning_rate"].minimum,
                max_value=declared["learning_rate"].maximum,
                format="%g",
                key=_exact_key(session, name, rate),
                on_change=_take_exact_rate,
                args=(_exact_key(session, name, rate),),
                **held.fixed(session, "learning_rate", "For a value between or beyond the slider's stops."),
            )
        seed = held.held_param(session, "seed", SEED, session.spec.seed, f"{key}-seed")
    session.spec = session.spec.with_seed(seed).with_training(
        optimizer=OptimizerSpec(name, {**options, "learning_rate": rate}),
        loss=loss,
        batch_size=batch_size,
        epochs=epochs,
        early_stopping=stopping,
        patience=patience,
        class_weight=class_weight,
    )
    return page.place("curves"), runs


def _more_options(session: Session, key: str) -> tuple[str, bool, int, str]:
    """Loss, early stopping with its patience, and class weights."""
    training = session.spec.training
    control = "training_options"
    if not held.is_shown(session, control):
        return training.loss, training.early_stopping, training.patience, training.class_weight
    task = DATASETS[session.spec.dataset.name].signature(session.spec.dataset.options).task
    losses = [AUTO_LOSS, *losses_for(task)]
    if training.loss not in losses:
        losses.append(training.loss)
    loss = st.selectbox(
        "Loss",
        losses,
        index=losses.index(training.loss),
        format_func=lambda loss: f"auto: {losses_for(task)[0]}" if loss == AUTO_LOSS else loss,
        key=f"{key}-{task}-loss",
        **held.fixed(session, control, TRAINING_PARAMS["loss"].help),
    )

    def option(name: str, value: Any, key: str) -> Any:
        return held.held_param(session, control, TRAINING_PARAMS[name], value, key)

    stopping = option("early_stopping", training.early_stopping, f"{key}-stopping")
    patience, class_weight = training.patience, training.class_weight
    if stopping:
        patience = option("patience", patience, f"{key}-patience")
    if task != "regression" or class_weight != NO_CLASS_WEIGHT:  # where it does not fit, it can be switched off
        class_weight = option("class_weight", class_weight, f"{key}-class-weight")
    return loss if held.is_free(session, control) else training.loss, stopping, patience, class_weight


def show(session: Session, live: SessionRun | None, stage: Stage, stood: tuple[int, ...]) -> None:
    """Draws progress, curves and result of the shown run.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn.
        stage: Its stage then; see `SessionRun.stage`.
        stood: Where it stood then; a step of a run that waits may be over before it is seen to go on.
    """
    run = session.shown_run
    if run and run is live and (offered := live_settings.offered(session.spec, run)):
        live_settings.draw(session.spec, run, offered)
    elif run and not run.is_of(session.spec):
        place = st.container(key="its-settings" if run is live else "set-aside")
        with place.container(horizontal=True, vertical_alignment="center", gap="small", key="other-run"):
            st.caption(_other_run(run, live), width="stretch")
            st.button(
                "Use its settings",
                icon=":material/undo:",
                type="tertiary",
                key="take-settings",
                on_click=_take_settings,
                args=(run.number,),
                help="Replaces the experiment here with the one of this run.",
            )
    task = DATASETS[session.spec.dataset.name].signature(session.spec.dataset.options).task
    # The newest ones, by what they show: a class that waits in the queue would draw the same again and again.
    curves: dict[Any, tuple[Any, Any]] = {}
    pace = first_poll_seconds(live)

    @st.fragment(run_every=pace)
    def draw() -> None:
        history = run.job.history if run else History()
        planned = history.planned_epochs or (run.job.spec if run else session.spec).training.epochs
        with st.container(key=f"progress-{run.number if run else 0}"):
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
            marks.append((run.epoch, "shown"))
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
        if live and (
            live.stage != stage
            or standing(live) != stood
            or (pace == QUICK_SECONDS and first_poll_seconds(live) != pace)
        ):
            st.rerun()  # once, so that the whole page knows

    draw()
    # Under the curves: what comes when a run has ended must not move them.
    if run and run.stage == "over":
        with st.container(key=f"verdict-{run.number}"):
            diagnosis_panel.show(session, run)
    if run and run.stage in ("paused", "over") and not living_panel.plays(session.spec, run):
        film.choose(run, "playground")
    _table(run)


def _other_run(run: SessionRun, live: SessionRun | None) -> str:
    """That the curves are of another experiment than the one at hand, whose button trains it when it can."""
    settings = in_short(run.job.spec)
    if live is run:
        return (
            f"Run {run.number} keeps the settings that it started with: {settings}. Your changes are for the next run."
        )
    return f"Curves of run {run.number}, which used different settings: {settings}."


def _take_settings(number: int) -> None:
    mine = current()
    if run := mine.run(number):
        mine.choose_run(run)
        mine.replace_spec(run.job.spec)


def _exact_key(session: Session, optimizer: str, rate: float) -> str:
    return f"{session.key('training')}-{optimizer}-{rate}-exact"


def _change_live_rate(session: Session, optimizer: str, rate: float) -> None:
    """A learning rate that is moved while this experiment is trained acts on the training at once."""
    live = session.live_run
    old = session.spec.training.optimizer
    if live and live.is_of(session.spec) and optimizer == old.name and rate != old["learning_rate"]:
        with show_errors():
            engine().set_learning_rate(live.job, rate)
            live.rate_moved = True


def _take_exact_rate(key: str) -> None:
    session = current()
    optimizer = session.spec.training.optimizer
    if key != _exact_key(session, optimizer.name, optimizer["learning_rate"]):
        return  # the value of a field that has gone, which a browser may send once more
    rate = WidgetValue(key, optimizer["learning_rate"]).get()
    _change_live_rate(session, optimizer.name, rate)
    session.replace_spec(session.spec.with_training(optimizer=optimizer.with_options(learning_rate=rate)))


def choose_run(session: Session) -> None:
    """Draws the choice of the run that is shown, where there are several."""
    run = session.shown_run
    if len(session.runs) < 2 or run is None:
        return
    titles = {each.number: each.title for each in reversed(session.runs)}

    def take(number: int) -> None:
        mine = current()
        if chosen := mine.run(number):
            mine.choose_run(chosen)

    choose(
        "Run",
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
        st.progress(0.0, text="Press Train, and the curves grow here.")
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
        words = f"Run {run.number} has ended. {text}." if ended_well else ""
        spoken.say(words.replace("**", "").replace(" · ", ", "), "training", "result")


def _stuck(run: SessionRun) -> None:
    """A training that gives no sign of life is offered for ending."""
    silence = run.job.silence
    if silence < STUCK_SECONDS:
        return
    if not run.job.answers:
        why = "Its process does not respond either: it is stuck, or the machine has too little memory."
    elif run.job.history.status == "preparing":
        why = "Its process is running, so it may still be loading its data."
    else:
        why = (
            "Its process is running, so it may be in a step that takes this long: the network is very large, or the "
            "machine "
            "is busy."
        )
    st.warning(
        f"This training has not responded for {show_duration(silence)}. {why} Wait, or end it and lose what it has "
        "learned.",
        icon=":material/timer:",
    )
    st.button("End it now", icon=":material/cancel:", key=f"kill-{run.number}", on_click=lambda: engine().kill(run.job))


def _ending(run: SessionRun, history: History) -> str:
    """The result in one line."""
    if history.status == "failed":
        return f"Run {run.number} failed."
    if history.reason == "diverged":
        return f"Run {run.number} diverged in epoch {len(history.epochs) or 1}."
    parts = [
        f"test {figures.metric_title(name).lower()} **{show_metric(name, value)}**"
        for name, value in sorted(history.test_metrics.items())
    ]
    epochs = f"{len(history.epochs)} of {history.planned_epochs} epochs"
    return " · ".join([*parts, f"{epochs} in {show_duration(history.total_seconds)}"]).capitalize()


def _message(run: SessionRun | None, history: History) -> None:
    """What the ending means; under the curves, so that they do not jump."""
    if run is None:
        return
    if run.job.notice:
        st.caption(f":material/groups: {plain(run.job.notice)}")
    if history.is_live:
        if history.note:
            st.warning(plain(history.note), icon=":material/hard_drive:")
        return
    if history.status == "failed" or history.reason == "diverged":
        show_error(history.message)
    else:
        st.caption(plain(history.message), help=f"How its epochs were run: {history.why}" if history.why else None)
        if note := by_hand.hand_note(history):
            st.caption(f":material/back_hand: {note}")


def _table(run: SessionRun | None) -> None:
    """The curves' numbers."""
    if run is None:
        return
    history = run.job.history
    if not history.epochs:
        return
    with st.expander("The curves as a table", icon=":material/table:"):
        st.dataframe({"epoch": history.epochs, **history.columns, "seconds": history.seconds}, hide_index=True)


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
        return f"{name.replace('_', ' ')} over the epochs: nothing yet"
    validation = columns.get(f"val_{name}")
    text = f"{name.replace('_', ' ')} after {len(values)} epochs: training {show_metric(name, values[-1])}"
    return text + (f", validation {show_metric(name, validation[-1])}" if validation else "")
