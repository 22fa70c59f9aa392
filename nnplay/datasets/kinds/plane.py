"""What all datasets in the plane have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnplay.datasets.base import Raw
from nnplay.datasets.signature import Signature


def plane_signature(
    options: Mapping[str, Any], class_names: Sequence[str] = (), target_name: str = "class"
) -> Signature:
    """The signature of data in the plane with the chosen inputs; without classes they are a regression."""
    task: Any = {0: "regression", 2: "binary"}.get(len(class_names), "multiclass")
    features = tuple(options["features"])
    return Signature((len(features),), task, tuple(class_names), features, target_name)


def plane_raw(points: np.ndarray, targets: np.ndarray) -> Raw:
    """Points (n, 2) with their targets (n,)."""
    return Raw(points.astype(np.float32), targets)
