"""Drawings that several tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

SEVEN = [np.array([[0.0, 0.0], [60.0, 0.0], [30.0, 100.0]])]
"""A 7: bar at the top, foot below the middle of the bar."""


def on_canvas(ink: np.ndarray) -> np.ndarray:
    """RGBA pixels of a canvas with a black pen and no background, from ink in 0..1."""
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[:, :, 3] = np.rint(ink * 255)
    return picture


def fabric_path(commands: list[list[Any]], **changes: Any) -> dict[str, Any]:
    """The canvas's JSON with one freely drawn path, in the form of streamlit-drawable-canvas 0.13 (Fabric.js 7)."""
    path = {"type": "Path", "version": "7.4.0", "path": commands, "originX": "center", "originY": "center"}
    look = {"fill": None, "stroke": "black", "strokeWidth": 18, "scaleX": 1, "scaleY": 1, "angle": 0, "flipX": False}
    return {"version": "7.4.0", "objects": [{**path, **look, "flipY": False, "skewX": 0, "skewY": 0, **changes}]}
