"""A choice is known by its name: titles may change while the list is on the page."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import CATALOGUE
from nnplay.datasets.store import data_files
from nnplay.registry import DATASETS
from nnplay.ui.common import data_gallery
from nnplay.ui.common.gallery import FOLDER
from tests.datasets.factories import pima_csv
from tests.pages.factories import (
    DATA,
    PLAYGROUND,
    WAIT,
    gallery,
    gallery_message,
    healthy,
    open_app,
    pick,
    session_of,
    tiles,
    turn_to,
)


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
    return healthy(AppTest.from_function(request.param, default_timeout=WAIT).run())


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
    page = healthy(AppTest.from_function(kept, default_timeout=WAIT).run())
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
    pick(at, "Dataset", "iris")
    for page in (DATA, PLAYGROUND, DATA):
        turn_to(at, page)
        healthy(at.run())
        assert gallery(at, "Dataset")["chosen"] == mine.spec.dataset.name == "iris"
    assert not at.warning


@pytest.mark.usefixtures("no_data")
def test_a_dataset_says_what_would_be_downloaded_until_it_is_here() -> None:
    at = open_app()
    assert tiles(at, "Dataset")["pima"]["note"] == "8 inputs, 2 classes · download 24 kB"
    path = data_files.cache_folder() / "pima_diabetes.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pima_csv())
    healthy(at.run())
    assert tiles(at, "Dataset")["pima"]["note"] == "8 inputs, 2 classes"


def test_every_dataset_and_experiment_stands_once_in_its_gallery_with_a_picture_that_is_there() -> None:
    at = open_app()
    for label, known in (("Dataset", DATASETS), ("Experiment", CATALOGUE)):
        shown = [tile for group in gallery(at, label)["groups"] for tile in group["tiles"]]
        # Larger messages are only named again, which a browser may have forgotten.
        assert gallery_message(at, label).ByteSize() < 10_000
        assert sorted(tile["name"] for tile in shown) == sorted(known)
        assert len({tile["title"] for tile in shown}) == len(shown)
        assert all((FOLDER / "thumbnails" / f"{tile['picture']}.svg").is_file() for tile in shown)
    assert [group["title"] for group in gallery(at, "Dataset")["groups"]] == list(data_gallery.GROUPS)
    yours = gallery(at, "Dataset")["groups"][-1]["tiles"]
    assert [tile["name"] for tile in yours] == ["points", "table", "pictures", "texts", "drawings", "class_drawings"]
