"""How a lesson is laid out: title and promise, text and controls beside a figure, questions, a way on.

A page of a lesson is `start`, what the lesson's module in `nnplay.ui.lessons` shows, and `finish`.
Sections are functions under `st.fragment`, so that a control draws its own section only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.registry import Param
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import page
from nnplay.ui.common.current import current
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import param_widget
from nnplay.ui.lessons.path import LESSONS, PARTS, PATH_PAGE, Lesson, lesson, neighbours
from nnplay.ui.lessons.state import LessonsState

if TYPE_CHECKING:
    import plotly.graph_objects as go

T = TypeVar("T")

PLAYGROUND = "pages/playground.py"

_STYLE = """
<style>
.stMainBlockContainer h1 { font-size: 1.8rem; padding: 0; }
.stMainBlockContainer h2 { font-size: 1.25rem; padding: .2rem 0 .5rem; }
[class*="st-key-section-"] { border-top: 1px solid #dde3ec; padding-top: .8rem; margin-top: .6rem; }
/* A formula that is wider than the screen scrolls inside of its own box. */
[class*="st-key-section-"] .katex-display { overflow-x: auto; overflow-y: hidden; margin: .1rem 0; padding: .2rem 0; }
[class*="st-key-section-"] .katex-display > .katex { text-align: left; }
[class*="st-key-section-"] .katex { font-size: 1.08em; }
[class*="st-key-section-"] [data-testid="stMarkdownContainer"] > p,
[class*="st-key-section-"] [data-testid="stMarkdownContainer"] > ul { max-width: 42rem; }
[class*="st-key-lesson-links-"] { row-gap: 0; }
@media (min-width: 641px) {
  /* The figure stays in view while long text beside it is read. */
  [data-testid="stColumn"]:has([class*="st-key-picture-"]) { position: sticky; top: 4rem; align-self: flex-start; }
}
@media (max-width: 640px) {
  [class*="st-key-pairs-"] [data-testid="stColumn"] { min-width: calc(50% - 1rem); flex: 1 1 calc(50% - 1rem); }
}
</style>
"""


def pages() -> list[Any]:
    """The path page and a page for every lesson, for the navigation."""
    return [
        st.Page(PATH_PAGE, title="The path", icon=":material/route:", url_path="learn"),
        *(
            st.Page(one.page, title=f"{one.number}. {one.title}", url_path=one.address, icon=":material/school:")
            for one in LESSONS
        ),
    ]


def start(slug: str) -> Session:
    """Begins a lesson's page: title, promise, and that it was visited."""
    session = page.start()
    session.part(LessonsState).visited.add(slug)
    this = lesson(slug)
    st.html(_STYLE)
    with st.container(key="lesson-head", gap="small"):
        _links(this, "top")
        st.title(f"{this.number}. {this.title}", anchor=False)
        st.markdown(this.promise)
    return session


def finish(slug: str) -> None:
    """Ends a lesson's page with the ways on."""
    st.divider()
    _links(lesson(slug), "bottom")
    page.finish()


def section(title: str, *, wide: bool = False) -> tuple[DeltaGenerator, DeltaGenerator]:
    """A section with a heading; the places for text with controls, and for the figure.

    On a phone the figure stands below the text.

    Args:
        title: The heading.
        wide: Whether the figure takes the whole width, below the text.
    """
    box = st.container(key=f"section-{title}")
    with box:
        st.header(title, anchor=False)
        if wide:
            return st.container(), st.container()
        text, picture = st.columns([1, 1.35], gap="large")
        with picture:
            return text, st.container(key=f"picture-{title}")


def control(slug: str, param: Param, value: Any = None, *, name: str = "", **options: Any) -> Any:
    """A declared control; its value, which stays while the session visits other pages.

    Args:
        slug: The lesson that it belongs to.
        param: The declaration.
        value: What it starts from, where that is not the declared default.
        name: Part of its key, where one declaration serves several widgets; a new name starts from `value` again.
        **options: Passed on to the Streamlit widget.
    """
    key = f"{slug}-{param.name}-{name}" if name else f"{slug}-{param.name}"
    start_value = param.default if value is None else value
    return param_widget(param, start_value, key, persist_state="session", **options)


def controls(slug: str, params: Sequence[Param], values: Sequence[Any] = (), *, name: str = "") -> list[Any]:
    """Declared controls, two side by side, on a phone too; their values. See `control`."""
    starts = list(values) or [param.default for param in params]
    found: list[Any] = []
    with st.container(key=f"pairs-{slug}-{params[0].name}"):
        for row in _rows(list(zip(params, starts, strict=True)), 2):
            for place, (param, value) in zip(st.columns(2, gap="medium"), row, strict=False):
                with place:
                    found.append(control(slug, param, value, name=name))
    return found


def clicked_values(params: Sequence[Param], place: Sequence[float]) -> list[float]:
    """The place of a click as values of sliders: on their steps and within their bounds."""
    values = []
    for param, value in zip(params, place, strict=True):
        low, high, step = param.minimum or 0.0, param.maximum or 0.0, param.step or 0.1
        values.append(round(min(max(low + step * round((float(value) - low) / step), low), high), 10))
    return values


def pick(slug: str, param: Param, titles: Mapping[str, str] | None = None) -> str:
    """A declared choice among few, shown all at once as buttons in a row.

    Args:
        slug: The lesson that it belongs to.
        param: A `"choice"`.
        titles: What the buttons say, by value.
    """
    return str(
        st.segmented_control(
            param.title,
            param.values,
            default=param.default,
            required=True,
            format_func=(lambda value: (titles or {}).get(value, value)),
            key=f"{slug}-{param.name}",
            help=param.help,
            wrap=True,
            persist_state="session",
        )
    )


def formula(*lines: str) -> None:
    """Typeset formulas, one a line; they carry the numbers that the screen shows."""
    for line in lines:
        st.latex(line)


def figure(
    picture: go.Figure | Mapping[int, go.Figure],
    key: str,
    *,
    label: str,
    table: Callable[[], Any] | None = None,
    height: int | None = None,
    on_click: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """A figure with its text equivalent and, behind a button, its numbers; see `live_chart`.

    Args:
        picture, key, label, height: As `live_chart` takes them.
        table: Makes what `st.dataframe` takes; called when the table is opened.
        on_click: Called with a clicked point (`trace`, `index`, `x`, `y`, `customdata`) before the section is drawn
            again, so that it can change what the section starts from.
    """
    live_chart(picture, key=key, label=label, height=height, on_click=on_click)
    if table is not None:
        numbers = st.popover(
            "Numbers", key=f"{key}-numbers", type="tertiary", icon=":material/table:", on_change="rerun"
        )
        if numbers.open:
            with numbers:
                st.dataframe(table(), hide_index=True)


def question(text: str, answer: str) -> None:
    """A question to think about; its answer opens on a press."""
    with st.expander(text, icon=":material/help:"):
        st.markdown(answer)


def try_it(spec: ExperimentSpec, label: str, about: str = "") -> None:
    """A button that takes a ready experiment into the playground.

    Args:
        spec: The experiment.
        label: What the button says.
        about: What to look for there.
    """
    with st.container(key=f"section-try-{label}"):
        if about:
            st.markdown(about)
        if st.button(label, icon=":material/hub:", type="primary", key=f"try-{label}"):
            current().replace_spec(spec)
            st.switch_page(PLAYGROUND)


def path(session: Session) -> None:
    """All lessons in their order: what each promises and needs, and which were visited."""
    st.html(_STYLE)
    st.title("The path", anchor=False)
    seen = sum(one.slug in session.part(LessonsState).visited for one in LESSONS)
    st.markdown(
        "Short lessons with something to move in each, from a single neuron to networks that see. "
        f"Take them in order, or jump in where you like. You have opened **{seen} of {len(LESSONS)}**."
    )
    for part, lessons in PARTS.items():
        st.header(part, anchor=False)
        for row in _rows(lessons, 3):
            for place, one in zip(st.columns(3, gap="small"), row, strict=False):
                with place:
                    _card(one, one.slug in session.part(LessonsState).visited)


def _card(one: Lesson, visited: bool) -> None:
    with st.container(border=True, key=f"card-{one.slug}", height="stretch"):
        st.page_link(one.page, label=f"**{one.number}. {one.title}**", icon=":material/school:")
        st.markdown(one.promise)
        needs = ", ".join(f"{lesson(slug).number}. {lesson(slug).title}" for slug in one.needs)
        st.caption(
            f"{':material/check_circle: opened' if visited else ':material/radio_button_unchecked: not yet opened'}"
            f" · {f'builds on {needs}' if needs else 'needs nothing before it'}"
        )


def _links(this: Lesson, place: str) -> None:
    """Previous lesson, path and next lesson in a row."""
    before, after = neighbours(this.slug)
    with st.container(horizontal=True, key=f"lesson-links-{place}", vertical_alignment="center"):
        if before:
            st.page_link(before.page, label=f"Previous: {before.title}", icon=":material/arrow_back:")
        st.page_link(PATH_PAGE, label="All lessons", icon=":material/route:")
        if after:
            st.page_link(after.page, label=f"Next: {after.title}", icon=":material/arrow_forward:")


def _rows(things: Sequence[T], size: int) -> list[Sequence[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
