"""From a dataset's spec to arrays that a network can be trained and tested on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.datasets.base import Dataset, DatasetKind, scaled
from nnplay.datasets.kinds.digits import kept_images, shuffle_pixels
from nnplay.datasets.preprocessing.encoding import InputColumn, with_ranges
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.imputation import gap_filling, zero_fills, zeros_filling
from nnplay.datasets.signature import Part
from nnplay.datasets.store.cache import Shared
from nnplay.errors import DataError
from nnplay.spec import DatasetSpec, Task

KEPT_BYTES = 720 * 2**20
"""Room for one whole CIFAR-10 (737 million bytes as float32), or for three MNISTs and many small datasets."""

_datasets: Shared[DatasetSpec, Dataset] = Shared(KEPT_BYTES, lambda data: data.nbytes)


def load_dataset(spec: DatasetSpec) -> Dataset:
    """The data of a spec, split and scaled; its arrays are read-only, because all who ask share them.

    Example:
        >>> data = load_dataset(DatasetSpec("digits"))
        >>> data.x_train.shape
        (1077, 8, 8, 1)

    Raises:
        DataError: If the data cannot be had, or cannot be split as asked.
    """
    return _datasets.get(spec, lambda: prepare(spec))


def forget_datasets() -> None:
    """Frees the datasets and the images that are kept for the next who asks."""
    _datasets.clear()
    kept_images.clear()


def prepare(spec: DatasetSpec) -> Dataset:
    """As `load_dataset`, but always loaded anew.

    The split is `sklearn.model_selection.train_test_split` with `random_state=split_seed`: first
    the test part is taken from all examples, where the source has none of its own, then the
    validation part from the rest. Scaling is measured on the training part.
    """
    kind: DatasetKind = spec.kind
    raw = kind.load(spec.options)
    signature = kind.signature(spec.options)
    if spec.options.get("shuffle_pixels", False):
        own_test = raw.x_test if raw.x_test is None else shuffle_pixels(raw.x_test)
        raw = replace(raw, x=shuffle_pixels(raw.x), x_test=own_test)
    rest = np.arange(len(raw.y))
    test = rest[:0]
    if raw.x_test is None:
        rest, test = _split(rest, raw.y, spec, "test_size", "test")
    train, val = _split(rest, raw.y, spec, "validation_size", "validation")

    source: dict[Part, np.ndarray] = {
        "training": raw.x[train],
        "validation": raw.x[val],
        "test": raw.x[test] if raw.x_test is None else raw.x_test,
    }
    x = source
    filling = preprocess = None
    if kind.fit:
        preprocess = kind.fit(spec.options, source["training"])
        filling = gap_filling(preprocess.filled)
    elif spec.options.get("zeros_missing"):
        filling = zeros_filling([signature.feature_names.index(name) for name in kind.zeros_impossible])
        filling.fit(source["training"])
    if filling is not None:
        x = {part: filling.transform(values) for part, values in source.items()}
    if preprocess:
        offset, scale = preprocess.offset, preprocess.scale
    else:
        offset, scale = _scaling(kind, spec.options, x["training"])
    arrays: dict[str, Any] = {
        "x_train": scaled(x["training"], offset, scale),
        "x_val": scaled(x["validation"], offset, scale),
        "x_test": scaled(x["test"], offset, scale),
        "y_train": _targets(raw.y[train], signature.task),
        "y_val": _targets(raw.y[val], signature.task),
        "y_test": _targets(raw.y[test] if raw.y_test is None else raw.y_test, signature.task),
        "offset": offset,
        "scale": scale,
    }
    points: dict[Part, np.ndarray] = {}
    if kind.family in ("plane", "line"):
        places = raw.x if raw.points is None else raw.points
        points = {"training": places[train], "validation": places[val], "test": places[test]}
    for array in (*arrays.values(), *points.values()):
        array.setflags(write=False)
    data = Dataset(**arrays, signature=signature, family=kind.family, points=points, span=kind.span)
    return data if filling is None else replace(data, filling=filling, source=source, preprocess=preprocess)


def preprocess_of(data: Dataset) -> Preprocess:
    """What new examples need for any dataset; for an own table, what was fitted on it."""
    if data.preprocess is not None:
        return data.preprocess
    if data.family == "image":
        return Preprocess(data.signature, data.family, brightness=float(data.x_train.mean()))
    raw = data.to_raw(data.x_train.astype(np.float64))
    offset, scale = (np.broadcast_to(array, raw.shape[1:]) for array in (data.offset, data.scale))
    fills = zero_fills(data.filling) if data.filling is not None else {}
    columns = [
        InputColumn(
            name,
            offset=float(offset[place]),
            scale=float(scale[place]),
            fill=fills.get(place),
            zero_missing=place in fills,
        )
        for place, name in enumerate(data.signature.feature_names)
    ]
    if data.family == "plane":
        # A formula's name has the letters of the coordinates that it needs.
        needed = [axis for axis in "xy" if any(axis in name for name in data.signature.feature_names)]
        places = data.points["training"][:, ["xy".index(axis) for axis in needed]].astype(np.float64)
        axes = with_ranges([InputColumn(axis) for axis in needed], np.round(places, 6))
        return Preprocess(data.signature, data.family, axes, computed=tuple(columns))
    return Preprocess(data.signature, data.family, with_ranges(columns, np.round(raw, 6)))


def _split(examples: np.ndarray, y: np.ndarray, spec: DatasetSpec, option: str, part: str) -> tuple[np.ndarray, ...]:
    """The examples that stay and those of the part, as numbers of rows."""
    from sklearn.model_selection import train_test_split

    share, signature = spec[option], spec.kind.signature(spec.options)
    names = signature.class_names
    classes, counts = np.unique(y[examples], return_counts=True)
    stratify = spec.options.get("stratify", False) and signature.task != "regression"
    taken = math.ceil(share * len(examples))
    stay = len(examples) - taken
    if stay < 1:
        raise DataError(
            f"With a {part} share of {share:g}, nothing is left of {len(examples)} examples to train on. "
            "Take a smaller share or more examples."
        )
    if stratify and min(taken, stay) < len(classes):
        raise DataError(
            f"With a {part} share of {share:g}, {len(examples)} examples are split into {stay} and {taken}: too few "
            f"to have each of {len(classes)} classes in both. Take more examples or another share, "
            "or switch off the stratified split."
        )
    if stratify and counts.min() < 2:
        raise DataError(
            f"The class {names[classes[counts.argmin()]]!r} has only one example, which cannot be in two parts. "
            "Take more examples, or switch off the stratified split."
        )
    left, right = train_test_split(
        examples, test_size=share, random_state=spec["split_seed"], stratify=y[examples] if stratify else None
    )
    return left, right


def _scaling(kind: DatasetKind, options: Mapping[str, Any], x_train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Offset and scale of each input, float32; from scikit-learn's scalers, fitted on the training part."""
    scaling = options.get("scaling", "none")
    if scaling == "none":
        return np.zeros(1, np.float32), np.full(1, kind.pixel_maximum, np.float32)
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    if scaling == "standard":
        standard = StandardScaler().fit(x_train)
        offset, scale = standard.mean_, standard.scale_
    else:
        minmax = MinMaxScaler().fit(x_train)
        offset, scale = minmax.data_min_, 1 / minmax.scale_
    return offset.astype(np.float32), scale.astype(np.float32)


def _targets(y: np.ndarray, task: Task) -> np.ndarray:
    return y.astype(np.float32 if task == "regression" else np.int64)
