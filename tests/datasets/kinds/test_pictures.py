"""Shuffled pixels, photographs, and picture files that people bring."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import picture_file
from nnplay.datasets import prepare
from nnplay.datasets.kinds.digits import SHUFFLE_PIXELS
from nnplay.datasets.preprocessing.pixels import shuffle
from nnplay.errors import DataError
from nnplay.lessons import lesson
from nnplay.spec import DatasetSpec
from nnplay.theory.sample_photos import PHOTOS, grey_photo, load_photo, read_picture
from tests.datasets.factories import as_file


def test_all_images_are_shuffled_alike_and_no_pixel_is_lost() -> None:
    plain, shuffled = (prepare(DatasetSpec("digits", shuffle_pixels=on)) for on in (False, True))
    order = shuffle(np.arange(64).reshape(1, 8, 8, 1)).reshape(-1)
    assert sorted(order) == list(range(64))
    assert (order != np.arange(64)).sum() > 50
    for part, (x, y) in plain.parts.items():
        np.testing.assert_array_equal(shuffled.parts[part][0].reshape(-1, 64), x.reshape(-1, 64)[:, order])
        np.testing.assert_array_equal(shuffled.parts[part][1], y)
        # A new picture that is in 0..1 already goes the same way.
        np.testing.assert_array_equal(shuffled.preprocess.pictures(x), shuffled.parts[part][0])
        np.testing.assert_array_equal(plain.preprocess.pictures(x), x)


def test_the_option_names_the_lesson_that_shuffles_pixels() -> None:
    assert f"See the lesson “{lesson('depth').title}”." in SHUFFLE_PIXELS.help


def test_the_channels_of_a_pixel_stay_together() -> None:
    images = np.arange(2 * 3 * 4 * 3).reshape(2, 3, 4, 3)
    pixels = {tuple(pixel) for pixel in images[1].reshape(-1, 3)}
    assert {tuple(pixel) for pixel in shuffle(images)[1].reshape(-1, 3)} == pixels


@pytest.mark.parametrize("name", list(PHOTOS))
def test_a_grey_photograph_is_the_mean_brightness_of_its_part(name: str) -> None:
    top, left, side = PHOTOS[name].part
    part = load_photo(name)[top : top + side, left : left + side].astype(float)
    assert part.shape == (400, 400, 3)
    luminance = part @ [0.299, 0.587, 0.114]  # ITU-R BT.601, as PIL's "L"
    blocks = luminance.reshape(50, 8, 50, 8).mean(axis=(1, 3))
    np.testing.assert_allclose(grey_photo(name, 50), blocks, atol=1.1)
    assert grey_photo(name).shape == (64, 64)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_file_is_read_small_and_grey(kind: str) -> None:
    pixels = np.zeros((300, 600, 3), np.uint8)
    pixels[:, 300:] = 200
    read = read_picture(as_file(pixels, kind))
    assert read.shape == (32, 64)
    assert abs(read[:, :30].astype(int)).max() <= 8
    assert abs(read[:, 34:].astype(int) - 200).max() <= 8


def test_a_small_picture_stays_as_it_is() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (10, 20), np.uint8)
    np.testing.assert_array_equal(read_picture(as_file(pixels)), pixels)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "is not a PNG, JPEG"),
        (b"GIF89a" + bytes(100), "is not a PNG, JPEG"),
        (as_file(np.zeros((50, 50), np.uint8))[:60], "cannot be read as a picture"),
        (as_file(np.zeros((5, 900), np.uint8)), "too narrow"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(file: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_picture(file)


def test_a_picture_with_far_too_many_pixels_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_file, "MAX_PIXELS", 1000)
    with pytest.raises(DataError, match="100 × 100 pixels"):
        read_picture(as_file(np.zeros((100, 100), np.uint8)))
