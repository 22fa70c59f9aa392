"""What a session keeps of the inside view, and of the example that other pages show with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class InsideState:
    """What is looked at.

    Args:
        example: Place in the test part of the example that pages look at.
        source: Whether they look at that (`"test"`), at the uploaded picture, at the drawing, or at a text that was
            typed in (`"own"`).
        picture: The uploaded picture, uint8 pixels.
        text: The text that was typed in.
        part: Which part of the inside view is open; the first one where empty.
    """

    example: int = 0
    source: str = "test"
    picture: np.ndarray | None = None
    part: str = ""
    text: str = ""

    def open(self, part: str) -> None:
        """Opens another part, by its title."""
        self.part = part

    def look_at(self, example: int, part: str | None = None) -> None:
        """Makes the inside view show a test example by its place, and perhaps one of its parts, e.g. `"Why"`."""
        self.example, self.source = example, "test"
        self.part = part or self.part
