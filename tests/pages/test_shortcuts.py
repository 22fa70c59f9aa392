"""The keys of all pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from nnplay.ui.common import shortcuts

PAGES = Path(__file__).parents[2] / "pages"

STREAMLITS = {"c", "r"}
"""Keys that Streamlit takes: clear caches, rerun."""


def test_every_key_is_one_character_means_one_thing_and_is_free() -> None:
    keys = [one.key for one in shortcuts.shortcuts()]
    assert Counter(keys).most_common(1)[0][1] == 1
    assert all(len(key) == 1 and key == key.lower() for key in keys)
    assert not {*keys} & {*STREAMLITS, "?"}


def test_every_key_presses_something_or_opens_a_page_that_there_is() -> None:
    for one in shortcuts.shortcuts():
        assert bool(one.presses) != (one.page is not None), one.key
        if one.page:
            assert (PAGES / f"{one.page}.py").exists(), one.page
