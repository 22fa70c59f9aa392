"""Which of many epochs are kept, so that early ones, where most happens, are as well shown as late ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def dropped(epochs: Sequence[int], keep: int) -> list[int]:
    """The epochs that go, so that the rest is spread evenly on a logarithmic scale.

    The first and the newest one stay; of the others, those go first whose neighbours are in closest proportion.

    Args:
        epochs: In order.
        keep: How many shall stay: at least 2.
    """
    left = np.array(epochs)
    while len(left) > max(keep, 2):
        gaps = np.log((left[2:] + 1) / (left[:-2] + 1))
        left = np.delete(left, 1 + int(np.argmin(gaps)))
    return sorted(set(epochs).difference(left.tolist()))
