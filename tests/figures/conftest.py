"""Every figure that a test here draws is also held against Plotly: its properties, and what a browser gets."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
import pytest

from nnplay.figures import style
from nnplay.figures.lazy import LazyFigure


@pytest.fixture(autouse=True)
def _as_plotly_writes_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    drawn: list[tuple[Any, Any]] = []

    def note(traces: Any, layout: Any) -> LazyFigure:
        drawn.append((copy.deepcopy(traces), copy.deepcopy(layout)))
        return LazyFigure(traces, layout)

    monkeypatch.setattr(style, "LazyFigure", note)
    yield
    for traces, layout in drawn:
        checked = go.Figure({"data": traces, "layout": layout})
        assert _read(LazyFigure(traces, layout).to_json()) == _read(checked.to_json(validate=False))


def _read(text: str) -> Any:
    figure = json.loads(text)
    # Plotly leaves empty lists of shapes out, which is the same.
    figure["layout"] = {name: value for name, value in figure["layout"].items() if value != []}
    return figure
