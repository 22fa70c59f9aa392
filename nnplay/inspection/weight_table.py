"""All weights of a small network as a table of numbers, to and from text: from a spreadsheet, or a sheet of homework.

Layer by layer: a row for each input, with its weight for each unit, and a row of biases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, plural, tr
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, trace
from nnplay.registry import DATASETS
from nnplay.spec import ExperimentSpec

ROW_NAMES = {
    "batch_normalization": (N_("scale"), N_("shift"), N_("moving mean"), N_("moving variance")),
    "layer_normalization": ("scale", "shift"),
}
_BIAS, _VARIANCE, _OUTPUT = N_("bias"), N_("moving variance"), N_("Output")


@dataclass(frozen=True)
class LayerTable:
    """Where a layer's numbers lie in the table.

    Args:
        title: What the table calls it.
        rows: Names of its rows; those of the layer's own numbers in English.
        units: Its columns.
    """

    title: str
    rows: tuple[str, ...]
    units: int

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return len(self.rows) * self.units

    @property
    def need(self) -> str:
        """What it needs, as the rest of a sentence."""
        across = _numbers(self.units)
        if self.rows[-1] != _BIAS:
            names = ", ".join(map(tr, self.rows))
            return tr("{rows} rows of {across}: {rows2}", rows=len(self.rows), across=across, rows2=names)
        rows = _rows(len(self.rows) - 1)
        return tr("{rows} of {across}, one for each input, and a row of biases", rows=rows, across=across)


def layer_tables(spec: ExperimentSpec) -> list[LayerTable]:
    """The tables of all layers that have weights.

    Raises:
        SpecError: If the layers do not fit, or one of them has weights that are no table.
    """
    signature = DATASETS[spec.dataset.name].signature(spec.dataset.options)
    names = tuple(signature.feature_names)
    tables = []
    for place, row in enumerate(trace(spec).checked().rows):
        if row.parameters:
            tables.append(_table(row, place, names))
            names = tuple(tr("unit {unit}", unit=unit + 1) for unit in range(tables[-1].units))
    return tables


def _table(row: LayerShape, place: int, inputs: tuple[str, ...]) -> LayerTable:
    operation = row.layer.kind.row_operation(row.layer.options)
    title = (
        tr(_OUTPUT)
        if row.name == OUTPUT_NAME
        else tr("Layer {place}: {title}", place=place + 1, title=row.layer.kind.title)
    )
    rows = ROW_NAMES.get(operation["op"], (*inputs, _BIAS)) if operation else ()
    units = row.output_shape[-1]
    if row.parameters != len(rows) * units:
        raise SpecError(
            tr(
                "{title} has weights that don't fit into a table. Only networks whose layers work on rows of numbers "
                "can be written this way.",
                title=title,
            )
        )
    return LayerTable(title, rows, units)


def layer_slices(tables: Sequence[LayerTable]) -> list[slice]:
    """Where the numbers of each layer lie in the row of all weights."""
    ends = np.cumsum([table.count for table in tables]).tolist()
    return [slice(end - table.count, end) for table, end in zip(tables, ends, strict=True)]


def weights_text(
    spec: ExperimentSpec, weights: np.ndarray, only: int | None = None, *, most_rows: int | None = None
) -> str:
    """The table of all weights, its cells parted by tabs, as spreadsheets take it.

    Args:
        spec: The experiment.
        weights: (n,), in the order of `keras.Model.get_weights`, laid in one row.
        only: Place of the one layer to write, among `layer_tables`; None for all.
        most_rows: Of a layer, so many rows are written at most, and then a line with “…”.

    Raises:
        SpecError: As `layer_tables`, or if they are not as many as the network has.
    """
    tables = layer_tables(spec)
    if len(weights) != sum(table.count for table in tables):
        raise SpecError(tr("These are not the weights of this network."))
    lines = []
    for place, (table, part) in enumerate(zip(tables, layer_slices(tables), strict=True)):
        if only not in (None, place):
            continue
        lines.append("\t".join([table.title, *(tr("unit {unit}", unit=unit + 1) for unit in range(table.units))]))
        rows = list(zip(table.rows, weights[part].reshape(-1, table.units), strict=True))
        lines += ["\t".join([tr(name), *(_shown(value) for value in row)]) for name, row in rows[:most_rows]]
        lines += ["…"] * (most_rows is not None and len(rows) > most_rows) + [""]
    return "\n".join(lines).rstrip() + "\n"


def _shown(value: float) -> str:
    """The shortest text that gives the same float32 back."""
    return np.format_float_positional(np.float32(value), trim="-")


def weights_from_text(spec: ExperimentSpec, text: str, only: int | None = None) -> np.ndarray:
    """The weights that a table says, as `weights_text` writes it.

    Names before the numbers and rows without any number may be there or not. Cells are parted by tabs, semicolons or
    spaces; where they are parted by tabs or semicolons, a comma may stand for the point. A minus may be a dash.

    Args:
        spec: The experiment.
        text: The table.
        only: Place of the one layer that it is of, among `layer_tables`; None for all.

    Returns:
        float32, (n,), in the order of `keras.Model.get_weights`; those of the one layer alone.

    Raises:
        SpecError: If it is not a table of this network; says which layer and line.
    """
    rows = [(line, cells) for line, cells in enumerate(map(_cells, text.splitlines()), 1) if cells]
    values: list[float] = []
    at = 0
    tables = layer_tables(spec)
    for table in tables if only is None else tables[only : only + 1]:
        for name in table.rows:
            if at == len(rows):
                raise SpecError(
                    tr(
                        "The table ends too early: {title} needs {need}. It has {had} in all.",
                        title=table.title,
                        need=table.need,
                        had=_rows(at),
                    )
                )
            line, cells = rows[at]
            numbers = [cell for cell in cells if isinstance(cell, float)]
            if strange := [cell for cell in cells if isinstance(cell, str)]:
                raise SpecError(tr("Line {line}: “{strange}” is not a number.", line=line, strange=strange[0][:30]))
            if len(numbers) != table.units:
                raise SpecError(
                    tr(
                        "Line {line} has {numbers}, but here comes the row “{name}” of {title}. It needs {need}.",
                        line=line,
                        numbers=_numbers(len(numbers)),
                        name=tr(name),
                        title=table.title,
                        need=table.need,
                    )
                )
            if name == _VARIANCE and min(numbers) < 0:
                raise SpecError(tr("Line {line}: a variance cannot be below zero.", line=line))
            values += numbers
            at += 1
    if at < len(rows):
        said = {"rows": _rows(len(rows) - at), "needed": at, "line": rows[at][0]}
        raise SpecError(
            tr(
                "The table has {rows} more than the network, which needs {needed}. The first of them is line {line}.",
                **said,
            )
            if only is None
            else tr(
                "The table has {rows} more than the layer, which needs {needed}. The first of them is line {line}.",
                **said,
            )
        )
    return np.array(values, np.float32)


def _cells(line: str) -> list[float | str]:
    """The cells of a line after its names: numbers, and text where one is none; empty where there is no number."""
    line = re.sub("[\u2212\u2013]", "-", line)
    wide = next((mark for mark in "\t;" if mark in line), None)
    texts = [cell.strip() for cell in (line.split(wide) if wide else line.replace(",", " ").split())]
    cells = [_number(text.replace(",", ".") if wide else text) for text in texts]
    while cells and not cells[-1] and isinstance(cells[-1], str):  # empty, as beside a wider layer
        cells.pop()
    first = next((place for place, cell in enumerate(cells) if isinstance(cell, float)), len(cells))
    return cells[first:]


def _number(text: str) -> float | str:
    try:
        value = float(text)
    except ValueError:
        return text
    return value if np.isfinite(value) and abs(value) < 1e30 else text


def _rows(count: int) -> str:
    return plural("{n:,} row", "{n:,} rows", count)


def _numbers(count: int) -> str:
    return plural("{n:,} number", "{n:,} numbers", count)
