"""The buttons that train, hold, step, end and reset: always the same ones in the same places.

What can't be done now is disabled, and its tooltip says why. Only the first button changes what it does, as on a
player: Train, Pause, Resume.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from nnplay.errors import NnplayError
from nnplay.i18n import N_, tr
from nnplay.training.history import Stage
from nnplay.ui.common import expected
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Press, Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import first_curves, starting

CommandPlace = Literal["train", "stop", "epoch", "batch", "reset", "more"]

WIDTHS: dict[CommandPlace, int] = {"train": 104, "stop": 82, "epoch": 112, "batch": 110, "reset": 88, "more": 130}
"""In pixels: a label that changes moves no other button. Wider where the words of a language are longer."""

LABELS: dict[CommandPlace, tuple[str, ...]] = {
    "train": (N_("Train"), N_("Pause"), N_("Resume")),
    "stop": (N_("Stop"),),
    "epoch": (N_("One epoch"),),
    "batch": (N_("One batch"),),
    "reset": (N_("Reset"),),
}
"""All that a place can say."""

ICON_WIDTH, LETTER_WIDTH = 47, 7.0
"""Of a button without its label, and of a letter, in pixels."""


@dataclass(frozen=True)
class Button:
    """What a place offers now.

    Args:
        label, icon, help: As in Streamlit; the icon without its `:material/`.
        do: What a press does; None where it can't be pressed.
        key: Its own: a press that was meant for another button of the place does nothing.
    """

    label: str
    icon: str
    help: str
    do: Callable[[], None] | None = None
    key: str = ""


def draw(session: Session, live: SessionRun | None, stage: Stage) -> None:
    """Draws all of them into the container at hand.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn.
        stage: Its stage then; `"over"` where there is none.
    """
    for name, button in offered(session, live, stage).items():
        width = width_of(name)
        # The first one is replaced by another; the old one stays for a moment, in the same place.
        with st.container(key="first-command", width=width) if name == "train" else nullcontext():
            st.button(
                button.label,
                type="primary" if name == "train" else "secondary",
                icon=f":material/{button.icon}:",
                key=button.key or f"command-{name}",
                help=button.help,
                on_click=button.do,
                disabled=button.do is None,
                width="stretch" if name == "train" else width,
            )


def width_of(place: CommandPlace) -> int:
    """Of the button in a place, in pixels, whatever it says now."""
    labels = [_more_label(1000)] if place == "more" else [tr(label) for label in LABELS[place]]
    return max(WIDTHS[place], *map(width_for, labels))


def width_for(label: str) -> int:
    """That a button with an icon needs for its words, in pixels, roughly."""
    return math.ceil(ICON_WIDTH + LETTER_WIDTH * len(label))


def offered(session: Session, live: SessionRun | None, stage: Stage) -> dict[CommandPlace, Button]:
    """What each place offers, from left to right; see `draw`."""
    return {
        "train": _first(live, stage),
        "stop": _stop(live, stage),
        "epoch": _step(session, live, stage, "epoch"),
        "batch": _step(session, live, stage, "batch"),
        "reset": _reset(session, live, stage),
        "more": _more(session, live, stage),
    }


def _first(live: SessionRun | None, stage: Stage) -> Button:
    train = tr("Draw fresh weights and train the network that you see. The same seed gives the same weights.")
    match stage:
        case "running" if live:
            return Button(
                tr("Pause"),
                "pause",
                tr("Pause the training. It can continue from where it stopped."),
                _command(lambda: engine().pause(live.job)),
                "command-Pause",
            )
        case "paused" if live:
            return Button(tr("Resume"), "play_arrow", tr("Go on."), _command(lambda: _resume(live)), "command-Resume")
        case "queued":
            return Button(
                tr("Train"), "play_arrow", tr("It is waiting for a free core and starts by itself."), None, "train"
            )
        case "testing":
            return Button(
                tr("Train"),
                "play_arrow",
                tr("It has ended, and is tested now. Then you can train again."),
                None,
                "train",
            )
        case "untrained" if live and live.job.history.by_hand:
            given = tr("Train the network from the weights that it was given.")
            return Button(tr("Train"), "play_arrow", given, _pressing("train"), "train")
        case _:
            return Button(tr("Train"), "play_arrow", train, _pressing("train"), "train")


def _stop(live: SessionRun | None, stage: Stage) -> Button:
    if live is None or stage == "over":
        return Button(tr("Stop"), "stop", tr("Nothing is being trained."))
    help = {
        "queued": tr("Leave the queue without training."),
        "testing": tr("End the test early. Its numbers then come from the test examples read so far."),
    }.get(stage, tr("End the training. The network keeps what it has learned."))
    return Button(tr("Stop"), "stop", help, _command(lambda: engine().stop(live.job)))


def _step(session: Session, live: SessionRun | None, stage: Stage, what: Literal["epoch", "batch"]) -> Button:
    label, icon = (tr("One epoch"), "skip_next") if what == "epoch" else (tr("One batch"), "navigate_next")
    if live and stage != "over":
        if stage == "paused" or (stage == "untrained" and live.is_of(session.spec)):
            help = {
                "epoch": tr("Train to the end of this epoch."),
                "batch": tr("Train on the next batch; convolutional networks take several batches at once."),
            }[what]
            return Button(label, icon, help, _command(lambda: _next(live, what)))
        if stage != "untrained":
            held = {
                "running": tr("Pause first."),
                "queued": tr("It waits for a free core."),
                "testing": tr("It is tested now."),
            }[stage]
            return Button(label, icon, tr("Steps are for a training that is paused. {held}", held=held))
    elif _shown(session):
        return Button(label, icon, tr("This run is over. Press Reset first. Then step by epoch or batch."))
    help = {
        "epoch": tr("Begin with fresh weights, train for one epoch and wait there."),
        "batch": tr("Begin with fresh weights, train for one batch and wait there."),
    }[what]
    return Button(label, icon, help, _pressing(what))


def _reset(session: Session, live: SessionRun | None, stage: Stage) -> Button:
    label, icon = tr("Reset"), "replay"
    match stage:
        case "paused" if live:
            help = tr("Put the initial weights back and wait there. What this run has learned is lost.")
            return Button(label, icon, help, _command(lambda: session.reset(live)))
        case "over":
            help = tr(
                "Show the network with its initial weights, before any training. Then train it, or step through it by "
                "epoch or batch. Earlier runs stay."
            )
            return Button(label, icon, help, _pressing("reset"))
        case "untrained" if live and (live.job.history.by_hand or not live.is_of(session.spec)):
            return Button(
                label, icon, tr("Show the network that you see with its initial weights."), _pressing("reset")
            )
        case "untrained":
            return Button(label, icon, tr("The network has its initial weights already."))
        case _:
            return Button(label, icon, tr("Pause or stop the training first."))


def _more(session: Session, live: SessionRun | None, stage: Stage) -> Button:
    more, run = session.spec.training.epochs, _shown(session)
    label, icon = _more_label(more), "forward"
    if live and stage != "over":
        return Button(label, icon, tr("The training is not over yet."))
    if run is None:
        return Button(label, icon, tr("Train this network first. Then you can train it for more epochs."))
    if not run.is_trained:
        return Button(label, icon, tr("This run ended without a network that can be trained further."))
    return Button(label, icon, tr("Continue training the network as it is."), _command(lambda: _train_more(run, more)))


def _more_label(epochs: int) -> str:
    return tr("{epochs:,} more epochs", epochs=epochs)


def _shown(session: Session) -> SessionRun | None:
    """The run that the page shows, if it is of the experiment at hand."""
    run = session.shown_run
    return run if run and run.is_of(session.spec) else None


def _pressing(what: Press) -> Callable[[], None]:
    """Notes a press for `starting.act`.

    What a button returns is lost if another change draws the page anew before the end of the page has been reached.
    """

    def note() -> None:
        current().pressed = what
        if what == "train":
            first_curves.ask()

    return note


def _command(do: Callable[[], None]) -> Callable[[], None]:
    def obey() -> None:
        try:
            do()
        except NnplayError as error:
            st.toast(plain(tr(error.message)), icon=":material/error:", duration="long")

    return obey


def _resume(run: SessionRun) -> None:
    run.epoch = None
    engine().resume(run.job)


def _next(run: SessionRun, what: Literal["epoch", "batch"]) -> None:
    """Trains a step; where the picture is held at an earlier epoch, it is the picture that goes on by one frame."""
    held, history = run.epoch, run.job.history
    if held is not None and held < len(history.epochs):
        run.epoch = next((epoch for epoch in history.checkpoints if epoch > held), None)
    else:
        run.epoch = None
        engine().step(run.job, what)


def _train_more(run: SessionRun, epochs: int) -> None:
    run.epoch = None
    current().part(expected.Expected).adds = True
    engine().train_more(run.job, epochs)
    starting.wait_for_news(run)
