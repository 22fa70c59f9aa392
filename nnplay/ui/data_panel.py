"""The first column: which data, what they look like, how they are split."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.grid import grid_axes
from nnplay.datasets.preview import preview_images, preview_table, split_counts
from nnplay.errors import DataError
from nnplay.models.layers import show_shape
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from nnplay.training.history import History
from nnplay.ui import drawings_panel, page
from nnplay.ui.errors import show_errors
from nnplay.ui.live import poll_seconds
from nnplay.ui.live_chart import live_chart
from nnplay.ui.session import Run, Session, ask
from nnplay.ui.widgets import options_editor

HEIGHT = 440
"""Of the picture, in pixels; the same for all data, so that nothing jumps."""

MAP_HEIGHT = 400
"""Of data in the plane, whose width sets how high they can be."""

PER_CLASS = 8


def edit(session: Session) -> DeltaGenerator:
    """Draws the choice of data; the place for its picture."""
    page.heading("Data")
    spec = session.spec.dataset
    names = list(DATASETS)
    name = st.selectbox(
        "Dataset",
        names,
        index=names.index(spec.name),
        format_func=lambda key: DATASETS[key].title,
        key=session.key("dataset"),
        help="What the network learns from.",
    )
    if name != spec.name:
        spec = DatasetSpec(name)
    kind = spec.kind
    picture = st.container(key="data-picture")
    with st.expander("About and options", icon=":material/tune:"):
        st.markdown(f"{kind.help}\n\nSource: {kind.source}")
        own_drawings = name == drawings_panel.DATASET
        options = options_editor(
            kind, spec.options, session.key(f"data-{name}"), skip=("file",) if own_drawings else ()
        )
        if own_drawings:
            options = drawings_panel.choose_file(session, options)
    session.spec = session.spec.with_dataset(DatasetSpec(name, options))
    return picture


def show(session: Session) -> None:
    """Draws the data; for data in the plane with what the shown run says about it."""
    try:
        with st.spinner("Loading the data …", show_time=False):
            data = load_dataset(session.spec.dataset)
    except DataError as error:
        st.error(error.message, icon=":material/cloud_off:")
        return
    run = session.shown_run
    fits = run is not None and run.job.spec.dataset == session.spec.dataset
    if data.family in ("plane", "line"):
        _live_map(data, run if fits else None)
    elif fits and run is not None and run.is_trained:
        view = st.segmented_control(
            "What to show",
            ["Examples", "Predictions"],
            default="Predictions",
            required=True,
            key=f"data-view-{run.number}",
            label_visibility="collapsed",
        )
        if view == "Predictions":
            _predictions(data, run.job.history)
        else:
            _examples(data)
    else:
        _examples(data)
    _counts(data)


def _live_map(data: Dataset, run: Run | None) -> None:
    @st.fragment(run_every=poll_seconds(run))
    def draw() -> None:
        outputs = None
        if run and run.epoch is not None:
            with show_errors():
                outputs = ask(run, "decision_map")
        elif run and (snapshot := run.job.history.snapshot):
            outputs = snapshot.outputs
        axes = grid_axes(data)
        parts = {
            part: (data.to_raw(x), y)
            for part, x, y in (("Training", data.x_train, data.y_train), ("Test", data.x_test, data.y_test))
        }
        if data.family == "line":
            figure = figures.line_fit(
                parts,
                line=None if outputs is None else (axes[0], outputs),
                feature_name=data.signature.feature_names[0],
                target_name=data.signature.target_name,
                height=MAP_HEIGHT,
            )
            label = "Points of the dataset and the network's line through them"
        else:
            figure = figures.scatter_plane(
                parts,
                data.class_names,
                feature_names=data.signature.feature_names,
                grid=None if outputs is None else (axes[0], axes[1], outputs),
                height=MAP_HEIGHT,
            )
            label = "Points of the dataset, coloured by class, over the network's answer everywhere in the plane"
        live_chart(figure, key="data-map", height=MAP_HEIGHT, label=label)

    draw()


def _examples(data: Dataset) -> None:
    if data.family == "image":
        images, _ = preview_images(data, PER_CLASS)
        figure = figures.tile_grid(images, columns=PER_CLASS, width=330)
        live_chart(figure, key="data-gallery", height=HEIGHT, label="Training examples of every class")
    else:
        st.dataframe(preview_table(data, 100), height=HEIGHT, hide_index=True)


def _predictions(data: Dataset, history: History) -> None:
    """The sample predictions of a finished run."""
    places = np.array(history.sample_indices, int)
    outputs = history.sample_predictions
    if outputs is None:
        return
    truth = data.y_test[places]
    if data.task == "regression":
        table = pd.DataFrame({"predicted": outputs[:, 0], f"true {data.signature.target_name}": truth})
        st.dataframe(table, height=HEIGHT, hide_index=True)
        return
    predicted = outputs.argmax(axis=1) if data.task == "multiclass" else (outputs[:, 0] >= 0.5).astype(int)
    if data.family == "image":
        labels, colors = figures.verdicts(data.class_names, predicted, truth)
        figure = figures.tile_grid(
            data.x_test[places][..., 0], labels, columns=5, width=330, label_colors=colors, item_name="test image"
        )
        live_chart(figure, key="data-predictions", height=HEIGHT, label="Predictions for some test images")
        return
    names = np.array(data.class_names)
    sure = outputs.max(axis=1) if data.task == "multiclass" else np.maximum(outputs[:, 0], 1 - outputs[:, 0])
    table = pd.DataFrame(
        {
            "": np.where(predicted == truth, "✓", "✗"),
            "predicted": names[predicted],
            "probability": sure,
            "true": names[truth],
        }
    )
    config = {"probability": st.column_config.NumberColumn(format="percent")}
    st.dataframe(table, height=HEIGHT, hide_index=True, column_config=config)


def _counts(data: Dataset) -> None:
    counts = split_counts(data)
    total = counts.sum()
    parts = " · ".join(f"{total[part]:,} {part}" for part in counts.columns)
    numbers = "one number" if data.input_shape == (1,) else f"{show_shape(data.input_shape)} numbers"
    st.caption(f"{parts} examples, {numbers} each.")
    if data.family in ("plane", "line"):
        with st.expander("Numbers of the points", icon=":material/table:"):
            st.dataframe(preview_table(data, 100), hide_index=True)
