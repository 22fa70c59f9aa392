"""An autoencoder: a network that squeezes digits into a few numbers and draws them again; in NumPy, beside PCA.

Layers 64 → 48 → code → 48 → 64: tanh in the hidden layers, nothing on the code, sigmoid on the pixels. It learns to
make its output equal to its input: the loss is the mean squared error of the pixels, the optimizer Adam (D. Kingma,
J. Ba 2015, Adam: a method for stochastic optimization) with Keras's defaults but for the learning rate.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from nnplay.datasets.kinds.digits import load_digits

PIXELS, HIDDEN = 64, 48
SIZES = (2, 4, 8, 16)
"""Numbers of a code."""

TRAINING = 1297
"""Digits to learn from; the other 500 are the test."""

EPOCHS = (0, 1, 2, 4, 8, 15, 30, 60)
"""After which of them a network is kept; the last one ends the training."""

RATE, BATCH = 0.005, 64
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7


@dataclass(frozen=True, eq=False)
class Digits:
    """Scikit-learn's digits in a random order: float64 (n, 64), ink from 0 to 1, and int64 labels (n,)."""

    x: np.ndarray
    y: np.ndarray

    @property
    def train(self) -> np.ndarray:
        """What is learned from."""
        return self.x[:TRAINING]

    @property
    def test(self) -> np.ndarray:
        """What is only tested on."""
        return self.x[TRAINING:]


@functools.cache
def digits() -> Digits:
    """All 1,797 of them."""
    raw = load_digits({})
    order = np.random.default_rng(0).permutation(len(raw.x))
    return Digits(raw.x[order].reshape(-1, PIXELS).astype(np.float64) / 16, raw.y[order].astype(np.int64))


@dataclass(frozen=True, eq=False)
class Autoencoder:
    """The network.

    Args:
        weights: Kernel and bias of each of the four layers, in order.
    """

    weights: tuple[np.ndarray, ...]

    @classmethod
    def fresh(cls, size: int, seed: int = 0) -> Autoencoder:
        """Random kernels, as Glorot and Bengio 2010 draw them, and zero biases.

        Args:
            size: Numbers of a code.
            seed: Of the random choices.
        """
        rng, weights = np.random.default_rng(seed), []
        for inputs, units in ((PIXELS, HIDDEN), (HIDDEN, size), (size, HIDDEN), (HIDDEN, PIXELS)):
            limit = np.sqrt(6 / (inputs + units))
            weights += [rng.uniform(-limit, limit, (inputs, units)), np.zeros(units)]
        return cls(tuple(weights))

    @property
    def size(self) -> int:
        """Numbers of a code."""
        return self.weights[2].shape[1]

    def encode(self, x: np.ndarray) -> np.ndarray:
        """Codes (n, size) of pictures (n, 64)."""
        kernel, bias, code_kernel, code_bias = self.weights[:4]
        return np.asarray(np.tanh(x @ kernel + bias) @ code_kernel + code_bias)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Pictures (n, 64), ink from 0 to 1, drawn from codes (n, size)."""
        kernel, bias, pixel_kernel, pixel_bias = self.weights[4:]
        return np.asarray(expit(np.tanh(codes @ kernel + bias) @ pixel_kernel + pixel_bias))

    def loss(self, x: np.ndarray) -> float:
        """The mean squared error of the pixels."""
        return float(np.mean((self.decode(self.encode(x)) - x) ** 2))

    def gradients(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """The slopes of the loss with respect to all weights, by backpropagation; shapes as in `weights`."""
        w1, b1, w2, b2, w3, b3, w4, b4 = self.weights
        first = np.tanh(x @ w1 + b1)
        code = first @ w2 + b2
        second = np.tanh(code @ w3 + b3)
        output = expit(second @ w4 + b4)
        # Backward: from the loss through sigmoid, tanh, code and tanh again.
        sums = 2 / x.size * (output - x) * output * (1 - output)
        into_second = sums @ w4.T * (1 - second**2)
        into_code = into_second @ w3.T
        into_first = into_code @ w2.T * (1 - first**2)
        parts = ((x, into_first), (first, into_code), (code, into_second), (second, sums))
        return tuple(one for inputs, slopes in parts for one in (inputs.T @ slopes, slopes.sum(axis=0)))


@dataclass(frozen=True, eq=False)
class Adam:
    """Adam's memory, and the step that it makes.

    Args:
        means, squares: Running means of the gradients and of their squares, by weight.
        step: Steps that were made.
    """

    means: tuple[np.ndarray, ...]
    squares: tuple[np.ndarray, ...]
    step: int = 0

    def moved(self, network: Autoencoder, gradients: Sequence[np.ndarray]) -> tuple[Autoencoder, Adam]:
        """The network after one step, and the new memory."""
        step = self.step + 1
        means = tuple(BETA_1 * old + (1 - BETA_1) * new for old, new in zip(self.means, gradients, strict=True))
        squares = tuple(BETA_2 * old + (1 - BETA_2) * new**2 for old, new in zip(self.squares, gradients, strict=True))
        rate = RATE * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
        moved = (
            weight - rate * mean / (np.sqrt(square) + EPSILON)
            for weight, mean, square in zip(network.weights, means, squares, strict=True)
        )
        return Autoencoder(tuple(moved)), Adam(means, squares, step)


@functools.lru_cache(maxsize=len(SIZES))
def trained(size: int) -> tuple[Autoencoder, ...]:
    """The network after each of `EPOCHS`; it takes one or two seconds, once.

    Args:
        size: Numbers of a code.
    """
    network, x, rng = Autoencoder.fresh(size), digits().train, np.random.default_rng(1)
    zeros = tuple(np.zeros_like(weight) for weight in network.weights)
    optimizer, kept = Adam(zeros, zeros), [network]
    with threadpool_limits(1, user_api="blas"):
        for epoch in range(1, EPOCHS[-1] + 1):
            order = rng.permutation(len(x))
            for start in range(0, len(x), BATCH):
                gradients = network.gradients(x[order[start : start + BATCH]])
                network, optimizer = optimizer.moved(network, gradients)
            if epoch in EPOCHS:
                kept.append(network)
    return tuple(kept)


@dataclass(frozen=True, eq=False)
class LinearCode:
    """Principal component analysis: the best code that only multiplies and adds.

    Args:
        mean: (64,), of the training digits.
        components: (size, 64), directions of the largest variance, each of length 1.
    """

    mean: np.ndarray
    components: np.ndarray

    def encode(self, x: np.ndarray) -> np.ndarray:
        """Codes (n, size) of pictures (n, 64)."""
        return np.asarray((x - self.mean) @ self.components.T)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Pictures (n, 64), drawn from codes (n, size); pixels may lie outside of 0 to 1."""
        return np.asarray(codes @ self.components + self.mean)

    def loss(self, x: np.ndarray) -> float:
        """The mean squared error of the pixels."""
        return float(np.mean((self.decode(self.encode(x)) - x) ** 2))


@functools.lru_cache(maxsize=len(SIZES))
def linear(size: int) -> LinearCode:
    """`sklearn.decomposition.PCA` of the training digits."""
    from sklearn.decomposition import PCA

    with threadpool_limits(1, user_api="blas"):
        found = PCA(size, svd_solver="full").fit(digits().train)
    return LinearCode(found.mean_, found.components_)


Code = Autoencoder | LinearCode


def bounds(code: Code) -> list[tuple[float, float]]:
    """For each number of the code, between which whole numbers those of all digits lie; 0 is always among them."""
    codes = code.encode(digits().x)
    low, high = np.minimum(codes.min(axis=0), 0), np.maximum(codes.max(axis=0), 0)
    return list(zip(np.floor(low).tolist(), np.ceil(high).tolist(), strict=True))


def nearest(codes: np.ndarray, code: np.ndarray, count: int) -> np.ndarray:
    """Places of the codes (n, size) that lie nearest to one (size,), the nearest first: int64 (count,)."""
    return np.argsort(((codes - code) ** 2).sum(axis=1), kind="stable")[:count]


def neighbor_accuracy(code: Code) -> float:
    """The share of test digits whose nearest training digit, by their codes, is the same digit."""
    data = digits()
    known, new = code.encode(data.train), code.encode(data.test)
    with threadpool_limits(1, user_api="blas"):
        distances = (known**2).sum(axis=1) - 2 * new @ known.T
    return float((data.y[:TRAINING][distances.argmin(axis=1)] == data.y[TRAINING:]).mean())


def walk(code: Code, first: np.ndarray, last: np.ndarray, steps: int) -> np.ndarray:
    """Pictures (steps, 64) drawn from codes on the straight way from one picture's (64,) to another's."""
    start, end = code.encode(np.stack([first, last]))
    return code.decode(start + np.linspace(0, 1, steps)[:, None] * (end - start))
