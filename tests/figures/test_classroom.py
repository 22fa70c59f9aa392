"""The pictures of the wall: what is drawn where, and that users' names stay text."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

from nnplay.figures.classroom import CURVES_HEIGHT, LETTERS, NARROW, WIDTH, class_curves, class_histogram
from nnplay.palette import WALL

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_the_best_curve_lies_on_top_in_its_color_and_ends_at_its_epochs() -> None:
    curves = [("<b>Ada</b>", (0.5, 0.9), 10, 0.91), ("Ben", (0.5, 0.8), 20, 0.8), *[("", (0.5, 0.6), 5, 0.6)] * 4]
    root = parsed(class_curves(curves, "accuracy"))
    lines = list(root.iter(f"{SVG}polyline"))
    assert [one.get("stroke") for one in lines] == [WALL.others] * 3 + [WALL.best[2], WALL.best[1], WALL.best[0]]
    places = [[tuple(map(float, point.split(","))) for point in one.get("points", "").split()] for one in lines]
    (_, (best_x, best_y)), (_, (second_x, second_y)) = places[-1], places[-2]
    assert best_y < second_y  # higher up
    start = places[-1][0][0] - (best_x - places[-1][0][0])  # two points over ten epochs: at 5 and 10
    assert (best_x - start) * 2 == pytest.approx(second_x - start, abs=0.3)
    said = texts(root)
    assert {"1. 91.0%", "<b>Ada</b>", "2. 80.0%", "Ben", "3. 60.0%"} <= set(said)
    assert "91.0%" in (root.get("aria-label") or "")


def test_words_beside_curves_never_lie_over_each_other() -> None:
    curves = [("Ada", (0.5, 0.9), 5, 0.9), ("Ben", (0.5, 0.9), 5, 0.9), ("Cem", (0.5, 0.9), 5, 0.9)]
    root = parsed(class_curves(curves, "accuracy"))
    marks = [float(one.get("y", 0)) for one in root.iter(f"{SVG}text") if (one.text or "").endswith("90.0%")]
    assert all(low - high >= 2 * LETTERS for high, low in itertools.pairwise(marks))
    assert max(marks) < CURVES_HEIGHT
    # The curves are of the validation data, the numbers beside them are not.
    (of_what,) = [float(one.get("y", 0)) for one in root.iter(f"{SVG}text") if one.text == "Test data"]
    assert min(marks) - of_what >= LETTERS


def test_titles_begin_at_the_top_of_their_panels_whatever_the_shape_of_the_screen() -> None:
    for svg in (class_curves([("", (0.5, 0.9), 5, 0.9)], "accuracy"), class_histogram((0.8, 0.9), (3,), "accuracy")):
        assert parsed(svg).get("preserveAspectRatio") == "xMinYMin meet"


def test_a_loss_and_gaps_in_a_curve_can_be_drawn() -> None:
    root = parsed(class_curves([("", (float("nan"), 2.0, 1.0), 3, 1.0), ("", (), 0, 5.0)], "loss"))
    (line,) = root.iter(f"{SVG}polyline")
    assert len(line.get("points", "").split()) == 2
    assert "1. 1" in texts(root)


def test_bars_are_as_high_as_their_counts() -> None:
    root = parsed(class_histogram((0.8, 0.85, 0.9, 0.95), (2, 0, 4), "accuracy"))
    low, high = root.iter(f"{SVG}rect")
    assert float(high.get("height", 0)) == pytest.approx(2 * float(low.get("height", 0)), abs=0.11)
    assert texts(root)[1:3] == ["2", "4"]
    assert [text for text in texts(root) if text.endswith("%")] == ["80%", "85%", "90%", "95%"]
    assert float(high.get("x", 0)) + float(high.get("width", 0)) <= WIDTH


def test_on_a_phone_a_picture_is_narrower_with_letters_of_the_same_size() -> None:
    curves = [("Ada", (0.5, 0.9), 5, 0.9)]
    for svg in (class_curves(curves, "accuracy", NARROW), class_histogram((0.8, 0.9), (3,), "accuracy", NARROW)):
        root = parsed(svg)
        left, top, width, height = map(float, root.get("viewBox", "").split())
        assert (left, top, width) == (0, 0, NARROW)
        for one in root.iter(f"{SVG}text"):
            # A letter is about half as wide as high.
            start = float(one.get("x", 0)) - {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor", "")] * (
                LETTERS / 2 * len(one.text or "")
            )
            assert start >= -1
            assert start + LETTERS / 2 * len(one.text or "") <= NARROW + 1
            assert float(one.get("y", 0)) <= height
    title = [one.text for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "start"][:2]
    assert title == ["Students by their best accuracy on the", "test data"]
