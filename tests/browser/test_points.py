"""Points clicked into the plane in a real Chromium, as quickly as a person can."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import choose

pytestmark = pytest.mark.browser

CHART = "document.querySelector('.st-key-draw-points .js-plotly-plot')"
# Where the middle of the plot and its edges lie, in pixels of the page.
FRAME = f"""() => {{
  const {{ xaxis, yaxis }} = {CHART}._fullLayout;
  const box = {CHART}.getBoundingClientRect();
  return [box.left + xaxis._offset, box.top + yaxis._offset, xaxis._length, yaxis._length];
}}"""
POINTS = f"""{CHART}._fullData.filter((trace) => trace.mode === 'markers')
  .flatMap((trace) => Array.from(trace.x).map((x, index) => [trace.legendgroup, x, trace.y[index]]))
  .filter(([, x]) => x !== null)"""


def points(page: Any) -> list[tuple[str, float, float]]:
    """Class, x and y of all points that are drawn."""
    return [tuple(point) for point in page.evaluate(POINTS)]


def wait_for_points(page: Any, count: int) -> None:
    page.wait_for_function(f"({POINTS}).length === {count}")


def test_every_click_becomes_a_point_where_the_mouse_was(playground: Any) -> None:
    page = playground
    choose(page, "Dataset", "Drawn points")
    page.get_by_text("Click in the plane to add points").wait_for()
    tools = [page.locator(f".st-key-{one} button").first.bounding_box() for one in ("points-undo", "points-clear")]
    assert len({box["y"] for box in tools}) == 1, "the tools of the plane stand side by side"
    page.get_by_role("button", name="delete").click()
    page.get_by_text("there are none yet").wait_for()
    page.wait_for_function(f"{CHART}?._fullLayout?.xaxis?._length > 0")
    wait_for_points(page, 0)
    left, top, width, height = page.evaluate(FRAME)

    def pixel(x: float, y: float) -> tuple[float, float]:
        return left + (x + 6) / 12 * width, top + (6 - y) / 12 * height

    def click(x: float, y: float) -> None:
        page.mouse.click(*pixel(x, y))

    wanted = [(float(x), 3.0) for x in range(-5, 1)]
    for x, y in wanted:
        click(x, y)  # without waiting for the page
    wait_for_points(page, len(wanted))
    assert {name for name, _, _ in points(page)} == {"A"}
    for (_, x, y), expected in zip(sorted(points(page), key=lambda point: point[1]), wanted, strict=True):
        assert (x, y) == pytest.approx(expected, abs=0.05)

    # Pressed, moved and let go is no click.
    page.mouse.move(left + width / 2, top + height / 2)
    page.mouse.down()
    page.mouse.move(left + width / 2 + 40, top + height / 2, steps=3)
    page.mouse.up()

    page.get_by_role("radio", name="B").click()
    expect(page.get_by_role("radio", name="B")).to_be_checked()
    page.get_by_role("radio", name="20").click()
    expect(page.get_by_role("radio", name="20")).to_be_checked()
    click(3, -3)
    wait_for_points(page, len(wanted) + 20)
    page.get_by_text(re.compile(r"\d+ training · \d+ validation · \d+ test")).wait_for()
    cloud = [(x, y) for name, x, y in points(page) if name == "B"]
    assert len(cloud) == 20
    assert all(abs(x - 3) < 3 and abs(y + 3) < 3 for x, y in cloud)

    page.get_by_role("button", name="undo").click()
    wait_for_points(page, len(wanted))

    move_points(page, pixel, wanted)


def move_points(page: Any, pixel: Any, wanted: list[tuple[float, float]]) -> None:
    """Drags a point with the mouse and a finger, moves one by keyboard, and removes one each way."""
    page.locator(".st-key-draw-points [data-hand=ready]").wait_for()
    left, right = wanted[0], wanted[-1]

    def drag(start: tuple[float, float], end: tuple[float, float]) -> None:
        page.mouse.move(*pixel(*start))
        page.mouse.down()
        page.mouse.move(*pixel(*end), steps=4)
        page.mouse.up()

    def wait_for_point(x: float, y: float) -> None:
        page.wait_for_function(f"{POINTS}.some(([, x, y]) => Math.hypot(x - {x}, y - {y}) < 0.06)")

    drag(left, (-4, -4))
    wait_for_point(-4, -4)
    assert len(points(page)) == len(wanted)
    drag(right, (7.5, 3))  # out of the plane
    wait_for_points(page, len(wanted) - 1)

    touch = page.context.new_cdp_session(page)
    for kind, place in (("Start", wanted[1]), ("Move", (-3, 0)), ("Move", (-3, -2)), ("End", None)):
        x, y = pixel(*place) if place else (0, 0)
        touches = [{"x": x, "y": y}] if place else []
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})
    wait_for_point(-3, -2)

    # A ring goes from point to point.
    page.locator(".st-key-draw-points .nnplay-chart").focus()
    told = page.locator(".st-key-draw-points .nnplay-point-told")
    page.keyboard.press("n")
    expect(told).to_contain_text("a point of class A")
    before = points(page)
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Picked up")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function(f"JSON.stringify({POINTS}) !== {json.dumps(json.dumps(before, separators=(',', ':')))}")
    assert len(points(page)) == len(wanted) - 1
    page.keyboard.press("Delete")
    wait_for_points(page, len(wanted) - 2)
    page.keyboard.press("Enter")  # adds as many as a click
    wait_for_points(page, len(wanted) - 2 + 20)
