"""Numbers to predict that are drawn, not measured: over the plane, and along a noisy line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.datasets.base import SCALING, SPLIT_SEED, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.synthetic import DATA_SEED, NOISE, RADIUS, SAMPLES, Points, register_plane
from nnplay.datasets.signature import Signature
from nnplay.datasets.source_code import source_of
from nnplay.i18n import N_
from nnplay.registry import DATASETS, Param

WIDE = 6.0
"""The regressions in the plane reach this far along x and y."""


def draw_plane(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Values that rise evenly to the upper right: (x + y) / 10.

    Noise moves a point only for its value.

    Returns:
        Points (samples, 2) in -6..6, and values (samples,) in -1.2..1.2 without noise.
        Source: `regressPlane` in TensorFlow Playground's dataset.ts.
    """
    points, judged = _scattered(samples, noise, rng)
    return points, judged.sum(axis=1) / 10


BUMPS = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])
"""Centre x, centre y and sign of each bump."""


def draw_bumps(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Three hills and three hollows: 1 or -1 in their centres, and 0 from a distance of 2 on.

    Noise moves a point only for its value.

    Returns:
        Points (samples, 2) in -6..6, and values (samples,) in -1..1.
        Source: `regressGaussian` in TensorFlow Playground's dataset.ts, whose bumps are cones, too.
    """
    points, judged = _scattered(samples, noise, rng)
    distance = np.linalg.norm(judged[:, None] - BUMPS[:, :2], axis=2)
    # The bumps do not reach into each other, so that at most one term is not 0.
    return points, (np.clip(1 - distance / 2, 0, 1) * BUMPS[:, 2]).sum(axis=1)


def _scattered(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Points all over -6..6, and where noise moves each to read off its value."""
    points = rng.uniform(-WIDE, WIDE, (samples, 2))
    return points, points + noise * rng.uniform(-WIDE, WIDE, points.shape)


def draw_line(samples: int, slope: float, intercept: float, noise: float, rng: np.random.Generator) -> Points:
    """Inputs between -5 and 5, and targets `slope * x + intercept` plus normal noise.

    Args:
        samples: How many.
        slope, intercept: m and b of y = mx + b.
        noise: Standard deviation of what is added to y, in units of y.
        rng: Where the numbers come from.

    Returns:
        Inputs (samples, 1) and targets (samples,).
    """
    x = rng.uniform(-RADIUS, RADIUS, samples)
    return x[:, None], slope * x + intercept + noise * rng.standard_normal(samples)


def _line_code(draw: Callable[..., Points], options: Mapping[str, Any], *names: str) -> str:
    """See `DatasetKind.code`; `names` are the options that `draw` takes before its random numbers."""
    values = ", ".join(repr(options[name]) for name in names)
    return f"""import numpy as np
{source_of(draw)}


x, y = {draw.__name__}({values}, np.random.default_rng({options["data_seed"]}))
x, y = x.astype("float32"), y.astype("float32")"""


_VALUE_NOISE = N_("How far a point may move at random before its value is read off, as a share of 6; 0: exact values.")

register_plane(
    "plane",
    N_("Plane (regression)"),
    draw_plane,
    N_(
        "A number at each point that rises evenly to the upper right. A single neuron is enough: its weights for x "
        "and y become 0.1."
    ),
    (),
    noise=_VALUE_NOISE,
)
register_plane(
    "gaussian_bumps",
    N_("Gaussian bumps (regression)"),
    draw_bumps,
    N_(
        "A number at each point: three hills and three hollows in a flat plane. It takes several units to lift and "
        "lower each of them."
    ),
    (),
    noise=_VALUE_NOISE,
)

_LINE = Signature((1,), "regression", (), ("x",), "y")


def draw_wave(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Inputs between -5 and 5, and targets `sin(x)` plus normal noise.

    Args:
        samples: How many.
        noise: Standard deviation of what is added to y, in units of y.
        rng: Where the numbers come from.

    Returns:
        Inputs (samples, 1) and targets (samples,).
    """
    x = rng.uniform(-RADIUS, RADIUS, samples)
    return x[:, None], np.sin(x) + noise * rng.standard_normal(samples)


def _load_line(options: Mapping[str, Any]) -> Raw:
    rng = np.random.default_rng(options["data_seed"])
    x, y = draw_line(options["samples"], options["slope"], options["intercept"], options["noise"], rng)
    return Raw(x.astype(np.float32), y.astype(np.float32))


DATASETS.register(
    DatasetKind(
        "line",
        N_("A noisy line y = mx + b. A single neuron without an activation finds m as its weight and b as its bias."),
        label=N_("Line"),
        params=(
            replace(SAMPLES, default=200),
            Param("slope", "number", 2.0, N_("m in y = mx + b."), minimum=-5.0, maximum=5.0, step=0.1),
            Param("intercept", "number", 1.0, N_("b in y = mx + b."), minimum=-10.0, maximum=10.0, step=0.5),
            Param(
                "noise",
                "number",
                1.0,
                N_("Standard deviation of the random noise added to y; 0 puts all points on the line."),
                minimum=0.0,
                maximum=5.0,
                step=0.1,
            ),
            DATA_SEED,
            TEST_SIZE,
            VALIDATION_SIZE,
            SCALING,
            SPLIT_SEED,
        ),
        family="line",
        source=N_("Drawn here: x uniform between -5 and 5, y = mx + b plus normal noise"),
        signature=lambda options: _LINE,
        load=_load_line,
        code=lambda options: _line_code(draw_line, options, "samples", "slope", "intercept", "noise"),
    )
)


def _load_wave(options: Mapping[str, Any]) -> Raw:
    x, y = draw_wave(options["samples"], options["noise"], np.random.default_rng(options["data_seed"]))
    return Raw(x.astype(np.float32), y.astype(np.float32))


DATASETS.register(
    DatasetKind(
        "wave",
        N_("A noisy sine curve. No straight line follows it. With few points, a large network learns the noise too."),
        label=N_("Wave"),
        params=(
            replace(SAMPLES, default=200),
            replace(
                NOISE,
                default=0.2,
                help=N_("Standard deviation of the random noise added to y; 0 puts all points on the curve."),
                maximum=1.0,
            ),
            DATA_SEED,
            TEST_SIZE,
            VALIDATION_SIZE,
            SCALING,
            SPLIT_SEED,
        ),
        family="line",
        source=N_("Drawn here: x uniform between -5 and 5, y = sin(x) plus normal noise"),
        signature=lambda options: _LINE,
        load=_load_wave,
        code=lambda options: _line_code(draw_wave, options, "samples", "noise"),
    )
)
