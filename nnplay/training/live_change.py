"""Which settings of a training can be changed while it runs, besides the learning rate, and what they are called.

The training goes on at its next epoch with the weights, optimizer and orders that it has, and with the new setting. Its
network is built and compiled anew for that, which takes a second or two; a learning rate alone needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnplay.i18n import number, tr
from nnplay.registry import Param
from nnplay.spec import TRAINING_PARAMS, ExperimentSpec

LAYER_OPTIONS = ("l1", "l2", "rate", "stddev")
DATASET_OPTIONS = ("noise",)
TRAINING_OPTIONS = ("batch_size",)


def changes(before: ExperimentSpec, after: ExperimentSpec) -> tuple[str, ...] | None:
    """What is changed, each as `"Batch size 10 → 20"`; None where something differs that a training can't change.

    The learning rate is left out: it is changed in another way.
    """
    rate = before.training.optimizer["learning_rate"]
    if after.training.optimizer.name != before.training.optimizer.name:
        return None
    after = after.with_training(optimizer=after.training.optimizer.with_options(learning_rate=rate))
    if [layer.name for layer in before.layers] != [layer.name for layer in after.layers]:
        return None
    if before.dataset.name != after.dataset.name:
        return None
    said: list[str] = []
    merged = before
    for name in TRAINING_OPTIONS:
        old, new = getattr(before.training, name), getattr(after.training, name)
        if old != new:
            said.append(_say(TRAINING_PARAMS[name], old, new))
            merged = merged.with_training(**{name: new})
    layers = []
    for place, (old_layer, new_layer) in enumerate(zip(before.layers, after.layers, strict=True)):
        wanted = {}
        for param in _named(old_layer.kind.params, LAYER_OPTIONS):
            if old_layer[param.name] != new_layer[param.name]:
                said.append(
                    tr(
                        "{param} in layer {place}",
                        param=_say(param, old_layer[param.name], new_layer[param.name]),
                        place=place + 1,
                    )
                )
                wanted[param.name] = new_layer[param.name]
        layers.append(old_layer.with_options(**wanted))
    merged = merged.with_layers(tuple(layers))
    for param in _named(before.dataset.kind.params, DATASET_OPTIONS):
        if before.dataset[param.name] != after.dataset[param.name]:
            said.append(_say(param, before.dataset[param.name], after.dataset[param.name]))
            merged = merged.with_dataset(before.dataset.with_options(**{param.name: after.dataset[param.name]}))
    return tuple(said) if merged == after else None


def _named(params: tuple[Param, ...], names: tuple[str, ...]) -> Iterator[Param]:
    return (param for param in params if param.name in names)


def _say(param: Param, old: Any, new: Any) -> str:
    return f"{param.title} {number(old, 'g')} → {number(new, 'g')}"
