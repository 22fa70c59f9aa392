"""Is the split honest? Examples that occur more than once, within a part and across parts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nnplay.datasets.signature import Part

ExamplePlace = tuple[Part, int]
"""An example: its part, and its row in that part."""

SHOWN_GROUPS = 8

_CHUNK = 4096


@dataclass(frozen=True)
class Overlap:
    """Examples of one part that are in an earlier part too.

    Args:
        part: Whose examples are counted.
        earlier: Where they are as well.
        count: How many they are.
        contradicting: How many of them have no equal with the same target there.
    """

    part: Part
    earlier: Part
    count: int
    contradicting: int


@dataclass(frozen=True)
class Duplicates:
    """Examples with exactly equal inputs.

    Args:
        within: By part, how many examples repeat an earlier one of the same part.
        across: For each two parts, what they share.
        groups: The first groups of equal examples, those that cross parts first; each at least two places.
        group_count: How many groups there are.
    """

    within: Mapping[Part, int]
    across: tuple[Overlap, ...]
    groups: tuple[tuple[ExamplePlace, ...], ...]
    group_count: int

    @property
    def leaks(self) -> int:
        """How many examples of a part are in an earlier part as well, counted for each two parts."""
        return sum(overlap.count for overlap in self.across)


def find_duplicates(parts: Mapping[Part, tuple[np.ndarray, np.ndarray]], shown: int = SHOWN_GROUPS) -> Duplicates:
    """Examples whose inputs are equal in every number.

    Args:
        parts: By part, inputs (n, ...) and targets (n,); as `Dataset.parts`, so that equal means equal for the network.
        shown: How many groups are given.
    """
    places: dict[bytes, list[ExamplePlace]] = {}
    for part, (x, _) in parts.items():
        for row, digest in enumerate(_digests(x)):
            places.setdefault(digest, []).append((part, row))
    groups = [group for group in places.values() if len(group) > 1]
    within = Counter[Part]()
    for group in groups:
        for part, count in Counter(part for part, _ in group).items():
            within[part] += count - 1
    across = tuple(_overlap(groups, parts, earlier, part) for earlier, part in combinations(parts, 2))
    crossing_first = sorted(groups, key=lambda group: -len({part for part, _ in group}))
    return Duplicates(
        {part: within[part] for part in parts}, across, tuple(map(tuple, crossing_first[:shown])), len(groups)
    )


def _overlap(
    groups: list[list[ExamplePlace]], parts: Mapping[Part, tuple[np.ndarray, np.ndarray]], earlier: Part, part: Part
) -> Overlap:
    count = contradicting = 0
    for group in groups:
        there = {parts[earlier][1][row].item() for place, row in group if place == earlier}
        here = [parts[part][1][row].item() for place, row in group if place == part]
        if there:
            count += len(here)
            contradicting += sum(target not in there for target in here)
    return Overlap(part, earlier, count, contradicting)


def _digests(x: np.ndarray) -> Iterator[bytes]:
    """128 bits per example: two different examples have the same ones with a chance of about 1 in 10^38."""
    for start in range(0, len(x), _CHUNK):
        # Adding zero turns -0.0 into 0.0, which is the same number in other bytes.
        rows = np.ascontiguousarray(x[start : start + _CHUNK]) + 0.0
        for row in rows:
            yield hashlib.blake2b(row, digest_size=16).digest()
