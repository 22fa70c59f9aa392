"""What was found of a table, with the choice to have it otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnplay.datasets.tables.findings import Finding, FindingAnswer
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue


def show(session: Session, findings: Sequence[Finding], place: str) -> None:
    """Draws findings one below the other; an answer changes the experiment at once.

    Args:
        session: Whose experiment it is.
        findings: What was found.
        place: Where on the page this is, as part of the widgets' keys.
    """
    for number, finding in enumerate(findings):
        with st.container(gap="xxsmall", key=f"finding-{place}-{number}"):
            sign = ":material/help:" if finding.doubt else ":material/info:"
            st.markdown(f"{sign} {plain(finding.text)}")
            if finding.answers:
                _answers(session, finding, f"finding-{place}-{number}")


def _answers(session: Session, finding: Finding, name: str) -> None:
    answers = range(len(finding.answers))
    key = session.key(f"{name}-answer")
    st.segmented_control(
        finding.text,
        answers,
        default=finding.now if finding.now in answers else None,
        format_func=lambda place: plain(finding.answers[place].label),
        required=True,
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=(key, finding.answers),
    )


def _take(key: str, answers: Sequence[FindingAnswer]) -> None:
    chosen: int | None = WidgetValue(key, None).get()
    if chosen is None:
        return
    session = current()
    dataset = session.spec.dataset
    changed = dataset.with_options(**answers[chosen].options(dataset.options))
    session.replace_spec(session.spec.with_dataset(changed))
