"""One example on its way into the network, step by step, and a batch as the tensor that it arrives in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nnplay.datasets.base import Dataset
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.datasets.signature import Part
from nnplay.i18n import N_, english, number, tr, translated
from nnplay.models.losses import Target

PATCH = 8
"""Rows and columns of an image whose numbers are written out."""


@translated("title", "help")
@dataclass(frozen=True)
class InputStep:
    """One step of an example's way.

    Args:
        title: A few words, for the head of a column.
        help: What happens, as a sentence.
        values: One value per name at this step.
    """

    title: str
    help: str
    values: pd.Series

    @property
    def name(self) -> str:
        """The title in English, by which a table knows it."""
        return english(self, "title")


_SCALING = {
    "standard": (
        N_("The mean of the column in the training data."),
        N_("Its standard deviation there. So every column has mean 0 and deviation 1."),
    ),
    "minmax": (
        N_("The smallest value of the column in the training data."),
        N_("The largest there minus the smallest. So every column goes from 0 to 1."),
    ),
}


def steps_of(data: Dataset, part: Part, index: int, scaling: str = "") -> list[InputStep]:
    """The way of one example of a table, of the plane or of a line; the last step is what the network gets.

    Steps name their values: by column of the source, and by input once there is another number of them.

    Args:
        data: Which data.
        part, index: Which example.
        scaling: The option of that name that the data were loaded with.
    """
    preprocess = data.preprocess
    raw = data.source[part][index : index + 1]
    steps = [InputStep(N_("source"), N_("The values as the source has them."), preprocess.table(raw).iloc[0])]

    def then(title: str, help: str, table: pd.DataFrame) -> None:
        steps.append(InputStep(title, help, table.iloc[0]))

    if any(column.zero_missing for column in preprocess.columns):
        help = N_("An impossible zero counts as a missing value.")
        then(N_("missing marked"), help, preprocess.table(preprocess.marked(raw)))
    if any(column.fill is not None for column in preprocess.columns):
        help = N_("A missing value is replaced by one computed from the training data, such as the median.")
        then(N_("missing filled"), help, preprocess.table(preprocess.filled(raw)))
    names = list(data.signature.feature_names)
    inputs = pd.DataFrame(preprocess.encoded(raw).astype(np.float64), columns=names)
    if any(column.values for column in preprocess.columns):
        help = N_(
            "A word becomes a row of numbers, one for each possible word: 1 for itself, 0 for the others. They are "
            "not scaled."
        )
        then(N_("one-hot"), help, inputs)
    if names != [column.name for column in preprocess.columns] and preprocess.computed:
        then(N_("computed"), N_("The inputs, computed from the coordinates by the formulas in their names."), inputs)
    subtracted, divided = _SCALING.get(scaling, (N_("Computed from the training data."),) * 2)
    if preprocess.offset.any():
        then(N_("subtract"), subtracted, pd.DataFrame([preprocess.offset], columns=names))
    if (preprocess.scale != 1).any():
        then(N_("divide by"), divided, pd.DataFrame([preprocess.scale], columns=names))
    last = pd.DataFrame(data.parts[part][0][index : index + 1].astype(np.float64), columns=names)
    then(N_("into the network"), N_("float32, the type that networks calculate with."), last)
    return steps


def telling_example(data: Dataset, part: Part) -> int:
    """The first example of a part that has a missing value, so that every step shows something; else 0."""
    if not data.source:
        return 0
    return int(np.isnan(data.preprocess.marked(data.source[part])).any(axis=1).argmax())


def step_table(data: Dataset, steps: Sequence[InputStep]) -> pd.DataFrame:
    """All steps side by side: a row per column of the source, and below it the inputs that it becomes.

    Returns:
        A column `input`, then a column per step by its name; NaN or None for what is missing or not there.
    """
    columns = [name for column in data.preprocess.columns for name in (column.name, *column.input_names)]
    named = {name for step in steps for name in step.values.index}
    names = [name for name in dict.fromkeys([*columns, *data.signature.feature_names]) if name in named]
    table = pd.DataFrame({"input": names})
    for step in steps:
        table[step.name] = step.values.reindex(names).to_numpy()
    return table


def raw_image(data: Dataset, part: Part, index: int) -> np.ndarray:
    """An image as its source counts it: whole numbers (height, width, channels), 0 to 16 or 0 to 255."""
    return np.rint(data.preprocess.unscaled(data.parts[part][0][index])).astype(int)


def patch(image: np.ndarray, size: int = PATCH) -> tuple[int, int, int, int]:
    """The middle of an image, small enough to write its numbers out: first row, end of rows, first column, end."""
    height, width = image.shape[:2]
    high, wide = min(size, height), min(size, width)
    top, left = (height - high) // 2, (width - wide) // 2
    return top, top + high, left, left + wide


def target_form(data: Dataset, label: float, form: Target) -> str:
    """How a loss takes a true value, as text: the number, the class number, or the one-hot row."""
    if data.task == "regression":
        scaling = data.preprocess.target
        if scaling is None:
            return number(label, ".6g")
        learned = float(scaling.scaled(np.array(label)))
        return tr(
            "{label:.6g}, learned as ({label:.6g} − {offset:.6g}) / {scale:.6g} = {learned:.4f}",
            label=label,
            offset=scaling.offset,
            scale=scaling.scale,
            learned=learned,
        )
    if form == "one-hot":
        return "[" + " ".join(f"{value:.0f}" for value in one_hot([label], len(data.class_names))[0]) + "]"
    return str(int(label))


def axes(data: Dataset, size: int) -> list[tuple[int, str, str]]:
    """Every axis of a batch of so many examples: its length, its name, and what it counts."""
    shape = data.input_shape
    found = [(size, tr("batch"), tr("examples that the network uses for one step"))]
    if len(shape) == 3:
        if shape[2] == 1:
            channels = tr("one number per pixel: gray")
        elif shape[2] == 3:
            channels = tr("three numbers per pixel: red, green and blue")
        else:
            channels = tr("{shape} numbers per pixel: its colors", shape=shape[2])
        return [
            *found,
            (shape[0], tr("height"), tr("rows of pixels, from the top")),
            (shape[1], tr("width"), tr("pixels in a row, from the left")),
            (shape[2], tr("channels"), channels),
        ]
    if data.family == "text":
        return [*found, (shape[0], tr("steps"), tr("letters or words of one text, one number each"))]
    return [*found, (shape[0], tr("features"), tr("numbers that describe one example, one per input"))]
