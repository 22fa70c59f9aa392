"""The drawings of a class as a file and as a dataset."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import forget_datasets, prepare
from nnplay.datasets.kinds import class_drawings, drawings
from nnplay.datasets.kinds.class_drawings import PooledDrawings, dataset_of, digest_of, pixels_of, pooled, read, write
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError
from nnplay.sketch import examples, to_input


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    yield
    forget_datasets()


def made(per_digit: int = 4) -> PooledDrawings:
    return pooled(
        (label, 1 + number % 3, pixels_of(to_input(strokes, (28, 28, 1))))
        for number, (label, strokes) in enumerate(examples.drawings(per_digit))
    )


def test_a_file_gives_the_drawings_that_were_written() -> None:
    before, after = made(), read(write(made()))
    for name in ("pixels", "labels", "writers"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
    assert write(before) == write(after)
    assert len(write(before)) < 40 * 28 * 28  # it is packed


def test_the_dataset_has_every_drawing_once_as_mnist_would() -> None:
    spec = dataset_of(made())
    data = prepare(spec)
    assert data.input_shape == (28, 28, 1)
    assert sum(len(y) for _, y in data.parts.values()) == 40
    everything = np.concatenate([x for x, _ in data.parts.values()]).reshape(40, -1)
    wanted = (made().pixels / np.float32(255)).reshape(40, -1)
    assert {row.tobytes() for row in everything} == {row.tobytes() for row in wanted}
    assert (spec["stratify"], dataset_of(made(8))["stratify"]) == (False, True)  # as of own drawings
    assert prepare(dataset_of(made(), 8)).input_shape == (8, 8, 1)


def test_a_removed_drawing_goes_from_the_dataset() -> None:
    every = made()
    fewer = PooledDrawings(every.pixels[1:], every.labels[1:], every.writers[1:])
    assert dataset_of(fewer)["file"] != dataset_of(every)["file"] == digest_of(every)
    x = np.concatenate([x for x, _ in prepare(dataset_of(fewer)).parts.values()]).reshape(39, -1)
    gone = (every.pixels[0] / np.float32(255)).reshape(-1)
    assert not (x == gone).all(axis=1).any()


def test_without_a_file_there_are_computer_made_drawings() -> None:
    np.testing.assert_array_equal(
        class_drawings.load_class_drawings({"pixels": "8 × 8", "file": ""}).x, drawings.made_drawings(8).x
    )


def changed(**changes: object) -> bytes:
    return json.dumps(json.loads(write(made(1))) | changes).encode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"no JSON", "not a file of class drawings"),
        (drawings.write([]), "not a file of class drawings"),
        (changed(version=2), "another version"),
        (changed(labels=[10] * 10), "labels or writers"),
        (changed(labels=[True] * 10), "labels or writers"),
        (changed(writers=[1]), "labels or writers"),
        (changed(pixels="!"), "pixels do not fit"),
        (changed(pixels=base64.b64encode(zlib.compress(bytes(10 * 784 + 1))).decode()), "pixels do not fit"),
        (changed(pixels=base64.b64encode(zlib.compress(bytes(10**8))).decode()), "pixels do not fit"),
        (changed(labels=[1] * 3001, writers=[1] * 3001), "the limit is 3,000"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_cause(content: bytes, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        read(content)


def test_too_few_drawings_are_no_dataset() -> None:
    with pytest.raises(DataError, match="only 1 drawing of your class"):
        dataset_of(pooled([(1, 1, np.zeros((28, 28), np.uint8))]))


def test_specks_and_blots_are_no_drawings() -> None:
    speck = np.zeros((28, 28))
    speck[0, 0] = 1
    with pytest.raises(DataError, match="hardly any ink"):
        pixels_of(speck)
    with pytest.raises(DataError, match="more ink than paper"):
        pixels_of(np.ones((28, 28, 1)))
    with pytest.raises(DataError, match="28 × 28"):
        pixels_of(np.ones((8, 8)))
