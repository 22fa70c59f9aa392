"""Words as rows of numbers, a bag of them, a memory, and attention: small enough to be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.i18n import N_
from nnplay.models import recurrence
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

VOCABULARY = ("the", "dog", "cat", "chases", "sees", "is", "chased", "by")
TABLE = np.array(
    [
        [0.0, 0.1, 0.0],
        [1.0, 0.2, 0.0],
        [0.9, -0.3, 0.1],
        [0.0, 1.0, 0.2],
        [0.1, 0.9, -0.2],
        [-0.1, 0.1, 0.6],
        [0.0, 0.8, 0.7],
        [-0.2, 0.0, 1.0],
    ]
)
"""A row of three numbers for each word, chosen by hand: how much animal, deed and passive voice is in it."""

SENTENCES = (
    "the dog chases the cat",
    "the cat chases the dog",
    "the dog is chased by the cat",
    "the cat is chased by the dog",
)
EPOCHS = 15


def numbers_of(words: Sequence[str]) -> np.ndarray:
    """The numbers of words in `VOCABULARY`: int64 (n,)."""
    return np.array([VOCABULARY.index(word) for word in words], np.int64)


def one_hot(numbers: np.ndarray, size: int = len(VOCABULARY)) -> np.ndarray:
    """Each number as a row with a single 1 at its place: (n, size)."""
    return np.eye(size)[numbers]


def embedded(words: Sequence[str]) -> np.ndarray:
    """The rows of `TABLE` of words, (n, 3): the same as their one-hot rows times the table."""
    return np.asarray(TABLE[numbers_of(words)])


def bag(words: Sequence[str]) -> np.ndarray:
    """The mean of the words' rows, (3,): what is left when the order is thrown away."""
    return np.asarray(embedded(words).mean(axis=0))


def memory(inputs: Sequence[float], w: float, u: float, b: float = 0.0) -> np.ndarray:
    """The state of one recurrent unit after each input: h = tanh(w x + u h + b), from h = 0; (steps,)."""
    x = np.array(inputs, float)[:, None]
    return recurrence.simple_rnn(x, np.array([[w]]), np.array([[u]]), np.array([b]))[:, 0]


def slope_over_time(states: np.ndarray, u: float) -> np.ndarray:
    """How much each state moves when the first one moves, (steps,): a factor u (1 − h²) for every step."""
    factors = u * (1 - states[1:] ** 2)
    return np.concatenate([[1.0], np.cumprod(factors)])


QUERY, KEY = np.array([[0.0], [1.0], [0.5]]), np.array([[1.0], [0.0], [0.0]])
"""Deeds ask, and animals answer: one number for the question of a word, and one for what it has to offer."""


def places(steps: int) -> np.ndarray:
    """A row of two numbers for each place that tells it from all others: (steps, 2)."""
    angle = np.linspace(0, np.pi, steps)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def attention(words: Sequence[str], sharpness: float, *, order: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """What each word takes from all words when deeds ask for animals.

    Args:
        words: Of `VOCABULARY`.
        sharpness: What the scores are multiplied by: with 0 all words get the same share.
        order: How much of their place is added to query and key; 0: a word is the same wherever it stands.

    Returns:
        The mixtures (n, 3), and the shares (n, n): each row sums to 1.
    """
    rows = embedded(words)
    at = places(len(words)) * order
    x = np.column_stack([rows, at])
    nothing = np.zeros((len(at.T), 1))
    query = np.hstack([np.vstack([QUERY, nothing]), np.vstack([np.zeros((3, 2)), np.eye(2)])]) * sharpness
    key = np.hstack([np.vstack([KEY, nothing]), np.vstack([np.zeros((3, 2)), np.eye(2)])])
    value = np.zeros((5, 3))
    value[:3] = np.eye(3)
    # One head of three numbers; `recurrence.attention` divides by their root, as networks do.
    mixed, shares = recurrence.attention(x, (query, key, value, np.eye(3)))
    return mixed, shares[0]


# Networks ---------------------------------------------------------------------------------------

_TABLE = LayerSpec("Embedding", input_dim=32, output_dim=8)
_ATTENTION = (
    LayerSpec("SelfAttention", num_heads=1, key_dim=8),
    LayerSpec("GlobalAveragePooling1D"),
    LayerSpec("Dense", units=16),
)

NETWORKS = {
    N_("Bag of words"): (_TABLE, LayerSpec("GlobalAveragePooling1D"), LayerSpec("Dense", units=16)),
    N_("Recurrent"): (_TABLE, LayerSpec("SimpleRNN", units=16)),
    N_("Attention"): (_TABLE, LayerSpec("PositionEmbedding"), *_ATTENTION),
    N_("Attention without places"): (_TABLE, *_ATTENTION),
}
"""Ways to read a sentence: without its order, word after word, and all words at once, with and without their places."""


def experiment(network: str) -> ExperimentSpec:
    """One of `NETWORKS` on the sentences about who does it."""
    return ExperimentSpec(
        DatasetSpec("sentences"),
        NETWORKS[network],
        TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), batch_size=16, epochs=EPOCHS),
    )


EXPERIMENTS = {name: experiment(name) for name in NETWORKS}
