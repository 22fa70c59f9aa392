"""A Plotly figure that becomes one only where it is needed: what a browser gets is written from plain data.

Making a `go.Figure` checks every property by itself, and writing it copies them all: ten times the work of writing the
data alone. A server that draws for a class has no time for that. Tests have: there each figure is checked.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

NO_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}
"""What Plotly makes of `template="none"`."""

_SHORT = {
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "float32": "f4",
    "float64": "f8",
}
"""What plotly.js calls the numbers of typed arrays; those of 64 bits are not among them."""


class LazyFigure:
    """A figure from plain data; every property and method of `go.Figure` makes it one.

    Args:
        traces: As `go.Figure` takes them; numbers in NumPy arrays or lists.
        layout: Likewise.
    """

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        self.__dict__.update(_traces=traces, _layout=layout, _figure=None)

    def make(self) -> Any:
        """The `go.Figure`, the same one each time.

        Raises:
            ValueError: If a property does not exist or has a wrong value.
        """
        if self._figure is None:
            import plotly.graph_objects as go

            self.__dict__["_figure"] = go.Figure({"data": self._traces, "layout": self._layout})
        return self._figure

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and pickling look for
            raise AttributeError(name)
        return getattr(self.make(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.make(), name, value)

    def with_traces(self, traces: list[dict[str, Any]]) -> LazyFigure:
        """The same figure with further traces over its own."""
        return LazyFigure([*self._traces, *traces], self._layout)

    @property
    def height(self) -> float | None:
        """In pixels; None where the layout says nothing."""
        height = self._layout.get("height") if self._figure is None else self._figure.layout.height
        return None if height is None else float(height)

    def to_json(self, *, validate: bool = False) -> str:
        """What plotly.js draws.

        Args:
            validate: Whether every property is checked first.
        """
        if validate:
            return str(self.make().to_json(validate=True))
        traces, layout = texts(self)
        return f'{{"data":[{",".join(traces)}],"layout":{layout}}}'


def texts(figure: go.Figure | LazyFigure) -> tuple[list[str], str]:
    """What plotly.js draws, in parts: the JSON of each trace, and that of the layout."""
    if isinstance(figure, LazyFigure) and figure._figure is None:
        traces = [{name: value for name, value in trace.items() if name != "uid"} for trace in figure._traces]
        return [_json(_plain(trace)) for trace in traces], _json(_plain(figure._layout))
    made = figure.make() if isinstance(figure, LazyFigure) else figure
    plain = json.loads(made.to_json(validate=False))
    return [_json(trace) for trace in plain["data"]], _json(plain["layout"])


def _json(plain: Any) -> str:
    try:
        return json.dumps(plain, separators=(",", ":"), allow_nan=False)
    except ValueError:  # JSON has no number that is none
        return json.dumps(_without_nan(plain), separators=(",", ":"))


def _plain(value: Any) -> Any:
    """As JSON has it, large arrays as plotly.js reads them fastest."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (str, int, float)) or value is None:
        return value
    return _plain(np.asarray(value))  # a column of a table, a range


def _array(values: np.ndarray) -> Any:
    if values.dtype.kind in "iu" and values.size:
        values = _smallest(values)
    short = _SHORT.get(values.dtype.name)
    if short is None or not values.size or not values.ndim:
        if values.dtype.kind == "M":
            return np.datetime_as_string(values).tolist()
        return _plain(values.tolist())
    told: dict[str, Any] = {"dtype": short, "bdata": base64.b64encode(values.tobytes()).decode("ascii")}
    if values.ndim > 1:
        told["shape"] = ", ".join(map(str, values.shape))
    return told


def _smallest(values: np.ndarray) -> np.ndarray:
    """Whole numbers of 64 bits in as few bits as they need."""
    if values.dtype.itemsize < 8:
        return values
    sizes = (8, 16, 32)
    low, high = int(values.min()), int(values.max())
    for bits in sizes:
        kind = np.dtype(f"{'u' if values.dtype.kind == 'u' else ''}int{bits}")
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
