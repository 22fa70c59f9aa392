"""The way out of a trained run: a format, its options, and a file to download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from nnplay.export import ExportFormat, is_available
from nnplay.i18n import tr
from nnplay.limits import show_bytes
from nnplay.registry import EXPORTS
from nnplay.ui.common.address import app_address
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widgets import options_editor

ICON = ":material/ios_share:"

FIRST = "script"
"""The format that is chosen at first."""

PREPARE_SECONDS = 120.0
"""How long a file may take to be made; a calibration or a first use of TensorFlow's converter takes a while."""


@dataclass
class _Prepared:
    """The file that was made last.

    Args:
        of: The run, its epochs, the format and the options that it was made of.
        content: The file.
        note: What to know of it.
    """

    of: tuple[Any, ...] = ()
    content: bytes = b""
    note: str = field(default="")


def draw(run: SessionRun | None) -> None:
    """Draws a popover in which a run's files are made and downloaded; without a run, one that can't be opened.

    Its widgets are drawn only while it is open, for many runs may have one.
    """
    if run is None:
        st.popover(
            tr("Export"),
            icon=ICON,
            key="export-none",
            disabled=True,
            help=tr("Train a network first. Then you can export it."),
        )
        return
    popover = st.popover(
        tr("Export"),
        icon=ICON,
        key=f"export-{run.number}",
        on_change="rerun",
        help=tr("Download this run to use it elsewhere."),
    )
    if popover.open:
        with popover:
            choose(run)


def choose(run: SessionRun) -> None:
    """Draws the choice of a format with its options, and the button that makes the file."""
    st.markdown(f"**{plain(run.title)}**")
    names = list(EXPORTS)
    name = st.selectbox(
        tr("Format"),
        names,
        index=names.index(FIRST),
        format_func=lambda name: EXPORTS[name].title,
        key=f"export-format-{run.number}",
    )
    kind: ExportFormat = EXPORTS[name]
    st.caption(kind.help)
    if not is_available(name):
        st.info(
            tr(
                "This server does not have the package {package}. Where you run nnplay yourself, install it with `pip "
                "install {package}`.",
                package=kind.package,
            ),
            icon=":material/info:",
        )
        return
    options = options_editor(kind, kind.complete(_known(kind)), f"export-{run.number}-{name}")
    wanted = (run.number, len(run.job.history.epochs), run.shown_epoch, name, tuple(options.items()))
    prepared = current().part(_Prepared)
    if prepared.of != wanted and st.button(
        tr("Prepare file"), icon=":material/build:", key=f"export-prepare-{run.number}"
    ):
        with show_errors(), st.spinner(tr("Preparing …")):
            prepared.content, prepared.note = _made(run, name, options)
            prepared.of = wanted
            st.rerun()
    if prepared.of == wanted:
        _download(run, kind, prepared)


def _known(kind: ExportFormat) -> dict[str, Any]:
    """The options that the page knows by itself: where the report's link leads to."""
    address = app_address()
    return {"address": address} if address and any(param.name == "address" for param in kind.params) else {}


def _made(run: SessionRun, format: str, options: Mapping[str, Any]) -> tuple[bytes, str]:
    content, note = ask(run, "export", format=format, options=dict(options), timeout=PREPARE_SECONDS)
    return content, note


def _download(run: SessionRun, kind: ExportFormat, prepared: _Prepared) -> None:
    spec = run.job.spec
    if prepared.note:
        st.caption(tr(prepared.note))
    st.download_button(
        tr("Download ({content})", content=show_bytes(len(prepared.content))),
        prepared.content,
        file_name=f"{spec.dataset.name}-run-{run.number}-{kind.name}{kind.suffix_of(spec)}",
        mime=kind.mime_of(spec),
        icon=":material/download:",
        type="primary",
        key=f"export-download-{run.number}",
        on_click="ignore",
    )
