"""Smoothing, against pandas' exponential averages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.runs.smoothing import smooth

NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf])


@given(st.lists(NUMBERS, min_size=1, max_size=30), st.floats(0, 0.99))
def test_it_is_pandas_exponential_average(values: list[float], weight: float) -> None:
    finite = pd.Series([value if np.isfinite(value) else np.nan for value in values])
    expected = finite.ewm(alpha=1 - weight, adjust=True, ignore_na=True).mean().where(finite.notna())
    found = smooth(values, weight)
    known = finite.notna().to_numpy()
    np.testing.assert_allclose(found[known], expected.to_numpy()[known], rtol=1e-9, atol=1e-6)
    np.testing.assert_array_equal(found[~known], np.asarray(values)[~known])


def test_weight_zero_changes_nothing_and_weight_one_is_refused() -> None:
    np.testing.assert_array_equal(smooth([3.0, 1.0, 2.0], 0.0), [3.0, 1.0, 2.0])
    with pytest.raises(ValueError, match="below 1"):
        smooth([1.0], 1.0)
