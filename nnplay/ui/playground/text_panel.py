"""Bringing texts: the file, which column holds them, which their classes, and what is read one by one."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets.kinds.own_text import CLASS_COLUMN, NAME, TEXT_COLUMN, UNIT, OwnText, own_text
from nnplay.datasets.tables.csv_file import ENDINGS
from nnplay.datasets.tables.own_table_options import FILE
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.ui.common.choices import choose
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import param_widget
from nnplay.ui.playground.table_panel import OwnFiles, upload

DRAWN = tuple(param.name for param in (FILE, TEXT_COLUMN, CLASS_COLUMN, UNIT))
"""Options that have their place here."""


def edit(session: Session, spec: DatasetSpec) -> DatasetSpec:
    """Draws the upload and the choices of own texts; the spec as its widgets say."""
    upload(
        session,
        NAME,
        tr("Your texts"),
        ENDINGS,
        tr("A CSV or text file with a row for each text, and a column with its class."),
    )
    try:
        found = own_text(spec.options)
    except DataError:
        # Why is said where the data would be shown; other columns may mend it.
        found = None
    if found:
        left, right = st.columns(2, gap="small")
        with left:
            spec = spec.with_options(text_column=_column(session, spec, TEXT_COLUMN, found, found.text_column))
        with right:
            spec = spec.with_options(target=_column(session, spec, CLASS_COLUMN, found, found.class_column))
    elif (spec["text_column"] or spec["target"]) and st.button(
        tr("Choose the columns again"), icon=":material/undo:", key=session.key("texts-columns-again")
    ):
        session.replace_spec(session.spec.with_dataset(spec.with_options(text_column="", target="")))
        st.rerun()
    spec = spec.with_options(unit=param_widget(UNIT, spec["unit"], session.key("texts-unit")))
    if found:
        name = session.part(OwnFiles).names.get(spec["file"], tr("Your file")) if spec["file"] else tr("An example")
        dropped = (
            tr(", {dropped:,} rows without a text or a class are left out", dropped=found.dropped)
            if found.dropped
            else ""
        )
        st.caption(
            plain(
                tr(
                    "{name}: {texts:,} texts in {class_names} classes{dropped}.",
                    name=name,
                    texts=len(found.texts),
                    class_names=len(found.class_names),
                    dropped=dropped,
                )
            )
        )
    return spec


def _column(session: Session, spec: DatasetSpec, param: Param, found: OwnText, now: str) -> str:
    """A column; empty where it is the one that is found without a choice."""
    titles = {name: name for name in found.columns}
    chosen = choose(param.title, titles, now, session.key(f"texts-{param.name}-{spec['file'][:8]}"), help=param.help)
    return chosen if chosen != now or spec[param.name] else ""
