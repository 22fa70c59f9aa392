"""Traces of whole stacks: sums, the layer that causes an error, and the bounds of size."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import SpecError
from nnplay.limits import HOME
from nnplay.models.losses import METRICS, losses_for, resolve_loss
from nnplay.models.shapes import OUTPUT_NAME, fitting_layers, layer_name, output_layer, trace
from nnplay.registry import LAYERS, LOSSES
from nnplay.spec import AUTO_LOSS, LayerSpec
from nnplay.tasks import Task
from tests.models.factories import data_of

IMAGE = (28, 28, 1)


def layer(name: str, **options: Any) -> LayerSpec:
    return LayerSpec(name, options)


# Stacks -----------------------------------------------------------------------------------------


def test_the_convnet_of_the_book_has_93322_parameters() -> None:
    """The summary printed in F. Chollet, Deep Learning with Python (2017), listing 5.2."""
    with data_of(IMAGE, classes=10) as made:
        shapes = trace(
            made(
                [
                    layer("Conv2D", filters=32),
                    layer("MaxPooling2D"),
                    layer("Conv2D", filters=64),
                    layer("MaxPooling2D"),
                    layer("Conv2D", filters=64),
                    layer("Flatten"),
                    layer("Dense", units=64),
                ]
            )
        ).checked()
    assert [row.output_shape for row in shapes.rows] == [
        (26, 26, 32),
        (13, 13, 32),
        (11, 11, 64),
        (5, 5, 64),
        (3, 3, 64),
        (576,),
        (64,),
        (10,),
    ]
    assert [row.parameters for row in shapes.rows] == [320, 0, 18_496, 0, 36_928, 0, 36_928, 650]
    assert shapes.parameters == 93_322


def test_two_wide_dense_layers_on_mnist_have_669706_parameters() -> None:
    with data_of((784,), classes=10) as made:
        wide = layer("Dense", units=512)
        assert trace(made([wide, layer("Dropout"), wide, layer("Dropout")])).checked().parameters == 669_706


def test_rows_are_named_by_place_and_kind_and_the_last_is_the_output() -> None:
    with data_of(IMAGE) as made:
        shapes = trace(made([layer("BatchNormalization"), layer("Flatten")]))
    assert [row.name for row in shapes.rows] == ["batchnormalization_1", "flatten_2", OUTPUT_NAME]
    assert [row.input_shape for row in shapes.rows] == [IMAGE, IMAGE, (784,)]
    assert [(row.trainable, row.non_trainable) for row in shapes.rows] == [(2, 2), (0, 0), (784 * 3 + 3, 0)]
    assert shapes.input_shape == IMAGE


def test_names_of_the_same_kind_differ_and_none_is_the_output() -> None:
    names = [layer_name(LayerSpec(kind), index) for kind in LAYERS for index in range(3)]
    assert len(set(names)) == len(names)
    assert OUTPUT_NAME not in names


def test_labels_say_kind_and_options() -> None:
    with data_of(IMAGE) as made:
        shapes = trace(made([layer("Conv2D", filters=8), layer("Flatten")]))
    assert [row.label for row in shapes.rows] == ["Conv2D 8 · 3×3 · relu", "Flatten", "Dense 3 · softmax"]


@pytest.mark.parametrize(
    ("task", "classes", "units", "activation"),
    [("binary", 2, 1, "sigmoid"), ("multiclass", 7, 7, "softmax"), ("regression", 0, 1, "linear")],
)
def test_the_output_layer_follows_from_the_task(task: Task, classes: int, units: int, activation: str) -> None:
    output = output_layer(task, classes)
    assert (output["units"], output["activation"]) == (units, activation)
    with data_of((4,), task, classes) as made:
        assert trace(made()).checked().rows[-1].layer == output


def test_traces_travel_between_processes() -> None:
    with data_of(IMAGE) as made:
        shapes = trace(made([layer("Flatten"), layer("Conv2D")]))
    again = pickle.loads(pickle.dumps(shapes))
    assert again.rows == shapes.rows
    assert again.error.where == ("layers", 1)


# What cannot stand ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "layers", "where", "sentence"),
    [
        (
            IMAGE,
            [layer("Dense")],
            ("layers", 0),
            "Layer 1: Dense needs one row of numbers per example, but gets 28 × 28",
        ),
        (
            IMAGE,
            [],
            ("layers", 0),
            "The output layer needs one row of numbers per example, but gets 28 × 28 × 1. Add Flatten",
        ),
        (IMAGE, [layer("Conv2D")], ("layers", 1), "The output layer needs one row of numbers"),
        ((4,), [layer("Conv2D")], ("layers", 0), "Layer 1: Conv2D needs images"),
        (IMAGE, [layer("Flatten"), layer("MaxPooling2D")], ("layers", 1), "Layer 2: MaxPooling2D needs images"),
        (
            IMAGE,
            [layer("Flatten"), layer("GlobalAveragePooling2D")],
            ("layers", 1),
            "GlobalAveragePooling2D needs images",
        ),
        (
            (8, 8, 1),
            [layer("MaxPooling2D"), layer("MaxPooling2D"), layer("Conv2D")],
            ("layers", 2, "kernel_size"),
            "Layer 3: The kernel covers 3 × 3 pixels, but its input has only 2 × 2",
        ),
        (
            (8, 8, 1),
            [layer("MaxPooling2D", pool_size=9)],
            ("layers", 0, "pool_size"),
            "Layer 1: The window covers 9 × 9",
        ),
        (
            (8, 8, 1),
            [layer("Conv2D", strides=2, dilation_rate=2)],
            ("layers", 0, "dilation_rate"),
            "Layer 1: Keras allows a stride or a dilation above 1",
        ),
    ],
)
def test_an_impossible_stack_is_explained_at_the_layer_that_causes_it(
    shape: tuple[int, ...], layers: list[LayerSpec], where: tuple[str | int, ...], sentence: str
) -> None:
    with data_of(shape) as made:
        shapes = trace(made(layers))
    assert shapes.error is not None
    assert shapes.error.where == where
    assert shapes.error.message.startswith(sentence) or sentence in shapes.error.message
    assert len(shapes.rows) == where[1], "the trace ends before the layer that causes the error"
    with pytest.raises(SpecError) as caught:
        shapes.checked()
    assert (caught.value.message, caught.value.where) == (shapes.error.message, where)
    assert shapes.error.__traceback__ is None, "a trace is kept, and nothing of whoever asked for it with it"


# Size -------------------------------------------------------------------------------------------


def test_too_many_parameters_are_refused_at_the_layer_that_passes_the_bound() -> None:
    wide = layer("Dense", units=4096)
    # 4096 * 4096 + 4096 = 16,781,312 a layer: the second passes 20 million, together with the first.
    with data_of((4096,)) as made:
        assert trace(made([wide])).error is None
        error = trace(made([layer("Dense", units=16), wide, wide, wide])).error
    assert error is not None
    assert error.where == ("layers", 3)
    # 65,552 + 69,632 + 2 * 16,781,312
    assert error.message.startswith(
        "Layer 4: With this layer the network has 33,697,808 parameters; at most 20,000,000"
    )


def test_the_bound_of_parameters_is_the_last_number_allowed() -> None:
    # n * 1 + 1 parameters of a single sigmoid unit.
    with data_of((HOME.parameters - 1,), "binary") as made:
        assert trace(made()).checked().parameters == HOME.parameters
    with data_of((HOME.parameters,), "binary") as made:
        error = trace(made()).error
    assert error is not None
    assert error.message.startswith("With the output layer the network has 20,000,001 parameters")
    assert error.where == ("layers", 0)


def test_too_many_numbers_for_one_example_are_refused_at_their_layer() -> None:
    # 100 * 100 * 400 is the bound itself.
    small = [layer("GlobalAveragePooling2D")]
    with data_of((100, 100, 3)) as made:
        assert HOME.outputs == 100 * 100 * 400
        assert trace(made([layer("Conv2D", filters=400, padding="same"), *small])).error is None
        error = trace(made([layer("Dropout"), layer("Conv2D", filters=401, padding="same"), *small])).error
    assert error is not None
    assert error.where == ("layers", 1)
    assert error.message.startswith("Layer 2: This layer makes 4,010,000 numbers per example; at most 4,000,000")


# Losses -----------------------------------------------------------------------------------------

TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")


@pytest.mark.parametrize("task", TASKS)
def test_losses_that_fit_a_task_resolve_and_all_others_are_refused_with_their_place(task: Task) -> None:
    fitting = losses_for(task)
    assert resolve_loss(AUTO_LOSS, task).name == fitting[0]
    with data_of((4,), task) as made:
        for name in LOSSES:
            if name in fitting:
                assert resolve_loss(name, task) is LOSSES[name]
                assert trace(made(loss=name)).error is None
                continue
            with pytest.raises(SpecError) as caught:
                resolve_loss(name, task)
            assert caught.value.where == ("training", "loss")
            assert caught.value.message.endswith(f"These do: {', '.join(fitting)}.")
            shapes = trace(made(loss=name))
            assert shapes.error is not None
            assert shapes.error.where == ("training", "loss")
            assert len(shapes.rows) == 1, "the layers themselves are fine"


def test_every_task_has_its_usual_losses_and_a_metric() -> None:
    assert {task: losses_for(task)[0] for task in TASKS} == {
        "binary": "binary_crossentropy",
        "multiclass": "sparse_categorical_crossentropy",
        "regression": "mean_squared_error",
    }
    assert set(METRICS) == set(TASKS)
    assert all(dataclasses.replace(kind).targets for kind in LOSSES.values())


def test_the_layers_offered_fit_the_data_and_go_to_the_last_place_where_they_can_stand() -> None:
    plane = fitting_layers(SPECS["spiral"])
    assert {"Dense", "Dropout", "BatchNormalization"} <= set(plane)
    assert not {"Conv2D", "MaxPooling2D", "GlobalAveragePooling2D", "SpatialDropout2D"} & set(plane)
    assert plane["Dense"] == 2

    digits = SPECS["digits-cnn"]  # two convolutions, pooling, Flatten, Dense
    found = fitting_layers(digits)
    assert (found["Dense"], found["Conv2D"], found["SpatialDropout2D"]) == (5, 3, 3)
    for name, place in found.items():
        layers = (*digits.layers[:place], LayerSpec(name), *digits.layers[place:])
        assert trace(digits.with_layers(layers)).error is None, name

    broken = digits.with_layers(digits.layers[:2])  # the output needs a row of numbers
    assert set(fitting_layers(broken)) == set(LAYERS)
