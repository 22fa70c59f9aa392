"""The surest mistakes, and any test example by its number."""

from __future__ import annotations

import streamlit as st

from nnplay import figures
from nnplay.i18n import tr
from nnplay.inspection import evaluation
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.evaluate.judged import Judged, examples, open_buttons
from nnplay.ui.inside import example
from nnplay.ui.inside.state import InsideState


def show(judged: Judged) -> None:
    """Draws wrong answers, those first of which the network was surest."""
    wrong = evaluation.most_confident_mistakes(judged.y_true, judged.probabilities)
    if not len(wrong):
        st.info(tr("It makes no mistakes on the test data. Harder data would tell you more."), icon=":material/info:")
        return
    st.markdown(
        tr(
            "**{wrong:,} mistakes**, the most confident ones first. Some of these examples have a wrong label, "
            "or even a person could not tell. The others show what the network has not learned.",
            wrong=len(wrong),
        )
    )
    examples(judged, wrong, "mistakes")


def one(judged: Judged) -> None:
    """Draws any test example by its number: what it is, what the network says, and how sure it is."""
    inside, data = judged.session.part(InsideState), judged.data
    last = len(judged.y_true) - 1
    key = judged.key("place")
    place = min(inside.example, last)
    chosen = WidgetValue(key, place)
    chosen.set(place)

    def take() -> None:
        inside.example = int(chosen.get())

    left, right = st.columns([1, 2], gap="large")
    with left:
        st.number_input(
            tr("Test example"),
            0,
            last,
            step=1,
            key=key,
            on_change=take,
            help=tr("Its number in the test data, 0 to {last:,}.", last=last),
        )
        shown = example.ChosenExample(
            data.x_test[place], tr("Test example {place}", place=place), place, data.y_test[place]
        )
        example.show(shown, data, judged.outputs[place])
        with st.container(horizontal=True, gap="small"):
            open_buttons(judged, place, key)
    if data.class_names:
        with right:
            live_chart(
                figures.probability_bars(
                    data.shown.class_names, judged.probabilities[place], int(judged.y_true[place])
                ),
                key="evaluate-one",
                label=tr("Probabilities for test example {place}", place=place),
            )
