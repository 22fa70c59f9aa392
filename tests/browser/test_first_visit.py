"""A server's very first visitor may come by any page's address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nnplay.lessons import lesson
from tests.browser.factories import ROOT, WAIT, served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("address", "heading", "shown"),
    [
        (lesson("neuron").address, lesson("neuron").heading, ".nnplay-chart[data-draws]"),
        ("data?part=one", "Data", "text=numbers that describe one example"),  # points in the plane have no picture here
    ],
)
def test_a_page_can_be_the_first_that_a_server_shows_with_its_whole_address(
    browser: Any, address: str, heading: str, shown: str
) -> None:
    with served(Path("app.py"), ROOT) as server:
        # Without `open_tab`: Streamlit itself looks for its files under the page's address first, and complains.
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.goto(f"{server.address}/{address}")
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        page.get_by_role("button", name="Learn", exact=True).wait_for()
        page.locator(shown).first.wait_for()
        assert page.get_by_text("Page not found").count() == 0
        assert page.url == f"{server.address}/{address}"
        page.close()
