from __future__ import annotations

import numpy as np
import pytest

from nnplay.sketch.raster import centre_of_mass, distance, draw, resample, thin_out


def test_distance_is_that_to_the_nearest_point_of_a_segment() -> None:
    field = distance([np.array([[1.0, 1.0], [4.0, 1.0]])], (6, 9))
    assert field[1, 2] == 0
    assert field[3, 2] == 2  # below the segment
    assert field[1, 7] == 3  # beyond its end
    assert field[5, 7] == 5  # 3 to the right of its end and 4 below


def test_many_segments_are_compared_like_few() -> None:
    rng = np.random.default_rng(0)
    path = rng.uniform(0, 12, (700, 2))
    pairs = [distance([path[i : i + 2]], (12, 12)) for i in range(len(path) - 1)]
    np.testing.assert_allclose(distance([path], (12, 12)), np.min(pairs, axis=0))


def test_a_line_across_whole_pixels_has_the_ink_of_its_area() -> None:
    picture = draw([np.array([[-5.0, 4.0], [20.0, 4.0]])], (9, 9), pen=2.0)
    np.testing.assert_allclose(picture[:, 4], [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0])


def test_resampling_averages_by_area_and_moves_by_parts_of_a_pixel() -> None:
    picture = np.array([[0.0, 1.0], [2.0, 3.0]])
    np.testing.assert_allclose(resample(picture, (0, 0), (2, 2), (1, 1)), [[1.5]])
    np.testing.assert_allclose(resample(picture, (0, 0), (1, 1), (2, 2)), picture)
    np.testing.assert_allclose(resample(picture, (0, -0.5), (1, 1), (2, 3)), [[0, 0.5, 0.5], [1, 2.5, 1.5]])


def test_resampling_keeps_the_ink() -> None:
    picture = np.random.default_rng(1).random((37, 23))
    small = resample(picture, (-3.3, -2.1), (4.7, 3.9), (11, 9))
    assert small.sum() * 4.7 * 3.9 == pytest.approx(picture.sum())


def test_thinning_out_keeps_both_ends_and_the_shape() -> None:
    path = np.column_stack([np.linspace(0, 10, 1001), np.zeros(1001)])
    thin = thin_out(path, 0.5)
    assert len(thin) <= 22
    assert thin[[0, -1]].tolist() == path[[0, -1]].tolist()
    assert thin_out(path[:1], 0.5).tolist() == [[0, 0]]


def test_centre_of_mass_is_row_before_column() -> None:
    picture = np.zeros((5, 7))
    picture[1, 4], picture[1, 6] = 1, 3
    np.testing.assert_allclose(centre_of_mass(picture), [1, 5.5])
