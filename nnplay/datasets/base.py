"""What a dataset is: its declaration, and the arrays that networks are trained and tested on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.imputation import DROP
from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.preprocessing.text import TextReading
from nnplay.datasets.signature import Family, Part, Signature
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.errors import NnplayError
from nnplay.i18n import N_, translated
from nnplay.registry import Kind, Param
from nnplay.tasks import Task

# The options that datasets share --------------------------------------------------------------------

VALIDATION_SIZE = Param(
    "validation_size",
    "number",
    0.2,
    N_("The share of the examples, after the test data are set aside, that training is checked on after each epoch."),
    label=N_("Validation share"),
    minimum=0.01,
    maximum=0.9,
    slider=(0.05, 0.5),
    step=0.01,
)
TEST_SIZE = Param(
    "test_size",
    "number",
    0.25,
    N_("The share of all examples that is set aside and used once, at the end."),
    label=N_("Test share"),
    minimum=0.01,
    maximum=0.9,
    slider=(0.05, 0.5),
    step=0.01,
)
SCALING = Param(
    "scaling",
    "choice",
    "none",
    N_(
        "The way inputs are scaled before training. 'standard' gives each one mean 0 and standard deviation 1; "
        "'minmax' the range 0 to 1. Both are computed from the training data alone."
    ),
    choices=(N_("none"), N_("standard"), "minmax"),
)
STRATIFY = Param(
    "stratify",
    "boolean",
    True,
    N_("Gives every class the same share in the training, validation and test data."),
    label=N_("Stratified split"),
    advanced=True,
)
SPLIT_SEED = Param(
    "split_seed",
    "integer",
    0,
    N_("Each number splits the examples differently; scikit-learn calls it random_state."),
    label=N_("Split seed"),
    minimum=0,
    maximum=2**31 - 1,
    advanced=True,
)

MISSING = Param(
    "missing",
    "choice",
    "mean",
    N_(
        "What replaces a missing number, computed from the training data alone. A missing category is replaced by "
        "the most frequent one. 'drop' leaves out each row with a missing value."
    ),
    label=N_("Missing values"),
    choices=(N_("mean"), N_("median"), N_("most_frequent"), DROP),
)
TARGET_SCALING = Param(
    "target_scaling",
    "choice",
    "standard",
    N_(
        "For a target that is a number. 'standard' lets the network learn it with mean 0 and standard deviation 1 "
        "(of the training data) and converts its answer back to the target's units. 'none' leaves it as it is; then "
        "large numbers, such as prices, are hardly learned."
    ),
    choices=("none", "standard"),
)

ZEROS_MISSING = Param(
    "zeros_missing",
    "boolean",
    False,
    N_("Treats impossible zeros as missing and replaces them with the column's median in the training data."),
    label=N_("Impossible zeros are missing"),
)


@dataclass(frozen=True)
class Raw:
    """A dataset as its source gives it, before any split and scaling.

    Args:
        x: The examples, in the form that `Preprocess` takes for their family.
        y: (n,), integers for classes, floating numbers for regression.
        x_test, y_test: The source's own test part, where it has one.
        times: (n,): when each example was; those of the test part come last where the split is in time.
        bits: Of picture files with more than 8 bits per pixel, how many of them are used; 0 for others.
        lots: (n,): A number in 0..1 for each example, which alone says the part it goes to, so that no example
            changes its part when others come and go. The lowest are tested on. None where the split is drawn.
    """

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray | None = None
    y_test: np.ndarray | None = None
    times: np.ndarray | None = None
    bits: int = field(default=0, kw_only=True)
    lots: np.ndarray | None = field(default=None, kw_only=True)


@translated("source", "zeros_note")
@dataclass(frozen=True)
class DatasetKind(Kind):
    """A registered dataset.

    Args:
        family: The form of its raw examples, from which follow its preprocessing and the views and pictures of it.
        source: Where it comes from, as Markdown with a link.
        signature: From options to what a network must fit. It never raises: where it would, as for a file that is
            gone, the signature has a `problem`.
        load: From options to the raw data; raises `DataError` where it cannot be had.
        pixel_maximum: For images, the number that means full ink; inputs are divided by it.
        zeros_impossible: Names of inputs that cannot be zero, so that a zero there is a missing value. A kind with
            such names has the option `ZEROS_MISSING`.
        zeros_note: Why they cannot be zero, as a sentence.
        files: What must be found or downloaded.
        span: For data in the plane, how far pictures reach from the origin; 0 where the points say it.
        reading: From options to how its file is read; None where it has none of a student's own.
        columns: For a table, from options to the columns of its source; None where each is an input, as a number.
        code: From options to Python code that gives what `load` does: `x` and `y`, and `x_test` and `y_test` where the
            source has its own test part. A table's `x` is a pandas DataFrame with words for categories, `y` an array.
            Imports stand first. None where no code can: scripts then bring the data along in a file.
        has_lots: Whether what `load` gives has `lots`.
        text: For texts, from options to how they become numbers.
    """

    family: Family
    source: str
    signature: Callable[[Mapping[str, Any]], Signature]
    load: Callable[[Mapping[str, Any]], Raw]
    pixel_maximum: float = 1.0
    zeros_impossible: tuple[str, ...] = ()
    zeros_note: str = ""
    files: tuple[RemoteFile, ...] = ()
    span: float = 0.0
    columns: Callable[[Mapping[str, Any]], Sequence[InputColumn]] | None = None
    reading: Callable[[Mapping[str, Any]], ReadingRule] | None = None
    code: Callable[[Mapping[str, Any]], str] | None = None
    has_lots: bool = False
    text: Callable[[Mapping[str, Any]], TextReading] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "signature", _without_raising(self.signature))


def _without_raising(signature: Callable[[Mapping[str, Any]], Signature]) -> Callable[[Mapping[str, Any]], Signature]:
    """Pages ask for signatures in many places, where an error would leave no page to mend its cause on."""

    def safe(options: Mapping[str, Any]) -> Signature:
        try:
            return signature(options)
        except NnplayError as error:
            return Signature((1,), "regression", target_name=N_("number"), problem=error.message)

    return safe


@dataclass(frozen=True, eq=False)
class Dataset:
    """Data ready for a network, in three parts that share no example.

    Args:
        x_train, x_val, x_test: float32, (n, *input_shape); images lie in 0..1.
        y_train, y_val, y_test: (n,), int64 class numbers, or float32 for regression.
        preprocess: How raw examples became these inputs, and how new ones do; fitted on the training part alone.
        source: By part, the raw examples, in the form that `Preprocess` takes; empty for images, whose inputs are
            their pixels in another unit.
        span: As the dataset is registered.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    preprocess: Preprocess
    source: Mapping[Part, np.ndarray] = field(default_factory=dict)
    span: float = 0.0

    @property
    def signature(self) -> Signature:
        """Shapes, task and names."""
        return self.preprocess.signature

    @property
    def shown(self) -> Signature:
        """Shapes, task and names, with the names in the reader's language."""
        return self.signature.shown

    @property
    def family(self) -> Family:
        """As the dataset is registered."""
        return self.preprocess.family

    @property
    def task(self) -> Task:
        """What is predicted."""
        return self.signature.task

    @property
    def class_names(self) -> tuple[str, ...]:
        """One name per class; empty for regression."""
        return self.signature.class_names

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example, without the batch axis."""
        return self.signature.input_shape

    @property
    def points(self) -> Mapping[Part, np.ndarray]:
        """By part, where the examples lie in the plane (n, 2) or on the line (n, 1), in the units of the source.

        It is empty for other data.
        """
        return self.source if self.family in ("plane", "line") else {}

    @property
    def parts(self) -> dict[Part, tuple[np.ndarray, np.ndarray]]:
        """Inputs and targets of each part."""
        return {
            "training": (self.x_train, self.y_train),
            "validation": (self.x_val, self.y_val),
            "test": (self.x_test, self.y_test),
        }

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, in bytes."""
        arrays = [array for pair in self.parts.values() for array in pair]
        return sum(array.nbytes for array in [*arrays, *self.source.values()])
