"""The app as `pip install .` leaves it: started by `nnplay`, outside of the checkout."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.factories import Server, draw, go, served, wait_for_charts
from tests.test_packaging import build_wheel

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


@pytest.fixture
def installed_app(tmp_path: Path) -> Iterator[Server]:
    environment = {**os.environ, "PYTHONPATH": str(build_wheel(tmp_path / "wheel"))}
    (tmp_path / "elsewhere").mkdir()
    with served(None, tmp_path / "elsewhere", environment) as server:
        yield server


def test_an_installed_nnplay_starts_from_anywhere_with_its_look_its_pages_and_its_reader(
    installed_app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(installed_app.address)
    wait_for_charts(page)
    button = page.get_by_role("button", name="Train", exact=True)
    # The color is config.toml's.
    assert button.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(47, 111, 222)"
    page.wait_for_function("document.querySelector('img[data-testid=stHeaderLogo]')?.naturalWidth > 0")
    go(page, "Draw")
    draw(page, [[(160, 50), (160, 270)]])
    page.get_by_text("It reads a 1, with probability").wait_for()
