"""How the examples are split, and whether the parts are told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, Part
from nnplay.datasets.explore.duplicates import Duplicates, ExamplePlace, find_duplicates
from nnplay.datasets.explore.preview import split_counts, target_column
from nnplay.datasets.explore.summaries import PARTS, by_class, histogram
from nnplay.datasets.signature import PART_NAMES
from nnplay.datasets.tables.own_table import is_split_in_time
from nnplay.i18n import N_, number, tr
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import said
from nnplay.ui.data_page import table as table_view
from nnplay.ui.data_page.common import duplicates, heads, title

PURPOSE: dict[Part, str] = {
    "training": N_("the weights are fitted to these"),
    "validation": N_("checked after each epoch, to see when the network starts to memorize"),
    "test": N_("set aside, and used once at the end"),
}


def show(session: Session, data: Dataset) -> None:
    """Draws the parts with their counts, and the check for examples that are in several."""
    title(tr("Three parts"))
    counts = split_counts(data)
    total = counts.sum()
    everything = int(total.sum())
    shares = {part: number(total[part] / everything, ".0%") for part in PARTS}
    purposes = [f"**{shares[part]} {tr(PART_NAMES[part])}**: {tr(PURPOSE[part])}" for part in PARTS]
    st.markdown(" · ".join(purposes) + ".")
    spec = session.spec.dataset
    in_time = spec.name == table_view.NAME and is_split_in_time(spec.options)
    if in_time:
        st.info(
            tr(
                "The rows are split by time: the earliest are for training, the latest for the test. So the parts "
                "may have different classes and targets, just as the future differs from the past."
            ),
            icon=":material/schedule:",
        )
    bars, numbers = st.columns([1.5, 1], gap="large")
    with bars:
        by_part: dict[str, list[int]] = {part: counts[part].tolist() for part in PARTS}
        names = list(data.shown.class_names) or [tr("examples")]
        live_chart(figures.split_bars(by_part, names), key="split", label=tr("Examples of each class in each part"))
        if data.class_names and not in_time:
            st.caption(
                tr(
                    "With a stratified split, every bar is divided in the same ratio. If the bars have very different "
                    "lengths, the classes are imbalanced: a network that always answers with the most frequent "
                    "class is often right, and useless."
                )
            )
    with numbers:
        table = counts.assign(all=counts.sum(axis=1)).set_axis(names)
        if len(table) > 1:
            table.loc[tr("all")] = table.sum()
        st.dataframe(
            table.rename_axis(tr("class")),
            column_config=heads(*PARTS, N_("all")),
            height="content",
            alt=tr("Examples by class and part"),
        )
    if data.family in ("plane", "line") or data.task == "regression":
        _places(data, in_time)
    title(tr("Is the test honest?"))
    with st.spinner(tr("Comparing all examples …"), show_time=False):
        found = duplicates.get(session.spec.dataset, lambda: find_duplicates(data.parts))
    _duplicates(data, found)


def _places(data: Dataset, in_time: bool) -> None:
    """Where the parts lie: their points, and their targets."""
    # Whatever inputs are computed from them, points lie at x and y.
    names = ("x", "y") if data.family == "plane" else data.shown.feature_names
    points, targets = st.columns(2, gap="large")
    if data.family in ("plane", "line"):
        with points:
            groups: dict[str, tuple[np.ndarray, np.ndarray]] = {}
            for part, (_, y) in data.parts.items():
                place = data.points[part]
                groups[part] = (place[:, 0], place[:, 1] if data.family == "plane" else y)
            second = names[1] if data.family == "plane" else data.shown.target_name
            figure = figures.scatter_groups(groups, names[0], second, same_scale=data.family == "plane")
            live_chart(figure, key="split-points", label=tr("Examples by part"))
            st.caption(tr("In a fair split, no region belongs to one part alone: all three come from the same cloud."))
    if data.family == "plane" and data.class_names:
        with targets:
            places = np.concatenate([data.points[part] for part in data.parts])
            parted = by_class(places, np.concatenate([y for _, y in data.parts.values()]), data.shown.class_names)
            classes = {name: (found[:, 0], found[:, 1]) for name, found in parted.items()}
            figure = figures.scatter_groups(classes, names[0], names[1], same_scale=True)
            live_chart(figure, key="split-classes", label=tr("Examples by class"))
            st.caption(tr("The same points by class."))
    if data.task == "regression":
        with targets:
            edges, counts = histogram({part: y for part, (_, y) in data.parts.items()})
            live_chart(
                figures.histogram(edges, counts, data.shown.target_name, height=380),
                key="split-targets",
                label=tr("Targets by part"),
            )
            if not in_time:
                st.caption(tr("The targets of all parts should spread over the same range."))


def _duplicates(data: Dataset, found: Duplicates) -> None:
    what = tr("images") if data.family == "image" else tr("rows")
    everything = sum(len(y) for _, y in data.parts.values())
    if not found.group_count:
        st.success(
            tr(
                "No two of the {everything:,} {what} are equal: the test asks about nothing that was used for "
                "training.",
                everything=everything,
                what=what,
            ),
            icon=":material/check_circle:",
        )
    elif found.leaks:
        st.warning(
            tr(
                "Some examples are in more than one part. The network has already seen them when it is tested on "
                "them, so the result looks a little better than it really is. This is called leakage."
            ),
            icon=":material/warning:",
        )
    else:
        st.info(tr("Some {what} occur more than once, but never in two parts.", what=what), icon=":material/info:")
    across, within = st.columns([1.7, 1], gap="large")
    with across:
        table = pd.DataFrame(
            {
                N_("examples of"): [tr(PART_NAMES[overlap.part]) for overlap in found.across],
                N_("also in"): [tr(PART_NAMES[overlap.earlier]) for overlap in found.across],
                N_("count"): [overlap.count for overlap in found.across],
                N_("with a different target"): [overlap.contradicting for overlap in found.across],
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            column_config=heads(*table),
            height="content",
            alt=tr("Examples that are in two parts"),
        )
    with within:
        table = pd.DataFrame(
            {
                N_("part"): [tr(PART_NAMES[part]) for part in found.within],
                N_("repeats within"): list(found.within.values()),
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            column_config=heads(*table),
            height="content",
            alt=tr("Examples that a part has more than once"),
        )
    st.caption(
        tr(
            "{what} count as equal if the network gets exactly the same numbers. If their targets differ, no "
            "network can be right about both.",
            what=what[:1].upper() + what[1:],
        )
    )
    if found.groups:
        _examples(data, found)


def _examples(data: Dataset, found: Duplicates) -> None:
    st.markdown(
        tr("**Equal examples**, {groups} of {group_count:,}", groups=len(found.groups), group_count=found.group_count)
    )
    if data.family == "image":
        places = [place for group in found.groups for place in group[:2]]
        rows = [data.parts[part][0][row] for part, row in places]
        names = [f"{_target(data, (part, row))} · {tr(PART_NAMES[part])} {row}" for part, row in places]
        drawn = figures.by_width(
            lambda width: figures.tile_grid(np.stack(rows), names, width=width, tile=110, light=data.signature.light),
            (300, 860),
        )
        live_chart(drawn, key="equal-images", label=tr("Equal images with their class and place"))
        return
    table = pd.DataFrame(
        [
            {
                N_("group"): place,
                "part": tr(PART_NAMES[part]),
                N_("row"): row,
                target_column(data): _target(data, (part, row)),
                **data.preprocess.table(data.source[part][row : row + 1]).iloc[0],
            }
            for place, group in enumerate(found.groups, start=1)
            for part, row in group
        ]
    )
    st.dataframe(
        said(table, data.signature),
        hide_index=True,
        column_config=heads("group", "part", "row"),
        height="content",
        alt=tr("Equal rows"),
    )


def _target(data: Dataset, place: ExamplePlace) -> str:
    part, row = place
    target = data.parts[part][1][row]
    return data.shown.class_names[int(target)] if data.class_names else number(target, ".5g")
