"""Strokes drawn otherwise: within the bounds, seeded, and still the same digit."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.errors import BlankSketchError
from nnplay.sketch import Strokes, distort, examples
from nnplay.sketch.raster import bounds


def test_equal_seeds_give_equal_strokes_and_others_give_others() -> None:
    (_, strokes), *_ = examples.drawings(1)
    first, again, other = (distort.distort(strokes, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.paths[0], again.paths[0])
    assert first.paths[0].shape != other.paths[0].shape or not np.allclose(first.paths[0], other.paths[0])


def test_distorted_strokes_are_normalised_and_keep_their_order() -> None:
    strokes = Strokes((np.array([[0.0, 0], [0, 50], [0, 100]]), np.array([[30.0, 0], [30, 100]])))
    for seed in range(20):
        changed = distort.distort(strokes, np.random.default_rng(seed))
        low, high = bounds(changed.paths)
        assert (high - low).max() == pytest.approx(1)
        np.testing.assert_allclose((high + low) / 2, 0, atol=1e-12)
        left, right = changed.paths
        assert left[:, 0].mean() < right[:, 0].mean()
        assert (np.diff(left[:, 1]) > 0).all()  # still downwards: turned by less than a right angle


def test_without_distortion_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TURN", "SLANT", "STRETCH", "BEND", "SHIFT", "TRIM"):
        monkeypatch.setattr(distort, name, 0)
    for _, strokes in examples.drawings(1):
        for path, same in zip(
            distort.distort(strokes, np.random.default_rng(0)).paths, strokes.normalised().paths, strict=True
        ):
            np.testing.assert_allclose(path, same, atol=1e-12)


def test_nothing_drawn_cannot_be_distorted() -> None:
    with pytest.raises(BlankSketchError):
        distort.distort(Strokes(), np.random.default_rng(0))


def test_the_made_drawings_have_every_digit_equally_often() -> None:
    labels = [label for label, _ in examples.drawings(3)]
    assert np.bincount(labels).tolist() == [3] * 10
