"""The contract of every layer kind: with each of its options, shape and parameters are Keras's own.

Nothing here names a kind or an option where the declarations can be walked, so a new one is tested from its first day.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnplay.errors import SpecError
from nnplay.models import own_layers
from nnplay.models.connectivity import Sliding
from nnplay.models.layer_kind import LayerKind, kind_of, options_of, show_shape
from nnplay.registry import ACTIVATIONS, LAYERS, Param
from nnplay.spec import LayerSpec

pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax")

Shape = tuple[int, ...]

SHAPES: tuple[Shape, ...] = (
    (28, 28, 1),
    (8, 8, 1),
    (7, 12, 3),
    (12, 7, 2),
    (2, 5, 4),
    (6, 3),
    (9, 1),
    (1, 9, 2),
    (1, 1, 1),
    (13,),
    (2,),
    (1,),
)

OPTIONS = [
    pytest.param(kind, param, id=f"{kind.name}-{param.name if param else 'defaults'}")
    for kind in LAYERS.values()
    for param in (kind.params or (None,))
]
"""Every kind with each of its options."""


def refused_on_purpose(layer: LayerSpec, shape: Shape) -> str:
    """Why nnplay refuses what Keras would build; empty where it has no such reason.

    Dense on images: Keras would apply it to each pixel's channels alone, which is a 1 × 1
    convolution and never what somebody wants who forgot Flatten. LayerNormalization of a single
    number: nothing would be left of it. Embedding of numbers that are no row, and places of what is no sequence: they
    mean no symbols and no steps.
    """
    if layer.name == "Dense" and len(shape) > 1:
        return "Dense needs one row of numbers"
    if layer.name == "Embedding" and len(shape) > 1:
        return "Embedding needs one row of symbols"
    if layer.name in ("PositionEmbedding", "SelfAttention") and len(shape) != 2:
        return f"{layer.name} needs a sequence"
    if layer.kind.augment and len(shape) != 3:  # Keras builds it, and passes others on
        return "needs images"
    if layer.name == "LayerNormalization" and shape[-1] == 1:
        return "which has only one, so its output would always be the same"
    return ""


def some_values(param: Param) -> list[Any]:
    """All values of a choice; of a number its default, bounds and some between."""
    if param.kind == "boolean":
        return [True, False]
    if param.kind == "choice":
        return list(param.values)
    assert param.minimum is not None
    assert param.maximum is not None
    middle: list[float] = [2, 3, 5] if param.kind == "integer" else [(param.minimum + param.maximum) / 3]
    return [
        value
        for value in dict.fromkeys([param.default, param.minimum, param.maximum, *middle])
        if param.minimum <= value <= param.maximum
    ]


def expected(layer: LayerSpec, shape: Shape) -> tuple[Any, ...]:
    """Output shape and (trainable, non-trainable) counts as nnplay says them."""
    kind: LayerKind = layer.kind
    # The shape first: it refuses what the count need not understand.
    return kind.output_shape(shape, layer.options), *kind.parameters(shape, layer.options)


def compare(layer: LayerSpec, shape: Shape) -> str:
    """What differs between nnplay and Keras for a layer on inputs of a shape; empty where nothing does."""
    message = ""
    said: tuple[Any, ...] = ()
    try:
        said = expected(layer, shape)
    except SpecError as error:
        message = error.message
    if message and refused_on_purpose(layer, shape):
        return "" if refused_on_purpose(layer, shape) in message else f"wrong reason: {message}"
    try:
        built = layer.kind.build(layer.options, "made", 0)
        symbolic = built(keras.Input(shape)).shape[1:]
        computed = built.compute_output_shape((None, *shape))[1:]
    except Exception as error:
        return "" if message else f"Keras refuses {layer} on {shape}: {error}"
    if message:
        return f"nnplay refuses {layer} on {shape}, Keras makes {symbolic}: {message}"
    counts = [sum(int(np.prod(w.shape)) for w in ws) for ws in (built.trainable_weights, built.non_trainable_weights)]
    if sum(counts) != built.count_params():
        return f"Keras counts {built.count_params()} parameters, its weights have {counts}"
    seen = (tuple(symbolic), *counts)
    if said != seen or tuple(computed) != seen[0]:
        return f"{layer} on {shape}: nnplay says {said}, Keras {seen}, computed {computed}"
    return ""


def run(layer: LayerSpec, shape: Shape) -> str:
    """What is wrong with real numbers of a layer, and with their gradients; empty where nothing is."""
    built = layer.kind.build(layer.options, "made", 0)
    x = tf.random.stateless_uniform((2, *shape), (1, 2))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = built(x, training=True)
    # Between two symbols there is nothing to move along.
    wanted = [*([] if layer.kind.reads_symbols else [x]), *built.trainable_weights]
    gradients = tape.gradient(y, wanted)
    if tuple(y.shape[1:]) != expected(layer, shape)[0]:
        return f"{layer} on {shape} really makes {y.shape}"
    lost = [gradient is None or not np.isfinite(tf.convert_to_tensor(gradient)).all() for gradient in gradients]
    return f"{layer} on {shape} has no gradient for {lost}" if any(lost) else ""


def stands(layer: LayerSpec, shape: Shape) -> bool:
    try:
        layer.kind.output_shape(shape, layer.options)
    except SpecError:
        return False
    return True


# Shapes and parameters --------------------------------------------------------------------------


@pytest.mark.sweep("kind")
@pytest.mark.parametrize(("kind", "param"), OPTIONS)
def test_shape_and_parameters_equal_those_of_keras(kind: LayerKind, param: Param | None) -> None:
    layers = [
        LayerSpec(kind.name, change) for change in ([{param.name: v} for v in some_values(param)] if param else [{}])
    ]
    differences = [compare(layer, shape) for layer in layers for shape in SHAPES]
    # Once per value with real numbers, on the smallest shape where it stands.
    places = [min((shape for shape in SHAPES if stands(layer, shape)), key=math.prod) for layer in layers]
    differences += [run(layer, shape) for layer, shape in zip(layers, places, strict=True)]
    assert [difference for difference in differences if difference] == []


def sliding_windows(kind: LayerKind) -> Iterator[LayerSpec]:
    """A kind in all combinations of what moves its windows."""
    window = kind.connectivity
    assert isinstance(window, Sliding)
    declared = {param.name: param for param in kind.params}
    values = {
        window.size: (1, 2, 3, 6),
        "strides": (1, 2, 3, 8, 0),
        "dilation_rate": (1, 2, 4),
        "padding": ("valid", "same"),
    }
    kept = {
        name: [value for value in some if isinstance(value, str) or value >= (declared[name].minimum or 0)]
        for name, some in values.items()
        if name in declared
    }
    few = {name: 2 for name in ("filters",) if name in declared}
    for chosen in itertools.product(*kept.values()):
        yield LayerSpec(kind.name, {**dict(zip(kept, chosen, strict=True)), **few})


SLIDING = [pytest.param(kind, id=kind.name) for kind in LAYERS.values() if isinstance(kind.connectivity, Sliding)]


@pytest.mark.parametrize("kind", SLIDING)
def test_windows_slide_as_in_keras_whatever_their_options_together(kind: LayerKind) -> None:
    shapes = ((8, 8, 1), (7, 12, 3), (2, 5, 4), (1, 1, 1))
    for number, layer in enumerate(sliding_windows(kind)):
        try:
            built = kind.build(layer.options, "made", 0)
        except ValueError:
            assert not any(stands(layer, shape) for shape in shapes), layer
            continue
        for shape in shapes:
            try:
                made = tuple(built.compute_output_shape((None, *shape))[1:])
            except ValueError:
                made = ()
            assert made == (expected(layer, shape)[0] if stands(layer, shape) else ()), (layer, shape)
        shape = shapes[number % len(shapes)]
        if stands(layer, shape):
            real = built(tf.zeros((1, *shape)))
            assert tuple(real.shape[1:]) == expected(layer, shape)[0], (layer, shape)


def test_every_refused_layer_in_the_contract_has_a_place_and_a_sentence() -> None:
    refused = 0
    for kind, shape in itertools.product(LAYERS.values(), SHAPES):
        try:
            kind.output_shape(shape, LayerSpec(kind.name).options)
        except SpecError as caught:
            error = caught
        else:
            continue
        refused += 1
        assert error.message.endswith(".")
        assert set(error.where) <= {param.name for param in kind.params}
        assert show_shape(shape[:2]) in error.message
    assert refused >= 20, "images and rows of numbers must not be mixed up silently"


def test_numbers_worked_by_hand() -> None:
    conv, shape = LAYERS["Conv2D"], (28, 28, 3)
    options = LayerSpec("Conv2D", filters=32, kernel_size=5, strides=2).options
    assert conv.output_shape(shape, options) == (12, 12, 32)  # (28 - 5) // 2 + 1
    assert conv.parameters(shape, options) == (2432, 0)  # 5 * 5 * 3 * 32 + 32
    dense = LAYERS["Dense"]
    assert dense.parameters((784,), LayerSpec("Dense", units=512).options) == (401_920, 0)
    assert LAYERS["BatchNormalization"].parameters((4, 4, 7), {}) == (14, 14)
    assert LAYERS["Flatten"].output_shape((4, 5, 6), {}) == (120,)
    separable = LayerSpec("SeparableConv2D", filters=32, depth_multiplier=2).options
    # 3 * 3 weights for each of 3 * 2 kernels, then 6 * 32 weights and 32 biases; Conv2D has 3 * 3 * 3 * 32 + 32 = 896.
    assert LAYERS["SeparableConv2D"].parameters(shape, separable) == (54 + 192 + 32, 0)
    assert LAYERS["DepthwiseConv2D"].parameters(shape, separable) == (60, 0)  # 3 * 2 kernels of 3 * 3 and a bias
    assert LAYERS["DepthwiseConv2D"].output_shape(shape, separable) == (26, 26, 6)
    assert LAYERS["LayerNormalization"].parameters((4, 4, 7), {}) == (14, 0)
    assert LAYERS["UpSampling2D"].output_shape((5, 4, 2), {"size": 3}) == (15, 12, 2)


def test_the_causing_option_is_named_where_a_window_does_not_fit() -> None:
    with pytest.raises(SpecError, match=r"The kernel covers 9 × 9 pixels, but its input has only 8 × 12") as caught:
        LAYERS["Conv2D"].output_shape((8, 12, 1), LayerSpec("Conv2D", kernel_size=9).options)
    assert caught.value.where == ("kernel_size",)
    with pytest.raises(SpecError, match=r"covers 5 × 5 pixels, but its input has only 12 × 4"):
        LAYERS["Conv2D"].output_shape((12, 4, 1), LayerSpec("Conv2D", kernel_size=3, dilation_rate=2).options)
    with pytest.raises(SpecError, match=r"The window covers 2 × 2 pixels, but its input has only 1 × 1") as caught:
        LAYERS["MaxPooling2D"].output_shape((1, 1, 3), LayerSpec("MaxPooling2D").options)
    assert caught.value.where == ("pool_size",)
    with pytest.raises(SpecError, match="a stride or a dilation above 1, but not both"):
        LAYERS["Conv2D"].output_shape((8, 8, 1), LayerSpec("Conv2D", strides=2, dilation_rate=2).options)


def test_a_single_number_is_not_normalized_to_nothing_without_a_word() -> None:
    for shape, what in (((28, 28, 1), "channels"), ((1,), "numbers")):
        with pytest.raises(SpecError, match=f"compares the {what} of an example"):
            LAYERS["LayerNormalization"].output_shape(shape, {})


# Options reach Keras ----------------------------------------------------------------------------


def reached(layer: keras.Layer, spec: LayerSpec, option: str) -> Any:
    """An option as the Keras layer's own config holds it; KeyError where it never arrived."""
    config = layer.get_config()
    if option in ("l1", "l2"):
        # Of every kernel, and the same for all.
        kernels = [name for name in config if name.endswith("_regularizer") and name.split("_")[0] in KERNELS]
        factors = {config[name]["config"][option] if config[name] else 0.0 for name in kernels}
        assert len(factors) == 1
        return factors.pop()
    value = config[option]
    if option.endswith("_initializer"):
        return value["class_name"]
    if isinstance(value, tuple):
        height, width = value
        if option == "factor":  # from that far one way to as far the other
            assert height == -width
            return width
        assert height == width
        is_own_size = option == "strides" and spec[option] == 0
        return 0 if is_own_size and height == spec["pool_size"] else height
    return value


KERNELS = ("kernel", "depthwise", "pointwise", "recurrent", "embeddings")


@pytest.mark.parametrize(("kind", "param"), OPTIONS)
def test_every_option_reaches_the_keras_layer(kind: LayerKind, param: Param | None) -> None:
    for value in some_values(param) if param else []:
        assert param is not None
        spec = LayerSpec(kind.name, {param.name: value})
        layer = kind.build(spec.options, "made", 0)
        assert type(layer) is getattr(keras.layers, kind.name, None) or getattr(own_layers, kind.name)
        assert layer.name == "made"
        for option in spec.options:
            got = reached(layer, spec, option)
            # Keras keeps the factors of a penalty as float32.
            assert got == (pytest.approx(spec[option], rel=1e-6) if option in ("l1", "l2") else spec[option]), option


def test_a_penalty_adds_what_its_help_says_to_the_loss() -> None:
    for l1, l2, expected in ((0.5, 0.0, 0.5 * 6), (0.0, 0.25, 0.25 * 14), (0.5, 0.25, 3 + 3.5), (0.0, 0.0, 0)):
        layer = LAYERS["Dense"].build(LayerSpec("Dense", units=3, l1=l1, l2=l2).options, "made", 0)
        layer.build((None, 1))
        layer.set_weights([np.array([[1.0, -2.0, 3.0]]), np.zeros(3)])
        assert sum(float(loss) for loss in layer.losses) == pytest.approx(expected)


def test_a_penalty_counts_every_kernel_of_a_layer() -> None:
    layer = LAYERS["SeparableConv2D"].build(
        LayerSpec("SeparableConv2D", filters=2, kernel_size=1, l1=0.5).options, "made", 0
    )
    layer.build((None, 4, 4, 1))
    layer.set_weights([np.full((1, 1, 1, 1), -2.0), np.array([1.0, -3.0]).reshape(1, 1, 1, 2), np.full(2, 9.0)])
    assert sum(float(loss) for loss in layer.losses) == pytest.approx(0.5 * (2 + 1 + 3))


@pytest.mark.parametrize("kind", LAYERS.values(), ids=list(LAYERS))
def test_options_are_read_back_from_a_built_layer(kind: LayerKind) -> None:
    for param in kind.params:
        for value in some_values(param):
            spec = LayerSpec(kind.name, {param.name: value})
            layer = kind.build(spec.options, "made", 0)
            assert kind_of(layer) is kind
            found = options_of(layer)
            assert set(found) == set(spec.options) - {"l1", "l2"}
            for name in found:
                own_size = spec["pool_size"] if name == "strides" and not spec["strides"] else spec[name]
                if not name.endswith("_initializer"):
                    assert found[name] == own_size, name


def test_every_activation_is_one_of_keras_and_does_what_its_name_says() -> None:
    x = np.linspace(-3, 3, 7, dtype=np.float32)
    expected = {
        "linear": x,
        "relu": np.maximum(x, 0),
        "leaky_relu": np.where(x < 0, 0.2 * x, x),
        "elu": np.where(x < 0, np.expm1(x), x),
        "silu": x / (1 + np.exp(-x)),
        "tanh": np.tanh(x),
        "sigmoid": 1 / (1 + np.exp(-x)),
        "softplus": np.log1p(np.exp(x)),
        "softmax": np.exp(x) / np.exp(x).sum(),
    }
    for name in ACTIVATIONS:
        layer = LAYERS["Activation"].build(LayerSpec("Activation", activation=name).options, "made", 0)
        y = np.asarray(layer(x[None]))[0]
        if name in expected:
            np.testing.assert_allclose(y, expected[name], rtol=1e-5, atol=1e-6, err_msg=name)


# Labels -----------------------------------------------------------------------------------------


def test_summaries_say_what_differs_from_the_usual() -> None:
    cases = {
        LayerSpec("Dense", units=12, activation="linear"): "12",
        LayerSpec("Dense", units=12): "12 · relu",
        LayerSpec("Conv2D", filters=32, kernel_size=3, padding="same", strides=2): "32 · 3×3 · stride 2 · same · relu",
        LayerSpec("Conv2D", filters=8, dilation_rate=2, activation="linear"): "8 · 3×3 · dilation 2",
        LayerSpec("MaxPooling2D"): "2×2",
        LayerSpec("MaxPooling2D", pool_size=3, strides=2, padding="same"): "3×3 · stride 2 · same",
        LayerSpec("AveragePooling2D", pool_size=2, strides=2): "2×2",
        LayerSpec("Dropout", rate=0.25): "25%",
        LayerSpec("Activation", activation="tanh"): "tanh",
        LayerSpec("Flatten"): "",
        LayerSpec("SeparableConv2D", filters=8, strides=2): "8 · 3×3 · stride 2 · relu",
        LayerSpec("DepthwiseConv2D", depth_multiplier=2, padding="same"): "3×3 · 2 per map · same · relu",
        LayerSpec("UpSampling2D"): "2×2",
        LayerSpec("UpSampling2D", size=3, interpolation="bilinear"): "3×3 · bilinear",
        LayerSpec("SpatialDropout2D", rate=0.5): "50%",
        LayerSpec("LayerNormalization"): "",
    }
    assert {spec: spec.kind.summary(spec.options) for spec in cases} == cases


def test_shapes_are_shown_as_people_say_them() -> None:
    assert [show_shape(shape) for shape in ((28, 28, 1), (512,), (12_544,))] == ["28 × 28 × 1", "512", "12,544"]
