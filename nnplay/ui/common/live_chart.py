"""A Plotly figure that is redrawn in place: it does not blink, keeps its zoom, and never jumps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from nnplay.figures import library
from nnplay.figures.lazy import texts
from nnplay.ui.common import script_texts
from nnplay.ui.common.known_parts import Parts
from nnplay.ui.common.served import declare, lean, serve
from nnplay.ui.common.widget_value import WidgetValue

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME = "nnplay_live_chart"

Clicked = dict[str, Any]
"""What `live_chart` tells of a click."""

_SCRIPTS = Path(__file__).parent / "plane_points"

_JS = lean(Path(__file__).parent / "live_chart.js")

# Not isolated: Plotly puts its styles into the document's head, where a shadow root would not see them.
_component = st.components.v2.component(NAME, js=_JS, isolate_styles=False)


def live_chart(
    figure: go.Figure | Mapping[int, go.Figure],
    key: str,
    *,
    label: str,
    height: int | None = None,
    on_click: Callable[[Clicked], None] | None = None,
    clicks: bool = False,
    anywhere: bool = False,
    movable: Sequence[str] = (),
    follows: int = 0,
    square: bool = False,
    grows: bool = False,
) -> Clicked | None:
    """Shows a figure; called again with the same key it redraws the same plot.

    What the user zoomed into or switched off in the legend stays while the figure's `uirevision` stays the same.
    While a mouse button or finger is down on the plot, a redraw waits.

    Args:
        figure: A Plotly figure; or several, by the least width in pixels that each needs, of which the browser
            shows the one that fits.
        key: Its name, one per place on the page.
        label: What a screen reader says it is, e.g. `"Loss over 20 epochs, training and validation"`. A description
            of its numbers, and a table of them, the browser makes from what is drawn.
        height: In pixels; the figure's own where it is None. For one figure the page keeps this room from the start.
        on_click: Called with a clicked point before the script runs again, so that it can change what is drawn above.
        clicks: Whether clicks count although `on_click` is None. A figure that is clicked is walked by arrow keys, and
            Enter is a click.
        anywhere: Whether a click on an empty place of the plot counts as well.
        movable: By their legend group, the traces whose points are dragged by mouse and finger, and moved and removed
            by keyboard. It is told as a click is.
        follows: Number of the run whose living network on the page says which epoch is shown: a map then has its
            answers of that epoch, and curves are pale after it.
        square: Whether both axes have one scale: the plot is as high as its width lets it be.
        grows: Whether it is higher on a high screen.

    Returns:
        The clicked point in the run that the click caused, else None: `trace` (its `uid` or name), `index`, `x`, `y`
        and `customdata`. With `anywhere` instead: `mount`, a name of the plot until it is drawn anew, and `places`, the
        latest clicks, each with `x`, `y` and its growing `number`; quick ones may come together, and come again. A
        point that was moved is told there too, with its place before and its legend's group as `from` (`x`, `y` and
        `name`); one that was removed has None as `x` and `y`.
    """
    clicks = clicks or on_click is not None

    def report() -> None:
        clicked = WidgetValue[Any](key, {}).get().get("clicked")
        if clicked and on_click is not None:
            on_click(clicked)

    figures = figure if isinstance(figure, Mapping) else {0: figure}
    parts = Parts(key)
    message = {
        "label": label,
        "library": _serve_plotly(),
        "follows": follows,
        "scripts": serve("points", _SCRIPTS),
        "texts": script_texts.address(),
        **({"fits": "square" if square else "screen"} if square or grows else {}),
        **({"clicks": True, "anywhere": anywhere} if clicks else {}),
        **({"hand": "hand" if movable or anywhere else "keys", "movable": list(movable)} if movable or clicks else {}),
        "figures": [
            {"least": int(least), "height": _height(one, height), "figure": _in_parts(one, parts)}
            for least, one in sorted(figures.items())
        ],
    }
    events: dict[str, Any] = {"on_clicked_change": report} if clicks else {}
    # The height of a single figure is known before the browser draws it; among several the browser chooses.
    room: Any = _height(figures[0], height) if list(figures) == [0] and not (square or grows) else "content"
    data = parts.message(message)
    result = _component(key=key, data=data, height=room, on_lacks_change=parts.forget, **events)
    return result.get("clicked") if clicks else None


def _in_parts(figure: go.Figure, parts: Parts) -> dict[str, Any]:
    traces, layout = texts(figure)
    return {"data": [parts.put_text(trace) for trace in traces], "layout": parts.put_text(layout)}


def _height(figure: go.Figure, height: int | None) -> int:
    return math.ceil(height or getattr(figure, "height", None) or figure.layout.height or 300)


def _serve_plotly() -> list[str]:
    """Lets Streamlit serve plotly.min.js from the Plotly package; returns folder, file name and version.

    It is never shown as a component of its own: only its route is used, so the browser fetches the library once per
    page load and the socket carries figures alone.
    """
    folder, version = library.script_folder()
    return [declare("plotly", folder), library.SCRIPT, version]
