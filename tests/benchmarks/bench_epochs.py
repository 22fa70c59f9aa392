"""Seconds per epoch: nnplay with its live events against bare `keras.Model.fit`, in one process.

    python -m tests.benchmarks.bench_epochs [--json]

Both train the same model on the same data with validation. An epoch's time is the median, without the
first epoch, which traces and compiles; that one has columns of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import asdict, dataclass
from typing import Any

import keras

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.errors import DataError
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.training.events import Event
from nnplay.training.run import run_experiment


@dataclass(frozen=True)
class Case:
    """What is timed, and the ratio to reach.

    Args:
        spec: The experiment.
        epochs: Epochs that nnplay runs, first one included.
        fit_epochs: Epochs that plain Keras runs.
        goal: The least ratio of plain Keras's time to nnplay's.
    """

    name: str
    spec: ExperimentSpec
    epochs: int
    fit_epochs: int
    goal: float


@dataclass(frozen=True)
class Result:
    """Seconds, as measured, and their ratio."""

    name: str
    way: str
    epoch: float
    fit_epoch: float
    ratio: float
    goal: float
    epochs_per_second: float
    first: float
    fit_first: float


def _tanh(units: int) -> LayerSpec:
    return LayerSpec("Dense", units=units, activation="tanh")


# 250 points, of which 200 train: no test part beyond what must be.
POINTS = DatasetSpec("spiral", samples=250, test_size=0.01, validation_size=0.2)
CASES = (
    Case("pima-mlp", SPECS["pima-mlp"], 150, 5, 100.0),
    Case(
        "2-8-8-1, 250 points, batch 10",
        SPECS["spiral"].with_dataset(POINTS).with_layers((_tanh(8), _tanh(8))).with_training(batch_size=10),
        3000,
        15,
        100.0,
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


def measure(case: Case) -> Result:
    """Times both.

    Raises:
        DataError: If the data is not there.
    """
    plain = plain_fit(case.spec, case.fit_epochs)
    events: list[Event] = []
    run = run_experiment(case.spec.with_training(epochs=case.epochs), events.append)
    seconds = run.history.seconds
    # In the mean, because calls of several epochs give each of them the same share.
    epoch, fit_epoch = statistics.mean(seconds[len(seconds) // 2 :]), statistics.median(plain[1:])
    return Result(
        case.name,
        run.history.way,
        epoch,
        fit_epoch,
        fit_epoch / epoch,
        case.goal,
        (len(seconds) - 1) / sum(seconds[1:]),
        seconds[0],
        plain[0],
    )


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    options = parser.parse_args()
    results, skipped = [], {}
    for case in CASES:
        if options.only not in case.name:
            continue
        try:
            results.append(measure(case))
        except DataError as error:
            skipped[case.name] = error.message
    if options.json:
        print(json.dumps({"results": [asdict(result) for result in results], "skipped": skipped}, indent=1))
        return
    print(
        f"{'':30} {'way':9} {'epoch':>10} {'fit epoch':>10} {'ratio':>8} {'goal':>6} {'epochs/s':>9} "
        f"{'first / of fit':>16}"
    )
    for one in results:
        print(
            f"{one.name:30} {one.way:9} {one.epoch * 1e3:7.2f} ms {one.fit_epoch * 1e3:7.0f} ms {one.ratio:7.2f}x "
            f"{one.goal:5.0f}x {one.epochs_per_second:9.1f} {one.first:7.2f} / {one.fit_first:.2f} s"
        )
    for name, reason in skipped.items():
        print(f"{name}: skipped. {reason}")


if __name__ == "__main__":
    main()
