"""The whole network as one picture, with what all its layers say to the example that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay.datasets import Signature
from nnplay.figures import living_images as described
from nnplay.i18n import number, tr
from nnplay.inspection.results import LayerOutput
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
    if subject.is_image and (subject.example.index is None or not run.job.is_live):
        show(subject)
        return
    inside, clicked = subject.session.part(InsideState), current().part(ClickedNumber)
    place = inside.example
    if subject.is_image:
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
        on_click=_click if subject.is_image else None,
        hears=hears,
    )


def show(subject: Subject) -> None:
    """Draws the picture of a network that reads images; a click on a number opens the sum behind it."""
    _open_clicked(subject)
    run, example = subject.run, subject.example
    truth = ""
    if example.y_true is not None:
        names = subject.data.shown.class_names
        truth = names[int(example.y_true)] if names else number(float(example.y_true), ".3g")
    draw(
        "inside-network",
        run.job.spec,
        subject.data.signature,
        example.values,
        subject.outputs,
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
    values: np.ndarray,
    outputs: Sequence[LayerOutput],
    *,
    title: str,
    truth: str = "",
    run: int = 0,
    epoch: int = 0,
    on_click: Callable[[Any], None] | None = None,
) -> None:
    """Draws a network that reads images with what it says to one example.

    Args:
        key: Its name, one per place on the page.
        spec: Its experiment.
        signature: What it takes and says.
        values: The example, as the network takes it.
        outputs: What all its layers say to that; none draws the network alone.
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
            "name": f"{title} {hash(values.tobytes())}",
            "title": title,
            "picture": described.picture_of(values),
            "truth": truth,
            "drawn": False,
            "place": 0,
            "count": 1,
            "sketchable": False,
        },
        still=True,
        run=run,
        now=(epoch, frame_of_outputs(spec, outputs)) if outputs else None,
        heard={"clicked": on_click} if on_click else {},
    )


def _lies_in(place: Sequence[int], shape: Sequence[int]) -> bool:
    return len(place) == len(shape) and all(0 <= at < size for at, size in zip(place, shape, strict=True))
