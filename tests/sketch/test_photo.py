"""Photos and scans: the digit is found on its paper, and what is none gets a sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from nnplay.errors import BlankSketchError, DataError
from nnplay.sketch import Strokes, examples, photo, to_input
from nnplay.sketch.raster import draw

DIGITS = [(label, strokes) for label, strokes in examples.drawings(2)]


def file(pixels: np.ndarray, form: str = "PNG", **more: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, form, **more)
    return target.getvalue()


def photographed(strokes: Strokes, pen: float = 9, light: bool = False, size: int = 130) -> np.ndarray:
    """A digit on paper 400 x 300, with the light from the left, noise, and a bit of dirt."""
    paths = [path * size + (220, 130) for path in strokes.normalised().paths]
    ink = draw(paths, (300, 400), pen)
    ink[20:23, 30:33] = 1
    paper = 0.75 - 0.3 * np.linspace(0, 1, 400) + 0.05 * np.linspace(0, 1, 300)[:, None]
    brightness = paper * (1 - ink) + 0.12 * ink
    brightness += np.random.default_rng(0).normal(0, 0.02, brightness.shape)
    brightness = 1 - brightness if light else brightness
    return np.rint(np.clip(brightness, 0, 1) * 255).astype(np.uint8)


@pytest.mark.sweep(keep=("9-False",))
@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("pen", [3, 9, 20])
def test_a_photo_gives_what_the_strokes_give_whatever_pen_paper_and_polarity(pen: float, light: bool) -> None:
    for _, strokes in DIGITS[::6]:
        found = photo.read(file(photographed(strokes, pen, light)))
        picture, expected = to_input(found.ink, (28, 28)), to_input(strokes, (28, 28))
        alike = np.corrcoef(picture.ravel(), ndimage.gaussian_filter(expected, 0.3).ravel())[0, 1]
        assert alike > (0.85 if pen == 20 else 0.92)
        assert picture.sum() == pytest.approx(expected.sum(), rel=0.3)


def test_turned_transparent_and_colour_pictures_are_read() -> None:
    grey = photographed(DIGITS[7][1])
    plain = photo.read(file(grey)).ink
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90° to the right
    turned = file(np.rot90(grey), exif=exif)
    np.testing.assert_array_equal(photo.read(turned).ink, plain)
    clear = np.zeros((*grey.shape, 4), np.uint8)
    clear[:, :, 3] = np.where(grey < 60, 255, 0)
    found = photo.read(file(clear)).ink
    assert np.corrcoef(to_input(found, (784,)), to_input(plain, (784,)))[0, 1] > 0.9
    assert photo.read(file(np.stack([grey] * 3, axis=-1), "JPEG", quality=95)).grey.shape == grey.shape


def test_a_second_digit_far_away_and_the_edge_of_the_paper_are_left_out() -> None:
    grey = photographed(DIGITS[3][1])
    alone = to_input(photo.read(file(grey)).ink, (28, 28))
    grey[:, :12] = 10  # the table
    grey[230:290, 60:66] = 20  # another line
    with_more = to_input(photo.read(file(grey)).ink, (28, 28))
    assert np.corrcoef(with_more.ravel(), alone.ravel())[0, 1] > 0.97


def test_a_file_that_is_no_picture_or_is_cut_off_gets_a_sentence() -> None:
    for content, sentence in (
        (b"", "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
        (b"hello", "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
        (file(photographed(DIGITS[0][1]))[:900], "is damaged"),
    ):
        with pytest.raises(DataError, match=sentence):
            photo.read(content)


def test_forty_megapixels_are_refused_before_they_are_unpacked() -> None:
    content = io.BytesIO()
    Image.new("1", (8000, 5000)).save(content, "PNG")
    with pytest.raises(DataError, match="8,000 × 5,000 pixels; at most 25 million"):
        photo.read(content.getvalue())


def test_an_animation_gets_a_sentence() -> None:
    frames = [Image.fromarray(photographed(strokes)) for _, strokes in DIGITS[:2]]
    target = io.BytesIO()
    frames[0].save(target, "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(DataError, match="an animation"):
        photo.read(target.getvalue())


def test_blank_paper_has_no_digit_also_where_it_is_shaded_and_noisy() -> None:
    shaded = photographed(Strokes((np.zeros((1, 2)),)), pen=0)
    shaded[18:26, 28:36] = shaded[18:26, 40:48]  # without the dirt
    for grey in (np.full((200, 200), 240, np.uint8), np.zeros((50, 50), np.uint8), shaded):
        with pytest.raises(BlankSketchError, match="No digit was found"):
            photo.read(file(grey))


def test_otsus_threshold_parts_two_groups() -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(0.1, 0.03, 9000), rng.normal(0.8, 0.05, 1000)])
    assert 0.2 < photo.otsu(values) < 0.66
    assert photo.otsu(np.array([0, 0, 0, 1.0])) == pytest.approx(0.5, abs=0.5)
