"""The network on images or texts, alive: what its layers say to one example, in training and afterwards as a film."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay import sketch
from nnplay.datasets import Dataset, load_dataset
from nnplay.errors import BlankSketchError, DataError
from nnplay.figures import living_images as described
from nnplay.i18n import number, tr
from nnplay.models.shapes import trace
from nnplay.sketch import Strokes
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import living_frames, untrained
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import is_class, live_seconds, poll_seconds
from nnplay.ui.common.living_images import living_images
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside import origin
from nnplay.ui.inside.common import Subject, ask_once
from nnplay.ui.inside.example import ChosenExample, cautions, is_digits, own_text, test_example
from nnplay.ui.inside.state import InsideState

KEY = "living-images"

MOST_LETTERS = 500
"""Of a text that is typed in."""


@dataclass
class PicturedExample:
    """What goes through the picture of the network, beside the example that all pages look at.

    Args:
        strokes: The drawing, if that is looked at.
        done: Whether its pen is lifted.
        clicked: A layer and a place in it whose sum shall be shown.
    """

    strokes: Strokes | None = None
    done: bool = True
    clicked: tuple[str, tuple[int, ...]] | None = None


def show(session: Session, spec: ExperimentSpec, run: SessionRun | None) -> bool:
    """Draws the network, where it reads images or texts; whether it has.

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
    label = tr("Picture of the network: {names}", names=", ".join(row.label for row in trace(spec).rows))

    def said(wait: bool) -> dict[str, Any]:
        if run is None:
            return living_frames.initial(spec, _chosen(session, data).values)
        chosen, film = _chosen(session, data), session.part(PicturedExample).done
        return living_frames.update(run, _name(chosen), chosen.values, network, film=film, wait=wait)

    first = [said(wait=not is_class())]
    late = "comes" in first[0]
    comes = run is None and untrained.waits(spec)

    @st.fragment(run_every=live_seconds() if comes or late else poll_seconds(run))
    def draw() -> None:
        if comes and not untrained.waits(spec):
            st.rerun()  # nothing more is to come
        mine = session.part(PicturedExample)
        if mine.clicked and run:
            st.rerun()  # the dialog belongs to the whole page
        mine.clicked = None
        update = first.pop() if first else said(wait=not late)
        if late and not update.pop("comes", False):
            st.rerun()
        chosen = _chosen(session, data)
        living_images(
            network,
            KEY,
            label=label,
            example=_example(chosen, data),
            heard={
                "chosen": functools.partial(_choose, len(data.x_test)),
                **({"typed": _type} if data.preprocess.text else {"drawn": _draw}),
                **({"clicked": _click} if run else {}),  # an untrained network has no files to ask about
                **({"held": functools.partial(_hold, run)} if run and run.stage == "over" else {}),
            },
            **update,
        )

    if run:
        _sum(session, run, data)
    draw()
    return True


# The example ------------------------------------------------------------------------------------


def _chosen(session: Session, data: Dataset) -> ChosenExample:
    """The drawing, or the test example or the typed text that all pages look at."""
    inside, reading = session.part(InsideState), data.preprocess.text
    if reading and inside.source == "own" and inside.text.strip():
        return own_text(data, reading, inside.text)
    strokes = session.part(PicturedExample).strokes
    if strokes and is_digits(data):
        with show_errors():
            try:
                picture = sketch.to_input(strokes, data.input_shape)
            except BlankSketchError:
                session.part(PicturedExample).strokes = None
            else:
                return ChosenExample(data.preprocess.pictures(picture[None])[0], tr("Your drawing"))
    return test_example(session, data)


def _name(chosen: ChosenExample) -> str:
    """By which the picture tells it apart from others."""
    return f"test {chosen.index}" if chosen.index is not None else f"drawing {hash(chosen.values.tobytes())}"


def _example(chosen: ChosenExample, data: Dataset) -> Mapping[str, Any]:
    inside, reading = current().part(InsideState), data.preprocess.text
    truth, text = "", inside.text if reading and chosen.index is None else ""
    if chosen.index is not None:
        truth = data.shown.class_names[int(chosen.y_true)] if data.class_names else number(float(chosen.y_true), ".3g")
    return {
        "name": _name(chosen),
        "title": chosen.title,
        **described.content_of(chosen.values, reading, text),
        "truth": truth,
        "drawn": chosen.index is None,
        "place": min(inside.example, len(data.x_test) - 1),
        "count": len(data.x_test),
        "sketchable": is_digits(data),
        **({"typed": text, "caution": " ".join(cautions(reading, text, str))} if reading else {}),
    }


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


def _type(typed: Any) -> None:
    take_text(current().part(InsideState), str(typed["text"]))


def take_text(inside: InsideState, text: str) -> None:
    """Makes a text that was typed go through the network, on all pages; without any, the test example."""
    inside.text = text[:MOST_LETTERS]
    inside.source = "own" if text.strip() else "test"


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
