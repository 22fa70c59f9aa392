"""Data that are here already are shown without a word, and what follows them keeps its place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nnplay.datasets import forget_datasets, is_loaded
from nnplay.spec import DatasetSpec
from tests.pages.factories import healthy

PAGE = """
import streamlit as st
from nnplay.spec import DatasetSpec
from nnplay.ui.common import loading

data = loading.load(DatasetSpec("moons"))
st.button("after", key="after")
"""


def test_the_word_comes_only_while_the_data_are_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[str] = []

    @contextmanager
    def spinner(text: str, **options: Any) -> Any:
        words.append(text)
        yield

    monkeypatch.setattr(st, "spinner", spinner)
    forget_datasets()
    at = AppTest.from_string(PAGE)
    healthy(at.run())
    assert is_loaded(DatasetSpec("moons"))
    assert words == ["Loading the data …"]
    healthy(at.run())
    assert words == ["Loading the data …"]


def test_what_follows_keeps_its_place() -> None:
    forget_datasets()
    at = AppTest.from_string(PAGE)
    places = [list(healthy(at.run()).main.children) for _ in range(2)]
    assert places[0] == places[1]
