"""Seconds per epoch: nnplay's engine with live events and film against bare `keras.Model.fit`.

    python -m tests.benchmarks.bench_epochs [--only pima] [--json] [--quick]

Both train the same model on the same data with validation. `model.fit` runs in this process with its default
settings; an epoch's time is its median without the first epoch, which traces and compiles. nnplay's is the wall time
between epochs as they arrive here, over all epochs after the first message with one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import keras

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.engine.client import Engine, Job
from nnplay.errors import DataError
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from tests.benchmarks.factories import Row, middle, options, report

LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Case:
    """What is timed, and the ratio to reach.

    Args:
        spec: The experiment.
        epochs: Epochs that nnplay runs, first one included.
        fit_epochs: Epochs that plain Keras runs.
        goal: The least ratio of plain Keras's time to nnplay's.
        least_per_second: The least number of epochs per second.
    """

    name: str
    spec: ExperimentSpec
    epochs: int
    fit_epochs: int
    goal: float
    least_per_second: float = 0.0


def _tanh(units: int) -> LayerSpec:
    return LayerSpec("Dense", units=units, activation="tanh")


# 250 points, of which 200 train: no test part beyond what must be.
POINTS = DatasetSpec("spiral", samples=250, test_size=0.01, validation_size=0.2)
CASES = (
    Case("pima-mlp", SPECS["pima-mlp"], 600, 5, 100.0),
    Case(
        "2-8-8-1, 250 points, batch 10",
        SPECS["spiral"].with_dataset(POINTS).with_layers((_tanh(8), _tanh(8))).with_training(batch_size=10),
        9000,
        15,
        100.0,
        least_per_second=500.0,
    ),
    Case("mnist-mlp", SPECS["mnist-mlp"], 4, 4, 1.0),
    Case("mnist-convnet", SPECS["mnist-convnet"], 3, 3, 1.0),
)


class _Clock(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._begin = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seconds.append(time.perf_counter() - self._begin)


def plain_fit(spec: ExperimentSpec, epochs: int) -> list[float]:
    """Wall time of each epoch of `model.fit` with its default settings."""
    data, model, clock = load_dataset(spec.dataset), build_model(spec), _Clock()
    model.fit(
        data.x_train,
        data.y_train,
        batch_size=spec.training.batch_size,
        epochs=epochs,
        validation_data=(data.x_val, data.y_val),
        callbacks=[clock],
        verbose=0,
    )
    return clock.seconds


def arrivals(job: Job) -> list[tuple[float, int]]:
    """The times at which the number of finished epochs grew, and the numbers."""
    seen: list[tuple[float, int]] = []
    while job.is_live:
        count = len(job.history.epochs)
        if count > (seen[-1][1] if seen else 0):
            seen.append((time.perf_counter(), count))
        job.wait(LOOK_SECONDS)
    return seen


def measure(case: Case, engine: Engine) -> Row:
    """Times both.

    Raises:
        DataError: If the data is not there.
    """
    plain = plain_fit(case.spec, case.fit_epochs)
    job = engine.train(case.spec.with_training(epochs=case.epochs))
    seen = arrivals(job)
    history = job.history
    if len(seen) < 2 or history.status != "finished":
        raise SystemExit(f"{case.name}: too few epochs to time. {history.message}")
    (begin, first), (end, last) = seen[0], seen[-1]
    epoch, fit_epoch = (end - begin) / (last - first), middle(plain[1:])
    per_second = 1 / epoch
    return {
        "what": case.name,
        "execution": history.execution,
        "epoch ms": 1e3 * epoch,
        "fit epoch ms": 1e3 * fit_epoch,
        "ratio": fit_epoch / epoch,
        "goal": case.goal,
        "epochs/s": per_second,
        "goal/s": case.least_per_second or "",
        "met": fit_epoch / epoch >= case.goal and per_second >= case.least_per_second,
        "first s": history.seconds[0],
        "fit first s": plain[0],
    }


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, only="")
    rows: list[Row] = []
    skipped = []
    engine = Engine()
    try:
        engine.wait_ready(120)
        for case in CASES:
            if chosen.only not in case.name:
                continue
            if chosen.quick:
                case = replace(case, epochs=min(case.epochs, 200), fit_epochs=2)
            try:
                rows.append(measure(case, engine))
            except DataError as error:
                skipped.append(f"{case.name}: skipped. {error.message}")
    finally:
        engine.close()
    report(rows, as_json=chosen.json, note="\n".join(skipped))


if __name__ == "__main__":
    main()
