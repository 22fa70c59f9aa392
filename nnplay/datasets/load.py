"""From a dataset's spec to arrays that a network can be trained and tested on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.datasets.base import Dataset, DatasetKind, Raw
from nnplay.datasets.kinds.digits import kept_images
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fit import fit_columns, fit_pictures, fit_plane
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.target import fit_target
from nnplay.datasets.signature import PART_NAMES, Part
from nnplay.datasets.splitting import split_at_random
from nnplay.datasets.store.cache import Shared
from nnplay.errors import DataError
from nnplay.i18n import plural, tr
from nnplay.spec import DatasetSpec

KEPT_BYTES = 720 * 2**20
"""Room for one whole CIFAR-10 (737 million bytes as float32), or for three MNISTs and many small datasets."""

GUESSED_EXAMPLES = 1000
"""Of a dataset that is not loaded and has no option for its size: a table, mostly."""

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


def is_loaded(spec: DatasetSpec) -> bool:
    """Whether `load_dataset` has the data of a spec already, and gives them at once."""
    return _datasets.kept(spec) is not None


def training_examples(spec: DatasetSpec) -> int:
    """How many examples there are to train on: of data that are not loaded yet, a guess by the options."""
    if data := _datasets.kept(spec):
        return len(data.x_train)
    for name in ("train_samples", "samples"):
        if name in spec.options:
            return int(spec.options[name])
    return GUESSED_EXAMPLES


def forget_datasets() -> None:
    """Frees the datasets and the images that are kept for the next who asks."""
    _datasets.clear()
    kept_images.clear()


def prepare(spec: DatasetSpec) -> Dataset:
    """As `load_dataset`, but always loaded anew.

    The split is `sklearn.model_selection.train_test_split` with `random_state=split_seed`: first
    the test part is taken from all examples, where the source has none of its own, then the
    validation part from the rest. A split in time takes the latest ones; where each example has a lot, its lot decides.
    What is filled, scaled and measured is fitted to the training part.
    """
    kind: DatasetKind = spec.kind
    raw = kind.load(spec.options)
    rest = np.arange(len(raw.y))
    test = rest[:0]
    if raw.lots is not None:
        train, val, test = split_by_lot(raw.lots, spec["test_size"], spec["validation_size"])
    else:
        if raw.x_test is None:
            rest, test = _split(rest, raw, spec, "test_size", "test")
        train, val = _split(rest, raw, spec, "validation_size", "validation")

    source: dict[Part, np.ndarray] = {
        "training": raw.x[train],
        "validation": raw.x[val],
        "test": raw.x[test] if raw.x_test is None else raw.x_test,
    }
    preprocess = _fit(kind, spec.options, source["training"], raw.bits)
    if preprocess.signature.task == "regression" and spec.options.get("target_scaling") == "standard":
        preprocess = replace(preprocess, target=fit_target(raw.y[train]))
    arrays = {
        "x_train": preprocess.inputs(source["training"]),
        "x_val": preprocess.inputs(source["validation"]),
        "x_test": preprocess.inputs(source["test"]),
        "y_train": preprocess.targets(raw.y[train]),
        "y_val": preprocess.targets(raw.y[val]),
        "y_test": preprocess.targets(raw.y[test] if raw.y_test is None else raw.y_test),
    }
    if kind.family == "image":
        source = {}
    for array in (*arrays.values(), *source.values()):
        array.setflags(write=False)
    return Dataset(**arrays, preprocess=preprocess, source=source, span=kind.span)


def split_by_lot(
    lots: np.ndarray, test_size: float, validation_size: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of the training, validation and test part, each in the order of their lots.

    Args:
        lots: (n,) in 0..1.
        test_size, validation_size: Shares, as the options of these names.

    Raises:
        DataError: If a part would have no example.
    """
    ordered = np.argsort(lots, kind="stable")
    first, second = np.searchsorted(lots[ordered], (test_size, test_size + (1 - test_size) * validation_size))
    parts: dict[Part, np.ndarray] = {
        "test": ordered[:first],
        "validation": ordered[first:second],
        "training": ordered[second:],
    }
    if empty := [part for part, rows in parts.items() if not len(rows)]:
        raise DataError(
            plural(
                "Each example stays in the training, validation or test part that it was given. With {n} example, "
                "there is none yet for the {empty} part. Use more examples or a different share.",
                "Each example stays in the training, validation or test part that it was given. With {n} examples, "
                "there is none yet for the {empty} part. Use more examples or a different share.",
                len(lots),
                empty=tr(" and the ").join(tr(PART_NAMES[part]) for part in empty),
            )
        )
    return parts["training"], parts["validation"], parts["test"]


def _fit(kind: DatasetKind, options: Mapping[str, Any], raw: np.ndarray, bits: int) -> Preprocess:
    """What is measured on the training part's raw examples."""
    signature = kind.signature(options)
    if kind.family == "image":
        shuffled = options.get("shuffle_pixels", False)
        return fit_pictures(signature, raw, maximum=kind.pixel_maximum, shuffled=shuffled, bits=bits)
    if kind.text:
        return Preprocess(signature, "text", text=kind.text(options))
    if kind.family == "plane":
        return fit_plane(signature, raw, scaling=options["scaling"])
    columns = kind.columns(options) if kind.columns else [InputColumn(name) for name in signature.feature_names]
    missing = options.get("missing", "")
    if options.get("zeros_missing"):
        columns = [replace(column, zero_missing=column.name in kind.zeros_impossible) for column in columns]
        missing = missing or "median"
    fitted = fit_columns(signature, kind.family, columns, raw, missing=missing, scaling=options["scaling"])
    return replace(fitted, reading=kind.reading(options)) if kind.reading else fitted


def _split(examples: np.ndarray, raw: Raw, spec: DatasetSpec, option: str, part: Part) -> tuple[np.ndarray, ...]:
    """The examples that stay and those of the part, as numbers of rows."""
    y = raw.y
    share, signature = spec[option], spec.kind.signature(spec.options)
    names = signature.class_names
    classes, counts = np.unique(y[examples], return_counts=True)
    stratify = spec.options.get("stratify", False) and signature.task != "regression"
    taken = math.ceil(share * len(examples))
    stay = len(examples) - taken
    if stay < 1:
        raise DataError(
            tr(
                "With a {part} share of {share:g}, none of the {examples} examples are left to train on. Use a "
                "smaller share or more examples.",
                part=tr(PART_NAMES[part]),
                share=share,
                examples=len(examples),
            )
        )
    if raw.times is not None:
        ordered = examples[np.argsort(raw.times[examples], kind="stable")]
        return ordered[:stay], ordered[stay:]
    if stratify and min(taken, stay) < len(classes):
        raise DataError(
            tr(
                "With a {part} share of {share:g}, {examples} examples are split into {stay} and {taken}: too few to "
                "have each of {classes} classes in both. Use more examples or a different share, or switch off the "
                "stratified split.",
                part=tr(PART_NAMES[part]),
                share=share,
                examples=len(examples),
                stay=stay,
                taken=taken,
                classes=len(classes),
            )
        )
    if stratify and counts.min() < 2:
        label = classes[counts.argmin()]
        total = int((y == label).sum())
        if total == 1:
            raise DataError(
                tr(
                    "The class {name!r} has only one example, which cannot be in two parts. Use more examples, or "
                    "switch off the stratified split.",
                    name=names[label],
                )
            )
        raise DataError(
            tr(
                "The class {name!r} has only {total} examples, too few for the training, validation and test part. "
                "Use more examples, or switch off the stratified split.",
                name=names[label],
                total=total,
            )
        )
    return split_at_random(examples, taken, spec["split_seed"], y[examples] if stratify else None)
