"""Data for a page, with a word while they are on their way."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets import Dataset, is_loaded, load_dataset
from nnplay.i18n import tr
from nnplay.spec import DatasetSpec


def load(spec: DatasetSpec) -> Dataset:
    """As `load_dataset`. Data that the server has already need no word; Streamlit starts a thread for each.

    Raises:
        DataError: What `load_dataset` raises.
    """
    place = st.empty()  # in both cases, so that what follows keeps its place
    if is_loaded(spec):
        return load_dataset(spec)
    with place, st.spinner(tr("Loading the data …"), show_time=False):
        return load_dataset(spec)
