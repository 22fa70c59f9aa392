"""Links in a real browser: copied in one, opened in another; and the addresses of a page's parts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.catalogue import CATALOGUE
from nnplay.link import PARAMETER, to_link
from tests.browser.factories import (
    WAIT,
    Server,
    choose,
    go,
    set_number,
    train,
    wait_for_charts,
    wait_for_own_experiment,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


def three_epochs(tab: Any) -> None:
    set_number(tab, "Epochs", 3)
    wait_for_own_experiment(tab)


def copy_link(tab: Any) -> None:
    tab.get_by_role("button", name="Copy link").click()
    tab.get_by_role("button", name="Copied").wait_for()


@pytest.mark.thorough
def test_a_link_is_copied_in_one_browser_and_opened_in_another_and_where_one_has_worked(
    app: Server, open_tab: Open
) -> None:
    sender = open_tab(app.address)
    wait_for_charts(sender)
    sender.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy_link(sender)
    first = sender.evaluate("navigator.clipboard.readText()")
    three_epochs(sender)
    copy_link(sender)
    # Copied a moment ago, the button may still say so.
    sender.wait_for_function("first => navigator.clipboard.readText().then((text) => text !== first)", arg=first)
    link = sender.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{app.address}/?x=")

    receiver = open_tab(link)
    receiver.get_by_text("Opened from a link.").wait_for()
    expect(receiver.get_by_role("spinbutton", name="Epochs")).to_have_value("3")
    receiver.get_by_text("Press Train, and the curves grow here.").wait_for()  # nothing is trained by itself
    receiver.wait_for_function("!location.search")
    train(receiver)
    receiver.get_by_text("All epochs are done.").wait_for()
    receiver.reload()  # the address is a usual one again: the run is found, and the link is not opened once more
    receiver.get_by_text("All epochs are done.").wait_for()

    # In a tab that has worked, its experiment is kept.
    sender.goto(f"{app.address}/?x=1abc")
    sender.get_by_text("This link is damaged").wait_for()
    expect(sender.get_by_role("spinbutton", name="Epochs")).to_have_value("3")
    sender.goto(first)
    sender.get_by_text("Opened from a link.").wait_for()
    expect(sender.get_by_role("spinbutton", name="Epochs")).not_to_have_value("3")
    sender.get_by_role("button", name="Back to my experiment").click()
    expect(sender.get_by_role("spinbutton", name="Epochs")).to_have_value("3")


ROOM = """() => {
  const bar = document.querySelector('.st-key-control-bar');
  const kept = parseFloat(getComputedStyle(bar).minHeight);
  bar.style.minHeight = '0';
  const taken = bar.offsetHeight;
  bar.style.minHeight = '';
  return [kept, taken];
}"""


@pytest.mark.thorough
def test_a_link_to_an_experiment_of_the_list_has_room_for_saying_so(app: Server, open_tab: Open) -> None:
    page = open_tab(f"{app.address}/?{PARAMETER}={to_link(CATALOGUE['spiral'].spec)}")
    page.get_by_text("Opened from a link.").wait_for()
    wait_for_charts(page)
    for width in (1400, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            f"() => {{ const [kept, taken] = ({ROOM})(); return kept >= taken && kept < taken + 9; }}"
        )


def test_without_a_secure_page_the_link_is_copied_the_older_way(app: Server, playground: Any) -> None:
    tab = playground
    # As a browser has it on http://192.168.…, where a class finds its teacher's computer.
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    copy_link(tab)
    tab.get_by_role("button", name="Save or open").click()
    field = tab.get_by_role("textbox", name="Or paste an experiment")
    field.click()
    tab.keyboard.press("Control+V")
    expect(field).to_have_value(re.compile(re.escape(f"{app.address}/?x=")))
    tab.evaluate("delete navigator.clipboard")


def test_where_nothing_can_copy_the_link_is_shown(app: Server, playground: Any) -> None:
    tab = playground
    tab.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });"
        "document.execCommand = () => false"
    )
    tab.get_by_role("button", name="Copy link").click()
    expect(tab.get_by_role("textbox", name="The link")).to_have_value(re.compile(re.escape(f"{app.address}/?x=")))
    tab.evaluate("delete navigator.clipboard; delete document.execCommand")


def test_points_of_ones_own_turn_the_link_into_a_file(playground: Any) -> None:
    tab = playground
    choose(tab, "Dataset", "Drawn points")
    tab.get_by_text("48 training · 13 validation · 19 test.").wait_for()
    plane = tab.locator(".st-key-draw-points .nnplay-chart[data-draws]")
    plane.click(position={"x": 200, "y": 150})
    tab.get_by_text("48 training · 13 validation · 19 test.").wait_for(state="detached")  # one more in some part
    tab.locator(".st-key-no-link button").click()
    tab.get_by_text("Your own data can't go into a link").wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save as file").click()
    assert len(json.loads(Path(download.value.path()).read_text())["dataset"]["options"]["file"]) == 64


@pytest.mark.thorough
def test_a_part_of_a_page_has_an_address_of_its_own(app: Server, browser: Any) -> None:
    # Without `open_tab`: Streamlit itself looks for its files under the page's address first, and complains.
    tab = browser.new_page()
    tab.set_default_timeout(WAIT)
    tab.goto(f"{app.address}/evaluate?result=Mistakes")
    tab.get_by_role("button", name="Train a small digit reader").click()
    tab.get_by_role("radio", name="Mistakes", checked=True).wait_for()
    tab.get_by_text("Calibration", exact=True).click()
    tab.wait_for_url("**/evaluate?result=Calibration")
    tab.reload()
    tab.get_by_role("radio", name="Calibration", checked=True).wait_for()
    go(tab, "Look inside")
    tab.get_by_text("Kernels", exact=True).click()
    tab.wait_for_url("**/look_inside?part=Kernels")
    go(tab, "Evaluate")
    tab.wait_for_url("**/evaluate?result=Calibration")
    tab.get_by_text("Mistakes", exact=True).click()
    tab.wait_for_url("**/evaluate?result=Mistakes")
    tab.go_back()
    tab.get_by_role("radio", name="Calibration", checked=True).wait_for()
    # A way into a part of another page.
    tab.get_by_text("Mistakes", exact=True).click()
    tab.get_by_role("button", name="Why").first.click()
    tab.wait_for_url("**/look_inside?part=Why")
    tab.close()
