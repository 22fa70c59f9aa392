"""A deep network before and during its first steps: how large its numbers and gradients are, layer by layer.

References:
    X. Glorot, Y. Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, AISTATS.
    K. He et al. 2015, Delving Deep into Rectifiers, https://arxiv.org/abs/1502.01852 (initialization for ReLU).
    S. Ioffe, C. Szegedy 2015, Batch Normalization, https://arxiv.org/abs/1502.03167.
    K. He et al. 2015, Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.i18n import N_
from nnplay.sketch.one_thread import one_thread
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.theory.activations import ACTIVATIONS, softmax

UNITS = 64
"""Of every hidden layer, and inputs: the pixels of a small digit."""

CLASSES = 10
BATCH = 64
STEPS = 60
EPSILON = 1e-3
"""Added to the variance, as Keras does, so that nothing is divided by zero."""

GAINS: Mapping[str, float] = {
    N_("Zeros"): 0.0,
    N_("half He"): 0.5,
    "Glorot": 1.0,
    "He": 2.0,
    N_("twice He"): 8.0,
}
"""Variance of a weight, times the inputs of a layer that has as many outputs, by the name of the initializer.

Half and twice He have half and twice the standard deviation.
"""


@dataclass(frozen=True)
class NetworkStart:
    """How a network begins.

    Args:
        initializer: Of all weights, of `GAINS`; biases start at 0.
        activation: Of the hidden layers, by name.
        depth: Hidden layers.
        normalize: Whether each layer's sums go through batch normalization.
        residual: Whether each layer's input is added to its output.
    """

    initializer: str
    activation: str
    depth: int
    normalize: bool = False
    residual: bool = False


DEFAULT = NetworkStart("Glorot", "sigmoid", 8)
"""What the page trains at first."""


@dataclass
class DenseLayer:
    """The learned numbers of a hidden layer.

    Args:
        weights: (units, units).
        bias, scale, shift: (units,); the last two are those of batch normalization.
    """

    weights: np.ndarray
    bias: np.ndarray
    scale: np.ndarray
    shift: np.ndarray


def normalized(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each unit's sums over a batch, brought to mean 0 and standard deviation 1; and what they were divided by.

    Args:
        sums: (examples, units).

    Returns:
        (examples, units) and (units,).
    """
    deviation = np.sqrt(sums.var(axis=0) + EPSILON)
    return (sums - sums.mean(axis=0)) / deviation, deviation


@dataclass(frozen=True, eq=False)
class Passed:
    """What one hidden layer did with a batch.

    Args:
        inputs, sums, outputs: (examples, units); the sums as the activation reads them.
        unit: (examples, units), the sums after normalization and before scale and shift; the plain ones without it.
        deviation: (units,), what the sums were divided by; 1 without normalization.
    """

    inputs: np.ndarray
    sums: np.ndarray
    outputs: np.ndarray
    unit: np.ndarray
    deviation: np.ndarray


@dataclass(frozen=True, eq=False)
class Slopes:
    """What a backward pass finds.

    Args:
        loss: The mean cross-entropy of the batch.
        gradients: Of the loss, with respect to each of `DeepNetwork.parameters`.
        errors: (layers,), root mean square, over examples and units, of the gradient of an example's own loss with
            respect to the sums of each hidden layer.
    """

    loss: float
    gradients: list[np.ndarray]
    errors: np.ndarray


class DeepNetwork:
    """Hidden layers of equal size and a softmax, with random weights, in float64."""

    def __init__(self, start: NetworkStart, seed: int = 0) -> None:
        self.start = start
        rng = np.random.default_rng(seed)
        deviation = np.sqrt(GAINS[start.initializer] / UNITS)
        self.layers = [
            DenseLayer(
                deviation * rng.standard_normal((UNITS, UNITS)), np.zeros(UNITS), np.ones(UNITS), np.zeros(UNITS)
            )
            for _ in range(start.depth)
        ]
        self.out_weights = deviation * rng.standard_normal((UNITS, CLASSES))
        self.out_bias = np.zeros(CLASSES)

    @property
    def parameters(self) -> list[np.ndarray]:
        """All learned arrays, layer by layer, the output layer's last."""
        own = [array for each in self.layers for array in (each.weights, each.bias, each.scale, each.shift)]
        return [*own, self.out_weights, self.out_bias]

    def forward(self, x: np.ndarray) -> list[Passed]:
        """What every hidden layer does with a batch (examples, units)."""
        passed, activation = [], ACTIVATIONS[self.start.activation]
        for layer in self.layers:
            sums = x @ layer.weights + layer.bias
            unit, deviation = normalized(sums) if self.start.normalize else (sums, np.ones(UNITS))
            if self.start.normalize:
                sums = layer.scale * unit + layer.shift
            outputs = activation.value(sums) + (x if self.start.residual else 0.0)
            passed.append(Passed(x, sums, outputs, unit, deviation))
            x = outputs
        return passed

    def backward(self, x: np.ndarray, y: np.ndarray) -> Slopes:
        """The mean cross-entropy of a batch, and its gradients.

        Args:
            x: (examples, units).
            y: (examples,), class numbers.
        """
        passed = self.forward(x)
        last, places = passed[-1].outputs, np.arange(len(y))
        logits = last @ self.out_weights + self.out_bias
        highest = logits.max(axis=1)
        total = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
        loss = float((total - logits[places, y]).mean())
        back = softmax(logits)
        back[places, y] -= 1
        back /= len(y)
        found, errors = [last.T @ back, back.sum(axis=0)], []
        back = back @ self.out_weights.T
        activation = ACTIVATIONS[self.start.activation]
        for layer, one in zip(reversed(self.layers), reversed(passed), strict=True):
            at_sums = back * activation.slope(one.sums)
            scale, shift = np.zeros(UNITS), np.zeros(UNITS)
            if self.start.normalize:
                scale, shift = (at_sums * one.unit).sum(axis=0), at_sums.sum(axis=0)
                at_unit = at_sums * layer.scale
                # The mean and the deviation depend on every example, so each gradient loses what all of them share.
                shared = at_unit.mean(axis=0) + one.unit * (at_unit * one.unit).mean(axis=0)
                at_sums = (at_unit - shared) / one.deviation
            errors.append(len(y) * float(np.sqrt(np.mean(at_sums**2))))
            found = [one.inputs.T @ at_sums, at_sums.sum(axis=0), scale, shift, *found]
            back = at_sums @ layer.weights.T + (back if self.start.residual else 0.0)
        return Slopes(loss, found, np.array(errors[::-1]))


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Training digits with mean 0 and standard deviation 1 over all pixels, float64 (n, 64), and their classes."""
    data = load_dataset(DatasetSpec("digits"))
    x = data.x_train.reshape(len(data.y_train), -1).astype(np.float64)
    return (x - x.mean()) / x.std(), data.y_train


@dataclass(frozen=True, eq=False)
class Spread:
    """A network before its first step.

    Args:
        quantiles: (layers + 1, 5): 5%, 25%, 50%, 75% and 95% of the inputs and of each layer's outputs lie below.
        deviations, mean_squares: (layers + 1,), their standard deviations and the means of their squares.
        errors: (layers,), as of `Slopes`.
    """

    quantiles: np.ndarray
    deviations: np.ndarray
    mean_squares: np.ndarray
    errors: np.ndarray


@functools.lru_cache(maxsize=512)
def at_start(start: NetworkStart) -> Spread:
    """How large the numbers of a network are on a batch of digits, before anything is learned."""
    network, (x, y) = DeepNetwork(start), digits()
    x, y = x[:BATCH], y[:BATCH]
    with one_thread():
        outputs = [x, *(one.outputs for one in network.forward(x))]
        errors = network.backward(x, y).errors
    return Spread(
        np.array([np.quantile(one, (0.05, 0.25, 0.5, 0.75, 0.95)) for one in outputs]),
        np.array([one.std() for one in outputs]),
        np.array([np.mean(one**2) for one in outputs]),
        errors,
    )


@functools.lru_cache(maxsize=256)
def losses(start: NetworkStart, learning_rate: float) -> np.ndarray:
    """The loss on each batch of `STEPS` steps of SGD, float64 (steps,); it ends early where that is no number."""
    network, (x, y) = DeepNetwork(start), digits()
    rng, found = np.random.default_rng(1), []
    with np.errstate(all="ignore"), one_thread():
        for _ in range(STEPS):
            batch = rng.integers(len(y), size=BATCH)
            slopes = network.backward(x[batch], y[batch])
            if not np.isfinite(slopes.loss):
                break
            found.append(slopes.loss)
            for array, gradient in zip(network.parameters, slopes.gradients, strict=True):
                array -= learning_rate * gradient
    return np.array(found)


def remedies(start: NetworkStart) -> dict[str, NetworkStart]:
    """A plain network, and with each remedy and both."""
    return {
        N_("plain"): replace(start, normalize=False, residual=False),
        N_("batch normalization"): replace(start, normalize=True, residual=False),
        N_("residual"): replace(start, normalize=False, residual=True),
        N_("both"): replace(start, normalize=True, residual=True),
    }


def deep(activation: str, initializer: str, *, normalize: bool = False, depth: int = 8) -> ExperimentSpec:
    """A deep dense network on the small digits, as an experiment for the playground.

    Args:
        activation: Of the hidden layers, by name.
        initializer: Of their weights, as Keras calls it.
        normalize: Whether each hidden layer's sums go through batch normalization.
        depth: Hidden layers.
    """
    dense = LayerSpec("Dense", units=32, activation=activation, kernel_initializer=initializer)
    block: tuple[LayerSpec, ...] = (dense,)
    if normalize:
        linear = LayerSpec("Dense", units=32, activation="linear", kernel_initializer=initializer)
        block = (linear, LayerSpec("BatchNormalization"), LayerSpec("Activation", activation=activation))
    return ExperimentSpec(
        DatasetSpec("digits"),
        (LayerSpec("Flatten"), *(depth * block)),
        TrainingSpec(OptimizerSpec("SGD", learning_rate=0.1), batch_size=32, epochs=15),
    )
