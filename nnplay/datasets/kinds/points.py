"""Points that a person drew into the plane, kept among the uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import SCALING, SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.plane import plane_raw, plane_signature
from nnplay.datasets.preprocessing.plane_features import FEATURES
from nnplay.datasets.store import uploads
from nnplay.errors import DataError
from nnplay.registry import DATASETS, Param

if TYPE_CHECKING:
    import pandas as pd

NAME = "points"
CLASS_NAMES = ("A", "B", "C", "D")
LIMIT = 6.0
"""Points lie between -6 and 6 along x and y, as those of TensorFlow Playground."""

MAX_POINTS = 5000

_EXAMPLE_CENTRES = ((-2.0, -1.5), (2.0, 1.5), (-2.5, 3.5), (3.0, -3.0))
_EXAMPLE_POINTS = 40
"""Of each class, around its centre."""


@cache
def example() -> np.ndarray:
    """What there is before anything is drawn: a round cloud for each class. As `read` gives it."""
    rng = np.random.default_rng(0)
    clouds = [
        np.column_stack(
            [rng.normal(centre, 1.0, (_EXAMPLE_POINTS, 2)).clip(-LIMIT, LIMIT), np.full(_EXAMPLE_POINTS, number)]
        )
        for number, centre in enumerate(_EXAMPLE_CENTRES)
    ]
    points = np.concatenate(clouds).round(3)
    points.setflags(write=False)
    return points


def read(digest: str) -> np.ndarray:
    """Drawn points by the checksum of their file; the example for an empty one.

    Returns:
        float64 (n, 3): x, y, and the number of the class.

    Raises:
        DataError: If the file is not here, or is none of points.
    """
    if not digest:
        return example()
    try:
        content = uploads.content(digest)
    except DataError:
        raise DataError(
            "The points that were drawn for this experiment are not here (any more). Draw new ones."
        ) from None
    try:
        return checked(np.array(json.loads(content), np.float64).reshape(-1, 3))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DataError("This file has no points in the plane. Draw new ones.") from error


def keep(points: np.ndarray, owner: str = "") -> str:
    """Stores points, rounded to a thousandth; the checksum by which `read` finds them.

    Args:
        points: (n, 3): x, y, and the number of the class; n may be 0.
        owner: As for `uploads.keep`.

    Raises:
        DataError: If they are too many or lie outside, or as `uploads.keep`.
    """
    rows = [[round(float(x), 3), round(float(y), 3), int(label)] for x, y, label in checked(points)]
    return uploads.keep(json.dumps(rows).encode(), owner)


def checked(points: np.ndarray) -> np.ndarray:
    """The same points.

    Raises:
        DataError: If they are too many, or one lies outside or has no class.
    """
    if len(points) > MAX_POINTS:
        raise DataError(f"At most {MAX_POINTS:,} points can be drawn here; these are {len(points):,}.")
    if not np.isfinite(points).all() or (np.abs(points[:, :2]) > LIMIT).any():
        raise DataError(f"Points must lie between {-LIMIT:g} and {LIMIT:g} along x and y.")
    if not np.isin(points[:, 2], range(len(CLASS_NAMES))).all():
        raise DataError(f"The class of a point must be one of {', '.join(CLASS_NAMES)}.")
    return points


def to_table(points: np.ndarray) -> pd.DataFrame:
    """Points as a table that a person can edit: the columns x, y, and the class by its name."""
    import pandas as pd

    names = [CLASS_NAMES[label] for label in points[:, 2].astype(int)]
    return pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "class": pd.Series(names, dtype=object)})


def from_table(table: pd.DataFrame) -> np.ndarray:
    """The points of such a table, as `read` gives them; rows that are not complete are left out.

    Raises:
        DataError: As `checked`.
    """
    whole = table.dropna()
    labels = [CLASS_NAMES.index(name) for name in whole["class"]]
    return checked(np.column_stack([whole["x"], whole["y"], labels]).astype(np.float64).reshape(-1, 3))


def spray(x: float, y: float, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Points around a place, as `read` gives them: exactly there if it is one, else a cloud that grows with them."""
    places = np.array([[x, y]])
    if count > 1:
        places = places + rng.normal(0, 0.12 * np.sqrt(count), (count, 2))
    return np.column_stack([places.clip(-LIMIT, LIMIT), np.full(count, label)])


def load_points(options: Mapping[str, Any]) -> Raw:
    """The drawn points of the first `classes` classes.

    Raises:
        DataError: If there are none of at least two classes, or they are not here.
    """
    points = read(options["file"])
    points = points[points[:, 2] < options["classes"]]
    names = [CLASS_NAMES[label] for label in np.unique(points[:, 2]).astype(int)]
    if len(names) < 2:
        drawn = f"all points are of the class {names[0]}" if names else "there are none yet"
        raise DataError(f"Draw points of at least two classes: {drawn}.")
    return plane_raw(points[:, :2], points[:, 2].astype(np.int64))


DATASETS.register(
    DatasetKind(
        NAME,
        "Points of your own: choose a class, click into the plane. What shape can you draw that the network cannot "
        "part?",
        label="Drawn points",
        params=(
            Param(
                "file",
                "text",
                "",
                "The checksum of the drawn points; empty for an example.",
                maximum=64,
            ),
            Param(
                "classes",
                "integer",
                2,
                "How many classes the points may have; points of further classes stay, but are left out.",
                minimum=2,
                maximum=len(CLASS_NAMES),
            ),
            FEATURES,
            TEST_SIZE,
            VALIDATION_SIZE,
            SCALING,
            STRATIFY,
            SPLIT_SEED,
        ),
        family="plane",
        source="Drawn by you; before that, an example from normal distributions",
        signature=lambda options: plane_signature(options, CLASS_NAMES[: options["classes"]]),
        load=load_points,
        span=LIMIT,
    )
)
