"""Activation functions and their slopes, as Keras computes them; and the step, which cannot be learned with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import erf, expit

from nnplay.i18n import N_, translated

LEAK = 0.2
"""Slope of the leaky ReLU for negative sums; Keras's default."""

FLAT = 0.05
"""Slopes below count as saturated here."""

Function = Callable[[np.ndarray], np.ndarray]


@translated("used", "saturates")
@dataclass(frozen=True)
class Activation:
    """One activation function.

    Args:
        name: Keras's name, or `"step"`.
        title: What a page calls it, in every language.
        value: f(z), elementwise.
        slope: The derivative f'(z), elementwise; where it jumps, the value that TensorFlow takes.
        formula: f as LaTeX, beginning after the equals sign.
        slope_formula: f' as LaTeX.
        used: Where it is used.
        saturates: Where its slope goes to zero, and what that means.
    """

    name: str
    title: str
    value: Function
    slope: Function
    formula: str
    slope_formula: str
    used: str
    saturates: str


def linear(z: np.ndarray) -> np.ndarray:
    """The sum as it is."""
    return np.asarray(z, dtype=float)


def step(z: np.ndarray) -> np.ndarray:
    """1 where the sum is at least 0, else 0."""
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


def relu(z: np.ndarray) -> np.ndarray:
    """The sum, but never less than 0."""
    return np.maximum(z, 0.0)


def leaky_relu(z: np.ndarray) -> np.ndarray:
    """ReLU that lets a fifth of negative sums through."""
    return np.where(np.asarray(z) >= 0, z, LEAK * np.asarray(z))


def elu(z: np.ndarray) -> np.ndarray:
    """ReLU that bends smoothly to -1."""
    return np.where(np.asarray(z) > 0, z, np.expm1(np.minimum(z, 0.0)))


def normal_cdf(z: np.ndarray) -> np.ndarray:
    """The share of a standard normal distribution below z."""
    return 0.5 * (1.0 + erf(np.asarray(z) / np.sqrt(2.0)))


def normal_pdf(z: np.ndarray) -> np.ndarray:
    """The density of the standard normal distribution."""
    return np.exp(-0.5 * np.square(z)) / np.sqrt(2.0 * np.pi)


def gelu(z: np.ndarray) -> np.ndarray:
    """The sum, weighted by the share of a normal distribution below it. Source: Hendrycks and Gimpel 2016."""
    return np.asarray(z) * normal_cdf(z)


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squeezes the sum between 0 and 1."""
    return expit(z)


def silu(z: np.ndarray) -> np.ndarray:
    """The sum times its sigmoid, also called swish. Source: Elfwing, Uchibe and Doya 2017."""
    return np.asarray(z) * expit(z)


def tanh(z: np.ndarray) -> np.ndarray:
    """Squeezes the sum between -1 and 1."""
    return np.tanh(z)


def softplus(z: np.ndarray) -> np.ndarray:
    """A smooth ReLU, ln(1 + e^z), safe for large sums."""
    return np.logaddexp(0.0, z)


def saturated(activation: Activation, z: np.ndarray) -> np.ndarray:
    """Where the slope is nearly zero, so that hardly anything of an error comes through; bool, as z."""
    return np.abs(activation.slope(z)) < FLAT


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Positive shares that sum to 1, from one number per class.

    Args:
        logits: (..., classes).
        temperature: Above 0; small ones make the largest logit win clearly, large ones even the shares out.
    """
    scaled = np.asarray(logits, dtype=float) / temperature
    # The same shares as without the subtraction, and no overflow.
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_slopes(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """How each share changes with each logit: (classes, classes), row i being share i."""
    shares = softmax(logits, temperature)
    return (np.diag(shares) - np.outer(shares, shares)) / temperature


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        one.name: one
        for one in (
            Activation(
                "linear",
                "Linear",
                linear,
                lambda z: np.ones_like(np.asarray(z, dtype=float)),
                r"z",
                r"1",
                N_(
                    "The output of a network that predicts a number. In hidden layers it adds nothing: a stack of "
                    "linear layers does no more than one."
                ),
                N_("Never. Its slope is 1 everywhere."),
            ),
            Activation(
                "step",
                "Step",
                step,
                lambda z: np.zeros_like(np.asarray(z, dtype=float)),
                r"\begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}",
                r"0 \quad (z \ne 0)",
                N_(
                    "The neuron of McCulloch and Pitts (1943) and Rosenblatt's perceptron (1958). Slopes cannot train "
                    "it: where the slope is 0, no weight finds out which way to change."
                ),
                N_("Everywhere. The slope is 0, and at z = 0 there is none."),
            ),
            Activation(
                "relu",
                "ReLU",
                relu,
                lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
                r"\max(0, z)",
                r"\begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}",
                N_(
                    "The usual choice for hidden layers: quick to compute, and its slope stays 1 for large sums. At 0 "
                    "there are two slopes; TensorFlow uses 0."
                ),
                N_(
                    "For negative sums. If a unit's sum is negative for every example, no error gets through to its "
                    "weights, and they stop changing."
                ),
            ),
            Activation(
                "leaky_relu",
                "Leaky ReLU",
                leaky_relu,
                lambda z: np.where(np.asarray(z) > 0, 1.0, LEAK),
                rf"\begin{{cases}} z & z \ge 0 \\ {LEAK}\,z & z < 0 \end{{cases}}",
                rf"\begin{{cases}} 1 & z > 0 \\ {LEAK} & z < 0 \end{{cases}}",
                N_(
                    "Hidden layers where too many ReLU units get stuck at 0. The small slope on the left is a setting: "
                    "Keras uses 0.2, others use 0.01."
                ),
                N_("Never: even far to the left, a fifth of the error gets through."),
            ),
            Activation(
                "elu",
                "ELU",
                elu,
                lambda z: np.where(np.asarray(z) > 0, 1.0, np.exp(np.minimum(z, 0.0))),
                r"\begin{cases} z & z > 0 \\ e^{z} - 1 & z \le 0 \end{cases}",
                r"\begin{cases} 1 & z > 0 \\ e^{z} & z \le 0 \end{cases}",
                N_("Hidden layers: like ReLU, but outputs can be negative, so their mean is closer to zero."),
                N_("For sums below about -3, where its value approaches -1."),
            ),
            Activation(
                "gelu",
                "GELU",
                gelu,
                lambda z: normal_cdf(z) + np.asarray(z) * normal_pdf(z),
                r"z \cdot \Phi(z)",
                r"\Phi(z) + z \cdot \varphi(z)",
                N_(
                    "Hidden layers of transformers such as BERT and GPT-2. Φ(z) is the share of a normal distribution "
                    "that lies below z, and φ is the bell curve itself. GELU dips below zero, down to -0.17."
                ),
                N_("For sums below about -2.5. Its slope is also zero at the bottom of the dip, near -0.75."),
            ),
            Activation(
                "silu",
                "SiLU (swish)",
                silu,
                lambda z: expit(z) * (1.0 + np.asarray(z) * (1.0 - expit(z))),
                r"z \cdot \sigma(z)",
                r"\sigma(z)\,\big(1 + z\,(1 - \sigma(z))\big)",
                N_(
                    "Hidden layers of image networks such as EfficientNet. Like GELU with a sigmoid, σ, in place of Φ; "
                    "it dips to -0.28."
                ),
                N_("For sums below about -5. Its slope is also zero at the bottom of the dip, near -1.28."),
            ),
            Activation(
                "tanh",
                "tanh",
                tanh,
                lambda z: 1.0 - np.square(np.tanh(z)),
                r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
                r"1 - \tanh^2(z)",
                N_(
                    "Networks that read sequences (LSTM), small networks on smooth curves, outputs between -1 and 1. "
                    "It is a stretched sigmoid: tanh(z) = 2 σ(2z) - 1."
                ),
                N_("On both sides, beyond about ±2."),
            ),
            Activation(
                "sigmoid",
                "Sigmoid",
                sigmoid,
                lambda z: expit(z) * (1.0 - expit(z)),
                r"\sigma(z) = \frac{1}{1 + e^{-z}}",
                r"\sigma(z)\,(1 - \sigma(z))",
                N_(
                    "The output for a yes-or-no question, where it is a probability. Rarely used in hidden layers "
                    "today."
                ),
                N_("On both sides, beyond about ±3. Its slope is 0.25 at most, so an error shrinks in every layer."),
            ),
            Activation(
                "softplus",
                "Softplus",
                softplus,
                sigmoid,
                r"\ln(1 + e^{z})",
                r"\sigma(z)",
                N_("Outputs that must be positive, such as a waiting time. A ReLU without the corner."),
                N_("For sums below about -3."),
            ),
        )
    }
)
"""The elementwise activations by name. Softmax is not among them: it looks at all sums of a layer together."""

TITLES = {name: one.title for name, one in ACTIVATIONS.items()}
