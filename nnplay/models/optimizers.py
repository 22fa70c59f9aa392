"""Optimizers by their Keras class names, with the options that Keras users expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.models.calls import KerasCall, keras, make
from nnplay.registry import OPTIMIZERS, Kind, Param


@dataclass(frozen=True)
class OptimizerKind(Kind):
    """An optimizer; its options carry the names of the Keras class's arguments."""

    def call(self, options: Mapping[str, Any]) -> KerasCall:
        """The optimizer as a call, which needs no Keras."""
        call: KerasCall = getattr(keras.optimizers, self.name)(**options)
        return call

    def build(self, options: Mapping[str, Any]) -> Any:
        """The `keras.optimizers.Optimizer`."""
        return make(self.call(options))


def _learning_rate(default: float) -> Param:
    return Param(
        "learning_rate",
        "log",
        default,
        "How far each update moves the weights. Too small learns slowly, too large jumps about.",
        # Wide on purpose: what a far too large one does can be seen, not only read about.
        minimum=1e-8,
        maximum=1e10,
        slider=(1e-5, 10.0),
    )


def _share(name: str, default: float, help: str, label: str = "", step: float = 0.01) -> Param:
    return Param(name, "number", default, help, label=label, minimum=0.0, maximum=0.9999, step=step, advanced=True)


_BETAS = (
    _share("beta_1", 0.9, "How much of the running mean of the gradients is kept at each step.", "Beta 1"),
    _share("beta_2", 0.999, "How much of the running mean of the squared gradients is kept.", "Beta 2", step=0.001),
)

for _kind in (
    OptimizerKind(
        "SGD",
        "Stochastic gradient descent: a step against the gradient of each batch.",
        params=(
            _learning_rate(0.01),
            _share("momentum", 0.0, "How much of the last step is kept in the next one."),
            Param(
                "nesterov",
                "boolean",
                False,
                "Look at the gradient where momentum is about to lead, not where the weights are.",
                advanced=True,
            ),
        ),
    ),
    OptimizerKind(
        "RMSprop",
        "Divides each weight's step by the running size of its gradients.",
        params=(
            _learning_rate(0.001),
            _share("rho", 0.9, "How much of the running mean of the squared gradients is kept at each step."),
            _share("momentum", 0.0, "How much of the last step is kept in the next one."),
        ),
    ),
    OptimizerKind(
        "Adam",
        "Momentum and a step size of its own for each weight. A good first choice.",
        params=(_learning_rate(0.001), *_BETAS),
    ),
    OptimizerKind(
        "AdamW",
        "Adam that also lets every weight decay a little at each step.",
        params=(
            _learning_rate(0.001),
            *_BETAS,
            _share("weight_decay", 0.004, "The share by which weights shrink, times the learning rate.", step=0.001),
        ),
    ),
    OptimizerKind("Nadam", "Adam with Nesterov's look ahead.", params=(_learning_rate(0.001), *_BETAS)),
    OptimizerKind(
        "Adagrad",
        "Divides each weight's step by all its gradients so far; steps only ever shrink.",
        params=(_learning_rate(0.001),),
    ),
    OptimizerKind(
        "Adadelta",
        "Adagrad with a memory that fades. Wants a learning rate near 1; Keras's default of 0.001 hardly learns.",
        params=(
            _learning_rate(0.001),
            _share("rho", 0.95, "How much of the running mean of the squared gradients is kept at each step."),
        ),
    ),
):
    OPTIMIZERS.register(_kind)
