"""A photo or scan of a written digit in the place of the drawing."""

from __future__ import annotations

import hashlib

import streamlit as st

from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS
from nnplay.sketch import Photo, photo
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.draw import canvas
from nnplay.ui.draw.state import DrawState

TYPES = [*(ending[1:] for ending in PICTURE_ENDINGS), "heic", "avif"]
"""Files that can be chosen; those that are no single picture get a sentence when they are read."""


def choose(session: Session) -> Photo | None:
    """Draws the choice of a picture, and the picture; None while there is none that can be read."""
    drawn = session.part(DrawState)
    file = st.file_uploader(
        tr("Photo or scan of one digit"),
        TYPES,
        key=f"photo-{session.token}",
        help=tr(
            "{kinds}, at most 25 megapixels: one digit, written with a thick pen on plain paper, dark on light "
            "or light on dark.",
            kinds=tr(KINDS),
        ),
    )
    if file is None:
        # The picture that was brought before another page was open is still there.
        if drawn.photo is not None:
            _show(drawn.photo)
        return drawn.photo
    try:
        drawn.photo = _read(file.getvalue())
    except NnplayError as error:
        drawn.photo = None
        st.error(plain(error.message), icon=":material/broken_image:")
        return None
    _show(drawn.photo)
    return drawn.photo


def _show(found: Photo) -> None:
    st.image(found.grey, width=canvas.SIZE, caption=tr("Your picture, in gray."), clamp=True)


def _read(content: bytes) -> Photo:
    with st.spinner(tr("Looking for the digit …"), show_time=False):
        return _cached(hashlib.sha256(content).hexdigest(), content)


@st.cache_data(max_entries=8, show_spinner=False)
def _cached(digest: str, _content: bytes) -> Photo:
    return photo.read(_content)
