"""The whole network as one picture, with what all its layers say to the example that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnplay.figures import living_images as described
from nnplay.inspection.results import PictureFrame
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
    frame: PictureFrame
    frame, _ = subject.ask("picture_frames", example=example.values, film=(), shown=None)
    epoch = run.job.history.best_epoch if subject.epoch is None else subject.epoch
    truth = ""
    if example.y_true is not None:
        names = subject.data.class_names
        truth = names[int(example.y_true)] if names else f"{float(example.y_true):.3g}"
    living_images(
        described.describe(run.job.spec, subject.data),
        "inside-network",
        label="Picture of the network: " + ", ".join(subject.titles.values()),
        example={
            "name": f"{example.title} {hash(example.values.tobytes())}",
            "title": example.title,
            "picture": described.picture_of(example.values),
            "truth": truth,
            "drawn": example.index is None,
            "place": 0,
            "count": 1,
            "sketchable": False,
        },
        still=True,
        run=run.number,
        now=(epoch, frame),
        heard={"clicked": click},
    )


def _lies_in(place: Sequence[int], shape: Sequence[int]) -> bool:
    return len(place) == len(shape) and all(0 <= at < size for at, size in zip(place, shape, strict=True))
