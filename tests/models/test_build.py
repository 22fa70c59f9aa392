"""Keras models from experiments: equal to their traces, seeded, and compiled with the right loss."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.errors import SpecError
from nnplay.models.build import build_model
from nnplay.models.layer_kind import LayerKind
from nnplay.models.losses import METRICS, losses_for
from nnplay.models.seeds import layer_seed
from nnplay.models.shapes import trace
from nnplay.registry import LAYERS, LOSSES
from nnplay.spec import LayerSpec, OptimizerSpec
from nnplay.tasks import Task
from tests.models.factories import data_of, sequence_layers
from tests.models.test_layers import refused_on_purpose
from tests.strategies import examples, values

pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax")


def layer(name: str, **options: Any) -> LayerSpec:
    return LayerSpec(name, options)


STACKS: dict[str, tuple[tuple[int, ...], list[LayerSpec]]] = {
    "no hidden layer": ((5,), []),
    "dense": ((2,), [layer("Dense", units=12), layer("Dense", units=8, activation="tanh", l2=0.01)]),
    "text": ((6,), [*sequence_layers("LayerNormalization", "Dropout", "GlobalMaxPooling1D"), layer("Dense")]),
    "dropout": ((8,), [layer("Dense"), layer("Dropout", rate=0.5), layer("Dropout", rate=0.0)]),
    "normed": ((7,), [layer("Dense", activation="linear"), layer("BatchNormalization"), layer("Activation")]),
    "normed images": ((9, 6, 2), [layer("BatchNormalization"), layer("Conv2D"), layer("GlobalAveragePooling2D")]),
    "convnet": (
        (28, 28, 1),
        [
            layer("Conv2D", filters=8, padding="same"),
            layer("MaxPooling2D"),
            layer("Conv2D", filters=4, strides=2, l1=0.1),
            layer("AveragePooling2D", pool_size=3, strides=1, padding="same"),
            layer("Flatten"),
            layer("Dense", units=10, kernel_initializer="HeNormal"),
        ],
    ),
    "dilated": ((12, 15, 3), [layer("Conv2D", dilation_rate=3), layer("Conv2D", padding="same"), layer("Flatten")]),
    "one of each twice": (
        (16, 16, 1),
        [LayerSpec(name) for name in ("Conv2D", "MaxPooling2D", "BatchNormalization", "Dropout")] * 2
        + [LayerSpec(name) for name in ("Flatten", "Dense", "Activation")] * 2,
    ),
}


# The trace is the model's summary ---------------------------------------------------------------


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("name", STACKS)
def test_names_shapes_and_counts_of_the_model_equal_the_trace(name: str, task: Task) -> None:
    shape, layers = STACKS[name]
    with data_of(shape, task, 4) as made:
        spec = made(layers)
        shapes = trace(spec).checked()
        model = build_model(spec)
    assert model.count_params() == shapes.parameters
    assert model.input_shape == (None, *shape)
    rows = [(row.name, row.output_shape, row.parameters) for row in shapes.rows]
    assert [(built.name, built.output.shape[1:], built.count_params()) for built in model.layers] == rows
    assert sum(w.numpy().size for w in model.trainable_weights) == sum(row.trainable for row in shapes.rows)
    assert sum(w.numpy().size for w in model.non_trainable_weights) == sum(row.non_trainable for row in shapes.rows)
    units = {"binary": 1, "multiclass": 4, "regression": 1}[task]
    assert np.asarray(model(np.zeros((2, *shape), np.float32))).shape == (2, units)


@st.composite
def small_layers(draw: st.DrawFn, names: list[str]) -> LayerSpec:
    """A layer with any options, small enough to be built many times."""
    kind = LAYERS[draw(st.sampled_from(names))]
    options = {param.name: draw(values(param)) for param in kind.params if draw(st.booleans())}
    small = {"units": 40, "filters": 6, "kernel_size": 4, "pool_size": 4, "strides": 3, "dilation_rate": 3}
    small |= {"depth_multiplier": 3, "size": 3}
    return LayerSpec(kind.name, {name: min(value, small.get(name, value)) for name, value in options.items()})


def stands_on(kind: LayerKind, shape: tuple[int, ...]) -> bool:
    try:
        kind.output_shape(shape, LayerSpec(kind.name).options)
    except SpecError:
        return False
    return True


ON_IMAGES = [name for name, kind in LAYERS.items() if stands_on(kind, (16, 16, 2)) and name != "Flatten"]
ON_ROWS = [name for name, kind in LAYERS.items() if stands_on(kind, (16,)) and not kind.reads_symbols]
SIDE = st.integers(1, 20)


@st.composite
def stacks(draw: st.DrawFn) -> tuple[tuple[int, ...], list[LayerSpec]]:
    """An input shape and layers, of which about half fit each other."""
    if draw(st.booleans()):
        return (draw(st.integers(1, 30)),), draw(st.lists(small_layers(ON_ROWS), max_size=4))
    images = draw(st.lists(small_layers(ON_IMAGES), max_size=4))
    between = draw(st.sampled_from([["Flatten"], ["Flatten"], ["GlobalAveragePooling2D"], ["Dense"], []]))
    rows = draw(st.lists(small_layers(ON_ROWS), max_size=2))
    shape = (draw(SIDE), draw(SIDE), draw(st.integers(1, 3)))
    return shape, [*images, *(LayerSpec(name) for name in between), *rows]


@examples(120)
@given(stacks())
def test_random_stacks_stand_or_fall_as_in_keras(stack: tuple[tuple[int, ...], list[LayerSpec]]) -> None:
    shape, layers = stack
    with data_of(shape) as made:
        shapes = trace(made(layers))
    tensor = keras.Input(shape)
    count = 0
    for row in shapes.rows:
        built = row.layer.kind.build(row.layer.options, row.name, 0)
        assert built.compute_output_shape(tensor.shape)[1:] == row.output_shape
        tensor = built(tensor)
        assert tensor.shape[1:] == row.output_shape
        assert built.count_params() == row.parameters
        count += row.parameters
    assert count == shapes.parameters
    if shapes.error is None:
        assert len(shapes.rows) == len(layers) + 1
        return
    place = len(shapes.rows)
    assert shapes.error.where[:2] == ("layers", place)
    failed = layers[place] if place < len(layers) else LayerSpec("Dense", units=3)
    if not refused_on_purpose(failed, tensor.shape[1:]):
        with pytest.raises(ValueError):  # noqa: PT011 - Keras has many sentences for it
            failed.kind.build(failed.options, "made", 0)(tensor)


def test_an_impossible_stack_is_refused_before_anything_is_built() -> None:
    with data_of((8, 8, 1)) as made, pytest.raises(SpecError, match=r"^Layer 1: The kernel covers 9 × 9") as caught:
        build_model(made([layer("Conv2D", kernel_size=9), layer("Flatten")]))
    assert caught.value.where == ("layers", 0, "kernel_size")


# Losses -----------------------------------------------------------------------------------------

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-2.0, 1.0, 0.3], [0.1, 0.2, 0.3], [3.0, -3.0, 1.0]], np.float32)
CLASSES = np.array([0, 1, 1, 0, 2])


def truth(task: Task, loss: str) -> np.ndarray:
    """The true values in the form that the loss declares."""
    if task == "regression":
        return np.array([0.5, -3.0, 2.0, 0.1, 9.0], np.float32)
    y = CLASSES if task == "multiclass" else CLASSES % 2
    target = LOSSES[loss].targets[task]
    if target == "one-hot":
        return np.eye(3, dtype=np.float32)[y]
    return y.astype(np.float32) if target == "number" else y


def by_numpy(loss: str, y: np.ndarray, p: np.ndarray) -> float:
    """The mean loss by its formula, in float64. y and p of shape (n, outputs); class numbers of shape (n,)."""
    p = p.astype(np.float64)
    if loss == "sparse_categorical_crossentropy":
        return float(-np.log(p[np.arange(len(p)), y]).mean())
    y = y.reshape(p.shape)
    difference = np.abs(y - p)
    return float(
        {
            "binary_crossentropy": lambda: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
            "categorical_crossentropy": lambda: -(y * np.log(p)).sum(axis=1),
            "mean_squared_error": lambda: difference**2,
            "mean_absolute_error": lambda: difference,
            "huber": lambda: np.where(difference <= 1, difference**2 / 2, difference - 0.5),
        }[loss]().mean()
    )


@pytest.mark.parametrize(
    ("task", "loss"), [(task, loss) for task in METRICS for loss in losses_for(task)], ids=lambda part: part
)
def test_every_loss_that_fits_a_task_evaluates_as_its_formula_says(task: Task, loss: str) -> None:
    y = truth(task, loss)
    with data_of((3,), task, 3) as made:
        model = build_model(made(loss=loss, seed=5), run_eagerly=True)
    p = np.asarray(model(X))
    got = model.evaluate(X, y, verbose=0, return_dict=True)
    assert got["loss"] == pytest.approx(by_numpy(loss, y, p), rel=1e-5)
    if task == "regression":
        assert got["mean_absolute_error"] == pytest.approx(np.abs(y[:, None] - p).mean(), rel=1e-5)
    else:
        predicted = p.argmax(axis=1) if task == "multiclass" else (p[:, 0] > 0.5).astype(int)
        expected = CLASSES if task == "multiclass" else CLASSES % 2
        assert got["accuracy"] == pytest.approx((predicted == expected).mean())


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_auto_is_the_usual_loss_of_the_task(task: Task) -> None:
    with data_of((3,), task, 3) as made:
        assert build_model(made()).loss == losses_for(task)[0]


def test_a_loss_that_does_not_fit_the_task_is_refused_with_its_place() -> None:
    with (
        data_of((3,), "regression") as made,
        pytest.raises(SpecError, match="does not fit a regression task") as caught,
    ):
        build_model(made(loss="binary_crossentropy"))
    assert caught.value.where == ("training", "loss")


def test_compile_options_and_the_optimizer_reach_the_model() -> None:
    with data_of((3,)) as made:
        model = build_model(made(optimizer=OptimizerSpec("Nadam", learning_rate=0.5)), run_eagerly=True)
    assert model.run_eagerly is True
    assert isinstance(model.optimizer, keras.optimizers.Nadam)
    assert float(model.optimizer.learning_rate.numpy()) == 0.5


# Seeds ------------------------------------------------------------------------------------------


def weights(layers: list[LayerSpec], seed: int = 0) -> dict[str, np.ndarray]:
    """Kernels by the name of their layer; images of 8 × 8."""
    with data_of((8, 8, 1)) as made:
        model = build_model(made([layer("Conv2D", filters=4), layer("Flatten"), *layers], seed=seed))
    return {built.name: built.get_weights()[0] for built in model.layers if built.get_weights()}


DENSE = [layer("Dense", units=6), layer("Dense", units=5)]


def test_equal_seeds_draw_equal_weights_even_after_other_draws() -> None:
    one = weights(DENSE, seed=3)
    keras.random.normal((3,))
    other = weights(DENSE, seed=3)
    assert list(one) == ["conv2d_1", "dense_3", "dense_4", "output"]
    for name, kernel in one.items():
        np.testing.assert_array_equal(kernel, other[name])


def test_other_seeds_draw_other_weights_in_every_layer() -> None:
    one, other = weights(DENSE, seed=3), weights(DENSE, seed=4)
    assert all(not np.array_equal(one[name], other[name]) for name in one)


def test_equal_layers_at_different_places_draw_different_weights() -> None:
    drawn = weights([layer("Dense", units=6), layer("Dense", units=6), layer("Dense", units=6)])
    assert not np.array_equal(drawn["dense_4"], drawn["dense_5"])


def test_a_layer_keeps_its_weights_when_another_one_changes() -> None:
    one = weights(DENSE)
    other = weights([layer("Dense", units=9), layer("Dense", units=5)])
    np.testing.assert_array_equal(one["conv2d_1"], other["conv2d_1"])
    np.testing.assert_array_equal(one["output"], other["output"])
    assert one["dense_3"].shape != other["dense_3"].shape
    longer = weights([*DENSE, layer("Dropout"), layer("Dense", units=5)])
    np.testing.assert_array_equal(one["dense_4"], longer["dense_4"])
    np.testing.assert_array_equal(one["output"], longer["output"])


def test_layer_seeds_differ_and_fit_into_31_bits() -> None:
    drawn = [layer_seed(seed, place) for seed in (0, 1, 2**31 - 1) for place in range(-1, 50)]
    assert len(set(drawn)) == len(drawn)
    assert all(0 <= seed < 2**31 for seed in drawn)


def test_dropout_drops_the_same_under_the_same_seed_and_other_numbers_elsewhere() -> None:
    ones = np.ones((4, 50), np.float32)

    def dropped(seed: int, place: int) -> np.ndarray:
        with data_of((50,)) as made:
            model = build_model(made([layer("Dropout", rate=0.5), layer("Dropout", rate=0.5)], seed=seed))
        assert model.layers[place].seed == layer_seed(seed, place)
        return np.asarray(model.layers[place](ones, training=True))

    np.testing.assert_array_equal(dropped(1, 0), dropped(1, 0))
    assert not np.array_equal(dropped(1, 0), dropped(2, 0))
    assert not np.array_equal(dropped(1, 0), dropped(1, 1))
