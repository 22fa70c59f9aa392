"""How inputs are scaled, as a part of a graph or as a file that goes along."""

from __future__ import annotations

import numpy as np

from nnplay.errors import ExportError
from nnplay.export.export_format import TrainedRun
from nnplay.i18n import tr
from nnplay.registry import Param

INPUTS = Param(
    "inputs",
    "choice",
    "scaled",
    "'scaled': whoever runs the file scales the inputs as in training. 'raw': the file does it itself and takes "
    "numbers as the source has them, categories as one 0 or 1 for each value, pixels as 0 to their maximum.",
    choices=("scaled", "raw"),
)


def scaling(run: TrainedRun, inputs: str) -> tuple[np.ndarray, np.ndarray] | None:
    """What is taken from each raw input and what it is then divided by, float32; None for inputs that are scaled.

    Raises:
        ExportError: If the inputs are not only scaled, or it is not known how.
    """
    if inputs != "raw":
        return None
    preprocess = run.preprocess
    if preprocess is None:
        raise ExportError(
            tr(
                "An earlier version of nnplay trained this run and did not store how its inputs were scaled. Train it "
                "again."
            )
        )
    if preprocess.pixels and preprocess.pixels.shuffled:
        raise ExportError(
            tr("The pixels of these pictures were shuffled, which the file can't do. Choose scaled inputs.")
        )
    return preprocess.offset.astype(np.float32), preprocess.scale.astype(np.float32)
