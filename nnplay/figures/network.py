"""The picture of a network: input, every layer and output from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.network_layout import PlacedBox, arrange, boxes
from nnplay.figures.network_pen import Pen
from nnplay.i18n import tr
from nnplay.models.layers import show_shape
from nnplay.models.shapes import Trace
from nnplay.spec import LayerSpec

if TYPE_CHECKING:
    import plotly.graph_objects as go


def network_picture(
    trace: Trace,
    layers: Sequence[LayerSpec] = (),
    *,
    weights: Mapping[str, np.ndarray] | None = None,
    width: int = 700,
    drawing: int = 168,
) -> go.Figure:
    """The network as columns of units and stacks of feature maps.

    Args:
        trace: Shapes and parameter counts; a layer that cannot stand is drawn in red, with the reason for the mouse.
        layers: The experiment's layers; needed for those after an impossible one.
        weights: Kernels of Dense layers by layer name, (inputs, units). Their lines then show sign and size of each
            weight; all other lines are grey.
        width: The least width in pixels that the picture will have. On a narrow one a long network is broken into
            several lines, like text.
        drawing: Height of the picture above the labels, in pixels.
    """
    layout = arrange(boxes(trace, layers), width, drawing)
    pen = Pen(layout)
    for place in layout.places:
        pen.column(place)
    for before, after in zip(layout.places, layout.places[1:], strict=False):
        kernel = np.asarray((weights or {}).get(after.box.name, ()), dtype=np.float64)
        # Weights of a network that was edited since they were read do not fit any more.
        pen.connect(before, after, kernel if kernel.shape == before.box.shape + after.box.shape else None)
    return style.figure(
        pen.traces(),
        height=round(layout.height),
        revision="network",
        dragmode=False,
        hovermode="closest",
        hoverdistance=12,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=style.hidden_axis(range=[0, layout.width]),
        yaxis=style.hidden_axis(range=[layout.height, 0]),
        annotations=[_label(place, layout.font_size) for place in layout.places],
    )


def network_pictures(
    trace: Trace, layers: Sequence[LayerSpec] = (), *, widths: Sequence[int] = (330, 500, 680), **more: Any
) -> dict[int, go.Figure]:
    """The picture for several widths, as `live_chart` takes them: by the least width that each needs."""
    return style.by_width(lambda width: network_picture(trace, layers, width=width, **more), widths)


def network_table(trace: Trace) -> dict[str, list[Any]]:
    """The numbers behind the picture, a row per layer."""
    return {
        tr("layer"): [row.label for row in trace.rows],
        tr("name"): [row.name for row in trace.rows],
        tr("output shape"): [show_shape(row.output_shape) for row in trace.rows],
        tr("parameters"): [row.parameters for row in trace.rows],
    }


def _label(place: PlacedBox, size: int) -> dict[str, Any]:
    name, shape = place.box.lines
    color = {"fine": style.INK, "wrong": style.ERROR, "unknown": style.MUTED}[place.box.state]
    return {
        "text": f"<b>{name}</b><br><span style='color:{style.MUTED if color == style.INK else color}'>{shape}</span>",
        "x": place.x,
        "y": place.label_y,
        "xanchor": "center",
        "yanchor": "top",
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": size, "color": color},
    }
