"""An assignment as a student sees it before the first training."""

from __future__ import annotations

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.controls import CONTROLS
from nnplay.classroom.evidence import RunEvidence
from nnplay.i18n import tr
from nnplay.ui.classroom.task_text import attempts_text, due_text, goal_line, task_markdown
from nnplay.ui.common.plain_text import plain


def draw(assignment: Assignment) -> None:
    """Draws it."""
    st.caption(tr("What a student sees"))
    with st.container(border=True, key="preview", gap="small"):
        st.header(plain(assignment.title), anchor=False)
        parts = [f":material/replay: {attempts_text(assignment, 0)}"]
        if due := due_text(assignment):
            parts.append(f":material/event: due {due}")
        st.caption(" · ".join(parts))
        if assignment.text:
            st.markdown(task_markdown(assignment.text))
        outcomes = assignment.outcomes(RunEvidence.before(assignment.start_for("")))
        with st.container(gap="xsmall"):
            for outcome in outcomes:
                st.markdown(goal_line(outcome.holds, outcome.check.sentence, outcome.sentence))
        for hint in assignment.hints:
            when = (
                tr("after {after} attempt{part}", after=hint.after, part="" if hint.after == 1 else "s")
                if hint.after
                else tr("at once")
            )
            with st.expander(tr("Hint, opens {when}", when=when), icon=":material/lightbulb:"):
                st.markdown(task_markdown(hint.text))
    for state, words in (("fixed", tr("Fixed")), ("hidden", tr("Hidden"))):
        names = [control.title for name, control in CONTROLS.items() if assignment.state(name) == state]
        if names:
            st.caption(f"**{words}:** {', '.join(names)}")
