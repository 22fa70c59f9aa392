"""Uploaded pictures: what can be read is read, what cannot gets a sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from nnplay.errors import DataError
from nnplay.sketch.picture_file import KEPT_SIDE, read_picture, resize


def stored(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def test_a_png_comes_back_pixel_by_pixel() -> None:
    pixels = noise(12, 9, 3)
    np.testing.assert_array_equal(read_picture(stored(Image.fromarray(pixels))), pixels)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    grey = Image.fromarray(np.tile(np.arange(0, 250, 25, dtype=np.uint8), (10, 1)))
    picture = Image.fromarray(np.asarray(grey).astype(np.uint16) * 256) if mode == "I;16" else grey.convert(mode)
    read = read_picture(stored(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert read.shape == (10, 10, 3)
    assert read.dtype == np.uint8
    assert read[0, 0].max() < 30
    assert read[0, -1].min() > 200


def test_transparency_is_kept_for_drawings_on_nothing() -> None:
    pixels = noise(5, 5, 4)
    np.testing.assert_array_equal(read_picture(stored(Image.fromarray(pixels)))[..., 3], pixels[..., 3])


def test_a_photo_is_turned_upright_as_its_camera_says() -> None:
    picture = Image.new("RGB", (40, 20), "black")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert read_picture(stored(picture, "JPEG", exif=exif)).shape == (40, 20, 3)


def test_a_large_photo_is_made_smaller() -> None:
    assert read_picture(stored(Image.new("L", (3000, 1500)))).shape == (KEPT_SIDE // 2, KEPT_SIDE, 3)


def forty_megapixels() -> bytes:
    return stored(Image.new("1", (8000, 5000)))


def moving(kind: str) -> bytes:
    frames = [Image.fromarray(noise(8, 8, 3) // (row + 1)) for row in range(3)]
    return stored(frames[0], kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: b"no picture at all", "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
        (lambda: stored(Image.fromarray(noise(64, 64, 3)))[:3000], "cannot be read as a picture"),
        (lambda: stored(Image.fromarray(noise(64, 64, 3)), "JPEG")[:20], "picture"),
        (lambda: b"", "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
        (forty_megapixels, "8,000 × 5,000 pixels; at most 25 million"),
        (lambda: moving("GIF"), "is an animation"),
        (lambda: moving("WEBP"), "is an animation"),
        (lambda: moving("TIFF"), "has several pages"),
        (lambda: moving("PNG"), "is an animation"),
        (lambda: stored(Image.new("RGB", (4, 4)), "PPM"), "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
    ],
    ids=["text", "cut png", "cut jpeg", "empty", "40 megapixels", "gif", "webp", "pages", "moving png", "ppm"],
)
def test_what_cannot_be_used_gets_a_sentence(file, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_picture(file())


def test_resize_takes_the_mean_of_the_middle() -> None:
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[:, 10:20] = (255, 0, 0)  # the left half of the middle square
    colors = resize(picture, (2, 2, 3))
    np.testing.assert_allclose(colors, [[[1, 0, 0], [0, 0, 0]]] * 2)
    grey = resize(picture, (2, 2, 1))
    assert grey.dtype == np.float32
    assert grey[0, 0, 0] == pytest.approx(0.299, abs=0.003)  # ITU-R BT.601


def test_what_is_transparent_becomes_white_paper() -> None:
    assert resize(np.zeros((4, 4, 4), np.uint8), (2, 2, 1)).min() == 1
