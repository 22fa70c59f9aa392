"""Whether an example looks like what a network was trained on, which its probabilities do not say.

Softmax shares out 1 among the classes whatever comes in, and far from the training examples a network with ReLUs is
often more sure, not less (M. Hein, M. Andriushchenko, J. Bitterwolf 2019, Why ReLU Networks Yield High-Confidence
Predictions Far Away From the Training Data, https://arxiv.org/abs/1812.05720). What tells is the distance to the
nearest training example: in the inputs themselves, and in the direction of what the last hidden layer says of them
(Y. Sun, Y. Ming, X. Zhu, Y. Li 2022, Out-of-Distribution Detection with Deep Nearest Neighbors,
https://arxiv.org/abs/2204.06507).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras
import numpy as np

from nnplay.inspection.results import Novelty

if TYPE_CHECKING:
    from nnplay.datasets import Dataset

ACCEPTED = 0.98
"""The share of the validation part that counts as familiar."""

MOST_COMPARED, MOST_CHECKED = 5000, 1500
"""Training examples that new ones are compared with, and validation examples that set the limit."""

WORK = 2.5e10
"""Multiplications that may go into them: about a second. A larger network is given fewer examples."""

FEWEST = 400
FEWEST_CHECKED = 20
"""Of fewer validation examples no limit can be told; nothing is unfamiliar then."""

BATCH = 250


@dataclass(frozen=True, eq=False)
class Familiarity:
    """What a network has seen, and how far from it new examples of the same kind lie.

    Args:
        inputs, features: float32 (n, numbers), of some training examples: their inputs, and the direction of the last
            hidden layer's outputs.
        scales: For each of both, the median and the `ACCEPTED` quantile of the validation part's distances.
        limit: The same quantile of their scaled distances; infinite where there are fewer than `FEWEST_CHECKED`.
    """

    inputs: np.ndarray
    features: np.ndarray
    scales: tuple[tuple[float, float], tuple[float, float]]
    limit: float

    def novelty(self, model: keras.Model, examples: np.ndarray) -> Novelty:
        """How far examples lie from what the network has seen.

        Args:
            model: The network that this was fitted for.
            examples: float32 (n, *input_shape), as the network takes them.
        """
        if not len(examples):
            return Novelty(np.empty(0, np.float32))
        return Novelty((_scaled(self._distances(model, examples), self.scales) / self.limit).astype(np.float32))

    def _distances(self, model: keras.Model, examples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        inputs, features = _views(model, examples)
        return _nearest(inputs, self.inputs), _nearest(features, self.features)


def fit(model: keras.Model, data: Dataset, seed: int = 0) -> Familiarity:
    """Measures what a network has seen.

    Args:
        model: Trained on the data; its layers follow one another.
        data: Its training and validation part are used.
        seed: Which examples are taken where there are too many.
    """
    rng = np.random.default_rng(seed)
    affordable = int(np.clip(WORK / _multiplications(model), FEWEST, MOST_COMPARED + MOST_CHECKED))
    compared = min(MOST_COMPARED, affordable * MOST_COMPARED // (MOST_COMPARED + MOST_CHECKED))
    inputs, features = _views(model, _some(data.x_train, compared, rng))
    checked = _some(data.x_val, min(MOST_CHECKED, affordable - compared), rng)
    seen = Familiarity(inputs, features, ((0.0, 1.0), (0.0, 1.0)), 1.0)
    distances = seen._distances(model, checked)
    first, second = ((float(np.median(one)), float(np.quantile(one, ACCEPTED))) for one in distances)
    limit = float(np.quantile(_scaled(distances, (first, second)), ACCEPTED)) or 1.0
    return Familiarity(inputs, features, (first, second), limit if len(checked) >= FEWEST_CHECKED else np.inf)


def _scaled(distances: tuple[np.ndarray, ...], scales: tuple[tuple[float, float], ...]) -> np.ndarray:
    """The larger of the distances, each with 0 at the usual one and 1 at the farthest accepted one; never below 0."""
    scaled = [
        (one - usual) / (farthest - usual if farthest > usual else max(usual, 1e-6))
        for one, (usual, farthest) in zip(distances, scales, strict=True)
    ]
    return np.clip(np.max(scaled, axis=0), 0, None)


def _views(model: keras.Model, examples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inputs as rows, and the direction of the last hidden layer's outputs: float32 (n, numbers) both."""
    examples = np.asarray(examples, np.float32)
    parts = []
    for start in range(0, len(examples), BATCH):
        values = examples[start : start + BATCH]
        for layer in model.layers[:-1]:
            values = layer(values, training=False)
        parts.append(np.asarray(values, np.float32).reshape(len(values), -1))
    features = np.concatenate(parts)
    length = np.linalg.norm(features, axis=1, keepdims=True)
    return examples.reshape(len(examples), -1), features / np.maximum(length, 1e-9)


def _nearest(rows: np.ndarray, compared: np.ndarray) -> np.ndarray:
    """Each row's distance to the nearest of the others."""
    from sklearn.metrics import pairwise_distances_argmin_min
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # so few are done sooner than threads agree
        return pairwise_distances_argmin_min(rows, compared)[1]


def _some(examples: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    if len(examples) <= most:
        return examples
    return examples[np.sort(rng.choice(len(examples), most, replace=False))]


def _multiplications(model: keras.Model) -> float:
    """About how many one example takes."""
    total = 0.0
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            places = np.prod(layer.output.shape[1:-1]) if len(layer.output.shape) == 4 else 1
            total += float(places) * float(np.prod(layer.kernel.shape))
    return max(total, 1.0)
