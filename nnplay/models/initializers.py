"""Initializers of weights by their Keras class names."""

from __future__ import annotations

from typing import Any

from nnplay.i18n import N_
from nnplay.models.calls import KerasCall, keras, make
from nnplay.registry import INITIALIZERS, Kind, Param

for _name, _help in (
    ("GlorotUniform", N_("Uniform, scaled by the numbers of inputs and outputs. Keras's default; made for tanh.")),
    ("GlorotNormal", N_("Normal, scaled by the numbers of inputs and outputs. Made for tanh.")),
    ("HeNormal", N_("Normal, scaled by the number of inputs. Made for ReLU.")),
    ("HeUniform", N_("Uniform, scaled by the number of inputs. Made for ReLU.")),
    ("LecunNormal", N_("Normal, scaled by the number of inputs, without the factor of 2 for ReLU.")),
    ("RandomNormal", N_("Normal with standard deviation 0.05, whatever the layer's size.")),
    ("RandomUniform", N_("Uniform between -0.05 and 0.05, whatever the layer's size.")),
    ("Orthogonal", N_("Directions at right angles to each other. Keras's default for the weights between states.")),
    (
        "Zeros",
        N_(
            "All zero, to see why weights start at random. A ReLU layer that starts this way never learns. If every "
            "layer does, no unit of any activation ever differs from its neighbors."
        ),
    ),
    (
        "Ones",
        N_(
            "All one, so all units of the layer start out the same. If every layer starts this way, they stay the same."
        ),
    ),
):
    INITIALIZERS.register(Kind(_name, _help))

UNSEEDED = ("Zeros", "Ones")


def initializer_param(
    name: str = "kernel_initializer",
    help: str = N_("The way the weights are chosen before training starts."),
    label: str = N_("Initializer"),
    default: str = "GlorotUniform",
) -> Param:
    """The initializer option of a layer."""
    return Param(name, "choice", default, help, label=label, choices=INITIALIZERS, advanced=True)


def initializer_call(name: str, seed: int) -> KerasCall:
    """The call of an initializer, seeded so that equal seeds draw equal weights."""
    kind = getattr(keras.initializers, name)
    call: KerasCall = kind() if name in UNSEEDED else kind(seed=seed)
    return call


def build_initializer(name: str, seed: int) -> Any:
    """The `keras.initializers.Initializer` of that call."""
    return make(initializer_call(name, seed))
