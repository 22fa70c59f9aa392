"""Activation functions by their Keras names."""

from __future__ import annotations

from nnplay.registry import ACTIVATIONS, Kind, Param

for _name, _help in (
    ("linear", "Passes the sum on as it is. A stack of linear layers is still one linear map."),
    ("relu", "Zero for negative sums, else the sum itself. The usual choice of hidden layers."),
    ("leaky_relu", "Like ReLU, with a small slope for negative sums, so that no unit goes silent for good."),
    ("elu", "Like ReLU, bending smoothly to -1 for negative sums."),
    ("gelu", "A smooth ReLU: the sum times the normal distribution function of it."),
    ("silu", "A smooth ReLU: the sum times its sigmoid, also called swish."),
    ("tanh", "Squeezes the sum between -1 and 1."),
    ("sigmoid", "Squeezes the sum between 0 and 1."),
    ("softplus", "A smooth ReLU that is never zero."),
    ("softmax", "Turns the numbers of a layer into positive shares that sum to 1."),
):
    ACTIVATIONS.register(Kind(_name, _help))


def activation_param(default: str) -> Param:
    """The activation option of a layer."""
    return Param(
        "activation",
        "choice",
        default,
        "The function that each unit applies to its weighted sum.",
        choices=ACTIVATIONS,
    )
