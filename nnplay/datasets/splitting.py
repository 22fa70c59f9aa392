"""Examples split by chance into two parts, with the rows that scikit-learn's `train_test_split` chooses.

Its `model_selection` takes about a second to import, for which the first page of every server would wait.
"""

from __future__ import annotations

import numpy as np


def split_at_random(
    rows: np.ndarray, taken: int, seed: int, classes: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The rows that stay and those that are taken, as `train_test_split(rows, test_size=taken, random_state=seed)`.

    Args:
        rows: (n,).
        taken: How many rows are taken: 1 to n - 1.
        seed: 0 to 2³² - 1.
        classes: (n,): of each row. Both parts then have them in equal shares, as with `stratify`; each must have two
            rows at least, and each part as many rows as there are classes. None for a split that does not look at them.
    """
    chance = np.random.RandomState(seed)
    if classes is None:
        order = chance.permutation(len(rows))
        return rows[order[taken:]], rows[order[:taken]]
    _, numbers, sizes = np.unique(classes, return_inverse=True, return_counts=True)
    stays = _shares(sizes, len(rows) - taken, chance)
    goes = _shares(sizes - stays, taken, chance)
    places: tuple[list[np.ndarray], list[np.ndarray]] = [], []
    for number, (stay, go) in enumerate(zip(stays, goes, strict=True)):
        mixed = np.flatnonzero(numbers == number)[chance.permutation(sizes[number])]
        places[0].append(mixed[:stay])
        places[1].append(mixed[stay : stay + go])
    left, right = (chance.permutation(np.concatenate(part)) for part in places)
    return rows[left], rows[right]


def _shares(sizes: np.ndarray, count: int, chance: np.random.RandomState) -> np.ndarray:
    """So many examples spread over classes by their sizes; those with the largest rests get one more, ties by lot."""
    exact = sizes / sizes.sum() * count
    whole = np.floor(exact)
    rests = exact - whole
    missing = int(count - whole.sum())
    for rest in sorted(set(rests.tolist()), reverse=True):
        if missing <= 0:
            break
        (tied,) = np.nonzero(rests == rest)
        more = chance.choice(tied, size=min(missing, len(tied)), replace=False)
        whole[more] += 1
        missing -= len(more)
    return whole.astype(int)
