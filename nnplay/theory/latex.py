"""Numbers as LaTeX, so that formulas carry what the screen shows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnplay import i18n


def written(value: float, spec: str) -> str:
    """A number in a formula as the present language writes it; a comma would get room after it without the braces.

    Args:
        value: Any real number.
        spec: As in `format`: `"g"`, `".1f"`.
    """
    return i18n.number(value, spec).replace(",", "{,}")


def number(value: float, digits: int = 2) -> str:
    """A number with so many digits behind the point; `0.00` is never `-0.00`, and large or tiny ones use powers."""
    if not np.isfinite(value):
        return r"\infty" if value > 0 else r"-\infty" if value < 0 else r"\text{no number}"
    if abs(value) >= 1e5:
        mantissa, power = written(value, ".1e").split("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}"
    text = written(value, f".{digits}f")
    return text.removeprefix("-") if float(f"{value:.{digits}f}") == 0 else text


def factor(value: float, digits: int = 2) -> str:
    """A number as it stands in a product: negative ones in brackets."""
    text = number(value, digits)
    return f"({text})" if text.startswith("-") else text


def term(value: float, digits: int = 2) -> str:
    """A number as it is added to a sum: `+ 0.50` or `- 0.50`."""
    text = number(value, digits)
    return f"- {text[1:]}" if text.startswith("-") else f"+ {text}"


def beside(numbers: Iterable[str]) -> str:
    """Numbers side by side, with semicolons between them where they have decimal commas."""
    return ("; " if "," in i18n.number(0.5, ".1f") else ", ").join(numbers)


def matrix(values: np.ndarray, digits: int = 1) -> str:
    """A matrix, or a vector as a column, in round brackets."""
    rows = np.asarray(values, dtype=float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    inside = r" \\ ".join(" & ".join(number(value, digits) for value in row) for row in rows)
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


def small(value: float) -> str:
    """A number that may be tiny: three digits, as a power of ten where it is small."""
    if value == 0 or abs(value) >= 0.001:
        return number(value, 3)
    mantissa, power = written(value, ".1e").split("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}"


def plain(value: float) -> str:
    """A number for a table: four digits that count."""
    return i18n.number(value, ".4g")
