"""Small pictures as PNG, read back by Pillow."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from nnplay.errors import DataError
from nnplay.figures import answer_grid, mosaic_png, picture_png, style

PAPER, INK = (style.rgb(str(color)) for _, color in style.INK_ON_PAPER)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_no_ink_is_paper_and_full_ink_is_ink() -> None:
    found = pixels(picture_png(np.array([[0.0, 1.0, 0.5]])))
    assert found.shape == (1, 3, 3)
    assert tuple(found[0, 0]) == PAPER
    assert tuple(found[0, 1]) == INK
    np.testing.assert_allclose(found[0, 2], (np.array(PAPER) + INK) / 2, atol=1)


def test_maps_stand_in_rows_with_a_white_line_between_and_share_one_scale() -> None:
    maps = np.stack([np.full((2, 3), value) for value in (4.0, 2.0, -1.0)])
    found = pixels(mosaic_png(maps, columns=2))
    assert found.shape == (5, 7, 3)
    assert tuple(found[0, 0]) == INK
    np.testing.assert_allclose(found[1, 6], (np.array(PAPER) + INK) / 2, atol=1)
    assert tuple(found[4, 2]) == PAPER  # nothing below zero
    assert (found[2] == 255).all()
    assert (found[:, 3] == 255).all()
    assert (found[3:, 4:] == 255).all()  # no fourth map


@pytest.mark.parametrize("value", [0.0, np.nan, -np.inf])
def test_maps_without_any_signal_stay_blank(value: float) -> None:
    assert (pixels(mosaic_png(np.full((1, 2, 2), value), 4)) == PAPER).all()


def test_the_answers_of_several_networks_stand_in_rows() -> None:
    shares = np.array([[0.9, 0.1], [0.004, 0.996]])
    figure = answer_grid(["one", "two"], ["cat", "dog"], shares)
    np.testing.assert_array_equal(figure.data[0].z, shares)
    texts = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert texts == {(0, 0): "<b>90</b>", (0, 1): "10", (1, 1): "<b>100</b>"}
    with pytest.raises(DataError, match="1 networks and 2 classes"):
        answer_grid(["one"], ["cat", "dog"], shares)
