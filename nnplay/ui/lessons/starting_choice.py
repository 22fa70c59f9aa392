"""The controls that say how a deep network begins, for all sections of the lesson."""

from __future__ import annotations

from dataclasses import replace

from nnplay.i18n import N_
from nnplay.registry import Param
from nnplay.theory import starting as theory
from nnplay.theory.activations import ACTIVATIONS
from nnplay.theory.starting import NetworkStart
from nnplay.ui.lessons import layout

TITLES = {name: ACTIVATIONS[name].title for name in ("sigmoid", "tanh", "relu")}

INITIALIZER = Param(
    "initializer",
    "choice",
    theory.DEFAULT.initializer,
    N_(
        "How large the random weights are at the start. *Half He* and *twice He* have half and twice He's "
        "standard deviation."
    ),
    label=N_("Initializer"),
    choices=tuple(theory.GAINS),
)

ACTIVATION = Param("activation", "choice", theory.DEFAULT.activation, N_("The activation of all hidden layers."),
                   choices=tuple(TITLES))  # fmt: skip

DEPTH = Param("depth", "integer", 10, N_("The number of hidden layers, each with 64 units."), label=N_("Hidden layers"),
              minimum=2, maximum=30)  # fmt: skip


def choose(slug: str, *, most: int = 30, depth: int = 10) -> NetworkStart:
    """The controls that say how a network begins."""
    activation = layout.pick(slug, ACTIVATION, names=TITLES)
    initializer = layout.pick(slug, INITIALIZER)
    layers = layout.control(slug, replace(DEPTH, default=depth, maximum=most))
    return NetworkStart(initializer, activation, int(layers))
