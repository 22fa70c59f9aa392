"""What a session keeps of the drawing page."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from nnplay.datasets.kinds.drawings import LabelledDrawing, join, read, write
from nnplay.errors import DataError
from nnplay.sketch import Photo

MOST_REMEMBERED = 1_000_000
"""Bytes of drawings that a browser is asked to keep; a file can hold more."""


@dataclass
class DrawState:
    """The drawing at hand, what reads it, and what was drawn before.

    Args:
        drawing: Canvas data of the drawing, kept while other pages are open.
        canvas_start: What the canvas showed when it was mounted.
        canvas_number: Part of the canvas's key; a new number mounts a new canvas.
        photo: The picture that is read in the place of the drawing.
        reader: Key of the network that was chosen to read, and the number of the newest run at that time.
        drawings: What the student has drawn and labelled.
        joined: How often files of drawings were joined; part of the uploader's key.
        notice: What the last change of the drawings did, until the page has said it.
    """

    memory_name: ClassVar[str] = "drawings"

    drawing: dict[str, Any] | None = None
    canvas_start: dict[str, Any] | None = None
    canvas_number: int = 0
    photo: Photo | None = None
    reader: tuple[str, int] = ("", 0)
    drawings: list[LabelledDrawing] = field(default_factory=list)
    joined: int = 0
    notice: str = ""
    _written: tuple[list[LabelledDrawing], bytes] = field(default=([], b""), repr=False)
    _remembered: tuple[bytes, Any] = field(default=(b"", None), repr=False)

    def file(self) -> bytes:
        """The file of the drawings, written anew only where they have changed."""
        before, content = self._written
        if before != self.drawings:  # quick where they are the same: the same objects are equal
            content = write(self.drawings)
            self._written = list(self.drawings), content
        return content

    def remember(self) -> Any:
        """The labelled drawings, unless they are too many for a browser; the same object until they change."""
        content = self.file() if self.drawings else b""
        if self._remembered[0] != content:
            self._remembered = content, json.loads(content) if 0 < len(content) <= MOST_REMEMBERED else None
        return self._remembered[1]

    def recall(self, kept: Any) -> None:
        """Takes the labelled drawings that the browser kept; those that cannot be read are left out."""
        with contextlib.suppress(DataError):
            self.drawings = join(self.drawings, read(json.dumps(kept).encode()))

    def start_canvas(self, drawing: dict[str, Any] | None) -> None:
        """Puts a new canvas with a drawing, or a blank one, in the place of the old one."""
        self.drawing = drawing
        self.canvas_number += 1

    def reader_among(self, keys: Sequence[str], newest: int) -> str:
        """The network that reads: the chosen one as long as no newer run has come, else the first.

        Args:
            keys: Of the networks that there are.
            newest: Number of the session's newest run.
        """
        key, then = self.reader
        return key if key in keys and then == newest else keys[0]
