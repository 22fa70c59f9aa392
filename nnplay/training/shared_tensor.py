"""Arrays as tensors without a second copy of their memory."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from nnplay.datasets.preprocessing.pixels import ALIGNMENT


def shared_tensor(array: np.ndarray) -> tf.Tensor:
    """A tensor that shows the memory of an array, which nobody may change afterwards; where it can't, a copy.

    To copy MNIST's 170 MB takes up to 0.4 s of CPU time where memory is given out slowly, as in virtual machines.

    Args:
        array: Of any numeric dtype. It can be shared where it lies as `pixels.aligned` makes it; never with a GPU,
            which has a memory of its own.
    """
    lies_well = array.flags.c_contiguous and array.size and array.ctypes.data % ALIGNMENT == 0
    if not lies_well or tf.config.list_physical_devices("GPU"):
        return tf.convert_to_tensor(array)
    was_writeable = array.flags.writeable
    try:
        array.setflags(write=True)  # DLPack has no word for memory that is only read
        return tf.experimental.dlpack.from_dlpack(array.__dlpack__())
    except (BufferError, ValueError):  # memory that is not ours, such as a file's
        return tf.convert_to_tensor(array)
    finally:
        array.setflags(write=was_writeable)
