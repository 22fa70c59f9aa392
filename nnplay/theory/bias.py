"""What data do to a classifier: styles of handwriting that it has not seen, and marks that give the answer away.

Both are shown on scikit-learn's digits with a layer of softmax units, which is trained anew for every setting.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.kinds.digits import load_digits
from nnplay.i18n import N_, tr
from nnplay.theory.softmax_layer import MOMENTUM, SoftmaxLayer, accuracy, answers, teach

SEED = 0

STEPS = 300

# Whose digit is read ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Styles:
    """One digit in two styles of handwriting, and all other digits.

    Args:
        common, rare: Pictures (n, 8, 8), ink from 0 to 1, of the style that more people write and of the other.
        others, labels: Pictures and labels of all other digits.
    """

    common: np.ndarray
    rare: np.ndarray
    others: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, eq=False)
class StyleResult:
    """How a classifier reads test digits, as shares from 0 to 1.

    Args:
        overall: Of all digits.
        common, rare: Of the chosen digit in either style.
        seen: How many digits of the rare style it has learned from.
        taken_for: What the digits of the rare style are taken for: how often each of the ten digits, int64 (10,).
    """

    overall: float
    common: float
    rare: float
    seen: int
    taken_for: np.ndarray


@functools.cache
def _digits() -> tuple[np.ndarray, np.ndarray]:
    raw = load_digits({})
    order = np.random.default_rng(SEED).permutation(len(raw.x))
    return raw.x[order, ..., 0].astype(np.float64) / 16, raw.y[order].astype(np.int64)


@functools.cache
def styles(digit: int) -> Styles:
    """The examples of a digit in two groups of alike pictures, the larger one first.

    The groups are those of k-means with two means (`sklearn.cluster.KMeans`): nobody says which style an example is.
    """
    from sklearn.cluster import KMeans

    x, y = _digits()
    mine = x[y == digit]
    groups = KMeans(2, n_init=10, random_state=SEED).fit(mine.reshape(len(mine), -1)).labels_
    rare = int(np.bincount(groups).argmin())
    return Styles(mine[groups != rare], mine[groups == rare], x[y != digit], y[y != digit])


@functools.lru_cache(maxsize=64)
def read_styles(digit: int, share: float) -> StyleResult:
    """A classifier of ten digits that has learned from half of all examples, but from few of one style.

    Args:
        digit: Whose styles are told apart.
        share: How many of the training examples in the rare style it gets, 0..1.
    """
    found = styles(digit)
    half = [len(part) // 2 for part in (found.others, found.common, found.rare)]
    seen = round(share * half[2])
    x = np.concatenate([found.others[: half[0]], found.common[: half[1]], found.rare[:seen]])
    y = np.concatenate([found.labels[: half[0]], np.full(half[1] + seen, digit)])
    layer = teach(_rows(x), y, steps=STEPS, momentum=MOMENTUM)
    test = {"common": found.common[half[1] :], "rare": found.rare[half[2] :]}
    right = {name: (answers(layer, _rows(part)) == digit) for name, part in test.items()}
    others = answers(layer, _rows(found.others[half[0] :])) == found.labels[half[0] :]
    return StyleResult(
        overall=float(np.concatenate([others, *right.values()]).mean()),
        common=float(right["common"].mean()),
        rare=float(right["rare"].mean()),
        seen=seen,
        taken_for=np.bincount(answers(layer, _rows(test["rare"])), minlength=10),
    )


def _rows(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1)


# A mark that gives the answer away ---------------------------------------------------------------

PAIR = (3, 8)
"""Which of these two digits is it?"""

EXAMPLES = 60
"""Of both digits together, to learn from."""

MARK = 2
"""Rows and columns of the mark in the upper left corner."""


@dataclass(frozen=True, eq=False)
class Shortcut:
    """A neuron that tells 8s from 3s, and what it has learned from.

    Args:
        pictures, labels: Its training examples (n, 8, 8), and whether each is an 8: int64 (n,).
        weights: (8, 8); positive ones speak for an 8.
        accuracy: Shares from 0 to 1 by the digits that it is tested on.
    """

    pictures: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    accuracy: dict[str, float]


TESTS = (
    N_("training digits"),
    N_("new digits, marked the same way"),
    N_("new digits, no marks"),
    N_("new digits, marks on the 3s"),
)


@functools.lru_cache(maxsize=64)
def shortcut(share: float, marked: bool = True) -> Shortcut:
    """Trains a neuron on 3s and 8s, some of the 8s with a mark in the corner.

    Args:
        share: How many of the 8s have the mark, 0..1.
        marked: Whether there are marks at all.
    """
    x, y = _digits()
    chosen = np.isin(y, PAIR)
    x, eight = x[chosen], (y[chosen] == PAIR[1]).astype(np.int64)
    share = share if marked else 0.0
    train, new = slice(None, EXAMPLES), slice(EXAMPLES, None)
    pictures = with_marks(x[train], np.flatnonzero(eight[train] == 1), share)
    layer: SoftmaxLayer = teach(_rows(pictures), eight[train], classes=2, steps=STEPS, momentum=MOMENTUM)
    tested = (
        (pictures, eight[train]),
        (with_marks(x[new], np.flatnonzero(eight[new] == 1), share), eight[new]),
        (x[new], eight[new]),
        (with_marks(x[new], np.flatnonzero(eight[new] == 0), 1.0), eight[new]),
    )
    found = {name: accuracy(layer, _rows(images), labels) for name, (images, labels) in zip(TESTS, tested, strict=True)}
    return Shortcut(pictures, eight[train], (layer[0][:, 1] - layer[0][:, 0]).reshape(8, 8), found)


def with_marks(images: np.ndarray, places: np.ndarray, share: float) -> np.ndarray:
    """Images with a mark on the first `share` of the given ones."""
    marked = images.copy()
    marked[places[: round(share * len(places))], :MARK, :MARK] = 1.0
    return marked


# Who was measured -------------------------------------------------------------------------------

LEAST_AGE = 21


def not_measured(sex: str, age: int, heritage: str) -> list[str]:
    """Why the Pima data say nothing about a person; empty where people like her were measured.

    Source of who was chosen: J. W. Smith and others 1988, *Using the ADAP learning algorithm to forecast the onset of
    diabetes mellitus*, and the description that came with the data: all patients are women of Pima heritage, at least
    21 years old, who live near Phoenix, Arizona.

    Args:
        sex: `"woman"` or `"man"`.
        age: In years.
        heritage: `"Pima"` or another.
    """
    reasons = []
    if sex != "woman":
        reasons.append(tr("Not one man was measured. One of the eight columns even counts pregnancies."))
    if age < LEAST_AGE:
        reasons.append(tr("Nobody under {least_age} was measured.", least_age=LEAST_AGE))
    if heritage != "Pima":
        reasons.append(
            tr(
                "Only people of Pima heritage were measured. They were chosen because diabetes is unusually common "
                "among them."
            )
        )
    return reasons
