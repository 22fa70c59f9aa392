"""Data files that tests make."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile

import numpy as np
import pandas as pd
from PIL import Image

from nnplay.datasets import Dataset, Signature
from nnplay.datasets.kinds.fashion_cifar import CIFAR_BATCHES, CIFAR_TEST
from nnplay.datasets.kinds.tabular import PIMA
from nnplay.datasets.kinds.tabular_housing import HOUSING_ROWS, MEMBER
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fit import fit_columns

FEW_FASHION = (700, 300)
FEW_CIFAR = 140
"""Per batch; five batches are for training."""

SMALLER: dict[str, dict[str, object]] = {
    name: {"train_samples": samples} for name, samples in (("mnist", 2003), ("fashion_mnist", 603), ("cifar10", 603))
}
"""Options of datasets that would only make tests slow as a whole."""


def pima_csv(rows: int = 768) -> bytes:
    """A file in the form of the real one, with made numbers."""
    lines = [",".join((*PIMA.feature_names, PIMA.target_name))]
    lines += [
        f"{i % 17},{90 + i % 80},72,35,0,{20 + i % 25}.6,0.{100 + i % 800},{21 + i % 60},{i % 3 % 2}"
        for i in range(rows)
    ]
    return "\r\n".join(lines).encode()


def ugly_table() -> pd.DataFrame:
    """Four rows of a table that somebody brought: words, gaps, a truth value, and a column without any value."""
    return pd.DataFrame(
        {
            "size": [1.0, 2.5, np.nan, 4.0],
            "colour": ["red", "red", "blue", None],
            "new": [True, False, True, True],
            "empty": [np.nan] * 4,
        }
    )


def own_like_dataset() -> Dataset:
    """A regression on 60 rows of words and gaps, as a table that somebody brought would be; every part has all rows."""
    raw = np.tile([[1.0, 1], [2.5, 1], [np.nan, 0], [4.0, np.nan]], (15, 1))
    columns = (InputColumn("size"), InputColumn("colour", ("blue", "red")))
    names = tuple(name for column in columns for name in column.input_names)
    signature = Signature((3,), "regression", (), names, "price")
    preprocess = fit_columns(signature, "table", columns, raw, missing="median")
    x, y = preprocess.inputs(raw), np.arange(60, dtype=np.float32)
    return Dataset(x, y, x, y, x, y, preprocess, {"training": raw, "validation": raw, "test": raw})


def idx(array: np.ndarray) -> bytes:
    """Bytes in the idx format, packed: http://yann.lecun.com/exdb/mnist/ describes it."""
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes(), compresslevel=1)


def class_pictures(count: int, shape: tuple[int, ...], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise, in which each of ten classes has a bright block of its own; uint8 images and labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.uint8) % 10
    rng.shuffle(labels)
    pictures = rng.integers(0, 120, (count, *shape), dtype=np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        row, column = (2 + 5 * (label // 2), 4 + 12 * (label % 2))
        picture[row : row + 5, column : column + 12] = 255
    pictures[0, 0, 0] = 0
    return pictures, labels


def fashion_files(counts: tuple[int, int] = FEW_FASHION) -> dict[str, bytes]:
    """The four files of Fashion-MNIST with made pictures."""
    found = {}
    for seed, (part, count) in enumerate(zip(("train", "t10k"), counts, strict=True)):
        pictures, labels = class_pictures(count, (28, 28), seed)
        found[f"fashion-mnist/{part}-images-idx3-ubyte.gz"] = idx(pictures)
        found[f"fashion-mnist/{part}-labels-idx1-ubyte.gz"] = idx(labels)
    return found


def tar_gz(members: dict[str, bytes]) -> bytes:
    """An archive of some files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def cifar_members(images: int = FEW_CIFAR) -> dict[str, bytes]:
    """The files in the archive of CIFAR-10 with made pictures."""
    members = {"cifar-10-batches-bin/batches.meta.txt": b"airplane\n"}
    for seed, name in enumerate((*CIFAR_BATCHES, CIFAR_TEST)):
        pictures, labels = class_pictures(images, (32, 32, 3), seed)
        # A label, then 1024 bytes of red, of green and of blue: https://www.cs.toronto.edu/~kriz/cifar.html
        members[name] = b"".join(
            bytes([label]) + picture.transpose(2, 0, 1).tobytes()
            for picture, label in zip(pictures, labels, strict=True)
        )
    return members


def housing_table(rows: int = HOUSING_ROWS) -> np.ndarray:
    """Made districts: longitude, latitude, age, rooms, bedrooms, people, households, income, value."""
    rng = np.random.default_rng(0)
    households = rng.integers(50, 1000, rows)
    income = rng.uniform(0.5, 15, rows).round(4)
    return np.column_stack(
        [
            rng.uniform(-124, -114, rows).round(2),
            rng.uniform(32, 42, rows).round(2),
            rng.integers(1, 53, rows),
            households * rng.integers(4, 7, rows),
            households + rng.integers(0, 40, rows),
            households * rng.integers(2, 5, rows),
            households,
            income,
            (income * 33_000).round(),
        ]
    )


def housing_archive(table: np.ndarray | None = None) -> bytes:
    """The archive of California housing with made districts."""
    text = io.StringIO()
    np.savetxt(text, housing_table() if table is None else table, fmt="%.4f", delimiter=",")
    return tar_gz({MEMBER: text.getvalue().encode()})


def as_file(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    """The content of a picture file: uint8 (height, width) or (height, width, 3)."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()
