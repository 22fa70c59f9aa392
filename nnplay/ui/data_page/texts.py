"""Exploring texts: how long they are, and which letters or words occur how often in each class."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.datasets.explore.summaries import by_class, histogram
from nnplay.datasets.preprocessing.text import PADDING
from nnplay.i18n import tr
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.data_page.common import choose_parts, title

MOST_SYMBOLS = 24


def show(session: Session, data: Dataset) -> None:
    """Draws what there is to know of the texts before any training."""
    reading = data.preprocess.text
    assert reading
    unit = tr(reading.unit)
    parts = choose_parts()
    codes = np.concatenate([data.source[part] for part in parts]).astype(int)
    y = np.concatenate([data.parts[part][1] for part in parts])
    title(tr("How long they are"))
    lengths = (codes != PADDING).sum(axis=1)
    edges, counts = histogram(by_class(lengths, y, data.shown.class_names))
    live_chart(
        figures.by_width(lambda width: figures.histogram(edges, counts, unit, width=width), (300, 640)),
        key="text-lengths",
        label=tr(
            "Texts have {lengths} to {lengths2} {unit}",
            lengths=lengths.min(),
            lengths2=lengths.max(),
            unit=unit,
        ),
    )
    st.caption(
        tr(
            "Every text is padded to {length} {unit}. If the classes differ in length, the length alone gives "
            "them away.",
            length=reading.length,
            unit=unit,
        )
    )
    title(tr("Which {unit} they have", unit=unit))
    every = np.bincount(codes.ravel(), minlength=len(reading.symbols))
    every[PADDING] = 0
    ranked = np.argsort(-every, kind="stable")
    shown = [int(symbol) for symbol in ranked[:MOST_SYMBOLS] if every[symbol]]
    groups = {
        name: [int((found == symbol).sum()) for symbol in shown]
        for name, found in by_class(codes, y, data.shown.class_names).items()
    }
    names = reading.shown(np.array(shown))
    live_chart(
        figures.category_bars(groups, names, unit),
        key="text-symbols",
        label=tr("How often {shown} {unit} occur", shown=len(shown), unit=unit),
    )
    st.caption(
        tr(
            "The {shown} most frequent of {sum}. Where the classes differ here, counting {unit} is enough to "
            "tell them apart. Where they do not, only the order helps.",
            shown=len(shown),
            sum=int((every > 0).sum()),
            unit=unit,
        )
    )
