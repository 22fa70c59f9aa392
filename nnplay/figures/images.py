"""Many small images as one figure: galleries, kernels and feature maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.image_traces import (
    as_levels,
    as_stack,
    color_scale,
    edges_of,
    laid_out,
    pasted,
    picture_trace,
    scaled_each,
    unseen,
    value_limits,
    where,
)
from nnplay.figures.text import fit_text, literal_names
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

LABEL_SIZE = 12
LABEL_HEIGHT = 18
GAP = 8

ITEMS = (
    *(N_("image"), N_("picture"), N_("drawing"), N_("map"), N_("filter"), N_("kernel"), N_("unit"), N_("neuron")),
    *(N_("channel"), N_("class")),
)
VALUES = (
    *(N_("value"), N_("ink"), N_("light"), N_("weight"), N_("sum"), N_("output"), N_("pixel"), N_("gradient")),
    *(N_("change"), N_("red"), N_("green"), N_("blue"), N_("grey")),
)
"""What images and their numbers are called when the mouse is over them."""


@literal_names
def tile_grid(
    arrays: Sequence[np.ndarray] | np.ndarray,
    labels: Sequence[str] = (),
    *,
    columns: int | None = None,
    diverging: bool = False,
    light: bool = False,
    shared: bool = True,
    limit: float | None = None,
    label_colors: Sequence[str] | None = None,
    label_film: Mapping[int, tuple[Sequence[str], Sequence[str]]] | None = None,
    item_name: str = "image",
    column_name: str = "",
    value_name: str = "value",
    width: int = 700,
    tile: int = 72,
    stretch: float = 1.4,
) -> go.Figure:
    """Small images side by side in one heatmap, with a label over each.

    In colour they are one picture, with the heatmap unseen over it for the mouse.

    Args:
        arrays: Images of one size, each (height, width) or (height, width, 1); or (height, width, 3) with red, green
            and blue in 0..1.
        labels: One per image; without them there are none.
        columns: Images in a row; as many as fit where it is None.
        diverging: Whether zero is the middle of the scale, as kernels want it; else values run from paper to ink.
        light: Whether gray images are drawn as light: 0 black and 1 white.
        shared: Whether one scale serves all, or each image its own; hover tells true values either way.
        limit: With `diverging`, the value at both ends of the scale; the largest of these images where it is None.
        label_colors: One color per label.
        label_film: Labels and their colors after earlier epochs, which the browser shows with the film of a run.
        item_name: What one image is called when the mouse is over it; its index follows.
        column_name: Where rows and columns of the grid mean something, what a column is called: the mouse then tells
            both numbers, `item_name` being the row's.
        value_name: What a pixel's number is called when the mouse is over it.
        width: The least width in pixels that the figure will have.
        tile: About how wide each image is drawn, in pixels.
        stretch: How many times wider it may be drawn to fill the row; 1 where sizes are to be compared.

    Raises:
        DataError: If the images have different sizes, or channels that are no colours.
    """
    images = as_stack(arrays, colors=not diverging)
    colored = images if images.ndim == 4 else None
    if colored is not None:
        images = colored.mean(axis=3)
    count, rows_in, columns_in = images.shape
    if not count:
        return style.figure(
            [], height=80, revision="tiles", annotations=[style.note(tr("Nothing to show"))], **_blank()
        )
    across = min(columns or max(1, (width - GAP) // (tile + GAP)), count)
    side = min((width - GAP) / across - GAP, tile * stretch)
    # One unit is one pixel of an image; gap and label are measured in the same unit.
    unit = columns_in / side
    gap, label = GAP * unit, (LABEL_HEIGHT * unit if labels else 0.0)
    if colored is not None:  # one picture has one size of pixels, between the images too
        gap, label = max(1, round(gap)), math.ceil(label)
    down = math.ceil(count / across)
    wide, high = columns_in + gap, rows_in + gap + label
    drawn = images if shared else scaled_each(images, diverging)
    canvas = laid_out(drawn, across, down, math.nan)
    # The smallest numbers that hold them: this is sent to the browser for every pixel.
    counter = np.uint8 if max(images.shape) <= 256 else np.uint16
    item, row, column = (np.asarray(part) for part in np.indices(images.shape))
    counters = [item // across, row, column, item % across] if column_name else [item, row, column]
    hover = np.stack([laid_out(part, across, down, 0) for part in counters], axis=-1).astype(counter)
    low, top = (-limit, limit) if diverging and limit else (0.0, 1.0) if light else value_limits(canvas, diverging)
    heat: dict[str, Any] = {
        "type": "heatmap",
        "uid": "tiles",
        "x": edges_of(across, columns_in, gap, 0.0),
        "y": edges_of(down, rows_in, gap + label, label),
        "z": canvas,
        "customdata": hover,
        "zmin": low,
        "zmax": top,
        "colorscale": color_scale(diverging, light),
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": f"{tr(item_name)} %{{customdata[0]}}, "
        + (f"{tr(column_name)} %{{customdata[3]}}, " if column_name else "")
        + f"{where('customdata[1]', 'customdata[2]')}<br>"
        + f"{tr(value_name)} %{{{'z' if shared else 'text'}:.3g}}<extra></extra>",
    }
    if not shared:
        heat["text"] = laid_out(images, across, down, math.nan)
    traces = [heat]
    if colored is not None:
        levels = as_levels(colored)
        laid = [laid_out(channel, across, down, 0) for channel in np.moveaxis(levels, -1, 0)]
        heat["customdata"] = np.concatenate([hover, np.stack(laid, axis=-1).astype(np.uint8)], axis=-1)
        heat.update(unseen(f"{tr(item_name)} %{{customdata[0]}}, {where('customdata[1]', 'customdata[2]')}", 3))
        traces = [picture_trace(pasted(levels, across, down, int(gap), int(label))), heat]
    names = list(labels) or [str(index) for index in range(count)]

    def fitted(texts: Sequence[str]) -> list[str]:
        return [fit_text(text, side + GAP - 4, LABEL_SIZE) for text in texts]

    texts = {
        "type": "scatter",
        "uid": "labels",
        "mode": "text",
        "x": [(index % across) * wide + columns_in / 2 for index in range(count)] if labels else [],
        "y": [(index // across) * high + label - 2 * unit for index in range(count)] if labels else [],
        "text": fitted(names) if labels else [],
        "textposition": "top center",
        "textfont": {"size": LABEL_SIZE, "color": list(label_colors) if label_colors is not None else style.MUTED},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    if label_film:
        texts["meta"] = {
            "film": {
                str(epoch): {"text": fitted(words), "color": list(shades)}
                for epoch, (words, shades) in label_film.items()
            }
        }
    return style.figure(
        [*traces, texts],
        height=math.ceil(down * high / unit),
        revision="tiles",
        dragmode=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=style.hidden_axis(range=[-gap / 2, across * wide - gap / 2], constrain="domain", constraintoward="left"),
        yaxis=style.hidden_axis(
            range=[down * high - gap / 2, -gap / 2], scaleanchor="x", constrain="domain", constraintoward="top"
        ),
        meta={"across": across, "down": down, "tile": side, "labels": names},
    )


def single_image(
    array: np.ndarray, *, diverging: bool = False, light: bool = False, value_name: str = "ink", size: int = 224
) -> go.Figure:
    """One image, `size` pixels wide, as the network sees it: (height, width[, 1]), or (height, width, 3) in 0..1.

    With `light` a gray one is drawn as light: 0 black and 1 white.
    """
    image = as_stack([array], colors=not diverging)[0]
    values = (image if image.ndim == 2 else image.mean(axis=2)).astype(np.float32)
    low, high = (0.0, 1.0) if light else value_limits(values, diverging)
    value_name = "light" if light and value_name == "ink" else value_name
    heat = {
        "type": "heatmap",
        "uid": "image",
        "z": values,
        "zmin": low,
        "zmax": high,
        "colorscale": color_scale(diverging, light),
        "showscale": False,
        "hovertemplate": f"{where('y', 'x')}<br>{tr(value_name)} %{{z:.3g}}<extra></extra>",
    }
    traces = [heat]
    if image.ndim == 3:
        levels = as_levels(image)
        heat["customdata"] = levels
        heat.update(unseen(where("y", "x"), 0))
        traces = [picture_trace(levels, start=0.0), heat]
    rows, columns = values.shape
    frame = {
        "showline": True,
        "mirror": True,
        "linecolor": style.LINE,
        "visible": True,
        "showticklabels": False,
        "ticks": "",
    }
    return style.figure(
        traces,
        height=round(size * rows / columns) + 2,
        revision="image",
        dragmode=False,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        xaxis=style.hidden_axis(range=[-0.5, columns - 0.5], constrain="domain", **frame),
        yaxis=style.hidden_axis(range=[rows - 0.5, -0.5], scaleanchor="x", constrain="domain", **frame),
    )


def tile_table(arrays: Sequence[np.ndarray] | np.ndarray, labels: Sequence[str] = ()) -> dict[str, list[Any]]:
    """The numbers behind a tile grid, a row per image: its label, least, mean and largest value."""
    images = as_stack(arrays)
    names = list(labels) or [str(index) for index in range(len(images))]
    return {
        tr("image"): names,
        tr("least"): [float(image.min()) for image in images],
        tr("mean"): [float(image.mean()) for image in images],
        tr("largest"): [float(image.max()) for image in images],
    }


def _blank() -> dict[str, Any]:
    return {"xaxis": style.hidden_axis(), "yaxis": style.hidden_axis(), "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
