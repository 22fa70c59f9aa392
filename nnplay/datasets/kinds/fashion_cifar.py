"""Clothes in grey and things in colour: Fashion-MNIST and CIFAR-10."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.base import DatasetKind, Raw
from nnplay.datasets.kinds.digits import OF_60_000, kept_images, keras_images, training_choice, training_params
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import data_files
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import N_, tr
from nnplay.registry import DATASETS

FASHION_MNIST = Signature(
    (28, 28, 1),
    "multiclass",
    (
        N_("T-shirt/top"),
        N_("Trouser"),
        N_("Pullover"),
        N_("Dress"),
        N_("Coat"),
        N_("Sandal"),
        N_("Shirt"),
        N_("Sneaker"),
        N_("Bag"),
        N_("Ankle boot"),
    ),
    target_name=N_("article"),
)
CIFAR10 = Signature(
    (32, 32, 3),
    "multiclass",
    (
        N_("airplane"),
        N_("automobile"),
        N_("bird"),
        N_("cat"),
        N_("deer"),
        N_("dog"),
        N_("frog"),
        N_("horse"),
        N_("ship"),
        N_("truck"),
    ),
    target_name=N_("object"),
)

# URL and checksums as keras/src/datasets/fashion_mnist.py publishes them, sizes as TensorFlow Datasets does
# (url_checksums/fashion_mnist.txt). In a folder, because MNIST's own files have the same names.
FASHION_FILES = tuple(
    RemoteFile(
        f"fashion-mnist/{name}", f"https://storage.googleapis.com/tensorflow/tf-keras-datasets/{name}", sha256, size
    )
    for name, sha256, size in (
        (
            "train-images-idx3-ubyte.gz",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            26_421_880,
        ),
        (
            "train-labels-idx1-ubyte.gz",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            29_515,
        ),
        (
            "t10k-images-idx3-ubyte.gz",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            4_422_102,
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            5_148,
        ),
    )
)
# The binary version needs no pickle to be read. URL, checksum and size as TensorFlow Datasets publishes them
# (url_checksums/cifar10.txt).
CIFAR10_FILE = RemoteFile(
    "cifar-10-binary.tar.gz",
    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    170_052_171,
)
FASHION_COUNTS = (60_000, 10_000)
CIFAR_BATCHES = tuple(f"cifar-10-batches-bin/data_batch_{number}.bin" for number in range(1, 6))
CIFAR_TEST = "cifar-10-batches-bin/test_batch.bin"
CIFAR_BATCH_IMAGES = 10_000

_UINT8 = 8
"""How the idx format names bytes."""


def read_idx(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """A packed file in the idx format of MNIST: two zeros, type, number of axes, their lengths, then the numbers.

    Args:
        path: A .gz file of bytes.
        shape: What it must have.

    Returns:
        uint8, of that shape.

    Raises:
        DataError: If it is cut off or has another type or shape.
    """
    whole = 4 + 4 * len(shape) + int(np.prod(shape))
    try:
        with gzip.open(path) as unpacked:
            # No more than is wanted, whatever a file of a few kilobytes may unpack to.
            content = unpacked.read(whole + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise data_files.damaged(path, tr("it cannot be unpacked completely")) from error
    head = struct.pack(f">HBB{len(shape)}I", 0, _UINT8, len(shape), *shape)
    if not content.startswith(head):
        raise data_files.damaged(path, tr("its first bytes do not describe data of shape {shape}", shape=shape))
    if len(content) != whole:
        raise data_files.damaged(path, tr("its size does not fit the shape {shape}", shape=shape))
    return np.frombuffer(content, np.uint8, offset=len(head)).reshape(shape)


def read_fashion_mnist(paths: Sequence[Path]) -> Raw:
    """Fashion-MNIST from its four files: training images and labels, then those of the test part.

    Returns:
        uint8 images (60000, 28, 28, 1) and (10000, 28, 28, 1), 0 to 255 on a black ground, with int64 labels.

    Raises:
        DataError: If a file is damaged.
    """
    arrays = []
    for count, images, labels in zip(FASHION_COUNTS, paths[::2], paths[1::2], strict=True):
        arrays += [read_idx(images, (count, *FASHION_MNIST.input_shape[:2]))[..., np.newaxis]]
        arrays += [_labels(read_idx(labels, (count,)), labels)]
    return Raw(*arrays)


def read_cifar10(path: Path) -> Raw:
    """CIFAR-10 from the archive of its binary version: per image a label, then 1024 red, green and blue bytes each.

    Returns:
        uint8 images (50000, 32, 32, 3) and (10000, 32, 32, 3), red, green and blue from 0 to 255, with int64 labels.

    Raises:
        DataError: If the archive is cut off or lacks a file.
    """
    record = 1 + int(np.prod(CIFAR10.input_shape))
    batches: dict[str, np.ndarray] = {}
    try:
        # Read in the order of the archive, because going back would unpack it anew.
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.name not in (*CIFAR_BATCHES, CIFAR_TEST):
                    continue
                if member.size != CIFAR_BATCH_IMAGES * record:
                    raise data_files.damaged(path, tr("{name} has {size:,} bytes", name=member.name, size=member.size))
                content = (archive.extractfile(member) or io.BytesIO()).read()
                batches[member.name] = np.frombuffer(content, np.uint8).reshape(-1, record)
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise data_files.damaged(path, tr("it cannot be unpacked completely")) from error
    for name in (*CIFAR_BATCHES, CIFAR_TEST):
        if name not in batches:
            raise data_files.damaged(path, tr("it lacks {name}", name=name))

    def images(names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        rows = np.concatenate([batches[name] for name in names])
        # Channels last, as Keras wants them.
        pixels = np.ascontiguousarray(rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        pixels.setflags(write=False)
        return pixels, _labels(rows[:, 0], path)

    return Raw(*images(CIFAR_BATCHES), *images([CIFAR_TEST]))


def _labels(numbers: np.ndarray, path: Path) -> np.ndarray:
    """Class numbers of ten classes as int64."""
    if numbers.max() > 9:
        raise data_files.damaged(path, tr("a label is {numbers}, but there are ten classes", numbers=numbers.max()))
    return numbers.astype(np.int64)


def load_fashion_mnist(options: Mapping[str, Any]) -> Raw:
    """Fashion-MNIST with `train_samples` images to train on.

    Raises:
        DataError: If a file cannot be had or is damaged.
    """
    paths = [data_files.find_file(file) for file in FASHION_FILES]
    return training_choice(kept_images.get(paths[0], lambda: read_fashion_mnist(paths)), options)


def load_cifar10(options: Mapping[str, Any]) -> Raw:
    """CIFAR-10 with `train_samples` images to train on.

    Raises:
        DataError: If the file cannot be had or is damaged.
    """
    path = data_files.find_file(CIFAR10_FILE)
    return training_choice(kept_images.get(path, lambda: read_cifar10(path)), options)


DATASETS.register(
    DatasetKind(
        "fashion_mnist",
        N_(
            "70,000 articles of clothing as gray images of 28 × 28 pixels: as easy to use as MNIST, but harder to tell "
            "apart. 10,000 of them are the test data."
        ),
        label="Fashion-MNIST",
        params=training_params(FASHION_COUNTS[0], OF_60_000),
        family="image",
        source=N_(
            "H. Xiao, K. Rasul, R. Vollgraf 2017, [Zalando Research]"
            "(https://github.com/zalandoresearch/fashion-mnist), MIT license"
        ),
        signature=lambda options: FASHION_MNIST,
        load=load_fashion_mnist,
        code=lambda options: keras_images("fashion_mnist", options, FASHION_COUNTS[0]),
        pixel_maximum=255.0,
        files=FASHION_FILES,
    )
)
DATASETS.register(
    DatasetKind(
        "cifar10",
        N_(
            "60,000 small color photographs of animals and vehicles, 32 × 32 pixels with red, green and blue. 10,000 "
            "of them are the test data. Large: with all images it takes 740 MB of memory."
        ),
        label="CIFAR-10",
        params=training_params(
            len(CIFAR_BATCHES) * CIFAR_BATCH_IMAGES,
            N_(
                "How many of the 50,000 images are used for training and validation. Fewer train faster. The test "
                "data stay the same."
            ),
        ),
        family="image",
        source=N_("A. Krizhevsky 2009, [University of Toronto](https://www.cs.toronto.edu/~kriz/cifar.html)"),
        signature=lambda options: CIFAR10,
        load=load_cifar10,
        code=lambda options: keras_images("cifar10", options, len(CIFAR_BATCHES) * CIFAR_BATCH_IMAGES),
        pixel_maximum=255.0,
        files=(CIFAR10_FILE,),
    )
)
