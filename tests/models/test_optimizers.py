"""Every optimizer: its options reach Keras, and its defaults are Keras's own."""

from __future__ import annotations

import inspect
import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest

from nnplay.models.optimizers import OptimizerKind
from nnplay.registry import OPTIMIZERS
from nnplay.spec import OptimizerSpec
from tests.models.test_layers import some_values

KINDS = [pytest.param(kind, id=kind.name) for kind in OPTIMIZERS.values()]


def one_step(optimizer: keras.optimizers.Optimizer, weight: float, gradient: float, steps: int = 1) -> float:
    """A single weight after some updates with the same gradient."""
    variable = keras.Variable(np.float32(weight))
    for _ in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(np.float32(gradient))], [variable])
    return float(variable.numpy())


def build(name: str, **options: Any) -> keras.optimizers.Optimizer:
    spec = OptimizerSpec(name, options)
    return spec.kind.build(spec.options)


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_reaches_the_keras_optimizer(kind: OptimizerKind) -> None:
    changes = [{param.name: value} for param in kind.params for value in some_values(param)]
    for change in changes:
        spec = OptimizerSpec(kind.name, change)
        optimizer = kind.build(spec.options)
        assert type(optimizer) is getattr(keras.optimizers, kind.name)
        config = optimizer.get_config()
        for option, value in spec.options.items():
            # The learning rate is a float32 variable.
            assert config[option] == pytest.approx(value, rel=1e-6), option
            assert type(config[option]) is type(value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_default_is_that_of_keras(kind: OptimizerKind) -> None:
    theirs = inspect.signature(getattr(keras.optimizers, kind.name)).parameters
    assert {param.name: param.default for param in kind.params} == {
        param.name: theirs[param.name].default for param in kind.params
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimizer_steps_against_the_gradient_at_any_learning_rate_of_its_slider(kind: OptimizerKind) -> None:
    learning_rate = kind.params[0]
    assert learning_rate.name == "learning_rate"
    assert learning_rate.slider is not None
    for value in learning_rate.slider:
        assert one_step(kind.build({**kind.complete({}), "learning_rate": value}), 0.0, 2.0) < 0
        assert one_step(kind.build({**kind.complete({}), "learning_rate": value}), 0.0, -2.0) > 0


def test_sgd_with_momentum_and_nesterov_steps_as_worked_by_hand() -> None:
    # Two steps with gradient 1: -0.1, then 0.9 * -0.1 - 0.1 = -0.19 on top of it.
    assert one_step(build("SGD", learning_rate=0.1), 0.0, 1.0, steps=2) == pytest.approx(-0.2)
    assert one_step(build("SGD", learning_rate=0.1, momentum=0.9), 0.0, 1.0, steps=2) == pytest.approx(-0.29)
    # Nesterov: each step is momentum * velocity - learning rate * gradient: -0.19, then -0.271.
    nesterov = build("SGD", learning_rate=0.1, momentum=0.9, nesterov=True)
    assert one_step(nesterov, 0.0, 1.0, steps=2) == pytest.approx(-0.461)


def test_adamw_decays_weights_by_the_share_times_the_learning_rate() -> None:
    # Without a gradient nothing but the decay is left: 2 * (1 - 0.1 * 0.5).
    assert one_step(build("AdamW", learning_rate=0.1, weight_decay=0.5), 2.0, 0.0) == pytest.approx(1.9)
    assert one_step(build("AdamW", learning_rate=0.1, weight_decay=0.0), 2.0, 0.0) == pytest.approx(2.0)
    assert one_step(build("Adam", learning_rate=0.1), 2.0, 0.0) == pytest.approx(2.0)


def test_adadelta_hardly_moves_with_the_default_of_keras_as_its_help_says() -> None:
    default = -one_step(build("Adadelta"), 0.0, 1.0)
    usual = -one_step(build("Adadelta", learning_rate=1.0), 0.0, 1.0)
    assert usual == pytest.approx(1000 * default, rel=1e-3)
