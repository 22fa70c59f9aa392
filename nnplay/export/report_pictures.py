"""The pictures of a report, as SVG and PNG inside of its HTML: nothing is loaded from elsewhere."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence

import numpy as np

from nnplay.models.shapes import LayerShape, show_shape
from nnplay.palette import LIGHT

INK, MUTED, LINE, ACCENT = LIGHT.ink, LIGHT.muted, LIGHT.line, LIGHT.accent

MOST_UNITS = 12
"""Circles of a column at most."""


def curves(title: str, lines: Mapping[str, Sequence[float]], *, percent: bool = False) -> str:
    """Curves over the epochs, counted from 1.

    Args:
        title: What is measured.
        lines: Values by the name of the part; the second dashed.
        percent: Whether values are shares.
    """
    width, height, left, bottom, top = 300, 200, 52, 30, 26
    values = np.array([value for line in lines.values() for value in line], float)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    high = high if high > low else low + 1.0
    count = max(len(line) for line in lines.values())

    def place(epoch: float, value: float) -> tuple[float, float]:
        x = left + (width - left - 12) * ((epoch - 1) / max(count - 1, 1))
        return x, top + (height - top - bottom) * (1 - (value - low) / (high - low))

    parts = []
    for value in np.linspace(low, high, 4):
        _, y = place(1, value)
        shown = f"{value:.0%}" if percent and high - low > 0.05 else f"{value:.1%}" if percent else f"{value:.3g}"
        parts.append(f'<line x1="{left}" x2="{width - 12}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(left - 6, y + 4, shown, "end"))
    for epoch in sorted({1, (count + 1) // 2, count}):
        parts.append(_text(place(epoch, low)[0], height - 10, str(epoch), "middle"))
    parts.append(_text(width - 12, height - 10, "epoch", "end") if count < 2 else "")
    for number, (name, line) in enumerate(lines.items()):
        color, dash = ((LIGHT.training, ""), (LIGHT.validation, ' stroke-dasharray="6 3"'))[number % 2]
        points = [
            "{:.1f},{:.1f}".format(*place(epoch, value)) for epoch, value in enumerate(line, 1) if np.isfinite(value)
        ]
        if len(points) == 1:
            across, down = points[0].split(",")
            parts.append(f'<circle cx="{across}" cy="{down}" r="3" fill="{color}"/>')
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
        start = left + 4 + 110 * number
        parts.append(f'<line x1="{start}" x2="{start + 18}" y1="12" y2="12" stroke="{color}" stroke-width="2"{dash}/>')
        parts.append(_text(start + 23, 16, name))
    return _figure(title, width, height, parts)


def network(input_shape: Sequence[int], rows: Sequence[LayerShape]) -> str:
    """The layers side by side: circles for units, stacked squares for maps, with their sizes below."""
    columns = [("Input", tuple(input_shape)), *((row.layer.kind.title, row.output_shape) for row in rows)]
    step, height = 92, 210
    parts, before = [], None
    for number, (name, shape) in enumerate(columns):
        x = 46 + step * number
        units = min(shape[-1], MOST_UNITS)
        if len(shape) == 3:
            reach = 30 + 2 * min(units, 8)
            for shift in range(min(units, 8), 0, -1):
                at = f'x="{x - 26 + 3 * shift}" y="{64 - 3 * shift}" width="44" height="60"'
                parts.append(f'<rect {at} rx="3" fill="#fff" stroke="{ACCENT}"/>')
        else:
            gap = min(13, 130 / units)
            reach = int(gap * units / 2) + 4
            ys = [90 + gap * (unit - (units - 1) / 2) for unit in range(units)]
            parts += [f'<circle cx="{x}" cy="{y:.1f}" r="{gap * 0.4:.1f}" fill="{ACCENT}"/>' for y in ys]
            if shape[-1] > units:
                parts.append(_text(x, 172, "…", "middle"))
        if before is not None:
            corners = (
                f"{before[0]},{90 - before[1]} {x - 30},{90 - reach} {x - 30},{90 + reach} {before[0]},{90 + before[1]}"
            )
            parts.insert(0, f'<polygon points="{corners}" fill="#e8eefb"/>')
        before = (x + 30, reach)
        parts.append(_text(x, 188, name if len(name) < 15 else name[:13] + "…", "middle", INK))
        parts.append(_text(x, 203, show_shape(shape), "middle"))
    return _figure("The network, from its inputs to its output", step * len(columns), height, parts)


def scatter(truth: np.ndarray, said: np.ndarray) -> str:
    """Predicted values over true ones, with the line on which a perfect prediction lies."""
    side, left = 300, 52
    low, high = float(min(truth.min(), said.min())), float(max(truth.max(), said.max()))
    high = high if high > low else low + 1.0

    def place(value: float) -> float:
        return (value - low) / (high - low) * (side - left - 20)

    base = side - 34
    parts = [f'<line x1="{left}" y1="{base}" x2="{side - 20}" y2="{base - place(high):.1f}" stroke="{MUTED}"/>']
    for value in (low, (low + high) / 2, high):
        parts.append(_text(left + place(value), base + 18, f"{value:.3g}", "middle"))
        parts.append(_text(left - 6, base - place(value) + 4, f"{value:.3g}", "end"))
    parts += [
        f'<circle cx="{left + place(x):.1f}" cy="{base - place(y):.1f}" r="2.5" fill="{ACCENT}" fill-opacity="0.5"/>'
        for x, y in zip(truth[:1000].tolist(), said[:1000].tolist(), strict=True)
    ]
    parts.append(_text(side - 20, side - 2, "true", "end"))
    parts.append(_text(left, 14, "predicted"))
    return _figure("Predicted over true values of the test data", side, side, parts)


def picture(pixels: np.ndarray, alt: str) -> str:
    """An image (height, width, 1 or 3) in 0..1, as an inline PNG, dark on light where it is grey."""
    from PIL import Image

    grey = pixels.shape[-1] == 1
    shown = 1 - pixels[..., 0] if grey else pixels
    Image.fromarray((shown.clip(0, 1) * 255).astype(np.uint8)).save(file := io.BytesIO(), "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img class="example" alt="{html.escape(alt)}" src="data:image/png;base64,{data}">'


def _text(x: float, y: float, text: str, anchor: str = "start", color: str = MUTED) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}">{html.escape(text)}</text>'


def _figure(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    title = html.escape(title)
    return (
        f'<figure><svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{title}">'
        f"{''.join(parts)}</svg><figcaption>{title}</figcaption></figure>"
    )
