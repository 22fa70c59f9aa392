"""The network on points, one number or a table, alive: while it is trained, and afterwards as a film."""

from __future__ import annotations

import functools

import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.datasets import load_dataset
from nnplay.errors import DataError
from nnplay.figures import living_network as described
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.classroom import held
from nnplay.ui.common import living_frames, untrained
from nnplay.ui.common.current import current
from nnplay.ui.common.live import live_seconds, picture_seconds
from nnplay.ui.common.living_film import LivingFilm
from nnplay.ui.common.living_network import living_network
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from nnplay.ui.playground import hand, weight_panel

KEY = "living-network"


def fits(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the weights of a run are those of this network on these data."""
    return run.job.spec.layers == spec.layers and run.job.spec.dataset == spec.dataset


def plays(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the picture of the network plays the film of a run, so that no other control has to."""
    history = run.job.history
    if fits(spec, run) and living_frames.plays(spec, run):
        return True
    has_film = len(history.film) > 1 or (history.stage == "over" and len(history.checkpoints) > 1)
    return described.can_live(spec) and fits(spec, run) and has_film


def goal_of(spec: ExperimentSpec) -> str:
    """The task that an experiment of the catalogue sets, in the reader's language; empty for none."""
    return next((preset.goal for preset in CATALOGUE.values() if preset.spec == spec), "")


def show(spec: ExperimentSpec, run: SessionRun | None) -> bool:
    """Draws the network, where the browser can compute what its neurons say; whether it has.

    Args:
        spec: The experiment at hand.
        run: The run whose weights it has, if any; it must have the same data and layers.
    """
    if not described.can_live(spec):
        return False
    try:
        network = described.describe(spec, load_dataset(spec.dataset))
    except DataError:  # the column of the data says why
        return False
    goal = goal_of(spec)
    names = ", ".join(row.label for row in trace(spec).rows)
    label = tr("Picture of the network: {names}", names=names)
    began = current().revision, current().shown
    comes = run is None and untrained.waits(spec)
    every = live_seconds() if comes else picture_seconds(run)
    living = LivingFilm(run, every, linked=True) if run else None

    @st.fragment(run_every=every)
    def draw() -> None:
        if (current().revision, current().shown) != began:
            st.rerun()  # something was done in the picture that concerns the whole page
        if comes and not untrained.waits(spec):
            st.rerun()  # nothing more is to come
        hand.say()
        example, may_move = current().part(InsideState).example, held.is_free(current(), "weights")
        # Also of a run that has said nothing yet, unless it starts from the weights of another one.
        initial = None if run and (run.base or run.job.history.film) else untrained.weights(spec)
        first = None if initial is None else (0, initial)
        if run is None or living is None:
            living_network(
                network,
                KEY,
                label=label,
                now=first,
                goal=goal,
                on_hand=functools.partial(hand.train_first, spec) if may_move else None,
                shapes="now" if _may_reshape() else "",
                on_shape=functools.partial(hand.reshape, spec, None),
                example=example,
                on_example=choose,
            )
            return
        history, update = run.job.history, living.update()
        living_network(
            network,
            KEY,
            label=label,
            **{**update, "now": update["now"] or hand.begun(run) or first},
            goal=goal,
            takes=hand.takes(run, history) and may_move,
            by_hand=hand.numbers(run, history),
            shapes=("now" if hand.rests(run) else "later") if _may_reshape() else "",
            on_shape=functools.partial(hand.reshape, spec, run),
            on_hand=functools.partial(hand.obey, spec, run) if may_move else None,
            example=example,
            on_example=choose,
            on_hold=functools.partial(hold, run) if living.is_linked else None,
        )

    draw()
    weight_panel.draw(spec, run)
    return True


def _may_reshape() -> bool:
    """Whether neurons and layers may be added and taken in the picture; a task may fix them."""
    return all(held.is_free(current(), control) for control in ("layers", "units"))


def choose(place: int) -> None:
    """Makes all pages look at another test example."""
    current().part(InsideState).look_at(max(place, 0))


def hold(run: SessionRun, number: int, epoch: int | None) -> None:
    """Makes all pages show the network of an epoch that the film was stopped at; of the newest one for None."""
    if number == run.number and (epoch is None or epoch in run.job.history.checkpoints):
        run.epoch = epoch
