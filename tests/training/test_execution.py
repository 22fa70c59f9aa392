"""The choice between the executions, and how much goes into one call."""

from __future__ import annotations

import pytest

from nnplay.catalogue import SPECS
from nnplay.models.shapes import LayerShape, trace
from nnplay.spec import ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.execution import choose_execution, evaluation_batch, operations_per_example, steps_per_execution
from tests.models.factories import data_of


def rows_of(spec: ExperimentSpec) -> tuple[LayerShape, ...]:
    return trace(spec).checked().rows


def training(batch_size: int = 32, epochs: int = 100) -> TrainingSpec:
    return TrainingSpec(OptimizerSpec("Adam"), batch_size=batch_size, epochs=epochs)


@pytest.mark.parametrize(
    ("preset", "examples", "execution"),
    [
        ("pima-mlp", 460, "compiled"),
        ("spiral", 300, "compiled"),
        ("line", 120, "compiled"),
        ("digits-cnn", 1077, "fit"),
        ("mnist-cnn", 54_000, "fit"),
        ("mnist-convnet", 54_000, "fit"),
        ("mnist-mlp", 54_000, "fit"),
    ],
)
def test_each_preset_takes_the_execution_that_was_measured_to_be_faster(
    preset: str, examples: int, execution: str
) -> None:
    spec = SPECS[preset]
    assert choose_execution(rows_of(spec), spec.training, examples).name == execution


@pytest.mark.parametrize("layer", ["Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D"])
def test_layers_with_windows_go_through_fit_and_the_reason_names_them(layer: str) -> None:
    with data_of((8, 8, 1)) as make:
        flatten = () if layer.startswith("Global") else (LayerSpec("Flatten"),)
        chosen = choose_execution(rows_of(make((LayerSpec(layer), *flatten))), training(), 1000)
    assert chosen.name == "fit"
    assert layer in chosen.why


def test_a_short_run_goes_through_fit_and_a_long_one_of_the_same_network_is_compiled() -> None:
    with data_of((4,)) as make:
        rows = rows_of(make((LayerSpec("Dense", units=8),)))
    short, long = choose_execution(rows, training(epochs=2), 100), choose_execution(rows, training(epochs=200), 100)
    assert (short.name, long.name) == ("fit", "compiled")
    assert short.why != long.why
    assert all(execution.why.endswith(".") for execution in (short, long))
    # One epoch of very many batches is long too.
    assert choose_execution(rows, training(batch_size=1, epochs=1), 10_000).name == "compiled"


def test_large_batches_of_a_wide_network_go_through_fit() -> None:
    with data_of((784,)) as make:
        rows = rows_of(make((LayerSpec("Dense", units=1024), LayerSpec("Dense", units=1024))))
    assert choose_execution(rows, training(batch_size=512), 10_000).name == "fit"
    assert choose_execution(rows, training(batch_size=1), 10_000).name == "compiled"
    # A batch is never larger than the data.
    assert choose_execution(rows, training(batch_size=512), 10).name == "compiled"


def test_operations_are_counted_at_every_place_of_a_convolution() -> None:
    with data_of((6, 6, 1), classes=3) as make:
        rows = rows_of(make((LayerSpec("Conv2D", filters=2, kernel_size=3), LayerSpec("Flatten"))))
    # 4 x 4 places x 2 filters x (3 x 3 + 1), then 32 x 3 weights and 3 biases.
    assert operations_per_example(rows) == 16 * 20 + 99


def test_small_networks_take_many_batches_per_call_and_large_ones_few() -> None:
    small, large = rows_of(SPECS["spiral"]), rows_of(SPECS["mnist-cnn"])
    assert steps_per_execution(small, 16, 1000) == 32
    assert steps_per_execution(small, 16, 5) == 5
    # 12 million multiply-adds of which three go through for 128 examples: 0.23 s, more than a call should take.
    assert steps_per_execution(large, 128, 400) == 1


def test_evaluation_takes_large_batches_that_end_within_a_moment_and_fit_into_memory() -> None:
    assert evaluation_batch(rows_of(SPECS["spiral"])) == 1024
    assert 100 < evaluation_batch(rows_of(SPECS["mnist-cnn"])) < 1024
    with data_of((80, 80, 1)) as make:
        layers = (LayerSpec("Conv2D", filters=512, kernel_size=1), LayerSpec("GlobalAveragePooling2D"))
        rows = rows_of(make(layers, batch_size=1))
    assert evaluation_batch(rows) * 80 * 80 * 512 * 4 <= 256e6  # bytes
