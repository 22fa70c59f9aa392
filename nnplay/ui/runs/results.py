"""Test results with how sure they are, and whether two runs can be told apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, joined, number, tr
from nnplay.runs import KeptRun
from nnplay.runs.answers import AnswersOnTest, compare, same_test_part, verdict
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads
from nnplay.ui.runs.asked import answers_of

SCALES = {True: N_("Accuracy on the test data"), False: N_("Mean absolute error on the test data")}


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws each result with its 95% interval, and the test of each two runs on the same examples."""
    answers = answers_of(runs)
    judged = [run for run in runs if run.id in answers]
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        for percent, title in ((percent, tr(title)) for percent, title in SCALES.items()):
            alike = [run for run in judged if (answers[run.id].data.task != "regression") == percent]
            if alike:
                _intervals(alike, answers, title, percent)
    with right:
        _pairs(judged, answers)


def _intervals(runs: Sequence[KeptRun], answers: Mapping[str, AnswersOnTest], title: str, percent: bool) -> None:
    found = [answers[run.id].interval for run in runs]
    live_chart(
        figures.run_results(
            [run.name for run in runs],
            [run.about.color for run in runs],
            [(one.value, one.low, one.high) for one in found],
            title,
            percent=percent,
        ),
        key=f"runs-results-{percent}",
        label=tr("{title} of {runs} runs with 95% intervals", title=title, runs=len(runs)),
    )
    examples = sorted({one.examples for one in found})
    st.caption(
        tr(
            "The bars are 95% intervals: with {join} test examples, the true value may well lie anywhere in them. Four "
            "times as many examples make them half as long.",
            join=joined([number(count, ",") for count in examples], last="or"),
        )
    )
    with st.expander(tr("Numbers"), icon=":material/table:"):
        table = pd.DataFrame(
            {
                "run": [run.name for run in runs],
                N_("result"): [one.value for one in found],
                N_("from"): [one.low for one in found],
                N_("to"): [one.high for one in found],
                N_("test examples"): [one.examples for one in found],
            }
        )
        form = "percent" if percent else "%.4g"
        numbers = {name: st.column_config.NumberColumn(tr(name), format=form) for name in ("result", "from", "to")}
        st.dataframe(table, hide_index=True, column_config={**heads(table), **numbers})


def _pairs(runs: Sequence[KeptRun], answers: Mapping[str, AnswersOnTest]) -> None:
    """Whether runs can be told apart: a sentence for two, a table for more."""
    st.markdown(tr("**Can they be told apart?**"))
    if len(runs) < 2:
        st.caption(tr("Choose two runs to see whether their difference is more than chance."))
        return
    rows = []
    for one, two in itertools.combinations(runs, 2):
        first, second = answers[one.id], answers[two.id]
        if not same_test_part(first, second):
            continue
        rows.append((one, two, compare(first, second), first.data.task != "regression"))
    if not rows:
        st.info(
            tr(
                "These runs were tested on different examples, so their answers can't be compared one by one. Give "
                "them the same data, test share and split seed."
            ),
            icon=":material/info:",
        )
        return
    if len(rows) == 1:
        one, two, test, classes = rows[0]
        st.markdown(verdict((plain(one.name), plain(two.name)), test, classes=classes))
    else:
        classes = rows[0][3]
        table = pd.DataFrame(
            {
                N_("first"): [one.name for one, *_ in rows],
                N_("second"): [two.name for _, two, *_ in rows],
                N_("only first") if classes else N_("closer: first"): [test.only_first for *_, test, _ in rows],
                N_("only second") if classes else N_("closer: second"): [test.only_second for *_, test, _ in rows],
                N_("p-value"): [test.p_value for *_, test, _ in rows],
                N_("told apart"): [tr("yes") if test.are_different else tr("no") for *_, test, _ in rows],
            }
        )
        p_value = st.column_config.NumberColumn(tr("p-value"), format="%.3g")
        st.dataframe(
            table,
            hide_index=True,
            column_config={**heads(table), "p-value": p_value},
            alt=tr("{rows} pairs of runs, and whether they can be told apart", rows=len(rows)),
        )
        st.caption(
            tr(
                "These are {rows} pairs. Even if all runs were equally good, about one pair in twenty would look "
                "different just by luck.",
                rows=len(rows),
            )
        )
    how = (
        tr("McNemar's exact test: it looks only at the examples on which just one of two runs is right.")
        if rows[0][3]
        else tr(
            "Wilcoxon's signed-rank test: it ranks the examples by how much closer one of two runs is. Then it "
            "compares the ranks of the examples where the first run is closer with the ranks of the others."
        )
    )
    st.caption(
        tr(
            "{how} It says whether these two networks differ. To find out whether one way of training is better than "
            "another, you need several seeds.",
            how=how,
        )
    )
