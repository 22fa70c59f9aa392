"""Activation functions by their Keras names."""

from __future__ import annotations

from nnplay.i18n import N_
from nnplay.registry import ACTIVATIONS, Kind, Param

for _name, _help in (
    ("linear", N_("Passes the sum on unchanged. A stack of linear layers can do no more than a single one.")),
    ("relu", N_("Zero for negative sums, otherwise the sum itself. The usual choice for hidden layers.")),
    ("leaky_relu", N_("Like ReLU, but with a small slope for negative sums, so that units keep learning there.")),
    ("elu", N_("Like ReLU, but negative sums bend smoothly toward -1.")),
    ("gelu", N_("A smooth ReLU: the sum times the share of a normal distribution that lies below it.")),
    ("silu", N_("A smooth ReLU: the sum times its sigmoid. Also called swish.")),
    ("tanh", N_("Squeezes the sum between -1 and 1.")),
    ("sigmoid", N_("Squeezes the sum between 0 and 1.")),
    ("softplus", N_("A smooth ReLU that is never zero.")),
    ("softmax", N_("Turns a layer's numbers into positive shares that add up to 1, such as probabilities of classes.")),
):
    ACTIVATIONS.register(Kind(_name, _help))


def activation_param(default: str) -> Param:
    """The activation option of a layer."""
    return Param(
        "activation",
        "choice",
        default,
        N_("The function that each unit applies to its weighted sum."),
        choices=ACTIVATIONS,
    )
