"""Weights and curves as plain tables and arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nnplay.export.export_format import ExportFormat, TrainedRun, Values
from nnplay.registry import EXPORTS


def _write_weights(run: TrainedRun, path: Path, options: Values) -> None:
    weights: dict[str, Any] = {variable.path: np.asarray(variable) for variable in run.model.weights}
    np.savez_compressed(path, **weights)


def _write_history(run: TrainedRun, path: Path, options: Values) -> None:
    import pandas as pd

    history = run.history
    table = pd.DataFrame({"epoch": history.epochs, **history.columns, "seconds": history.seconds})
    table.to_csv(path, index=False)


EXPORTS.register(
    ExportFormat(
        "weights",
        "All weights as NumPy arrays, each under its layer's name. `numpy.load` opens the file.",
        label="Weights (.npz)",
        suffix=".npz",
        mime="application/octet-stream",
        write=_write_weights,
    )
)
EXPORTS.register(
    ExportFormat(
        "history",
        "The curves as a table: one row for each epoch, with its loss, metrics and seconds.",
        label="Curves (.csv)",
        suffix=".csv",
        mime="text/csv",
        write=_write_history,
    )
)
