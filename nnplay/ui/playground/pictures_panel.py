"""Bringing pictures: an archive, or the files of each class."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets.kinds.image_archive import pack
from nnplay.datasets.kinds.own_pictures import COLOR, FILE, SIDE, notes
from nnplay.datasets.store import uploads
from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS
from nnplay.spec import DatasetSpec
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import param_widget
from nnplay.ui.playground.table_panel import OwnFiles, take, upload

DRAWN = tuple(param.name for param in (FILE, SIDE, COLOR))
"""Options that have their place here."""

MOST_CLASSES = 10
"""That files can be given for one by one; an archive may have more."""


def edit(session: Session, spec: DatasetSpec) -> DatasetSpec:
    """Draws the upload and the choices of own pictures; the spec as its widgets say."""
    upload(
        session,
        "pictures",
        tr("Your pictures"),
        ["zip"],
        tr("A zip archive of pictures ({kinds}), in a folder for each class.", kinds=KINDS),
    )
    popover = st.popover(
        tr("Files of each class instead"),
        icon=":material/photo_library:",
        key=session.key("pictures-files"),
        on_change="rerun",
        width="stretch",
    )
    if popover.open:
        with popover, st.container(key="pictures-files"):
            _files(session)
    left, right = st.columns(2, gap="small")
    with left:
        side = param_widget(SIDE, spec["side"], session.key("pictures-side"))
    with right:
        color = param_widget(COLOR, spec["color"], session.key("pictures-color"))
    spec = spec.with_options(side=side, color=color)
    for note in notes(spec.options):
        st.caption(f":material/info: {plain(note)}")
    return spec


def _files(session: Session) -> None:
    classes = int(
        st.number_input(
            tr("Classes"),
            min_value=2,
            max_value=MOST_CLASSES,
            value=2,
            key=session.key("pictures-classes"),
            help=tr("How many kinds of pictures the network should tell apart."),
        )
    )
    by_class: dict[str, list[tuple[str, bytes]]] = {}
    for number in range(1, classes + 1):
        name = st.text_input(
            tr("Name of class {number}", number=number),
            tr("class {number}", number=number),
            max_chars=40,
            key=session.key(f"pictures-name-{number}"),
        )
        files = st.file_uploader(
            tr("Pictures of class {number}", number=number),
            type=[ending[1:] for ending in PICTURE_ENDINGS],
            accept_multiple_files=True,
            key=session.key(f"pictures-of-{number}"),
        )
        by_class.setdefault(name, []).extend((file.name, file.getvalue()) for file in files)
    ready = len(by_class) == classes and all(by_class.values())
    if st.button(
        tr("Use these pictures"),
        type="primary",
        disabled=not ready,
        key=session.key("pictures-use"),
        help=tr("Each class needs a name of its own and at least one picture. A dozen or more is better."),
    ):
        try:
            digest = uploads.keep(pack(by_class), session.owner)
        except NnplayError as error:
            show_error(error.message)
            return
        current().part(OwnFiles).names[digest] = tr("Your pictures")
        take("pictures", digest)
        st.rerun()
