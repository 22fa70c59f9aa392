"""Data files that tests make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nnplay.datasets import Dataset, Part, Signature
from nnplay.datasets.tabular import PIMA, PIMA_ROWS


def pima_csv(rows: int = PIMA_ROWS) -> bytes:
    """A file in the form of the real one, with made numbers."""
    lines = [",".join((*PIMA.feature_names, PIMA.target_name))]
    lines += [
        f"{i % 17},{90 + i % 80},72,35,0,{20 + i % 25}.6,0.{100 + i % 800},{21 + i % 60},{i % 3 % 2}"
        for i in range(rows)
    ]
    return "\r\n".join(lines).encode()


def ugly_table() -> pd.DataFrame:
    """Four rows of a table that somebody brought: words, gaps, a truth value, and a column without any value."""
    return pd.DataFrame(
        {
            "size": [1.0, 2.5, np.nan, 4.0],
            "colour": ["red", "red", "blue", None],
            "new": [True, False, True, True],
            "empty": [np.nan] * 4,
        }
    )


def own_like_dataset() -> Dataset:
    """A regression on 60 rows of words, gaps and a truth value, as a table that somebody brought would be."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder

    table = pd.concat([ugly_table().drop(columns="empty")] * 15, ignore_index=True)
    encode = make_column_transformer(
        (SimpleImputer(strategy="median"), ["size"]),
        (OneHotEncoder(sparse_output=False), ["colour", "new"]),
        verbose_feature_names_out=False,
    )
    made = dataset_of_words(table, Pipeline([("encode", encode)]).fit(table))
    y = np.arange(60, dtype=np.float32)
    signature = replace(made.signature, task="regression", class_names=(), target_name="price")
    return replace(made, y_train=y, y_val=y, y_test=y, signature=signature)


def dataset_of_words(table: pd.DataFrame, filling: Any) -> Dataset:
    """A dataset whose inputs a fitted pipeline makes from a table of words; every part has all rows."""
    x = np.asarray(filling.transform(table), dtype=np.float32)
    y = np.arange(len(x)) % 2
    signature = Signature(x.shape[1:], "binary", ("no", "yes"), tuple(filling.get_feature_names_out()))
    source: dict[Part, pd.DataFrame] = {"training": table, "validation": table, "test": table}
    return Dataset(x, y, x, y, x, y, signature=signature, family="table", filling=filling, source=source)
