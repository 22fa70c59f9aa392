"""The same test example in several networks, and the examples on which they part ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.runs import KeptRun
from nnplay.runs.answers import AnswersOnTest, closer, only_right, same_test_part
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads, said
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.evaluate.judged import MOST_SHOWN, example_rows
from nnplay.ui.inside.common import tiles
from nnplay.ui.inside.example import SIZE, example_table
from nnplay.ui.runs.asked import answers_of

PLACE = "runs-example"

_JUDGED = (N_("test example"), N_("true"), N_("predicted − true"), N_("probability"))
"""Columns of a table of examples."""


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws where the runs part ways, and one example with all answers."""
    answers = answers_of(runs)
    judged = [run for run in runs if run.id in answers]
    alike = [run for run in judged if same_test_part(answers[judged[0].id], answers[run.id])]
    if not alike:
        return
    if len(alike) < len(judged):
        left_out = ", ".join(plain(run.name) for run in judged if run not in alike)
        words = tr(
            "Tested on different examples from {name}, so not shown: {left_out}.",
            name=plain(alike[0].name),
            left_out=left_out,
        )
        st.caption(f":material/info: {words}")
    if len(alike) > 1:
        _parting(alike, answers)
    _one(alike, answers)


def _parting(runs: Sequence[KeptRun], answers: Mapping[str, AnswersOnTest]) -> None:
    classes = answers[runs[0].id].data.task != "regression"
    st.markdown(tr("**Where they disagree**"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ids = [run.id for run in runs]
        names = {run.id: run.name for run in runs}
        winner = st.selectbox(
            tr("Right") if classes else tr("Closer"),
            ids,
            format_func=names.__getitem__,
            key=f"runs-winner-{hash(tuple(ids))}",
            width=220,
        )
        others = [id for id in ids if id != winner]
        everyone = ["all"] if len(others) > 1 and classes else []
        loser = st.selectbox(
            tr("Wrong") if classes else tr("Farther off"),
            [*everyone, *others],
            format_func=lambda id: tr("all others") if id == "all" else names[id],
            key=f"runs-loser-{hash((winner, *ids))}",
            width=220,
        )
    beaten = [answers[id] for id in (others if loser == "all" else [loser])]
    mine = answers[winner]
    places = only_right(mine, beaten) if classes else closer(mine, beaten[0])
    if not len(places):
        st.info(tr("There is no such example."), icon=":material/info:")
        return
    said = {"places": len(places), "name": plain(names[winner])}
    if not classes:
        text = tr("{places:,} test examples on which {name} is closer", **said)
    elif len(beaten) == 1:
        text = tr("{places:,} test examples on which {name} is right and the other wrong", **said)
    else:
        text = tr("{places:,} test examples on which {name} is right and all others are wrong", **said)
    st.markdown(
        text + (tr("; the first {most_shown} of them:", most_shown=MOST_SHOWN) if len(places) > MOST_SHOWN else ":")
    )
    shown = places[:MOST_SHOWN]
    if mine.data.family == "image":
        wrong = beaten[0]
        labels = [
            tr(
                "{class_names}, not {class_names2}",
                class_names=mine.data.shown.class_names[int(mine.y_true[place])],
                class_names2=mine.data.shown.class_names[int(wrong.y_pred[place])],
            )
            for place in shown
        ]
        clicked = live_chart(
            tiles(mine.data.x_test[shown], labels, item_name=tr("picture"), tile=76, light=mine.data.signature.light),
            key="runs-parting",
            label=tr("{shown} test images: {labels}", shown=len(shown), labels=", ".join(labels)),
            clicks=True,
        )
        if clicked and clicked.get("customdata"):
            WidgetValue(PLACE, 0).set(int(shown[min(int(clicked["customdata"][0]), len(shown) - 1)]))
        other = plain(names[others[0] if loser == "all" else loser])
        st.caption(tr("The true class, and what {other} takes it for. Click one to see it below.", other=other))
    else:
        rows = example_rows(mine, shown)
        other = example_rows(beaten[0], shown)
        column = N_("network") if classes else N_("predicted")
        at = list(rows.columns).index(column)
        first, second = (f"{tr(column)}: {names[id]}" for id in (winner, others[0] if loser == "all" else loser))
        rows.insert(at + 1, second, other[column])
        st.dataframe(
            rows.rename(columns={column: first}),
            hide_index=True,
            column_config=heads(_JUDGED),
            height=min(38 * len(rows) + 40, 330),
            alt=text,
        )


def _one(runs: Sequence[KeptRun], answers: Mapping[str, AnswersOnTest]) -> None:
    first = answers[runs[0].id]
    last = len(first.y_true) - 1
    st.markdown(tr("**One example in all of them**"))
    left, right = st.columns([1, 2.2], gap="large")
    value = WidgetValue(PLACE, 0)
    value.set(min(value.get(), last))
    with left:
        place = int(
            st.number_input(
                tr("Test example"),
                0,
                last,
                step=1,
                key=PLACE,
                help=tr("Its number in the test data, 0 to {last:,}.", last=last),
            )
        )
        if first.data.family == "image":
            live_chart(
                figures.picture(first.data.x_test[place], size=SIZE, light=first.data.signature.light),
                key="runs-picture",
                label=tr("Test example {place}", place=place),
            )
        else:
            st.dataframe(said(example_table(first.data, place), first.data.signature), hide_index=True)
    with right:
        if first.data.task == "regression":
            table = pd.DataFrame(
                {
                    "run": [run.name for run in runs],
                    "predicted": [float(answers[run.id].y_pred[place]) for run in runs],
                    "true": float(first.y_true[place]),
                }
            )
            st.dataframe(table, hide_index=True, column_config=heads(table))
            return
        probabilities = np.stack([answers[run.id].probabilities[place] for run in runs])
        live_chart(
            figures.answer_grid([run.name for run in runs], first.data.shown.class_names, probabilities),
            key="runs-one-example",
            label=tr("Probabilities of {runs} networks for test example {place}", runs=len(runs), place=place),
        )
        true = first.data.shown.class_names[int(first.y_true[place])]
        st.caption(
            tr("A row per network, a column per class; its answer is in bold. It really is {true}.", true=plain(true))
        )
