"""The choice between the two executions of epochs: compiled as a whole, or through `fit`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnplay.i18n import tr
from nnplay.models.shapes import LayerShape
from nnplay.spec import TrainingSpec

OPERATIONS_PER_SECOND = 2e10
"""Multiply-adds of one of today's cores, roughly."""

EXECUTION_SECONDS = 0.1
"""How long one call into TensorFlow may take: a wish to stop is heard between two calls."""

MAX_STEPS_PER_EXECUTION = 32
MAX_EVALUATION_BATCH = 1024
MAX_EVALUATION_OUTPUTS = 64_000_000
"""Outputs of one layer for a whole evaluation batch: 256 MB."""

MAX_STEP_OPERATIONS = 60_000_000
"""Multiply-adds of one batch from which on TensorFlow's own kernels, on all cores, beat compiled code on one."""

COMPILE_SECONDS = 1.0
FIT_EPOCH_SECONDS = 0.06
FIT_STEP_SECONDS = 0.0006
"""What compiling costs more than `fit`'s start, and what `fit` spends around an epoch and around a step."""

COMPILED_STEP_SECONDS = 0.00002
"""What compiled code spends around a step."""


@dataclass(frozen=True)
class Execution:
    """How a run's epochs are run.

    Args:
        name: `"compiled"`: whole epochs as one compiled function; `"fit"`: `keras.Model.fit`.
        why: The reason, as a sentence for a student.
    """

    name: Literal["compiled", "fit"]
    why: str


def choose_execution(rows: tuple[LayerShape, ...], training: TrainingSpec, examples: int) -> Execution:
    """The faster execution for a network, as measured on two cores without a GPU.

    Args:
        rows: The layers, as `models.shapes.trace` gives them.
        training: Batch size and epochs.
        examples: Size of the training part.
    """
    slow = next((row.layer.kind.title for row in rows if not row.layer.kind.fast_compiled), None)
    if slow:
        return Execution(
            "fit", tr("Keras's fit, many batches per call: for {slow} TensorFlow's own kernels are fastest.", slow=slow)
        )
    batch_size = min(training.batch_size, examples)
    operations = operations_per_example(rows) * batch_size
    if operations > MAX_STEP_OPERATIONS:
        return Execution(
            "fit",
            tr(
                "Keras's fit, many batches per call: a batch is {operations:,.0f} million multiplications, which "
                "TensorFlow's own kernels spread over all cores.",
                operations=operations / 1000000.0,
            ),
        )
    steps = math.ceil(examples / batch_size)
    fit_seconds = training.epochs * (FIT_EPOCH_SECONDS + FIT_STEP_SECONDS * steps)
    if fit_seconds < COMPILE_SECONDS:
        return Execution("fit", tr("Keras's fit: a run so short is over before its epochs would be compiled."))
    return Execution(
        "compiled",
        tr("Whole epochs compiled into one function: calling each of its small steps would take longer than the step."),
    )


def expected_seconds(rows: tuple[LayerShape, ...], training: TrainingSpec, examples: int) -> float:
    """How long a training takes on one core, within a factor of a few: enough to tell short ones from long ones.

    Args:
        rows, training, examples: As in `choose_execution`.
    """
    steps = math.ceil(examples / max(1, min(training.batch_size, examples)))
    # Forward, and backward for inputs and for weights.
    epoch = 3 * operations_per_example(rows) * examples / OPERATIONS_PER_SECOND
    if choose_execution(rows, training, max(examples, 1)).name == "compiled":
        return COMPILE_SECONDS + training.epochs * (epoch + COMPILED_STEP_SECONDS * steps)
    return training.epochs * (epoch + FIT_EPOCH_SECONDS + FIT_STEP_SECONDS * steps)


def operations_per_example(rows: tuple[LayerShape, ...]) -> int:
    """Multiply-adds of one example's way through the network, counted at the weights."""
    return sum(row.trainable * _times(row) for row in rows)


def _times(row: LayerShape) -> int:
    """How often each weight of a layer is used for one example."""
    if len(row.output_shape) == 3:
        return math.prod(row.output_shape[:-1])
    if row.layer.kind.reads_symbols:
        return 1  # it only picks rows
    return row.input_shape[0] if len(row.input_shape) == 2 else 1


def steps_per_execution(rows: tuple[LayerShape, ...], batch_size: int, steps: int) -> int:
    """How many batches one call of `fit` into TensorFlow takes, 1..32.

    Many for small networks, whose calls cost more than their sums; few for large ones, so that
    the training can still be stopped within a moment.
    """
    # Forward, and backward for inputs and for weights.
    seconds = 3 * operations_per_example(rows) * batch_size / OPERATIONS_PER_SECOND
    return int(np.clip(EXECUTION_SECONDS / max(seconds, 1e-9), 1, min(MAX_STEPS_PER_EXECUTION, steps)))


def evaluation_batch(rows: tuple[LayerShape, ...], steps_per_execution: int = 1) -> int:
    """Examples per step where no gradients are needed: a call takes about as long as one of training, 1..1024."""
    seconds = steps_per_execution * operations_per_example(rows) / OPERATIONS_PER_SECOND
    in_time = EXECUTION_SECONDS / max(seconds, 1e-12)
    in_memory = MAX_EVALUATION_OUTPUTS / max(math.prod(row.output_shape) for row in rows)
    return int(np.clip(min(in_time, in_memory), 1, MAX_EVALUATION_BATCH))
