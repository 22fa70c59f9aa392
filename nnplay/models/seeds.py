"""The seeds that layers draw from."""

from __future__ import annotations

import numpy as np


def layer_seed(seed: int, place: int) -> int:
    """The seed of one layer: below 2**31, different for each place."""
    return int(np.random.SeedSequence([seed, place + 1]).generate_state(1)[0] >> 1)
