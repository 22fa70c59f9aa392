"""What stands in place of data that are not here yet: how far their download is, or what can be done without it."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets import DatasetKind
from nnplay.datasets.store import data_files
from nnplay.datasets.store.background import Fetch, fetch
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.limits import show_bytes
from nnplay.ui.common import spoken
from nnplay.ui.common.plain_text import plain

POLL_SECONDS = 0.5

PATIENCE_SECONDS = 0.3
"""So long a page waits for a download, so that a quick one is not announced."""


def ready(kind: DatasetKind) -> bool:
    """Whether the files of a dataset are here; else fetches them in the background and draws how far that is.

    When they have come, it draws the page anew.
    """
    if not data_files.missing(kind.files):
        return True
    running = fetch(kind.files)
    if not running.wait(PATIENCE_SECONDS):
        _progress(kind, running)
        return False
    if running.error is None:
        st.rerun()
    else:
        _failure(kind, running.error)
    return False


def _progress(kind: DatasetKind, running: Fetch) -> None:
    @st.fragment(run_every=POLL_SECONDS)
    def draw() -> None:
        if running.ended:
            st.rerun()
        here, whole = data_files.progress(kind.files)
        if whole:
            share = min(here / whole, 1.0)
            text = tr(
                "Downloading {title}: {here} of {whole}, {share:.0%}",
                title=kind.title,
                here=show_bytes(here),
                whole=show_bytes(whole),
                share=share,
            )
        else:
            share, text = 0.0, tr("Downloading {title}: {here}", title=kind.title, here=show_bytes(here))
        st.progress(share, text=text)
        spoken.say(text, "download")
        st.caption(
            tr(
                "It goes on in the background, once for everybody on this server, and is kept for the next time. You "
                "can work with other data meanwhile."
            )
        )

    draw()


def _again(kind: DatasetKind) -> None:
    fetch(kind.files, again=True)


def _failure(kind: DatasetKind, error: DataError) -> None:
    st.error(plain(tr(error.message)), icon=":material/cloud_off:")
    st.button(
        tr("Try again"),
        icon=":material/refresh:",
        key="download-again",
        on_click=_again,
        args=(kind,),
        help=tr("What has arrived so far is kept; the download continues from there."),
    )
    with st.expander(tr("Add the files yourself"), icon=":material/folder_open:"):
        st.markdown(
            tr(
                "Download these files where there is an internet connection, and copy them into a folder on the "
                "computer that runs nnplay. Then start nnplay with the environment variable `{data_folder}` set to "
                "that folder.",
                data_folder=data_files.DATA_FOLDER,
            )
        )
        st.markdown("\n".join(tr("- `{name}` from <{url}>", name=file.name, url=file.url) for file in kind.files))
