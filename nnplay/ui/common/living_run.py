"""The living picture of a network on any page: while it is trained, and afterwards as a film or as of one epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nnplay.datasets import Dataset, load_dataset
from nnplay.figures import living_images as images
from nnplay.figures import living_network as rows
from nnplay.figures.network_room import network_room
from nnplay.i18n import number, tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import living_frames, untrained
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds, poll_seconds
from nnplay.ui.common.living_film import LivingFilm
from nnplay.ui.common.living_images import living_images
from nnplay.ui.common.living_network import living_network
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun


def has_picture(spec: ExperimentSpec) -> bool:
    """Whether there is such a picture of this network."""
    return images.can_show(spec) or rows.can_live(spec)


def show(
    spec: ExperimentSpec,
    run: SessionRun | None,
    key: str,
    *,
    example: Callable[[], int] = lambda: 0,
    still: bool = False,
    on_example: Callable[[int], None] | None = None,
    on_click: Callable[[Any], None] | None = None,
    hears: Callable[[], None] = lambda: None,
) -> None:
    """Draws a network that `has_picture`; what is moved in it is a question that the browser answers alone.

    Args:
        spec: Its experiment.
        run: The run of just these data and layers whose weights it has; None for none yet.
        key: Its name, one per place on the page.
        example: Gives the place of the test example that goes through a network on images, texts or a table.
        still: Whether it is shown as of the epoch that the pages look at, without a film of its own; while it is
            trained it follows the training all the same.
        on_example: Called with the place of another test example that was chosen in the picture, which may be past
            either end.
        on_click: Called with the `layer` and the `place` of a number of images or texts that was clicked.
        hears: Called first in each update: whether what was said concerns more of the page.
    """
    data = load_dataset(spec.dataset)

    def place() -> int:
        return min(max(example(), 0), len(data.x_test) - 1)

    label = tr("Picture of the network: {names}", names=", ".join(row.label for row in trace(spec).rows))
    if images.can_show(spec):
        heard = {name: call for name, call in (("chosen", on_example), ("clicked", on_click)) if call}
        update = _images(spec, run, key, label, data, place, still, heard)
    else:
        update = _rows(spec, run, key, label, data, place, still, on_example)
    room, touched = (network_room(spec, edited=False, film=not still, fingers=fingers) for fingers in (False, True))
    keep_room(f"living-room-{key}", room, touched, alone=True)
    comes = run is None and untrained.waits(spec)
    with st.container(key=f"living-room-{key}"):

        @st.fragment(run_every=live_seconds() if comes else poll_seconds(run))
        def draw() -> None:
            hears()
            if comes and not untrained.waits(spec):
                st.rerun()  # nothing more is to come
            update()

        draw()


def example_of(data: Dataset, place: int) -> dict[str, Any]:
    """A test example of images or texts, as `living_images` takes it."""
    names, y_true = data.shown.class_names, data.y_test[place]
    truth = names[int(y_true)] if names else number(float(y_true), ".3g")
    return {
        "name": f"test {place}",
        "title": tr("Test example {place}", place=place),
        **images.content_of(data.x_test[place], data.preprocess.text),
        "truth": truth,
        "drawn": False,
        "place": place,
        "count": len(data.x_test),
        "sketchable": False,
    }


def _images(
    spec: ExperimentSpec,
    run: SessionRun | None,
    key: str,
    label: str,
    data: Dataset,
    place: Callable[[], int],
    still: bool,
    heard: Mapping[str, Callable[[Any], None]],
) -> Callable[[], None]:
    network = images.describe(spec, data.signature)

    def update() -> None:
        at = place()
        example = example_of(data, at)
        if run:
            frames = living_frames.update(run, example["name"], data.x_test[at], network, film=not still)
        else:
            frames = living_frames.initial(spec, data.x_test[at])
        living_images(network, key, label=label, example=example, still=still, heard=heard, **frames)

    return update


def _rows(
    spec: ExperimentSpec,
    run: SessionRun | None,
    key: str,
    label: str,
    data: Dataset,
    place: Callable[[], int],
    still: bool,
    on_example: Callable[[int], None] | None,
) -> Callable[[], None]:
    network = rows.describe(spec, data)
    living = LivingFilm(run, poll_seconds(run), linked=False) if run and (run.job.is_live or not still) else None

    def update() -> None:
        frames: dict[str, Any] = {}
        if living:
            frames = living.update()
        if run is None or (living and not (frames["now"] or run.job.history.film or run.base)):
            initial = untrained.weights(spec)
            frames["now"] = None if initial is None else (0, initial)
        elif living is None:
            epoch = run.shown_epoch
            with show_errors():
                weights = ask(run, "weights", epoch=epoch)
                at = run.job.history.best_epoch if epoch is None else epoch
                frames = {"run": run.number, "now": (at, weights)}
        living_network(network, key, label=label, example=place(), on_example=on_example, still=still, **frames)

    return update


def keep_room(key: str, room: Mapping[int, int], touched: Mapping[int, int], *, alone: bool = False) -> None:
    """Keeps the place of a picture free until it comes: it must not push down what is under it.

    Args:
        key: Of the container.
        room: Its heights by the least width that they are for, in pixels.
        touched: Those where a finger points.
        alone: Whether the width is its own, and not that of a place around it.
    """

    def rules(heights: Mapping[int, int]) -> str:
        return "".join(
            f"@container (min-width: {least}px) {{ .st-key-{key} {{ min-height: {height}px; }} }}\n"
            for least, height in sorted(heights.items())
        )

    around = f'[data-testid="stLayoutWrapper"]:has(> .st-key-{key})'
    width = f"{around} {{ container-type: inline-size; }}\n" if alone else ""
    st.html(f"<style>{width}{rules(room)}@media (pointer: coarse) {{ {rules(touched)} }}</style>")
