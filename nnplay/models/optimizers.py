"""Optimizers by their Keras class names, with the options that Keras users expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.i18n import N_
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
        N_(
            "The size of each step. If it is too small, the network learns slowly; if it is too large, it jumps around."
        ),
        # Wide on purpose: what a far too large one does can be seen, not only read about.
        minimum=1e-8,
        maximum=1e10,
        slider=(1e-5, 10.0),
    )


def _share(name: str, default: float, help: str, label: str = "", step: float = 0.01) -> Param:
    return Param(name, "number", default, help, label=label, minimum=0.0, maximum=0.9999, step=step, advanced=True)


TITLES = (N_("Learning rate"), N_("Momentum"), N_("Nesterov"), N_("Rho"), N_("Weight decay"))
"""Options' names as `Param.title` says them, for the catalogues."""

_BETAS = (
    _share(
        "beta_1", 0.9, N_("The share of the running mean of the gradients that is kept at each step."), N_("Beta 1")
    ),
    _share(
        "beta_2",
        0.999,
        N_("The share of the running mean of the squared gradients that is kept at each step."),
        N_("Beta 2"),
        step=0.001,
    ),
)

for _kind in (
    OptimizerKind(
        "SGD",
        N_("Stochastic gradient descent: a step against the gradient of each batch."),
        params=(
            _learning_rate(0.01),
            _share("momentum", 0.0, N_("The share of the last step that is added to the next one.")),
            Param(
                "nesterov",
                "boolean",
                False,
                N_("Takes the gradient at the point where momentum is about to go, not where the weights are now."),
                advanced=True,
            ),
        ),
    ),
    OptimizerKind(
        "RMSprop",
        N_("Divides each weight's step by the recent size of its gradients."),
        params=(
            _learning_rate(0.001),
            _share("rho", 0.9, N_("The share of the running mean of the squared gradients that is kept at each step.")),
            _share("momentum", 0.0, N_("The share of the last step that is added to the next one.")),
        ),
    ),
    OptimizerKind(
        "Adam",
        N_("Momentum, and a separate step size for each weight. A good first choice."),
        params=(_learning_rate(0.001), *_BETAS),
    ),
    OptimizerKind(
        "AdamW",
        N_("Adam that also shrinks every weight a little at each step."),
        params=(
            _learning_rate(0.001),
            *_BETAS,
            _share(
                "weight_decay",
                0.004,
                N_("At each step, weights shrink by this share times the learning rate."),
                step=0.001,
            ),
        ),
    ),
    OptimizerKind(
        "Nadam", N_("Adam with Nesterov momentum, which looks ahead."), params=(_learning_rate(0.001), *_BETAS)
    ),
    OptimizerKind(
        "Adagrad",
        N_(
            "Divides each weight's step by the root of the sum of all its squared gradients, so steps only ever shrink."
        ),
        params=(_learning_rate(0.001),),
    ),
    OptimizerKind(
        "Adadelta",
        N_(
            "Adagrad with a fading memory. It needs a learning rate near 1; with Keras's default of 0.001 it hardly "
            "learns."
        ),
        params=(
            _learning_rate(0.001),
            _share(
                "rho", 0.95, N_("The share of the running mean of the squared gradients that is kept at each step.")
            ),
        ),
    ),
):
    OPTIMIZERS.register(_kind)
