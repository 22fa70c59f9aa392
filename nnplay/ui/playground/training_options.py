"""How the network is trained: optimizer, learning rate, batch size, epochs, and what is folded away."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.i18n import N_, tr
from nnplay.models.losses import losses_for
from nnplay.registry import DATASETS, OPTIMIZERS, Param
from nnplay.spec import AUTO_LOSS, NO_CLASS_WEIGHT, SEED, TRAINING_PARAMS, ExperimentSpec, OptimizerSpec
from nnplay.ui.classroom import held
from nnplay.ui.common import page
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.folded import apart, is_drawn
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.common.widgets import options_editor

MORE = "training-more"
"""Key of what is folded away."""


def edit(session: Session) -> DeltaGenerator:
    """Draws the training options; the place for the curves."""
    with page.heading(N_("Training")):
        folded = st.container(width="content")
    training = session.spec.training
    key = session.key("training")
    with st.container(key="training-options"):
        places = held.columns({"optimizer": 1.15, "learning_rate": 1.2, "batch_size": 0.95, "epochs": 0.95}, session)
    name = training.optimizer.name
    if "optimizer" in places:
        names = list(OPTIMIZERS)
        help = tr("How the weights follow the gradient. {name}: {help}", name=name, help=training.optimizer.kind.help)
        chosen = places["optimizer"].selectbox(
            tr("Optimizer"),
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
    session.spec = session.spec.with_training(
        optimizer=optimizer.with_options(learning_rate=rate), batch_size=batch_size, epochs=epochs
    )
    if any(held.is_shown(session, control) for control in ("training_options", "learning_rate", "seed")):
        with folded:
            apart(session, lambda: _folded(session))
    return page.place("curves")


def _folded(session: Session) -> ExperimentSpec:
    """What is folded away; the experiment as it says."""
    spec, key = session.spec, session.key("training")
    more = st.popover(tr("More options"), key=MORE, type="tertiary", icon=":material/tune:", on_change="rerun")
    if not is_drawn(more, MORE):
        return spec
    optimizer = spec.training.optimizer
    rate = optimizer["learning_rate"]
    declared = next(param for param in optimizer.kind.params if param.name == "learning_rate")
    with more:
        chosen = _more_options(session, key)
        options = options_editor(
            optimizer.kind,
            optimizer.options,
            f"{key}-{optimizer.name}",
            skip=("learning_rate",),
            state=held.of_training(session),
        )
        _exact_rate(session, optimizer.name, rate, declared)
        seed = held.held_param(session, "seed", SEED, spec.seed, f"{key}-seed")
    return spec.with_seed(seed).with_training(
        optimizer=OptimizerSpec(optimizer.name, {**options, "learning_rate": rate}), **chosen
    )


def _more_options(session: Session, key: str) -> dict[str, Any]:
    """Loss, early stopping with its patience, and class weights, as far as they are shown."""
    training = session.spec.training
    control = "training_options"
    if not held.is_shown(session, control):
        return {}
    task = DATASETS[session.spec.dataset.name].signature(session.spec.dataset.options).task
    losses = [AUTO_LOSS, *losses_for(task)]
    if training.loss not in losses:
        losses.append(training.loss)
    loss = st.selectbox(
        tr("Loss"),
        losses,
        index=losses.index(training.loss),
        format_func=lambda loss: tr("auto: {task}", task=losses_for(task)[0]) if loss == AUTO_LOSS else loss,
        key=f"{key}-{task}-loss",
        **held.fixed(session, control, TRAINING_PARAMS["loss"].help),
    )
    chosen: dict[str, Any] = {"loss": loss if held.is_free(session, control) else training.loss}

    def option(name: str, value: Any, key: str) -> None:
        chosen[name] = held.held_param(session, control, TRAINING_PARAMS[name], value, key)

    option("early_stopping", training.early_stopping, f"{key}-stopping")
    if chosen["early_stopping"]:
        option("patience", training.patience, f"{key}-patience")
    if (
        task != "regression" or training.class_weight != NO_CLASS_WEIGHT
    ):  # where it does not fit, it can be switched off
        option("class_weight", training.class_weight, f"{key}-class-weight")
    return chosen


def _exact_rate(session: Session, optimizer: str, rate: float, declared: Param) -> None:
    """The learning rate as a number, for what the slider has no stop for."""
    if not held.is_shown(session, "learning_rate"):
        return
    key = _exact_key(session, optimizer, rate)
    st.number_input(
        tr("Exact learning rate"),
        value=float(rate),
        min_value=declared.minimum,
        max_value=declared.maximum,
        format="%g",
        key=key,
        on_change=_take_exact_rate,
        args=(key,),
        **held.fixed(session, "learning_rate", tr("For a value between or beyond the slider's stops.")),
    )


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
