"""Data files that tests make."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from nnplay.datasets.tabular import PIMA, PIMA_ROWS


def pima_csv(rows: int = PIMA_ROWS) -> bytes:
    """A file in the form of the real one, with made numbers."""
    lines = [",".join((*PIMA.feature_names, PIMA.target_name))]
    lines += [
        f"{i % 17},{90 + i % 80},72,35,0,{20 + i % 25}.6,0.{100 + i % 800},{21 + i % 60},{i % 3 % 2}"
        for i in range(rows)
    ]
    return "\r\n".join(lines).encode()


def as_file(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    """The content of a picture file: uint8 (height, width) or (height, width, 3)."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()
