"""What the parts of the inside view share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerOutput
from nnplay.models.shapes import OUTPUT_NAME, TARGET_UNITS
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.live_chart import Clicked
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.example import ChosenExample

WIDTHS = (300, 860)
"""Widths in pixels that pictures are laid out for: a phone, and beside the example."""

TILE_WIDTHS = (WIDTHS[0], 640, WIDTHS[1])
"""The same for tiles, which would leave half of a small laptop empty."""

SMALLER, SMALLEST = 0.66, 22
"""Tiles on a phone: this part of their width, but not fewer pixels than this."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What is looked into, and with what.

    Args:
        session: The session.
        run: A run with a network.
        data: What it was trained on.
        example: What goes through it.
        outputs: What every layer says to that, from the input on.
        epoch: The epoch of the film that all of this is as of; None for the trained network.
    """

    session: Session
    run: SessionRun
    data: Dataset
    example: ChosenExample
    outputs: list[LayerOutput]
    epoch: int | None = None

    def ask(self, function: str, **arguments: Any) -> Any:
        """As `ask_once`, at the epoch of this subject where no other is named, also if training has gone on since."""
        return ask_once(self.run, function, **{"epoch": self.epoch, **arguments})

    @property
    def is_image(self) -> bool:
        """Whether its inputs have height, width and channels."""
        return len(self.data.input_shape) == 3

    @property
    def titles(self) -> dict[str, str]:
        """What each layer is called on the page, by its name in the model."""
        return {output.name: title(number, output) for number, output in enumerate(self.outputs)}


def title(number: int, output: LayerOutput) -> str:
    """What a layer is called on the page, e.g. `3. MaxPooling2D`."""
    if not number:
        return tr("Input")
    if output.name == TARGET_UNITS:
        return tr("Output in the target's units")
    return tr("Output") if output.name == OUTPUT_NAME else f"{number}. {output.kind}"


def tiles(
    images: np.ndarray,
    labels: list[str] | None = None,
    tile: int = 72,
    widths: tuple[int, ...] = TILE_WIDTHS,
    **options: Any,
) -> Mapping[int, Any]:
    """A tile grid for phones, with smaller tiles, and for wide screens; numbered where no labels are given."""
    names = [str(place) for place in range(len(images))] if labels is None else labels

    def make(width: int) -> Any:
        side = max(round(tile * SMALLER), SMALLEST) if width == widths[0] else tile
        return figures.tile_grid(images, names, width=width, tile=min(side, tile), **options)

    return figures.by_width(make, widths)


def choose_filter(key: str, filters: int, label: str = N_("Filter")) -> int:
    """Which filter or unit is shown large."""
    return int(
        st.number_input(
            tr(label),
            0,
            filters - 1,
            step=1,
            key=_shown_large("filter", key).key,
            help=tr(
                "Which of the {filters} is shown large. A click on a picture below chooses it too.", filters=filters
            ),
            width=130,
        )
    )


def take_filter(key: str, clicked: Clicked, what: str = "filter") -> None:
    """Takes the filter or unit, or the kernel of all filters, that was clicked in a chart of tiles."""
    if clicked.get("customdata"):
        _shown_large("channel" if what == "kernel" else "filter", key).set(int(clicked["customdata"][0]))


def _shown_large(what: str, key: str) -> WidgetValue[int]:
    """Which filter, unit or kernel is shown large."""
    return WidgetValue(f"kernel-{what}-{key}", 0)


def sentence(text: str) -> None:
    """Says why a part has nothing to show for this network."""
    st.info(text, icon=":material/info:")
