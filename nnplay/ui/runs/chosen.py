"""The chosen runs: their names and notes, and what can be done with each."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nnplay import figures
from nnplay.errors import NnplayError
from nnplay.i18n import N_, tr
from nnplay.palette import shown
from nnplay.runs import KeptRun, RunStore
from nnplay.runs.kept import LONGEST_NOTE, LONGEST_RUN_NAME
from nnplay.runs.own_data import DATA_FILE
from nnplay.runs.run_file import ENDING
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.kept_runs import open_kept, store_of
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.runs.state import RunsState

PAGES = (
    ("pages/playground.py", N_("Playground"), "hub"),
    ("pages/look_inside.py", N_("Look inside"), "visibility"),
    ("pages/evaluate.py", N_("Evaluate"), "fact_check"),
    ("pages/predict.py", N_("Predict"), "online_prediction"),
    ("pages/draw.py", N_("Draw"), "draw"),
)


def draw(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws a button for each chosen run, and what can be done with all of them."""
    _style(runs)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen-runs"):
        for run in runs:
            with st.popover(plain(run.name), key=f"chosen-{run.id}", help=tr("Open, rename, note, download, delete")):
                _one(session, run)
        if len(runs) > 1:
            _download(store_of(session), runs, tr("Download {runs} runs", runs=len(runs)), "runs")
    _doomed(session)


def _style(runs: Sequence[KeptRun]) -> None:
    """Each button carries its run's color."""
    dot = 'content: ""; flex: none; width: .75rem; height: .75rem; border-radius: 50%; margin-right: .5rem;'
    rules = [".st-key-nnplay-style-runs { display: none; }"]
    for run in runs:
        color = shown(figures.RUN_COLORS[run.about.color])
        button = f'.st-key-chosen-{run.id} button[data-testid="stPopoverButton"]'
        rules.append(f"{button}::before {{ {dot} background: {color}; }}")
    with st.container(key="nnplay-style-runs"):
        st.html(f"<style>{' '.join(rules)}</style>")


def _one(session: Session, run: KeptRun) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(
            tr("Open run"),
            type="primary",
            icon=":material/folder_open:",
            key=f"open-{run.id}",
            help=tr(
                "Look inside, Evaluate, Predict and Draw then work with this network, and the playground has its "
                "experiment."
            )
            if run.is_trained
            else tr("The playground then has its experiment and its curves."),
        ):
            with show_errors():
                opened = open_kept(session, run.id)
                st.toast(
                    tr("{name} is open as run {number}.", name=plain(run.name), number=opened.number),
                    icon=":material/folder_open:",
                )
        _download(store_of(session), [run], tr("Download"), run.id)
        st.button(
            tr("Show again") if run.about.hidden else tr("Hide"),
            icon=":material/visibility:" if run.about.hidden else ":material/visibility_off:",
            key=f"hide-{run.id}",
            help=tr("Hides it in the table; the run is kept."),
            on_click=_change,
            args=(run.id, "hide", not run.about.hidden),
        )
        st.button(tr("Delete"), icon=":material/delete:", key=f"delete-{run.id}", on_click=_doom, args=([run.id],))
    if any(one.kept == run.id for one in session.runs):
        with st.container(horizontal=True, gap="small"):
            for address, title, icon in PAGES if run.is_trained else PAGES[:1]:
                st.page_link(address, label=tr(title), icon=f":material/{icon}:")
    _field("text_input", tr("Name"), run.name, run, "rename", max_chars=LONGEST_RUN_NAME)
    tags = ", ".join(run.about.tags)
    _field(
        "text_input",
        tr("Tags"),
        tags,
        run,
        "tag",
        take=_tags,
        placeholder=tr("homework, group 2"),
        help=tr("Separated by commas."),
    )
    _field("text_area", tr("Note"), run.about.note, run, "note", max_chars=LONGEST_NOTE, height=90)
    color = WidgetValue(f"color-{run.id}-{run.about.color}", run.about.color)
    st.selectbox(
        tr("Color"),
        range(len(figures.COLOR_NAMES)),
        index=run.about.color,
        format_func=lambda place: tr(figures.COLOR_NAMES[place]),
        key=color.key,
        on_change=lambda: _change(run.id, "color", color.get()),
        help=tr(
            "The color of this run on every page. If two compared runs have the same color, the later one gets another."
        ),
    )
    if base := run.about.base:
        st.caption(tr("It started from the weights of {base}.", base=plain(base)))
    if versions := run.about.versions:
        packages = ", ".join(f"{plain(name)} {plain(value)}" for name, value in versions.items())
        st.caption(tr("Trained with {packages}", packages=packages))
    if (run.folder / DATA_FILE).exists():
        st.caption(tr("The downloaded file of this run contains your own data too."))


def _field(
    kind: str, label: str, value: str, run: KeptRun, do: str, *, take: Callable[[str], Any] = str, **options: Any
) -> None:
    """A text that is kept as soon as it is changed."""
    text = WidgetValue(f"{do}-{run.id}-{hash(value)}", "")
    getattr(st, kind)(label, value, key=text.key, on_change=lambda: _change(run.id, do, take(text.get())), **options)


def _tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",")]


def _change(id: str, do: str, value: Any) -> None:
    try:
        getattr(store_of(current()), do)(id, value)
    except NnplayError as error:
        st.toast(plain(tr(error.message)), icon=":material/error:", duration="long")


def _download(store: RunStore, runs: Sequence[KeptRun], label: str, key: str) -> None:
    ids = [run.id for run in runs]

    def content() -> bytes:
        made = io.BytesIO()
        store.export(ids, made)
        return made.getvalue()

    name = re.sub(r"[^\w-]+", "-", runs[0].name).strip("-").lower() if len(runs) == 1 else f"{len(runs)}-runs"
    st.download_button(
        label,
        content,
        file_name=f"{name or 'run'}{ENDING}",
        mime="application/zip",
        icon=":material/download:",
        key=f"download-{key}",
        on_click="ignore",
        help=tr(
            "One file with the experiment, curves and weights, for another computer or person. Open it there with "
            "*Open a file*."
        ),
    )


# Deleting asks once -----------------------------------------------------------------------------


def _doom(ids: Sequence[str]) -> None:
    current().part(RunsState).doomed = tuple(ids)


def _doomed(session: Session) -> None:
    state = session.part(RunsState)
    store = store_of(session)
    known = {run.id: run for run in store.list()}
    doomed = [known[id] for id in state.doomed if id in known]
    if not doomed:
        return
    names = ", ".join(f"“{plain(run.name)}”" for run in doomed)
    with st.container(border=True, key="doomed"):
        question = tr("Delete {names} with network, curves and notes? This can't be undone.", names=names)
        st.markdown(f":material/delete: {question}")
        with st.container(horizontal=True, gap="small"):
            st.button(tr("Delete for good"), type="primary", key="doomed-yes", on_click=_delete, args=(state.doomed,))
            st.button(tr("Keep"), key="doomed-no", on_click=_doom, args=((),))


def _delete(ids: Sequence[str]) -> None:
    session = current()
    for id in ids:
        store_of(session).delete(id)
    state = session.part(RunsState)
    state.doomed = ()
    state.show(id for id in state.chosen if id not in ids)
