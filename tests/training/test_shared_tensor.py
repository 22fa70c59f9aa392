"""Large inputs are not copied for TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from nnplay.datasets import load_dataset
from nnplay.datasets.preprocessing.pixels import ALIGNMENT, Pixels, aligned
from nnplay.spec import DatasetSpec
from nnplay.training.shared_tensor import shared_tensor


def _counted(array: np.ndarray) -> np.ndarray:
    array[...] = np.arange(array.size).reshape(array.shape)
    return array


def shown(tensor: tf.Tensor) -> np.ndarray:
    return np.asarray(memoryview(tensor))


@pytest.mark.parametrize("shape", [(1,), (3, 5, 5, 1), (1000, 28, 28, 3)])
def test_aligned_memory_is_shared_and_stays_as_it_was(shape: tuple[int, ...]) -> None:
    array = aligned(shape)
    assert array.shape == shape
    assert array.ctypes.data % ALIGNMENT == 0
    _counted(array).setflags(write=False)
    tensor = shared_tensor(array)
    assert np.shares_memory(shown(tensor), array)
    assert not array.flags.writeable
    expected = np.arange(array.size, dtype=np.float32).reshape(shape)
    del array  # the tensor keeps what it shows
    np.testing.assert_array_equal(tensor.numpy(), expected)


@pytest.mark.parametrize(
    "array",
    [
        _counted(aligned((40, 3)))[1:],  # lies 12 bytes too far
        _counted(aligned((40, 3))).T,
        np.frombuffer(bytes(4096), np.float32),  # nobody may write there
        np.zeros((0, 4), np.float32),
    ],
    ids=["offset", "transposed", "foreign", "empty"],
)
def test_what_cannot_be_shared_is_copied(array: np.ndarray) -> None:
    np.testing.assert_array_equal(shared_tensor(array).numpy(), array)


def test_inputs_of_images_lie_so_and_are_the_quotients_that_numpy_gives() -> None:
    data = load_dataset(DatasetSpec("digits"))
    assert np.shares_memory(shown(shared_tensor(data.x_train)), data.x_train)
    raw = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    found = Pixels(255.0).inputs(raw)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, (raw.astype(np.float64) / 255).astype(np.float32))
