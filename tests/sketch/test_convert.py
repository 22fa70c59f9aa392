from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnplay.errors import BlankSketchError, SketchError, SpecError
from nnplay.sketch import Strokes, is_sketchable, squeezed, steps, to_input
from nnplay.sketch.raster import centre_of_mass, draw
from tests.sketch.factories import SEVEN, fabric_path, on_canvas

MNIST, DIGITS = (28, 28, 1), (8, 8, 1)
SHAPES = [MNIST, (28, 28), (784,), DIGITS, (8, 8), (64,)]


def bar(x: float, y: float, length: float) -> list[np.ndarray]:
    return [np.array([[x, y], [x, y + length]])]


def square(x: float, y: float, side: float) -> list[np.ndarray]:
    return [np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]])]


def pixels(paths: list[np.ndarray], pen: float) -> np.ndarray:
    return on_canvas(draw(paths, (280, 280), pen))


def moved(paths: list[np.ndarray], x: float, y: float) -> list[np.ndarray]:
    return [path + np.array([x, y]) for path in paths]


def sides(picture: np.ndarray) -> tuple[float, float]:
    """Height and width of the ink with parts of pixels: a side's length is the sum of its strongest ink."""
    return picture.max(axis=1).sum(), picture.max(axis=0).sum()


@pytest.mark.parametrize(("x", "y", "size"), [(10, 10, 250), (200, 20, 60), (33.3, 140.7, 117.9)])
@pytest.mark.parametrize("shape", [bar, square])
def test_strokes_are_20_px_long_and_have_their_centre_of_mass_at_14(
    shape: Any, x: float, y: float, size: float
) -> None:
    picture = to_input(shape(x, y, size), (28, 28))
    np.testing.assert_allclose(centre_of_mass(picture), 14, atol=0.01)
    height, width = sides(picture)
    assert height == pytest.approx(20, abs=0.35)
    assert width == pytest.approx(2.3 if shape is bar else 20, abs=0.35)


@pytest.mark.parametrize(("x", "y"), [(3, 5), (140, 5), (60, 77)])
@pytest.mark.parametrize(("width", "height"), [(20, 200), (13, 90), (120, 120), (33, 33), (150, 21)])
def test_pixels_are_20_px_long_and_have_their_centre_of_mass_at_14(x: int, y: int, width: int, height: int) -> None:
    ink = np.zeros((280, 300))
    ink[y : y + height, x : x + width] = 1
    picture = to_input(on_canvas(ink), (28, 28))
    np.testing.assert_allclose(centre_of_mass(picture), 14, atol=0.01)
    longest = max(width, height)
    np.testing.assert_allclose(sides(picture), (20 * height / longest, 20 * width / longest), atol=1e-6)


@pytest.mark.parametrize("input_shape", [MNIST, DIGITS])
def test_where_and_how_large_strokes_were_drawn_does_not_matter(input_shape: tuple[int, ...]) -> None:
    here = to_input(SEVEN, input_shape)
    there = to_input([path * 0.37 + [150, 20] for path in SEVEN], input_shape)
    np.testing.assert_allclose(there, here, atol=0.02)


@pytest.mark.parametrize("input_shape", [MNIST, DIGITS])
def test_where_pixels_were_drawn_does_not_matter(input_shape: tuple[int, ...]) -> None:
    here = to_input(pixels(moved(SEVEN, 40, 40), 12), input_shape)
    there = to_input(pixels(moved(SEVEN, 180, 150), 12), input_shape)
    np.testing.assert_allclose(there, here, atol=1e-6)


def test_the_canvas_read_as_strokes_and_as_pixels_gives_nearly_the_same_picture() -> None:
    paths = [path * 2 + [60, 30] for path in SEVEN]
    commands = [["M", *paths[0][0]], *(["L", *point] for point in paths[0][1:])]
    strokes = to_input(fabric_path(commands), MNIST)
    drawn = to_input(pixels(paths, 2.3 * 200 / 17.7), MNIST)
    assert np.abs(strokes - drawn).mean() < 0.01
    assert drawn.max() > 0.9


@pytest.mark.parametrize("drawing", [SEVEN, pixels(moved(SEVEN, 40, 40), 12)], ids=["strokes", "pixels"])
@pytest.mark.parametrize("input_shape", [MNIST, DIGITS])
def test_a_seven_is_neither_mirrored_nor_transposed(drawing: Any, input_shape: tuple[int, ...]) -> None:
    picture = to_input(drawing, input_shape)[:, :, 0]
    inked = np.flatnonzero(picture.max(axis=1) > 0.3)
    top, middle, foot = (
        picture[inked[0] : inked[0] + 2].max(axis=0),
        picture[inked[len(inked) // 2]],
        picture[inked[-1]],
    )
    assert top.sum() > 1.5 * middle.sum()  # neither upside down nor transposed: the bar is above
    across = np.arange(len(picture))
    assert (middle @ across) / middle.sum() > (foot @ across) / foot.sum() + 0.5  # not mirrored: the stem leans right


def test_the_last_step_is_what_the_network_sees() -> None:
    for drawing in (SEVEN, pixels(SEVEN, 12)):
        for input_shape in (MNIST, DIGITS):
            way = steps(drawing, input_shape)
            assert len({step.title for step in way}) == len(way) >= 3
            np.testing.assert_array_equal(way[-1].picture, to_input(drawing, input_shape)[:, :, 0])
            for step in way:
                assert step.picture.dtype == np.float32
                assert step.picture.ndim == 2
                assert 0 <= step.picture.min() < step.picture.max() <= 1
                assert step.text.endswith(".")


@pytest.mark.parametrize("input_shape", SHAPES)
def test_the_input_has_the_networks_shape_and_rows_come_first(input_shape: tuple[int, ...]) -> None:
    numbers = to_input(SEVEN, input_shape)
    assert numbers.shape == input_shape
    assert numbers.dtype == np.float32
    side = 28 if numbers.size == 784 else 8
    np.testing.assert_array_equal(numbers.ravel(), to_input(SEVEN, (side, side, 1)).ravel())
    assert is_sketchable(input_shape)


@pytest.mark.parametrize("input_shape", [(2,), (8,), (28, 28, 3), (32, 32, 1), (), (28, 28, 1, 1), (1, 784)])
def test_a_network_that_reads_no_drawings_says_so(input_shape: tuple[int, ...]) -> None:
    assert not is_sketchable(input_shape)
    with pytest.raises(SpecError, match="cannot read drawings"):
        to_input(SEVEN, input_shape)


@pytest.mark.parametrize(
    "blank",
    [
        None,
        {},
        {"objects": []},
        [],
        Strokes(),
        np.zeros((280, 280, 4), np.uint8),
        np.full((280, 280, 4), 255, np.uint8),
        np.full((50, 50), 0.3),
        np.zeros((50, 50), bool),
    ],
    ids=str,
)
def test_a_blank_canvas_asks_to_draw_something(blank: Any) -> None:
    with pytest.raises(BlankSketchError, match=r"^Draw something\.$"):
        to_input(blank, MNIST)


@pytest.mark.parametrize("input_shape", [MNIST, DIGITS])
@pytest.mark.parametrize(
    "dot",
    [
        [np.array([[5.0, 7.0]])],
        [np.array([[5.0, 7.0], [5.0, 7.0]])],
        fabric_path([["M", 39.982, 240], ["L", 40.018, 240]], left=40, top=240),
        fabric_path([["M", 40, 240], ["L", 47, 243], ["L", 41, 238]]),  # a trembling tap, smaller than its pen
    ],
    ids=["one point", "twice the same", "tap", "trembling tap"],
)
def test_a_tap_is_a_dot_in_the_middle(dot: Any, input_shape: tuple[int, ...]) -> None:
    picture = to_input(dot, input_shape)[:, :, 0]
    assert picture.max() == 1
    np.testing.assert_allclose(picture, picture[:, ::-1] if input_shape == DIGITS else picture.T, atol=0.15)
    if input_shape == MNIST:
        np.testing.assert_allclose(centre_of_mass(picture), 14, atol=0.01)
        assert picture.sum() == pytest.approx(np.pi * 1.15**2, rel=0.15)


def test_ink_is_never_cut_off_by_centring() -> None:
    # the tail's end is further than 13.5 px from the centre of mass, and from index 14 there is no more to the edge
    block = [np.array([[x, 0.0], [x, 160.0]]) for x in range(0, 81, 8)]
    heavy_end = [*block, np.array([[80.0, 80.0], [200.0, 80.0]])]
    picture = to_input(heavy_end, (28, 28))
    assert centre_of_mass(picture)[1] < 13.9  # so it could not be centred wholly
    assert sides(picture)[1] == pytest.approx(20, abs=0.35)
    mirrored = to_input([path * np.array([-1, 1]) for path in heavy_end], (28, 28))
    assert sides(mirrored)[1] == pytest.approx(20, abs=0.35)
    ink = np.zeros((280, 280))
    ink[10:170, 10:90], ink[80:100, 90:210] = 1, 1
    for drawn in (ink, ink[:, ::-1]):
        assert sides(to_input(drawn, (28, 28)))[1] == pytest.approx(20)


def test_polarity_and_colours_do_not_matter() -> None:
    ink = draw(moved(SEVEN, 40, 40), (180, 150), 12)
    expected = to_input(on_canvas(ink), MNIST)
    grey = np.rint(ink * 255).astype(np.uint8)
    colours = np.stack([grey] * 3, axis=-1)
    opaque = np.concatenate([255 - colours, np.full((*grey.shape, 1), 255, np.uint8)], axis=-1)
    white_pen = on_canvas(ink)
    white_pen[:, :, :3] = 255
    faint = 200 - np.rint(ink * 100).astype(int)
    for picture in (
        grey,
        255 - grey,
        grey / 255,
        1 - grey / 255,
        colours,
        255 - colours,
        opaque,
        white_pen,
        grey[..., None],
    ):
        np.testing.assert_allclose(to_input(picture, MNIST), expected, atol=1e-5)
    np.testing.assert_allclose(to_input(faint, MNIST), expected, atol=0.01)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros(5),
        np.zeros((5, 5, 2)),
        np.zeros((0, 5)),
        np.full((5, 5), np.nan),
        np.full((5, 5), -1.0),
        np.full((5, 5), 300),
        np.full((5, 5), "a"),
        np.full((5, 5), 1j),
    ],
    ids=str,
)
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(SketchError, match="picture"):
        to_input(picture, MNIST)


@pytest.mark.parametrize("drawing", [5, "{", [5], 3.5])
def test_what_is_no_drawing_is_refused(drawing: Any) -> None:
    with pytest.raises(SketchError):
        to_input(drawing, MNIST)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-300, 300)
PATHS = st.lists(
    hnp.arrays(np.float64, st.tuples(st.integers(1, 8), st.just(2)), elements=NUMBERS), min_size=1, max_size=4
)


@given(paths=PATHS, pen=st.floats(0, 50), input_shape=st.sampled_from([MNIST, DIGITS]))
def test_any_finite_strokes_give_ink_between_0_and_1(
    paths: list[np.ndarray], pen: float, input_shape: tuple[int, ...]
) -> None:
    for step in steps(Strokes(tuple(paths), pen), input_shape):
        assert np.isfinite(step.picture).all()
        assert step.picture.min() >= 0
        assert 0 < step.picture.max() <= 1


@given(
    picture=hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3, 4]))),
    input_shape=st.sampled_from([MNIST, DIGITS]),
)
def test_any_picture_is_blank_or_gives_ink_between_0_and_1(picture: np.ndarray, input_shape: tuple[int, ...]) -> None:
    try:
        numbers = to_input(picture, input_shape)
    except BlankSketchError:
        assume(False)
    assert np.isfinite(numbers).all()
    assert numbers.min() >= 0
    assert 0 < numbers.max() <= 1


def test_only_made_smaller_a_digit_stays_where_and_as_small_as_it_was_drawn() -> None:
    strokes = Strokes((np.array([[20.0, 40], [60, 40]]),), 10)
    picture = squeezed(strokes, (28, 28, 1), 280).picture
    rows, columns = np.nonzero(picture > 0.4)
    assert set(rows.tolist()) <= {3, 4}
    assert (columns.min(), columns.max()) == (2, 5)
    ink = np.zeros((100, 200))
    ink[40:60, 20:40] = 1
    small = squeezed(ink, (28, 28), 320).picture  # a square of paper around the whole picture
    assert small[13:15, 3:5].min() > 0.99
    assert small.sum() == pytest.approx(20 * 20 / (200 / 28) ** 2)
    with pytest.raises(BlankSketchError):
        squeezed(Strokes(), (28, 28), 320)


def test_the_whole_canvas_is_the_first_step_where_its_size_is_known() -> None:
    strokes = Strokes((np.array([[20.0, 40], [60, 40]]),), 10)
    with_canvas, without = (steps(strokes, (28, 28), size) for size in (280, None))
    assert [step.title for step in with_canvas] == ["Drawn", *(step.title for step in without)]
    assert with_canvas[0].picture.shape == (56, 56)
    np.testing.assert_array_equal(with_canvas[-1].picture, without[-1].picture)
