"""nnplay: a playground for neural networks, with real Keras models on real data.

Example:
    >>> import nnplay
    >>> spec = nnplay.presets["spiral"]
    >>> run = nnplay.train(spec)  # doctest: +SKIP
    >>> run.test_metrics["accuracy"]  # doctest: +SKIP

What needs TensorFlow is imported on first use, so that `import nnplay` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nnplay.errors import (
    AssignmentError,
    DataError,
    EngineError,
    ExportError,
    LinkError,
    NnplayError,
    SpecError,
    TrainingError,
)
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

if TYPE_CHECKING:
    from nnplay import sketch
    from nnplay.catalogue import SPECS as presets
    from nnplay.classroom.assignment import Assignment
    from nnplay.classroom.checks import Check
    from nnplay.datasets import Dataset, load_dataset
    from nnplay.export import export_run
    from nnplay.link import from_link, to_link
    from nnplay.models.build import build_model
    from nnplay.training.run import Run
    from nnplay.training.run import run_experiment as train
    from nnplay.training.sweep import sweep

__version__ = "0.1.0"

__all__ = [
    "Assignment",
    "AssignmentError",
    "Check",
    "DataError",
    "Dataset",
    "DatasetSpec",
    "EngineError",
    "ExperimentSpec",
    "ExportError",
    "LayerSpec",
    "LinkError",
    "NnplayError",
    "OptimizerSpec",
    "Run",
    "SpecError",
    "TrainingError",
    "TrainingSpec",
    "build_model",
    "export_run",
    "from_link",
    "load_dataset",
    "presets",
    "sketch",
    "sweep",
    "to_link",
    "train",
]

_ON_FIRST_USE = {
    "Assignment": ("nnplay.classroom.assignment", "Assignment"),
    "Check": ("nnplay.classroom.checks", "Check"),
    "Dataset": ("nnplay.datasets", "Dataset"),
    "Run": ("nnplay.training.run", "Run"),
    "build_model": ("nnplay.models.build", "build_model"),
    "export_run": ("nnplay.export", "export_run"),
    "from_link": ("nnplay.link", "from_link"),
    "load_dataset": ("nnplay.datasets", "load_dataset"),
    "presets": ("nnplay.catalogue", "SPECS"),
    "sketch": ("nnplay.sketch", None),
    "sweep": ("nnplay.training.sweep", "sweep"),
    "to_link": ("nnplay.link", "to_link"),
    "train": ("nnplay.training.run", "run_experiment"),
}


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _ON_FIRST_USE[name]
    found = importlib.import_module(module)
    return found if attribute is None else getattr(found, attribute)


def __dir__() -> list[str]:
    return __all__
