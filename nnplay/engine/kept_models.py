"""The networks that an inspector is asked about, as they are stored; those that were asked about last stay loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import keras
import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection.picture import saying
from nnplay.inspection.results import LayerOutput
from nnplay.models.build import build_model
from nnplay.spec import ExperimentSpec, OptimizerSpec, TrainingSpec
from nnplay.tasks import TargetScaling
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.run_folder import MODEL_FILE, WEIGHTS_FILE
from nnplay.training.stored import Run

KEPT_UNTRAINED = 4
"""Networks that stay built although nobody has trained them."""

KEPT_TRACED = 4
"""Networks that stay traced; each keeps its model."""

KEPT_MODELS = 16
"""Models that stay loaded; the least recently used one goes first."""


@lru_cache(maxsize=KEPT_MODELS)
def _load(folder: str, written: int) -> Run:
    try:
        return Run.load(Path(folder))
    except DataError:
        raise
    except Exception as error:  # readers of damaged files raise whatever they stumble over
        raise DataError(
            tr("The files of this run are damaged ({name}). Train it again.", name=type(error).__name__)
        ) from error


def run_in(folder: str) -> Run:
    """The stored run, read again only if its files have changed."""
    paths = [Path(folder) / name for name in (WEIGHTS_FILE, MODEL_FILE)]
    return _load(folder, max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0))


@lru_cache(maxsize=KEPT_MODELS)
def _blank(spec: ExperimentSpec, target: TargetScaling | None) -> keras.Model:
    """A model to set the weights of checkpoints into; the trained one stays as it is."""
    return build_model(spec, target)


def model_at(folder: str, epoch: int | None) -> tuple[ExperimentSpec, keras.Model]:
    """The experiment and the network as it was after an epoch; the trained one for None."""
    if epoch is None:
        run = run_in(folder)
        return run.spec, run.model
    checkpoints = Checkpoints.load(Path(folder))
    model = _blank(checkpoints.spec, checkpoints.target)
    model.set_weights(checkpoints.weights(epoch))
    return checkpoints.spec, model


@lru_cache(maxsize=KEPT_TRACED)
def saying_of(model: keras.Model) -> Callable[[np.ndarray], list[LayerOutput]]:
    """As `nnplay.inspection.picture.saying`, kept for a network that is asked about again and again."""
    return saying(model)


@lru_cache(maxsize=KEPT_UNTRAINED)
def _untrained(spec: ExperimentSpec) -> keras.Model:
    return build_model(spec)


def initial_model(spec: str) -> keras.Model:
    """The network of an experiment's JSON as it is before any training; how it would be trained changes nothing."""
    given = ExperimentSpec.from_json(spec)
    return _untrained(ExperimentSpec(given.dataset, given.layers, TrainingSpec(OptimizerSpec("SGD")), given.seed))
