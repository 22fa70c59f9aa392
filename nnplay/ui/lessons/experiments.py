"""The experiments of the lessons whose outcome the student predicts first, by lesson; one list of their texts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnplay.ui.lessons import experiments_judging, experiments_neuron, experiments_seeing
from nnplay.ui.lessons.prediction import Prediction

PREDICTIONS: Mapping[str, tuple[Prediction, ...]] = MappingProxyType(
    experiments_neuron.PREDICTIONS | experiments_seeing.PREDICTIONS | experiments_judging.PREDICTIONS
)
"""The predictions of each lesson in their order, by its name."""
