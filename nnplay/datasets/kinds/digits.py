"""Handwritten digits: scikit-learn's small ones, which need no download, and MNIST."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import data_files
from nnplay.datasets.store.cache import Shared
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import N_, tr
from nnplay.registry import DATASETS, Param

DIGIT_NAMES = tuple("0123456789")
DIGITS = Signature((8, 8, 1), "multiclass", DIGIT_NAMES, target_name=N_("digit"))
MNIST = Signature((28, 28, 1), "multiclass", DIGIT_NAMES, target_name=N_("digit"))

# URL and checksum as keras/src/datasets/mnist.py publishes them.
MNIST_FILE = RemoteFile(
    "mnist.npz",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    11_490_434,
)
_MNIST_SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}

SHUFFLE_PIXELS = Param(
    "shuffle_pixels",
    "boolean",
    False,
    N_(
        "Rearranges the pixels of every image in the same random order. Nothing is lost except which pixels are "
        "neighbors. See the lesson “What depth buys”."
    ),
    label=N_("Shuffle the pixels"),
    advanced=True,
)


# One file's images as bytes (MNIST 55 MB, CIFAR-10 184 MB), which every spec takes its part from.
kept_images: Shared[Path, Raw] = Shared(1, lambda raw: 1)


def load_digits(options: Mapping[str, Any]) -> Raw:
    """The 1797 digits of scikit-learn: uint8 (1797, 8, 8, 1), ink from 0 to 16."""
    import sklearn.datasets

    x, y = sklearn.datasets.load_digits(return_X_y=True)
    return Raw(x.astype(np.uint8).reshape(-1, *DIGITS.input_shape), y)


def read_mnist(path: Path) -> Raw:
    """MNIST from a file in the form of `keras.datasets.mnist`.

    Returns:
        uint8 images (60000, 28, 28, 1) and (10000, 28, 28, 1), ink from 0 to 255, with int64 labels.

    Raises:
        DataError: If the file is cut off or its content has another shape or type.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in _MNIST_SHAPES}
    except KeyError as error:
        raise data_files.damaged(path, tr("an array is missing")) from error
    except (OSError, ValueError, EOFError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        # A single array or a text loads too, but cannot be opened as an archive: hence the last kinds of error.
        raise data_files.damaged(path, tr("it cannot be read to the end")) from error
    for name, shape in _MNIST_SHAPES.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.uint8:
            raise data_files.damaged(
                path,
                tr(
                    "{name} has shape {shape} of {dtype} instead of {shape2} of uint8",
                    name=name,
                    shape=array.shape,
                    dtype=array.dtype,
                    shape2=shape,
                ),
            )
    if max(arrays["y_train"].max(), arrays["y_test"].max()) > 9:
        raise data_files.damaged(path, tr("a label is not a digit"))
    for array in arrays.values():
        array.setflags(write=False)  # all specs share them
    return Raw(
        arrays["x_train"][..., np.newaxis],
        arrays["y_train"].astype(np.int64),
        arrays["x_test"][..., np.newaxis],
        arrays["y_test"].astype(np.int64),
    )


def load_mnist(options: Mapping[str, Any]) -> Raw:
    """MNIST, its training part reduced to `train_samples` images with the same shares of the digits.

    Raises:
        DataError: If the file cannot be had or is damaged.
    """
    path = data_files.find_file(MNIST_FILE)
    return training_choice(kept_images.get(path, lambda: read_mnist(path)), options)


def training_choice(raw: Raw, options: Mapping[str, Any]) -> Raw:
    """A seeded choice of `train_samples` training images with the same shares of the classes; the test part whole."""
    samples = options["train_samples"]
    if samples == len(raw.y):
        return raw
    from sklearn.utils import resample

    chosen = resample(
        np.arange(len(raw.y)), replace=False, n_samples=samples, stratify=raw.y, random_state=options["split_seed"]
    )
    return replace(raw, x=raw.x[chosen], y=raw.y[chosen])


def keras_images(name: str, options: Mapping[str, Any], images: int) -> str:
    """Python code that loads images with Keras and makes the same choice of them; see `DatasetKind.code`.

    Args:
        name: Module of `keras.datasets`.
        options: With `train_samples` and `split_seed`.
        images: How many the training part has.
    """
    code = f"import keras\n\n(x, y), (x_test, y_test) = keras.datasets.{name}.load_data()"
    code += "\ny, y_test = y.ravel(), y_test.ravel()" if name.startswith("cifar") else ""
    samples = options["train_samples"]
    if samples == images:
        return code
    return f"""from sklearn.utils import resample
{code}

# {samples:,} of the {images:,} images, with the same shares of the classes.
x, y = resample(x, y, replace=False, n_samples={samples}, stratify=y, random_state={options["split_seed"]})"""


OF_60_000 = N_(
    "How many of the 60,000 images are used for training and validation. Fewer train faster. The test data stay the "
    "same."
)


def training_params(images: int, help: str) -> tuple[Param, ...]:
    """The options of images that come with a test part of their own.

    Args:
        images: How many the training part has.
        help: Of the choice how many of them are used.
    """
    return (
        Param(
            "train_samples",
            "integer",
            images,
            help,
            label=N_("Images for training"),
            minimum=500,
            maximum=images,
            step=500,
        ),
        replace(
            VALIDATION_SIZE,
            default=0.1,
            help=N_("The share of those images that training is checked on after each epoch."),
        ),
        STRATIFY,
        SPLIT_SEED,
        SHUFFLE_PIXELS,
    )


DATASETS.register(
    DatasetKind(
        "digits",
        N_("1,797 handwritten digits as images of 8 × 8 pixels. Small enough to learn in seconds, and no download."),
        label=N_("Digits 8 × 8"),
        params=(TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED, SHUFFLE_PIXELS),
        family="image",
        source=N_(
            "E. Alpaydin, C. Kaynak 1998, [UCI Machine Learning Repository]"
            "(https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits), as scikit-learn "
            "ships it"
        ),
        signature=lambda options: DIGITS,
        load=load_digits,
        code=lambda options: "from sklearn.datasets import load_digits\n\nx, y = load_digits(return_X_y=True)",
        pixel_maximum=16.0,
    )
)
DATASETS.register(
    DatasetKind(
        "mnist",
        N_(
            "70,000 handwritten digits as images of 28 × 28 pixels. Networks have been compared on them since 1998. "
            "10,000 of them are the test data."
        ),
        label="MNIST",
        params=training_params(60_000, OF_60_000),
        family="image",
        source=N_(
            "Y. LeCun, C. Cortes, C. J. C. Burges 1998, [the file of Keras](https://keras.io/api/datasets/mnist/)"
        ),
        signature=lambda options: MNIST,
        load=load_mnist,
        code=lambda options: keras_images("mnist", options, 60_000),
        pixel_maximum=255.0,
        files=(MNIST_FILE,),
    )
)
