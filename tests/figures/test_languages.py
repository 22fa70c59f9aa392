"""Figures in another language than English."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nnplay import figures, i18n
from nnplay.i18n import using
from tests.shouting import Shouting, small_words

SHOWN = {"text", "name", "hovertemplate", "title", "ticktext", "customdata"}

POINTS = {"Training": (np.eye(2), np.arange(2)), "Test": (-np.eye(2), np.arange(2))}
ENDS = np.array([0.5, 1.0])

HISTORY: dict[str, Any] = {"epoch": [1, 2], "accuracy": [0.5, 0.75], "val_accuracy": [0.25, 0.5]}
COUNTS = np.array([[3, 1], [0, 2]])

FIGURES: dict[str, Callable[[], Any]] = {
    "curve": lambda: figures.metric_curve(HISTORY, epochs=2, best_epoch=2),
    "plane": lambda: figures.scatter_plane(POINTS, ["A", "B"]),
    "values": lambda: figures.scatter_plane_values(POINTS, target_name="y"),
    "split": lambda: figures.split_bars({"training": [3, 1], "test": [1, 1]}, ["A", "B"]),
    "tiles": lambda: figures.tile_grid(np.ones((2, 3, 3)), item_name="filter", column_name="channel", columns=1),
    "colors": lambda: figures.tile_grid(np.ones((2, 3, 3, 3)), item_name="picture"),
    "confusion": lambda: figures.confusion_map(COUNTS, ["A", "B"]),
    "thresholds": lambda: figures.threshold_curve(ENDS, ENDS, ENDS, "X", "Y"),
    "calibration": lambda: figures.calibration_plot(ENDS, ENDS, ENDS),
    "residuals": lambda: figures.residual_plot(np.arange(3.0), np.arange(3.0), "Y"),
    "weights": lambda: figures.weight_matrix(np.ones((30, 2)), ["A"] * 30),
    "units": lambda: figures.unit_bars([0.5, -0.25]),
    "histograms": lambda: figures.histograms([0, 1], [np.arange(3.0)] * 2, title="X"),
    "dead": lambda: figures.dead_shares([0, 1], {"A": [0.0, 0.5]}),
    "seeds": lambda: figures.seed_band([HISTORY, HISTORY], "accuracy"),
    "correlations": lambda: figures.correlation_map(np.eye(2), ["A", "B"]),
}


def _texts(value: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in ("bdata", "dtype", "source", "font", "textfont", "side"):
                yield from _texts(one, inside or name in SHOWN)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, inside)
    elif isinstance(value, str) and inside:
        yield value


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_of_a_figure_is_translated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    with using("de"):
        drawn = json.loads(FIGURES[name]().to_json())
    assert drawn["layout"]["separators"] == ",."
    assert [text for text in _texts(drawn) if small_words(re.sub(r"%\{[^}]*\}", " ", text))] == []


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert [figures.show_percent(share) for share in (0.9731, 0.0001, 0.9999, 1)] == [
        "97.3%",
        "<0.1%",
        ">99.9%",
        "100%",
    ]
    assert "separators" not in json.loads(figures.unit_bars([0.5]).to_json())["layout"]
    with using("de"):
        shares = [figures.show_percent(share) for share in (0.9731, 0.0001, 0.9999, 1)]
        grid = json.loads(figures.number_grids([("", np.array([[-1.5]]), True)]).to_json())
    assert shares == ["97,3\u00a0%", "<0,1\u00a0%", ">99,9\u00a0%", "100\u00a0%"]
    assert "−1,50" in json.dumps(grid, ensure_ascii=False)
