"""A task that is trained in a moment."""

from __future__ import annotations

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.checks import Check
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

TINY = ExperimentSpec(
    DatasetSpec("moons"),
    (LayerSpec("Dense", units=4, activation="tanh"),),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.05), epochs=12),
)
TASK = Assignment(
    "Moons", "Separate them.", TINY, goals=(Check("accuracy_at_least", value=0.6), Check("parameters_at_most", count=5))
)
