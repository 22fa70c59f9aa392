"""The task above the playground: what to do, which goals are reached, and what is left."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.shown_words import shown
from nnplay.i18n import plural, tr
from nnplay.ui.classroom import task
from nnplay.ui.classroom.membership import class_at_hand
from nnplay.ui.classroom.my_class_state import HAND_IN, MyClassState
from nnplay.ui.classroom.task import LONGEST_EXPLANATION, LONGEST_NAME, TaskAtHand, task_of
from nnplay.ui.classroom.task_text import attempts_text, due_text, goal_line, is_over, task_markdown
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue

KEY = "task"

_STYLE = """
<style>
.st-key-task { border-left: 4px solid var(--nn-accent) !important; }
.st-key-task-marks { padding: .2rem 0 .4rem; }
/* Where columns stand below each other, nothing is beside the words that they could fit. */
@media (min-width: 641px) {
  .st-key-task-words { max-height: max(13rem, var(--nn-task-goals)); overflow-y: auto; }
}
.st-key-task-next { min-height: 2.5rem; }
</style>
"""


def draw(session: Session) -> None:
    """Draws the task of the session, where it has one; of a link that held none, why."""
    mine = task_of(session)
    if mine.problem:
        with st.container(horizontal=True, vertical_alignment="center", key="task-problem"):
            st.warning(
                tr("{problem} Nothing here has changed.", problem=plain(mine.problem)), icon=":material/link_off:"
            )
            st.button(tr("Close"), key="task-problem-close", on_click=_close)
    if mine.assignment is None:
        return
    task.take_stock(session)
    # Long words scroll, but not where the goals beside them leave room.
    room = f"<style>:root {{ --nn-task-goals: {4 + 2.1 * len(mine.assignment.goals):.1f}rem; }}</style>"
    st.html(_STYLE + room)
    with st.container(border=True, key=KEY, gap="small"):
        _head(mine, mine.assignment)
        words, goals = st.columns([1.25, 1], gap="medium")
        with words:
            _words(session, mine, mine.assignment)
        with goals, st.container(key="task-goals", gap="small"):
            _goals(session, mine, mine.assignment)


def _head(mine: TaskAtHand, assignment: Assignment) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(plain(shown(assignment.title)), anchor=False, width="content")
        parts = [f":material/replay: {attempts_text(assignment, len(mine.attempts))}"]
        if due := due_text(assignment):
            parts.append(":material/event: " + tr("due {date}", date=due))
        st.caption(" · ".join(parts), width="content")
        label = tr("Back to Teach") if mine.rehearsal else tr("Leave this task")
        count = tr("your class keeps count of your attempts") if mine.brought else tr("your attempts are forgotten")
        if st.button(
            label,
            icon=":material/logout:",
            type="tertiary",
            key="leave-task",
            help=tr("Brings back the experiment that you had before. Your runs stay; {count}.", count=count),
        ):
            back = mine.rehearsal
            task.leave(current())
            if back:
                st.switch_page("pages/teach.py")
            st.rerun()


def _words(session: Session, mine: TaskAtHand, assignment: Assignment) -> None:
    if late := is_over(assignment, datetime.now(UTC)):
        st.warning(late, icon=":material/event_busy:")
    if assignment.text:
        with st.container(key="task-words"):
            st.markdown(task_markdown(shown(assignment.text)))
    if assignment.own_split:
        _name(session, mine)
    used = len(mine.attempts)
    for place, hint in enumerate(assignment.open_hints(used), start=1):
        with st.expander(tr("Hint {place}", place=place), icon=":material/lightbulb:"):
            st.markdown(task_markdown(shown(hint.text)))
    if later := [hint for hint in assignment.hints if hint.after > used]:
        more = later[0].after - used
        if len(later) < len(assignment.hints):
            said = plural(
                "The next hint opens after {n} more attempt.", "The next hint opens after {n} more attempts.", more
            )
        else:
            said = plural(
                "The first hint opens after {n} more attempt.", "The first hint opens after {n} more attempts.", more
            )
        st.caption(f":material/lightbulb: {said}")


def _name(session: Session, mine: TaskAtHand) -> None:
    """The name that the student's own data come from; in a class the one that the class knows, and no other."""
    if class_at_hand(session).is_student and not mine.rehearsal:
        st.caption(
            ":material/badge: "
            + tr("Everyone has slightly different data here. Yours depend on your name, {name}.", name=plain(mine.name))
        )
        return
    key = session.key("task-name")
    st.text_input(
        tr("Your name or a nickname"),
        mine.name,
        max_chars=LONGEST_NAME,
        key=key,
        on_change=_rename,
        args=(key,),
        width=320,
        help=tr("Everyone has slightly different data here. Yours depend on this name: always use the same one."),
    )
    if not mine.name:
        st.caption(tr("Enter a name first. Your data depend on it."))


def _goals(session: Session, mine: TaskAtHand, assignment: Assignment) -> None:
    run = _judged(session)
    outcomes = task.outcomes_of(session, run)
    if outcomes:
        reached = sum(outcome.holds for outcome in outcomes)
        of = tr("run {number}", number=run.number) if run else tr("the experiment below, not trained yet")
        st.markdown(
            tr("**Goals** · {reached} of {outcomes} reached · {of}", reached=reached, outcomes=len(outcomes), of=of)
        )
    broken, reason = assignment.broken_rules(task.evidence_of(session, None)), ""
    if broken:
        _say_broken([rule.sentence for rule in broken])
    elif run and (reason := task.why_not(session, run)):
        st.warning(plain(reason), icon=":material/block:")
    with st.container(gap="xsmall", key="task-marks"):
        for outcome in outcomes:
            found = "" if broken or reason else outcome.sentence  # said once is enough
            st.markdown(goal_line(outcome.holds, outcome.check.sentence, found))
    if any(goal.name == "explanation" for goal in assignment.goals):
        _explanation(session, mine)
    # In a line whose room is kept, so that Train stays in its place when a training ends.
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="task-next"
    ):
        if outcomes and all(outcome.holds for outcome in outcomes) and run and not task.why_not(session, run):
            st.badge(tr("You have reached all goals."), icon=":material/celebration:", color="green")
        else:
            _best(session, mine, run)
        # A container without anything in it would have no room.
        if mine.rehearsal:
            st.caption(tr("Students hand in here."), width="content")
        elif not mine.attempts:
            st.caption(tr("You can hand in once you have trained."), width="content")
        elif st.button(tr("Hand in your result"), icon=":material/send:", type="tertiary", key="task-hand-in"):
            session.part(MyClassState).part = HAND_IN  # another one may have been open last
            st.switch_page("pages/classroom.py")


def _judged(session: Session) -> SessionRun | None:
    """The run that the marks are of: the shown one, if it is over and of the experiment at hand."""
    run = session.shown_run
    return run if run and not run.job.is_live and run.is_of(session.spec) else None


def _say_broken(sentences: list[str]) -> None:
    more = tr(" And {sentences} more.", sentences=len(sentences) - 1) if len(sentences) > 1 else ""
    st.warning(
        tr("{sentences}{more} A training like this doesn't count.", sentences=plain(sentences[0]), more=more),
        icon=":material/block:",
    )
    st.button(
        tr("Put it back"),
        icon=":material/undo:",
        key="task-put-back",
        on_click=lambda: task.put_back(current()),
        help=tr("Sets everything that your teacher has fixed as it was. What you may change stays."),
    )


def _best(session: Session, mine: TaskAtHand, run: SessionRun | None) -> None:
    """The best attempt so far, where the judged one has reached less."""
    best = task.best_attempt(session)
    if best is None or not any(best.held):
        return
    judged = next((one for one in mine.attempts if run and one.job == run.job.id), None)
    if judged and sum(judged.held) >= sum(best.held):
        return
    which = tr("run {run}", run=best.run) if best.run else tr("an earlier training")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            tr(
                "Best so far: {which}, with {held} of {held2} goals.",
                which=which,
                held=sum(best.held),
                held2=len(best.held),
            ),
            width="content",
        )
        if best.run and session.run(best.run):
            st.button(tr("Show it"), type="tertiary", key="task-best", on_click=_show_run, args=(best.run,))


def _explanation(session: Session, mine: TaskAtHand) -> None:
    key = session.key("task-explanation")
    st.text_area(
        tr("Explain in your own words"),
        mine.explanation,
        max_chars=LONGEST_EXPLANATION,
        key=key,
        height=80,
        label_visibility="collapsed",
        on_change=_explain,
        args=(key,),
        placeholder=tr("Explain in your own words: what did you try, and why does it work?"),
    )


# What the widgets do ------------------------------------------------------------------------------


def _close() -> None:
    task_of(current()).problem = ""


def _rename(key: str) -> None:
    task.rename(current(), WidgetValue(key, "").get())


def _explain(key: str) -> None:
    task_of(current()).explanation = WidgetValue(key, "").get()


def _show_run(number: int) -> None:
    session = current()
    if run := session.run(number):
        session.choose_run(run)
        session.replace_spec(run.job.spec)
