"""A made-up table with everything that real tables have, for those who have brought none yet."""

from __future__ import annotations

import datetime
import functools

import numpy as np

EXAMPLE_ROWS = 240
KINDS = ("basil", "mint", "sage")

# Mean height (cm), leaf length (mm) and chlorophyll (µg/cm²) of each kind: invented, and well apart.
_MEANS = np.array([[38.0, 62.0, 31.0], [55.0, 41.0, 39.0], [46.0, 78.0, 24.0]])
_SPREADS = np.array([6.0, 7.0, 3.0])
_SOILS = ("sand", "loam", "clay")
_SOIL_SHARES = ((0.2, 0.7, 0.1), (0.1, 0.3, 0.6), (0.7, 0.2, 0.1))


@functools.cache
def example_table() -> bytes:
    """Three kinds of herbs by what was measured on them: a CSV as a German Excel writes it.

    Semicolons, decimal commas, the encoding Windows-1252, row numbers, a date, a category, a column that is always
    the same, and missing values.
    """
    rng = np.random.default_rng(7)
    lines = ["no;sown on;soil;height (cm);leaf length (mm);chlorophyll (µg/cm²);greenhouse;herb"]
    for row in range(EXAMPLE_ROWS):
        kind = int(rng.integers(len(KINDS)))
        measured = rng.normal(_MEANS[kind], _SPREADS)
        cells = [f"{value:.1f}".replace(".", ",") for value in measured]
        if rng.random() < 0.08:
            cells[int(rng.integers(3))] = ["", "n/a"][int(rng.integers(2))]
        soil = str(rng.choice(_SOILS, p=_SOIL_SHARES[kind])) if rng.random() > 0.03 else ""
        sown = datetime.date(2024, 3, 1) + datetime.timedelta(days=int(rng.integers(60)))
        lines.append(f"{row + 1};{sown:%d.%m.%Y};{soil};{';'.join(cells)};north;{KINDS[kind]}")
    return "\r\n".join(lines).encode("cp1252")
