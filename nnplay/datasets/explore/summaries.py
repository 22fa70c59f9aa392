"""What data look like before any training: summaries of columns and of images, as plain numbers.

The functions take plain tables and arrays, so that they serve any dataset; `raw_table` gets them from one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnplay.datasets.base import Dataset
from nnplay.datasets.signature import Part
from nnplay.errors import DataError
from nnplay.i18n import tr

if TYPE_CHECKING:
    import pandas as pd

PARTS: tuple[Part, ...] = ("training", "validation", "test")

MAX_BINS = 40

MAX_CATEGORIES = 12
"""Values of a column of words that are counted one by one; the rest is counted together."""

WHISKER = 1.5
"""How many interquartile ranges beyond the box a value may lie before it counts as an outlier (Tukey 1977)."""

_CHUNK = 4096


def raw_table(data: Dataset, parts: Sequence[Part] = PARTS) -> tuple[pd.DataFrame, np.ndarray]:
    """The examples as their source has them, a column per column of it, and the targets.

    Values that are missing, or that the dataset's options take for missing, are NaN, or None among words. Of points in
    the plane, the columns are the inputs that are computed from them.

    Returns:
        A table of n rows and y (n,) as in the dataset.

    Raises:
        DataError: If the inputs have no names, as the pixels of images.
    """
    import pandas as pd

    if not data.signature.feature_names:
        raise DataError(tr("Images have no table of inputs; look at their averages and their ink instead."))
    raw = np.concatenate([data.source[part] for part in parts])
    if data.family == "plane":
        table = pd.DataFrame(data.preprocess.encoded(raw), columns=list(data.signature.feature_names))
    else:
        table = data.preprocess.table(data.preprocess.marked(raw))
    return table, np.concatenate([data.parts[part][1] for part in parts])


def numeric_columns(table: pd.DataFrame) -> list[str]:
    """Names of the columns that hold numbers."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return [name for name in table if is_numeric_dtype(table[name]) and not is_bool_dtype(table[name])]


# Columns ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoxPlot:
    """What a box plot shows of some numbers, in their own units.

    Args:
        count: How many there are, without missing ones.
        q1, median, q3: Quartiles, by linear interpolation as NumPy and pandas do it.
        low, high: The outermost numbers within 1.5 interquartile ranges of the box.
        outliers: float64, the numbers beyond, growing.
    """

    count: int
    q1: float
    median: float
    q3: float
    low: float
    high: float
    outliers: np.ndarray


def box(values: np.ndarray | pd.Series) -> BoxPlot | None:
    """The box of (n,) numbers, NaN left out; None where there is no number."""
    numbers = np.asarray(values, dtype=np.float64)
    numbers = np.sort(numbers[~np.isnan(numbers)])
    if not len(numbers):
        return None
    q1, median, q3 = (float(value) for value in np.quantile(numbers, (0.25, 0.5, 0.75)))
    reach = WHISKER * (q3 - q1)
    inside = (numbers >= q1 - reach) & (numbers <= q3 + reach)
    return BoxPlot(
        len(numbers), q1, median, q3, float(numbers[inside][0]), float(numbers[inside][-1]), numbers[~inside]
    )


def by_class(values: np.ndarray | pd.Series, y: np.ndarray, class_names: Sequence[str]) -> dict[str, np.ndarray]:
    """Values (n,) apart by class number; all under the name `""` where there are no classes."""
    array = np.asarray(values)
    return {name: array[y == label] for label, name in enumerate(class_names)} if class_names else {"": array}


def histogram(groups: dict[str, np.ndarray], bins: int | None = None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """How many numbers of each group lie in each bin.

    Args:
        groups: Numbers by group; NaN is left out.
        bins: How many; chosen by `numpy.histogram_bin_edges` where it is None, at most 40. Few different whole
            numbers get a bin each.

    Returns:
        Edges float64 (bins + 1,), shared by all groups, and by group counts (bins,). Empty where there is no number.
    """
    numbers = {name: np.asarray(values, dtype=np.float64) for name, values in groups.items()}
    numbers = {name: values[~np.isnan(values)] for name, values in numbers.items()}
    together = np.concatenate([*numbers.values(), np.empty(0)])
    if not len(together):
        return np.empty(0), {name: np.empty(0, int) for name in groups}
    edges = _edges(together, bins)
    return edges, {name: np.histogram(values, edges)[0] for name, values in numbers.items()}


def _edges(numbers: np.ndarray, bins: int | None) -> np.ndarray:
    low, high = numbers.min(), numbers.max()
    if bins is None:
        whole = high - low < MAX_BINS and (numbers == np.round(numbers)).all()
        if whole:
            return np.arange(low - 0.5, high + 1)
        # The rule's own count can be huge where a few values are far from all others.
        bins = min(len(np.histogram_bin_edges(numbers, "sqrt")) - 1, MAX_BINS)
    return np.histogram_bin_edges(numbers, bins)


def category_counts(groups: dict[str, np.ndarray]) -> pd.DataFrame:
    """How often each value of a column of words occurs, a row per value, most frequent first, a column per group.

    Values beyond the twelfth are counted together as "other"; missing ones are left out.
    """
    import pandas as pd

    counts = pd.DataFrame({name: pd.Series(values, dtype=object).value_counts() for name, values in groups.items()})
    counts = counts.fillna(0).astype(int)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    counts.index = counts.index.map(str)
    if len(counts) <= MAX_CATEGORIES:
        return counts
    rest = counts.iloc[MAX_CATEGORIES:].sum().to_frame(tr("other")).T
    return pd.concat([counts.iloc[:MAX_CATEGORIES], rest])


def column_summary(table: pd.DataFrame) -> pd.DataFrame:
    """A row per column of numbers: missing, zeros, mean, standard deviation, quartiles, extremes, outliers.

    `std` divides by n - 1, as pandas does; outliers lie more than 1.5 interquartile ranges outside of the quartiles.
    """
    import pandas as pd

    rows = {}
    for name in numeric_columns(table):
        values = table[name].astype(float)
        shape = box(values)
        rows[name] = {
            "missing": int(values.isna().sum()),
            "zeros": int((values == 0).sum()),
            "mean": values.mean(),
            "std": values.std(),
            "min": values.min(),
            "25%": shape.q1 if shape else np.nan,
            "50%": shape.median if shape else np.nan,
            "75%": shape.q3 if shape else np.nan,
            "max": values.max(),
            "outliers": len(shape.outliers) if shape else 0,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def category_summary(table: pd.DataFrame) -> pd.DataFrame:
    """A row per column of words: missing, how many different values, the most frequent one and how often it occurs."""
    import pandas as pd

    numbers = set(numeric_columns(table))
    rows = {}
    for name in table:
        if name in numbers:
            continue
        counts = table[name].value_counts()
        rows[name] = {
            "missing": int(table[name].isna().sum()),
            "different": len(counts),
            "most frequent": str(counts.index[0]) if len(counts) else "",
            "how often": int(counts.iloc[0]) if len(counts) else 0,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def suspicious_zeros(table: pd.DataFrame) -> dict[str, int]:
    """Columns of numbers in which zero stands apart from all other values, and how many zeros each has.

    A rule of thumb, not a proof: all other values are positive and at least ten of them differ, the smallest is at
    least a tenth of their median, and the step from zero to it is more than five times the usual step between
    neighbours among the smaller half of the values.
    """
    found = {}
    for name in numeric_columns(table):
        values = table[name].dropna().to_numpy(dtype=np.float64)
        zeros = int((values == 0).sum())
        others = np.unique(values[values != 0])
        if not zeros or len(others) < 10 or others[0] <= 0:
            continue
        step = np.median(np.diff(others[: len(others) // 2 + 1]))
        if others[0] > 5 * step and others[0] >= np.median(values[values != 0]) / 10:
            found[name] = zeros
    return found


def correlations(table: pd.DataFrame, y: np.ndarray, target_name: str = "", most: int = 40) -> pd.DataFrame:
    """Pearson's correlation of each two columns of numbers, from the rows in which both are there.

    Args:
        table: n rows.
        y: (n,), numbers of a regression or class numbers of two classes.
        target_name: Adds the target as a last column where it is given.
        most: Columns at most; the first ones are taken.

    Returns:
        A square table in -1..1; NaN for a column without any change.
    """
    numbers = table[numeric_columns(table)[:most]].astype(float)
    if target_name:
        numbers = numbers.assign(**{target_name: np.asarray(y, dtype=np.float64)})
    return numbers.corr()


def telling_columns(table: pd.DataFrame, y: np.ndarray, classes: bool) -> pd.Series:
    """How much each column of numbers says about the target by itself, the most telling one first.

    Args:
        table: n rows; rows without a value in the column are left out.
        y: (n,), the target.
        classes: Whether it is a class number. Then the share of the column's variance that lies between the classes
            (eta squared); else the squared correlation with the target. Both lie in 0..1.
    """
    import pandas as pd

    shares = {}
    for name in numeric_columns(table):
        there = table[name].notna().to_numpy()
        values, target = table[name].to_numpy(dtype=np.float64)[there], np.asarray(y)[there]
        total = np.square(values - values.mean()).sum() if len(values) else 0.0
        if not total or (target == target[0]).all():
            shares[name] = 0.0
        elif classes:
            means = pd.Series(values).groupby(target).transform("mean")
            shares[name] = float(np.square(means - values.mean()).sum() / total)
        else:
            shares[name] = float(np.corrcoef(values, target)[0, 1] ** 2)
    return pd.Series(shares, dtype=float).sort_values(ascending=False, kind="stable")


# Images -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImageSummary:
    """What many images look like together.

    Args:
        counts: (classes,), how many images each class has.
        means: float64 (classes, height, width, channels), the average image of each class; NaN where it has none.
        deviation: float64 (height, width, channels), how much each pixel differs between all images: its standard
            deviation.
        ink: float64 (n,), the mean of all pixels of each image.
    """

    counts: np.ndarray
    means: np.ndarray
    deviation: np.ndarray
    ink: np.ndarray


def image_summary(parts: Sequence[tuple[np.ndarray, np.ndarray]], classes: int) -> ImageSummary:
    """Averages of images.

    Args:
        parts: Images (n, height, width, channels) and class numbers (n,); at least one image in all.
        classes: How many there are.
    """
    shape = parts[0][0].shape[1:]
    sums, squares = np.zeros((classes, *shape)), np.zeros(shape)
    ink = []
    # In pieces, so that the whole of MNIST is not copied as float64.
    for x, y in parts:
        for start in range(0, len(x), _CHUNK):
            images = x[start : start + _CHUNK].astype(np.float64)
            labels = y[start : start + _CHUNK]
            ink.append(images.mean(axis=(1, 2, 3)))
            squares += np.square(images).sum(axis=0)
            for label in np.unique(labels):
                sums[label] += images[labels == label].sum(axis=0)
    counts = np.bincount(np.concatenate([y for _, y in parts]), minlength=classes)
    with np.errstate(invalid="ignore"):
        means = sums / counts[:, None, None, None]
    variance = squares / counts.sum() - np.square(sums.sum(axis=0) / counts.sum())
    return ImageSummary(counts, means, np.sqrt(np.maximum(variance, 0)), np.concatenate(ink))
