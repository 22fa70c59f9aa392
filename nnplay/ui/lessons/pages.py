"""The pages of the path: one for all lessons, and one made for each that `nnplay.lessons` declares.

What a lesson shows is `show()` of the module of its name in this folder. Its page puts title and promise above, and the
ways on above and below.
"""

from __future__ import annotations

import functools
import importlib
from typing import Literal

import streamlit as st

from nnplay.classroom.ready import READY
from nnplay.courses import COURSES, Course
from nnplay.i18n import tr
from nnplay.lessons import PATH, Lesson, lesson, lessons, neighbours
from nnplay.ui.classroom import task
from nnplay.ui.common import page
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import glossary, progress
from nnplay.ui.lessons.layout import rows
from nnplay.ui.lessons.state import LessonsState

PATH_PAGE = "pages/learn.py"
"""The page that shows all lessons in their order."""

_STYLE = """
<style>
.stMainBlockContainer h1 { font-size: 1.8rem; padding: 0; }
.stMainBlockContainer h2 { font-size: 1.25rem; padding: .2rem 0 .5rem; }
[class*="st-key-section-"] { border-top: 1px solid var(--nn-border); padding-top: .8rem; margin-top: .6rem; }
/* A formula that is wider than the screen scrolls inside of its own box. */
[class*="st-key-section-"] .katex-display { overflow-x: auto; overflow-y: hidden; margin: .1rem 0; padding: .2rem 0; }
[class*="st-key-section-"] .katex-display > .katex { text-align: left; }
[class*="st-key-section-"] .katex { font-size: 1.08em; }
[class*="st-key-section-"] [data-testid="stMarkdownContainer"] > p,
[class*="st-key-section-"] [data-testid="stMarkdownContainer"] > ul { max-width: 42rem; }
/* Terms that lead to the glossary: not as loud as links. */
[class*="st-key-section-"] a[href^="glossary?"] {
  color: inherit; text-decoration: underline dotted 1.5px; text-underline-offset: .2em;
}
[class*="st-key-lesson-links-"] { row-gap: .6rem; }
[class*="st-key-progress-box"] { display: none; }
[class*="st-key-predict-"] { border-left: 4px solid var(--nn-accent) !important; max-width: 42rem; }
@media (min-width: 641px) {
  /* The figure stays in view while long text beside it is read. */
  [class*="st-key-section-"] > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    > [data-testid="stColumn"]:last-child { position: sticky; top: 4rem; align-self: flex-start; }
}
@media (max-width: 640px) {
  /* The figure stays in view above its controls, unless it is so high that little room is left. */
  [class*="st-key-section-"] > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    > [data-testid="stColumn"]:last-child {
    order: -1; position: sticky; top: 3.6rem; z-index: 2; background: var(--nn-paper); max-height: 47vh;
    overflow-y: auto;
    border-bottom: 1px solid var(--nn-border);
    box-shadow: -.9rem 0 var(--nn-paper);  /* over the bullets of the list that scrolls under it */
  }
  [class*="st-key-pairs-"] [data-testid="stColumn"] { min-width: calc(50% - 1rem); flex: 1 1 calc(50% - 1rem); }
}
</style>
"""


def pages(visibility: Literal["visible", "hidden"] = "visible") -> list[st.Page]:
    """The path page, a page for every lesson, and the glossary, for the navigation.

    Args:
        visibility: Whether the navigation shows them.
    """
    path_page = st.Page(
        PATH_PAGE, title=tr("The path"), icon=":material/route:", url_path="learn", visibility=visibility
    )
    return [path_page, *(page_of(one, visibility) for one in lessons()), glossary.glossary_page(visibility)]


def page_of(one: Lesson, visibility: Literal["visible", "hidden"] = "visible") -> st.Page:
    """A lesson's page, as `st.navigation`, `st.page_link` and `st.switch_page` take it."""
    draw = functools.partial(_draw, one.name)
    return st.Page(draw, title=one.heading, url_path=one.address, icon=":material/school:", visibility=visibility)


def path(session: Session) -> None:
    """All lessons in their order: what each promises and needs, and how far the student has come."""
    st.html(_STYLE)
    st.title(tr("The path"), anchor=False)
    known, state = lessons(), session.part(LessonsState)
    seen = sum(one.name in state.visited for one in known)
    made, all_made = sum(map(state.made, known)), sum(len(one.predictions) for one in known)
    st.markdown(
        tr(
            "Short lessons with experiments to try, from a single neuron to networks that see. Take them in "
            "order, or start where you like. You have opened **{seen} of {known}** and made **{made} of "
            "{all_made}** predictions.",
            seen=seen,
            known=len(known),
            made=made,
            all_made=all_made,
        )
    )
    if seen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(seen / len(known), width=280)
            st.caption(tr("This browser remembers your progress."), width="content")
            st.button(
                tr("Forget my progress"),
                icon=":material/delete:",
                type="tertiary",
                key="lessons-forget",
                on_click=state.forget,
                help=tr("Deletes your progress from this browser. Your experiments and runs stay."),
            )
    st.page_link(glossary.glossary_page(), label=tr("Glossary: what the words mean"))
    way = st.segmented_control(
        tr("Which course"),
        ["all", *COURSES],
        default="all",
        required=True,
        format_func=lambda name: COURSES[name].title if name in COURSES else tr("All lessons"),
        key="lessons-way",
        label_visibility="collapsed",
        wrap=True,
        persist_state="session",
    )
    if way in COURSES:
        _course(COURSES[way], state)
    else:
        for part, of_part in PATH.items():
            st.header(tr(part), anchor=False)
            for row in rows(of_part, 3):
                for place, one in zip(st.columns(3, gap="small"), row, strict=False):
                    with place:
                        _card(one, state)
    progress.keep()


def _course(course: Course, state: LessonsState) -> None:
    """The parts of a course in their order."""
    st.markdown(course.about)
    for row in rows(list(enumerate(course.stops, 1)), 3):
        for place, (number, stop) in zip(st.columns(3, gap="small"), row, strict=False):
            with place, st.container(border=True, key=f"stop-{course.name}-{number}", height="stretch"):
                minutes = "" if course.unit else tr(" · {minutes} minutes", minutes=stop.minutes)
                st.markdown(f"**{f'{course.unit} '.lstrip()}{number}. {stop.title}**{minutes}")
                for name in stop.lessons:
                    mark = ":material/check_circle:" if name in state.visited else ":material/school:"
                    st.page_link(page_of(lesson(name)), label=lesson(name).heading, icon=mark)
                if stop.page:
                    st.page_link(f"pages/{stop.page}.py", icon=":material/arrow_forward:")
                st.markdown(stop.task)


def _card(one: Lesson, state: LessonsState) -> None:
    with st.container(border=True, key=f"card-{one.name}", height="stretch"):
        st.page_link(page_of(one), label=f"**{one.heading}**")
        st.markdown(one.promise)
        opened = one.name in state.visited
        parts = [
            f":material/check_circle: {tr('opened')}"
            if opened
            else f":material/radio_button_unchecked: {tr('not opened yet')}"
        ]
        if opened and one.predictions:
            parts.append(
                tr("{one} of {predictions} predictions made", one=state.made(one), predictions=len(one.predictions))
            )
        needs = ", ".join(lesson(name).heading for name in one.needs)
        parts.append(tr("builds on {needs}", needs=needs) if needs else tr("a good place to start"))
        st.caption(" · ".join(parts))


def _draw(name: str) -> None:
    """Draws a lesson's page, and remembers that it was visited."""
    session = page.start()
    session.part(LessonsState).visited.add(name)
    this = lesson(name)
    st.html(_STYLE)
    with st.container(key="lesson-head", gap="small"):
        _links(this, "top")
        st.title(this.heading, anchor=False)
        st.markdown(this.promise)
    importlib.import_module(f"nnplay.ui.lessons.{name}").show()
    glossary.below(this)
    _task(this, session)
    st.divider()
    _links(this, "bottom")
    progress.keep()
    page.finish()


def _task(this: Lesson, session: Session) -> None:
    """The ready assignment of the lesson, where it has one."""
    ready = READY.get(this.name)
    if ready and st.button(
        tr("Try the task: {title}", title=ready.assignment.title),
        icon=":material/flag:",
        key="lesson-task",
        help=tr("Opens it in the playground. The experiment there comes back when you leave the task."),
    ):
        task.open_task(session, ready.assignment)
        st.switch_page("pages/playground.py")


def _links(this: Lesson, place: str) -> None:
    """Previous lesson, path and next lesson in a row."""
    before, after = neighbours(this.name)
    with st.container(horizontal=True, key=f"lesson-links-{place}", vertical_alignment="center"):
        if before:
            st.page_link(
                page_of(before), label=tr("Previous: {title}", title=before.title), icon=":material/arrow_back:"
            )
        st.page_link(PATH_PAGE, label=tr("All lessons"), icon=":material/route:")
        if after:
            st.page_link(page_of(after), label=tr("Next: {title}", title=after.title), icon=":material/arrow_forward:")
