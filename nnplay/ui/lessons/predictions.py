"""Predict first: the student chooses what will happen, then sees it on the page, and is told why."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui.common.current import current
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.lessons import progress
from nnplay.ui.lessons.experiments import PREDICTIONS
from nnplay.ui.lessons.prediction import Prediction
from nnplay.ui.lessons.state import LessonsState


def predict(slug: str, name: str) -> None:
    """Draws a prediction above the controls that it moves.

    Args:
        slug: The lesson that it belongs to.
        name: Its name.
    """
    one = next(each for each in PREDICTIONS[slug] if each.name == name)
    known = current().part(LessonsState).predicted.get(f"{slug}/{one.name}")
    chosen: WidgetValue[str] = WidgetValue(f"{slug}-predict-{one.name}", "")
    with st.container(border=True, key=f"predict-{slug}-{one.name}"):
        st.radio(
            f":material/psychology_alt: **{tr('Predict first.')}** {one.question}",
            list(one.options),
            index=one.options.index(known) if known in one.options else None,
            format_func=tr,
            key=chosen.key,
            on_change=_take,
            args=(slug, one, chosen),
            persist_state="session",
        )
        answer = chosen.get() or (known if known in one.options else "")
        if answer:
            right = one.options[one.answer]
            verdict = (
                tr("**Right.**") if answer == right else tr("**Not quite.** The answer is: *{right}*.", right=tr(right))
            )
            st.markdown(f"{verdict} {one.why}")
            progress.keep(f"{slug}-{one.name}")


def _take(slug: str, one: Prediction, chosen: WidgetValue[str]) -> None:
    """Keeps the first answer, and moves the controls so that the page shows what happens."""
    current().part(LessonsState).predicted.setdefault(f"{slug}/{one.name}", chosen.get())
    for key, value in one.shows.items():
        WidgetValue[Any](key, None).set(value)
