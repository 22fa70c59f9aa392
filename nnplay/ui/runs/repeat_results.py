"""What came of repeated runs: it grows while they are trained."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.figures import RunLine
from nnplay.i18n import N_, joined, number, plural, tr
from nnplay.palette import shown
from nnplay.runs import COLORS, KeptRun
from nnplay.runs.changeable import changeable
from nnplay.runs.differences import show_setting
from nnplay.runs.kept import distinct_colors, free_color
from nnplay.runs.pace import along
from nnplay.runs.plan import summary
from nnplay.runs.sweep import Sweep
from nnplay.training.history import History
from nnplay.training.words import ENDED, metric_words, show_metric
from nnplay.ui.common import spoken, sweeps
from nnplay.ui.common.current import current
from nnplay.ui.common.kept_runs import store_of
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads
from nnplay.ui.runs.state import RunsState

COLUMNS = (
    *(N_("seed"), N_("epochs"), N_("seconds"), N_("ended"), N_("learning rate"), N_("batch size"), N_("optimizer")),
    *(N_("val loss"), N_("val accuracy"), N_("val mean absolute error")),
    *(N_("test loss"), N_("test accuracy"), N_("test mean absolute error")),
)
"""The usual columns of the table of results, for translators."""


def show(session: Session, run: KeptRun) -> None:
    """Draws the newest repetition of this session, or an earlier one."""
    started = session.part(sweeps.Sweeps).started
    if not started:
        st.caption(tr("The results grow here as the runs are trained. Training continues if you leave this page."))
        return
    places = list(reversed(range(len(started))))
    place = places[0]
    if len(places) > 1:
        place = st.selectbox(
            tr("Repetition"),
            places,
            format_func=lambda number: f"{number + 1}. {started[number].title}",
            key=f"repeat-shown-{len(places)}",
        )
    sweep = started[place]
    live = sweep.is_live

    @st.fragment(run_every=live_seconds() if live else None)
    def draw() -> None:
        sweeps.advance(session)
        _progress(sweep, place)
        _picture(sweep, run, place)
        if live and not sweep.is_live:
            st.rerun()  # the table of all runs has them now

    draw()
    if not live:
        _afterwards(sweep, place)


def _runs(count: int) -> str:
    return plural("{n} run", "{n} runs", count)


def _progress(sweep: Sweep, place: int) -> None:
    histories, done, count = sweep.histories, sweep.count_done, len(sweep.planned)
    share = sum(one.progress if one.is_live else 1.0 for one in histories.values()) / count
    if not sweep.is_live:
        ending = tr("stopped; finished runs are kept") if done < count else tr("done")
        st.markdown(
            tr(
                "**{title}** · {done} of {count}, {ending}.",
                title=plain(sweep.title),
                done=done,
                count=_runs(count),
                ending=ending,
            )
        )
        if sweep.message:
            st.warning(plain(tr(sweep.message)), icon=":material/warning:")
        return
    ahead = max((one.ahead for one in histories.values() if one.status == "queued"), default=0)
    waits = tr(" · {ahead} other trainings come first", ahead=ahead) if ahead else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(
            min(share, 1.0),
            text=tr(
                "{title} · {done} of {count} done{waits}",
                title=plain(sweep.title),
                done=done,
                count=_runs(count),
                waits=waits,
            ),
        )
        spoken.say(tr("{done} of {count} done.", done=done, count=_runs(count)), f"sweep-{place}")
        st.button(
            tr("Stop"),
            icon=":material/stop:",
            key=f"repeat-stop-{place}",
            on_click=sweep.stop,
            help=tr("Ends the running trainings and starts no more. Finished runs are kept."),
        )


def _picture(sweep: Sweep, run: KeptRun, place: int) -> None:
    paths = list(sweep.planned[0].changes)
    if len(sweep.planned) == 1:
        _overlay(sweep, run, place)
    elif not paths:
        _seeds(sweep, place)
    else:
        _values(sweep, paths, run, place)


def _overlay(sweep: Sweep, run: KeptRun, place: int) -> None:
    """The changed run over the one that it repeats, also while it is trained."""
    (planned,) = sweep.planned
    kept = store_of(current()).list()
    mine = next(
        (one.about.color for one in kept if one.id in sweep.kept.values()),
        free_color([one.about.color for one in kept]),
    )
    color = distinct_colors([run.about.color, mine])[1]
    pairs = [(run.name, run.about.color, run.history)]
    if 0 in sweep.histories:
        pairs.append((planned.title, color, sweep.histories[0]))
    lines = [RunLine(name, shade, along(history, "epoch"), history.columns, {}) for name, shade, history in pairs]
    for name in ("loss", run.metric):
        live_chart(
            figures.run_curves(lines, name, height=250),
            key=f"repeat-{place}-{name}",
            label=tr(
                "{metric} of {run} and of {title}", metric=figures.metric_title(name), run=run.name, title=planned.title
            ),
        )
    for name, shade, history in pairs:
        dot = f'<span style="color:{shown(figures.RUN_COLORS[shade])}">●</span>'
        st.html(f"<div>{dot} {html.escape(name)}{_result(history, run.metric)}</div>")


def _result(history: History, metric: str) -> str:
    value = history.test_metrics.get(metric)
    if value is None:
        return ""
    return ", " + tr("test {metric} {value}", metric=metric_words(metric), value=f"<b>{show_metric(metric, value)}</b>")


def _seeds(sweep: Sweep, place: int) -> None:
    """A band of the curves, and a dot per result."""
    histories = sweep.histories
    metric = _metric(list(histories.values()))
    left, right = st.columns(2, gap="small")
    for name, column in zip(dict.fromkeys(("loss", metric)), (left, right), strict=False):
        with column:
            live_chart(
                figures.seed_band([one.columns for one in histories.values()], name),
                key=f"repeat-{place}-{name}",
                label=tr(
                    "{name} of {histories} seeds: mean and range",
                    name=figures.metric_title(name),
                    histories=len(histories),
                ),
            )
    table = sweep.table
    result = f"test_{metric}"
    _diverged(table)
    if result not in table or table[result].dropna().empty:
        return
    known = table.dropna(subset=[result])
    (line,) = summary(table, [], result).to_dict("records")
    percent = metric == "accuracy"
    live_chart(
        figures.seed_dots(
            known[result].tolist(),
            [tr("seed {seed}", seed=seed) for seed in known["seed"]],
            tr("{metric} on the test data", metric=figures.metric_title(metric)),
            percent=percent,
        ),
        key=f"repeat-{place}-dots",
        label=tr("Test results of {known} seeds", known=len(known)),
    )
    spread = "" if line["runs"] < 2 else f" ± {_show(line['std'], percent)}"
    st.markdown(
        tr(
            "**{mean}{spread}** on the test data: mean and standard deviation of {runs} runs, from {least} to {most}.",
            mean=_show(line["mean"], percent),
            spread=spread,
            runs=line["runs"],
            least=_show(line["least"], percent),
            most=_show(line["most"], percent),
        )
    )


def _values(sweep: Sweep, paths: Sequence[str], run: KeptRun, place: int) -> None:
    """A line over one option, or a cell for each pair of two."""
    table = sweep.table
    metric = _metric(list(sweep.histories.values()))
    result, percent = f"test_{metric}", metric == "accuracy"
    known = changeable(run.spec)
    titles = [known[path][0] if path in known else path.rpartition(".")[2] for path in paths]
    _diverged(table)
    if result not in table or table[result].dropna().empty:
        st.caption(tr("The first result appears when the first run ends."))
        return
    measured = tr("Test {metric}", metric=metric_words(metric))
    done = table.dropna(subset=[result])
    if len(paths) == 1:
        is_log = paths[0] in known and known[paths[0]][1].kind == "log"
        figure = figures.sweep_line(
            done[paths[0]].tolist(), done[result].tolist(), titles[0], measured, percent=percent, log=is_log
        )
    else:
        rows, columns = (list(dict.fromkeys(one.changes[path] for one in sweep.planned)) for path in paths)
        means = summary(table, paths, result).set_index(list(paths))["mean"]
        cells = np.array([[means.get((row, column), np.nan) for column in columns] for row in rows], np.float64)
        shown = [[show_setting(value) for value in axis] for axis in (rows, columns)]
        figure = figures.sweep_map(shown[0], shown[1], cells, (titles[0], titles[1], measured), percent=percent)
    clicked = live_chart(
        figure,
        key=f"repeat-{place}-sweep",
        label=tr("{measured} over {titles}", measured=measured, titles=joined(titles)),
        clicks=True,
    )
    if clicked:
        _choose_clicked(clicked, sweep, done, paths)
    st.caption(
        tr("Click a dot to select its runs in the table above.")
        if len(paths) == 1
        else tr("Click a cell to select its runs in the table above.")
    )
    if len(done) > 1:
        best = done.loc[done[result].idxmax() if percent else done[result].idxmin()]
        what = ", ".join(f"{title} {show_setting(best[path])}" for title, path in zip(titles, paths, strict=True))
        equal = int((done[result] == best[result]).sum()) - 1
        others = plural("; {n} other run reached the same", "; {n} other runs reached the same", equal) if equal else ""
        so_far = tr(" so far") if sweep.is_live else ""
        st.markdown(
            tr(
                "Best{so_far}: {best} with {what}{others}.",
                so_far=so_far,
                best=_show(best[result], percent),
                what=plain(what),
                others=others,
            )
        )
        st.caption(
            tr(
                "The best of many runs looks better than it is, because it was chosen on these same test examples. "
                "Repeat it with different seeds before you believe it."
            )
        )


def _diverged(table: pd.DataFrame) -> None:
    """Says which runs have no result."""
    count = int((table["ended"] == "diverged").sum()) if "ended" in table else 0
    if count:
        words = plural(
            "{n} of {runs} runs diverged: the loss grew without bound, so it has no result here.",
            "{n} of {runs} runs diverged: the loss grew without bound, so they have no result here.",
            count,
            runs=len(table),
        )
        st.caption(f":material/warning: {words}")


def _choose_clicked(clicked: Clicked, sweep: Sweep, done: pd.DataFrame, paths: Sequence[str]) -> None:
    """Chooses the runs behind a dot, or behind a cell."""
    if len(paths) == 1:
        wanted = [done.index[clicked["index"]]] if clicked.get("trace") == "runs" else []
    else:
        texts = [done[path].map(show_setting) for path in paths]
        wanted = list(done.index[(texts[0] == str(clicked["y"])) & (texts[1] == str(clicked["x"]))])
    ids = [sweep.kept[place] for place in wanted if place in sweep.kept]
    if ids:
        current().part(RunsState).show(ids)
        st.rerun()


def _afterwards(sweep: Sweep, place: int) -> None:
    """The numbers, and the way to the runs themselves."""
    kept = sweep.kept
    if kept:
        ids = list(kept.values())[:COLORS]
        if len(ids) < len(kept):
            label = tr("Compare the first {ids} above", ids=len(ids))
        else:
            label = tr("Compare it above") if len(ids) == 1 else tr("Compare them above")
        st.button(
            label,
            icon=":material/stacked_line_chart:",
            key=f"repeat-compare-{place}",
            on_click=lambda: current().part(RunsState).show(_with_first(ids)),
            help=tr("Selects these runs in the table, where you can also open them."),
        )
    table = sweep.table
    if len(table):
        with st.expander(tr("Numbers"), icon=":material/table:"):
            plain_table = _plain_columns(table)
            st.dataframe(plain_table, hide_index=True, column_config=heads(plain_table))


def _with_first(ids: Sequence[str]) -> list[str]:
    """The runs beside the one that they repeat, where there is room."""
    state = current().part(RunsState)
    return [*state.chosen[:1], *ids] if len(ids) < COLORS else list(ids)


def _plain_columns(table: pd.DataFrame) -> pd.DataFrame:
    told = table.rename(columns=lambda name: str(name).rpartition(".")[2].replace("_", " "))
    return told.assign(ended=[tr(ENDED[ending]) for ending in told["ended"]]) if "ended" in told else told


def _metric(histories: Sequence[History]) -> str:
    names: Mapping[str, Any] = next((one.columns for one in histories if one.columns), {})
    return next((name for name in names if name != "loss" and not name.startswith("val_")), "loss")


def _show(value: float, percent: bool) -> str:
    return number(value, ".1%" if percent else ".4g")
