"""Drawings of a class side by side, each with what a network reads in it."""

from __future__ import annotations

import numpy as np

from nnplay import figures
from nnplay.datasets.kinds.class_drawings import PooledDrawings
from nnplay.datasets.kinds.digits import DIGIT_NAMES
from nnplay.i18n import tr
from nnplay.ui.common.live_chart import Clicked, live_chart

WIDTHS = (320, 700, 1100)
TILE = 56
SHOWN = 120
"""Drawings in a gallery, the newest ones."""


def count_words(count: int) -> str:
    """So many drawings in words."""
    return tr("1 drawing") if count == 1 else tr("{count} drawings", count=count)


def tiles(
    drawings: PooledDrawings, places: np.ndarray, y_pred: np.ndarray, key: str, *, clicks: bool = False
) -> int | None:
    """Draws some of the drawings; which of these was clicked, counted from 0.

    Args:
        drawings: All of the class.
        places: Which of them.
        y_pred: (n,), what is read in each of all.
        key: Its name, one per place on the page.
        clicks: Whether they can be clicked.
    """
    labels, colors = figures.verdicts(DIGIT_NAMES, y_pred[places], drawings.labels[places])
    images = drawings.inputs()[places][..., 0]
    picked: Clicked | None = live_chart(
        figures.by_width(
            lambda width: figures.tile_grid(
                images, labels, width=width, tile=TILE, label_colors=colors, item_name="drawing"
            ),
            WIDTHS,
        ),
        key=key,
        label=tr("{places} of the class with what the network reads in them", places=count_words(len(places))),
        clicks=clicks,
    )
    if not picked or not picked.get("customdata"):
        return None
    return int(picked["customdata"][0])
