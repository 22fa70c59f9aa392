"""What a page shows of a dataset before training, as plain data: points, a table, a gallery, counts.

Everything is in the units of the source, whatever scaling the network gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.datasets.base import Dataset
from nnplay.datasets.signature import Part
from nnplay.errors import DataError
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import pandas as pd


def preview_points(
    data: Dataset, limit: int = 1000, parts: Sequence[Part] = ("training", "validation", "test"), seed: int = 0
) -> dict[str, np.ndarray]:
    """The points of a dataset in the plane or on a line.

    Args:
        data: A dataset of the family plane or line.
        limit: At most so many points in all; a seeded choice where there are more.
        parts: Which parts of the data are shown.
        seed: Of that choice.

    Returns:
        By class name float64 (n, 2): x and y. For a regression, by the target's name: x, in the plane y, and target.

    Raises:
        DataError: If the data is neither in the plane nor a line.
    """
    if data.family not in ("plane", "line"):
        raise DataError(
            tr(
                "Only data in the plane or on a line can be shown as points, not a dataset of the family {family}.",
                family=data.family,
            )
        )
    x = np.concatenate([data.points[part] for part in parts]).astype(np.float64)
    y = np.concatenate([data.parts[part][1] for part in parts])
    if len(x) > limit:
        chosen = np.sort(np.random.default_rng(seed).choice(len(x), limit, replace=False))
        x, y = x[chosen], y[chosen]
    if data.task == "regression":
        return {data.signature.target_name: np.column_stack([x, y])}
    return {name: x[y == label] for label, name in enumerate(data.class_names)}


def preview_table(data: Dataset, rows: int = 10) -> pd.DataFrame:
    """The first training examples with one column per input and a last one for the target.

    Returns:
        At most `rows` rows; classes by their names, numbers in the units of the source.

    Raises:
        DataError: If the inputs have no names, as the pixels of images.
    """
    if data.family == "image":
        raise DataError(tr("Images have no table of inputs; they are shown as a gallery."))
    table = data.preprocess.table(data.source["training"][:rows])
    y = data.y_train[:rows]
    table[target_column(data)] = np.asarray(data.class_names, object)[y] if data.class_names else y
    return table


def example_table(data: Dataset, index: int) -> pd.DataFrame:
    """One test example: a row per input with its name and its value in the units of the source.

    Raises:
        DataError: If the inputs have no names, as the pixels of images.
    """
    import pandas as pd

    if data.family == "image":
        raise DataError(tr("Images have no table of inputs; they are shown as pictures."))
    values = data.preprocess.table(data.source["test"][index : index + 1]).iloc[0]
    if values.dtype == object:  # a column of a page has one type
        values = values.map(lambda value: value if isinstance(value, str) else number(value, ".6g"), na_action="ignore")
        values = values.fillna(tr("missing"))
    return pd.DataFrame({"input": values.index, "value": values.to_numpy()})


def preview_images(data: Dataset, per_class: int = 8, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A gallery: a seeded choice of training images of each class.

    Returns:
        Images float32 (n, height, width, channels) in 0..1 and labels int64 (n,), class after class;
        fewer than `per_class` where a class has no more.

    Raises:
        DataError: If the data has no images.
    """
    index = gallery_rows(data, per_class, seed)
    return data.x_train[index], data.y_train[index]


def gallery_rows(data: Dataset, per_class: int = 8, seed: int = 0) -> np.ndarray:
    """Rows of the training part for a gallery, class after class; see `preview_images`."""
    if data.family != "image":
        raise DataError(tr("There are no images in a dataset of the family {family}.", family=data.family))
    rng = np.random.default_rng(seed)
    chosen = []
    for label in range(len(data.class_names)):
        members = np.flatnonzero(data.y_train == label)
        chosen.append(rng.choice(members, min(per_class, len(members)), replace=False))
    return np.concatenate(chosen)


def split_counts(data: Dataset) -> pd.DataFrame:
    """How many examples each part has.

    Returns:
        One row per class, or a row named "examples" for regression; the columns training,
        validation and test.
    """
    import pandas as pd

    classes = len(data.class_names)
    counts = {part: np.bincount(y, minlength=classes) if classes else [len(y)] for part, (_, y) in data.parts.items()}
    return pd.DataFrame(counts, index=list(data.class_names) or ["examples"])


def target_column(data: Dataset) -> str:
    """The target's name, told apart where a column of the inputs has the same one."""
    name = data.signature.target_name
    return f"{name} (target)" if name in {column.name for column in data.preprocess.columns} else name
