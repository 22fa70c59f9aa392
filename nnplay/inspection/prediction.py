"""What a trained network says to new examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.inspection import pieces

if TYPE_CHECKING:
    import keras

BATCH = 1024
"""Examples that go through the network at once, at most."""


def predict_rows(
    model: keras.Model, preprocess: Preprocess, rows: pd.DataFrame, decimal: str = "point"
) -> pd.DataFrame:
    """Predictions for rows of a table, which are treated as those of the training were.

    Example:
        >>> predict_rows(run.model, run.preprocess, pd.read_csv("new.csv"))  # doctest: +SKIP

    Args:
        model: The trained network.
        preprocess: What its run has learned of the training part's columns.
        rows: With the columns that it was trained on; others are ignored.
        decimal: How texts in `rows` write numbers; see `cells.DECIMALS`.

    Returns:
        As `Preprocess.answers`, with the index of `rows`; NaN and None for a row with a missing value where the
        training left such rows out.

    Raises:
        DataError: If a column is missing, or a cell has something else than a number where one is needed.
    """
    inputs = preprocess.inputs(preprocess.raw_rows(rows, decimal))
    whole = ~np.isnan(inputs).any(axis=1)
    outputs = np.full((len(rows), model.output_shape[-1]), np.nan, np.float32)
    outputs[whole] = pieces.outputs(model, inputs[whole], BATCH)
    table = preprocess.answers(outputs)
    table.index = rows.index
    return table
