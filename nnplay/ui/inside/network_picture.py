"""The whole network as one picture, with what all its layers say to the example that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.datasets import Signature
from nnplay.figures import living_images as described
from nnplay.inspection.results import LayerOutput
from nnplay.inspection.shown import frame_of_outputs
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.current import current
from nnplay.ui.common.living_images import living_images
from nnplay.ui.inside import origin
from nnplay.ui.inside.common import Subject


@dataclass
class ClickedNumber:
    """A number of the picture whose sum shall be shown.

    Args:
        at: Its layer and its place in it; None where none was clicked.
    """

    at: tuple[str, tuple[int, ...]] | None = None


def show(subject: Subject) -> None:
    """Draws the picture of a network that reads images; a click on a number opens the sum behind it."""
    clicked = current().part(ClickedNumber)
    at, clicked.at = clicked.at, None
    shapes = {one.name: one.values.shape for one in subject.outputs}
    if at and _lies_in(at[1], shapes.get(at[0], ())):
        origin.open_at(subject, *at)

    def click(said: Any) -> None:
        clicked.at = str(said["layer"]), tuple(int(place) for place in said["place"])

    run, example = subject.run, subject.example
    truth = ""
    if example.y_true is not None:
        names = subject.data.class_names
        truth = names[int(example.y_true)] if names else f"{float(example.y_true):.3g}"
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
        on_click=click,
    )


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
        label="Picture of the network: " + ", ".join(row.label for row in rows),
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
