"""Points that a person drew into the plane, kept among the uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import SCALING, SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.plane import plane_raw, plane_signature
from nnplay.datasets.preprocessing.plane_features import FEATURES
from nnplay.datasets.store import uploads
from nnplay.errors import DataError
from nnplay.i18n import N_, tr
from nnplay.registry import DATASETS, Param

if TYPE_CHECKING:
    import pandas as pd

NAME = "points"
CLASS_NAMES = ("A", "B", "C", "D")
NUMBER = "number"
"""The column of a table of points that tells them apart."""

LIMIT = 6.0
"""Points lie between -6 and 6 along x and y, as those of TensorFlow Playground."""

MAX_POINTS = 5000

GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, without their whole part, are spread evenly however many there are, also any that follow each other.

Source: Weyl, Über die Gleichverteilung von Zahlen mod. Eins, Mathematische Annalen 77, 1916.
"""

_EXAMPLE_CENTRES = ((-2.0, -1.5), (2.0, 1.5), (-2.5, 3.5), (3.0, -3.0))
_SAME = 2e-3
"""How far a point may be from where a picture, which has fewer digits, shows it."""

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
    points = numbered(np.concatenate(clouds).round(3))
    points.setflags(write=False)
    return points


def read(digest: str) -> np.ndarray:
    """Drawn points by the checksum of their file; the example for an empty one.

    Returns:
        float64 (n, 4): x, y, the number of the class, and the point's own number in its class, which stays the same
        wherever it is moved and whatever other points there are; see `lots`.

    Raises:
        DataError: If the file is not here, or is none of points.
    """
    if not digest:
        return example()
    try:
        content = uploads.content(digest)
    except DataError:
        raise DataError(
            tr("nnplay does not have the points that were drawn for this experiment. Draw new ones.")
        ) from None
    try:
        rows = np.array(json.loads(content), np.float64)
        # Three columns are points that were drawn before each had a number.
        columns = 4 if rows.ndim == 2 and rows.shape[1] == 4 else 3
        return numbered(checked(rows.reshape(-1, columns)))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DataError(tr("This file has no points in the plane. Draw new ones.")) from error


def keep(points: np.ndarray, owner: str = "") -> str:
    """Stores points, rounded to a thousandth; the checksum by which `read` finds them.

    Args:
        points: (n, 3) or (n, 4), as `read` gives them; n may be 0. Those without a number, or with none that is free,
            get the lowest free one of their class.
        owner: As for `uploads.keep`.

    Raises:
        DataError: If they are too many or lie outside, or as `uploads.keep`.
    """
    rows = [
        [round(float(x), 3), round(float(y), 3), int(label), int(number)]
        for x, y, label, number in numbered(checked(points))
    ]
    return uploads.keep(json.dumps(rows).encode(), owner)


def checked(points: np.ndarray) -> np.ndarray:
    """The same points.

    Raises:
        DataError: If they are too many, or one lies outside or has no class.
    """
    if len(points) > MAX_POINTS:
        raise DataError(
            tr(
                "At most {max_points:,} points can be drawn here; you have {points:,}.",
                max_points=MAX_POINTS,
                points=len(points),
            )
        )
    if not np.isfinite(points[:, :3]).all() or (np.abs(points[:, :2]) > LIMIT).any():
        raise DataError(
            tr("Points must lie between {limit:g} and {limit2:g} along x and y.", limit=-LIMIT, limit2=LIMIT)
        )
    if not np.isin(points[:, 2], range(len(CLASS_NAMES))).all():
        raise DataError(tr("The class of a point must be one of {class_names}.", class_names=", ".join(CLASS_NAMES)))
    return points


def numbered(points: np.ndarray) -> np.ndarray:
    """The same points (n, 4), each with a number of its own in its class.

    Args:
        points: (n, 3) or (n, 4), as `read` gives them. A number that is missing, none, or another point's is replaced
            by the lowest free one.
    """
    given = points[:, 3] if points.shape[1] == 4 else np.full(len(points), np.nan)
    found = np.empty(len(points))
    for label in range(len(CLASS_NAMES)):
        rows = np.flatnonzero(points[:, 2] == label)
        taken: set[float] = set()
        fresh = []
        for row in rows:
            number = given[row]
            if 0 <= number < MAX_POINTS and number == int(number) and number not in taken:
                taken.add(number)
                found[row] = number
            else:
                fresh.append(row)
        free = (number for number in range(len(points)) if number not in taken)
        for row in fresh:
            found[row] = next(free)
    return np.column_stack([points[:, :3], found])


def lots(points: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """For each point, (n, 4), the lot in 0..1 that decides its part; as `Raw.lots`.

    It follows from the point's class and number and the split seed alone. Stratified, the lots of a class are spread
    evenly, so that each class has about the same share in all parts; else each is drawn for itself.
    """
    labels, numbers = points[:, 2].astype(int), points[:, 3].astype(int)
    rng = np.random.default_rng(options["split_seed"])
    if options["stratify"]:
        return (rng.random(len(CLASS_NAMES))[labels] + numbers * GOLDEN) % 1
    return rng.random((MAX_POINTS, len(CLASS_NAMES)))[numbers, labels]


def to_table(points: np.ndarray) -> pd.DataFrame:
    """Points as a table that a person can edit: the columns x, y, the class by its name, and the point's number."""
    import pandas as pd

    names = [CLASS_NAMES[label] for label in points[:, 2].astype(int)]
    return pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "class": pd.Series(names, dtype=object),
            NUMBER: numbered(points)[:, 3],
        }
    )


def from_table(table: pd.DataFrame) -> np.ndarray:
    """The points of such a table, as `read` gives them; rows without a place or class are left out.

    Raises:
        DataError: As `checked`.
    """
    whole = table.dropna(subset=["x", "y", "class"])
    labels = [CLASS_NAMES.index(name) for name in whole["class"]]
    rows = np.column_stack([whole["x"], whole["y"], labels, whole[NUMBER]]).astype(np.float64).reshape(-1, 4)
    return numbered(checked(rows))


def spray(points: np.ndarray, x: float, y: float, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """The points, as `read` gives them, and more around a place: exactly there if it is one, else a growing cloud."""
    places = np.array([[x, y]])
    if count > 1:
        places = places + rng.normal(0, 0.12 * np.sqrt(count), (count, 2))
    new = np.column_stack([places.clip(-LIMIT, LIMIT), np.full(count, label), np.full(count, np.nan)])
    return numbered(np.concatenate([points, new]))


def moved(points: np.ndarray, start: tuple[float, float, str], end: tuple[float, float] | None) -> np.ndarray:
    """The points, as `read` gives them, with one of them at another place, or without it.

    Args:
        points: (n, 4).
        start: x, y and class name of the point; the last one there if there are several. Without one, nothing changes.
        end: Its new place, which is brought inside of the plane; None to take it away.
    """
    x, y, name = start
    here = np.hypot(points[:, 0] - x, points[:, 1] - y) < _SAME
    rows = np.flatnonzero(here & (points[:, 2] == CLASS_NAMES.index(name)))
    if not len(rows):
        return points
    if end is None:
        return np.delete(points, rows[-1], axis=0)
    changed = points.copy()
    changed[rows[-1], :2] = np.clip(end, -LIMIT, LIMIT)
    return changed


def load_points(options: Mapping[str, Any]) -> Raw:
    """The drawn points of the first `classes` classes.

    Raises:
        DataError: If there are none of at least two classes, or they are not here.
    """
    points = read(options["file"])
    points = points[points[:, 2] < options["classes"]]
    names = [CLASS_NAMES[label] for label in np.unique(points[:, 2]).astype(int)]
    if len(names) < 2:
        drawn = tr("all points are of the class {names}", names=names[0]) if names else tr("there are none yet")
        raise DataError(tr("Draw points of at least two classes: {drawn}.", drawn=drawn))
    raw = plane_raw(points[:, :2], points[:, 2].astype(np.int64))
    return replace(raw, lots=lots(points, options))


DATASETS.register(
    DatasetKind(
        NAME,
        N_(
            "Points of your own: choose a class, then click in the plane. Can you draw a shape that the network cannot "
            "separate?"
        ),
        label=N_("Drawn points"),
        params=(
            Param(
                "file",
                "text",
                "",
                N_("The checksum of the drawn points; empty for an example."),
                maximum=64,
            ),
            Param(
                "classes",
                "integer",
                2,
                N_(
                    "How many classes the points may have; points of any other class stay where they are but are not "
                    "used."
                ),
                minimum=2,
                maximum=len(CLASS_NAMES),
            ),
            FEATURES,
            TEST_SIZE,
            VALIDATION_SIZE,
            SCALING,
            replace(
                STRATIFY, help=N_("Gives every class about the same share in the training, validation and test data.")
            ),
            replace(
                SPLIT_SEED,
                help=N_(
                    "Each number splits the points differently. A point stays in its part when you add, remove "
                    "or move others."
                ),
            ),
        ),
        family="plane",
        source=N_("Drawn by you; before that, an example from normal distributions"),
        signature=lambda options: plane_signature(options, CLASS_NAMES[: options["classes"]]),
        load=load_points,
        has_lots=True,
        span=LIMIT,
    )
)
