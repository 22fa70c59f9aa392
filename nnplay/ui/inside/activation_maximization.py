"""What a filter looks for: pictures made to please it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.i18n import N_, plural, tr
from nnplay.inspection.results import Preferred
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside.common import Subject, sentence, tiles

MOST = 32
"""Filters or units that are shown."""

AT_ONCE = 8
"""That one question makes pictures for: each takes less than a second on small networks."""


OF_FILTERS = N_(
    "each picture began as gray noise and was changed step by step in the direction that makes the filter answer more "
    "(gradient ascent: Erhan, Bengio, Courville, Vincent 2009). A filter's output is taken in the middle of its map, "
    "so it does not see the gray areas."
)
OF_UNITS = N_(
    "each picture began as gray noise and was changed step by step in the direction that makes the unit answer more "
    "(gradient ascent: Erhan, Bengio, Courville, Vincent 2009). A filter's output is taken in the middle of its map, "
    "so it does not see the gray areas."
)


def show(subject: Subject) -> None:
    """Draws a picture for each filter of a layer, made by gradient ascent from seeded noise."""
    if not subject.is_image:
        sentence(
            tr("What a unit looks for can be shown as a picture only where the inputs are pictures, and these are not.")
        )
        return
    run = subject.run
    names = [output.name for output in subject.outputs if output.has_kernels]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer = st.selectbox(
            tr("Layer"),
            names,
            format_func=subject.titles.__getitem__,
            key=f"preferred-layer-{run.number}",
            help=tr("A layer with filters or units, by its place."),
            width=220,
        )
        seed = int(
            st.number_input(
                tr("Seed"),
                0,
                9999,
                step=1,
                key=f"preferred-seed-{run.number}",
                help=tr(
                    "The seed of the faint noise that each picture starts from. A different seed may find a "
                    "different pattern."
                ),
                width=130,
            )
        )
    output = next(one for one in subject.outputs if one.name == layer)
    count = output.values.shape[-1]
    units = range(min(count, MOST))
    bar, found = st.empty(), []
    for start in range(0, len(units), AT_ONCE):
        bar.progress(start / len(units), text=tr("Climbing …"))
        chosen = tuple(units[start : start + AT_ONCE])
        part: Preferred = subject.ask("preferred", layer=layer, units=chosen, seed=seed)
        found.append(part)
    bar.empty()
    is_filter = output.values.ndim == 3
    st.caption(f"{_how_many(len(units), count, is_filter=is_filter)}: {tr(OF_FILTERS if is_filter else OF_UNITS)}")
    images = np.concatenate([one.images for one in found])
    before, after = (np.concatenate([getattr(one, name) for one in found]) for name in ("before", "after"))
    is_output = layer == subject.outputs[-1].name and subject.data.task == "multiclass"
    labels = list(subject.data.shown.class_names[: len(units)]) if is_output else [str(unit) for unit in units]
    live_chart(
        tiles(
            images if images.shape[-1] == 3 else images.mean(axis=-1),
            labels,
            tile=96,
            item_name="filter" if is_filter else "unit",
            value_name="light" if subject.data.signature.light else "ink",
            light=subject.data.signature.light,
        ),
        key="preferred",
        label=_label(len(units), subject.titles[layer], is_filter=is_filter),
    )
    with st.expander(tr("The outputs as a table"), icon=":material/table:"):
        table = {
            tr("filter") if is_filter else tr("unit"): labels,
            tr("output for the noise"): before,
            tr("output for the picture"): after,
        }
        st.dataframe(table, hide_index=True)
        st.caption(tr("Outputs before the activation; for a filter, in the middle of its map."))


def _how_many(shown: int, count: int, *, is_filter: bool) -> str:
    if is_filter:
        if shown < count:
            return tr("The first {shown} of {count} filters", shown=shown, count=count)
        return tr("{shown} of {count} filters", shown=shown, count=count)
    if shown < count:
        return tr("The first {shown} of {count} units", shown=shown, count=count)
    return tr("{shown} of {count} units", shown=shown, count=count)


def _label(shown: int, layer: str, *, is_filter: bool) -> str:
    if is_filter:
        return plural(
            "Preferred picture of {n} filter of {layer}",
            "Preferred pictures of {n} filters of {layer}",
            shown,
            layer=layer,
        )
    return plural(
        "Preferred picture of {n} unit of {layer}", "Preferred pictures of {n} units of {layer}", shown, layer=layer
    )
