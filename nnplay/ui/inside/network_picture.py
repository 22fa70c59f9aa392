"""The whole network as one picture, with what all its layers say to the example that is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.datasets import Signature
from nnplay.figures import living_images as described
from nnplay.i18n import number, tr
from nnplay.inspection.results import PictureFrame
from nnplay.inspection.shown import frame_of_outputs
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import living_run
from nnplay.ui.common.current import current
from nnplay.ui.common.living_images import living_images
from nnplay.ui.inside import origin
from nnplay.ui.inside.common import Subject
from nnplay.ui.inside.state import InsideState


@dataclass
class ClickedNumber:
    """A number of the picture whose sum shall be shown.

    Args:
        at: Its layer and its place in it; None where none was clicked.
    """

    at: tuple[str, tuple[int, ...]] | None = None


def show_part(subject: Subject) -> None:
    """Draws the picture as a part of Look inside, also of points and tables; it lives while its network is trained."""
    run = subject.run
    layers = described.can_show(run.job.spec)
    if layers and (subject.example.index is None or not run.job.is_live):
        show(subject)
        return
    inside, clicked = subject.session.part(InsideState), current().part(ClickedNumber)
    place = inside.example
    if layers:
        _open_clicked(subject)

    def hears() -> None:
        if clicked.at or (subject.example.index is not None and inside.example != place):
            st.rerun()  # what stands beside the picture shows the example too

    living_run.show(
        run.job.spec,
        run,
        "inside-living",
        example=lambda: place,
        still=True,
        on_example=None if subject.data.points else lambda other: inside.look_at(max(int(other), 0)),
        on_click=_click if layers else None,
        hears=hears,
    )


def show(subject: Subject) -> None:
    """Draws the picture of a network that reads images or texts; a click on a number opens the sum behind it."""
    _open_clicked(subject)
    run, example, reading = subject.run, subject.example, subject.data.preprocess.text
    if reading:  # it also shows states and shares, which no layer passes on
        frame, _ = subject.ask("picture_frames", example=example.values)
    else:
        frame = frame_of_outputs(run.job.spec, subject.outputs)
    truth = ""
    if example.y_true is not None:
        names = subject.data.shown.class_names
        truth = names[int(example.y_true)] if names else number(float(example.y_true), ".3g")
    draw(
        "inside-network",
        run.job.spec,
        subject.data.signature,
        described.content_of(
            example.values, reading, subject.session.part(InsideState).text if example.index is None else ""
        ),
        frame,
        title=example.title,
        truth=truth,
        run=run.number,
        epoch=run.job.history.best_epoch if subject.epoch is None else subject.epoch,
        on_click=_click,
    )


def _click(said: Any) -> None:
    current().part(ClickedNumber).at = str(said["layer"]), tuple(int(place) for place in said["place"])


def _open_clicked(subject: Subject) -> None:
    """Opens the sum behind the number that was clicked."""
    clicked = current().part(ClickedNumber)
    at, clicked.at = clicked.at, None
    shapes = {one.name: one.values.shape for one in subject.outputs}
    if at and _lies_in(at[1], shapes.get(at[0], ())):
        origin.open_at(subject, *at)


def draw(
    key: str,
    spec: ExperimentSpec,
    signature: Signature,
    content: Mapping[str, Any],
    frame: PictureFrame | None,
    *,
    title: str,
    truth: str = "",
    run: int = 0,
    epoch: int = 0,
    on_click: Callable[[Any], None] | None = None,
) -> None:
    """Draws a network that reads images or texts with what it says to one example.

    Args:
        key: Its name, one per place on the page.
        spec: Its experiment.
        signature: What it takes and says.
        content: The example, as `figures.living_images.content_of` says.
        frame: What its layers say to that; None draws the network alone.
        title, truth: What the example is, and its class or number where that is known.
        run: Number of the run; 0 for none of the session's.
        epoch: That the network is as of.
        on_click: Called with the `layer` and the `place` of a number that was clicked.
    """
    rows = trace(spec).rows
    living_images(
        described.describe(spec, signature),
        key,
        label=tr("Picture of the network: ") + ", ".join(row.label for row in rows),
        example={
            "name": f"{title} {hash(json.dumps(content))}",
            "title": title,
            **content,
            "truth": truth,
            "drawn": False,
            "place": 0,
            "count": 1,
            "sketchable": False,
        },
        still=True,
        run=run,
        now=(epoch, frame) if frame else None,
        heard={"clicked": on_click} if on_click else {},
    )


def _lies_in(place: Sequence[int], shape: Sequence[int]) -> bool:
    return len(place) == len(shape) and all(0 <= at < size for at, size in zip(place, shape, strict=True))
