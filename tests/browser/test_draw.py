"""Real pen strokes, drawn with the mouse on the canvas, and read by the page from the first second."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay import digit_reader, sketch
from nnplay.digit_reader import pendigits
from tests.browser.factories import Server, clear, draw

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

DIGITS = 5


def strokes_on_canvas(digit: pendigits.WrittenDigit, share: float, corner: int) -> list[list[tuple[int, int]]]:
    """The strokes as whole pixels, so large a part of the canvas, from a corner on."""
    normalised = digit.strokes.normalised()
    low = np.vstack(normalised.paths).min(axis=0)
    places = [np.rint((path - low) * share * 320 + corner).astype(int) for path in normalised.paths]
    return [[(int(x), int(y)) for x, y in path[::3]] for path in places]


def test_pen_strokes_of_people_it_never_saw_are_read_on_the_page(
    app: Server, open_tab: Callable[..., Any], needs_file: Callable[[str], Path]
) -> None:
    writers = digit_reader.facts().test_writers
    unseen = [digit for digit in pendigits.read(needs_file(pendigits.FILE)) if digit.writer in writers]
    sample = unseen[:: len(unseen) // DIGITS][:DIGITS]
    page = open_tab(app.address)
    page.get_by_role("link", name="Draw", exact=True).click()
    page.get_by_text("Draw something").wait_for()
    right = 0
    for place, digit in enumerate(sample):
        strokes = strokes_on_canvas(digit, share=(0.4, 0.6, 0.8)[place % 3], corner=20 + 5 * place)
        # Python reads the same pixels of the mouse; the page must come to the same answer.
        pixels = sketch.to_input([np.array(path) for path in strokes], (28, 28, 1))
        expected = int(digit_reader.shipped().predict(pixels[None]).argmax())
        right += expected == digit.label
        draw(page, strokes)
        page.get_by_text(f"It reads a {expected}, with probability").wait_for()
        clear(page)
    assert right >= DIGITS - 1


def test_a_stroke_counts_that_is_drawn_right_before_a_press(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    page.get_by_role("link", name="Draw", exact=True).click()
    page.get_by_text("Draw something").wait_for()
    draw(page, [[(90, 80), (230, 80), (150, 270)]])
    seven = page.get_by_role("radio", name="7", exact=True)
    seven.wait_for()
    # The canvas would tell of the bar only a moment after the click.
    bar = [(110, 180), (210, 180)]
    draw(page, [bar])
    seven.click()
    page.get_by_text("Kept as a 7. You now have 1 drawing").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download 1 drawing").click()
    (kept,) = json.loads(Path(download.value.path()).read_text())["drawings"]
    assert len(kept["paths"]) == 2
    np.testing.assert_allclose(np.array(kept["paths"][1])[[0, -1]], bar, atol=4)
