"""What a class does together, for its teacher: votes, drawings, and networks judged on them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.ui.classroom import class_settings, drawings_removal, judge_panel, vote_panel
from nnplay.ui.classroom.membership import class_at_hand
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

PARTS = {
    N_("Vote"): vote_panel.ask,
    N_("Drawings"): drawings_removal.show,
    N_("Judge networks"): judge_panel.judge,
}
"""By the name of each part."""


@dataclass
class TogetherState:
    """Which part is open."""

    part: str = "Vote"


def show(session: Session) -> None:
    """Draws it for a session that teaches a class; only the part that is open costs the server anything."""
    if not class_at_hand(session).is_teacher:
        class_settings.offer(session)
        st.info(
            tr(
                "Open a class under “Class and results” first. Then you can let it vote before it trains, and collect "
                "digits that it draws."
            ),
            icon=":material/groups:",
        )
        return
    state = session.part(TogetherState)
    chosen = WidgetValue("together-part", state.part)
    chosen.set(state.part)

    def take() -> None:
        current().part(TogetherState).part = chosen.get()

    st.segmented_control(
        tr("What the class does together"),
        list(PARTS),
        format_func=tr,
        key=chosen.key,
        on_change=take,
        required=True,
        label_visibility="collapsed",
    )
    PARTS[chosen.get()](session)
