"""How a training is seen in the picture of its network: spread over time, held, stepped, skipped and played again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import told_network
from tests.browser.factories import WAIT, button
from tests.browser.told_network import DRAWS, EPOCH, NET, Told, epoch, hand_made, wait_for_run

pytestmark = pytest.mark.browser

page, server, told = told_network.page, told_network.server, told_network.told


WATCH = """() => {
  window.over = false, window.looked = 0, window.blank = 0;
  window.heights = new Set(), window.epochs = [], window.times = [];
  const look = () => {
    if (window.over) return;
    window.looked += 1;
    for (const canvas of document.querySelectorAll('.nn-small, .nn-map')) {
      const shown = canvas.getContext('2d').getImageData(25, 25, 1, 1).data;
      if (!canvas.isConnected || shown[3] !== 255) window.blank += 1;
    }
    if (document.querySelectorAll('.nn-small').length !== 5) window.blank += 1;
    window.heights.add(document.querySelector('.nnplay-network').offsetHeight);
    const epoch = document.querySelector('.nn-epoch').textContent;
    if (epoch !== window.epochs.at(-1)) { window.epochs.push(epoch); window.times.push(performance.now()); }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.thorough
def test_a_fast_training_is_spread_over_seconds_without_a_blank_frame(page: Any, told: Told) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    page.wait_for_function(f"{DRAWS} > 0")
    assert epoch(page) == 100, "a run that was over before is shown as it ended"
    page.evaluate(WATCH)
    told.tell(*hand_made())
    wait_for_run(page, told)
    expect(page.locator(EPOCH)).to_have_text("Epoch 0")
    expect(page.locator(EPOCH)).to_have_text("Epoch 100", timeout=WAIT)
    epochs = [int(text.split()[1]) for text in page.evaluate("window.epochs")]
    assert epochs[0] == 100
    assert epochs[1:] == sorted(set(epochs[1:]))
    assert len(epochs) > 10
    assert page.evaluate("window.blank") == 0
    assert page.evaluate("window.heights.size") == 1
    # A busy machine makes it longer, never shorter.
    times = page.evaluate("window.times")
    assert times[-1] - times[1] > 5500


# The words themselves: Streamlit makes them visible within what is hidden.
ENDING = """getComputedStyle(document.body.appendChild(Object.assign(document.createElement("div"), {{
  className: "st-key-ending-{run}", innerHTML: '<p style="visibility: visible">It has learned.</p>',
}})).firstChild).visibility"""
SHOWN = "document.getElementById('nnplay-follow').textContent"


def test_a_training_that_was_over_before_it_was_seen_is_played_from_its_start_and_pause_holds_what_is_seen(
    page: Any, told: Told
) -> None:
    page.emulate_media(reduced_motion="no-preference")
    network, film = hand_made()
    page.get_by_role("combobox", name="Speed of the film").select_option("Slow")
    page.evaluate(WATCH)
    # Its end comes before its film, as from an engine that is done at once.
    told.tell(network, {0: film[0]}, now=100, live=True)
    wait_for_run(page, told)
    expect(page.locator(EPOCH)).to_have_text("Epoch 0")
    told.tell(network, film, goes_on=True, live=True)
    page.wait_for_function(f"{NET}.player.shown.epoch > 3")
    assert page.evaluate(ENDING.format(run=told.run)) == "hidden"
    shown, words = page.evaluate(f"[{NET}.player.shown.epoch, {SHOWN}]")
    assert f"Shown: epoch {shown} of 100 · the training itself is at 100" in words
    assert f"st-key-progress-{told.run}" in words
    seen = page.evaluate("window.epochs")
    assert "Epoch 100" not in seen[1:], "no look at the end before the film"

    # Paused, the picture holds what is seen, at an epoch that other pages can show too.
    stops = [*range(0, 100, 5), 100]
    told.tell(network, film, goes_on=True, live=True, halted=True, stops=stops)
    page.wait_for_function(f"!{NET}.player.playing")
    held = epoch(page)
    assert held in stops
    assert held < 100
    page.get_by_role("button", name="Next frame").click()
    assert epoch(page) == stops[stops.index(held) + 1]
    page.get_by_role("button", name="Previous frame").click()
    assert epoch(page) == held
    assert "visibility" not in page.evaluate(SHOWN), "what a run has reached is hidden only while its film plays"
    page.get_by_role("button", name="Skip to the end").click()
    assert epoch(page) == 100
    assert page.evaluate(SHOWN) == ""
    page.get_by_role("combobox", name="Speed of the film").select_option("Normal")


def test_frames_that_a_busy_browser_has_missed_are_waited_for(page: Any, told: Told) -> None:
    page.emulate_media(reduced_motion="no-preference")
    network, film = hand_made()
    told.tell(network, {0: film[0]}, since=1, live=True)  # as it begins, before its first frame
    wait_for_run(page, told)
    page.evaluate(WATCH)
    told.tell(network, film, since=97, goes_on=True, whole=False, live=True)
    page.wait_for_function(f"{NET}.player.epochs.join() === '97,98,99,100'")
    told.tell(network, film, goes_on=True)
    expect(page.locator(EPOCH)).to_have_text("Epoch 100", timeout=WAIT)
    epochs = [int(text.split()[1]) for text in page.evaluate("window.epochs")]
    assert epochs == sorted(set(epochs)), "no look at the end before the film"
    assert len(epochs) > 10
    assert page.evaluate("window.blank") == 0


def test_nothing_moves_where_less_motion_is_wanted(page: Any, told: Told) -> None:
    page.evaluate(WATCH)
    told.tell(*hand_made())
    wait_for_run(page, told)
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert page.evaluate("window.epochs") == ["Epoch 100"]
    page.get_by_role("button", name="Previous frame").click()
    assert epoch(page) == 99


def test_the_film_is_stopped_stepped_skipped_and_played_again(page: Any, told: Told) -> None:
    page.emulate_media(reduced_motion="no-preference")
    told.tell(*hand_made())
    wait_for_run(page, told)
    page.get_by_role("button", name="Pause the picture").click()
    stopped = epoch(page)
    assert stopped < 100
    page.get_by_role("button", name="Next frame").click()
    assert epoch(page) == stopped + 1
    page.get_by_role("button", name="Previous frame").click()
    assert epoch(page) == stopped
    page.get_by_role("slider", name="Position in the film").focus()
    page.keyboard.press("Home")
    assert epoch(page) == 0
    page.get_by_role("button", name="Skip to the end").click()
    assert epoch(page) == 100
    page.get_by_role("combobox", name="Speed of the film").select_option("Fastest")
    # Who presses Play sees the film also where runs are not spread over time, and where less motion is wanted.
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        page.evaluate(WATCH)
        page.get_by_role("button", name="Play the film").click()
        page.wait_for_function("window.epochs.length > 5")
        expect(page.locator(EPOCH)).to_have_text("Epoch 100", timeout=WAIT)
    page.emulate_media(reduced_motion="no-preference")
    # Remembered, and changed by key.
    page.reload()
    page.wait_for_function(f"{DRAWS} > 0")
    expect(page.get_by_role("combobox", name="Speed of the film")).to_have_value("fast")
    page.locator(".nnplay-network").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Speed of the film")).to_have_value("slow")
    page.keyboard.press("s")


PLACES = """() => ["first-command", "command-stop", "command-epoch"].map((key) => {
  const shows = (one) => getComputedStyle(one).visibility === "visible" && one.getClientRects().length;
  return [...document.querySelectorAll(`.st-key-${key} button`)].filter(shows).map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  });
})"""


def test_the_buttons_of_the_page_act_on_the_film_while_it_moves_and_train_again_stays_one_press(
    page: Any, told: Told
) -> None:
    def command(name: str) -> Any:
        return button(page, name)

    before = page.evaluate(PLACES)
    assert [len(one) for one in before] == [1, 1, 1]
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("combobox", name="Speed of the film").select_option("Slow")
    command("Train").focus()
    network, film = hand_made()
    told.tell(network, film)
    wait_for_run(page, told)
    command("Pause").wait_for()
    expect(command("Train")).to_be_hidden()
    expect(command("Pause")).to_be_focused()
    assert "visibility: hidden" in page.evaluate(SHOWN), "the end of the run is not told yet"
    page.keyboard.press("Enter")
    command("Resume").wait_for()
    held = epoch(page)
    assert held < 100
    command("One epoch").click()
    assert epoch(page) == held + 1
    assert page.evaluate(PLACES) == before
    command("Resume").click()
    page.wait_for_function(f"{NET}.player.playing && {NET}.player.shown.epoch > {held + 1}")
    command("Train again, with fresh weights").click()
    page.get_by_text("Trained 1 times").wait_for()
    command("Stop").click()
    assert epoch(page) == 100
    command("Train").wait_for()
    expect(command("Stop")).to_be_disabled()
    assert page.locator(".nn-twin").count() == 0
    assert page.evaluate(PLACES) == before
    page.get_by_role("combobox", name="Speed of the film").select_option("Normal")
