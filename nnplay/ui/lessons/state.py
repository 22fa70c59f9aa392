"""What a session keeps for several lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nnplay.lessons import Lesson, lessons


@dataclass
class LessonsState:
    """Which lessons were opened, and what was predicted in them.

    Args:
        visited: Their names.
        predicted: The first answer to each prediction, by `LESSON/PREDICTION`.
        forgotten: How often the browser was told to forget all of it.
    """

    visited: set[str] = field(default_factory=set)
    predicted: dict[str, str] = field(default_factory=dict)
    forgotten: int = 0

    def made(self, one: Lesson) -> int:
        """How many of a lesson's predictions were made."""
        return sum(f"{one.name}/{name}" in self.predicted for name in one.predictions)

    @property
    def progress(self) -> dict[str, str]:
        """All of it as a browser keeps it."""
        return {**dict.fromkeys(sorted(self.visited), ""), **self.predicted}

    def join(self, progress: Any) -> None:
        """Adds what a browser kept. Anyone can edit that, so what is not known here is left out."""
        if not isinstance(progress, Mapping):
            return
        for one in lessons():
            if one.name in progress:
                self.visited.add(one.name)
            for name in one.predictions:
                answer = progress.get(f"{one.name}/{name}")
                if isinstance(answer, str):
                    self.predicted.setdefault(f"{one.name}/{name}", answer[:200])

    def forget(self) -> None:
        """Begins from nothing, here and in the browser."""
        self.visited, self.predicted = set(), {}
        self.forgotten += 1


@dataclass(frozen=True)
class MapPlace:
    """A place of a map that is worked out number by number.

    Args:
        shape: Of the map, (height, width).
        row, column: The place.
        moves: How often it was chosen by other means than its number fields; part of their keys.
    """

    shape: tuple[int, ...]
    row: int
    column: int
    moves: int = 0


@dataclass
class MapPlaces:
    """The places that were chosen by a click or a button.

    Args:
        by_lesson: By the name of the lesson.
    """

    by_lesson: dict[str, MapPlace] = field(default_factory=dict)

    def of(self, slug: str, shape: tuple[int, ...]) -> MapPlace:
        """The place in a map of a shape: the chosen one as far as the map reaches, or the middle of the first map."""
        found = self.by_lesson.get(slug)
        if found is None:
            # In the middle there is something to see.
            return MapPlace(shape, shape[0] // 2, shape[1] // 2)
        if found.shape == shape:
            return found
        return MapPlace(shape, min(found.row, shape[0] - 1), min(found.column, shape[1] - 1), found.moves)

    def choose(self, slug: str, shape: tuple[int, ...], row: int, column: int) -> None:
        """Makes a place the one that is worked out."""
        moves = self.by_lesson[slug].moves + 1 if slug in self.by_lesson else 1
        self.by_lesson[slug] = MapPlace(shape, row, column, moves)
