"""The picture of data in the plane or on a line, with what a network says about it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun

HEIGHT = 400
"""In pixels; the width sets how high data in the plane can be."""

AXES = ("x", "y")


def answers(run: SessionRun | None) -> np.ndarray | None:
    """What a network says over the space of its data, at the epoch that is shown; None before there is an answer."""
    if run and run.epoch is not None:
        with show_errors():
            return ask(run, "decision_map")
    elif run and (snapshot := run.job.history.snapshot):
        return snapshot.outputs
    return None


def draw(data: Dataset, outputs: np.ndarray | None, *, whole: bool = False) -> tuple[Any, str]:
    """Data in the plane or on a line with a network's answers: the figure, and what it shows.

    Args:
        data: The dataset.
        outputs: What `answers` gives.
        whole: Whether the validation points are shown too, as one part with the test points.
    """
    axes = grid_axes(data)
    parts = {"Training": (data.points["training"], data.y_train), "Test": (data.points["test"], data.y_test)}
    if whole:
        kept_points = np.concatenate([data.points["validation"], data.points["test"]])
        parts = {"Training": parts["Training"], "Kept aside": (kept_points, np.concatenate([data.y_val, data.y_test]))}
    if data.family == "line":
        figure = figures.line_fit(
            parts,
            line=None if outputs is None else (axes[0], outputs),
            feature_name=data.signature.feature_names[0],
            target_name=data.signature.target_name,
            height=HEIGHT,
        )
        return figure, "Points of the dataset and the network's line through them"
    grid = None if outputs is None else (axes[0], axes[1], outputs)
    if data.task == "regression":
        figure = figures.scatter_plane_values(
            parts, feature_names=AXES, target_name=data.signature.target_name, grid=grid, height=HEIGHT
        )
        return figure, "Points of the dataset, coloured by value, over the network's prediction everywhere in the plane"
    figure = figures.scatter_plane(
        parts, data.class_names, feature_names=AXES, grid=grid, span=data.span, height=HEIGHT
    )
    return figure, "Points of the dataset, coloured by class, over the network's answer everywhere in the plane"
