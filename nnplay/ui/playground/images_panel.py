"""The network on images, alive: what its layers say to one example, while it is trained and afterwards as a film."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay import sketch
from nnplay.datasets import Dataset, load_dataset
from nnplay.errors import BlankSketchError, DataError
from nnplay.figures import living_images as described
from nnplay.inspection.results import PictureFrame
from nnplay.models.shapes import trace
from nnplay.sketch import Strokes
from nnplay.spec import ExperimentSpec
from nnplay.training.events import WatchedExample
from nnplay.training.spread import dropped
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.living_images import living_images
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside import origin
from nnplay.ui.inside.common import Subject, ask_once
from nnplay.ui.inside.example import ChosenExample, is_digits
from nnplay.ui.inside.state import InsideState

KEY = "living-images"

MOST_FILM, FILM_BYTES = 24, 300_000
"""Frames of the film of an example, and their bytes: all of them are sent at once."""

LIVE_BYTES = 50_000
"""Of frames in one update while a network is trained; there are two updates a second."""

RENEW_SECONDS = 8.0
"""A training is told again that the example is watched after so long."""

ANSWER_SECONDS = 0.4
"""So long an update waits for the first frame of another example."""


@dataclass
class PicturedExample:
    """What goes through the picture of the network, beside the example that all pages look at.

    Args:
        strokes: The drawing, if that is looked at.
        done: Whether its pen is lifted.
        watched: The training that was told to watch an example, the example's name, and when.
        shown: Which maps and units were shown last, with the training and the example.
        clicked: A layer and a place in it whose sum shall be shown.
    """

    strokes: Strokes | None = None
    done: bool = True
    watched: tuple[str, str, float] = ("", "", 0.0)
    shown: tuple[str, str, tuple[tuple[int, ...], ...] | None] = ("", "", None)
    clicked: tuple[str, tuple[int, ...]] | None = None


def show(session: Session, spec: ExperimentSpec, run: SessionRun | None) -> bool:
    """Draws the network, where it reads images; whether it has.

    Args:
        session: The session.
        spec: The experiment at hand.
        run: The run whose weights it has, if any; it must have the same data and layers.
    """
    if not described.can_show(spec):
        return False
    try:
        data = load_dataset(spec.dataset)
    except DataError:  # the column of the data says why
        return False
    network = described.describe(spec, data.signature)
    label = "Picture of the network: " + ", ".join(row.label for row in trace(spec).rows)

    @st.fragment(run_every=poll_seconds(run))
    def draw() -> None:
        mine = session.part(PicturedExample)
        if mine.clicked and run:
            st.rerun()  # the dialog belongs to the whole page
        mine.clicked = None
        chosen = _chosen(session, data)
        living_images(
            network,
            KEY,
            label=label,
            example=_example(chosen, data, mine),
            heard={
                "chosen": functools.partial(_choose, len(data.x_test)),
                "drawn": _draw,
                "clicked": _click,
                **({"held": functools.partial(_hold, run)} if run and run.stage == "over" else {}),
            },
            **(_frames(run, chosen, mine, network) if run else {}),
        )

    if run:
        _sum(session, run, data)
    draw()
    return True


def plays(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the picture plays the film of a run, so that no other control has to."""
    return described.can_show(spec) and run.stage == "over" and len(run.job.history.checkpoints) > 1


# The example ------------------------------------------------------------------------------------


def _chosen(session: Session, data: Dataset) -> ChosenExample:
    """The drawing, or the test example that all pages look at."""
    strokes = session.part(PicturedExample).strokes
    if strokes and is_digits(data):
        with show_errors():
            try:
                picture = sketch.to_input(strokes, data.input_shape)
            except BlankSketchError:
                session.part(PicturedExample).strokes = None
            else:
                return ChosenExample(data.preprocess.pictures(picture[None])[0], "Your drawing")
    index = min(session.part(InsideState).example, len(data.x_test) - 1)
    return ChosenExample(data.x_test[index], f"Test example {index}", index, data.y_test[index])


def _name(chosen: ChosenExample) -> str:
    return f"test {chosen.index}" if chosen.index is not None else f"drawing {hash(chosen.values.tobytes())}"


def _example(chosen: ChosenExample, data: Dataset, mine: PicturedExample) -> Mapping[str, Any]:
    truth = ""
    if chosen.index is not None:
        truth = data.class_names[int(chosen.y_true)] if data.class_names else f"{float(chosen.y_true):.3g}"
    return {
        "name": _name(chosen),
        "title": chosen.title,
        "picture": described.picture_of(chosen.values),
        "truth": truth,
        "drawn": chosen.index is None,
        "place": min(current().part(InsideState).example, len(data.x_test) - 1),
        "count": len(data.x_test),
        "sketchable": is_digits(data),
    }


# What the layers say to it ----------------------------------------------------------------------


def _frames(
    run: SessionRun, chosen: ChosenExample, mine: PicturedExample, network: Mapping[str, Any]
) -> dict[str, Any]:
    """The frames for the picture: those of the running training, or the network as it is and its film."""
    history, name = run.job.history, _name(chosen)
    known: dict[str, Any] = {
        "run": run.number,
        "planned": history.planned_epochs or run.job.spec.training.epochs,
        "live": history.is_live,
        "epoch": run.epoch,
    }
    if history.is_live and not run.job.aside and run.epoch is None:
        _watch(run, chosen, mine)
        end = time.monotonic() + ANSWER_SECONDS
        running = history.status in ("running", "paused") and not run.job.is_shared
        while running and not (seen := _seen(run, name)) and time.monotonic() < end:
            time.sleep(0.02)
        seen = _seen(run, name)
        if seen:
            mine.shown = str(run.job.folder), name, next(iter(seen.values())).units
        if seen or not run.job.is_shared:  # one that is shared may watch another example
            return {**known, "film": seen, "whole": False}
    shown = mine.shown[2] if mine.shown[:2] == (str(run.job.folder), name) else None
    epoch = run.epoch
    if epoch is None and not run.is_trained:  # it has diverged, or was stopped before its end
        epoch = history.checkpoints[-1] if history.checkpoints else None
        if epoch is None:
            return known
    film = _film(history.checkpoints, run.epoch, network) if plays(run.job.spec, run) and mine.done else ()
    if film and run.is_trained:
        epoch = None  # the film has the one that is held
    with show_errors():
        now, frames = ask_once(run, "picture_frames", example=chosen.values, film=film, shown=shown, epoch=epoch)
        at = history.best_epoch if epoch is None else epoch
        return {**known, "film": frames, "now": (at, now), "epoch": run.epoch if film else None}
    return known


def _watch(run: SessionRun, chosen: ChosenExample, mine: PicturedExample) -> None:
    """Tells a training what to watch, now and then again."""
    job, name, when = mine.watched
    now = time.monotonic()
    if (job, name) != (run.job.id, _name(chosen)) or now - when > RENEW_SECONDS:
        mine.watched = run.job.id, _name(chosen), now
        engine().watch(run.job, WatchedExample(_name(chosen), np.asarray(chosen.values, np.float32)))


def _seen(run: SessionRun, name: str) -> dict[float, PictureFrame]:
    """The newest frames of an example, not more than an update may carry."""
    seen = {round(one.epoch, 2): one.frame for one in run.job.history.seen if one.example == name}
    if not seen:
        return {}
    most = max(1, LIVE_BYTES // next(iter(seen.values())).nbytes)
    return dict(list(seen.items())[-most:])


def film_epochs(run: SessionRun, data: Dataset) -> tuple[int, ...]:
    """The epochs of the film that the picture plays; none where it plays none."""
    spec, history = run.job.spec, run.job.history
    if not plays(spec, run):
        return ()
    return _film(history.checkpoints, run.epoch, described.describe(spec, data.signature))


def _film(epochs: tuple[int, ...], held: int | None, network: Mapping[str, Any]) -> tuple[int, ...]:
    """The epochs of the film: not more than can be sent at once, and the one that is held."""
    size = sum(
        row["shown"] * math.prod(-(-side // row["step"]) for side in row["shape"][:-1]) for row in network["rows"]
    )
    left_out = dropped(list(epochs), max(2, min(MOST_FILM, FILM_BYTES // size)))
    return tuple(epoch for epoch in epochs if epoch not in left_out or epoch == held)


# What the picture says --------------------------------------------------------------------------


def _choose(count: int, place: Any) -> None:
    session = current()
    session.part(PicturedExample).strokes = None
    session.part(InsideState).look_at(int(place) % count)


def _draw(drawn: Any) -> None:
    take_drawing(current().part(PicturedExample), drawn)


def take_drawing(mine: PicturedExample, drawn: Any) -> None:
    """Makes a drawing go through the network: its `strokes`, its `pen`, and whether it is `done`."""
    mine.strokes, mine.done = None, bool(drawn["done"])
    with show_errors():
        mine.strokes = Strokes(tuple(np.array(path, float) for path in drawn["strokes"]), float(drawn["pen"])) or None


def _click(clicked: Any) -> None:
    current().part(PicturedExample).clicked = str(clicked["layer"]), tuple(int(at) for at in clicked["place"])


def _hold(run: SessionRun, held: Any) -> None:
    """Makes all pages show the network of an epoch that the film was stopped at; of the newest one for None."""
    if held["run"] == run.number and (held["epoch"] is None or held["epoch"] in run.job.history.checkpoints):
        run.epoch = held["epoch"]


def _sum(session: Session, run: SessionRun, data: Dataset) -> None:
    """Opens the sum behind the number that was clicked."""
    mine = session.part(PicturedExample)
    clicked, mine.clicked = mine.clicked, None
    if clicked is None:
        return
    with show_errors():
        chosen = _chosen(session, data)
        outputs = ask_once(run, "feature_maps", example=chosen.values, epoch=run.shown_epoch)
        subject = Subject(session, run, data, chosen, outputs, run.shown_epoch)
        layer, place = clicked
        shape = next((one.values.shape for one in outputs if one.name == layer), ())
        if len(place) == len(shape) and all(0 <= at < size for at, size in zip(place, shape, strict=True)):
            origin.open_at(subject, layer, place)
