"""How layer after layer separates the classes: its outputs for many examples, in two dimensions."""

from __future__ import annotations

import math
from typing import Literal

import keras
import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection.pieces import pieces
from nnplay.inspection.results import Projection
from nnplay.limits import limits, show_bytes

Method = Literal["PCA", "t-SNE"]

BATCH = 100
"""Examples that go through the network at once, at most."""

COPIES = 4
"""Of a layer's numbers that PCA has in memory at the same time."""

KEPT_COMPONENTS = 30
"""Principal components that t-SNE starts from, as van der Maaten and Hinton 2008, section 4.2, do."""

PERPLEXITY = 30
STEPS = 500


def project(
    model: keras.Model, examples: np.ndarray, layer: str, method: Method = "PCA", labels: np.ndarray | None = None
) -> Projection:
    """A layer's outputs for some examples, in two dimensions.

    PCA is scikit-learn's with its randomised solver, seeded. t-SNE is scikit-learn's on the first 30
    principal components: L. van der Maaten, G. Hinton 2008, Visualizing Data using t-SNE, JMLR 9.

    Args:
        model: A built model whose layers follow one another.
        examples: float32, (n, *input_shape): at least 5.
        layer: Name of the layer, or `"input"`.
        method: How.
        labels: (n,) class numbers; with them the share of examples is found whose nearest neighbour in all of the
            layer's dimensions is of their own class.

    Raises:
        DataError: If the network has no such layer, or it says too much for this.
    """
    from threadpoolctl import threadpool_limits

    values = _outputs(model, examples, layer)
    # One thread: so few examples are done sooner than threads agree, and by far on a machine that trains as well.
    with threadpool_limits(1):
        agreement = None if labels is None else _agreement(values, labels)
        if not np.ptp(values, axis=0).any():
            return Projection(layer, np.zeros((len(values), 2), np.float32), 0.0, agreement)
        points, explained = _reduce(values, method)
    if points.shape[1] == 1:
        points = np.column_stack([points, np.zeros(len(points))])
    return Projection(layer, points[:, :2].astype(np.float32), explained, agreement)


def _reduce(values: np.ndarray, method: Method) -> tuple[np.ndarray, float]:
    """Points in at most two dimensions, and the share of the variance in the first two components."""
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    most = min(KEPT_COMPONENTS if method == "t-SNE" else 2, *values.shape)
    pca = PCA(most, svd_solver="randomized", random_state=0)
    points = pca.fit_transform(values)
    explained = float(pca.explained_variance_ratio_[:2].sum())
    if method == "t-SNE":
        perplexity = min(PERPLEXITY, (len(values) - 1) / 3)
        start = "pca" if most > 1 else "random"
        points = TSNE(2, perplexity=perplexity, max_iter=STEPS, init=start, random_state=0).fit_transform(points)
    return points, explained


def _outputs(model: keras.Model, examples: np.ndarray, layer: str) -> np.ndarray:
    """What a layer says to all examples: float32, (n, numbers)."""
    names = [one.name for one in model.layers]
    if layer != "input" and layer not in names:
        raise DataError(tr("This network has no layer {layer!r}.", layer=layer))
    kept = model.layers[: names.index(layer) + 1] if layer != "input" else []
    numbers = math.prod(kept[-1].output.shape[1:] if kept else examples.shape[1:])
    if COPIES * 4 * numbers * len(examples) > limits().inspector_memory:
        raise DataError(
            tr(
                "This layer outputs {numbers:,} numbers for each example. For {examples:,} examples that is "
                "{numbers2}, too much to reduce to two dimensions here.",
                numbers=numbers,
                examples=len(examples),
                numbers2=show_bytes(4 * numbers * len(examples)),
            )
        )
    found = np.empty((len(examples), numbers), np.float32)
    done = 0
    for piece in pieces(model, examples, BATCH):
        values = piece
        for one in kept:
            values = one(values, training=False)
        found[done : done + len(piece)] = np.asarray(values, np.float32).reshape(len(piece), -1)
        done += len(piece)
    return found


def _agreement(values: np.ndarray, labels: np.ndarray) -> float:
    """Share of the rows whose nearest other row has the same label."""
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(values)
    return float((labels[nearest.kneighbors(return_distance=False)[:, 0]] == labels).mean())
