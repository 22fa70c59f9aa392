"""A training under the student's hand, in a real Chromium: pause, step, another learning rate, more, and the film."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.link import PARAMETER, to_link
from nnplay.spec import LayerSpec, OptimizerSpec
from tests.browser.axe import settle
from tests.browser.factories import (
    WATCH_COMMANDS,
    Server,
    button,
    choose_digits,
    go,
    places_of_commands,
    train_long,
    wait_for_charts,
    wait_for_points,
)
from tests.browser.test_main_job import jobs_of
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def press(page: Any, name: str) -> None:
    button(page, name).click()


def state(page: Any) -> Any:
    return page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Paused in epoch \d+ of"))


def epoch(page: Any) -> int:
    found = re.match(r"Paused in epoch (\d+) of", state(page).inner_text())
    assert found
    return int(found[1])


def test_a_training_is_paused_stepped_given_another_rate_resumed_scrubbed_and_reset(playground: Any) -> None:
    page = playground
    choose_digits(page)
    page.evaluate(WATCH_COMMANDS)
    train_long(page)
    wait_for_points(page, 1)
    press(page, "Pause")
    state(page).wait_for()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    before = epoch(page)

    press(page, "One epoch")
    expect(state(page)).to_have_text(re.compile(rf"Paused in epoch {before + 1} of"))

    rate = page.get_by_role("slider", name="Learning rate")
    rate.focus()
    page.keyboard.press("ArrowLeft")
    loss = page.locator('.nnplay-chart[aria-label^="loss"]')
    expect(loss.get_by_text(re.compile("^rate "))).to_have_count(1)
    expect(page.get_by_text("which used different settings")).to_have_count(0)

    press(page, "Resume")
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    press(page, "Pause")
    state(page).wait_for()
    film = page.locator("input[aria-label='Film']")
    film.focus()
    page.keyboard.press("Home")
    loss.get_by_text("shown").wait_for()

    press(page, "Reset")
    page.get_by_test_id("stProgress").get_by_text("Untrained: the network has its initial weights.").wait_for()
    wait_for_points(page, 0, exactly=True)
    # With the rate that the page shows, not that of the beginning.
    expect(loss.get_by_text(re.compile("^rate "))).to_have_count(1)
    expect(page.get_by_role("button", name="Reset", exact=True)).to_be_disabled()
    assert len(places_of_commands(page)) == 6
    go(page, "Draw")
    go(page, "Playground")
    press(page, "One epoch")
    expect(state(page)).to_have_text(re.compile("Paused in epoch 2 of"))
    wait_for_points(page, 1, exactly=True)
    press(page, "Stop")
    page.get_by_text("You stopped the training").wait_for()


def test_the_film_shows_the_network_as_it_was_and_more_epochs_go_on(app: Server, open_tab: Callable[..., Any]) -> None:
    # Of so many weights that the picture of the network does not play it.
    layers = (LayerSpec("Dense", units=1000), LayerSpec("Dense", units=60))
    spec = SPECS["line"].with_layers(layers).with_training(optimizer=OptimizerSpec("Adam"))
    page = open_tab(f"{app.address}/?{PARAMETER}={to_link(spec)}")
    page.get_by_text("62,121 parameters in all").wait_for()
    press(page, "Train")
    page.get_by_test_id("stProgress").get_by_text("60 of 60 epochs").first.wait_for()

    line = page.locator('.nnplay-chart[aria-label^="Points of the dataset"] .scatterlayer path.js-line').last
    page.locator("input[aria-label='Film']").wait_for()
    settle(page)
    trained = line.get_attribute("d")
    page.locator("input[aria-label='Film']").focus()
    page.keyboard.press("Home")
    expect(line).not_to_have_attribute("d", trained)
    page.get_by_text("shown").first.wait_for()
    untrained = line.get_attribute("d")
    press(page, "Play the film")
    expect(line).not_to_have_attribute("d", untrained)
    press(page, "Pause the film")
    page.get_by_role("button", name="Play the film", exact=True).wait_for()
    page.locator("input[aria-label='Film']").focus()
    page.keyboard.press("End")
    expect(line).to_have_attribute("d", trained)

    press(page, "60 more epochs")
    page.get_by_test_id("stProgress").get_by_text("120 of 120 epochs").first.wait_for()


def test_a_closed_tab_ends_its_training_and_one_that_comes_back_finds_what_it_learned(
    impatient_app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(impatient_app.address)
    wait_for_charts(page)
    page.get_by_text("Engine ready").first.wait_for()
    before = jobs_of(impatient_app)
    train_long(page)
    new = jobs_of(impatient_app) - before  # the training, and perhaps the inspector, which stays
    token = page.evaluate("sessionStorage.getItem('nnplay-session')")
    page.close()
    assert eventually(lambda: new - jobs_of(impatient_app))

    page = open_tab("about:blank")
    page.add_init_script(f"if (location.host) sessionStorage.setItem('nnplay-session', '{token}')")
    page.goto(impatient_app.address)
    page.get_by_text("Nobody had this page open for some minutes").wait_for()
    wait_for_points(page, 2)
    page.get_by_role("button", name="2,000 more epochs").wait_for()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)


def test_nothing_moves_when_a_second_run_brings_the_choice_between_them(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(f"{app.address}/?{PARAMETER}={to_link(SPECS['line'])}", 1024, 768)
    page.get_by_test_id("stProgress").get_by_text("Press Train").wait_for()
    options, picture = page.locator(".st-key-training-options"), page.locator(".st-key-network-picture")
    before = options.bounding_box(), picture.bounding_box()["y"]
    for number in (1, 2):
        press(page, "Train")
        page.get_by_text(f"Run {number} has ended.").wait_for(state="attached")
    page.get_by_role("combobox", name="Run").wait_for()
    assert (options.bounding_box(), picture.bounding_box()["y"]) == before
