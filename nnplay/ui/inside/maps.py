"""Feature maps: what every layer says to the example, from the input to the output."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures import style
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerOutput
from nnplay.models.layers import show_shape
from nnplay.models.shapes import OUTPUT_NAME
from nnplay.registry import LAYERS
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside import origin
from nnplay.ui.inside.common import Subject, tiles

FEW_MAPS = 32
"""Feature maps of one layer that are shown at first; a toggle shows the rest."""

LARGEST, SMALLEST = 84, 24
"""Width in pixels of the input's tile, and the least one; all others are in proportion."""

COLORS = (N_("red"), N_("green"), N_("blue"))


def show(subject: Subject) -> None:
    """Draws all layers; a click on a map or a bar opens it large, with the sum that made it."""
    if subject.is_image:
        st.caption(
            tr(
                "Each picture is one feature map: full ink where the filter responds strongly, drawn in proportion "
                "to its size. Click a pixel or a bar to see where its number comes from."
            )
        )
    else:
        st.caption(tr("Each bar is one number of a layer. Click one to see where it comes from."))
    everything = False
    if any(output.values.ndim == 3 and output.values.shape[2] > FEW_MAPS for output in subject.outputs):
        everything = st.toggle(
            tr("Show all maps"),
            key=f"all-maps-{subject.run.number}",
            help=tr("Otherwise only the first {few_maps} of each layer.", few_maps=FEW_MAPS),
        )
    places = []
    for number, output in enumerate(subject.outputs):
        with st.container(gap="xsmall"):
            places.append(_layer(subject, number, output, everything))
    clicked = [(number, place) for number, place in enumerate(places) if place is not None]
    if clicked:
        number, place = clicked[0]
        origin.open_at(subject, subject.outputs[number].name, place)


def dead_maps(output: LayerOutput) -> np.ndarray:
    """Which maps of a layer are zero everywhere: bool, (channels,)."""
    return np.asarray(~output.values.any(axis=(0, 1)))


def _layer(subject: Subject, number: int, output: LayerOutput, everything: bool) -> tuple[int, ...] | None:
    """One layer's numbers: maps as pictures, rows of numbers as bars; the place that was clicked."""
    values = output.values
    title = subject.titles[output.name]
    key = f"maps-{number}"
    help = LAYERS[output.kind].help if output.kind in LAYERS else tr("What goes into the network.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}** · {show_shape(values.shape)}", help=help, width="content")
        opened = st.button(
            tr("Large"),
            key=f"{key}-large",
            type="tertiary",
            icon=":material/zoom_in:",
            help=tr("Opens one map large, with the sum that made it."),
        )
        numbers = st.popover(tr("Numbers"), key=f"{key}-numbers", type="tertiary", on_change="rerun")
    if values.ndim == 2:
        place, table = _steps(subject, output, title, key)
    elif values.ndim == 1:
        place, table = _bars(subject, output, title, key)
    else:
        place, table = _pictures(subject, number, title, key, everything)
    if numbers.open:
        with numbers:
            st.dataframe(table, hide_index=True)
    return origin.first_place(output) if opened else place


def _bars(subject: Subject, output: LayerOutput, title: str, key: str) -> tuple[tuple[int, ...] | None, Any]:
    names: tuple[str, ...] = ()
    if output is subject.outputs[0]:
        names = subject.data.shown.feature_names
        if reading := subject.data.preprocess.text:
            names = tuple(f"{place}: {shown}" for place, shown in enumerate(reading.shown(output.values)))
    elif output.name == OUTPUT_NAME and subject.data.task == "multiclass":
        names = subject.data.shown.class_names
    clicked = live_chart(
        figures.unit_bars(output.values, names),
        key=key,
        label=tr("{title}: {values} numbers", title=title, values=len(output.values)),
        clicks=True,
    )
    units: list[Any] = list(names) or list(range(len(output.values)))
    table = {tr("unit"): units, tr("value"): output.values}
    return ((int(clicked["index"]),) if clicked else None), table


def _steps(subject: Subject, output: LayerOutput, title: str, key: str) -> tuple[tuple[int, ...] | None, Any]:
    """A row for each number of a step, a column for each step."""
    values, reading = output.values, subject.data.preprocess.text
    steps = reading.shown(subject.example.values) if reading else [str(step) for step in range(len(values))]
    clicked = live_chart(
        figures.named_matrix(values.T, [str(unit) for unit in range(values.shape[1])], steps, row="unit"),
        key=key,
        label=tr(
            "{title}: {shape} numbers for each of {values} steps",
            title=title,
            shape=values.shape[1],
            values=len(values),
        ),
        clicks=True,
    )
    place = (round(clicked["x"]), round(clicked["y"])) if clicked and clicked.get("x") is not None else None
    return place, {
        tr("step"): steps,
        **{tr("unit {unit}", unit=unit): values[:, unit] for unit in range(values.shape[1])},
    }


def _pictures(
    subject: Subject, number: int, title: str, key: str, everything: bool
) -> tuple[tuple[int, ...] | None, Any]:
    values = subject.outputs[number].values
    maps = np.moveaxis(values, -1, 0)
    shown = maps if everything else maps[:FEW_MAPS]
    dead = dead_maps(subject.outputs[number])
    notes = (
        [tr("The first {shown} of {maps} feature maps.", shown=len(shown), maps=len(maps))]
        if len(shown) < len(maps)
        else []
    )
    if number and dead.any():
        notes.append(
            tr(
                "∅ {dead} of {maps} are zero everywhere for this example: dead maps.",
                dead=int(dead.sum()),
                maps=len(maps),
            )
        )
    if notes:
        st.caption(" ".join(notes))
    labels = [f"∅ {place}" if dead[place] and number else str(place) for place in range(len(shown))]
    if not number:
        labels = [tr(color) for color in COLORS] if len(maps) == len(COLORS) else []
    largest = max(subject.data.input_shape[:2])
    clicked = live_chart(
        tiles(
            shown,
            labels,
            item_name="map",
            diverging=bool(values.min() < 0),
            light=not number and len(maps) == 1 and subject.data.signature.light,
            label_colors=[style.ERROR if dead[place] and number else style.MUTED for place in range(len(shown))],
            tile=int(np.clip(LARGEST * values.shape[0] / largest, SMALLEST, LARGEST)),
            stretch=1.0,
        ),
        key=key,
        label=tr(
            "{title}: {maps} maps of {shape} × {shape2}",
            title=title,
            maps=len(maps),
            shape=values.shape[0],
            shape2=values.shape[1],
        ),
        clicks=True,
    )
    place = None
    if clicked and clicked.get("customdata"):
        channel, row, column = (int(at) for at in clicked["customdata"])
        place = (row, column, channel)
    return place, {**figures.tile_table(maps), tr("zero everywhere"): dead.tolist()}
