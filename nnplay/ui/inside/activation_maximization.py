"""What a filter looks for: pictures made to please it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.i18n import tr
from nnplay.inspection.results import Preferred
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside.common import Subject, sentence, tiles

MOST = 32
"""Filters or units that are shown."""

AT_ONCE = 8
"""That one question makes pictures for: each takes less than a second on small networks."""


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
    what = "filter" if output.values.ndim == 3 else "unit"
    st.caption(
        tr(
            "{part}{units} of {count} {what}s: each picture began as gray noise and was changed step by step in "
            "the direction that makes the {what} answer more (gradient ascent: Erhan, Bengio, Courville, Vincent "
            "2009). A filter's output is taken in the middle of its map, so it does not see the gray areas.",
            part="The first " if count > MOST else "",
            units=len(units),
            count=count,
            what=what,
        )
    )
    images = np.concatenate([one.images for one in found])
    before, after = (np.concatenate([getattr(one, name) for one in found]) for name in ("before", "after"))
    is_output = layer == subject.outputs[-1].name and subject.data.task == "multiclass"
    labels = list(subject.data.class_names[: len(units)]) if is_output else [str(unit) for unit in units]
    live_chart(
        tiles(
            images if images.shape[-1] == 3 else images.mean(axis=-1),
            labels,
            tile=96,
            item_name=what,
            value_name="light" if subject.data.signature.light else "ink",
            light=subject.data.signature.light,
        ),
        key="preferred",
        label=tr(
            "Preferred pictures of {units} {what}s of {titles}",
            units=len(units),
            what=what,
            titles=subject.titles[layer],
        ),
    )
    with st.expander(tr("The outputs as a table"), icon=":material/table:"):
        st.dataframe({what: labels, "output for the noise": before, "output for the picture": after}, hide_index=True)
        st.caption(tr("Outputs before the activation; for a filter, in the middle of its map."))
