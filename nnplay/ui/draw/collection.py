"""The student's own drawings: kept with their labels, shown, joined with others, and trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from nnplay import digit_reader, figures
from nnplay.catalogue import FINE_TUNING, fine_tuned
from nnplay.datasets.kinds import drawings
from nnplay.datasets.kinds.drawings import LabelledDrawing
from nnplay.errors import NnplayError
from nnplay.i18n import plural, tr
from nnplay.sketch import Strokes
from nnplay.spec import DatasetSpec
from nnplay.suggestion import suggested_experiment
from nnplay.ui.common import runs
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw.networks import DigitReader
from nnplay.ui.draw.newest import newest
from nnplay.ui.draw.state import DrawState

DATASET = drawings.NAME

WIDTHS = (320, 700, 1100)
TILE = 64
SHOWN = 120
"""Drawings in the gallery, the newest ones."""

FILE_NAME = "drawings.json"


def keep(mine: Session) -> None:
    """Draws the question which digit it is; the answer keeps the drawing and clears the canvas."""
    key = f"label-{mine.token}-{mine.part(DrawState).canvas_number}"

    def answered() -> None:
        drawn, label = current().part(DrawState), WidgetValue(key, None).get()
        if label is None:
            return
        try:
            kept = LabelledDrawing.of(int(label), Strokes.from_canvas(newest(current())))
            drawn.drawings = drawings.join(drawn.drawings, [kept])
        except NnplayError as error:
            drawn.notice = error.message
        else:
            drawn.start_canvas(None)
            drawn.notice = tr("Kept as a {label}. You now have {drawn}, shown below.", label=label, drawn=_count(drawn))

    st.pills(
        tr("Which digit did you draw?"),
        list("0123456789"),
        key=key,
        on_change=answered,
        help=tr(
            "Right or wrong: your answer keeps the drawing with its label among your drawings below, and clears the "
            "canvas for the next one."
        ),
    )


def show(mine: Session, network: DigitReader) -> None:
    """Draws the collection, and what can be done with it."""
    st.header(tr("Your drawings"), anchor=False)
    st.caption(
        tr(
            "Say which digit you drew, and the drawing is kept here with its label. Train a network of your own with "
            "them, or teach a trained one your handwriting."
        )
    )

    drawn = mine.part(DrawState)

    @st.fragment
    def collection() -> None:
        if drawn.drawings:
            with show_errors():
                _gallery(drawn, network)
        _files(mine)

    collection()
    if drawn.drawings:
        _use(mine, network)


def choose_file(mine: Session, options: dict[str, Any]) -> dict[str, Any]:
    """Draws which drawings the dataset takes, where its options are edited; the new options."""
    if not options["file"]:
        st.caption(tr("Computer-made drawings; no person wrote them. Draw and label your own on the Draw page."))
    drawn = mine.part(DrawState)
    if len(drawn.drawings) < drawings.MIN_DRAWINGS:
        return options
    with show_errors():
        own = _dataset(mine, 28)["file"]
        if own == options["file"]:
            st.caption(tr("Your {drawn} from the Draw page.", drawn=_count(drawn)))
        elif st.button(
            tr("Use your {drawn}", drawn=_count(drawn)), icon=":material/draw:", key=mine.key("own-drawings")
        ):
            return {**options, "file": own}
    return options


def say_once(mine: Session) -> None:
    """Says what the last answer did."""
    drawn = mine.part(DrawState)
    if drawn.notice:
        st.toast(plain(drawn.notice), icon=":material/draw:")
        drawn.notice = ""


def _gallery(drawn: DrawState, network: DigitReader) -> None:
    """All drawings with what the network reads in them."""
    side = network.input_shape[0] if len(network.input_shape) > 1 else 28
    inputs = np.array([one.picture(side) for one in drawn.drawings])
    y_true = [one.label for one in drawn.drawings]
    outputs = network.predict(network.arrange(inputs.reshape(len(inputs), *network.input_shape)))
    y_pred = outputs.argmax(axis=1)
    labels, colors = figures.verdicts(network.signature.shown.class_names, y_pred, y_true)
    right = int((y_pred == y_true).sum())
    first = max(0, len(y_true) - SHOWN)
    newest = tr(" The newest {shown} are shown.", shown=SHOWN) if first else ""
    st.markdown(
        tr(
            "{short} reads **{right} of {y_true}** correctly.{newest}",
            short=network.short,
            right=right,
            y_true=len(y_true),
            newest=newest,
        )
    )
    picked = live_chart(
        figures.by_width(
            lambda width: figures.tile_grid(
                inputs[first:, ..., 0],
                labels[first:],
                width=width,
                tile=TILE,
                label_colors=colors[first:],
                item_name="drawing",
            ),
            WIDTHS,
        ),
        key="drawings-gallery",
        label=plural(
            "Your {n} drawing with what the network reads in them",
            "Your {n} drawings with what the network reads in them",
            len(y_true),
        ),
        clicks=True,
    )
    chosen = WidgetValue("drawing-number", 0)
    if picked and picked.get("customdata"):
        chosen.set(min(first + int(picked["customdata"][0]), len(y_true) - 1))
    if chosen.get() >= len(y_true):
        chosen.set(len(y_true) - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number = choose(
            tr("Drawing"),
            {
                place: tr("{place}: a {label}, read as {answer}", place=place, label=label, answer=answer)
                for place, (label, answer) in enumerate(zip(y_true, y_pred, strict=True))
            },
            0,
            chosen.key,
            help=tr("Counted from 0. Click a picture to select it."),
            width=260,
        )
        if st.button(tr("Remove it"), icon=":material/delete:", key="remove-drawing"):
            del drawn.drawings[number]
            st.rerun()
        if st.button(tr("Remove all"), icon=":material/delete_sweep:", key="remove-drawings"):
            drawn.drawings = []
            st.rerun()


def _files(mine: Session) -> None:
    """Taking the drawings along, and joining other people's."""
    drawn = mine.part(DrawState)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if drawn.drawings:
            st.download_button(
                tr("Download {drawn}", drawn=_count(drawn)),
                drawn.file,
                FILE_NAME,
                "application/json",
                icon=":material/download:",
                on_click="ignore",
                help=tr("A small JSON file with strokes and labels, for later or for your classmates."),
            )
        with st.popover(tr("Join files"), icon=":material/group_add:"):
            files = st.file_uploader(
                tr("Files of drawings"),
                ["json"],
                accept_multiple_files=True,
                key=f"join-{mine.token}-{drawn.joined}",
                help=tr("Files that this page downloaded, your own or your classmates'. Duplicates are skipped."),
            )
            if files:
                _join(drawn, [(file.name, file.getvalue()) for file in files])


def _count(drawn: DrawState) -> str:
    return plural("{n} drawing", "{n} drawings", len(drawn.drawings))


def _join(drawn: DrawState, files: list[tuple[str, bytes]]) -> None:
    joined, failed = drawn.drawings, False
    for name, content in files:
        try:
            joined = drawings.join(joined, drawings.read(content))
        except NnplayError as error:
            failed = True
            show_error(f"{name}: {error.message}")
    new = len(joined) - len(drawn.drawings)
    drawn.drawings = joined
    if not failed:
        drawn.joined += 1  # a fresh uploader, so that the files are not joined again
        drawn.notice = plural("{n} drawing was added.", "{n} drawings were added.", new)
        st.rerun()


def _use(mine: Session, network: DigitReader) -> None:
    """Training on the drawings."""
    side = network.input_shape[0] if len(network.input_shape) > 1 else 28
    live = mine.live_run
    missing = drawings.MIN_DRAWINGS - len(mine.part(DrawState).drawings)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        fine_tune = st.button(
            tr("Teach {short} your drawings", short=network.short)
            if missing < 1
            else tr("{missing} to teach {short}", missing=_more(missing), short=network.short),
            icon=":material/tune:",
            key="fine-tune",
            type="primary",
            disabled=live is not None or missing > 0,
            help=tr(
                "Fine-tuning: a new run starts from the weights of this network and goes on learning from your "
                "drawings, {epochs} epochs with small steps. The network itself stays as it is.",
                epochs=FINE_TUNING.epochs,
            ),
        )
        take = st.button(
            tr("Open them in the playground"),
            icon=":material/hub:",
            key="take-drawings",
            disabled=missing > 0,
            help=tr(
                "Makes your drawings the dataset of the current experiment, so that you can train any network on them."
            ),
        )
    with show_errors():
        if fine_tune:
            dataset = _dataset(mine, side)
            folder = digit_reader.FOLDER if network.run is None else network.run.job.folder
            mine.train(fine_tuned(network.spec, dataset), base=(Path(folder), network.short))
            st.rerun()
        if take:
            dataset = _dataset(mine, side)
            spec = mine.spec.with_dataset(dataset)
            mine.replace_spec(spec if _reads_pictures(mine) else suggested_experiment(dataset, spec.seed))
            st.switch_page("pages/playground.py")
    _progress(mine)


def _more(missing: int) -> str:
    return plural("{n} more drawing", "{n} more drawings", missing)


def _dataset(mine: Session, side: int) -> DatasetSpec:
    drawn = mine.part(DrawState)
    return drawings.dataset_of(drawn.drawings, side, drawn.file(), mine.owner)


def _reads_pictures(mine: Session) -> bool:
    return mine.spec.dataset.kind.family == "image"


def _progress(mine: Session) -> None:
    """How far a fine-tuning is, and what the last one reached."""
    run = next((run for run in reversed(mine.runs) if run.base), None)
    if run is None:
        return
    if run.job.is_live:
        runs.show_progress(run, "teaching")
    else:
        _result(run)


def _result(run: SessionRun) -> None:
    history = run.job.history
    if history.status == "failed":
        show_error(tr("Run {number} failed: {message}", number=run.number, message=history.message))
    elif run.is_trained:
        st.success(
            tr(
                "{title} on the drawings that were set aside. It is among the networks above now: draw, and compare.",
                title=plain(run.title),
            ),
            icon=":material/check:",
        )
