"""An assignment as a student sees it before the first training."""

from __future__ import annotations

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.controls import CONTROLS, STATES
from nnplay.classroom.evidence import RunEvidence
from nnplay.classroom.shown_words import shown
from nnplay.i18n import plural, tr
from nnplay.ui.classroom.task_text import attempts_text, due_text, goal_line, task_markdown
from nnplay.ui.common.plain_text import plain


def draw(assignment: Assignment) -> None:
    """Draws it."""
    st.caption(tr("What a student sees"))
    with st.container(border=True, key="preview", gap="small"):
        st.header(plain(shown(assignment.title)), anchor=False)
        parts = [f":material/replay: {attempts_text(assignment, 0)}"]
        if due := due_text(assignment):
            parts.append(":material/event: " + tr("due {date}", date=due))
        st.caption(" · ".join(parts))
        if assignment.text:
            st.markdown(task_markdown(shown(assignment.text)))
        outcomes = assignment.outcomes(RunEvidence.before(assignment.start_for("")))
        with st.container(gap="xsmall"):
            for outcome in outcomes:
                st.markdown(goal_line(outcome.holds, outcome.check.sentence, outcome.sentence))
        for hint in assignment.hints:
            later = plural("Hint, opens after {n} attempt", "Hint, opens after {n} attempts", hint.after)
            with st.expander(later if hint.after else tr("Hint, opens at once"), icon=":material/lightbulb:"):
                st.markdown(task_markdown(shown(hint.text)))
    for state in ("fixed", "hidden"):
        names = [control.title for name, control in CONTROLS.items() if assignment.state(name) == state]
        if names:
            st.caption(f"**{tr(STATES[state])}:** {', '.join(names)}")
