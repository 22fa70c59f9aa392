"""Exploring a table: all columns at a glance, zeros that cannot be, one column, two columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.datasets.explore import summaries
from nnplay.datasets.explore.preview import target_column
from nnplay.i18n import N_, tr
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.data_page.common import choose_parts, heads, title

MAX_POINTS = 2000

SUMMARY_HELP = {
    # By the column's name.
    N_("missing"): N_("Values that are missing in the source, or that the options treat as missing."),
    N_("zeros"): N_("The number of values that are exactly 0."),
    N_("mean"): N_("The sum of the values divided by how many there are."),
    N_("std"): N_("Standard deviation: the usual distance of the values from their mean."),
    "25%": N_("First quartile: a quarter of the values are smaller."),
    "50%": N_("Median: half of the values are smaller."),
    "75%": N_("Third quartile: three quarters of the values are smaller."),
    N_("min"): "",
    N_("max"): "",
    N_("outliers"): N_(
        "Values more than 1.5 interquartile ranges beyond the quartiles: unusual, but not necessarily wrong."
    ),
}


def show(session: Session, data: Dataset) -> None:
    """Draws what there is to know of the inputs before any training."""
    table, y = summaries.raw_table(data, choose_parts())
    if data.task == "regression":
        # The target of a regression is a column like any other.
        table = table.assign(**{target_column(data): y})
    numbers = summaries.numeric_columns(table)
    title(tr("All columns"))
    _zeros(session, data, table)
    _summary(data, table)
    title(tr("One column"))
    _one(data, table, y)
    if len(numbers) > 1:
        title(tr("Two columns"))
        _two(session, data, table, y, numbers)


def _zeros(session: Session, data: Dataset, table: pd.DataFrame) -> None:
    """What is to be said of zeros that stand for missing values, and the choice to treat them so."""
    spec = session.spec.dataset
    known = spec.kind.zeros_impossible
    if known:
        treated = spec["zeros_missing"]
        counts = {name: int(table[name].isna().sum() if treated else (table[name] == 0).sum()) for name in known}
        listed = ", ".join(f"{data.signature.said(name)} {count}" for name, count in counts.items())
        if treated:
            st.info(
                tr(
                    "Impossible zeros are treated as missing values: {listed}. The network gets the column's median of "
                    "the training data instead. That keeps the row, but it makes up a value, so columns with many gaps "
                    "become less informative.",
                    listed=listed,
                ),
                icon=":material/healing:",
            )
        else:
            st.warning(
                tr(
                    "Impossible zeros: {listed}. {zeros_note} A network treats them as real measurements.",
                    listed=listed,
                    zeros_note=spec.kind.zeros_note,
                ),
                icon=":material/warning:",
            )

        def switch() -> None:
            changed = spec.with_options(zeros_missing=not treated)
            session.replace_spec(session.spec.with_dataset(changed))

        st.button(
            tr("Leave the zeros as they are") if treated else tr("Treat them as missing"),
            key="switch-zeros",
            on_click=switch,
            icon=":material/undo:" if treated else ":material/healing:",
            help=tr("Changes the option 'Impossible zeros are missing' of the data."),
        )
        return
    suspicious = summaries.suspicious_zeros(table)
    if suspicious:
        listed = ", ".join(f"{plain(data.signature.said(name))} ({count})" for name, count in suspicious.items())
        st.info(
            tr(
                "Zero is far from all other values in {listed}. It may be real, or it may stand for a missing value. "
                "Ask yourself whether this measurement can be 0.",
                listed=listed,
            ),
            icon=":material/help:",
        )


def _summary(data: Dataset, table: pd.DataFrame) -> None:
    summary, said = summaries.column_summary(table), data.signature.said
    if len(summary):
        config = {
            name: st.column_config.NumberColumn(
                tr(name), help=tr(SUMMARY_HELP[name]) or None, format=None if whole else "%.4g"
            )
            for name in summary
            for whole in [name in ("missing", "zeros", "outliers")]
        }
        st.dataframe(
            summary.rename(index=said),
            column_config={"_index": st.column_config.Column(width=170), **config},
            height="content" if len(summary) <= 12 else 420,
            alt=tr("Mean, deviation, quartiles and extremes of every column"),
        )
    words = summaries.category_summary(table)
    if len(words):
        st.dataframe(
            words.assign(**{"most frequent": words["most frequent"].map(said)}).rename(index=said),
            column_config=heads("missing", N_("different"), N_("most frequent"), N_("how often")),
            height="content" if len(words) <= 12 else 420,
            alt=tr("Columns of words"),
        )
    st.caption(
        tr(
            "Look for columns of very different sizes: without scaling, the largest numbers drown out the others. "
            "Look at min and max: do they make sense in the units of the column?"
        )
    )


def _one(data: Dataset, table: pd.DataFrame, y: np.ndarray) -> None:
    names = list(table)
    inputs = table.drop(columns=target_column(data)) if data.task == "regression" else table
    telling = summaries.telling_columns(inputs, y, bool(data.class_names))
    first = telling.index[0] if len(telling) else names[0]
    name = st.selectbox(
        tr("Column"),
        names,
        index=names.index(first),
        key=_key(data, "one"),
        format_func=data.signature.said,
        help=tr("At first, this is the column that alone tells you the most about the target."),
        width=320,
    )
    groups = summaries.by_class(table[name].to_numpy(), y, data.shown.class_names)
    is_number, name = name in summaries.numeric_columns(table), data.signature.said(name)
    if not is_number:
        counts = summaries.category_counts(groups)
        values = list(map(data.signature.said, counts.index))
        figure = figures.category_bars({group: counts[group].tolist() for group in counts}, values, name)
        live_chart(figure, key="categories", label=tr("How often each value of {name} occurs", name=name))
        st.caption(
            tr("Words become numbers before they reach the network: each value gets its own column of 0s and 1s.")
        )
        return
    edges, counts_by_group = summaries.histogram(groups)
    boxes = {group: summaries.box(values) for group, values in groups.items()}
    left, right = st.columns(2, gap="large")
    with left:
        if len(edges):
            figure = figures.by_width(
                lambda width: figures.histogram(edges, counts_by_group, name, width=width), (300, 460)
            )
            live_chart(figure, key="histogram", label=tr("Histogram of {name}", name=name))
        else:
            st.info(tr("This column has no values."), icon=":material/info:")
        st.caption(_histogram_note(data))
    with right:
        live_chart(figures.box_plot(boxes, name, height=260), key="boxes", label=tr("Box plot of {name}", name=name))
        st.caption(
            tr(
                "Half of the values lie in the box; the line inside is the median. The whiskers reach to the last "
                "value within 1.5 box lengths. Rings beyond them are outliers."
            )
        )
    with st.expander(tr("The boxes as a table"), icon=":material/table:"):
        table = _box_table(boxes)
        st.dataframe(table, column_config=heads(*table), height="content", alt=tr("Quartiles of {name}", name=name))


def _histogram_note(data: Dataset) -> str:
    if not data.class_names:
        return tr(
            "How often values of each size occur. Is there a long tail on one side? Scaling does not change that "
            "shape; the logarithm of the values often does."
        )
    return tr(
        "Where the classes overlap, this column alone cannot tell them apart. The less they overlap, the more it tells "
        "you."
    )


def _box_table(boxes: dict[str, summaries.BoxPlot | None]) -> pd.DataFrame:
    rows = {
        name or tr("all"): {
            N_("values"): shape.count,
            N_("lower whisker"): shape.low,
            "25%": shape.q1,
            N_("median"): shape.median,
            "75%": shape.q3,
            N_("upper whisker"): shape.high,
            "outliers": len(shape.outliers),
        }
        for name, shape in boxes.items()
        if shape
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _two(session: Session, data: Dataset, table: pd.DataFrame, y: np.ndarray, numbers: list[str]) -> None:
    binary_target = target_column(data) if data.task == "binary" else ""
    matrix, said = summaries.correlations(table, y, binary_target), data.signature.said
    telling = summaries.telling_columns(table[numbers], y, bool(data.class_names))
    first, second = telling.index[:2] if data.class_names else (telling.index[1], telling.index[0])
    if data.family in ("plane", "line"):
        first, second = numbers[:2]
    across, up = WidgetValue(_key(data, "x"), first), WidgetValue(_key(data, "y"), second)
    map_column, points_column = st.columns([1.1, 1], gap="large")
    with map_column:
        st.markdown(tr("**Correlation of each pair of columns**"))
        clicked = live_chart(
            figures.correlation_map(matrix.to_numpy(), list(map(said, matrix.columns))),
            key="correlations",
            label=tr("Correlations of {matrix} columns", matrix=len(matrix)),
            clicks=True,
        )
        st.caption(
            tr(
                "1: they grow together along a line. −1: one falls as the other grows. 0: no straight line describes "
                "them, but a curve may. Two columns near 1 or −1 tell a network almost the same thing. Click a square "
                "to see its points."
            )
            + (
                tr(
                    " The last row is the target, with 1 for *{class_names}*.",
                    class_names=plain(said(data.class_names[1])),
                )
                if binary_target
                else ""
            )
        )
        with st.expander(tr("Correlations as numbers"), icon=":material/table:"):
            st.dataframe(
                matrix.round(3).rename(index=said, columns=said),
                height="content" if len(matrix) <= 12 else 420,
                alt=tr("Correlations"),
            )
    for axis, place in ((across, "x"), (up, "y")):
        axis.keep_among(numbers)
        if clicked and (name := matrix.columns[clicked[place]]) in numbers:
            axis.set(name)
    with points_column:
        left, right = st.columns(2)
        x_name = left.selectbox(tr("Across"), numbers, key=across.key, format_func=said)
        y_name = right.selectbox(tr("Upwards"), numbers, key=up.key, format_func=said)
        _points(data, table, y, x_name, y_name)


def _points(data: Dataset, table: pd.DataFrame, y: np.ndarray, x_name: str, y_name: str) -> None:
    rows = np.arange(len(table))
    if len(rows) > MAX_POINTS:
        rows = np.sort(np.random.default_rng(0).choice(len(rows), MAX_POINTS, replace=False))
    across, up, targets = table[x_name].to_numpy()[rows], table[y_name].to_numpy()[rows], y[rows]
    same_scale = data.family == "plane" and {x_name, y_name} == set(data.signature.feature_names)
    x_name, y_name, target = map(data.signature.said, (x_name, y_name, target_column(data)))
    label = tr("{y_name} over {x_name}", y_name=y_name, x_name=x_name)
    if data.class_names:
        points = summaries.by_class(np.column_stack([across, up]), targets, data.shown.class_names)
        groups = {name: (found[:, 0], found[:, 1]) for name, found in points.items()}
        figure = figures.by_width(
            lambda width: figures.scatter_groups(groups, x_name, y_name, width=width, same_scale=same_scale), (300, 460)
        )
    else:
        figure = figures.by_width(
            lambda width: figures.scatter_values(across, up, targets, x_name, y_name, target), (300,)
        )
    live_chart(figure, key="pair", label=label)
    few = (
        tr(" {max_points:,} of {table:,} examples, chosen at random.", max_points=MAX_POINTS, table=len(table))
        if len(table) > MAX_POINTS
        else ""
    )
    st.caption(
        tr("A simple border can separate clouds that lie apart. Where they mix, a network bends it.") + few
        if data.class_names
        else tr("Each point is an example.") + few
    )


def _key(data: Dataset, name: str) -> str:
    """A widget's key that changes with the columns."""
    return f"explore-{name}-{'-'.join(data.signature.feature_names)}"
