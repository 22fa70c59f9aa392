"""What the outputs of a network mean."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.models.shapes import output_layer
from nnplay.spec import LayerSpec
from nnplay.tasks import OUTPUT_ACTIVATION, Task, class_probabilities


def test_one_output_stands_for_the_second_of_two_classes() -> None:
    outputs = np.array([[0.25], [1.0]], np.float32)
    shares = class_probabilities(outputs, "binary")
    assert shares.dtype == np.float32
    assert shares.tolist() == [[0.75, 0.25], [0, 1]]
    three = np.array([[0.2, 0.5, 0.3]], np.float32)
    assert class_probabilities(three, "multiclass") is three


@pytest.mark.parametrize(("task", "units"), [("binary", 1), ("multiclass", 4), ("regression", 1)])
def test_the_output_layer_follows_from_the_task(task: Task, units: int) -> None:
    assert output_layer(task, 4) == LayerSpec("Dense", units=units, activation=OUTPUT_ACTIVATION[task])
