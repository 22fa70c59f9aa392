"""What layers for sequences compute, step by step in NumPy, with the weights as Keras keeps them.

Keras with the same weights is what the tests compare with. A sequence is (..., steps, channels), float32 or float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


def simple_rnn(x: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The states of a `SimpleRNN` after each step: (..., steps, units).

    h(t) = tanh(x(t) W + h(t−1) U + b), with h(0) = 0. Source: J. Elman 1990, Finding Structure in Time.

    Args:
        x: (..., steps, channels).
        kernel: W, (channels, units).
        recurrent_kernel: U, (units, units).
        bias: b, (units,).
    """
    inputs = x @ kernel + bias
    state = np.zeros_like(inputs[..., 0, :])
    states = []
    for step in range(x.shape[-2]):
        state = np.tanh(inputs[..., step, :] + state @ recurrent_kernel)
        states.append(state)
    return np.stack(states, axis=-2)


@dataclass(frozen=True, eq=False)
class Gates:
    """A gated layer after each step: every array is (..., steps, units).

    Args:
        states: What the layer says, h.
        parts: What made it, by name: the gates between 0 and 1, the candidate, and the cell of an LSTM.
    """

    states: np.ndarray
    parts: dict[str, np.ndarray]


def gru(x: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> Gates:
    """A `GRU` after each step.

    h(t) = z h(t−1) + (1 − z) c. The update gate z and the reset gate r are sigmoids; the candidate c is a tanh.
    Source: K. Cho et al. 2014, https://arxiv.org/abs/1406.1078, with the reset after the product, as Keras has it.

    Args:
        x: (..., steps, channels).
        kernel: (channels, 3 units): for z, r and c.
        recurrent_kernel: (units, 3 units).
        bias: (2, 3 units): of the inputs, and of the state.
    """
    from scipy.special import expit

    inputs = x @ kernel + bias[0]
    state = np.zeros_like(inputs[..., 0, : kernel.shape[1] // 3])
    found: dict[str, list[np.ndarray]] = {"z": [], "r": [], "c": [], "before": []}
    states = []
    for step in range(x.shape[-2]):
        own = np.split(inputs[..., step, :], 3, axis=-1)
        memory = np.split(state @ recurrent_kernel + bias[1], 3, axis=-1)
        z, r = expit(own[0] + memory[0]), expit(own[1] + memory[1])
        candidate = np.tanh(own[2] + r * memory[2])
        for name, value in (("z", z), ("r", r), ("c", candidate), ("before", state)):
            found[name].append(value)
        state = z * state + (1 - z) * candidate
        states.append(state)
    return Gates(np.stack(states, axis=-2), {name: np.stack(part, axis=-2) for name, part in found.items()})


def lstm(x: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> Gates:
    """An `LSTM` after each step.

    The cell is f cell(t−1) + i c, and h(t) = o tanh(cell). The gates i (input), f (forget) and o (output) are sigmoids;
    the candidate c is a tanh. Source: F. Gers et al. 2000, Learning to Forget, in Neural Computation 12(10).

    Args:
        x: (..., steps, channels).
        kernel: (channels, 4 units): for i, f, c and o.
        recurrent_kernel: (units, 4 units).
        bias: (4 units,).
    """
    from scipy.special import expit

    inputs = x @ kernel + bias
    state = np.zeros_like(inputs[..., 0, : kernel.shape[1] // 4])
    cell = state
    found: dict[str, list[np.ndarray]] = {"i": [], "f": [], "c": [], "o": [], "cell": []}
    states = []
    for step in range(x.shape[-2]):
        parts = np.split(inputs[..., step, :] + state @ recurrent_kernel, 4, axis=-1)
        i, f, o = expit(parts[0]), expit(parts[1]), expit(parts[3])
        candidate = np.tanh(parts[2])
        cell = f * cell + i * candidate
        state = o * np.tanh(cell)
        for name, value in (("i", i), ("f", f), ("c", candidate), ("o", o), ("cell", cell)):
            found[name].append(value)
        states.append(state)
    return Gates(np.stack(states, axis=-2), {name: np.stack(part, axis=-2) for name, part in found.items()})


def attention(x: np.ndarray, kernels: Sequence[np.ndarray], heads: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Self-attention: each step asks all steps, and takes a mixture of their values.

    With q = x Wq, k = x Wk and v = x Wv, the shares are softmax(q kᵀ / √d), and what comes out is (shares v) Wo.
    Source: A. Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, section 3.2.

    Args:
        x: (..., steps, channels).
        kernels: Wq, Wk and Wv, each (channels, heads × d), and Wo, (heads × d, channels).
        heads: How many ways of asking there are.

    Returns:
        (..., steps, channels), and the shares (..., heads, asking step, asked step): each row of them sums to 1.
    """
    from scipy.special import softmax

    query, key, value, output = kernels

    def parted(weights: np.ndarray) -> np.ndarray:
        rows = x @ weights
        return np.moveaxis(rows.reshape(*rows.shape[:-1], heads, -1), -2, -3)

    q, k, v = parted(query), parted(key), parted(value)
    shares = softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(np.float32(q.shape[-1])), axis=-1)
    mixed = np.moveaxis(shares @ v, -3, -2)
    return mixed.reshape(*x.shape[:-1], -1) @ output, shares
