"""The first column: which data, what they look like, how they are split."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.datasets.explore.preview import preview_images, preview_table
from nnplay.datasets.kinds import class_drawings, drawings
from nnplay.errors import DataError
from nnplay.i18n import N_, number, tr
from nnplay.models.layers import show_shape
from nnplay.spec import DatasetSpec
from nnplay.suggestion import with_dataset
from nnplay.tasks import class_probabilities
from nnplay.ui.classroom import held
from nnplay.ui.common import data_gallery, living_frames, loading, page
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.folded import is_drawn
from nnplay.ui.common.live import picture_seconds
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_heads import heads, said
from nnplay.ui.common.widgets import options_editor
from nnplay.ui.playground import (
    download_panel,
    pictures_panel,
    plane_picture,
    points_panel,
    table_panel,
    text_panel,
)

HEIGHT = 440
"""Of the picture, in pixels; the same for all data, so that nothing jumps."""

PER_CLASS = 8

OVER_PICTURE = ("features", "noise", "samples")
"""Options that stand over the picture: what one tries first. The others are folded away."""

ABOUT = "data-about"
"""Key of what is folded away."""

DRAWN = ("file",)
"""Options that are no widget: uploads by their checksum."""

OWN_HEIGHT = 270
"""Of data that people bring, which have the upload over them."""

_OWN = {"table": table_panel, "pictures": pictures_panel, "texts": text_panel}
"""What is drawn besides for data that people bring."""


PARTS = N_("training"), N_("validation"), N_("test")
"""What the parts of a dataset are called, for translators."""

EXAMPLES, PREDICTIONS = VIEWS = N_("Examples"), N_("Predictions")


def edit(session: Session, *, pictured: bool = True) -> DeltaGenerator | None:
    """Draws the choice of data; the place for its picture.

    Args:
        session: The session.
        pictured: Whether there is a picture of any data; else only of points, which are drawn and moved in it.
    """
    page.heading(N_("Data"))
    if held.is_free(session, "dataset"):
        data_gallery.datasets(session)
    elif held.is_shown(session, "dataset"):
        title = session.spec.dataset.kind.title
        st.selectbox(tr("Dataset"), [title], key=f"fixed-dataset-{title}", **held.fixed(session, "dataset"))
    spec = session.spec.dataset
    name = spec.name
    kind = spec.kind
    own = _OWN.get(name) if held.is_free(session, "dataset") and held.is_free(session, "data_options") else None
    if own:
        spec = own.edit(session, spec)
    key = session.key(f"data-{name}")
    options = dict(spec.options)
    shown = held.is_shown(session, "data_options")
    over = [param for param in kind.params if param.name in OVER_PICTURE and shown]
    narrow = [param for param in over if param.kind != "several"]
    with st.container(key="data-options"):
        columns = st.columns(2, gap="medium") if narrow else ()
        places = dict(zip((param.name for param in narrow), columns, strict=False))
        for param in over:
            with places.get(param.name) or st.container():
                options[param.name] = held.held_param(
                    session, "data_options", param, options[param.name], f"{key}-{param.name}"
                )
    plane = kind.family == "plane"
    picture = page.place("data-plane" if plane else "data-picture") if plane or pictured else None
    about = st.expander(tr("About and options"), icon=":material/tune:", key=ABOUT, on_change="rerun")
    # Those with drawings in a file choose one by themselves.
    if is_drawn(about, ABOUT) or name in (drawings.NAME, class_drawings.NAME):
        with about:
            options = _folded(session, options, own)
    chosen = with_dataset(session.spec, DatasetSpec(name, options))
    if chosen.layers != session.spec.layers or chosen.training != session.spec.training:
        session.replace_spec(chosen)  # other widgets show what fits these data
    else:
        session.spec = chosen
    return picture


def _folded(session: Session, options: dict[str, Any], own: ModuleType | None) -> dict[str, Any]:
    """What the data are, and their options that are folded away; all options."""
    kind = session.spec.dataset.kind
    st.markdown(tr("{help}\n\nSource: {source}", help=kind.help, source=kind.source))
    drawn, key = own.DRAWN if own else DRAWN, session.key(f"data-{kind.name}")
    options = options_editor(kind, options, key, skip=(*OVER_PICTURE, *drawn), state=held.of_data(session))
    # Imported here: the first page of a server can do without all that drawings need.
    if kind.name == drawings.NAME and held.is_free(session, "data_options"):
        from nnplay.ui.draw import collection

        options = collection.choose_file(session, options)
    elif kind.name == class_drawings.NAME and held.is_free(session, "data_options"):
        from nnplay.ui.classroom import judge_panel

        options = judge_panel.choose_file(session, options)
    return options


def show(session: Session) -> None:
    """Draws the data; for data in the plane with what the shown run says about it."""
    kind = session.spec.dataset.kind
    if not download_panel.ready(kind):
        return
    if kind.name == points_panel.NAME:
        points_panel.show(session)
        return
    try:
        data = loading.load(session.spec.dataset)
    except DataError as error:
        show_error(error.message)
        return
    run = session.shown_run
    fits = run is not None and run.job.spec.dataset == session.spec.dataset
    height = OWN_HEIGHT if session.spec.dataset.name in _OWN else HEIGHT
    if data.family in ("plane", "line"):
        _live_map(session, data, run if fits else None)
    elif fits and run is not None and run.is_trained:
        view = st.segmented_control(
            tr("What to show"),
            VIEWS,
            default=PREDICTIONS,
            format_func=tr,
            required=True,
            key=f"data-view-{run.number}",
            label_visibility="collapsed",
        )
        if view == PREDICTIONS:
            _predictions(data, run, height)
        else:
            _examples(data, height)
    else:
        _examples(data, height)
    _counts(data)


def _live_map(session: Session, data: Dataset, run: SessionRun | None) -> None:
    answers = plane_picture.answers_to_send(session.spec, run)

    @st.fragment(run_every=picture_seconds(run))
    def draw() -> None:
        figure, label = figures.data_with_answers(data, answers())
        live_chart(figure, key="data-map", label=label, follows=run.number if run else 0, square=data.family == "plane")

    draw()


def _examples(data: Dataset, height: int) -> None:
    if data.family == "image":
        images, _ = preview_images(data, PER_CLASS)
        figure = figures.tile_grid(images, columns=PER_CLASS, width=330, light=data.signature.light)
        live_chart(figure, key="data-gallery", height=height, label=tr("Training examples of every class"))
    else:
        st.dataframe(said(preview_table(data, 100), data.signature), height=height, hide_index=True)


def _predictions(data: Dataset, run: SessionRun, height: int) -> None:
    """The sample predictions of a finished run; those of images follow the film of the picture of the network."""
    import pandas as pd

    history = run.job.history
    places = np.array(history.sample_indices, int)
    outputs = history.sample_predictions
    if outputs is None:
        return
    y_true = data.y_test[places]
    if data.task == "regression":
        true = tr("true {target_name}", target_name=data.shown.target_name)
        table = pd.DataFrame({N_("predicted"): outputs[:, 0], N_("true"): y_true})
        st.dataframe(table, height=height, hide_index=True, column_config={**heads(table), "true": true})
        return
    shares = class_probabilities(outputs, data.task)
    predicted = shares.argmax(axis=1)
    if data.family == "image":
        labels, colors = figures.verdicts(data.shown.class_names, predicted, y_true)
        film: dict[int, np.ndarray] = {}
        with show_errors():
            if epochs := living_frames.film_epochs(run, data.signature):
                _, film = ask_once(run, "film_outputs", inputs=data.x_test[places], film=epochs)
        figure = figures.tile_grid(
            data.x_test[places],
            labels,
            columns=5,
            width=330,
            light=data.signature.light,
            label_colors=colors,
            item_name=tr("test image"),
            label_film={
                epoch: figures.verdicts(
                    data.shown.class_names, class_probabilities(outputs, data.task).argmax(axis=1), y_true
                )
                for epoch, outputs in film.items()
            },
        )
        live_chart(
            figure,
            key="data-predictions",
            height=height,
            label=tr("Predictions for some test images"),
            follows=run.number if film else 0,
        )
        return
    names = np.array(data.shown.class_names)
    table = pd.DataFrame(
        {
            "": np.where(predicted == y_true, "✓", "✗"),
            **(
                {N_("text"): data.preprocess.table(data.source["test"][places])["text"]}
                if data.family == "text"
                else {}
            ),
            "predicted": names[predicted],
            "probability": shares.max(axis=1),
            "true": names[y_true],
        }
    )
    config: dict[str, Any] = heads(table)
    config["probability"] = st.column_config.NumberColumn(tr("probability"), format="percent")
    st.dataframe(table, height=height, hide_index=True, column_config=config)


def _counts(data: Dataset) -> None:
    parts = " · ".join(f"{number(len(y), ',')} {tr(part)}" for part, (_, y) in data.parts.items())
    numbers = (
        tr("one number")
        if data.input_shape == (1,)
        else tr("{input_shape} numbers", input_shape=show_shape(data.input_shape))
    )
    if reading := data.preprocess.text:
        numbers = tr(
            "{length} {unit}, {symbols:,} different ones",
            length=reading.length,
            unit=tr(reading.unit),
            symbols=len(reading.symbols) - 2,
        )
        st.caption(tr("{parts} examples, each padded to {numbers} in all.", parts=parts, numbers=numbers))
        return
    st.caption(tr("{parts} examples, {numbers} each.", parts=parts, numbers=numbers))
    if data.family in ("plane", "line"):
        _points(data)


@st.fragment
def _points(data: Dataset) -> None:
    # Only when it is looked at: a table is a megabyte of the browser's code, and imports pandas.
    with st.expander(
        tr("The points as a table"), icon=":material/table:", key="plane-as-table", on_change="rerun"
    ) as box:
        if box.open:
            st.dataframe(said(preview_table(data, 100), data.signature), hide_index=True)
