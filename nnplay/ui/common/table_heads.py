"""What stands over the columns of a table, in the reader's language; the tables themselves keep English names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nnplay.datasets import Signature
from nnplay.i18n import ENGLISH, language, tr

if TYPE_CHECKING:
    import pandas as pd


def heads(names: Iterable[str]) -> dict[str, str]:
    """Titles of columns, as Streamlit's `column_config` takes them.

    Args:
        names: Of the columns, in English. What people bring themselves is not among them: it stays as it is.
    """
    return {name: tr(name) for name in names}


def said(table: pd.DataFrame, signature: Signature) -> pd.DataFrame:
    """A table of examples as it is shown: names of columns, and words in its cells, in the reader's language.

    Args:
        table: In English, as it is stored and exported.
        signature: Of the data, which knows whose names they are.
    """
    if signature.own or language() == ENGLISH:
        return table
    shown = table.copy()
    for name in shown.columns:
        if shown[name].dtype.kind not in "biufM":
            shown[name] = [signature.said(cell) if isinstance(cell, str) else cell for cell in shown[name]]
    return shown.rename(columns=signature.said)
