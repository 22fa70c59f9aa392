"""How answers to new examples are shown and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Signature
from nnplay.i18n import tr
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain


def one_answer(signature: Signature, answers: pd.DataFrame) -> None:
    """Draws what the network says to one example.

    Args:
        signature: What the network predicts.
        answers: As `predict_rows` gives them; only the first row counts.
    """
    best = answers.iloc[0, 0]
    if signature.task == "regression":
        st.metric(tr("Predicted {target_name}", target_name=plain(signature.target_name)), f"{best:,.4g}")
        return
    shares = answers.iloc[0, 1:].to_numpy(np.float64)
    share = figures.show_percent(float(shares.max()))
    st.markdown(
        tr(
            "It predicts **{best}** for {target_name}, with a probability of {share}.",
            best=plain(best),
            target_name=plain(signature.target_name),
            share=share,
        )
    )
    probabilities(signature.class_names, shares)


def probabilities(names: Sequence[str], shares: np.ndarray) -> None:
    """Draws the probability of each class, (classes,)."""
    live_chart(
        figures.probability_bars(names, shares),
        key="predict-bars",
        label="Probabilities: "
        + ", ".join(f"{name} {figures.show_percent(float(value))}" for name, value in zip(names, shares, strict=True)),
    )


def share_columns(table: pd.DataFrame) -> dict[str, Any]:
    """How the columns of probabilities are shown."""
    return {
        name: st.column_config.NumberColumn(format="percent")
        for name in table.columns
        if name.startswith("probability of ")
    }


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
