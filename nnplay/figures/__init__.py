"""Plotly figures from plain data; the only room that imports Plotly."""

from nnplay.figures.curves import loss_curve, metric_curve, metric_title, show_metric
from nnplay.figures.data import class_counts, line_fit, scatter_plane
from nnplay.figures.images import single_image, tile_grid, tile_table
from nnplay.figures.mosaic import mosaic_png, picture_png
from nnplay.figures.network import network_picture, network_pictures, network_table
from nnplay.figures.predictions import answer_grid, probability_bars, show_percent, unit_bars, verdicts
from nnplay.figures.style import by_width

__all__ = [
    "answer_grid",
    "by_width",
    "class_counts",
    "line_fit",
    "loss_curve",
    "metric_curve",
    "metric_title",
    "mosaic_png",
    "network_picture",
    "network_pictures",
    "network_table",
    "picture_png",
    "probability_bars",
    "scatter_plane",
    "show_metric",
    "show_percent",
    "single_image",
    "tile_grid",
    "tile_table",
    "unit_bars",
    "verdicts",
]
