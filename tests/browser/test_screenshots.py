"""The pictures in docs show every page as it is now, in both themes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.axe import THEMES
from tests.browser.factories import ROOT
from tests.browser.screenshots import FOLDER, VIEWS, difference, file_of, pictures

ALIKE = 6.0
"""Of 255. The same page twice differs by less than 2, its letters in another font by 3; another page by 15 and more."""


@pytest.mark.browser
@pytest.mark.thorough
def test_the_pictures_in_docs_show_the_pages_as_they_are(browser: Any) -> None:
    old = []
    for name, theme, picture in pictures(browser):
        with Image.open(file_of(name, theme)) as kept:
            apart = difference(kept, picture)
        if apart > ALIKE:
            old.append(f"{name}, {theme}: {apart:.1f}")
    # Whoever has changed a page takes them anew: python -m tests.browser.screenshots
    assert old == []


def test_docs_show_every_view_in_every_theme() -> None:
    pages = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    shown = re.findall(r'src="pages/([a-z-]+)\.webp"', pages)
    assert shown == [f"{view.name}-{theme}" for view in VIEWS for theme in THEMES]
    assert sorted(path.stem for path in FOLDER.glob("*")) == sorted(shown)
    for view in VIEWS:
        assert f"## {view.title}\n" in pages


def test_pictures_are_told_apart_from_afar() -> None:
    page = Image.fromarray(np.full((900, 1400, 3), 255, np.uint8))
    moved = np.full((900, 1400, 3), 255, np.uint8)
    moved[100:500, 100:600] = (31, 39, 51)  # a figure that is not on the other one
    letters = np.full((900, 1400, 3), 255, np.uint8)
    letters[::40, ::12] = 0
    assert difference(page, page) == 0
    assert difference(page, Image.fromarray(moved)) > ALIKE
    assert difference(page, Image.fromarray(letters)) < ALIKE
    assert difference(page, page.resize((1400, 800))) == 255
