"""What the curves of an ended run say, with the press that tries what helps, and where to go next."""

from __future__ import annotations

import streamlit as st

from nnplay.errors import EngineError
from nnplay.i18n import tr
from nnplay.runs.diagnosis import Remedy, Verdict, diagnose
from nnplay.ui.classroom.task import allows
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.draw.networks import reads_digits

_ICONS: dict[Verdict, str] = {
    "diverged": "trending_up",
    "too_high": "swap_vert",
    "no_better": "trending_flat",
    "overfitting": "call_split",
    "still_falling": "trending_down",
    "fine": "check_circle",
}


def show(session: Session, run: SessionRun) -> None:
    """Draws it under the curves of an ended run; what a remedy changes is the experiment at hand."""
    found = diagnose(run.job.spec, run.job.history)
    if found is None:
        return
    with st.container(border=True, key="diagnosis", gap="xsmall"):
        st.markdown(f":material/{_ICONS[found.verdict]}: {plain(found.sentence)}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            remedy = found.remedy
            allowed = remedy is not None and (remedy.spec is None or allows(session, remedy.spec))
            if remedy and allowed and run.is_of(session.spec) and not session.live_run:
                st.button(
                    remedy.label,
                    icon=":material/auto_fix_high:",
                    key="remedy",
                    on_click=_try,
                    args=(run.number, remedy),
                    help=tr("Changes this one thing, and trains. The run above stays."),
                )
            if run.is_trained:
                _next(run)


def _next(run: SessionRun) -> None:
    st.page_link("pages/look_inside.py", label=tr("Look inside"), icon=":material/visibility:")
    st.page_link("pages/evaluate.py", label=tr("Evaluate"), icon=":material/fact_check:")
    if reads_digits(run):
        st.page_link("pages/draw.py", label=tr("Draw"), icon=":material/draw:")


def _try(number: int, remedy: Remedy) -> None:
    session = current()
    run = session.run(number)
    if run is None or session.live_run:
        return
    if remedy.spec is not None:
        session.replace_spec(remedy.spec)
        session.pressed = "train"
        return
    run.epoch = None
    try:
        engine().train_more(run.job, remedy.more_epochs)
    except EngineError as error:
        st.toast(plain(tr(error.message)), icon=":material/error:", duration="long")
