"""What a session keeps for several lessons."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class LessonsState:
    """Which lessons were opened.

    Args:
        visited: Their names.
    """

    visited: set[str] = field(default_factory=set)


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
