"""Numbers to predict over the plane."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.figures import scatter_plane_values, style

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
VALUES = np.array([-0.5, 2.0, 0.0])
AXIS = np.array([0.0, 1.0, 2.0])


def test_points_and_predictions_share_one_scale_with_zero_in_the_middle() -> None:
    wild = np.array([[100.0, 0.0, -1.0]] * 3)
    figure = scatter_plane_values(
        {"Training": (POINTS, VALUES), "Test": (POINTS, -2 * VALUES)}, grid=(AXIS, AXIS, wild)
    )
    prediction, training, test = figure.data

    # The largest value of all parts; a wild prediction does not change the colours of the points.
    for low, high in (
        (prediction.zmin, prediction.zmax),
        *((part.marker.cmin, part.marker.cmax) for part in figure.data[1:]),
    ):
        assert (low, high) == (-4, 4)
    assert prediction.colorscale == training.marker.colorscale == test.marker.colorscale
    assert prediction.colorscale[0][1] == style.NEGATIVE
    assert np.asarray(prediction.z).tolist() == wild.tolist()
    assert training.marker.color.tolist() == VALUES.tolist()
    assert (training.x.tolist(), training.y.tolist()) == ([0, 1, 0], [0, 1, 2])
    assert (training.marker.showscale, test.marker.showscale) == (True, False)
    assert training.marker.symbol != test.marker.symbol
    assert figure.layout.xaxis.range == (0, 2)


def test_the_map_before_training_is_empty_and_the_traces_stay_the_same() -> None:
    before, after = (
        scatter_plane_values({"Training": (POINTS, VALUES)}, grid=grid)
        for grid in (None, (AXIS, AXIS, np.zeros((3, 3))))
    )
    assert before.data[0].z is None or len(before.data[0].z) == 0
    assert [trace.uid for trace in before.data] == [trace.uid for trace in after.data]


def test_points_of_more_than_two_numbers_are_refused() -> None:
    with pytest.raises(DataError, match=r"\(3, 4\)"):
        scatter_plane_values({"Training": (np.zeros((3, 4)), VALUES)})
