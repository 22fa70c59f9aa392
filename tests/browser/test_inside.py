"""Looking inside with a real mouse: a click on a map opens it with its sum, a click on a point chooses the example."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import choose, go, train
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

PLANE = "document.querySelector('.st-key-predict-plane .js-plotly-plot')"


def chart(page: Any, label: str) -> Any:
    """The drawn chart whose label for screen readers begins so."""
    return page.locator(f'.nnplay-chart[aria-label^="{label}"][data-draws]')


def a_click_on_a_map_a_kernel_or_a_point_is_followed(page: Any) -> None:
    """On Look inside, of the small digits: each click shows more of what was clicked."""
    # The second tile of the first row, on its lower half.
    chart(page, "2. Conv2D").click(position={"x": 125, "y": 80})
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton", name="Map")).to_have_value("1")
    dialog.get_by_text("the receptive field, 5 × 5 pixels").wait_for()
    box = chart(dialog, "Map 1 of 2. Conv2D").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 130, box["y"] + 10)
    expect(dialog.get_by_role("spinbutton", name="Row")).to_have_value("0")
    expect(dialog.get_by_role("spinbutton", name="Column")).to_have_value("0")
    chart(dialog, "Sums of 16 input channels").wait_for()
    dialog.get_by_text(re.compile(r"Sum of all 16 channels .* → relu → ")).wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")

    page.get_by_text("Kernels", exact=True).click()
    chart(page, "Kernels of conv2d_1").click(position={"x": 130, "y": 60})
    expect(page.get_by_role("spinbutton", name="Filter")).to_have_value("1")

    page.get_by_text("Representations", exact=True).click()
    chart(page, "PCA of").wait_for()
    point = page.locator('.nnplay-chart[aria-label^="PCA of"] .scatterlayer .point').first
    example = page.get_by_role("spinbutton", name="Test example")
    before = example.input_value()
    box = point.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(example).not_to_have_value(before)


LABELS = "document.querySelector('.st-key-data-predictions .js-plotly-plot')?._fullData?.at(-1).text.join('|')"
"""What the network says to some test examples."""

PICTURE = "document.querySelector('.nnplay-network')?.network"
LEFT_OVER = """() => {
  const room = document.querySelector('[class*="st-key-living-room-"]');
  return document.querySelector('.nnplay-network').offsetHeight - parseFloat(getComputedStyle(room).minHeight);
}"""
"""How much higher the picture is than the room that was kept for it."""

NET = "document.querySelector('.nn-layers').network"

WATCH = """() => {
  window.heights = new Set(), window.blank = 0, window.shown = new Set();
  const look = () => {
    const node = document.querySelector('.nn-layers');
    requestAnimationFrame(look);
    if (!node) return;
    window.heights.add(node.offsetHeight);
    if (node.network.frame) window.shown.add(node.network.player.shown.epoch);
    const pixel = document.querySelector('.nl-row canvas').getContext('2d').getImageData(4, 4, 1, 1).data;
    if (window.shown.size && pixel[3] !== 255) window.blank += 1;
  };
  look();
}"""


def the_picture_moves_links_and_reads_a_drawing(page: Any) -> None:
    """On the playground: live while it trains, a pixel's window, the sum behind it, a drawing, and all of it by key."""
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Test accuracy")).wait_for()
    page.wait_for_function(f"{NET}.frame?.[0].exact && !{NET}.player.live")
    assert page.evaluate("window.shown.size") >= 3, "it has moved"
    assert page.evaluate("[window.blank, window.heights.size]") == [0, 1], "nothing blinks or shifts"

    # Curves and predictions belong to the frame that is shown.
    page.wait_for_function(f"{LABELS}?.includes('✓')")
    page.locator(".nn-layers").get_by_role("slider", name="Position in the film").focus()
    page.keyboard.press("End")
    page.wait_for_function(f"{NET}.player.shown.epoch === {NET}.player.epochs.at(-1)")
    trained = page.evaluate(LABELS)
    page.keyboard.press("Home")
    expect(page.locator(".st-key-loss-curve .nnplay-veil")).to_be_visible()
    page.wait_for_function(f"{LABELS}?.split('✗').length > 10")  # of 24, an untrained network gets few right
    page.keyboard.press("End")
    expect(page.locator(".st-key-loss-curve .nnplay-veil")).to_be_hidden()
    page.wait_for_function(f"{LABELS} === {json.dumps(trained)}")

    pad = page.locator(".nl-paper")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    corners = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in ((0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    ]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=6)
    page.mouse.up()
    expect(page.locator(".nl-title")).to_have_text("Your drawing")
    expect(page.locator(".nl-best .nl-name")).to_have_text("7")

    # Row 4, column 2 of map 3: a 3 × 3 window of the layer before it, and 5 × 5 pixels of the input.
    tile = page.locator(".nl-row").nth(1).locator(".nl-map").nth(3)
    size = tile.bounding_box()["width"]
    at = {"x": 2.5 * size / 8, "y": 4.5 * size / 8}
    frames = page.locator(".nl-frames rect")

    def framed() -> bool:
        """Whether the mouse is on the number: where a picture that is drawn anew lets go of it, it comes again."""
        tile.hover(position={"x": 1, "y": 1})
        tile.hover(position=at)
        return frames.count() == 1 + 16 + 1

    assert eventually(framed)
    expect(page.locator(".nn-tip")).to_contain_text("reads rows 3 to 5, columns 1 to 3 of layer 1")
    whole, field = page.locator(".nl-input").bounding_box(), frames.last.bounding_box()
    assert abs(field["width"] - whole["width"] * 5 / 8) < 4
    tile.click(position=at)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton", name="Row")).to_have_value("4")
    expect(dialog.get_by_role("spinbutton", name="Column")).to_have_value("2")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")

    # Ink is drawn dark on pale paper, light of a photograph as it is.
    shades = []
    for light in ("false", "true"):
        page.evaluate(
            f"{NET}.network.input.light = {light}, {NET}.picture.paintInput({{shape: [1, 1, 1], bytes: [200]}})"
        )
        shades.append(page.evaluate(f"{NET}.picture.inputCanvas.getContext('2d').getImageData(0, 0, 1, 1).data[0]"))
    assert shades == [68, 200]  # from 243 to 20, and from 0 to 255, by 200 of 255

    # Every unit is reached by key, and the same numbers are in a table.
    page.locator(".nl-row").nth(3).locator(".nl-unit").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile(r"^Layer 5 Dense, unit 1 of 64: [\d.]+$"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile(r"^Output for \d: [\d.]+%$"))
    page.keyboard.press("n")
    expect(page.locator(".nl-title")).to_have_text("Test example 0")
    page.locator(".nn-layers summary").click()
    expect(page.locator(".nn-layers tr")).to_have_count(16 + 14 + 14 + 28 + 10)


def test_every_neuron_is_seen_while_it_is_trained(playground: Any) -> None:
    page = playground
    choose(page, "Experiment", "Two spirals in the plane")
    page.get_by_text("337 parameters in all").wait_for()
    train(page)
    # A training that was prepared may be over before it is seen.
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Epoch \d+ of 300 ·|300 of 300 epochs")).first.wait_for()
    go(page, "Look inside")
    page.get_by_text("Neurons", exact=True).click()
    chart(page, "1. Dense: maps of 16 neurons").wait_for()
    page.get_by_text("one neuron sees it, trained").wait_for()
    # What stands above goes when the training has ended, and all moves up.
    page.get_by_text("Still in training, shown as").wait_for(state="hidden")
    chart(page, "2. Dense: maps of 16 neurons").click(position={"x": 110, "y": 60})
    chart(page, "Neuron 1 of 2. Dense over the plane").wait_for()

    # The whole network, as of the epoch of the page's film, has the room that was kept for it; all of it by key.
    page.get_by_text("Network", exact=True).click()
    page.wait_for_function(f"{PICTURE}?.player.shown?.epoch === 300")
    film = page.get_by_role("slider", name="Film")
    film.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"{PICTURE}.player.shown.epoch === 0")
    assert page.evaluate(LEFT_OVER) == 0
    page.locator(".nn-unit[data-column='1'][data-unit='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile(r"^Layer 2, unit 1, bias 0.00"))
    page.keyboard.press("Enter")
    slider = page.get_by_role("slider", name=re.compile(r"^Bias of"))
    slider.fill("2")
    page.get_by_text("What if: One number moved by hand.").wait_for()
    expect(page.get_by_role("button", name="Train from here")).to_be_hidden()
    slider.press("Escape")
    expect(page.locator(".nn-panel")).to_be_hidden()
    expect(page.locator(":focus")).to_have_attribute("data-column", "2")

    # A place is asked about by a click into the plane.
    go(page, "Predict")
    plane = chart(page, "Points of the dataset, colored by class")
    plane.wait_for()
    page.wait_for_function(f"{PLANE}?._fullLayout?.xaxis?._length > 0")
    left, top = page.evaluate(
        f"[{PLANE}._fullLayout.xaxis._offset + {PLANE}._fullLayout.xaxis.d2p(3), "
        f"{PLANE}._fullLayout.yaxis._offset + {PLANE}._fullLayout.yaxis.d2p(0.5)]"
    )
    plane.click(position={"x": left, "y": top})
    expect(plane).to_have_attribute("aria-label", re.compile(r"the place x (3\.0|2\.9)\d, y 0\.(5|4)\d$"))
    expect(page.get_by_role("slider", name="x")).to_have_value(re.compile(r"^(3|2\.9)"))
