"""Small networks with drawn weights for tests that look into them."""

from __future__ import annotations

import keras
import numpy as np

from nnplay.models.build import build_model
from nnplay.spec import LayerSpec
from nnplay.tasks import Task
from tests.models.factories import data_of


def made(
    *layers: LayerSpec, shape: tuple[int, ...] = (9, 8, 2), task: Task = "multiclass", classes: int = 3
) -> keras.Model:
    """A network on inputs of a shape, its weights between 0.1 and 0.9 with either sign, variances positive."""
    with data_of(shape, task, classes) as make:
        model = build_model(make(layers))
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if not weight.path.endswith("seed_generator_state"):
            signs = 1 if weight.path.endswith("variance") else rng.choice([-1, 1], weight.shape)
            weight.assign(rng.uniform(0.1, 0.9, weight.shape) * signs)
    return model


def conv(**options: object) -> LayerSpec:
    """A convolution layer, 3 filters of 3 × 3 without activation where nothing else is said."""
    return LayerSpec("Conv2D", **{"filters": 3, "kernel_size": 3, "activation": "linear", **options})
