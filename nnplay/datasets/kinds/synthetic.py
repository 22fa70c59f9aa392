"""Points that are drawn, not measured: two classes in the plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.datasets.base import SCALING, SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.plane import plane_raw, plane_signature
from nnplay.datasets.preprocessing.plane_features import FEATURES
from nnplay.datasets.source_code import source_of
from nnplay.i18n import N_
from nnplay.registry import DATASETS, Param

Points = tuple[np.ndarray, np.ndarray]

RADIUS = 5.0
"""The circle, the spiral and the squares reach this far from the origin."""

PLAYGROUND = N_(
    "Formula of [TensorFlow Playground](https://github.com/tensorflow/playground/blob/master/src/dataset.ts)"
)

SAMPLES = Param(
    "samples",
    "integer",
    500,
    N_("How many points are drawn, for training, validation and test together."),
    minimum=20,
    maximum=10_000,
    slider=(50, 2000),
    step=50,
)
NOISE = Param(
    "noise",
    "number",
    0.1,
    N_("The amount of randomness that blurs the classes; 0 gives the clean shape."),
    minimum=0.0,
    maximum=0.5,
    step=0.05,
)
DATA_SEED = Param(
    "data_seed",
    "integer",
    0,
    N_("Each number gives different random points of the same shape; the same number gives the same points again."),
    label=N_("Data seed"),
    minimum=0,
    maximum=2**31 - 1,
)


def draw_circle(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """A disc inside a ring: radius below 2.5, and 3.5 to 5.

    Noise moves a point only for its label, which is then 1 within radius 2.5, as in the source.

    Returns:
        Points (samples, 2) within radius 5, and labels (samples,) of 0 and 1.
        Source: `classifyCircleData` in TensorFlow Playground's dataset.ts.
    """
    inside = samples - samples // 2
    radius = np.concatenate(
        [rng.uniform(0, 0.5 * RADIUS, inside), rng.uniform(0.7 * RADIUS, RADIUS, samples - inside)],
    )
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    judged = points + noise * rng.uniform(-RADIUS, RADIUS, points.shape)
    return points, np.hypot(*judged.T) < 0.5 * RADIUS


def draw_xor(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Four squares; the label is 1 where x and y have the same sign.

    Noise moves a point only for its label. The squares keep 0.3 away from the axes.

    Returns:
        Points (samples, 2) in -5.3..5.3, and labels (samples,) of 0 and 1.
        Source: `classifyXORData` in TensorFlow Playground's dataset.ts.
    """
    points = rng.uniform(-RADIUS, RADIUS, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    judged = points + noise * rng.uniform(-RADIUS, RADIUS, points.shape)
    return points, judged.prod(axis=1) >= 0


def draw_corners(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Four small squares around (±3, ±3); the label is 1 where x and y have the same sign.

    Noise moves a point only for its label. Unlike `draw_xor`'s, these are parted by two parallel lines, so that two
    hidden units are enough.

    Returns:
        Points (samples, 2) in -4..4, and labels (samples,) of 0 and 1.
    """
    points = rng.choice([-3.0, 3.0], (samples, 2)) + rng.uniform(-1, 1, (samples, 2))
    judged = points + noise * rng.uniform(-RADIUS, RADIUS, points.shape)
    return points, judged.prod(axis=1) >= 0


def draw_gaussians(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Two round clouds around (2, 2) and (-2, -2); the first has label 1.

    Noise 0 to 0.5 gives each coordinate a variance of 0.5 to 4.

    Returns:
        Points (samples, 2), and labels (samples,) of 0 and 1.
        Source: `classifyTwoGaussData` in TensorFlow Playground's dataset.ts.
    """
    labels = _halves(samples)
    variance = 0.5 + 7.0 * noise
    centres = np.where(labels, 2.0, -2.0)[:, None]
    return rng.normal(centres, np.sqrt(variance), (samples, 2)), labels


def draw_spiral(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Two arms that wind around each other for 1.75 turns.

    Returns:
        Points (samples, 2) within radius 5 plus noise, and labels (samples,) of 0 and 1.
        Source: `classifySpiralData` in TensorFlow Playground's dataset.ts.
    """
    labels = _halves(samples)
    first = int(labels.sum())
    along = np.concatenate([np.arange(first) / first, np.arange(samples - first) / (samples - first)])
    angle = 1.75 * 2 * np.pi * along + np.where(labels, 0.0, np.pi)
    points = RADIUS * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return points + noise * rng.uniform(-1, 1, points.shape), labels


def draw_moons(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Two half moons that reach into each other; the lower one has label 1.

    `sklearn.datasets.make_moons`, centred and enlarged so that the tips lie at x = -5 and 5.

    Returns:
        Points (samples, 2), y in -2.5..2.5 plus noise, and labels (samples,) of 0 and 1.
    """
    from sklearn.datasets import make_moons

    points, labels = make_moons(samples, noise=noise, random_state=int(rng.integers(2**31)))
    return (points - (0.5, 0.25)) * (2 * RADIUS / 3), labels


def draw_rare(samples: int, noise: float, rng: np.random.Generator) -> Points:
    """Two round clouds around (1, 1) and (-1, -1); 1 point in 20, and at least 4, lies in the first, with label 1.

    Noise 0 to 0.5 gives each coordinate a variance of 0.5 to 4, as for `draw_gaussians`.

    Returns:
        Points (samples, 2), and labels (samples,) of 0 and 1.
    """
    labels = np.arange(samples) < max(4, samples // 20)
    variance = 0.5 + 7.0 * noise
    centres = np.where(labels, 1.0, -1.0)[:, None]
    return rng.normal(centres, np.sqrt(variance), (samples, 2)), labels


def _halves(samples: int) -> np.ndarray:
    """Labels of two classes of equal size, the larger half first where the number is odd."""
    return np.arange(samples) < samples - samples // 2


def register_plane(
    name: str,
    label: str,
    draw: Callable[[int, float, np.random.Generator], Points],
    help: str,
    class_names: tuple[str, ...],
    *,
    noise: str,
    source: str = PLAYGROUND,
) -> None:
    """A dataset in the plane; without classes a regression."""
    target = N_("class") if class_names else N_("value")

    def load(options: Mapping[str, Any]) -> Raw:
        rng = np.random.default_rng(options["data_seed"])
        points, targets = draw(options["samples"], options["noise"], rng)
        return plane_raw(points, targets.astype(np.int64 if class_names else np.float32))

    def code(options: Mapping[str, Any]) -> str:
        rng = f"np.random.default_rng({options['data_seed']})"
        drawn = f"{draw.__name__}({options['samples']}, {options['noise']}, {rng})"
        types = "int64" if class_names else "float32"
        return f"""import numpy as np
{source_of(draw)}


x, y = {drawn}
x, y = x.astype("float32"), y.astype("{types}")"""

    DATASETS.register(
        DatasetKind(
            name,
            help,
            label=label,
            params=(
                FEATURES,
                SAMPLES,
                replace(NOISE, help=noise),
                DATA_SEED,
                TEST_SIZE,
                VALIDATION_SIZE,
                SCALING,
                *([STRATIFY] if class_names else []),
                SPLIT_SEED,
            ),
            family="plane",
            source=source,
            signature=lambda options: plane_signature(options, class_names, target),
            load=load,
            code=code,
        )
    )


_LABEL_NOISE = N_("How far a point may move at random before its class is read off, as a share of 5; 0: clean classes.")

register_plane(
    "circle",
    N_("Circle"),
    draw_circle,
    N_(
        "A disk of one class inside a ring of the other. No straight line can separate them; you need one hidden layer."
    ),
    (N_("outside"), N_("inside")),
    noise=_LABEL_NOISE,
)
register_plane(
    "xor",
    "XOR",
    draw_xor,
    N_("Four squares, the diagonal ones of the same class: the classic puzzle that a single neuron cannot solve."),
    (N_("different signs"), N_("same sign")),
    noise=_LABEL_NOISE,
)
register_plane(
    "corners",
    N_("XOR corners"),
    draw_corners,
    N_(
        "Four small squares at the corners, the diagonal ones of the same class: XOR with so much room between the "
        "classes that two hidden units solve it, also by hand."
    ),
    (N_("different signs"), N_("same sign")),
    source=N_("Drawn here: uniform in squares of side 2 around (±3, ±3)"),
    noise=_LABEL_NOISE,
)
register_plane(
    "gaussians",
    N_("Two Gaussians"),
    draw_gaussians,
    N_("Two round clouds of points. The easiest of all: a single neuron draws the line between them."),
    (N_("lower left"), N_("upper right")),
    noise=N_("How wide the clouds are: the variance of each coordinate goes from 0.5 at 0 to 4 at 0.5."),
)
register_plane(
    "rare",
    N_("A rare class"),
    draw_rare,
    N_(
        "Two clouds that overlap, and only 1 point in 20 is of the rare class. Always answering *common* is right "
        "95% of the time: look at recall, not at accuracy."
    ),
    (N_("common"), N_("rare")),
    source=N_("Drawn here: normal around (1, 1) and (-1, -1)"),
    noise=N_("How wide the clouds are: the variance of each coordinate goes from 0.5 at 0 to 4 at 0.5."),
)
register_plane(
    "spiral",
    N_("Spiral"),
    draw_spiral,
    N_("Two arms wound around each other. The hardest of these shapes: you need several layers or many units."),
    (N_("first arm"), N_("second arm")),
    noise=N_("The largest distance that a point is moved at random along x and along y."),
)
register_plane(
    "moons",
    N_("Moons"),
    draw_moons,
    N_("Two half moons that reach into each other, so that the border between the classes has to bend."),
    (N_("upper moon"), N_("lower moon")),
    source=N_(
        "[scikit-learn, make_moons]"
        "(https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html), enlarged"
    ),
    noise=N_("Standard deviation of the blur, measured against a moon of radius 1."),
)
