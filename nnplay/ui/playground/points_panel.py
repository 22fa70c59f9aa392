"""Drawing points into the plane: a class, a click, and the network has something to learn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.preview import split_counts
from nnplay.datasets.kinds import points
from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.figures.answers import AXES
from nnplay.i18n import N_, number, tr
from nnplay.palette import shown
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import picture_seconds
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.playground import plane_picture

NAME = points.NAME

PER_CLICK = (1, 5, 20)

CHART, CLASS, COUNT = "draw-points", "points-class", "points-per-click"
"""Widget keys."""

KEYS = N_(
    "Click to add points, drag them to move them, or use the table below. By keyboard: arrows move a ring, N and P "
    "take it to the next point and back, Enter adds a point, or picks one up and puts it down, Delete removes one"
)
"""How the plane is used, for a screen reader."""

MAX_UNDO = 200


@dataclass
class PointsState:
    """What a session keeps of the drawn points.

    Args:
        before: Checksums of the points as they were, the newest last, to undo.
        clicked: The plot that points were clicked into, and how many of its clicks have been taken.
    """

    before: list[str] = field(default_factory=list)
    clicked: tuple[str, int] = ("", 0)


def show(session: Session) -> None:
    """Draws the plane with the points, the tools over it, and the points as a table."""
    run = _mapped(session)
    own = bool(session.spec.dataset["file"])
    answers = plane_picture.answers_to_send(session.spec, run)

    @st.fragment(run_every=picture_seconds(run))
    def draw() -> None:
        if bool(session.spec.dataset["file"]) != own:
            st.rerun()  # the bar's link can hold the example alone
        _tools(session)
        _plane(session, answers)
        with st.expander(
            tr("Points as a table"), icon=":material/table:", key="points-as-table", on_change="rerun"
        ) as box:
            if box.open:
                _table(session)

    draw()


def _tools(session: Session) -> None:
    names = points.CLASS_NAMES[: session.spec.dataset["classes"]]
    _color_classes(len(names))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="points-tools"):
        st.segmented_control(
            tr("Class"),
            names,
            default=names[0],
            format_func=tr,
            required=True,
            key=f"{CLASS}-{len(names)}",
            help=tr("The class of the next points. For more classes, see the options below."),
        )
        st.segmented_control(
            tr("Points per click"),
            PER_CLICK,
            default=PER_CLICK[0],
            required=True,
            key=COUNT,
            help=tr("If more than one, they are scattered around your click."),
        )
        # Side by side, also where they take a second line.
        with st.container(horizontal=True, gap="xsmall", width="content"):
            st.button(
                ":material/undo:",
                key="points-undo",
                on_click=_undo,
                disabled=not session.part(PointsState).before,
                help=tr("Undo: takes back the last change to the points."),
            )
            st.button(":material/delete:", key="points-clear", on_click=_clear, help=tr("Clear: removes all points."))


def _color_classes(count: int) -> None:
    """A line in the color of its points under each class's button."""
    rules = "".join(
        f".st-key-{CLASS}-{count} button[role=radio]:nth-of-type({place}) "
        f"{{ box-shadow: inset 0 -3px {shown(color)}; }}"
        for place, color in enumerate(style.class_colors(count), 1)
    )
    with st.container(key="points-style"):
        st.html(f"<style>.st-key-points-style {{ display: none; }} {rules}</style>")


def _plane(session: Session, answers: Callable[[], np.ndarray | None]) -> None:
    spec = session.spec.dataset
    run = _mapped(session)
    said = ""
    try:
        data = load_dataset(spec)
        figure, label = figures.data_with_answers(data, answers(), whole=True)
        total = split_counts(data).sum()
        counts = " · ".join(f"{number(total[part], ',')} {tr(part)}" for part in total.index)
        if run and run.job.spec.dataset != spec:
            counts += tr(" points. The map is of run {number}, from before your last changes", number=run.number)
    except DataError as error:  # too few points to split; they are drawn nevertheless
        said, counts = tr(error.message), ""
        names = points.CLASS_NAMES[: spec["classes"]]
        drawn = _points(session)
        figure = figures.scatter_plane(
            {"Training": (drawn[:, :2], drawn[:, 2])}, names, feature_names=AXES, span=points.LIMIT
        )
        label = tr("The points drawn so far, colored by class")
    live_chart(
        figure,
        key=CHART,
        label=f"{label}. {tr(KEYS)}",
        square=True,
        on_click=_take,
        anywhere=True,
        movable=points.CLASS_NAMES,
        follows=run.number if run and run.job.spec.dataset == spec else 0,
    )
    if said:
        st.info(plain(said), icon=":material/touch_app:")
    else:
        st.caption(
            tr(
                "Click in the plane to add points. Drag one to move it, or out of the plane to remove it. {counts}.",
                counts=counts,
            )
        )


def _mapped(session: Session) -> SessionRun | None:
    """The shown run if its map is one of this plane, trained on these points or on earlier ones."""
    run = session.shown_run
    if run is None or run.job.spec.dataset.name != NAME:
        return None
    file = session.spec.dataset["file"]
    return run if run.job.spec.dataset.with_options(file=file) == session.spec.dataset else None


def _table(session: Session) -> None:
    """The points to edit with the keyboard."""
    digest = session.spec.dataset["file"]
    table = points.to_table(_points(session))
    place = st.column_config.NumberColumn(
        min_value=-points.LIMIT, max_value=points.LIMIT, step=0.001, required=True, format="%.2f"
    )
    edited = st.data_editor(
        table,
        key=f"points-table-{digest[:12]}",
        num_rows="dynamic",
        hide_index=True,
        height=260,
        column_config={
            "x": place,
            "y": place,
            "class": st.column_config.SelectboxColumn(tr("class"), options=list(points.CLASS_NAMES), required=True),
            points.NUMBER: None,  # only tells them apart
        },
    )
    if st.button(tr("Use these points"), key="points-take", disabled=edited.equals(table)):
        with show_errors():
            _replace(points.from_table(edited))
            st.rerun()


# What changes the points ------------------------------------------------------------------------


def _points(session: Session) -> np.ndarray:
    """The points at hand; none where their file has gone."""
    try:
        return points.read(session.spec.dataset["file"])
    except DataError:
        return np.empty((0, 4))


def _replace(drawn: np.ndarray) -> None:
    """Takes other points, and remembers the ones from before."""
    session = current()
    spec = session.spec.dataset
    digest = points.keep(drawn, session.owner)
    state = session.part(PointsState)
    state.before = [*state.before, spec["file"]][-MAX_UNDO:]
    session.spec = session.spec.with_dataset(spec.with_options(file=digest))


def _take(clicked: Clicked) -> None:
    """Adds, moves and removes points as it was clicked and dragged since the last time."""
    session = current()
    state = session.part(PointsState)
    mount, taken = state.clicked
    fresh = [place for place in clicked["places"] if clicked["mount"] != mount or place["number"] > taken]
    if not fresh:
        return
    state.clicked = clicked["mount"], fresh[-1]["number"]
    names = points.CLASS_NAMES[: session.spec.dataset["classes"]]
    chosen = WidgetValue(f"{CLASS}-{len(names)}", names[0]).get()
    count = WidgetValue(COUNT, PER_CLICK[0]).get()
    rng = np.random.default_rng()
    drawn = _points(session)
    for place in fresh:
        if start := place.get("from"):
            end = None if place["x"] is None else (place["x"], place["y"])
            drawn = points.moved(drawn, (start["x"], start["y"], start["name"]), end)
        else:
            drawn = points.spray(drawn, place["x"], place["y"], names.index(chosen), count, rng)
    _replace_or_tell(drawn)


def _clear() -> None:
    _replace_or_tell(np.empty((0, 4)))


def _replace_or_tell(drawn: np.ndarray) -> None:
    """As `_replace` for a callback, which has no place of its own on the page."""
    try:
        _replace(drawn)
    except DataError as error:
        st.toast(plain(tr(error.message)), icon=":material/error:")


def _undo() -> None:
    session = current()
    if before := session.part(PointsState).before:
        spec = session.spec.dataset
        session.spec = session.spec.with_dataset(spec.with_options(file=before.pop()))
