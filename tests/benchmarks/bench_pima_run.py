"""The whole diabetes run, from the click to the accuracy on the test part, against plain Keras in a warm process.

    python -m tests.benchmarks.bench_pima_run [--repeats 3] [--json] [--quick]

Plain Keras: build, compile, `fit` with batch size 1 and validation, `evaluate`, in this process, after a first fit that
is not counted. nnplay: `Engine.train` until the run with its test metrics has arrived; the engine is warm.
"""

from __future__ import annotations

import time

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.engine.client import Engine
from nnplay.errors import DataError
from nnplay.models.build import build_model
from nnplay.spec import ExperimentSpec
from tests.benchmarks.factories import Row, middle, options, report

GOAL = 20.0


def plain(spec: ExperimentSpec) -> tuple[float, float]:
    """Seconds and test accuracy of plain Keras."""
    start = time.perf_counter()
    data, model = load_dataset(spec.dataset), build_model(spec)
    model.fit(
        data.x_train,
        data.y_train,
        batch_size=spec.training.batch_size,
        epochs=spec.training.epochs,
        validation_data=(data.x_val, data.y_val),
        verbose=0,
    )
    metrics = model.evaluate(data.x_test, data.y_test, verbose=0, return_dict=True)
    return time.perf_counter() - start, metrics["accuracy"]


def in_engine(engine: Engine, spec: ExperimentSpec) -> tuple[float, float]:
    """The same of nnplay."""
    start = time.perf_counter()
    job = engine.train(spec)
    job.wait()
    return time.perf_counter() - start, job.history.test_metrics["accuracy"]


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, repeats=3)
    spec = SPECS["pima-mlp"]
    if chosen.quick:
        chosen.repeats, spec = 1, spec.with_training(epochs=20)
    try:
        load_dataset(spec.dataset)
    except DataError as error:
        raise SystemExit(error.message) from None
    plain(spec.with_training(epochs=1))
    keras_seconds, keras_accuracy = plain(spec)
    engine = Engine()
    try:
        engine.wait_ready(120)
        runs = [in_engine(engine, spec) for _ in range(chosen.repeats)]
    finally:
        engine.close()
    seconds = middle([each for each, _ in runs])
    rows: list[Row] = [
        {
            "what": f"pima-mlp, {spec.training.epochs} epochs, click to test accuracy",
            "nnplay s": seconds,
            "Keras s": keras_seconds,
            "ratio": keras_seconds / seconds,
            "goal": GOAL,
            "met": keras_seconds / seconds >= GOAL,
            "accuracy": runs[0][1],
            "Keras accuracy": keras_accuracy,
        }
    ]
    report(rows, as_json=chosen.json)


if __name__ == "__main__":
    main()
