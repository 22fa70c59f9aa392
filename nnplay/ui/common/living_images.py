"""The picture of a network that reads images or texts: what every layer says to one example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nnplay.figures import living_images as described
from nnplay.inspection.results import PictureFrame
from nnplay.ui.common.known_parts import Parts
from nnplay.ui.common.living_network import mount
from nnplay.ui.common.widget_value import WidgetValue

MAIN = {"layers": "layers.js", "steps": "steps.js"}
"""The script of the picture, by the kind of what is described: of images, or of the steps of a text."""


def living_images(
    network: Mapping[str, Any],
    key: str,
    *,
    label: str,
    example: Mapping[str, Any],
    run: int = 0,
    planned: int = 1,
    film: Mapping[float, PictureFrame] | None = None,
    now: tuple[float, PictureFrame] | None = None,
    whole: bool = True,
    live: bool = False,
    epoch: int | None = None,
    halted: bool = False,
    still: bool = False,
    heard: Mapping[str, Callable[[Any], None]],
) -> None:
    """Shows a network; called again with the same key it goes on with the same picture.

    Args:
        network: What `figures.living_images.describe` says.
        key: Its name, one per place on the page.
        label: What a screen reader says it is.
        example: What goes through it: its `name`, by which it is told apart from others, a `title`, its `picture` or
            its `words`, the `truth` if known, whether it is the student's own (`drawn`), how many there are, and
            whether digits can be drawn (`sketchable`) or a text typed (`typed`, the one that was) at all.
        run, planned, whole, live, epoch, halted: As in `living_network`.
        film: Frames by epoch, in order.
        now: Epoch and frame of the network as it is now.
        still: Whether only `now` is shown: there is no film.
        heard: What is called with what the picture says: `held` with run and epoch, `chosen` with the place of a test
            example, `drawn` with the strokes of a drawing, `typed` with a text, `clicked` with a layer and a place in
            it.
    """
    frames: dict[float, PictureFrame] = dict(film or {})

    def hears(name: str) -> Callable[[], None]:
        def hear() -> None:
            said = WidgetValue[Any](key, {}).get().get(name)
            if said is not None:
                heard[name](said)

        return hear

    parts = Parts(key)
    message = {
        "main": MAIN[network["kind"]],
        "label": label,
        "network": parts.put(network),
        "example": parts.put(example),
        "run": run,
        "planned": planned,
        "frames": [parts.put(frame, once=True) for frame in described.frames_of(frames)],
        "now": parts.put(described.frames_of({now[0]: now[1]})[0]) if now else None,
        "whole": whole,
        "live": live,
        "linked": "held" in heard,
        "at": epoch,
        "halted": halted,
        "still": still,
        "picks": "chosen" in heard,
        "opens": "clicked" in heard,
    }
    mount(message, parts, **{name: hears(name) for name in heard})
