"""The target of a regression: measured on the training part, so that a network learns it as a number around 0."""

from __future__ import annotations

import numpy as np

from nnplay.tasks import TargetScaling


def fit_target(y: np.ndarray) -> TargetScaling:
    """The scaling of the training part's targets (n,), by scikit-learn's `StandardScaler`; equal ones keep scale 1."""
    from sklearn.preprocessing import StandardScaler

    fitted = StandardScaler().fit(np.asarray(y, dtype=np.float64)[:, None])
    return TargetScaling(float(fitted.mean_[0]), float(fitted.scale_[0]))
