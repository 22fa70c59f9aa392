"""Initializers of weights by their Keras class names."""

from __future__ import annotations

from typing import Any

from nnplay.models.calls import KerasCall, keras, make
from nnplay.registry import INITIALIZERS, Kind, Param

for _name, _help in (
    ("GlorotUniform", "Uniform, scaled by inputs and outputs. Keras's default, fits tanh and sigmoid."),
    ("GlorotNormal", "Normal, scaled by inputs and outputs."),
    ("HeNormal", "Normal, scaled by inputs. Fits ReLU."),
    ("HeUniform", "Uniform, scaled by inputs. Fits ReLU."),
    ("LecunNormal", "Normal, scaled by inputs only, without the factor for ReLU."),
    ("RandomNormal", "Normal with standard deviation 0.05, whatever the layer's size."),
    ("RandomUniform", "Uniform between -0.05 and 0.05, whatever the layer's size."),
    ("Zeros", "All zero: every unit of a layer then learns the same. To see why weights start at random."),
    ("Ones", "All one: every unit of a layer then learns the same."),
):
    INITIALIZERS.register(Kind(_name, _help))

UNSEEDED = ("Zeros", "Ones")


def initializer_param(
    name: str = "kernel_initializer",
    help: str = "How the weights are drawn before training starts.",
    label: str = "Initializer",
) -> Param:
    """The initializer option of a layer."""
    return Param(name, "choice", "GlorotUniform", help, label=label, choices=INITIALIZERS, advanced=True)


def initializer_call(name: str, seed: int) -> KerasCall:
    """The call of an initializer, seeded so that equal seeds draw equal weights."""
    kind = getattr(keras.initializers, name)
    call: KerasCall = kind() if name in UNSEEDED else kind(seed=seed)
    return call


def build_initializer(name: str, seed: int) -> Any:
    """The `keras.initializers.Initializer` of that call."""
    return make(initializer_call(name, seed))
