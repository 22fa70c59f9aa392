"""The mathematics of the drawn datasets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.kinds.synthetic import (
    Points,
    draw_circle,
    draw_gaussians,
    draw_moons,
    draw_rare,
    draw_spiral,
    draw_xor,
)
from nnplay.datasets.kinds.synthetic_regression import draw_bumps, draw_line, draw_plane, draw_wave
from nnplay.datasets.preprocessing.plane_features import FORMULAS, engineer
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec

PLANES = [name for name, kind in DATASETS.items() if kind.family == "plane" and name != "points"]


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_a_circle_without_noise_is_told_apart_by_its_radius() -> None:
    points, labels = draw_circle(1001, 0.0, rng())
    radius = np.linalg.norm(points, axis=1)
    assert labels.sum() == 501
    assert radius[labels].max() < 2.5
    assert radius[~labels].min() >= 3.5
    assert radius.max() <= 5
    # Uniform in radius and angle, as in the source: means 1.25 and 4.25, and every quarter of the plane is used.
    assert radius[labels].mean() == pytest.approx(1.25, abs=0.1)
    assert radius[~labels].mean() == pytest.approx(4.25, abs=0.1)
    assert np.histogram2d(points[:, 0], points[:, 1], bins=2)[0].min() > 200


def test_xor_without_noise_has_the_sign_of_x_times_y() -> None:
    points, labels = draw_xor(1000, 0.0, rng())
    np.testing.assert_array_equal(labels, points[:, 0] * points[:, 1] > 0)
    assert np.abs(points).min() >= 0.3
    assert 5 < np.abs(points).max() <= 5.3


@pytest.mark.parametrize("draw", [draw_circle, draw_xor])
def test_noise_of_circle_and_xor_changes_labels_near_the_border_only(draw: Callable[..., Points]) -> None:
    clean_points, clean = draw(2000, 0.0, rng())
    points, labels = draw(2000, 0.2, rng())
    np.testing.assert_array_equal(points, clean_points)
    changed = labels != clean
    assert 0.02 < changed.mean() < 0.4
    # Noise 0.2 moves each coordinate by at most 1.
    if draw is draw_xor:
        assert np.abs(points[changed]).min(axis=1).max() <= 1
    else:
        assert np.abs(np.linalg.norm(points[changed], axis=1) - 2.5).max() <= np.sqrt(2)


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gaussians_have_the_centres_and_the_variance_of_the_source(noise: float, variance: float) -> None:
    points, labels = draw_gaussians(10_000, noise, rng())
    for label, centre in ((True, 2), (False, -2)):
        cloud = points[labels == label]
        assert len(cloud) == 5000
        np.testing.assert_allclose(cloud.mean(axis=0), [centre, centre], atol=0.1)
        np.testing.assert_allclose(np.cov(cloud.T), variance * np.eye(2), atol=0.05 * variance + 0.05)


def test_one_point_in_twenty_is_rare() -> None:
    points, labels = draw_rare(10_000, 0.1, rng())
    for label, centre, count in ((True, 1, 500), (False, -1, 9500)):
        cloud = points[labels == label]
        assert len(cloud) == count
        np.testing.assert_allclose(cloud.mean(axis=0), [centre, centre], atol=0.15)
        np.testing.assert_allclose(np.cov(cloud.T), 1.2 * np.eye(2), atol=0.2)
    assert draw_rare(20, 0.1, rng())[1].sum() == 4  # one for each part and one to spare


def test_a_spiral_without_noise_winds_as_the_formula_says() -> None:
    points, labels = draw_spiral(8, 0.0, rng())
    first, second = points[labels], points[~labels]
    # r = 5 i/n and t = 3.5 pi i/n with n = 4: after a quarter of the arm r = 1.25, t = 0.875 pi.
    expected = [(0.0, 0.0), (1.25, 0.875), (2.5, 1.75), (3.75, 2.625)]
    for point, (r, t) in zip(first, expected, strict=True):
        np.testing.assert_allclose(point, [r * np.sin(t * np.pi), r * np.cos(t * np.pi)], atol=1e-12)
    # The second arm starts on the other side, so it is the first one turned by half a turn.
    np.testing.assert_allclose(second, -first, atol=1e-12)


def test_noise_moves_points_of_a_spiral_by_at_most_that_much() -> None:
    clean, labels = draw_spiral(500, 0.0, rng())
    noisy, same = draw_spiral(500, 0.4, rng())
    np.testing.assert_array_equal(labels, same)
    assert 0.3 < np.abs(noisy - clean).max() <= 0.4


def test_moons_without_noise_are_half_circles_of_the_same_size() -> None:
    points, labels = draw_moons(400, 0.0, rng())
    lower = labels.astype(bool)
    for part, centre in ((points[~lower], (-5 / 3, -2.5 / 3)), (points[lower], (5 / 3, 2.5 / 3))):
        np.testing.assert_allclose(np.linalg.norm(part - centre, axis=1), 10 / 3)
    assert (points[~lower][:, 1] >= -2.5 / 3 - 1e-9).all()
    assert (points[lower][:, 1] <= 2.5 / 3 + 1e-9).all()
    np.testing.assert_allclose([points.min(axis=0), points.max(axis=0)], [[-5, -2.5], [5, 2.5]], atol=1e-3)


def test_the_plane_without_noise_is_a_tenth_of_the_sum() -> None:
    points, values = draw_plane(1000, 0.0, rng())
    np.testing.assert_allclose(values, points.sum(axis=1) / 10, atol=1e-12)
    assert 5.9 < np.abs(points).max() <= 6


def test_bumps_are_those_of_the_formula_of_the_source() -> None:
    points, values = draw_bumps(3000, 0.0, rng())
    centres = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    for (x, y), value in zip(points, values, strict=True):
        # As written there: of all bumps the one that is largest, whatever its sign.
        label = 0.0
        for centre_x, centre_y, sign in centres:
            new = sign * max(0.0, 1 - np.hypot(x - centre_x, y - centre_y) / 2)
            label = new if abs(new) > abs(label) else label
        assert value == pytest.approx(label, abs=1e-12)
    assert values.max() > 0.9
    assert values.min() < -0.9
    assert 0.3 < (values == 0).mean() < 0.6


@pytest.mark.parametrize("draw", [draw_plane, draw_bumps])
def test_noise_of_a_regression_moves_values_and_no_points(draw: Callable[..., Points]) -> None:
    clean_points, clean = draw(2000, 0.0, rng())
    points, values = draw(2000, 0.2, rng())
    np.testing.assert_array_equal(points, clean_points)
    # Each coordinate is moved by at most 1.2: that is 0.24 in x + y over 10, and no more than 1.2 * sqrt(2) / 2.
    assert 0.01 < np.abs(values - clean).max() <= (0.24 if draw is draw_plane else 1.7)


# Inputs computed from the points ----------------------------------------------------------------


def test_inputs_are_the_formulas_that_their_names_say() -> None:
    raw = DATASETS["xor"].load(DatasetSpec("xor", features=list(FORMULAS), noise=0.0).options)
    x, y = raw.x.astype(np.float64).T
    expected = [x, y, x**2, y**2, x * y, np.sin(x), np.sin(y)]
    assert list(FORMULAS) == ["x", "y", "x²", "y²", "xy", "sin x", "sin y"]
    np.testing.assert_allclose(engineer(raw.x, list(FORMULAS)), np.column_stack(expected), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(raw.y, x * y > 0)


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_inputs_can_be_computed_anew_at_any_point(scaling: str) -> None:
    data = prepare(DatasetSpec("spiral", features=["sin y", "x²"], scaling=scaling))
    assert data.signature.feature_names == ("x²", "sin y")
    assert data.input_shape == (2,)
    for part, (x, _) in data.parts.items():
        np.testing.assert_allclose(data.preprocess.inputs(data.points[part]), x, atol=1e-6)
        np.testing.assert_allclose(
            data.preprocess.unscaled(x)[:, 0], data.points[part][:, 0] ** 2, rtol=1e-4, atol=1e-4
        )


def test_other_inputs_leave_points_and_split_as_they_are() -> None:
    plain, other = (prepare(DatasetSpec("moons", features=names)) for names in (["x", "y"], ["xy"]))
    for part in plain.parts:
        np.testing.assert_array_equal(plain.points[part], other.points[part])
        np.testing.assert_array_equal(plain.points[part], plain.parts[part][0])
        np.testing.assert_array_equal(plain.parts[part][1], other.parts[part][1])


def test_a_line_without_noise_is_exactly_mx_plus_b() -> None:
    data = prepare(DatasetSpec("line", slope=-1.5, intercept=4.0, noise=0.0))
    for x, y in data.parts.values():
        np.testing.assert_allclose(y, -1.5 * x[:, 0] + 4.0, rtol=1e-6, atol=1e-6)


def test_the_noise_of_a_line_has_the_declared_deviation() -> None:
    x, y = draw_line(10_000, 2.0, 1.0, 3.0, rng())
    residual = y - (2 * x[:, 0] + 1)
    assert residual.std() == pytest.approx(3.0, rel=0.03)
    assert residual.mean() == pytest.approx(0.0, abs=0.1)
    assert np.corrcoef(residual, x[:, 0])[0, 1] == pytest.approx(0.0, abs=0.03)


def test_a_wave_is_the_sine_of_x_and_its_noise_has_the_declared_deviation() -> None:
    for x, y in prepare(DatasetSpec("wave", noise=0.0)).parts.values():
        np.testing.assert_allclose(y, np.sin(x[:, 0]), atol=1e-6)
    x, y = draw_wave(10_000, 0.4, rng())
    assert (y - np.sin(x[:, 0])).std() == pytest.approx(0.4, rel=0.03)


@pytest.mark.parametrize("name", [*PLANES, "line", "wave"])
def test_the_data_seed_chooses_the_points_and_the_split_seed_does_not(name: str) -> None:
    load = DATASETS[name].load
    first, again, other = (load(DatasetSpec(name, data_seed=seed).options) for seed in (1, 1, 2))
    resplit = load(DatasetSpec(name, data_seed=1, split_seed=9).options)
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.x, resplit.x)
    assert not np.array_equal(np.column_stack([first.x, first.y]), np.column_stack([other.x, other.y]))


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("samples", [20, 21, 10_000])
def test_as_many_points_are_drawn_as_asked(name: str, samples: int) -> None:
    raw = DATASETS[name].load(DatasetSpec(name, samples=samples).options)
    assert raw.x.shape == (samples, 2)
    assert raw.y.shape == (samples,)
