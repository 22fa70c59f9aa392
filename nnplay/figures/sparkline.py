"""A curve without axes, as small as a word: an SVG document."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnplay.figures import style

MOST_POINTS = 60


def sparkline(values: Sequence[float], width: int = 90, height: int = 30, color: str = style.TRAINING) -> str:
    """Values from left to right, the largest at the top; what is not finite is left out.

    Args:
        values: In order; of many, some evenly spread ones and the last are drawn.
        width, height: In pixels.
        color: Of the line, `#rrggbb`.

    Returns:
        The document; without a line where there are fewer than two values.
    """
    finite = [float(value) for value in values if math.isfinite(value)]
    step = max(1, math.ceil(len(finite) / MOST_POINTS))
    shown = finite[::-step][::-1]  # so that the last one is among them
    line = ""
    if len(shown) > 1:
        low, high = min(shown), max(shown)
        room = (high - low) or 1.0
        points = " ".join(
            f"{2 + (width - 4) * place / (len(shown) - 1):.1f},{2 + (height - 4) * (high - value) / room:.1f}"
            for place, value in enumerate(shown)
        )
        line = f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>'
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{line}</svg>'
