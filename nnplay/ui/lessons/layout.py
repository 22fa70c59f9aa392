"""The building blocks of lessons: sections of text and controls beside a figure, questions, a way into the playground.

Sections are functions under `st.fragment`, so that a control draws its own section only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.glossary import linked
from nnplay.i18n import ENGLISH, number, tr, using
from nnplay.registry import Param
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import expected
from nnplay.ui.common.current import current
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.widgets import param_widget

if TYPE_CHECKING:
    import plotly.graph_objects as go

T = TypeVar("T")

PLAYGROUND = "pages/playground.py"


def text(words: str, help: str | None = None) -> None:
    """A text of a lesson in Markdown, perhaps with a tooltip; its bold terms lead to the glossary."""
    st.markdown(linked(words), help=help)


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
    if param.kind == "choice":
        options.setdefault("format_func", tr)
    return param_widget(param, start_value, key, persist_state="session", **options)


def controls(slug: str, params: Sequence[Param], values: Sequence[Any] = (), *, name: str = "") -> list[Any]:
    """Declared controls, two side by side, on a phone too; their values. See `control`."""
    starts = list(values) or [param.default for param in params]
    found: list[Any] = []
    with st.container(key=f"pairs-{slug}-{params[0].name}"):
        for row in rows(list(zip(params, starts, strict=True)), 2):
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


def pick(
    slug: str, param: Param, titles: Mapping[str, str] | None = None, *, names: Mapping[str, str] | None = None
) -> str:
    """A declared choice among few, shown all at once as buttons in a row.

    Args:
        slug: The lesson that it belongs to.
        param: A `"choice"`.
        titles: What the buttons say, by value; in English, translated here, as are values without a title.
        names: The same for what needs no translation, such as the names of activations.
    """
    return str(
        st.segmented_control(
            param.title,
            param.values,
            default=param.default,
            required=True,
            format_func=lambda value: names[value] if names else tr((titles or {}).get(value, value)),
            key=f"{slug}-{param.name}",
            help=param.help,
            wrap=True,
            persist_state="session",
        )
    )


def number_param(name: str, label: str, default: float, help: str, low: float, high: float, step: float = 0.1) -> Param:
    """The declaration of a number between two others, which a slider sets."""
    return Param(name, "number", default, help, label=label, minimum=low, maximum=high, step=step)


def variant(param: Param, **changes: Any) -> Param:
    """A declaration that differs from another one, for a constant: its texts are in English, as that one's are."""
    with using(ENGLISH):
        return replace(param, **changes)


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
    movable: Sequence[str] = (),
) -> None:
    """A figure with its text equivalent and, behind a button, its numbers; see `live_chart`.

    Args:
        picture, key, label, height, movable: As `live_chart` takes them.
        table: Makes what `st.dataframe` takes; called when the table is opened.
        on_click: Called with a clicked point (`trace`, `index`, `x`, `y`, `customdata`) before the section is drawn
            again, so that it can change what the section starts from.
    """
    live_chart(picture, key=key, label=label, height=height, on_click=on_click, movable=movable)
    if table is not None:
        numbers = st.popover(
            tr("As a table"), key=f"{key}-numbers", type="tertiary", icon=":material/table:", on_change="rerun"
        )
        if numbers.open:
            with numbers:
                st.dataframe(table(), hide_index=True)


def question(text: str, answer: str) -> None:
    """A question to think about; its answer opens on a press."""
    with st.expander(text, icon=":material/help:"):
        st.markdown(answer)


def try_it(spec: ExperimentSpec, label: str, about: str = "", *, trains: bool = True) -> None:
    """A button that takes a ready experiment into the playground.

    Args:
        spec: The experiment.
        label: What the button says.
        about: What to look for there.
        trains: Whether it is trained there at once.
    """
    expected.expect(current(), spec)
    with st.container(key=f"section-try-{label}"):
        if about:
            st.markdown(about)
        if st.button(label, icon=":material/hub:", type="primary", key=f"try-{label}"):
            current().replace_spec(spec)
            if trains:
                current().pressed = "train"
            st.switch_page(PLAYGROUND)


def titled(things: Mapping[str, T]) -> dict[str, T]:
    """Things by what their names, which are English, are called in the present language."""
    return {tr(name): thing for name, thing in things.items()}


def listed(values: Mapping[str, float], spec: str) -> str:
    """Numbers with what their names are called in the present language: `"Dense 97.5%, Convolution 94.2%"`."""
    return ", ".join(f"{tr(name)} {number(value, spec)}" for name, value in values.items())


def rows(things: Sequence[T], size: int) -> list[Sequence[T]]:
    """Things in rows of a size, the last one perhaps shorter."""
    return [things[start : start + size] for start in range(0, len(things), size)]
