"""How answers to new examples are shown and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Signature
from nnplay.i18n import N_, number, tr
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain

PREDICTED, PROBABILITY = "predicted ", "probability of "
"""Begin the names of such columns."""

HEADS = {"file": N_("file"), "unfamiliar": N_("unfamiliar"), "line": N_("line")}


def one_answer(signature: Signature, answers: pd.DataFrame) -> None:
    """Draws what the network says to one example.

    Args:
        signature: What the network predicts.
        answers: As `predict_rows` gives them; only the first row counts.
    """
    best = answers.iloc[0, 0]
    if signature.task == "regression":
        st.metric(tr("Predicted {target_name}", target_name=plain(signature.shown.target_name)), number(best, ",.4g"))
        return
    shares = answers.iloc[0, 1:].to_numpy(np.float64)
    share = figures.show_percent(float(shares.max()))
    st.markdown(
        tr(
            "It predicts **{best}** for {target_name}, with a probability of {share}.",
            best=plain(signature.said(best)),
            target_name=plain(signature.shown.target_name),
            share=share,
        )
    )
    probabilities(signature.shown.class_names, shares)


def probabilities(names: Sequence[str], shares: np.ndarray) -> None:
    """Draws the probability of each class, (classes,)."""
    live_chart(
        figures.probability_bars(names, shares),
        key="predict-bars",
        label=tr("Probabilities: ")
        + ", ".join(f"{name} {figures.show_percent(float(value))}" for name, value in zip(names, shares, strict=True)),
    )


def shown_answers(table: pd.DataFrame, signature: Signature) -> pd.DataFrame:
    """The same table with the predicted classes in the reader's language."""
    name = f"{PREDICTED}{signature.target_name}"
    if not signature.class_names or name not in table.columns:
        return table
    said = [signature.said(best) if isinstance(best, str) else best for best in table[name]]
    return table.assign(**{name: said})


def answer_columns(table: pd.DataFrame, signature: Signature) -> dict[str, Any]:
    """How the columns that are not the user's own are shown; a file has them in English."""
    found: dict[str, Any] = {name: tr(text) for name, text in HEADS.items() if name in table.columns}
    for name in map(str, table.columns):
        if name.startswith(PROBABILITY):
            title = tr("probability of {name}", name=signature.said(name.removeprefix(PROBABILITY)))
            found[name] = st.column_config.NumberColumn(title, format="percent")
        elif name.startswith(PREDICTED):
            found[name] = tr("predicted {target_name}", target_name=signature.said(name.removeprefix(PREDICTED)))
    return found


def offer_download(content: bytes, name: str) -> None:
    """Draws a button that saves predictions as a file."""
    st.download_button(
        tr("Download predictions"),
        content,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
