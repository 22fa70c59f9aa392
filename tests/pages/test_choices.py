"""A choice is known by its name: titles may change while the list is on the page."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from nnplay.datasets.store import data_files
from nnplay.ui.playground import download_panel
from tests.datasets.factories import pima_csv
from tests.pages.factories import DATA, PLAYGROUND, healthy, open_app, session_of, turn_to


def plain() -> None:
    import streamlit as st

    from nnplay.ui.common.choices import choose

    titles = st.session_state.setdefault("titles", {"a": "A", "b": "B", "c": "C"})
    st.session_state["answer"] = choose("Letter", titles, "a", "letter")


def kept() -> None:
    import streamlit as st

    from nnplay.ui.common.choices import choose

    titles = st.session_state.setdefault("titles", {"a": "A", "b": "B", "c": "C"})
    st.session_state.setdefault("kept", "a")
    st.session_state["answer"] = choose(
        "Letter",
        titles,
        st.session_state["kept"],
        "letter",
        take=lambda name: st.session_state.update(kept=name),
    )


@pytest.fixture(params=[plain, kept])
def page(request: pytest.FixtureRequest) -> AppTest:
    return healthy(AppTest.from_function(request.param).run())


def send(page: AppTest, title: str) -> None:
    """What a browser sends that still has the titles of an earlier drawing."""
    states = WidgetStates()
    state = states.widgets.add()
    state.id, state.string_value = page.selectbox[0].proto.id, title
    healthy(page._run(states))


def rename(page: AppTest, **titles: str) -> None:
    page.session_state["titles"] = titles


def test_a_choice_stays_when_its_title_changes(page: AppTest) -> None:
    healthy(page.selectbox[0].set_value("b").run())
    rename(page, a="A", b="B, loaded", c="C")
    healthy(page.run())
    assert page.session_state["answer"] == page.selectbox[0].value == "b"
    assert page.selectbox[0].options == ["A", "B, loaded", "C"]
    # The browser is told, or it would go on showing the old title.
    assert (page.selectbox[0].proto.set_value, page.selectbox[0].proto.raw_value) == (True, "B, loaded")
    healthy(page.run())
    assert not page.selectbox[0].proto.set_value
    assert page.session_state["answer"] == "b"


def test_a_title_of_earlier_is_still_its_option(page: AppTest) -> None:
    rename(page, a="A", b="B, loaded", c="C")
    healthy(page.run())
    rename(page, a="A", b="B, loaded again", c="C")
    healthy(page.run())
    send(page, "B")
    assert page.session_state["answer"] == page.selectbox[0].value == "b"
    assert page.selectbox[0].proto.raw_value == "B, loaded again"


def test_a_title_comes_back(page: AppTest) -> None:
    healthy(page.selectbox[0].set_value("b").run())
    for title in ("B, loaded", "B"):
        rename(page, a="A", b=title, c="C")
        healthy(page.run())
        assert page.session_state["answer"] == "b"
        assert (page.selectbox[0].proto.set_value, page.selectbox[0].proto.raw_value) == (True, title)


def test_what_was_never_an_option_changes_nothing(page: AppTest) -> None:
    send(page, "something else")
    assert page.session_state["answer"] == page.selectbox[0].value == "a"


def test_where_a_choice_is_kept_elsewhere_the_list_follows_it() -> None:
    page = healthy(AppTest.from_function(kept).run())
    healthy(page.selectbox[0].set_value("b").run())
    assert page.session_state["kept"] == "b"
    page.session_state["kept"] = "c"
    healthy(page.run())
    assert page.session_state["answer"] == page.selectbox[0].value == "c"
    assert page.selectbox[0].proto.raw_value == "C"
    rename(page, b="B", c="C")
    healthy(page.run())
    send(page, "A")  # an option that has gone
    assert page.session_state["kept"] == page.session_state["answer"] == "c"


def test_a_choice_goes_along_to_another_page() -> None:
    at = open_app()
    mine = session_of(at)
    healthy(at.selectbox(key=mine.key("dataset")).set_value("iris").run())
    for page in (DATA, PLAYGROUND, DATA):
        turn_to(at, page)
        healthy(at.run())
        assert at.selectbox(key=mine.key("dataset")).value == mine.spec.dataset.name == "iris"
    assert not at.warning


@pytest.mark.usefixtures("no_data")
def test_a_dataset_that_another_session_has_fetched_is_taken_by_its_old_title() -> None:
    at = open_app()
    mine = session_of(at)
    box = at.selectbox(key=mine.key("dataset"))
    assert "Pima diabetes · download 24 kB" in box.options
    states = at._tree.get_widget_states()
    for state in states.widgets:
        if state.id == box.proto.id:
            state.string_value = "Pima diabetes · download 24 kB"
    at._run(states)
    assert mine.spec.dataset.name == "pima"
    path = data_files.cache_folder() / "pima_diabetes.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pima_csv())
    healthy(at.run())
    box = at.selectbox(key=mine.key("dataset"))
    assert (box.value, box.proto.raw_value) == ("pima", "Pima diabetes")
    path.unlink()  # as if the cache were emptied: the title is as before
    assert box.format_func("pima") == "Pima diabetes"
    healthy(at.run())
    assert at.selectbox(key=mine.key("dataset")).proto.raw_value == "Pima diabetes · download 24 kB"
    assert mine.spec.dataset.name == "pima"
    assert download_panel.title(mine.spec.dataset.kind).endswith("download 24 kB")
