"""Predicting pictures: a test example, a drawing or an upload with the whole network beside it; or many files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets.kinds.archive_pictures import picture
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.errors import DataError
from nnplay.i18n import N_, number, plural, tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS
from nnplay.tasks import class_probabilities
from nnplay.ui.common import familiar, loading
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_height import table_height
from nnplay.ui.draw import canvas
from nnplay.ui.inside import example, network_picture
from nnplay.ui.inside.common import Subject
from nnplay.ui.predict.answer import answer_columns, offer_download, probabilities, shown_answers

MOST_PICTURES = 200

MOST_ROWS = 8
"""Answers that are in sight at once."""

IN_GRAY = N_(
    "{kinds} files. Each is cut to a square and made {side} × {side} pixels in gray, like the training pictures."
)
IN_COLOR = N_("{kinds} files. Each is cut to a square and made {side} × {side} pixels, like the training pictures.")


def show(session: Session, run: SessionRun, preprocess: Preprocess) -> None:
    """Draws what pictures can be given to a network, and what it says to them."""
    one, many = st.tabs([tr("One picture"), tr("Files")])
    with one, show_errors():
        _one(session, run)
    with many, show_errors():
        _files(run, preprocess)


def _one(session: Session, run: SessionRun) -> None:
    @st.fragment
    def draw() -> None:
        left, right = st.columns([1, 1.9], gap="large")
        with left, show_errors():
            data = loading.load(run.job.spec.dataset)
            chosen = None
            with show_errors():
                chosen = example.choose(session, run, data, draw=canvas.draw)
            if chosen is None:
                chosen = example.test_example(session, data)
                st.caption(tr("Until then test example {index} goes through the network.", index=chosen.index))
            epoch = run.shown_epoch
            outputs = ask_once(run, "feature_maps", example=chosen.values, epoch=epoch)
            answer = outputs[-1].values
            example.say(chosen, data, answer)
            if chosen.index is None and familiar.unfamiliar(run, chosen.values[None])[0]:
                familiar.warn(tr("**{sentence}** What it says is a guess.", sentence=tr(familiar.SENTENCE)))
            if data.class_names:
                probabilities(data.shown.class_names, class_probabilities(answer[None], data.task)[0])
            with right, show_errors():
                network_picture.show(Subject(session, run, data, chosen, outputs, epoch))

    draw()


def _files(run: SessionRun, preprocess: Preprocess) -> None:
    side, _, channels = preprocess.signature.input_shape
    st.caption(tr(IN_GRAY if channels == 1 else IN_COLOR, kinds=tr(KINDS), side=side))
    files = st.file_uploader(
        tr("Pictures"),
        type=[ending[1:] for ending in PICTURE_ENDINGS],
        accept_multiple_files=True,
        key=f"predict-pictures-{run.number}",
        width=520,
    )
    if not files:
        return
    if len(files) > MOST_PICTURES:
        raise DataError(
            tr(
                "You can predict at most {most_pictures} pictures at once. You chose {files:,}.",
                most_pictures=MOST_PICTURES,
                files=len(files),
            )
        )
    bits = preprocess.pixels.bits if preprocess.pixels else 0
    pixels = np.stack([picture(file.getvalue(), side, channels, file.name, bits) for file in files]) / np.float32(255)
    lighter = preprocess.pixels is not None and preprocess.pixels.seem_inverted(pixels)
    if st.toggle(
        tr("Swap light and dark"),
        value=lighter,
        key=f"predict-invert-{run.number}-{lighter}",
        help=tr("The network was trained on only one kind of picture: light on dark, or dark on light."),
    ):
        pixels = 1 - pixels
    inputs = preprocess.pictures(pixels).astype(np.float32)
    outputs = ask(run, "predict", inputs=inputs)
    answers = preprocess.answers(outputs)
    shares = answers.iloc[:, 1:].max(axis=1) if preprocess.signature.class_names else None
    unknown, said = familiar.unfamiliar(run, inputs), preprocess.signature.said
    captions = [
        (
            f"{plain(said(best))} · {figures.show_percent(float(shares[row]))}"
            if shares is not None
            else number(best, ".4g")
        )
        + (tr(" · a guess") if unknown[row] else "")
        for row, best in enumerate(answers.iloc[:, 0])
    ]
    if unknown.any():
        which = tr("This looks")
        if len(files) > 1:
            count = int(unknown.sum())
            which = plural("{n} of these pictures looks", "{n} of these pictures look", count)
        familiar.warn(tr("**{which} like nothing it was trained on.** Its answer is only a guess.", which=which))
    st.markdown(tr("**The network's input and answer**"))
    with st.container(horizontal=True, gap="small"):
        for one, caption in zip(pixels, captions, strict=True):
            st.image(one[..., 0] if channels == 1 else one, caption=caption, width=112, clamp=True)
    table = pd.concat([pd.DataFrame({"file": [file.name for file in files]}), answers], axis=1)
    table.insert(2, "unfamiliar", np.where(unknown, "yes", "no"))
    shown = table.assign(unfamiliar=np.where(unknown, tr("yes"), tr("no")))
    st.dataframe(
        shown_answers(shown, preprocess.signature),
        hide_index=True,
        height=table_height(len(table), MOST_ROWS),
        column_config=answer_columns(table, preprocess.signature),
    )
    offer_download(to_csv(table), "pictures-predicted.csv")
