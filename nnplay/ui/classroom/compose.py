"""Composing an assignment from the experiment at hand: what a teacher writes, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from nnplay.classroom.assignment import (
    ATTEMPTS,
    HINT,
    HINT_AFTER,
    MOST_GOALS,
    MOST_HINTS,
    TEXT,
    TITLE,
    Assignment,
    Hint,
)
from nnplay.classroom.checks import Check
from nnplay.classroom.contradictions import contradictions
from nnplay.classroom.controls import CONTROLS, STATES, WAYS, ControlState, TaskControl
from nnplay.classroom.shown_words import NEW_HINT, kept, shown
from nnplay.errors import AssignmentError
from nnplay.i18n import tr
from nnplay.registry import CHECKS
from nnplay.runs.differences import in_short
from nnplay.ui.classroom import give_out, preview, reopen
from nnplay.ui.classroom.draft import UTC_ZONE, Draft, browser_zone
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.common.widgets import options_editor, param_widget

_STYLE = """
<style>
.st-key-compose [data-testid="stExpander"] details { border-color: var(--nn-border); }
/* What a student sees stays in sight while goals far below it are changed. */
@media (min-width: 1000px) {
  .stColumn:has(.st-key-preview) {
    position: sticky; top: 4rem; align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto;
  }
}
[class*="st-key-goal-"], [class*="st-key-hint-"] { border-left: 3px solid var(--nn-border); padding-left: .8rem; }
</style>
"""


def show(session: Session) -> None:
    """Draws the fields on the left, and on the right the task as a student sees it and the ways to hand it out."""
    draft = session.part(Draft)
    st.html(_STYLE)
    st.markdown(
        tr(
            "Turn the experiment in the playground into a task for your class. Students open a link. Nobody needs an "
            "account."
        )
    )
    reopen.draw(session, draft)
    fields, result = st.columns([1, 1], gap="large")
    with fields, st.container(key="compose"):
        _words(draft)
        _start(session, draft)
        _controls(draft)
        _goals(draft)
        _limits(draft)
        _hints(draft)
    with result:
        made = _made(session, draft)
        if not draft.title and not draft.text and not draft.goals:
            st.markdown(tr("**Or begin with a ready assignment**"))
            reopen.ready_list(draft, "list")
        if made:
            late = [tr("The due date has passed already.")] if made.is_late(datetime.now(UTC)) else []
            for sentence in (*contradictions(made), *late):
                st.warning(plain(sentence), icon=":material/warning:")
            preview.draw(made)
            give_out.draw(session, made)


def _made(session: Session, draft: Draft) -> Assignment | None:
    if not draft.title:
        st.info(tr("Give the assignment a title: its preview and its link appear here."), icon=":material/edit:")
        return None
    try:
        return draft.made(session.spec)
    except AssignmentError as error:
        show_error(error.message)
        return None


def _words(draft: Draft) -> None:
    title = param_widget(TITLE, shown(draft.title), draft.words_key("title"))
    text = param_widget(
        TEXT,
        shown(draft.text),
        draft.words_key("text"),
        height=220,
        placeholder=tr("What should students find out? *Markdown* works: lists, **bold**, $formulas$, links."),
    )
    draft.title, draft.text = kept(title.strip(), draft.title), kept(text, draft.text)


def _start(session: Session, draft: Draft) -> None:
    """Which experiment it begins with."""
    start = draft.start or session.spec
    st.markdown(tr("**Students start with**"))
    st.markdown(plain(in_short(start)))
    if draft.start is None:
        st.caption(tr("This is the experiment in the playground. Change it there, and the task changes too."))
        return
    with st.container(horizontal=True):
        if draft.start != session.spec:
            st.button(
                tr("Use the one in the playground"),
                icon=":material/sync:",
                key=draft.key("use"),
                on_click=_use_at_hand,
                help=tr("Replaces what students start with by the experiment that the playground shows now."),
            )
        if st.button(tr("Open it in the playground"), icon=":material/hub:", key=draft.key("open")):
            session.replace_spec(draft.start)
            draft.start = None  # from now on it follows
            st.switch_page("pages/playground.py")


def _controls(draft: Draft) -> None:
    """What is free, fixed or hidden."""
    held = sum(state != "free" for state in draft.controls.values())
    said = tr(" ({held} fixed or hidden)", held=held) if held else ""
    with st.expander(
        tr("What students may change{said}", said=said), icon=":material/lock:", key=draft.key("controls")
    ):
        st.caption(" · ".join(f"**{tr(STATES[state])}:** {tr(words)}" for state, words in WAYS.items()))
        settings = [one for one in CONTROLS.values() if not one.page]
        for start in range(0, len(settings), 2):
            for control, place in zip(settings[start : start + 2], st.columns(2, gap="small"), strict=False):
                with place:
                    draft.controls[control.name] = _state(draft, control)
        _pages(draft)


def _state(draft: Draft, control: TaskControl) -> ControlState:
    chosen = st.segmented_control(
        control.title,
        control.states,
        default=draft.controls.get(control.name, "free"),
        format_func=lambda state: tr(STATES[state]),
        required=True,
        key=draft.key(control.name),
        help=control.covers,
    )
    return chosen or "free"


def _pages(draft: Draft) -> None:
    """Which pages are in the navigation."""
    pages = {one.name: one.label for one in CONTROLS.values() if one.page}
    seen = st.pills(
        tr("Pages that students see"),
        list(pages),
        default=[name for name in pages if draft.controls.get(name, "free") == "free"],
        selection_mode="multi",
        format_func=pages.__getitem__,
        key=draft.key("pages"),
        wrap=True,
        help=tr("The playground is always there. Click a page to hide it."),
    )
    draft.controls |= {name: "free" if name in seen else "hidden" for name in pages}


def _goals(draft: Draft) -> None:
    st.markdown(tr("**Goals**"))
    for place, goal in enumerate(draft.goals):
        with st.container(key=f"goal-{place}", gap="xsmall"):
            draft.goals[place] = _goal(draft, place, goal)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = draft.key("new-goal")
        st.selectbox(
            tr("Goal to add"),
            list(CHECKS),
            format_func=lambda name: CHECKS[name].title,
            key=chosen,
            label_visibility="collapsed",
            width=290,
        )
        st.button(
            tr("Add goal"),
            icon=":material/add:",
            key="add-goal",
            on_click=_add_goal,
            args=(chosen,),
            disabled=len(draft.goals) >= MOST_GOALS,
        )


def _goal(draft: Draft, place: int, goal: Check) -> Check:
    key = draft.key(f"goal-{place}-{goal.name}")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{goal.kind.title}**", help=goal.kind.help, width="content")
        st.button(":material/delete:", key=f"{key}-remove", type="tertiary", on_click=_remove_goal, args=(place,))
    return Check(goal.name, options_editor(goal.kind, goal.options, key, columns=2))


def _limits(draft: Draft) -> None:
    """Attempts, due date, and data of each student's own."""
    with st.expander(tr("Attempts, due date, own data"), icon=":material/event:", key=draft.key("limits")):
        if st.toggle(tr("Limit the attempts"), draft.attempts is not None, key=draft.key("limited")):
            value = draft.attempts or ATTEMPTS.default
            draft.attempts = param_widget(ATTEMPTS, value, draft.key("attempts"))
        else:
            draft.attempts = None
        st.caption(
            tr("Each training counts as an attempt when it ends. One that changes what you have fixed doesn't count.")
        )
        draft.day = st.date_input(tr("Due date"), draft.day, key=draft.key("day"), help=tr("Leave it empty for none."))
        if draft.day is not None:
            draft.clock = st.time_input(tr("Time"), draft.clock, key=draft.key("clock"))
            draft.zone = draft.zone or browser_zone()
            zones = sorted({*available_timezones(), UTC_ZONE, draft.zone})
            draft.zone = st.selectbox(
                tr("Time zone"),
                zones,
                index=zones.index(draft.zone),
                key=draft.key("zone"),
                help=tr("Students see the date in the time zone of their own browser."),
            )
            st.caption(tr("After it students can still work on the task; it is then marked as late."))
        draft.own_split = st.toggle(
            tr("Different data for each student"),
            draft.own_split,
            key=draft.key("own-split"),
            help=tr(
                "The student's name decides which examples are used for testing, and the noise in the data. Results "
                "differ a little, so nobody can copy them."
            ),
        )


def _hints(draft: Draft) -> None:
    with st.expander(
        tr("Hints ({hints})", hints=len(draft.hints)), icon=":material/lightbulb:", key=draft.key("hints")
    ):
        for place, hint in enumerate(draft.hints):
            with st.container(key=f"hint-{place}", gap="xsmall"):
                draft.hints[place] = _hint(draft, place, hint)
        st.button(
            tr("Add hint"),
            icon=":material/add:",
            key="add-hint",
            on_click=_add_hint,
            disabled=len(draft.hints) >= MOST_HINTS,
        )


def _hint(draft: Draft, place: int, hint: Hint) -> Hint:
    key = draft.key(f"hint-{place}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        after = param_widget(HINT_AFTER, hint.after, f"{key}-after", width=150)
        st.button(":material/delete:", key=f"{key}-remove", type="tertiary", on_click=_remove_hint, args=(place,))
    text = param_widget(HINT, shown(hint.text), draft.words_key(f"hint-{place}-text"), height=90)
    return Hint(after, kept(text.strip(), hint.text) or hint.text)


# What the buttons do ------------------------------------------------------------------------------


def _draft() -> Draft:
    return current().part(Draft)


def _use_at_hand() -> None:
    _draft().start = None


def _add_goal(chosen: str) -> None:
    name = WidgetValue(chosen, next(iter(CHECKS))).get()
    _draft().goals.append(Check(name))


def _remove_goal(place: int) -> None:
    _drop(_draft().goals, place)


def _add_hint() -> None:
    hints = _draft().hints
    hints.append(Hint(hints[-1].after + 2 if hints else 2, NEW_HINT))


def _remove_hint(place: int) -> None:
    _drop(_draft().hints, place)


def _drop(items: Any, place: int) -> None:
    """Takes one out; the widgets of the others begin from their values again."""
    if place < len(items):
        del items[place]
    _draft().revision += 1
